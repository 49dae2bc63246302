#!/usr/bin/env python3
"""Writes golden_losses.txt: losses and their gradients as PyTorch computes them in float64.

usage: golden_losses.py > golden_losses.txt       (needs torch; the first line names the version)

Each line is a case, then what ofBatch gives, then the gradient by the outputs, row-major. Outputs and targets of the cases
stand here and, again, in LossTest.
"""
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

LOGITS = [[0.5, -1.25, 2.0], [3.0, 3.0, 3.0], [-4.0, 0.0, 0.125], [50.0, -50.0, 0.0]]
LABELS = [2, 0, 1, 1]
COLUMN = [[0.5], [-1.25], [40.0], [-40.0]]
BITS = [1, 1, 0, 0]
VALUES = [[0.25], [0.75], [1.0], [0.0]]


def case(name, outputs, loss):
    x = torch.tensor(outputs, requires_grad=True)
    value = loss(x)
    value.backward()
    print(name, repr(value.item()), *(repr(number) for number in x.grad.flatten().tolist()))


def main():
    print("# torch", torch.__version__.split("+")[0])
    labels, bits, values = torch.tensor(LABELS), torch.tensor(BITS), torch.tensor(VALUES)
    one_hot, column = F.one_hot(labels, 3).double(), bits.double().reshape(4, 1)
    case("softmax", LOGITS, lambda x: F.cross_entropy(x, labels))
    case("binary-labels", COLUMN, lambda x: F.binary_cross_entropy_with_logits(x, column))
    case("binary-values", COLUMN, lambda x: F.binary_cross_entropy_with_logits(x, values))
    case("mse-one-hot", LOGITS, lambda x: F.mse_loss(x, one_hot))
    case("mse-labels", COLUMN, lambda x: F.mse_loss(x, column))
    case("mse-values", COLUMN, lambda x: F.mse_loss(x, values))
    case("sse-one-hot", LOGITS, lambda x: F.mse_loss(x, one_hot, reduction="sum") / 2)
    case("sse-values", COLUMN, lambda x: F.mse_loss(x, values, reduction="sum") / 2)


main()
