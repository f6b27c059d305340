"""Small structured programs over whole numbers, from which the machines with jumps get their code.

>>> from random import Random
>>> isinstance(draw_sketch(Random(1), 1), tuple)
True

A scene is a template with random numbers, conditions and extra statements, or a random composition; a sketch is one to
three scenes. Variables are numbers; what they are called is the spelling's affair.
"""

from random import Random
from typing import NamedTuple

from caalm.machines.words import draw_text

MOST_VARIABLES = 7


class Var(NamedTuple):
    """A variable by its number."""

    number: int


Operand = Var | int


class Test(NamedTuple):
    """A comparison."""

    operator: str
    left: Operand
    right: Operand


class Let(NamedTuple):
    """``target = left operator right``, or ``target = left`` where the operator is None."""

    target: int
    left: Operand
    operator: str | None = None
    right: Operand = 0


class Show(NamedTuple):
    """Prints a value, a line of its own."""

    value: Operand


class Say(NamedTuple):
    """Prints a text, a line of its own."""

    text: str


class Loop(NamedTuple):
    """Repeats while the test holds; ``bottom``: the test comes after the first round."""

    test: Test
    body: "tuple[Statement, ...]"
    bottom: bool = False


class Branch(NamedTuple):
    """One of two bodies."""

    test: Test
    body: "tuple[Statement, ...]"
    orelse: "tuple[Statement, ...]" = ()


Statement = Let | Show | Say | Loop | Branch
Body = tuple[Statement, ...]
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


