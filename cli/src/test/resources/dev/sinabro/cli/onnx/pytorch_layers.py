"""Writes small models of PyTorch as ONNX files: digits.onnx, which tells the digits of the built-in data set, and refused.onnx, which
has operators that no graph of ours expresses.

Run with torch, onnx and onnxscript installed.
"""

import csv
import pathlib

import onnx
import torch
from torch import nn

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[7]
DIGITS = ROOT / "core/src/main/resources/dev/sinabro/data/digits.csv"


class Digits(nn.Module):
    """Takes shades from 0 to 16, [batch, 1, 8, 8]."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 6, 3, padding=1)
        self.norm = nn.BatchNorm2d(6)
        self.pool = nn.MaxPool2d(2)
        self.hidden = nn.Linear(96, 16)
        self.out = nn.Linear(16, 10)

    def forward(self, x):
        x = self.pool(self.norm(self.conv(x / 16)).relu()).flatten(1)
        return self.out(self.hidden(x).relu())


class Refused(nn.Module):
    def forward(self, x):
        places = torch.nonzero(x)
        return torch.linalg.det(x.unsqueeze(1) * x.unsqueeze(2)) + places.sum()


def trained():
    rows = list(csv.reader(DIGITS.open()))[1:]
    x = torch.tensor([[float(cell) for cell in row[1:]] for row in rows]).reshape(-1, 1, 8, 8)
    y = torch.tensor([int(row[0]) for row in rows])
    model = Digits()
    optimizer = torch.optim.Adam(model.parameters(), 5e-3)
    for _ in range(30):
        for batch in torch.randperm(len(x)).split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
            optimizer.step()
    model.eval()
    with torch.no_grad():
        print("accuracy", (model(x).argmax(1) == y).float().mean().item())
    return model


def write(model, x, name):
    file = HERE / name
    torch.onnx.export(model, (x,), str(file), input_names=["x"], output_names=["logits"], dynamo=False, dynamic_axes={"x": {0: "batch"}},
                      do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE)
    written = onnx.load(file)
    for node in written.graph.node:
        node.doc_string = ""
    onnx.save(written, file)
    print(name, [(node.op_type, list(node.output)) for node in written.graph.node], [each.name for each in written.graph.initializer])


if __name__ == "__main__":
    torch.manual_seed(5)
    write(trained(), torch.randn(2, 1, 8, 8), "digits.onnx")
    write(Refused().eval(), torch.randn(2, 3), "refused.onnx")
