"""Topic input, in COBOL: ACCEPT takes a line into a field, cut or filled as a MOVE would do it."""

from collections.abc import Callable

from caalm.generation.cobol.author import operation
from caalm.generation.cobol.texts import function, trimmed
from caalm.generation.cobol.topical import TopicAuthor, add, at, test_of
from caalm.program.nodes import (
    Assign,
    Compare,
    Constant,
    Declaration,
    Expression,
    For,
    If,
    Input,
    JoinedStr,
    Name,
    Print,
    RepeatUntil,
    SetItem,
    Statement,
    While,
)


def number_line(author: TopicAuthor, value: int) -> str:
    """A number as people type it."""
    text = str(value)
    if author.often(0.1):
        text = text.zfill(3)
    return text + " " if author.often(0.05) else text


def accepted(author: TopicAuthor, value: int | None = None, digits: int = 0) -> Name:
    """A number field, and the line that it gets."""
    value = author.between(0, 99) if value is None else value
    field = author.number(
        None, digits=digits or author.rng.choice((2, 3, 4)), pool=("NUM-IN", "N", "IN-VAL", "WS-NUM", "QTY")
    )
    author.lines.append(number_line(author, value))
    author.body.append(Assign(field.id, Input()))
    return field


def named(author: TopicAuthor) -> Name:
    """A text field, and the line that it gets."""
    word = author.word() + (" " + author.word() if author.often(0.25) else "")
    field = author.blank(author.between(max(2, len(word) - 2), len(word) + 5))
    author.lines.append(word)
    author.body.append(Assign(field.id, Input()))
    return field


def echo(author: TopicAuthor) -> None:
    """Lines that are shown again."""
    for _ in range(author.between(1, 3)):
        if author.often(0.5):
            author.show(accepted(author))
        else:
            field = named(author)
            roll = author.rng.random()
            shown: Expression = field if roll < 0.5 else trimmed(field) if roll < 0.75 else function("upper", field)
            author.body.append(Print((Constant(author.rng.choice(("HELLO ", "GOT ", "YOU SAID: ", "* "))), shown)))


def sums(author: TopicAuthor) -> None:
    """Two numbers, and what they come to."""
    one, two = accepted(author), accepted(author)
    result = author.number(None, digits=4, signed=True, pool=("RESULT", "TOTAL", "ANSWER-NUM"))
    author.body.append(Assign(result.id, operation(one, author.rng.choice("++-*"), two)))
    author.show(result)


def asked(author: TopicAuthor) -> None:
    """A question about a number."""
    value = author.between(0, 60)
    number = accepted(author, value)
    author.body.append(
        If(
            test_of(author, number, value),
            (author.say("yes", "ok", "adult", "pass"),),
            (author.say("no", "fail", "child"),),
        )
    )


def several(author: TopicAuthor) -> None:
    """How many there are, then each of them."""
    rng = author.rng
    size = rng.randint(1, 4)
    count = accepted(author, size, 2)
    field = author.number(None, digits=3, pool=("LINE-VAL", "IN-NUM", "ENTRY-VAL", "X-IN"))
    total, index = author.result(0), author.index()
    author.lines += [number_line(author, rng.randint(0, 99)) for _ in range(size)]
    body: list[Statement] = [Assign(field.id, Input())]
    if author.often(0.3):
        body.append(If(Compare(field, ">", total), (Assign(total.id, field),)))
    else:
        body.append(add(total, field))
    if author.often(0.3):
        body.append(author.shown(field))
    author.body.append(For(index.id, Constant(1), count, 1, True, tuple(body)))
    author.show(total)


def until(author: TopicAuthor) -> None:
    """Numbers until there is a zero."""
    rng = author.rng
    values = [rng.randint(1, 50) for _ in range(rng.randint(0, 3))]
    field = author.number(None, digits=3, signed=False, pool=("LINE-VAL", "IN-NUM", "ENTRY-VAL", "X-IN"))
    total = author.result(0)
    author.lines += [number_line(author, value) for value in (*values, 0)]
    if author.often(0.5):
        body: tuple[Statement, ...] = (add(total, field), Assign(field.id, Input()))
        author.body += [Assign(field.id, Input()), While(Compare(field, "!=", Constant(0)), body)]
    else:
        author.body.append(
            RepeatUntil((Assign(field.id, Input()), add(total, field)), Compare(field, "==", Constant(0)))
        )
    author.show(total)


def kept(author: TopicAuthor) -> None:
    """Lines in a table, then shown, perhaps backwards."""
    rng = author.rng
    size = rng.randint(2, 3)
    index = author.index()
    if author.often(0.5):
        words = [author.word() for _ in range(size)]
        name = author.name(("NAMES", "LINES-TAB", "WORDS-TAB"))
        author.fields.append(Declaration(name, author.repeated("X", rng.randint(4, 9)), None, size))
        field = author.blank(rng.randint(6, 12))
        author.lines += words
    else:
        name = author.empty_table(size, 3)
        field = author.number(None, digits=3, signed=False, pool=("LINE-VAL", "IN-NUM", "ENTRY-VAL"))
        author.lines += [number_line(author, rng.randint(0, 99)) for _ in range(size)]
    author.body.append(
        For(index.id, Constant(1), Constant(size), 1, True, (Assign(field.id, Input()), SetItem(name, index, field)))
    )
    author.each(index, 1, size, (author.displayed(name, index),), back=author.often(0.5))
    if author.often(0.2):
        author.show(at(name, 1))


def greeted(author: TopicAuthor) -> None:
    """A name in a sentence."""
    rng = author.rng
    field = named(author)
    parts: tuple[Expression, ...] = (
        Constant(rng.choice(("HELLO ", "HI ", "DEAR ", "GOOD DAY "))),
        function("before", field, Constant(" ")) if author.often(0.5) else trimmed(field),
    )
    if author.often(0.6):
        parts = (*parts, Constant(rng.choice(("!", ".", ", WELCOME", "?"))))
    target = author.blank(rng.randint(16, 30))
    author.body += [Assign(target.id, JoinedStr(parts)), Print((target,))]


def commanded(author: TopicAuthor) -> None:
    """What to do is read first."""
    rng = author.rng
    command = rng.choice(("ADD", "SUB", "MUL", "END"))
    field = author.blank(rng.choice((3, 3, 5)))
    author.lines.append(command)
    author.body.append(Assign(field.id, Input()))
    one, two = accepted(author), accepted(author)
    result = author.number(None, digits=4, signed=True, pool=("RESULT", "TOTAL", "ANSWER-NUM"))
    branch: tuple[Statement, ...] = (author.say("unknown", "what", "error"),)
    for word, operator in (("MUL", "*"), ("SUB", "-"), ("ADD", "+")):
        change = (Assign(result.id, operation(one, operator, two)), author.shown(result))
        branch = (If(Compare(field, "==", Constant(word)), change, branch),)
    author.body += branch


SCENES: tuple[Callable[[TopicAuthor], None], ...] = (
    echo, echo, sums, asked, several, until, kept, greeted, commanded,
)  # fmt: skip
