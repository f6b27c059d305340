"""A stack machine: words that push and pop, read in the order in which they stand.

>>> program = StackProgram((), (Push(3), Push(4), Op("+"), Print()))
>>> result = MACHINE.run(program)
>>> result.stdout, [event.value for step in result.trace for event in step.events if type(event) is Bind]
('7\\n', ['[3]', '[3,4]', '[7]', '[]'])

Conventions: ``a b -`` is a - b, a test is taken off the stack, printing takes the top off. Where a machine whose print
leaves the top would print something else, the program is refused.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, NamedTuple

from caalm.machines.machine import Families, Run, Source, Spelling, arithmetic, shown_list, spell
from caalm.machines.words import CALL_WORDS, draw_text
from caalm.program.interpreter import STEP_LIMIT, ExecutionResult
from caalm.program.trace import Bind, Event, Operand, Operation
from caalm.program.values import ExecutionError, compare


class Push(NamedTuple):
    """A number on the stack."""

    value: int


class Op(NamedTuple):
    """Takes two off, puts the result on."""

    operator: str


class Move(NamedTuple):
    """dup, drop, swap, over or neg."""

    kind: str


class Print(NamedTuple):
    """Takes the top off and prints it."""


class Say(NamedTuple):
    """Prints a text."""

    text: str


class Call(NamedTuple):
    """Runs a word of the program."""

    word: int


class If(NamedTuple):
    """Takes a test off and runs one of two bodies."""

    body: "tuple[Item, ...]"
    orelse: "tuple[Item, ...]" = ()


class Times(NamedTuple):
    """Takes a number off and runs its body so often."""

    body: "tuple[Item, ...]"


class Until(NamedTuple):
    """Runs its body until it leaves a test that holds."""

    body: "tuple[Item, ...]"


class While(NamedTuple):
    """Runs its test, and its body as long as that leaves a test that holds."""

    test: "tuple[Item, ...]"
    body: "tuple[Item, ...]"


Item = Push | Op | Move | Print | Say | Call | If | Times | Until | While
Body = tuple[Item, ...]


class StackProgram(NamedTuple):
    """Words and the main line."""

    words: tuple[Body, ...]
    body: Body


Parts = tuple[Any, ...]
"""The numbered bodies inside an item."""
Numbered = list[tuple[int, Item, Parts]]
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
MOST_DEPTH = 12
MOST_CALLS = 30


# -- running ---------------------------------------------------------------------------------------------------------


class _Machine(Run):
    """The stack, and the number of every item by its identity."""

    def __init__(self, program: StackProgram, step_limit: int, pops: bool) -> None:
        super().__init__(step_limit)
        self.stack: list[int | bool] = []
        self.words = program.words
        self.pops = pops
        self.loops = 0
        self.calls = 0

    def pop(self) -> int | bool:
        if not self.stack:
            raise ExecutionError("an empty stack")
        return self.stack.pop()

    def number(self) -> int:
        value = self.pop()
        if isinstance(value, bool):
            raise ExecutionError("a test used as a number")
        return value

    def test(self) -> bool:
        value = self.pop()
        if not isinstance(value, bool):
            raise ExecutionError("a number used as a test")
        return value

    def close(self, at: int, *events: Event) -> None:
        if len(self.stack) > MOST_DEPTH:
            raise ExecutionError("a deep stack")
        shown = [value if not isinstance(value, bool) else "T" if value else "F" for value in self.stack]
        self.step(at, *events, Bind("stack", shown_list(shown)))

    def block(self, items: Numbered) -> None:
        for at, item, parts in items:
            _EXECUTORS[type(item)](self, at, item, parts)

    def push(self, at: int, item: Push, parts: Parts) -> None:
        self.stack.append(item.value)
        self.close(at)

    def op(self, at: int, item: Op, parts: Parts) -> None:
        right, left = self.number(), self.number()
        operator = item.operator
        result = compare(operator, left, right) if operator in COMPARISONS else arithmetic(operator, left, right)
        self.stack.append(result)
        self.close(at, Operation(Operand(None, left), operator, Operand(None, right), result))

    def move(self, at: int, item: Move, parts: Parts) -> None:
        top = self.number()
        if item.kind == "dup":
            self.stack += [top, top]
        elif item.kind == "neg":
            self.stack.append(-top)
        elif item.kind in ("swap", "over"):
            below = self.number()
            self.stack += [top, below] if item.kind == "swap" else [below, top, below]
        self.close(at)

    def print(self, at: int, item: Print, parts: Parts) -> None:
        value = self.number()
        if not self.pops:
            self.stack.append(value)
        out = self.out(value)
        # What was printed stands last, since it reaches to the end of the line.
        self.step(at, Bind("stack", shown_list(self.stack)), out)

    def say(self, at: int, item: Say, parts: Parts) -> None:
        self.step(at, self.out(item.text))

    def call(self, at: int, item: Call, parts: Parts) -> None:
        self.calls += 1
        if self.calls > MOST_CALLS or item.word >= len(self.words):
            raise ExecutionError("too many calls")
        self.close(at)
        self.block(self.numbered[item.word])

    numbered: Sequence[Numbered] = ()

    def if_(self, at: int, item: If, parts: Parts) -> None:
        holds = self.test()
        self.close(at)
        self.block(parts[0] if holds else parts[1])

    def times(self, at: int, item: Times, parts: Parts) -> None:
        rounds = self.number()
        name = "rounds" if not self.loops else f"rounds{self.loops + 1}"
        self.close(at, Bind(name, rounds))
        self.loops += 1
        while rounds > 0:
            self.block(parts[0])
            self.step(at, Operation(Operand(name, rounds), "-", Operand(None, 1), rounds - 1), Bind(name, rounds - 1))
            rounds -= 1
        self.loops -= 1

    def until(self, at: int, item: Until, parts: Parts) -> None:
        holds = False
        while not holds:
            self.block(parts[0])
            holds = self.test()
            self.close(at)

    def while_(self, at: int, item: While, parts: Parts) -> None:
        while True:
            self.block(parts[0])
            holds = self.test()
            self.close(at)
            if not holds:
                return
            self.block(parts[1])


_EXECUTORS: Mapping[type, Callable[..., None]] = {
    Push: _Machine.push,
    Op: _Machine.op,
    Move: _Machine.move,
    Print: _Machine.print,
    Say: _Machine.say,
    Call: _Machine.call,
    If: _Machine.if_,
    Times: _Machine.times,
    Until: _Machine.until,
    While: _Machine.while_,
}


def number(body: Body, first: int) -> tuple[Numbered, int]:
    """Every item with its number in preorder and its numbered bodies; and the next number."""
    items = []
    for item in body:
        at = first
        first += 1
        parts = []
        for block in blocks(item):
            part, first = number(block, first)
            parts.append(part)
        items.append((at, item, tuple(parts)))
    return items, first


def blocks(item: Item) -> tuple[Body, ...]:
    """The bodies inside an item."""
    if isinstance(item, If):
        return item.body, item.orelse
    if isinstance(item, While):
        return item.test, item.body
    return (item.body,) if isinstance(item, Times | Until) else ()


# -- writing ---------------------------------------------------------------------------------------------------------

_SYMBOLS = {"+": "+", "-": "-", "*": "*", "//": "<over>", "%": "<rest>", "==": "<eq>", "!=": "<ne>", "<": "<",
            "<=": "<=", ">": ">", ">=": ">="}  # fmt: skip
_WORDS = {"+": "<add>", "-": "<sub>", "*": "<mul>", "//": "<div>", "%": "<mod>", "==": "<isequal>", "!=": "<notequal>",
          "<": "<isless>", "<=": "<isatmost>", ">": "<isgreater>", ">=": "<isatleast>"}  # fmt: skip
_MOVES = {"dup": "<dup>", "drop": "<drop>", "swap": "<swap>", "over": "<overw>", "neg": "<neg>"}
_STRUCTURED = {"if": "<sif>", "else": "<selse>", "endif": "<send>", "times": "<sloop>", "endtimes": "<sendl>",
               "begin": "<begin>", "until": "<until>", "while": "<while>", "endwhile": "<sendl>"}  # fmt: skip
_QUOTED = {"open": "[", "close": "]", "if": "<sif>", "ifelse": "<sif>-<selse>", "times": "<sloop>", "until": "<until>",
           "while": "<while>"}  # fmt: skip
_PRINTS = {"push": "{n}", "print": "<print>", "say": '"{s}" <print>', "call": "{w}"}
_COLON = {"def": ": {w}", "enddef": ";"}
_DEF = {"def": "<word> {w}", "enddef": "<endw>"}

FAMILIES: Families = {
    "symbols": {**_SYMBOLS, **_MOVES, **_STRUCTURED, **_PRINTS, **_COLON},
    "words": {**_WORDS, **_MOVES, **_STRUCTURED, **_PRINTS, **_DEF},
    "listing": {**_WORDS, **_MOVES, **_STRUCTURED, **_PRINTS, **_DEF, "push": "<push> {n}", "say": '<print> "{s}"',
                "call": "call {w}", "lines": "{body}"},
    "calls": {**{piece: form + "()" for piece, form in {**_WORDS, **_MOVES}.items()}, **_STRUCTURED,
              "push": "<push>({n})", "print": "<print>()", "say": '<print>("{s}")', "call": "{w}()", **_DEF,
              "lines": "{body};"},
    "quotations": {**_SYMBOLS, **_MOVES, **_QUOTED, **_PRINTS, "def": "<word> {w} [", "enddef": "]"},
    "braces": {**_WORDS, **_MOVES, **_QUOTED, **_PRINTS, "open": "{{", "close": "}}", "def": "/{w} {{",
               "enddef": "}} <word>"},
    "pipes": {**_SYMBOLS, **_MOVES, **_STRUCTURED, **_PRINTS, **_DEF, "say": '"{s}" | <print>', "joint": " | "},
    "commas": {**_WORDS, **_MOVES, **_STRUCTURED, **_PRINTS, **_DEF, "say": '"{s}", <print>', "joint": ", "},
    "sentences": {**_WORDS, **_MOVES, **_STRUCTURED, **_DEF, "push": "<push> {n} on the stack",
                  "+": "<add> the top two", "*": "<mul> the top two", "print": "<print> the top",
                  "say": '<print> "{s}"', "call": "do {w}",
                  "lines": "{body}."},
    "symbol lines": {**_SYMBOLS, **_MOVES, **_STRUCTURED, **_PRINTS, **_COLON, "lines": "{body}"},
    "angle quotations": {**_WORDS, **_MOVES, **_QUOTED, **_PRINTS, "open": "(", "close": ")", "def": "<word> {w} (",
                         "enddef": ")"},
}  # fmt: skip


class _Writer:
    """Tokens with their line breaks."""

    def __init__(self, program: StackProgram, spelling: Spelling) -> None:
        self.forms = spelling.forms
        self.names = spelling.labels
        self.quoted = "open" in self.forms
        self.by_lines = "lines" in self.forms
        self.wide = spelling.words.get("layout") == "wide"
        self.lines: list[str] = []
        self.current: list[str] = []
        self.depth = 0
        self.places: dict[int, int] = {}
        self.program = program

    def token(self, text: str, at: int | None = None) -> None:
        if at is not None:
            self.places[at] = len(self.lines) + 1
        self.current.append(text)
        if self.by_lines or len(self.current) >= 10:
            self.end()

    def end(self) -> None:
        if self.current:
            body = self.forms.get("joint", " ").join(self.current)
            self.lines.append("  " * self.depth + self.forms.get("lines", "{body}").format(body=body))
            self.current.clear()

    def break_(self) -> None:
        """A line may end here; between the parts of a structure only in a narrow layout."""
        if not self.wide or self.depth == 0:
            self.end()

    def block(self, items: Numbered) -> None:
        forms = self.forms
        for at, item, parts in items:
            if isinstance(item, Push):
                self.token(forms["push"].format(n=item.value), at)
            elif isinstance(item, Op):
                self.token(forms[item.operator].format(), at)
            elif isinstance(item, Move):
                self.token(forms[item.kind].format(), at)
            elif isinstance(item, Print):
                self.token(forms["print"].format(), at)
                self.break_()
            elif isinstance(item, Say):
                self.token(forms["say"].format(s=item.text), at)
                self.break_()
            elif isinstance(item, Call):
                self.token(forms["call"].format(w=self.names[item.word]), at)
            elif self.quoted:
                self.quotations(at, item, parts)
            else:
                self.structure(at, item, parts)

    def inside(self, items: Numbered) -> None:
        if not self.wide:
            self.end()
        self.depth += 1
        self.block(items)
        if not self.wide:
            self.end()
        self.depth -= 1

    def structure(self, at: int, item: Item, parts: Parts) -> None:
        forms = self.forms
        if isinstance(item, If):
            self.token(forms["if"], at)
            self.inside(parts[0])
            if item.orelse:
                self.token(forms["else"])
                self.inside(parts[1])
            self.token(forms["endif"])
        elif isinstance(item, Times):
            self.token(forms["times"], at)
            self.inside(parts[0])
            self.token(forms["endtimes"])
        elif isinstance(item, Until):
            self.token(forms["begin"])
            self.inside(parts[0])
            self.token(forms["until"], at)
        else:
            self.token(forms["begin"])
            self.inside(parts[0])
            self.token(forms["while"], at)
            self.inside(parts[1])
            self.token(forms["endwhile"])
        self.break_()

    def quotations(self, at: int, item: Item, parts: Parts) -> None:
        forms = self.forms
        for part in parts:
            if part:
                self.token(forms["open"].format())
                self.inside(part)
                self.token(forms["close"].format())
        if isinstance(item, If):
            self.token(forms["ifelse" if item.orelse else "if"], at)
        else:
            piece = "times" if isinstance(item, Times) else "until" if isinstance(item, Until) else "while"
            self.token(forms[piece], at)
        self.break_()

    def run(self) -> Source:
        first = 0
        for index, word in enumerate(self.program.words):
            items, first = number(word, first)
            self.token(self.forms["def"].format(w=self.names[index]))
            self.inside(items)
            self.token(self.forms["enddef"].format())
            self.end()
        items, first = number(self.program.body, first)
        self.block(items)
        self.end()
        return Source("\n".join(self.lines) + "\n", tuple(self.places[at] for at in range(first)))


# -- drawing ---------------------------------------------------------------------------------------------------------

DUP, DROP, SWAP, OVER, NEG, PRINT = Move("dup"), Move("drop"), Move("swap"), Move("over"), Move("neg"), Print()


class _Drawing:
    """One program being drawn; ``words`` are those that it defines, ``arity`` what each takes and leaves."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.words: list[Body] = []
        self.arity: list[tuple[int, int]] = []

    def between(self, low: int, high: int) -> int:
        return low + int(self.rng.random() * (high - low + 1))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def say(self) -> Say:
        return Say(draw_text(self.rng))

    def op(self, operators: Sequence[str] = ("+", "-", "*", "+", "-", "*", "//", "%")) -> Op:
        return Op(operators[self.between(0, len(operators) - 1)])

    def comparison(self) -> Op:
        return self.op(COMPARISONS)

    def unary(self) -> Body:
        """What takes one number and leaves one."""
        roll = self.rng.random()
        if self.words and roll < 0.4:
            index = self.between(0, len(self.words) - 1)
            if self.arity[index] == (1, 1):
                return (Call(index),)
        if roll < 0.5:
            return (DUP, self.op(("+", "*")))
        if roll < 0.55:
            return (NEG,)
        return (Push(self.between(1, 9)), self.op(("+", "-", "*", "+", "-")))

    def value(self, depth: int) -> Body:
        """What leaves one number."""
        if depth == 0 or self.chance(0.25):
            return (Push(self.between(0, 20)),)
        if self.chance(0.3):
            return (*self.value(depth - 1), *self.unary())
        left, right = self.value(depth - 1), self.value(depth - 1)
        return (*left, *right, SWAP, self.op(("-", "//"))) if self.chance(0.1) else (*left, *right, self.op())

    def branch(self) -> If:
        body: Body = (self.say(),) if self.chance(0.7) else (*self.value(1), PRINT)
        return If(body, (self.say(),) if self.chance(0.7) else ())

    def define(self) -> None:
        roll = self.between(0, 6)
        n = Push(self.between(2, 9))
        body: Body
        if roll == 6:
            self.words.append((OVER, OVER, self.op(("<", ">")), If((SWAP,)), DROP))
            self.arity.append((2, 1))
            return
        if roll == 0:
            body = (DUP, Op("*"))
        elif roll == 1:
            body = (DUP, DUP, Op("*"), Op("*"))
        elif roll == 2:
            body = (n, self.op(("+", "-", "*")))
        elif roll == 3:
            other = (Push(2), Op("*")) if self.chance(0.6) else ()
            body = (DUP, n, self.comparison(), If((n, self.op(("+", "-"))), other))
        elif roll == 4:
            body = (DUP, Push(self.between(0, 5)), Op("<"), If((NEG,)))
        else:
            body = tuple(item for _ in range(self.between(1, 3)) for item in self.unary())
        self.words.append(body)
        self.arity.append((1, 1))

    def show(self) -> Body:
        """Prints the top and keeps it, now and then."""
        return (DUP, PRINT) if self.chance(0.4) else ()

    def scene(self) -> Body:
        return SCENES[self.between(0, len(SCENES) - 1)](self)


