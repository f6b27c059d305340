"""Tier 3, loops: VARYING, TIMES and UNTIL, up and down, nested, and some that never run."""

from collections.abc import Callable

from caalm.generation.cobol.author import LOOP_NAMES, Author, operation
from caalm.program.nodes import (
    Assign,
    Compare,
    Constant,
    Expression,
    For,
    If,
    Name,
    Print,
    Statement,
    Store,
    While,
)

Block = tuple[Statement, ...]


def _index(author: Author, digits: int = 0) -> Name:
    return author.number(None, digits=digits or author.rng.choice((1, 2, 2, 3, 4)), signed=False, pool=LOOP_NAMES)


def _counted(author: Author, index: Name, low: int, high: int, body: Block) -> Statement:
    """A loop over low..high, by VARYING, by TIMES or by UNTIL."""
    step = Assign(index.id, operation(index, "+", 1))
    kind = author.rng.random()
    if kind < 0.6:
        return For(index.id, Constant(low), Constant(high), 1, True, body)
    author.body.append(Assign(index.id, Constant(low)))
    if kind < 0.75:
        return For(None, Constant(1), Constant(max(0, high - low + 1)), 1, True, (*body, step))
    return While(Compare(index, "<=", Constant(high)), (*body, step))


def counting(author: Author) -> None:
    """Numbers up or down, in any step."""
    rng = author.rng
    index = _index(author)
    kind = rng.random()
    if kind < 0.5:
        low = rng.choice((1, 1, 1, 0, 2, 5))
        loop = _counted(author, index, low, low + rng.randint(-1, 5), (author.shown(index),))
    elif kind < 0.75:
        low = rng.randint(1, 3)
        loop = For(index.id, Constant(low + rng.randint(0, 6)), Constant(low), -1, True, (author.shown(index),))
    else:
        step = rng.choice((2, 3, 5, 10))
        loop = For(
            index.id,
            Constant(rng.choice((0, 1, step))),
            Constant(rng.randint(4, 30)),
            step,
            rng.random() < 0.8,
            (author.shown(index),),
        )
    author.body.append(loop)
    if author.often(0.3):
        author.show(index)


def total(author: Author) -> None:
    """A sum over a range."""
    rng = author.rng
    result = author.number(
        0, digits=rng.choice((2, 3, 4, 5)), pool=("TOTAL", "SUM-VAL", "RESULT", "ACCUM", "GRAND-TOTAL")
    )
    index = _index(author)
    term: Expression = rng.choice(
        (
            index,
            index,
            operation(index, "*", index),
            operation(index, "*", rng.randint(2, 5)),
            Constant(rng.randint(1, 9)),
        )
    )
    body: Block = (Assign(result.id, operation(result, "+", term)),)
    if author.often(0.25):
        body = (*body, author.shown(result))
    if author.often(0.15):
        body = (If(Compare(operation(index, "%", 2), "==", Constant(0)), body),)
    author.body.append(_counted(author, index, 1, rng.choice((0, 2, 3, 4, 5, 6, 10)), body))
    author.show(result)


def factorial(author: Author) -> None:
    """A small product."""
    rng = author.rng
    result = author.number(
        1, digits=rng.choice((3, 4, 5)), pool=("FACT", "FACTORIAL", "PRODUCT-VAL", "RESULT", "POWER-VAL")
    )
    index = _index(author)
    factor: Expression = index if author.often(0.6) else Constant(rng.choice((2, 2, 3)))
    body: Block = (Assign(result.id, operation(result, "*", factor)),)
    if author.often(0.3):
        body = (*body, author.shown(index, result))
    author.body.append(_counted(author, index, 1, rng.randint(2, 5), body))
    author.show(result)


def table(author: Author) -> None:
    """A table of squares or of multiples."""
    rng = author.rng
    index = _index(author)
    result = author.number(None, digits=rng.choice((2, 3, 4)), pool=("SQUARE", "RESULT", "PROD-VAL", "LINE-VAL"))
    if author.often(0.2):
        result = author.edited(3, 0)
    factor: Expression = index if author.often(0.5) else Constant(rng.randint(2, 12))
    line = (
        Print((index, Constant(rng.choice((" ", " X ", ": ", " - ", "  "))), result))
        if author.often(0.6)
        else author.shown(result)
    )
    body: Block = (Assign(result.id, operation(index, "*", factor)), line)
    author.body.append(_counted(author, index, 1, rng.randint(2, 6), body))


def countdown(author: Author) -> None:
    """Something that shrinks or grows up to a limit."""
    rng = author.rng
    value = rng.randint(10, 60)
    stock = author.number(value, pool=("STOCK", "BALANCE", "FUEL", "ON-HAND", "ENERGY-VAL", "COUNTDOWN"))
    years = author.number(0, digits=rng.choice((1, 2, 3)), pool=("YEARS", "WEEKS", "STEPS-CNT", "ROUNDS", "TRIES"))
    count = Assign(years.id, operation(years, "+", 1))
    if author.often(0.5):
        loss = rng.randint(3, 15)
        test = Compare(stock, rng.choice((">", ">=")), Constant(loss + rng.randint(0, 10)))
        change = Assign(stock.id, operation(stock, "-", loss))
    else:
        test = Compare(stock, rng.choice(("<", "<=")), Constant(value * rng.choice((1, 2, 3, 4))))
        change = Assign(
            stock.id,
            operation(stock, rng.choice("*+"), 2) if author.often(0.5) else operation(stock, "+", rng.randint(10, 30)),
        )
    body: Block = (change, count) if author.often(0.6) else (change,)
    if author.often(0.4):
        body = (*body, author.shown(stock))
    author.body.append(While(test, body))
    author.show(stock)
    if len(body) > 1 and count in body:
        author.show(years)


