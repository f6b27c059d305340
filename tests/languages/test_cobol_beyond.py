"""COBOL beyond the common tree: how tables, texts, paragraphs, jumps and input are said, and what each means."""

import re
from pathlib import Path
from random import Random

import pytest

from caalm.errors import InexpressibleError
from caalm.languages.cobol import COBOL_FIXED, COBOL_FREE, source_format
from caalm.model.selfcheck import first_problem
from caalm.program.interpreter import ExecutionResult, interpret
from caalm.program.nodes import (
    Assign,
    AssignMany,
    BinOp,
    Break,
    Call,
    Compare,
    Constant,
    Continue,
    Declaration,
    Expr,
    Expression,
    For,
    ForEach,
    FunctionDef,
    If,
    Input,
    Intrinsic,
    JoinedStr,
    Name,
    Print,
    Program,
    RepeatUntil,
    Return,
    SetItem,
    Slice,
    Statement,
    Store,
    Subscript,
    Switch,
)
from caalm.program.trace import at_lines, parse_trace, write_trace
from caalm.program.values import COBOL as SEMANTICS
from caalm.runtimes import RUNTIMES, available_tier

STYLES = 200
N, IDX, S, T = Name("NUM-A"), Name("IDX"), Name("WORD-1"), Name("TAB-A")
FIELDS = (
    Declaration("NUM-A", "9(3)", 7),
    Declaration("IDX", "99", 1),
    Declaration("WORD-1", "X(6)", "AbcA"),
    Declaration("OUT-TEXT", "X(8)", "........"),
    Declaration("FLAG-A", "X", "N"),
    Declaration("TAB-A", "9(2)", (5, 16, 27), 3),
    Declaration("TAB-T", "X(3)", None, 2),
)
ONE, TWO = Constant(1), Constant(2)
ONE_TEXT = Constant("x")


def say(text: str = "OK") -> Print:
    """A new node at each place, for a statement is known by its identity."""
    return Print((Constant(text),))


def function(name: str, *arguments: Expression) -> Intrinsic:
    return Intrinsic(name, arguments)


def spelled(*body: Statement) -> str:
    """The program in many styles, every text on one line and in upper case."""
    sources = [COBOL_FREE.render(Program(body, FIELDS), Random(style)).text for style in range(STYLES)]
    return "\n".join(" ".join(text.upper().split()) for text in sources)


def run(*body: Statement, lines: tuple[str, ...] = ()) -> ExecutionResult:
    return interpret(Program(body, FIELDS, lines), SEMANTICS)


def printed(*body: Statement, lines: tuple[str, ...] = ()) -> str:
    result = run(*body, lines=lines)
    assert result.error is None
    return result.stdout


def assert_all(text: str, *wanted: str) -> None:
    for phrase in wanted:
        assert phrase in text, f"never written: {phrase}"


# How it is said


def test_a_table_stands_in_a_group_with_its_values_or_without() -> None:
    text = spelled(Print((Subscript(T, ONE),)))
    assert_all(
        text, "05 TAB-A PIC 9(2) OCCURS 3 TIMES.", "TAB-A PIC 9(2) OCCURS 3.", "01 TAB-A-VALUES.",
        "05 FILLER PIC 9(2) VALUE 5.", 'X(6) VALUE "051627".', "01 TAB-A-TABLE REDEFINES TAB-A-VALUES.",
        "01 TAB-T-TABLE. 05 TAB-T PIC X(3) OCCURS 2 TIMES.", "DISPLAY TAB-A(1)",
    )  # fmt: skip


def test_places_are_literals_fields_and_a_bit_more() -> None:
    body = (
        SetItem("TAB-A", IDX, Subscript(T, BinOp(IDX, "+", ONE))),
        SetItem("TAB-A", TWO, BinOp(Subscript(T, TWO), "+", ONE)),
    )
    text = spelled(*body)
    assert_all(text, "MOVE TAB-A(IDX + 1) TO TAB-A(IDX)", "ADD 1 TO TAB-A(2)", "COMPUTE TAB-A(2) = TAB-A(2) + 1")


