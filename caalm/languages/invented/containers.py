"""Families of lists and dictionaries: literals, places, parts, membership, growing and shrinking, going through.

>>> INDEXES["item of"].write({"item": "item"}, "xs", "2")
'item 2 of xs'
>>> SLICES["half open dots"].write({}, "xs", "1", "3")
'xs[1..<3]'
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

Words = Mapping[str, str]


class Literal(NamedTuple):
    """What opens, separates and closes a list; ``{}`` in the opening is the word for a list. An element that is an
    operation needs parentheses where ``tight``."""

    opening: str
    separator: str
    closing: str
    tight: bool = False


LISTS: dict[str, Literal] = {
    "square": Literal("[", ", ", "]"),
    "spaced square": Literal("[", " ", "]", True),
    "semicolons": Literal("[", "; ", "]"),
    "braces": Literal("{", ", ", "}"),
    "keyword": Literal("{}(", ", ", ")"),
    "keyword square": Literal("{}[", ", ", "]"),
    "list form": Literal("({} ", " ", ")", True),
    "bars": Literal("[|", ", ", "|]"),
    "percent": Literal("%[", ", ", "]"),
    "quoted": Literal("'(", " ", ")", True),
    "hash": Literal("#(", " ", ")", True),
    "angles": Literal("<", ", ", ">", True),
    "double square": Literal("[[", ", ", "]]"),
    "middle dots": Literal("[", " · ", "]", True),
    "dollar": Literal("$(", ", ", ")"),
}


class Pairs(NamedTuple):
    """What opens, joins key and value, separates and closes a dictionary; ``{}`` is the word for a dictionary."""

    opening: str
    joint: str
    separator: str
    closing: str


DICTS: dict[str, Pairs] = {
    "braces": Pairs("{", ": ", ", ", "}"),
    "arrows": Pairs("{", " => ", ", ", "}"),
    "square": Pairs("[", ": ", ", ", "]"),
    "equals": Pairs("{", " = ", ", ", "}"),
    "keyword": Pairs("{}(", ": ", ", ", ")"),
    "keyword braces": Pairs("{} {", " -> ", "; ", "}"),
    "percent": Pairs("%{", " => ", ", ", "}"),
    "hash": Pairs("#{", " ", ", ", "}"),
    "semicolons": Pairs("{", ": ", "; ", "}"),
    "bars": Pairs("{|", ": ", ", ", "|}"),
    "at": Pairs("@(", " = ", "; ", ")"),
}


class PlaceForm(NamedTuple):
    """How a place is written; ``closed`` and ``tight`` as in calls (tight: the index too)."""

    write: Callable[[Words, str, str], str]
    closed: bool
    tight: bool


def _dotted(w: Words, xs: str, i: str) -> str:
    return f"{xs}.{i}" if i.isdigit() else f"{xs}.({i})"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, ... 11th, 12th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


INDEXES: dict[str, PlaceForm] = {
    "square": PlaceForm(lambda w, xs, i: f"{xs}[{i}]", True, False),
    "parentheses": PlaceForm(lambda w, xs, i: f"{xs}({i})", True, False),
    "braces": PlaceForm(lambda w, xs, i: f"{xs}{{{i}}}", True, False),
    "dot": PlaceForm(_dotted, True, False),
    "at": PlaceForm(lambda w, xs, i: f"{xs} at {i}", False, True),
    "item of": PlaceForm(lambda w, xs, i: f"{w['item']} {i} of {xs}", False, True),
    "ordinal": PlaceForm(lambda w, xs, i: f"{w['item']} {i} of {xs}", False, True),
    "bang": PlaceForm(lambda w, xs, i: f"{xs} !! {i}", False, True),
    "hash": PlaceForm(lambda w, xs, i: f"{xs} # {i}", False, True),
    "arrow": PlaceForm(lambda w, xs, i: f"{xs}->{i}", False, True),
    "list form": PlaceForm(lambda w, xs, i: f"({w['item']} {xs} {i})", True, True),
    "method": PlaceForm(lambda w, xs, i: f"{xs}.{w['item']}({i})", True, False),
    "call": PlaceForm(lambda w, xs, i: f"{w['item']}({xs}, {i})", True, False),
    "pointed": PlaceForm(lambda w, xs, i: f"{xs}⟨{i}⟩", True, False),
    "possessive": PlaceForm(lambda w, xs, i: f"{xs}'s {w['item']} {i}", False, True),
    "dotted square": PlaceForm(lambda w, xs, i: f"{xs}.[{i}]", True, False),
}
ORDINAL = "ordinal"
"""``2nd item of xs``: it says by itself that the first place is 1."""


class SliceForm(NamedTuple):
    """How a part is written; a missing upper bound is "". ``said`` is the upper bound's rule where the form says it."""

    write: Callable[[Words, str, str, str], str]
    closed: bool
    tight: bool
    said: str | None = None


