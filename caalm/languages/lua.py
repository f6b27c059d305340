"""Lua 5.4, as people write it in short scripts.

``For("i", Constant(0), Name("n"), 1, False, body)`` is ``for i = 0, n - 1 do``: Lua's bounds are inclusive.
"""

import re
from functools import cached_property
from random import Random

from caalm.errors import InexpressibleError
from caalm.languages.declarations import Declarations, declarations
from caalm.languages.facts import LOOPS, bound_names, called_functions, free_names, leaves, shifted
from caalm.languages.language import Features
from caalm.languages.lua_library import LuaLibrary
from caalm.languages.notation import ATOM, NEGATION, POWER, Layout, Notation
from caalm.languages.renderer import InfixLanguage
from caalm.program.nodes import (
    ARITHMETIC,
    COMPARISONS,
    Append,
    Assign,
    AssignMany,
    BinOp,
    Break,
    Const,
    Constant,
    Continue,
    Expression,
    For,
    ForEach,
    FunctionDef,
    JoinedStr,
    Pop,
    Print,
    Program,
    Raise,
    ReadFile,
    RepeatUntil,
    Return,
    Statement,
    Switch,
    Try,
    WriteFile,
    walk_statements,
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
        POWER: 8,
    },
    operators={"!=": "~="},
    literals={True: "true", False: "false"},
    comment="-- ",
    reserved=frozenset(
        "and break do else elseif end false for function goto if in local nil not or repeat return then true until "
        "while print tostring string math _ENV _G".split()
    ),
    identifier=re.compile(r"[A-Za-z_][A-Za-z0-9_]*"),
    none="nil",
)
_LAYOUT = Layout(
    if_="if {} then", elif_="elseif {} then", else_="else", while_="while {} do", block="for {} do", end="end"
)


