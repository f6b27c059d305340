"""Tree to text: what languages with infix expressions and nested blocks have in common.

A language brings tables (`Notation`: operators, precedence, words; `Layout`: how blocks open and close) and the few
methods in which it truly differs: assignment, print, joined strings, counted loops. Parentheses are as few as the
precedence allows: with the tables of Python ::

    BinOp(BinOp(Name("a"), "-", Name("b")), "-", Constant(-1))   ->   a - b - -1
    BinOp(Name("a"), "-", BinOp(Name("b"), "-", Constant(1)))    ->   a - (b - 1)
    UnaryOp("-", UnaryOp("-", Name("a")))                        ->   -(-a)
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any, ClassVar

from caalm.errors import InexpressibleError
from caalm.languages.language import Features, Source
from caalm.languages.notation import ATOM, NEGATION, Layout, Notation
from caalm.program.checks import expression_type, variable_types
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
    UnaryOp,
    While,
    all_expressions,
    walk_statements,
)
from caalm.program.values import Semantics

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_COMMENTS = {
    Assign: ("set {}", "{} for later", "value of {}", "{}", "keep {}"),
    Print: ("show it", "output", "print the result", "report"),
    If: ("check", "decide", "pick a branch", "which case?"),
    While: ("keep going", "loop", "repeat while it holds"),
    For: ("loop", "count", "repeat"),
}


class Renderer:
    """One rendering of one program: the style is drawn when it is made, ``source`` does the work once."""

    notation: ClassVar[Notation]
    layout: Layout
    indent: str = "    "
    terminator: str = ""
    quote: str = '"'

    def __init__(self, program: Program, rng: Random, semantics: Semantics) -> None:
        if program.pictures:
            raise InexpressibleError("fields with pictures have no spelling in this language")
        self.program = program
        self.rng = rng
        self.semantics = semantics
        self.operators = self.notation.operators
        self.lines: list[str] = []
        self.places: list[int] = []
        self.loops = 0
        self.loose = rng.random() < 0.15  # more parentheses than are needed
        self.wrapped_negatives = rng.random() < 0.5  # a - (-b) rather than a - -b
        self.commented = 0.2 if rng.random() < 0.2 else 0.0
        self.spaced = 0.2 if rng.random() < 0.25 else 0.0

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.rng.random() < probability

    def source(self) -> Source:
        """The text with its line map."""
        self.check_names()
        if self.commented and self.chance(0.3):
            self.lines.append(self.notation.comment + self.rng.choice(("example", "a small program", "demo", "main")))
        self.block(self.program.body, 0)
        return Source("".join([line + "\n" for line in self.lines]), tuple(self.places))

    # What is found out about the program only when it is asked for

    @cached_property
    def types(self) -> dict[str, type]:
        """The type of every variable."""
        return variable_types(self.program)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every variable of the program."""
        found = {node.id for node in all_expressions(self.program) if type(node) is Name}
        for statement in walk_statements(self.program.body):
            if isinstance(statement, Assign | For) and statement.target is not None:
                found.add(statement.target)
        return frozenset(found)

    def check_names(self) -> None:
        """Raises for a variable that the language cannot name."""
        for name in self.names:
            if name in self.notation.reserved or not self.notation.identifier.fullmatch(name):
                raise InexpressibleError(f"{name!r} cannot name a variable here: choose another name")

    def fresh(self, *candidates: str) -> str:
        """The first candidate that is no variable of the program; where all are taken, the last with underscores."""
        for name in candidates:
            if name not in self.names:
                return name
        return self.fresh(candidates[-1] + "_")

    # Statements

    def block(self, body: tuple[Statement, ...], depth: int) -> None:
        """The statements of a block."""
        for statement in body:
            if self.spaced and self.lines and depth == 0 and self.chance(self.spaced):
                self.lines.append("")
            self.before(statement, depth)
            if self.commented and self.chance(self.commented / 2):
                self.emit(self.comment(statement), depth)
            self.statement(statement, depth)

    def before(self, statement: Statement, depth: int) -> None:
        """Lines that must stand before a statement; none unless the language declares variables."""

    def statement(self, statement: Statement, depth: int) -> None:
        """One statement with its blocks."""
        render: Callable[[Any, Any, int], None] | None = _STATEMENTS.get(type(statement))
        if render is None:
            raise InexpressibleError(f"{type(statement).__name__} has no spelling in this language")
        render(self, statement, depth)

    def emit(self, text: str, depth: int) -> None:
        """A line that is no statement of its own, or further text of one."""
        self.lines.append(self.indent * depth + text)

    def place(self, text: str, depth: int, statement: Statement) -> None:
        """The line on which a statement stands."""
        if self.commented and self.chance(self.commented):
            text = f"{text}  {self.comment(statement)}"
        self.emit(text, depth)
        self.places.append(len(self.lines))

    def comment(self, statement: Statement) -> str:
        """A remark that says nothing new."""
        remark = self.rng.choice(_COMMENTS.get(type(statement), ("next",)))
        return self.notation.comment + remark.format(getattr(statement, "target", ""))

    def opening(self, template: str, text: str, depth: int, statement: Statement) -> None:
        """The lines of a template of the layout, ``text`` in its hole."""
        for line in template.split("\n"):
            if "{}" in line:
                self.place(line.replace("{}", text), depth, statement)
            else:
                self.emit(line, depth)

    def closing(self, depth: int) -> None:
        """The end of a statement with blocks."""
        if self.layout.end:
            self.emit(self.layout.end, depth)

    def assign_statement(self, node: Assign, depth: int) -> None:
        """An assignment."""
        self.place(self.assign(node) + self.terminator, depth, node)

    def print_statement(self, node: Print, depth: int) -> None:
        """A print."""
        self.place(self.print(node) + self.terminator, depth, node)

    def if_statement(self, node: If, depth: int) -> None:
        """The whole chain of if, else-if and else."""
        template = self.layout.if_
        while True:
            self.opening(template, self.expression(node.test), depth, node)
            self.block(node.body, depth + 1)
            rest = node.orelse
            if len(rest) != 1 or not isinstance(rest[0], If):
                break
            node, template = rest[0], self.layout.elif_
        if rest:
            for line in self.layout.else_.split("\n"):
                self.emit(line, depth)
            self.block(rest, depth + 1)
        self.closing(depth)

    def while_statement(self, node: While, depth: int) -> None:
        """A loop with its test in front."""
        self.opening(self.layout.while_, self.expression(node.test), depth, node)
        self.block(node.body, depth + 1)
        self.closing(depth)

    def for_statement(self, node: For, depth: int) -> None:
        """A counted loop."""
        header = self.counted(node, depth)
        self.opening(self.layout.block, header, depth, node)
        self.loops += 1
        self.block(node.body, depth + 1)
        self.loops -= 1
        self.closing(depth)

    def assign(self, node: Assign) -> str:
        """The text of an assignment without its terminator."""
        raise NotImplementedError

    def print(self, node: Print) -> str:
        """The text of a print without its terminator."""
        raise NotImplementedError

    def counted(self, node: For, depth: int) -> str:
        """The header of a counted loop; may emit lines before it."""
        raise NotImplementedError

    # Expressions: every handler returns its text and its level

    def expression(self, node: Expression, least: int = 0) -> str:
        """The text of an expression, in parentheses when it binds less than ``least``."""
        render: Callable[[Any, Any], tuple[str, int]] | None = _EXPRESSIONS.get(type(node))
        if render is None:
            raise InexpressibleError(f"{type(node).__name__} has no spelling in this language")
        text, level = render(self, node)
        return text if level >= least else f"({text})"

    def type_of(self, node: Expression) -> type:
        """The static type of an expression."""
        return expression_type(node, self.types)

    def constant(self, node: Constant) -> tuple[str, int]:
        """A literal; a negative number binds like a unary minus."""
        value = node.value
        if isinstance(value, str):
            return self.string(value), ATOM
        if isinstance(value, bool):
            return self.notation.literals[value], ATOM
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
        return node.id, ATOM

    def bin_op(self, node: BinOp) -> tuple[str, int]:
        """Arithmetic, and ``+`` of strings."""
        types = self.type_of(node.left), self.type_of(node.right)
        if str in types:
            if node.op != "+" or (types[0] is not types[1] and self.semantics.mixed_add == "error"):
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


