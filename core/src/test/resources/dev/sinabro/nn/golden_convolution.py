#!/usr/bin/env python3
"""Writes golden_convolution.safetensors: what PyTorch computes, in float64, for layers over images and signals.

usage: golden_convolution.py OUTPUT        (needs torch; made with the version that the file's metadata names)

For each layer the file has x, the parameters, the result y, a weight for each element of y, and the gradients of the
weighted sum of y by x and by the parameters. Inputs of pooling are whole numbers of few values, so that many are equal.
"""
import sys

import torch
from torch import nn

sys.path.append(sys.path[0] + "/..")
from golden import write

LAYERS = {
    "conv1d": (nn.Conv1d(3, 4, 3), (2, 3, 9)),
    "conv1d_settings": (nn.Conv1d(4, 6, 3, stride=2, padding=2, dilation=2, groups=2), (3, 4, 11)),
    "conv2d": (nn.Conv2d(3, 5, 3), (2, 3, 7, 6)),
    "conv2d_one_channel": (nn.Conv2d(1, 6, 5), (3, 1, 12, 12)),
    "conv2d_padding": (nn.Conv2d(4, 7, (3, 2), stride=(2, 1), padding=(1, 2), bias=False), (2, 4, 8, 5)),
    "conv2d_same": (nn.Conv2d(3, 4, (4, 3), padding="same", dilation=(1, 2)), (2, 3, 7, 8)),
    "conv2d_groups": (nn.Conv2d(6, 9, 3, padding=1, groups=3), (2, 6, 5, 6)),
    "conv2d_depthwise": (nn.Conv2d(5, 10, 3, stride=2, padding=1, groups=5), (2, 5, 7, 9)),
    "conv2d_pointwise": (nn.Conv2d(6, 4, 1), (2, 6, 4, 5)),
    "conv2d_tiles": (nn.Conv2d(16, 8, 3, padding=1), (3, 16, 19, 17)),
    "conv_transpose1d": (nn.ConvTranspose1d(3, 4, 3), (2, 3, 7)),
    "conv_transpose1d_settings": (nn.ConvTranspose1d(4, 6, 4, stride=3, padding=2, output_padding=1, dilation=2,
                                                     groups=2), (2, 4, 5)),
    "conv_transpose2d": (nn.ConvTranspose2d(4, 3, 2, stride=2), (2, 4, 5, 6)),
    "conv_transpose2d_settings": (nn.ConvTranspose2d(4, 6, (3, 4), stride=(2, 3), padding=(1, 0),
                                                     output_padding=(1, 2), groups=2, bias=False), (2, 4, 5, 4)),
    "max_pool1d": (nn.MaxPool1d(2), (2, 3, 9)),
    "max_pool2d": (nn.MaxPool2d(2), (2, 3, 8, 7)),
    "max_pool2d_settings": (nn.MaxPool2d((3, 2), stride=(2, 1), padding=(1, 1), dilation=(1, 2)), (2, 3, 9, 8)),
    "avg_pool1d": (nn.AvgPool1d(3), (2, 3, 10)),
    "avg_pool2d": (nn.AvgPool2d(3, stride=2, padding=1), (2, 3, 8, 7)),
    "avg_pool2d_inside": (nn.AvgPool2d((3, 2), stride=(1, 2), padding=1, count_include_pad=False), (2, 3, 6, 7)),
    "adaptive_avg_pool2d": (nn.AdaptiveAvgPool2d((3, 2)), (2, 3, 7, 8)),
    "adaptive_avg_pool2d_global": (nn.AdaptiveAvgPool2d(1), (2, 5, 6, 7)),
}


def main():
    torch.manual_seed(7)
    tensors = {}
    for name, (layer, shape) in LAYERS.items():
        layer = layer.double()
        for parameter in layer.parameters():
            parameter.data = single(torch.randn(parameter.shape))
        x = single(torch.randn(shape) if list(layer.parameters()) else torch.randint(-2, 3, shape)).requires_grad_()
        y = layer(x)
        weights = single(torch.randn(y.shape))
        (y * weights).sum().backward()
        tensors.update({f"{name}.x": x.detach(), f"{name}.y": y.detach(), f"{name}.weights": weights,
                        f"{name}.gradient.x": x.grad})
        for key, parameter in layer.named_parameters():
            tensors[f"{name}.first.{key}"] = parameter.detach()
            tensors[f"{name}.gradient.{key}"] = parameter.grad
    write(sys.argv[1], tensors)


def single(tensor):
    """Values that float32 holds exactly, so that each real type begins alike."""
    return tensor.float().double()


main()
