"""The full state of a run between two steps, so that the run goes on from (program, checkpoint) alone.

What was printed and how many steps ran is no part of it. In text a checkpoint is one line::

    @7 a=3;total=12;5#2/6

"the statement on line 7 runs next; a is 3, total is 12; the counted loop on line 5 is in its round 2 of 2, 3 ... 6."

=============  ======================================================================================================
``@7``         the line of the next statement; ``@7.2`` is the second statement that begins on line 7
``total=12``   a variable, as in the trace, in the order of binding (COBOL: not before its first change)
``5#2/6``      a counted loop under way: its line, its counter, its evaluated bound; outer loops first
``5#2/[7,8]``  a for-each under way: how many of its rounds are over, and what it goes through
``^6``         the statement is under way: a call that it has finished gave 6 (in order); ``^`` alone: no value;
               ``^<1``: it has read line 1 of the input
``|9 n=4``     the caller: the statement on line 9 goes on after the return, and n is 4 there; outer callers follow
``b=@a``       b is the same list as the nearest a to the left
``<2``         two lines of the input have been read
``file[f]=""`` what a file holds
``start``      nothing has run yet
=============  ======================================================================================================

A loop header that runs next is tested with the next counter where its loop is among those under way, and entered
afresh where it is not. Everything follows from a trace, so a run pays nothing for its checkpoints; only a program with
functions, lists, input, files or jumps is run once more up to the step in question (`state`).

>>> from caalm.program.interpreter import interpret
>>> from caalm.program.nodes import Assign, BinOp, Constant, For, Name, Print, Program
>>> grow = Assign("a", BinOp(Name("a"), "+", Constant(2)))
>>> program = Program((Assign("a", Constant(1)), For("i", Constant(0), Constant(3), 1, False, (grow,))))
>>> [write_checkpoint(each, (1, 2, 3)) for each in checkpoints(program, interpret(program).trace)][:5]
['start', '@2 a=1', '@3 a=1;i=0;2#0/3', '@2 a=3;i=0;2#0/3', '@3 a=3;i=1;2#1/3']
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from caalm.errors import InputError
from caalm.program.nodes import (
    Assign,
    BinOp,
    BoolOp,
    Compare,
    Constant,
    For,
    If,
    JoinedStr,
    Name,
    Print,
    Program,
    Store,
    UnaryOp,
    Value,
    While,
    all_expressions,
    walk_statements,
)
from caalm.program.sharing import exact_text
from caalm.program.trace import NAME, VALUE, Bind, Operation, Shown, Step, read_value, value_text
from caalm.program.values import PYTHON, Semantics, constant

START_TEXT = "start"


class Loop(NamedTuple):
    """A counted loop under way: the preorder number of its statement, its counter and its bound."""

    at: int
    current: Value
    bound: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The state before the step that runs statement ``at`` (a preorder number).

    A list or dictionary is there as its text (`Shown`), ``@a`` where it is the same as the nearest a before.
    """

    at: int = 0
    variables: tuple[Bind, ...] = ()
    loops: tuple[Loop, ...] = ()
    results: tuple[Value, ...] = ()
    """What the calls gave that this statement has finished, where it is under way."""
    callers: tuple["Checkpoint", ...] = ()
    """The statements under way that wait for a function's return, the innermost first; ``at`` is in that function."""
    lines_read: int = 0
    files: tuple[Bind, ...] = ()


START = Checkpoint()
_PLAIN = frozenset((Assign, Print, If, While, For, Store))
_PLAIN_EXPRESSIONS = frozenset((Constant, Name, BinOp, UnaryOp, Compare, BoolOp, JoinedStr))


def follows_from_trace(program: Program) -> bool:
    """Whether the events of a program's steps say all there is to its state."""
    return all(type(node) in _PLAIN for node in walk_statements(program.body)) and all(
        type(node) in _PLAIN_EXPRESSIONS for node in all_expressions(program)
    )


def checkpoints(
    program: Program, trace: Sequence[Step], since: Checkpoint = START, semantics: Semantics = PYTHON
) -> Iterator[Checkpoint]:
    """The state before each step of a trace (the interpreter's, with statement numbers) that begins at ``since``."""
    if not follows_from_trace(program):
        for number in range(len(trace)):
            yield checkpoint_before(program, trace, number, since, semantics)
        return
    state = _State(program, since)
    for step in trace:
        yield state.before(step)
        state.apply(step)


def checkpoint_before(
    program: Program,
    trace: Sequence[Step],
    number: int,
    since: Checkpoint = START,
    semantics: Semantics = PYTHON,
) -> Checkpoint:
    """The state before step ``number`` (from 0) of a trace that begins at ``since``.

    ``semantics`` are those of the trace; where the state does not follow from it, the program runs under them.
    """
    if not follows_from_trace(program):
        from caalm.program.resumption import state  # it reads checkpoints, so it comes after this module

        return state(program, since, number, semantics)
    past = _State(program, since)
    for step in islice(trace, number):
        past.apply(step)
    return past.before(trace[number])


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
    frames = (checkpoint, *checkpoint.callers)
    last = [f"<{checkpoint.lines_read}"] if checkpoint.lines_read else []
    last += [_entry(file, semantics) for file in checkpoint.files]
    texts = []
    for frame in frames:
        entries = [_entry(variable, semantics) for variable in frame.variables]
        for at, current, bound in frame.loops:
            entries.append(f"{_place(at, lines)}#{value_text(current, semantics)}/{value_text(bound, semantics)}")
        entries += ["^" + ("" if value is None else exact_text(value, semantics)) for value in frame.results]
        if frame is frames[-1]:
            entries += last
        texts.append(f"{_place(frame.at, lines)} {';'.join(entries)}".rstrip(" "))
    return "@" + "|".join(texts)


