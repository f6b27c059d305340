"""What differs from language to language about values, as data, and the ways in which a program fails.

>>> PYTHON.separator, LUA.separator, LUA.first_index, JAVASCRIPT.missing
(' ', '\\t', 1, 'none')
>>> Semantics(lists=Brackets(opening="<", closing=">", separator=" "), none="nothing").none
'nothing'
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from caalm.program.nodes import Value

Rounding = Literal["floor", "truncate"]


class ExecutionError(Exception):
    """The program itself fails: division by zero, an undefined name, a wrong type, a place that is not there."""


class Raised(ExecutionError):
    """The program fails on purpose; the text is its message."""


class Beyond(ExecutionError):
    """Nothing is promised from here on: a number beyond the limit, a value that cannot be printed. Never caught."""


class StepLimit(Beyond):
    """The run was stopped between two steps, before the one that runs statement ``at``.

    On its way out it collects where the run stands: the counted loops under way around ``at``, outer ones last, and
    each function that it leaves.
    """

    def __init__(self, message: str, at: int, results: Sequence[tuple[str, Value]] = ()) -> None:
        super().__init__(message)
        self.at = at
        self.results = results
        """What the calls gave that this statement has finished, where it is under way."""
        self.loops: list[tuple[int, Value, Value]] = []
        self.left: list[StoppedFrame] = []

    def leave(self, variables: dict[str, Value], at: int, results: Sequence[tuple[str, Value]]) -> None:
        """The function that ran is left, for the statement ``at`` that called it."""
        self.left.append(StoppedFrame(self.at, dict(variables), tuple(self.loops), tuple(self.results)))
        self.at, self.results, self.loops = at, results, []


class StoppedFrame(NamedTuple):
    """Where a function stood when the run was stopped."""

    at: int
    variables: dict[str, Value]
    loops: tuple[tuple[int, Value, Value], ...]
    results: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brackets:
    """How a whole list or dictionary is printed: brackets around, strings inside in plain quotes."""

    opening: str
    closing: str
    separator: str = ", "
    pair: str = ": "
    """Between a key and its value."""
    quote: str = '"'


Container = Brackets | Literal["python", "javascript"] | None
"""How a kind of container prints: in brackets, as Python's repr, as console.log shows it; None: it does not."""


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
    """infinity: floats divide by zero without an error, and what they give is beyond the interpreter."""
    powers: Literal["exact", "float"] = "exact"
    """What a power of integers is (float: Lua)."""
    ties: Literal["even", "away"] = "even"
    """How a number exactly between two is rounded for printing: to the even one, or away from zero (JavaScript)."""
    true: str = "True"
    false: str = "False"
    none: str = "None"
    floats: Literal["python", "javascript", "lua"] = "python"
    """How a float prints: shortest repr, JavaScript's Number to string, or C's %.14g."""
    lists: Container = "python"
    dictionaries: Container = "python"
    separator: str = " "
    """What a print puts between its items."""
    mixed_add: Literal["error", "concatenate"] = "error"
    """What ``+`` does to a string and something else."""
    list_operators: bool = False
    """Whether ``+`` joins two lists and ``==`` compares what is in them (Python)."""
    types: Literal["strict", "loose"] = "strict"
    """strict: a wrong type is an error. loose: the value is taken for another (JavaScript), which nobody draws."""
    first_index: Literal[0, 1] = 0
    missing: Literal["error", "none"] = "error"
    """What a place or key that is not there gives: an error, or no value (undefined, nil)."""
    negative_index: bool = False
    """Whether -1 is the last place (Python); elsewhere it is beyond the interpreter."""
    slices: Literal["exclusive", "inclusive"] = "exclusive"
    """Whether the upper place belongs to a slice."""
    order: Literal["insertion", "integers_first", "none"] = "insertion"
    """The order of a dictionary's keys; integers_first (JavaScript): those that look like integers come first."""
    characters: Literal["points", "utf16", "bytes"] = "points"
    """What a string is counted in; where that makes a difference, the string is beyond the interpreter."""
    limit: int = 10**9
    """Numbers must stay under this in absolute value; beyond it a draw is rejected rather than printed."""


PYTHON = Semantics(list_operators=True, negative_index=True)
JAVASCRIPT = Semantics(
    numbers="double",
    remainder="truncate",
    zero_division="infinity",
    ties="away",
    true="true",
    false="false",
    none="undefined",
    floats="javascript",
    lists="javascript",
    dictionaries="javascript",
    mixed_add="concatenate",
    types="loose",
    missing="none",
    order="integers_first",
    characters="utf16",
)
LUA = Semantics(
    float_floor="ratio",
    zero_division="infinity",
    powers="float",
    true="true",
    false="false",
    none="nil",
    floats="lua",
    lists=None,
    dictionaries=None,
    separator="\t",
    first_index=1,
    missing="none",
    slices="inclusive",
    order="none",
    characters="bytes",
)
COBOL = Semantics(
    slash="decimal",
    quotient="truncate",
    remainder="truncate",
    separator="",
    lists=None,
    dictionaries=None,
    first_index=1,
    slices="inclusive",
)


def is_failure(error: ExecutionError, semantics: Semantics) -> bool:
    """Whether a real runtime fails there too, in the same place and with nothing more printed."""
    if isinstance(error, Raised):
        return True
    if isinstance(error, Beyond):
        return False
    return semantics.types == "strict" or str(error).startswith("undefined name")
