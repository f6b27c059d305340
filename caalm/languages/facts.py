"""What a renderer asks about a tree before it chooses a spelling.

>>> augmented(Assign("x", BinOp(Name("x"), "+", Constant(2))), ("+", "-"))
('+', Constant(value=2))
>>> shifted(BinOp(Name("n"), "-", Constant(1)), 1)
Name(id='n')
"""

from caalm.program.nodes import (
    Assign,
    BinOp,
    Constant,
    Expression,
    For,
    Name,
    Program,
    UnaryOp,
    all_expressions,
    walk_expressions,
    walk_statements,
)


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
        elif isinstance(node, BinOp | UnaryOp) and node.op == "-":
            return False
    return True


def assigned_inside(node: For) -> bool:
    """Whether the body assigns to a variable of the loop's upper bound, which is evaluated once only."""
    read = {inner.id for inner in walk_expressions(node.stop) if isinstance(inner, Name)}
    return any(isinstance(statement, Assign) and statement.target in read for statement in walk_statements(node.body))
