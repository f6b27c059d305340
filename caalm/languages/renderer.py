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
from caalm.languages.facts import LOOPS, bound_names, called_functions, is_steady, lookup, used_names
from caalm.languages.kinds import ANY, BOOL, FLOAT, INT, STR, Kind, Kinds
from caalm.languages.language import Features, Source
from caalm.languages.notation import ATOM, CONDITIONAL, NEGATION, Layout, Notation
from caalm.program.nodes import (
    Append,
    Assign,
    AssignMany,
    BinOp,
    BoolOp,
    Break,
    Call,
    Compare,
    Conditional,
    Const,
    Constant,
    Contains,
    Continue,
    Dict,
    Expr,
    Expression,
    For,
    ForEach,
    FunctionDef,
    If,
    Input,
    Intrinsic,
    JoinedStr,
    List,
    Name,
    Pop,
    Print,
    Program,
    Raise,
    ReadFile,
    RepeatUntil,
    Return,
    SetItem,
    Slice,
    Statement,
    Subscript,
    Switch,
    Try,
    UnaryOp,
    While,
    WriteFile,
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
    ForEach: ("go through all", "one by one", "loop"),
    FunctionDef: ("a helper", "does the work", "small function"),
    Return: ("the answer", "give it back", "done"),
    Append: ("add it", "collect"),
    SetItem: ("store it", "update"),
    Try: ("careful", "this may fail"),
}
_FLIPPED = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_TYPES: dict[Kind, type] = {INT: int, FLOAT: float, STR: str, BOOL: bool}


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
        self.scope: str | None = None  # the function that is being written
        self.around: list[Statement] = []  # the loops, switches and attempts around the statement, innermost last
        self.caught: set[str] = set()  # names of messages, where they may be read
        self.called: set[str] = set()  # functions of the language that the text calls
        self.prelude: list[str] = []
        self.helpers: dict[str, str] = {}
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

    # What is found out about the program only when it is asked for

    @cached_property
    def kinds(self) -> Kinds:
        """The kind of every variable."""
        return Kinds(self.program, float_powers=self.semantics.powers == "float")

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name of the program."""
        return self.variables.union(s.name for s in self.program.body if isinstance(s, FunctionDef))

    @cached_property
    def variables(self) -> frozenset[str]:
        """Every name that is bound or read as a variable, and every parameter."""
        found = {node.id for node in all_expressions(self.program) if type(node) is Name}
        for statement in walk_statements(self.program.body):
            found.update(bound_names(statement))
            if isinstance(statement, FunctionDef):
                found.update(statement.parameters)
            elif isinstance(statement, SetItem | Append | Pop):
                found.update(used_names(statement))
        return frozenset(found)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Every string that the program starts from: its literals and its input."""
        found = [node.value for node in all_expressions(self.program) if isinstance(node, Constant)]
        return (*(value for value in found if isinstance(value, str)), *self.program.lines)

    @cached_property
    def messages(self) -> frozenset[str]:
        """The names that attempts bind to messages."""
        tried = (node for node in walk_statements(self.program.body) if isinstance(node, Try))
        return frozenset(node.name for node in tried if node.name is not None)

    def check_names(self) -> None:
        """Raises for a variable that the language cannot name."""
        for name in self.names:
            if name in self.notation.reserved or not self.notation.identifier.fullmatch(name):
                raise InexpressibleError(f"{name!r} cannot name a variable here: choose another name")
        functions = [node.name for node in self.program.body if isinstance(node, FunctionDef)]
        if len(functions) != len(set(functions)) or self.variables.intersection(functions):
            raise InexpressibleError("a function and something else have one name: choose another name")
        for statement in walk_statements(self.program.body):
            if not isinstance(statement, Try) and self.messages.intersection(bound_names(statement)):
                raise InexpressibleError("a caught message is bound in another way: choose another name")

    def check_calls(self) -> None:
        """Raises where the text would call a function before its definition has run."""
        defined: set[str] = set()
        needed: dict[str, frozenset[str]] = {}
        for statement in self.program.body:
            if isinstance(statement, FunctionDef):
                defined.add(statement.name)
                needed[statement.name] = called_functions(statement.body)
                continue
            waiting, seen = set(called_functions((statement,))), set[str]()
            while waiting:
                name = waiting.pop()
                seen.add(name)
                waiting |= needed.get(name, frozenset()) - seen
            if not seen <= defined:
                raise InexpressibleError("a function is called before its definition")

    def fresh(self, *candidates: str) -> str:
        """The first candidate that is no variable of the program; where all are taken, the last with underscores."""
        for name in candidates:
            if name not in self.names and name not in self.helpers.values():
                return name
        return self.fresh(candidates[-1] + "_")

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

    def items(self, values: tuple[Expression, ...]) -> str:
        """Expressions with commas between."""
        return ", ".join([self.expression(value) for value in values])

    # Expressions: every handler returns its text and its level

    def expression(self, node: Expression, least: int = 0) -> str:
        """The text of an expression, in parentheses when it binds less than ``least``."""
        render: Callable[[Any, Any], tuple[str, int]] | None = _EXPRESSIONS.get(type(node))
        if render is None:
            raise InexpressibleError(f"{type(node).__name__} has no spelling in this language")
        text, level = render(self, node)
        return text if level >= least else f"({text})"

    def kind(self, node: Expression) -> Kind:
        """The kind of an expression's value, as far as it is known."""
        if type(node) is Constant:
            return self.kinds_of_constants(node)
        return self.kinds.of(node, self.scope)

    def kinds_of_constants(self, node: Constant) -> Kind:
        """The kind of a literal, for which nothing needs to be known of the program."""
        return {int: INT, float: FLOAT, str: STR, bool: BOOL}.get(type(node.value), ANY)

    def type_of(self, node: Expression) -> type:
        """The static type of an expression: int, float, str, bool, or object for all others."""
        return _TYPES.get(self.kind(node), object)

    def known(self, node: Expression, *names: str) -> Kind:
        """The kind of an expression, which must be one of these; an empty list's elements may be anything."""
        kind = self.kind(node)
        if kind.name not in names:
            raise InexpressibleError(f"what is spelled differently for each type needs one of {', '.join(names)}")
        return kind

    def constant(self, node: Constant) -> tuple[str, int]:
        """A literal; a negative number binds like a unary minus."""
        value = node.value
        if isinstance(value, str):
            return self.string(value), ATOM
        if isinstance(value, bool):
            return self.notation.literals[value], ATOM
        if value is None:
            return self.notation.none, ATOM
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
        if node.id in self.messages and node.id not in self.caught:
            raise InexpressibleError("a caught message is read outside of its handler")
        return node.id, ATOM

    def bin_op(self, node: BinOp) -> tuple[str, int]:
        """Arithmetic, and ``+`` of strings."""
        types = self.type_of(node.left), self.type_of(node.right)
        if str in types:
            alike = types[0] is types[1] or object in types or self.fails_alike
            if node.op != "+" or (not alike and self.semantics.mixed_add == "error"):
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

    def negated(self, test: Expression) -> str:
        """The text of the opposite of a condition, without a ``not`` where a comparison can be turned around."""
        if isinstance(test, Compare):
            return self.expression(Compare(test.left, _FLIPPED[test.op], test.right))
        if isinstance(test, UnaryOp) and test.op == "not":
            return self.expression(test.operand)
        return self.expression(UnaryOp("not", test))

    def call(self, node: Call) -> tuple[str, int]:
        """A call of a function of the program."""
        return f"{node.function}({self.items(node.arguments)})", ATOM

    def conditional(self, node: Conditional) -> tuple[str, int]:
        """One of two values."""
        found = lookup(node)
        if found is not None:
            text = self.with_default(*found)
            if text is not None:
                return text
        return self.choice(node)

    def with_default(self, place: Subscript, default: Expression) -> tuple[str, int] | None:
        """An entry of a dictionary or another value; None where only the long form will do."""
        return None

    def choice(self, node: Conditional) -> tuple[str, int]:
        """``test ? body : orelse``."""
        test, body = self.expression(node.test, CONDITIONAL + 1), self.expression(node.body, CONDITIONAL + 1)
        return f"{test} ? {body} : {self.expression(node.orelse, CONDITIONAL)}", CONDITIONAL

    def list(self, node: List) -> tuple[str, int]:
        """A new list."""
        return f"[{self.items(node.elements)}]", ATOM

    def primary(self, node: Expression) -> str:
        """The text of an expression that a dot or bracket may follow."""
        return self.expression(node, ATOM)

    def intrinsic(self, node: Intrinsic) -> tuple[str, int]:
        """An operation that the language has; methods are named after the operations."""
        render = getattr(self, f"{node.name}_", None)
        if render is None:
            raise InexpressibleError(f"{node.name} has no spelling in this language")
        text: str | tuple[str, int] = render(*node.arguments)
        return (text, ATOM) if isinstance(text, str) else text

    def use(self, *names: str) -> None:
        """Functions of the language that the text calls, which no variable may be called."""
        self.called.update(names)

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

    @property
    def fails_alike(self) -> bool:
        """Whether ``+`` of a string and something else fails in the language as in the interpreter."""
        return False


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
_EXPRESSIONS: dict[type, Any] = {
    Constant: lambda renderer, node: renderer.constant(node),
    Name: lambda renderer, node: renderer.name(node),
    BinOp: lambda renderer, node: renderer.bin_op(node),
    UnaryOp: lambda renderer, node: renderer.unary_op(node),
    Compare: lambda renderer, node: renderer.compare(node),
    BoolOp: lambda renderer, node: renderer.bool_op(node),
    JoinedStr: lambda renderer, node: renderer.joined_str(node),
    List: lambda renderer, node: renderer.list(node),
    Dict: lambda renderer, node: renderer.dict(node),
    Subscript: lambda renderer, node: renderer.subscript(node),
    Slice: lambda renderer, node: renderer.slice(node),
    Contains: lambda renderer, node: renderer.contains(node),
    Intrinsic: lambda renderer, node: renderer.intrinsic(node),
    Conditional: lambda renderer, node: renderer.conditional(node),
    Call: lambda renderer, node: renderer.call(node),
    Input: lambda renderer, node: renderer.input(node),
    ReadFile: lambda renderer, node: renderer.read_file(node),
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
