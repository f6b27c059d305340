"""Python 3, as people write it in short scripts.

``Assign("a", BinOp(Name("a"), "+", Constant(1)))`` is ``a += 1`` or ``a = a + 1``, and a joined string an f-string, a
sum of ``str()`` calls, ``.format`` or ``%``, as the style of the program has it.
"""

import keyword
from functools import cached_property
from random import Random

from caalm.errors import InexpressibleError
from caalm.languages.facts import augmented, changes_place, leaves, shifted
from caalm.languages.language import Features
from caalm.languages.notation import ATOM, NEGATION, POWER, Layout, Notation
from caalm.languages.python_library import PythonLibrary
from caalm.languages.renderer import InfixLanguage
from caalm.program.nodes import (
    ARITHMETIC,
    COMPARISONS,
    Append,
    Assign,
    AssignMany,
    BinOp,
    Compare,
    Constant,
    Continue,
    Expression,
    For,
    ForEach,
    FunctionDef,
    JoinedStr,
    Name,
    Pop,
    Print,
    Program,
    Raise,
    RepeatUntil,
    SetItem,
    Switch,
    Try,
    WriteFile,
)
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
        POWER: 8,
    },
    operators={},
    literals={True: "True", False: "False"},
    comment="# ",
    reserved=frozenset(keyword.kwlist) | {"print", "str", "range"},
    unprintable=_unprintable,
)
_LAYOUT = Layout(
    if_="if {}:", elif_="elif {}:", else_="else:", while_="while {}:", block="{}:", head="{}:", end="", empty="pass"
)
_JOINS = ("fstring", "fstring", "fstring", "sum", "format", "percent")


