"""Topic numbers, in COBOL: numbers of five to nine digits, and what their pictures cut."""

from collections.abc import Callable

from caalm.generation.cobol.author import operation
from caalm.generation.cobol.topical import TopicAuthor, add, at
from caalm.program.nodes import Assign, Compare, Constant, Expression, For, If, Name, Statement, Store, While

_POOL = ("POPULATION", "BALANCE", "TOTAL-SALES", "BIG-NUM", "AMOUNT-1", "RESULT", "REVENUE", "DISTANCE-KM", "GRAND-SUM")


def _big(author: TopicAuthor, digits: int = 0) -> int:
    rng = author.rng
    digits = digits or rng.choice((5, 5, 6, 6, 7, 8))
    roll = rng.random()
    if roll < 0.12:
        return int(rng.randint(1, 9) * 10 ** (digits - 1))
    if roll < 0.24:
        return int(10**digits - rng.randint(1, 20))
    return rng.randint(10 ** (digits - 1), 10**digits - 1)


def _field(author: TopicAuthor, value: int | None, digits: int = 0) -> Name:
    size = digits or author.rng.choice((7, 8, 9, 9))
    return author.number(value, digits=max(size, len(str(value or 0))), pool=_POOL)


def sums(author: TopicAuthor) -> None:
    """Large numbers added and taken away."""
    number = _field(author, _big(author))
    for _ in range(author.between(1, 3)):
        other: Expression = Constant(_big(author)) if author.often(0.6) else _field(author, _big(author))
        author.body.append(Assign(number.id, operation(number, author.rng.choice("++-"), other)))
        if author.often(0.6):
            author.show(number)
    author.show(number)


def scaled(author: TopicAuthor) -> None:
    """A large number times or by a small one."""
    number = _field(author, _big(author))
    for _ in range(author.between(1, 2)):
        operator = author.rng.choice("*/*%")
        amount = author.between(2, 9) if operator == "*" else author.rng.choice((2, 3, 4, 5, 8, 10, 100, 1000))
        target = number if author.often(0.6) else _field(author, None)
        author.body.append(Assign(target.id, operation(number, operator, amount)))
        author.show(target)
        number = target


def cut(author: TopicAuthor) -> None:
    """A large number in a field with fewer digits."""
    number = _field(author, _big(author, author.rng.choice((6, 7, 8))))
    for _ in range(author.between(1, 3)):
        small = author.number(None, digits=author.between(3, 6))
        value: Expression = number
        if author.often(0.4):
            value = operation(number, author.rng.choice("+-"), _big(author, 5))
        author.body.append(Assign(small.id, value))
        author.show(small)


def met(author: TopicAuthor) -> None:
    """A large number that may not fit."""
    digits = author.rng.choice((5, 6, 7))
    number = author.number(_big(author, digits), digits=digits, signed=False, pool=_POOL)
    for _ in range(author.between(1, 2)):
        value = operation(number, author.rng.choice("++*"), author.between(2, 9))
        if author.often(0.6):
            value = operation(number, "+", _big(author, digits))
        fitting = (author.shown(number),) if author.often(0.5) else ()
        author.body.append(
            Store(number.id, value, False, (author.say("overflow", "too large", "size error"),), fitting)
        )
    author.show(number)


def grown(author: TopicAuthor) -> None:
    """A number that grows, round by round."""
    rng = author.rng
    number = _field(author, _big(author, 5), 8)
    count = author.counter(0)
    amount = _big(author, rng.choice((4, 5)))
    change: Statement = add(number, amount) if author.often(0.6) else add(number, rng.choice((2, 3)), "*")
    roll = rng.random()
    if roll < 0.5:
        body: tuple[Statement, ...] = (change, author.shown(number)) if author.often(0.5) else (change,)
        author.body.append(For(None, Constant(1), Constant(rng.randint(2, 4)), 1, True, body))
    else:
        limit = Constant(int(rng.choice((150_000, 200_000, 300_000, 500_000))))
        author.body.append(While(Compare(number, "<", limit), (change, add(count, 1))))
        author.show(count)
    author.show(number)


def powers(author: TopicAuthor) -> None:
    """A number times a small one, again and again."""
    rng = author.rng
    number = author.number(rng.choice((1, 1, 7, 11)), digits=rng.choice((6, 7, 9)), signed=False, pool=_POOL)
    factor = rng.randint(3, 9)
    body: tuple[Statement, ...] = (add(number, factor, "*"),)
    if author.often(0.5):
        body = (*body, author.shown(number))
    author.body.append(For(None, Constant(1), Constant(rng.randint(4, 8)), 1, True, body))
    author.show(number)


def listed(author: TopicAuthor) -> None:
    """The sum or the largest of a table of large numbers."""
    values = [_big(author, author.rng.choice((5, 6))) for _ in range(author.between(2, 4))]
    table = author.table(values, digits=7)
    index, total = author.index(), _field(author, 0, 8)
    body: tuple[Statement, ...] = (add(total, at(table, index)),)
    if author.often(0.4):
        body = (If(Compare(at(table, index), ">", total), (Assign(total.id, at(table, index)),)),)
    author.body.append(For(index.id, Constant(1), Constant(len(values)), 1, True, body))
    author.show(total)


def turned(author: TopicAuthor) -> None:
    """The digits of a large number."""
    rng = author.rng
    number = _field(author, _big(author, rng.choice((5, 6))), 7)
    result = _field(author, 0, 7)
    digit = author.number(None, digits=1, signed=False, pool=("DIGIT", "D", "LAST-DIGIT"))
    change: Statement = add(result, digit)
    if author.often(0.5):
        change = Assign(result.id, operation(operation(result, "*", 10), "+", digit))
    body = (Assign(digit.id, operation(number, "%", 10)), Assign(number.id, operation(number, "/", 10)), change)
    author.body.append(While(Compare(number, ">", Constant(0)), body))
    author.show(result)


SCENES: tuple[Callable[[TopicAuthor], None], ...] = (
    sums,
    sums,
    scaled,
    scaled,
    cut,
    met,
    grown,
    powers,
    listed,
    turned,
)
