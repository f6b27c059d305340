"""Attention over packed documents: one long row, and each document sees only itself.

With boundaries [0, 3, 5], tokens 0-2 are one document and 3-4 another; token 4 attends to 3 and 4 alone. There is no mask
to build or read: on a GPU torch's variable-length flash attention takes the boundaries, on a CPU a loop calls the flash
kernel once a document. It plugs into transformers by name (`attn_implementation="caalm_packed"`), so the model's code stays
theirs.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from transformers import AttentionInterface
from transformers.masking_utils import AttentionMaskInterface

PACKED = "caalm_packed"
_flash = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu
_flash_backward = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu_backward


@torch.library.custom_op("caalm::packed_attention", mutates_args=())
def _attend(query: Tensor, key: Tensor, value: Tensor, boundaries: Tensor) -> tuple[Tensor, Tensor]:
    """Causal attention inside each document; [tokens, heads, head width] in and out, and the log-sum-exp."""
    out = torch.zeros(query.shape, dtype=query.dtype)
    lse = torch.zeros(query.shape[0], query.shape[1], dtype=torch.float32)
    cuts = boundaries.tolist()
    for start, stop in zip(cuts, cuts[1:], strict=False):
        if stop > start:
            q, k, v = (x[start:stop].transpose(0, 1).unsqueeze(0) for x in (query, key, value))
            part, part_lse = _flash(q, k, v, 0.0, True)
            out[start:stop] = part[0].transpose(0, 1)
            lse[start:stop] = part_lse[0].transpose(0, 1)
    return out, lse


@_attend.register_fake
def _(query: Tensor, key: Tensor, value: Tensor, boundaries: Tensor) -> tuple[Tensor, Tensor]:
    return torch.empty(query.shape, dtype=query.dtype, device=query.device), query.new_empty(
        query.shape[0], query.shape[1], dtype=torch.float32
    )


@torch.library.custom_op("caalm::packed_attention_backward", mutates_args=())
def _attend_backward(
    grad: Tensor, query: Tensor, key: Tensor, value: Tensor, out: Tensor, lse: Tensor, boundaries: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """The three gradients, document by document."""
    grads = tuple(torch.zeros(x.shape, dtype=x.dtype) for x in (query, key, value))
    cuts = boundaries.tolist()
    for start, stop in zip(cuts, cuts[1:], strict=False):
        if stop > start:
            g, q, k, v, o, s = (
                x[start:stop].transpose(0, 1).unsqueeze(0) for x in (grad, query, key, value, out, lse)
            )
            for into, part in zip(grads, _flash_backward(g, q, k, v, o, s, 0.0, True), strict=True):
                into[start:stop] = part[0].transpose(0, 1)
    return grads[0], grads[1], grads[2]


@_attend_backward.register_fake
def _(
    grad: Tensor, query: Tensor, key: Tensor, value: Tensor, out: Tensor, lse: Tensor, boundaries: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    made = [torch.empty(x.shape, dtype=x.dtype, device=x.device) for x in (query, key, value)]
    return made[0], made[1], made[2]


def _setup(ctx: Any, inputs: tuple[Tensor, ...], output: tuple[Tensor, Tensor]) -> None:
    ctx.save_for_backward(*inputs, *output)


def _backward(ctx: Any, grad: Tensor, grad_lse: Tensor) -> tuple[Tensor, Tensor, Tensor, None]:
    query, key, value, boundaries, out, lse = ctx.saved_tensors
    return (*_attend_backward(grad.contiguous(), query, key, value, out, lse, boundaries), None)


_attend.register_autograd(_backward, setup_context=_setup)


def packed_attention(
    module: torch.nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    *,
    boundaries: Tensor,
    longest: int,
    **_: object,
) -> tuple[Tensor, None]:
    """transformers' attention signature over one packed row; query is [1, heads, tokens, head width]."""
    # Under autocast the norms leave queries and keys in fp32, while values come from a bf16 product.
    q, k, v = (x[0].transpose(0, 1).to(value.dtype) for x in (query, key, value))
    if query.is_cuda:
        from torch.nn.attention.varlen import varlen_attn

        out = varlen_attn(
            q, k, v, boundaries, boundaries, longest, longest, window_size=(-1, 0), enable_gqa=q.shape[1] != k.shape[1]
        )
    else:
        out, _lse = _attend(q, k, v, boundaries)
    return out.unsqueeze(0), None


def register() -> None:
    """Make the name known to transformers; it needs no mask."""
    AttentionInterface.register(PACKED, packed_attention)
    AttentionMaskInterface.register(PACKED, lambda *_, **__: None)


register()
