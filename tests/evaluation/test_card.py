"""The card's table: its shape, its printed examples, and labels that something other than their author agrees with."""

import json
from collections import Counter
from functools import cache
from importlib import resources
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from caalm.dataset.splits import POOLS
from caalm.runtimes import RUNTIMES, Status

CARD_EXAMPLES = Path(__file__).parents[2] / "examples" / "card"
COUNTS = {
    "python": 10, "javascript": 8, "lua": 6, "cobol": 4, "tier-1": 8, "tier-2": 7, "tier-3": 4, "edge-cases": 5,
}  # fmt: skip
PRINTED = {"python-01": "30\n", "tier-1-01": "10\n", "tier-2-01": "YES\n", "tier-1-02": "15\n"}
"""The four examples that the card prints, with its outputs."""


@cache
def records() -> tuple[dict[str, Any], ...]:
    text = resources.files("caalm.evaluation").joinpath("data/card-52.jsonl").read_text("utf-8")
    return tuple(json.loads(line) for line in text.splitlines())


def invented() -> list[dict[str, Any]]:
    return [record for record in records() if "equivalent" in record]


def test_the_categories_have_the_counts_of_the_card() -> None:
    assert Counter(record["category"] for record in records()) == COUNTS
    assert len({record["id"] for record in records()}) == len({record["code"] for record in records()}) == 52


def test_the_printed_examples_are_among_them() -> None:
    by_id = {record["id"]: record for record in records()}
    assert {name: by_id[name]["output"] for name in PRINTED} == PRINTED
    shown = {path.read_text("utf-8").strip() for path in CARD_EXAMPLES.iterdir()}
    assert shown == {by_id[name]["code"].strip() for name in PRINTED}


@pytest.mark.parametrize("language", ["python", "javascript", "lua", "cobol"])
def test_the_labels_of_real_languages_are_what_the_runtime_prints(language: str) -> None:
    runtime = RUNTIMES[language]
    if not runtime.available():
        pytest.skip(str(runtime.missing()))
    programs = [record for record in records() if record["language"] == language]
    assert len(programs) == COUNTS[language]
    executions = runtime.execute_many([record["code"] for record in programs])
    for record, execution in zip(programs, executions, strict=True):
        assert (execution.status, execution.stdout) == (Status.OK, record["output"]), record["id"]


def test_the_labels_of_invented_languages_are_what_an_equivalent_program_prints() -> None:
    assert len(invented()) == 24
    executions = RUNTIMES["python"].execute_many([record["equivalent"] for record in invented()])
    for record, execution in zip(invented(), executions, strict=True):
        assert (execution.status, execution.stdout) == (Status.OK, record["output"]), record["id"]


def test_every_invented_program_is_in_a_language_of_its_own() -> None:
    for one, two in combinations(invented(), 2):
        assert set(one["words"]) != set(two["words"]), (one["id"], two["id"])
    for record in invented():
        for word in record["words"]:
            assert word in record["code"].lower(), (record["id"], word)


def test_every_invented_language_has_a_word_that_training_never_says() -> None:
    training = POOLS["train"]
    known = {
        part
        for table in training.words.values()
        for options in table.values()
        for word in options
        for part in (word.lower(), *word.lower().split("-"))
    } | set(training.unrelated)
    for record in invented():
        if record["id"] not in PRINTED:  # the card's own examples use the commonest words
            assert set(record["words"]) - known, record["id"]


def test_a_cobol_file_keeps_to_its_columns() -> None:
    for record in records():
        if record["language"] == "cobol":
            assert all(line.startswith(" " * 7) and len(line) <= 72 for line in record["code"].splitlines())
