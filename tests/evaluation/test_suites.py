"""Suites: fixed by their seed, from the splits that they name, and readable from outside files."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from caalm.dataset.idiomatic import IdiomaticRecord
from caalm.dataset.splits import HELD_OUT_SPLITS, HELD_OUT_WORDS, POOLS, language_split, tree_split
from caalm.errors import InputError
from caalm.evaluation.baselines import BASELINES
from caalm.evaluation.evaluate import score_suite
from caalm.evaluation.exams.drawing import SEED, draw_split
from caalm.evaluation.exams.table import EXAMS
from caalm.evaluation.exams.tiers import BANDS, band_name, draw_beyond, draw_steps
from caalm.evaluation.predictions import predict_suite
from caalm.evaluation.predictors import AnswerPredictor, oracle
from caalm.evaluation.suites import SUITES, draw_item, suite_named
from caalm.generation.items import TOPIC_LANGUAGES, Item
from caalm.generation.topics import TOPICS
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.invented.words import STRUCTURE
from caalm.program.interpreter import interpret
from caalm.runtimes import RUNTIMES


@pytest.mark.parametrize("name", EXAMS)
def test_a_shorter_suite_is_the_beginning_of_a_longer_one(name: str) -> None:
    long, short = suite_named(name, 9), suite_named(name, 5)
    assert long.items[:5] == short.items
    assert long.content_hash != short.content_hash == suite_named(name, 5).content_hash
    assert len({item.code for item in long.items}) == len({item.id for item in long.items}) == 9


def test_held_out_programs_mix_splits_and_tiers_in_the_published_shares() -> None:
    groups = [item.groups for item in suite_named("held-out", 120).items]
    assert Counter(group["split"] for group in groups) == dict.fromkeys(HELD_OUT_SPLITS, 40)
    assert Counter(group["tier"] for group in groups) == {"tier 1": 36, "tier 2": 48, "tier 3": 36}


def test_no_baseline_reaches_fifteen_percent_in_a_tier_of_the_held_out_programs() -> None:
    # A part of the suite, so with a margin for chance: 180, 240 and 180 programs.
    suite = suite_named("held-out", 600)
    for name, answer in BASELINES.items():
        for row in score_suite(suite, predict_suite(suite, AnswerPredictor(answer))).tables["tier"]:
            assert row.exact < 0.15, (name, row.name, row.exact)


@pytest.mark.parametrize("split", HELD_OUT_SPLITS)
@pytest.mark.parametrize("index", range(10))
def test_held_out_programs_show_what_training_does_not(split: str, index: int) -> None:
    item = draw_split(split, 1 + index % 3, "a test", index)  # type: ignore[arg-type]
    language = item.language
    assert isinstance(language, InventedLanguage)
    assert tree_split(item.program) == "test"
    assert language_split(language) == "test"
    train = POOLS["train"]
    if split == "new-families":
        assert any(family not in train.families[dimension] for dimension, family in language.families.items())
    elif split == "new-combinations":
        assert not train.allows(language.families)
    else:
        held_out = {word.lower() for role in STRUCTURE for word in HELD_OUT_WORDS[role]}
        words = {language.words[role].lower().replace("_", "-").replace(" ", "-") for role in STRUCTURE}
        assert words <= held_out


def test_validation_programs_are_of_the_validation_split() -> None:
    for index in range(10):
        item = draw_split("validation", 2, "a test", index)
        assert isinstance(item.language, InventedLanguage)
        assert (tree_split(item.program), language_split(item.language)) == ("validation", "validation")


def test_real_programs_take_the_four_languages_in_turn() -> None:
    languages = Counter(item.language for item in suite_named("real", 40).items)
    assert languages == {"python": 10, "javascript": 10, "lua": 10, "cobol": 10}


def test_the_labels_of_real_programs_are_what_the_runtimes_print() -> None:
    items = suite_named("real", 48).items
    for name in ("python", "javascript", "lua", "cobol"):
        programs = [item for item in items if item.language == name]
        runtime = RUNTIMES[name]
        if not runtime.available():
            continue
        executions = runtime.execute_many([item.code for item in programs])
        assert [execution.stdout for execution in executions] == [item.output for item in programs], name


@pytest.mark.parametrize("language", ["invented", "python", "lua", "javascript", "cobol"])
def test_a_drawn_item_prints_what_its_program_means(language: str) -> None:
    item = draw_item(language, 3, 1, 0)
    assert item.result.stdout == interpret(item.program, item.language.semantics).stdout


def write(folder: Path, *lines: str) -> Path:
    path = folder / "own.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_an_outside_file_is_a_suite(tmp_path: Path) -> None:
    record = {"id": "a", "language": "ruby", "code": "puts 1", "output": "1\n", "tier": "2", "extra": None}
    path = write(tmp_path, json.dumps(record), "", json.dumps({**record, "id": "b"}))
    suite = suite_named(f"path:{path}")
    assert suite == suite_named(str(path))
    assert [item.id for item in suite.items] == ["a", "b"]
    assert suite.items[0].groups == {"language": "ruby", "tier": "2"}
    assert len(suite_named(str(path), 1).items) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "a", "code": "x"}', '"output" is missing'),
        ('{"id": "a", "code": 3, "output": ""}', '"code" is missing or no string'),
        ("[]", "no JSON object"),
        ("{", "no JSON"),
        ("", "holds no program"),
    ],
)
def test_an_outside_file_that_is_no_suite_is_refused_by_line(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        suite_named(str(write(tmp_path, line)))


def test_an_unknown_suite_lists_those_there_are() -> None:
    with pytest.raises(InputError, match=", ".join(SUITES)):
        suite_named("humaneval")


def test_programs_by_steps_run_as_long_as_their_row_says() -> None:
    for index in range(22):
        item, groups, *_ = draw_steps(SEED, index, 0)
        assert isinstance(item, Item)
        low, high = next(band for band in BANDS if band_name(band) == groups["steps"])
        assert low <= item.result.steps <= high
        assert isinstance(item.language, InventedLanguage)
        assert (tree_split(item.program), language_split(item.language)) == ("test", "test")
    rows = Counter(item.groups["steps"] for item in suite_named("steps", 44).items)
    assert rows == dict(zip(map(band_name, BANDS), (12, 12, 12, 6, 2), strict=True))


def test_a_table_by_steps_stands_in_the_order_of_their_numbers() -> None:
    suite = suite_named("steps", 22)
    table = score_suite(suite, predict_suite(suite, AnswerPredictor(lambda code: ""))).tables["steps"]
    assert [row.name for row in table] == [band_name(band) for band in BANDS]


def test_the_suite_beyond_the_tiers_spreads_over_topics_and_languages() -> None:
    suite = suite_named("beyond", 66)
    rows = Counter((item.groups["topic"], item.groups["language"]) for item in suite.items)
    assert {topic for topic, _ in rows} == set(TOPICS)
    assert {place for _, place in rows} == {*TOPIC_LANGUAGES, *(f"invented, {split}" for split in HELD_OUT_SPLITS)}
    assert set(rows.values()) == {1}
    assert all("\n\nInput:\n" in item.code for item in suite.items if item.groups["topic"] == "input")
    report = score_suite(suite, predict_suite(suite, oracle(suite)))
    assert report.overall.exact == 1.0
    assert {row.name for row in report.tables["topic"]} == set(TOPICS)


def test_programs_of_the_suite_beyond_belong_to_the_test_split() -> None:
    for index in range(33):
        item = draw_beyond(SEED, index, 0).item
        assert isinstance(item, Item)
        assert tree_split(item.program) == "test"
        assert not isinstance(item.language, InventedLanguage) or language_split(item.language) == "test"


def test_idiomatic_programs_are_of_held_out_groups_and_take_the_languages_in_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[Path, str | None]] = []

    def records(folder: Path, split: str | None = None) -> Iterator[IdiomaticRecord]:
        asked.append((folder, split))
        for index in range(6):
            yield IdiomaticRecord(
                source=f"print({index})",
                stdout=f"{index}\n",
                trace=None,
                language="python" if index < 3 else "lua",
                template="t",
                group="g",
                split="new-groups",
                index=index,
            )

    monkeypatch.setattr("caalm.dataset.idiomatic.read_idiomatic", records)
    suite = suite_named("idiomatic:some/folder", 4)
    assert asked == [(Path("some/folder"), "new-groups")]
    assert [item.language for item in suite.items] == ["python", "lua", "python", "lua"]
    assert len({item.id for item in suite.items}) == 4
