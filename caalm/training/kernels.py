"""Attention inside each document of a packed row, three ways that agree: flash, flex and dense.

With boundaries [0, 3, 5, 8, 8] and extent [2, 3, 5], tokens 0-2 are one document and 3-4 another: token 4 attends to
3 and 4 alone, and tokens 5-7 are padding that comes out as zero.

flash   the library's flash kernels over the boundaries: the fastest; one that looks at no padding and builds no mask
flex    the compiler's attention with a mask of blocks, where a GPU or its torch lacks the first
dense   ordinary attention with a mask of the whole row: slow, and there as the last resort

`extent` is a tensor of three numbers on the CPU (documents, longest document, tokens in documents): kernels are given
sizes without a GPU being asked for them, and without a compiled graph that holds for one size only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any, TypeAlias

import torch
from torch import Tensor

Kernel: TypeAlias = Callable[[Tensor, Tensor, Tensor, Tensor, Tensor, Any], Tensor]
"""kernel(query, key, value, boundaries, extent, mask): [tokens, heads, head width] in and out."""

_flash = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu
_flash_backward = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu_backward


# -- flash -----------------------------------------------------------------------------------------------------------


@torch.library.custom_op("caalm::packed_attention", mutates_args=())
def _attend(query: Tensor, key: Tensor, value: Tensor, boundaries: Tensor, extent: Tensor) -> tuple[Tensor, Tensor]:
    """What each token attends to, and the log-sum-exp [heads, tokens]."""
    documents, longest, used = extent.tolist()
    if query.is_cuda:
        cuts = boundaries[: documents + 1]
        # The operator beneath torch's varlen_attn, whose own arguments differ from version to version.
        out, lse, *_ = torch.ops.aten._flash_attention_forward(
            query, key, value, cuts, cuts, longest, longest, 0.0, True, False
        )
        # No document reaches the padding, so nothing has written there.
        out[used:].zero_()
        return out, lse
    out = torch.zeros(query.shape, dtype=query.dtype)
    lse = torch.zeros(query.shape[1], query.shape[0], dtype=torch.float32)
    for start, stop in pairwise(boundaries[: documents + 1].tolist()):
        if stop > start:
            q, k, v = (x[start:stop].transpose(0, 1).unsqueeze(0) for x in (query, key, value))
            part, part_lse = _flash(q, k, v, 0.0, True)
            out[start:stop] = part[0].transpose(0, 1)
            lse[:, start:stop] = part_lse[0]
    return out, lse


@_attend.register_fake
def _(query: Tensor, key: Tensor, value: Tensor, boundaries: Tensor, extent: Tensor) -> tuple[Tensor, Tensor]:
    return torch.empty(query.shape, dtype=query.dtype, device=query.device), query.new_empty(
        query.shape[1], query.shape[0], dtype=torch.float32
    )


@torch.library.custom_op("caalm::packed_attention_backward", mutates_args=())
def _attend_backward(
    grad: Tensor,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    out: Tensor,
    lse: Tensor,
    boundaries: Tensor,
    extent: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    """The three gradients, document by document."""
    documents, longest, used = extent.tolist()
    if query.is_cuda:
        cuts = boundaries[: documents + 1]
        random_state = torch.zeros(2, dtype=torch.uint64, device=query.device)
        unused = torch.empty(0, device=query.device)
        made: tuple[Tensor, Tensor, Tensor] = torch.ops.aten._flash_attention_backward(
            grad, query, key, value, out, lse, cuts, cuts, longest, longest, 0.0, True, random_state, unused
        )
        for part in made:
            part[used:].zero_()
        return made
    cuts_here = boundaries[: documents + 1].tolist()
    if _compiled is not None and query.dtype == torch.bfloat16:
        return _products_backward(grad, query, key, value, out, lse, cuts_here)
    grads = tuple(torch.zeros(x.shape, dtype=x.dtype) for x in (query, key, value))
    for start, stop in pairwise(cuts_here):
        if stop > start:
            for into, part in zip(grads, _flash_part(grad, query, key, value, out, lse, start, stop), strict=True):
                into[start:stop] = part
    return grads[0], grads[1], grads[2]


def _flash_part(
    grad: Tensor, query: Tensor, key: Tensor, value: Tensor, out: Tensor, lse: Tensor, start: int, stop: int
) -> list[Tensor]:
    """The gradients of one document, by the library's kernel for CPUs."""
    g, q, k, v, o = (x[start:stop].transpose(0, 1).unsqueeze(0) for x in (grad, query, key, value, out))
    # Contiguous as the forward kernel gave it: a strided one is refused.
    sums = lse[:, start:stop].transpose(0, 1).contiguous().transpose(0, 1).unsqueeze(0)
    return [part[0].transpose(0, 1) for part in _flash_backward(g, q, k, v, o, sums, 0.0, True)]