def _to_end(text: str, upper: str, joint: str) -> str:
    return f"{text}{joint}{upper}" if upper else text


SLICES: dict[str, SliceForm] = {
    "colon": SliceForm(lambda w, xs, a, b: f"{xs}[{a}:{b}]", True, False),
    "dots": SliceForm(lambda w, xs, a, b: f"{xs}[{a}..{b}]", True, False),
    "half open dots": SliceForm(
        lambda w, xs, a, b: f"{xs}[{a}..<{b}]" if b else f"{xs}[{a}..]", True, False, "exclusive"
    ),
    "closed dots": SliceForm(lambda w, xs, a, b: f"{xs}[{a}..={b}]" if b else f"{xs}[{a}..]", True, False, "inclusive"),
    "through": SliceForm(
        lambda w, xs, a, b: f"{xs} {w['from']} {a} " + (f"{w['through']} {b}" if b else "on"), False, True, "inclusive"
    ),
    "below": SliceForm(
        lambda w, xs, a, b: f"{xs} {w['from']} {a} " + (f"{w['below']} {b}" if b else "on"), False, True, "exclusive"
    ),
    "part of": SliceForm(
        lambda w, xs, a, b: f"{w['part']} of {xs} from {a} " + (f"to {b}" if b else "on"), False, True
    ),
    "call": SliceForm(lambda w, xs, a, b: f"{w['part']}({_to_end(f'{xs}, {a}', b, ', ')})", True, False),
    "method": SliceForm(lambda w, xs, a, b: f"{xs}.{w['part']}({_to_end(a, b, ', ')})", True, True),
    "list form": SliceForm(lambda w, xs, a, b: f"({w['part']} {_to_end(f'{xs} {a}', b, ' ')})", True, True),
    "half open interval": SliceForm(
        lambda w, xs, a, b: f"{xs}[{a}, {b or 'end'})" if b else f"{xs}[{a}, end]", True, False, "exclusive"
    ),
    "arrow": SliceForm(lambda w, xs, a, b: f"{xs}[{a} -> {b or 'end'}]", True, False),
}
BOUNDS = {"inclusive": "inclusive", "exclusive": "exclusive"}
"""Whether a part reaches its upper place, in the forms that do not say it."""

LENGTHS: dict[str, str | None] = {
    "operation": None,
    "property": "{}.{size}",
    "bars": "|{}|",
    "hash": "#{}",
    "size of": "{size} of {}",
    "how many": "how many in {}",
}
"""How long something is; None: as any other operation."""

MEMBERSHIPS: dict[str, tuple[str, str | None]] = {
    "in": ("{0} {within} {1}", "{0} not {within} {1}"),
    "contains": ("{1} {contains} {0}", None),
    "symbol": ("{0} ∈ {1}", "{0} ∉ {1}"),
    "method": ("{1}.{contains}({0})", None),
    "call": ("{contains}({1}, {0})", None),
    "is in": ("{0} is {within} {1}", "{0} is not {within} {1}"),
    "list form": ("({contains} {1} {0})", None),
    "question": ("{1} {contains}? {0}", None),
    "lacks": ("{1} {contains} {0}", "{1} lacks {0}"),
}
"""Element and container in a test, and the form of its opposite; None: the language's own "not"."""
CLOSED_MEMBERSHIPS = frozenset({"method", "call", "list form"})

APPENDS: dict[str, str] = {
    "push to": "{append} {0} to {1}",
    "call": "{append}({1}, {0})",
    "method": "{1}.{append}({0})",
    "shift": "{1} << {0}",
    "grow": "{1} <+ {0}",
    "empty place": "{1}[] = {0}",
    "list form": "({append} {1} {0})",
    "message": "{1} {append}: {0}",
    "forward": "{0} +> {1}",
    "gains": "{1} gains {0} at the end",
    "augmented": "{1} += {list}",
}
POPS: dict[str, str] = {
    "call": "{pop}({0})",
    "method": "{0}.{pop}()",
    "keyword": "{pop} {0}",
    "list form": "({pop} {0})",
    "removed": "{pop} from {0}",
    "message": "{0} {pop}!",
}
"""What stands for the element that leaves a list."""

FOREACHES: dict[str, str] = {
    "in": "{foreach} {0} in {1}",
    "as": "{foreach} {1} as {0}",
    "parentheses": "{foreach} ({0} in {1})",
    "colon": "{foreach} ({0} : {1})",
    "arrow": "{foreach} {0} <- {1}",
    "into": "{foreach} {1} -> {0}",
    "of": "{foreach} {0} of {1}",
    "symbol": "{foreach} {0} ∈ {1}",
    "block argument": "{1}.{foreach} |{0}|",
    "item": "{foreach} {item} {0} of {1}",
    "called": "{foreach} {item} of {1}, called {0}",
}
