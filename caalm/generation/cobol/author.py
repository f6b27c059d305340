"""Who writes a drawn COBOL program: habits of naming, of pictures and of labels, and the fields declared so far.

>>> from random import Random
>>> author = Author(Random(4))
>>> total = author.number(8)
>>> author.fields[0].name == total.id
True
"""

from decimal import Decimal
from random import Random

from caalm.languages.cobol import RESERVED
from caalm.program.nodes import Assign, BinOp, Compare, Constant, Declaration, Expression, Name, Print, Statement, Value

NOUNS = tuple(
    "TOTAL COUNTER AMOUNT PRICE QTY BALANCE SCORE RATE TAX RESULT LIMIT AGE GRADE ITEM STOCK ORDERS SALES BONUS "
    "SALARY HOURS PAY COST PROFIT LOSS DISCOUNT POINTS LEVEL YEARS MONTHS DAYS MINUTES UNITS BOXES TICKETS SEATS "
    "VOTES PAGES COPIES WEIGHT HEIGHT MILES SPEED TEMP INCOME DEBT FEE DEPOSIT CHARGE REFUND BUDGET TARGET MARKS "
    "PASSES FAILS ERRS HITS TRIES USERS GUESTS ROOMS FLOORS CARS BOOKS COINS APPLES EGGS CATS STEPS ROUNDS TURNS "
    "WINS GOALS SHARES LOANS CLAIMS CREDIT SUBTOTAL".split()
)
HEADS = tuple(
    "ITEM UNIT NET GROSS MAX MIN BASE OLD NEW FINAL DAILY WEEKLY YEARLY CUST EMP ORDER PROD SALES TAX TEAM USER "
    "LAST FIRST TOTAL HIGH LOW TEST BANK STOCK LINE".split()
)
TAILS = ("-CNT", "-TOT", "-AMT", "-NUM", "-VAL", "-1", "-2", "-X", "-IN", "-OUT", "-A", "-B", "-NEW", "-OLD", "-MAX")
SHORT = tuple(
    "A B C D E G H J K L M N P Q R T U V W X Y Z NUM1 NUM2 NUM3 N1 N2 N3 NUM-A NUM-B VAR1 VAR2 VAR-A VAR-B".split()
)
LOOP_NAMES = (
    "I",
    "J",
    "K",
    "IDX",
    "CTR",
    "N",
    "COUNTER",
    "LOOP-CTR",
    "I-CNT",
    "SUB-1",
    "WS-I",
    "WS-IDX",
    "WS-CTR",
    "WS-COUNTER",
)
TEXT_NAMES = (
    "NAME",
    "CODE",
    "STATUS-FLAG",
    "MSG",
    "MESSAGE-TEXT",
    "CITY",
    "COLOR-NAME",
    "GRADE-LETTER",
    "ANSWER",
    "CUST-NAME",
    "WORD-1",
    "LABEL-TEXT",
    "FLAG",
    "ITEM-NAME",
    "STATE-CODE",
    "REPLY",
)
EDITED_NAMES = ("EDITED", "OUT", "DISP", "FMT", "PRT", "ED", "SHOWN")
WORDS = tuple(
    "YES NO OK HELLO WORLD BLUE RED GREEN ANNA BOB SMITH LONDON PARIS ROME PASS FAIL OPEN CLOSED ACTIVE DONE ERROR "
    "COBOL HIGH LOW EVEN ODD A B C Y N X BOOK PEN CAR GOLD SILVER NORTH SOUTH MONDAY JUNE APPLE TRUE FALSE".split()
)
PREFIXES = ("", "", "", "WS-", "WS-", "WS-", "W-", "WK-", "NUM-")


