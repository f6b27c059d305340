"""Topic functions, in COBOL: paragraphs that are performed from several places, their arguments in fields.

``MOVE 7 TO N-IN  PERFORM SQUARE-IT  DISPLAY SQ-OUT``: what a paragraph takes and gives stands in WORKING-STORAGE.
"""

from collections.abc import Callable
from typing import NamedTuple

from caalm.generation.cobol.author import operation
from caalm.generation.cobol.topical import TopicAuthor, add, at, test_of
from caalm.program.nodes import (
    Assign,
    Compare,
    Constant,
    Expr,
    Expression,
    For,
    If,
    Name,
    Print,
    Return,
    Statement,
    While,
)

_NUMBERS_IN = ("N-IN", "ARG-1", "IN-VAL", "P-NUM", "NUM-ARG", "PARM-A", "INPUT-VAL", "X-IN", "WS-ARG")
_OTHERS_IN = ("M-IN", "ARG-2", "IN-2", "P-OTHER", "PARM-B", "SECOND-IN", "Y-IN", "WS-ARG-2")
_OUT = ("N-OUT", "RESULT", "OUT-VAL", "RETURN-VAL", "R-OUT", "ANSWER-NUM", "WS-RESULT", "PARM-R")
_WORDS = (
    "COMPUTE-IT", "CALC-RESULT", "DO-CALC", "FIND-ANSWER", "P100-CALC", "B200-WORK", "APPLY-RULE", "GET-VALUE",
    "MAKE-RESULT", "CHECK-IT", "WORK-PARA", "SUB-1000", "A100-STEP", "ROUTINE-1", "HELPER-PARA", "NEXT-VALUE",
)  # fmt: skip


class Routine(NamedTuple):
    """A paragraph with the fields that it takes, and the one that it gives."""

    call: Callable[[], Expr]
    takes: tuple[Name, ...]
    gives: Name
    least: int
    most: int
    """The range of its arguments."""


def _routine(
    author: TopicAuthor, name: str, takes: tuple[Name, ...], gives: Name, body: list[Statement], low: int, high: int
) -> Routine:
    if author.often(0.12):
        body = [*body, author.shown(gives)]
    names = (name, f"{name}-PARA", f"P{author.rng.randint(1, 9)}00-{name}") if author.often(0.6) else _WORDS
    return Routine(author.paragraph(names, tuple(body)), takes, gives, low, high)


def _in(author: TopicAuthor, digits: int = 3) -> Name:
    return author.number(None, digits=digits, signed=False, pool=_NUMBERS_IN)


def _other(author: TopicAuthor, digits: int = 3) -> Name:
    return author.number(None, digits=digits, signed=False, pool=_OTHERS_IN)


def _out(author: TopicAuthor, digits: int = 4, *, signed: bool | None = None) -> Name:
    return author.number(None, digits=digits, signed=signed, pool=_OUT)


def formula(author: TopicAuthor) -> Routine:
    """A result by one or two steps of arithmetic."""
    rng = author.rng
    number, result = _in(author), _out(author)
    value: Expression = rng.choice(
        (
            operation(number, "*", number),
            operation(number, "*", rng.randint(2, 9)),
            operation(operation(number, "*", rng.randint(2, 9)), "+", rng.randint(1, 20)),
            operation(number, "+", rng.randint(1, 50)),
            operation(operation(number, "-", 1), "*", 2),
        )
    )
    body: list[Statement] = [Assign(result.id, value)]
    if author.often(0.3):
        body.append(add(result, rng.randint(1, 9), rng.choice("+-")))
    return _routine(
        author, rng.choice(("SQUARE-IT", "SCALE-VAL", "ADD-TAX", "CALC-FEE")), (number,), result, body, 1, 20
    )


def two_numbers(author: TopicAuthor) -> Routine:
    """A result from two arguments."""
    rng = author.rng
    one, two, result = _in(author), _other(author), _out(author, signed=True)
    roll = rng.random()
    if roll < 0.35:
        value = operation(one, rng.choice("+-*"), two)
        body: list[Statement] = [Assign(result.id, value)]
        if author.often(0.3):
            body.append(add(result, rng.randint(1, 9)))
    elif roll < 0.7:
        operator = rng.choice((">", "<", ">="))
        body = [If(Compare(one, operator, two), (Assign(result.id, one),), (Assign(result.id, two),))]
    else:
        body = [
            Assign(result.id, operation(one, "-", two)),
            If(Compare(result, "<", Constant(0)), (Assign(result.id, operation(result, "*", -1)),)),
        ]
    return _routine(author, rng.choice(("COMBINE", "MAX-OF", "FIND-DIFF", "AREA-OF")), (one, two), result, body, 1, 30)


