"""The count of duplicates as one would say it, row by row: what the arrays of `Fingerprints` are held to."""

from collections.abc import Sequence
from typing import Any

from caalm.dataset.disjoint import Row
from caalm.dataset.splits import SPLITS


def count_duplicates(rows: Sequence[Row]) -> dict[str, Any]:
    """Per split: records, different texts, trees and skeletons; per pair: records whose skeleton the other one has."""
    splits = [split for split in SPLITS if any(row.split == split for row in rows)]
    of_split = {split: [row for row in rows if row.split == split] for split in splits}
    skeletons = {split: {row.skeleton_hash for row in members} for split, members in of_split.items()}
    return {
        "by_split": {
            split: {
                "records": len(members),
                "different_texts": len({row.source for row in members}),
                "different_trees": len({row.tree_hash for row in members}),
                "different_skeletons": len(skeletons[split]),
            }
            for split, members in of_split.items()
        },
        "skeletons_also_in": {
            split: {
                other: sum(row.skeleton_hash in skeletons[other] for row in members)
                for other in splits
                if other != split
            }
            for split, members in of_split.items()
        },
    }
