#!/usr/bin/env python3
"""Writes golden_training_FAMILY.safetensors for each family of layers: ten full-batch steps of Adam by PyTorch in float64.

usage: golden_training.py FOLDER        (needs torch; made with the version that the files' metadata names)

A file has a module's state_dict before the first step, names and layouts as PyTorch has them, and beside it the input
"given.x", the target "given.target", and the loss before each step, "losses". All that is given is a number that float32
holds exactly.
"""
import os
import sys

import torch
import torch.nn as nn

sys.path.append(sys.path[0] + "/..")
from golden import write

STEPS = 10


class Output(nn.Module):
    """What a recurrent module gives at all steps, or at its end; the names are the module's own."""

    def forward(self, x):
        y, hidden = super().forward(x)
        if not self.last:
            return y
        h = hidden[0] if isinstance(hidden, tuple) else hidden
        return torch.cat(tuple(h[-2:]), 1) if self.bidirectional else h[-1]


def recurrent(cell, *sizes, last=False, **options):
    module = type(cell.__name__, (Output, cell), {"last": last})
    return module(*sizes, batch_first=True, **options)


class SelfAttention(nn.MultiheadAttention):
    def forward(self, x):
        return super().forward(x, x, x, need_weights=False)[0]


class Causal(nn.TransformerEncoderLayer):
    def forward(self, x):
        n = x.shape[1]
        return super().forward(x, src_mask=torch.triu(torch.ones(n, n, dtype=torch.bool), 1))


def dense():
    return nn.Sequential(nn.Linear(5, 7), nn.ReLU(), nn.Linear(7, 6, bias=False), nn.Tanh(), nn.Linear(6, 3))


# A bias before a batch norm has no gradient but that of rounding, which Adam would make steps of: there is none.


def images():
    return nn.Sequential(
        nn.Conv2d(2, 4, 3, padding=1), nn.ReLU(), nn.BatchNorm2d(4), nn.MaxPool2d(2),
        nn.Conv2d(4, 4, 3, padding=1, groups=2, bias=False), nn.BatchNorm2d(4, momentum=0.3), nn.ReLU(),
        nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1, output_padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(108, 3))


def signals():
    return nn.Sequential(
        nn.Conv1d(2, 4, 3, dilation=2), nn.Tanh(), nn.BatchNorm1d(4), nn.AvgPool1d(2),
        nn.ConvTranspose1d(4, 6, 4, stride=2, groups=2), nn.ReLU(), nn.Flatten(), nn.Linear(60, 2))


def norms():
    return nn.Sequential(
        nn.Linear(5, 6), nn.LayerNorm(6), nn.ReLU(), nn.Linear(6, 6), nn.RMSNorm(6, eps=1e-5),
        nn.Linear(6, 3, bias=False),
        nn.BatchNorm1d(3))


def image_norms():
    return nn.Sequential(
        nn.Conv2d(2, 6, 3, padding=1), nn.GroupNorm(2, 6), nn.ReLU(), nn.Conv2d(6, 4, 3, bias=False),
        nn.InstanceNorm2d(4, affine=True, track_running_stats=True), nn.ReLU(), nn.Conv2d(4, 4, 1, bias=False),
        nn.InstanceNorm2d(4), nn.Tanh(), nn.Flatten(), nn.Linear(64, 3))


def recurrents():
    return nn.Sequential(
        recurrent(nn.LSTM, 3, 4, num_layers=2, bidirectional=True), recurrent(nn.GRU, 8, 3), recurrent(nn.RNN, 3, 4),
        recurrent(nn.GRU, 4, 3, num_layers=2, bidirectional=True, last=True), nn.Linear(6, 2))


def transformers():
    block = dict(dropout=0.0, batch_first=True)
    return nn.Sequential(
        nn.Embedding(9, 8), SelfAttention(8, 2, batch_first=True),
        Causal(8, 4, 12, activation="gelu", norm_first=True, **block), Causal(8, 2, 10, norm_first=False, **block),
        nn.LayerNorm(8), nn.Linear(8, 9))


def exact(*extents):
    return torch.randn(*extents).float().double()


def classes(count, *extents):
    return torch.randint(0, count, extents)


def write_family(folder, name, module, x, target):
    with torch.no_grad():  # norms begin as ones and zeros, which would hide an exchange
        for parameter in module.parameters():
            parameter.copy_((parameter + 0.1 * torch.randn_like(parameter)).float().double())
    tensors = {key: value.detach().clone() for key, value in module.state_dict().items()}
    tensors["given.x"], tensors["given.target"] = x, target
    if target.dtype == torch.int64:
        loss = nn.CrossEntropyLoss()
        count = target.numel()
    else:
        loss, count = nn.MSELoss(), 0
    optimizer = torch.optim.Adam(module.parameters(), lr=0.01)
    losses = []
    for _ in range(STEPS):
        y = module(x)
        value = loss(y.reshape(count, -1), target.reshape(-1)) if count else loss(y, target)
        losses.append(value.item())
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
    tensors["losses"] = torch.tensor(losses)
    tensors["after"] = torch.cat([buffer.double().flatten() for buffer in module.buffers()] or [torch.zeros(0)])
    write(os.path.join(folder, f"golden_training_{name}.safetensors"), tensors)


def main():
    torch.manual_seed(17)
    torch.set_default_dtype(torch.float64)
    folder = sys.argv[1]
    write_family(folder, "dense", dense(), exact(12, 5), classes(3, 12))
    write_family(folder, "images", images(), exact(6, 2, 6, 6), classes(3, 6))
    write_family(folder, "signals", signals(), exact(6, 2, 12), exact(6, 2))
    write_family(folder, "norms", norms(), exact(12, 5), classes(3, 12))
    write_family(folder, "recurrent", recurrents(), exact(6, 5, 3), exact(6, 2))
    write_family(folder, "transformers", transformers(), classes(9, 5, 6), classes(9, 5, 6))
    write_family(folder, "image_norms", image_norms(), exact(5, 2, 6, 6), classes(3, 5))


main()
