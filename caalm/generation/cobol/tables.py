"""Topic lists, in COBOL: tables with OCCURS, places counted from one, a field that says how many there are.

The idioms that people write, and random sequences of small operations on one table.
"""

from collections.abc import Callable

from caalm.generation.cobol.author import operation
from caalm.generation.cobol.topical import TopicAuthor, add, at, put, test_of
from caalm.program.nodes import (
    Assign,
    Break,
    Compare,
    Constant,
    Expression,
    For,
    If,
    Name,
    Print,
    Statement,
    While,
)


def _numbers(author: TopicAuthor, low: int = 2, high: int = 5) -> tuple[str, list[int], Expression]:
    """A table, its values, and how many there are: a literal or a field."""
    values = author.ints(low, high)
    table = author.table(values)
    count: Expression = Constant(len(values))
    if author.often(0.3):
        count = author.counter(len(values))
    return table, values, count


def total(author: TopicAuthor) -> None:
    """The sum, and perhaps the average."""
    table, _, count = _numbers(author)
    result, index = author.result(0), author.index()
    body: tuple[Statement, ...] = (add(result, at(table, index)),)
    if author.often(0.2):
        body = (*body, author.shown(index, result))
    author.each(index, 1, count, body)
    author.show(result)
    if author.often(0.35):
        average = author.number(
            None, digits=3, scale=author.rng.choice((0, 0, 1, 2)), pool=("AVG", "AVERAGE", "MEAN-VAL")
        )
        author.body.append(Assign(average.id, operation(result, "/", count)))
        author.show(average)


def extreme(author: TopicAuthor) -> None:
    """The largest or the smallest, and where it stands."""
    table, values, count = _numbers(author)
    operator = author.rng.choice((">", "<", ">", "<", ">=", "<="))
    best = author.number(None, digits=3, signed=False, pool=("BEST", "MAX-VAL", "HIGH-VAL", "LOW-VAL", "PEAK"))
    where = author.index() if author.often(0.4) else None
    index = author.index()
    author.body.append(Assign(best.id, at(table, 1)))
    found: tuple[Statement, ...] = (Assign(best.id, at(table, index)),)
    if where is not None:
        author.body.append(Assign(where.id, Constant(1)))
        found = (*found, Assign(where.id, index))
    author.each(index, 2 if len(values) > 1 else 1, count, (If(Compare(at(table, index), operator, best), found),))
    author.show(best)
    if where is not None:
        author.show(where)


def counted(author: TopicAuthor) -> None:
    """How many places meet a condition."""
    table, values, count = _numbers(author)
    index, hits = author.index(), author.counter(0)
    found: tuple[Statement, ...] = (add(hits, 1),)
    if author.often(0.3):
        found = (*found, author.displayed(table, index))
    test = test_of(author, at(table, index), author.rng.choice(values))
    author.each(index, 1, count, (If(test, found),))
    author.show(hits)


def search(author: TopicAuthor) -> None:
    """Where a value stands, by a flag, by a place or by leaving the loop."""
    table, values, count = _numbers(author, 3, 6)
    rng = author.rng
    wanted = author.number(
        rng.choice((*values, rng.randint(1, 99))), digits=2, signed=False, pool=("WANTED", "KEY-VAL")
    )
    index = author.index()
    test = Compare(at(table, index), "==", wanted)
    yes, no = author.say("found", "in the table", "yes"), author.say("not found", "missing", "no")
    if author.often(0.5):
        flag = author.flag()
        found: tuple[Statement, ...] = (Assign(flag.id, Constant("Y")),)
        if author.often(0.5):
            found = (*found, Break())
        author.body.append(For(index.id, Constant(1), count, 1, True, (If(test, found),)))
        author.body.append(If(Compare(flag, "==", Constant("Y")), (yes,), (no,)))
        return
    place = author.counter(0)
    found = (Assign(place.id, index), Break()) if author.often(0.6) else (Assign(place.id, index),)
    author.body.append(For(index.id, Constant(1), count, 1, True, (If(test, found),)))
    if author.often(0.5):
        author.body.append(If(Compare(place, ">", Constant(0)), (author.shown(place),), (no,)))
    else:
        author.show(place)


