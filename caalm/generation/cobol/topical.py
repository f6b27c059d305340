"""The author of COBOL programs about a topic: tables, paragraphs and input lines besides fields.

>>> from random import Random
>>> author = TopicAuthor(Random(2), max_steps=40)
>>> scores = author.table([7, 12, 9])
>>> author.fields[-1].occurs, author.fields[-1].initial in ((7, 12, 9), None)
(3, True)
"""

from collections.abc import Callable, Sequence
from random import Random

from caalm.generation.cobol.author import LOOP_NAMES, WORDS, Author, operation
from caalm.generation.names import pseudo_word
from caalm.languages.cobol import RESERVED
from caalm.program.nodes import (
    Assign,
    BinOp,
    Call,
    Compare,
    Constant,
    Declaration,
    Expr,
    Expression,
    For,
    FunctionDef,
    Name,
    Print,
    RepeatUntil,
    SetItem,
    Statement,
    Subscript,
    While,
)

Block = tuple[Statement, ...]
TABLES = (
    "SCORES", "AGES", "PRICES", "STOCK", "VALS", "NUMS", "SALES", "POINTS", "T", "TBL", "WS-TAB", "AMOUNTS", "MARKS",
    "TEMPS", "COUNTS", "TAB-A", "ITEMS", "LEVELS", "DAYS-TAB", "ENTRY-VAL", "CELL", "ELEM", "A-TAB", "SLOTS",
)  # fmt: skip
TEXT_TABLES = (
    "NAMES",
    "CITIES",
    "ITEM-NAMES",
    "CODES",
    "COLORS",
    "TAB-NAME",
    "WORDS-TAB",
    "TEAMS",
    "LABELS",
    "ENTRIES",
)
COUNTS = ("CNT", "ITEM-CNT", "TAB-SIZE", "WS-LEN", "HOW-MANY", "LAST-ONE", "TOP-IDX", "N-ITEMS", "FILLED")
TOTALS = ("TOTAL", "SUM-VAL", "RESULT", "ACCUM", "GRAND-TOTAL", "WS-TOTAL", "ANSWER-NUM")
FOUND = ("FOUND-FLAG", "FOUND", "WS-FOUND", "SWITCH-1", "HIT-FLAG", "DONE-FLAG", "OK-FLAG", "EOF-FLAG")
NAMES = tuple(
    "ANNA BOB CARL DORA EVE FINN GINA HANS IVAN JUNE KARL LENA MAX NINA OTTO PAM ROSA SAM TOM UMA VERA WALT ROME OSLO "
    "PARIS CAIRO LIMA BERN PEN BOOK CUP LAMP DESK APPLE PEAR PLUM FIG KIWI LEMON RED BLUE GREEN GOLD PINK CAT DOG COW "
    "HEN FOX OWL LEVEL RADAR NOON KAYAK HELLO WORLD COBOL DATA BREAD MILK TEA SALT".split()
)


