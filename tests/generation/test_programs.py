"""Drawn programs are well-formed, end, stay in reach, and are as varied as their tier promises."""

from collections import Counter

import pytest

from caalm.errors import DrawError
from caalm.generation.programs import ProgramSpec, draw_program, within_reach
from caalm.languages.language import Features
from caalm.program.checks import problems
from caalm.program.nodes import (
    Assign,
    BinOp,
    Constant,
    For,
    If,
    JoinedStr,
    Print,
    While,
    all_expressions,
    walk_statements,
)
from caalm.program.trace import Operation
from caalm.rng import derive


@pytest.mark.parametrize("tier", [1, 2, 3])
def test_every_draw_is_well_formed_and_in_reach(tier: int) -> None:
    spec = ProgramSpec(tier=tier)
    for number in range(400):
        drawn = draw_program(derive(2, "programs", tier, number), spec)
        assert problems(drawn.program) == []
        assert drawn.result.error is None
        assert drawn.result.steps <= spec.max_steps
        assert within_reach(drawn.result, spec)


def test_tiers_have_the_constructs_of_their_name() -> None:
    kinds: dict[int, Counter[type]] = {}
    for tier in (1, 2, 3):
        kinds[tier] = Counter(
            type(node)
            for number in range(300)
            for node in walk_statements(draw_program(derive(3, tier, number), ProgramSpec(tier=tier)).program.body)
        )
    assert not {If, While, For} & set(kinds[1])
    assert not {While, For} & set(kinds[2])
    assert kinds[2][If] >= 300
    assert kinds[3][While] > 60
    assert kinds[3][For] > 60
    assert kinds[3][If] > 30


def test_rare_behaviour_is_drawn_on_purpose() -> None:
    drawn = [draw_program(derive(4, number), ProgramSpec(tier=2 + number % 2)) for number in range(1500)]
    empty = sum(d.result.stdout == "" for d in drawn)
    assert 10 < empty < 150
    false_without_else = 0
    for one in drawn:
        ran = {step.at for step in one.result.trace}
        for number, node in enumerate(walk_statements(one.program.body)):
            if isinstance(node, If) and not node.orelse and number in ran:
                false_without_else += (number + 1) not in ran
    assert false_without_else > 150
    never = sum(
        isinstance(node, For) and isinstance(node.start, Constant) and isinstance(node.stop, Constant)
        and (node.stop.value - node.start.value) * node.step < 0  # type: ignore[operator]
        for d in drawn for node in walk_statements(d.program.body)
    )  # fmt: skip
    assert never > 3


def test_arithmetic_stays_in_the_head() -> None:
    for number in range(500):
        for step in draw_program(derive(5, number), ProgramSpec(tier=3)).result.trace:
            for event in step.events:
                if isinstance(event, Operation) and event.operator == "*" and event.left is not None:
                    assert -10_000 < event.left.value * event.right.value < 10_000  # type: ignore[operator]


def test_a_program_asks_only_what_the_features_offer() -> None:
    features = Features(
        operators=("+", "-"), comparisons=("<", ">"), logic=(), otherwise=False, counted_loops=(),
        repeat=False, joined=False, several=False, booleans=False, floats=False, phrases=False,
    )  # fmt: skip
    for number in range(300):
        program = draw_program(derive(6, number), ProgramSpec(tier=1 + number % 3, features=features)).program
        for node in walk_statements(program.body):
            assert not isinstance(node, For)
            assert not (isinstance(node, If) and node.orelse)
            assert not (isinstance(node, Print) and len(node.values) > 1)
        for part in all_expressions(program):
            assert not isinstance(part, JoinedStr)
            assert not (isinstance(part, BinOp) and part.op not in ("+", "-"))
            if isinstance(part, Constant):
                assert not isinstance(part.value, bool | float)
                assert not isinstance(part.value, str) or part.value.isalnum()


def test_reserved_words_are_no_names() -> None:
    reserved = frozenset("abcdefghijklmnopqrstuvwxyz") | {"total", "count"}
    for number in range(100):
        drawn = draw_program(derive(7, number), ProgramSpec(tier=3, reserved=reserved))
        names = {node.target.lower() for node in walk_statements(drawn.program.body) if isinstance(node, Assign)}
        assert not names & reserved


def test_the_same_path_draws_the_same_program() -> None:
    spec = ProgramSpec(tier=3)
    assert draw_program(derive(8, 1), spec) == draw_program(derive(8, 1), spec)
    assert draw_program(derive(8, 1), spec) != draw_program(derive(8, 2), spec)


def test_a_language_without_loops_draws_no_tier_three() -> None:
    features = Features(while_loops=False, counted_loops=(), repeat=False)
    with pytest.raises(DrawError, match="loop"):
        draw_program(derive(9, 1), ProgramSpec(tier=3, features=features))
