"""One token a byte, plus 64 specials: ids 0-255 are the bytes themselves, 256-319 the specials.

>>> list(encode("é"))
[195, 169]
>>> decode([104, 105, END])
'hi'

So a name is the same tokens wherever it stands, a digit is one token, and any alphabet is free. The pure functions here
need no torch and no tokenizers library; `write_tokenizer` saves the same mapping as a plain tokenizer.json that
`AutoTokenizer` loads without remote code. Text never becomes a special token: `<|end|>` typed in a program is seven
bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from caalm.errors import InputError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SPECIAL_NAMES: tuple[str, ...] = (
    "<|end|>",
    "<|pad|>",
    "<|code|>",
    "<|trace|>",
    "<|output|>",
    "<|checkpoint|>",
    "<|example|>",
    "<|question|>",
    "<|answer|>",
    "<|user|>",
    "<|assistant|>",
    "<|system|>",
    "<|file|>",
    "<|input|>",
    "<|error|>",
    "<|unknown|>",
)
SPECIAL_COUNT = 64
VOCABULARY_SIZE = 256 + SPECIAL_COUNT
SPECIALS: tuple[str, ...] = SPECIAL_NAMES + tuple(
    f"<|reserved_{i}|>" for i in range(SPECIAL_COUNT - len(SPECIAL_NAMES))
)
END = 256
PAD = 257


def encode(text: str) -> bytes:
    """The token ids of a text: its UTF-8 bytes."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(f"text: character {error.start} is half of a surrogate pair; give valid Unicode") from None


def decode(ids: Iterable[int]) -> str:
    """The text of token ids; specials are left out, bytes that are no UTF-8 become U+FFFD."""
    return bytes(i for i in ids if i < 256).decode("utf-8", errors="replace")


def byte_characters() -> list[str]:
    """For each byte the visible character by which tokenizer.json spells it (the ByteLevel alphabet of GPT-2)."""
    visible = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    hidden = [byte for byte in range(256) if byte not in set(visible)]
    table = {byte: chr(byte) for byte in visible} | {byte: chr(256 + i) for i, byte in enumerate(hidden)}
    return [table[byte] for byte in range(256)]


def build_tokenizer() -> Tokenizer:
    """The same mapping as a tokenizers.Tokenizer: a BPE whose vocabulary is the bytes and that has no merges."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    vocabulary = {character: byte for byte, character in enumerate(byte_characters())}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in SPECIALS])
    return tokenizer


def write_tokenizer(folder: Path) -> None:
    """Write tokenizer.json and tokenizer_config.json into a folder that exists."""
    build_tokenizer().save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": 8192,
        "eos_token": SPECIALS[END - 256],
        "pad_token": SPECIALS[PAD - 256],
        "padding_side": "left",
        "clean_up_tokenization_spaces": False,
        # A program that contains the letters <|end|> is a program, not an end.
        "split_special_tokens": True,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
