"""Drawn COBOL programs: they run, they are short, they can be written, and they cover the rare corners."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import pytest

from caalm.errors import DrawError
from caalm.generation.cobol import draw_cobol, draw_cobol_program
from caalm.generation.cobol.draw import MAX_LINES
from caalm.languages.cobol import COBOL
from caalm.program.checks import problems
from caalm.program.interpreter import ExecutionResult, interpret
from caalm.program.nodes import For, If, Program, Statement, Store, While, all_expressions, walk_statements
from caalm.program.trace import Operation, at_lines, parse_trace, write_trace
from caalm.program.values import COBOL as SEMANTICS
from caalm.rng import derive

COUNT = 250


@cache
def drawn(tier: int) -> list[tuple[Program, ExecutionResult]]:
    return [draw_cobol(derive(1, "test", tier, index), tier) for index in range(COUNT)]


def statements(tier: int) -> Iterator[Statement]:
    for program, _ in drawn(tier):
        yield from walk_statements(program.body)


@pytest.mark.parametrize("tier", [1, 2, 3])
def test_programs_run_are_well_formed_and_short(tier: int) -> None:
    for program, result in drawn(tier):
        assert result.error is None
        assert problems(program) == []
        assert interpret(program, SEMANTICS) == result
        assert result.stdout.count("\n") <= MAX_LINES


@pytest.mark.parametrize("tier", [1, 2, 3])
def test_every_program_can_be_written_and_its_trace_read_back(tier: int) -> None:
    for index, (program, result) in enumerate(drawn(tier)):
        source = COBOL.render(program, derive(2, "style", index))
        text = write_trace(at_lines(result.trace, source.lines), SEMANTICS)
        assert write_trace(parse_trace(text), SEMANTICS) == text


def test_the_same_seed_draws_the_same_program() -> None:
    assert draw_cobol_program(derive(5, "x"), 2) == draw_cobol_program(derive(5, "x"), 2)


def test_programs_differ() -> None:
    outputs = Counter(result.stdout for tier in (1, 2, 3) for _, result in drawn(tier))
    assert len(outputs) > 0.85 * 3 * COUNT


def test_tiers_hold_what_they_promise() -> None:
    assert not any(isinstance(node, If | While | For) for node in statements(1))
    assert not any(isinstance(node, While | For) for node in statements(2))
    for tier, kinds in ((2, If | Store), (3, While | For)):
        assert all(any(isinstance(node, kinds) for node in walk_statements(program.body)) for program, _ in drawn(tier))


def test_arithmetic_fits_a_head() -> None:
    for tier in (1, 2, 3):
        for _, result in drawn(tier):
            for operation in (event for step in result.trace for event in step.events if isinstance(event, Operation)):
                if operation.operator == "*" and operation.left is not None:
                    sides = (operation.left.value, operation.right.value)
                    assert sum(len(significant(side)) for side in sides) <= 4


def significant(value: object) -> str:
    assert isinstance(value, int | Decimal)
    return f"{abs(value):f}".replace(".", "").strip("0") if isinstance(value, Decimal) else str(abs(value)).strip("0")


def test_the_corners_are_drawn() -> None:
    programs = [item for tier in (1, 2, 3) for item in drawn(tier)]
    pictures = " ".join(field.picture for program, _ in programs for field in program.pictures)
    for symbol in ("9(4)", "S9", "V9", "X(", "Z", "$", "*", ",", ".99", "-9", "9-", "99"):
        assert symbol in pictures, f"no picture with {symbol}"
    outputs = [result.stdout for _, result in programs]
    assert any(re.search(r"\b000\d\b", text) for text in outputs), "no zero padding"
    assert any(re.search(r"(^|\D)-0*\d", text) for text in outputs), "no negative number"
    assert any(text.rstrip("\n").endswith(" ") for text in outputs), "no space at the end of a line"
    assert "" in outputs, "no program without output"
    stores = [node for tier in (1, 2, 3) for node in statements(tier) if isinstance(node, Store)]
    assert any(node.rounded for node in stores)
    assert any(node.size_error for node in stores)
    assert any(node.fitting for node in stores)
    assert any(isinstance(node, If) and not node.orelse for node in statements(2))
    never = [0 for _, result in drawn(3) for step in result.trace[:3] for e in step.events if _fails_at_once(e)]
    assert never, "no loop that never runs"
    assert any(list(all_expressions(program)) == [] or len(program.pictures) == 0 for program, _ in drawn(1))


def _fails_at_once(event: object) -> bool:
    return isinstance(event, Operation) and event.operator == "<=" and event.result is False


def test_there_is_no_fourth_tier() -> None:
    with pytest.raises(DrawError, match="tier 4"):
        draw_cobol_program(derive(1, "x"), 4)
