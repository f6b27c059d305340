"""Does a step say what its statement says? Names, literals and texts are looked up in the program's lines.

>>> from caalm.program.trace import parse_step
>>> code = ["total <- cost + 2", "rest <- total", "say 'rest: ' rest"]
>>> [unsaid(parse_step(text), code) for text in ("1 cost=1+2:3;total=3", "1 cost=1+2:3;rest=3", "1 cost=1+5:6;total=6")]
[None, 1, 0]
>>> unsaid(parse_step("3 rest=3;>best: 3"), code), unsaid(parse_step("3 >rest: 3"), code, {"rest": 3})
(1, 0)

That a statement spells its variables, its literals and what it prints holds in every language here, seen or not; where
it spells them, and what the words between them mean, nobody says. It is asked of assignments and of prints that no
call, place or container has a part in; not of conditions, which may stand at another end of their block.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from caalm.model.selfcheck import as_number, is_number, picture_of, same_value, use_up
from caalm.program.nodes import Value
from caalm.program.trace import (
    Bind,
    Call,
    Event,
    Fail,
    Joined,
    Operand,
    Operation,
    Out,
    Return,
    Shown,
    Step,
    Through,
    Together,
)

_MACHINES = frozenset(("acc", "cell", "head", "stack", "state", "tape", "text"))
"""What is a machine's own, whatever its programs call it."""
_CELL = re.compile(r"c[0-9]+|rounds")
"""What a machine counts that its programs do not name."""
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_EXPONENT = re.compile(r"(?i)[0-9]e[-+]?[0-9]")
_RICH = re.compile(r"""\\|\{\{|""|''|\[|\{[^{}]*:|:[a-z]+\(|\btype""")
"""Escapes, formats, and what real programs print without showing how it was made."""
_QUOTED = re.compile(r'(?:\bf)?(?:"[^"\n]*"|\'[^\'\n]*\'|`[^`\n]*`)')
_SIGNS = re.compile(r"[^\w\s]+")
_SEVERAL = re.compile(r"[;|](?=.*\w)|\bREMAINDER\b", re.IGNORECASE)
"""A line that may have more than one statement, or more than one target."""
_DISPLAY = re.compile(r"(?i)[0-9\s]*display\s(?P<items>(?:[^\n\"']|\"[^\"\n]*\"|'[^'\n]*')*)")
_ITEM = re.compile(r"""(?P<text>"[^"]*"|'[^']*')|(?P<word>[\w-]*\w)|(?P<gap>[\s,]+|\.\s*$)|(?P<other>.)""")
"""COBOL's statement that prints, and what it prints: one item after the other, and nothing between them."""
_COBOL = re.compile(r"(?i)\b(?:procedure\s+division|pic(?:ture)?\s)")
_GOES_ON = re.compile(r"(?i)(?:\b(?:and|or|not)|[-+*/%=<>&|,(\\])\s*$")
"""The end of a line whose condition goes on with the next one."""
_CONDITION_NAME = re.compile(r"(?:[0-9]{6})?\s*88\s")
_IMPOSSIBLE = 1 << 30


def unsaid(step: Step, lines: Sequence[str], known: Mapping[str, Value] | None = None) -> int | None:
    """The first event (from 0) of a step that is not what its statement, or a field's declaration, says; or None.

    ``known`` are the newest values of the program's variables: one that a statement spells has a part in its step.
    """
    events = step.events
    last = events[-1] if events else None
    if (number := _repeated_name(events, lines, step.at)) is not None:
        return number
    if not isinstance(last, Out | Bind) or any(isinstance(event, Call | Return | Fail) for event in events):
        return None
    for at, name, picture in _pictures(events):
        if _plain(name) and not any({name, picture} <= _words(line) for line in lines):
            return at
    if isinstance(last, Bind) and len(events) < 3 and any(_CONDITION_NAME.match(line) for line in lines):
        return None  # COBOL sets a field by the name of what it then says
    statement = _statement(lines, step.at)
    if (number := _foreign_name(events, statement)) is not None:
        return number
    if _is_other_choice(events, lines[step.at - 1]):
        return len(events) - 1
    known = known or {}
    if any(_is_opaque(event, lines) for event in events) or not _MACHINES.isdisjoint(known):
        return None
    if (number := _foreign_literal(events, statement, known)) is not None:
        return number
    if isinstance(last, Out) and not (
        _is_spelled_out(events, last.text, statement) and _is_displayed(events, last.text, statement, lines)
    ):
        return len(events) - 1
    if _leaves_out(events, statement, known):
        return 0
    return None


