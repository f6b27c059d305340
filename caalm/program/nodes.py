"""The tree: what a program is before any language spells it. Names follow CPython's ``ast``.

>>> Program((Assign("n", Constant(3)), Print((BinOp(Name("n"), "*", Constant(2)),))))  # doctest: +ELLIPSIS
Program(body=(Assign(target='n', value=Constant(value=3)), ...

Nodes are positional where the rest of the package is keyword-only: a tree is written and drawn by the thousand,
and the field order is the reading order.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Value = int | float | str | bool | Decimal | list["Value"] | dict["Value", "Value"] | None
"""Lists and dictionaries are Python's own and shared by reference, as in the real languages; None is "no value"."""
ARITHMETIC = ("+", "-", "*", "/", "//", "%")
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
MEMBERSHIP = ("in", "not in")

INTRINSICS: Mapping[str, tuple[str, ...]] = {
    "length": ("sequence",),  # of a string, a list or a dictionary
    "string": ("value",),  # as the language joins it into a string
    "integer": ("string",),  # "12" -> 12; fails on anything else
    "upper": ("string",),
    "lower": ("string",),
    "reverse": ("sequence",),  # a new string or list
    "repeat": ("string", "integer"),
    "replace": ("string", "string", "string"),  # every occurrence
    "split": ("string", "string"),
    "join": ("list", "string"),  # a list of strings; the second is the separator
    "find": ("string", "string"),  # the first place, counted as the language counts; what is absent is not looked for
    "trim": ("string",),
    "absolute": ("number",),
    "minimum": ("number", "number"),
    "maximum": ("number", "number"),
    "sum": ("list",),
    "sorted": ("list",),  # a new list, ascending: numbers, or strings by code point
    "keys": ("dictionary",),  # a list, in order of insertion
    "values": ("dictionary",),
    "fixed": ("number", "integer"),  # a string with so many digits after the point
    "power": ("integer", "integer"),
    "copy": ("list",),
    "count": ("string", "string"),  # how often the second stands in the first, without overlaps (INSPECT TALLYING)
    "before": ("string", "string"),  # up to the first occurrence of the second, or all (STRING ... DELIMITED BY)
}
"""What `Intrinsic` knows: each operation's name and the kinds of its arguments."""


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


@dataclass(frozen=True, slots=True)
class List:
    """A new list."""

    elements: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Dict:
    """A new dictionary; keys are strings or integers and differ."""

    keys: tuple["Expression", ...]
    values: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Subscript:
    """``value[index]``: a list's or a string's place, counted as the language counts, or a dictionary's key."""

    value: "Expression"
    index: "Expression"


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a string or list, from place ``lower`` to place ``upper``, the language's way; None is the end."""

    value: "Expression"
    lower: "Expression | None"
    upper: "Expression | None"


@dataclass(frozen=True, slots=True)
class Contains:
    """``item op container`` with an operator of MEMBERSHIP: an element of a list, a key, or a part of a string."""

    item: "Expression"
    op: str
    container: "Expression"


@dataclass(frozen=True, slots=True)
class Intrinsic:
    """An operation that a language has built in, whether it spells it as a function, a method or an operator."""

    name: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Conditional:
    """``body if test else orelse``; only one of the two is evaluated."""

    test: "Expression"
    body: "Expression"
    orelse: "Expression"


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function of the program; arguments are evaluated from left to right."""

    function: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Input:
    """The next line of the program's input, as a string."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """All that was written to a file."""

    path: str


Expression = (
    Constant
    | Name
    | BinOp
    | UnaryOp
    | Compare
    | BoolOp
    | JoinedStr
    | List
    | Dict
    | Subscript
    | Slice
    | Contains
    | Intrinsic
    | Conditional
    | Call
    | Input
    | ReadFile
)


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


@dataclass(frozen=True, slots=True)
class AssignMany:
    """All values first, then all targets: ``a, b = b, a``."""

    targets: tuple[str, ...]
    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Const:
    """A name that is bound once, in the spelling for constants."""

    target: str
    value: Expression


@dataclass(frozen=True, slots=True)
class SetItem:
    """``target[index] = value``: a list's place, or a dictionary's key, old or new."""

    target: str
    index: Expression
    value: Expression


@dataclass(frozen=True, slots=True)
class Append:
    """``value`` becomes the last element of the list ``target``."""

    target: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Pop:
    """The last element leaves the list ``source``; ``target`` is bound to it, or nothing where it is None."""

    target: str | None
    source: str


@dataclass(frozen=True, slots=True)
class ForEach:
    """Once for every element of a list, character of a string or key of a dictionary."""

    target: str
    iterable: Expression
    body: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class RepeatUntil:
    """The body first, then the test: it ends when ``test`` holds."""

    body: tuple["Statement", ...]
    test: Expression


@dataclass(frozen=True, slots=True)
class Break:
    """Leave the innermost loop."""


