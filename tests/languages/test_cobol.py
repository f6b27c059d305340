"""COBOL: every construct in every style that is drawn, the columns of fixed format, and the real compiler's word.

``COBOL_PROGRAMS=2000 pytest tests/languages/test_cobol.py -k agree`` asks GnuCOBOL about more programs.
"""

import os
import re
from decimal import Decimal
from random import Random

import pytest

from caalm.errors import InexpressibleError
from caalm.generation.cobol import draw_cobol
from caalm.generation.cobol.author import Author
from caalm.languages.cobol import COBOL_FIXED, COBOL_FREE, RESERVED, Cobol, source_format
from caalm.languages.cobol.statements import _PARAGRAPHS
from caalm.languages.cobol.storage import _GROUPS
from caalm.languages.cobol.style import _MAINS, _PROGRAM_IDS
from caalm.languages.language import Source
from caalm.program.interpreter import interpret
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
    Store,
    UnaryOp,
    Value,
    While,
)
from caalm.program.pictures import parse_picture
from caalm.program.values import COBOL as SEMANTICS
from caalm.rng import derive
from caalm.runtimes import RUNTIMES, Status, available_tier

PROGRAMS = int(os.environ.get("COBOL_PROGRAMS", "60"))
STYLES = 300
A, B, T = Name("AAA"), Name("BBB"), Name("TTT")
FIELDS = (Declaration("AAA", "9(3)", 7), Declaration("BBB", "S9(3)", -2), Declaration("TTT", "X(4)", "YES"))

needs_cobc = pytest.mark.skipif(
    not RUNTIMES["cobol"].available() or available_tier() is None, reason="needs GnuCOBOL and a sandbox"
)


def say(text: str = "OK") -> Print:
    """A new node at each place, for a statement is known by its identity."""
    return Print((Constant(text),))


def texts(*body: Statement, fields: tuple[Declaration, ...] = FIELDS) -> list[str]:
    """The statements in many styles, each text on one line, in upper case."""
    sources = [COBOL_FREE.render(Program(body, fields), Random(style)).text for style in range(STYLES)]
    return [" ".join(text.upper().split()) for text in sources]


def spelled(*body: Statement, fields: tuple[Declaration, ...] = FIELDS) -> str:
    return "\n".join(texts(*body, fields=fields))


def test_arithmetic_has_its_verbs() -> None:
    assert_all(spelled(Assign("AAA", BinOp(A, "+", Constant(1)))), "ADD 1 TO AAA", "COMPUTE AAA = AAA + 1")
    assert_all(spelled(Assign("AAA", BinOp(B, "+", Constant(1)))), "ADD BBB 1 GIVING AAA", "ADD BBB TO 1 GIVING AAA")
    assert_all(spelled(Assign("AAA", BinOp(A, "-", B))), "SUBTRACT BBB FROM AAA")
    assert_all(spelled(Assign("AAA", BinOp(B, "-", A))), "SUBTRACT AAA FROM BBB GIVING AAA")
    assert_all(spelled(Assign("AAA", BinOp(A, "*", B))), "MULTIPLY BBB BY AAA")
    assert_all(spelled(Assign("AAA", BinOp(A, "/", Constant(2)))), "DIVIDE 2 INTO AAA")
    assert_all(spelled(Store("AAA", BinOp(B, "/", Constant(2)), True)), "DIVIDE BBB BY 2 GIVING AAA ROUNDED")


def assert_all(text: str, *wanted: str) -> None:
    for phrase in wanted:
        assert phrase in text, f"never written: {phrase}"


def test_quotient_and_remainder_share_a_divide_and_its_line() -> None:
    body = (Assign("AAA", BinOp(B, "/", Constant(3))), Assign("CCC", BinOp(B, "%", Constant(3))))
    program = Program(body, (*FIELDS, Declaration("CCC", "99")))
    assert_all(spelled(*body, fields=program.pictures), "DIVIDE BBB BY 3 GIVING AAA REMAINDER CCC")
    lines = {COBOL_FREE.render(program, Random(style)).lines for style in range(STYLES)}
    assert any(first == second for first, second in lines)
    assert any(first != second for first, second in lines)


