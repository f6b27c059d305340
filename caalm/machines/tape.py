"""A tape machine: a head on a row of cells moves, adds, prints, and loops while its cell is not zero.

>>> program = TapeProgram((Add(2), Loop((Put(), Add(-1)))))
>>> MACHINE.run(program).stdout
'2\\n1\\n'

Cells begin at zero; the head begins at the leftmost cell. In a trace the cells are c0, c1, ... from the left. Families
of bare symbols say in their first line what each symbol does, so that nothing has to be known.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from caalm.machines.machine import Families, Run, Source, Spelling, spell
from caalm.machines.words import draw_text
from caalm.program.interpreter import STEP_LIMIT, ExecutionResult
from caalm.program.trace import Bind, Operand, Operation
from caalm.program.values import ExecutionError

CELLS = 6


class Go(NamedTuple):
    """Moves the head; to the left where negative."""

    by: int


class Add(NamedTuple):
    """Changes the cell."""

    by: int


class Put(NamedTuple):
    """Prints the cell as a number."""


class Say(NamedTuple):
    """Prints a text."""

    text: str


class Clear(NamedTuple):
    """Sets the cell to zero."""


class Loop(NamedTuple):
    """Runs its body while the cell is not zero."""

    body: "tuple[Item, ...]"


Item = Go | Add | Put | Say | Clear | Loop
Body = tuple[Item, ...]


class TapeProgram(NamedTuple):
    """The instructions; numbered in preorder."""

    body: Body


_LEGEND = (
    "{inc} add 1, {dec} subtract 1, {right} right, {left} left, {put} print the number, "
    "{open}...{close} loop until the cell is 0"
)
_BARE = {"say": "", "joint": " ", "repeat": "yes"}

FAMILIES: Families = {
    "words": {"right": "<right> {n}", "left": "<left> {n}", "inc": "<inc> {n}", "dec": "<sub> {n}", "put": "<print>",
              "say": '<print> "{s}"', "clear": "clear", "open": "<loop>", "close": "<endloop>"},
    "symbols": {**_BARE, "right": ">", "left": "<", "inc": "+", "dec": "-", "put": ":", "open": "[", "close": "]",
                "legend": "# "},
    "calls": {"right": "<right>({n});", "left": "<left>({n});", "inc": "<inc>({n});", "dec": "<sub>({n});",
              "put": "<print>();", "say": '<print>("{s}");', "clear": "clear();", "open": "<loop> {{", "close": "}}"},
    "counted symbols": {"right": ">{n}", "left": "<{n}", "inc": "+{n}", "dec": "-{n}", "put": "<print>",
                        "say": '"{s}" <print>', "clear": "=0", "open": "<loop> [", "close": "]"},
    "drawn symbols": {**_BARE, "right": "}}", "left": "{{", "inc": "^", "dec": "v", "put": "!", "open": "(",
                      "close": ")", "legend": "; "},
    "sentences": {"right": "<move> <right> by {n}", "left": "<move> <left> by {n}", "inc": "<inc> {n} here",
                  "dec": "<sub> {n} here", "put": "<print> this cell", "say": '<print> "{s}"',
                  "clear": "zero this cell", "open": "while this cell is not 0", "close": "<endloop>"},
    "cells": {"right": "head += {n}", "left": "head -= {n}", "inc": "cell += {n}", "dec": "cell -= {n}",
              "put": "<print> cell", "say": '<print> "{s}"', "clear": "cell = 0", "open": "while cell != 0:",
              "close": ""},
    "letters": {**_BARE, "right": "R", "left": "L", "inc": "I", "dec": "D", "put": "P", "open": "W", "close": "E",
                "legend": "// "},
    "lists": {"right": "(<right> {n})", "left": "(<left> {n})", "inc": "(<inc> {n})", "dec": "(<sub> {n})",
              "put": "(<print>)", "say": '(<print> "{s}")', "clear": "(clear)", "open": "(<loop>", "close": ")"},
    "syllables": {**_BARE, "right": "ra", "left": "lo", "inc": "ku", "dec": "mi", "put": "so", "open": "be",
                  "close": "na", "legend": "-- "},
    "indented": {"right": "<right> {n}", "left": "<left> {n}", "inc": "<inc> {n}", "dec": "<sub> {n}", "put": "<print>",
                 "say": '<print> "{s}"', "clear": "clear", "open": "while not zero:", "close": ""},
}  # fmt: skip
_SYMBOLS = {"symbols", "drawn symbols", "letters", "syllables"}


class _Machine(Run):
    """The cells and the head."""

    def __init__(self, step_limit: int) -> None:
        super().__init__(step_limit)
        self.cells = [0]
        self.head = 0

    @property
    def name(self) -> str:
        """What the trace calls the cell under the head."""
        return f"c{self.head}"

    def block(self, body: Body, first: int) -> int:
        for item in body:
            at = first
            first += 1
            if isinstance(item, Loop):
                first = self.loop(item, at)
            else:
                self.one(item, at)
        return first

    def one(self, item: Item, at: int) -> None:
        cell = self.cells[self.head]
        if isinstance(item, Go):
            head = self.head + item.by
            if not 0 <= head < CELLS:
                raise ExecutionError("beyond the tape")
            operation = _changed("head", self.head, item.by, head)
            self.head = head
            self.cells += [0] * (head + 1 - len(self.cells))
            self.step(at, operation, Bind("head", head))
        elif isinstance(item, Add):
            value = cell + item.by
            if value < 0:
                raise ExecutionError("a negative cell")
            self.cells[self.head] = value
            operation = _changed(self.name, cell, item.by, value)
            self.step(at, operation, Bind(self.name, value))
        elif isinstance(item, Put):
            self.step(at, Bind(self.name, cell), self.out(cell))
        elif isinstance(item, Say):
            self.step(at, self.out(item.text))
        else:
            self.cells[self.head] = 0
            self.step(at, Bind(self.name, 0))

    def loop(self, item: Loop, at: int) -> int:
        while True:
            cell = self.cells[self.head]
            self.step(at, Operation(Operand(self.name, cell), "!=", Operand(None, 0), cell != 0))
            if cell == 0:
                return at + 1 + count(item.body)
            self.block(item.body, at + 1)


def _changed(name: str, before: int, by: int, after: int) -> Operation:
    return Operation(Operand(name, before), "+" if by > 0 else "-", Operand(None, abs(by)), after)


def count(body: Body) -> int:
    """How many numbered items."""
    return sum([1 + (count(item.body) if isinstance(item, Loop) else 0) for item in body])


class TapeMachine:
    """The tape machine."""

    name = "tape"
    variables = 0
    families = FAMILIES

    def draw(self, rng: Random, size: int) -> TapeProgram:
        """One scene, or up to ``size``, each on cells of its own choice."""
        drawing = _Drawing(rng)
        body: list[Item] = []
        for _ in range(1 + int(rng.random() * size)):
            body += SCENES[int(rng.random() * len(SCENES))](drawing)
        return TapeProgram(tuple(body))

    def run(
        self, program: TapeProgram, *, step_limit: int = STEP_LIMIT, spelling: Spelling | None = None
    ) -> ExecutionResult:
        """The run. Bare symbols stand for single steps, so there a count is as many of them."""
        machine = _Machine(step_limit)
        if spelling is not None and "legend" in spelling.forms:
            program = TapeProgram(_unary(program.body))
        try:
            machine.block(program.body, 0)
        except ExecutionError as error:
            return machine.result(str(error))
        return machine.result()

    def readings(self, program: TapeProgram, spelling: Spelling, step_limit: int) -> Iterator[ExecutionResult]:
        """None: every family has one reading."""
        return iter(())

    def spell(self, rng: Random, names: Sequence[str], families: Families, *, new_words: bool = False) -> Spelling:
        """Fresh words."""
        spelling = spell(rng, self.name, families, names=(), labels=(), new_words=new_words)
        return spelling._replace(words={**spelling.words, "width": str(4 + int(rng.random() * 9))})

    def render(self, program: TapeProgram, spelling: Spelling) -> Source:
        """A line for every instruction, or rows of symbols under their legend."""
        if "legend" in spelling.forms:
            return _rows(TapeProgram(_unary(program.body)), spelling)
        lines: list[str] = []
        places: list[int] = []
        _listing(program.body, spelling, 0, lines, places)
        return Source("\n".join(lines) + "\n", tuple(places))


def _unary(body: Body) -> Body:
    """Counts written out, clearing as a loop; texts are left out, for symbols have none."""
    out: list[Item] = []
    for item in body:
        if isinstance(item, Go | Add):
            out += [type(item)(1 if item.by > 0 else -1)] * abs(item.by)
        elif isinstance(item, Clear):
            out.append(Loop((Add(-1),)))
        elif isinstance(item, Loop):
            out.append(Loop(_unary(item.body)))
        elif isinstance(item, Put):
            out.append(item)
    return tuple(out)


def _symbols(body: Body, spelling: Spelling) -> Iterator[tuple[str, bool]]:
    """The symbols of a body, and whether each is numbered."""
    forms = spelling.forms
    for item in body:
        if isinstance(item, Loop):
            yield forms["open"].format(), True
            yield from _symbols(item.body, spelling)
            yield forms["close"].format(), False
        else:
            yield _form(item, spelling), True


def _form(item: Item, spelling: Spelling) -> str:
    forms = spelling.forms
    if isinstance(item, Go):
        return forms["right" if item.by > 0 else "left"].format(n=abs(item.by))
    if isinstance(item, Add):
        return forms["inc" if item.by > 0 else "dec"].format(n=abs(item.by))
    if isinstance(item, Put):
        return forms["put"].format()
    return forms["say"].format(s=item.text) if isinstance(item, Say) else forms["clear"].format()


def _rows(program: TapeProgram, spelling: Spelling) -> Source:
    """Symbols in rows; a row is as long as the spelling says."""
    forms = spelling.forms
    width = int(spelling.words["width"])
    parts = {piece: forms[piece].format() for piece in ("inc", "dec", "right", "left", "put", "open", "close")}
    lines = [forms["legend"] + _LEGEND.format(**parts)]
    places = []
    row: list[str] = []
    for symbol, numbered in _symbols(program.body, spelling):
        if len(row) == width:
            lines.append(forms["joint"].join(row))
            row.clear()
        row.append(symbol)
        if numbered:
            places.append(len(lines) + 1)
    lines.append(forms["joint"].join(row))
    return Source("\n".join(lines) + "\n", tuple(places))


def _listing(body: Body, spelling: Spelling, depth: int, lines: list[str], places: list[int]) -> None:
    forms = spelling.forms
    for item in body:
        if isinstance(item, Loop):
            lines.append("  " * depth + forms["open"].format())
            places.append(len(lines))
            _listing(item.body, spelling, depth + 1, lines, places)
            if forms["close"]:
                lines.append("  " * depth + forms["close"].format())
        else:
            lines.append("  " * depth + _form(item, spelling))
            places.append(len(lines))


# -- drawing ---------------------------------------------------------------------------------------------------------


class _Drawing:
    """One program being drawn; every scene begins and ends with the head at the left on a cell of zero."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def between(self, low: int, high: int) -> int:
        return low + int(self.rng.random() * (high - low + 1))

    def say(self, share: float = 0.2) -> Body:
        return (Say(draw_text(self.rng)),) if self.rng.random() < share else ()


