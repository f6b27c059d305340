"""What differs between languages with infix expressions and blocks, as tables.

>>> Layout(if_="if {}:", elif_="elif {}:", else_="else:", while_="while {}:", block="{}:", end="").if_.format("a < b")
'if a < b:'
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

ATOM = 100
"""The level of what never needs parentheses."""
NEGATION = "negation"
"""The key of unary minus in a precedence table; ``-`` is the subtraction."""


POWER = "power"
"""The key of the power operator."""
CONDITIONAL = 0
"""The level of a choice between two values, which binds least of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """The spelling of a language as tables."""

    precedence: Mapping[str, int]
    """The level of every operator of the tree, larger binds tighter; comparisons share one level."""
    operators: Mapping[str, str]
    """The operators that are not spelled as in the tree; ``not`` with the space that it needs."""
    literals: Mapping[bool, str]
    comment: str
    reserved: frozenset[str]
    """Words that cannot name a variable: keywords, and functions that the rendered text calls."""
    identifier: re.Pattern[str] = re.compile(r"[^\W\d]\w*")
    none: str = "None"
    unprintable: Callable[[int], str] = r"\u{{{:x}}}".format
    """The escape of a character that cannot stand in a string as itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How blocks open and close: the line with ``{}`` is the statement's own, the others belong to nobody."""

    if_: str
    elif_: str
    else_: str
    while_: str
    block: str
    """The opening of any other block, such as a counted loop's; ``{}`` is its header."""
    head: str = "{}"
    """The opening of a block whose header is written whole, such as a function's."""
    end: str
    """What closes a statement with blocks; empty where indentation does."""
    empty: str = ""
    """What stands in a block without statements."""