def _straight(d: _Drawing) -> Body:
    return (*d.value(d.between(1, 3)), PRINT)


def _countdown(d: _Drawing) -> Body:
    step = (Push(1), Op("-"))
    n, low = d.between(2, 9), d.between(0, 2)
    extra: Body = (d.say(),) if d.chance(0.2) else ()
    if d.chance(0.5):
        return (Push(n + low), Until((DUP, PRINT, *extra, *step, DUP, Push(low), Op("=="))), DROP)
    return (Push(n), While((DUP, Push(low), Op(">")), (DUP, PRINT, *extra, Push(d.between(1, 2)), Op("-"))), DROP)


def _countup(d: _Drawing) -> Body:
    last = d.between(4, 12)
    body = (DUP, PRINT, Push(d.between(1, 3)), Op("+"))
    return (Push(d.between(0, 4)), While((DUP, Push(last), d.op(("<", "<="))), body), DROP)


def _times(d: _Drawing) -> Body:
    body = (*d.unary(), *d.show())
    return (Push(d.between(0, 5)), Push(d.between(2, 5)), Times(body), PRINT)


def _said_times(d: _Drawing) -> Body:
    return (Push(d.between(2, 5)), Times((d.say(),)))


def _product(d: _Drawing) -> Body:
    """Factorials and sums: result and counter on the stack."""
    operator, start = (("*", 1), ("+", 0))[d.between(0, 1)]
    body = (SWAP, OVER, Op(operator), SWAP, Push(1), Op("-"))
    n = d.between(2, 5)
    if d.chance(0.5):
        return (Push(start), Push(n), Until((*body, DUP, Push(0), Op("=="))), DROP, PRINT)
    return (Push(start), Push(n), While((DUP, Push(0), Op(">")), body), DROP, PRINT)


