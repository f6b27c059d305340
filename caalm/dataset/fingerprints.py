"""The check of `caalm.dataset.disjoint` for data sets of any size: sixteen bytes a text instead of the text.

>>> from caalm.dataset.disjoint import check_disjoint
>>> rows = [Row("a", "train", "lua", "print(1)", "t1", "s"), Row("b", "test", "lua", "print(2)", "t2", "s")]
>>> prints = Fingerprints()
>>> prints.add(rows[:1])
>>> prints.add(rows[1:])
>>> prints.disjoint() == check_disjoint(rows), prints.duplicates()["skeletons_also_in"]["test"]
(True, {'train': 1})
>>> prints.add([Row("c", "test", "lua", "print(1)", "t3", "s")])
>>> len(prints.suspects())
1

A row takes 65 bytes while rows are added and some 200 while they are sorted; its texts as Python's own objects take
many times that. What 128 bits of hash call equal in two splits is looked at again, whole, before anybody
is accused (`suspects`).
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from caalm.dataset.disjoint import Row
from caalm.dataset.splits import SPLITS

Keys = npt.NDArray[np.void]
_KEY = np.dtype("V16")
_COLUMNS = ("id", "source", "tree_hash", "skeleton_hash")


def key_of(text: str) -> bytes:
    """Sixteen bytes that are a text's own."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Fingerprints:
    """The rows of a data set, added a shard at a time, as arrays of hashes."""

    def __init__(self) -> None:
        self._splits: list[npt.NDArray[np.int8]] = []
        self._keys: dict[str, list[Keys]] = {name: [] for name in _COLUMNS}
        self._languages: dict[str, set[str]] = {}
        """The splits of each invented language; there are few languages."""

    def add(self, rows: Sequence[Row]) -> None:
        """Count the rows of a shard."""
        self._splits.append(np.array([SPLITS.index(row.split) for row in rows], dtype=np.int8))
        for name in _COLUMNS:
            joined = b"".join(key_of(getattr(row, name)) for row in rows)
            self._keys[name].append(np.frombuffer(joined, dtype=_KEY))
        for row in rows:
            if row.language.startswith("invented-"):
                self._languages.setdefault(row.language, set()).add(row.split)

    def disjoint(self) -> dict[str, int]:
        """How many different texts, trees and invented languages there are."""
        return {
            "source texts": _count(self._groups("source")[0]),
            "trees": _count(self._groups("tree_hash")[0]),
            "invented languages": len(self._languages),
        }

    def suspects(self) -> set[bytes]:
        """The keys that two rows must not share and do: ids, and texts, trees and languages of two splits."""
        found: set[bytes] = set()
        for name in ("id", "source", "tree_hash"):
            groups, splits, order = self._groups(name)
            starts = np.flatnonzero(np.diff(groups, prepend=-1))
            shared = np.minimum.reduceat(splits, starts) != np.maximum.reduceat(splits, starts) if len(starts) else []
            if name == "id":
                shared = np.diff(starts, append=len(groups)) > 1
            keys = np.concatenate(self._keys[name]) if len(starts) else np.empty(0, _KEY)
            found |= {keys[order[start]].tobytes() for start in starts[np.asarray(shared, dtype=bool)]}
        return found | {key_of(name) for name, splits in self._languages.items() if len(splits) > 1}

    def is_suspect(self, row: Row, suspects: set[bytes]) -> bool:
        """Whether one of a row's keys is among them."""
        return any(key_of(text) in suspects for text in (row.id, row.source, row.tree_hash, row.language))

    def duplicates(self) -> dict[str, Any]:
        """Per split: records, different texts, trees and skeletons; per pair: records of a skeleton that both have."""
        grouped = {name: self._groups(name) for name in ("source", "tree_hash", "skeleton_hash")}
        groups, splits, _ = grouped["skeleton_hash"]
        present = np.zeros((len(SPLITS), _count(groups)), dtype=bool)
        present[splits, groups] = True
        used = [number for number in range(len(SPLITS)) if (splits == number).any()]
        return {
            "by_split": {
                SPLITS[number]: {
                    "records": int((splits == number).sum()),
                    "different_texts": _different(grouped["source"], number),
                    "different_trees": _different(grouped["tree_hash"], number),
                    "different_skeletons": int(present[number].sum()),
                }
                for number in used
            },
            "skeletons_also_in": {
                SPLITS[number]: {
                    SPLITS[other]: int(present[other][groups[splits == number]].sum())
                    for other in used
                    if other != number
                }
                for number in used
            },
        }

    def _groups(self, name: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int8], npt.NDArray[np.int64]]:
        """Rows sorted by a key: the number of each one's group, its split, and where it was."""
        if not self._splits:
            return np.empty(0, np.int64), np.empty(0, np.int8), np.empty(0, np.int64)
        keys = np.concatenate(self._keys[name]).view(np.uint64).reshape(-1, 2)
        order = np.lexsort((keys[:, 0], keys[:, 1]))
        ordered = keys[order]
        is_new = np.ones(len(ordered), dtype=bool)
        is_new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
        return np.cumsum(is_new) - 1, np.concatenate(self._splits)[order], order


def _count(groups: npt.NDArray[np.int64]) -> int:
    return int(groups[-1]) + 1 if len(groups) else 0


def _different(grouped: tuple[npt.NDArray[np.int64], npt.NDArray[np.int8], npt.NDArray[np.int64]], split: int) -> int:
    groups, splits, _ = grouped
    of_split = groups[splits == split]  # sorted, so that equal ones are neighbours
    return int((np.diff(of_split) > 0).sum()) + 1 if len(of_split) else 0
