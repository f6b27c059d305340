"""COBOL programs about edited pictures: Z, *, $, commas, CR, DB, signs, B, 0 and slashes.

>>> from random import Random
>>> from caalm.generation.idiomatic.cobol_sheet import CobolSheet
>>> sheet = CobolSheet(Random(1))
>>> money(sheet)
>>> "MOVE" in sheet.text().upper()
True
"""

# ruff: noqa: E501 - one line of the drawn program stays one line of the template

from collections.abc import Sequence

from caalm.generation.idiomatic.cobol_sheet import CobolSheet

PLAIN = (
    "ZZZ9",
    "Z(4)9",
    "ZZ,ZZ9",
    "Z,ZZZ,ZZ9",
    "ZZZZ",
    "9,999",
    "9(6)",
    "Z9",
    "ZZ9",
    "**,**9",
    "*(5)9",
    "***9",
    "Z(5)",
    "ZZ999",
    "99,999",
)
MONEY = (
    "$$$9.99",
    "$$,$$9.99",
    "$ZZZ9.99",
    "$Z,ZZ9.99",
    "$**,**9.99",
    "$9(4).99",
    "$$$,$$9.99",
    "ZZ,ZZ9.99",
    "$(5)9.99",
    "***9.99",
    "Z(4)9.99",
    "$ZZ9.99",
)
SIGNED = (
    "-ZZ9",
    "ZZZ9-",
    "+ZZ9",
    "ZZ9+",
    "---9",
    "+++9",
    "ZZZ9CR",
    "ZZZ9DB",
    "-(4)9",
    "+(4)9.9",
    "--,--9",
    "ZZ9.99-",
    "-ZZ9.99",
    "9(3)CR",
    "$$$9.99CR",
    "$ZZ9.99DB",
    "++++",
    "-9(4)",
    "ZZ9.9DB",
)
INSERTED = (
    "99/99/99",
    "99/99/9999",
    "9B9B9",
    "99B99",
    "9(3)B9(3)",
    "9900",
    "Z9900",
    "990099",
    "9(3)/9(3)",
    "9.9.9".replace(".", "B"),
    "0999",
    "ZZ9B99",
    "9,9,9",
    "Z9/99",
)
TEXTS = ("XBXBX", "XX/XX", "X(3)BX(3)", "XXX0XX", "A(2)BA(3)", "X/X/X", "XX0XX", "X(2)/X(2)/X(2)")
NAMES = ("EDITED-1", "SHOWN-1", "OUT-NUM", "PRT-AMT", "FMT-1", "DISP-NUM", "ED-FIELD")


def _edited(sheet: CobolSheet, pictures: Sequence[str]) -> str:
    name = sheet.name(*NAMES)
    picture = sheet.pick(pictures)
    blank = " BLANK WHEN ZERO" if "*" not in picture and sheet.chance(0.08) else ""
    sheet.declare(1, name, sheet.pic(picture) + blank)
    return name


def _show(sheet: CobolSheet, name: str) -> None:
    sheet.do(sheet.pick((sheet.boxed(name), sheet.boxed(name), f"DISPLAY {name}")))


def _amount(sheet: CobolSheet, *, signed: bool = False, places: int = 2) -> str:
    number = sheet.pick((sheet.between(0, 9), sheet.between(0, 99), sheet.between(0, 9999), sheet.between(0, 99999), 0))
    sign = "-" if signed and sheet.chance(0.55) else ""
    if not places or sheet.chance(0.3):
        return f"{sign}{number}"
    return f"{sign}{number}.{sheet.between(0, 99):0{places}d}"


def plain_edits(sheet: CobolSheet) -> None:
    """Whole numbers through pictures of Z, * and commas."""
    fields = [_edited(sheet, PLAIN) for _ in range(sheet.between(2, 3))]
    source = (
        sheet.number("NUM", "AMT", "NBR", digits=sheet.between(3, 6), value=sheet.number_of(3))
        if sheet.chance(0.6)
        else ""
    )
    for field in fields:
        if source and sheet.chance(0.3):
            sheet.do(
                sheet.pick(
                    (
                        f"ADD {sheet.between(1, 900)} TO {source}",
                        f"MULTIPLY {sheet.between(2, 11)} BY {source}",
                        f"COMPUTE {source} = {source} / {sheet.between(2, 9)}",
                    )
                )
            )
        sheet.do(f"MOVE {source or _amount(sheet, places=0)} TO {field}")
        _show(sheet, field)