def test_parts_of_a_text_have_a_place_and_a_length() -> None:
    parts = (
        Slice(S, TWO, Constant(4)), Slice(S, Constant(3), None), Slice(S, IDX, BinOp(IDX, "+", TWO)), Subscript(S, IDX),
        Slice(S, TWO, IDX),
    )  # fmt: skip
    text = spelled(Print(parts), SetItem("WORD-1", IDX, Constant("x")))
    assert_all(text, "WORD-1(2:3)", "WORD-1(3:)", "WORD-1(IDX:3)", "WORD-1(IDX:1)", "WORD-1(2:IDX - 2 + 1)")
    assert_all(text, "TO WORD-1(IDX:1)")


def test_functions_string_and_inspect() -> None:
    joined = JoinedStr((S, Constant("-"), function("before", S, Constant(" ")), function("trim", S), N))
    text = spelled(
        Print((function("upper", S), function("reverse", function("trim", S)))),
        Assign("NUM-A", function("length", function("trim", S))),
        Assign("OUT-TEXT", joined),
        Assign("WORD-1", function("replace", S, Constant("A"), Constant("B"))),
        Assign("NUM-A", BinOp(N, "+", function("count", S, Constant("A")))),
    )
    assert_all(
        text, "DISPLAY FUNCTION UPPER-CASE(WORD-1)", "FUNCTION REVERSE(FUNCTION TRIM(WORD-1))",
        "COMPUTE NUM-A = FUNCTION LENGTH(FUNCTION TRIM(WORD-1))",
        "MOVE FUNCTION LENGTH(FUNCTION TRIM(WORD-1)) TO NUM-A",
        "STRING WORD-1 DELIMITED BY SIZE", "WORD-1 DELIMITED BY SPACE", "INTO OUT-TEXT END-STRING",
    )  # fmt: skip
    assert re.search(r"INSPECT WORD-1 REPLACING ALL .A. BY .B.", text)
    assert re.search(r"INSPECT WORD-1 TALLYING NUM-A FOR ALL .A.", text)


def test_loops_are_left_and_cut_short_and_tested_after() -> None:
    leave = If(Compare(IDX, ">", TWO), (Break(),))
    skip = If(Compare(IDX, "==", TWO), (Continue(),))
    text = spelled(
        RepeatUntil((Assign("IDX", BinOp(IDX, "+", ONE)), leave), Compare(IDX, ">", Constant(5))),
        For("IDX", ONE, Constant(3), 1, True, (skip, Print((IDX,)))),
    )
    assert_all(text, "PERFORM WITH TEST AFTER UNTIL IDX", "PERFORM TEST AFTER UNTIL", "EXIT PERFORM CYCLE")
    assert_all(text, "EXIT PERFORM END-IF")


def test_what_leaves_a_loop_stands_in_no_paragraph_of_its_own() -> None:
    body = (say(), If(Compare(IDX, ">", ONE), (say("A"), Break())))
    for style in range(STYLES):
        text = COBOL_FREE.render(Program((For("IDX", ONE, TWO, 1, True, body),), FIELDS), Random(style)).text.upper()
        assert text.index("EXIT PERFORM") < text.index("END-PERFORM")


def test_a_function_is_a_paragraph_with_an_early_way_out() -> None:
    twice = FunctionDef("TWICE", (), (If(Compare(N, "==", ONE), (Return(),)), Assign("NUM-A", BinOp(N, "*", TWO))))
    text = spelled(Expr(Call("TWICE", ())), Expr(Call("TWICE", ())), twice)
    assert_all(text, "PERFORM TWICE", "EXIT PARAGRAPH", "PERFORM TWICE THRU TWICE-EXIT", "GO TO TWICE-EXIT")
    assert_all(text, "TWICE-EXIT. EXIT.")


def test_a_paragraph_performed_once_alone_in_a_block_would_be_the_block() -> None:
    shown = FunctionDef("SHOW-IT", (), (say(),))
    with pytest.raises(InexpressibleError, match="is the block"):
        spelled(If(Compare(N, ">", ONE), (Expr(Call("SHOW-IT", ())),)), shown)
    spelled(If(Compare(N, ">", ONE), (Expr(Call("SHOW-IT", ())),)), Expr(Call("SHOW-IT", ())), shown)


