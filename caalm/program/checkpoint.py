"""The full state of a run between two steps, so that the run goes on from (program, checkpoint) alone.

What was printed and how many steps ran is no part of it. In text a checkpoint is one line::

    @7 a=3;total=12;5#2/6

"the statement on line 7 runs next; a is 3, total is 12; the counted loop on line 5 is in its round 2 of 2, 3 ... 6."

=============  ======================================================================================================
``@7``         the line of the next statement; ``@7.2`` is the second statement that begins on line 7
``total=12``   a variable, as in the trace, in the order of binding (COBOL: not before its first change)
``5#2/6``      a counted loop under way: its line, its counter, its evaluated bound; outer loops first
``start``      nothing has run yet
=============  ======================================================================================================

A loop header that runs next is tested with the next counter where its loop is among those under way, and entered
afresh where it is not. Everything follows from a trace, so a run pays nothing for its checkpoints:

>>> from caalm.program.interpreter import interpret
>>> from caalm.program.nodes import Assign, BinOp, Constant, For, Name, Print, Program
>>> grow = Assign("a", BinOp(Name("a"), "+", Constant(2)))
>>> program = Program((Assign("a", Constant(1)), For("i", Constant(0), Constant(3), 1, False, (grow,))))
>>> [write_checkpoint(each, (1, 2, 3)) for each in checkpoints(program, interpret(program).trace)][:5]
['start', '@2 a=1', '@3 a=1;i=0;2#0/3', '@2 a=3;i=0;2#0/3', '@3 a=3;i=1;2#1/3']
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from caalm.errors import InputError
from caalm.program.nodes import Assign, For, Program, Store, Value, walk_statements
from caalm.program.trace import NAME, VALUE, Bind, Operation, Step, read_value, value_text
from caalm.program.values import PYTHON, Semantics, constant

START_TEXT = "start"


class Loop(NamedTuple):
    """A counted loop under way: the preorder number of its statement, its counter and its bound."""

    at: int
    current: Value
    bound: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The state before the step that runs statement ``at`` (a preorder number)."""

    at: int = 0
    variables: tuple[Bind, ...] = ()
    loops: tuple[Loop, ...] = ()


START = Checkpoint()


def checkpoints(program: Program, trace: Sequence[Step], since: Checkpoint = START) -> Iterator[Checkpoint]:
    """The state before each step of a trace (the interpreter's, with statement numbers) that begins at ``since``."""
    state = _State(program, since)
    for step in trace:
        yield state.before(step)
        state.apply(step)


def checkpoint_before(program: Program, trace: Sequence[Step], number: int, since: Checkpoint = START) -> Checkpoint:
    """The state before step ``number`` (from 0) of a trace that begins at ``since``."""
    state = _State(program, since)
    for step in islice(trace, number):
        state.apply(step)
    return state.before(trace[number])


class _State:
    """Variables and loops, as the steps so far left them."""

    def __init__(self, program: Program, since: Checkpoint) -> None:
        self.statements = list(walk_statements(program.body))
        self.variables: dict[str, Value] = dict(since.variables)
        self.loops = {loop.at: loop for loop in since.loops}

    def before(self, step: Step) -> Checkpoint:
        variables = tuple([Bind(name, value) for name, value in self.variables.items()])
        return Checkpoint(at=step.at, variables=variables, loops=tuple(self.loops.values()))

    def apply(self, step: Step) -> None:
        """What a step that did not fail leaves behind."""
        statement = self.statements[step.at]
        last = step.events[-1] if step.events else None
        if isinstance(statement, Assign | Store):
            # A Store that did not fit binds nothing; if it read its own target last, this changes nothing either.
            if type(last) is Bind and last.name == statement.target:
                self.variables[last.name] = last.value
        elif isinstance(statement, For) and type(last) is Operation and last.left is not None:
            name, current = last.left
            if name is not None:
                self.variables[name] = current
            if last.result:
                self.loops[step.at] = Loop(step.at, current, last.right.value)
            else:
                self.loops.pop(step.at, None)


# The text form


def write_checkpoint(checkpoint: Checkpoint, lines: Sequence[int], semantics: Semantics = PYTHON) -> str:
    """The text of a checkpoint; ``lines[i]`` is the source line of statement i."""
    if checkpoint == START:
        return START_TEXT
    entries = [f"{name}={_exact_text(value, semantics)}" for name, value in checkpoint.variables]
    for at, current, bound in checkpoint.loops:
        entries.append(f"{_place(at, lines)}#{value_text(current, semantics)}/{value_text(bound, semantics)}")
    return f"@{_place(checkpoint.at, lines)} {';'.join(entries)}".rstrip(" ")


def _place(at: int, lines: Sequence[int]) -> str:
    """A statement as its line, and as which one of those on that line where it is not the first."""
    line = lines[at]
    before = sum(1 for other in lines[:at] if other == line)
    return f"{line}.{before + 1}" if before else str(line)


def _exact_text(value: Value, semantics: Semantics) -> str:
    """The value as a trace has it, unless that drops digits (C's %.14g)."""
    text = value_text(value, semantics)
    return repr(value) if isinstance(value, float) and float(text) != value else text


_PLACE = r"([0-9]+)(?:\.([0-9]+))?"
_HEAD = re.compile(rf"@{_PLACE}(?: (?=.)|$)")
_VARIABLE = re.compile(rf"({NAME})=({VALUE})(?:;(?=.)|$)")
_LOOP = re.compile(rf"{_PLACE}#({VALUE})/({VALUE})(?:;(?=.)|$)")


def is_checkpoint(text: str) -> bool:
    """Whether a text has the form of a checkpoint, of whatever program."""
    if text == START_TEXT:
        return True
    head = _HEAD.match(text)
    position = head.end() if head else -1
    while 0 <= position < len(text):
        found = _VARIABLE.match(text, position) or _LOOP.match(text, position)
        position = found.end() if found else -1
    return position == len(text)


def parse_checkpoint(text: str, lines: Sequence[int], semantics: Semantics = PYTHON) -> Checkpoint:
    """The checkpoint in a text, for the program whose statements stand on ``lines``; InputError where it is none."""
    if text == START_TEXT:
        return START
    if not is_checkpoint(text):
        raise InputError(f"checkpoint: {text[:60]!r} is not in the form '@7 a=3;total=12;5#2/6'")
    head = _HEAD.match(text)
    assert head is not None
    position = head.end()
    variables: list[Bind] = []
    loops: list[Loop] = []
    while position < len(text):
        if found := _VARIABLE.match(text, position):
            variables.append(Bind(found[1], _state_value(found[2], semantics)))
        else:
            found = _LOOP.match(text, position)
            assert found is not None
            current, bound = _state_value(found[3], semantics), _state_value(found[4], semantics)
            loops.append(Loop(_statement(found[1], found[2], lines), current, bound))
        position = found.end()
    return Checkpoint(at=_statement(head[1], head[2], lines), variables=tuple(variables), loops=tuple(loops))


def _statement(line: str, place: str | None, lines: Sequence[int]) -> int:
    here = [at for at, other in enumerate(lines) if other == int(line)]
    wanted = int(place or 1)
    if not 1 <= wanted <= len(here):
        raise InputError(f"checkpoint: no statement {wanted} begins on line {line}")
    return here[wanted - 1]


def _state_value(text: str, semantics: Semantics) -> Value:
    """A value of a language: where every number is a double, 3 is 3.0; where they are exact, 0.5 is a decimal."""
    value = constant(read_value(text), semantics)
    return Decimal(text) if semantics.slash == "decimal" and isinstance(value, float) else value
