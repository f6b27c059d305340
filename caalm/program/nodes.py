"""The tree: what a program is before any language spells it. Names follow CPython's ``ast``.

>>> Program((Assign("n", Constant(3)), Print((BinOp(Name("n"), "*", Constant(2)),))))  # doctest: +ELLIPSIS
Program(body=(Assign(target='n', value=Constant(value=3)), ...

Nodes are positional where the rest of the package is keyword-only: a tree is written and drawn by the thousand,
and the field order is the reading order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

Value = int | float | str | bool | Decimal
ARITHMETIC = ("+", "-", "*", "/", "//", "%")
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal: integer, float, string or boolean; an exact decimal where a program has pictures (COBOL)."""

    value: Value


@dataclass(frozen=True, slots=True)
class Name:
    """A variable that is read."""

    id: str


@dataclass(frozen=True, slots=True)
class BinOp:
    """``left op right`` with an operator of ARITHMETIC."""

    left: "Expression"
    op: str
    right: "Expression"


@dataclass(frozen=True, slots=True)
class UnaryOp:
    """``-operand`` or ``not operand``."""

    op: str
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Compare:
    """``left op right`` with an operator of COMPARISONS; a boolean."""

    left: "Expression"
    op: str
    right: "Expression"


@dataclass(frozen=True, slots=True)
class BoolOp:
    """``left and right`` or ``left or right``; the right side is evaluated only when it decides."""

    left: "Expression"
    op: str
    right: "Expression"


@dataclass(frozen=True, slots=True)
class JoinedStr:
    """The values as one string, each as the language displays it, nothing between (an f-string, a ``..`` chain)."""

    values: tuple["Expression", ...]


Expression = Constant | Name | BinOp | UnaryOp | Compare | BoolOp | JoinedStr


@dataclass(frozen=True, slots=True)
class Assign:
    """``target = value``; reassignment is the same node."""

    target: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Print:
    """Print the values on one line, separated as the language separates them."""

    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class If:
    """``if test: body else: orelse``; an else-if is an If alone in ``orelse``."""

    test: Expression
    body: tuple["Statement", ...]
    orelse: tuple["Statement", ...] = ()


@dataclass(frozen=True, slots=True)
class While:
    """Repeat ``body`` as long as ``test`` holds."""

    test: Expression
    body: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class For:
    """A counted loop from ``start`` to ``stop`` by the non-zero constant ``step``; the bounds are evaluated once.

    ``inclusive`` tells whether ``stop`` itself is reached. ``target`` None is "repeat n times".
    """

    target: str | None
    start: Expression
    stop: Expression
    step: int
    inclusive: bool
    body: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class Store:
    """Arithmetic into a field with a picture: rounded or cut, with branches for a size error and for none (COBOL).

    With a branch, a value that does not fit (or a division by zero) leaves the target alone and runs
    ``size_error``; a value that fits is stored and ``fitting`` runs. Without branches high digits are lost silently.
    """

    target: str
    value: Expression
    rounded: bool = False
    size_error: tuple["Statement", ...] = ()
    fitting: tuple["Statement", ...] = ()


Statement = Assign | Print | If | While | For | Store


@dataclass(frozen=True, slots=True)
class Declaration:
    """A field with a COBOL picture; ``initial`` is its VALUE clause."""

    name: str
    picture: str
    initial: Value | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """A whole program; with ``pictures`` (COBOL) each value goes through the picture of its variable."""

    body: tuple[Statement, ...]
    pictures: tuple[Declaration, ...] = ()


def blocks(statement: Statement) -> tuple[tuple[Statement, ...], ...]:
    """The blocks directly inside a statement, in reading order."""
    if isinstance(statement, If):
        return (statement.body, statement.orelse)
    if isinstance(statement, While | For):
        return (statement.body,)
    if isinstance(statement, Store):
        return (statement.size_error, statement.fitting)
    return ()


def expressions(statement: Statement) -> tuple[Expression, ...]:
    """The expressions directly inside a statement (not those of its blocks), in order of evaluation."""
    if isinstance(statement, Assign | Store):
        return (statement.value,)
    if isinstance(statement, Print):
        return statement.values
    if isinstance(statement, For):
        return (statement.start, statement.stop)
    return (statement.test,)


def operands(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside an expression."""
    if isinstance(expression, BinOp | Compare | BoolOp):
        return (expression.left, expression.right)
    if isinstance(expression, UnaryOp):
        return (expression.operand,)
    if isinstance(expression, JoinedStr):
        return expression.values
    return ()


def walk_statements(body: tuple[Statement, ...]) -> Iterator[Statement]:
    """Every statement in preorder: the order in which they are numbered and rendered."""
    for statement in body:
        yield statement
        for block in blocks(statement):
            yield from walk_statements(block)


def walk_expressions(expression: Expression) -> Iterator[Expression]:
    """The expression and everything inside it, in preorder."""
    yield expression
    for operand in operands(expression):
        yield from walk_expressions(operand)


def all_expressions(program: Program) -> Iterator[Expression]:
    """Every expression of a program, in preorder."""
    for statement in walk_statements(program.body):
        for expression in expressions(statement):
            yield from walk_expressions(expression)