def test_constants_flags_and_input() -> None:
    fields = (*FIELDS, Declaration("MOST", "99", 12))
    body = (
        Assign("NUM-A", Input()),
        If(Compare(N, ">", Name("MOST")), (Assign("FLAG-A", Constant("Y")),)),
        If(Compare(Name("FLAG-A"), "==", Constant("Y")), (say(),)),
    )
    sources = [COBOL_FREE.render(Program(body, fields, ("5",)), Random(style)).text for style in range(STYLES)]
    text = "\n".join(" ".join(each.upper().split()) for each in sources)
    assert_all(text, "ACCEPT NUM-A", "78 MOST VALUE 12.", "01 MOST CONSTANT AS 12.", "01 MOST PIC 99 VALUE 12.")
    assert re.search(r"88 (\S+) VALUE .Y.\..*SET \1 TO TRUE.*IF \1 DISPLAY", text)
    assert re.search(r"[^ ]\s+\*> ", "\n".join(sources))


def test_fixed_format_keeps_to_its_columns() -> None:
    joined = JoinedStr((S, Constant(" and a rather long literal between "), S, Constant(" and another one behind it ")))
    for style in range(STYLES):
        text = COBOL_FIXED.render(Program((Assign("OUT-TEXT", joined),), FIELDS), Random(style)).text
        assert source_format(text) == "fixed"


@pytest.mark.parametrize(
    "body",
    [
        (Assign("TAB-A", ONE),),
        (Print((T,)),),
        (Print((Subscript(T, Constant(4)),)),),
        (Print((Subscript(T, Constant(0)),)),),
        (Print((Subscript(T, Subscript(T, ONE)),)),),
        (Print((Subscript(N, ONE),)),),
        (Print((Slice(T, ONE, TWO),)),),
        (Print((Slice(S, Constant(3), TWO),)),),
        (Print((Slice(S, ONE, Constant(7)),)),),
        (Print((function("length", S),)),),
        (Assign("NUM-A", function("length", Subscript(Name("TAB-T"), IDX))),),
        (Print((Slice(S, Constant(4), BinOp(Constant(4), "+", Constant(3))),)),),
        (Print((Slice(S, IDX, BinOp(IDX, "+", Constant(6))),)),),
        (Assign("OUT-TEXT", JoinedStr((ONE_TEXT, function("upper", Name("OUT-TEXT"))))),),
        (SetItem("TAB-A", ONE, Constant("x")),),
        (SetItem("WORD-1", ONE, BinOp(N, "+", ONE)),),
        (Assign("NUM-A", JoinedStr((S,))),),
        (Assign("OUT-TEXT", JoinedStr((Constant(5),))),),
        (Assign("WORD-1", JoinedStr((S, Constant("x")))),),
        (Assign("OUT-TEXT", function("replace", S, Constant("A"), Constant("B"))),),
        (Assign("WORD-1", function("replace", S, Constant("A"), Constant("BB"))),),
        (Assign("OUT-TEXT", function("before", S, Constant(" "))),),
        (Assign("NUM-A", function("count", S, Constant("A"))),),
        (Assign("NUM-A", function("sum", T)),),
        (FunctionDef("F-1", ("NUM-A",), (say(),)),),
        (FunctionDef("F-1", (), (say(), Return(ONE))),),
        (FunctionDef("MOVE", (), (say(),)),),
        (Expr(Call("F-1", ())),),
        (AssignMany(("NUM-A", "IDX"), (ONE, TWO)),),
        (ForEach("NUM-A", T, (say(),)),),
        (Switch(N, ((ONE, (say(),)),)),),
    ],
)
def test_what_cobol_cannot_say_is_refused(body: tuple[Statement, ...]) -> None:
    with pytest.raises(InexpressibleError, match="COBOL"):
        COBOL_FREE.render(Program(body, FIELDS), Random(1))


def test_a_table_holds_what_its_declaration_says() -> None:
    for values in ((5, 16), (5, 16, 127)):
        with pytest.raises(InexpressibleError, match="COBOL"):
            COBOL_FREE.render(Program((say(),), (Declaration("TAB-A", "9(2)", values, 3),)), Random(1))


# What it means


def test_every_place_of_a_table_has_its_picture() -> None:
    body = (SetItem("TAB-A", ONE, Constant(123)), SetItem("TAB-T", TWO, Constant("LONG")))
    shown = Print((Subscript(T, ONE), Subscript(Name("TAB-T"), ONE), Constant("|"), Subscript(Name("TAB-T"), TWO)))
    assert printed(*body, shown) == "23   |LON\n"