def _is_word(name: str, text: str) -> bool:
    """Whether a name stands in a text as a word of its own; a sign before it may belong to the language."""
    return name in text and _word(name).search(text) is not None


def unknown_name(events: Iterable[Event], lines: Sequence[str]) -> int | None:
    """The first event with a variable that no line of the program names, or None."""
    for number, event in enumerate(events):
        if not all(is_machines(name) or _is_named(name, lines) for name in _names(event)):
            return number
    return None


def unbound_name(events: Sequence[Event], known: Mapping[str, Value]) -> int | None:
    """The first event that reads a variable which nothing has bound so far; None: there is none.

    It is not asked of COBOL, whose fields have values before the first step, of functions, and of what comes after a
    failure that was caught; machines have places that hold something from the beginning.
    """
    bound = set(known)
    if not _MACHINES.isdisjoint(bound) or any(isinstance(event, Fail) for event in events):
        return None
    for number, event in enumerate(events):
        is_last = number + 1 == len(events)
        read = [] if isinstance(event, Bind | Together) and is_last else [side.name for side in _sides(event)]
        if isinstance(event, Operation) and is_last and isinstance(event.result, bool) and event.left is not None:
            bound.add(event.left.name or "")  # a counted loop binds its counter
        shown = any(isinstance(side.value, Shown) for side in _sides(event))
        if not shown and any(name and _plain(name) and not is_machines(name) and name not in bound for name in read):
            return number
        bound.update(filter(None, read))
    return None


def unsaid_call(events: Sequence[Event], lines: Sequence[str]) -> int | None:
    """The call of a function that no line of the program names together with its parameters; None: there is none."""
    for number, event in enumerate(events):
        if isinstance(event, Call):
            names = [event.function, *(name for name, _ in event.arguments)]
            spelled = [
                _statement(lines, at, block=False) for at, line in enumerate(lines, 1) if _is_word(names[0], line)
            ]
            if spelled and not any(all(_is_word(name, text) for name in names) for text in spelled):
                return number
    return None


def unsaid_stride(stride: Value | None, at: int, lines: Sequence[str], known: Mapping[str, Value]) -> bool:
    """Whether a counter goes on by what neither its statement spells nor a variable holds; one goes unsaid."""
    if not is_number(stride) or abs(size := float(stride)) == 1:
        return False
    if abs(size) in map(float, _NUMBER.findall(_statement(lines, at))):
        return False
    return not any(is_number(value) and abs(float(value)) == abs(size) for value in known.values())


def is_cobol(lines: Sequence[str]) -> bool:
    """Whether a program has COBOL's declarations or its division of procedures."""
    return any(map(_COBOL.search, lines))


@lru_cache(4096)
def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(name)}(?!\w)")


def is_machines(name: str) -> bool:
    """Whether a name is a machine's own place or counter."""
    return name in _MACHINES or _CELL.fullmatch(name) is not None


def _is_named(name: str, lines: Sequence[str]) -> bool:
    return any(_is_word(name, line) for line in lines)


def _sides(event: Event) -> tuple[Bind | Operand, ...]:
    if isinstance(event, Operation):
        return (event.right,) if event.left is None else (event.left, event.right)
    if isinstance(event, Bind):
        return (event,)
    return event.bindings if isinstance(event, Together) else ()


def _names(event: Event) -> Iterator[str]:
    """The variables that an event spells; not those of containers and files, which may bear others' names."""
    for side in _sides(event):
        if side.name and not isinstance(side.value, Shown) and (name := _plain(side.name)):
            yield name


def _plain(name: str) -> str:
    """The name of a variable; nothing for a place, an intrinsic, a result, or what is thrown away."""
    return "" if name == "_" or any(sign in name for sign in "#([.") else name


def _foreign_name(events: Sequence[Event], statement: str) -> int | None:
    if any(_has_container(event) for event in events):
        return None
    for number, event in enumerate(events):
        for name in _names(event):
            if not (is_machines(name) or _is_word(name, statement)):
                return number
    return None


def _repeated_name(events: Sequence[Event], lines: Sequence[str], at: int) -> int | None:
    """The first event that reads a variable more often than its statement spells it; None: there is none."""
    if not events or any(isinstance(event, Call | Return | Together | Fail | Joined) for event in events):
        return None
    sides = [side for event in events for side in _sides(event)]
    if any(isinstance(side.value, Shown) or (side.name and not _plain(side.name)) for side in sides):
        return None
    is_condition = isinstance(events[-1], Operation)
    if is_condition and _GOES_ON.search(lines[at - 1]):
        return None
    statement = lines[at - 1] if is_condition else _statement(lines, at)
    reads: Counter[str] = Counter()
    for number, event in enumerate(events):
        if isinstance(event, Operation) or number + 1 < len(events):
            reads.update(_names(event))
        for name, times in reads.items():
            if times > 1 and 0 < len(_word(name).findall(statement)) < times:
                return number
    return None