def walked(author: TopicAuthor) -> None:
    """A loop until what is looked for is reached; the test comes first."""
    values = author.ints(3, 5)
    table = author.table(values)
    limit = author.rng.choice(values)
    index = author.number(1, digits=2, signed=False, pool=("I", "IDX", "WS-I", "POS-X", "K"))
    test = Compare(at(table, index), author.rng.choice(("!=", "<", "!=")), Constant(limit))
    # A field that counts beyond the table would end the run, so the last place is a stop of its own.
    author.body.append(put(table, len(values), limit))
    author.body.append(
        While(test, (author.displayed(table, index), add(index, 1)) if author.often(0.5) else (add(index, 1),))
    )
    author.show(index)


def shown(author: TopicAuthor) -> None:
    """All places, forwards or backwards, or every second."""
    table, values, count = _numbers(author)
    index = author.index()
    roll = author.rng.random()
    body = (author.displayed(table, index),)
    if roll < 0.4:
        author.each(index, 1, count, body)
    elif roll < 0.75:
        author.each(index, 1, count, body, back=True)
    else:
        author.body.append(For(index.id, Constant(author.between(1, 2)), Constant(len(values)), 2, True, body))


def filled(author: TopicAuthor) -> None:
    """A table that is worked out, then shown."""
    rng = author.rng
    size = rng.randint(2, 5)
    table = author.empty_table(size, rng.choice((2, 2, 3)))
    index = author.index()
    factor = rng.randint(2, 9)
    value: Expression = rng.choice(
        (
            operation(index, "*", index),
            operation(index, "*", factor),
            operation(operation(index, "*", factor), "+", rng.randint(1, 9)),
            operation(20, "-", index),
            index,
        )
    )
    author.each(index, 1, size, (put(table, index, value),))
    if author.often(0.6):
        author.show_table(table, size, index)
    else:
        author.show(at(table, rng.randint(1, size)))
        author.show(at(table, rng.randint(1, size)))


def series(author: TopicAuthor) -> None:
    """Each place from the ones before it."""
    rng = author.rng
    size = rng.randint(3, 6)
    table = author.empty_table(size, 3)
    index = author.index()
    author.body += [put(table, 1, rng.choice((0, 1, 1, 2))), put(table, 2, rng.choice((1, 1, 2, 3)))]
    before, last = at(table, operation(index, "-", 1)), at(table, operation(index, "-", 2))
    value = operation(before, "+", last) if author.often(0.6) else operation(before, rng.choice("*+"), 2)
    author.body.append(For(index.id, Constant(3), Constant(size), 1, True, (put(table, index, value),)))
    if author.often(0.5):
        author.show_table(table, size, index)
    else:
        author.show(at(table, size))


def swapped(author: TopicAuthor) -> None:
    """Two places, or the whole table, turned round by a field between."""
    table, values, count = _numbers(author, 3, 5)
    rng = author.rng
    between = author.number(None, digits=3, signed=False, pool=("TEMP", "HOLD", "WS-TEMP", "SAVE-VAL"))
    if author.often(0.6):
        one, two = rng.sample(range(1, len(values) + 1), 2)
        author.body += [Assign(between.id, at(table, one)), put(table, one, at(table, two)), put(table, two, between)]
    else:
        low, high = author.number(1, digits=2, signed=False), author.number(len(values), digits=2, signed=False)
        body = (
            Assign(between.id, at(table, low)),
            put(table, low, at(table, high)),
            put(table, high, between),
            add(low, 1),
            add(high, 1, "-"),
        )
        author.body.append(While(Compare(low, "<", high), body))
    author.show_table(table, count)


def bubbled(author: TopicAuthor) -> None:
    """One pass of a bubble sort, or all of them over a short table."""
    values = author.ints(2, 4)
    table = author.table(values)
    index = author.index()
    between = author.number(None, digits=3, signed=False, pool=("TEMP", "HOLD", "WS-TEMP", "SAVE-VAL"))
    after = operation(index, "+", 1)
    swap = (
        Assign(between.id, at(table, index)),
        put(table, index, at(table, after)),
        put(table, after, between),
    )
    test = Compare(at(table, index), author.rng.choice((">", ">", "<")), at(table, after))
    one_pass = For(index.id, Constant(1), Constant(len(values) - 1), 1, True, (If(test, swap),))
    if len(values) < 4 and author.often(0.6):
        outer = author.index()
        author.body.append(For(outer.id, Constant(1), Constant(len(values) - 1), 1, True, (one_pass,)))
    else:
        author.body.append(one_pass)
    author.show_table(table, len(values), index)


