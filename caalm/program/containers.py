"""Lists, dictionaries and strings: how a whole one prints, and what stands at a place.

>>> from caalm.program.semantics import JAVASCRIPT, LUA, PYTHON
>>> container_text([1, "a", {"b": True}], PYTHON, str)
"[1, 'a', {'b': True}]"
>>> container_text({"a b": [1, 2], "c": 3}, JAVASCRIPT, str)
"{ 'a b': [ 1, 2 ], c: 3 }"
>>> item([5, 6], 1, LUA), item([5, 6], 9, LUA), part("hello", 2, 3, LUA)
(5, None, 'el')
"""

import math
import re
from collections.abc import Callable

from caalm.program.nodes import Value
from caalm.program.semantics import Beyond, Brackets, Container, ExecutionError, Semantics

Scalar = Callable[[Value], str]
"""Writes a number, a boolean or None as the language does."""

_LINE = 80  # console.log fits what it shows on one line of so many columns, with some to spare
_DEEPEST = 2  # further inside, console.log shows [Array] and [Object]


def container_text(value: Value, semantics: Semantics, scalar: Scalar) -> str:
    """A list or dictionary as a print shows it; raises Beyond where the language does not show it plainly."""
    return _text(value, semantics, scalar, 0)


def joined_text(value: Value, scalar: Scalar) -> str:
    """A list inside a string of JavaScript: its elements and commas."""
    if isinstance(value, dict):
        raise Beyond("a dictionary cannot be printed")
    assert isinstance(value, list), "only containers come here"
    return ",".join(["" if part is None else scalar(part) for part in value])


def _text(value: Value, semantics: Semantics, scalar: Scalar, depth: int) -> str:
    if isinstance(value, str):
        return value
    if not isinstance(value, list | dict):
        return scalar(value)
    style: Container = semantics.lists if isinstance(value, list) else semantics.dictionaries
    if style is None:
        raise Beyond("a list or dictionary cannot be printed")
    if depth > _DEEPEST:
        raise Beyond("a list too deep to be printed")

    def inner(part: Value) -> str:
        if isinstance(part, str):
            return quoted(part, style)
        return _text(part, semantics, scalar, depth + 1)

    if isinstance(value, list):
        parts = [inner(part) for part in value]
        if style == "javascript":
            return _console(parts, "[]", depth, value)
        opening, closing, separator = ("[", "]", ", ") if style == "python" else _ends(style)
        return opening + separator.join(parts) + closing
    check_order(value, semantics)
    if style == "javascript":
        return _console([f"{_key(key)}: {inner(each)}" for key, each in value.items()], "{}", depth, None)
    opening, closing, separator = ("{", "}", ", ") if style == "python" else _ends(style)
    pair = ": " if style == "python" else style.pair
    return opening + separator.join([inner(key) + pair + inner(each) for key, each in value.items()]) + closing


def _ends(style: Brackets) -> tuple[str, str, str]:
    return style.opening, style.closing, style.separator


def quoted(text: str, style: Container) -> str:
    """A string inside a container that is printed."""
    if any(not char.isprintable() for char in text):
        raise Beyond("a string with control characters cannot be printed inside a list")
    if style == "python":
        return repr(text)
    if style == "javascript":
        mark = next((mark for mark in "'\"`" if mark not in text), "'")
        return mark + text.replace("\\", "\\\\").replace(mark, "\\" + mark) + mark
    assert isinstance(style, Brackets), "what prints has a style"
    if style.quote and (style.quote in text or "\\" in text):
        raise Beyond("a string with quotes cannot be printed inside a list")
    return style.quote + text + style.quote


def _key(key: Value) -> str:
    if not isinstance(key, str):
        raise Beyond("a dictionary with numbers as keys cannot be printed")
    return key if re.fullmatch(r"[A-Za-z_][A-Za-z_0-9]*", key) else quoted(key, "javascript")


def _console(parts: list[str], brackets: str, depth: int, elements: list[Value] | None) -> str:
    """What console.log makes of the parts: one line where they are few and short, else columns or a line each."""
    if not parts:
        return brackets
    if len(parts) > 100:
        raise Beyond("a list too long to be printed")
    indentation = 2 * depth
    rows = _columns(parts, indentation, elements) if elements is not None and len(parts) > 6 else parts
    if rows is parts:
        width = sum(map(len, parts)) + 2 * len(parts) + indentation + 11
        if width <= _LINE and not any("\n" in part for part in parts):
            return f"{brackets[0]} {', '.join(parts)} {brackets[1]}"
    margin = "\n" + " " * indentation
    return f"{brackets[0]}{margin}  {f',{margin}  '.join(rows)}{margin}{brackets[1]}"


def _columns(parts: list[str], indentation: int, elements: list[Value]) -> list[str]:
    """More than six elements stand in columns, where they are of similar length."""
    lengths = list(map(len, parts))
    total = sum(lengths) + 2 * len(parts)
    widest = max(lengths) + 2
    if widest * 3 + indentation >= _LINE or not (total / widest > 5 or widest - 2 <= 6):
        return parts
    bias = math.sqrt(widest - total / len(parts))
    biased = max(widest - 3 - bias, 1)
    columns = min(
        math.floor(math.sqrt(2.5 * biased * len(parts)) / biased + 0.5), (_LINE - indentation) // widest, 12, 15
    )
    if columns <= 1:
        return parts
    widths = [max(lengths[column::columns]) + 2 for column in range(columns)]
    is_numeric = all(isinstance(element, int | float) and not isinstance(element, bool) for element in elements)
    rows = []
    for first in range(0, len(parts), columns):
        row = parts[first : first + columns]
        padded = [
            (f"{part}, ".rjust(width) if is_numeric else f"{part}, ".ljust(width))
            for part, width in zip(row[:-1], widths, strict=False)
        ]
        last = row[-1].rjust(widths[len(row) - 1] - 2) if is_numeric else row[-1]
        rows.append("".join(padded) + last)
    return rows


