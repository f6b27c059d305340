"""Arithmetic and conditions in COBOL's words.

>>> from random import Random
>>> from caalm.languages.cobol.style import draw_style
>>> from caalm.program.nodes import BinOp, Compare, Constant, Name
>>> writer = ExpressionWriter(Random(1), draw_style(Random(3), fixed=False), {})
>>> writer.arithmetic(BinOp(BinOp(Name("A"), "+", Constant(1)), "*", Constant(-2)))
'(A + 1) * (-2)'
"""

from collections.abc import Mapping
from decimal import Decimal
from random import Random

from caalm.errors import InexpressibleError
from caalm.languages.cobol.style import Style
from caalm.program.nodes import (
    BinOp,
    BoolOp,
    Compare,
    Constant,
    Expression,
    Input,
    Intrinsic,
    JoinedStr,
    Name,
    Slice,
    Subscript,
    UnaryOp,
)
from caalm.program.pictures import Picture

_LEVELS = {"+": 1, "-": 1, "*": 2, "/": 2}
_ATOM = 4
_OPPOSITES = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SYMBOLS = {
    "==": ("=",),
    "!=": ("NOT =", "NOT =", "<>"),
    "<": ("<",),
    "<=": ("<=", "<=", "NOT >"),
    ">": (">",),
    ">=": (">=", ">=", "NOT <"),
}
_WORDS = {
    "==": ("EQUAL TO", "IS EQUAL TO", "EQUALS", "EQUAL"),
    "!=": ("NOT EQUAL TO", "IS NOT EQUAL TO", "IS NOT ="),
    "<": ("LESS THAN", "IS LESS THAN"),
    "<=": ("IS LESS THAN OR EQUAL TO", "IS NOT GREATER THAN", "NOT GREATER THAN"),
    ">": ("GREATER THAN", "IS GREATER THAN"),
    ">=": ("IS GREATER THAN OR EQUAL TO", "IS NOT LESS THAN", "NOT LESS THAN"),
}
_TEXTS = {"upper": "UPPER-CASE", "lower": "LOWER-CASE", "reverse": "REVERSE", "trim": "TRIM"}
_NUMBERS = {"length": "LENGTH", "integer": "NUMVAL", "absolute": "ABS", "minimum": "MIN", "maximum": "MAX"}
_SIGNS = {"==": "IS ZERO", "!=": "IS NOT ZERO", ">": "IS POSITIVE", "<": "IS NEGATIVE"}


