"""A record: one program in one language with what it prints, and the path from which it can be drawn again alone.

>>> path = DerivationPath.parse("1.0.0/7/fixed-3/new-words/2/12/0")
>>> path.seed, path.language, path.split, path.tier, path.index
(7, 'fixed-3', 'new-words', 2, 12)
>>> str(path)
'1.0.0/7/fixed-3/new-words/2/12/0'
"""

import json
from dataclasses import asdict, dataclass, fields
from hashlib import blake2b
from typing import Any

from caalm.dataset.recipe import DATASET_VERSION
from caalm.dataset.splits import SPLITS, Split
from caalm.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivationPath:
    """Where a record comes from: version/seed/language/split/tier/index/attempt.

    ``language`` is a real language's name, or ``fixed-N`` for the split's invented language number N. ``attempt``
    counts the draws that were given up because the language had that text already.
    """

    seed: int
    language: str
    split: Split
    tier: int
    index: int
    attempt: int = 0
    version: str = DATASET_VERSION

    def __str__(self) -> str:
        parts = (self.version, self.seed, self.language, self.split, self.tier, self.index, self.attempt)
        return "/".join(str(part) for part in parts)

    @classmethod
    def parse(cls, text: str) -> "DerivationPath":
        """The path that ``str`` wrote; InputError where it is not one."""
        parts = text.strip().split("/")
        try:
            version, seed, language, split, tier, index, attempt = parts
            numbers = [int(part) for part in (seed, tier, index, attempt)]
        except ValueError:
            raise InputError(f"path {text!r}: write version/seed/language/split/tier/index/attempt") from None
        for known in SPLITS:
            if known == split:
                return cls(
                    version=version, seed=numbers[0], language=language, split=known,
                    tier=numbers[1], index=numbers[2], attempt=numbers[3],
                )  # fmt: skip
        raise InputError(f"path {text!r}: {split!r} is not one of {', '.join(SPLITS)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row of the data set."""

    id: str
    """A hash of the content: version, language, source and stdout."""
    split: str
    language: str
    families: str
    """The families of an invented language as a JSON object; ``{}`` for a real language."""
    tier: int
    source: str
    trace: str
    stdout: str
    steps: int
    path: str
    tree_hash: str
    """Of the tree without its names: no two splits share one."""
    skeleton_hash: str
    """Of the tree without names and literals."""
    runtime: str | None
    """The real runtime that printed the same; None for an invented language, where the interpreter is the truth."""
    version: str
    """The data set's semantic version."""


COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Record))


def content_id(version: str, language: str, source: str, stdout: str) -> str:
    """The id of a record with this content."""
    return blake2b(canonical_json([version, language, source, stdout]).encode(), digest_size=16).hexdigest()


def canonical_json(value: object) -> str:
    """The one JSON text of a value: sorted keys, no spaces, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def row_text(record: Record) -> str:
    """A record as one canonical line, which is what hashes over rows are made of."""
    return canonical_json(asdict(record))


def record_from_row(row: dict[str, Any]) -> Record:
    """The record of a row that was read from a file."""
    return Record(**row)
