"""Python 3, as people write it in short scripts.

``Assign("a", BinOp(Name("a"), "+", Constant(1)))`` is ``a += 1`` or ``a = a + 1``, and a joined string an f-string, a
sum of ``str()`` calls, ``.format`` or ``%``, as the style of the program has it.
"""

import keyword
from random import Random

from caalm.languages.facts import augmented, shifted
from caalm.languages.language import Features
from caalm.languages.notation import ATOM, NEGATION, Layout, Notation
from caalm.languages.renderer import InfixLanguage, Renderer
from caalm.program.nodes import ARITHMETIC, COMPARISONS, Assign, Constant, Expression, For, JoinedStr, Print, Program
from caalm.program.values import PYTHON as SEMANTICS
from caalm.program.values import Semantics


def _unprintable(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_NOTATION = Notation(
    precedence={
        "or": 1,
        "and": 2,
        "not": 3,
        **dict.fromkeys(COMPARISONS, 4),
        **dict.fromkeys("+-", 5),
        **dict.fromkeys(("*", "/", "//", "%"), 6),
        NEGATION: 7,
    },
    operators={},
    literals={True: "True", False: "False"},
    comment="# ",
    reserved=frozenset(keyword.kwlist) | {"print", "str", "range"},
    unprintable=_unprintable,
)
_LAYOUT = Layout(if_="if {}:", elif_="elif {}:", else_="else:", while_="while {}:", block="{}:", end="")
_JOINS = ("fstring", "fstring", "fstring", "sum", "format", "percent")


class _Python(Renderer):
    notation = _NOTATION
    layout = _LAYOUT

    def __init__(self, program: Program, rng: Random, semantics: Semantics) -> None:
        super().__init__(program, rng, semantics)
        self.indent = rng.choice(("    ", "    ", "    ", "  ", "\t"))
        self.quote = rng.choice('""\'')
        self.shortened = self.chance(0.6)
        self.join = rng.choice(_JOINS)
        self.printed = rng.choice(("items", "items", "join"))
        self.full_range = self.chance(0.2)  # range(0, n) rather than range(n)

    def assign(self, node: Assign) -> str:
        change = augmented(node, ARITHMETIC) if self.shortened else None
        if change is not None:
            self.expression(node.value)  # raises for what cannot be said
            return f"{node.target} {change[0]}= {self.expression(change[1])}"
        return f"{node.target} = {self.expression(node.value)}"

    def print(self, node: Print) -> str:
        values = node.values
        if len(values) == 1 and isinstance(values[0], JoinedStr) and self.join == "sum" and self.chance(0.4):
            items = self.items(values[0].values or (Constant(""),))
            return f"print({items}, sep={self.string('')})"
        if len(values) > 1 and self.printed == "join" and self.chance(0.8):
            spaced = [part for value in values for part in (Constant(self.semantics.separator), value)][1:]
            return f"print({self.joined_str(JoinedStr(tuple(spaced)))[0]})"
        return f"print({self.items(values)})"

    def items(self, values: tuple[Expression, ...]) -> str:
        return ", ".join([self.expression(value) for value in values])

    def counted(self, node: For, depth: int) -> str:
        start, stop = node.start, node.stop
        if node.target is None and node.inclusive and node.step == 1 and start == Constant(1):
            start = Constant(0)  # only the number of turns matters
        elif node.inclusive:
            stop = shifted(stop, 1 if node.step > 0 else -1)
        arguments = [self.expression(start), self.expression(stop), str(node.step)]
        if node.step == 1:
            arguments.pop()
            if arguments[0] == "0" and not (self.full_range and node.target is not None):
                arguments.pop(0)
        target = node.target or self.fresh("_", "__")
        return f"for {target} in range({', '.join(arguments)})"

    # Joined strings

    def joined_str(self, node: JoinedStr) -> tuple[str, int]:
        if not node.values:
            return self.string(""), ATOM
        text = getattr(self, self.join)(node.values)
        return text or self.sum(node.values)

    def fstring(self, values: tuple[Expression, ...]) -> tuple[str, int] | None:
        """An f-string; None where an expression in it needs quotes, which must not meet those around it."""
        parts = []
        for value in values:
            if isinstance(value, Constant) and isinstance(value.value, str):
                parts.append(self.escaped(value.value, self.quote).replace("{", "{{").replace("}", "}}"))
                continue
            text = self.expression(value)
            if any(mark in text for mark in "\"'\\"):
                return None
            parts.append("{" + text + "}")
        return f"f{self.quote}{''.join(parts)}{self.quote}", ATOM

    def sum(self, values: tuple[Expression, ...]) -> tuple[str, int]:
        """``"a" + str(b)``."""
        level = self.notation.precedence["+"]
        strings = [self.type_of(value) is str for value in values]
        if len(values) == 1 and strings[0]:
            return self.expression(values[0], level), level
        parts = [
            self.expression(value, level + 1) if is_string else f"str({self.expression(value)})"
            for value, is_string in zip(values, strings, strict=True)
        ]
        return " + ".join(parts), level if len(parts) > 1 else ATOM

    def template(self, values: tuple[Expression, ...], hole: str) -> tuple[str, list[Expression]]:
        doubled = "{}" if hole == "{}" else "%"
        text, holes = "", []
        for value in values:
            if isinstance(value, Constant) and isinstance(value.value, str):
                text += "".join([c * 2 if c in doubled else c for c in value.value])
            else:
                text += hole
                holes.append(value)
        return self.string(text), holes

    def format(self, values: tuple[Expression, ...]) -> tuple[str, int] | None:
        """``"a{}".format(b)``."""
        text, holes = self.template(values, "{}")
        return (f"{text}.format({self.items(tuple(holes))})", ATOM) if holes else None

    def percent(self, values: tuple[Expression, ...]) -> tuple[str, int] | None:
        """``"a%s" % b``."""
        text, holes = self.template(values, "%s")
        level = self.notation.precedence["%"]
        if len(holes) == 1:
            return f"{text} % {self.expression(holes[0], level + 1)}", level
        return (f"{text} % ({self.items(tuple(holes))})", level) if holes else None


PYTHON = InfixLanguage(
    name="python",
    suffix=".py",
    semantics=SEMANTICS,
    renderer=_Python,
    features=Features(operators=ARITHMETIC, counted_loops=(False,)),  # range ends before its stop
)
