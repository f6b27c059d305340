"""Programs with pictures: what the reference interpreter makes of COBOL's statements."""

from decimal import Decimal

import pytest

from caalm.program.checks import problems
from caalm.program.interpreter import interpret
from caalm.program.nodes import (
    Assign,
    BinOp,
    Compare,
    Constant,
    Declaration,
    Expression,
    For,
    If,
    Name,
    Print,
    Program,
    Statement,
    Store,
    Value,
)
from caalm.program.trace import parse_trace, write_trace
from caalm.program.values import COBOL

A, B, Q, R = Name("A"), Name("B"), Name("Q"), Name("R")


def shown(body: tuple[Statement, ...], **fields: str | tuple[str, Value]) -> str:
    result = interpret(_program(body, fields), COBOL)
    assert result.error is None, result.error
    return result.stdout


def failure(body: tuple[Statement, ...], **fields: str | tuple[str, Value]) -> str | None:
    return interpret(_program(body, fields), COBOL).error


def _program(body: tuple[Statement, ...], fields: dict[str, str | tuple[str, Value]]) -> Program:
    declared = {name: (field, None) if isinstance(field, str) else field for name, field in fields.items()}
    return Program(body, tuple(Declaration(name, picture, value) for name, (picture, value) in declared.items()))


def test_a_value_clause_and_a_field_without_one() -> None:
    assert shown((Print((A, B)),), A=("9(4)", 8), B="S9(2)") == "0008+00\n"


def test_overflow_loses_the_high_digits() -> None:
    assert shown((Assign("A", BinOp(A, "+", Constant(5))), Print((A,))), A=("99", 98)) == "03\n"


def test_a_size_error_leaves_the_field_alone() -> None:
    error, fine = (Print((Constant("ERROR"),)),), (Print((Constant("FINE"),)),)
    body = (Store("A", BinOp(A, "+", Constant(5)), False, error, fine), Print((A,)))
    assert shown(body, A=("99", 98)) == "ERROR\n98\n"
    assert shown(body, A=("99", 94)) == "FINE\n99\n"


def test_a_division_by_zero_is_a_size_error_where_one_is_awaited() -> None:
    value = BinOp(A, "/", Constant(0))
    assert shown((Store("A", value, False, (Print((Constant("E"),)),)),), A=("9", 7)) == "E\n"
    assert failure((Assign("A", value),), A="9") == "division by zero"


def test_an_endless_quotient_is_cut_where_it_is_stored_and_refused_elsewhere() -> None:
    assert shown((Assign("A", BinOp(Constant(20), "/", Constant(3))), Print((A,))), A="9V99") == "6.66\n"
    assert shown((Store("A", BinOp(Constant(20), "/", Constant(3)), True), Print((A,))), A="9V99") == "6.67\n"
    inner = BinOp(BinOp(Constant(20), "/", Constant(3)), "*", Constant(3))
    assert "without end" in (failure((Assign("A", inner),), A="99") or "")


def test_the_trace_of_a_quotient_has_the_digits_of_the_field() -> None:
    program = _program((Assign("A", BinOp(Constant(20), "/", Constant(3))),), {"A": "9V99"})
    assert write_trace(interpret(program, COBOL).trace, COBOL) == "0 20/3:6.66;~9V99;A=6.66\n"


@pytest.mark.parametrize(("left", "quotient", "rest"), [(17, "+03", "+2"), (-17, "-03", "-2")])
def test_quotient_and_remainder_are_cut_towards_zero(left: int, quotient: str, rest: str) -> None:
    body = (Assign("Q", BinOp(A, "/", Constant(5))), Assign("R", BinOp(A, "%", Constant(5))), Print((Q, R)))
    assert shown(body, A=("S99", left), Q="S99", R="S9") == quotient + rest + "\n"


def test_numbers_become_text_by_their_digits() -> None:
    body = (Assign("B", A), Print((B, Constant("|"))))
    assert shown(body, A=("S9(4)", -7), B="X(6)") == "0007  |\n"


def test_texts_of_different_lengths_compare_as_if_filled_with_spaces() -> None:
    test: Expression = Compare(A, "==", Constant("NO"))
    assert shown((If(test, (Print((Constant("SAME"),)),)),), A=("X(5)", "NO")) == "SAME\n"


def test_the_variable_of_a_loop_is_one_step_beyond_after_it() -> None:
    loop = For("A", Constant(1), Constant(3), 1, True, (Print((A,)),))
    assert shown((loop, Print((A,))), A="9(2)") == "01\n02\n03\n04\n"


def test_a_loop_variable_that_wraps_never_ends() -> None:
    loop = For("A", Constant(1), Constant(9), 1, True, (Print((A,)),))
    assert failure((loop,), A="9") == "step limit"


def test_a_negative_zero_under_a_trailing_sign_is_refused() -> None:
    assert "trailing sign" in (failure((Assign("A", Constant(Decimal("-0.4"))),), A="ZZ9-") or "")


def test_traces_of_decimals_come_back_as_they_were() -> None:
    body = (Assign("A", BinOp(A, "*", Constant(3))), Assign("B", A), Print((A, B)))
    program = _program(body, {"A": ("9(3)V99", Decimal("2.50")), "B": "$ZZ9.99"})
    text = write_trace(interpret(program, COBOL).trace, COBOL)
    assert text == (
        '0 A=2.50*3:7.50;~9(3)V99;A=7.50\n1 A=7.50;~$ZZ9.99;B="$  7.50"\n2 A=7.50;~9(3)V99;B="$  7.50";>007.50$  7.50\n'
    )
    assert write_trace(parse_trace(text), COBOL) == text


def test_the_trace_says_through_which_picture_a_value_goes() -> None:
    body = (Assign("A", Constant(7)), Store("A", BinOp(A, "+", Constant(98))), Assign("C", Constant("ab")))
    fields: dict[str, str | tuple[str, Value]] = {"A": "9(2)", "C": "X(4)"}
    trace = write_trace(interpret(_program(body, fields), COBOL).trace, COBOL)
    # A number that is moved as it stands needs none: its field's picture is seen where it is used.
    assert trace == '0 A=7\n1 A=7+98:105;~9(2);A=5\n2 ~X(4);C="ab  "\n'


def test_the_checks_know_fields() -> None:
    fields: dict[str, str | tuple[str, Value]] = {"A": "9(2)", "B": "ZZ9"}
    assert problems(_program((Assign("B", A), Print((B,))), fields)) == []
    assert problems(_program((Assign("C", A),), fields)) == ["'C' has no picture"]
    assert problems(_program((Store("A", BinOp(B, "+", A)),), fields)) != []
