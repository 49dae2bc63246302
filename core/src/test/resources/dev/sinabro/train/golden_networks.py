#!/usr/bin/env python3
"""Writes golden_networks.safetensors: losses and gradients of four small networks, by PyTorch in float64.

usage: golden_networks.py OUTPUT        (needs torch; made with the version that the file's metadata names)

A case has input, target, first parameters, the loss and its gradient by each parameter. All that is given is a number that
float32 holds exactly. Pixels are few whole numbers, so that windows of the pooling hold equal ones; words are padded.
"""
import sys

import torch
import torch.nn as nn

sys.path.append(sys.path[0] + "/..")
from golden import write

TENSORS = {}
IGNORED = -1


class Last(nn.LSTM):
    def forward(self, x):
        return super().forward(x)[0][:, -1]


class Positions(nn.Embedding):
    def forward(self, x):
        return x + self.weight[: x.shape[1]]


class Block(nn.TransformerEncoderLayer):
    def __init__(self):
        super().__init__(8, 2, 12, dropout=0, activation="gelu", batch_first=True, norm_first=True)

    def forward(self, x):
        n = x.shape[1]
        return super().forward(x, src_mask=torch.triu(torch.ones(n, n, dtype=torch.bool), 1))


def digits_cnn():
    return nn.Sequential(
        nn.Unflatten(1, (1, 8, 8)),
        nn.Conv2d(1, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(4, 6, 3, padding=1, bias=False), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(24, 10))


def passengers_rnn():
    return nn.Sequential(Last(1, 6, batch_first=True), nn.Linear(6, 1))


def char_gpt():
    return nn.Sequential(nn.Embedding(27, 8), Positions(13, 8), Block(), Block(), nn.LayerNorm(8), nn.Linear(8, 27))


def digits_autoencoder():
    return nn.Sequential(
        nn.Unflatten(1, (1, 8, 8)),
        nn.Conv2d(1, 4, 3, stride=2, padding=1), nn.ReLU(), nn.Flatten(),
        nn.Linear(64, 5), nn.Linear(5, 64), nn.ReLU(),
        nn.Unflatten(1, (4, 4, 4)),
        nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1, output_padding=1), nn.ReLU(),
        nn.Conv2d(3, 1, 3, padding=1), nn.Flatten())


def words(rows, context):
    x = torch.zeros(rows, context, dtype=torch.int64)
    target = torch.full((rows, context), IGNORED)
    for row, length in enumerate((3, 12, 7, 5, 9)[:rows]):
        word = torch.randint(1, 27, (length,))
        x[row, 1:length + 1], target[row, :length], target[row, length] = word, word, 0
    return x, target


def case(name, module, x, target, loss):
    with torch.no_grad():  # norms begin as ones and zeros, which would hide an exchange
        for parameter in module.parameters():
            parameter.copy_((parameter + 0.1 * torch.randn_like(parameter)).float().double())
    for key, parameter in module.named_parameters():
        TENSORS[f"{name}.first.{key}"] = parameter.detach().clone()
    for key, tensor in (("x", x), ("target", target)):
        TENSORS[f"{name}.{key}"] = tensor.int() if tensor.dtype == torch.int64 else tensor
    value = loss(module(x), target)
    value.backward()
    TENSORS[f"{name}.loss"] = value.detach().reshape(1)
    for key, parameter in module.named_parameters():
        TENSORS[f"{name}.gradient.{key}"] = parameter.grad


def main():
    torch.manual_seed(7)
    torch.set_default_dtype(torch.float64)
    pixels = torch.randint(0, 5, (5, 64)).double()
    cross_entropy = nn.CrossEntropyLoss()
    case("DIGITS_CNN", digits_cnn(), pixels, torch.randint(0, 10, (5,)), cross_entropy)
    series = torch.randn(5, 12, 1).float().double()
    case("PASSENGERS_RNN", passengers_rnn(), series, torch.randn(5, 1).float().double(), nn.MSELoss())
    x, target = words(5, 13)
    ignoring = nn.CrossEntropyLoss(ignore_index=IGNORED)
    case("CHAR_GPT", char_gpt(), x, target, lambda y, t: ignoring(y.reshape(-1, 27), t.reshape(-1)))
    dark = pixels / 4
    case("DIGITS_AUTOENCODER", digits_autoencoder(), dark, dark.clone(), nn.MSELoss())
    write(sys.argv[1], TENSORS)


main()