def _entry(variable: Bind, semantics: Semantics) -> str:
    return f"{variable.name}={exact_text(variable.value, semantics)}"


def _place(at: int, lines: Sequence[int]) -> str:
    """A statement as its line, and as which one of those on that line where it is not the first."""
    line = lines[at]
    before = sum(1 for other in lines[:at] if other == line)
    return f"{line}.{before + 1}" if before else str(line)


_PLACE = r"([0-9]+)(?:\.([0-9]+))?"
_HEAD = re.compile(rf"[@|]{_PLACE}(?: (?=[^|])|(?=\|)|$)")
_END = r"(?:;(?=[^|])|(?=\|)|$)"
_VARIABLE = re.compile(rf"({NAME})=({VALUE}){_END}")
_LOOP = re.compile(rf"{_PLACE}#({VALUE})/({VALUE}){_END}")
_RESULT = re.compile(rf"\^({VALUE}|<[0-9]+)?{_END}")
_INPUT = re.compile(rf"<([0-9]+){_END}")


class FrameText(NamedTuple):
    """A frame of a checkpoint as its text has it: places are a line and which statement of it, from 1."""

    place: tuple[int, int]
    variables: list[tuple[str, str]]
    loops: list[tuple[tuple[int, int], str, str]]
    """Place, counter and bound."""
    results: list[str | None]


class CheckpointText(NamedTuple):
    """A checkpoint as its text has it, of whatever program; the innermost frame first."""

    frames: list[FrameText]
    files: list[tuple[str, str]]
    lines_read: int


def read_checkpoint(text: str) -> CheckpointText | None:
    """The parts of a checkpoint's text; None where it has another form, or is the start of a run."""
    frames: list[FrameText] = []
    files: list[tuple[str, str]] = []
    lines_read = position = 0
    while position < len(text):
        is_head = text[position] in "@|" and (position == 0) == (text[position] == "@")
        if is_head and (found := _HEAD.match(text, position)):
            frames.append(FrameText(_place_in(found), [], [], []))
        elif not frames:
            return None
        elif found := _RESULT.match(text, position):
            frames[-1].results.append(found[1])
        elif found := _INPUT.match(text, position):
            lines_read = int(found[1])
        elif found := _VARIABLE.match(text, position):
            (files if found[1].startswith("file[") else frames[-1].variables).append((found[1], found[2]))
        elif found := _LOOP.match(text, position):
            frames[-1].loops.append((_place_in(found), found[3], found[4]))
        else:
            return None
        position = found.end()
    return CheckpointText(frames, files, lines_read) if frames else None


def _place_in(found: re.Match[str]) -> tuple[int, int]:
    return int(found[1]), int(found[2] or 1)


def is_checkpoint(text: str) -> bool:
    """Whether a text has the form of a checkpoint, of whatever program."""
    return text == START_TEXT or read_checkpoint(text) is not None


def parse_checkpoint(text: str, lines: Sequence[int], semantics: Semantics = PYTHON) -> Checkpoint:
    """The checkpoint in a text, for the program whose statements stand on ``lines``; InputError where it is none."""
    if text == START_TEXT:
        return START
    read = read_checkpoint(text)
    if read is None:
        raise InputError(f"checkpoint: {text[:60]!r} is not in the form '@7 a=3;total=12;5#2/6'")

    def bound(variables: list[tuple[str, str]]) -> tuple[Bind, ...]:
        return tuple([Bind(name, state_value(value, semantics)) for name, value in variables])

    def frame(of: FrameText) -> Checkpoint:
        return Checkpoint(
            at=_statement(of.place, lines),
            variables=bound(of.variables),
            loops=tuple(
                [
                    Loop(_statement(place, lines), state_value(current, semantics), state_value(end, semantics))
                    for place, current, end in of.loops
                ]
            ),
            results=tuple([_result(result, semantics) for result in of.results]),
        )

    return replace(
        frame(read.frames[0]),
        callers=tuple([frame(each) for each in read.frames[1:]]),
        lines_read=read.lines_read,
        files=bound(read.files),
    )


def _result(text: str | None, semantics: Semantics) -> Value:
    if text is None:
        return None
    return Shown(text) if text.startswith("<") else state_value(text, semantics)


def _statement(place: tuple[int, int], lines: Sequence[int]) -> int:
    line, number = place
    here = [at for at, other in enumerate(lines) if other == line]
    if not 1 <= number <= len(here):
        raise InputError(f"checkpoint: no statement {number} begins on line {line}")
    return here[number - 1]


def state_value(text: str, semantics: Semantics) -> Value:
    """A value of a language: where every number is a double, 3 is 3.0; where they are exact, 0.5 is a decimal."""
    value = read_value(text)
    if isinstance(value, Shown):
        return value
    value = constant(value, semantics)
    return Decimal(text) if semantics.slash == "decimal" and isinstance(value, float) else value