_STATEMENTS: dict[type, Any] = {
    Assign: lambda renderer, node, depth: renderer.assign_statement(node, depth),
    Print: lambda renderer, node, depth: renderer.print_statement(node, depth),
    If: lambda renderer, node, depth: renderer.if_statement(node, depth),
    While: lambda renderer, node, depth: renderer.while_statement(node, depth),
    For: lambda renderer, node, depth: renderer.for_statement(node, depth),
}
_EXPRESSIONS: dict[type, Any] = {
    Constant: lambda renderer, node: renderer.constant(node),
    Name: lambda renderer, node: renderer.name(node),
    BinOp: lambda renderer, node: renderer.bin_op(node),
    UnaryOp: lambda renderer, node: renderer.unary_op(node),
    Compare: lambda renderer, node: renderer.compare(node),
    BoolOp: lambda renderer, node: renderer.bool_op(node),
    JoinedStr: lambda renderer, node: renderer.joined_str(node),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InfixLanguage:
    """A `Language` whose programs a `Renderer` writes."""

    name: str
    suffix: str
    semantics: Semantics
    renderer: type[Renderer]
    features: Features = field(default_factory=Features)
    """What a natural program in this language uses; the renderer can write more."""

    @property
    def reserved(self) -> frozenset[str]:
        """Words that cannot name a variable, in lower case."""
        return frozenset(word.lower() for word in self.renderer.notation.reserved)

    def render(self, program: Program, rng: Random) -> Source:
        """The program in this language, in a style drawn from ``rng``."""
        return self.renderer(program, rng, self.semantics).source()
