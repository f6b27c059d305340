"""How much of a machine a run uses: its measured peak, and the arithmetic that a row asks for.

>>> row_flops(weights=15_000_000, layers=10, attention_width=384, tokens=1000, squares=300_000)
96912000000

Six operations a weight and a token (two forward, four backward); causal attention over a document of n tokens needs
6 n^2 a layer and a unit of its width, half of what full attention needs.
"""

from __future__ import annotations

import time

import torch


def row_flops(*, weights: int, layers: int, attention_width: int, tokens: int, squares: int) -> int:
    """Operations of a training step over documents with so many tokens and so large a sum of squared lengths."""
    return 6 * weights * tokens + 6 * layers * attention_width * squares


@torch.no_grad()
def matmul_peak(device: torch.device, dtype: torch.dtype = torch.bfloat16) -> float:
    """Operations a second of a large product of random matrices: the most that this machine does for a model."""
    size, rounds = (8192, 10) if device.type == "cuda" else (1024, 4)
    generator = torch.Generator().manual_seed(0)
    left, right = (torch.randn(size, size, generator=generator).to(device, dtype) for _ in range(2))
    out = torch.empty_like(left)
    for _ in range(3):
        torch.mm(left, right, out=out)
    wait(device)
    began = time.perf_counter()
    for _ in range(rounds):
        torch.mm(left, right, out=out)
    wait(device)
    return 2 * size**3 * rounds / max(time.perf_counter() - began, 1e-9)


def wait(device: torch.device) -> None:
    """Until a GPU has done what it was given; a CPU has."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def describe(device: torch.device) -> str:
    """The device's name, with what matters of the software under it."""
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else f"CPU, {torch.get_num_threads()} threads"
    return f"{name}, torch {torch.__version__}"
