"""What GnuCOBOL 3.1.2 printed for each picture and value: measured once, kept here; the real compiler is asked again
by the agreement tests."""

from decimal import Decimal

import pytest

from caalm.program.pictures import parse_picture

ZERO, POUNDS, NEGATIVE, CENTS, WIDE = 0, Decimal("1234.56"), Decimal("-42.5"), Decimal("0.05"), 31225


@pytest.mark.parametrize(
    ("picture", "value", "shown"),
    [
        ("9(4)", 8, "0008"),
        ("9(4)", 12345, "2345"),
        ("9(4)", -5, "0005"),
        ("9999", 8, "0008"),
        ("9(03)", 1, "001"),
        ("S9(4)", -12, "-0012"),
        ("S9(4)", 12, "+0012"),
        ("S9(3)", -1000, "+000"),
        ("S9(3)", Decimal("-0.4"), "+000"),
        ("S9(3)V99", Decimal("-1.5"), "-001.50"),
        ("9(3)V9", Decimal("12.34"), "012.3"),
        ("V99", Decimal("0.5"), ".50"),
        ("SV99", Decimal("-0.5"), "-.50"),
        ("9V99", Decimal("10.009"), "0.00"),
        ("X(5)", "abcdefg", "abcde"),
        ("X(5)", "ab", "ab   "),
        ("A(4)", "AB", "AB  "),
    ],
)
def test_a_field_keeps_what_its_picture_has_room_for(picture: str, value: int | Decimal | str, shown: str) -> None:
    parsed = parse_picture(picture)
    assert parsed.display(parsed.store(value)) == shown
    assert parsed.width == len(shown)


@pytest.mark.parametrize(
    ("picture", "shown"),
    [
        ("$Z,ZZ9.99", ("$    0.00", "$1,234.56", "$   42.50", "$    0.05", "$1,225.00")),
        ("-ZZ9", ("   0", " 234", "- 42", "   0", " 225")),
        ("ZZ9-", ("  0 ", "234 ", " 42-", "  0 ", "225 ")),
        ("$$,$$9.99", ("    $0.00", "$1,234.56", "   $42.50", "    $0.05", "$1,225.00")),
        ("--,--9.99", ("     0.00", " 1,234.56", "   -42.50", "     0.05", " 1,225.00")),
        ("***,**9.99", ("******0.00", "**1,234.56", "*****42.50", "******0.05", "*31,225.00")),
        ("+ZZ9", ("+  0", "+234", "- 42", "+  0", "+225")),
        ("ZZ9.99CR", ("  0.00  ", "234.56  ", " 42.50CR", "  0.05  ", "225.00  ")),
        ("ZZZ", ("   ", "234", " 42", "   ", "225")),
        ("Z,ZZZ.ZZ", ("        ", "1,234.56", "   42.50", "     .05", "1,225.00")),
        ("---9", ("   0", " 234", " -42", "   0", " 225")),
        ("++9", (" +0", "+34", "-42", " +0", "+25")),
        ("99/99/99", ("00/00/00", "00/12/34", "00/00/42", "00/00/00", "03/12/25")),
        ("9B9B9", ("0 0 0", "2 3 4", "0 4 2", "0 0 0", "2 2 5")),
        ("***.**", ("***.**", "234.56", "*42.50", "***.05", "225.00")),
    ],
)
def test_an_edited_field_is_text_as_the_compiler_makes_it(picture: str, shown: tuple[str, ...]) -> None:
    parsed = parse_picture(picture)
    assert tuple(parsed.store(value) for value in (ZERO, POUNDS, NEGATIVE, CENTS, WIDE)) == shown
    assert all(parsed.width == len(text) for text in shown)


def test_a_digit_under_the_leading_sign_is_lost_but_ends_the_spaces() -> None:
    assert parse_picture("-ZZ9").store(-1000) == "-000"
    assert parse_picture("++9").store(100) == "+00"
    assert parse_picture("ZZ9").store(1000) == "  0"


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("2.5", 3), ("-2.5", -3), ("2.49", 2), ("-2.51", -3), ("0.5", 1), ("-0.5", -1), ("0.4", 0)],
)
def test_halves_are_rounded_away_from_zero(value: str, rounded: int) -> None:
    assert parse_picture("S9(3)").store(Decimal(value), rounded=True) == rounded


def test_rounding_can_make_a_number_too_large() -> None:
    picture = parse_picture("99")
    assert picture.fits(Decimal("99.4"), rounded=True)
    assert not picture.fits(Decimal("99.5"), rounded=True)
    assert picture.fits(Decimal("99.9"))


def test_a_lost_sign_is_no_size_error() -> None:
    assert parse_picture("9(3)").fits(-12)


def test_fields_without_a_value_hold_zeros_or_spaces() -> None:
    assert [parse_picture(text).initial for text in ("9(3)", "X(2)", "ZZ9", "$ZZ9")] == [0, "  ", "  0", "$  0"]


@pytest.mark.parametrize("text", ["", "Q(3)", "9(3", "S", "V", "SX", "-$ZZ9", "+", "$", ",", "."])
def test_what_is_no_picture_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="picture"):
        parse_picture(text)
