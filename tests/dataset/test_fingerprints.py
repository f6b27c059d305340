"""Hashes in arrays count what the rows themselves count, and accuse nobody whom the rows do not."""

import random

import pytest

from caalm.dataset.disjoint import Row, check_disjoint
from caalm.dataset.fingerprints import Fingerprints
from caalm.dataset.splits import SPLITS
from caalm.errors import ContaminationError
from tests.dataset.plainly import count_duplicates


def rows(seed: int, count: int, *, shared: bool = False) -> list[Row]:
    """Rows that often have the same text, tree and skeleton within a split, and across splits where ``shared``."""
    draw = random.Random(seed)
    found = []
    for number in range(count):
        split = draw.choice(SPLITS[:4])
        of = "" if shared and draw.random() < 0.02 else split
        language = draw.choice(["lua", f"invented-{split}-{draw.randrange(3)}"])
        text, tree, skeleton = (draw.randrange(count) for _ in range(3))
        found.append(
            Row(f"id{number}", split, language, f"{of}:{text}é\ud800"[:-1], f"{of}{tree}", f"s{skeleton // 4}")
        )
    return found


def prints_of(drawn: list[Row], size: int = 7) -> Fingerprints:
    prints = Fingerprints()
    for start in range(0, len(drawn), size):
        prints.add(drawn[start : start + size])
    return prints


def accusation(drawn: list[Row]) -> str | None:
    try:
        check_disjoint(drawn)
    except ContaminationError as error:
        return str(error)
    return None


@pytest.mark.parametrize("count", [0, 1, 2, 50, 400])
def test_the_counts_are_those_of_the_rows(count: int) -> None:
    drawn = rows(count, count)
    prints = prints_of(drawn)
    assert prints.disjoint() == check_disjoint(drawn)
    assert prints.duplicates() == count_duplicates(drawn)
    assert prints.suspects() == set()


@pytest.mark.parametrize("seed", range(12))
def test_whoever_is_suspected_is_who_the_rows_accuse(seed: int) -> None:
    drawn = rows(seed, 120, shared=True)
    prints = prints_of(drawn)
    suspects = prints.suspects()
    few = [row for row in drawn if prints.is_suspect(row, suspects)]
    assert accusation(few) == accusation(drawn)
    assert bool(few) == (accusation(drawn) is not None)
    assert len(few) < len(drawn)


@pytest.mark.parametrize("kind", ["id", "source text", "tree", "invented language"])
def test_each_kind_of_sharing_is_found(kind: str) -> None:
    first = Row("a", "train", "invented-1", "x", "t", "s")
    second = Row("b", "test", "invented-2", "y", "u", "s")
    changed = {"id": "id", "source text": "source", "tree": "tree_hash", "invented language": "language"}[kind]
    drawn = [first, second._replace(**{changed: getattr(first, changed)})]
    prints = prints_of(drawn)
    suspects = prints.suspects()
    assert suspects
    with pytest.raises(ContaminationError, match=f"same {kind}"):
        check_disjoint([row for row in drawn if prints.is_suspect(row, suspects)])
