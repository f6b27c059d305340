"""Programs that nobody would write: every node, type and corner of the tree, for differential tests.

``draw_wild_program(Random(1), LUA)`` is well-formed and runs without error under the semantics that it was drawn for.
"""

from random import Random

from caalm.program.checks import problems
from caalm.program.interpreter import interpret
from caalm.program.nodes import (
    COMPARISONS,
    Assign,
    BinOp,
    BoolOp,
    Compare,
    Constant,
    Expression,
    For,
    If,
    JoinedStr,
    Name,
    Print,
    Program,
    Statement,
    UnaryOp,
    While,
)
from caalm.program.values import Semantics

STRINGS = (
    *("", "a", "yes", "no", "Total: ", "it's", 'say "hi"', "back\\slash", "100%", "%d", "%%", "{x}", "${x}", "`tick`"),
    *(
        "tab\there",
        "two\nlines",
        "é",
        "日本",
        "😀",
        "\x01",
        "\x7f",
        "\u2028",
        "\r",
        "  ",
        "\\n",
        "#",
        "--",
        "//",
        "{}",
        "\uff61",
    ),
)
FLOATS = (0.0, -0.0, 0.1, 0.2, 0.5, 1.5, 2.0, -2.5, 3.0, 7.25, 0.001, 1e-05, 2.5e-07, 100.0, 99.99, -0.75, 12345.678)


