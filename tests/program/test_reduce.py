"""The reducer keeps the fault and drops the rest."""

import pytest

from caalm.program.checks import problems
from caalm.program.interpreter import interpret
from caalm.program.nodes import (
    Assign,
    BinOp,
    Call,
    Constant,
    For,
    ForEach,
    FunctionDef,
    If,
    JoinedStr,
    List,
    Name,
    Print,
    Program,
    Return,
    Switch,
    While,
    all_expressions,
    walk_statements,
)
from caalm.program.reduce import reduce_program
from tests.program.programs import PROGRAMS


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


def _raises(program: Program) -> bool:
    return not problems(program) and "wrong type" in str(interpret(program).error)


def test_a_fault_inside_a_function_in_a_switch_is_made_small() -> None:
    n = Name("n")
    fault = Return(BinOp(n, "+", Constant("x")))
    switch = Switch(n, ((Constant(1), (Print((n,)),)), (Constant(2), (Assign("a", Constant(3)), fault))), ())
    body = (Assign("b", List((Constant(1), Constant(2)))), ForEach("e", Name("b"), (Print((Name("e"),)),)), switch)
    function = FunctionDef("f", ("n",), (*body, Return(Constant(0))))
    program = Program((function, Print((Call("f", (Constant(1),)),)), Print((Call("f", (Constant(2),)),))))
    reduced = reduce_program(program, _raises)
    assert len(list(walk_statements(reduced.body))) <= 3
    assert _raises(reduced)


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_smaller_program_is_a_tree(name: str) -> None:
    """The reducer knows every node: what it makes of one can be judged and run."""
    seen = 0

    def still_fails(program: Program) -> bool:
        nonlocal seen
        seen += 1
        if not problems(program):
            interpret(program, step_limit=200)
        return seen == 1

    reduce_program(PROGRAMS[name](), still_fails)
    assert seen > 10
