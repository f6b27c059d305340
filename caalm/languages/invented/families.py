"""The table of all families of invented syntax, by dimension; a family is one entry of one dimension's table.

>>> len(FAMILIES["assignment"]) >= 12, sum(len(table) for table in FAMILIES.values()) >= 40
(True, True)
>>> sum(len(table) for table in BEYOND.values()) >= 200
True
"""

from collections.abc import Mapping
from typing import Any

from caalm.languages.invented.blocks import BLOCKS
from caalm.languages.invented.containers import (
    APPENDS,
    BOUNDS,
    DICTS,
    FOREACHES,
    INDEXES,
    LENGTHS,
    LISTS,
    MEMBERSHIPS,
    POPS,
    SLICES,
)
from caalm.languages.invented.control import (
    CATCHES,
    CONDITIONALS,
    CONSTANTS,
    FILES,
    INPUTS,
    LEAVES,
    MANY,
    NOTES,
    ORDERS,
    ORIGINS,
    POST_TESTS,
    RAISES,
    SENTENCES,
    SWAPS,
    SWITCHES,
    UNLESSES,
)
from caalm.languages.invented.functions import CALLS, DEFINITIONS, PROCEDURES, RETURNS
from caalm.languages.invented.operations import OPERATIONS, POWERS
from caalm.languages.invented.spelling import COMMENTS, EXPRESSIONS, JOINERS, LAYOUTS, QUOTES, SIGILS
from caalm.languages.invented.statements import ASSIGNMENTS, COUNTED, HEADERS, OUTPUTS, REPEATS, REPETITIONS

FAMILIES: dict[str, Mapping[str, Any]] = {
    "assignment": ASSIGNMENTS,
    "output": OUTPUTS,
    "header": HEADERS,
    "counted": COUNTED,
    "repeat": REPEATS,
    "repetition": REPETITIONS,
    "block": BLOCKS,
    "expression": EXPRESSIONS,
    "joiner": JOINERS,
    "sigil": SIGILS,
    "quote": QUOTES,
    "layout": LAYOUTS,
    "comment": COMMENTS,
}
DIMENSIONS = tuple(FAMILIES)

BEYOND: dict[str, Mapping[str, Any]] = {
    "function": DEFINITIONS,
    "call": CALLS,
    "procedure": PROCEDURES,
    "return": RETURNS,
    "list": LISTS,
    "dict": DICTS,
    "index": INDEXES,
    "origin": ORIGINS,
    "slice": SLICES,
    "bound": BOUNDS,
    "length": LENGTHS,
    "membership": MEMBERSHIPS,
    "append": APPENDS,
    "pop": POPS,
    "foreach": FOREACHES,
    "operation": OPERATIONS,
    "power": POWERS,
    "post-test": POST_TESTS,
    "leave": LEAVES,
    "switch": SWITCHES,
    "several": MANY,
    "swap": SWAPS,
    "constant": CONSTANTS,
    "conditional": CONDITIONALS,
    "unless": UNLESSES,
    "order": ORDERS,
    "catch": CATCHES,
    "raise": RAISES,
    "input": INPUTS,
    "file": FILES,
    "note": NOTES,
    "phrasing": SENTENCES,
}
"""The dimensions beyond the card, drawn for the languages that are asked to have them."""