class _Python(PythonLibrary):
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

    # Further style, drawn where a program has something to show it in

    @cached_property
    def airy(self) -> int:
        return self.rng.choice((0, 1, 1, 2, 2))

    @cached_property
    def matched(self) -> bool:
        """Whether a switch is a match rather than a chain of elif."""
        return self.chance(0.4)

    @cached_property
    def hinted(self) -> bool:
        """Whether functions have type hints."""
        return self.chance(0.15)

    @cached_property
    def raised(self) -> str:
        """What a failure is called."""
        return self.rng.choice(("Exception", "ValueError", "ValueError", "RuntimeError"))

    # Statements

    def assign(self, node: Assign) -> str:
        change = augmented(node, ARITHMETIC) if self.shortened else None
        if change is not None:
            self.expression(node.value)  # raises for what cannot be said
            return f"{node.target} {change[0]}= {self.expression(change[1])}"
        return f"{node.target} = {self.expression(node.value)}"

    def print(self, node: Print) -> str:
        values = node.values
        if len(values) == 1 and isinstance(values[0], JoinedStr) and self.join == "sum" and self.chance(0.4):
            items = self.shown_items(values[0].values or (Constant(""),))
            return f"print({items}, sep={self.string('')})"
        if len(values) > 1 and self.printed == "join" and self.chance(0.8):
            spaced = [part for value in values for part in (Constant(self.semantics.separator), value)][1:]
            return f"print({self.joined_str(JoinedStr(tuple(spaced)))[0]})"
        return f"print({self.shown_items(values)})"

    def shown_items(self, values: tuple[Expression, ...]) -> str:
        """Values that are shown: a caught failure shows as its message."""
        return ", ".join([self.bare(value) or self.expression(value) for value in values])

    def bare(self, node: Expression) -> str | None:
        """A caught failure where its message is what shows of it; None for everything else."""
        return None if type(node) is not Name or node.id not in self.caught else node.id

    # Statements beyond the common ones

    @property
    def fails_alike(self) -> bool:
        return True

    def compare(self, node: Compare) -> tuple[str, int]:
        if node.op in ("==", "!=") and node.right == Constant(None):
            level = self.notation.precedence["=="]
            return f"{self.expression(node.left, level + 1)} is {'not ' if node.op == '!=' else ''}None", level
        return super().compare(node)

    def assign_many(self, node: AssignMany, depth: int) -> None:
        first = node.values[0]
        # The repr tells 1 from 1.0 and from True.
        same = isinstance(first, Constant) and all(repr(value) == repr(first) for value in node.values)
        if same and self.chance(0.5):
            self.simple(f"{' = '.join(node.targets)} = {self.expression(first)}", depth, node)
            return
        super().assign_many(node, depth)

    def set_item(self, node: SetItem, depth: int) -> None:
        change = changes_place(node, ARITHMETIC) if self.shortened else None
        if change is None:
            super().set_item(node, depth)
            return
        self.expression(node.value)  # raises for what cannot be said
        place = f"{node.target}[{self.expression(node.index)}]"
        self.simple(f"{place} {change[0]}= {self.expression(change[1])}", depth, node)

    def append(self, node: Append, depth: int) -> None:
        """``xs.append(e)``."""
        self.simple(f"{node.target}.append({self.expression(node.value)})", depth, node)

    def pop(self, node: Pop, depth: int) -> None:
        """``x = xs.pop()``."""
        target = "" if node.target is None else f"{node.target} = "
        self.simple(f"{target}{node.source}.pop()", depth, node)

    def for_each(self, node: ForEach, depth: int) -> None:
        """``for x in xs:``."""
        self.whole(f"for {node.target} in {self.expression(node.iterable)}", node.body, depth, node)

    def repeat_until(self, node: RepeatUntil, depth: int) -> None:
        if leaves(node.body, Continue):
            raise InexpressibleError("Python has no continue that goes on with a test at the end")
        kept = self.later()
        self.emit("while True:", depth)
        self.block(node.body, depth + 1)
        self.emit(f"if {self.expression(node.test)}:", depth + 1)
        self.settle(kept)
        self.emit("break", depth + 2)

    def switch(self, node: Switch, depth: int) -> None:
        if not self.matched or not node.cases or any(isinstance(c.value, bool | float) for c, _ in node.cases):
            self.chain(node, depth)
            return
        self.opening(self.layout.head, f"match {self.expression(node.subject)}", depth, node)
        for constant, body in node.cases:
            self.emit(f"case {self.expression(constant)}:", depth + 1)
            self.inner(body, depth + 2)
        if node.default:
            self.emit("case _:", depth + 1)
            self.block(node.default, depth + 2)

    def function(self, node: FunctionDef) -> None:
        parameters, result = list(node.parameters), ""
        if self.hinted:
            parameters = [f"{name}{self.hint(': ', Name(name))}" for name in parameters]
            result = self.result_hint(node)
        self.whole(f"def {node.name}({', '.join(parameters)}){result}", node.body, 0, node)

    def raise_(self, node: Raise, depth: int) -> None:
        """``raise ValueError(message)``."""
        self.use(self.raised)
        self.simple(f"raise {self.raised}({self.expression(node.message)})", depth, node)

    def try_(self, node: Try, depth: int) -> None:
        self.use("Exception")
        self.opening(self.layout.head, "try", depth, node)
        self.inner(node.body, depth + 1)
        name = "" if node.name is None else f" as {node.name}"
        self.emit(f"except Exception{name}:", depth)
        self.handler(node, depth + 1)

    def write_file(self, node: WriteFile, depth: int) -> None:
        """``with open(path, "w") as file:`` and a line for what is written."""
        self.use("open")
        mode = self.string("a" if node.append else "w")
        file = self.fresh("f", "file", "out")
        opened = f"open({self.string(node.path)}, {mode})"
        newline = self.string("\n")
        if self.chance(0.3):
            self.use("print")
            text = f"print({self.shown_items((node.value,))}, file={file})"
        elif self.type_of(node.value) is str and self.bare(node.value) is None:
            text = f"{file}.write({self.expression(BinOp(node.value, '+', Constant(chr(10))))})"
        elif self.join == "fstring" and (joined := self.fstring((node.value, Constant("\n")))) is not None:
            text = f"{file}.write({joined[0]})"
        else:
            text = f"{file}.write(str({self.shown_items((node.value,))}) + {newline})"
        self.opening(self.layout.head, f"with {opened} as {file}", depth, node)
        self.emit(text, depth + 1)

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
            text = self.formatted(value) or self.bare(value) or self.expression(value)
            if any(mark in text for mark in "\"'\\") or text[0] == "{":
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
            self.expression(value, level + 1) if is_string else f"str({self.shown_items((value,))})"
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
        return (f"{text}.format({self.shown_items(tuple(holes))})", ATOM) if holes else None

    def percent(self, values: tuple[Expression, ...]) -> tuple[str, int] | None:
        """``"a%s" % b``."""
        text, holes = self.template(values, "%s")
        level = self.notation.precedence["%"]
        if (
            len(holes) == 1
            and self.kind(holes[0]).name in ("int", "float", "str", "bool")
            and self.bare(holes[0]) is None
        ):
            return f"{text} % {self.expression(holes[0], level + 1)}", level
        return (f"{text} % ({self.shown_items(tuple(holes))})", level) if len(holes) > 1 else None


PYTHON = InfixLanguage(
    name="python",
    suffix=".py",
    semantics=SEMANTICS,
    renderer=_Python,
    features=Features(operators=ARITHMETIC, counted_loops=(False,)),  # range ends before its stop
)
