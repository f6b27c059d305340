"""Writes docs/languages.md: one small program in every family of invented syntax, and in every real language.

    .venv/bin/python runs/gallery.py

A test regenerates the page and compares, so it never goes stale.
"""

from __future__ import annotations

from pathlib import Path

from caalm.dataset.splits import HELD_OUT_FAMILIES
from caalm.generation.languages import ALL_FAMILIES, HELD_OUT_BEYOND, Pool, draw_language
from caalm.languages import LANGUAGES
from caalm.languages.invented.families import BEYOND
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.invented.vocabulary import DIVISION, KEYWORDS, PHRASES
from caalm.languages.invented.words import OPERATOR_SYMBOLS
from caalm.program.nodes import (
    Append,
    Assign,
    AssignMany,
    BinOp,
    BoolOp,
    Break,
    Call,
    Compare,
    Conditional,
    Const,
    Constant,
    Contains,
    Continue,
    Declaration,
    Dict,
    Expr,
    Expression,
    For,
    ForEach,
    FunctionDef,
    If,
    Input,
    Intrinsic,
    JoinedStr,
    List,
    Name,
    Pop,
    Print,
    Program,
    Raise,
    ReadFile,
    RepeatUntil,
    Return,
    SetItem,
    Slice,
    Statement,
    Subscript,
    Switch,
    Try,
    UnaryOp,
    While,
    WriteFile,
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
PLAIN_BEYOND = {
    "function": "parentheses", "call": "parentheses", "procedure": "bare", "return": "keyword", "list": "square",
    "dict": "braces", "index": "square", "origin": "zero", "slice": "colon", "bound": "exclusive",
    "length": "operation", "membership": "in", "append": "push to", "pop": "call", "foreach": "in",
    "operation": "function", "power": "operation", "post-test": "do until", "leave": "keyword", "switch": "given",
    "several": "commas", "swap": "as several", "constant": "keyword", "conditional": "question", "unless": "never",
    "order": "usual", "catch": "keyword", "raise": "keyword", "input": "keyword", "file": "keyword",
    "note": "silent", "phrasing": "plain",
}  # fmt: skip
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


def example_beyond(dimension: str) -> Program:
    """A small program that shows a dimension beyond the card."""
    a, b, n, xs, d, s = (Name(name) for name in ("a", "b", "n", "xs", "d", "s"))
    one, two, three = Constant(1), Constant(2), Constant(3)
    place, part = Subscript(xs, two), Slice(xs, one, three)
    row = BinOp(BinOp(one, "+", two), "*", three)
    added = BinOp(a, "+", b)
    done = Compare(n, ">", three)

    def show(value: Expression) -> Print:
        return Print((value,))

    bodies: dict[str, tuple[Statement, ...]] = {
        "function": (FunctionDef("f", ("a", "b"), (show(added),)), FunctionDef("g", (), (show(Constant("hi")),))),
        "call": (Assign("n", Call("f", (a, two))), show(BinOp(Call("g", ()), "+", one))),
        "procedure": (Expr(Call("f", (a, two))),),
        "return": (FunctionDef("f", ("a", "b"), (If(Compare(a, ">", b), (Return(a),)), Return(added))),),
        "list": (Assign("xs", List((Constant(4), added, Constant(7)))), Assign("xs", List(()))),
        "dict": (Assign("d", Dict((Constant("x"), Constant("y")), (one, added))),),
        "index": (show(place), SetItem("xs", n, BinOp(n, "+", one)), show(Subscript(d, Constant("x")))),
        "origin": (show(place),),
        "slice": (show(part), show(Slice(xs, two, None))),
        "bound": (show(part),),
        "length": (show(Intrinsic("length", (xs,))),),
        "membership": (If(Contains(n, "in", xs), (show(n),)), If(Contains(two, "not in", xs), (show(two),))),
        "append": (Append("xs", three), Append("xs", added)),
        "pop": (Pop("n", "xs"), Pop(None, "xs")),
        "foreach": (ForEach("n", xs, (show(n),)),),
        "operation": (show(Intrinsic("upper", (s,))), show(Intrinsic("replace", (s, Constant("a"), Constant("o")))),
                      show(Intrinsic("maximum", (a, added)))),
        "power": (show(Intrinsic("power", (two, n))),),
        "post-test": (RepeatUntil((Assign("n", BinOp(n, "+", one)),), done),),
        "leave": (While(done, (If(Compare(n, "==", two), (Break(),)), Continue())),),
        "switch": (Switch(n, ((one, (show(Constant("one")),)), (two, (show(Constant("two")),))),
                          (show(Constant("many")),)),),
        "several": (AssignMany(("a", "b"), (b, added)),),
        "swap": (AssignMany(("a", "b"), (b, a)),),
        "constant": (Const("n", three),),
        "conditional": (Assign("n", Conditional(done, a, added)),),
        "unless": (If(UnaryOp("not", done), (show(n),)), If(done, (show(a),))),
        "order": (show(row), show(BinOp(one, "+", BinOp(two, "*", three)))),
        "catch": (Try((Assign("n", Intrinsic("integer", (s,))),), None, (show(Constant("no number")),)),
                  Try((Expr(Call("f", (a,))),), "e", (show(Name("e")),))),
        "raise": (Raise(Constant("too small")),),
        "input": (Assign("s", Input()),),
        "file": (WriteFile("a.txt", s), WriteFile("a.txt", n, True), show(ReadFile("a.txt"))),
        "note": (show(part),),
        "phrasing": (show(part), show(BinOp(one, "/", two))),
    }  # fmt: skip
    return Program(bodies[dimension])


def plain_beyond(dimension: str, family: str) -> InventedLanguage:
    """The plain language with what lies beyond the card, and one family of interest there."""
    plain = plain_language("assignment", PLAIN["assignment"])
    families = {**plain.families, **PLAIN_BEYOND, dimension: family}
    if dimension in ("phrasing", "origin", "bound", "order"):
        families["note"] = "comment"
    if family == "ordinal":
        families["origin"] = "one"
    words = Pool().words["plain"]
    return InventedLanguage(
        families=families,
        words={**plain.words, **{role: words[role][0] for role in (*KEYWORDS, *PHRASES)}},
        operators={**plain.operators, "/": DIVISION["symbol"][0]},
        operator_words={**plain.operator_words, "/": DIVISION["infix"][0]},
        opaque=frozenset(),
    )


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
    beyond = sum(len(names) for names in BEYOND.values())
    parts = [
        INTRODUCTION,
        f"\n{count} families in {len(ALL_FAMILIES)} dimensions, and {beyond} in {len(BEYOND)} more for functions, ",
        "lists,\ndictionaries, strings, errors, input and files.\n",
    ]
    for dimension, names in ALL_FAMILIES.items():
        parts.append(f"\n## {dimension.capitalize()}: {len(names)}\n")
        for name in names:
            text = plain_language(dimension, name).render(example(dimension), derive(0, "gallery", dimension)).text
            mark = " (*held out*)" if name in HELD_OUT_FAMILIES.get(dimension, ()) else ""
            parts.append(f"\n**{name}**{mark}\n\n```text\n{text}```\n")
    parts.append("\n# Beyond the card\n")
    for dimension, table in BEYOND.items():
        parts.append(f"\n## {dimension.capitalize()}: {len(table)}\n")
        for name in table:
            text = plain_beyond(dimension, name).render(example_beyond(dimension), derive(0, "gallery", name)).text
            mark = " (*held out*)" if name in HELD_OUT_BEYOND.get(dimension, ()) else ""
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
