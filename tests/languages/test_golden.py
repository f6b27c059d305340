"""The spelling of a few programs, word for word, in several styles.

``REGENERATE_GOLDEN=1 pytest tests/languages/test_golden.py`` writes the files anew;
read the difference before committing.
"""

import os
from pathlib import Path
from random import Random

import pytest

from caalm.errors import InexpressibleError
from caalm.languages import LANGUAGES
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
    Declaration,
    Dict,
    Expr,
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
    Store,
    Subscript,
    Switch,
    Try,
    UnaryOp,
    While,
    WriteFile,
)

GOLDEN = Path(__file__).parent / "golden"
STYLES = 4
_A, _B, _N, _X = Name("a"), Name("b"), Name("n"), Name("x")
PROGRAMS = {
    "assign and print": Program(
        (
            *(Assign("a", Constant(10)), Assign("b", UnaryOp("-", Constant(3))), Assign("s", Constant('it\'s "new"'))),
            Assign("a", BinOp(_A, "-", BinOp(_B, "-", Constant(-1)))),
            Assign("b", BinOp(BinOp(_A, "//", Constant(4)), "*", BinOp(_B, "+", Constant(2)))),
            *(Print((Name("s"), _A, _B)), Print((JoinedStr((Constant("a is "), _A, Constant("!"))),))),
            Print((Compare(_A, "!=", _B),)),
        )
    ),
    "conditionals": Program(
        (
            Assign("x", Constant(7.5)),
            If(
                BoolOp(Compare(_X, ">", Constant(10)), "and", UnaryOp("not", Compare(_X, "==", Constant(12)))),
                (Assign("size", Constant("big")),),
                (
                    If(
                        Compare(_X, ">=", Constant(5)),
                        (Assign("size", Constant("mid")),),
                        (Assign("size", Constant("small")),),
                    ),
                ),
            ),
            Print((Name("size"),)),
        )
    ),
    "loops": Program(
        (
            *(Assign("n", Constant(3)), Assign("a", Constant(0))),
            For("i", Constant(1), _N, 1, True, (Assign("a", BinOp(_A, "+", Name("i"))),)),
            For("j", Constant(6), Constant(0), -2, False, (Print((Name("j"),)),)),
            For(None, Constant(1), Constant(2), 1, True, (Print((Constant("again"),)),)),
            While(Compare(_N, ">", Constant(0)), (Assign("n", BinOp(_N, "-", Constant(1))),)),
            Print((_A, _N)),
        )
    ),
    "mixed add": Program((Print((BinOp(BinOp(Constant("5"), "+", Constant(3)), "+", Constant(True)),)),)),
}

BEYOND = {
    "functions": Program(
        (
            FunctionDef(
                "power",
                ("base", "n"),
                (
                    If(Compare(_N, "==", Constant(0)), (Return(Constant(1)),)),
                    Return(BinOp(Name("base"), "*", Call("power", (Name("base"), BinOp(_N, "-", Constant(1)))))),
                ),
            ),
            FunctionDef("greet", ("name",), (Print((JoinedStr((Constant("hi "), Name("name"))),)),)),
            Expr(Call("greet", (Constant("Ada"),))),
            Print((Call("power", (Constant(2), Constant(5))),)),
        )
    ),
    "lists": Program(
        (
            Assign("xs", List((Constant(3), Constant(1), Constant(2)))),
            Append("xs", Constant(7)),
            Pop("x", "xs"),
            SetItem("xs", Constant(1), Intrinsic("length", (Name("xs"),))),
            ForEach(
                "a", Intrinsic("sorted", (Name("xs"),)), (If(Compare(_A, ">", Constant(2)), (Break(),)), Print((_A,)))
            ),
            Print((Contains(Constant(7), "in", Name("xs")), Intrinsic("sum", (Name("xs"),)))),
        )
    ),
    "strings": Program(
        (
            Assign("s", Constant("Hello")),
            AssignMany(("a", "b"), (Intrinsic("upper", (Name("s"),)), Intrinsic("reverse", (Name("s"),)))),
            AssignMany(("a", "b"), (_B, _A)),
            Print((_A, _B, Slice(Name("s"), Constant(1), Constant(3)))),
            Print((Intrinsic("join", (Intrinsic("split", (Constant("x,y"), Constant(","))), Constant("-"))),)),
            Print((Intrinsic("fixed", (Constant(2.5), Constant(2))), Intrinsic("replace", (_A, Constant("l"), _B)))),
        )
    ),
    "errors, input and files": Program(
        (
            Const("LIMIT", Constant(10)),
            Assign("n", Intrinsic("integer", (Input(),))),
            Try(
                (If(Compare(_N, ">", Name("LIMIT")), (Raise(Constant("too big")),)), Print((_N,))),
                "error",
                (Print((Constant("failed:"), Name("error"))),),
            ),
            WriteFile("out.txt", _N),
            Assign("s", ReadFile("out.txt")),
            RepeatUntil((Assign("n", BinOp(_N, "-", Constant(5))),), Compare(_N, "<", Constant(0))),
            Switch(_N, ((Constant(-1), (Print((Constant("one"),)),)),), (Print((Name("s"),)),)),
        ),
        lines=("14",),
    ),
    "a dictionary": Program(
        (
            Assign("d", Dict((Constant("a"), Constant("b c")), (Constant(1), Constant(2)))),
            SetItem("d", Constant("a"), BinOp(Subscript(Name("d"), Constant("a")), "+", Constant(1))),
            Assign("n", Constant(0)),
            Assign("x", Conditional(Contains(Constant("z"), "in", Name("d")), Subscript(Name("d"), Constant("z")), _N)),
            Print((Subscript(Name("d"), Constant("b c")),)),
        )
    ),
}
"""Programs beyond the common tree."""


PICTURED = {
    "fields": Program(
        (
            Assign("COUNTER", BinOp(Name("COUNTER"), "+", Constant(8))),
            Print((Constant("COUNTER: "), Name("COUNTER"))),
            If(Compare(Name("COUNTER"), ">", Constant(10)), (Print((Name("NAME"),)),), (Print((Constant("SMALL"),)),)),
        ),
        (Declaration("COUNTER", "9(4)", 5), Declaration("NAME", "X(6)", "ADA")),
    ),
    "size error": Program(
        (
            Store("TOTAL", BinOp(Name("TOTAL"), "*", Constant(20)), False, (Print((Constant("TOO BIG"),)),)),
            Print((Name("TOTAL"),)),
        ),
        (Declaration("TOTAL", "9(3)", 90),),
    ),
}
"""Programs that only a language with pictures can write."""


def _rendered(name: str) -> str:
    parts = []
    for title, program in (PROGRAMS | PICTURED | BEYOND).items():
        for style in range(STYLES):
            try:
                source = LANGUAGES[name].render(program, Random(style))
                text = source.text + f"lines: {' '.join(map(str, source.lines))}\n"
            except InexpressibleError as error:
                text = f"inexpressible: {error}\n"
            parts.append(f"=== {title}, style {style}\n{text}")
    return "\n".join(parts)


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_spelling_is_the_golden_one(name: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("REGENERATE_GOLDEN"):
        path.write_text(_rendered(name), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == _rendered(name)