# Places


def check_measure(text: str, semantics: Semantics) -> str:
    """The string itself; Beyond where the language counts its characters otherwise than the interpreter."""
    if not text.isascii() and (
        semantics.characters == "bytes" or (semantics.characters == "utf16" and max(text) > "\uffff")
    ):
        raise Beyond("a string whose length differs from language to language")
    return text


def check_order(value: "dict[Value, Value]", semantics: Semantics) -> "dict[Value, Value]":
    """The dictionary itself; Beyond where the language's order of its keys is not that of insertion."""
    if semantics.order == "none":
        raise Beyond("a dictionary has no order")
    if semantics.order == "integers_first" and any(
        not isinstance(key, str) or re.fullmatch(r"0|[1-9][0-9]*", key) for key in value
    ):
        raise Beyond("a dictionary with numbers as keys has an order of its own")
    return value


def whole(index: Value) -> int:
    """An index as an integer; in a language of doubles it is a float."""
    if isinstance(index, bool) or not isinstance(index, int | float):
        raise ExecutionError("wrong type")
    if isinstance(index, float) and not index.is_integer():
        raise Beyond("an index that is no integer")
    return int(index)


def place(index: Value, length: int, semantics: Semantics) -> int | None:
    """The place from 0 that an index names, or None where there is none."""
    if semantics.missing == "none" and not isinstance(index, int | float):
        raise Beyond("an index that is no number")
    number = whole(index)
    if number < 0:
        if not semantics.negative_index:
            raise Beyond("a negative index")
        return number + length if number + length >= 0 else None
    number -= semantics.first_index
    return number if 0 <= number < length else None


def item(value: Value, index: Value, semantics: Semantics) -> Value:
    """``value[index]``."""
    if isinstance(value, dict):
        if isinstance(index, list | dict):
            raise Beyond("a list as a key")
        if index not in value and semantics.missing == "error":
            raise ExecutionError("missing key")
        return value.get(index)
    if not isinstance(value, list | str):
        raise ExecutionError("wrong type")
    found = place(index, len(value), semantics)
    if isinstance(value, str):
        check_measure(value, semantics)
        if found is None and semantics.missing == "none":
            raise Beyond("a place outside a string")
    if found is None:
        if semantics.missing == "error":
            raise ExecutionError("index out of range")
        return None
    return value[found]


def set_item(value: Value, index: Value, element: Value, semantics: Semantics) -> None:
    """``value[index] = element``; where a missing place is no error, the one after the last is a new one."""
    check_kept(element, semantics)
    if isinstance(value, dict):
        if isinstance(index, list | dict | None):
            raise Beyond("a key that is no string and no number")
        value[index] = element
        return
    if not isinstance(value, list):
        raise ExecutionError("wrong type")
    found = place(index, len(value), semantics)
    if found is not None:
        value[found] = element
    elif semantics.missing == "error":
        raise ExecutionError("index out of range")
    elif whole(index) - semantics.first_index == len(value):
        value.append(element)
    else:
        raise Beyond("a list with holes")


def check_kept(element: Value, semantics: Semantics) -> Value:
    """The element itself; Beyond where a container cannot hold "no value" (Lua)."""
    if element is None and semantics.order == "none":
        raise Beyond("a place that holds no value")
    return element


def pop(value: Value, semantics: Semantics) -> Value:
    """The last element, which leaves the list."""
    if not isinstance(value, list):
        raise ExecutionError("wrong type")
    if not value:
        if semantics.missing == "error":
            raise ExecutionError("index out of range")
        return None
    return value.pop()


def part(value: Value, lower: Value, upper: Value, semantics: Semantics) -> Value:
    """The slice from place ``lower`` to place ``upper``; None is the end on that side."""
    if not isinstance(value, list | str):
        raise ExecutionError("wrong type")
    if isinstance(value, str):
        check_measure(value, semantics)
    first = semantics.first_index
    start = 0 if lower is None else _bound(lower, len(value), semantics, first)
    stop = len(value) if upper is None else _bound(upper, len(value), semantics, 0) - first
    if upper is not None and semantics.slices == "inclusive":
        stop += 1
    return value[start : max(start, stop)]


def _bound(index: Value, length: int, semantics: Semantics, first: int) -> int:
    number = whole(index)
    if number < 0:
        if not semantics.negative_index:
            raise Beyond("a negative index")
        return max(0, number + length)
    if number < first:
        raise Beyond("a slice from before the first place")
    return number - first


def contains(element: Value, container: Value, semantics: Semantics) -> bool:
    """Whether a list has an element, a dictionary a key, or a string a part."""
    if isinstance(container, str):
        if not isinstance(element, str):
            raise ExecutionError("wrong type")
        return element in container
    if isinstance(container, dict):
        if isinstance(element, list | dict):
            raise Beyond("a list as a key")
        return element in container
    if not isinstance(container, list):
        raise ExecutionError("wrong type")
    if isinstance(element, list | dict) and not semantics.list_operators:
        raise Beyond("a list inside a list is looked for by what it is in some languages")
    return element in container


def elements(value: Value, semantics: Semantics) -> list[Value]:
    """What a for-each goes through: a list's own elements, a string's characters, a dictionary's keys."""
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        return list(check_measure(value, semantics))
    if isinstance(value, dict):
        return list(check_order(value, semantics))
    raise ExecutionError("wrong type")
