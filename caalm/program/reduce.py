"""The smallest program that still shows a fault: statements are deleted and expressions simplified while it stays.

>>> from caalm.program.nodes import Assign, Constant, Name, Print, Program
>>> program = Program((Assign("a", Constant(1)), Assign("b", Constant(2)), Print((Name("b"),))))
>>> reduce_program(program, lambda candidate: "2" in str(candidate.body)).body
(Assign(target='b', value=Constant(value=2)),)
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from caalm.program.nodes import (
    Assign,
    BinOp,
    BoolOp,
    Compare,
    Constant,
    Expression,
    For,
    If,
    JoinedStr,
    Print,
    Program,
    Statement,
    Store,
    UnaryOp,
    While,
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
    if isinstance(node, Assign):
        for value in _smaller(node.value):
            yield replace(node, value=value)
    elif isinstance(node, Print):
        for values in _smaller_tuples(node.values):
            yield Print(values)
    elif isinstance(node, If):
        for test in _smaller(node.test):
            yield replace(node, test=test)
        for body in _smaller_bodies(node.body):
            yield replace(node, body=body)
        for orelse in _smaller_bodies(node.orelse):
            yield replace(node, orelse=orelse)
    elif isinstance(node, While):
        for test in _smaller(node.test):
            yield replace(node, test=test)
        for body in _smaller_bodies(node.body):
            yield replace(node, body=body)
    elif isinstance(node, Store):
        yield Assign(node.target, node.value)
        for value in _smaller(node.value):
            yield replace(node, value=value)
        for size_error in _smaller_bodies(node.size_error):
            yield replace(node, size_error=size_error)
        for fitting in _smaller_bodies(node.fitting):
            yield replace(node, fitting=fitting)
    else:
        yield from _smaller_loops(node)


def _smaller_loops(node: For) -> Iterator[Statement]:
    for start in _smaller(node.start):
        yield replace(node, start=start)
    for stop in _smaller(node.stop):
        yield replace(node, stop=stop)
    for body in _smaller_bodies(node.body):
        yield replace(node, body=body)


def _smaller_tuples(values: tuple[Expression, ...]) -> Iterator[tuple[Expression, ...]]:
    for index, value in enumerate(values):
        before, after = values[:index], values[index + 1 :]
        if len(values) > 1:
            yield before + after
        for smaller in _smaller(value):
            yield (*before, smaller, *after)


def _smaller(node: Expression) -> Iterator[Expression]:
    """An operand in place of its operation, a constant nearer to nothing, or the same inside."""
    yield from operands(node)
    if isinstance(node, Constant):
        yield from _smaller_constants(node)
    elif isinstance(node, UnaryOp):
        for operand in _smaller(node.operand):
            yield replace(node, operand=operand)
    elif isinstance(node, BinOp | Compare | BoolOp):
        for left in _smaller(node.left):
            yield replace(node, left=left)
        for right in _smaller(node.right):
            yield replace(node, right=right)
    elif isinstance(node, JoinedStr):
        for values in _smaller_tuples(node.values):
            yield JoinedStr(values)


def _smaller_constants(node: Constant) -> Iterator[Constant]:
    value = node.value
    if isinstance(value, str):
        if value:
            yield Constant(value[: len(value) // 2])
            yield Constant(value[1:])
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) > 1:
        yield Constant(int(value / 2))
