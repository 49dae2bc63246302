#!/usr/bin/env python3
"""Writes golden_blocks.safetensors: norms of groups and instances, global pools, padding, positions and branches.

usage: golden_blocks.py OUTPUT        (needs torch; made with the version that the file's metadata names)

Cases are those of golden_layers.py.
"""
import sys

import torch
import torch.nn as nn

from golden_layers import TENSORS, Attention, case, exact, write


def norms():
    case("group_norm", nn.GroupNorm(2, 4), exact(3, 4, 5))
    case("group_norm_rows", nn.GroupNorm(2, 6, eps=1e-2, affine=False), exact(3, 6))
    last = nn.GroupNorm(1, 4)
    case("group_norm_channels_last", last, exact(2, 2, 3, 4),
         lambda x: last(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1))
    case("instance_norm", nn.InstanceNorm1d(3), exact(2, 3, 5))
    case("instance_norm_affine", nn.InstanceNorm2d(3, affine=True, eps=1e-2), exact(2, 3, 2, 4))
    case("instance_norm_tracking", nn.InstanceNorm2d(3, affine=True, momentum=0.3, track_running_stats=True),
         exact(2, 3, 2, 4))


def convolutions():
    case("conv1d_same", nn.Conv1d(3, 2, 4, padding="same", dilation=2), exact(2, 3, 9))
    case("conv2d_same", nn.Conv2d(2, 3, (2, 3), padding="same"), exact(2, 2, 4, 5))
    wave = nn.Conv1d(2, 3, 2, dilation=4)
    case("conv1d_causal", wave, exact(2, 2, 9), lambda x: wave(nn.functional.pad(x, (4, 0))))
    case("global_avg_pool", nn.Identity(), exact(2, 3, 4), lambda x: nn.AdaptiveAvgPool1d(1)(x).flatten(1))
    case("global_max_pool", nn.Identity(), exact(2, 3, 4, 5), lambda x: nn.AdaptiveMaxPool2d(1)(x).flatten(1))
    ties = exact(2, 2, 6).relu()
    case("global_max_pool_ties", nn.Identity(), ties, lambda x: nn.AdaptiveMaxPool1d(1)(x).flatten(1))
    case("permute", nn.Identity(), exact(2, 3, 4, 5), lambda x: x.permute(0, 2, 3, 1))


class Rotary(Attention):
    """Su et al., 2021, by complex numbers: each pair of elements is one, and is multiplied with e^(i angle)."""

    def forward(self, x):
        n, width, heads = x.shape[1], x.shape[2], self.inner.num_heads
        size = width // heads
        q, k, v = nn.functional.linear(x, self.inner.in_proj_weight, self.inner.in_proj_bias).chunk(3, -1)
        q, k, v = (y.reshape(x.shape[0], n, heads, size).transpose(1, 2) for y in (q, k, v))
        angles = torch.outer(torch.arange(n).double(), 10000.0 ** (-torch.arange(0, size, 2).double() / size))
        turn = torch.polar(torch.ones_like(angles), angles)
        q, k = (torch.view_as_real(torch.view_as_complex(y.unflatten(-1, (-1, 2)).contiguous()) * turn).flatten(-2)
                for y in (q, k))
        y = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=self.causal)
        return self.inner.out_proj(y.transpose(1, 2).reshape(x.shape))


def sinusoids(x):
    n, width = x.shape[-2:]
    angles = torch.outer(torch.arange(n).double(), 10000.0 ** (-torch.arange(0, width, 2).double() / width))
    return x + torch.stack((angles.sin(), angles.cos()), -1).flatten(-2)


def attention():
    for causal in (False, True):
        tokens = torch.randint(1, 7, (3, 5))
        tokens[0, 3:], tokens[1, 1] = 0, 0
        layers = nn.ModuleDict({
            "tokens": nn.Embedding(7, 8), "attention": nn.MultiheadAttention(8, 2, batch_first=True)})

        def padded(x):
            y = layers["tokens"](x)
            mask = torch.triu(torch.ones(5, 5, dtype=torch.bool), 1) if causal else None
            return layers["attention"](y, y, y, key_padding_mask=x == 0, attn_mask=mask, need_weights=False)[0]

        case("attention_padded" + ("_causal" if causal else ""), layers, tokens, padded)
        case("attention_rotary" + ("_causal" if causal else ""), Rotary(causal), exact(2, 5, 8))
    case("sinusoidal_positions", nn.Identity(), exact(2, 5, 6), sinusoids)


def branches():
    layers = nn.ModuleList([nn.Linear(4, 3), nn.Identity(), nn.Linear(4, 2)])
    case("concat", layers, exact(2, 5, 4), lambda x: torch.cat([layer(x) for layer in layers], -1))
    sums = nn.ModuleList([nn.Linear(4, 4), nn.Identity()])
    case("add", sums, exact(2, 4), lambda x: sums[0](x) + sums[1](x))


def main():
    torch.manual_seed(13)
    torch.set_default_dtype(torch.float64)
    norms()
    convolutions()
    attention()
    branches()
    write(sys.argv[1], TENSORS)


main()
