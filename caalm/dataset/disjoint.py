"""Proof that no two splits share a program, a text or a language.

>>> rows = [Row("a", "train", "lua", "print(1)", "t1", "s"), Row("b", "test", "lua", "print(2)", "t2", "s")]
>>> check_disjoint(rows)
{'source texts': 2, 'trees': 2, 'invented languages': 0}
>>> check_disjoint([*rows, Row("c", "test", "lua", "print(1)", "t1", "s")])
Traceback (most recent call last):
    ...
caalm.errors.ContaminationError: records a (train) and c (test) have the same source text
"""

from collections.abc import Iterable
from typing import NamedTuple

from caalm.errors import ContaminationError


class Row(NamedTuple):
    """What of a record decides whether it is like another one."""

    id: str
    split: str
    language: str
    source: str
    tree_hash: str
    skeleton_hash: str


def check_disjoint(rows: Iterable[Row]) -> dict[str, int]:
    """How many different texts, trees and invented languages were compared; ContaminationError if splits share one."""
    owners: tuple[dict[str, Row], ...] = ({}, {}, {})
    kinds = ("source text", "tree", "invented language")
    ids: dict[str, Row] = {}
    for row in rows:
        if (other := ids.setdefault(row.id, row)) is not row:
            raise ContaminationError(f"records {other.id} ({other.split}) and {row.id} ({row.split}) have the same id")
        # A real language is in all three splits by design; an invented one belongs to one of them.
        keys = (row.source, row.tree_hash, row.language if row.language.startswith("invented-") else None)
        for kind, table, key in zip(kinds, owners, keys, strict=True):
            if key is None:
                continue
            other = table.setdefault(key, row)
            if other.split != row.split:
                raise ContaminationError(
                    f"records {other.id} ({other.split}) and {row.id} ({row.split}) have the same {kind}"
                )
    return {f"{kind}s": len(table) for kind, table in zip(kinds, owners, strict=True)}
