"""Topics: programs are well-formed, run, fit their bounds, and can be written in every language that has the words."""

from collections import Counter
from functools import cache
from random import Random

import pytest

from caalm.dataset.splits import POOLS, tree_hash, tree_split
from caalm.errors import DrawError, InexpressibleError, InputError
from caalm.generation.items import TOPIC_LANGUAGES, draw_topic
from caalm.generation.languages import Pool
from caalm.generation.programs import Drawn, ProgramSpec
from caalm.generation.topics import TIER, TOPICS, draw_topic_program
from caalm.generation.topics.author import Author
from caalm.generation.topics.reach import MOST_PRINTED
from caalm.generation.topics.template import definition, paragraphs, template
from caalm.languages import LANGUAGES
from caalm.languages.language import Language
from caalm.program.checks import problems
from caalm.program.interpreter import interpret
from caalm.program.nodes import (
    Append,
    Assign,
    Break,
    Call,
    Constant,
    Continue,
    Dict,
    For,
    ForEach,
    FunctionDef,
    Input,
    Intrinsic,
    List,
    Program,
    ReadFile,
    RepeatUntil,
    Slice,
    Subscript,
    Switch,
    Try,
    WriteFile,
    all_expressions,
    walk_statements,
)
from caalm.program.semantics import LUA, PYTHON
from caalm.rng import derive

DRAWS = 200


def spec_of(language: Language, max_steps: int = 40) -> ProgramSpec:
    return ProgramSpec(
        tier=TIER,
        semantics=language.semantics,
        features=language.features,
        reserved=language.reserved,
        max_steps=max_steps,
    )


@cache
def drawn(topic: str, name: str = "python") -> list[Drawn]:
    return [draw_topic_program(derive(1, "topics", topic, n), spec_of(LANGUAGES[name]), topic) for n in range(DRAWS)]


@pytest.mark.parametrize("topic", TOPICS)
def test_every_draw_is_well_formed_runs_and_is_short(topic: str) -> None:
    spec = spec_of(LANGUAGES["python"])
    faulty = 0
    for program, result in drawn(topic):
        assert not result.rejected
        assert result.steps <= spec.max_steps
        assert len(result.stdout) <= MOST_PRINTED
        assert result == interpret(program, spec.semantics, step_limit=spec.max_steps + 1)
        found = problems(program)
        if topic == "errors":  # some programs fail on purpose, and a checker sees it
            faulty += bool(found)
            continue
        assert found == []
        assert result.error is None
    assert faulty < DRAWS / 4


