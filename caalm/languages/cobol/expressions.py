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
from caalm.program.nodes import BinOp, BoolOp, Compare, Constant, Expression, Name, UnaryOp
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
_SIGNS = {"==": "IS ZERO", "!=": "IS NOT ZERO", ">": "IS POSITIVE", "<": "IS NEGATIVE"}


class ExpressionWriter:
    """Writes expressions in one style; ``pictures`` are those of the program's fields."""

    def __init__(self, rng: Random, style: Style, pictures: Mapping[str, Picture]) -> None:
        self.rng = rng
        self.style = style
        self.word = style.words
        self.pictures = pictures

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
            return node.id
        return self.literal(node) if isinstance(node, Constant) else None

    def is_text(self, node: Expression) -> bool:
        if isinstance(node, Name):
            return node.id in self.pictures and self.pictures[node.id].category != "numeric"
        return isinstance(node, Constant) and isinstance(node.value, str)

    # Arithmetic

    def arithmetic(self, node: Expression) -> str:
        return self._arithmetic(node)[0]

    def _arithmetic(self, node: Expression) -> tuple[str, int]:
        operand = self.operand(node)
        if operand is not None:
            if self.is_text(node):
                raise InexpressibleError(f"COBOL does not calculate with the text {operand}")
            return operand, _ATOM
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

    def needs_parentheses(self, node: Expression) -> bool:
        return self._arithmetic(node)[1] < _ATOM

    def natural(self, node: Expression) -> bool:
        """Whether this can only be an integer that is not negative."""
        if isinstance(node, Constant):
            return isinstance(node.value, int) and node.value >= 0
        if isinstance(node, Name):
            picture = self.pictures[node.id]
            return picture.category == "numeric" and not picture.signed and not picture.scale
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
