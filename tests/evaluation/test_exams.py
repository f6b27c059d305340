"""Exams: frozen by hash, redrawn from a seed, and each about what its name says."""

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from caalm.dataset.splits import alien_split, language_split, tree_split
from caalm.errors import InputError
from caalm.evaluation.exams.drawing import questions
from caalm.evaluation.exams.files import exam_lines
from caalm.evaluation.exams.frozen import FIRST, FROZEN, frozen_problem
from caalm.evaluation.exams.lengths import wide
from caalm.evaluation.exams.table import EXAMS
from caalm.evaluation.exams.taught import TEACHING, draw_obfuscated, draw_swap
from caalm.evaluation.exams.tiers import ALIEN_MACHINES, draw_unseen
from caalm.evaluation.suites import CARD, SUITES, Suite, drawn_suite, suite_named
from caalm.generation.alien import AlienItem
from caalm.generation.items import Item
from caalm.generation.topics import TOPICS
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.invented.words import LEXICON
from caalm.program.interpreter import interpret
from caalm.tasks.prediction import plain_prompt, split_lesson, traced_prompt
from caalm.tasks.teaching import taught_prompt

_LONG = ("swap", "length", "errors", "obfuscated", "beyond", "steps", "unseen")
"""Suites whose beginning takes more than a few seconds."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in _LONG else name for name in FROZEN]
)
def test_the_beginning_of_a_suite_is_drawn_again_to_the_byte(name: str) -> None:
    suite = suite_named(name, FIRST)
    assert suite.content_hash == FROZEN[name].first, f"{name} has moved: give it a new version, see runs/freeze.py"
    assert (EXAMS[name].version, EXAMS[name].count) == FROZEN[name][:2] if name in EXAMS else True


@pytest.mark.slow
@pytest.mark.parametrize("name", ["card-52", "validation", "alien"])
def test_a_whole_suite_is_drawn_again_to_the_byte(name: str) -> None:
    suite = suite_named(name)
    assert frozen_problem(name, FROZEN[name].version, suite.content_hash) is None
    assert len(suite.items) == FROZEN[name].programs


def test_every_suite_has_a_published_hash_and_a_moved_one_is_a_problem() -> None:
    assert set(FROZEN) >= {CARD, *EXAMS}
    assert set(FROZEN) <= set(SUITES)
    assert "hash" in str(frozen_problem("unseen", 1, "0" * 64))
    assert "version 1 is published" in str(frozen_problem("unseen", 2, FROZEN["unseen"].sha256))
    assert "no version" in str(frozen_problem("nothing", 1, ""))


def test_another_seed_is_another_exam_and_the_same_seed_the_same() -> None:
    one, same, other = (drawn_suite("held-out", seed=seed, limit=4) for seed in (90210, 90210, 90211))
    assert one == same == suite_named("held-out@90210", 4)
    assert one.content_hash == same.content_hash
    assert not {item.code for item in one.items} & {item.code for item in other.items}
    assert one.name == "held-out@90210"
    with pytest.raises(InputError, match="not drawn"):
        drawn_suite("card-52", seed=1)


def test_a_hidden_exam_says_nothing_of_its_outputs_and_an_open_one_is_a_suite(tmp_path: Path) -> None:
    suite = drawn_suite("held-out", seed=3, limit=3)
    hidden = [json.loads(line) for line in exam_lines(suite, hidden=True).splitlines()]
    assert all("output" not in record and "seed" not in record for record in hidden)
    path = tmp_path / "exam.jsonl"
    path.write_text(exam_lines(suite), encoding="utf-8")
    read = suite_named(str(path))
    assert read.content_hash == suite.content_hash
    assert [item.groups for item in read.items] == [item.groups for item in suite.items]


def test_unseen_has_a_language_of_its_own_for_every_program_and_all_tiers_and_topics() -> None:
    drawn = list(questions(draw_unseen, 63))
    languages = [one.item.language for one in drawn]
    assert len({language.name for language in languages}) == 63
    for one in drawn:
        assert isinstance(one.item, Item)
        assert isinstance(one.item.language, InventedLanguage)
        assert (tree_split(one.item.program), language_split(one.item.language)) == ("test", "test")
    assert Counter(one.groups["topic"] for one in drawn) == {
        "tier 1": 9, "tier 2": 12, "tier 3": 9, **dict.fromkeys(TOPICS, 3)
    }  # fmt: skip


def test_swapped_questions_come_five_times_with_lessons_that_hold_each_other() -> None:
    drawn = list(questions(draw_swap, 5, thinned=False))
    assert [one.groups["teaching"] for one in drawn] == [name for name, _, _ in TEACHING]
    assert len({one.item.source.text for one in drawn}) == 1
    for fewer, more in pairwise(drawn[:4]):
        assert more.solved[: len(fewer.solved)] == fewer.solved
    assert drawn[0].groups["lesson"] == "leaves something open"
    assert drawn[3].groups["lesson"] == drawn[4].groups["lesson"] == "shows all that is needed"
    assert drawn[4].guide is not None
    assert drawn[4].guide in drawn[4].code


@pytest.mark.parametrize("index", range(0, 30, 15))
def test_a_swapped_language_is_no_training_language_and_its_label_is_the_trees(index: int) -> None:
    one = next(one for one in questions(lambda seed, number, attempt: draw_swap(seed, index, attempt), 1))
    assert isinstance(one.item, Item)
    assert isinstance(one.item.language, InventedLanguage)
    assert language_split(one.item.language) == "test"
    assert interpret(one.item.program, one.item.language.semantics).stdout == one.item.result.stdout


def test_an_obfuscated_language_has_no_word_of_any_lexicon() -> None:
    one = next(one for one in questions(draw_obfuscated, 1, thinned=False))
    assert isinstance(one.item.language, InventedLanguage)
    known = {word.lower() for table in LEXICON.values() for words in table.values() for word in words if word.isalpha()}
    spelled = {*one.item.language.words.values(), *one.item.language.operators.values()}
    assert not spelled & known
    assert all(not sign.isascii() for sign in spelled)
    assert len(spelled) == len(one.item.language.words) + len(one.item.language.operators)


def test_a_lesson_stands_before_the_question_in_every_form_of_the_prompt() -> None:
    *_, one = questions(draw_swap, 3, thinned=False)
    lesson, question = split_lesson(one.code)
    assert question == one.item.source.text
    assert plain_prompt(one.code) == taught_prompt(plain_prompt(question), solved=one.solved)
    assert traced_prompt(one.code) == lesson + traced_prompt(question)


@pytest.mark.slow
def test_length_goes_beyond_what_training_shows() -> None:
    for item in drawn_suite("length", limit=18).items:
        assert isinstance(item.item, Item)
        kind, level = item.groups["beyond training"], item.groups["level"]
        if kind == "steps":
            assert item.item.result.steps > 400
        elif kind == "digits":
            assert max(len(number) for number in re.findall(r"\d+", item.code)) >= int(level.split()[0]) >= 10
            result = interpret(item.item.program, wide(item.item.language.semantics))
            assert result.stdout == item.output
        else:
            assert int(level.split()[0]) >= 4


def test_formats_are_what_their_rows_say() -> None:
    suite = drawn_suite("format", limit=36)
    by_form: dict[str, list[str]] = {}
    for item in suite.items:
        by_form.setdefault(item.groups["form"], []).append(item.output)
    assert {form: len(found) for form, found in by_form.items()} == {
        "PIC": 8, "false if": 8, "padding": 4, "float form": 4, "spaces": 4, "empty output": 4, "quotes": 4
    }  # fmt: skip
    assert set(by_form["empty output"]) == {""}
    assert all(re.search(r"['\"`]", output) for output in by_form["quotes"])
    assert all(re.search(r"(?m) $|^ |  ", output) for output in by_form["spaces"])
    assert all(re.search(r"  |\.\.", output) for output in by_form["padding"])


@pytest.mark.slow
def test_half_of_the_programs_about_errors_end_with_one() -> None:
    suite = drawn_suite("errors", limit=12)
    ends = Counter(item.item.result.error is not None for item in suite.items if item.item is not None)
    assert ends == {True: 6, False: 6}


def test_machines_come_in_turn_with_programs_of_the_test_split() -> None:
    suite = drawn_suite("alien", limit=len(ALIEN_MACHINES))
    assert [item.groups["machine"] for item in suite.items] == list(ALIEN_MACHINES)
    for item in suite.items:
        assert isinstance(item.item, AlienItem)
        assert alien_split(item.item.canonical) == "test"


def test_a_suite_knows_the_steps_the_trace_and_the_constructs_of_what_it_drew() -> None:
    item = drawn_suite("held-out", limit=3).items[2]
    assert isinstance(item.item, Item)
    assert item.steps == item.item.result.steps
    assert item.trace == item.item.trace_text()
    assert "assignment" in item.families
    assert Suite(name="a", title="", items=(item,)).items[0].constructs == item.constructs
