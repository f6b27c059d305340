"""Lists, dictionaries, strings and built-in operations in JavaScript's spelling.

A dictionary is an object, or a Map where a key could be a word that every object knows (``constructor``):
``Contains(Name("k"), "in", Name("d"))`` is ``k in d`` or ``d.has(k)``.
"""

import re
from functools import cached_property

from caalm.errors import InexpressibleError
from caalm.languages.kinds import NUMBERS, STR
from caalm.languages.notation import ATOM, CONDITIONAL, NEGATION
from caalm.languages.renderer import Renderer
from caalm.program.nodes import (
    Constant,
    Contains,
    Dict,
    Expression,
    Input,
    Intrinsic,
    JoinedStr,
    Name,
    Print,
    ReadFile,
    SetItem,
    Slice,
    Subscript,
    WriteFile,
    all_expressions,
    expressions,
    walk_statements,
)

_INHERITED = (
    "constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf __proto__ "
    "__defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__"
).split()
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")


class JavaScriptLibrary(Renderer):
    """The expressions beyond the common ones."""

    keyword: str
    templates: bool

    @cached_property
    def astral(self) -> bool:
        """Whether any string could hold a character of two UTF-16 units, by which JavaScript orders strings."""
        return any(c > "\uffff" for text in self.texts for c in text)

    # Dictionaries

    @cached_property
    def mapped(self) -> bool:
        """Whether dictionaries are Maps; one that is printed is an object, for that is how the interpreter shows it."""
        shown = (node for node in walk_statements(self.program.body) if isinstance(node, Print | WriteFile))
        is_shown = any(self.shows(value) for node in shown for value in expressions(node)) or any(
            self.shows(value)
            for node in all_expressions(self.program)
            if isinstance(node, JoinedStr) or (isinstance(node, Intrinsic) and node.name == "string")
            for value in (node.values if isinstance(node, JoinedStr) else node.arguments)
        )
        if any(word in text for word in _INHERITED for text in self.texts):
            if is_shown:
                raise InexpressibleError("an object knows some of these keys already, and a Map prints otherwise")
            return True
        return not is_shown and self.chance(0.3)

    def shows(self, node: Expression) -> bool:
        """Whether printing this may show a whole dictionary; functions are asked in every scope."""
        scopes = (None, *self.kinds.functions)
        return any(
            "dict" in str(kind) or kind.name == "any" for kind in (self.kinds.of(node, scope) for scope in scopes)
        )

    def dict(self, node: Dict) -> tuple[str, int]:
        """``{ a: 1 }`` or ``new Map([["a", 1]])``."""
        pairs = list(zip(node.keys, node.values, strict=True))
        if self.mapped:
            self.use("Map")
            inside = ", ".join([f"[{self.items(pair)}]" for pair in pairs])
            return f"new Map({f'[{inside}]' if pairs else ''})", ATOM
        inside = ", ".join([f"{self.key(key)}: {self.expression(value)}" for key, value in pairs])
        return ("{ " + inside + " }" if pairs else "{}"), ATOM

    def key(self, node: Expression) -> str:
        """A key in an object literal."""
        if isinstance(node, Constant):
            if isinstance(node.value, str):
                plain = _PLAIN.fullmatch(node.value) and self.bare_keys
                return node.value if plain else self.string(node.value)
            if type(node.value) is int and node.value >= 0:
                return str(node.value)
        return f"[{self.expression(node)}]"

    @cached_property
    def bare_keys(self) -> bool:
        """Whether a key that is an identifier stands without quotes."""
        return self.chance(0.8)

    def subscript(self, node: Subscript) -> tuple[str, int]:
        """``xs[i]``, ``d.a``, ``d.get(k)``."""
        kind = self.kind(node.value).name
        text = self.primary(node.value)
        if kind == "dict":
            if self.mapped:
                return f"{text}.get({self.expression(node.index)})", ATOM
            key = node.index.value if isinstance(node.index, Constant) else None
            if isinstance(key, str) and _PLAIN.fullmatch(key) and self.chance(0.6):
                return f"{text}.{key}", ATOM
        elif kind not in ("list", "str"):
            self.known(node.value, "list", "str", "dict")
        elif kind == "str" and self.chance(0.2):
            return f"{text}.charAt({self.expression(node.index)})", ATOM
        return f"{text}[{self.expression(node.index)}]", ATOM

    def primary(self, node: Expression) -> str:
        text = self.expression(node, ATOM)
        return (
            f"({text})"
            if isinstance(node, Dict) or (isinstance(node, Constant) and not isinstance(node.value, str))
            else text
        )

    def with_default(self, place: Subscript, default: Expression) -> tuple[str, int] | None:
        kind = self.kind(place.value)
        if kind.name != "dict" or self.keeps_nothing or not isinstance(default, Constant) or not self.chance(0.7):
            return None
        if default == Constant(0) and kind.element in NUMBERS and self.chance(0.7):
            level = self.notation.precedence["or"]
            return f"{self.expression(place)} || {self.expression(default)}", level
        return f"{self.expression(place)} ?? {self.expression(default)}", CONDITIONAL

    @cached_property
    def keeps_nothing(self) -> bool:
        """Whether a dictionary may hold undefined, which a default would replace."""
        scopes = (None, *self.kinds.functions)
        kept = [value for node in all_expressions(self.program) if isinstance(node, Dict) for value in node.values]
        kept += [node.value for node in walk_statements(self.program.body) if isinstance(node, SetItem)]
        return any(self.kinds.may_miss(value, scope) for value in kept for scope in scopes)

    def contains(self, node: Contains) -> tuple[str, int]:
        """``xs.includes(x)``, ``k in d``."""
        kind = self.known(node.container, "list", "str", "dict").name
        negative = node.op == "not in"
        if kind == "dict" and not self.mapped:
            level = self.notation.precedence["<"]
            text = f"{self.expression(node.item, level + 1)} in {self.expression(node.container, level + 1)}"
            return (f"!({text})", self.notation.precedence["not"]) if negative else (text, level)
        method = "has" if kind == "dict" else "includes"
        text = f"{self.primary(node.container)}.{method}({self.expression(node.item)})"
        return (f"!{text}", self.notation.precedence["not"]) if negative else (text, ATOM)

    # Lists and strings

    def slice(self, node: Slice) -> tuple[str, int]:
        """``xs.slice(a, b)``."""
        kind = self.known(node.value, "list", "str").name
        lower, upper = node.lower, node.upper
        ends = [lower or Constant(0), *([upper] if upper is not None else [])]
        if lower is None and upper is None:
            ends = []
        method = "substring" if kind == "str" and lower in (None, Constant(0)) and self.chance(0.5) else "slice"
        return f"{self.primary(node.value)}.{method}({self.items(tuple(ends))})", ATOM

    def name(self, node: Name) -> tuple[str, int]:
        text, level = super().name(node)
        return (f"{text}.message" if node.id in self.caught else text), level

    def input(self, node: Input) -> tuple[str, int]:
        """The next line, from an array of all of them."""
        return f"{self.input_lines}.shift()", ATOM

    @cached_property
    def input_lines(self) -> str:
        """The name of the array of lines, which is read at the start."""
        text = "\n".join(self.program.lines)
        trimmed = ".trim()" if text == text.strip() and text and self.chance(0.5) else ""
        name = "lines" if self.chance(0.6) else "input"
        split = f".split({self.string(chr(10))})"
        keyword = "var" if self.keyword == "var" else "const"
        opened = f"require({self.string('fs')}).readFileSync(0, {self.string('utf8')})"
        return self.helper(name, f"{keyword} @ = {opened}{trimmed}{split}{self.terminator}")

    def file_system(self) -> str:
        """The name of the module for files, which is loaded at the start."""
        keyword = "var" if self.keyword == "var" else "const"
        return self.helper("fs", f"{keyword} @ = require({self.string('fs')}){self.terminator}")

    def read_file(self, node: ReadFile) -> tuple[str, int]:
        """``fs.readFileSync(path, "utf8")``."""
        return f"{self.file_system()}.readFileSync({self.string(node.path)}, {self.string('utf8')})", ATOM

    # Operations

    def method(self, name: str, whole: Expression, *arguments: Expression) -> str:
        """``whole.name(arguments)``."""
        return f"{self.primary(whole)}.{name}({self.items(arguments)})"

    def length_(self, sequence: Expression) -> str:
        if self.known(sequence, "list", "str", "dict").name != "dict":
            return f"{self.primary(sequence)}.length"
        if self.mapped:
            return f"{self.primary(sequence)}.size"
        self.use("Object")
        return f"Object.keys({self.expression(sequence)}).length"

    def string_(self, value: Expression) -> str:
        return f"String({self.expression(value)})"

    def integer_(self, text: Expression) -> str:
        name = self.rng.choice(("parseInt", "parseInt", "Number"))
        self.use(name)
        return f"{name}({self.expression(text)}{', 10' if name == 'parseInt' and self.chance(0.4) else ''})"

    def upper_(self, text: Expression) -> str:
        return self.method("toUpperCase", text)

    def lower_(self, text: Expression) -> str:
        return self.method("toLowerCase", text)

    def trim_(self, text: Expression) -> str:
        return self.method("trim", text)

    def reverse_(self, sequence: Expression) -> str:
        kind = self.known(sequence, "list", "str").name
        spread = f"[...{self.expression(sequence)}]"
        if kind == "list":
            return f"{spread if self.chance(0.6) else self.method('slice', sequence)}.reverse()"
        if self.astral:
            raise InexpressibleError("JavaScript reverses the halves of some of these characters")
        letters = spread if self.chance(0.4) else f"{self.primary(sequence)}.split({self.string('')})"
        return f"{letters}.reverse().join({self.string('')})"

    def repeat_(self, text: Expression, count: Expression) -> str:
        return self.method("repeat", text, count)

    def replace_(self, text: Expression, old: Expression, new: Expression) -> str:
        word = old.value if isinstance(old, Constant) else None
        dollar = any("$" in part for part in self.texts)
        if dollar or self.chance(0.2):
            return f"{self.method('split', text, old)}.join({self.expression(new)})"
        if isinstance(word, str) and re.fullmatch(r"[A-Za-z0-9 ]+", word) and self.chance(0.4):
            return f"{self.primary(text)}.replace(/{word}/g, {self.expression(new)})"
        return self.method("replaceAll", text, old, new)

    def split_(self, text: Expression, separator: Expression) -> str:
        return self.method("split", text, separator)

    def join_(self, parts: Expression, separator: Expression) -> str:
        return self.method("join", parts, separator)

    def find_(self, text: Expression, part: Expression) -> str:
        return self.method("indexOf", text, part)

    def absolute_(self, number: Expression) -> str:
        return f"Math.abs({self.expression(number)})"

    def minimum_(self, left: Expression, right: Expression) -> str:
        return f"Math.min({self.items((left, right))})"

    def maximum_(self, left: Expression, right: Expression) -> str:
        return f"Math.max({self.items((left, right))})"

    def sum_(self, numbers: Expression) -> str:
        first, second = self.rng.choice((("a", "b"), ("sum", "x"), ("total", "n"), ("acc", "value")))
        return f"{self.primary(numbers)}.reduce(({first}, {second}) => {first} + {second}, 0)"

    def sorted_(self, elements: Expression) -> str:
        inside = self.known(elements, "list").element
        order = "(a, b) => a - b"
        if inside is not None and inside not in NUMBERS:
            if inside != STR and inside.name != "nothing":
                raise InexpressibleError("JavaScript needs to know what it sorts")
            if self.astral:
                raise InexpressibleError("JavaScript orders strings by their UTF-16 units, which differs for these")
            order = ""
        copied = f"[...{self.expression(elements)}]" if self.chance(0.6) else self.method("slice", elements)
        return f"{copied}.sort({order})"

    def keys_(self, dictionary: Expression) -> str:
        if self.mapped:
            return f"[...{self.method('keys', dictionary)}]"
        self.use("Object")
        return f"Object.keys({self.expression(dictionary)})"

    def values_(self, dictionary: Expression) -> str:
        if self.mapped:
            return f"[...{self.method('values', dictionary)}]"
        self.use("Object")
        return f"Object.values({self.expression(dictionary)})"

    def copy_(self, elements: Expression) -> str:
        return f"[...{self.expression(elements)}]" if self.chance(0.6) else self.method("slice", elements)

    def power_(self, base: Expression, exponent: Expression) -> str | tuple[str, int]:
        if self.chance(0.4):
            return f"Math.pow({self.items((base, exponent))})"
        right = self.expression(exponent, self.notation.precedence[NEGATION])
        return f"{self.expression(base, ATOM)} ** {right}", self.notation.precedence["*"]

    def fixed_(self, number: Expression, digits: Expression) -> str:
        return self.method("toFixed", number, digits)