def early(author: TopicAuthor) -> Routine:
    """A paragraph that is left early."""
    rng = author.rng
    number, result = _in(author), _out(author)
    limit = rng.randint(3, 12)
    body: list[Statement] = [Assign(result.id, Constant(0))] if author.often(0.6) else []
    body.append(
        If(
            Compare(number, rng.choice(("<", ">", "==")), Constant(limit)),
            (Assign(result.id, Constant(rng.randint(0, 9))), Return()) if author.often(0.6) else (Return(),),
        )
    )
    body.append(Assign(result.id, operation(number, rng.choice("*+-*"), rng.randint(2, 5))))
    return _routine(author, rng.choice(("GRADE-IT", "LIMIT-VAL", "CHECK-VAL")), (number,), result, body, 1, 15)


def looped(author: TopicAuthor) -> Routine:
    """A sum, a factorial or a power, by a loop inside."""
    rng = author.rng
    number, result, index = _in(author, 2), _out(author), author.index()
    roll = rng.random()
    start, change = Constant(0), add(result, index)
    if roll < 0.3:
        start, change = Constant(1), add(result, index, "*")
    elif roll < 0.45:
        start, change = Constant(1), add(result, 2, "*")
    elif roll < 0.6:
        change = add(result, operation(index, "*", index))
    inside: tuple[Statement, ...] = (change,)
    if author.often(0.2):
        inside = (change, If(Compare(result, ">", Constant(rng.randint(5, 20))), (Return(),)))
    body: list[Statement] = [
        Assign(result.id, start),
        For(index.id, Constant(1), number, 1, True, inside),
    ]
    return _routine(author, rng.choice(("FACTORIAL-OF", "SUM-UP", "POWER-OF")), (number,), result, body, 1, 5)


def divided(author: TopicAuthor) -> Routine:
    """The greatest common divisor, or the digits' sum."""
    rng = author.rng
    if author.often(0.5):
        one, two, result = _in(author), _other(author), _out(author)
        loop = While(
            Compare(two, ">", Constant(0)),
            (
                Assign(result.id, operation(one, "%", two)),
                Assign(one.id, two),
                Assign(two.id, result),
            ),
        )
        return _routine(author, "GCD-OF", (one, two), one, [loop], 2, 30)
    number, result = _in(author, 4), _out(author)
    body: list[Statement] = [
        Assign(result.id, Constant(0)),
        While(
            Compare(number, ">", Constant(0)),
            (add(result, operation(number, "%", 10)), Assign(number.id, operation(number, "/", 10))),
        ),
    ]
    return _routine(author, rng.choice(("DIGIT-SUM", "SUM-DIGITS")), (number,), result, body, 1, 999)


def use(author: TopicAuthor, routine: Routine, times: int) -> None:
    """Performs a routine with drawn arguments, and shows what it gives."""
    rng = author.rng
    if len(routine.takes) == 1 and routine.most <= 30 and author.often(0.25):
        index = author.index()
        low = rng.randint(max(1, routine.least), 3)
        body = (Assign(routine.takes[0].id, index), routine.call(), author.shown(routine.gives))
        author.body.append(For(index.id, Constant(low), Constant(low + rng.randint(1, 2)), 1, True, body))
        return
    for _ in range(times):
        for field in routine.takes:
            author.body.append(Assign(field.id, Constant(rng.randint(routine.least, routine.most))))
        author.body.append(routine.call())
        roll = rng.random()
        if roll < 0.75:
            author.show(routine.gives)
        elif roll < 0.9:
            test = test_of(author, routine.gives, rng.randint(3, 30))
            author.body.append(If(test, (author.say("yes", "high", "ok"),), (author.say("no", "low", "other"),)))
        else:
            kept = author.result(None)
            author.body.append(Assign(kept.id, operation(routine.gives, "+", rng.randint(1, 9))))
            author.show(kept)