@_attend_backward.register_fake
def _(
    grad: Tensor,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    out: Tensor,
    lse: Tensor,
    boundaries: Tensor,
    extent: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    made = [torch.empty(x.shape, dtype=x.dtype, device=x.device) for x in (query, key, value)]
    return made[0], made[1], made[2]


def _setup(ctx: Any, inputs: tuple[Tensor, ...], output: tuple[Tensor, Tensor]) -> None:
    ctx.save_for_backward(*inputs, *output)


def _backward(ctx: Any, grad: Tensor, grad_lse: Tensor) -> tuple[Tensor | None, ...]:
    query, key, value, boundaries, extent, out, lse = ctx.saved_tensors
    return (*_attend_backward(grad.contiguous(), query, key, value, out, lse, boundaries, extent), None, None)


_attend.register_autograd(_backward, setup_context=_setup)


def flash(query: Tensor, key: Tensor, value: Tensor, boundaries: Tensor, extent: Tensor, mask: Any) -> Tensor:
    """Document by document, by the library's flash kernels."""
    out: Tensor = _attend(query.contiguous(), key.contiguous(), value.contiguous(), boundaries, extent)[0]
    return out


# -- the flash kernel's gradient by matrix products, for CPUs with a matrix unit ---------------------------------------

LONGEST = 1024
"""Longer documents are left to the flash kernel: all scores of a document are in memory at once."""
CHUNK = 2**22
"""So many scores at once."""


def _weigh(
    scores: Tensor, grads: Tensor, lse: Tensor, delta: Tensor, unseen: Tensor, scale: float
) -> tuple[Tensor, Tensor]:
    """Attention weights from scores, and the gradient of the products of queries and keys."""
    weights = torch.exp(scores.float() * scale - lse + unseen)
    return weights.to(scores.dtype), (weights * (grads.float() - delta) * scale).to(scores.dtype)


def _delta(grad: Tensor, out: Tensor) -> Tensor:
    return (grad.float() * out.float()).sum(-1)


def _shared(gradient: Tensor) -> Tensor:
    """Query heads that share keys or values add up: [documents, key heads, group, tokens, width], without the group."""
    return gradient.float().sum(2).to(gradient.dtype)


_compiled: tuple[Any, Any, Any] | None = None


def fuse_backward() -> None:
    """From now on take bf16 gradients by matrix products, which use the CPU's matrix unit as the flash kernel does not.

    Twice as fast and more, where documents have few different lengths (`PackConfig.align`): each length's products
    are generated code. Only with the steps between the products compiled, so it is a choice.
    """
    global _compiled
    _compiled = (torch.compile(_weigh, dynamic=True), torch.compile(_delta), torch.compile(_shared, dynamic=True))


@cache
def _unseen() -> Tensor:
    """What hides later tokens when it is added to the scores: for shorter documents its corner."""
    return torch.full((LONGEST, LONGEST), float("-inf")).triu_(1)


def equal_lengths(cuts: list[int], heads: int) -> Iterator[tuple[int, int, int]]:
    """Neighbouring documents of one length, as (first token, documents, length), at most CHUNK scores together.

    Always 1, 2, 4, ... documents: code is generated for each number, too.
    """
    at = 0
    while at < len(cuts) - 1:
        length, count = cuts[at + 1] - cuts[at], 1
        most = CHUNK // max(heads * length * length, 1)
        while (
            2 * count <= most
            and at + 2 * count < len(cuts)
            and all(cuts[i + 1] - cuts[i] == length for i in range(at + count, at + 2 * count))
        ):
            count *= 2
        if length:
            yield cuts[at], count, length
        at += count


def _products_backward(
    grad: Tensor, query: Tensor, key: Tensor, value: Tensor, out: Tensor, lse: Tensor, cuts: list[int]
) -> tuple[Tensor, Tensor, Tensor]:
    """The gradients of a row, by documents of one length at a time."""
    assert _compiled is not None
    weigh, delta_of, shared = _compiled
    _, heads, width = query.shape
    group = heads // key.shape[1]
    made = tuple(torch.zeros(x.shape, dtype=x.dtype) for x in (query, key, value))
    deltas = delta_of(grad, out)
    for start, count, length in equal_lengths(cuts, heads):
        stop = start + count * length
        if length > LONGEST:
            for into, part in zip(made, _flash_part(grad, query, key, value, out, lse, start, stop), strict=True):
                into[start:stop] = part
            continue
        batch = count * heads

        def by_head(x: Tensor) -> Tensor:
            return x[start:stop].view(count, length, *x.shape[1:]).transpose(1, 2)  # noqa: B023

        def across(x: Tensor) -> Tensor:
            return by_head(x).repeat_interleave(heads // x.shape[1], 1).reshape(batch, length, width)  # noqa: B023

        q, g, k, v = (across(x) for x in (query, grad, key, value))
        sums = lse[:, start:stop].view(heads, count, length).transpose(0, 1).reshape(batch, length, 1)
        delta = by_head(deltas).reshape(batch, length, 1)
        scores, slopes = torch.bmm(q, k.mT), torch.bmm(g, v.mT)
        weights, slopes = weigh(scores, slopes, sums, delta, _unseen()[:length, :length], width**-0.5)
        by_head(made[0]).copy_(torch.bmm(slopes, k).view(count, heads, length, width))
        for into, gradient in zip(made[1:], (torch.bmm(slopes.mT, q), torch.bmm(weights.mT, g)), strict=True):
            by_head(into).copy_(shared(gradient.view(count, heads // group, group, length, width)))
    return made[0], made[1], made[2]


# -- flex and dense --------------------------------------------------------------------------------------------------


def _documents(boundaries: Tensor, tokens: int) -> tuple[Tensor, Tensor]:
    """The positions in a row, and which document each belongs to."""
    positions = torch.arange(tokens, device=boundaries.device, dtype=boundaries.dtype)
    return positions, torch.searchsorted(boundaries, positions, right=True)


def row_mask(kernel: str, boundaries: Tensor, tokens: int) -> Any:
    """What a kernel needs to have made once a row, for all layers; None for flash."""
    if kernel == "flash":
        return None
    positions, document = _documents(boundaries, tokens)
    if kernel == "dense":
        return (document[:, None] == document[None]) & (positions[:, None] >= positions[None])
    from torch.nn.attention.flex_attention import create_block_mask

    def sees(batch: Tensor, head: Tensor, query: Tensor, key: Tensor) -> Tensor:
        return (document[query] == document[key]) & (query >= key)

    return create_block_mask(sees, None, None, tokens, tokens, device=boundaries.device.type)


@cache
def _flex(compiled: bool) -> Any:
    from torch.nn.attention.flex_attention import flex_attention

    # Not compiled it writes all scores to memory: right for a test of a few hundred tokens.
    return torch.compile(flex_attention, dynamic=False) if compiled else flex_attention


def flex(query: Tensor, key: Tensor, value: Tensor, boundaries: Tensor, extent: Tensor, mask: Any) -> Tensor:
    """By torch's compiler, with a mask of blocks."""
    q, k, v = (x.transpose(0, 1).unsqueeze(0) for x in (query, key, value))
    made: Tensor = _flex(query.is_cuda)(q, k, v, block_mask=mask, enable_gqa=True)
    return made[0].transpose(0, 1)


def dense(query: Tensor, key: Tensor, value: Tensor, boundaries: Tensor, extent: Tensor, mask: Any) -> Tensor:
    """Ordinary attention with a mask of tokens x tokens."""
    group = query.shape[1] // key.shape[1]
    q, k, v = (
        x.repeat_interleave(repeat, 1).transpose(0, 1).unsqueeze(0)
        for x, repeat in ((query, 1), (key, group), (value, group))
    )
    return torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)[0].transpose(0, 1)


KERNELS: Mapping[str, Kernel] = {"flash": flash, "flex": flex, "dense": dense}
"""By name, the fastest first."""
