"""A Lua program in the making: one author's habits (quotes, indent, local, comments) and the names used so far.

>>> from random import Random
>>> lua = LuaScript(Random(2))
>>> lua.add("if x then", "  print(x)", "end")
>>> lua.text().count("\\n")
3
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random

from caalm.generation.idiomatic.material import ALL_WORDS, PEOPLE, sentence
from caalm.generation.idiomatic.template import Choices
from caalm.generation.names import SHORT_TEXTS, draw_names, pseudo_word

KEYWORDS = frozenset(
    "and break do else elseif end false for function goto if in local nil not or repeat return then true until while "
    "string table math print type select error pcall next pairs ipairs assert tostring tonumber utf8 coroutine "
    "setmetatable getmetatable rawget rawset rawequal rawlen io os load require self unpack".split()
)
LISTS = ("t", "list", "items", "nums", "xs", "data", "values", "arr", "a", "numbers")
SENTENCES = (
    "the quick brown fox", "hello world", "lua is fun", "one two three two one", "to be or not to be", "a b c d",
    "she sells sea shells", "the cat sat on the mat", "keep it simple", "row row row your boat", "all is well",
    "no news is good news", "time flies", "practice makes perfect", "more haste less speed", "up and down we go",
)  # fmt: skip
TAKEN = frozenset("abcdefghijklmnopqrstuvwxyz") | frozenset(
    "row col list self res ok err old part line op fn acc sep key data value new show push pop undefined prime".split()
)
"""Names that templates give to inner things: a name drawn at random must not hide them."""
REMARKS = (
    "setup", "main part", "print the result", "TODO: clean up", "done", "just a test", "helper", "check this", "data",
    "start here", "simple example", "note the order", "works for small inputs", "not used elsewhere", "tricky part",
)  # fmt: skip


class LuaScript(Choices):
    """Lines of Lua; templates write two spaces for each level, the author's own indent is put in at the end."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.lines: list[str] = []
        self.used = set(KEYWORDS)
        self.unit = rng.choice(("  ", "  ", "    ", "    ", "\t"))
        self.quote = '"' if rng.random() < 0.65 else "'"
        self.local = "local " if rng.random() < 0.85 else ""
        self.remarks = rng.choice((0.0, 0.0, 0.0, 0.1, 0.25))
        self.gaps = rng.choice((0.0, 0.0, 0.15, 0.5))
        self.semicolons = rng.random() < 0.04
        self.tight = rng.random() < 0.25
        self.separator = rng.choice((", ", ", ", " ", ",", "-", "; ", "|", "/"))
        self.output = rng.choice(("mixed", "mixed", "print", "concat", "format", "bare", "write"))

    def number(self) -> int:
        """A number as people pick them: mostly small."""
        return self.rng.choice((self.between(0, 9), self.between(1, 20), self.between(1, 100), self.between(1, 999)))

    def name(self, *wanted: str) -> str:
        """A name that is still free: one of those wanted, now and then any other."""
        free = [name for name in wanted if name.lower() not in self.used]
        strange = not free or self.chance(0.2)
        name = draw_names(self.rng, 1, avoid=frozenset(self.used | TAKEN))[0] if strange else self.pick(free)
        self.used.add(name.lower())
        return name

    def s(self, text: str) -> str:
        """A string literal in the author's quotes."""
        escaped = (
            text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace(self.quote, "\\" + self.quote)
        )
        return self.quote + escaped + self.quote

    def word(self) -> str:
        """A word of small letters."""
        if self.chance(0.1):
            return pseudo_word(self.rng, self.between(1, 2))
        if self.chance(0.2):
            return self.pick(SHORT_TEXTS).lower()
        return self.pick(ALL_WORDS)

    def words(self, low: int, high: int) -> list[str]:
        """Distinct words."""
        found: dict[str, None] = {}
        size = self.between(low, high)
        while len(found) < size:
            found[self.word()] = None
        return list(found)

    def people(self, count: int) -> list[str]:
        """Distinct first names."""
        return self.rng.sample(PEOPLE, count)

    def sentence(self) -> str:
        """A few words with blanks between them."""
        if self.chance(0.7):
            return sentence(self.rng, 2, 5)
        return self.pick(SENTENCES)

    def ints(self, low: int, high: int, *, distinct: bool = False) -> list[int]:
        """Between `low` and `high` numbers of one size."""
        top = self.pick((9, 20, 20, 50, 100))
        bottom = -top // 2 if self.chance(0.12) else self.pick((0, 1))
        size = self.between(low, high)
        if distinct:
            return self.rng.sample(range(bottom, top + size), size)
        return [self.between(bottom, top) for _ in range(size)]

    def table(self, items: Iterable[object]) -> str:
        """A table constructor of literals."""
        inner = ("," if self.tight else ", ").join(self.literal(item) for item in items)
        return "{" + inner + "}" if self.tight or self.chance(0.6) else "{ " + inner + " }"

    def literal(self, value: object) -> str:
        """A Lua literal."""
        if value is None:
            return "nil"
        if isinstance(value, bool):
            return "true" if value else "false"
        return self.s(value) if isinstance(value, str) else str(value)

    def add(self, *lines: str) -> None:
        """One top-level statement, in lines."""
        if self.lines and self.chance(self.gaps):
            self.lines.append("")
        first = lines[0]
        if self.chance(self.remarks):
            remark = "-- " + self.pick(REMARKS)
            if self.chance(0.5) or len(lines) > 1:
                self.lines.append(remark)
            else:
                first += " " + remark
        if self.semicolons and len(lines) == 1 and "--" not in first:
            first += ";"
        self.lines += [first, *lines[1:]]

    def show(self, label: str, value: str, *, joins: bool = True) -> str:
        """A statement that prints the value, with a label or without; `joins` tells that `..` accepts the value."""
        style = (
            self.output if self.output != "mixed" else self.pick(("print", "concat", "format", "bare", "bare", "write"))
        )
        if style == "concat" and joins:
            return f"print({self.s(label + self.pick((': ', ' = ', ' ', '=', ' is ')))} .. {bracketed(value)})"
        if style == "format" and joins:
            return f"print(string.format({self.s(label + self.pick((': %s', ' = %s', '=%s', ' [%s]')))}, {value}))"
        if style == "write" and joins:
            return f"io.write({self.s(label + self.pick((': ', '=', ' ')))}, {value}, {self.s(chr(10))})"
        if style == "print":
            return f"print({self.s(label + self.pick((':', '', ' =')))}, {value})"
        return f"print({value})"

    def out(self, label: str, value: str, *, joins: bool = True) -> None:
        """Add what `show` gives."""
        self.add(self.show(label, value, joins=joins))

    def loop(self, table: str, index: str, value: str, *body: str) -> list[str]:
        """A loop over a list in one of the usual ways; the body's lines have no indent yet."""
        inner = ["  " + line for line in body]
        style = self.rng.random()
        if style < 0.6:
            first = index if any(uses(line, index) for line in body) else "_"
            return [f"for {first}, {value} in ipairs({table}) do", *inner, "end"]
        return [f"for {index} = 1, #{table} do", f"  local {value} = {table}[{index}]", *inner, "end"]

    def value_of(self, x: str) -> str:
        """A number computed from the number `x`."""
        k, j = self.between(2, 9), self.between(1, 9)
        return self.pick(
            (f"{x} * {k}", f"{x} + {k}", f"{x} * {x}", f"{x} - {k}", f"{k * 5} - {x}", f"{x} % {k}", f"{x} // {k}",
             f"{x} * {k} + {j}", f"({x} + {j}) * {k}", f"{x} ^ 2", f"{x} / 2", f"-{x}", f"{x} * {x} - {j}",
             f"{x} % {k} + {j}", f"math.max({x}, {k})", f"math.abs({x} - {k})", f"{x} % 2 == 0 and {x} or {j}")
        )  # fmt: skip

    def test_of(self, x: str) -> str:
        """A test of the number `x`."""
        k, j = self.between(2, 5), self.between(1, 20)
        return self.pick(
            (f"{x} % 2 == 0", f"{x} % 2 == 1", f"{x} % {k} == 0", f"{x} > {j}", f"{x} < {j}", f"{x} >= {j}",
             f"{x} ~= {j}", f"{x} <= {j}", f"not ({x} > {j})", f"{x} % {k} ~= 0", f"{x} > {k} and {x} < {k + j}",
             f"{x} < {k} or {x} > {j}", f"{x} // {k} > {j // 4}", f"{x} % 2 ~= 0")
        )  # fmt: skip

    def text_of(self, x: str) -> str:
        """A string computed from the string `x`."""
        k = self.between(1, 3)
        mark = self.s(self.pick(("!", "?", "s", "-", "_x", ".", "er")))
        return self.pick(
            (f"{x}:upper()", f"{x}:rep({k + 1})", f"{x}:reverse()", f"{x}:sub(1, {k})", f"{x}:sub({k + 1})",
             f"{x} .. {mark}", f"{mark} .. {x}", f"{x}:sub(-{k})", f"string.upper({x})", f"{x} .. #{x}",
             f"{x}:sub(1, 1):upper() .. {x}:sub(2)", f"string.rep({x}, {k}, {self.s('-')})", f"string.reverse({x})",
             f"{x}:sub(2, -2)", f"{x}:gsub({self.s(self.pick('aeiou'))}, {self.s('*')}):upper()")
        )  # fmt: skip

    def judge_of(self, x: str) -> str:
        """A test of the string `x`."""
        letter = self.s(self.pick("abcdefgilmnoprstuw"))
        k = self.between(3, 5)
        return self.pick(
            (f"#{x} > {k}", f"#{x} == {k}", f"#{x} < {k}", f"{x}:find({letter})", f"{x}:sub(1, 1) < {letter}",
             f"{x} > {letter}", f"{x}:sub(-1) == {letter}", f"#{x} % 2 == 0", f"not {x}:find({letter})",
             f"{x}:len() >= {k}", f"{x}:match({self.s('[aeiou]$')})", f"{x}:find({self.s('^[a-m]')})")
        )  # fmt: skip

    def text(self) -> str:
        """The program, in the author's indent."""
        done = []
        for line in self.lines:
            bare = line.lstrip(" ")
            done.append(self.unit * ((len(line) - len(bare)) // 2) + bare + "\n")
        return "".join(done)


def bracketed(value: str) -> str:
    """The value as an operand of `..`: in brackets where an operator could bind otherwise."""
    inner = value.replace("..", "")
    if value.endswith(")") and not any(sign in inner.split("(")[0] for sign in " +-*/%^<>=#~"):
        return value
    return f"({value})" if any(sign in value for sign in (" ", "<", "-")) else value


def uses(line: str, name: str) -> bool:
    """Whether the name stands in the line as a word."""
    words = "".join(c if c.isalnum() or c == "_" else " " for c in line).split()
    return name in words


Fragment = Callable[[LuaScript], None]


def write_lua(rng: Random, main: Fragment, others: Sequence[Fragment]) -> str:
    """A program of the fragment, now and then with another of its group before or behind it."""
    lua = LuaScript(rng)
    parts = [main]
    if rng.random() < 0.3:
        parts.insert(rng.randint(0, 1), rng.choice(others))
    for part in parts:
        part(lua)
    wrapped = rng.random()
    if wrapped < 0.05:
        name = lua.name("main", "run", "test", "demo")
        lua.lines = [
            f"local function {name}()",
            *["  " + line if line else "" for line in lua.lines],
            "end",
            f"{name}()",
        ]
    elif wrapped < 0.07:
        lua.lines = ["do", *["  " + line if line else "" for line in lua.lines], "end"]
    return lua.text()
