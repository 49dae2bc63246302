#!/usr/bin/env python3
"""Writes golden_layers.safetensors: what PyTorch's layers compute in float64.

usage: golden_layers.py OUTPUT        (needs torch; made with the version that the file's metadata names)

The loss of a case is sum(y * weights). A case has the input, the first parameters, the weights, the result y, and the
gradients by input and parameters. Those with running statistics are trained on x, x2 and x3, and have what was kept then,
and the result of inference on x. All that is given is a number that float32 holds exactly.
"""
import sys

import torch
import torch.nn as nn

sys.path.append(sys.path[0] + "/..")
from golden import write

TENSORS = {}


def exact(*extents):
    return torch.randn(*extents).float().double()


def case(name, module, x, forward=None):
    forward = forward or module
    with torch.no_grad():  # norms begin as ones and zeros, which would hide an exchange
        for parameter in module.parameters():
            parameter.copy_((parameter + 0.3 * torch.randn_like(parameter)).float().double())
    for key, parameter in module.named_parameters():
        TENSORS[f"{name}.first.{key}"] = parameter.detach().clone()
    TENSORS[f"{name}.x"] = x.int() if x.dtype == torch.int64 else x.clone()
    if x.dtype != torch.int64:
        x.requires_grad_()
    module.train()
    y = forward(x)
    weights = exact(*y.shape)
    (y * weights).sum().backward()
    TENSORS[f"{name}.weights"], TENSORS[f"{name}.y"] = weights, y.detach()
    if x.dtype != torch.int64:
        TENSORS[f"{name}.gradient.x"] = x.grad
    for key, parameter in module.named_parameters():
        TENSORS[f"{name}.gradient.{key}"] = parameter.grad
    if list(module.buffers()):
        for number in (2, 3):
            next_x = 1.5 * exact(*x.shape) + number
            next_x = next_x.float().double()
            TENSORS[f"{name}.x{number}"] = next_x
            forward(next_x)
        for key, buffer in module.named_buffers():
            TENSORS[f"{name}.after.{key}"] = buffer.int() if buffer.dtype == torch.int64 else buffer.clone()
        module.eval()
        TENSORS[f"{name}.inferred"] = forward(x).detach()


class Attention(nn.Module):
    """MultiheadAttention of a sequence with itself; its names are the attention's own."""

    def __init__(self, causal):
        super().__init__()
        self.inner, self.causal = nn.MultiheadAttention(8, 2, batch_first=True), causal

    def named_parameters(self, *_, **__):
        return self.inner.named_parameters()

    def forward(self, x):
        n = x.shape[1]
        mask = torch.triu(torch.ones(n, n, dtype=torch.bool), 1) if self.causal else None
        return self.inner(x, x, x, attn_mask=mask, need_weights=False)[0]


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens, self.places = nn.Embedding(7, 8), nn.Embedding(6, 8)
        self.block = nn.TransformerEncoderLayer(
            8, 2, 12, dropout=0, activation="gelu", batch_first=True, norm_first=True)
        self.norm = nn.LayerNorm(8)

    def forward(self, x):
        n = x.shape[1]
        mask = torch.triu(torch.ones(n, n, dtype=torch.bool), 1)
        y = self.tokens(x) + self.places(torch.arange(n))
        return self.norm(self.block(y, src_mask=mask)) @ self.tokens.weight.T


def main():
    torch.manual_seed(11)
    torch.set_default_dtype(torch.float64)
    case("batch_norm_1d", nn.BatchNorm1d(3), exact(5, 3))
    case("batch_norm_sequence", nn.BatchNorm1d(3), exact(2, 3, 4))
    case("batch_norm_2d", nn.BatchNorm2d(3), exact(4, 3, 2, 5))
    last = nn.BatchNorm2d(3, momentum=0.3, eps=1e-2)
    case("batch_norm_channels_last", last, exact(4, 2, 5, 3),
         lambda x: last(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1))
    case("layer_norm", nn.LayerNorm(6), exact(2, 4, 6))
    case("layer_norm_two_axes", nn.LayerNorm((4, 6), eps=1e-2), exact(3, 4, 6))
    case("layer_norm_far", nn.LayerNorm(6), (exact(4, 6) + 10000).float().double())
    case("rms_norm", nn.RMSNorm(6, eps=1e-5), exact(2, 4, 6))
    case("attention", Attention(False), exact(3, 5, 8))
    case("attention_causal", Attention(True), exact(3, 5, 8))
    for name, first, activation in (("block_norm_first", True, "relu"), ("block_norm_last", False, "gelu")):
        case(name, nn.TransformerEncoderLayer(
            8, 2, 12, dropout=0, activation=activation, batch_first=True, norm_first=first), exact(2, 4, 8))
    case("gpt", Gpt(), torch.randint(0, 7, (3, 5)))
    for name, cell in (("rnn", nn.RNN), ("lstm", nn.LSTM), ("gru", nn.GRU)):
        layer = cell(3, 4, batch_first=True)
        case(name, layer, exact(2, 5, 3), lambda x: layer(x)[0])
        last = cell(3, 4, batch_first=True)
        case(name + "_last_from_behind", last, exact(2, 5, 3), lambda x: last(x.flip(1))[0][:, -1])
    write(sys.argv[1], TENSORS)


if __name__ == "__main__":
    main()
