"""Lists, dictionaries, strings and built-in operations in Lua's spelling; what Lua lacks is a function in front.

``Contains(Name("x"), "in", Name("xs"))`` of a list is ``contains(xs, x)`` with a loop in ``contains``. ``pairs`` goes
through a table in no order, so keys, values and loops over a dictionary cannot be said.
"""

import re
from functools import cached_property

from caalm.errors import InexpressibleError
from caalm.languages.kinds import falls_off
from caalm.languages.notation import ATOM, NEGATION, POWER
from caalm.languages.renderer import Renderer
from caalm.program.nodes import (
    Call,
    Conditional,
    Constant,
    Contains,
    Dict,
    Expression,
    Input,
    Intrinsic,
    List,
    ReadFile,
    Slice,
    Subscript,
)

_CONTAINS = """
local function @(list, item)
  for _, value in ipairs(list) do
    if value == item then
      return true
    end
  end
  return false
end
"""
_REVERSED = """
local function @(list)
  local result = {}
  for i = #list, 1, -1 do
    table.insert(result, list[i])
  end
  return result
end
"""
_SORTED = """
local function @(list)
  local copy = {table.unpack(list)}
  table.sort(copy)
  return copy
end
"""
_SUM = """
local function @(list)
  local total = 0
  for _, value in ipairs(list) do
    total = total + value
  end
  return total
end
"""
_SPLIT = """
local function @(text, separator)
  local parts, start = {}, 1
  while true do
    local first, last = text:find(separator, start, true)
    if not first then
      break
    end
    table.insert(parts, text:sub(start, first - 1))
    start = last + 1
  end
  table.insert(parts, text:sub(start))
  return parts
end
"""
_MAGIC = re.compile(r"[\^$()%.\[\]*+\-?]")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_CUT = ("find", "replace")
"""Operations whose Lua functions give a second value."""


