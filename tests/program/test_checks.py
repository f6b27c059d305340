"""Well-formed or not, and nothing forgotten: every node is checked and has a meaning."""

from typing import get_args

import pytest

from caalm.program.checks import problems
from caalm.program.interpreter import Machine
from caalm.program.nodes import (
    Append,
    Assign,
    AssignMany,
    BinOp,
    Break,
    Call,
    Compare,
    Const,
    Constant,
    Continue,
    Dict,
    Expression,
    For,
    ForEach,
    FunctionDef,
    If,
    Intrinsic,
    Name,
    Program,
    RepeatUntil,
    Return,
    SetItem,
    Statement,
    Store,
    Subscript,
    Switch,
    Try,
    While,
    all_expressions,
    walk_statements,
)
from caalm.program.pictured import PicturedMachine
from tests.program.programs import PROGRAMS, c, numbers, plus, say

X = Name("x")
YES = Compare(c(1), "==", c(1))
F = FunctionDef("f", ("n",), (Return(Name("n")),))


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_programs_of_these_tests_are_well_formed(name: str) -> None:
    assert problems(PROGRAMS[name]()) == []


def test_no_node_is_without_a_meaning() -> None:
    meant = {*Machine.executors, *Machine.evaluators, *PicturedMachine.executors, Constant, Name}
    assert meant == {*get_args(Statement), *get_args(Expression)}


def test_no_node_is_missing_from_the_programs_of_these_tests() -> None:
    programs = [make() for make in PROGRAMS.values()]
    used: set[type] = {type(node) for program in programs for node in walk_statements(program.body)}
    used |= {type(node) for program in programs for node in all_expressions(program)}
    assert used == {*get_args(Statement), *get_args(Expression)} - {Store}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ((say(Call("g", ())),), "there is no function 'g'"),
        ((F, say(Call("f", ()))), "'f' is called with 0 arguments"),
        ((F, FunctionDef("f", (), (say(c(1)),))), "not the only one of its name"),
        ((F, Assign("f", c(1))), "a function and a variable"),
        ((If(YES, (F,)),), "at the top level"),
        ((Return(c(1)),), "outside a function"),
        ((Break(),), "a break stands outside a loop"),
        ((FunctionDef("g", (), (Continue(),)),), "a continue stands outside a loop"),
        ((RepeatUntil((Continue(),), YES),), "in a repeat-until"),
        ((FunctionDef("g", (), (Return(c(1)), say(c(2)))),), "stands after a return"),
        ((While(YES, (Break(), say(c(2)))),), "stands after a break"),
        ((FunctionDef("g", ("n", "n"), (say(c(1)),)),), "have one name"),
        ((FunctionDef("g", (), (say(X), Assign("x", c(1)))), Assign("x", c(1))), "'x' may be read before"),
        ((FunctionDef("g", (), (say(X),)),), "'x' may be read before"),
        ((Const("x", c(1)), Assign("x", c(2))), "bound twice"),
        ((AssignMany(("x", "y"), (c(1),)),), "not as many values"),
        ((AssignMany(("x", "x"), (c(1), c(2))),), "one name twice"),
        ((Append("x", c(1)),), "'x' may be read before"),
        ((Assign("x", c(1)), Append("x", c(1))), "is none"),
        ((Assign("x", c(1)), say(Subscript(X, c(0)))), "has no places"),
        ((Assign("x", numbers(1)), ForEach("e", X, (Append("x", c(1)),))), "is changed while"),
        ((Assign("x", numbers(1)), F, SetItem("x", Call("f", (c(0),)), c(1))), "holds a call"),
        ((Assign("e", c(1)), ForEach("e", numbers(1), (say(c(1)),))), "is bound outside the loop"),
        ((ForEach("e", c(3), (say(c(1)),)),), "no elements"),
        ((ForEach("e", numbers(1), (say(c(1)),)), say(Name("e"))), "'e' may be read before"),
        ((say(Intrinsic("upper", (c(1),))),), "upper is applied to int"),
        ((say(Intrinsic("upper", ())),), "of 0 arguments"),
        ((say(Intrinsic("shout", (c("a"),))),), "no intrinsic 'shout'"),
        ((say(Dict((c("a"), c("a")), (c(1), c(2)))),), "a key twice"),
        ((Switch(c(1), ((c(1), (say(c(1)),)), (c(1), (say(c(2)),)))),), "not different constants"),
        ((Switch(c("a"), ((c(1), (say(c(1)),)),)),), "another type than its cases"),
        ((Try((Assign("x", c(1)),), None, (say(c(1)),)), say(X)), "'x' may be read before"),
        ((Try((), None, (say(c(1)),)),), "a try has an empty body"),
        ((say(BinOp(numbers(1), "-", numbers(1))),), "- is applied to list and list"),
    ],
)
def test_what_is_not_well_formed_is_named(body: tuple[Statement, ...], problem: str) -> None:
    assert any(problem in found for found in problems(Program(body))), problems(Program(body))


def test_a_branch_that_leaves_does_not_have_to_bind() -> None:
    leave = If(YES, (Return(c(0)),), (Assign("x", c(1)),))
    assert problems(Program((FunctionDef("g", (), (leave, Return(plus(X, 1)))), say(Call("g", ()))))) == []
    skip = If(YES, (Continue(),), (Assign("x", c(1)),))
    assert problems(Program((For("i", c(0), c(2), 1, False, (skip, say(X))),))) == []


def test_a_repeat_until_binds_and_its_test_sees_it() -> None:
    loop = RepeatUntil((Assign("x", c(1)),), Compare(X, "==", c(1)))
    assert problems(Program((loop, say(X)))) == []
