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
    Store,
    UnaryOp,
    While,
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
    for title, program in (PROGRAMS | PICTURED).items():
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