def test_a_divide_does_not_lose_the_operand_that_the_remainder_needs() -> None:
    body = (Assign("BBB", BinOp(B, "/", Constant(3))), Assign("AAA", BinOp(B, "%", Constant(3))))
    assert "REMAINDER" not in spelled(*body)
    assert "REMAINDER" in spelled(*reversed(body))


def test_remainders_of_what_may_be_negative_are_not_mod() -> None:
    assert_all(spelled(Assign("AAA", BinOp(A, "%", Constant(3)))), "FUNCTION MOD(AAA, 3)")
    signed = spelled(Assign("AAA", BinOp(B, "%", Constant(3))))
    assert "FUNCTION REM(BBB, 3)" in signed
    assert "MOD(" not in signed


def test_conditions_have_symbols_and_words() -> None:
    text = spelled(If(Compare(A, "!=", Constant(0)), (say(),)), If(Compare(A, ">", B), (say(),), (say("NO"),)))
    assert_all(
        text, "AAA NOT = 0", "AAA <> 0", "AAA IS NOT EQUAL TO 0", "AAA IS NOT ZERO", "AAA IS GREATER THAN BBB",
        "AAA > BBB THEN", "END-IF", "ELSE", "EVALUATE TRUE WHEN AAA > BBB", "WHEN OTHER",
    )  # fmt: skip


def test_a_sign_condition_stands_alone_for_the_compiler_refuses_it_before_or() -> None:
    test = BoolOp(Compare(A, "==", Constant(0)), "or", Compare(B, ">", Constant(3)))
    assert "IS ZERO" not in spelled(If(test, (say(),)))


def test_a_chain_of_equalities_is_an_evaluate() -> None:
    last = If(BoolOp(Compare(A, ">=", Constant(3)), "and", Compare(A, "<=", Constant(5))), (say("NO"),))
    middle = If(BoolOp(Compare(A, "==", Constant(1)), "or", Compare(A, "==", Constant(2))), (say(),), (last,))
    text = spelled(If(Compare(A, "==", Constant(0)), (say(),), (middle,)))
    assert_all(
        text, "EVALUATE AAA WHEN 0", "WHEN 1 WHEN 2", "WHEN 3 THRU 5", "END-EVALUATE", "ELSE IF", "END-IF END-IF"
    )


def test_loops_are_performed_in_line_and_out_of_line() -> None:
    count = For("AAA", Constant(1), Constant(3), 1, True, (say(),))
    down = For("AAA", Constant(3), Constant(0), -1, False, (say(),))
    text = spelled(count, down, For(None, Constant(1), A, 1, True, (say(),)))
    assert_all(
        text, "PERFORM VARYING AAA FROM 1 BY 1 UNTIL AAA > 3", "FROM 3 BY -1 UNTIL AAA <= 0", "PERFORM AAA TIMES",
        "END-PERFORM", "PERFORM 100-PROCESS VARYING",
    )  # fmt: skip
    assert_all(spelled(While(Compare(A, "<", Constant(9)), (say(),))), "PERFORM UNTIL AAA >= 9", "UNTIL AAA NOT < 9")


def test_size_errors_have_both_phrases_and_inner_arithmetic_closes_itself() -> None:
    failing = (Assign("BBB", BinOp(B, "+", Constant(1))),)
    for text in texts(Store("AAA", BinOp(A, "+", Constant(1)), False, failing, (say(),))):
        found = re.search(r"ON SIZE ERROR (.*?) NOT ON SIZE ERROR", text)
        assert found
        assert found[1].startswith("PERFORM") or re.search("END-(ADD|COMPUTE)$", found[1]), found[1]


