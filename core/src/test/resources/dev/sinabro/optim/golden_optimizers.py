#!/usr/bin/env python3
"""Writes golden_optimizers.txt: what PyTorch's optimizers do to two weights in float64.

usage: golden_optimizers.py > golden_optimizers.txt       (needs torch; the first line names the version)

The loss of a step is sum((w - target)^2 * (1, 3)) / 2, so that the gradient is (w - target) * (1, 3); the weights begin
at (1, -2) and the target is (0.25, 0.5). Each line is a case, the step, and the two weights after it.
"""
import torch

torch.set_default_dtype(torch.float64)

CASES = {
    "sgd": lambda w: torch.optim.SGD(w, lr=0.1),
    "sgd-decay": lambda w: torch.optim.SGD(w, lr=0.1, weight_decay=0.05),
    "momentum": lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9),
    "momentum-decay": lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.5, weight_decay=0.05),
    "adam": lambda w: torch.optim.Adam(w, lr=0.1),
    "adam-decay": lambda w: torch.optim.Adam(w, lr=0.1, weight_decay=0.05),
    "adam-betas": lambda w: torch.optim.Adam(w, lr=0.02, betas=(0.5, 0.7), eps=0.1),
    "adam-steps": lambda w: torch.optim.Adam(w, lr=0.1),
}


def main():
    print("# torch", torch.__version__.split("+")[0])
    target, scale = torch.tensor([0.25, 0.5]), torch.tensor([1.0, 3.0])
    for name, make in CASES.items():
        w = torch.tensor([1.0, -2.0], requires_grad=True)
        optimizer = make([w])
        schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.5) if name == "adam-steps" else None
        for step in range(1, 13):
            optimizer.zero_grad()
            (((w - target) ** 2 * scale).sum() / 2).backward()
            optimizer.step()
            if schedule:
                schedule.step()
            print(name, step, *(repr(value) for value in w.tolist()))


main()
