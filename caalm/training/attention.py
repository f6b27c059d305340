"""Attention over packed documents: one long row, and each document sees only itself.

It plugs into transformers by name (`attn_implementation="caalm_packed"`), so the model's code stays theirs:

    model.model(input_ids=..., position_ids=..., attention_mask=NO_MASK, boundaries=..., extent=..., kernel="flash",
                mask=row_mask("flash", boundaries, tokens))

Which kernel does the work is settled at the start of a run by a short test against a plain reference: `choose_kernel`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor
from transformers import AttentionInterface
from transformers.masking_utils import AttentionMaskInterface

from caalm.errors import CaalmError
from caalm.training.kernels import KERNELS, Kernel, row_mask

PACKED = "caalm_packed"
NO_MASK: dict[str, None] = {"full_attention": None}
"""Masks by kind of layer, as a model takes them when they are ready: it builds none of its own."""

TOLERANCE = 0.02
"""How far bf16 results may lie from the reference, as a share of its norm; about 0.005 is usual."""


def packed_attention(
    module: torch.nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    *,
    boundaries: Tensor,
    extent: Tensor,
    kernel: str = "flash",
    mask: Any = None,
    **_: object,
) -> tuple[Tensor, None]:
    """transformers' attention signature over one packed row; query is [1, heads, tokens, head width]."""
    # Under autocast the norms leave queries and keys in fp32, while values come from a bf16 product.
    q, k, v = (x[0].transpose(0, 1).to(value.dtype) for x in (query, key, value))
    return KERNELS[kernel](q, k, v, boundaries, extent, mask).unsqueeze(0), None


def register() -> None:
    """Make the name known to transformers; it needs no mask."""
    AttentionInterface.register(PACKED, packed_attention)
    AttentionMaskInterface.register(PACKED, lambda *_, **__: None)


register()


def choose_kernel(device: torch.device, *, compiled: bool, say: Callable[[str], None] = lambda _: None) -> str:
    """The first kernel that gives the right values and gradients on this machine; `say` is told what was tried."""
    for name in KERNELS:
        try:
            error = kernel_error(name, device, compiled=compiled)
        except Exception as problem:  # whatever a missing or broken kernel may raise
            say(f"attention: {name} does not run here ({type(problem).__name__}: {str(problem).partition(chr(10))[0]})")
            continue
        if error <= TOLERANCE:
            say(f"attention: {name}, within {error:.4f} of the reference")
            return name
        say(f"attention: {name} is wrong here, {error:.3f} from the reference")
    raise CaalmError("attention: no kernel gives the right result on this machine: train on another")


def kernel_error(name: str, device: torch.device, *, compiled: bool, tokens: int = 640) -> float:
    """The largest distance of a kernel's output and gradients from the reference, as a share of its norm."""
    cuts, used = [0, 1, 130, 300, 600], 600
    generator = torch.Generator().manual_seed(0)

    def normal(heads: int) -> Tensor:
        return torch.randn(tokens, heads, 64, generator=generator).bfloat16().to(device)

    inputs = [normal(heads).requires_grad_() for heads in (4, 2, 2)]
    weight = normal(4)
    boundaries = torch.tensor(cuts + [tokens] * 4, dtype=torch.int32, device=device)
    extent = torch.tensor([len(cuts) - 1, 300, used])
    # What is never written shows: memory that is taken next holds no numbers.
    torch.full((64, tokens, 64), torch.nan, device=device)

    def loss(query: Tensor, key: Tensor, value: Tensor, extent: Tensor) -> tuple[Tensor, Tensor]:
        out = KERNELS[name](query, key, value, boundaries, extent, row_mask(name, boundaries, tokens))
        return out, (out[:used].float() * weight[:used].float()).sum()

    run: Any = torch.compile(loss, dynamic=False) if compiled else loss
    out, total = run(*inputs, extent)
    got = [out.detach(), *torch.autograd.grad(total, inputs)]
    plain = [x.detach().float().requires_grad_() for x in inputs]
    reference = _reference(plain, cuts)
    want = [reference.detach(), *torch.autograd.grad((reference * weight[:used].float()).sum(), plain)]
    if not all(bool(torch.isfinite(x).all()) for x in got):
        return float("inf")
    return max(
        float((ours[:used].float() - theirs[:used]).norm() / theirs[:used].norm())
        for ours, theirs in zip(got, want, strict=True)
    )


def _reference(inputs: Sequence[Tensor], cuts: Sequence[int]) -> Tensor:
    """Attention as its definition says, in fp32."""
    query, key, value = inputs
    group = query.shape[1] // key.shape[1]
    parts = []
    for start, stop in pairwise(cuts):
        q = query[start:stop].transpose(0, 1)
        k, v = (x[start:stop].repeat_interleave(group, 1).transpose(0, 1) for x in (key, value))
        scores = q @ k.mT * query.shape[-1] ** -0.5
        seen = torch.ones(stop - start, stop - start, dtype=torch.bool, device=query.device).tril()
        parts.append((scores.masked_fill(~seen, float("-inf")).softmax(-1) @ v).transpose(0, 1))
    return torch.cat(parts)


__all__ = ["KERNELS", "NO_MASK", "PACKED", "Kernel", "choose_kernel", "packed_attention", "register", "row_mask"]
