#!/usr/bin/env python3
"""Writes golden_optimizers.txt: what PyTorch's optimizers do to two weights in float64.

usage: golden_optimizers.py > golden_optimizers.txt       (needs torch; the first line names the version)

The loss of a step is sum((w - target)^2 * (1, 3)) / 2, so that the gradient is (w - target) * (1, 3); the weights begin
at (1, -2) and the target is (0.25, 0.5). Each line is a case, the step, and the two weights after it. Cases of Muon have a
matrix that begins at FIRST, 2 by 3 or 3 by 2, and is pulled to 0 by the gradient w * (1, 2, .. 6). PyTorch's Muon rounds to
bfloat16, which is taken out here; Lion, which it has not, is written from the paper.
"""
import torch

torch.set_default_dtype(torch.float64)
torch.Tensor.bfloat16 = lambda self: self.clone()
FIRST = [0.5, -1.0, 2.0, 0.25, 1.5, -0.75]
STEPS = 20


class Lion(torch.optim.Optimizer):
    """Chen et al., 2023, algorithm 2."""

    def __init__(self, w, lr, betas, weight_decay):
        super().__init__(w, dict(lr=lr))
        self.lr, self.betas, self.decay, self.moment = lr, betas, weight_decay, torch.zeros(2)

    @torch.no_grad()
    def step(self):
        w = self.param_groups[0]["params"][0]
        update = (self.betas[0] * self.moment + (1 - self.betas[0]) * w.grad).sign()
        self.moment = self.betas[1] * self.moment + (1 - self.betas[1]) * w.grad
        w -= self.lr * (update + self.decay * w)


CASES = {
    "sgd": lambda w: torch.optim.SGD(w, lr=0.1),
    "sgd-decay": lambda w: torch.optim.SGD(w, lr=0.1, weight_decay=0.05),
    "momentum": lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9),
    "momentum-decay": lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.5, weight_decay=0.05),
    "adam": lambda w: torch.optim.Adam(w, lr=0.1),
    "adam-decay": lambda w: torch.optim.Adam(w, lr=0.1, weight_decay=0.05),
    "adam-betas": lambda w: torch.optim.Adam(w, lr=0.02, betas=(0.5, 0.7), eps=0.1),
    "adam-amsgrad": lambda w: torch.optim.Adam(w, lr=0.3, betas=(0.8, 0.6), amsgrad=True),
    "adamw-amsgrad": lambda w: torch.optim.AdamW(w, lr=0.3, betas=(0.8, 0.6), weight_decay=0.1, amsgrad=True),
    "nesterov": lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9, nesterov=True),
    "nesterov-decay": lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.5, weight_decay=0.05, nesterov=True),
    "adagrad": lambda w: torch.optim.Adagrad(w, lr=0.5),
    "adagrad-decays": lambda w: torch.optim.Adagrad(w, lr=0.5, lr_decay=0.1, weight_decay=0.05, eps=0.1),
    "adadelta": lambda w: torch.optim.Adadelta(w),
    "adadelta-decay": lambda w: torch.optim.Adadelta(w, lr=0.5, rho=0.7, eps=0.01, weight_decay=0.05),
    "rmsprop": lambda w: torch.optim.RMSprop(w, lr=0.1),
    "rmsprop-momentum": lambda w: torch.optim.RMSprop(w, lr=0.02, alpha=0.8, eps=0.1, momentum=0.5, weight_decay=0.05),
    "rmsprop-centered": lambda w: torch.optim.RMSprop(w, lr=0.02, centered=True),
    "rmsprop-all": lambda w: torch.optim.RMSprop(w, lr=0.02, alpha=0.8, eps=0.1, momentum=0.5, centered=True),
    "adamax": lambda w: torch.optim.Adamax(w, lr=0.1),
    "adamax-decay": lambda w: torch.optim.Adamax(w, lr=0.1, betas=(0.5, 0.7), eps=0.1, weight_decay=0.05),
    "nadam": lambda w: torch.optim.NAdam(w, lr=0.1),
    "nadam-decay": lambda w: torch.optim.NAdam(w, lr=0.1, betas=(0.5, 0.7), eps=0.1, weight_decay=0.05,
                                               momentum_decay=0.1),
    "lion": lambda w: Lion(w, lr=0.1, betas=(0.9, 0.99), weight_decay=0),
    "lion-decay": lambda w: Lion(w, lr=0.05, betas=(0.5, 0.7), weight_decay=0.3),
    "adam-steps": lambda w: torch.optim.Adam(w, lr=0.1),
}


def main():
    print("# torch", torch.__version__.split("+")[0])
    target, scale = torch.tensor([0.25, 0.5]), torch.tensor([1.0, 3.0])
    for name, make in CASES.items():
        w = torch.tensor([1.0, -2.0], requires_grad=True)
        optimizer = make([w])
        schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.5) if name == "adam-steps" else None
        for step in range(1, STEPS + 1):
            optimizer.zero_grad()
            (((w - target) ** 2 * scale).sum() / 2).backward()
            optimizer.step()
            if schedule:
                schedule.step()
            print(name, step, *(repr(value) for value in w.tolist()))
    muon("muon-wide", (2, 3), lr=0.1)
    muon("muon-tall", (3, 2), lr=0.1)
    muon("muon-plain", (3, 2), lr=0.05, weight_decay=0, momentum=0.5, nesterov=False, ns_steps=3)


def muon(name, shape, **settings):
    w = torch.tensor(FIRST).reshape(shape).requires_grad_()
    optimizer = torch.optim.Muon([w], **settings)
    for step in range(1, STEPS + 1):
        w.grad = w.detach() * torch.arange(1.0, 7.0).reshape(shape)
        optimizer.step()
        print(name, step, *(repr(value) for value in w.flatten().tolist()))


main()
