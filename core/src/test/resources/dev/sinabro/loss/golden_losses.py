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
SEVERAL = [[1, 0, 1], [0, 0, 1], [1, 1, 1], [0, 1, 0]]
SHARES = [[0.75, 0.0, 0.25], [0.0, 1.0, 0.0], [0.125, 0.5, 0.375], [0.5, 0.5, 0.0]]
WEIGHTS = [0.5, 3.0, 1.25]


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
    several, weights = torch.tensor(SEVERAL).double(), torch.tensor(WEIGHTS)
    case("softmax-weights", LOGITS, lambda x: F.cross_entropy(x, labels, weights))
    case("softmax-smoothed", LOGITS, lambda x: F.cross_entropy(x, labels, label_smoothing=0.1))
    case("softmax-all", LOGITS, lambda x: F.cross_entropy(x, labels, weights, ignore_index=0, label_smoothing=0.2))
    case("nll", LOGITS, lambda x: F.nll_loss(x, labels))
    case("nll-weights", LOGITS, lambda x: F.nll_loss(x, labels, weights, ignore_index=2))
    case("binary-positive", COLUMN, lambda x: F.binary_cross_entropy_with_logits(
        x, values, pos_weight=torch.tensor([2.5])))
    case("binary-several", LOGITS, lambda x: F.binary_cross_entropy_with_logits(x, several, pos_weight=weights))
    case("mae-one-hot", LOGITS, lambda x: F.l1_loss(x, one_hot))
    case("mae-values", COLUMN, lambda x: F.l1_loss(x, values))
    case("rmse-values", COLUMN, lambda x: F.mse_loss(x, values).sqrt())
    case("huber", LOGITS, lambda x: F.huber_loss(x, one_hot))
    case("huber-delta", COLUMN, lambda x: F.huber_loss(x, values, delta=2.0))
    case("hinge-labels", COLUMN, lambda x: (1 - (2 * column - 1) * x).clamp(min=0).mean())
    case("hinge-one-hot", LOGITS, lambda x: (1 - (2 * one_hot - 1) * x).relu().mean())
    case("perceptron-labels", COLUMN, lambda x: (-(2 * column - 1) * x).clamp(min=0).mean())
    case("mse-one-hot", LOGITS, lambda x: F.mse_loss(x, one_hot))
    case("mse-labels", COLUMN, lambda x: F.mse_loss(x, column))
    case("mse-values", COLUMN, lambda x: F.mse_loss(x, values))
    case("sse-one-hot", LOGITS, lambda x: F.mse_loss(x, one_hot, reduction="sum") / 2)
    case("sse-values", COLUMN, lambda x: F.mse_loss(x, values, reduction="sum") / 2)

    shares = torch.tensor(SHARES)
    case("softmax-shares", LOGITS, lambda x: F.cross_entropy(x, shares))
    case("softmax-shares-smoothed", LOGITS, lambda x: F.cross_entropy(x, shares, label_smoothing=0.1))
    # PyTorch divides by the number of rows where targets are shares; by their weights, it is the same as for labels.
    case("softmax-shares-weights", LOGITS, lambda x: F.cross_entropy(
        x, shares, weights, label_smoothing=0.2, reduction="sum") / (shares * weights).sum())


main()
