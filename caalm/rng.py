"""The only source of randomness: a generator for every derivation path.

A path such as ``(7, "stream", "train", 12)`` is hashed, so neighbouring seeds share nothing and any single
program can be drawn again alone:

>>> derive(7, "stream", "train", 12).random() == derive(7, "stream", "train", 12).random()
True
>>> derive(7, "stream", 1, 2).random() == derive(7, "stream", 12).random()
False
"""

from hashlib import blake2b
from random import Random


def stable_hash(*path: str | int) -> int:
    """A 64-bit hash of a path, equal on every machine and in every process."""
    # The type marker and the length keep (1, 2), (12,), ("12",) and ("1,2",) apart.
    text = ",".join(f"{'i' if isinstance(part, int) else 's'}{len(str(part))}:{part}" for part in path)
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def derive_seed(seed: int, *path: str | int) -> int:
    """The 64-bit seed that belongs to ``path`` under the root ``seed``."""
    return stable_hash(seed, *path)


def derive(seed: int, *path: str | int) -> Random:
    """A fresh generator for ``path`` under the root ``seed``; one per program, never one per choice."""
    return Random(derive_seed(seed, *path))