@dataclass(frozen=True, slots=True)
class Continue:
    """Go on with the innermost loop's next round."""


@dataclass(frozen=True, slots=True)
class Switch:
    """The block of the first constant that equals the subject, or ``default``; no block falls into the next."""

    subject: Expression
    cases: tuple[tuple[Constant, tuple["Statement", ...]], ...]
    default: tuple["Statement", ...] = ()


@dataclass(frozen=True, slots=True)
class FunctionDef:
    """A function at the top level. Its variables are its own; a name that it never binds is the program's."""

    name: str
    parameters: tuple[str, ...]
    body: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class Return:
    """Leave the function with a value, or with none."""

    value: Expression | None = None


@dataclass(frozen=True, slots=True)
class Expr:
    """A call whose value nobody takes."""

    value: Call


@dataclass(frozen=True, slots=True)
class Raise:
    """Fail with a message."""

    message: Expression


@dataclass(frozen=True, slots=True)
class Try:
    """``body``, and ``handler`` from the moment it fails; ``name`` is bound to a raised message."""

    body: tuple["Statement", ...]
    name: str | None
    handler: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class WriteFile:
    """A value and a newline into a file, which is emptied before unless ``append``."""

    path: str
    value: Expression
    append: bool = False


Statement = (
    Assign
    | Print
    | If
    | While
    | For
    | Store
    | AssignMany
    | Const
    | SetItem
    | Append
    | Pop
    | ForEach
    | RepeatUntil
    | Break
    | Continue
    | Switch
    | FunctionDef
    | Return
    | Expr
    | Raise
    | Try
    | WriteFile
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A field with a COBOL picture; ``initial`` is its VALUE clause.

    With ``occurs`` it is a table of so many places; ``initial`` is then the value of all, or a tuple with that of each.
    """

    name: str
    picture: str
    initial: Value | tuple[Value, ...] | None = None
    occurs: int = 0


@dataclass(frozen=True, slots=True)
class Program:
    """A whole program; with ``pictures`` (COBOL) each value goes through the picture of its variable.

    ``lines`` are its input, which the prompt gives.
    """

    body: tuple[Statement, ...]
    pictures: tuple[Declaration, ...] = ()
    lines: tuple[str, ...] = ()


# What is inside a node, by its class: drawing asks this of every node many times.

_Block = tuple[Statement, ...]
_BLOCKS: dict[type, Callable[[Any], tuple[_Block, ...]]] = {
    If: lambda node: (node.body, node.orelse),
    **dict.fromkeys((While, For, ForEach, RepeatUntil, FunctionDef), lambda node: (node.body,)),
    Store: lambda node: (node.size_error, node.fitting),
    Switch: lambda node: (*[block for _, block in node.cases], node.default),
    Try: lambda node: (node.body, node.handler),
}
_EXPRESSIONS: dict[type, Callable[[Any], tuple[Expression, ...]]] = {
    **dict.fromkeys((Assign, Store, Const, Append, Expr, WriteFile), lambda node: (node.value,)),
    **dict.fromkeys((Print, AssignMany), lambda node: node.values),
    For: lambda node: (node.start, node.stop),
    **dict.fromkeys((If, While, RepeatUntil), lambda node: (node.test,)),
    SetItem: lambda node: (node.index, node.value),
    ForEach: lambda node: (node.iterable,),
    Switch: lambda node: (node.subject, *[constant for constant, _ in node.cases]),
    Return: lambda node: () if node.value is None else (node.value,),
    Raise: lambda node: (node.message,),
}
_OPERANDS: dict[type, Callable[[Any], tuple[Expression, ...]]] = {
    **dict.fromkeys((BinOp, Compare, BoolOp), lambda node: (node.left, node.right)),
    UnaryOp: lambda node: (node.operand,),
    JoinedStr: lambda node: node.values,
    List: lambda node: node.elements,
    Dict: lambda node: tuple([part for pair in zip(node.keys, node.values, strict=True) for part in pair]),
    Subscript: lambda node: (node.value, node.index),
    Slice: lambda node: tuple([part for part in (node.value, node.lower, node.upper) if part is not None]),
    Contains: lambda node: (node.item, node.container),
    **dict.fromkeys((Intrinsic, Call), lambda node: node.arguments),
    Conditional: lambda node: (node.test, node.body, node.orelse),
}


def blocks(statement: Statement) -> tuple[_Block, ...]:
    """The blocks directly inside a statement, in reading order."""
    inside = _BLOCKS.get(type(statement))
    return () if inside is None else inside(statement)


def expressions(statement: Statement) -> tuple[Expression, ...]:
    """The expressions directly inside a statement (not those of its blocks), in order of evaluation."""
    inside = _EXPRESSIONS.get(type(statement))
    return () if inside is None else inside(statement)


def operands(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside an expression, in order of evaluation."""
    inside = _OPERANDS.get(type(expression))
    return () if inside is None else inside(expression)


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
