"""Audits find wrong labels; the second evaluation agrees with the reference on all that a tree can hold."""

from dataclasses import replace
from typing import get_args

import pytest

from caalm.errors import InputError
from caalm.evaluation.audit import audit_suite, truth_of
from caalm.evaluation.evaluate import score_suite
from caalm.evaluation.named import NAMES, named_predictor
from caalm.evaluation.nearest import NearestAnswer, remembered
from caalm.evaluation.predictions import predict_suite
from caalm.evaluation.second import python_of
from caalm.evaluation.suites import SUITES, Suite, draw_item, drawn_suite, suite_named
from caalm.generation.topics import TOPICS
from caalm.model.untrained import untrained_predictor
from caalm.program.nodes import Expression, Print, Program, Statement, Store, all_expressions, walk_statements
from caalm.program.semantics import Semantics
from caalm.runtimes import RUNTIMES

needs_python = pytest.mark.skipif(not RUNTIMES["python"].available(), reason="no CPython for the jail")


@needs_python
def test_every_label_of_the_card_stands_the_audit() -> None:
    audit = audit_suite(suite_named("card-52"))
    assert audit.problems == ()
    assert audit.compiled == 24
    assert audit.executed + audit.compiled + audit.unaudited == 52


@needs_python
@pytest.mark.parametrize("index", [0, 1])
def test_an_audit_finds_a_wrong_label(index: int) -> None:
    suite = drawn_suite("beyond", limit=3)
    wrong = replace(suite.items[index], output=suite.items[index].output + "!\n")
    items = tuple(wrong if place == index else item for place, item in enumerate(suite.items))
    audit = audit_suite(Suite(name="planted", title="", items=items))
    assert audit.problems
    assert all(wrong.id in problem for problem in audit.problems)


@needs_python
@pytest.mark.slow
def test_the_second_evaluation_agrees_on_every_topic() -> None:
    suite = drawn_suite("unseen", limit=126)
    assert audit_suite(suite).problems == ()
    assert {item.groups["topic"] for item in suite.items} >= set(TOPICS)


@pytest.mark.slow
def test_the_second_evaluation_compiles_every_node_but_cobols() -> None:
    wanted = {*get_args(Statement), *get_args(Expression)} - {Store}
    for index in range(60):
        for topic in (None, *TOPICS):
            item = draw_item("invented", 3, 7, index, topic)
            compile(python_of(item.program, item.language.semantics), "second", "exec")
            wanted -= {type(node) for node in (*walk_statements(item.program.body), *all_expressions(item.program))}
        if not wanted:
            break
    assert not wanted


def test_a_store_of_cobol_is_not_compiled() -> None:
    store = next(kind for kind in get_args(Statement) if kind is Store)
    with pytest.raises(AssertionError, match="COBOL"):
        python_of(Program((store("a", Print(()), False),)), Semantics())  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [name for name in SUITES if name not in ("card-52", "length", "swap", "steps")])
def test_the_oracle_is_always_right(name: str) -> None:
    suite = suite_named(name, 6)
    predictor_for = named_predictor("oracle")
    assert predictor_for is not None
    assert score_suite(suite, predict_suite(suite, predictor_for(suite))).overall.exact == 1.0


@needs_python
def test_the_oracle_runs_what_has_no_tree() -> None:
    for item in suite_named("card-52").items[::4]:
        if item.language not in RUNTIMES or RUNTIMES[item.language].available():
            assert truth_of(replace(item, output="planted")) == item.output, item.id


def test_random_weights_stay_under_five_percent() -> None:
    suite = drawn_suite("held-out", limit=21)
    made = predict_suite(suite, untrained_predictor(max_new_tokens=6))
    assert score_suite(suite, made).overall.exact < 0.05


def test_every_name_is_a_predictor() -> None:
    assert all(named_predictor(name) is not None for name in NAMES)
    assert named_predictor("last-printed-string") is not None
    with pytest.raises(InputError, match="nearest"):
        named_predictor("nearest=many")


def test_the_nearest_program_is_the_one_with_most_in_common() -> None:
    memory = NearestAnswer([("x = 1\nprint(x)", "1"), ("SAY 'a' NOW", "a"), ("y = 1\nprint(y)", "1")])
    assert memory.answer("SAY 'b' NOW") == "a"
    assert memory.answer("⟁ ⊛") == "1"  # like none: the commonest output
    assert memory.answer("Guide:\nSAY prints\n\nCode:\nx = 2\nprint(x)") == "1"


def test_the_training_stream_is_remembered() -> None:
    seen: list[tuple[int, int]] = []
    memory = remembered(5, lambda done, total: seen.append((done, total)))
    assert len(memory.outputs) == 5
    assert seen[-1] == (5, 5)
