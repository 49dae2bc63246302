#!/usr/bin/env python3
"""Writes golden_graph.safetensors: a graph convolution with a dense matrix, by PyTorch in float64.

usage: golden_graph.py OUTPUT        (needs torch; made with the version that the file's metadata names)

The loss of a case is sum(y * weights). A case has the input, the edges, the first parameters, the weights, the result y, and
the gradients by input and parameters. All that is given is a number that float32 holds exactly.
"""
import sys

import torch

sys.path.append(sys.path[0] + "/..")
from golden import write

TENSORS = {}


def exact(*extents):
    return torch.randn(*extents).float().double()


def propagated(x, edges):
    """D^-1/2 (A + I) D^-1/2 x for each graph of a batch; an edge of -1 is none."""
    results = []
    for rows, (sources, targets) in zip(x, edges.tolist()):
        matrix = torch.eye(len(rows))
        for source, target in zip(sources, targets):
            if source >= 0:
                matrix[source, target] = matrix[target, source] = 1
        scale = torch.diag(matrix.sum(1) ** -0.5)
        results.append(scale @ matrix @ scale @ rows)
    return torch.stack(results)


def case(name, parameters, x, edges, forward):
    for tensor in (x, *parameters.values()):
        tensor.requires_grad_()
    y = forward(x)
    weights = exact(*y.shape)
    (y * weights).sum().backward()
    TENSORS[f"{name}.x"], TENSORS[f"{name}.field.edges"] = x.detach(), edges.int()
    TENSORS[f"{name}.weights"], TENSORS[f"{name}.y"], TENSORS[f"{name}.gradient.x"] = weights, y.detach(), x.grad
    for key, parameter in parameters.items():
        TENSORS[f"{name}.first.{key}"], TENSORS[f"{name}.gradient.{key}"] = parameter.detach(), parameter.grad


def main():
    torch.manual_seed(13)
    torch.set_default_dtype(torch.float64)
    star = [[0, 0, 0, 0, 1, 3], [1, 2, 3, 4, 2, 4]]
    path = [[0, 1, 2, -1, -1, -1], [1, 2, 3, -1, -1, -1]]  # node 4 has no edge
    edges = torch.tensor([star, path])
    one = {"lin.weight": exact(4, 3), "bias": exact(4)}
    case("graph_conv", one, exact(2, 5, 3), edges,
         lambda x: propagated(x @ one["lin.weight"].T, edges) + one["bias"])
    two = {"0.lin.weight": exact(4, 3), "0.bias": exact(4), "2.lin.weight": exact(2, 4)}

    def network(x):
        hidden = torch.tanh(propagated(x, edges) @ two["0.lin.weight"].T + two["0.bias"])
        return propagated(hidden, edges) @ two["2.lin.weight"].T

    case("graph_conv_twice", two, exact(2, 5, 3), edges, network)
    write(sys.argv[1], TENSORS)


main()
