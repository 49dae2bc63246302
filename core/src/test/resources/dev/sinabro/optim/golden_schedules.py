#!/usr/bin/env python3
"""Writes golden_schedules.txt: the first 20 factors of learning rate schedules, as PyTorch has them.

usage: golden_schedules.py > golden_schedules.txt       (needs torch; the first line names the version)

Each line is a case and its factors, of a training of 20 steps, each of which is an epoch; of one-cycle schedules of 50. Keras'
schedules that PyTorch has not are written from their documentation.
"""
import torch
from torch.optim.lr_scheduler import (ConstantLR, CosineAnnealingLR, ExponentialLR, LambdaLR, LinearLR, OneCycleLR,
                                      PolynomialLR, SequentialLR, StepLR)

torch.set_default_dtype(torch.float64)
STEPS = 20


def show(name, make):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = make(optimizer)
    factors = []
    for _ in range(STEPS):
        factors.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    print(name, *(repr(float(factor)) for factor in factors))


def main():
    print("# torch", torch.__version__.split("+")[0])
    show("constant", lambda o: ConstantLR(o, 1.0))
    show("step", lambda o: StepLR(o, 7, 0.3))
    show("exponential", lambda o: ExponentialLR(o, 0.9))
    show("inverse-time", lambda o: LambdaLR(o, lambda t: 1 / (1 + 0.25 * t)))
    show("polynomial", lambda o: PolynomialLR(o, STEPS, 1.0))
    show("polynomial-square", lambda o: PolynomialLR(o, STEPS, 2.0))
    show("polynomial-end", lambda o: LambdaLR(o, lambda t: 0.9 * (1 - t / STEPS) ** 0.5 + 0.1))
    show("cosine", lambda o: CosineAnnealingLR(o, STEPS))
    show("cosine-end", lambda o: CosineAnnealingLR(o, STEPS, 0.1))
    show("one-cycle-long", lambda o: OneCycleLR(o, 1.0, total_steps=50, cycle_momentum=False))
    show("one-cycle-late", lambda o: OneCycleLR(o, 1.0, total_steps=50, cycle_momentum=False, pct_start=0.1,
                                                div_factor=4, final_div_factor=10))
    show("warm-up", lambda o: SequentialLR(
        o, [LinearLR(o, 0.2, total_iters=4), CosineAnnealingLR(o, STEPS - 5, 0.05)], [5]))
    show("sequence", lambda o: SequentialLR(
        o, [ConstantLR(o, 1.0), PolynomialLR(o, 8, 2.0), CosineAnnealingLR(o, STEPS - 12, 0.1)], [4, 12]))
    show("sequence-end", lambda o: SequentialLR(
        o, [ExponentialLR(o, 0.5), PolynomialLR(o, 9)], [3]))


main()
