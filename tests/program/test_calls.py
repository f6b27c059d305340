"""Functions, errors and jumps: what they mean and how their trace reads."""

import pytest

from caalm.program.calls import RECURSION_LIMIT_ERROR
from caalm.program.interpreter import STEP_LIMIT_ERROR, ExecutionResult, interpret
from caalm.program.nodes import (
    Append,
    Assign,
    BinOp,
    Break,
    Call,
    Compare,
    Constant,
    Continue,
    Expr,
    For,
    ForEach,
    FunctionDef,
    If,
    Name,
    Program,
    Raise,
    Return,
    Statement,
    Try,
    While,
)
from caalm.program.trace import write_trace
from caalm.program.values import JAVASCRIPT, LUA, PYTHON, Semantics
from tests.program.programs import PROGRAMS, bubble_sort, c, countdown, fibonacci, minus, numbers, plus, say

OUTPUTS = {
    "fibonacci": "5 5\n",
    "factorial": "1! = 1\n2! = 2\n3! = 6\n4! = 24\n",
    "countdown": "3\n2\n1\n1\n2\n3\ndone\n",
    "mutual": "3 False\n4 True\n",
    "nested_calls": "1 16\n2 17\n3 18\n90\n109\n",
    "bubble_sort": "[1, 2, 4, 5, 1] [1, 2, 4, 5, 1]\n",
    "rows": "[[9, 2, 5, 4], [3]] [9, 2, 5, 4]\n",
    "word_count": "the 2\ncat 1\ndog 1\n[2, 1, 1] True\n",
    "strings": "5 edu ion d\nEDUCATION noitacude 3\na-b\n",
    "jumps": "0 1 1\n1 1 2\n3 2 3\n4 3 5\n20\n10\n5\n2\n1 -1\n",
    "choices": "one\ntwo\nmany -20\n",
    "errors": "4\nfailed 0\nfailed -2\nnegative: -1\noutside\n",
    "conversation": "11\n20\n40\n2 0\n",
}


def run(*body: Statement, semantics: Semantics = PYTHON, step_limit: int = 10_000) -> ExecutionResult:
    return interpret(Program(body), semantics, step_limit=step_limit)


def trace(*body: Statement) -> list[str]:
    return write_trace(run(*body).trace).splitlines()


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_programs_print_what_python_prints(name: str) -> None:
    result = interpret(PROGRAMS[name]())
    assert result.stdout == OUTPUTS[name]
    assert not result.rejected


def test_a_call_writes_its_arguments_and_a_return_its_value_and_the_caller_restates() -> None:
    assert write_trace(interpret(fibonacci(2)).trace).splitlines() == [
        "4 n=2",
        "5 n=2;fib(n=2)",
        "1 n=2<2:F",
        "3 n=2-1:1;fib(n=1)",
        "1 n=1<2:T",
        "2 n=1;^1",
        "3 fib=1;n=2-2:0;fib(n=0)",
        "1 n=0<2:T",
        "2 n=0;^0",
        "3 fib=1;fib=0;1+0:1;^1",
        "5 fib=1;n=2;>1 2",
    ]


def test_the_end_of_a_function_returns_on_the_line_of_its_definition() -> None:
    assert write_trace(interpret(countdown(1)).trace).splitlines() == [
        "5 down(n=1)",
        "1 n=1>0:T",
        "2 n=1;>1",
        "3 n=1-1:0;down(n=0)",
        "1 n=0>0:F",
        "0 ^",
        "3 n=1",
        "4 n=1;>1",
        "0 ^",
        "5 ",
        "6 >done",
    ]


def test_a_list_that_a_function_changes_is_restated_for_the_caller() -> None:
    lines = write_trace(interpret(bubble_sort()).trace).splitlines()
    assert lines[-1] == "12 xs=[1,2,4,5,1];ys=[1,2,4,5,1];>[1, 2, 4, 5, 1] [1, 2, 4, 5, 1]"
    assert any(line.endswith("a=[1,5,4,2];xs=[1,5,4,2];ys=[1,5,4,2]") for line in lines)