def _fibonacci(d: _Drawing) -> Body:
    body = (SWAP, OVER, Op("+"), *d.show())
    last = (DROP, PRINT) if d.chance(0.3) else (PRINT,)
    return (Push(d.between(0, 2)), Push(d.between(1, 3)), Push(d.between(2, 6)), Times(body), *last)


def _gcd(d: _Drawing) -> Body:
    factor = d.between(1, 8)
    a, b = factor * d.between(1, 12), factor * d.between(1, 12)
    return (Push(a), Push(b), While((DUP, Push(0), Op("!=")), (SWAP, OVER, Op("%"))), DROP, PRINT)


def _compare(d: _Drawing) -> Body:
    first = d.value(1)
    return (*first, *d.value(d.between(0, 1)), d.comparison(), If((d.say(),), (d.say(),) if d.chance(0.8) else ()))


def _parity(d: _Drawing) -> Body:
    n = d.between(1, 60)
    return (Push(n), Push(d.between(2, 5)), Op("%"), Push(0), d.op(("==", "!=", ">")), If((d.say(),), (d.say(),)))


def _words(d: _Drawing) -> Body:
    if len(d.words) < 4:
        d.define()
    index = len(d.words) - 1
    if d.arity[index] == (2, 1):
        return (*d.value(1), *d.value(0), Call(index), PRINT)
    again: Body = (Call(d.between(0, index)),) if d.chance(0.3) else ()
    if any(d.arity[one.word] != (1, 1) for one in again if isinstance(one, Call)):
        again = ()
    return (*d.value(d.between(0, 1)), Call(index), *again, PRINT)


