"""What a program is made of, in the words of the tables: an item counts in the row of each of its constructs.

>>> from caalm.program.nodes import Assign, BinOp, Constant, If, Name, Print, Program
>>> constructs_of(Program((Assign("a", BinOp(Name("b"), "//", Constant(-2))), If(Name("c"), (Print((Name("a"),)),)))))
('// and %', 'if without else', 'negative number')
"""

from __future__ import annotations

from collections.abc import Iterator

from caalm.program.nodes import (
    BinOp,
    BoolOp,
    Call,
    Compare,
    Constant,
    Expression,
    For,
    FunctionDef,
    If,
    Program,
    Statement,
    UnaryOp,
    all_expressions,
    expressions,
    walk_expressions,
    walk_statements,
)

_STATEMENTS = {
    "While": "while",
    "Store": "arithmetic with a size error",
    "AssignMany": "several assigned at once",
    "Const": "constant",
    "SetItem": "changed place",
    "Append": "append and pop",
    "Pop": "append and pop",
    "ForEach": "for each",
    "RepeatUntil": "repeat until",
    "Break": "break and continue",
    "Continue": "break and continue",
    "Switch": "switch",
    "FunctionDef": "function",
    "Raise": "raise",
    "Try": "try",
    "WriteFile": "files",
}
_EXPRESSIONS = {
    "JoinedStr": "joined string",
    "List": "list",
    "Dict": "dictionary",
    "Subscript": "index",
    "Slice": "slice",
    "Contains": "membership",
    "Conditional": "choice of two values",
    "Input": "input",
    "ReadFile": "files",
}


def constructs_of(program: Program) -> tuple[str, ...]:
    """The constructs of a program, sorted; plain assignments, prints and sums are in nearly all and not named."""
    found = {name for statement in walk_statements(program.body) for name in _of_statement(statement)}
    found |= {name for expression in all_expressions(program) for name in _of_expression(expression)}
    if program.pictures:
        found.add("pictures")
    return tuple(sorted(found))


def _of_statement(node: Statement) -> Iterator[str]:
    kind = type(node).__name__
    if kind in _STATEMENTS:
        yield _STATEMENTS[kind]
    if isinstance(node, If):
        yield "if with else" if node.orelse else "if without else"
    elif isinstance(node, For):
        yield "n times" if node.target is None else "counted loop"
    elif isinstance(node, FunctionDef) and _calls(node.body, node.name):
        yield "recursion"


def _calls(body: tuple[Statement, ...], function: str) -> bool:
    return any(
        isinstance(part, Call) and part.function == function
        for statement in walk_statements(body)
        for whole in expressions(statement)
        for part in walk_expressions(whole)
    )


def _of_expression(node: Expression) -> Iterator[str]:
    kind = type(node).__name__
    if kind in _EXPRESSIONS:
        yield _EXPRESSIONS[kind]
    elif isinstance(node, BinOp):
        if node.op in ("//", "%"):
            yield "// and %"
        elif node.op == "/":
            yield "division"
    elif isinstance(node, BoolOp) or (isinstance(node, UnaryOp) and node.op == "not"):
        yield "and, or, not"
    elif isinstance(node, Compare):
        yield "comparison"
    elif isinstance(node, Constant):
        if isinstance(node.value, bool):
            yield "boolean"
        elif isinstance(node.value, float):
            yield "float"
        elif isinstance(node.value, int) and node.value < 0:
            yield "negative number"
    elif kind == "Intrinsic":
        yield "built-in operation"
