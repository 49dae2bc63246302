"""Arrays as NumPy saves them, of each type, order of bytes and order of axes; and what a reader of numbers refuses.

Writes golden_arrays*.np[yz] beside this file. Each array counts 0, 1, 2, ... row-major: halves for reals, from -1 for signed
integers, odd or not for truth values.
"""

import pathlib

import numpy as np

folder = pathlib.Path(__file__).parent
arrays = {}
for kind in ["<f4", ">f4", "<f8", ">f8", "<f2", "<i4", ">i4", "<i8", ">i8", "|i1", "|u1", "<u2", ">i2", "|b1"]:
    values = np.arange(6).reshape(2, 3)
    values = values % 2 if kind == "|b1" else values / 2 if "f" in kind else values - 1 if "i" in kind else values
    name = kind.replace("<", "little_").replace(">", "big_").replace("|", "")
    arrays[name] = values.astype(kind)
    arrays[name + "_fortran"] = np.asfortranarray(arrays[name])
arrays["cube_fortran"] = np.asfortranarray(np.arange(24, dtype="<f4").reshape(2, 3, 4))
arrays["scalar"] = np.float32(7)
arrays["empty"] = np.zeros((0, 3), "<f4")
np.savez(folder / "golden_arrays.npz", **arrays)
np.savez_compressed(folder / "golden_arrays_packed.npz", x=np.arange(8, dtype="<f4").reshape(4, 2), y=np.array([0, 1, 1, 0]))
np.save(folder / "golden_arrays_mapped.npy", arrays["little_f4"])
np.save(folder / "golden_arrays_large.npy", np.array([1, 2**40]))
np.save(folder / "golden_arrays_objects.npy", np.array([{}], dtype=object), allow_pickle=True)
np.save(folder / "golden_arrays_records.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
np.save(folder / "golden_arrays_complex.npy", np.zeros(2, dtype="<c8"))
