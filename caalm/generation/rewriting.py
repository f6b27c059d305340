"""Rewriting trees: every statement and expression replaced, nothing shared with the old tree.

>>> from caalm.program.nodes import Constant, Name, Print
>>> rewrite(Program((Print((Name("a"),)),)), lambda node: node, lambda node: Constant(1))
Program(body=(Print(values=(Constant(value=1),)),), pictures=(), lines=())
"""

from collections.abc import Callable

from caalm.program.nodes import (
    Append,
    Assign,
    AssignMany,
    BinOp,
    BoolOp,
    Break,
    Call,
    Compare,
    Conditional,
    Const,
    Contains,
    Continue,
    Dict,
    Expr,
    Expression,
    For,
    ForEach,
    FunctionDef,
    If,
    Intrinsic,
    JoinedStr,
    List,
    Pop,
    Print,
    Program,
    Raise,
    RepeatUntil,
    Return,
    SetItem,
    Slice,
    Statement,
    Subscript,
    Switch,
    Try,
    UnaryOp,
    While,
    WriteFile,
)

Rewrite = Callable[[Statement], Statement]
Block = tuple[Statement, ...]
Change = Callable[[Expression], Expression]


def rewrite(program: Program, statement: Rewrite, expression: Change = lambda node: node) -> Program:
    """The program with every statement and every whole expression replaced, from the inside out; nothing is shared."""

    def block(body: Block) -> Block:
        return tuple(statement(one(node)) for node in body)

    def one(node: Statement) -> Statement:
        if isinstance(node, Assign):
            return Assign(node.target, expression(node.value))
        if isinstance(node, Print):
            return Print(tuple(expression(value) for value in node.values))
        if isinstance(node, If):
            return If(expression(node.test), block(node.body), block(node.orelse))
        if isinstance(node, While):
            return While(expression(node.test), block(node.body))
        if isinstance(node, For):
            return For(
                node.target, expression(node.start), expression(node.stop), node.step, node.inclusive, block(node.body)
            )
        return _beyond(node, block, expression)

    return Program(block(program.body), lines=program.lines)


def _beyond(node: Statement, block: Callable[[Block], Block], expression: Change) -> Statement:
    if isinstance(node, AssignMany):
        return AssignMany(node.targets, tuple(expression(value) for value in node.values))
    if isinstance(node, Const):
        return Const(node.target, expression(node.value))
    if isinstance(node, SetItem):
        return SetItem(node.target, expression(node.index), expression(node.value))
    if isinstance(node, Append):
        return Append(node.target, expression(node.value))
    if isinstance(node, Pop):
        return Pop(node.target, node.source)
    if isinstance(node, ForEach):
        return ForEach(node.target, expression(node.iterable), block(node.body))
    if isinstance(node, RepeatUntil):
        return RepeatUntil(block(node.body), expression(node.test))
    if isinstance(node, Break | Continue):
        return type(node)()
    if isinstance(node, Switch):
        cases = tuple((constant, block(body)) for constant, body in node.cases)
        return Switch(expression(node.subject), cases, block(node.default))
    if isinstance(node, FunctionDef):
        return FunctionDef(node.name, node.parameters, block(node.body))
    if isinstance(node, Return):
        return Return(None if node.value is None else expression(node.value))
    if isinstance(node, Expr):
        value = expression(node.value)
        assert isinstance(value, Call), "a statement of its own is a call"
        return Expr(value)
    if isinstance(node, Raise):
        return Raise(expression(node.message))
    if isinstance(node, Try):
        return Try(block(node.body), node.name, block(node.handler))
    assert isinstance(node, WriteFile), "pictures and stores are COBOL's alone"
    return WriteFile(node.path, expression(node.value), node.append)


def copied(body: Block) -> Block:
    """The same block once more, with nodes of its own."""
    return rewrite(Program(body), lambda node: node).body


def map_expression(node: Expression, change: Change) -> Expression:
    """The expression with ``change`` applied to every node, from the inside out."""
    return change(map_parts(node, lambda part: map_expression(part, change)))


def map_parts(node: Expression, change: Change) -> Expression:
    """The expression with ``change`` applied to what stands directly inside it."""

    def maybe(part: Expression | None) -> Expression | None:
        return None if part is None else change(part)

    if isinstance(node, BinOp | Compare | BoolOp):
        return type(node)(change(node.left), node.op, change(node.right))
    if isinstance(node, UnaryOp):
        return UnaryOp(node.op, change(node.operand))
    if isinstance(node, JoinedStr):
        return JoinedStr(tuple(change(value) for value in node.values))
    if isinstance(node, List):
        return List(tuple(change(element) for element in node.elements))
    if isinstance(node, Dict):
        return Dict(tuple(change(key) for key in node.keys), tuple(change(value) for value in node.values))
    if isinstance(node, Subscript):
        return Subscript(change(node.value), change(node.index))
    if isinstance(node, Slice):
        return Slice(change(node.value), maybe(node.lower), maybe(node.upper))
    if isinstance(node, Contains):
        return Contains(change(node.item), node.op, change(node.container))
    if isinstance(node, Intrinsic):
        return Intrinsic(node.name, tuple(change(argument) for argument in node.arguments))
    if isinstance(node, Call):
        return Call(node.function, tuple(change(argument) for argument in node.arguments))
    if isinstance(node, Conditional):
        return Conditional(change(node.test), change(node.body), change(node.orelse))
    return node


def is_well_formed(body: Block, looped: bool = False) -> bool:
    """Whether every break and continue stands in a loop; a reading that takes the loop away is no reading."""
    for node in body:
        if isinstance(node, Break | Continue):
            if not looped:
                return False
        elif isinstance(node, While | For | ForEach | RepeatUntil):
            if not is_well_formed(node.body, True):
                return False
        elif isinstance(node, FunctionDef):
            if not is_well_formed(node.body):
                return False
        elif isinstance(node, If):
            if not (is_well_formed(node.body, looped) and is_well_formed(node.orelse, looped)):
                return False
        elif isinstance(node, Try):
            if not (is_well_formed(node.body, looped) and is_well_formed(node.handler, looped)):
                return False
        elif isinstance(node, Switch) and not all(
            is_well_formed(block, looped) for block in (*(case for _, case in node.cases), node.default)
        ):
            return False
    return True