@pytest.mark.parametrize("name", TOPIC_LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_nearly_every_program_can_be_written_in_a_real_language(topic: str, name: str) -> None:
    language = LANGUAGES[name]
    written = 0
    for number, (program, _) in enumerate(drawn(topic, name)):
        try:
            source = language.render(program, derive(2, topic, number))
        except InexpressibleError:
            continue
        written += 1
        assert len(source.lines) == sum(1 for _ in walk_statements(program.body))
    assert written > 0.8 * DRAWS


@pytest.mark.parametrize("split", ["train", "new-words", "new-combinations", "new-families"])
def test_every_topic_is_drawn_in_invented_languages(split: str) -> None:
    names = set()
    for topic in TOPICS:
        for number in range(4):
            item = draw_topic(derive(3, topic, number), topic, POOLS[split])  # type: ignore[index]
            assert (item.topic, item.tier) == (topic, TIER)
            assert item.trace_text()
            names.add(item.language.name)
    assert len(names) == 4 * len(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_trees_hardly_repeat_and_fall_into_all_splits(topic: str) -> None:
    programs = [program for program, _ in drawn(topic)]
    hashes = {tree_hash(program) for program in programs}
    assert len(hashes) > 0.95 * DRAWS
    splits = Counter(tree_split(program) for program in programs)
    assert splits["train"] > 0.65 * DRAWS
    assert splits["validation"]
    assert splits["test"]


def test_the_same_path_draws_the_same_program() -> None:
    for topic in TOPICS:
        one, two = (draw_topic_program(derive(5, topic), ProgramSpec(tier=TIER), topic) for _ in range(2))
        assert one == two
        assert one.program != draw_topic_program(derive(6, topic), ProgramSpec(tier=TIER), topic).program


@pytest.mark.parametrize(
    ("topic", "kinds"),
    [
        ("functions", {FunctionDef, Call}),
        ("recursion", {FunctionDef, Call}),
        ("lists", {List, Append, Subscript, ForEach}),
        ("dictionaries", {Dict, Subscript}),
        ("strings", {Intrinsic, ForEach, Slice}),
        ("loops", {Break, Continue, RepeatUntil, Switch, ForEach, For}),
        ("errors", {Try}),
        ("input", {Input}),
        ("files", {WriteFile, ReadFile}),
    ],
)
def test_a_topic_has_what_its_name_says(topic: str, kinds: set[type]) -> None:
    found: Counter[type] = Counter()
    for program, _ in drawn(topic):
        found.update({type(node) for node in walk_statements(program.body)} | set(map(type, all_expressions(program))))
    assert {kind for kind in kinds if found[kind] < 10} == set()


def test_corners_are_drawn_on_purpose() -> None:
    empty_lists = sum(any(node == List(()) for node in all_expressions(program)) for program, _ in drawn("lists"))
    empty_strings = sum(Constant("") in all_expressions(program) for program, _ in drawn("strings"))
    never = 0
    for program, result in drawn("loops"):
        ran = {step.at for step in result.trace}
        for place, node in enumerate(walk_statements(program.body)):
            never += isinstance(node, For | ForEach) and place in ran and place + 1 not in ran
    assert empty_lists > 20
    assert empty_strings > 10
    assert never > 4
    depths = [result.steps for _, result in drawn("recursion")]
    assert sum(steps <= 4 for steps in depths) > 12
    assert sum(steps > 12 for steps in depths) > 40


def test_errors_are_caught_uncaught_and_avoided() -> None:
    outcomes: Counter[str] = Counter()
    for program, result in drawn("errors"):
        caught = any(isinstance(node, Try) for node in walk_statements(program.body))
        outcomes["caught" if caught else "uncaught"] += 1
        outcomes["failed"] += result.error is not None
    assert outcomes["caught"] > 60
    assert 35 < outcomes["failed"] < 120


def test_large_numbers_have_five_to_nine_digits() -> None:
    digits = Counter(
        max((len(part) for part in result.stdout.split() if part.lstrip("-").isdigit()), default=0)
        for result in (one.result for one in drawn("numbers"))
    )
    assert sum(count for size, count in digits.items() if size >= 5) > 80
    assert max(digits) <= 10


def test_max_steps_are_honoured_down_to_few() -> None:
    for topic in TOPICS:
        for number in range(20):
            short = draw_topic_program(derive(12, topic, number), ProgramSpec(tier=TIER, max_steps=8), topic)
            assert short.result.steps <= 8


def test_programs_that_read_lines_have_them() -> None:
    for program, result in drawn("input")[:100]:
        assert program.lines
        assert interpret(Program(program.body), PYTHON).error is not None
        assert result.error is None


def test_a_template_follows_the_index_base_of_the_language() -> None:
    text = (
        "xs = [4, 5, 6]\nprint(xs[1])\nprint(xs[LAST(xs)])\nfor i in places(xs, 1):\n    print(xs[i])\n"
        "ys = take(xs, 2)\nprint(len(ys))"
    )
    for semantics in (PYTHON, LUA):
        author = Author(Random(1), ProgramSpec(semantics=semantics))
        author.use(text)
        assert interpret(Program(tuple(author.body)), semantics).stdout == "5\n6\n5\n6\n2\n"


def test_a_template_tells_what_must_be_there() -> None:
    made = template("for x in xs:\n    if x > n:\n        k = x\ny = 1\ny += n")
    assert (made.free, made.bound) == (("xs", "n", "k"), ("y",))
    assert paragraphs("\na = 1\n\nb = 2\nc = 3\n") == ("a = 1", "b = 2\nc = 3")
    found = definition("def f(n: K(1, 2)) -> int:\n    k = n\n    return k + m")
    assert found.local == ("n", "k")
    assert found.outer == {"m"}


def test_a_local_name_may_be_a_global_that_the_function_does_not_read() -> None:
    shadowed = 0
    for program, _ in drawn("functions"):
        outside = {node.target for node in program.body if isinstance(node, Assign)}
        for node in program.body:
            shadowed += isinstance(node, FunctionDef) and bool(outside & set(node.parameters))
    assert shadowed > 5


def test_what_cannot_be_drawn_is_named() -> None:
    with pytest.raises(InputError, match="topic: 'poems' is none of functions, recursion"):
        draw_topic(Random(1), "poems", Pool())
    with pytest.raises(InputError, match="'cobol' has the topics functions, lists"):
        draw_topic(Random(1), "dictionaries", LANGUAGES["cobol"])
    with pytest.raises(DrawError, match="no program about recursion"):
        draw_topic_program(Random(1), ProgramSpec(tier=TIER, max_steps=0), "recursion")