def test_string_leaves_what_is_behind_and_inspect_adds() -> None:
    body = (
        Assign("OUT-TEXT", JoinedStr((function("before", S, Constant("c")), N))),
        Assign("NUM-A", BinOp(N, "+", function("count", S, Constant("A")))),
        SetItem("WORD-1", TWO, Constant("*")),
    )
    assert printed(*body, Print((Name("OUT-TEXT"), N, S))) == "Ab007...009A*cA  \n"


def test_a_line_is_cut_or_filled_by_its_field() -> None:
    body = (Assign("WORD-1", Input()), Assign("NUM-A", Input()), Print((S, Constant("|"), N)))
    assert printed(*body, lines=("LONGER LINE", "42")) == "LONGER|042\n"
    assert run(*body, lines=("A", "1234")).rejected
    assert run(*body, lines=("A", "x")).rejected


@pytest.mark.parametrize("place", [Subscript(T, IDX), Slice(S, IDX, None), Subscript(S, IDX)])
@pytest.mark.parametrize("index", [0, 9])
def test_a_place_that_is_not_there_ends_the_run(place: Expression, index: int) -> None:
    result = run(say(), Assign("IDX", Constant(index)), Print((place,)), say("NEVER"))
    assert (result.stdout, result.error, result.rejected) == ("OK\n", "index out of range", False)


def test_what_gnucobol_leaves_open_has_no_label() -> None:
    """A number moved onto itself is cleared, a comparison may be decided unseen, a division by zero is not noticed."""
    assert run(SetItem("TAB-A", ONE, Subscript(T, IDX))).rejected
    assert not run(SetItem("TAB-A", TWO, Subscript(T, IDX))).rejected
    assert run(Assign("IDX", Constant(9)), If(Compare(Subscript(T, IDX), "==", Constant(5)), (say(),))).rejected
    assert run(Assign("NUM-A", BinOp(N, "/", Constant(0)))).rejected
    assert run(Assign("NUM-A", BinOp(N, "%", Constant(0)))).rejected
    assert run(Print((Slice(S, Constant(3), TWO),))).rejected
    guarded = Store("NUM-A", BinOp(N, "/", Constant(0)), False, (say("ZERO"),))
    assert printed(guarded) == "ZERO\n"


def test_fields_belong_to_all_paragraphs_and_the_trace_says_what_changed() -> None:
    bump = FunctionDef("BUMP", (), (Assign("NUM-A", BinOp(N, "+", IDX)), Assign("IDX", BinOp(IDX, "+", ONE))))
    body = (Expr(Call("BUMP", ())), Expr(Call("BUMP", ())), Print((N,)), bump)
    program = Program(body, FIELDS)
    assert printed(*body) == "010\n"
    source = COBOL_FREE.render(program, Random(7))
    text = write_trace(at_lines(interpret(program, SEMANTICS).trace, source.lines), SEMANTICS)
    first, second, last, label, add, count = source.lines
    assert text.splitlines()[:5] == [
        f"{first} BUMP()",
        f"{add} NUM-A=7+IDX=1:8;~9(3);NUM-A=8",
        f"{count} IDX=1+1:2;~99;IDX=2",
        f"{label} ^",
        f"{first} NUM-A=8",
    ]
    assert (second, last) > (first, second)


# The page


def test_the_example_of_the_page_is_what_gnucobol_and_the_trace_say() -> None:
    page = (Path(__file__).parents[2] / "docs" / "cobol.md").read_text(encoding="utf-8")
    code, trace, output = (re.search(rf"```{kind}\n(.*?)```", page, re.DOTALL) for kind in ("cobol", "trace", "output"))
    assert code is not None
    assert trace is not None
    assert output is not None
    steps = parse_trace(trace[1])
    assert first_problem(steps, output[1].removesuffix("\n"), lines=code[1].count("\n")) is None
    if not RUNTIMES["cobol"].available() or available_tier() is None:
        pytest.skip("needs GnuCOBOL and a sandbox")
    assert RUNTIMES["cobol"].execute(code[1]).stdout == output[1]