class _Drawing:
    """One sketch being drawn."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.count = 0
        self.known: list[int] = []

    def between(self, low: int, high: int) -> int:
        return low + int(self.rng.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def new(self) -> int:
        if self.count < MOST_VARIABLES:
            self.count += 1
            return self.count - 1
        return self.between(0, MOST_VARIABLES - 1)

    def start(self, value: Operand) -> tuple[int, Let]:
        """A fresh variable and the statement that gives it a value."""
        index = self.new()
        if index not in self.known:
            self.known.append(index)
        return index, Let(index, value)

    def value(self, low: int = 0, high: int = 20) -> Operand:
        if self.known and self.chance(0.5):
            return Var(self.known[int(self.rng.random() * len(self.known))])
        return self.between(low, high)

    def test(self) -> Test:
        left = Var(self.known[int(self.rng.random() * len(self.known))]) if self.known else self.between(0, 9)
        right = self.value(0, 12)
        return Test(COMPARISONS[self.between(0, 5)], left, self.between(0, 12) if right == left else right)

    def say(self) -> Say:
        return Say(draw_text(self.rng))

    def simple(self) -> Statement:
        """A random statement without a body."""
        roll = self.rng.random()
        if roll < 0.3 and self.known:
            return Show(Var(self.known[int(self.rng.random() * len(self.known))]))
        if roll < 0.4 or not self.known:
            return self.say()
        target = self.known[int(self.rng.random() * len(self.known))]
        operator = ("+", "-", "*", "+", "-", "//", "%")[self.between(0, 6)]
        left: Operand = Var(target) if self.chance(0.7) else self.value()
        return Let(target, left, operator, self.value(1, 9) if operator in "+-" else self.between(2, 5))

    def branch(self, *inside: Statement) -> Branch:
        body = (*inside, self.simple()) if not inside or self.chance(0.2) else inside
        return Branch(self.test(), body, (self.simple(),) if self.chance(0.5) else ())

    def extra(self, share: float = 0.3) -> Body:
        """Now and then something that the template does not need."""
        if not self.chance(share):
            return ()
        return (self.branch(),) if self.chance(0.3) else (self.simple(),)

    def shown(self, index: int, share: float = 0.9) -> Body:
        return (Show(Var(index)),) if self.chance(share) else (self.say(),)


def _step(index: int, operator: str, value: Operand) -> Let:
    return Let(index, Var(index), operator, value)


def _countdown(d: _Drawing) -> Body:
    n, first = d.start(d.between(2, 12))
    by = d.between(1, 3)
    body = (*d.shown(n), *d.extra(), _step(n, "-", by))
    return (first, Loop(Test(">", Var(n), 0), body, d.chance(0.3)), *((d.say(),) if d.chance(0.5) else ()))


def _countup(d: _Drawing) -> Body:
    i, first = d.start(d.between(0, 5))
    by = d.between(1, 4)
    body = (*d.extra(), *d.shown(i), _step(i, "+", by))
    last = d.between(5, 16)
    return (first, Loop(Test("<=" if d.chance(0.5) else "<", Var(i), last), body, d.chance(0.3)))


def _total(d: _Drawing) -> Body:
    total, first = d.start(d.between(0, 3) if d.chance(0.3) else 0)
    i, second = d.start(d.between(1, 3))
    add: Body = (_step(total, "+", Var(i)),)
    kind = d.between(0, 3)
    if kind == 1:
        t, _ = d.start(0)
        add = (Let(t, Var(i), "*", Var(i)), _step(total, "+", Var(t)))
    elif kind == 2:
        t, _ = d.start(0)
        operator = "==" if d.chance(0.6) else "!="
        add = (Let(t, Var(i), "%", d.between(2, 3)), Branch(Test(operator, Var(t), 0), add))
    elif kind == 3:
        add = (_step(total, "+", d.between(2, 9)),)
    show = d.shown(total) if d.chance(0.25) else ()
    body = (*add, *show, *d.extra(0.15), _step(i, "+", d.between(1, 2)))
    return (first, second, Loop(Test("<=", Var(i), d.between(3, 8)), body), Show(Var(total)))


def _product(d: _Drawing) -> Body:
    p, first = d.start(1)
    n, second = d.start(d.between(2, 7))
    show = d.shown(p) if d.chance(0.25) else ()
    body = (_step(p, "*", Var(n)), *show, _step(n, "-", 1))
    return (first, second, Loop(Test(">", Var(n), d.between(0, 1)), body, d.chance(0.3)), Show(Var(p)))


def _power(d: _Drawing) -> Body:
    base, first = d.start(d.between(2, 6))
    result, second = d.start(1)
    k, third = d.start(d.between(2, 6))
    body = (_step(result, "*", Var(base)), *d.extra(0.15), _step(k, "-", 1))
    return (first, second, third, Loop(Test("!=", Var(k), 0), body), Show(Var(result)))


def _gcd(d: _Drawing) -> Body:
    factor = d.between(1, 9)
    a, first = d.start(factor * d.between(1, 12))
    b, second = d.start(factor * d.between(1, 12))
    show = d.shown(a) if d.chance(0.3) else ()
    if d.chance(0.5):
        t, _ = d.start(0)
        body: Body = (*show, Let(t, Var(a), "%", Var(b)), Let(a, Var(b)), Let(b, Var(t)))
        return (first, second, Loop(Test("!=", Var(b), 0), body), Show(Var(a)))
    inner = Branch(Test(">", Var(a), Var(b)), (_step(a, "-", Var(b)),), (_step(b, "-", Var(a)),))
    return (first, second, Loop(Test("!=", Var(a), Var(b)), (*show, inner)), Show(Var(a)))


def _fibonacci(d: _Drawing) -> Body:
    a, first = d.start(d.between(0, 2))
    b, second = d.start(d.between(1, 3))
    t, _ = d.start(0)
    move: Body = (Let(t, Var(a), "+", Var(b)), Let(a, Var(b)), Let(b, Var(t)))
    show = d.shown(a) if d.chance(0.5) else ()
    if d.chance(0.5):
        return (first, second, Loop(Test("<", Var(a), d.between(8, 60)), (*show, *move)), Show(Var(b)))
    k, third = d.start(d.between(2, 7))
    return (first, second, third, Loop(Test(">", Var(k), 0), (*show, *move, _step(k, "-", 1))), Show(Var(a)))


def _collatz(d: _Drawing) -> Body:
    n, first = d.start(d.between(2, 13))
    count, second = d.start(0)
    t, _ = d.start(0)
    even, odd = (_step(n, "//", 2),), (_step(n, "*", 3), _step(n, "+", 1))
    show = d.shown(n) if d.chance(0.5) else ()
    half = Branch(Test("==", Var(t), 0), even, odd)
    body = (Let(t, Var(n), "%", 2), half, *show, _step(count, "+", 1))
    return (first, second, Loop(Test("!=", Var(n), 1), body), Show(Var(count)))


def _digits(d: _Drawing) -> Body:
    n, first = d.start(d.between(12, 9999))
    s, second = d.start(0)
    t, _ = d.start(0)
    take: Body = (_step(s, "+", Var(t)),)
    if d.chance(0.4):
        take = (_step(s, "*", 10), _step(s, "+", Var(t)))
    elif d.chance(0.2):
        take = (_step(s, "+", 1),)
    show = d.shown(t) if d.chance(0.3) else ()
    body = (Let(t, Var(n), "%", 10), *show, *take, _step(n, "//", 10))
    return (first, second, Loop(Test(">", Var(n), 0), body), Show(Var(s)))


def _compare(d: _Drawing) -> Body:
    a, first = d.start(d.between(0, 20))
    b, second = d.start(d.between(0, 20))
    operator = COMPARISONS[d.between(0, 5)]
    other: Body = (d.say(),)
    if d.chance(0.3):
        other = (Branch(Test(COMPARISONS[d.between(0, 5)], Var(a), Var(b)), (d.say(),), (d.say(),)),)
    body: Body = (d.say(),) if d.chance(0.6) else (Show(Var(a)),)
    right: Operand = Var(b) if d.chance(0.7) else d.between(0, 20)
    return (first, second, *d.extra(), Branch(Test(operator, Var(a), right), body, other if d.chance(0.8) else ()))


def _largest(d: _Drawing) -> Body:
    starts = [d.start(d.between(0, 40)) for _ in range(d.between(2, 3))]
    m, _ = d.start(0)
    operator = "<" if d.chance(0.3) else ">"
    body: list[Statement] = [*[first for _, first in starts], Let(m, Var(starts[0][0]))]
    body += [Branch(Test(operator, Var(index), Var(m)), (Let(m, Var(index)),)) for index, _ in starts[1:]]
    return (*body, Show(Var(m)))


def _multiply(d: _Drawing) -> Body:
    a, first = d.start(d.between(2, 9))
    b, second = d.start(d.between(2, 7))
    r, third = d.start(0)
    body = (_step(r, "+", Var(a)), *d.extra(0.15), _step(b, "-", 1))
    return (first, second, third, Loop(Test(">", Var(b), 0), body, d.chance(0.4)), Show(Var(r)))


def _divide(d: _Drawing) -> Body:
    a, first = d.start(d.between(8, 50))
    b, second = d.start(d.between(3, 9))
    q, third = d.start(0)
    body = (_step(a, "-", Var(b)), _step(q, "+", 1), *d.extra(0.15))
    rest = (Show(Var(a)),) if d.chance(0.6) else ()
    return (first, second, third, Loop(Test(">=", Var(a), Var(b)), body), Show(Var(q)), *rest)


def _nested(d: _Drawing) -> Body:
    i, first = d.start(1)
    j, _ = d.start(0)
    t, _ = d.start(0)
    inside: Body = (Let(t, Var(i), ("*", "+", "-")[d.between(0, 2)], Var(j)), Show(Var(t)))
    if d.chance(0.3):
        inside = (Branch(Test(COMPARISONS[d.between(0, 5)], Var(i), Var(j)), (Show(Var(j)),), (d.say(),)),)
    bound: Operand = Var(i) if d.chance(0.4) else d.between(2, 3)
    inner = Loop(Test("<=", Var(j), bound), (*inside, _step(j, "+", 1)))
    body = (Let(j, 1), inner, *d.extra(0.1), _step(i, "+", 1))
    return (first, Loop(Test("<=", Var(i), d.between(2, 3)), body))


def _prime(d: _Drawing) -> Body:
    n, first = d.start(d.between(4, 49))
    i, second = d.start(2)
    t, third = d.start(1)
    body: Body = (Let(t, Var(n), "%", Var(i)), _step(i, "+", 1))
    test = Branch(Test("==", Var(i), Var(n)), (d.say(),), (d.say(),)) if d.chance(0.4) else Show(Var(i))
    return (first, second, third, Loop(Test("!=", Var(t), 0), body), test)


def _halving(d: _Drawing) -> Body:
    n, first = d.start(d.between(5, 200))
    c, second = d.start(0)
    by = d.between(2, 3)
    show = d.shown(n) if d.chance(0.4) else ()
    loop = Loop(Test(">", Var(n), d.between(0, 1)), (_step(n, "//", by), *show, _step(c, "+", 1)), d.chance(0.3))
    return (first, second, loop, Show(Var(c)))


def _straight(d: _Drawing) -> Body:
    body: list[Statement] = [d.start(d.value(0, 30))[1] for _ in range(d.between(1, 3))]
    body += [d.simple() for _ in range(d.between(2, 5))]
    return (*body, Show(Var(d.known[-1])))


def _random(d: _Drawing) -> Body:
    """No template: statements, branches and one loop that counts, in any order."""
    body: list[Statement] = [d.start(d.between(0, 20))[1] for _ in range(d.between(1, 3))]
    for _ in range(d.between(1, 3)):
        roll = d.rng.random()
        if roll < 0.35:
            body.append(d.simple())
        elif roll < 0.65:
            body.append(d.branch())
        else:
            i, first = d.start(d.between(0, 6))
            inside = [d.branch() if d.chance(0.35) else d.simple() for _ in range(d.between(1, 3))]
            inside.insert(d.between(0, len(inside)), _step(i, "+", d.between(1, 3)))
            body += [first, Loop(Test("<", Var(i), d.between(4, 12)), tuple(inside), d.chance(0.3))]
    return (*body, Show(Var(d.known[d.between(0, len(d.known) - 1)])))


SCENES = (
    _countdown, _countup, _total, _product, _power, _gcd, _fibonacci, _collatz, _digits, _compare, _compare, _largest,
    _multiply, _divide, _nested, _prime, _halving, _straight, _straight, _random, _random, _random, _random, _random,
)  # fmt: skip


def draw_sketch(rng: Random, size: int) -> Body:
    """A sketch of one scene, or of up to ``size``."""
    drawing = _Drawing(rng)
    body: list[Statement] = []
    for _ in range(1 + int(rng.random() * size)):
        body.extend(SCENES[int(rng.random() * len(SCENES))](drawing))
    if rng.random() < 0.2:
        body.insert(int(rng.random() * (len(body) + 1)), drawing.say())
    return tuple(body)