def test_fields_are_declared_in_several_ways() -> None:
    assert_all(
        spelled(say()), "01 AAA PIC 9(3) VALUE 7.", "77 AAA PIC 9(3)", "05 AAA PIC", "PICTURE 9(3)", "VALUE IS -2",
        "VALUE 'YES'", 'VALUE "YES"', "STOP RUN.", "GOBACK.", "MAIN-PARA.", "ENVIRONMENT DIVISION.",
    )  # fmt: skip
    case = "".join(COBOL_FREE.render(Program((say(),), FIELDS), Random(style)).text for style in range(30))
    assert_all(case, "DISPLAY", "display", "Display", "Data Division", "AAA")


def test_fixed_format_keeps_to_its_columns() -> None:
    numbered = 0
    for seed in range(150):
        rng = derive(seed, "columns")
        program, _ = draw_cobol(rng, 1 + seed % 3)
        text = COBOL_FIXED.render(program, rng).text
        assert source_format(text) == "fixed"
        assert all(len(line) <= 72 and line == line.rstrip() for line in text.splitlines())
        assert all(line[:6].strip().isdigit() or not line[:6].strip() for line in text.splitlines())
        numbered += text.startswith("000100 ")
        assert source_format(COBOL_FREE.render(program, rng).text) == "free"
    assert numbered


def test_every_statement_has_its_line() -> None:
    for seed in range(60):
        rng = derive(seed, "lines")
        program, result = draw_cobol(rng, 1 + seed % 3)
        source = COBOL_FREE.render(program, rng)
        assert_line_map(source, max((step.at for step in result.trace), default=0))


def assert_line_map(source: Source, last_statement: int) -> None:
    verbs = "DISPLAY MOVE ADD SUBTRACT MULTIPLY DIVIDE COMPUTE IF ELSE WHEN PERFORM".split()
    written = source.text.splitlines()
    assert last_statement < len(source.lines)
    for line in source.lines:
        assert written[line - 1].split()[0].upper() in verbs, written[line - 1]


def _pictured(*body: Statement, name: str = "AAA", picture: str = "9(3)", value: Value | None = None) -> Program:
    return Program(body, (Declaration(name, picture, value),))


@pytest.mark.parametrize(
    "program",
    [
        Program((Assign("a", Constant(1)),)),
        _pictured(Assign("BBB", Constant(1))),
        _pictured(say(), name="COUNT"),
        _pictured(say(), name="a_b"),
        _pictured(say(), name="A-"),
        _pictured(say(), value=12345),
        _pictured(say(), value=-1),
        _pictured(say(), value="A"),
        _pictured(say(), picture="X(2)", value="ABC"),
        _pictured(say(), picture="ZZ9", value=1),
        _pictured(Print((Constant(True),))),
        _pictured(Print((Constant(1.5),))),
        _pictured(Print((Constant(""),))),
        _pictured(Print((Constant("é"),))),
        _pictured(Print((Constant("'\""),))),
        _pictured(Print((BinOp(A, "+", Constant(1)),))),
        _pictured(Print((JoinedStr((A,)),))),
        _pictured(Assign("AAA", Constant("x"))),
        _pictured(Assign("AAA", BinOp(A, "+", Constant("x")))),
        _pictured(Assign("AAA", BinOp(A, "+", Constant(1))), picture="X(3)"),
        _pictured(If(Compare(A, "==", Constant("7")), (say(),))),
        _pictured(If(Compare(Constant(1), "==", Constant(1)), (say(),))),
        _pictured(If(A, (say(),))),
        _pictured(For("AAA", BinOp(A, "+", Constant(1)), Constant(3), 1, True, (say(),))),
        _pictured(For(None, Constant(1), BinOp(A, "+", Constant(1)), 1, True, (say(),))),
    ],
)
def test_what_cobol_cannot_say_is_refused(program: Program) -> None:
    with pytest.raises(InexpressibleError, match="COBOL"):
        COBOL_FREE.render(program, Random(1))


def test_our_own_words_are_free() -> None:
    words = {*_PROGRAM_IDS, *_PARAGRAPHS, *_GROUPS, *filter(None, _MAINS)}
    assert words & RESERVED == set()


# The real compiler

