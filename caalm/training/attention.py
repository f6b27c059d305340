"""Attention over packed documents: one long row, and each document sees only itself.

With boundaries [0, 3, 5], tokens 0-2 are one document and 3-4 another; token 4 attends to 3 and 4 alone. There is no
mask to build or read: on a GPU torch's variable-length flash attention takes the boundaries, on a CPU a loop calls
the flash kernel once a document. It plugs into transformers by name (`attn_implementation="caalm_packed"`), so the
model's code stays theirs.
"""

from __future__ import annotations

import inspect
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor
from transformers import AttentionInterface
from transformers.masking_utils import AttentionMaskInterface

PACKED = "caalm_packed"


def _causal_argument() -> dict[str, Any]:
    """How this torch's variable-length attention is told to look back only; the argument was renamed."""
    try:
        from torch.nn.attention.varlen import varlen_attn
    except ImportError:
        return {}
    names = inspect.signature(varlen_attn).parameters
    return {"window_size": (-1, 0)} if "window_size" in names else {"is_causal": True}


_CAUSAL = _causal_argument()
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
    cuts = boundaries.tolist()
    if _compiled is not None and query.dtype == torch.bfloat16:
        return _products_backward(grad, query, key, value, out, lse, cuts)
    grads = tuple(torch.zeros(x.shape, dtype=x.dtype) for x in (query, key, value))
    for start, stop in pairwise(cuts):
        if stop > start:
            g, q, k, v, o, s = (x[start:stop].transpose(0, 1).unsqueeze(0) for x in (grad, query, key, value, out, lse))
            for into, part in zip(grads, _flash_backward(g, q, k, v, o, s, 0.0, True), strict=True):
                into[start:stop] = part[0].transpose(0, 1)
    return grads[0], grads[1], grads[2]


def _prepare(grad: Tensor, query: Tensor, key: Tensor, value: Tensor, out: Tensor, lse: Tensor) -> tuple[Tensor, ...]:
    """A row's tensors with heads first, keys and values repeated for each query head, and what the products need."""
    group = query.shape[1] // key.shape[1]
    delta = (grad.float() * out.float()).sum(-1).transpose(0, 1).contiguous().unsqueeze(-1)
    queries = query * query.shape[-1] ** -0.5
    return (
        queries.transpose(0, 1).contiguous(),
        queries.permute(1, 2, 0).contiguous(),
        grad.transpose(0, 1).contiguous(),
        grad.permute(1, 2, 0).contiguous(),
        key.repeat_interleave(group, 1).transpose(0, 1).contiguous(),
        value.repeat_interleave(group, 1).transpose(0, 1).contiguous(),
        lse.transpose(0, 1).contiguous().unsqueeze(-1),
        delta,
    )


def _weigh(scores: Tensor, grads: Tensor, lse: Tensor, delta: Tensor) -> tuple[Tensor, Tensor]:
    """Attention weights from scores, and the gradient of the scores."""
    weights = torch.exp(scores.float() - lse)
    return weights.to(scores.dtype), (weights * (grads.float() - delta)).to(scores.dtype)


def _finish(d_query: Tensor, d_key: Tensor, d_value: Tensor, heads: int) -> tuple[Tensor, Tensor, Tensor]:
    """Gradients back in the layout of the inputs; query heads that share keys add up."""
    _, tokens, width = d_query.shape

    def shared(x: Tensor) -> Tensor:
        return x.view(heads, -1, width, tokens).sum(1).permute(2, 0, 1).to(d_query.dtype).contiguous()

    return (d_query * width**-0.5).transpose(0, 1).contiguous(), shared(d_key), shared(d_value)


_compiled: tuple[Any, Any, Any] | None = None


def fuse_backward() -> None:
    """From now on take bf16 gradients by matrix products, which use the CPU's matrix unit as the flash kernel does not.

    A third faster and more, but only with the steps between the products compiled, so it is a choice.
    """
    global _compiled
    _compiled = (torch.compile(_prepare), torch.compile(_weigh, dynamic=True), torch.compile(_finish))


def _products_backward(
    grad: Tensor, query: Tensor, key: Tensor, value: Tensor, out: Tensor, lse: Tensor, cuts: list[int], block: int = 512
) -> tuple[Tensor, Tensor, Tensor]:
    """The gradients of a row, document by document, a block of queries at a time (later keys are skipped)."""
    assert _compiled is not None
    prepare, weigh, finish = _compiled
    q, q_across, g, g_across, k, v, sums, delta = prepare(grad, query, key, value, out, lse)
    d_query = torch.empty_like(q)
    d_key = torch.zeros(q_across.shape, dtype=torch.float32)
    d_value = torch.zeros(q_across.shape, dtype=torch.float32)
    for start, stop in pairwise(cuts):
        for first in range(start, stop, block):
            last = min(first + block, stop)
            rows, seen = slice(first, last), slice(start, last)
            scores = torch.bmm(q[:, rows], k[:, seen].mT)
            grads = torch.bmm(g[:, rows], v[:, seen].mT)
            weights, slopes = weigh(scores, grads, sums[:, rows], delta[:, rows])
            weights.tril_(first - start)
            slopes.tril_(first - start)
            d_query[:, rows] = torch.bmm(slopes, k[:, seen])
            d_key[:, :, seen] += torch.bmm(q_across[:, :, rows], slopes)
            d_value[:, :, seen] += torch.bmm(g_across[:, :, rows], weights)
    made: tuple[Tensor, Tensor, Tensor] = finish(d_query, d_key, d_value, key.shape[1])
    return made


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

        if q.shape[1] != k.shape[1]:
            # Not every torch shares keys between query heads here; repeating them costs little beside the rest.
            k, v = (x.repeat_interleave(q.shape[1] // x.shape[1], dim=1) for x in (k, v))
        out = varlen_attn(q, k, v, boundaries, boundaries, longest, longest, **_CAUSAL)
    else:
        out, _lse = _attend(q, k, v, boundaries)
    return out.unsqueeze(0), None


def register() -> None:
    """Make the name known to transformers; it needs no mask."""
    AttentionInterface.register(PACKED, packed_attention)
    AttentionMaskInterface.register(PACKED, lambda *_, **__: None)


register()
