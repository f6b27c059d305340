"""Tier 2, conditionals: comparisons with and without ELSE, chains, choices, size errors."""

from collections.abc import Callable

from caalm.generation.cobol.author import WORDS, Author, operation
from caalm.program.nodes import (
    Assign,
    BoolOp,
    Compare,
    Constant,
    Expression,
    If,
    Print,
    Statement,
    Store,
    UnaryOp,
)

Block = tuple[Statement, ...]


def _say(author: Author, *texts: str) -> Block:
    block: Block = (author.say(*texts),)
    if author.numbers and author.often(0.25):
        name = author.rng.choice(author.numbers)
        change: Statement = Assign(name.id, operation(name, author.rng.choice("++-"), author.rng.randint(1, 10)))
        block = (change, *block) if author.often(0.5) else (change, author.shown(name))
    return block


def comparison(author: Author) -> None:
    """One condition; without ELSE it may well print nothing."""
    near = author.rng.randint(0, 60)
    name = author.number(near)
    other = author.number(max(0, near + author.rng.choice((-7, -1, 0, 0, 1, 12))))
    test: Expression = author.condition(name, near=near)
    if author.often(0.4):
        test = Compare(name, author.rng.choice((">", "<", "==", "!=", ">=", "<=")), other)
    if author.often(0.3):
        second = author.condition(other, near=near)
        test = BoolOp(test, author.rng.choice(("and", "or")), second)
        if author.often(0.2):
            test = BoolOp(test, author.rng.choice(("and", "or")), author.condition(name, near=near))
    if author.often(0.08):
        test = UnaryOp("not", test)
    body = _say(author, "yes", "big", "greater", "in range", "ok", "match", "limit reached", "a wins", "enough")
    orelse = _say(author, "no", "small", "less", "out of range", "too low", "no match", "b wins", "more")
    author.body.append(If(test, body, orelse if author.often(0.55) else ()))
    if author.often(0.5):
        author.show(name)


def grades(author: Author) -> None:
    """A chain of limits."""
    rng = author.rng
    score = author.number(rng.randint(0, 100), digits=3, pool=("SCORE", "MARK", "POINTS", "TEST-SCORE", "RESULT-PCT"))
    limits = rng.choice(((90, 80, 70), (90, 75, 50), (85, 60), (90, 50), (50,), (80, 65, 50, 35)))
    letters = rng.choice((("A", "B", "C", "D", "F"), ("TOP", "GOOD", "FAIR", "POOR", "NONE")))
    grade = author.text(" ", 1 if len(letters[0]) == 1 else rng.randint(4, 6)) if author.often(0.5) else None

    def outcome(text: str) -> Block:
        text = author.label_case(text)
        return (Print((Constant(text),)),) if grade is None else (Assign(grade.id, Constant(text)),)

    orelse: Block = outcome(letters[len(limits)]) if author.often(0.85) else ()
    for limit, letter in reversed(list(zip(limits, letters, strict=False))):
        operator = ">=" if author.often(0.8) else ">"
        orelse = (If(Compare(score, operator, Constant(limit)), outcome(letter), orelse),)
    author.body.extend(orelse)
    if grade is not None:
        author.show(grade)


def choices(author: Author) -> None:
    """A field compared with several values."""
    rng = author.rng
    code = author.number(
        rng.randint(0, 6),
        digits=rng.choice((1, 1, 2)),
        pool=("CODE", "DAY-NUM", "OPTION-NUM", "MENU-ITEM", "LEVEL-NO", "CHOICE"),
    )
    words = rng.sample(WORDS, 6)
    cases = rng.sample(range(1, 8), rng.randint(2, 4))
    orelse: Block = (author.say("other", "unknown", "invalid", "none", "default"),) if author.often(0.75) else ()
    for index, case in enumerate(cases):
        test: Expression = Compare(code, "==", Constant(case))
        if author.often(0.15):
            test = BoolOp(test, "or", Compare(code, "==", Constant(case + 8)))
        elif author.often(0.12):
            test = BoolOp(Compare(code, ">=", Constant(case)), "and", Compare(code, "<=", Constant(case + 2)))
        orelse = (If(test, (Print((Constant(author.label_case(words[index])),)),), orelse),)
    author.body.extend(orelse)


def parity(author: Author) -> None:
    """Even or odd, divisible or not."""
    rng = author.rng
    number = author.number(rng.randint(1, 99))
    divisor = rng.choice((2, 2, 2, 3, 5, 10))
    if author.often(0.5):
        test = Compare(operation(number, "%", divisor), "==", Constant(0))
    else:
        rest = author.number(None, digits=rng.choice((1, 2)), pool=("REMAIN", "REST", "REM-VAL", "R"))
        if author.often(0.6):
            quotient = author.number(None, digits=rng.choice((2, 3)), pool=("QUOT", "Q", "HALF-VAL", "TEMP-VAL"))
            author.body.append(Assign(quotient.id, operation(number, "/", divisor)))
        author.body.append(Assign(rest.id, operation(number, "%", divisor)))
        test = Compare(rest, "==", Constant(0))
    author.body.append(If(test, (author.say("even", "yes", "divisible"),), (author.say("odd", "no", "not divisible"),)))
    if author.often(0.2):
        author.show(number)