def shifted(author: TopicAuthor) -> None:
    """All values one place on, or one back."""
    table, values, _ = _numbers(author, 3, 5)
    size, index = len(values), author.index()
    keep = author.number(None, digits=3, signed=False, pool=("KEEP", "HOLD", "FIRST-VAL"))
    if author.often(0.5):
        author.body.append(Assign(keep.id, at(table, 1)))
        move = put(table, index, at(table, operation(index, "+", 1)))
        author.body.append(For(index.id, Constant(1), Constant(size - 1), 1, True, (move,)))
        author.body.append(put(table, size, keep if author.often(0.6) else 0))
    else:
        move = put(table, index, at(table, operation(index, "-", 1)))
        author.body.append(For(index.id, Constant(size), Constant(2), -1, True, (move,)))
        author.body.append(put(table, 1, author.between(0, 9)))
    author.show_table(table, size, index)


def appended(author: TopicAuthor) -> None:
    """A table that fills up: a field says how many there are."""
    rng = author.rng
    values = [rng.randint(1, 99) for _ in range(rng.randint(2, 3))]
    table = author.empty_table(rng.randint(4, 8), rng.choice((2, 3)))
    count = author.counter(0, 2)
    for value in values:
        author.body += [add(count, 1), put(table, count, value)]
    if author.often(0.4):
        author.show(at(table, count))
        author.body.append(add(count, 1, "-"))
    author.show_table(table, count)
    if author.often(0.4):
        author.show(count)


def picked(author: TopicAuthor) -> None:
    """Those that meet a condition, in a second table."""
    values = author.ints(3, 4)
    table = author.table(values)
    other = author.empty_table(len(values), 3)
    index, count = author.index(), author.counter(0, 2)
    test = test_of(author, at(table, index), author.rng.choice(values))
    author.each(index, 1, len(values), (If(test, (add(count, 1), put(other, count, at(table, index)))),))
    author.show(count)
    author.show_table(other, count, index)


def parallel(author: TopicAuthor) -> None:
    """Names in one table, numbers in another, by the same place."""
    rng = author.rng
    size = rng.randint(2, 4)
    names = author.texts([author.word() for _ in range(size)])
    values = author.ints(size, size)
    amounts = author.table(values)
    index = author.index()
    line = Print((at(names, index), Constant(rng.choice((" ", ": ", "=", " - "))), at(amounts, index)))
    roll = rng.random()
    if roll < 0.4:
        author.each(index, 1, size, (line,))
    elif roll < 0.7:
        author.each(index, 1, size, (If(test_of(author, at(amounts, index), rng.choice(values)), (line,)),))
    else:
        best = author.counter(1, 2)
        change = If(Compare(at(amounts, index), ">", at(amounts, best)), (Assign(best.id, index),))
        author.body.append(For(index.id, Constant(2), Constant(size), 1, True, (change,)))
        author.show(at(names, best), " ", at(amounts, best))


def called(author: TopicAuthor) -> None:
    """A table of names: shown, looked through, or changed."""
    rng = author.rng
    words = [author.word() for _ in range(rng.randint(2, 4))]
    table = author.texts(words)
    index = author.index()
    roll = rng.random()
    if roll < 0.35:
        author.show_table(table, len(words), index)
    elif roll < 0.7:
        wanted = Constant(rng.choice((*words, author.word())))
        body = (If(Compare(at(table, index), "==", wanted), (Print((index, Constant(" "), at(table, index))),)),)
        author.each(index, 1, len(words), body)
        author.show(index)
    else:
        author.body.append(put(table, rng.randint(1, len(words)), author.word()))
        author.show_table(table, len(words), index)


def changed(author: TopicAuthor) -> None:
    """Every place, or those that meet a condition, in another amount."""
    table, values, count = _numbers(author, 2, 4)
    rng = author.rng
    index = author.index()
    change = put(table, index, operation(at(table, index), rng.choice("+-*+"), rng.randint(1, 9)))
    body: tuple[Statement, ...] = (change,)
    if author.often(0.4):
        body = (If(test_of(author, at(table, index), rng.choice(values)), body),)
    author.each(index, 1, count, body)
    author.show_table(table, count, index)


