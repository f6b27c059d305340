"""Values: arithmetic, comparison and printing, as far as languages differ in them.

``Semantics`` holds the differences as data; everything else is the same everywhere.

>>> python, javascript = Semantics(), Semantics(numbers="double", remainder="truncate", floats="javascript")
>>> display(binary("/", 8, 2, python), python), display(binary("/", 8.0, 2.0, javascript), javascript)
('4.0', '4')
>>> binary("%", -7, 3, python), binary("%", -7.0, 3.0, javascript)
(2, -1.0)
"""

import math
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from caalm.program.containers import container_text, joined_text
from caalm.program.nodes import Value
from caalm.program.semantics import COBOL as COBOL
from caalm.program.semantics import JAVASCRIPT as JAVASCRIPT
from caalm.program.semantics import LUA as LUA
from caalm.program.semantics import PYTHON as PYTHON
from caalm.program.semantics import Beyond as Beyond
from caalm.program.semantics import Brackets as Brackets
from caalm.program.semantics import ExecutionError as ExecutionError
from caalm.program.semantics import Raised as Raised
from caalm.program.semantics import Semantics as Semantics
from caalm.program.semantics import StepLimit as StepLimit
from caalm.program.semantics import is_failure as is_failure

Number = int | float | Decimal
MOST_PLACES = 8  # a quotient that needs more digits counts as endless
MOST_TEXT = 10_000
"""No string is longer: a program that doubles one in a loop must not fill the memory."""
_NUMBERS = frozenset((int, float, Decimal))
_CONTAINERS = frozenset((list, dict))


def constant(value: Value, semantics: Semantics) -> Value:
    """A literal as a value of the language: where every number is a double, an integer literal is one too."""
    if semantics.numbers == "double" and type(value) is int:
        return float(value)
    return value


def binary(operator: str, left: Value, right: Value, semantics: Semantics) -> Value:
    """``left operator right`` for an arithmetic operator; raises ExecutionError."""
    if type(left) not in _NUMBERS or type(right) not in _NUMBERS:
        return _binary_others(operator, left, right, semantics)
    result: Number
    if operator == "+":
        result = left + right  # type: ignore[operator, assignment]  # floats and decimals never meet in one language
    elif operator == "-":
        result = left - right  # type: ignore[operator]
    elif operator == "*":
        result = left * right  # type: ignore[operator, assignment]
    elif operator in ("/", "//", "%"):
        result = _divide(operator, left, right, semantics)  # type: ignore[arg-type]
    else:
        raise Beyond(f"unknown operator {operator}")
    if not -semantics.limit < result < semantics.limit:
        raise Beyond(f"{operator} leaves the range of numbers")
    return result


def _binary_others(operator: str, left: Value, right: Value, semantics: Semantics) -> Value:
    """What an operator does to strings and lists, and to what it is not made for."""
    kinds = {type(left), type(right)}
    if operator == "+":
        if kinds == {str} or (str in kinds and semantics.mixed_add == "concatenate"):
            text = display(left, semantics, joined=True) + display(right, semantics, joined=True)
            if len(text) > MOST_TEXT:
                raise Beyond("the string is too long")
            return text
        if semantics.list_operators and isinstance(left, list) and isinstance(right, list):
            return left + right
    elif str in kinds and (operator == "*" or (operator == "%" and isinstance(left, str))):
        raise Beyond(f"{operator} of a string is something else in some languages")
    if bool in kinds:
        raise Beyond(f"{operator} counts booleans in some languages")
    if str in kinds and semantics.missing == "none":
        raise Beyond(f"{operator} reads strings as numbers in some languages")
    raise ExecutionError("wrong type")


def _divide(operator: str, left: Number, right: Number, semantics: Semantics) -> Number:
    if right == 0:
        if semantics.zero_division == "infinity" and (operator == "/" or type(left) is float or type(right) is float):
            raise Beyond("division by zero")
        raise ExecutionError("division by zero")
    if isinstance(left, Decimal) or isinstance(right, Decimal) or semantics.slash == "decimal":
        return _divide_decimals(operator, left, right)
    whole = isinstance(left, int) and isinstance(right, int)
    if operator == "/":
        if semantics.slash == "true" or not whole:
            return left / right
        operator, rounding = "//", semantics.slash
    else:
        rounding = semantics.quotient if operator == "//" else semantics.remainder
    if operator == "//":
        if whole:
            quotient = abs(left) // abs(right)
            exact = abs(left) % abs(right) == 0
            negative = (left < 0) != (right < 0)
            return -quotient - (rounding == "floor" and not exact) if negative else quotient
        if semantics.numbers == "double" or semantics.float_floor == "ratio":  # negative zero included
            ratio = left / right
            rounded = math.floor(ratio) if rounding == "floor" else math.trunc(ratio)
            return math.copysign(float(rounded), ratio) if rounded == 0 else float(rounded)
        return left // right if rounding == "floor" else float(math.trunc(left / right))
    if rounding == "floor":
        if whole or semantics.float_floor == "exact":
            return left % right
        rest = math.fmod(left, right)
        return rest + right if rest * right < 0 else rest
    if whole:
        return abs(left) % abs(right) * (-1 if left < 0 else 1)
    return math.fmod(left, right)