class TopicAuthor(Author):
    """Draws fields, tables, paragraphs and lines in one person's habits."""

    def __init__(self, rng: Random, max_steps: int) -> None:
        super().__init__(rng)
        self.max_steps = max_steps
        self.lines: list[str] = []
        self.functions: list[FunctionDef] = []
        self.text_case = rng.choice((str.upper, str.upper, str.lower, str.title))

    # Small choices

    def pick(self, *options: Expression | int | str) -> Expression | int | str:
        """One of the options."""
        return self.rng.choice(options)

    def between(self, low: int, high: int) -> int:
        """An integer from ``low`` to ``high``."""
        return self.rng.randint(low, high)

    def ints(self, low: int, high: int, least: int = 1, most: int = 0) -> list[int]:
        """Some values for a table; now and then sorted or with equal ones."""
        rng = self.rng
        most = most or rng.choice((9, 9, 20, 50, 99, 99))
        values = [rng.randint(least, most) for _ in range(rng.randint(low, high))]
        if self.often(0.12):
            values.sort()
        elif self.often(0.15):
            values[-1] = values[0]
        return values

    def word(self) -> str:
        """A word in this author's case."""
        rng = self.rng
        roll = rng.random()
        word = rng.choice(NAMES) if roll < 0.65 else rng.choice(WORDS) if roll < 0.8 else pseudo_word(rng)
        return self.text_case(word)

    # Fields

    def index(self, digits: int = 2) -> Name:
        """A field that counts."""
        return self.number(None, digits=digits, signed=False, pool=LOOP_NAMES)

    def counter(self, value: int = 0, digits: int = 0) -> Name:
        """A field that says how many there are."""
        return self.number(value, digits=digits or self.rng.choice((1, 2, 2, 3)), signed=False, pool=COUNTS)

    def result(self, value: int | None = 0, digits: int = 0, *, signed: bool | None = None) -> Name:
        """A field for what comes out."""
        return self.number(value, digits=digits or self.rng.choice((3, 3, 4, 5)), pool=TOTALS, signed=signed)

    def flag(self) -> Name:
        """A field for Y or N, which is N at first."""
        name = self.name(FOUND)
        self.fields.append(Declaration(name, self.rng.choice(("X", "X", "X(1)")), "N"))
        return Name(name)

    def table(self, values: Sequence[int], *, digits: int = 0, signed: bool = False) -> str:
        """A table of numbers that hold these values from here on."""
        needed = max(len(str(abs(value))) for value in values)
        digits = digits or needed + self.rng.choice((0, 0, 1, 1, 2))
        signed = signed or any(value < 0 for value in values)
        picture = ("S" if signed else "") + self.repeated("9", digits)
        return self.filled(self.name(TABLES), picture, list(values))

    def empty_table(self, count: int, digits: int, *, signed: bool = False) -> str:
        """A table of zeros."""
        name = self.name(TABLES)
        picture = ("S" if signed else "") + self.repeated("9", digits)
        self.fields.append(Declaration(name, picture, self.rng.choice((None, None, 0)), count))
        return name

    def texts(self, values: Sequence[str], width: int = 0) -> str:
        """A table of texts."""
        width = width or max(map(len, values)) + self.rng.choice((0, 0, 1, 3))
        return self.filled(self.name(TEXT_TABLES), self.repeated("X", width), list(values))

    def filled(self, name: str, picture: str, values: Sequence[int | str]) -> str:
        """Declares a table: its values in the declaration, or moved one by one."""
        if self.often(0.75) or len(values) > 5:
            self.fields.append(Declaration(name, picture, tuple(values), len(values)))
        else:
            self.fields.append(Declaration(name, picture, None, len(values)))
            for number, value in enumerate(values):
                self.body.append(SetItem(name, Constant(number + 1), Constant(value)))
        return name

    def string(self, value: str, width: int = 0) -> Name:
        """A text field that holds a value, by its VALUE clause or a MOVE."""
        width = width or len(value) + self.rng.choice((0, 0, 1, 2, 3, 5))
        name = self.text(value, width)
        if value and not self.often(self.by_value):
            self.fields[-1] = Declaration(name.id, self.fields[-1].picture, None)
            self.body.append(Assign(name.id, Constant(value)))
        return name

    def blank(self, width: int) -> Name:
        """A text field of spaces."""
        name = self.text(None, width)
        self.fields[-1] = Declaration(name.id, self.fields[-1].picture, self.rng.choice((None, " ")))
        return name

    def width(self, name: Name) -> int:
        """The characters of a text field."""
        picture = self.picture(name)
        return int(picture[2:-1]) if "(" in picture else len(picture)

    # Loops

    def each(self, index: Name, low: int, high: Expression | int, body: Block, *, back: bool = False) -> None:
        """A loop over places, in one of the ways of writing it; ``high`` is at least ``low``."""
        stop = Constant(high) if isinstance(high, int) else high
        roll = self.rng.random()
        if back:
            self.body.append(For(index.id, stop, Constant(low), -1, True, body))
        elif roll < 0.78:
            self.body.append(For(index.id, Constant(low), stop, 1, True, body))
        else:
            self.body.append(Assign(index.id, Constant(low)))
            body = (*body, Assign(index.id, operation(index, "+", 1)))
            if roll < 0.9:
                self.body.append(While(Compare(index, "<=", stop), body))
            else:
                self.body.append(RepeatUntil(body, Compare(index, ">", stop)))

    def displayed(self, table: str, index: Name) -> Print:
        """A line with a place of a table."""
        place = Subscript(Name(table), index)
        roll = self.rng.random()
        if roll < 0.45:
            return Print((place,))
        if roll < 0.7:
            return Print((index, Constant(self.rng.choice((" ", ": ", " - ", "=", ") "))), place))
        return Print((Constant(self.label_case(self.rng.choice(("ITEM ", "VALUE ", "ENTRY: ", "NO ", "GOT ")))), place))

    def show_table(self, table: str, count: Expression | int, index: Name | None = None) -> None:
        """Displays all places of a table."""
        index = index or self.index()
        self.each(index, 1, count, (self.displayed(table, index),))

    # Paragraphs

    def paragraph(self, names: Sequence[str], body: Block) -> Callable[[], Expr]:
        """A paragraph; what performs it comes back."""
        free = [name for name in names if name not in self.taken | RESERVED]
        name = self.rng.choice(free) if free else self.name()
        self.taken.add(name.upper())
        name = name.lower() if self.lower else name
        self.functions.append(FunctionDef(name, (), body))
        return lambda: Expr(Call(name, ()))


def add(target: Name, value: Expression | int, operator: str = "+") -> Assign:
    """``target = target operator value``."""
    return Assign(target.id, operation(target, operator, value))


def at(table: str, index: Expression | int) -> Subscript:
    """A place of a table."""
    return Subscript(Name(table), Constant(index) if isinstance(index, int) else index)


def put(table: str, index: Expression | int, value: Expression | int | str) -> SetItem:
    """A value into a place of a table."""
    place = Constant(index) if isinstance(index, int) else index
    return SetItem(table, place, Constant(value) if isinstance(value, int | str) else value)


def test_of(author: TopicAuthor, node: Expression, near: int) -> Compare:
    """A question about a number that may be near to ``near``."""
    if author.often(0.3):
        divisor = author.rng.choice((2, 2, 2, 3, 4, 5))
        return Compare(BinOp(node, "%", Constant(divisor)), author.rng.choice(("==", "==", "!=")), Constant(0))
    operator = author.rng.choice(("==", "!=", "<", "<=", ">", ">=", ">", "<"))
    return Compare(node, operator, Constant(max(0, near + author.rng.choice((0, 0, 1, -1, 3, -3)))))