def test_what_a_function_binds_is_its_own() -> None:
    function = FunctionDef("f", (), (Assign("a", c(9)), Return(plus(Name("a"), Name("b")))))
    assert run(function, Assign("a", c(1)), Assign("b", c(2)), say(Call("f", ()), Name("a"))).stdout == "11 1\n"


def test_a_function_without_a_value_gives_the_languages_own_nothing() -> None:
    body = (FunctionDef("f", (), (say(c("x")),)), Assign("a", Call("f", ())), say(Name("a")))
    printed = [run(*body, semantics=semantics).stdout for semantics in (PYTHON, JAVASCRIPT, LUA)]
    assert printed == ["x\nNone\n", "x\nundefined\n", "x\nnil\n"]


def deep(levels: int) -> ExecutionResult:
    body = (If(Compare(Name("n"), ">", c(1)), (Return(plus(Call("f", (minus(Name("n"), 1),)), 1)),)), Return(c(1)))
    return run(FunctionDef("f", ("n",), body), say(Call("f", (c(levels),))))


def test_two_hundred_calls_may_be_under_way_and_no_more() -> None:
    assert deep(200).stdout == "200\n"
    assert (deep(201).error, deep(201).rejected) == (RECURSION_LIMIT_ERROR, True)


def test_recursion_without_end_stops_at_the_step_limit() -> None:
    loop = FunctionDef("f", (), (While(c(True), (Assign("a", c(1)),)),))
    result = run(loop, Expr(Call("f", ())), step_limit=50)
    assert (result.error, result.steps, result.rejected) == (STEP_LIMIT_ERROR, 50, True)


def test_break_and_continue_are_of_the_innermost_loop() -> None:
    inner = ForEach("x", numbers(1, 2, 3), (If(Compare(Name("x"), "==", c(2)), (Break(),)), say(Name("i"), Name("x"))))
    skip = If(Compare(Name("i"), "==", c(1)), (Continue(),))
    assert run(For("i", c(0), c(3), 1, False, (skip, inner))).stdout == "0 1\n2 1\n"


def test_a_failure_is_named_in_one_form_and_the_handler_goes_on() -> None:
    guarded = Try((say(BinOp(c(1), "//", Name("n"))), say(c("no"))), None, (say(c("caught")),))
    assert trace(Assign("n", c(0)), guarded) == ["0 n=0", "2 !division by zero", "4 >caught"]


def test_a_raised_message_is_bound_in_the_step_that_fails() -> None:
    assert trace(Try((Raise(c("too big")),), "e", (say(Name("e")),))) == [
        '1 e="too big";!too big',
        '2 e="too big";>too big',
    ]


def test_a_failure_deep_inside_is_caught_outside_with_the_callers_variables() -> None:
    function = FunctionDef("f", ("n",), (Assign("a", BinOp(c(1), "//", Name("n"))), Return(Name("a"))))
    body = (
        function,
        Assign("n", c(7)),
        Try((Expr(Call("f", (c(0),))),), None, (say(Name("n")),)),
        say(Call("f", (c(1),))),
    )
    assert run(*body).stdout == "7\n1\n"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ((say(BinOp(c(1), "+", c("a"))),), "wrong type"),
        ((say(Compare(c(1), "<", c("a"))),), "wrong type"),
        ((say(Name("ghost")),), "undefined name ghost"),
        ((say(Call("ghost", ())),), "undefined name ghost"),
        ((Raise(c("bad")),), "bad"),
    ],
)
def test_a_failure_that_python_has_too_is_no_rejection(body: tuple[Statement, ...], error: str) -> None:
    result = run(say(c("before")), *body)
    assert (result.stdout, result.error, result.rejected) == ("before\n", error, False)


def test_what_languages_do_differently_is_rejected_and_never_caught() -> None:
    added = run(Try((say(BinOp(c(1), "+", c(True))),), None, (say(c("caught")),)))
    assert (added.stdout, added.rejected) == ("", True)
    divided = BinOp(c(1), "/", c(0))
    assert [run(say(divided), semantics=each).rejected for each in (PYTHON, JAVASCRIPT, LUA)] == [False, True, True]
    assert run(say(BinOp(c(1), "//", c(0))), semantics=LUA).error == "division by zero"
    assert run(Append("ghost", Constant(1)), semantics=LUA).rejected  # nil, not an undefined name
