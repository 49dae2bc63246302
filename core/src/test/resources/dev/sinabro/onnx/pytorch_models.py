"""Writes small models of PyTorch as ONNX files, with inputs and what PyTorch gives of them in examples.safetensors.

Run with torch, onnx, onnxscript and safetensors installed; the two exporters of PyTorch write different operators, so both are used.
"""

import pathlib

import onnx
import torch
from safetensors.torch import save_file
from torch import nn

HERE = pathlib.Path(__file__).parent
ROWS = 3


class Recurrent(nn.Module):
    def __init__(self, kind, **settings):
        super().__init__()
        self.cell = kind(4, 5, batch_first=True, **settings)
        self.out = nn.Linear(5 * (2 if settings.get("bidirectional") else 1), 3)

    def forward(self, x):
        return self.out(self.cell(x)[0][:, -1])


class Text(nn.Module):
    """Embedding, positions, a causal block of a transformer, and a layer norm."""

    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(11, 8)
        self.places = nn.Parameter(torch.randn(6, 8) / 4)
        self.block = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, activation="gelu", batch_first=True, norm_first=True)
        self.norm = nn.LayerNorm(8)
        self.out = nn.Linear(8, 11)

    def forward(self, tokens):
        causal = torch.triu(torch.full((6, 6), float("-inf")), diagonal=1)
        x = self.block(self.words(tokens) + self.places, src_mask=causal)
        return self.out(self.norm(x)).softmax(-1)


def cnn():
    return nn.Sequential(
        nn.Conv2d(2, 4, 3, padding=1, stride=2), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 4, 3, groups=2, padding=1, bias=False),
        nn.GroupNorm(2, 4), nn.SiLU(), nn.MaxPool2d(2), nn.ConvTranspose2d(4, 3, 2, stride=2), nn.LeakyReLU(0.1), nn.AvgPool2d(2, padding=1),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.5), nn.Linear(3, 4), nn.LogSoftmax(-1))


def mlp():
    return nn.Sequential(nn.Linear(6, 8), nn.GELU(), nn.LayerNorm(8), nn.Linear(8, 8), nn.ELU(), nn.PReLU(), nn.Linear(8, 2), nn.Hardswish())


def models():
    real = torch.randn
    yield "mlp", mlp(), real(ROWS, 6)
    yield "cnn", cnn(), real(ROWS, 2, 9, 8)
    yield "lstm", Recurrent(nn.LSTM, num_layers=2), real(ROWS, 7, 4)
    yield "gru", Recurrent(nn.GRU, bidirectional=True), real(ROWS, 7, 4)
    yield "rnn", Recurrent(nn.RNN), real(ROWS, 7, 4)
    yield "text", Text(), torch.randint(0, 11, (ROWS, 6))


def main():
    torch.manual_seed(7)
    examples = {}
    for name, model, x in models():
        for module in model.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.running_mean.normal_()
                module.running_var.uniform_(0.5, 2)
        model.eval()
        with torch.no_grad():
            y = model(x)
        for way, new in (("traced", False), ("exported", True)):
            file = HERE / f"{name}-{way}.onnx"
            rows = {"dynamic_shapes": ({0: torch.export.Dim("batch", min=1)},)} if new else {"dynamic_axes": {"x": {0: "batch"}}}
            torch.onnx.export(model, (x,), str(file), input_names=["x"], output_names=["y"], dynamo=new, external_data=False, **rows)
            written = onnx.load(file)
            for node in written.graph.node:
                del node.metadata_props[:]
                node.doc_string = ""
            del written.graph.value_info[:]
            for value in list(written.graph.input) + list(written.graph.output):
                del value.metadata_props[:]
            del written.graph.metadata_props[:]
            del written.functions[:]
            onnx.save(written, file)
        examples[f"{name}.x"] = x.int() if x.dtype == torch.int64 else x
        examples[f"{name}.y"] = y
    save_file({name: value.contiguous() for name, value in examples.items()}, HERE / "examples.safetensors")


if __name__ == "__main__":
    main()
