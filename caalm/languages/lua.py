"""Lua 5.4, as people write it in short scripts.

``For("i", Constant(0), Name("n"), 1, False, body)`` is ``for i = 0, n - 1 do``: Lua's bounds are inclusive.
"""

import re
from functools import cached_property
from random import Random

from caalm.errors import InexpressibleError
from caalm.languages.declarations import Declarations, declarations
from caalm.languages.facts import shifted
from caalm.languages.language import Features
from caalm.languages.notation import ATOM, NEGATION, Layout, Notation
from caalm.languages.renderer import InfixLanguage, Renderer
from caalm.program.nodes import (
    ARITHMETIC,
    COMPARISONS,
    Assign,
    BinOp,
    Constant,
    Expression,
    For,
    JoinedStr,
    Print,
    Program,
    Statement,
)
from caalm.program.values import LUA as SEMANTICS
from caalm.program.values import Semantics

_CONCATENATION = ".."
_NOTATION = Notation(
    precedence={
        "or": 1,
        "and": 2,
        **dict.fromkeys(COMPARISONS, 3),
        _CONCATENATION: 4,
        **dict.fromkeys("+-", 5),
        **dict.fromkeys(("*", "/", "//", "%"), 6),
        NEGATION: 7,
        "not": 7,
    },
    operators={"!=": "~="},
    literals={True: "true", False: "false"},
    comment="-- ",
    reserved=frozenset(
        "and break do else elseif end false for function goto if in local nil not or repeat return then true until "
        "while print tostring string math _ENV _G".split()
    ),
    identifier=re.compile(r"[A-Za-z_][A-Za-z0-9_]*"),
)
_LAYOUT = Layout(
    if_="if {} then", elif_="elseif {} then", else_="else", while_="while {} do", block="for {} do", end="end"
)


class _Lua(Renderer):
    notation = _NOTATION
    layout = _LAYOUT

    def __init__(self, program: Program, rng: Random, semantics: Semantics) -> None:
        super().__init__(program, rng, semantics)
        self.indent = rng.choice(("  ", "  ", "    ", "\t"))
        self.terminator = ";" if self.chance(0.05) else ""
        self.quote = rng.choice('""\'')
        self.local = self.chance(0.75)
        self.join = rng.choices(("concatenated", "formatted"), (4, 1))[0]
        self.grouped = self.chance(0.6)  # ".. (a + b)" where ".. a + b" says the same
        self.floored = self.chance(0.2)

    @cached_property
    def declared(self) -> Declarations:
        """Where the variables are declared."""
        return declarations(self.program)

    # Statements

    def before(self, statement: Statement, depth: int) -> None:
        names = self.declared.before.get(id(statement)) if self.local else None
        if names:
            self.emit(f"local {', '.join(names)}{self.terminator}", depth)

    def assign(self, node: Assign) -> str:
        local = "local " if self.local and id(node) in self.declared.at else ""
        return f"{local}{node.target} = {self.expression(node.value)}"

    def print(self, node: Print) -> str:
        return f"print({', '.join([self.expression(value) for value in node.values])})"

    def counted(self, node: For, depth: int) -> str:
        stop = node.stop if node.inclusive else shifted(node.stop, -1 if node.step > 0 else 1)
        step = "" if node.step == 1 else f", {node.step}"
        return f"{node.target or '_'} = {self.expression(node.start)}, {self.expression(stop)}{step}"

    # Expressions

    def arithmetic(self, node: BinOp) -> tuple[str, int]:
        if node.op == "-" and repr(node.right) == "Constant(value=0)" and self.type_of(node.left) is float:
            # Lua 5.4 compiles x - 0 to x + 0, which differs for x = -0.0 alone.
            raise InexpressibleError("Lua does not subtract a literal 0 from a float as the tree does")
        if node.op == "//" and self.floored and self.type_of(node) is int:  # of floats, math.floor makes an integer
            return f"math.floor({self.infix(BinOp(node.left, '/', node.right))[0]})", ATOM
        return self.infix(node)

    def add_strings(self, node: BinOp) -> tuple[str, int]:
        return self.concatenated((node.left, node.right))

    def joined_str(self, node: JoinedStr) -> tuple[str, int]:
        if not node.values:
            return self.string(""), ATOM
        return self.formatted(node.values) if self.join == "formatted" else self.concatenated(node.values)

    def concatenated(self, values: tuple[Expression, ...]) -> tuple[str, int]:
        """``"a" .. b``; a boolean, and a value alone, go through tostring."""
        level = self.notation.precedence[_CONCATENATION]
        parts = []
        for value in values:
            kind = self.type_of(value)
            if kind is bool or (len(values) == 1 and kind is not str):
                parts.append(f"tostring({self.expression(value)})")
            else:
                text = self.expression(value, level)
                parts.append(f"({text})" if self.grouped and type(value) is BinOp and kind is not str else text)
        return " .. ".join(parts), level if len(parts) > 1 else min(level, ATOM)

    def formatted(self, values: tuple[Expression, ...]) -> tuple[str, int]:
        """``string.format("a%s", b)``."""
        text, holes = "", []
        for value in values:
            if isinstance(value, Constant) and isinstance(value.value, str):
                text += value.value.replace("%", "%%")
            else:
                text += "%d" if self.type_of(value) is int and self.chance(0.5) else "%s"
                holes.append(self.expression(value))
        return f"string.format({', '.join([self.string(text), *holes])})", ATOM


LUA = InfixLanguage(
    name="lua",
    suffix=".lua",
    semantics=SEMANTICS,
    renderer=_Lua,
    features=Features(operators=ARITHMETIC, counted_loops=(True,)),  # both bounds are reached
)
