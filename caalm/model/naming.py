"""Does a step speak of what its statement speaks of? The names of variables are looked up in the program's text.

>>> from caalm.program.trace import parse_step
>>> code = ["total <- cost + 2", "rest <- total"]
>>> [names_agree(parse_step(text), code) for text in ("1 cost=1+2:3;total=3", "1 cost=1+2:3;rest=3")]
[True, False]

That a statement spells its variables holds in every language here, seen or not. It is asked of assignments and of
prints that work something out; not of conditions, which may stand at another end of their block, nor of what a call or
a caught failure changes, which has another name there.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from caalm.program.trace import Bind, Call, Event, Fail, Operand, Operation, Out, Return, Shown, Step, Through, Together

_MACHINES = frozenset(("acc", "cell", "head", "stack", "state", "tape", "text"))
"""What is a machine's own, whatever its programs call it."""


def names_agree(step: Step, lines: Sequence[str]) -> bool:
    """Whether a step's variables stand in its statement, and its pictures where their fields are declared."""
    last = step.events[-1] if step.events else None
    if not isinstance(last, Out | Bind) or any(isinstance(event, Call | Return | Fail) for event in step.events):
        return True
    for name, picture in _pictures(step.events):
        if _plain(name) and not any({name, picture} <= _words(line) for line in lines):
            return False
    if isinstance(last, Bind) and all(isinstance(event, Through) for event in step.events[:-1]):
        return True  # COBOL sets a field by the name of what it then says (level 88)
    statement = _statement(lines, step.at)
    used = _names(step.events) - _MACHINES
    # A machine counts cells that its programs do not name.
    return all(name in statement or not any(name in line for line in lines) for name in used)


def _names(events: Sequence[Event]) -> set[str]:
    """The variables that events spell; none where a list or a file is among them, for these bear others' names."""
    found: set[str] = set()
    for event in events:
        sides: tuple[Bind | Operand | None, ...] = ()
        if isinstance(event, Operation):
            sides = (event.left, event.right)
        elif isinstance(event, Bind):
            sides = (event,)
        elif isinstance(event, Together):
            sides = event.bindings
        for side in sides:
            if side is not None and (isinstance(side.value, Shown) or (side.name or "").startswith("file[")):
                return set()
            found.update([side.name] if side is not None and side.name and _plain(side.name) else ())
    return found


def _pictures(events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """The fields whose pictures a step says: those that it prints, or the one that it stores to."""
    if isinstance(events[-1], Out):
        for event, after in pairwise(events):
            if isinstance(event, Bind) and isinstance(after, Through):
                yield event.name, after.picture
    elif isinstance(events[-1], Bind) and len(events) > 1 and isinstance(events[-2], Through):
        yield events[-1].name, events[-2].picture


def _words(line: str) -> set[str]:
    return {word.rstrip(".") for word in line.split()}


def _plain(name: str) -> str:
    """The name of a variable; nothing for a place, an intrinsic, or a result."""
    return "" if name[0] == "#" or "(" in name or "[" in name else name


def _statement(lines: Sequence[str], at: int) -> str:
    """The text of a statement that begins on a line; it goes on where brackets are open, and on lines further in."""
    text = first = lines[at - 1]
    for line in lines[at : at + 4]:
        is_open = sum(map(text.count, "([{")) > sum(map(text.count, ")]}"))
        if not is_open and _indent(line) <= _indent(first):
            break
        text += f"\n{line}"
    return text


def _indent(line: str) -> int:
    """How far in a line begins; the numbers that some programs have before it count as spaces."""
    return len(line) - len(line.lstrip(" \t0123456789"))
