#!/usr/bin/env python3
"""Writes golden_recurrent.safetensors: what PyTorch's recurrent layers of several layers and directions compute in float64.

usage: golden_recurrent.py OUTPUT        (needs torch; made with the version that the file's metadata names)

The loss of a case is sum(y * weights). A case has the input, the first parameters, the weights, the result y, and the
gradients by input and parameters. All that is given is a number that float32 holds exactly.
"""
import sys

import torch
import torch.nn as nn

sys.path.append(sys.path[0] + "/..")
from golden import write

TENSORS = {}


def exact(*extents):
    return torch.randn(*extents).float().double()


def case(name, module, output):
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_((parameter + 0.3 * torch.randn_like(parameter)).float().double())
    x = exact(2, 4, 3).requires_grad_()
    y = output(*module(x))
    weights = exact(*y.shape)
    (y * weights).sum().backward()
    for key, tensor in (("x", x.detach()), ("weights", weights), ("y", y.detach()), ("gradient.x", x.grad)):
        TENSORS[f"{name}.{key}"] = tensor
    for key, parameter in module.named_parameters():
        TENSORS[f"{name}.first.{key}"] = parameter.detach()
        TENSORS[f"{name}.gradient.{key}"] = parameter.grad


def all_steps(y, hidden):
    return y


def ends(y, hidden):
    """Of the last layer, what each direction has at its end."""
    h = hidden[0] if isinstance(hidden, tuple) else hidden
    return torch.cat((h[-2], h[-1]), 1)


def main():
    torch.manual_seed(12)
    torch.set_default_dtype(torch.float64)
    case("rnn_relu", nn.RNN(3, 4, nonlinearity="relu", batch_first=True), all_steps)
    for name, cell in (("rnn", nn.RNN), ("lstm", nn.LSTM), ("gru", nn.GRU)):
        case(name + "_layers", cell(3, 2, num_layers=3, batch_first=True), all_steps)
        case(name + "_both_ways", cell(3, 2, num_layers=2, bidirectional=True, batch_first=True), all_steps)
        case(name + "_both_ways_last", cell(3, 2, num_layers=2, bidirectional=True, batch_first=True), ends)
    write(sys.argv[1], TENSORS)


main()