def _is_other_choice(events: Sequence[Event], line: str) -> bool:
    """Whether one of two texts is chosen by a condition, and it is not the first where that is true."""
    tests = [event for event in events if isinstance(event, Operation) and isinstance(event.result, bool)]
    texts = [text[1:-1] for text in _QUOTED.findall(line)]
    last = events[-1]
    chosen = last.value if isinstance(last, Bind) else last.text if isinstance(last, Out) else None
    if (
        len(tests) != 1
        or len(texts) != 2
        or texts[0] == texts[1]
        or any(side.value in texts for side in _sides(tests[0]))
    ):
        return False
    return isinstance(chosen, bool) or chosen == texts[1 if tests[0].result else 0]


def _has_container(event: Event) -> bool:
    return any(isinstance(side.value, Shown) or (side.name or "").startswith("file[") for side in _sides(event))


def _is_opaque(event: Event, lines: Sequence[str]) -> bool:
    """Whether an event takes something from where its statement does not spell it: a place, a list, an intrinsic."""
    if isinstance(event, Operation) and isinstance(event.result, bool | Shown):
        return True
    for side in _sides(event):
        if isinstance(side.value, bool | Shown):
            return True
        if side.name and (not _plain(side.name) or side.name in _MACHINES or not _is_named(side.name, lines)):
            return True
    return False


def _foreign_literal(events: Sequence[Event], statement: str, known: Mapping[str, Value]) -> int | None:
    """An operand without a name is a result of before, or a number of the statement, each taken once; 1 goes unsaid."""
    last = events[-1]
    if len(events) == 1 and isinstance(last, Bind):
        value = last.value
        if last.name in known and same_value(known[last.name], value):
            return None  # it is but read
        if isinstance(value, str):
            return None if _is_literal(value, statement) else 0
        if not is_number(value) or value == 0:
            return None
        digits = _digits(value)
        return None if not digits or digits in statement or _EXPONENT.search(statement) else 0
    numbers = [float(text) for text in _NUMBER.findall(statement)]
    results: list[Value] = []
    for number, event in enumerate(events):
        if not isinstance(event, Operation):
            continue
        for side in (event.left, event.right):
            if side is None or side.name is not None or not is_number(side.value):
                continue
            if use_up(results, side.value):
                continue
            if (value := abs(float(side.value))) in numbers:
                numbers.remove(value)
            elif value != 1 and _digits(side.value):
                return number
        results.append(event.result)
    return None


def _is_literal(text: str, statement: str) -> bool:
    """Whether a statement spells a text; one of digits, which would be a number else, right after a sign."""
    text = text.rstrip()
    if not text or "(" in statement or _RICH.search(statement):
        return True
    return text in statement and (not text.isdigit() or re.search(rf"[^\w\s]{text}", statement) is not None)


def _digits(value: int | float | Decimal) -> str:
    """What a statement must spell for a number; nothing where there are many ways to write it."""
    text = str(value).lstrip("-")
    return "" if "e" in text.lower() or "n" in text else text.removesuffix(".0")


def _is_spelled_out(events: Sequence[Event], text: str, statement: str) -> bool:
    """Whether a printed line is made of values and pieces of the statement, and not of too many pieces."""
    if _RICH.search(statement):
        return True
    values = set(_shown_values(events))
    most = max(len(events), len(_SIGNS.findall(statement)))
    fewest = [0] + [_IMPOSSIBLE] * len(text)
    for at in range(len(text)):
        pieces = fewest[at]
        if pieces > most:
            continue
        if text[at] in " \t":
            fewest[at + 1] = min(fewest[at + 1], pieces)
        for value in values:
            if text.startswith(value, at):
                end = at + len(value)
                fewest[end] = min(fewest[end], pieces)
        end = at + 1
        while end <= len(text) and text[at:end] in statement:
            fewest[end] = min(fewest[end], pieces + 1)
            end += 1
    return fewest[-1] <= most


