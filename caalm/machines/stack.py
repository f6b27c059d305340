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
from typing import Any

from caalm.machines.machine import Families, Run, Source, Spelling, arithmetic, shown_list, spell
from caalm.machines.postfix import (
    COMPARISONS,
    Body,
    Call,
    If,
    Item,
    Move,
    Op,
    Print,
    Push,
    Say,
    StackProgram,
    Times,
    Until,
    While,
    draw_program,
)
from caalm.machines.words import CALL_WORDS
from caalm.program.interpreter import STEP_LIMIT, ExecutionResult
from caalm.program.trace import Bind, Event, Operand, Operation
from caalm.program.values import ExecutionError, compare

Parts = tuple[Any, ...]
"""The numbered bodies inside an item."""
Numbered = list[tuple[int, Item, Parts]]
MOST_DEPTH = 12
MOST_CALLS = 30


# -- running ---------------------------------------------------------------------------------------------------------


class _Machine(Run):
    """The stack, and how deep the run is in counted loops."""

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
        self.step(at, Bind("stack", shown_list(self.stack)), Bind(name, rounds))
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


class StackMachine:
    """The stack machine."""

    name = "stack"
    variables = 0
    families = FAMILIES

    def draw(self, rng: Random, size: int) -> StackProgram:
        """One scene, or up to ``size``."""
        return draw_program(rng, size)

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