def _powers(d: _Drawing) -> Body:
    limit = d.between(8, 80)
    body = (*d.show(), Push(d.between(2, 3)), Op("*"))
    return (Push(d.between(1, 3)), While((DUP, Push(limit), Op("<")), body), PRINT)


def _kept(d: _Drawing) -> Body:
    """Two numbers that are moved about and put together."""
    body: list[Item] = [*d.value(1), *d.value(1)]
    for _ in range(d.between(1, 3)):
        roll = d.between(0, 3)
        body += [SWAP] if roll == 0 else [OVER, d.op(("+", "-", "*"))] if roll == 1 else [*d.unary()]
    if d.chance(0.4):
        body += [OVER, OVER, d.comparison(), d.branch()]
    return (*body, d.op(("+", "-", "*")), PRINT)


def _random(d: _Drawing) -> Body:
    """One number that a loop changes on conditions."""
    inside: list[Item] = list(d.unary())
    branch = If(d.unary(), d.unary() if d.chance(0.5) else ())
    inside += [DUP, Push(d.between(2, 4)), Op("%"), Push(0), d.op(("==", "!=")), branch]
    if d.chance(0.5):
        inside += [DUP, PRINT]
    return (*d.value(1), Push(d.between(2, 4)), Times(tuple(inside)), PRINT)


