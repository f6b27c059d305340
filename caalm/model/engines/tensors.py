"""The tensors of a weights folder as NumPy arrays in fp32: safetensors read without torch.

    read_tensors(Path("caalm/weights"))["model.norm.weight"].shape    -> (160,)

A bf16 number is the upper half of an fp32 one, so widening is exact.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


def read_tensors(folder: Path) -> dict[str, Array]:
    """Every tensor of a folder that `caalm.model.checkpoint.validate` has passed, all shards together."""
    tensors: dict[str, Array] = {}
    for path in sorted(folder.glob("model*.safetensors")):
        content = np.memmap(path, dtype=np.uint8, mode="r")
        length = int.from_bytes(content[:8].tobytes(), "little")
        header = json.loads(content[8 : 8 + length].tobytes())
        for name, entry in header.items():
            if name != "__metadata__":
                start, end = (8 + length + offset for offset in entry["data_offsets"])
                tensors[name] = _widen(content[start:end], entry["dtype"]).reshape(entry["shape"])
    return tensors


def _widen(raw: NDArray[np.uint8], dtype: str) -> Array:
    # A copy, because a tensor need not begin at a multiple of its numbers' size.
    content = np.array(raw)
    if dtype == "BF16":
        return (content.view("<u2").astype(np.uint32) << 16).view(np.float32)
    if dtype in ("F32", "F16"):
        return content.view("<f4" if dtype == "F32" else "<f2").astype(np.float32)
    raise ValueError(f"tensors of type {dtype} cannot be read: BF16, F16 and F32 can")
