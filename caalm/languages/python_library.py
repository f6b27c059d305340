"""Lists, dictionaries, strings and built-in operations in Python's spelling.

``Intrinsic("reverse", (Name("s"),))`` of a string is ``s[::-1]`` or ``"".join(reversed(s))``.
"""

from caalm.errors import InexpressibleError
from caalm.languages.kinds import STR, Kind
from caalm.languages.notation import ATOM, CONDITIONAL, NEGATION, POWER
from caalm.languages.renderer import Renderer
from caalm.program.nodes import (
    Conditional,
    Constant,
    Contains,
    Dict,
    Expression,
    FunctionDef,
    Input,
    Intrinsic,
    Name,
    ReadFile,
    Slice,
    Subscript,
)

_HINTS = ("int", "float", "str", "bool")


class PythonLibrary(Renderer):
    """The expressions beyond the common ones."""

    def dict(self, node: Dict) -> tuple[str, int]:
        """``{"a": 1}``."""
        pairs = zip(node.keys, node.values, strict=True)
        return "{" + ", ".join(
            [f"{self.expression(key)}: {self.expression(value)}" for key, value in pairs]
        ) + "}", ATOM

    def subscript(self, node: Subscript) -> tuple[str, int]:
        """``xs[i]``."""
        return f"{self.primary(node.value)}[{self.expression(node.index)}]", ATOM

    def slice(self, node: Slice) -> tuple[str, int]:
        """``xs[a:b]``."""
        lower, upper = ("" if end is None else self.expression(end) for end in (node.lower, node.upper))
        return f"{self.primary(node.value)}[{lower}:{upper}]", ATOM

    def contains(self, node: Contains) -> tuple[str, int]:
        """``x in xs``."""
        level = self.notation.precedence["=="]
        item, container = self.expression(node.item, level + 1), self.expression(node.container, level + 1)
        return f"{item} {node.op} {container}", level

    def with_default(self, place: Subscript, default: Expression) -> tuple[str, int] | None:
        if self.kind(place.value).name != "dict" or not isinstance(default, Constant) or not self.chance(0.7):
            return None
        return f"{self.primary(place.value)}.get({self.items((place.index, default))})", ATOM

    def choice(self, node: Conditional) -> tuple[str, int]:
        body, test = self.expression(node.body, CONDITIONAL + 1), self.expression(node.test, CONDITIONAL + 1)
        return f"{body} if {test} else {self.expression(node.orelse, CONDITIONAL)}", CONDITIONAL

    def name(self, node: Name) -> tuple[str, int]:
        """A variable; a caught failure as its message."""
        text, level = super().name(node)
        if node.id in self.caught:
            self.use("str")
            return f"str({text})", ATOM
        return text, level

    def input(self, node: Input) -> tuple[str, int]:
        """``input()``."""
        self.use("input")
        return "input()", ATOM

    def read_file(self, node: ReadFile) -> tuple[str, int]:
        """``open(path).read()``."""
        self.use("open")
        return f"open({self.string(node.path)}).read()", ATOM

    # Operations

    def builtin(self, name: str, *arguments: Expression) -> str:
        """A call of a built-in function."""
        self.use(name)
        return f"{name}({self.items(arguments)})"

    def length_(self, sequence: Expression) -> str:
        return self.builtin("len", sequence)

    def string_(self, value: Expression) -> str:
        return self.builtin("str", value)

    def integer_(self, text: Expression) -> str:
        return self.builtin("int", text)

    def upper_(self, text: Expression) -> str:
        return f"{self.primary(text)}.upper()"

    def lower_(self, text: Expression) -> str:
        return f"{self.primary(text)}.lower()"

    def trim_(self, text: Expression) -> str:
        return f"{self.primary(text)}.strip()"

    def reverse_(self, sequence: Expression) -> str:
        kind = self.kind(sequence).name
        if kind in ("str", "list") and self.chance(0.3):
            self.use("reversed")
            inside = f"reversed({self.expression(sequence)})"
            if kind == "str":
                return f"{self.string('')}.join({inside})"
            self.use("list")
            return f"list({inside})"
        return f"{self.primary(sequence)}[::-1]"

    def repeat_(self, text: Expression, count: Expression) -> tuple[str, int]:
        level = self.notation.precedence["*"]
        return f"{self.expression(text, level)} * {self.expression(count, level + 1)}", level

    def replace_(self, text: Expression, old: Expression, new: Expression) -> str:
        return f"{self.primary(text)}.replace({self.items((old, new))})"

    def split_(self, text: Expression, separator: Expression) -> str:
        return f"{self.primary(text)}.split({self.expression(separator)})"

    def join_(self, parts: Expression, separator: Expression) -> str:
        return f"{self.primary(separator)}.join({self.expression(parts)})"

    def find_(self, text: Expression, part: Expression) -> str:
        return f"{self.primary(text)}.{self.rng.choice(('find', 'index'))}({self.expression(part)})"

    def absolute_(self, number: Expression) -> str:
        return self.builtin("abs", number)

    def minimum_(self, left: Expression, right: Expression) -> str:
        return self.builtin("min", left, right)

    def maximum_(self, left: Expression, right: Expression) -> str:
        return self.builtin("max", left, right)

    def sum_(self, numbers: Expression) -> str:
        return self.builtin("sum", numbers)

    def sorted_(self, elements: Expression) -> str:
        return self.builtin("sorted", elements)

    def keys_(self, dictionary: Expression) -> str:
        self.use("list")
        text = self.primary(dictionary)
        return f"list({text}.keys())" if self.chance(0.5) else f"list({text})"

    def values_(self, dictionary: Expression) -> str:
        self.use("list")
        return f"list({self.primary(dictionary)}.values())"

    def copy_(self, elements: Expression) -> str:
        text = self.primary(elements)
        roll = self.rng.random()
        if roll < 0.3:
            self.use("list")
            return f"list({text})"
        return f"{text}[:]" if roll < 0.6 else f"{text}.copy()"

    def power_(self, base: Expression, exponent: Expression) -> tuple[str, int]:
        level = self.notation.precedence[POWER]
        return (
            f"{self.expression(base, level + 1)} ** {self.expression(exponent, self.notation.precedence[NEGATION])}",
            level,
        )

    def fixed_(self, number: Expression, digits: Expression) -> str:
        if not isinstance(digits, Constant) or type(digits.value) is not int:
            raise InexpressibleError("a number of digits that is no literal has no spelling here")
        text = self.expression(number)
        roll = self.rng.random()
        if roll < 0.15:
            return f"{self.string('{:.' + str(digits.value) + 'f}')}.format({text})"
        if roll < 0.3:
            self.use("format")
            return f"format({text}, {self.string(f'.{digits.value}f')})"
        if any(mark in text for mark in "\"'\\") or text[0] == "{" or ":" in text:
            return f"{self.string('{:.' + str(digits.value) + 'f}')}.format({text})"
        return f"f{self.quote}{{{text}:.{digits.value}f}}{self.quote}"

    def formatted(self, node: Expression) -> str | None:
        """The inside of an f-string's hole for a number with fixed digits."""
        if not isinstance(node, Intrinsic) or node.name != "fixed" or not isinstance(node.arguments[1], Constant):
            return None
        text = self.expression(node.arguments[0])
        return None if ":" in text or "!" in text else f"{text}:.{node.arguments[1].value}f"

    # Type hints

    def hint(self, before: str, node: Expression) -> str:
        """``: int``, or nothing where no short hint fits."""
        text = self.hint_text(self.kind(node))
        return before + text if text else ""

    def result_hint(self, node: FunctionDef) -> str:
        """``-> int`` after the parameters."""
        text = self.hint_text(self.kinds.results.get(node.name, Kind("none")))
        return f" -> {text}" if text else ""

    def hint_text(self, kind: Kind) -> str:
        """A kind as a type hint; empty where it is not known well enough."""
        if kind.name in _HINTS:
            self.use(kind.name)
            return kind.name
        if kind.name == "none":
            return "None"
        if kind.name == "list":
            inside = self.hint_text(kind.element or STR)
            self.use("list")
            return f"list[{inside}]" if inside else "list"
        return ""
