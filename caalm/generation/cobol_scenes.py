"""What COBOL programs are about: prices, counters, grades, tables. A scene adds fields and statements to an author.

>>> from random import Random
>>> author = Author(Random(2))
>>> parity(author)
>>> type(author.body[-1]).__name__ in ("If", "Print")
True
"""

from collections.abc import Callable
from decimal import Decimal

from caalm.generation.cobol_author import LOOP_NAMES, WORDS, Author, operation
from caalm.program.nodes import (
    Assign,
    BoolOp,
    Compare,
    Constant,
    Expression,
    For,
    If,
    Name,
    Print,
    Statement,
    Store,
    UnaryOp,
    While,
)

Scene = Callable[[Author], None]
Block = tuple[Statement, ...]


def _block(*statements: Statement) -> Block:
    return statements


def _store(author: Author, target: Name, value: Expression, *, rounded: bool = False) -> Statement:
    return Store(target.id, value, rounded) if rounded else Assign(target.id, value)


# Tier 1: assign and print


def values(author: Author) -> None:
    """Some numbers, shown with their padding."""
    names = [author.number(author.small()) for _ in range(author.rng.randint(1, 3))]
    for name in names:
        if author.often(0.3):
            author.body.append(Assign(name.id, Constant(author.small())))
    if author.often(0.3):
        author.show(*names)
    else:
        for name in names:
            author.show(name)


def greeting(author: Author) -> None:
    """Literals only."""
    author.body.append(
        author.say("hello world", "hello, world!", "start", "program start", "report", "welcome", "line 1")
    )


def calculation(author: Author) -> None:
    """One or two operations on two numbers."""
    rng = author.rng
    left, right = author.number(author.small()), author.number(rng.randint(1, 60))
    for operator in rng.sample("++--*/", rng.choice((1, 1, 2, 3))):
        if author.often(0.25):
            author.body.append(Assign(left.id, operation(left, operator, right)))
            author.show(left)
            continue
        scale = rng.choice((0, 0, 1, 2)) if operator == "/" else 0
        result = author.number(None, digits=rng.choice((2, 3, 4, 4, 5)), scale=scale, signed=rng.random() < 0.5)
        rounded = operator == "/" and author.often(0.3)
        author.body.append(_store(author, result, operation(left, operator, right), rounded=rounded))
        author.show(result)
    if author.often(0.15):
        author.show(left, right)


def formula(author: Author) -> None:
    """A COMPUTE with several operations."""
    rng = author.rng
    first, second, third = (author.number(rng.randint(1, 30)) for _ in range(3))
    shapes = (
        operation(operation(first, "*", second), rng.choice("+-"), third),
        operation(operation(first, rng.choice("+-"), second), "*", rng.randint(2, 9)),
        operation(first, "+", operation(second, "*", third)),
        operation(operation(first, "+", second), "-", third),
        operation(first, "-", operation(second, rng.choice("+-"), third)),
        operation(operation(operation(first, "+", second), "+", third), "/", 3),
        operation(operation(first, "*", 2), "+", operation(second, "*", 3)),
        operation(UnaryOp("-", first), "+", second),
    )
    result = author.number(
        None, digits=rng.choice((3, 4, 5)), signed=rng.random() < 0.6, scale=rng.choice((0, 0, 0, 2))
    )
    author.body.append(_store(author, result, rng.choice(shapes), rounded=author.often(0.1)))
    author.show(result)


def truncation(author: Author) -> None:
    """Digits that do not fit, on the left, on the right, or the sign."""
    rng = author.rng
    kind = rng.random()
    if kind < 0.35:
        target = author.number(None, digits=rng.randint(1, 3))
        source: Expression = Constant(rng.randint(100, 99999))
    elif kind < 0.6:
        target = author.number(None, digits=rng.randint(1, 4), scale=rng.choice((0, 0, 1)))
        source = Constant(Decimal(rng.randint(1, 9999)).scaleb(-rng.choice((1, 2, 3))))
    elif kind < 0.8:
        target = author.number(None, digits=rng.randint(2, 4), signed=rng.random() < 0.4)
        source = Constant(-rng.randint(1, 999))
    else:
        target = author.number(None, digits=2)
        source = author.number(rng.randint(100, 9999))
    author.body.append(Assign(target.id, source))
    author.show(target)


def editing(author: Author) -> None:
    """A number moved to an edited picture."""
    rng = author.rng
    scale = rng.choice((0, 0, 1, 2, 2))
    integers = rng.randint(2, 6)
    amount = rng.randint(0, 10 ** (rng.randint(0, integers) + scale) - 1)
    negative = author.often(0.25)
    value = Decimal(-amount if negative else amount).scaleb(-scale) if scale else (-amount if negative else amount)
    edited = author.edited(integers, scale, signed=negative)
    if author.often(0.7):
        number = author.number(value, digits=integers, signed=negative or None)
        author.body.append(Assign(edited.id, number))
        if author.often(0.2):
            author.show(number)
    else:
        author.body.append(Assign(edited.id, Constant(value)))
    if author.often(0.3):
        author.body.append(Print((Constant("["), edited, Constant("]"))))
    else:
        author.show(edited)


