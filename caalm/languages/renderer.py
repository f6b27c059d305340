"""Tree to text: what languages with infix expressions and nested blocks have in common.

A language brings tables (`Notation`: operators, precedence, words; `Layout`: how blocks open and close) and the few
methods in which it truly differs: assignment, print, joined strings, counted loops. Here are lines, statements and
the whole. `caalm.languages.scope` is what a renderer knows of its program, `caalm.languages.expressions` the rest:

    if total > 3:                 layout.if_ with `total > 3` in its hole
        total = 0                 one indentation deeper
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from caalm.errors import InexpressibleError
from caalm.languages.expressions import Expressions
from caalm.languages.facts import LOOPS, is_steady
from caalm.languages.kinds import ANY, STR
from caalm.languages.language import Features, Source
from caalm.languages.notation import Layout
from caalm.program.nodes import (
    Append,
    Assign,
    AssignMany,
    Break,
    Compare,
    Const,
    Continue,
    Expr,
    Expression,
    For,
    ForEach,
    FunctionDef,
    If,
    Name,
    Pop,
    Print,
    Program,
    Raise,
    RepeatUntil,
    Return,
    SetItem,
    Statement,
    Subscript,
    Switch,
    Try,
    While,
    WriteFile,
)
from caalm.program.values import Semantics

_COMMENTS = {
    Assign: ("set {}", "{} for later", "value of {}", "{}", "keep {}"),
    Print: ("show it", "output", "print the result", "report"),
    If: ("check", "decide", "pick a branch", "which case?"),
    While: ("keep going", "loop", "repeat while it holds"),
    For: ("loop", "count", "repeat"),
    ForEach: ("go through all", "one by one", "loop"),
    FunctionDef: ("a helper", "does the work", "small function"),
    Return: ("the answer", "give it back", "done"),
    Append: ("add it", "collect"),
    SetItem: ("store it", "update"),
    Try: ("careful", "this may fail"),
}


class Renderer(Expressions):
    """One rendering of one program: the style is drawn when it is made, ``source`` does the work once."""

    layout: Layout
    indent: str = "    "
    terminator: str = ""

    def __init__(self, program: Program, rng: Random, semantics: Semantics) -> None:
        if program.pictures:
            raise InexpressibleError("fields with pictures have no spelling in this language")
        super().__init__(program, rng, semantics)
        self.lines: list[str] = []
        self.places: list[int] = []
        self.loops = 0
        self.around: list[Statement] = []  # the loops, switches and attempts around the statement, innermost last
        self.prelude: list[str] = []
        self.commented = 0.2 if rng.random() < 0.2 else 0.0
        self.spaced = 0.2 if rng.random() < 0.25 else 0.0

    def source(self) -> Source:
        """The text with its line map."""
        self.check_names()
        self.check_calls()
        if self.commented and self.chance(0.3):
            self.lines.append(self.notation.comment + self.rng.choice(("example", "a small program", "demo", "main")))
        self.block(self.program.body, 0)
        for name in self.names & self.called:
            raise InexpressibleError(f"{name!r} is a function of the language that is called here: choose another name")
        if self.prelude:
            if self.prelude[-1] and self.chance(0.8):
                self.prelude.append("")
            self.places = [place + len(self.prelude) for place in self.places]
        return Source("".join([line + "\n" for line in (*self.prelude, *self.lines)]), tuple(self.places))

    @cached_property
    def airy(self) -> int:
        """The empty lines after a function."""
        return self.rng.choice((0, 1, 1, 1))

    def helper(self, name: str, text: str) -> str:
        """The name of a function that the language lacks, written in front of the program; ``@`` in text is it."""
        if name not in self.helpers:
            self.helpers[name] = self.fresh(name, f"{name}_of", f"{name}_in")
            lines = [line.replace("@", self.helpers[name]) for line in text.strip("\n").split("\n")]
            while lines and lines[0] == "":
                lines.pop(0)
            if self.prelude:
                self.prelude.append("")
            self.prelude += [self.indented(line) for line in lines]
        return self.helpers[name]

    def indented(self, line: str) -> str:
        """A line of a helper, written with two spaces a level, in the program's own indentation."""
        bare = line.lstrip(" ")
        return self.indent * ((len(line) - len(bare)) // 2) + bare

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
            if depth == 0 and isinstance(statement, FunctionDef) and statement is not body[-1] and self.airy:
                self.lines.extend([""] * self.airy)

    def before(self, statement: Statement, depth: int) -> None:
        """Lines that must stand before a statement; none unless the language declares variables."""

    def statement(self, statement: Statement, depth: int) -> None:
        """One statement with its blocks."""
        render: Callable[[Any, Any, int], None] | None = _STATEMENTS.get(type(statement))
        if render is None:
            raise InexpressibleError(f"{type(statement).__name__} has no spelling in this language")
        inside = isinstance(statement, INSIDE)
        if inside:
            self.around.append(statement)
        render(self, statement, depth)
        if inside:
            self.around.pop()

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

    def whole(self, header: str, body: tuple[Statement, ...], depth: int, statement: Statement) -> None:
        """A statement with one block."""
        self.opening(self.layout.head, header, depth, statement)
        self.inner(body, depth + 1)
        self.closing(depth)

    def inner(self, body: tuple[Statement, ...], depth: int) -> None:
        """A block that may be empty."""
        if not body and self.layout.empty:
            self.emit(self.layout.empty, depth)
        self.block(body, depth)

    def later(self) -> int:
        """Keeps the place of a statement whose line comes after those inside it; `settle` fills it."""
        self.places.append(0)
        return len(self.places) - 1

    def settle(self, kept: int) -> None:
        """The line that was just written is that of the statement."""
        self.places[kept] = len(self.lines)

    def simple(self, text: str, depth: int, statement: Statement) -> None:
        """A statement of one line."""
        self.place(text + self.terminator, depth, statement)

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

    # Statements beyond the common ones

    def assign_many(self, node: AssignMany, depth: int) -> None:
        """Several assignments at once."""
        self.simple(f"{', '.join(node.targets)} = {self.items(node.values)}", depth, node)

    def const(self, node: Const, depth: int) -> None:
        """A constant; an assignment where the language has no other spelling."""
        self.simple(f"{node.target} = {self.expression(node.value)}", depth, node)

    def set_item(self, node: SetItem, depth: int) -> None:
        """An element or entry gets a value."""
        place = self.expression(Subscript(Name(node.target), node.index))
        self.simple(f"{place} = {self.expression(node.value)}", depth, node)

    def repeat_until(self, node: RepeatUntil, depth: int) -> None:
        """A loop with its test at the end; its line is that of the test."""
        raise NotImplementedError

    def break_(self, node: Break, depth: int) -> None:
        """Out of the loop."""
        self.simple("break", depth, node)

    def continue_(self, node: Continue, depth: int) -> None:
        """On with the loop."""
        self.simple("continue", depth, node)

    def switch(self, node: Switch, depth: int) -> None:
        """A chain of comparisons, where the language has no other spelling."""
        self.chain(node, depth)

    def chain(self, node: Switch, depth: int) -> None:
        """``if x == 1 ... elif x == 2 ...``; a subject that may be evaluated only once gets a name."""
        if not node.cases:
            raise InexpressibleError("a switch without cases has no spelling in this language")
        subject = node.subject
        named = not is_steady(subject) or (type(subject) is not Name and self.chance(0.4))
        if named:
            name = self.fresh("choice", "value", "key")
            self.place(self.naming(name, subject) + self.terminator, depth, node)
            subject = Name(name)
        template = self.layout.if_
        kind = self.kind(node.subject)
        for constant, body in node.cases:
            if kind is not ANY and kind != self.kind(constant) and STR in (kind, self.kind(constant)):
                raise InexpressibleError("a case of another type than the subject has no spelling in this language")
            test = self.expression(Compare(subject, "==", constant))
            if named or template != self.layout.if_:
                for line in template.split("\n"):
                    self.emit(line.replace("{}", test), depth)
            else:
                self.opening(template, test, depth, node)
            self.inner(body, depth + 1)
            template = self.layout.elif_
        if node.default:
            for line in self.layout.else_.split("\n"):
                self.emit(line, depth)
            self.block(node.default, depth + 1)
        self.closing(depth)

    def naming(self, name: str, value: Expression) -> str:
        """A name of our own gets a value."""
        return f"{name} = {self.expression(value)}"

    def function_def(self, node: FunctionDef, depth: int) -> None:
        """A function."""
        if depth or self.scope is not None:
            raise InexpressibleError("a function inside another statement has no spelling in this language")
        self.scope = node.name
        self.function(node)
        self.scope = None

    def function(self, node: FunctionDef) -> None:
        """A function with its header and end."""
        raise NotImplementedError

    def return_(self, node: Return, depth: int) -> None:
        """The end of a call."""
        self.simple("return" if node.value is None else f"return {self.expression(node.value)}", depth, node)

    def expr(self, node: Expr, depth: int) -> None:
        """A call as a statement."""
        self.simple(self.expression(node.value), depth, node)

    def try_(self, node: Try, depth: int) -> None:
        """An attempt."""
        raise NotImplementedError

    def handler(self, node: Try, depth: int) -> None:
        """What runs after a failure."""
        shadowed = node.name is not None and node.name not in self.caught
        if shadowed and node.name is not None:
            self.caught.add(node.name)
        self.inner(node.handler, depth)
        if shadowed and node.name is not None:
            self.caught.discard(node.name)


INSIDE = (*LOOPS, Switch, Try)
"""What a break, a continue or a return may have to get out of."""


_STATEMENTS: dict[type, Any] = {
    Assign: lambda renderer, node, depth: renderer.assign_statement(node, depth),
    Print: lambda renderer, node, depth: renderer.print_statement(node, depth),
    If: lambda renderer, node, depth: renderer.if_statement(node, depth),
    While: lambda renderer, node, depth: renderer.while_statement(node, depth),
    For: lambda renderer, node, depth: renderer.for_statement(node, depth),
    AssignMany: lambda renderer, node, depth: renderer.assign_many(node, depth),
    Const: lambda renderer, node, depth: renderer.const(node, depth),
    SetItem: lambda renderer, node, depth: renderer.set_item(node, depth),
    Append: lambda renderer, node, depth: renderer.append(node, depth),
    Pop: lambda renderer, node, depth: renderer.pop(node, depth),
    ForEach: lambda renderer, node, depth: renderer.for_each(node, depth),
    RepeatUntil: lambda renderer, node, depth: renderer.repeat_until(node, depth),
    Break: lambda renderer, node, depth: renderer.break_(node, depth),
    Continue: lambda renderer, node, depth: renderer.continue_(node, depth),
    Switch: lambda renderer, node, depth: renderer.switch(node, depth),
    FunctionDef: lambda renderer, node, depth: renderer.function_def(node, depth),
    Return: lambda renderer, node, depth: renderer.return_(node, depth),
    Expr: lambda renderer, node, depth: renderer.expr(node, depth),
    Raise: lambda renderer, node, depth: renderer.raise_(node, depth),
    Try: lambda renderer, node, depth: renderer.try_(node, depth),
    WriteFile: lambda renderer, node, depth: renderer.write_file(node, depth),
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
