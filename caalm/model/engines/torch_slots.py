"""Keys and values of many texts at once, each in a slot of its own: what makes batched generation fast.

A slot is filled by one prompt (no padding), grows by a token a step, and is given to the next text when its own is
done. It plugs into transformers by name (`attn_implementation="caalm_slots"`): the model's code stays theirs, and calls
`slot_attention` with the `memory` that the engine hands through.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import AttentionInterface
from transformers.masking_utils import AttentionMaskInterface

SLOTS = "caalm_slots"
GROWTH = 256


class SlotMemory:
    """Buffers [slots, heads, capacity, width] a layer for keys and for values; slots 0 to active - 1 are in use."""

    def __init__(self, *, layers: int, heads: int, width: int, slots: int, dtype: torch.dtype, device: torch.device):
        self.shape = (slots, heads, 0, width)
        self.dtype, self.device = dtype, device
        self.keys = [self._empty(0) for _ in range(layers)]
        self.values = [self._empty(0) for _ in range(layers)]
        self.lengths = [0] * slots
        self.active = 0
        self.filling: int | None = None
        self.mask: Tensor | None = None
        self.rows = torch.arange(slots, device=device)
        self.write_at = torch.zeros(slots, dtype=torch.long, device=device)
        self.longest = 0

    def _empty(self, capacity: int) -> Tensor:
        slots, heads, _, width = self.shape
        # Zeros: what lies past a text's end is masked, but nothing times not-a-number is still not a number.
        return torch.zeros((slots, heads, capacity, width), dtype=self.dtype, device=self.device)

    def reserve(self, tokens: int) -> None:
        """Make room for texts of that many tokens; what is held is kept."""
        held = self.keys[0].shape[2]
        if tokens <= held:
            return
        capacity = max(tokens + GROWTH, held * 3 // 2)
        for buffers in (self.keys, self.values):
            for layer, old in enumerate(buffers):
                new = self._empty(capacity)
                new[: self.active, :, :held] = old[: self.active]
                buffers[layer] = new

    def move(self, source: int, target: int) -> None:
        """Copy one slot over another, so that the slots in use stay together."""
        length = self.lengths[source]
        for buffer in (*self.keys, *self.values):
            buffer[target, :, :length] = buffer[source, :, :length]
        self.lengths[target] = length

    def begin_prompt(self, slot: int, tokens: int) -> None:
        """The next forward pass fills this slot from its start."""
        self.reserve(tokens)
        self.filling, self.lengths[slot] = slot, tokens

    def begin_step(self) -> Tensor:
        """The next forward pass adds one token to every slot in use; returns the tokens' positions."""
        lengths = torch.tensor(self.lengths[: self.active], device=self.device)
        self.longest = int(lengths.max()) + 1
        self.reserve(self.longest)
        self.filling, self.write_at = None, lengths
        seen = torch.arange(self.longest, device=self.device) <= lengths[:, None]
        # Equal lengths need no mask, and the kernel is faster without one.
        self.mask = None if bool(seen.all()) else torch.where(seen, 0.0, float("-inf")).to(self.dtype)[:, None, None]
        for slot in range(self.active):
            self.lengths[slot] += 1
        return lengths


def slot_attention(
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    *,
    memory: SlotMemory,
    **_: object,
) -> tuple[Tensor, None]:
    """transformers' attention signature: a whole prompt into one slot, or one token into every slot in use."""
    layer = int(module.layer_idx)  # type: ignore[arg-type]
    keys, values = memory.keys[layer], memory.values[layer]
    if memory.filling is not None:
        tokens = key.shape[2]
        keys[memory.filling, :, :tokens] = key[0]
        values[memory.filling, :, :tokens] = value[0]
        out = nn.functional.scaled_dot_product_attention(query, key, value, is_causal=True, enable_gqa=True)
        return out.transpose(1, 2), None
    count = query.shape[0]
    rows = memory.rows[:count]
    keys[rows, :, memory.write_at] = key[:, :, 0].to(memory.dtype)
    values[rows, :, memory.write_at] = value[:, :, 0].to(memory.dtype)
    # Query heads that share keys are laid out as if they were positions: the keys are read once for all of them.
    grouped = query.reshape(count, key.shape[1], -1, query.shape[-1]).to(memory.dtype)
    mask = None if memory.mask is None else memory.mask.expand(-1, -1, grouped.shape[2], -1)
    seen = slice(0, memory.longest)
    out = nn.functional.scaled_dot_product_attention(
        grouped, keys[:count, :, seen], values[:count, :, seen], attn_mask=mask
    )
    return out.reshape(count, 1, -1, query.shape[-1]).to(query.dtype), None


def register() -> None:
    """Make the name known to transformers; it needs no mask from there."""
    AttentionInterface.register(SLOTS, slot_attention)
    AttentionMaskInterface.register(SLOTS, lambda *_, **__: None)


register()