def money(sheet: CobolSheet) -> None:
    """Amounts with a currency sign, commas and check protection."""
    fields = [_edited(sheet, MONEY) for _ in range(sheet.between(1, 3))]
    source = sheet.number(
        "AMOUNT-1",
        "PRICE",
        "PAY",
        "TOTAL-DUE",
        digits=sheet.between(3, 5),
        places=2,
        value=_amount(sheet)[-6:].lstrip("-") if sheet.chance(0.5) else 0,
    )
    for _ in range(sheet.between(2, 4)):
        field = sheet.pick(fields)
        kind = sheet.between(0, 3)
        if kind == 0:
            sheet.do(f"MOVE {_amount(sheet)} TO {field}")
        elif kind == 1:
            sheet.do(f"MOVE {_amount(sheet)} TO {source}")
            sheet.do(f"MOVE {source} TO {field}")
        elif kind == 2:
            sheet.do(
                f"COMPUTE {field}{sheet.pick(('', ' ROUNDED'))} = {sheet.between(1, 300)}.{sheet.between(10, 99)} * {sheet.pick((2, 3, '1.5', '0.1', '1.08', 12))}"
            )
        else:
            sheet.do(f"ADD {sheet.between(0, 99)}.{sheet.between(10, 99)} TO {source}")
            sheet.do(f"MOVE {source} TO {field}")
        _show(sheet, field)


def signs(sheet: CobolSheet) -> None:
    """Signs before, behind and floating; CR and DB."""
    fields = [_edited(sheet, SIGNED) for _ in range(sheet.between(2, 3))]
    source = sheet.number(
        "BALANCE-1",
        "DIFF",
        "NET-1",
        digits=sheet.between(3, 4),
        places=sheet.pick((0, 0, 2)),
        signed=True,
        value=_amount(sheet, signed=True, places=0)[:4],
    )
    for field in fields:
        if sheet.chance(0.5):
            sheet.do(
                sheet.pick(
                    (
                        f"MOVE {_amount(sheet, signed=True, places=0)} TO {source}",
                        f"SUBTRACT {sheet.between(1, 300)} FROM {source}",
                        f"MULTIPLY -1 BY {source}",
                        f"COMPUTE {source} = {sheet.between(0, 50)} - {sheet.between(0, 90)}",
                    )
                )
            )
        sheet.do(f"MOVE {sheet.pick((source, source, _amount(sheet, signed=True)))} TO {field}")
        _show(sheet, field)


def inserted_marks(sheet: CobolSheet) -> None:
    """Blanks, zeros and slashes put between digits or letters."""
    for _ in range(sheet.between(2, 3)):
        if sheet.chance(0.65):
            field = _edited(sheet, INSERTED)
            source = sheet.number(
                "DIGITS-1", "CODE-NBR", "PHONE", digits=sheet.between(3, 8), value=sheet.number_of(6) % 1000
            )
            sheet.do(f"MOVE {sheet.pick((source, str(sheet.number_of(6)), str(sheet.number_of(8))))} TO {field}")
        else:
            field = sheet.name(*NAMES)
            sheet.declare(1, field, sheet.pic(sheet.pick(TEXTS)))
            sheet.do(f"MOVE {sheet.q(sheet.pick((sheet.word(), 'ABCDEF', 'XYZ')))} TO {field}")
        _show(sheet, field)


