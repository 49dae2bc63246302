#!/usr/bin/env python3
"""Writes golden_compositions.txt: clipping, groups, averages and schedules, as PyTorch has them, in float64.

usage: golden_compositions.py > golden_compositions.txt       (needs torch; the first line names the version)

A model has a weight of two axes, (1, -2), and a bias, (3, 0.5); their gradients are (weight - (0.25, 0.5)) * (1, 3) and
(bias - (-1, 0.25)) * (2, 0.5). Each line is a case, the step, and the weight and the bias after it; of averages, these.
Lines "plateau" have the loss of an epoch and the learning rate after it.
"""
import torch
from torch.optim import SGD, Adam, AdamW
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, ReduceLROnPlateau, SequentialLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

torch.set_default_dtype(torch.float64)
STEPS = 12


class Two(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.tensor([[1.0], [-2.0]]))
        self.bias = torch.nn.Parameter(torch.tensor([3.0, 0.5]))

    def loss(self):
        return (((self.weight - torch.tensor([[0.25], [0.5]])) ** 2 * torch.tensor([[1.0], [3.0]])).sum()
                + ((self.bias - torch.tensor([-1.0, 0.25])) ** 2 * torch.tensor([2.0, 0.5])).sum()) / 2


def show(name, step, model):
    print(name, step, *(repr(value) for value in model.weight.flatten().tolist() + model.bias.tolist()))


def run(name, make, clip=None, schedule=None, average=None, penalty=lambda model: 0):
    model = Two()
    optimizer = make(model)
    schedule = schedule(optimizer) if schedule else None
    averaged = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(average)) if average else None
    for step in range(1, STEPS + 1):
        optimizer.zero_grad()
        (model.loss() + penalty(model)).backward()
        if clip:
            clip(model.parameters())
        optimizer.step()
        if schedule:
            schedule.step()
        if averaged:
            averaged.update_parameters(model)
        show(name, step, averaged.module if averaged else model)


def adam(model):
    return Adam(model.parameters(), lr=0.1)


def warm(optimizer):
    return SequentialLR(optimizer, [LinearLR(optimizer, 0.25, total_iters=3), CosineAnnealingLR(optimizer, 8, 0.02)], [4])


def main():
    print("# torch", torch.__version__.split("+")[0])
    run("adamw", lambda m: AdamW(m.parameters(), lr=0.1, weight_decay=0.2))
    run("adamw-cosine", lambda m: AdamW(m.parameters(), lr=0.1, weight_decay=0.2),
        schedule=lambda optimizer: CosineAnnealingLR(optimizer, STEPS, 0.01))
    run("adamw-except", lambda m: AdamW(
        [{"params": [m.weight]}, {"params": [m.bias], "weight_decay": 0}], lr=0.1, weight_decay=0.2))
    run("clip-value", adam, lambda parameters: torch.nn.utils.clip_grad_value_(parameters, 0.7))
    for limit in (2.0, 100.0):  # the norm falls from above 10
        run(f"clip-norm-{limit:.0f}", lambda m: SGD(m.parameters(), lr=0.1, momentum=0.5),
            lambda parameters: torch.nn.utils.clip_grad_norm_(parameters, limit))
    run("penalty-all", lambda m: SGD(m.parameters(), lr=0.1, momentum=0.5),
        penalty=lambda m: sum(0.3 * w.abs().sum() + 0.2 * (w ** 2).sum() for w in m.parameters()))
    run("penalty-weights", adam, penalty=lambda m: 0.2 * (m.weight ** 2).sum())
    run("groups", lambda m: torch.optim.SGD(
        [{"params": [m.weight], "lr": 0.05}, {"params": [m.bias], "momentum": 0.8}], lr=0.1))
    run("frozen", lambda m: SGD([m.weight], lr=0.1))
    run("average", adam, average=0.9)
    run("warm-up", adam, schedule=warm)
    optimizer = SGD(Two().parameters(), lr=1.0)
    plateau = ReduceLROnPlateau(optimizer, factor=0.5, patience=2, threshold=0.1, eps=0)
    for step, loss in enumerate([5, 4, 3.7, 3.65, 3.61, 3.6, 3.5, 3.5, 1, 0.9, 0.91, 0.95, 0.89, 0.8, 0.8, 0.8, 0.8]):
        plateau.step(loss)
        print("plateau", step + 1, loss, optimizer.param_groups[0]["lr"])


main()