def _is_displayed(events: Sequence[Event], text: str, statement: str, lines: Sequence[str]) -> bool:
    """Whether COBOL prints every item of a statement in full width, and in order."""
    displayed = _DISPLAY.fullmatch(statement)
    if displayed is None or not (any(isinstance(event, Through) for event in events) or is_cobol(lines)):
        return True
    pattern = ""
    for item in _ITEM.finditer(displayed["items"]):
        if item["text"]:
            pattern += re.escape(item["text"][1:-1])
        elif item["word"]:
            forms = _widths(events, item["word"])
            if not forms:
                return True  # a number, a figurative constant, a place of a table, what is said of the line's end
            pattern += f"(?:{'|'.join(forms)})"
        elif item["other"]:
            return True
    return re.fullmatch(pattern.rstrip() + " *", text) is not None


def _widths(events: Sequence[Event], name: str) -> list[str]:
    """How a field is displayed, as patterns: a number as its picture says, a text with the spaces that fill it up."""
    forms = []
    for event, after in pairwise([*events, None]):
        if not isinstance(event, Bind) or event.name.lower() != name.lower():
            continue
        if isinstance(event.value, str):
            forms.append(re.escape(event.value.rstrip()) + " *")
        elif isinstance(after, Through) and is_number(event.value):
            picture, number = picture_of(after.picture), as_number(event.value)
            if picture is None or number is None or picture.category != "numeric":
                return []
            forms.append(re.escape(picture.display(number)))
        else:
            return []
    return forms


def _shown_values(events: Sequence[Event]) -> Iterator[str]:
    """How what was read and worked out may look when it is printed."""
    for event, after in pairwise([*events, None]):
        value = event.result if isinstance(event, Operation) else None
        if isinstance(event, Bind | Joined):
            value = event.value
        if isinstance(value, str):
            yield from (text for text in (value, value.rstrip()) if text)
        elif isinstance(value, float):
            yield from (repr(value), f"{value:g}", f"{value:.14g}")
            if value.is_integer() and abs(value) < 10**15:
                yield str(int(value))
        elif value is not None:
            yield str(value)
        if isinstance(event, Bind) and isinstance(after, Through) and is_number(event.value):
            picture, number = picture_of(after.picture), as_number(event.value)
            if picture is not None and number is not None and picture.category == "numeric":
                yield picture.display(number)


def _leaves_out(events: Sequence[Event], statement: str, known: Mapping[str, Value]) -> bool:
    """Whether a variable that the statement names has no part in its step."""
    if len(events) == 1 and isinstance(events[0], Bind):
        return False  # several fields of COBOL may get a literal by one statement
    if "\n" in statement or _SEVERAL.search(statement) or _RICH.search(statement):
        return False
    code = _QUOTED.sub(" ", statement)
    said = {name for event in events for name in _names(event)}
    if any(f"{name}(" in code for name in said):
        return False  # what a function gave stands under its name
    told = [side.value for event in events for side in _sides(event) if isinstance(side.value, str)]
    told += [event.text for event in events if isinstance(event, Out)]
    return any(
        name not in said and _is_word(name, code) and not any(_is_word(name, text) for text in told)
        for name in known
        if _plain(name) and not _is_part(name, code)
    )


def _is_part(name: str, code: str) -> bool:
    """Whether a name is also a part of a longer one: after an underscore, beside COBOL's hyphen, after a dot."""
    return any(part in code for part in (f"-{name}", f"{name}-", f".{name}")) or (
        f"_{name}" in code and re.search(rf"[^\W_]_{re.escape(name)}(?!\w)", code) is not None
    )


def _pictures(events: Sequence[Event]) -> Iterator[tuple[int, str, str]]:
    """The fields whose pictures a step says: those that it prints, or the one that it stores to."""
    if isinstance(events[-1], Out):
        for number, (event, after) in enumerate(pairwise(events)):
            if isinstance(event, Bind) and isinstance(after, Through):
                yield number + 1, event.name, after.picture
    elif isinstance(events[-1], Bind) and len(events) > 1 and isinstance(events[-2], Through):
        yield len(events) - 1, events[-1].name, events[-2].picture


def _words(line: str) -> set[str]:
    return {word.rstrip(".") for word in line.split()}


def _statement(lines: Sequence[str], at: int, *, block: bool = True) -> str:
    """The text of a statement from a line on: it goes on where brackets are open, and on lines further in."""
    text = first = lines[at - 1]
    for line in lines[at : at + 8]:
        is_open = sum(map(text.count, "([{")) > sum(map(text.count, ")]}"))
        if not is_open and not (block and _indent(line) > _indent(first)):
            break
        text += f"\n{line}"
    return text


def _indent(line: str) -> int:
    """How far in a line begins; the numbers that some programs have before it count as spaces."""
    return len(line) - len(line.lstrip(" \t0123456789"))