class Author:
    """Draws fields and literals in one person's habits."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.fields: list[Declaration] = []
        self.numbers: list[Name] = []
        self.body: list[Statement] = []
        self.taken: set[str] = set()
        self.prefix = rng.choice(PREFIXES)
        self.short = rng.random() < 0.25
        self.lower = rng.random() < 0.2
        self.label_case = rng.choice((str.upper, str.upper, str.title, str.lower))
        self.label_end = rng.choice((": ", ": ", "=", " = ", " ", " IS ", ":"))
        self.labelled = rng.choice((0.1, 0.5, 0.9))
        self.by_value = rng.choice((0.2, 0.8, 1.0))
        self.spelling = rng.choice(("paren", "paren", "plain", "mixed", "two"))
        self.habit_digits = rng.choice((0, 2, 3, 4, 4, 5))
        self.signed = rng.choice((0.05, 0.2, 0.7))

    def often(self, share: float) -> bool:
        return self.rng.random() < share

    # Names

    def name(self, pool: tuple[str, ...] = ()) -> str:
        rng = self.rng
        while True:
            if pool:
                name = rng.choice(pool)
                if self.prefix and not self.short and not name.startswith("WS-") and len(name) > 2:
                    name = self.prefix + name
            elif self.short:
                name = rng.choice(SHORT)
            else:
                name = rng.choice(NOUNS)
                kind = rng.random()
                if kind < 0.25:
                    name = rng.choice(HEADS) + "-" + name
                elif kind < 0.4:
                    name += rng.choice(TAILS)
                name = self.prefix + name
            if name in self.taken:
                name += f"-{rng.randint(2, 9)}"
            if name not in self.taken and name not in RESERVED:
                self.taken.add(name)
                return name.lower() if self.lower else name

    def repeated(self, symbol: str, count: int) -> str:
        """A run of one symbol: 999, 9(3) or 9(03)."""
        spelling = self.rng.choice(("paren", "plain")) if self.spelling == "mixed" else self.spelling
        if spelling == "two" and symbol in "9X":
            return f"{symbol}({count:02d})"
        return symbol * count if count < 2 or (spelling == "plain" and count < 8) else f"{symbol}({count})"

    # Fields

    def number(
        self,
        value: int | Decimal | None = None,
        *,
        digits: int | None = None,
        scale: int | None = None,
        signed: bool | None = None,
        pool: tuple[str, ...] = (),
    ) -> Name:
        """A numeric field that holds ``value`` from here on, by its VALUE clause or by a MOVE."""
        rng = self.rng
        if scale is None:
            scale = -int(Decimal(value).as_tuple().exponent) if isinstance(value, Decimal) else 0
        if digits is None:
            needed = len(str(abs(int(value)))) if value is not None else rng.randint(1, 3)
            digits = max(needed, self.habit_digits) if self.habit_digits else needed + rng.choice((0, 0, 0, 1, 1, 2))
            digits += rng.random() < 0.1
        if signed is None:
            signed = (value is not None and value < 0) or self.often(self.signed)
        picture = ("S" if signed else "") + self.repeated("9", digits)
        if scale:
            picture += "V" + ("9" * scale if self.often(0.7) else self.repeated("9", scale))
        name = self.name(pool)
        initial: Value | None = value
        if value is None:
            initial = 0 if self.often(0.5) else None
        elif not self.often(self.by_value):
            initial = 0 if self.often(0.3) else None
            self.body.append(Assign(name, Constant(value)))
        self.fields.append(Declaration(name, picture, initial))
        self.numbers.append(Name(name))
        return self.numbers[-1]

    def text(self, value: str | None = None, width: int | None = None) -> Name:
        """An alphanumeric field."""
        width = width or (len(value) if value else 5) + self.rng.choice((0, 0, 0, 2, 5))
        name = self.name(TEXT_NAMES)
        self.fields.append(Declaration(name, self.repeated("X", width), value and value[:width]))
        return Name(name)

    def edited(self, integers: int, scale: int, *, signed: bool = False) -> Name:
        """An edited field for numbers of so many digits."""
        rng = self.rng
        kind = rng.random()
        whole: str
        if kind < 0.45:
            shown = rng.choice((1, 1, 1, 0)) if not scale else rng.choice((1, 1, 2))
            shown = min(shown, integers)
            whole = self.repeated("Z", integers - shown) + "9" * shown
        elif kind < 0.55:
            whole = self.repeated("*", integers - 1) + "9"
        elif kind < 0.7:
            whole = "$" + self.repeated("Z", integers - 1) + "9"
        elif kind < 0.8:
            whole = "$" * integers + "9"
        elif kind < 0.9:
            whole = self.repeated("9", integers)
        else:
            whole = "-" * integers + "9"
        if integers > 3 and "(" not in whole and len(whole) > 3 and self.often(0.8):
            whole = whole[:-3] + "," + whole[-3:]
        picture = whole + ("." + "9" * scale if scale else "")
        if signed and whole[0] not in "$-" and self.often(0.8):
            picture = rng.choice(("-", "-", "+")) + picture if self.often(0.7) else picture + "-"
        name = self.name(EDITED_NAMES)
        self.fields.append(Declaration(name, picture))
        return Name(name)

    def picture(self, name: Name) -> str:
        return next(field.picture for field in self.fields if field.name == name.id)

    # Output

    def label(self, name: Name) -> Constant:
        text = name.id.upper()
        for prefix in ("WS-", "WK-", "W-"):
            text = text.removeprefix(prefix)
        return Constant(self.label_case(text.replace("-", " ")) + self.label_end)

    def shown(self, *values: Expression | str) -> Print:
        """A DISPLAY of fields and texts, with a label where this author likes one."""
        items: list[Expression] = []
        for value in values:
            if isinstance(value, str):
                items.append(Constant(value))
                continue
            if isinstance(value, Name) and not items and self.often(self.labelled):
                items.append(self.label(value))
            elif isinstance(value, Name) and items and isinstance(items[-1], Name) and self.often(0.7):
                items.append(Constant(self.rng.choice((" ", " ", ", ", "-", "/", " : "))))
            items.append(value)
        return Print(tuple(items))

    def show(self, *values: Expression | str) -> None:
        self.body.append(self.shown(*values))

    def say(self, *texts: str) -> Print:
        """A DISPLAY of one of some texts, in this author's case."""
        return Print((Constant(self.label_case(self.rng.choice(texts))),))

    # Expressions

    def small(self) -> int:
        """A whole number as people write them."""
        rng = self.rng
        return rng.choice((rng.randint(0, 9), rng.randint(1, 20), rng.randint(1, 99), rng.randint(10, 999)))

    def money(self) -> Decimal:
        """A price: one or two digits after the point."""
        scale = self.rng.choice((1, 2, 2))
        return Decimal(self.rng.randint(1, 99 * 10**scale // 4)).scaleb(-scale)

    def condition(self, left: Name, *, near: int) -> Compare:
        """A comparison of a field with a number near to what it may hold, so that both outcomes occur."""
        rng = self.rng
        operator = rng.choice(("==", "!=", "<", "<=", ">", ">=", ">", "<"))
        return Compare(left, operator, Constant(max(0, near + rng.choice((0, 0, 1, -1, 5, -5, 10, -10, near)))))


def operation(left: Expression | int | Decimal, operator: str, right: Expression | int | Decimal) -> BinOp:
    """``left operator right``, where plain numbers become literals."""
    return BinOp(_expression(left), operator, _expression(right))


def _expression(value: Expression | int | Decimal) -> Expression:
    return Constant(value) if isinstance(value, int | Decimal) else value
