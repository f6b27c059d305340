"""Lists and dictionaries in a trace: a statement changes one element, or moves them, and no key is there twice.

>>> from caalm.program.trace import parse_step
>>> known = {"xs": parse_step("1 xs=[5,7,5]").events[0].value}
>>> steps = [parse_step(text).events for text in ("2 4-9:-5;xs=[5,-5,5]", "2 4-9:-5;xs=[-5,-5]")]
>>> [broken_container(events, known, "xs[1] = 4 - 9") for events in steps]
[None, 1]
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from caalm.model.wording import is_machines
from caalm.program.nodes import Value
from caalm.program.trace import Bind, Call, Event, Operation, Return, Shown

_KEY = re.compile(r'"(?:[^"\\]|\\.)*"(?=:)')
_NESTED = re.compile(r'[\[{"]')


def broken_container(events: Sequence[Event], known: Mapping[str, Value], line: str) -> int | None:
    """The event that leaves a container as no single statement does; None: there is none.

    ``known`` are the newest values of variables. Lists of lists and of texts are not looked into, nor what an
    intrinsic, a call, a test or another container has a part in.
    """
    for number, event in enumerate(events):
        if isinstance(event, Bind) and isinstance(event.value, Shown) and _has_a_key_twice(event.value):
            return number
    last = events[-1] if events else None
    if not isinstance(last, Bind) or not isinstance(last.value, Shown) or is_machines(last.name):
        return None
    if any(_is_elsewhere(event) for event in events[:-1]):
        return None
    old, new = _elements(known.get(last.name)), _elements(last.value)
    if old is None or new is None or _is_one_change(old, new):
        return None
    is_literal = len(events) == 1 and all(element in line for element in new)
    return None if is_literal else len(events) - 1


def _has_a_key_twice(value: Shown) -> bool:
    keys = _KEY.findall(value) if value.startswith("{") and value.count("{") == 1 else []
    return len(keys) != len(set(keys))


def _is_elsewhere(event: Event) -> bool:
    """Whether an event brings a container, what an intrinsic or a call gave, or the next element of a for-each."""
    if isinstance(event, Call | Return):
        return True
    if isinstance(event, Operation):
        sides = (event.left, event.right)
        return isinstance(event.result, bool) or any(side and isinstance(side.value, Shown) for side in sides)
    return isinstance(event, Bind) and (isinstance(event.value, Shown) or "(" in event.name)


def _elements(value: Value | None) -> list[str] | None:
    """The elements of a list of numbers as they are written; None of anything else, and of a list that is cut."""
    if not isinstance(value, Shown) or value[:1] != "[" or value[-1:] != "]" or _NESTED.search(value, 1):
        return None
    return value[1:-1].split(",") if len(value) > 2 else []


def _is_one_change(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether an element was replaced, put in or taken out, or all of them moved."""
    if len(old) == len(new):
        return sum(map(str.__ne__, old, new)) <= 1 or sorted(old) == sorted(new)
    shorter, longer = sorted((old, new), key=len)
    return len(longer) == len(shorter) + 1 and any(
        [*longer[:at], *longer[at + 1 :]] == list(shorter) for at in range(len(longer))
    )