CORNERS = (
    *(Assign("AAA", Constant(12345)), Print((A,)), Assign("AAA", Constant(-5)), Print((A,))),
    *(Assign("BBB", UnaryOp("-", A)), Print((Constant("B "), B, Constant(-5)))),
    *(Assign("BBB", BinOp(A, "-", Constant(-3))), Print((B,)), Assign("TTT", A), Print((T, T, Constant(".")))),
    *(Assign("BBB", BinOp(BinOp(B, "-", Constant(20)), "%", Constant(7))), Print((B,))),
    *(Assign("BBB", BinOp(Constant(-7), "//", Constant(2))), Print((B,))),
    *(Assign("CENTS", Constant(Decimal("12.345"))), Print((Name("CENTS"),))),
    *(Store("CENTS", BinOp(Constant(2), "/", Constant(3)), True), Print((Name("CENTS"), Constant(Decimal("2.50"))))),
    *(Assign("SHOWN", Name("CENTS")), Print((Name("SHOWN"), Constant("|")))),
    *(Assign("TTT", Constant("LONGER")), If(Compare(T, "==", Constant("LONG")), (say(),), (say("NO"),)), Print((T,))),
    For(None, Constant(1), Constant(0), 1, True, (say(),)),
    For("AAA", Constant(5), Constant(1), 1, True, (say(),)),
    *(For("AAA", Constant(3), Constant(1), -1, True, (Print((A,)),)), Print((A,))),
    Store("AAA", BinOp(A, "/", Constant(0)), False, (Assign("AAA", BinOp(A, "+", Constant(9))),), (say(),)),
    Store("AAA", BinOp(Constant(999), "+", Constant(1)), False, (), (say(),)),
    Print((A,)),
)


@needs_cobc
@pytest.mark.parametrize("language", [COBOL_FREE, COBOL_FIXED], ids=["free", "fixed"])
def test_interpreter_and_gnucobol_agree_byte_for_byte(language: Cobol) -> None:
    expected, sources = [], []
    fields = (*FIELDS, Declaration("CENTS", "S9(2)V99"), Declaration("SHOWN", "$$9.99"))
    corners = Program(CORNERS, fields)
    for style in range(12):
        result = interpret(corners, SEMANTICS)
        assert result.error is None
        expected.append(result.stdout)
        sources.append(language.render(corners, Random(style)).text)
    for seed in range(PROGRAMS // 2):
        rng = derive(seed, "agree", str(language.fixed))
        program, result = draw_cobol(rng, 1 + seed % 3)
        expected.append(result.stdout)
        sources.append(language.render(program, rng).text)
    for source, stdout, execution in zip(sources, expected, RUNTIMES["cobol"].execute_many(sources), strict=True):
        assert (execution.status, execution.stdout) == (Status.OK, stdout), source


@needs_cobc
def test_edited_fields_show_what_gnucobol_shows() -> None:
    programs = []
    for seed in range(8):
        rng = derive(seed, "edited")
        author = Author(rng)
        for _ in range(12):
            name = author.edited(rng.randint(1, 7), rng.choice((0, 0, 1, 2, 3)), signed=rng.random() < 0.5)
            picture = parse_picture(author.picture(name))
            for _ in range(8):
                scale, size = rng.choice((0, 1, 2, 3)), 10 ** rng.randint(0, 8)
                value = Decimal(rng.randint(-size, size)).scaleb(-scale)
                # A negative number cut to zero: a trailing sign then depends on the statement, so it is refused.
                if value > 0 or picture.store(value) != picture.store(-value):
                    author.body += [Assign(name.id, Constant(value)), Print((name, Constant("|")))]
        programs.append(Program(tuple(author.body), tuple(author.fields)))
    sources = [COBOL_FREE.render(program, Random(1)).text for program in programs]
    for program, execution in zip(programs, RUNTIMES["cobol"].execute_many(sources), strict=True):
        result = interpret(program, SEMANTICS)
        assert result.error is None
        assert execution.stdout == result.stdout
