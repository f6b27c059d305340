"""The smallest program that still shows a fault: statements are deleted and expressions simplified while it stays.

>>> from caalm.program.nodes import Assign, Constant, Name, Print, Program
>>> program = Program((Assign("a", Constant(1)), Assign("b", Constant(2)), Print((Name("b"),))))
>>> reduce_program(program, lambda candidate: "2" in str(candidate.body)).body
(Assign(target='b', value=Constant(value=2)),)
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any, TypeGuard

from caalm.program.nodes import (
    Assign,
    AssignMany,
    Call,
    Constant,
    Dict,
    Expr,
    Expression,
    FunctionDef,
    Intrinsic,
    Program,
    Statement,
    Store,
    Switch,
    blocks,
    operands,
)

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
    if isinstance(node, FunctionDef):
        for index in range(len(node.parameters)):
            yield replace(node, parameters=node.parameters[:index] + node.parameters[index + 1 :])
    if isinstance(node, Switch):
        for index, (constant, body) in enumerate(node.cases):
            before, after = node.cases[:index], node.cases[index + 1 :]
            if before or after:
                yield replace(node, cases=before + after)
            for smaller_body in _smaller_bodies(body):
                yield replace(node, cases=(*before, (constant, smaller_body), *after))
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Expression):
            for smaller in _smaller(value):
                if not isinstance(node, Expr) or isinstance(smaller, Call):
                    yield replace(node, **{field.name: smaller})
        elif _all(value, Expression):
            for values in _smaller_tuples(value, fixed=isinstance(node, AssignMany)):
                yield replace(node, **{field.name: values})
        elif _all(value, Statement):
            for body in _smaller_bodies(value):
                yield replace(node, **{field.name: body})


def _all(value: object, kind: Any) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple) and value != () and all(isinstance(part, kind) for part in value)


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
        return
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Expression):
            for smaller in _smaller(value):
                yield replace(node, **{field.name: smaller})
        elif _all(value, Expression):
            for values in _smaller_tuples(value, fixed=isinstance(node, Intrinsic | Call | Dict)):
                yield replace(node, **{field.name: values})


def _smaller_constants(node: Constant) -> Iterator[Constant]:
    value = node.value
    if isinstance(value, str):
        if value:
            yield Constant(value[: len(value) // 2])
            yield Constant(value[1:])
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > 1:
        yield Constant(int(value / 2))
