"""Topic loops, in COBOL: EXIT PERFORM, CYCLE, TEST AFTER, flags, loops in loops, EVALUATE inside."""

from collections.abc import Callable

from caalm.generation.cobol.author import operation
from caalm.generation.cobol.topical import TopicAuthor, add, test_of
from caalm.program.nodes import (
    Assign,
    BoolOp,
    Break,
    Compare,
    Constant,
    Continue,
    For,
    If,
    Name,
    RepeatUntil,
    Statement,
    While,
)


def _header(author: TopicAuthor, index: Name, body: tuple[Statement, ...]) -> Statement:
    """A counted loop of some rounds."""
    rng = author.rng
    low, step = rng.choice((1, 1, 1, 0, 2)), rng.choice((1, 1, 1, 2, 3))
    if author.often(0.2):
        return For(index.id, Constant(low + step * rng.randint(2, 5)), Constant(low), -step, True, body)
    return For(index.id, Constant(low), Constant(low + step * rng.randint(2, 6)), step, True, body)


def left(author: TopicAuthor) -> None:
    """A loop that is left in the middle."""
    rng = author.rng
    index = author.index()
    result = author.result(0)
    work: list[Statement] = [add(result, index)] if author.often(0.6) else [author.shown(index)]
    over = (
        Compare(result, ">", Constant(rng.randint(3, 12)))
        if author.often(0.5)
        else test_of(author, index, rng.randint(2, 6))
    )
    leave = If(over, (author.say("stop", "enough", "limit"), Break()) if author.often(0.4) else (Break(),))
    work.insert(rng.randint(0, 1), leave)
    author.body.append(_header(author, index, tuple(work)))
    author.show(index)
    author.show(result)


def skipped(author: TopicAuthor) -> None:
    """Rounds that are cut short."""
    index = author.index()
    result = author.result(0)
    skip = If(test_of(author, index, author.between(1, 5)), (Continue(),))
    work: tuple[Statement, ...] = (add(result, index),) if author.often(0.5) else (author.shown(index),)
    if author.often(0.2):
        work = (*work, If(Compare(index, ">", Constant(author.between(3, 6))), (Break(),)))
    author.body.append(_header(author, index, (skip, *work)))
    author.show(result)


def after(author: TopicAuthor) -> None:
    """The test after the body: it runs once at least."""
    rng = author.rng
    number = author.number(rng.randint(0, 40), digits=3, signed=False)
    kind = rng.random()
    if kind < 0.4:
        limit, change = Compare(number, ">", Constant(rng.randint(5, 60))), add(number, rng.randint(2, 15))
    elif kind < 0.7:
        limit, change = Compare(number, "<", Constant(rng.randint(1, 20))), Assign(number.id, operation(number, "/", 2))
    else:
        limit, change = (
            Compare(number, ">=", Constant(rng.randint(10, 99))),
            Assign(number.id, operation(operation(number, "*", 2), "+", 1)),
        )
    rounds = author.counter(0)
    body: tuple[Statement, ...] = (change, add(rounds, 1))
    if author.often(0.5):
        body = (*body, author.shown(number))
    if author.often(0.2):
        body = (*body, If(Compare(rounds, ">", Constant(2)), (Break(),)))
    author.body.append(RepeatUntil(body, limit))
    author.show(number)
    author.show(rounds)


def digits(author: TopicAuthor) -> None:
    """The digits of a number, with the test after."""
    rng = author.rng
    number = author.number(rng.randint(0, 9999), digits=4, signed=False, pool=("NUMBER-IN", "N-VAL", "WORK-NUM"))
    digit = author.number(None, digits=1, signed=False, pool=("DIGIT", "D", "LAST-DIGIT"))
    result = author.result(0)
    change: Statement = add(result, digit)
    if author.often(0.3):
        change = Assign(result.id, operation(operation(result, "*", 10), "+", digit))
    elif author.often(0.3):
        change = add(result, 1)
    body = (Assign(digit.id, operation(number, "%", 10)), Assign(number.id, operation(number, "/", 10)), change)
    author.body.append(RepeatUntil(body, Compare(number, "==", Constant(0))))
    author.show(result)


