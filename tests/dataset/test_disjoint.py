"""What two splits share is found, whatever it is."""

from dataclasses import fields

import pytest

from caalm.dataset.disjoint import Row, check_disjoint
from caalm.dataset.fingerprints import Fingerprints
from caalm.dataset.record import Record
from caalm.errors import ContaminationError
from tests.dataset.plainly import count_duplicates

ROWS = [
    Row(f"id{n}", split, language, f"source {n}", f"tree {n}", f"skeleton {n % 4}")
    for n, (split, language) in enumerate(
        [
            ("train", "invented-1"),
            ("train", "python"),
            ("validation", "python"),
            ("test", "invented-2"),
            ("test", "python"),
        ]
    )
]


def test_disjoint_splits_pass_and_are_counted() -> None:
    assert check_disjoint(ROWS) == {"source texts": 5, "trees": 5, "invented languages": 2}


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("source", "source 0", "source text"),
        ("tree_hash", "tree 0", "tree"),
        ("language", "invented-1", "invented language"),
    ],
)
def test_a_planted_record_is_named_together_with_its_twin(field: str, value: str, kind: str) -> None:
    planted = ROWS[4]._replace(id="planted", **{field: value})
    with pytest.raises(ContaminationError, match=rf"records id0 \(train\) and planted \(test\) have the same {kind}"):
        check_disjoint([*ROWS, planted])


def test_one_split_may_repeat_a_tree_but_never_an_id() -> None:
    again = ROWS[0]._replace(id="other", source="another text")
    check_disjoint([*ROWS, again])
    with pytest.raises(ContaminationError, match="have the same id"):
        check_disjoint([*ROWS, again._replace(id="id0")])


def test_duplicates_are_counted_in_a_split_and_between_two() -> None:
    rows = [*ROWS, ROWS[4]._replace(id="more", skeleton_hash="skeleton 1")]
    prints = Fingerprints()
    prints.add(rows)
    found = prints.duplicates()
    assert found == count_duplicates(rows)
    assert found["by_split"]["test"] == {
        "records": 3,
        "different_texts": 2,
        "different_trees": 2,
        "different_skeletons": 3,
    }
    assert found["skeletons_also_in"]["test"] == {"train": 2, "validation": 0}
    assert found["skeletons_also_in"]["train"] == {"validation": 0, "test": 2}


def test_rows_are_columns_of_records() -> None:
    assert set(Row._fields) <= {field.name for field in fields(Record)}
