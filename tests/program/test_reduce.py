"""The reducer keeps the fault and drops the rest."""

import pytest

from caalm.program.checks import problems
from caalm.program.nodes import (
    Assign,
    BinOp,
    Constant,
    For,
    If,
    JoinedStr,
    Name,
    Print,
    Program,
    While,
    all_expressions,
)
from caalm.program.reduce import reduce_program


def _divides(program: Program) -> bool:
    return not problems(program) and any(isinstance(n, BinOp) and n.op == "//" for n in all_expressions(program))


def test_one_operation_in_nested_blocks_is_left_alone_with_its_smallest_operands() -> None:
    division = BinOp(BinOp(Constant(90), "+", Name("a")), "//", Constant(8))
    deep = For("i", Constant(0), Constant(3), 1, False, (While(Constant(False), (Print((Name("a"), division)),)),))
    program = Program((Assign("a", Constant(7)), If(Constant(True), (deep,)), Print((Name("a"),))))
    reduced = reduce_program(program, _divides)
    assert reduced == Program((Print((BinOp(Constant(1), "//", Constant(1)),)),))


def test_texts_become_short() -> None:
    program = Program((Print((JoinedStr((Constant("hello %d world"), Constant(3))),)),))
    reduced = reduce_program(program, lambda candidate: "%" in str(candidate))
    assert reduced == Program((Print((Constant("%"),)),))


def test_a_program_without_the_fault_is_refused() -> None:
    with pytest.raises(AssertionError, match="does not fail"):
        reduce_program(Program(()), _divides)
