"""Expressions to text: parentheses as few as the precedence allows. With the tables of Python ::

    BinOp(BinOp(Name("a"), "-", Name("b")), "-", Constant(-1))   ->   a - b - -1
    BinOp(Name("a"), "-", BinOp(Name("b"), "-", Constant(1)))    ->   a - (b - 1)
    UnaryOp("-", UnaryOp("-", Name("a")))                        ->   -(-a)

Every handler returns its text and its level, which says what may stand around it.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from caalm.errors import InexpressibleError
from caalm.languages.facts import lookup
from caalm.languages.notation import ATOM, CONDITIONAL, NEGATION
from caalm.languages.scope import Scope
from caalm.program.nodes import (
    BinOp,
    BoolOp,
    Call,
    Compare,
    Conditional,
    Constant,
    Contains,
    Dict,
    Expression,
    Input,
    Intrinsic,
    JoinedStr,
    List,
    Name,
    Program,
    ReadFile,
    Slice,
    Subscript,
    UnaryOp,
)
from caalm.program.values import Semantics

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_FLIPPED = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Expressions(Scope):
    """The expressions of one program, in a style that is drawn."""

    quote: str = '"'

    def __init__(self, program: Program, rng: Random, semantics: Semantics) -> None:
        super().__init__(program, semantics)
        self.rng = rng
        self.operators = self.notation.operators
        self.loose = rng.random() < 0.15  # more parentheses than are needed
        self.wrapped_negatives = rng.random() < 0.5  # a - (-b) rather than a - -b

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.rng.random() < probability

    def expression(self, node: Expression, least: int = 0) -> str:
        """The text of an expression, in parentheses when it binds less than ``least``."""
        render: Callable[[Any, Any], tuple[str, int]] | None = _EXPRESSIONS.get(type(node))
        if render is None:
            raise InexpressibleError(f"{type(node).__name__} has no spelling in this language")
        text, level = render(self, node)
        return text if level >= least else f"({text})"

    def constant(self, node: Constant) -> tuple[str, int]:
        """A literal; a negative number binds like a unary minus."""
        value = node.value
        if isinstance(value, str):
            return self.string(value), ATOM
        if isinstance(value, bool):
            return self.notation.literals[value], ATOM
        if value is None:
            return self.notation.none, ATOM
        if not isinstance(value, int | float):
            raise InexpressibleError(f"a literal of type {type(value).__name__} has no spelling in this language")
        text = self.number(value)
        return text, self.notation.precedence[NEGATION] if text[0] == "-" else ATOM

    def number(self, value: int | float) -> str:
        """A numeric literal, with its minus sign."""
        return repr(value)

    def string(self, value: str) -> str:
        """A string literal, in the other quotes where that saves an escape."""
        quote = self.quote
        if quote in value:
            other = "'" if quote == '"' else '"'
            quote = quote if other in value else other
        return quote + self.escaped(value, quote) + quote

    def escaped(self, value: str, quote: str) -> str:
        """The inside of a string literal."""
        if value.isprintable() and quote not in value and "\\" not in value:
            return value
        escapes = {**_ESCAPES, quote: "\\" + quote}
        return "".join([escapes.get(c) or (c if c.isprintable() else self.notation.unprintable(ord(c))) for c in value])

    def name(self, node: Name) -> tuple[str, int]:
        """A variable."""
        if node.id in self.messages and node.id not in self.caught:
            raise InexpressibleError("a caught message is read outside of its handler")
        return node.id, ATOM

    def bin_op(self, node: BinOp) -> tuple[str, int]:
        """Arithmetic, and ``+`` of strings."""
        types = self.type_of(node.left), self.type_of(node.right)
        if str in types:
            alike = types[0] is types[1] or object in types or self.fails_alike
            if node.op != "+" or (not alike and self.semantics.mixed_add == "error"):
                raise InexpressibleError(
                    f"{node.op} of {types[0].__name__} and {types[1].__name__} has no spelling here"
                )
            return self.add_strings(node)
        return self.arithmetic(node)

    def add_strings(self, node: BinOp) -> tuple[str, int]:
        """``+`` with a string on at least one side."""
        return self.infix(node)

    def arithmetic(self, node: BinOp) -> tuple[str, int]:
        """An operation on numbers."""
        return self.infix(node)

    def infix(self, node: BinOp) -> tuple[str, int]:
        """``left op right``, grouping to the left."""
        level = self.notation.precedence[node.op]
        tight = self.notation.precedence[NEGATION] if self.loose else 0
        left = self.expression(node.left, tight or level)
        right = self.expression(node.right, tight or level + 1)
        if right[0] == "-" and self.wrapped_negatives:
            right = f"({right})"
        return f"{left} {self.operators.get(node.op, node.op)} {right}", level

    def compare(self, node: Compare) -> tuple[str, int]:
        """A comparison; one inside another always stands in parentheses, for Python would chain them."""
        level = self.notation.precedence[node.op]
        operator = self.operators.get(node.op, node.op)
        return f"{self.expression(node.left, level + 1)} {operator} {self.expression(node.right, level + 1)}", level

    def bool_op(self, node: BoolOp) -> tuple[str, int]:
        """``and`` and ``or``, grouping to the left."""
        level = self.notation.precedence[node.op]
        tight = ATOM if self.loose else 0
        left, right = self.expression(node.left, tight or level), self.expression(node.right, tight or level + 1)
        return f"{left} {self.operators.get(node.op, node.op)} {right}", level

    def unary_op(self, node: UnaryOp) -> tuple[str, int]:
        """``-`` and ``not``; two minus signs never meet, for two of them mean something else in Lua and JavaScript."""
        if node.op == "not":
            level = self.notation.precedence["not"]
            return self.operators.get("not", "not ") + self.expression(node.operand, level), level
        level = self.notation.precedence[NEGATION]
        operand = self.expression(node.operand, level)
        return f"-({operand})" if operand[0] == "-" else f"-{operand}", level

    def joined_str(self, node: JoinedStr) -> tuple[str, int]:
        """Values as one string."""
        raise NotImplementedError

    def negated(self, test: Expression) -> str:
        """The text of the opposite of a condition, without a ``not`` where a comparison can be turned around."""
        if isinstance(test, Compare):
            return self.expression(Compare(test.left, _FLIPPED[test.op], test.right))
        if isinstance(test, UnaryOp) and test.op == "not":
            return self.expression(test.operand)
        return self.expression(UnaryOp("not", test))

    def call(self, node: Call) -> tuple[str, int]:
        """A call of a function of the program."""
        return f"{node.function}({self.items(node.arguments)})", ATOM

    def conditional(self, node: Conditional) -> tuple[str, int]:
        """One of two values."""
        found = lookup(node)
        if found is not None:
            text = self.with_default(*found)
            if text is not None:
                return text
        return self.choice(node)

    def with_default(self, place: Subscript, default: Expression) -> tuple[str, int] | None:
        """An entry of a dictionary or another value; None where only the long form will do."""
        return None

    def choice(self, node: Conditional) -> tuple[str, int]:
        """``test ? body : orelse``."""
        test, body = self.expression(node.test, CONDITIONAL + 1), self.expression(node.body, CONDITIONAL + 1)
        return f"{test} ? {body} : {self.expression(node.orelse, CONDITIONAL)}", CONDITIONAL

    def list(self, node: List) -> tuple[str, int]:
        """A new list."""
        return f"[{self.items(node.elements)}]", ATOM

    def primary(self, node: Expression) -> str:
        """The text of an expression that a dot or bracket may follow."""
        return self.expression(node, ATOM)

    def intrinsic(self, node: Intrinsic) -> tuple[str, int]:
        """An operation that the language has; methods are named after the operations."""
        render = getattr(self, f"{node.name}_", None)
        if render is None:
            raise InexpressibleError(f"{node.name} has no spelling in this language")
        text: str | tuple[str, int] = render(*node.arguments)
        return (text, ATOM) if isinstance(text, str) else text

    def items(self, values: tuple[Expression, ...]) -> str:
        """Expressions with commas between."""
        return ", ".join([self.expression(value) for value in values])

    @property
    def fails_alike(self) -> bool:
        """Whether ``+`` of a string and something else fails in the language as in the interpreter."""
        return False


_EXPRESSIONS: dict[type, Any] = {
    Constant: lambda renderer, node: renderer.constant(node),
    Name: lambda renderer, node: renderer.name(node),
    BinOp: lambda renderer, node: renderer.bin_op(node),
    UnaryOp: lambda renderer, node: renderer.unary_op(node),
    Compare: lambda renderer, node: renderer.compare(node),
    BoolOp: lambda renderer, node: renderer.bool_op(node),
    JoinedStr: lambda renderer, node: renderer.joined_str(node),
    List: lambda renderer, node: renderer.list(node),
    Dict: lambda renderer, node: renderer.dict(node),
    Subscript: lambda renderer, node: renderer.subscript(node),
    Slice: lambda renderer, node: renderer.slice(node),
    Contains: lambda renderer, node: renderer.contains(node),
    Intrinsic: lambda renderer, node: renderer.intrinsic(node),
    Conditional: lambda renderer, node: renderer.conditional(node),
    Call: lambda renderer, node: renderer.call(node),
    Input: lambda renderer, node: renderer.input(node),
    ReadFile: lambda renderer, node: renderer.read_file(node),
}
