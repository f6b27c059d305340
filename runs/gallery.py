"""Writes docs/languages.md: one small program in every family of invented syntax, and in every real language.

    .venv/bin/python runs/gallery.py

A test regenerates the page and compares, so it never goes stale.
"""

from __future__ import annotations

from pathlib import Path

from caalm.dataset.splits import HELD_OUT_FAMILIES
from caalm.generation.languages import ALL_FAMILIES, Pool, draw_language
from caalm.languages import LANGUAGES
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.invented.words import OPERATOR_SYMBOLS
from caalm.program.nodes import (
    Assign,
    BinOp,
    BoolOp,
    Compare,
    Constant,
    Declaration,
    For,
    If,
    JoinedStr,
    Name,
    Print,
    Program,
    Statement,
    While,
)
from caalm.rng import derive

PAGE = Path(__file__).parent.parent / "docs" / "languages.md"
PLAIN = {
    "assignment": "keyword and link",
    "output": "keyword",
    "header": "keyword",
    "counted": "words",
    "repeat": "keyword",
    "repetition": "while",
    "block": "shared end",
    "expression": "infix",
    "joiner": "dots",
    "sigil": "none",
    "quote": "double",
    "layout": "lines",
    "comment": "hash",
}
INTRODUCTION = """# The languages

This page is written by `runs/gallery.py`. Each dimension of an invented language is drawn on its own, so the families
below combine freely; each example shows one family in an otherwise plain language. Families marked *held out* are never
drawn for training.
"""


def example(dimension: str) -> Program:
    """A small program that shows a dimension."""
    n, i = Name("n"), Name("i")
    small = Compare(BinOp(n, "+", BinOp(Constant(2), "*", n)), ">", Constant(8))
    say = Print((Constant("big"),))
    bodies: dict[str, tuple[Statement, ...]] = {
        "assignment": (Assign("n", Constant(5)), Assign("n", BinOp(n, "+", Constant(2)))),
        "output": (Print((n,)), Print((Constant("done"),))),
        "header": (If(Compare(n, ">", Constant(3)), (Print((n,)),)),),
        "counted": (For("i", Constant(1), Constant(5), 1, True, (Print((i,)),)),
                    For("i", Constant(0), n, 1, False, (Print((i,)),))),
        "repeat": (For(None, Constant(1), Constant(3), 1, True, (say,)),),
        "repetition": (While(Compare(n, ">", Constant(0)), (Assign("n", BinOp(n, "-", Constant(1))),)),),
        "block": (If(small, (say, If(Compare(n, "==", Constant(9)), (Print((n,)),))), (Print((Constant("small"),)),)),),
        "expression": (If(BoolOp(small, "and", Compare(n, "!=", Constant(7))), (say,)),),
        "joiner": (Print((JoinedStr((Constant("n = "), n, Constant("!"))),)),),
        "sigil": (Assign("n", Constant(5)), Print((BinOp(n, "*", n),))),
        "quote": (Print((Constant("done"),)),),
        "layout": (Assign("n", Constant(5)), Print((n,)), If(Compare(n, ">", Constant(3)), (say, Print((n,))))),
        "comment": (Assign("n", Constant(5)), Print((n,))),
    }  # fmt: skip
    return Program(bodies[dimension])


def plain_language(dimension: str, family: str) -> InventedLanguage:
    """English words, ordinary symbols, and one family of interest."""
    families = {**PLAIN, dimension: family}
    drawn = draw_language(derive(0, "gallery"), Pool(families={d: (name,) for d, name in families.items()}))
    words = {role: options[0] for role, options in Pool().words["plain"].items()}
    return InventedLanguage(
        families=families,
        words=words,
        operators={operator: symbols[0] for operator, symbols in OPERATOR_SYMBOLS.items()},
        operator_words=drawn.operator_words,
        opaque=frozenset(),
        comment_share=1.0 if dimension == "comment" else 0.0,
    )


def page() -> str:
    """The whole page."""
    count = sum(len(names) for names in ALL_FAMILIES.values())
    parts = [INTRODUCTION, f"\n{count} families in {len(ALL_FAMILIES)} dimensions.\n"]
    for dimension, names in ALL_FAMILIES.items():
        parts.append(f"\n## {dimension.capitalize()}: {len(names)}\n")
        for name in names:
            text = plain_language(dimension, name).render(example(dimension), derive(0, "gallery", dimension)).text
            mark = " (*held out*)" if name in HELD_OUT_FAMILIES.get(dimension, ()) else ""
            parts.append(f"\n**{name}**{mark}\n\n```text\n{text}```\n")
    parts.append("\n## Real languages\n")
    for name, language in LANGUAGES.items():
        tree = example("layout")
        if name == "cobol":
            tree = Program(tree.body, (Declaration("n", "9(4)"),))
        parts.append(f"\n**{name}**\n\n```{name}\n{language.render(tree, derive(0, 'gallery', name)).text}```\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE}")