def tallied(author: TopicAuthor) -> None:
    """How often each digit comes up."""
    rng = author.rng
    values = [rng.randint(1, 4) for _ in range(rng.randint(3, 6))]
    table, counts = author.table(values, digits=1), author.empty_table(4, 2)
    index = author.index()
    kind = author.number(None, digits=1, signed=False, pool=("KIND", "D", "SLOT", "GROUP-NO"))
    place = at(counts, kind)
    author.each(index, 1, len(values), (Assign(kind.id, at(table, index)), put(counts, kind, operation(place, "+", 1))))
    author.show_table(counts, 4, index)


def product(author: TopicAuthor) -> None:
    """Two tables, place by place."""
    rng = author.rng
    size = rng.randint(2, 3)
    one, two = author.table(author.ints(size, size, 1, 9)), author.table(author.ints(size, size, 1, 9))
    result, index = author.result(0), author.index()
    value = operation(at(one, index), rng.choice("**+-"), at(two, index))
    author.each(index, 1, size, (add(result, value),))
    author.show(result)


def differences(author: TopicAuthor) -> None:
    """Neighbours compared."""
    table, values, _ = _numbers(author, 3, 5)
    index = author.index()
    before = at(table, operation(index, "-", 1))
    if author.often(0.5):
        step = author.number(None, digits=3, signed=True, pool=("DIFF", "STEP-VAL", "DELTA"))
        body: tuple[Statement, ...] = (Assign(step.id, operation(at(table, index), "-", before)), author.shown(step))
        author.body.append(For(index.id, Constant(2), Constant(len(values)), 1, True, body))
        return
    flag = author.flag()
    body = (If(Compare(at(table, index), "<", before), (Assign(flag.id, Constant("Y")),)),)
    author.body.append(For(index.id, Constant(2), Constant(len(values)), 1, True, body))
    author.body.append(
        If(
            Compare(flag, "==", Constant("N")),
            (author.say("sorted", "in order"),),
            (author.say("not sorted", "mixed"),),
        )
    )


def _operation_on(author: TopicAuthor, table: str, size: int, others: list[Name]) -> None:
    """One small thing with a table."""
    rng = author.rng
    place: Expression = Constant(rng.randint(1, size))
    index = others[0]
    roll = rng.random()
    if roll < 0.18:
        author.body.append(put(table, place, rng.randint(0, 99)))
    elif roll < 0.36:
        author.body.append(put(table, place, operation(at(table, place), rng.choice("+-*"), rng.randint(1, 9))))
    elif roll < 0.48:
        author.body.append(put(table, rng.randint(1, size), at(table, place)))
    elif roll < 0.58:
        author.body.append(Assign(index.id, Constant(rng.randint(1, size))))
        author.show(at(table, index))
    elif roll < 0.7:
        author.show(at(table, place))
    elif roll < 0.8:
        amount = rng.randint(1, 5)
        change = put(table, index, operation(at(table, index), rng.choice("+-*"), amount))
        author.each(index, 1, rng.randint(1, size), (change,))
    elif roll < 0.9:
        test = test_of(author, at(table, place), rng.randint(1, 20))
        author.body.append(
            If(test, (put(table, rng.randint(1, size), rng.randint(0, 50)),), (author.shown(at(table, place)),))
        )
    else:
        author.body.append(
            Assign(others[1].id, operation(at(table, place), rng.choice("+-"), at(table, rng.randint(1, size))))
        )
        author.show(others[1])


def free(author: TopicAuthor) -> None:
    """A table that goes through some operations."""
    values = author.ints(2, 5)
    table = author.table(values, digits=author.rng.choice((0, 2, 3)), signed=author.often(0.25))
    others = [author.index(), author.result(None)]
    for _ in range(author.between(2, 2 + author.max_steps // 10)):
        _operation_on(author, table, len(values), others)
    if author.often(0.7):
        author.show_table(table, len(values), others[0])


SCENES: tuple[Callable[[TopicAuthor], None], ...] = (
    total, extreme, counted, search, walked, shown, filled, series, swapped, bubbled, shifted, appended, picked,
    parallel, called, changed, tallied, product, differences, free, free, free, free, free, free,
)  # fmt: skip
