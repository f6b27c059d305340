"""The table of all families of invented syntax, by dimension; a family is one entry of one dimension's table.

>>> len(FAMILIES["assignment"]) >= 12, sum(len(table) for table in FAMILIES.values()) >= 40
(True, True)
"""

from collections.abc import Mapping
from typing import Any

from caalm.languages.invented.blocks import BLOCKS
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
