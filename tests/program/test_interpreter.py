"""The reference interpreter: meaning, steps, errors."""

import pytest

from caalm.program.interpreter import STEP_LIMIT_ERROR, ExecutionResult, interpret
from caalm.program.nodes import (
    Assign,
    BinOp,
    BoolOp,
    Compare,
    Constant,
    For,
    If,
    JoinedStr,
    Name,
    Print,
    Program,
    Statement,
    UnaryOp,
    While,
)
from caalm.program.trace import write_trace
from caalm.program.values import JAVASCRIPT, LUA, PYTHON, Semantics


def run(*body: Statement, semantics: Semantics = PYTHON, step_limit: int = 1000) -> ExecutionResult:
    return interpret(Program(body), semantics, step_limit=step_limit)


def assign(name: str, value: int) -> Assign:
    return Assign(name, Constant(value))


def test_reassignment_takes_the_newest_value() -> None:
    result = run(assign("a", 1), Assign("b", Name("a")), assign("a", 7), Print((Name("a"), Name("b"))))
    assert result.stdout == "7 1\n"


def test_a_false_if_without_else_prints_nothing() -> None:
    result = run(If(Compare(Constant(1), ">", Constant(2)), (Print((Constant("x"),)),)))
    assert result.stdout == ""
    assert result.steps == 1


def test_an_else_if_chain_takes_the_first_branch_that_holds() -> None:
    def grade(score: int) -> str:
        inner = If(Compare(Name("s"), ">", Constant(50)), (Print((Constant("B"),)),), (Print((Constant("C"),)),))
        return run(
            assign("s", score), If(Compare(Name("s"), ">", Constant(90)), (Print((Constant("A"),)),), (inner,))
        ).stdout

    assert [grade(score) for score in (95, 60, 10)] == ["A\n", "B\n", "C\n"]


@pytest.mark.parametrize(
    ("start", "stop", "step", "inclusive", "seen"),
    [
        (1, 3, 1, True, "123"),
        (1, 3, 1, False, "12"),
        (5, 1, -2, True, "531"),
        (5, 1, -2, False, "53"),
        (3, 1, 1, True, ""),
        (2, 2, 1, True, "2"),
        (2, 2, 1, False, ""),
    ],
)
def test_a_counted_loop_counts(start: int, stop: int, step: int, inclusive: bool, seen: str) -> None:
    loop = For("i", Constant(start), Constant(stop), step, inclusive, (Print((Name("i"),)),))
    assert run(loop).stdout.replace("\n", "") == seen


def test_the_bounds_of_a_counted_loop_are_evaluated_once() -> None:
    body = (Assign("n", BinOp(Name("n"), "-", Constant(1))),)
    result = run(assign("n", 3), For("i", Constant(1), Name("n"), 1, True, body), Print((Name("n"),)))
    assert result.stdout == "0\n"


def test_a_loop_without_end_stops_at_the_step_limit() -> None:
    result = run(While(Compare(Constant(1), "==", Constant(1)), (assign("a", 1),)), step_limit=20)
    assert result.error == STEP_LIMIT_ERROR
    assert result.steps == 20


def test_a_runtime_error_keeps_what_was_printed_and_ends_the_trace() -> None:
    result = run(Print((Constant("before"),)), Print((BinOp(Constant(1), "//", Constant(0)),)))
    assert result.stdout == "before\n"
    assert result.error == "division by zero"
    assert write_trace(result.trace) == "0 >before\n1 !division by zero\n"


def test_an_unbound_name_is_an_error_that_names_it() -> None:
    assert run(Print((Name("ghost"),))).error == "undefined name ghost"


def test_the_right_side_of_a_boolean_operator_runs_only_when_it_decides() -> None:
    never = Compare(BinOp(Constant(1), "//", Constant(0)), ">", Constant(0))
    yes = Compare(Constant(2), ">", Constant(1))
    no = UnaryOp("not", yes)
    assert run(Print((BoolOp(no, "and", never),))).stdout == "False\n"
    assert run(Print((BoolOp(yes, "or", never),))).stdout == "True\n"
    assert run(Print((BoolOp(yes, "and", never),))).error == "division by zero"


def test_a_trace_spells_operands_and_results() -> None:
    result = run(
        assign("n", 2),
        While(
            Compare(Name("n"), ">", Constant(1)),
            (Assign("n", BinOp(Name("n"), "-", BinOp(Constant(2), "*", Name("n")))),),
        ),
        Print((JoinedStr((Constant("n="), Name("n"))),)),
    )
    assert write_trace(result.trace) == ("0 n=2\n1 n=2>1:T\n2 2*n=2:4;n=2-4:-2;n=-2\n1 n=-2>1:F\n3 n=-2;>n=-2\n")


def test_the_same_tree_prints_as_each_language_prints() -> None:
    body = (
        Print((BinOp(Constant(8), "/", Constant(2)), Compare(Constant(1), "<", Constant(2)))),
        Print((BinOp(Constant(-7), "%", Constant(3)),)),
    )
    assert run(*body).stdout == "4.0 True\n2\n"
    assert run(*body, semantics=JAVASCRIPT).stdout == "4 true\n-1\n"
    assert run(*body, semantics=LUA).stdout == "4.0\ttrue\n2\n"


def test_a_statement_object_used_twice_is_refused() -> None:
    twice = assign("a", 1)
    with pytest.raises(AssertionError, match="twice"):
        run(twice, twice)