class ExpressionWriter:
    """Writes expressions in one style; ``pictures`` are those of the program's fields, ``tables`` how many places those
    have that are tables, ``flags`` the names of conditions: a field that holds a value (level 88).
    """

    def __init__(
        self,
        rng: Random,
        style: Style,
        pictures: Mapping[str, Picture],
        tables: Mapping[str, int] | None = None,
        flags: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self.rng = rng
        self.style = style
        self.word = style.words
        self.pictures = pictures
        self.tables = tables or {}
        self.flags = flags or {}

    def often(self, share: float) -> bool:
        return self.rng.random() < share

    # Operands

    def literal(self, node: Constant) -> str:
        value = node.value
        if isinstance(value, str):
            quote = self.style.quote
            if quote in value:
                quote = '"' if quote == "'" else "'"
            if not value or quote in value or not value.isascii() or not value.isprintable():
                raise InexpressibleError(f"COBOL: the text {value!r} cannot be written as a literal")
            return f"{quote}{value}{quote}"
        if isinstance(value, bool | float):
            raise InexpressibleError(f"COBOL has no literal for {value!r}")
        return f"{value:f}" if isinstance(value, Decimal) else str(value)

    def operand(self, node: Expression) -> str | None:
        """A name or a literal, or None for what needs COMPUTE."""
        if isinstance(node, Name):
            if node.id in self.tables:
                raise InexpressibleError(f"COBOL: the table {node.id} is used place by place")
            return node.id
        if isinstance(node, Subscript | Slice):
            return self.place(node)
        if isinstance(node, Intrinsic) and node.name in _TEXTS:
            return f"{self.word('FUNCTION')} {self.word(_TEXTS[node.name])}({self.text(node.arguments[0])})"
        return self.literal(node) if isinstance(node, Constant) else None

    def is_text(self, node: Expression) -> bool:
        if isinstance(node, Subscript) and isinstance(node.value, Name) and node.value.id in self.tables:
            return self.pictures[node.value.id].category != "numeric"
        if isinstance(node, Name):
            return node.id in self.pictures and self.pictures[node.id].category != "numeric"
        if isinstance(node, Intrinsic):
            return node.name in _TEXTS or node.name in ("replace", "before")
        return isinstance(node, Subscript | Slice | JoinedStr | Input) or (
            isinstance(node, Constant) and isinstance(node.value, str)
        )

    def text(self, node: Expression) -> str:
        """A text as the argument of a function."""
        operand = self.operand(node)
        if operand is None or not self.is_text(node):
            raise InexpressibleError("COBOL: a function of a text takes a field, a part of one or a literal")
        return operand

    def place(self, node: Subscript | Slice) -> str:
        """A place of a table, ``T(I + 1)``, or a part of a text, ``T(I:1)``."""
        base = node.value
        if not isinstance(base, Name) or base.id not in self.pictures:
            raise InexpressibleError("COBOL: only a table or a text has places")
        most = self.tables.get(base.id)
        if most is not None:
            if isinstance(node, Slice):
                raise InexpressibleError("COBOL: a table has no parts")
            return f"{base.id}({self.subscript(node.index, most)})"
        picture = self.pictures[base.id]
        if picture.category != "alphanumeric":
            raise InexpressibleError(f"COBOL: the number {base.id} has no places")
        if isinstance(node, Subscript):
            return f"{base.id}({self.subscript(node.index, picture.integers)}:1)"
        lower = node.lower or Constant(1)
        first = self.subscript(lower, picture.integers)
        if node.upper is None:
            return f"{base.id}({first}:)"
        return f"{base.id}({first}:{self.span(lower, node.upper, picture.integers)})"

    def span(self, lower: Expression, upper: Expression, most: int) -> str:
        """How many characters there are from place ``lower`` to place ``upper``."""
        if isinstance(upper, Constant):
            self.subscript(upper, most)
        if isinstance(lower, Constant) and isinstance(upper, Constant):
            assert isinstance(lower.value, int)
            assert isinstance(upper.value, int)
            if upper.value < lower.value:
                raise InexpressibleError("COBOL: a part has at least one character")
            return str(upper.value - lower.value + 1)
        if lower == Constant(1):
            return self.subscript(upper, most)
        if upper == lower:
            return "1"
        if isinstance(upper, BinOp) and upper.op == "+" and upper.left == lower and isinstance(upper.right, Constant):
            assert isinstance(upper.right.value, int)
            before = lower.value - 1 if isinstance(lower, Constant) and isinstance(lower.value, int) else 0
            return self.subscript(Constant(upper.right.value + 1), most - before)
        return f"{self.arithmetic(BinOp(upper, '-', lower))} + 1"

    def subscript(self, node: Expression, most: int) -> str:
        """A literal, an integer field, or one of these and a bit more or less."""
        if isinstance(node, Constant):
            if type(node.value) is not int or not 1 <= node.value <= most:
                raise InexpressibleError(f"COBOL: {node.value!r} is no place of {most}")
            return str(node.value)
        if isinstance(node, Name) and self.is_whole(node):
            return node.id
        if isinstance(node, BinOp) and node.op in "+-" and isinstance(node.left, Name) and self.is_whole(node.left):
            other = node.right
            if isinstance(other, Constant) and type(other.value) is int and other.value >= 0:
                return f"{node.left.id} {node.op} {other.value}"
            if isinstance(other, Name) and self.is_whole(other):
                return f"{node.left.id} {node.op} {other.id}"
        raise InexpressibleError("COBOL: a place is a literal or a field, plus or minus another")

    def is_whole(self, node: Name) -> bool:
        picture = self.pictures.get(node.id)
        return (
            picture is not None and node.id not in self.tables and picture.category == "numeric" and not picture.scale
        )

    # Arithmetic

    def arithmetic(self, node: Expression) -> str:
        return self._arithmetic(node)[0]

    def _arithmetic(self, node: Expression) -> tuple[str, int]:
        operand = self.operand(node)
        if operand is not None:
            if self.is_text(node):
                raise InexpressibleError(f"COBOL does not calculate with the text {operand}")
            return operand, _ATOM
        if isinstance(node, Intrinsic):
            return self.number_function(node), _ATOM
        if isinstance(node, UnaryOp) and node.op == "-":
            text, level = self._arithmetic(node.operand)
            return f"- {text if level == _ATOM and text[0] != '-' else f'({text})'}", 3
        if not isinstance(node, BinOp):
            raise InexpressibleError(f"COBOL has no arithmetic {type(node).__name__}")
        if node.op in ("%", "//"):
            return self.function(node), _ATOM
        level = _LEVELS[node.op]
        left, left_level = self._arithmetic(node.left)
        right, right_level = self._arithmetic(node.right)
        if left_level < level:
            left = f"({left})"
        if right_level <= level or right[0] == "-":
            right = f"({right})"
        return f"{left} {node.op} {right}", level

    def function(self, node: BinOp) -> str:
        left, right = self.arithmetic(node.left), self.arithmetic(node.right)
        word = self.word("FUNCTION")
        if node.op == "//":
            if self.needs_parentheses(node.left):
                left = f"({left})"
            if self.needs_parentheses(node.right) or right[0] == "-":
                right = f"({right})"
            return f"{word} {self.word('INTEGER-PART')}({left} / {right})"
        # MOD rounds down and REM cuts: they agree where nothing is negative, and MOD is what people write.
        name = "MOD" if self.natural(node.left) and self.natural(node.right) else "REM"
        return f"{word} {self.word(name)}({left}, {right})"

    def number_function(self, node: Intrinsic) -> str:
        """A function that gives a number."""
        if node.name not in _NUMBERS:
            raise InexpressibleError(f"COBOL has no function for {node.name}")
        is_textual = node.name in ("length", "integer")
        if node.name == "length" and not isinstance(node.arguments[0], Name | Intrinsic):
            # Its length is known to the compiler, which then never asks whether the place is there.
            raise InexpressibleError("COBOL: the length of a field or of what a function gives is asked for")
        arguments = [self.text(each) if is_textual else self.arithmetic(each) for each in node.arguments]
        return f"{self.word('FUNCTION')} {self.word(_NUMBERS[node.name])}({', '.join(arguments)})"

    def needs_parentheses(self, node: Expression) -> bool:
        return self._arithmetic(node)[1] < _ATOM

    def natural(self, node: Expression) -> bool:
        """Whether this can only be an integer that is not negative."""
        if isinstance(node, Constant):
            return isinstance(node.value, int) and node.value >= 0
        if isinstance(node, Name):
            picture = self.pictures[node.id]
            return picture.category == "numeric" and not picture.signed and not picture.scale
        if isinstance(node, Subscript):
            return isinstance(node.value, Name) and node.value.id in self.tables and self.natural(node.value)
        if isinstance(node, Intrinsic):
            return node.name == "length"
        return isinstance(node, BinOp) and node.op in "+*" and self.natural(node.left) and self.natural(node.right)

    # Conditions

    def condition(self, node: Expression, *, negated: bool = False) -> str:
        if isinstance(node, Compare):
            return self.comparison(node, _OPPOSITES[node.op] if negated else node.op, alone=True)
        return self._condition(node, negated)[0]

    def _condition(self, node: Expression, negated: bool) -> tuple[str, str]:
        """The text and the operator that holds it together."""
        if isinstance(node, UnaryOp) and node.op == "not":
            if negated or isinstance(node.operand, Compare) or self.often(0.4):
                return self._condition(node.operand, not negated)
            return f"{self.word('NOT')} ({self.condition(node.operand)})", "not"
        if isinstance(node, Compare):
            return self.comparison(node, _OPPOSITES[node.op] if negated else node.op), ""
        if not isinstance(node, BoolOp):
            raise InexpressibleError("COBOL: a condition is a comparison, or several")
        operator = {"and": "or", "or": "and"}[node.op] if negated else node.op
        texts = []
        for side in (node.left, node.right):
            text, inner = self._condition(side, negated)
            texts.append(f"({text})" if inner and (inner == "not" or inner != operator) else text)
        return f"{texts[0]} {self.word(operator)} {texts[1]}", operator

    def comparison(self, node: Compare, operator: str, *, alone: bool = False) -> str:
        if self.is_text(node.left) != self.is_text(node.right):
            raise InexpressibleError("COBOL: a text is compared with a text only")
        flag = self.flag(node.left, node.right) if operator == "==" else None
        if flag is not None:
            return flag
        if isinstance(node.left, Constant) and isinstance(node.right, Constant):
            raise InexpressibleError("COBOL: two literals are not compared")
        left, right = (
            side if side is not None else self.arithmetic(node_)
            for node_, side in ((node.left, self.operand(node.left)), (node.right, self.operand(node.right)))
        )
        zero = isinstance(node.right, Constant) and node.right.value == 0 and type(node.right.value) is int
        signed = alone and zero and operator in _SIGNS and isinstance(node.left, Name)
        if signed and self.often(self.style.comparison_words / 2):  # alone: cobc refuses A IS ZERO OR ...
            return f"{left} {self.word(_SIGNS[operator])}"
        if zero and self.style.figurative and self.often(0.4):
            right = self.word("ZERO")
        words = _WORDS if self.often(self.style.comparison_words) else _SYMBOLS
        return f"{left} {self.word(self.rng.choice(words[operator]))} {right}"

    def flag(self, field: Expression, value: Expression) -> str | None:
        """The name for "this field holds this value", where there is one."""
        if not isinstance(field, Name) or not isinstance(value, Constant):
            return None
        return self.flags.get((field.id, str(value.value)))
