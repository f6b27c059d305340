"""What the text of a program in an invented language leaves open, or says in words of its own.

>>> from random import Random
>>> from caalm.generation.languages import Pool, draw_language, extend
>>> from caalm.program.nodes import Name, Print
>>> language = extend(Random(5), Pool(), draw_language(Random(5), Pool()))
>>> open_rules(Program((Print((Subscript(Name("xs"), Name("i")),)),)), language) == [language.families["origin"]]
True
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from caalm.languages.invented.containers import ORDINAL, SLICES
from caalm.languages.invented.functions import LAST_VALUE
from caalm.languages.invented.spelling import EXPRESSIONS
from caalm.program.nodes import (
    BinOp,
    Compare,
    Constant,
    Contains,
    Dict,
    Expression,
    FunctionDef,
    If,
    Intrinsic,
    Program,
    Return,
    SetItem,
    Slice,
    Subscript,
    UnaryOp,
    all_expressions,
    walk_statements,
)

if TYPE_CHECKING:  # the language chooses its rendering, which asks this module
    from caalm.languages.invented.language import InventedLanguage


def says_unless(node: If, family: str) -> bool:
    """Whether an if is written with ``unless`` and the negation of its test."""
    if node.orelse or family == "never":
        return False
    if family == "always":
        return True
    test = node.test
    return (isinstance(test, UnaryOp) and test.op == "not") or (
        isinstance(test, Compare | Contains) and test.op in ("!=", "not in")
    )


def tail_returns(program: Program) -> Iterator[Return]:
    """The returns with a value that are the last statement of their function."""
    for statement in program.body:
        if isinstance(statement, FunctionDef) and statement.body:
            last = statement.body[-1]
            if isinstance(last, Return) and last.value is not None:
                yield last


def says_ordinals(program: Program, language: "InventedLanguage") -> bool:
    """Whether places are written as 1st and 2nd; where numbers are keys too, that would say too much."""
    return language.families["index"] == ORDINAL and not any(
        isinstance(key, Constant) and not isinstance(key.value, str)
        for node in all_expressions(program)
        if isinstance(node, Dict)
        for key in node.keys
    )


def has_places(program: Program, ordinals: bool) -> bool:
    """Whether the program counts places, other than by ordinals: an index that is no string, a slice, a search."""

    def counts(index: Expression) -> bool:
        return not isinstance(index, Constant) or (isinstance(index.value, int) and not ordinals)

    return any(isinstance(node, SetItem) and counts(node.index) for node in walk_statements(program.body)) or any(
        (isinstance(node, Subscript) and counts(node.index))
        or isinstance(node, Slice)
        or (isinstance(node, Intrinsic) and node.name == "find")
        for node in all_expressions(program)
    )


def open_rules(program: Program, language: "InventedLanguage") -> list[str]:
    """The rules that the text of a program leaves open in a language without notes, as keys of SENTENCES."""
    families = language.families
    rules = []
    if has_places(program, says_ordinals(program, language)):
        rules.append(families["origin"])
    if SLICES[families["slice"]].said is None and any(
        isinstance(node, Slice) and node.upper is not None for node in all_expressions(program)
    ):
        rules.append(families["bound"])
    if (
        families["order"] != "usual"
        and EXPRESSIONS[families["expression"]].flat
        and any(
            isinstance(node, BinOp) and (isinstance(node.left, BinOp) or isinstance(node.right, BinOp))
            for node in all_expressions(program)
        )
    ):
        rules.append(families["order"])
    if families["return"] == LAST_VALUE and any(True for _ in tail_returns(program)):
        rules.append("last value")
    if any(isinstance(node, BinOp) and node.op == "/" for node in all_expressions(program)):
        rules.append("fraction")
    return rules
