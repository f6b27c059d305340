"""The programs of a stack machine: their items, and how they are drawn.

>>> from random import Random
>>> draw_program(Random(1), 1) == draw_program(Random(1), 1)
True

Drawing keeps count of what every scene and word takes off the stack and leaves there, so most programs run.
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

from caalm.machines.words import draw_text


class Push(NamedTuple):
    """A number on the stack."""

    value: int


class Op(NamedTuple):
    """Takes two off, puts the result on."""

    operator: str


class Move(NamedTuple):
    """dup, drop, swap, over or neg."""

    kind: str


class Print(NamedTuple):
    """Takes the top off and prints it."""


class Say(NamedTuple):
    """Prints a text."""

    text: str


class Call(NamedTuple):
    """Runs a word of the program."""

    word: int


class If(NamedTuple):
    """Takes a test off and runs one of two bodies."""

    body: "tuple[Item, ...]"
    orelse: "tuple[Item, ...]" = ()


class Times(NamedTuple):
    """Takes a number off and runs its body so often."""

    body: "tuple[Item, ...]"


class Until(NamedTuple):
    """Runs its body until it leaves a test that holds."""

    body: "tuple[Item, ...]"


class While(NamedTuple):
    """Runs its test, and its body as long as that leaves a test that holds."""

    test: "tuple[Item, ...]"
    body: "tuple[Item, ...]"


Item = Push | Op | Move | Print | Say | Call | If | Times | Until | While
Body = tuple[Item, ...]


class StackProgram(NamedTuple):
    """Words and the main line."""

    words: tuple[Body, ...]
    body: Body


COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


DUP, DROP, SWAP, OVER, NEG, PRINT = Move("dup"), Move("drop"), Move("swap"), Move("over"), Move("neg"), Print()


class _Drawing:
    """One program being drawn; ``words`` are those that it defines, ``arity`` what each takes and leaves."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.words: list[Body] = []
        self.arity: list[tuple[int, int]] = []

    def between(self, low: int, high: int) -> int:
        return low + int(self.rng.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def say(self) -> Say:
        return Say(draw_text(self.rng))

    def op(self, operators: Sequence[str] = ("+", "-", "*", "+", "-", "*", "//", "%")) -> Op:
        return Op(operators[self.between(0, len(operators) - 1)])

    def comparison(self) -> Op:
        return self.op(COMPARISONS)

    def unary(self) -> Body:
        """What takes one number and leaves one."""
        roll = self.rng.random()
        if self.words and roll < 0.4:
            index = self.between(0, len(self.words) - 1)
            if self.arity[index] == (1, 1):
                return (Call(index),)
        if roll < 0.5:
            return (DUP, self.op(("+", "*")))
        if roll < 0.55:
            return (NEG,)
        return (Push(self.between(1, 9)), self.op(("+", "-", "*", "+", "-")))

    def value(self, depth: int) -> Body:
        """What leaves one number."""
        if depth == 0 or self.chance(0.25):
            return (Push(self.between(0, 20)),)
        if self.chance(0.3):
            return (*self.value(depth - 1), *self.unary())
        left, right = self.value(depth - 1), self.value(depth - 1)
        return (*left, *right, SWAP, self.op(("-", "//"))) if self.chance(0.1) else (*left, *right, self.op())

    def branch(self) -> If:
        body: Body = (self.say(),) if self.chance(0.7) else (*self.value(1), PRINT)
        return If(body, (self.say(),) if self.chance(0.7) else ())

    def define(self) -> None:
        roll = self.between(0, 6)
        n = Push(self.between(2, 9))
        body: Body
        if roll == 6:
            self.words.append((OVER, OVER, self.op(("<", ">")), If((SWAP,)), DROP))
            self.arity.append((2, 1))
            return
        if roll == 0:
            body = (DUP, Op("*"))
        elif roll == 1:
            body = (DUP, DUP, Op("*"), Op("*"))
        elif roll == 2:
            body = (n, self.op(("+", "-", "*")))
        elif roll == 3:
            other = (Push(2), Op("*")) if self.chance(0.6) else ()
            body = (DUP, n, self.comparison(), If((n, self.op(("+", "-"))), other))
        elif roll == 4:
            body = (DUP, Push(self.between(0, 5)), Op("<"), If((NEG,)))
        else:
            body = tuple(item for _ in range(self.between(1, 3)) for item in self.unary())
        self.words.append(body)
        self.arity.append((1, 1))

    def show(self) -> Body:
        """Prints the top and keeps it, now and then."""
        return (DUP, PRINT) if self.chance(0.4) else ()

    def scene(self) -> Body:
        return SCENES[self.between(0, len(SCENES) - 1)](self)


def _straight(d: _Drawing) -> Body:
    return (*d.value(d.between(1, 3)), PRINT)


def _countdown(d: _Drawing) -> Body:
    step = (Push(1), Op("-"))
    n, low = d.between(2, 9), d.between(0, 2)
    extra: Body = (d.say(),) if d.chance(0.2) else ()
    if d.chance(0.5):
        return (Push(n + low), Until((DUP, PRINT, *extra, *step, DUP, Push(low), Op("=="))), DROP)
    return (Push(n), While((DUP, Push(low), Op(">")), (DUP, PRINT, *extra, Push(d.between(1, 2)), Op("-"))), DROP)


def _countup(d: _Drawing) -> Body:
    last = d.between(4, 12)
    body = (DUP, PRINT, Push(d.between(1, 3)), Op("+"))
    return (Push(d.between(0, 4)), While((DUP, Push(last), d.op(("<", "<="))), body), DROP)


def _times(d: _Drawing) -> Body:
    body = (*d.unary(), *d.show())
    return (Push(d.between(0, 5)), Push(d.between(2, 5)), Times(body), PRINT)


def _said_times(d: _Drawing) -> Body:
    return (Push(d.between(2, 5)), Times((d.say(),)))


def _product(d: _Drawing) -> Body:
    """Factorials and sums: result and counter on the stack."""
    operator, start = (("*", 1), ("+", 0))[d.between(0, 1)]
    body = (SWAP, OVER, Op(operator), SWAP, Push(1), Op("-"))
    n = d.between(2, 5)
    if d.chance(0.5):
        return (Push(start), Push(n), Until((*body, DUP, Push(0), Op("=="))), DROP, PRINT)
    return (Push(start), Push(n), While((DUP, Push(0), Op(">")), body), DROP, PRINT)


def _fibonacci(d: _Drawing) -> Body:
    body = (SWAP, OVER, Op("+"), *d.show())
    last = (DROP, PRINT) if d.chance(0.3) else (PRINT,)
    return (Push(d.between(0, 2)), Push(d.between(1, 3)), Push(d.between(2, 6)), Times(body), *last)


def _gcd(d: _Drawing) -> Body:
    factor = d.between(1, 8)
    a, b = factor * d.between(1, 12), factor * d.between(1, 12)
    return (Push(a), Push(b), While((DUP, Push(0), Op("!=")), (SWAP, OVER, Op("%"))), DROP, PRINT)


def _compare(d: _Drawing) -> Body:
    first = d.value(1)
    return (*first, *d.value(d.between(0, 1)), d.comparison(), If((d.say(),), (d.say(),) if d.chance(0.8) else ()))


def _parity(d: _Drawing) -> Body:
    n = d.between(1, 60)
    return (Push(n), Push(d.between(2, 5)), Op("%"), Push(0), d.op(("==", "!=", ">")), If((d.say(),), (d.say(),)))


def _words(d: _Drawing) -> Body:
    if len(d.words) < 4:
        d.define()
    index = len(d.words) - 1
    if d.arity[index] == (2, 1):
        return (*d.value(1), *d.value(0), Call(index), PRINT)
    again: Body = (Call(d.between(0, index)),) if d.chance(0.3) else ()
    if any(d.arity[one.word] != (1, 1) for one in again if isinstance(one, Call)):
        again = ()
    return (*d.value(d.between(0, 1)), Call(index), *again, PRINT)


def _powers(d: _Drawing) -> Body:
    limit = d.between(8, 80)
    body = (*d.show(), Push(d.between(2, 3)), Op("*"))
    return (Push(d.between(1, 3)), While((DUP, Push(limit), Op("<")), body), PRINT)


def _kept(d: _Drawing) -> Body:
    """Two numbers that are moved about and put together."""
    body: list[Item] = [*d.value(1), *d.value(1)]
    for _ in range(d.between(1, 3)):
        roll = d.between(0, 3)
        body += [SWAP] if roll == 0 else [OVER, d.op(("+", "-", "*"))] if roll == 1 else [*d.unary()]
    if d.chance(0.4):
        body += [OVER, OVER, d.comparison(), d.branch()]
    return (*body, d.op(("+", "-", "*")), PRINT)


def _random(d: _Drawing) -> Body:
    """One number that a loop changes on conditions."""
    inside: list[Item] = list(d.unary())
    branch = If(d.unary(), d.unary() if d.chance(0.5) else ())
    inside += [DUP, Push(d.between(2, 4)), Op("%"), Push(0), d.op(("==", "!=")), branch]
    if d.chance(0.5):
        inside += [DUP, PRINT]
    return (*d.value(1), Push(d.between(2, 4)), Times(tuple(inside)), PRINT)


SCENES: tuple[Callable[[_Drawing], Body], ...] = (
    _straight, _countdown, _countup, _times, _times, _said_times, _product, _fibonacci, _gcd, _compare, _parity, _words,
    _words, _words, _powers, _kept, _kept, _random, _random,
)  # fmt: skip


def draw_program(rng: Random, size: int) -> StackProgram:
    """One scene, or up to ``size``."""
    drawing = _Drawing(rng)
    if rng.random() < 0.2:
        drawing.define()
    body = tuple(item for _ in range(1 + int(rng.random() * size)) for item in drawing.scene())
    return StackProgram(tuple(drawing.words), body)