def size_error(author: Author) -> None:
    """A result that fits or not, with a division by zero now and then."""
    rng = author.rng
    start = rng.randint(80, 99) if author.often(0.7) else rng.randint(1, 50)
    small = author.number(start, digits=2, signed=False)
    kind = rng.random()
    if kind < 0.6:
        value = operation(small, "+", rng.randint(1, 30))
    elif kind < 0.8:
        value = operation(small, "*", rng.choice((1, 2, 2, 3)))
    else:
        value = operation(rng.randint(10, 99), "/", author.number(rng.choice((0, 0, 4, 5)), digits=2))
    failing: Block = (author.say("size error", "overflow", "too big", "error"),)
    if author.often(0.2):
        failing = (*failing, Assign(small.id, operation(small, "-", 10) if author.often(0.4) else Constant(0)))
    fitting: Block = (author.say("ok", "fine", "no error", "added"),) if author.often(0.5) else ()
    author.body.append(Store(small.id, value, author.often(0.1), failing, fitting))
    author.show(small)


def text_choice(author: Author) -> None:
    """A condition on a text."""
    rng = author.rng
    kept, asked = author.label_case(rng.choice(WORDS)), author.label_case(rng.choice(WORDS))
    name = author.text(kept)
    wanted = kept if author.often(0.5) else asked
    operator = rng.choice(("==", "==", "==", "!=", "<", ">"))
    body, orelse = _say(author, "match", "yes", "found", "ok"), _say(author, "no match", "no", "different", "denied")
    author.body.append(If(Compare(name, operator, Constant(wanted)), body, orelse if author.often(0.6) else ()))


def largest(author: Author) -> None:
    """The larger of two, or the largest of three."""
    rng = author.rng
    numbers = [author.number(rng.randint(1, 99)) for _ in range(rng.choice((2, 3)))]
    best = author.number(
        None, digits=rng.choice((2, 3, 4)), pool=("LARGEST", "MAX-VAL", "BIGGEST", "BEST", "TOP-VAL", "MIN-VAL")
    )
    author.body.append(Assign(best.id, numbers[0]))
    operator = rng.choice((">", ">", "<"))
    for number in numbers[1:]:
        author.body.append(If(Compare(number, operator, best), (Assign(best.id, number),)))
    author.show(best)


def nested(author: Author) -> None:
    """An IF within an IF."""
    rng = author.rng
    first, second = rng.randint(0, 40), rng.randint(0, 40)
    outer, inner = author.number(first), author.number(second)
    texts = [author.label_case(text) for text in rng.sample(WORDS, 3)]
    inside = If(
        author.condition(inner, near=second),
        (Print((Constant(texts[0]),)),),
        (Print((Constant(texts[1]),)),) if author.often(0.6) else (),
    )
    body: Block = (inside,) if author.often(0.7) else (inside, author.shown(inner))
    orelse: Block = (Print((Constant(texts[2]),)),) if author.often(0.6) else ()
    author.body.append(If(author.condition(outer, near=first), body, orelse))


def discount(author: Author) -> None:
    """A rebate from an amount on."""
    rng = author.rng
    amount = author.number(
        rng.randrange(20, 400, 10), digits=rng.choice((3, 4)), pool=("AMOUNT", "TOTAL", "ORDER-AMT", "SALES")
    )
    rate = author.number(None, digits=2, pool=("RATE", "PERCENT", "DISC-PCT"))
    cut = author.number(
        None, digits=rng.choice((3, 4)), scale=rng.choice((0, 2)), pool=("DISCOUNT", "REBATE", "DISC-AMT")
    )
    limit = rng.choice((50, 100, 100, 200))
    low: Block = (Assign(rate.id, Constant(rng.choice((0, 5)))),)
    author.body.append(
        If(
            Compare(amount, rng.choice((">", ">=")), Constant(limit)),
            (Assign(rate.id, Constant(rng.choice((10, 15, 20)))),),
            low,
        )
    )
    author.body.append(Assign(cut.id, operation(operation(amount, "*", rate), "/", 100)))
    author.show(cut)
    if author.often(0.5):
        author.body.append(Assign(amount.id, operation(amount, "-", cut)))
        author.show(amount)


CONDITIONALS: tuple[Callable[[Author], None], ...] = (
    comparison,
    comparison,
    grades,
    choices,
    parity,
    size_error,
    text_choice,
    largest,
    nested,
    nested,
    discount,
)