class _Wild:
    def __init__(self, rng: Random, semantics: Semantics) -> None:
        self.rng = rng
        self.semantics = semantics
        self.variables: dict[str, type] = {}
        self.counters: set[str] = set()
        self.made = 0

    def name(self) -> str:
        self.made += 1
        return f"{self.rng.choice(('x', 'total', 'a_b', '_t', 'Count'))}{self.made}"

    def expression(self, kind: type, depth: int) -> Expression:
        rng = self.rng
        known = [name for name, its in self.variables.items() if its is kind]
        roll = rng.random()
        if known and roll < 0.3:
            return Name(rng.choice(known))
        if depth <= 0 or roll < 0.45:
            return self.constant(kind)
        return self.operation(kind, depth - 1)

    def constant(self, kind: type) -> Constant:
        rng = self.rng
        if kind is int:
            return Constant(rng.randint(-9, 12) if rng.random() < 0.8 else rng.randint(-2000, 2000))
        if kind is float:
            return Constant(rng.choice(FLOATS))
        return Constant(rng.choice(STRINGS)) if kind is str else Constant(rng.random() < 0.5)

    def operation(self, kind: type, depth: int) -> Expression:
        rng = self.rng
        if kind is int:
            if rng.random() < 0.2:
                return UnaryOp("-", self.expression(int, depth))
            return BinOp(
                self.expression(int, depth),
                rng.choice("+-*%") if rng.random() < 0.8 else "//",
                self.expression(int, depth),
            )
        if kind is float:
            if rng.random() < 0.2:
                return UnaryOp("-", self.expression(float, depth))
            left, right = rng.choice(((float, float), (float, int), (int, float)))
            operator = rng.choice(("+", "-", "*", "/", "//", "%"))
            if operator == "/" and rng.random() < 0.4:
                left = right = int
            return BinOp(self.expression(left, depth), operator, self.expression(right, depth))
        if kind is str:
            if rng.random() < 0.4:
                other = self.any_kind() if self.semantics.mixed_add == "concatenate" else str
                sides = [self.expression(str, depth), self.expression(other, depth)]
                rng.shuffle(sides)
                return BinOp(sides[0], "+", sides[1])
            return JoinedStr(tuple(self.expression(self.any_kind(), depth) for _ in range(rng.randint(0, 3))))
        roll = rng.random()
        if roll < 0.2:
            return UnaryOp("not", self.expression(bool, depth))
        if roll < 0.5:
            return BoolOp(self.expression(bool, depth), rng.choice(("and", "or")), self.expression(bool, depth))
        compared = self.any_kind()
        operator = rng.choice(COMPARISONS[:2] if compared is bool else COMPARISONS)
        other = rng.choice((int, float)) if compared in (int, float) else compared
        return Compare(self.expression(compared, depth), operator, self.expression(other, depth))

    def any_kind(self) -> type:
        return self.rng.choice((int, int, float, str, bool))

    def block(self, depth: int, *, least: int = 1) -> tuple[Statement, ...]:
        before = dict(self.variables)
        body = tuple(s for _ in range(self.rng.randint(least, 3)) for s in self.statement(depth))
        self.variables = before
        return body

    def statement(self, depth: int) -> list[Statement]:
        rng = self.rng
        roll = rng.random()
        if roll < 0.35:
            return [self.assign()]
        if roll < 0.65 or depth <= 0:
            return [Print(tuple(self.expression(self.any_kind(), 3) for _ in range(rng.choice((1, 1, 1, 2, 3)))))]
        if roll < 0.8:
            orelse: tuple[Statement, ...] = self.block(depth - 1) if rng.random() < 0.6 else ()
            if rng.random() < 0.3:
                orelse = (If(self.expression(bool, 2), self.block(depth - 1), orelse),)
            if rng.random() < 0.3:
                name, kind = self.name(), self.any_kind()
                first, second = Assign(name, self.expression(kind, 1)), Assign(name, self.expression(kind, 1))
                chosen = If(self.expression(bool, 2), (first, *self.block(depth - 1)), (*self.block(depth - 1), second))
                self.variables[name] = kind
                return [chosen]
            return [If(self.expression(bool, 2), self.block(depth - 1), orelse)]
        if roll < 0.9:
            counter = self.name()
            start = Assign(counter, Constant(rng.randint(0, 4)))
            test: Expression = Compare(Name(counter), ">", Constant(0))
            if rng.random() < 0.3:
                test = BoolOp(test, "and", self.expression(bool, 1))
            body = (*self.block(depth - 1, least=0), Assign(counter, BinOp(Name(counter), "-", Constant(1))))
            return [start, While(test, body)]
        return [self.counted(depth)]

    def assign(self) -> Assign:
        rng = self.rng
        if self.variables and rng.random() < 0.5:
            name = rng.choice(list(self.variables))
            if name not in self.counters:
                kind = self.variables[name]
                value = self.expression(kind, 3)
                if rng.random() < 0.5 and kind is not bool:
                    step: Expression = Constant(1) if kind is int and rng.random() < 0.4 else self.expression(kind, 2)
                    value = BinOp(Name(name), rng.choice("+-*") if kind is not str else "+", step)
                return Assign(name, value)
        name, kind = self.name(), self.any_kind()
        made = Assign(name, self.expression(kind, 3))
        self.variables[name] = kind
        return made

    def counted(self, depth: int) -> For:
        rng = self.rng
        step = rng.choice((1, 1, 1, 2, 3, -1, -2))
        first = rng.randint(-3, 5)
        start: Expression = Constant(first)
        size = rng.randint(-1, 4) * step
        ints = [name for name, kind in self.variables.items() if kind is int]
        stop: Expression = Constant(first + size)
        if ints and rng.random() < 0.4:
            stop = Name(rng.choice(ints))
            if rng.random() < 0.5:
                stop = BinOp(stop, rng.choice("+-"), Constant(rng.randint(0, 3)))
            start = BinOp(stop, "-", Constant(size))
        target = self.name() if rng.random() < 0.75 else None
        before = dict(self.variables)
        if target is not None:
            self.variables[target] = int
            self.counters.add(target)
        body = self.block(depth - 1)
        self.variables = before
        return For(target, start, stop, step, rng.random() < 0.5, body)


def draw_wild_program(rng: Random, semantics: Semantics) -> Program:
    """A program that is well-formed and ends without error."""
    while True:
        wild = _Wild(rng, semantics)
        program = Program(tuple(s for _ in range(rng.randint(1, 5)) for s in wild.statement(2)))
        assert not problems(program, mixed_add=True), problems(program, mixed_add=True)
        if interpret(program, semantics, step_limit=500).error is None:
            return program
