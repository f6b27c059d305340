"""What a renderer asks about a tree before it chooses a spelling.

>>> augmented(Assign("x", BinOp(Name("x"), "+", Constant(2))), ("+", "-"))
('+', Constant(value=2))
>>> shifted(BinOp(Name("n"), "-", Constant(1)), 1)
Name(id='n')
"""

from collections.abc import Iterator

from caalm.program.nodes import (
    Append,
    Assign,
    AssignMany,
    BinOp,
    Call,
    Compare,
    Conditional,
    Const,
    Constant,
    Contains,
    Expression,
    For,
    ForEach,
    FunctionDef,
    Input,
    Intrinsic,
    Name,
    Pop,
    Program,
    RepeatUntil,
    SetItem,
    Statement,
    Store,
    Subscript,
    Try,
    UnaryOp,
    While,
    all_expressions,
    blocks,
    expressions,
    walk_expressions,
    walk_statements,
)

LOOPS = (For, ForEach, RepeatUntil, While)


def augmented(node: Assign, operators: tuple[str, ...]) -> tuple[str, Expression] | None:
    """``("+", e)`` for ``x = x + e`` with one of the operators: what ``x += e`` can say."""
    value = node.value
    if isinstance(value, BinOp) and value.op in operators and value.left == Name(node.target):
        return value.op, value.right
    return None


def shifted(bound: Expression, by: int) -> Expression:
    """``bound + by``, folded into a constant where there is one: 5 and 1 are 6, ``n - 1`` and 1 are ``n``."""
    if isinstance(bound, Constant) and isinstance(bound.value, int):
        return Constant(bound.value + by)
    if isinstance(bound, BinOp) and bound.op in ("+", "-") and isinstance(bound.right, Constant):
        constant = bound.right.value
        assert isinstance(constant, int), "a bound is an integer"
        by += constant if bound.op == "+" else -constant
        bound = bound.left
    return BinOp(bound, "+" if by > 0 else "-", Constant(abs(by))) if by else bound


def never_negative(program: Program) -> bool:
    """Whether no value can fall below zero or become -0: no minus sign anywhere."""
    if any(isinstance(statement, For) and statement.step < 0 for statement in walk_statements(program.body)):
        return False
    for node in all_expressions(program):
        if isinstance(node, Constant):
            if not isinstance(node.value, str) and repr(node.value)[0] == "-":
                return False
        elif isinstance(node, BinOp | UnaryOp):
            if node.op == "-":
                return False
        elif isinstance(node, Input) or (isinstance(node, Intrinsic) and node.name == "integer"):
            return False
    return True


def assigned_inside(node: For) -> bool:
    """Whether the body assigns to a variable of the loop's upper bound, which is evaluated once only."""
    read = {inner.id for inner in walk_expressions(node.stop) if isinstance(inner, Name)}
    inside = list(walk_statements(node.body))
    if any(name in read for statement in inside for name in bound_names(statement)):
        return True
    return not isinstance(node.stop, Constant | Name | BinOp) and changes_anything(node.body)


def bound_names(statement: Statement) -> tuple[str, ...]:
    """The names that a statement itself binds."""
    if isinstance(statement, Assign | Const | Store):
        return (statement.target,)
    if isinstance(statement, AssignMany):
        return statement.targets
    if isinstance(statement, For | ForEach | Pop):
        return () if statement.target is None else (statement.target,)
    if isinstance(statement, Try):
        return () if statement.name is None else (statement.name,)
    return ()


def used_names(statement: Statement) -> Iterator[str]:
    """The variables that a statement itself reads or changes in place, without those of its blocks."""
    for expression in expressions(statement):
        for node in walk_expressions(expression):
            if type(node) is Name:
                yield node.id
    if isinstance(statement, SetItem | Append):
        yield statement.target
    elif isinstance(statement, Pop):
        yield statement.source


def changes_anything(body: tuple[Statement, ...]) -> bool:
    """Whether a list or dictionary may change in a block: by a statement of it, or inside a call."""
    for statement in walk_statements(body):
        if isinstance(statement, SetItem | Append | Pop):
            return True
        if any(isinstance(node, Call) for part in expressions(statement) for node in walk_expressions(part)):
            return True
    return False


def changes_place(node: SetItem, operators: tuple[str, ...]) -> tuple[str, Expression] | None:
    """``("+", e)`` for ``xs[i] = xs[i] + e``: what ``xs[i] += e`` can say, if reading i twice is reading it once."""
    value = node.value
    if not isinstance(value, BinOp) or value.op not in operators or not is_steady(node.index):
        return None
    return (value.op, value.right) if value.left == Subscript(Name(node.target), node.index) else None


def is_steady(node: Expression) -> bool:
    """Whether an expression may be evaluated twice as well as once: it calls and reads nothing."""
    return all(isinstance(inner, Constant | Name | BinOp | UnaryOp | Compare) for inner in walk_expressions(node))


def lookup(node: Conditional) -> tuple[Subscript, Expression] | None:
    """``(d[k], e)`` for ``d[k] if k in d else e``."""
    test, body = node.test, node.body
    if not isinstance(test, Contains) or test.op != "in" or not is_steady(test.item):
        return None
    found = isinstance(body, Subscript) and body == Subscript(test.container, test.item)
    return (body, node.orelse) if found and isinstance(body, Subscript) else None


def free_names(function: FunctionDef) -> frozenset[str]:
    """The variables of the program that a function reads or changes in place."""
    inside = list(walk_statements(function.body))
    own = {*function.parameters, *(name for node in inside for name in bound_names(node))}
    return frozenset(name for node in inside for name in used_names(node) if name not in own)


def called_functions(body: tuple[Statement, ...]) -> frozenset[str]:
    """The functions that a block calls."""
    found = (
        node
        for statement in walk_statements(body)
        for part in expressions(statement)
        for node in walk_expressions(part)
    )
    return frozenset(node.function for node in found if isinstance(node, Call))


def leaves(body: tuple[Statement, ...], kind: type) -> bool:
    """Whether a block holds a break or continue (``kind``) that belongs to the loop around it."""
    for statement in body:
        if isinstance(statement, kind):
            return True
        if not isinstance(statement, LOOPS) and any(leaves(block, kind) for block in blocks(statement)):
            return True
    return False