def digits(author: Author) -> None:
    """The digits of a number, one after the other."""
    rng = author.rng
    number = author.number(rng.randint(10, 9999), pool=("NUMBER-IN", "VALUE-IN", "N-VAL", "INPUT-NUM"))
    digit = author.number(None, digits=1, signed=False, pool=("DIGIT", "LAST-DIGIT", "D"))
    result = author.number(0, digits=rng.choice((2, 3)), pool=("DIGIT-SUM", "TOTAL", "SUM-VAL"))
    body: Block = (
        Assign(digit.id, operation(number, "%", 10)),
        Assign(number.id, operation(number, "/", 10)),
        Assign(result.id, operation(result, "+", digit)),
    )
    if author.often(0.3):
        body = (*body, author.shown(digit))
    author.body.append(While(Compare(number, ">", Constant(0)), body))
    author.show(result)


def repeat(author: Author) -> None:
    """PERFORM n TIMES, perhaps no time at all."""
    rng = author.rng
    times = rng.choice((0, 1, 2, 3, 3, 4, 5))
    stop: Expression = Constant(times)
    if author.often(0.4):
        stop = author.number(times, digits=rng.choice((1, 2, 3)), pool=("TIMES-CNT", "N", "REPEATS", "HOW-MANY"))
    counter = author.number(rng.choice((0, 1, 5, 10)))
    body: Block = (Assign(counter.id, operation(counter, rng.choice("++-*"), rng.randint(1, 5))),)
    if author.often(0.4):
        body = (*body, author.shown(counter))
    elif author.often(0.4):
        body = (
            (author.say("hello", "again", "tick", "line", "ho"),)
            if author.often(0.5)
            else (*body, author.say("step", "loop"))
        )
    author.body.append(For(None, Constant(1), stop, 1, True, body))
    author.show(counter)


def fibonacci(author: Author) -> None:
    """Each number the sum of the two before it."""
    rng = author.rng
    first, second = author.number(rng.choice((0, 1)), digits=3), author.number(1, digits=3)
    third = author.number(None, digits=3, pool=("NEXT-VAL", "FIB", "TEMP-VAL"))
    body: Block = (
        Assign(third.id, operation(first, "+", second)),
        Assign(first.id, second),
        Assign(second.id, third),
        author.shown(third),
    )
    author.body.append(For(None, Constant(1), Constant(rng.randint(1, 6)), 1, True, body))


def search(author: Author) -> None:
    """Which numbers of a range meet a condition."""
    rng = author.rng
    index = _index(author, 2)
    count = author.number(0, digits=rng.choice((1, 2, 3)), pool=("FOUND-CNT", "COUNT-EVEN", "HITS", "MATCHES"))
    test: Expression = Compare(operation(index, "%", rng.randint(2, 4)), "==", Constant(rng.choice((0, 0, 1))))
    if author.often(0.4):
        test = author.condition(index, near=4)
    found: Block = (Assign(count.id, operation(count, "+", 1)),)
    if author.often(0.4):
        found = (*found, author.shown(index))
    orelse: Block = (author.shown(index),) if author.often(0.15) else ()
    author.body.append(_counted(author, index, 1, rng.randint(3, 8), (If(test, found, orelse),)))
    author.show(count)


def grid(author: Author) -> None:
    """A loop within a loop."""
    rng = author.rng
    outer, inner = _index(author, rng.choice((1, 2))), _index(author, rng.choice((1, 2)))
    result = author.number(0, digits=rng.choice((2, 3)), pool=("CELLS", "RESULT", "TOTAL"))
    stop: Expression = outer if author.often(0.3) else Constant(rng.randint(1, 3))
    body: Block = (Assign(result.id, operation(result, "+", rng.choice((1, 1, 2)))),)
    body = (author.shown(outer, inner),) if author.often(0.4) else body
    author.body.append(
        For(
            outer.id,
            Constant(1),
            Constant(rng.randint(1, 3)),
            1,
            True,
            (For(inner.id, Constant(1), stop, 1, True, body),),
        )
    )
    author.show(result)


def wrapping(author: Author) -> None:
    """A counter too small for what it counts, guarded or not."""
    rng = author.rng
    start = rng.choice((7, 8, 97, 98, 95))
    counter = author.number(start, digits=len(str(start)), signed=False)
    step = rng.randint(1, 3)
    value = operation(counter, "+", step)
    change: Statement = Assign(counter.id, value)
    if author.often(0.5):
        change = Store(counter.id, value, False, (author.say("overflow", "full", "size error"),))
    author.body.append(For(None, Constant(1), Constant(rng.randint(1, 4)), 1, True, (change, author.shown(counter))))


LOOPS: tuple[Callable[[Author], None], ...] = (
    counting,
    counting,
    total,
    total,
    factorial,
    table,
    countdown,
    digits,
    repeat,
    fibonacci,
    search,
    grid,
    wrapping,
)