def _countdown(d: _Drawing) -> Body:
    by = d.between(1, 3)
    body = (Put(), *d.say(0.15), Add(-by))
    return (Add(by * d.between(1, 4)), Loop(body), *d.say())


def _add(d: _Drawing) -> Body:
    """The second cell is poured into the first."""
    body = (Add(-1), Go(-1), Add(1), Go(1))
    return (Add(d.between(1, 9)), Go(1), Add(d.between(1, 4)), Loop(body), Go(-1), Put(), Clear())


def _multiply(d: _Drawing) -> Body:
    factor = d.between(2, 7)
    show = (Put(),) if d.rng.random() < 0.3 else ()
    body = (Add(-1), Go(1), Add(factor), *show, Go(-1))
    return (Add(d.between(2, 5)), Loop(body), Go(1), Put(), Clear(), Go(-1))


def _copy(d: _Drawing) -> Body:
    body = (Add(-1), Go(1), Add(d.between(1, 2)), Go(1), Add(d.between(1, 3)), Go(-2))
    return (Add(d.between(1, 4)), Loop(body), Go(1), Put(), Clear(), Go(1), Put(), Clear(), Go(-2))


def _condition(d: _Drawing) -> Body:
    """Something that runs once or never."""
    body: Body = (*d.say(0.5), Put(), Clear())
    return (*((Add(d.between(1, 9)),) if d.rng.random() < 0.6 else ()), Loop(body), *d.say(0.7))


