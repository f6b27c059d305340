"""COBOL's topics: programs are well-formed, run within their bounds, hardly repeat, and are about what they say.

``COBOL_TOPIC_PROGRAMS=2000 pytest tests/generation/test_cobol_topics.py -k agree`` asks GnuCOBOL about more programs.
"""

import os
import re
from collections import Counter
from functools import cache
from random import Random

import pytest

from caalm.dataset.splits import tree_hash, tree_split
from caalm.errors import DrawError, InputError
from caalm.generation.cobol import COBOL_TOPICS, draw_cobol_topic
from caalm.generation.cobol.topics import MOST_PRINTED
from caalm.generation.items import draw_topic
from caalm.generation.topics import TIER, TOPICS
from caalm.languages import LANGUAGES
from caalm.program.checks import problems
from caalm.program.interpreter import ExecutionResult, interpret
from caalm.program.nodes import (
    Break,
    Call,
    Continue,
    FunctionDef,
    Input,
    Intrinsic,
    JoinedStr,
    Program,
    RepeatUntil,
    Return,
    SetItem,
    Slice,
    Store,
    Subscript,
    all_expressions,
    walk_statements,
)
from caalm.program.trace import at_lines, parse_trace, write_trace
from caalm.program.values import COBOL as SEMANTICS
from caalm.rng import derive
from caalm.runtimes import RUNTIMES, available_tier
from caalm.runtimes.differential import check_agreement, draw_cobol_topics

DRAWS = 120
PROGRAMS = int(os.environ.get("COBOL_TOPIC_PROGRAMS", "210"))


@cache
def drawn(topic: str) -> list[tuple[Program, ExecutionResult]]:
    return [draw_cobol_topic(derive(1, "cobol topics", topic, number), topic, 40) for number in range(DRAWS)]


@pytest.mark.parametrize("topic", COBOL_TOPICS)
def test_every_draw_is_well_formed_runs_and_is_short(topic: str) -> None:
    for program, result in drawn(topic):
        assert not result.rejected
        assert result.steps <= 40
        assert len(result.stdout) <= MOST_PRINTED
        assert result == interpret(program, SEMANTICS, step_limit=41)
        assert problems(program) == []
        assert result.error in ((None, "index out of range") if topic == "errors" else (None,))


@pytest.mark.parametrize("topic", COBOL_TOPICS)
def test_trees_hardly_repeat_and_fall_into_all_splits(topic: str) -> None:
    programs = [program for program, _ in drawn(topic)]
    assert len({tree_hash(program) for program in programs}) > 0.95 * DRAWS
    assert set(map(tree_split, programs)) == {"train", "validation", "test"}


@pytest.mark.parametrize("topic", COBOL_TOPICS)
def test_every_program_is_written_and_its_steps_stand_on_their_lines(topic: str) -> None:
    language = LANGUAGES["cobol"]
    for number, (program, result) in enumerate(drawn(topic)):
        source = language.render(program, derive(2, topic, number))
        written = source.text.splitlines()
        assert len(source.lines) == sum(1 for _ in walk_statements(program.body))
        for node, line in zip(walk_statements(program.body), source.lines, strict=True):
            words = re.sub(r"^[0-9]{6} ", "", written[line - 1]).upper().split()
            expected = {FunctionDef: f"{getattr(node, 'name', '')}.".upper(), Break: "EXIT", Continue: "EXIT"}
            if type(node) in expected:
                assert words[0] == expected[type(node)], source.text
            if isinstance(node, Return):
                assert words[0] in ("EXIT", "GO")
        text = write_trace(at_lines(result.trace, source.lines), SEMANTICS)
        assert write_trace(parse_trace(text), SEMANTICS) == text


@pytest.mark.parametrize(
    ("topic", "kinds"),
    [
        ("functions", {FunctionDef, Call, Return}),
        ("lists", {Subscript, SetItem}),
        ("strings", {Intrinsic, JoinedStr, Slice, Subscript, SetItem}),
        ("loops", {Break, Continue, RepeatUntil}),
        ("errors", {Store, Subscript}),
        ("input", {Input}),
    ],
)
def test_a_topic_has_what_its_name_says(topic: str, kinds: set[type]) -> None:
    found: Counter[type] = Counter()
    for program, _ in drawn(topic):
        found.update({type(node) for node in walk_statements(program.body)} | set(map(type, all_expressions(program))))
    assert {kind for kind in kinds if found[kind] < 8} == set()


def test_some_runs_end_at_a_place_that_is_not_there() -> None:
    failed = sum(result.error is not None for _, result in drawn("errors"))
    assert 8 < failed < DRAWS / 2


def test_large_numbers_have_five_digits_and_more() -> None:
    large = sum(any(len(word.lstrip("+-0")) >= 5 for word in result.stdout.split()) for _, result in drawn("numbers"))
    assert large > DRAWS / 2


def test_programs_that_read_lines_have_them() -> None:
    for program, result in drawn("input"):
        assert program.lines
        assert result.error is None
        assert interpret(Program(program.body, program.pictures), SEMANTICS).rejected


def test_the_same_path_draws_the_same_item() -> None:
    for topic in COBOL_TOPICS:
        one, two = (draw_topic(derive(5, topic), topic, LANGUAGES["cobol"]) for _ in range(2))
        assert one == two
        assert (one.language.name, one.topic, one.tier) == ("cobol", topic, TIER)
        assert one.trace_text()


def test_max_steps_are_honoured_down_to_few() -> None:
    for topic in COBOL_TOPICS:
        for number in range(5):
            assert draw_cobol_topic(derive(12, topic, number), topic, 8)[1].steps <= 8


def test_what_cobol_has_not_is_refused() -> None:
    for topic in set(TOPICS) - set(COBOL_TOPICS):
        with pytest.raises(InputError, match="'cobol' has the topics functions, lists"):
            draw_topic(Random(1), topic, LANGUAGES["cobol"])
    with pytest.raises(DrawError, match="no COBOL program about lists"):
        draw_cobol_topic(Random(1), "lists", 0)


@pytest.mark.skipif(
    not RUNTIMES["cobol"].available() or available_tier() is None, reason="needs GnuCOBOL and a sandbox"
)
def test_interpreter_and_gnucobol_agree_on_every_topic() -> None:
    report = check_agreement("cobol", list(draw_cobol_topics(PROGRAMS, 11)), Random(1))
    assert report.compared == PROGRAMS
    assert [str(each) for each in report.disagreements] == []
