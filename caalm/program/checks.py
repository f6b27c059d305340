"""Well-formed or not: names bound before they are read, types that agree, loops that count.

>>> from caalm.program.nodes import Assign, Constant, Name, Print, Program
>>> problems(Program((Print((Name("a"),)), Assign("a", Constant(1)))))
["'a' may be read before it is bound"]
>>> problems(Program((Assign("a", Constant(1)), Print((Name("a"),)))))
[]
"""

from decimal import Decimal

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
    Name,
    Print,
    Program,
    Statement,
    Store,
    UnaryOp,
    While,
    blocks,
    expressions,
    walk_statements,
)
from caalm.program.pictures import parse_picture

Types = dict[str, type]
_NUMBERS = (int, float, Decimal)


def problems(program: Program, *, mixed_add: bool = False) -> list[str]:
    """What is wrong with a program, in words; empty when it is well-formed.

    ``mixed_add`` allows a string ``+`` something else, as JavaScript does.
    """
    checker = _Checker(mixed_add, _picture_types(program))
    checker.block(program.body, dict(checker.fields))
    return checker.found


def variable_types(program: Program) -> Types:
    """The type of every variable of a well-formed program; each variable keeps one type."""
    types = _picture_types(program)
    _Checker(True, types).block(program.body, types)
    _collect(program.body, types)
    return types


def _picture_types(program: Program) -> Types:
    """The types of declared fields: they are bound from the start, and stay what their picture makes of a value."""
    types: Types = {}
    for field in program.pictures:
        picture = parse_picture(field.picture)
        types[field.name] = str if picture.category != "numeric" else Decimal if picture.scale else int
    return types


def _collect(body: tuple[Statement, ...], types: Types) -> None:
    for statement in body:
        if isinstance(statement, Assign) and statement.target not in types:
            types[statement.target] = expression_type(statement.value, types)
        elif isinstance(statement, For) and statement.target is not None:
            types.setdefault(statement.target, int)
        for block in blocks(statement):
            _collect(block, types)


def expression_type(node: Expression, types: Types) -> type:
    """The static type of an expression, given those of the variables: int, float, str or bool."""
    if isinstance(node, Constant):
        return type(node.value)
    if isinstance(node, Name):
        return types.get(node.id, int)
    if isinstance(node, Compare | BoolOp):
        return bool
    if isinstance(node, JoinedStr):
        return str
    if isinstance(node, UnaryOp):
        return bool if node.op == "not" else expression_type(node.operand, types)
    left, right = expression_type(node.left, types), expression_type(node.right, types)
    if str in (left, right):
        return str
    if Decimal in (left, right):
        return Decimal
    return float if node.op == "/" or float in (left, right) else int


class _Checker:
    def __init__(self, mixed_add: bool, fields: Types) -> None:
        self.mixed_add = mixed_add
        self.fields = fields
        self.found: list[str] = []

    def block(self, body: tuple[Statement, ...], types: Types) -> None:
        """Checks a block; on return ``types`` holds what is certainly bound after it."""
        for statement in body:
            for expression in expressions(statement):
                self.expression(expression, types)
            self.statement(statement, types)

    def statement(self, statement: Statement, types: Types) -> None:
        if self.fields and isinstance(statement, Assign | Store | For):
            self.field(statement)
        if isinstance(statement, Store):
            if expression_type(statement.value, types) not in _NUMBERS:
                self.found.append(f"{statement.target!r} stores what is not a number")
            self.block(statement.size_error, types)
            self.block(statement.fitting, types)
        elif isinstance(statement, Assign):
            if self.fields:
                return
            kind = expression_type(statement.value, types)
            if types.setdefault(statement.target, kind) is not kind:
                self.found.append(f"{statement.target!r} changes its type")
        elif isinstance(statement, Print):
            if not statement.values:
                self.found.append("a print has no values")
        elif isinstance(statement, If):
            self.condition(statement.test, types)
            if not statement.body:
                self.found.append("an if has an empty body")
            branches = [dict(types), dict(types)]
            self.block(statement.body, branches[0])
            self.block(statement.orelse, branches[1])
            for name in branches[0].keys() & branches[1].keys():
                types.setdefault(name, branches[0][name])
        elif isinstance(statement, While):
            self.condition(statement.test, types)
            self.loop_body(statement.body, dict(types))
        else:
            self.counted(statement, types)

    def field(self, statement: Assign | Store | For) -> None:
        if statement.target is not None and statement.target not in self.fields:
            self.found.append(f"{statement.target!r} has no picture")

    def counted(self, statement: For, types: Types) -> None:
        if statement.step == 0:
            self.found.append("a counted loop has step 0")
        inner = dict(types)
        if statement.target is not None:
            if statement.target in types and not self.fields:
                self.found.append(f"the loop variable {statement.target!r} is bound outside the loop")
            inner[statement.target] = int
            if any(isinstance(s, Assign) and s.target == statement.target for s in walk_statements(statement.body)):
                self.found.append(f"the loop variable {statement.target!r} is assigned inside the loop")
        for bound in (statement.start, statement.stop):
            if expression_type(bound, types) is not int:
                self.found.append("a bound of a counted loop is not an integer")
        self.loop_body(statement.body, inner)

    def loop_body(self, body: tuple[Statement, ...], types: Types) -> None:
        if not body:
            self.found.append("a loop has an empty body")
        self.block(body, types)

    def condition(self, test: Expression, types: Types) -> None:
        if expression_type(test, types) is not bool:
            self.found.append("a condition is not a boolean")

    def expression(self, node: Expression, types: Types) -> None:
        if isinstance(node, Name):
            if node.id not in types:
                self.found.append(f"{node.id!r} may be read before it is bound")
        elif isinstance(node, BinOp | Compare | BoolOp):
            self.expression(node.left, types)
            self.expression(node.right, types)
            self.operands(node, expression_type(node.left, types), expression_type(node.right, types))
        elif isinstance(node, UnaryOp):
            self.expression(node.operand, types)
            kind = expression_type(node.operand, types)
            if (kind is bool) != (node.op == "not") or kind is str:
                self.found.append(f"{node.op} is applied to {kind.__name__}")
        elif isinstance(node, JoinedStr):
            for value in node.values:
                self.expression(value, types)

    def operands(self, node: BinOp | Compare | BoolOp, left: type, right: type) -> None:
        numbers = left in _NUMBERS and right in _NUMBERS
        if isinstance(node, BoolOp):
            fits = left is bool and right is bool
        elif isinstance(node, Compare):
            fits = numbers or (left is right and (left is str or node.op in ("==", "!=")))
        else:
            fits = numbers or (node.op == "+" and str in (left, right) and (left is right or self.mixed_add))
        if not fits:
            self.found.append(f"{node.op} is applied to {left.__name__} and {right.__name__}")