def decimals(sheet: CobolSheet) -> None:
    """V and the point: digits lost at both ends, edited or not."""
    places, digits = sheet.between(1, 3), sheet.between(2, 4)
    a = sheet.number(
        "VALUE-1",
        "RATE-1",
        "MEASURE",
        digits=digits,
        places=places,
        value=f"{sheet.number_of(digits)}.{sheet.between(0, 10**places - 1):0{places}d}",
    )
    b = sheet.number("OTHER-1", "CUT-1", digits=sheet.between(1, 4), places=sheet.between(0, 2))
    e = _edited(sheet, ("ZZ9.9", "ZZZ9.99", "9(3).9", "Z.99", ".999", "Z,ZZ9.9", "ZZZ9", "99.99", "9.9(3)"))
    for _ in range(sheet.between(2, 4)):
        sheet.do(
            sheet.pick(
                (f"MOVE {a} TO {b}", f"MOVE {a} TO {e}", f"MOVE {b} TO {e}", f"MOVE {_amount(sheet)} TO {a}", f"COMPUTE {b} ROUNDED = {a}", f"COMPUTE {e} ROUNDED = {a} * {sheet.between(2, 9)}",
                 f"DIVIDE {a} BY {sheet.between(2, 9)} GIVING {b}", f"DIVIDE {a} BY {sheet.between(2, 9)} GIVING {e} ROUNDED", f"ADD 0.{sheet.between(1, 9)} TO {a}")
            )
        )  # fmt: skip
        if sheet.chance(0.5):
            _show(sheet, sheet.pick((a, b)))
    sheet.out("A", a)
    sheet.out("B", b)
    _show(sheet, e)


def edited_lines(sheet: CobolSheet) -> None:
    """A report: a line group of fillers and edited fields, filled again and again."""
    line, text, amount = (
        sheet.name("PRINT-LINE", "DETAIL-LINE", "REPORT-LINE"),
        sheet.name("OUT-NAME", "PL-ITEM"),
        sheet.name("OUT-AMT", "PL-PRICE"),
    )
    width = sheet.between(5, 9)
    pictures = sheet.pick((MONEY, PLAIN, SIGNED))
    sheet.declare(1, line)
    sheet.declare(5, text, sheet.pic(f"X({width})"))
    sheet.declare(
        5,
        "FILLER",
        sheet.pic(f"X({sheet.between(1, 3)})", sheet.pick((sheet.q("*"), "SPACES", sheet.q("|"), sheet.q(": ")))),
    )
    sheet.declare(5, amount, sheet.pic(sheet.pick(pictures)))
    total = sheet.number("TOTAL", "GRAND-TOTAL", digits=6, places=2, signed=True)
    paragraph = ""
    if sheet.chance(0.4):
        paragraph = sheet.paragraph(
            sheet.name("PRINT-IT", "WRITE-LINE"), f"MOVE {total} TO {amount}", f"DISPLAY {line}"
        )
    for word in sheet.words(sheet.between(2, 3)):
        sheet.do(f"MOVE {sheet.q(word)} TO {text}")
        value = _amount(sheet, signed=pictures is SIGNED)
        if paragraph:
            sheet.do(f"ADD {value} TO {total}")
            sheet.do(f"PERFORM {paragraph}")
        else:
            sheet.do(f"MOVE {value} TO {amount}")
            sheet.do(f"DISPLAY {line}")
            if sheet.chance(0.5):
                sheet.do(f"ADD {value} TO {total}")
    if not paragraph and sheet.chance(0.6):
        sheet.do(f"MOVE {sheet.q('TOTAL')} TO {text}")
        sheet.do(f"MOVE {total} TO {amount}")
        sheet.do(f"DISPLAY {line}")


def edited_loops(sheet: CobolSheet) -> None:
    """A growing number shown through a picture at each turn."""
    field = _edited(sheet, (*PLAIN, *MONEY, *SIGNED))
    n, i = (
        sheet.number("NUM", "AMT", "PTS", digits=5, signed=True, value=sheet.between(0, 300)),
        sheet.number("I", "CTR", digits=2),
    )
    change = sheet.pick(
        (
            f"MULTIPLY {sheet.between(2, 9)} BY {n}",
            f"ADD {sheet.between(10, 990)} TO {n}",
            f"SUBTRACT {sheet.between(10, 500)} FROM {n}",
            f"COMPUTE {n} = {n} * -{sheet.between(2, 3)}",
            f"COMPUTE {n} = {n} / 2",
        )
    )
    sheet.do(*sheet.loop(i, 1, f"{i} > {sheet.between(2, 4)}", f"MOVE {n} TO {field}", sheet.boxed(field), change))
    sheet.out("LAST", n)


EDITED = (plain_edits, money, signs, inserted_marks, decimals, edited_lines, edited_loops)
