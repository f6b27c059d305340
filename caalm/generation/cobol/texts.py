"""Topic strings, in COBOL: functions of texts, parts of them, STRING and INSPECT, and the spaces behind all that."""

from collections.abc import Callable

from caalm.generation.cobol.author import operation
from caalm.generation.cobol.topical import TopicAuthor, add
from caalm.program.nodes import (
    Assign,
    BinOp,
    Break,
    Compare,
    Constant,
    Expression,
    For,
    If,
    Intrinsic,
    JoinedStr,
    Print,
    SetItem,
    Slice,
    Statement,
    Subscript,
)


def function(name: str, *arguments: Expression) -> Intrinsic:
    """A function of texts."""
    return Intrinsic(name, arguments)


def trimmed(node: Expression) -> Intrinsic:
    """A text without the spaces around it."""
    return function("trim", node)


def _barred(author: TopicAuthor, *values: Expression) -> Print:
    """A line in which one sees where a text ends."""
    if author.often(0.5):
        return Print(values)
    left, right = author.rng.choice((("[", "]"), ("<", ">"), ("*", "*"), ("'", "'"), ("|", "|")))
    return Print((Constant(left), *values, Constant(right)))


def case(author: TopicAuthor) -> None:
    """Upper, lower or reversed, shown or kept."""
    text = author.string(author.word())
    for _ in range(author.between(1, 3)):
        changed = function(author.rng.choice(("upper", "lower", "reverse")), text)
        if author.often(0.3):
            changed = function(changed.name, trimmed(text))
        if author.often(0.5):
            author.body.append(_barred(author, changed))
        else:
            target = text if author.often(0.4) else author.blank(author.between(2, 8))
            author.body += [Assign(target.id, changed), _barred(author, target)]


def measured(author: TopicAuthor) -> None:
    """How long a field is, and how long the text in it."""
    text = author.string(author.word())
    for _ in range(author.between(1, 2)):
        length = author.counter(0, author.rng.choice((1, 2, 3)))
        of = trimmed(text) if author.often(0.65) else text
        author.body.append(Assign(length.id, function("length", of)))
        author.show(length)
    if author.often(0.4):
        test = Compare(
            function("length", trimmed(text)), author.rng.choice((">", "<", "==", ">=")), Constant(author.between(2, 7))
        )
        author.body.append(If(test, (author.say("long", "ok", "fits"),), (author.say("short", "no", "other"),)))


def parts(author: TopicAuthor) -> None:
    """Some characters of a text, by place and number."""
    word = author.word() + author.rng.choice(("", "", " " + author.word()))
    text = author.string(word)
    width = author.width(text)
    for _ in range(author.between(1, 4)):
        low = author.between(1, min(width, len(word)))
        high = author.between(low, width)
        roll = author.rng.random()
        part: Expression = Slice(text, Constant(low), Constant(high))
        if roll < 0.2:
            part = Slice(text, Constant(low), None)
        elif roll < 0.45:
            part = Subscript(text, Constant(low))
        elif roll < 0.6:
            index = author.number(low, digits=2, signed=False, pool=("POS-X", "I", "START-AT", "FROM-POS"))
            part = (
                Slice(text, index, operation(index, "+", author.between(0, width - low)))
                if low < width
                else Subscript(text, index)
            )
        if author.often(0.3):
            target = author.blank(author.between(1, 6))
            author.body += [Assign(target.id, part), _barred(author, target)]
        else:
            author.body.append(_barred(author, part))


def spelled(author: TopicAuthor) -> None:
    """Every character on a line of its own, forwards or backwards."""
    word = author.word()[:6]
    text, index = author.string(word), author.index()
    letter = Subscript(text, index)
    line = Print((letter,)) if author.often(0.6) else Print((index, Constant(" "), letter))
    author.each(index, 1, len(word), (line,), back=author.often(0.4))


def letters(author: TopicAuthor) -> None:
    """How often a character stands in a text, place by place."""
    word = author.word()[:8]
    text, index, count = author.string(word), author.index(), author.counter(0)
    wanted = Constant(author.rng.choice(word))
    found: tuple[Statement, ...] = (add(count, 1),)
    if author.often(0.3):
        found = (*found, author.shown(index))
    author.each(index, 1, len(word), (If(Compare(Subscript(text, index), "==", wanted), found),))
    author.show(count)