def _subtract(d: _Drawing) -> Body:
    body = (Add(-1), Go(-1), Add(-1), Go(1))
    big = d.between(4, 12)
    return (Add(big), Go(1), Add(d.between(1, 4)), Loop(body), Go(-1), Put(), Clear())


def _cells(d: _Drawing) -> Body:
    """Values in a row, changed and printed."""
    width = d.between(2, 4)
    out: list[Item] = []
    for _ in range(width):
        out += [Add(d.between(1, 12)), Go(1)]
    out.append(Go(-1))
    for place in range(width):
        if d.rng.random() < 0.4:
            out.append(Add(d.between(1, 5)))
        out += [Put(), Clear()]
        if place < width - 1:
            out.append(Go(-1))
    return tuple(out)


def _series(d: _Drawing) -> Body:
    """A counter on the left, a value on the right that grows and is printed."""
    body = (Add(-1), Go(1), Add(d.between(1, 9)), Put(), *d.say(0.1), Go(-1))
    start = (Go(1), Add(d.between(1, 5)), Go(-1)) if d.rng.random() < 0.5 else ()
    return (*start, Add(d.between(2, 5)), Loop(body), Go(1), Clear(), Go(-1))


def _nested(d: _Drawing) -> Body:
    inner = Loop((Add(-1), Go(1), Add(1), Go(-1)))
    body = (Add(-1), Go(1), Add(d.between(1, 2)), inner, Go(-1))
    return (Add(d.between(2, 3)), Loop(body), Go(2), Put(), Clear(), Go(-2))