def texts(author: Author) -> None:
    """Text fields: filled up with spaces, or cut."""
    rng = author.rng
    first = author.text(author.label_case(rng.choice(WORDS)))
    items: list[Expression | str] = [first]
    if author.often(0.5):
        second = author.text(None, rng.randint(1, 10))
        moved = first if author.often(0.4) else Constant(author.label_case(rng.choice(WORDS)))
        author.body.append(Assign(second.id, moved))
        items.append(second)
    if author.often(0.25):
        author.body.append(Assign(first.id, Constant(author.label_case(rng.choice(WORDS)))))
    if author.often(0.1) and author.numbers:
        number = next((n for n in author.numbers if "V" not in author.picture(n)), None)
        if number is not None:
            author.body.append(Assign(first.id, number))
    if author.often(0.4):
        author.body.append(
            Print((Constant(rng.choice(("[", "*", "<", "|"))), items[0], Constant(rng.choice(("]", "*", ">", "|")))))
        )  # type: ignore[arg-type]
        items = items[1:]
    if items:
        author.show(*items)


def greeting_by_name(author: Author) -> None:
    """HELLO and a field, so that the spaces behind it show."""
    name = author.text(author.label_case(author.rng.choice(WORDS)))
    items = [Constant(author.label_case(author.rng.choice(("hello ", "name: ", "dear ", "welcome ", "hi, ")))), name]
    if author.often(0.6):
        items.append(Constant(author.rng.choice(("!", ".", " OK", "|", " END"))))
    author.body.append(Print(tuple(items)))


def invoice(author: Author) -> None:
    """Price times quantity, perhaps with a tax or a discount, perhaps edited."""
    rng = author.rng
    price = author.number(
        author.money() if author.often(0.6) else rng.randint(1, 99), pool=("PRICE", "UNIT-PRICE", "COST")
    )
    quantity = author.number(rng.randint(1, 12), pool=("QTY", "QUANTITY", "UNITS", "ITEM-COUNT"))
    scale = rng.choice((1, 2, 2)) if "V" in author.picture(price) else 0
    total = author.number(None, digits=rng.choice((4, 5)), scale=scale, pool=("TOTAL", "AMOUNT", "SUBTOTAL", "SUM-DUE"))
    author.body.append(Assign(total.id, operation(price, "*", quantity)))
    if author.often(0.4):
        percent = rng.choice((5, 10, 10, 20, 25, 50))
        share = author.number(
            None, digits=rng.choice((3, 4)), scale=rng.choice((0, 2)), pool=("DISCOUNT", "TAX", "FEE")
        )
        value = operation(operation(total, "*", percent), "/", 100)
        author.body.append(_store(author, share, value, rounded=author.often(0.3)))
        author.body.append(Assign(total.id, operation(total, rng.choice("+-"), share)))
        author.show(share)
    if author.often(0.35):
        edited = author.edited(5, 2 if scale else 0)
        author.body.append(Assign(edited.id, total))
        author.show(edited)
    else:
        author.show(total)


def division(author: Author) -> None:
    """A quotient with its remainder."""
    rng = author.rng
    left, right = author.number(rng.randint(5, 200)), author.number(rng.randint(2, 12))
    quotient = author.number(None, digits=rng.choice((2, 3, 4)), pool=("QUOTIENT", "Q", "RESULT", "EACH"))
    rest = author.number(None, digits=rng.choice((1, 2, 3)), pool=("REMAIN", "REST", "LEFTOVER", "R", "REM-VAL"))
    divisor: Expression = right if author.often(0.7) else Constant(rng.randint(2, 10))
    author.body.append(Assign(quotient.id, operation(left, "/", divisor)))
    author.body.append(Assign(rest.id, operation(left, "%", divisor)))
    if author.often(0.5):
        author.show(quotient, rest)
    else:
        author.show(quotient)
        author.show(rest)


def exchange(author: Author) -> None:
    """Two values change places."""
    first, second = author.number(author.rng.randint(1, 99)), author.number(author.rng.randint(1, 99))
    third = author.number(None, pool=("TEMP-VAL", "SAVE-VAL", "HOLD", "SWAP-AREA"))
    author.body += [Assign(third.id, first), Assign(first.id, second), Assign(second.id, third)]
    author.show(first)
    author.show(second)


def running(author: Author) -> None:
    """One field that is changed several times."""
    rng = author.rng
    name = author.number(rng.randint(0, 50))
    for _ in range(rng.randint(1, 4)):
        author.body.append(Assign(name.id, operation(name, rng.choice("++-+*"), rng.randint(1, 20))))
        if author.often(0.3):
            author.show(name)
    author.show(name)


# Tier 2: conditionals


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


# Tier 3: loops


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


SCENES: dict[int, tuple[Scene, ...]] = {
    1: (
        values,
        values,
        greeting,
        calculation,
        calculation,
        formula,
        truncation,
        editing,
        editing,
        texts,
        greeting_by_name,
        invoice,
        division,
        exchange,
        running,
    ),
    2: (comparison, comparison, grades, choices, parity, size_error, text_choice, largest, nested, nested, discount),
    3: (
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
    ),
}