ROUTINES = (formula, two_numbers, early, looped, divided)


def one(author: TopicAuthor) -> None:
    """A routine, performed some times."""
    routine = author.rng.choice(ROUTINES)(author)
    use(author, routine, author.between(1, 3))


def two(author: TopicAuthor) -> None:
    """Two routines, in turn."""
    rng = author.rng
    for make in rng.sample(ROUTINES, 2):
        use(author, make(author), rng.randint(1, 2))


def chained(author: TopicAuthor) -> None:
    """A routine that performs another."""
    rng = author.rng
    inner = rng.choice((formula, early))(author)
    number, result = _in(author), _out(author)
    body: list[Statement] = [Assign(inner.takes[0].id, number), inner.call(), Assign(result.id, inner.gives)]
    if author.often(0.5):
        body += [
            Assign(inner.takes[0].id, operation(number, "+", 1)),
            inner.call(),
            add(result, inner.gives),
        ]
    else:
        body.append(add(result, rng.randint(1, 9)))
    outer = _routine(author, rng.choice(("TOTAL-OF", "OUTER-CALC", "WHOLE-THING")), (number,), result, body, 1, 12)
    use(author, outer, rng.randint(1, 2))


def printing(author: TopicAuthor) -> None:
    """A paragraph that prints, performed between other things."""
    rng = author.rng
    number = author.number(rng.randint(0, 9))
    line: list[Statement] = [author.shown(number)]
    if author.often(0.4):
        line.insert(0, author.say("---", "state", "line", "===="))
    if author.often(0.25):
        line = [If(Compare(number, ">", Constant(rng.randint(3, 12))), (author.say("big", "over"), Return())), *line]
    call = author.paragraph(("SHOW-IT", "PRINT-IT", "DISPLAY-STATE", "REPORT-LINE", "P900-SHOW"), tuple(line))
    for _ in range(rng.randint(1, 3)):
        author.body.append(call())
        author.body.append(add(number, rng.randint(1, 9), rng.choice("++-*")))
    if author.often(0.3):
        index = author.index()
        author.body.append(For(index.id, Constant(1), Constant(2), 1, True, (add(number, index), call())))
    author.body.append(call())


def counting(author: TopicAuthor) -> None:
    """A paragraph that changes what others read: fields belong to the whole program."""
    rng = author.rng
    total, step = author.result(0), author.number(rng.randint(1, 5), digits=2, signed=False)
    body: list[Statement] = [add(total, step)]
    if author.often(0.5):
        body.append(add(step, 1))
    if author.often(0.4):
        body.append(If(Compare(total, ">", Constant(rng.randint(6, 20))), (Assign(total.id, Constant(0)),)))
    call = author.paragraph(("BUMP-TOTAL", "ADD-STEP", "ACCUMULATE", "TICK-PARA", "MOVE-ON"), tuple(body))
    if author.often(0.5):
        author.body += [call() for _ in range(rng.randint(2, 3))]
    else:
        author.body.append(For(None, Constant(1), Constant(rng.randint(2, 4)), 1, True, (call(), author.shown(total))))
    author.show(total)
    if author.often(0.5):
        author.show(step)


def over_table(author: TopicAuthor) -> None:
    """A routine for every place of a table."""
    rng = author.rng
    values = author.ints(2, 3, 1, 12)
    table = author.table(values)
    index = author.index()
    routine = rng.choice((formula, early, looped))(author)
    values = [min(value, routine.most) for value in values]
    body: tuple[Statement, ...] = (Assign(routine.takes[0].id, at(table, index)), routine.call())
    if author.often(0.5):
        total = author.result(0)
        body = (*body, add(total, routine.gives))
        author.body.append(For(index.id, Constant(1), Constant(len(values)), 1, True, body))
        author.show(total)
        return
    body = (*body, Print((at(table, index), Constant(rng.choice((" -> ", ": ", " "))), routine.gives)))
    author.body.append(For(index.id, Constant(1), Constant(len(values)), 1, True, body))


SCENES: tuple[Callable[[TopicAuthor], None], ...] = (one, one, one, two, two, chained, printing, counting, over_table)
