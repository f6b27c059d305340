"""Tier 1, straight on: values and their padding, calculations, truncation, editing, texts, invoices."""

from collections.abc import Callable
from decimal import Decimal

from caalm.generation.cobol.author import WORDS, Author, operation
from caalm.program.nodes import (
    Assign,
    Constant,
    Expression,
    Name,
    Print,
    Statement,
    Store,
    UnaryOp,
)


def _store(target: Name, value: Expression, *, rounded: bool = False) -> Statement:
    return Store(target.id, value, rounded) if rounded else Assign(target.id, value)


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
        author.body.append(_store(result, operation(left, operator, right), rounded=rounded))
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
    author.body.append(_store(result, rng.choice(shapes), rounded=author.often(0.1)))
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
        before, after = Constant(rng.choice(("[", "*", "<", "|"))), Constant(rng.choice(("]", "*", ">", "|")))
        author.body.append(Print((before, first, after)))
        items = items[1:]
    if items:
        author.show(*items)


def greeting_by_name(author: Author) -> None:
    """HELLO and a field, so that the spaces behind it show."""
    name = author.text(author.label_case(author.rng.choice(WORDS)))
    items: list[Expression] = [
        Constant(author.label_case(author.rng.choice(("hello ", "name: ", "dear ", "welcome ", "hi, ")))),
        name,
    ]
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
        author.body.append(_store(share, value, rounded=author.often(0.3)))
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


STRAIGHT: tuple[Callable[[Author], None], ...] = (
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
)
