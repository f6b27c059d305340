"""Topic errors, in COBOL: size errors that are met, and places that are not there, which end the run."""

from collections.abc import Callable

from caalm.generation.cobol.author import operation
from caalm.generation.cobol.topical import TopicAuthor, add, at, put
from caalm.program.nodes import (
    Assign,
    Break,
    Compare,
    Constant,
    Expression,
    For,
    If,
    Print,
    Slice,
    Statement,
    Store,
    Subscript,
)


def _failed(author: TopicAuthor) -> tuple[Statement, ...]:
    """What is done about a failure."""
    body: tuple[Statement, ...] = (author.say("error", "size error", "cannot divide", "bad", "invalid", "overflow"),)
    if author.often(0.25):
        count = author.counter(0)
        return (add(count, 1), author.shown(count))
    return body


def divided(author: TopicAuthor) -> None:
    """A division that may be one by zero."""
    rng = author.rng
    one, two = author.number(rng.randint(1, 99)), author.number(rng.choice((0, 0, rng.randint(1, 9))), digits=2)
    result = author.number(rng.choice((None, 0, 7)), digits=3, scale=rng.choice((0, 0, 1, 2)))
    fitting = (author.shown(result),) if author.often(0.6) else ()
    author.body.append(Store(result.id, operation(one, "/", two), author.often(0.15), _failed(author), fitting))
    if author.often(0.6):
        author.show(result)


def rest(author: TopicAuthor) -> None:
    """A division guarded by a question."""
    rng = author.rng
    one, two = author.number(rng.randint(1, 99)), author.number(rng.choice((0, rng.randint(1, 9))), digits=2)
    result = author.result(None)
    author.body.append(
        If(
            Compare(two, "==", Constant(0)),
            _failed(author),
            (Assign(result.id, operation(one, rng.choice("/%"), two)), author.shown(result)),
        )
    )


def several(author: TopicAuthor) -> None:
    """One division after the other, by what stands in a table."""
    rng = author.rng
    divisors = [rng.choice((0, 1, 2, 3, 4, 5, 8, 10)) for _ in range(rng.randint(2, 4))]
    table = author.table(divisors)
    number, result = author.number(rng.randint(10, 99), digits=3), author.result(0, 3, signed=False)
    index = author.index()
    value = operation(number, "/", at(table, index))
    stop: tuple[Statement, ...] = _failed(author)
    if author.often(0.25):
        stop = (*stop, Break())
    fitting = (author.shown(result),) if author.often(0.7) else ()
    author.body.append(
        For(index.id, Constant(1), Constant(len(divisors)), 1, True, (Store(result.id, value, False, stop, fitting),))
    )
    author.show(result)


def full(author: TopicAuthor) -> None:
    """A field that is too small for what is to be kept."""
    rng = author.rng
    digits = rng.choice((1, 2, 2, 3))
    value = rng.randint(10**digits // 2, 10**digits - 1)
    number = author.number(value, digits=digits, signed=False)
    operator = rng.choice("++*-")
    amount = rng.randint(1, 9) if digits == 1 else rng.randint(2, 60) if operator == "+" else rng.randint(2, 4)
    fitting = (author.say("ok", "fits", "done"),) if author.often(0.4) else ()
    change = Store(number.id, operation(number, operator, amount), False, _failed(author), fitting)
    if author.often(0.4):
        author.body.append(For(None, Constant(1), Constant(rng.randint(2, 3)), 1, True, (change,)))
    else:
        author.body.append(change)
    author.show(number)


def silent(author: TopicAuthor) -> None:
    """What is too large without anybody asking: its high digits go."""
    rng = author.rng
    digits = rng.choice((1, 2, 3))
    number = author.number(rng.randint(10**digits // 2, 10**digits - 1), digits=digits, signed=False)
    for _ in range(rng.randint(1, 2)):
        author.body.append(add(number, rng.randint(10**digits // 3, 10**digits - 1)))
        author.show(number)


def outside(author: TopicAuthor) -> None:
    """A place that a table may not have: the run ends there."""
    rng = author.rng
    values = author.ints(2, 4)
    table = author.table(values)
    size = len(values)
    place = author.number(
        rng.choice((0, size + 1, size + rng.randint(2, 9), rng.randint(1, size))), digits=2, signed=False
    )
    author.body.append(author.say("start", "before", "begin"))
    roll = rng.random()
    if roll < 0.4:
        author.show(at(table, place))
    elif roll < 0.7:
        author.body.append(put(table, place, rng.randint(1, 99)))
    else:
        result = author.result(None)
        author.body.append(Assign(result.id, operation(at(table, place), "+", rng.randint(1, 9))))
        author.show(result)
    author.body.append(author.say("end", "after", "done"))


def run_over(author: TopicAuthor) -> None:
    """A loop that goes one place too far, or just not."""
    rng = author.rng
    values = author.ints(2, 4)
    table = author.table(values)
    index = author.index()
    high = len(values) + rng.choice((0, 1, 1))
    low = rng.choice((1, 1, 1, 0))
    if author.often(0.6):
        body: tuple[Statement, ...] = (author.displayed(table, index),)
    else:
        total = author.result(0)
        body = (add(total, at(table, index)), author.shown(total))
    author.body.append(For(index.id, Constant(low), Constant(high), 1, True, body))
    author.body.append(author.say("end", "after", "done"))


def guarded(author: TopicAuthor) -> None:
    """A place that is looked at only where there is one."""
    rng = author.rng
    values = author.ints(2, 4)
    table = author.table(values)
    for _ in range(rng.randint(1, 2)):
        place = author.number(
            rng.randint(0, len(values) + 3), digits=2, signed=False, pool=("IDX", "POS-X", "PLACE", "SUB-1")
        )
        inside = Compare(place, "<=", Constant(len(values)))
        test: Expression = inside
        body: tuple[Statement, ...] = (author.shown(at(table, place)),)
        if author.often(0.7):
            body = (If(Compare(place, ">", Constant(0)), body, _failed(author)),)
        author.body.append(If(test, body, _failed(author)))


def beyond(author: TopicAuthor) -> None:
    """A part of a text that may lie outside of it."""
    rng = author.rng
    word = author.word()
    text = author.string(word)
    width = author.width(text)
    place = author.number(rng.choice((0, width, width + 1, rng.randint(1, width))), digits=2, signed=False)
    author.show(text)
    part: Expression = Subscript(text, place)
    if author.often(0.4) and width > 1:
        part = Slice(text, place, operation(place, "+", rng.randint(1, min(3, width - 1))))
    author.body += [Print((part,)), author.say("end", "after", "done")]


SCENES: tuple[Callable[[TopicAuthor], None], ...] = (
    divided, divided, rest, several, several, full, full, silent, outside, run_over, guarded, beyond,
)  # fmt: skip
