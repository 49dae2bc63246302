#!/usr/bin/env python3
"""Writes golden_mlp.safetensors: what PyTorch computes, in float64, for a small network.

usage: golden_mlp.py OUTPUT        (needs torch; made with the version that the file's metadata names)

The network is dense 16 ReLU, dense 8 tanh, dense 4 with softmax cross-entropy on one batch of 12 rows of 6 features. The
file has the batch, the first parameters, loss and all gradients there, and loss and parameters after each of ten steps of
Adam with a learning rate of 0.01.
"""
import sys

import torch
import torch.nn.functional as F

sys.path.append(sys.path[0] + "/..")
from golden import write

STEPS = 10


def main():
    torch.manual_seed(7)
    torch.set_default_dtype(torch.float64)
    model = torch.nn.Sequential(
        torch.nn.Linear(6, 16), torch.nn.ReLU(), torch.nn.Linear(16, 8), torch.nn.Tanh(), torch.nn.Linear(8, 4))
    with torch.no_grad():  # values that float32 holds exactly, so that each real type begins alike
        for parameter in model.parameters():
            parameter.copy_(parameter.float().double())
    x = torch.randn(12, 6).float().double()
    labels = torch.randint(0, 4, (12,))
    tensors = {"x": x, "labels": labels.int()}
    for name, parameter in model.named_parameters():
        tensors["first." + name] = parameter.detach().clone()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    losses = []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), labels)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            for name, parameter in model.named_parameters():
                tensors["gradient." + name] = parameter.grad.clone()
        optimizer.step()
        for name, parameter in model.named_parameters():
            tensors[f"step{step + 1}.{name}"] = parameter.detach().clone()
    tensors["losses"] = torch.tensor(losses)
    write(sys.argv[1], tensors)


main()