SCENES: tuple[Callable[[_Drawing], Body], ...] = (
    _straight, _countdown, _countup, _times, _times, _said_times, _product, _fibonacci, _gcd, _compare, _parity, _words,
    _words, _words, _powers, _kept, _kept, _random, _random,
)  # fmt: skip


class StackMachine:
    """The stack machine."""

    name = "stack"
    variables = 0
    families = FAMILIES

    def draw(self, rng: Random, size: int) -> StackProgram:
        """One scene, or up to ``size``."""
        drawing = _Drawing(rng)
        if rng.random() < 0.2:
            drawing.define()
        body = tuple(item for _ in range(1 + int(rng.random() * size)) for item in drawing.scene())
        return StackProgram(tuple(drawing.words), body)

    def run(
        self,
        program: StackProgram,
        *,
        step_limit: int = STEP_LIMIT,
        spelling: Spelling | None = None,
        pops: bool = True,
    ) -> ExecutionResult:
        """The run; ``pops``: whether printing takes the top off."""
        machine = _Machine(program, step_limit, pops)
        first = 0
        numbered = []
        for word in (*program.words, program.body):
            items, first = number(word, first)
            numbered.append(items)
        machine.numbered = numbered
        try:
            machine.block(numbered[-1])
        except ExecutionError as error:
            return machine.result(str(error))
        return machine.result()

    def readings(self, program: StackProgram, spelling: Spelling, step_limit: int) -> Iterator[ExecutionResult]:
        """Some machines print the top and keep it."""
        yield self.run(program, step_limit=step_limit, pops=False)

    def spell(self, rng: Random, names: Sequence[str], families: Families, *, new_words: bool = False) -> Spelling:
        """Fresh words."""
        labels = rng.sample(CALL_WORDS, 12)
        spelling = spell(rng, self.name, families, names=names, labels=labels, new_words=new_words)
        taken = {word.lower() for word in spelling.words.values()}
        free = tuple(label for label in spelling.labels if label not in taken)
        layout = "wide" if rng.random() < 0.5 else "narrow"
        return spelling._replace(labels=free, words={**spelling.words, "layout": layout})

    def render(self, program: StackProgram, spelling: Spelling) -> Source:
        """The text: tokens in lines, or a line for each."""
        return _Writer(program, spelling).run()


MACHINE = StackMachine()
