"""Values: arithmetic, comparison and printing, as far as languages differ in them.

``Semantics`` holds the differences as data; everything else is the same everywhere.

>>> python, javascript = Semantics(), Semantics(numbers="double", remainder="truncate", floats="javascript")
>>> display(binary("/", 8, 2, python), python), display(binary("/", 8.0, 2.0, javascript), javascript)
('4.0', '4')
>>> binary("%", -7, 3, python), binary("%", -7.0, 3.0, javascript)
(2, -1.0)
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from caalm.program.nodes import Value

Rounding = Literal["floor", "truncate"]
Number = int | float | Decimal
MOST_PLACES = 8  # a quotient that needs more digits counts as endless


class ExecutionError(Exception):
    """The program itself fails: division by zero, an unbound name, a wrong type, a number beyond the limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Semantics:
    """What differs from language to language about values."""

    numbers: Literal["int_float", "double"] = "int_float"
    """int_float: integers and floats are distinct (Python, Lua). double: every number is a float (JavaScript)."""
    slash: Literal["true", "floor", "truncate", "decimal"] = "true"
    """What ``/`` does to two integers; decimal: an exact decimal, and an error where it has no end (COBOL)."""
    quotient: Rounding = "floor"
    """How ``//`` rounds."""
    remainder: Rounding = "floor"
    """Whose sign ``%`` takes: the divisor's (floor) or the dividend's (truncate)."""
    float_floor: Literal["exact", "ratio"] = "exact"
    """How ``//`` and a floor ``%`` treat floats. exact: from the exact remainder, so 1 // 0.1 is 9.0 (Python).
    ratio: the floor of the rounded ratio, 10.0, and a zero remainder with the dividend's sign (Lua)."""
    zero_division: Literal["error", "infinity"] = "error"
    true: str = "True"
    false: str = "False"
    floats: Literal["python", "javascript", "lua"] = "python"
    """How a float prints: shortest repr, JavaScript's Number to string, or C's %.14g."""
    separator: str = " "
    """What a print puts between its items."""
    mixed_add: Literal["error", "concatenate"] = "error"
    """What ``+`` does to a string and something else."""
    limit: int = 10**9
    """Numbers must stay under this in absolute value; beyond it a draw is rejected rather than printed."""


PYTHON = Semantics()
JAVASCRIPT = Semantics(
    numbers="double",
    remainder="truncate",
    zero_division="infinity",
    true="true",
    false="false",
    floats="javascript",
    mixed_add="concatenate",
)
LUA = Semantics(float_floor="ratio", zero_division="infinity", true="true", false="false", floats="lua", separator="\t")
COBOL = Semantics(slash="decimal", quotient="truncate", remainder="truncate", separator="")


def constant(value: Value, semantics: Semantics) -> Value:
    """A literal as a value of the language: where every number is a double, an integer literal is one too."""
    if semantics.numbers == "double" and type(value) is int:
        return float(value)
    return value


def binary(operator: str, left: Value, right: Value, semantics: Semantics) -> Value:
    """``left operator right`` for an arithmetic operator; raises ExecutionError."""
    if isinstance(left, str) or isinstance(right, str):
        return _add_strings(operator, left, right, semantics)
    if isinstance(left, bool) or isinstance(right, bool):
        raise ExecutionError(f"{operator} is not defined for booleans")
    result: Number
    if operator == "+":
        result = left + right  # type: ignore[operator]  # floats and decimals never meet in one language
    elif operator == "-":
        result = left - right  # type: ignore[operator]
    elif operator == "*":
        result = left * right  # type: ignore[operator]
    elif operator in ("/", "//", "%"):
        result = _divide(operator, left, right, semantics)
    else:
        raise ExecutionError(f"unknown operator {operator}")
    if not -semantics.limit < result < semantics.limit:
        raise ExecutionError(f"{operator} leaves the range of numbers")
    return result


def _add_strings(operator: str, left: Value, right: Value, semantics: Semantics) -> str:
    if operator == "+":
        if isinstance(left, str) and isinstance(right, str):
            return left + right
        if semantics.mixed_add == "concatenate":
            return display(left, semantics, joined=True) + display(right, semantics, joined=True)
    raise ExecutionError(f"{operator} is not defined for these types")


def _divide(operator: str, left: Number, right: Number, semantics: Semantics) -> Number:
    if right == 0:
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
    raise ExecutionError("a quotient without end inside an expression")


def max_places(*numbers: Number) -> int:
    """The most digits after the decimal point among some exact numbers."""
    return max(-int(Decimal(number).as_tuple().exponent) for number in numbers)


def decimal_digits(number: Fraction, places: int) -> int | Decimal:
    """The number cut after so many places; an int where there are none."""
    scaled = math.trunc(number * 10**places)
    return Decimal(scaled).scaleb(-places) if places else scaled


def negate(operand: Value) -> Value:
    """``-operand``."""
    if isinstance(operand, str | bool):
        raise ExecutionError("- is not defined for this type")
    return -operand


def compare(operator: str, left: Value, right: Value) -> bool:
    """``left operator right`` for a comparison; values of different types are never compared in a well-formed tree."""
    if operator == "==":
        return left == right
    if operator == "!=":
        return left != right
    if isinstance(left, str) != isinstance(right, str):
        raise ExecutionError(f"{operator} is not defined for a string and a number")
    if operator == "<":
        return left < right  # type: ignore[operator]
    if operator == "<=":
        return left <= right  # type: ignore[operator]
    if operator == ">":
        return left > right  # type: ignore[operator]
    if operator == ">=":
        return left >= right  # type: ignore[operator]
    raise ExecutionError(f"unknown comparison {operator}")


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
    if isinstance(value, Decimal):
        return f"{value:f}"
    if joined and value == 0 and semantics.floats == "javascript":
        return "0"
    return display_float(value, semantics.floats)


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