def flagged(author: TopicAuthor) -> None:
    """A loop that a flag ends."""
    rng = author.rng
    flag, number = author.flag(), author.number(rng.randint(0, 5), digits=2, signed=False)
    over = If(
        Compare(number, author.rng.choice((">", ">=")), Constant(rng.randint(6, 20))), (Assign(flag.id, Constant("Y")),)
    )
    body: list[Statement] = [add(number, rng.randint(2, 5)), over]
    if author.often(0.4):
        body.append(author.shown(number))
    if author.often(0.6):
        author.body.append(While(Compare(flag, "!=", Constant("Y")), tuple(body)))
    else:
        author.body.append(RepeatUntil(tuple(body), Compare(flag, "==", Constant("Y"))))
    author.show(number, flag)


def divisor(author: TopicAuthor) -> None:
    """The first divisor, or whether there is one."""
    number = author.number(author.between(2, 35), digits=2, signed=False, pool=("N", "NUM-IN", "CANDIDATE"))
    index, flag = author.index(), author.flag()
    rest = Compare(operation(number, "%", index), "==", Constant(0))
    found = If(rest, (Assign(flag.id, Constant("Y")), Break()))
    author.body.append(For(index.id, Constant(2), operation(number, "-", 1), 1, True, (found,)))
    yes = (author.shown(index),) if author.often(0.5) else (author.say("not prime", "composite"),)
    author.body.append(If(Compare(flag, "==", Constant("Y")), yes, (author.say("prime", "none"),)))


def nested(author: TopicAuthor) -> None:
    """A loop in a loop; the inner one is left or cut short."""
    rng = author.rng
    outer, inner = author.index(rng.choice((1, 2))), author.index(rng.choice((1, 2)))
    test = rng.choice(
        (
            Compare(inner, ">", outer),
            Compare(inner, "==", outer),
            Compare(operation(outer, "*", inner), ">", Constant(rng.randint(2, 6))),
            Compare(operation(outer, "+", inner), "==", Constant(rng.randint(3, 5))),
        )
    )
    leave = If(test, (Break() if author.often(0.6) else Continue(),))
    high = Constant(rng.randint(2, 3))
    loop = For(inner.id, Constant(1), high, 1, True, (leave, author.shown(outer, inner)))
    body: tuple[Statement, ...] = (loop,)
    if author.often(0.25):
        body = (loop, If(Compare(inner, ">", Constant(rng.randint(1, 2))), (Break(),)))
    author.body.append(For(outer.id, Constant(1), Constant(rng.randint(2, 3)), 1, True, body))


def sorted_out(author: TopicAuthor) -> None:
    """What each number is, by EVALUATE in a loop."""
    rng = author.rng
    index = author.index()
    kind = author.number(None, digits=1, signed=False, pool=("KIND", "CODE-NUM", "CASE-NO", "DAY-NO"))
    base = rng.randint(2, 4)
    test = index if author.often(0.4) else kind
    otherwise: tuple[Statement, ...] = (author.say("other", "rest", "none"),) if author.often(0.8) else ()
    branch: tuple[Statement, ...] = otherwise
    for value in sorted(rng.sample(range(0, 5), rng.randint(2, 3)), reverse=True):
        what: Statement = author.say("zero", "one", "two", "red", "blue", "low", "high", "even")
        if author.often(0.2):
            what = Continue()
        branch = (If(Compare(test, "==", Constant(value)), (what,), branch),)
    body: tuple[Statement, ...] = branch
    if test is kind:
        body = (Assign(kind.id, operation(index, "%", base)), *branch)
    author.body.append(For(index.id, Constant(rng.randint(0, 1)), Constant(rng.randint(2, 4)), 1, True, body))


