"""The smallest program that still shows a fault: statements are deleted and expressions simplified while it stays.

>>> from caalm.program.nodes import Assign, Constant, Name, Print, Program
>>> program = Program((Assign("a", Constant(1)), Assign("b", Constant(2)), Print((Name("b"),))))
>>> reduce_program(program, lambda candidate: "2" in str(candidate.body)).body
(Assign(target='b', value=Constant(value=2)),)
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any, get_args

from caalm.program.nodes import (
    Assign,
    AssignMany,
    Constant,
    Dict,
    Expression,
    Intrinsic,
    Program,
    Statement,
    Store,
    Switch,
    blocks,
    operands,
)

_EXPRESSIONS = get_args(Expression)
_STATEMENTS = get_args(Statement)
Body = tuple[Statement, ...]


def reduce_program(program: Program, still_fails: Callable[[Program], bool]) -> Program:
    """A program that cannot lose a statement or an operand without losing the fault.

    ``still_fails`` judges every candidate, and must refuse those that are not well-formed where that matters.
    """
    assert still_fails(program), "the program to reduce does not fail"
    while True:
        for candidate in _smaller_bodies(program.body):
            smaller = replace(program, body=candidate)
            if still_fails(smaller):
                program = smaller
                break
        else:
            return program


def _smaller_bodies(body: Body) -> Iterator[Body]:
    """The large cuts first: halves, then statements, then what is inside them."""
    if len(body) > 3:
        yield body[len(body) // 2 :]
        yield body[: len(body) // 2]
    for index, statement in enumerate(body):
        before, after = body[:index], body[index + 1 :]
        yield before + after
        for block in blocks(statement):
            if block:
                yield before + block + after
        for smaller in _smaller_statements(statement):
            yield (*before, smaller, *after)


def _smaller_statements(node: Statement) -> Iterator[Statement]:
    if isinstance(node, Store):
        yield Assign(node.target, node.value)
    elif isinstance(node, AssignMany):
        for target, value in zip(node.targets, node.values, strict=True):
            yield Assign(target, value)
    elif isinstance(node, Switch):
        for number, (constant, block) in enumerate(node.cases):
            before, after = node.cases[:number], node.cases[number + 1 :]
            if before or after:
                yield replace(node, cases=before + after)
            for smaller in _smaller_bodies(block):
                yield replace(node, cases=(*before, (constant, smaller), *after))
    yield from _smaller_fields(node)


def _smaller_fields(node: Any) -> Iterator[Any]:
    """A node with one expression, several, or one block in it made smaller, whatever node it is."""
    for field in fields(node):
        value = getattr(node, field.name)
        candidates: Iterator[Any] = iter(())
        if isinstance(value, _EXPRESSIONS):
            candidates = _smaller(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], _EXPRESSIONS):
            candidates = _smaller_tuples(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], _STATEMENTS):
            candidates = _smaller_bodies(value)
        for smaller in candidates:
            yield replace(node, **{field.name: smaller})


def _smaller_tuples(values: tuple[Expression, ...], *, fixed: bool = False) -> Iterator[tuple[Expression, ...]]:
    """Fewer expressions, unless their number is ``fixed``, or smaller ones."""
    for index, value in enumerate(values):
        before, after = values[:index], values[index + 1 :]
        if len(values) > 1 and not fixed:
            yield before + after
        for smaller in _smaller(value):
            yield (*before, smaller, *after)


def _smaller(node: Expression) -> Iterator[Expression]:
    """An operand in place of its operation, a constant nearer to nothing, or the same inside."""
    yield from operands(node)
    if isinstance(node, Constant):
        yield from _smaller_constants(node)
    elif isinstance(node, Dict):
        for number in range(len(node.keys)):
            keys = node.keys[:number] + node.keys[number + 1 :]
            yield Dict(keys, node.values[:number] + node.values[number + 1 :])
        for smaller in _smaller_tuples(node.values, fixed=True):
            yield Dict(node.keys, smaller)
        return
    elif isinstance(node, Intrinsic):  # it takes as many arguments as it takes
        for arguments in _smaller_tuples(node.arguments, fixed=True):
            yield Intrinsic(node.name, arguments)
        return
    yield from _smaller_fields(node)


def _smaller_constants(node: Constant) -> Iterator[Constant]:
    value = node.value
    if isinstance(value, str):
        if value:
            yield Constant(value[: len(value) // 2])
            yield Constant(value[1:])
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > 1:
        yield Constant(int(value / 2))
