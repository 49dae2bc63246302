"""Writes tensors of PyTorch as a safetensors file, whose metadata name the version of PyTorch that computed them."""
import json
import struct

import torch

TYPES = {torch.float64: "F64", torch.int32: "I32", torch.int64: "I64"}


def write(path, tensors):
    header, data = {"__metadata__": {"torch": torch.__version__.split("+")[0]}}, b""
    for name, tensor in tensors.items():
        raw = tensor.contiguous().numpy().tobytes()
        offsets = [len(data), len(data) + len(raw)]
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": offsets}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