def _divide_decimals(operator: str, left: Number, right: Number) -> int | Decimal:
    quotient = Fraction(left) / Fraction(right)
    if operator == "//":
        return math.trunc(quotient)
    if operator == "%":
        rest = Fraction(left) - math.trunc(quotient) * Fraction(right)
        return decimal_digits(rest, max_places(left, right))
    for places in range(MOST_PLACES + 1):
        if quotient * 10**places == math.trunc(quotient * 10**places):
            return decimal_digits(quotient, places)
    raise Beyond("a quotient without end inside an expression")


def max_places(*numbers: Number) -> int:
    """The most digits after the decimal point among some exact numbers."""
    return max(-int(Decimal(number).as_tuple().exponent) for number in numbers)


def decimal_digits(number: Fraction, places: int) -> int | Decimal:
    """The number cut after so many places; an int where there are none."""
    scaled = math.trunc(number * 10**places)
    return Decimal(scaled).scaleb(-places) if places else scaled


def negate(operand: Value) -> Value:
    """``-operand``."""
    if type(operand) not in _NUMBERS:
        raise (
            Beyond("- counts booleans in some languages") if isinstance(operand, bool) else ExecutionError("wrong type")
        )
    return -operand  # type: ignore[operator]


def compare(operator: str, left: Value, right: Value, semantics: Semantics = PYTHON) -> bool:
    """``left operator right`` for a comparison; values of different types are never compared in a well-formed tree."""
    if operator == "==":
        return left == right if type(left) not in _CONTAINERS or semantics.list_operators else _same_container()
    if operator == "!=":
        return left != right if type(left) not in _CONTAINERS or semantics.list_operators else _same_container()
    if type(left) not in _NUMBERS or type(right) not in _NUMBERS:
        _check_order(left, right)
    if operator == "<":
        return left < right  # type: ignore[operator]
    if operator == "<=":
        return left <= right  # type: ignore[operator]
    if operator == ">":
        return left > right  # type: ignore[operator]
    if operator == ">=":
        return left >= right  # type: ignore[operator]
    raise Beyond(f"unknown comparison {operator}")


def _same_container() -> bool:
    raise Beyond("== of lists compares what they are, not what is in them, in some languages")


def _check_order(left: Value, right: Value) -> None:
    """Strings have an order among themselves, and booleans are left alone; anything else is an error."""
    if isinstance(left, str) and isinstance(right, str):
        return
    if isinstance(left, bool) or isinstance(right, bool):
        raise Beyond("booleans have an order in some languages only")
    if isinstance(left, list) and isinstance(right, list):
        raise Beyond("lists have an order in some languages only")
    raise ExecutionError("wrong type")


def display(value: Value, semantics: Semantics, *, joined: bool = False) -> str:
    """The value as the language prints it; ``joined`` is the form inside a string, where JavaScript loses -0's sign."""
    if isinstance(value, str):
        return value
    if value is True:
        return semantics.true
    if value is False:
        return semantics.false
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if joined and value == 0 and semantics.floats == "javascript":
            return "0"
        return display_float(value, semantics.floats)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if value is None:
        if joined and semantics.order == "none":
            raise Beyond("no value inside a string fails in some spellings")  # Lua: .. or tostring
        return semantics.none
    if joined and semantics.lists == "javascript":
        return joined_text(value, lambda part: display(part, semantics, joined=True))
    return container_text(value, semantics, lambda part: display(part, semantics))


def display_float(value: float, style: Literal["python", "javascript", "lua"]) -> str:
    """A float as Python, JavaScript or Lua 5.4 prints it."""
    if style == "lua":
        text = f"{value:.14g}"
        return text + ".0" if text.lstrip("-").isdigit() else text
    if style == "python":
        return repr(value)
    if value == int(value) and abs(value) < 1e16:
        return "-0" if value == 0 and math.copysign(1, value) < 0 else str(int(value))
    text = repr(value)
    if "e-0" in text:  # Python writes 1e-05 where JavaScript writes 0.00001 (from 1e-7 on: 1e-7)
        mantissa, exponent = text.split("e-")
        digits, power = mantissa.replace(".", "").lstrip("-"), int(exponent)
        if power < 7:
            return ("-" if value < 0 else "") + "0." + "0" * (power - 1) + digits
        return f"{mantissa}e-{power}"
    return text
