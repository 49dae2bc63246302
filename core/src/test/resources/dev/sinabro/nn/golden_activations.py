#!/usr/bin/env python3
"""Writes golden_activations.safetensors: what PyTorch's activations compute in float64.

usage: golden_activations.py OUTPUT        (needs torch; made with the version that the file's metadata names)

Cases are those of golden_layers.py.
"""
import sys

import torch
import torch.nn as nn

from golden_layers import TENSORS, case, exact, write


class HardSigmoid(nn.Module):
    """By its formula: the gradient of nn.Hardsigmoid multiplies with a sixth of float32, in float64 too."""

    def forward(self, x):
        return nn.functional.relu6(x + 3) / 6


def main():
    torch.manual_seed(12)
    torch.set_default_dtype(torch.float64)
    for name, module in (
            ("leaky_relu", nn.LeakyReLU()), ("leaky_relu_steep", nn.LeakyReLU(1.5)),
            ("prelu", nn.PReLU()), ("prelu_channels", nn.PReLU(4, 0.1)),
            ("elu", nn.ELU()), ("elu_alpha", nn.ELU(0.3)), ("selu", nn.SELU()),
            ("gelu", nn.GELU()), ("gelu_tanh", nn.GELU("tanh")), ("silu", nn.SiLU()), ("mish", nn.Mish()),
            ("hard_sigmoid", HardSigmoid()), ("softplus", nn.Softplus()), ("softplus_beta", nn.Softplus(2.5)),
            ("softmax", nn.Softmax(-1)), ("softmax_axis", nn.Softmax(1)),
            ("log_softmax", nn.LogSoftmax(-1)), ("log_softmax_axis", nn.LogSoftmax(1)), ("sigmoid", nn.Sigmoid()),
            ("tanh", nn.Tanh()), ("relu", nn.ReLU())):
        case(name, module, (2.5 * exact(3, 4, 2)).float().double())
    write(sys.argv[1], TENSORS)


main()