def position(author: TopicAuthor) -> None:
    """The first place of a character."""
    word = author.word()[:8]
    text, index, place = author.string(word), author.index(), author.counter(0, 2)
    wanted = Constant(author.rng.choice(word + "Z"))
    found = If(Compare(Subscript(text, index), "==", wanted), (Assign(place.id, index), Break()))
    author.body.append(For(index.id, Constant(1), Constant(len(word)), 1, True, (found,)))
    author.show(place)


def tallied(author: TopicAuthor) -> None:
    """INSPECT TALLYING, which adds to what is there."""
    word = author.word() + author.rng.choice(("", author.word(), " " + author.word()))
    text = author.string(word)
    count = author.counter(author.rng.choice((0, 0, 0, 2, 5)))
    for _ in range(author.between(1, 2)):
        low = author.between(0, len(word) - 1)
        part = (
            word[low : low + author.rng.choice((1, 1, 1, 2))]
            if author.often(0.85)
            else author.rng.choice((" ", "E", "a"))
        )
        author.body.append(Assign(count.id, BinOp(count, "+", function("count", text, Constant(part)))))
        author.show(count)


def replaced(author: TopicAuthor) -> None:
    """INSPECT REPLACING, as long as what was there."""
    word = author.word() + author.rng.choice(("", author.word(), " " + author.word()))
    text = author.string(word)
    for _ in range(author.between(1, 2)):
        low = author.between(0, len(word) - 1)
        old = word[low : low + author.rng.choice((1, 1, 1, 2))]
        new = "".join([author.rng.choice("*-XABOab ") for _ in old])
        author.body.append(Assign(text.id, function("replace", text, Constant(old), Constant(new))))
    author.body.append(_barred(author, text))


def joined(author: TopicAuthor) -> None:
    """STRING: a field is filled from its first character on, and what is behind stays."""
    rng = author.rng
    parts_: list[Expression] = []
    width = 0
    for number in range(author.between(2, 3)):
        if number and author.often(0.7):
            separator = rng.choice((" ", ", ", "-", "/", " AND ", ": ", "="))
            parts_.append(Constant(separator))
            width += len(separator)
        if author.often(0.2):
            value = rng.randint(1, 999)
            parts_.append(author.number(value, digits=rng.choice((3, 4)), signed=False))
            width += 4
            continue
        word = author.word() + (" " + author.word() if author.often(0.2) else "")
        field: Expression = author.string(word)
        width += len(word)
        roll = rng.random()
        if roll < 0.35:
            field = function("before", field, Constant(" "))
        elif roll < 0.55:
            field = trimmed(field)
        elif roll < 0.62:
            field = function("before", field, Constant(rng.choice(word.strip() or "A")))
        elif roll < 0.7:
            field = function(rng.choice(("upper", "lower")), field)
        parts_.append(field)
    target = author.blank(max(4, width + rng.choice((-2, 0, 0, 2, 5))))
    if author.often(0.25):
        author.body.append(Assign(target.id, Constant("*" * author.width(target))))
    author.body += [Assign(target.id, JoinedStr(tuple(parts_))), _barred(author, target)]
    if author.often(0.3):
        if author.often(0.7):
            author.body.append(Assign(target.id, Constant(" ")))
        more = JoinedStr((Constant(author.word()), Constant(rng.choice((" ", "!", "-")))))
        author.body += [Assign(target.id, more), _barred(author, target)]


def palindrome(author: TopicAuthor) -> None:
    """Whether a word reads the same backwards."""
    word = author.rng.choice(("LEVEL", "RADAR", "NOON", "KAYAK", "ANNA", "OTTO", author.word(), author.word()))
    text = author.string(author.text_case(word))
    left: Expression = function("reverse", trimmed(text))
    if author.often(0.5):
        other = author.blank(author.width(text))
        author.body.append(Assign(other.id, left))
        left = other
    right: Expression = text if author.often(0.6) else trimmed(text)
    author.body.append(
        If(Compare(left, "==", right), (author.say("palindrome", "same", "yes"),), (author.say("no", "different"),))
    )


def backwards(author: TopicAuthor) -> None:
    """A word turned round, character by character."""
    word = author.word()[:5]
    size = len(word)
    text, target, index = author.string(word), author.blank(size + author.between(0, 2)), author.index()
    place = author.counter(size, 2)
    change = SetItem(target.id, place, Subscript(text, index))
    author.each(index, 1, size, (change, add(place, 1, "-")))
    author.body.append(_barred(author, target))


