"""The size dial: four shapes of one decoder-only transformer, transformers' own Qwen3 class.

Qwen3 is Llama (RoPE, RMSNorm, SwiGLU, no biases) with a norm on queries and keys, which keeps attention calm under
Muon's large steps; every exporter and server knows it. Embeddings are tied, a head is 64 wide, half of the heads or
fewer hold keys and values (generation on a CPU is bound by reading them).

>>> parameters("5m") // 100_000
48
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caalm.errors import InputError
from caalm.model.tokenizer import END, PAD, VOCABULARY_SIZE

if TYPE_CHECKING:
    from transformers import Qwen3Config

HEAD_WIDTH = 64
POSITIONS = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """One shape. The width must differ from the vocabulary: an exporter was seen to mix the two up."""

    width: int
    layers: int
    heads: int
    key_value_heads: int
    feed_forward: int

    def __post_init__(self) -> None:
        if self.width == VOCABULARY_SIZE:
            raise ValueError(f"width: must differ from the vocabulary's {VOCABULARY_SIZE}")
        if self.heads % self.key_value_heads:
            raise ValueError("key_value_heads: must divide heads")


SIZES: dict[str, Size] = {
    "1m": Size(width=128, layers=5, heads=2, key_value_heads=2, feed_forward=384),
    "2m": Size(width=160, layers=6, heads=4, key_value_heads=2, feed_forward=448),
    "3m": Size(width=192, layers=7, heads=4, key_value_heads=2, feed_forward=512),
    "5m": Size(width=256, layers=6, heads=4, key_value_heads=2, feed_forward=768),
    "15m": Size(width=384, layers=10, heads=6, key_value_heads=2, feed_forward=1024),
}


def size_named(name: str) -> Size:
    """The size of that name, or an InputError that lists the names there are."""
    try:
        return SIZES[name]
    except KeyError:
        raise InputError(f"size: {name!r} is none of {', '.join(SIZES)}") from None


def model_config(size: Size | str) -> Qwen3Config:
    """The transformers configuration of a size."""
    from transformers import Qwen3Config

    shape = size_named(size) if isinstance(size, str) else size
    return Qwen3Config(
        vocab_size=VOCABULARY_SIZE,
        hidden_size=shape.width,
        intermediate_size=shape.feed_forward,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.key_value_heads,
        head_dim=HEAD_WIDTH,
        max_position_embeddings=POSITIONS,
        tie_word_embeddings=True,
        initializer_range=0.02,
        rms_norm_eps=1e-6,
        use_sliding_window=False,
        bos_token_id=None,
        eos_token_id=END,
        pad_token_id=PAD,
    )


def parameters(size: Size | str) -> int:
    """How many weights a size has (tied embeddings counted once)."""
    shape = size_named(size) if isinstance(size, str) else size
    query, key_value = shape.heads * HEAD_WIDTH, shape.key_value_heads * HEAD_WIDTH
    attention = shape.width * (2 * query + 2 * key_value) + 2 * HEAD_WIDTH
    layer = attention + 3 * shape.width * shape.feed_forward + 2 * shape.width
    return VOCABULARY_SIZE * shape.width + shape.layers * layer + shape.width