class _Lua(LuaLibrary):
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
        self.tails: set[int] = set()  # the statements after which their block ends

    @cached_property
    def declared(self) -> Declarations:
        """Where the variables are declared."""
        return declarations(self.program)

    @cached_property
    def exposed(self) -> frozenset[str]:
        """Variables that a function reads although they are declared after it: they must not be local."""
        declared: set[str] = set()
        found: set[str] = set()
        for statement in self.program.body:
            if isinstance(statement, FunctionDef):
                found |= free_names(statement) - declared
            declared.update(self.declared.before.get(id(statement), ()))
            if id(statement) in self.declared.at:
                declared.update(bound_names(statement))
        return frozenset(found)

    @cached_property
    def local_functions(self) -> bool:
        """Whether functions are local, which those that are called by an earlier one cannot be."""
        functions = [node for node in self.program.body if isinstance(node, FunctionDef)]
        known: set[str] = set()
        for function in functions:
            known.add(function.name)
            if not called_functions(function.body) <= known:
                return False
        return self.chance(0.6)

    def is_local(self, names: tuple[str, ...]) -> bool:
        """Whether new variables are declared as local here."""
        return self.scope is not None or (self.local and not self.exposed.intersection(names))

    # Statements

    def block(self, body: tuple[Statement, ...], depth: int) -> None:
        around = self.around[-1] if self.around else None
        labelled = isinstance(around, LOOPS) and body is around.body and leaves(body, Continue)
        if body and not labelled:
            self.tails.add(id(body[-1]))
        super().block(body, depth)
        if labelled:
            self.emit("::continue::", depth)

    def before(self, statement: Statement, depth: int) -> None:
        names = self.declared.before.get(id(statement), ())
        local = [name for name in names if self.is_local((name,))]
        if local:
            self.emit(f"local {', '.join(local)}{self.terminator}", depth)

    def declaring(self, node: Statement) -> str:
        """``local `` before a first assignment."""
        return "local " if id(node) in self.declared.at and self.is_local(bound_names(node)) else ""

    def assign(self, node: Assign) -> str:
        return f"{self.declaring(node)}{node.target} = {self.cut(node.value)}"

    def assign_statement(self, node: Assign, depth: int) -> None:
        if not isinstance(node.value, ReadFile) or self.chance(0.4):
            super().assign_statement(node, depth)
            return
        self.use("io")
        file = self.fresh("file", "f", "input")
        self.simple(f"local {file} = io.open({self.string(node.value.path)}, {self.string('r')})", depth, node)
        self.emit(f"{self.declaring(node)}{node.target} = {file}:read({self.string('a')}){self.terminator}", depth)
        self.emit(f"{file}:close(){self.terminator}", depth)

    def print(self, node: Print) -> str:
        if any(self.kind(value).name in ("list", "dict") for value in node.values):
            raise InexpressibleError("Lua does not show what is in a table")
        return f"print({self.items(node.values)})"

    def counted(self, node: For, depth: int) -> str:
        stop = node.stop if node.inclusive else shifted(node.stop, -1 if node.step > 0 else 1)
        step = "" if node.step == 1 else f", {node.step}"
        return f"{node.target or '_'} = {self.expression(node.start)}, {self.expression(stop)}{step}"

    # Statements beyond the common ones

    def assign_many(self, node: AssignMany, depth: int) -> None:
        self.simple(f"{self.declaring(node)}{', '.join(node.targets)} = {self.items(node.values)}", depth, node)

    def const(self, node: Const, depth: int) -> None:
        local = self.declaring(node)
        mark = " <const>" if local and id(node) in self.declared.once and self.marked else ""
        self.simple(f"{local}{node.target}{mark} = {self.cut(node.value)}", depth, node)

    @cached_property
    def marked(self) -> bool:
        """Whether constants are declared as such."""
        return self.chance(0.4)

    @cached_property
    def inserted(self) -> bool:
        """``table.insert(xs, e)`` rather than ``xs[#xs + 1] = e``."""
        return self.chance(0.6)

    def append(self, node: Append, depth: int) -> None:
        """``table.insert(xs, e)``."""
        if self.inserted:
            self.use("table")
            self.simple(f"table.insert({node.target}, {self.single(node.value)})", depth, node)
        else:
            self.simple(f"{node.target}[#{node.target} + 1] = {self.cut(node.value)}", depth, node)

    def pop(self, node: Pop, depth: int) -> None:
        """``local x = table.remove(xs)``."""
        self.use("table")
        target = "" if node.target is None else f"{self.declaring(node)}{node.target} = "
        self.simple(f"{target}table.remove({node.source})", depth, node)

    def for_each(self, node: ForEach, depth: int) -> None:
        """``for _, x in ipairs(xs) do``."""
        kind = self.known(node.iterable, "list", "str").name
        if kind == "str":
            self.counted_text()
            header = f"{node.target} in {self.text_method('gmatch', node.iterable, self.string('.'))}"
        else:
            self.use("ipairs")
            header = f"{self.fresh('_', 'i', 'k')}, {node.target} in ipairs({self.single(node.iterable)})"
        self.opening(self.layout.block, header, depth, node)
        self.block(node.body, depth + 1)
        self.closing(depth)

    def repeat_until(self, node: RepeatUntil, depth: int) -> None:
        if leaves(node.body, Continue):
            declares = (id(s) in self.declared.at or id(s) in self.declared.before for s in node.body)
            if any(declares) or any(isinstance(s, Try | Switch | WriteFile) for s in node.body):
                raise InexpressibleError("Lua does not jump over a declaration to a test at the end")
        kept = self.later()
        self.emit("repeat", depth)
        self.block(node.body, depth + 1)
        self.emit(f"until {self.expression(node.test)}{self.terminator}", depth)
        self.settle(kept)

    def continue_(self, node: Continue, depth: int) -> None:
        self.simple("goto continue", depth, node)

    def naming(self, name: str, value: Expression) -> str:
        return f"local {super().naming(name, value)}"

    def function(self, node: FunctionDef) -> None:
        local = "local " if self.local_functions else ""
        self.whole(f"{local}function {node.name}({', '.join(node.parameters)})", node.body, 0, node)

    def return_(self, node: Return, depth: int) -> None:
        text = "return" if node.value is None else f"return {self.single(node.value)}"
        self.simple(text if id(node) in self.tails else f"do {text} end", depth, node)

    def raise_(self, node: Raise, depth: int) -> None:
        """``error(message, 0)``: without the 0 the message would begin with a line's number."""
        self.use("error")
        message = self.expression(node.message)
        if self.type_of(node.message) is not str:
            message = f"tostring({message})"
        self.simple(f"error({message}{', 0' if self.messages or self.chance(0.2) else ''})", depth, node)

    def try_(self, node: Try, depth: int) -> None:
        inside = walk_statements(node.body)
        if any(isinstance(s, Return) for s in inside) or leaves(node.body, Break) or leaves(node.body, Continue):
            raise InexpressibleError("Lua does not leave a loop or a function from inside pcall")
        self.use("pcall")
        fine = self.fresh("ok", "success", "fine")
        names = fine if node.name is None else f"{fine}, {node.name}"
        if node.handler:
            self.place(f"local {names} = pcall(function()", depth, node)
        else:
            self.place("pcall(function()", depth, node)
        self.block(node.body, depth + 1)
        self.emit(f"end){self.terminator}", depth)
        if node.handler:
            self.emit(f"if not {fine} then", depth)
            self.handler(node, depth + 1)
            self.emit("end", depth)

    def write_file(self, node: WriteFile, depth: int) -> None:
        """``io.open`` and ``file:write`` with a newline."""
        self.use("io")
        file = self.fresh("file", "f", "out")
        mode = self.string("a" if node.append else "w")
        text = self.single(node.value)
        if self.type_of(node.value) not in (int, str):
            text = self.string_(node.value)
        self.simple(f"local {file} = io.open({self.string(node.path)}, {mode})", depth, node)
        self.emit(f"{file}:write({text}, {self.string(chr(10))}){self.terminator}", depth)
        self.emit(f"{file}:close(){self.terminator}", depth)

    # Expressions

    def arithmetic(self, node: BinOp) -> tuple[str, int]:
        if node.op == "-" and repr(node.right) == "Constant(value=0)" and self.type_of(node.left) is not int:
            # Lua 5.4 compiles x - 0 to x + 0, which differs for x = -0.0 alone.
            raise InexpressibleError("Lua does not subtract a literal 0 from a float as the tree does")
        # Only // fails for a divisor of 0; and of floats, math.floor makes an integer.
        divides = isinstance(node.right, Constant) and node.right.value != 0
        if node.op == "//" and self.floored and divides and self.type_of(node) is int:
            return f"math.floor({self.infix(BinOp(node.left, '/', node.right))[0]})", ATOM
        if node.op == "+" and self.type_of(node.left) is object and self.type_of(node.right) is object:
            raise InexpressibleError("Lua needs to know whether + adds or joins")
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
            if kind in (bool, object) or (len(values) == 1 and kind is not str):
                parts.append(self.string_(value))
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
                if self.kind(value).name in ("list", "dict"):
                    raise InexpressibleError("Lua does not show what is in a table")
                holes.append(self.single(value))
        return f"string.format({', '.join([self.string(text), *holes])})", ATOM


LUA = InfixLanguage(
    name="lua",
    suffix=".lua",
    semantics=SEMANTICS,
    renderer=_Lua,
    features=Features(operators=ARITHMETIC, counted_loops=(True,)),  # both bounds are reached
)