def poked(author: TopicAuthor) -> None:
    """Single characters written over."""
    word = author.word()
    text = author.string(word)
    width = author.width(text)
    for _ in range(author.between(1, 3)):
        place: Expression = Constant(author.between(1, width))
        if author.often(0.3):
            index = author.number(author.between(1, width), digits=2, signed=False, pool=("POS-X", "I", "K"))
            place = index
        value: Expression = Constant(author.rng.choice("*XZ-aQ.#"))
        if author.often(0.25):
            value = Subscript(text, Constant(author.between(1, len(word))))
        author.body.append(SetItem(text.id, place, value))
    author.body.append(_barred(author, text))


def bar(author: TopicAuthor) -> None:
    """A row of marks, as long as a number says."""
    size = author.between(0, 6)
    target, index = author.blank(author.between(max(size, 3), 9)), author.index()
    mark = Constant(author.rng.choice("*#=-+X"))
    count = author.counter(size, 2)
    author.body.append(For(index.id, Constant(1), count, 1, True, (SetItem(target.id, index, mark),)))
    author.body.append(_barred(author, target))


def compared(author: TopicAuthor) -> None:
    """Two texts: equal but for spaces, or which comes first."""
    one = author.word()
    two = one if author.often(0.35) else author.word()
    first, second = author.string(one), author.string(two)
    operator = author.rng.choice(("==", "==", "<", ">", "!="))
    left: Expression = first if author.often(0.7) else function("upper", first)
    author.body.append(
        If(Compare(left, operator, second), (author.say("yes", "match", "ok"),), (author.say("no", "other"),))
    )
    if author.often(0.4):
        part = Slice(first, Constant(1), Constant(author.between(1, min(2, len(one)))))
        author.body.append(If(Compare(part, "==", Constant(one[:1])), (author.shown(part),)))


def cut(author: TopicAuthor) -> None:
    """A text in fields that are too short or too long for it."""
    word = author.word() + " " + author.word()
    text = author.string(word)
    for _ in range(author.between(1, 3)):
        target = author.blank(author.between(1, len(word) + 3))
        author.body += [Assign(target.id, text), _barred(author, target)]
        if author.often(0.3):
            text = target


def read(author: TopicAuthor) -> None:
    """The number in a text."""
    value = author.between(1, 999)
    text = author.string(str(value), author.between(3, 6))
    number = author.result(0)
    author.body.append(Assign(number.id, function("integer", text)))
    author.body.append(add(number, author.between(1, 9), author.rng.choice("+-*")))
    author.show(number)


def initials(author: TopicAuthor) -> None:
    """The first letters of two names."""
    first, second = author.string(author.word()), author.string(author.word())
    letters_ = Subscript(first, Constant(1)), Subscript(second, Constant(1))
    if author.often(0.5):
        author.body.append(Print((letters_[0], Constant(author.rng.choice((".", "", " ")) or "."), letters_[1])))
        return
    target = author.blank(author.between(2, 5))
    author.body += [Assign(target.id, JoinedStr(letters_)), _barred(author, target)]


def free(author: TopicAuthor) -> None:
    """A text that goes through some operations."""
    rng = author.rng
    word = author.word() + (" " + author.word() if author.often(0.3) else "")
    text = author.string(word)
    width = author.width(text)
    for _ in range(author.between(2, 5)):
        roll = rng.random()
        if roll < 0.22:
            change = function(rng.choice(("upper", "lower", "reverse", "trim")), text)
            author.body.append(Assign(text.id, change))
        elif roll < 0.4:
            author.body.append(SetItem(text.id, Constant(author.between(1, width)), Constant(rng.choice("*XZ-aQ.# "))))
        elif roll < 0.55:
            old = rng.choice(word + "AE ")
            author.body.append(
                Assign(text.id, function("replace", text, Constant(old), Constant(rng.choice("*-oX E"))))
            )
        elif roll < 0.7:
            low = author.between(1, width)
            author.body.append(Assign(text.id, Slice(text, Constant(low), Constant(author.between(low, width)))))
        elif roll < 0.8:
            author.body.append(Assign(text.id, JoinedStr((Constant(author.word()[:4]), Constant(rng.choice("-/ "))))))
        else:
            author.body.append(_barred(author, text))
    author.body.append(_barred(author, text))


SCENES: tuple[Callable[[TopicAuthor], None], ...] = (
    case, measured, parts, spelled, letters, position, tallied, replaced, joined, joined, joined, palindrome, backwards,
    poked, bar, compared, cut, read, initials, free, free, free, free, free,
)  # fmt: skip