def _random(d: _Drawing) -> Body:
    """A loop that does things on three cells, and what it left there."""
    by = d.between(1, 2)
    inside: list[Item] = [Add(-by)]
    for _ in range(d.between(1, 3)):
        roll, away = d.rng.random(), d.between(1, 2)
        if roll < 0.2:
            inside.append(Put())
        elif roll < 0.3:
            inside += d.say(1)
        elif roll < 0.8:
            shown = (Put(),) if d.rng.random() < 0.25 else ()
            inside += [Go(away), Add(d.between(1, 5)), *shown, Go(-away)]
        else:
            inside.insert(0, Put())
    out: list[Item] = []
    if d.rng.random() < 0.4:
        away = d.between(1, 2)
        out += [Go(away), Add(d.between(1, 9)), Go(-away)]
    out += [Add(by * d.between(1, 3)), Loop(tuple(inside)), *d.say()]
    for place in range(2):
        out += [Go(1), *((Add(d.between(1, 3)),) if d.rng.random() < 0.2 else ())]
        out += [Put(), Clear()] if place == 0 or d.rng.random() < 0.6 else [Clear()]
    return (*out, Go(-2))


SCENES: tuple[Callable[[_Drawing], Body], ...] = (
    _countdown, _add, _multiply, _copy, _condition, _subtract, _cells, _series, _nested, _cells, _series,
    _random, _random, _random, _random, _random, _random, _random, _random,
)  # fmt: skip
MACHINE = TapeMachine()
