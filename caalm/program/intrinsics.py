"""What a language has built in, as functions of values: length, upper, split, sorted ... (`nodes.INTRINSICS`).

Each means the same everywhere; where languages differ in a way that no field of Semantics names, the call is Beyond.

>>> from caalm.program.values import JAVASCRIPT, LUA, PYTHON
>>> apply("length", ([1, 2],), PYTHON), apply("length", ("abc",), JAVASCRIPT), apply("power", (2, 3), LUA)
(2, 3.0, 8.0)
>>> apply("split", ("a,b", ","), PYTHON), apply("fixed", (2.675, 2), PYTHON), apply("find", ("abc", "c"), LUA)
(['a', 'b'], '2.67', 3)
"""

import math
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from caalm.program.containers import check_kept, check_measure, check_order, whole
from caalm.program.nodes import Value
from caalm.program.values import MOST_TEXT, Beyond, ExecutionError, Semantics, compare, constant, display

_SPACES = " \t\n\r\f\v"


def apply(name: str, arguments: tuple[Value, ...], semantics: Semantics) -> Value:
    """The value of an intrinsic; raises ExecutionError as the real one does."""
    return _FUNCTIONS[name](semantics, *arguments)


def _text(value: Value, semantics: Semantics) -> str:
    if not isinstance(value, str):
        raise ExecutionError("wrong type")
    return check_measure(value, semantics)


def _bounded(text: str) -> str:
    if len(text) > MOST_TEXT:
        raise Beyond("the string is too long")
    return text


def _list(value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise ExecutionError("wrong type")
    return value


def _number(value: Value) -> int | float | Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Beyond("a boolean as a number") if isinstance(value, bool) else ExecutionError("wrong type")
    return value


def _in_range(number: Any, semantics: Semantics) -> Value:
    if not -semantics.limit < number < semantics.limit:
        raise Beyond("the number leaves the range of numbers")
    return number  # type: ignore[no-any-return]


def _length(semantics: Semantics, value: Value) -> Value:
    if isinstance(value, str):
        check_measure(value, semantics)
    elif isinstance(value, dict):
        if semantics.order == "none":
            raise Beyond("a dictionary has no length")
    elif not isinstance(value, list):
        raise ExecutionError("wrong type")
    return constant(len(value), semantics)


def _string(semantics: Semantics, value: Value) -> Value:
    return _bounded(display(value, semantics, joined=True))


def _integer(semantics: Semantics, value: Value) -> Value:
    if not isinstance(value, str):
        raise Beyond("only a string is read as a number")
    if re.fullmatch(r"-?[0-9]{1,16}", value):
        return constant(int(_in_range(int(value), semantics)), semantics)  # type: ignore[arg-type]
    if semantics.missing == "none" or not value.isascii() or re.search(r"[0-9]", value):
        raise Beyond("what some languages read as a number, or take for no value")
    raise ExecutionError("bad number")


def _reverse(semantics: Semantics, value: Value) -> Value:
    if isinstance(value, str):
        return check_measure(value, semantics)[::-1]
    return _list(value)[::-1]


def _repeat(semantics: Semantics, value: Value, times: Value) -> Value:
    text, count = _text(value, semantics), whole(times)
    if count < 0 or count * len(text) > MOST_TEXT:
        raise Beyond("a string repeated less than never, or too long")
    return text * count


def _replace(semantics: Semantics, value: Value, old: Value, new: Value) -> Value:
    text, before, after = _text(value, semantics), _text(old, semantics), _text(new, semantics)
    if not before:
        raise Beyond("nothing is replaced")
    return _bounded(text.replace(before, after))


def _split(semantics: Semantics, value: Value, separator: Value) -> Value:
    text, mark = _text(value, semantics), _text(separator, semantics)
    if not mark:
        raise Beyond("a split at nothing")
    return list(text.split(mark))


def _join(semantics: Semantics, value: Value, separator: Value) -> Value:
    parts = _list(value)
    if not all(isinstance(part, str) for part in parts):
        raise Beyond("what is no string is joined in some languages")
    return _bounded(_text(separator, semantics).join(map(str, parts)))


def _find(semantics: Semantics, value: Value, wanted: Value) -> Value:
    found = _text(value, semantics).find(_text(wanted, semantics))
    if found < 0:
        raise Beyond("what is not there is found elsewhere in every language")
    return constant(found + semantics.first_index, semantics)


def _minimum(semantics: Semantics, one: Value, other: Value) -> Value:
    return other if _number(other) < _number(one) else one


def _maximum(semantics: Semantics, one: Value, other: Value) -> Value:
    return other if _number(other) > _number(one) else one


def _sum(semantics: Semantics, value: Value) -> Value:
    total: Any = constant(0, semantics)
    for number in _list(value):
        total += _number(number)
    # Python adds floats with more care than a loop does; where that shows, languages differ.
    if isinstance(total, float) and total != math.fsum(value):  # type: ignore[arg-type]
        raise Beyond("a sum of floats that depends on the order")
    return _in_range(total, semantics)


def _sorted(semantics: Semantics, value: Value) -> Value:
    elements: list[Any] = _list(value)
    for one, other in pairwise(elements):
        compare("<", one, other)
    if elements and isinstance(elements[0], str):
        for element in elements:
            _text(element, semantics)
    elif elements:
        _number(elements[0])
    return sorted(elements)


def _keys(semantics: Semantics, value: Value) -> Value:
    return list(_dictionary(value, semantics))


def _values(semantics: Semantics, value: Value) -> Value:
    return list(_dictionary(value, semantics).values())


def _dictionary(value: Value, semantics: Semantics) -> dict[Value, Value]:
    if not isinstance(value, dict):
        raise ExecutionError("wrong type")
    return check_order(value, semantics)


def _fixed(semantics: Semantics, value: Value, digits: Value) -> Value:
    number, places = _number(value), whole(digits)
    if not 0 <= places <= 10:
        raise Beyond("so many digits after the point")
    if number == 0 and semantics.ties == "away":
        number = 0  # JavaScript's toFixed shows no sign of -0
    rounding = ROUND_HALF_EVEN if semantics.ties == "even" else ROUND_HALF_UP
    return str(Decimal(number).quantize(Decimal(1).scaleb(-places), rounding))


def _power(semantics: Semantics, base: Value, exponent: Value) -> Value:
    number, times = whole(base), whole(exponent)
    if times < 0 or abs(number) ** min(times, 64) >= semantics.limit:
        raise Beyond("the power leaves the range of numbers")
    result = number**times
    return float(result) if semantics.powers == "float" else constant(result, semantics)


_FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "length": _length,
    "string": _string,
    "integer": _integer,
    "upper": lambda semantics, value: _text(value, semantics).upper(),
    "lower": lambda semantics, value: _text(value, semantics).lower(),
    "reverse": _reverse,
    "repeat": _repeat,
    "replace": _replace,
    "split": _split,
    "join": _join,
    "find": _find,
    "trim": lambda semantics, value: _text(value, semantics).strip(_SPACES),
    "absolute": lambda semantics, value: abs(_number(value)),
    "minimum": _minimum,
    "maximum": _maximum,
    "sum": _sum,
    "sorted": _sorted,
    "keys": _keys,
    "values": _values,
    "fixed": _fixed,
    "power": _power,
    "count": lambda semantics, value, part: _text(value, semantics).count(_text(part, semantics)),
    "before": lambda semantics, value, mark: _text(value, semantics).split(_text(mark, semantics))[0],
    "copy": lambda semantics, value: [check_kept(element, semantics) for element in _list(value)],
}