class LuaLibrary(Renderer):
    """The expressions beyond the common ones."""

    @cached_property
    def ascii(self) -> bool:
        """Whether every string is counted in bytes as in characters."""
        return all(text.isascii() for text in self.texts)

    def counted_text(self) -> None:
        """Raises where Lua, which counts bytes, sees other characters than the tree."""
        if not self.ascii:
            raise InexpressibleError("Lua counts the bytes of a string, and some characters here have several")

    def items(self, values: tuple[Expression, ...]) -> str:
        return ", ".join([self.single(value) for value in values])

    def single(self, node: Expression) -> str:
        """An argument; a call that may give nothing at all stands in parentheses, which make it nil."""
        text = self.expression(node)
        return f"({text})" if isinstance(node, Call) and self.gives_nothing(node) else text

    def gives_nothing(self, node: Call) -> bool:
        """Whether a call may end without any value."""
        function = self.kinds.functions.get(node.function)
        return function is None or falls_off(function.body)

    # Tables

    def list(self, node: List) -> tuple[str, int]:
        return "{" + self.items(node.elements) + "}", ATOM

    def dict(self, node: Dict) -> tuple[str, int]:
        """``{a = 1, ["b c"] = 2}``."""
        pairs = zip(node.keys, node.values, strict=True)
        return "{" + ", ".join([f"{self.key(key)} = {self.expression(value)}" for key, value in pairs]) + "}", ATOM

    def is_field(self, node: Expression) -> bool:
        """Whether a key can stand as a name."""
        key = node.value if isinstance(node, Constant) else None
        return isinstance(key, str) and _PLAIN.fullmatch(key) is not None and key not in self.notation.reserved

    def key(self, node: Expression) -> str:
        """A key in a table."""
        if self.is_field(node) and self.bare_keys:
            assert isinstance(node, Constant), "a field is a literal"
            return str(node.value)
        return f"[{self.expression(node)}]"

    @cached_property
    def bare_keys(self) -> bool:
        """Whether a key that is an identifier stands as one."""
        return self.chance(0.8)

    @cached_property
    def methods(self) -> bool:
        """Whether ``s:upper()`` rather than ``string.upper(s)``."""
        return self.chance(0.7)

    def primary(self, node: Expression) -> str:
        text = self.expression(node, ATOM)
        return f"({text})" if text[0] in "{\"'" else text

    def subscript(self, node: Subscript) -> tuple[str, int]:
        """``xs[i]``, ``d.a``, ``s:sub(i, i)``."""
        kind = self.known(node.value, "list", "str", "dict").name
        if kind == "str":
            self.counted_text()
            index = self.expression(node.index)
            return self.text_method("sub", node.value, f"{index}, {index}"), ATOM
        text = self.primary(node.value)
        if kind == "dict" and self.is_field(node.index) and self.chance(0.7):
            assert isinstance(node.index, Constant), "a field is a literal"
            return f"{text}.{node.index.value}", ATOM
        return f"{text}[{self.expression(node.index)}]", ATOM

    def slice(self, node: Slice) -> tuple[str, int]:
        """``s:sub(a, b)``, ``{table.unpack(xs, a, b)}``."""
        lower = "1" if node.lower is None else self.expression(node.lower)
        ends = lower if node.upper is None else f"{lower}, {self.expression(node.upper)}"
        if self.known(node.value, "list", "str").name == "str":
            self.counted_text()
            return self.text_method("sub", node.value, ends), ATOM
        self.use("table")
        return "{table.unpack(" + f"{self.expression(node.value)}, {ends}" + ")}", ATOM

    def contains(self, node: Contains) -> tuple[str, int]:
        """``contains(xs, x)``, ``d[k] ~= nil``, ``s:find(x, 1, true) ~= nil``."""
        kind = self.known(node.container, "list", "str", "dict").name
        negative = node.op == "not in"
        if kind == "list":
            self.use("ipairs")
            text = f"{self.helper('contains', _CONTAINS)}({self.items((node.container, node.item))})"
            return (f"not {text}", self.notation.precedence["not"]) if negative else (text, ATOM)
        if kind == "dict":
            text = self.expression(Subscript(node.container, node.item))
        else:
            text = self.text_method("find", node.container, f"{self.expression(node.item)}, 1, true")
        return f"{text} {'==' if negative else '~='} nil", self.notation.precedence["=="]

    def with_default(self, place: Subscript, default: Expression) -> tuple[str, int] | None:
        kind = self.kind(place.value)
        if kind.name != "dict" or kind.element is None or kind.element.name in ("bool", "none", "any", "nothing"):
            return None
        level = self.notation.precedence["or"]
        return f"{self.expression(place)} or {self.expression(default, level + 1)}", level

    def choice(self, node: Conditional) -> tuple[str, int]:
        self.known(node.body, "int", "float", "number", "str", "list", "dict")  # never false
        if self.kinds.may_miss(node.body, self.scope):
            raise InexpressibleError("Lua takes the other side where the first is nil")
        level = self.notation.precedence["and"]
        test, body = self.expression(node.test, level), self.expression(node.body, level + 1)
        return f"{test} and {body} or {self.expression(node.orelse, level)}", self.notation.precedence["or"]

    # Input and files

    def input(self, node: Input) -> tuple[str, int]:
        """``io.read()``."""
        self.use("io")
        return f"io.read({self.read_format})", ATOM

    @cached_property
    def read_format(self) -> str:
        """What a line is called."""
        return self.rng.choice(("", "", "", self.string("l"), self.string("*l")))

    def read_file(self, node: ReadFile) -> tuple[str, int]:
        """``io.open(path):read("a")``."""
        self.use("io")
        return f"io.open({self.string(node.path)}):read({self.string('a')})", ATOM

    # Operations

    def text_method(self, name: str, text: Expression, arguments: str = "") -> str:
        """``s:name(arguments)`` or ``string.name(s, arguments)``."""
        if self.methods:
            return f"{self.primary(text)}:{name}({arguments})"
        self.use("string")
        return f"string.{name}({self.single(text)}{', ' if arguments else ''}{arguments})"

    def length_(self, sequence: Expression) -> tuple[str, int]:
        if self.known(sequence, "list", "str").name == "str":
            self.counted_text()
        return f"#{self.expression(sequence, ATOM)}", self.notation.precedence[NEGATION]

    def string_(self, value: Expression) -> str:
        if self.kind(value).name in ("list", "dict"):
            raise InexpressibleError("Lua does not show what is in a table")
        return f"tostring({self.single(value)})"

    def integer_(self, text: Expression) -> str:
        self.use("tonumber")
        return f"tonumber({self.single(text)})"

    def upper_(self, text: Expression) -> str:
        self.counted_text()
        return self.text_method("upper", text)

    def lower_(self, text: Expression) -> str:
        self.counted_text()
        return self.text_method("lower", text)

    def trim_(self, text: Expression) -> str:
        return self.text_method("match", text, self.string("^%s*(.-)%s*$"))

    def reverse_(self, sequence: Expression) -> str:
        if self.known(sequence, "list", "str").name == "str":
            self.counted_text()
            return self.text_method("reverse", sequence)
        self.use("table")
        return f"{self.helper('reversed', _REVERSED)}({self.single(sequence)})"

    def repeat_(self, text: Expression, count: Expression) -> str:
        return self.text_method("rep", text, self.single(count))

    def replace_(self, text: Expression, old: Expression, new: Expression) -> str:
        patterns = []
        for part, marks in ((old, _MAGIC), (new, re.compile("%"))):
            if isinstance(part, Constant) and isinstance(part.value, str):
                patterns.append(self.string(marks.sub(r"%\g<0>", part.value)))
            elif any(marks.search(text) for text in self.texts):
                raise InexpressibleError("a replaced text that is no literal may hold signs that are special in Lua")
            else:
                patterns.append(self.expression(part))
        return f"({self.text_method('gsub', text, ', '.join(patterns))})"

    def split_(self, text: Expression, separator: Expression) -> str:
        self.use("table")
        return f"{self.helper('split', _SPLIT)}({self.items((text, separator))})"

    def join_(self, parts: Expression, separator: Expression) -> str:
        self.use("table")
        return f"table.concat({self.items((parts, separator))})"

    def find_(self, text: Expression, part: Expression) -> str:
        self.counted_text()
        return f"({self.text_method('find', text, self.single(part) + ', 1, true')})"

    def absolute_(self, number: Expression) -> str:
        return f"math.abs({self.single(number)})"

    def minimum_(self, left: Expression, right: Expression) -> str:
        return f"math.min({self.items((left, right))})"

    def maximum_(self, left: Expression, right: Expression) -> str:
        return f"math.max({self.items((left, right))})"

    def sum_(self, numbers: Expression) -> str:
        self.use("ipairs")
        return f"{self.helper('sum', _SUM)}({self.single(numbers)})"

    def sorted_(self, elements: Expression) -> str:
        self.use("table")
        return f"{self.helper('sorted', _SORTED)}({self.single(elements)})"

    def copy_(self, elements: Expression) -> str:
        self.use("table")
        if self.chance(0.3):
            text = self.single(elements)
            return f"table.move({text}, 1, #{self.expression(elements, ATOM)}, 1, {{}})"
        return "{table.unpack(" + self.single(elements) + ")}"

    def power_(self, base: Expression, exponent: Expression) -> tuple[str, int]:
        level = self.notation.precedence[POWER]
        right = self.expression(exponent, self.notation.precedence[NEGATION])
        return f"{self.expression(base, level + 1)} ^ {right}", level

    def fixed_(self, number: Expression, digits: Expression) -> str:
        if not isinstance(digits, Constant) or type(digits.value) is not int:
            raise InexpressibleError("a number of digits that is no literal has no spelling here")
        self.use("string")
        return f"string.format({self.string(f'%.{digits.value}f')}, {self.single(number)})"

    def cut(self, node: Expression) -> str:
        """The only value of an assignment, where a second one does no harm."""
        text = self.expression(node)
        return text[1:-1] if isinstance(node, Intrinsic) and node.name in _CUT else text
