"""COBOL programs of all nodes at random, for the differential test: odd places, parts, functions, paragraphs, jumps.

Nobody would write them, and that is the point: what the drawn topics never put together is compared with GnuCOBOL, too.

>>> from random import Random
>>> program = draw_wild_cobol(Random(1))
>>> len(program.body) > 3, any(field.occurs for field in program.pictures)
(True, True)
"""

from collections.abc import Callable
from decimal import Decimal
from random import Random

from caalm.program.nodes import (
    Assign,
    BinOp,
    BoolOp,
    Break,
    Call,
    Compare,
    Constant,
    Continue,
    Declaration,
    Expr,
    Expression,
    For,
    FunctionDef,
    If,
    Input,
    Intrinsic,
    JoinedStr,
    Name,
    Print,
    Program,
    RepeatUntil,
    Return,
    SetItem,
    Slice,
    Statement,
    Store,
    Subscript,
    UnaryOp,
    While,
    walk_expressions,
)

Block = tuple[Statement, ...]
_OPERATORS = ("==", "!=", "<", "<=", ">", ">=")
_LETTERS = "ABCab Y-"


class _Author:
    """One program under way."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        pick = rng.choice
        numbers = ("NUM-A", "NUM-B", "NUM-C", "NUM-D")
        self.fields = [
            Declaration(
                name, pick(("9", "99", "9(3)", "S9(3)", "S99", "9(4)", "S9(5)", "9(7)")), pick((None, 0, 1, 3, 7))
            )
            for name in numbers
        ]
        self.fields.append(Declaration("DEC-A", pick(("9(3)V99", "S9(3)V9", "9V99")), pick((None, Decimal("1.5")))))
        self.fields += [
            Declaration(name, "99", pick((1, 1, 2, None)) if rng.random() < 0.9 else 3) for name in ("IDX-A", "IDX-B")
        ]
        self.texts = ("TEXT-A", "TEXT-B", "TEXT-C")
        self.widths = {}
        for name in self.texts:
            self.widths[name] = rng.randint(1, 7)
            self.fields.append(Declaration(name, f"X({self.widths[name]})", pick((None, " ", "A", "a"))))
        self.fields.append(Declaration("FLAG-A", "X", pick(("Y", "N"))))
        self.size = rng.randint(2, 4)
        values = tuple(rng.randint(0, 9) for _ in range(self.size))
        self.fields.append(Declaration("TAB-N", pick(("9", "99", "9(3)", "S99")), pick((None, 2, values)), self.size))
        words = tuple(self.letters(1, 3) for _ in range(self.size))
        self.fields.append(Declaration("TAB-T", "X(3)", pick((None, words)), self.size))
        self.numbers = numbers
        self.lines: list[str] = []
        self.procedures: list[str] = []

    def letters(self, low: int, high: int) -> str:
        """A short text."""
        return "".join([self.rng.choice(_LETTERS) for _ in range(self.rng.randint(low, high))])

    # Expressions

    def index(self, most: int) -> Expression:
        """A place that is mostly there."""
        roll = self.rng.random()
        if roll < 0.75:
            return Constant(self.rng.randint(1, most))
        name = Name(self.rng.choice(("IDX-A", "IDX-B", "IDX-A", "IDX-B", "NUM-A")))
        if roll < 0.93:
            return name
        other: Expression = Constant(self.rng.randint(0, 2)) if roll < 0.98 else Name("IDX-B")
        return BinOp(name, self.rng.choice("+-"), other)

    def number(self, depth: int = 2) -> Expression:
        """Something to calculate with."""
        rng, roll = self.rng, self.rng.random()
        if depth == 0 or roll < 0.55:
            kind = rng.random()
            if kind < 0.35:
                return Constant(rng.choice((0, 1, 2, 3, 5, 10, 99, 250, -4)))
            if kind < 0.75:
                return Name(rng.choice(self.numbers))
            if kind < 0.8:
                return Name(rng.choice(("IDX-A", "IDX-A", "DEC-A")))
            return Subscript(Name("TAB-N"), self.index(self.size))
        if roll < 0.85:
            return BinOp(self.number(depth - 1), rng.choice("++--**%"), self.number(depth - 1))
        if roll < 0.9:
            return UnaryOp("-", self.number(depth - 1))
        return self.number_function(depth)

    def number_function(self, depth: int = 1) -> Intrinsic:
        """A function that gives a number."""
        roll = self.rng.random()
        if roll < 0.5:
            name = Name(self.rng.choice(self.texts))
            return Intrinsic("length", (name if roll < 0.15 else Intrinsic("trim", (self.text(1),)),))
        if roll < 0.7:
            return Intrinsic("absolute", (self.number(depth - 1),))
        return Intrinsic(self.rng.choice(("minimum", "maximum")), (self.number(depth - 1), self.number(depth - 1)))

    def text(self, depth: int = 2) -> Expression:
        """Something to show."""
        rng, roll = self.rng, self.rng.random()
        name = rng.choice(self.texts)
        if roll < 0.35 or depth == 0:
            return Name(name)
        if roll < 0.5:
            return Subscript(Name("TAB-T"), self.index(self.size))
        if roll < 0.6:
            return Subscript(Name(name), self.index(self.widths[name]))
        if roll < 0.75:
            low, high = sorted((rng.randint(1, self.widths[name]), rng.randint(1, self.widths[name])))
            lower = None if rng.random() < 0.1 else Constant(low) if rng.random() < 0.6 else self.index(low)
            upper = None if rng.random() < 0.2 else Constant(high) if rng.random() < 0.6 else self.index(high)
            if lower is not None and rng.random() < 0.2:
                upper = BinOp(lower, "+", Constant(rng.randint(0, 2)))
            return Slice(Name(name), lower, upper)
        if roll < 0.82:
            return Constant(self.letters(1, 4))
        return Intrinsic(rng.choice(("upper", "lower", "reverse", "trim", "trim")), (self.text(depth - 1),))

    def test(self, depth: int = 1) -> Expression:
        """A condition."""
        rng, roll = self.rng, self.rng.random()
        if depth and roll < 0.25:
            return BoolOp(self.test(depth - 1), rng.choice(("and", "or")), self.test(depth - 1))
        if roll < 0.35:
            return Compare(Name("FLAG-A"), rng.choice(("==", "!=")), Constant(rng.choice("YN")))
        if roll < 0.6:
            return Compare(self.text(), rng.choice(_OPERATORS), self.text())
        return Compare(self.number(1), rng.choice(_OPERATORS), self.number(1))

    # Statements

    def block(self, depth: int, loop: bool, function: bool) -> Block:
        """Some statements; what leaves stands last."""
        found = [self.statement(depth, loop, function) for _ in range(self.rng.randint(1, 3))]
        kept = []
        for one in found:
            kept.append(one)
            if isinstance(one, Break | Continue | Return):
                break
        return tuple(kept)

    def statement(self, depth: int, loop: bool, function: bool) -> Statement:
        """Any statement that may stand here."""
        rng, roll = self.rng, self.rng.random()
        if depth and roll < 0.3:
            return self.compound(depth, loop, function)
        if loop and roll < 0.36:
            return Break() if rng.random() < 0.5 else Continue()
        if function and roll < 0.4:
            return Return()
        if roll < 0.45 and self.procedures:
            return Expr(Call(rng.choice(self.procedures), ()))
        simple: tuple[Callable[[], Statement], ...] = (
            self.shown, self.shown, self.calculated, self.calculated, self.placed, self.moved, self.worded, self.worded,
        )  # fmt: skip
        return rng.choice(simple)()

    def compound(self, depth: int, loop: bool, function: bool) -> Statement:
        """A branch or a loop."""
        rng, roll = self.rng, self.rng.random()
        if roll < 0.4:
            orelse = self.block(depth - 1, loop, function) if rng.random() < 0.5 else ()
            return If(self.test(), self.block(depth - 1, loop, function), orelse)
        if roll < 0.55:
            failing, fitting = (self.block(depth - 1, loop, function) if rng.random() < 0.7 else () for _ in range(2))
            value = BinOp(self.number(1), rng.choice("/+*"), self.number(1))
            return Store(rng.choice((*self.numbers, "DEC-A")), value, rng.random() < 0.3, failing, fitting)
        body = self.block(depth - 1, True, function)
        name = rng.choice(("IDX-A", "IDX-B", "NUM-A"))
        grown = Assign(name, BinOp(Name(name), "+", Constant(1)))
        if roll < 0.75:
            low = rng.randint(0, 3)
            stop: Expression = Constant(low + rng.randint(-1, 3)) if rng.random() < 0.8 else Name("NUM-B")
            return For(name, Constant(low), stop, 1, True, body)
        if roll < 0.8:
            return For(None, Constant(1), Constant(rng.randint(0, 3)), 1, True, body)
        test = Compare(Name(name), rng.choice(("<", "<=")), Constant(rng.randint(1, 5)))
        if roll < 0.9:
            return While(test, (grown, *body))
        return RepeatUntil((grown, *body), Compare(Name(name), rng.choice((">", ">=")), Constant(rng.randint(1, 5))))

    def shown(self) -> Statement:
        """A line."""
        values: list[Expression] = []
        for _ in range(self.rng.randint(1, 3)):
            roll = self.rng.random()
            if roll < 0.35:
                values.append(Name(self.rng.choice((*self.numbers, "DEC-A", "IDX-A", "FLAG-A"))))
            elif roll < 0.5:
                values.append(Subscript(Name("TAB-N"), self.index(self.size)))
            else:
                values.append(self.text())
        return Print((*values, Constant("|")))

    def calculated(self) -> Statement:
        """A number into a field."""
        return Assign(self.rng.choice((*self.numbers, "DEC-A", "IDX-A")), self.number())

    def placed(self) -> Statement:
        """A value into a place."""
        roll = self.rng.random()
        if roll < 0.6:
            return SetItem("TAB-N", self.index(self.size), self.number())
        if roll < 0.8:
            return SetItem("TAB-T", self.index(self.size), self.text())
        name = self.rng.choice(self.texts)
        return SetItem(name, self.index(self.widths[name]), self.text(1))

    def moved(self) -> Statement:
        """A text, or the digits of a number, into a text."""
        roll = self.rng.random()
        if roll < 0.1:
            return Assign("FLAG-A", Constant(self.rng.choice("YN")))
        if roll < 0.3:
            source: Expression = Name(self.rng.choice(self.numbers))
            if roll < 0.2:
                source = Subscript(Name("TAB-N"), self.index(self.size))
            return Assign(self.rng.choice(self.texts), source)
        if roll < 0.4:
            return Assign(self.rng.choice(self.numbers), self.number_function())
        return Assign(self.rng.choice(self.texts), self.text())

    def worded(self) -> Statement:
        """STRING, INSPECT or ACCEPT."""
        rng, roll = self.rng, self.rng.random()
        name = rng.choice(self.texts)
        if roll < 0.4:
            parts = [self.text() for _ in range(rng.randint(1, 3))]
            unsigned = [each.name for each in self.fields[:4] if each.picture[0] != "S"]
            if rng.random() < 0.3 and unsigned:
                parts.append(Name(rng.choice(unsigned)))
            name = next((each for each in self.texts if not any(_reads(part, each) for part in parts)), name)
            if rng.random() < 0.4:
                parts[0] = Intrinsic("before", (self.text(1), Constant(rng.choice((" ", "A", "b", "-", "aB")))))
            return Assign(name, JoinedStr(tuple(parts)))
        if roll < 0.6:
            old = self.letters(1, 2)
            return Assign(
                name, Intrinsic("replace", (Name(name), Constant(old), Constant(self.letters(len(old), len(old)))))
            )
        if roll < 0.8:
            number = rng.choice(self.numbers)
            counted = Intrinsic("count", (Name(name), Constant(self.letters(1, 2))))
            return Assign(number, BinOp(Name(number), "+", counted))
        if roll < 0.85:
            self.lines.append(str(rng.randint(0, 9)))
            return Assign(rng.choice(self.numbers), Input())
        self.lines.append(self.letters(1, 9).strip() or "x")
        return Assign(name, Input())


def _reads(part: Expression, name: str) -> bool:
    """Whether an expression has this field in it."""
    return any(node == Name(name) for node in walk_expressions(part))


def draw_wild_cobol(rng: Random) -> Program:
    """A random program; many of them end at a place that is not there, or mean nothing."""
    author = _Author(rng)
    functions = []
    for number in range(rng.choice((0, 0, 1, 2))):
        body = author.block(2, False, True)
        name = f"PARA-{'XYZ'[number]}"
        functions.append(FunctionDef(name, (), body))
        author.procedures.append(name)
    main = [author.statement(2, False, False) for _ in range(rng.randint(4, 10))]
    lines = [*author.lines, *(str(rng.randint(0, 9)) for _ in range(8))] if author.lines else []
    return Program((*main, *functions), tuple(author.fields), tuple(lines))