def times(author: TopicAuthor) -> None:
    """PERFORM n TIMES that is left early."""
    rng = author.rng
    number = author.number(rng.randint(0, 9), digits=2, signed=False)
    leave = If(Compare(number, ">", Constant(rng.randint(5, 25))), (Break(),))
    work: list[Statement] = [add(number, rng.randint(2, 9)), leave]
    if author.often(0.4):
        rng.shuffle(work)
    stop = Constant(rng.randint(2, 6))
    if author.often(0.3):
        work.append(author.shown(number))
    author.body.append(For(None, Constant(1), stop, 1, True, tuple(work)))
    author.show(number)


def collatz(author: TopicAuthor) -> None:
    """Halved or tripled until it is one."""
    number = author.number(author.between(2, 13), digits=3, signed=False, pool=("N", "NUM-IN", "WORK-VAL"))
    count = author.counter(0, 2)
    even = Compare(operation(number, "%", 2), "==", Constant(0))
    change = If(
        even,
        (Assign(number.id, operation(number, "/", 2)),),
        (Assign(number.id, operation(operation(number, "*", 3), "+", 1)),),
    )
    body: tuple[Statement, ...] = (change, add(count, 1))
    if author.often(0.4):
        body = (*body, author.shown(number))
    author.body.append(While(Compare(number, "!=", Constant(1)), body))
    author.show(count)


def both(author: TopicAuthor) -> None:
    """Two conditions hold a loop."""
    rng = author.rng
    one = author.number(rng.randint(0, 5), digits=2, signed=False)
    two = author.number(rng.randint(20, 60), digits=2, signed=False)
    tests = Compare(one, "<", Constant(rng.randint(5, 20))), Compare(two, ">", Constant(rng.randint(5, 30)))
    body: list[Statement] = [add(one, rng.randint(1, 5)), add(two, rng.randint(3, 12), "-")]
    if author.often(0.3):
        body.append(If(test_of(author, one, 7), (Continue(),)))
        body.append(author.shown(one, two))
    if author.often(0.7):
        author.body.append(While(BoolOp(tests[0], rng.choice(("and", "and", "or")), tests[1]), tuple(body)))
    else:
        end = BoolOp(Compare(one, ">=", Constant(rng.randint(5, 15))), "or", Compare(two, "<", Constant(15)))
        author.body.append(RepeatUntil(tuple(body), end))
    author.show(one, two)


def free(author: TopicAuthor) -> None:
    """A loop of random statements with a jump in it."""
    rng = author.rng
    index = author.index()
    numbers = [
        author.number(rng.randint(0, 12), digits=rng.choice((2, 3)), signed=False) for _ in range(rng.randint(1, 2))
    ]
    body: list[Statement] = []
    for _ in range(rng.randint(2, 4)):
        number = rng.choice(numbers)
        roll = rng.random()
        if roll < 0.35:
            body.append(add(number, rng.choice((index, rng.randint(1, 9))), rng.choice("++-")))
        elif roll < 0.5:
            body.append(author.shown(number))
        elif roll < 0.65:
            body.append(If(test_of(author, number, rng.randint(3, 20)), (add(number, rng.randint(1, 5)),)))
        elif roll < 0.85:
            body.append(If(test_of(author, rng.choice((index, number)), rng.randint(2, 9)), (Continue(),)))
        else:
            body.append(If(test_of(author, rng.choice((index, number)), rng.randint(4, 15)), (Break(),)))
    if roll >= 0.65:
        body.append(add(numbers[0], 1))
    if author.often(0.6):
        author.body.append(_header(author, index, tuple(body)))
    else:
        author.body.append(Assign(index.id, Constant(rng.randint(0, 2))))
        body.insert(0, add(index, 1))
        limit = Compare(index, ">=", Constant(rng.randint(2, 5)))
        author.body.append(RepeatUntil(tuple(body), limit))
    author.show(index, *numbers)


SCENES: tuple[Callable[[TopicAuthor], None], ...] = (
    left, skipped, after, digits, flagged, divisor, nested, sorted_out, times, collatz, both, free, free, free, free,
)  # fmt: skip
