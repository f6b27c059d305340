"""Loops that people write: sums, tables, countdowns, digit sums, Fibonacci, Euclid, searches.

An idiom is a function that appends a loop and what it needs to a body; it falls back on a simpler one where the
language lacks an operator:

>>> from random import Random
>>> from caalm.generation.programs import Drawer, ProgramSpec
>>> body: list[Statement] = []
>>> countdown(Drawer(Random(1), ProgramSpec(tier=3)), body)
>>> [type(statement).__name__ for statement in body]
['Assign', 'While', 'Print']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caalm.program.nodes import (
    Assign,
    BinOp,
    Compare,
    Constant,
    Expression,
    For,
    If,
    JoinedStr,
    Name,
    Print,
    Statement,
    While,
)

if TYPE_CHECKING:
    from caalm.generation.programs import Drawer


def accumulate(drawer: Drawer, body: list[Statement]) -> None:
    """Sum or product over a counted loop."""
    product = drawer.random() < 0.25 and "*" in drawer.features.operators
    result = drawer.bind(drawer.ints, Constant(1 if product else 0), 0)
    name, inclusive = drawer.loop_name(), drawer.pick(drawer.features.counted_loops)
    last = drawer.between(2, 5 if product else 8)
    term: Expression = Name(name)
    if not product and "*" in drawer.features.operators and drawer.random() < 0.3:
        term = BinOp(Name(name), "*", Name(name) if drawer.random() < 0.5 else Constant(drawer.between(2, 9)))
    update: Statement = Assign(result.target, BinOp(Name(result.target), "*" if product else "+", term))
    if drawer.random() < 0.3 and "%" in drawer.features.operators and "==" in drawer.features.comparisons:
        update = If(Compare(BinOp(Name(name), "%", Constant(drawer.between(2, 3))), "==", Constant(0)), (update,))
    body += [result, For(name, Constant(1), Constant(last), 1, inclusive, (update,)), Print((Name(result.target),))]


def table(drawer: Drawer, body: list[Statement]) -> None:
    """Print a value computed from the counter."""
    name, inclusive = drawer.loop_name(), drawer.pick(drawer.features.counted_loops)
    drawer.ints.append(name)
    drawer.worth[name] = 4
    value: Expression = BinOp(Name(name), drawer.pick("+-"), Constant(drawer.between(1, 10)))
    if "*" in drawer.features.operators and drawer.random() < 0.7:
        value = BinOp(Name(name), "*", Name(name) if drawer.random() < 0.4 else Constant(drawer.between(2, 12)))
    drawer.ints.remove(name)
    if drawer.features.joined and drawer.random() < 0.25:
        value = JoinedStr((Name(name), Constant(drawer.pick((": ", " -> ", " = ", "."))), value))
    loop = For(name, Constant(1), Constant(drawer.between(2, 6)), 1, inclusive, (Print((value,)),))
    body.append(loop)


def sorting_out(drawer: Drawer, body: list[Statement]) -> None:
    """Say one of two words for every counter value."""
    name, inclusive = drawer.loop_name(), drawer.pick(drawer.features.counted_loops)
    drawer.ints.append(name)
    test = drawer.comparison()
    orelse = (Print((drawer.text(),)),) if drawer.features.otherwise else ()
    drawer.ints.remove(name)
    body.append(
        For(
            name,
            Constant(1),
            Constant(drawer.between(2, 6)),
            1,
            inclusive,
            (If(test, (Print((Name(name),)),), orelse),),
        )
    )


def doubling(drawer: Drawer, body: list[Statement]) -> None:
    """Repeat n times: grow a number."""
    number = drawer.bind(drawer.ints, Constant(drawer.between(1, 5)), 5)
    grow = BinOp(
        Name(number.target), "+", Name(number.target) if drawer.random() < 0.5 else Constant(drawer.between(1, 9))
    )
    rounds = Constant(drawer.between(1, 6))
    body += [
        number,
        For(None, Constant(1), rounds, 1, True, (Assign(number.target, grow),)),
        Print((Name(number.target),)),
    ]


def countdown(drawer: Drawer, body: list[Statement]) -> None:
    """Print down to a limit, then a word."""
    number = drawer.bind(drawer.ints, Constant(drawer.between(2, 6)), 5)
    name = Name(number.target)
    inner = (Print((name,)), Assign(name.id, BinOp(name, "-", Constant(1))))
    body += [number, While(Compare(name, ">", Constant(0)), inner), Print((drawer.text(),))]


def digit_sum(drawer: Drawer, body: list[Statement]) -> None:
    """Add the digits of a number."""
    if not {"%", "//"} <= set(drawer.features.operators):
        return countdown(drawer, body)
    number, total = drawer.bind(drawer.ints, Constant(drawer.between(10, 999))), drawer.bind(drawer.ints, Constant(0))
    n, s = Name(number.target), Name(total.target)
    inner = (
        Assign(s.id, BinOp(s, "+", BinOp(n, "%", Constant(10)))),
        Assign(n.id, BinOp(n, "//", Constant(10))),
    )
    body += [number, total, While(Compare(n, ">", Constant(0)), inner), Print((s,))]
    return None


def fibonacci(drawer: Drawer, body: list[Statement]) -> None:
    """Two numbers that chase each other."""
    first, second = (
        drawer.bind(drawer.ints, Constant(drawer.between(0, 2))),
        drawer.bind(drawer.ints, Constant(drawer.between(1, 3))),
    )
    spare = drawer.fresh()
    a, b, c = Name(first.target), Name(second.target), Name(spare)
    limit = Constant(drawer.between(5, 40))
    step = (Print((a,)),) if drawer.random() < 0.5 else ()
    inner = (*step, Assign(c.id, BinOp(a, "+", b)), Assign(a.id, b), Assign(b.id, c))
    body += [first, second, While(Compare(a, "<", limit), inner), Print((a if drawer.random() < 0.5 else b,))]


def search(drawer: Drawer, body: list[Statement]) -> None:
    """The first number with a property, or how many steps it takes to pass a limit."""
    number = drawer.bind(drawer.ints, Constant(drawer.between(1, 20)))
    n = Name(number.target)
    if "%" in drawer.features.operators and "!=" in drawer.features.comparisons and drawer.random() < 0.5:
        test = Compare(BinOp(n, "%", Constant(drawer.between(2, 9))), "!=", Constant(0))
        body += [number, While(test, (Assign(n.id, BinOp(n, "+", Constant(1))),)), Print((n,))]
        return
    count = drawer.bind(drawer.ints, Constant(0))
    c = Name(count.target)
    grow: Expression = BinOp(n, "+", Constant(drawer.between(3, 20)))
    if "*" in drawer.features.operators and drawer.random() < 0.6:
        grow = BinOp(n, "*", Constant(drawer.between(2, 3)))
    inner = (Assign(n.id, grow), Assign(c.id, BinOp(c, "+", Constant(1))))
    body += [number, count, While(Compare(n, "<", Constant(drawer.between(20, 100))), inner), Print((c,))]


def greatest_common_divisor(drawer: Drawer, body: list[Statement]) -> None:
    """Euclid, by remainders."""
    if "%" not in drawer.features.operators or "!=" not in drawer.features.comparisons:
        return countdown(drawer, body)
    factor = drawer.between(1, 9)
    first = drawer.bind(drawer.ints, Constant(factor * drawer.between(2, 9)))
    second = drawer.bind(drawer.ints, Constant(factor * drawer.between(2, 9)))
    a, b, t = Name(first.target), Name(second.target), Name(drawer.fresh())
    inner = (Assign(t.id, BinOp(a, "%", b)), Assign(a.id, b), Assign(b.id, t))
    body += [first, second, While(Compare(b, "!=", Constant(0)), inner), Print((a,))]
    return None


def collatz(drawer: Drawer, body: list[Statement]) -> None:
    """Halve the even, grow the odd."""
    if not {"%", "//", "*"} <= set(drawer.features.operators) or not drawer.features.otherwise:
        return search(drawer, body)
    number, count = (
        drawer.bind(drawer.ints, Constant(drawer.pick((2, 3, 4, 5, 6, 8, 10, 16)))),
        drawer.bind(drawer.ints, Constant(0)),
    )
    n, c = Name(number.target), Name(count.target)
    odd = Assign(n.id, BinOp(BinOp(n, "*", Constant(3)), "+", Constant(1)))
    even = Assign(n.id, BinOp(n, "//", Constant(2)))
    test = Compare(BinOp(n, "%", Constant(2)), "==", Constant(0))
    inner = (If(test, (even,), (odd,)), Assign(c.id, BinOp(c, "+", Constant(1))))
    body += [number, count, While(Compare(n, ">", Constant(1)), inner), Print((c,))]
    return None


COUNTED = (accumulate, accumulate, table, sorting_out)
CONDITIONAL = (countdown, digit_sum, fibonacci, search, greatest_common_divisor, collatz)
