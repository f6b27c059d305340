"""Attention over packed documents: one long row, and each document sees only itself.

With boundaries [0, 3, 5], tokens 0-2 are one document and 3-4 another; token 4 attends to 3 and 4 alone. There is no
mask to build or read: on a GPU torch's variable-length flash attention takes the boundaries, on a CPU a loop calls
the flash kernel once a document. It plugs into transformers by name (`attn_implementation="caalm_packed"`), so the
model's code stays theirs.
"""

from __future__ import annotations

from itertools import pairwise
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
    for start, stop in pairwise(cuts):
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
    products = query.dtype == torch.bfloat16 and _fused is not None
    delta = (grad.float() * out.float()).sum(-1) if products else lse
    for start, stop in pairwise(cuts):
        if stop > start and products:
            g, q, k, v, s, d = (x[start:stop] for x in (grad, query, key, value, lse, delta))
            parts = _products_backward(g, q, k, v, s, d)
            for into, part in zip(grads, parts, strict=True):
                into[start:stop] = part
        elif stop > start:
            g, q, k, v, o, s = (x[start:stop].transpose(0, 1).unsqueeze(0) for x in (grad, query, key, value, out, lse))
            for into, part in zip(grads, _flash_backward(g, q, k, v, o, s, 0.0, True), strict=True):
                into[start:stop] = part[0].transpose(0, 1)
    return grads[0], grads[1], grads[2]


def _probabilities(scores: Tensor, grads: Tensor, lse: Tensor, delta: Tensor) -> tuple[Tensor, Tensor]:
    """Attention weights from scores, and the gradient of the scores."""
    weights = torch.exp(scores.float() - lse)
    return weights.to(scores.dtype), (weights * (grads.float() - delta)).to(scores.dtype)


_fused: Any = None


def fuse_backward() -> None:
    """From now on take bf16 gradients by matrix products, which use the CPU's matrix unit where the flash kernel does
    not.

    A third faster (2.9 against 4.4 ms for 512 tokens), but only with the compiled `_probabilities`, so it is a choice.
    """
    global _fused
    _fused = torch.compile(_probabilities, dynamic=True)


def _products_backward(
    grad: Tensor, query: Tensor, key: Tensor, value: Tensor, lse: Tensor, delta: Tensor, block: int = 512
) -> tuple[Tensor, Tensor, Tensor]:
    """The gradients of one document [tokens, heads, width], a block of queries at a time."""
    tokens, heads, width = query.shape
    shared = key.shape[1]
    group = heads // shared
    scale = width**-0.5

    def grouped(x: Tensor) -> Tensor:
        return x.transpose(0, 1).reshape(shared, group, tokens, -1)

    queries, grads = grouped(query * scale), grouped(grad)
    sums, deltas = grouped(lse.unsqueeze(-1)), grouped(delta.unsqueeze(-1))
    keys = key.transpose(0, 1).contiguous()
    keys_across, values_across = key.permute(1, 2, 0).contiguous(), value.permute(1, 2, 0).contiguous()
    d_query = torch.empty(shared, group, tokens, width, dtype=query.dtype)
    d_key = torch.zeros(shared, width, tokens, dtype=torch.float32)
    d_value = torch.zeros(shared, width, tokens, dtype=torch.float32)
    for first in range(0, tokens, block):
        last = min(first + block, tokens)
        rows = last - first

        def cut(x: Tensor, a: int = first, b: int = last, n: int = rows) -> Tensor:
            return x[:, :, a:b].reshape(shared, group * n, -1)

        q, g = cut(queries), cut(grads)
        weights, slopes = _fused(
            torch.bmm(q, keys_across[:, :, :last]), torch.bmm(g, values_across[:, :, :last]), cut(sums), cut(deltas)
        )
        for square in (weights, slopes):
            square.view(shared * group, rows, last).tril_(first)
        d_query[:, :, first:last] = torch.bmm(slopes, keys[:, :last]).view(shared, group, rows, width)
        d_key[:, :, :last] += torch.bmm(q.mT.contiguous(), slopes)
        d_value[:, :, :last] += torch.bmm(g.mT.contiguous(), weights)
    return (
        (d_query * scale).view(heads, tokens, width).transpose(0, 1),
        d_key.permute(2, 0, 1).to(key.dtype),
        d_value.permute(2, 0, 1).to(value.dtype),
    )


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
    out: Any
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
