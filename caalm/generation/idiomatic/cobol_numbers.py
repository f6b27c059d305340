"""COBOL programs about numbers: the four verbs, COMPUTE, ROUNDED, SIZE ERROR, signs, cut digits, functions.

>>> from random import Random
>>> from caalm.generation.idiomatic.cobol_sheet import CobolSheet
>>> sheet = CobolSheet(Random(1))
>>> size_errors(sheet)
>>> "SIZE ERROR" in sheet.text().upper()
True
"""

# ruff: noqa: E501 - one line of the drawn program stays one line of the template

from caalm.generation.idiomatic.cobol_sheet import CobolSheet, Code

NUMBERS_NAMES = ("NUM-A", "NUM-B", "QTY", "PRICE", "AMT-1", "FIRST-NUM", "BASE-1")
RESULTS = ("RESULT", "ANSWER", "TOTAL", "OUT-1")


def verbs(sheet: CobolSheet) -> None:
    """ADD, SUBTRACT, MULTIPLY, DIVIDE in all their forms."""
    a, b = (
        sheet.number(*NUMBERS_NAMES, digits=3, value=sheet.between(5, 99)),
        sheet.number(*NUMBERS_NAMES, digits=3, value=sheet.between(2, 30)),
    )
    r, m = sheet.number(*RESULTS, digits=5, signed=sheet.chance(0.5)), sheet.number("REM-1", "LEFT-1", digits=2)
    for _ in range(sheet.between(2, 5)):
        k = sheet.between(2, 12)
        sheet.do(
            sheet.pick(
                (f"ADD {a} {b} GIVING {r}", f"ADD {k} TO {a}", f"ADD {a} TO {b} {r}", f"ADD {a} {k} TO {r}", f"SUBTRACT {k} FROM {a}", f"SUBTRACT {b} FROM {a} GIVING {r}", f"SUBTRACT {b} {k} FROM {r}",
                 f"MULTIPLY {k} BY {b}", f"MULTIPLY {a} BY {b} GIVING {r}", f"DIVIDE {k} INTO {a}", f"DIVIDE {a} BY {k} GIVING {r}", f"DIVIDE {a} BY {k} GIVING {r} REMAINDER {m}", f"DIVIDE {k} INTO {a} GIVING {r} REMAINDER {m}",
                 f"COMPUTE {r} = {a} * {k} - {b}", f"ADD 1 TO {a} {b}", f"MOVE {a} TO {r}")
            )
        )  # fmt: skip
        if sheet.chance(0.35):
            sheet.do(f"DISPLAY {sheet.pick((a, b, r))}")
    sheet.out("A", a)
    sheet.out("B", b)
    sheet.out("RESULT", r)
    if sheet.chance(0.6):
        sheet.out("REST", m)


def rounding(sheet: CobolSheet) -> None:
    """ROUNDED or cut: quotients, percentages, prices."""
    places = sheet.between(0, 2)
    r = sheet.number(*RESULTS, digits=sheet.between(3, 5), places=places, signed=sheet.chance(0.4))
    a = sheet.number(*NUMBERS_NAMES, digits=3, places=sheet.between(0, 2), value=sheet.between(1, 200))
    for _ in range(sheet.between(2, 4)):
        k = sheet.between(3, 9)
        rounded = sheet.pick((" ROUNDED", " ROUNDED", ""))
        sheet.do(
            sheet.pick(
                (f"COMPUTE {r}{rounded} = {a} / {k}", f"DIVIDE {a} BY {k} GIVING {r}{rounded}", f"COMPUTE {r}{rounded} = {a} * 0.{sheet.between(1, 99)}", f"MULTIPLY {a} BY 1.{sheet.between(1, 99):02d} GIVING {r}{rounded}",
                 f"COMPUTE {r}{rounded} = {sheet.between(1, 50)} / {k}", f"COMPUTE {r}{rounded} = {a} * {k} / 100", f"ADD {sheet.between(0, 9)}.{sheet.between(1, 999)} {a} GIVING {r}{rounded}", f"COMPUTE {r}{rounded} = -{sheet.between(1, 30)} / {k}")
            )
        )  # fmt: skip
        sheet.out("RESULT", r)


def size_errors(sheet: CobolSheet) -> None:
    """ON SIZE ERROR and NOT ON SIZE ERROR; division by zero; the field that keeps its value."""
    digits = sheet.between(1, 3)
    top = 10**digits - 1
    n = sheet.number("SMALL-1", "CTR", "LITTLE", digits=digits, value=sheet.between(max(0, top - 30), top))
    z = sheet.number("DIV-BY", "ZERO-1", digits=1, value=sheet.pick((0, 0, 2, 3)))
    texts = sheet.words(2)
    for _ in range(sheet.between(2, 3)):
        action = sheet.pick(
            (
                f"ADD {sheet.between(1, top)} TO {n}",
                f"MULTIPLY {sheet.between(1, 9)} BY {n}",
                f"COMPUTE {n} = {n} * {sheet.between(1, 5)} + {sheet.between(0, 9)}",
                f"DIVIDE {z} INTO {n}",
                f"COMPUTE {n} = {sheet.between(1, 99)} / {z}",
                f"SUBTRACT {sheet.between(1, 20)} FROM {n}",
            )
        )
        verb = action.split()[0]
        tail: list[Code] = [
            f"ON SIZE ERROR DISPLAY {sheet.q(sheet.pick(('SIZE ERROR', 'OVERFLOW', texts[0], 'TOO BIG')))}"
        ]
        if sheet.chance(0.5):
            tail.append(f"NOT ON SIZE ERROR DISPLAY {sheet.q(sheet.pick(('OK', 'FINE', texts[1])))}")
        if sheet.chance(0.15) and "DIVIDE" not in action and "/" not in action:
            sheet.do(action)
        else:
            sheet.do(action, tail, f"END-{verb}")
        sheet.out("NOW", n)


def cut_numbers(sheet: CobolSheet) -> None:
    """MOVE between numbers of other sizes and kinds: digits cut on both sides, signs lost, zeros put in."""
    sizes = [(sheet.between(1, 5), sheet.pick((0, 0, 1, 2, 3)), sheet.chance(0.4)) for _ in range(3)]
    fields = [
        sheet.number("FLD-A", "FLD-B", "FLD-C", "WIDE-1", "NARROW-1", digits=d, places=p, signed=s) for d, p, s in sizes
    ]
    for _ in range(sheet.between(2, 4)):
        target = sheet.pick(fields)
        literal = f"{sheet.pick(('', '', '-'))}{sheet.number_of(6)}{sheet.pick(('', f'.{sheet.between(0, 999)}'))}"
        sheet.do(f"MOVE {sheet.pick((literal, literal, sheet.pick([f for f in fields if f != target])))} TO {target}")
        if sheet.chance(0.3):
            sheet.do(f"DISPLAY {target}")
    for _ in range(sheet.between(0, 1)):
        one, two = sheet.rng.sample(fields, 2)
        sheet.do(f"MOVE {one} TO {two}")
    for field in fields:
        sheet.do(sheet.pick((f"DISPLAY {field}", sheet.boxed(field))))


def signed_numbers(sheet: CobolSheet) -> None:
    """How signs show: in front, SEPARATE, lost; arithmetic below zero."""
    a = sheet.number(
        *NUMBERS_NAMES,
        digits=3,
        signed=True,
        value=f"-{sheet.between(1, 99)}" if sheet.chance(0.6) else sheet.between(0, 99),
    )
    b = sheet.name("SEP-1", "LEAD-1", "TRAIL-1")
    sheet.declare(
        1,
        b,
        sheet.pic(f"S9({sheet.between(2, 4)})")
        + sheet.pick((" SIGN LEADING SEPARATE", " SIGN IS TRAILING SEPARATE", " SIGN LEADING SEPARATE CHARACTER", "")),
    )
    u = sheet.number("UNSIGNED-1", "ABS-1", digits=3)
    for _ in range(sheet.between(2, 4)):
        k = sheet.between(1, 60)
        sheet.do(
            sheet.pick(
                (
                    f"SUBTRACT {k} FROM {a}",
                    f"ADD {k} TO {a}",
                    f"MOVE {a} TO {b}",
                    f"MOVE {a} TO {u}",
                    f"COMPUTE {b} = {a} - {k}",
                    f"COMPUTE {u} = {a} - {k}",
                    f"MULTIPLY -1 BY {a}",
                    f"MOVE -{k} TO {b}",
                    f"COMPUTE {a} = 0 - {a}",
                    f"MOVE -{k} TO {u}",
                    f"COMPUTE {a} = {a} * -{sheet.between(2, 3)}",
                )
            )
        )
        if sheet.chance(0.35):
            sheet.do(f"DISPLAY {sheet.pick((a, b, u))}")
    for field, label in ((a, "A"), (b, "B"), (u, "U")):
        sheet.out(label, field)


def expressions(sheet: CobolSheet) -> None:
    """COMPUTE: precedence, brackets, powers, digits kept on the way."""
    a, b, c = (sheet.number(*NUMBERS_NAMES, digits=2, value=sheet.between(1, 12)) for _ in range(3))
    r = sheet.number(*RESULTS, digits=sheet.between(3, 6), places=sheet.pick((0, 0, 1, 2)), signed=sheet.chance(0.6))
    for _ in range(sheet.between(2, 4)):
        k = sheet.between(2, 9)
        sheet.do(
            f"COMPUTE {r} = "
            + sheet.pick(
                (
                    f"{a} + {b} * {c}",
                    f"({a} + {b}) * {c}",
                    f"{a} * {b} - {c} * {k}",
                    f"{a} ** 2 + {b}",
                    f"{a} - {b} - {c}",
                    f"{a} - ({b} - {c})",
                    f"{a} * {k} / {b}",
                    f"({a} + {b} + {c}) / 3",
                    f"{a} / {b} * {b}",
                    f"-{a} + {k} * {b}",
                    f"{a} ** 2 - {b} ** 2",
                    f"{k} * ({a} + {b}) / 2",
                    f"{a} * {b} / {k} + {c}",
                    f"2 ** {k} - {a}",
                    f"({a} - {c}) * ({b} + {k})",
                )
            )
        )
        sheet.out("RESULT", r)
        if sheet.chance(0.3):
            sheet.do(f"ADD {k} TO {sheet.pick((a, b, c))}")


def number_functions(sheet: CobolSheet) -> None:
    """MOD, REM, MAX, MIN, SUM, ABS, INTEGER, INTEGER-PART, NUMVAL, FACTORIAL, ORD-MAX."""
    a, b = (
        sheet.number(
            *NUMBERS_NAMES,
            digits=3,
            signed=True,
            value=sheet.pick((f"{sheet.between(1, 99)}", f"-{sheet.between(1, 50)}")),
        ),
        sheet.number(*NUMBERS_NAMES, digits=2, value=sheet.between(2, 12)),
    )
    r = sheet.number(*RESULTS, digits=5, places=sheet.pick((0, 0, 2)), signed=True)
    t = sheet.field(
        "NUM-TEXT",
        "TYPED-1",
        size=6,
        value=sheet.pick(
            (
                str(sheet.between(0, 999)),
                f"{sheet.between(0, 99)}.{sheet.between(0, 99)}",
                f"-{sheet.between(1, 99)}",
                f" {sheet.between(1, 99)} ",
            )
        ),
    )
    for _ in range(sheet.between(2, 4)):
        k, j = sheet.between(2, 40), sheet.between(2, 9)
        call = sheet.pick(
            (
                f"FUNCTION MOD({a} {b})",
                f"FUNCTION REM({a} {b})",
                f"FUNCTION MAX({a} {b} {k})",
                f"FUNCTION MIN({a}, {b}, {k})",
                f"FUNCTION SUM({a} {b} {k})",
                f"FUNCTION ABS({a})",
                f"FUNCTION INTEGER({sheet.pick(('', '-'))}{k}.{j})",
                f"FUNCTION INTEGER-PART({sheet.pick(('', '-'))}{k}.{j})",
                f"FUNCTION NUMVAL({t})",
                f"FUNCTION FACTORIAL({sheet.between(2, 6)})",
                f"FUNCTION ORD-MAX({a} {b} {k})",
                f"FUNCTION MOD({k * 3} {j})",
                f"FUNCTION MAX({b} {j}) - FUNCTION MIN({b} {k})",
                f"FUNCTION ABS({b} - {k})",
                f"FUNCTION NUMVAL({sheet.q(str(k))}) + {b}",
            )
        )
        sheet.do(f"COMPUTE {r} = {call}{sheet.pick(('', '', f' + {j}', f' * {j}'))}")
        sheet.out("RESULT", r)


def series(sheet: CobolSheet) -> None:
    """Fibonacci, factorials, powers, sums: a loop over numbers."""
    i = sheet.number("I", "N-1", "CTR", digits=2)
    a, b = (
        sheet.number("PREV-1", "LOW-NUM", digits=5, value=sheet.between(0, 3)),
        sheet.number("CURR-1", "ACC-1", digits=5, value=sheet.between(1, 5)),
    )
    t = sheet.number("NEXT-1", "TEMP", digits=5)
    kind = sheet.between(0, 3)
    n = sheet.between(3, 6)
    if kind == 0:
        body: list[Code] = [
            f"DISPLAY {sheet.pick((a, b))}",
            sheet.pick(
                (
                    f"ADD {a} {b} GIVING {t}",
                    f"COMPUTE {t} = {a} + {b}",
                    f"COMPUTE {t} = {a} + {b} + {sheet.between(1, 3)}",
                )
            ),
            f"MOVE {b} TO {a}",
            f"MOVE {t} TO {b}",
        ]
    elif kind == 1:
        body = [f"MULTIPLY {i} BY {b}", *([f"DISPLAY {i} {sheet.q(' ')} {b}"] if sheet.chance(0.5) else [])]
    elif kind == 2:
        body = [
            sheet.pick(
                (
                    f"COMPUTE {b} = {b} * 2 - {a}",
                    f"COMPUTE {b} = {b} * {sheet.between(2, 3)}",
                    f"COMPUTE {b} = {b} + {i} ** 2",
                )
            ),
            f"DISPLAY {b}",
        ]
    else:
        body = [
            f"IF FUNCTION MOD({i} {sheet.between(2, 3)}) = {sheet.between(0, 1)}",
            [f"ADD {i} TO {b}"],
            "ELSE",
            [sheet.pick((f"ADD {sheet.between(1, 9)} TO {a}", f"DISPLAY {i}"))],
            "END-IF",
        ]
    sheet.do(*sheet.loop(i, sheet.pick((1, 1, 2)), f"{i} > {n}", *body))
    sheet.out("LAST", b)
    if sheet.chance(0.4):
        sheet.out("COUNTER", i)


def digit_work(sheet: CobolSheet) -> None:
    """Digits taken off by DIVIDE: sums, reversed numbers, gcd, bases, Collatz."""
    n = sheet.number("NUM", "N-1", "WORK-NUM", digits=5, value=sheet.between(2, 9999))
    d, r = sheet.number("DIGIT", "REM-1", digits=4), sheet.number("RESULT", "SUM-1", "TURNED", digits=6)
    kind = sheet.between(0, 3)
    if kind == 0:
        sheet.do(
            f"PERFORM UNTIL {n} = 0",
            [
                f"DIVIDE {n} BY 10 GIVING {n} REMAINDER {d}",
                sheet.pick(
                    (
                        f"ADD {d} TO {r}",
                        f"COMPUTE {r} = {r} * 10 + {d}",
                        f"ADD 1 TO {r}",
                        f"COMPUTE {r} = {r} + {d} * {d}",
                    )
                ),
                *([f"DISPLAY {d}"] if sheet.chance(0.4) else []),
            ],
            "END-PERFORM",
        )
    elif kind == 1:
        other = sheet.number("OTHER-1", "B-NUM", digits=5, value=sheet.between(2, 300))
        sheet.do(
            f"PERFORM UNTIL {other} = 0",
            [
                f"COMPUTE {d} = FUNCTION MOD({n} {other})",
                f"MOVE {other} TO {n}",
                f"MOVE {d} TO {other}",
                *([f"DISPLAY {n}"] if sheet.chance(0.4) else []),
            ],
            "END-PERFORM",
        )
        sheet.out("GCD", n)
        return
    elif kind == 2:
        sheet.do(f"MOVE {sheet.between(2, 20)} TO {n}")
        sheet.do(
            f"PERFORM UNTIL {n} = 1 OR {r} > 20",
            [
                f"IF FUNCTION MOD({n} 2) = 0",
                [f"DIVIDE 2 INTO {n}"],
                "ELSE",
                [f"COMPUTE {n} = {n} * 3 + 1"],
                "END-IF",
                f"ADD 1 TO {r}",
            ],
            "END-PERFORM",
        )
    else:
        power = sheet.number("POWER-1", "WEIGHT", digits=6, value=1)
        sheet.do(f"MOVE {sheet.between(2, 40)} TO {n}")
        sheet.do(
            f"PERFORM UNTIL {n} = 0",
            [
                f"DIVIDE {n} BY {sheet.pick((2, 2, 3))} GIVING {n} REMAINDER {d}",
                f"COMPUTE {r} = {r} + {d} * {power}",
                f"MULTIPLY 10 BY {power}",
            ],
            "END-PERFORM",
        )
    sheet.out("RESULT", r)
    if sheet.chance(0.3):
        sheet.out("REST", n)


def interest(sheet: CobolSheet) -> None:
    """Money that grows or is paid back, a step a year."""
    balance = sheet.number(
        "BALANCE-1", "LOAN", "SAVINGS", digits=5, places=2, value=sheet.between(1, 50) * sheet.pick((10, 100, 100))
    )
    rate = sheet.number("RATE-1", "PERCENT-1", digits=2, places=sheet.pick((0, 1, 2)), value=sheet.between(1, 15))
    gain, year = sheet.number("INTEREST-1", "GAIN", digits=5, places=2), sheet.number("YEAR-1", "YR", digits=1)
    rounded = sheet.pick((" ROUNDED", ""))
    body: list[Code] = [
        f"COMPUTE {gain}{rounded} = {balance} * {rate} / 100",
        sheet.pick((f"ADD {gain} TO {balance}", f"ADD {gain} TO {balance}", f"SUBTRACT {gain} FROM {balance}")),
    ]
    if sheet.chance(0.4):
        body.append(f"SUBTRACT {sheet.between(1, 40)} FROM {balance}")
    body.append(
        sheet.pick((sheet.show("BALANCE", balance), f"DISPLAY {year} {sheet.q(' ')} {balance}", f"DISPLAY {gain}"))
    )
    sheet.do(*sheet.loop(year, 1, f"{year} > {sheet.between(2, 4)}", *body))
    if sheet.chance(0.5):
        edited = sheet.name("EDITED-1", "SHOWN-1")
        sheet.declare(1, edited, sheet.pic(sheet.pick(("$ZZ,ZZ9.99", "ZZ,ZZ9.99", "$$$,$$9.99", "**,**9.99"))))
        sheet.do(f"MOVE {balance} TO {edited}")
        sheet.do(f"DISPLAY {edited}")


def binary_and_packed(sheet: CobolSheet) -> None:
    """COMP, COMP-3, COMP-5 and BINARY: kept otherwise, shown as digits."""
    usages = (" COMP", " COMP-3", " BINARY", " USAGE COMP-3", " PACKED-DECIMAL", " COMP-5", "")
    fields: list[str] = []
    for _ in range(2):
        name = sheet.name(*NUMBERS_NAMES)
        places = sheet.pick((0, 0, 2))
        picture = f"{sheet.pick(('S', ''))}9({sheet.between(2, 5)})" + ("V99" if places else "")
        sheet.declare(
            1,
            name,
            sheet.pic(picture, str(sheet.between(0, 99))).replace(
                f" {sheet.style.value} ", f"{sheet.pick(usages)} {sheet.style.value} "
            ),
        )
        fields.append(name)
    r = sheet.number(*RESULTS, digits=sheet.between(3, 6), signed=sheet.chance(0.5), places=sheet.pick((0, 2)))
    a, b = fields
    for _ in range(sheet.between(2, 4)):
        k = sheet.between(2, 12)
        sheet.do(
            sheet.pick(
                (
                    f"ADD {k} TO {a}",
                    f"COMPUTE {r} = {a} * {b}",
                    f"MULTIPLY {k} BY {b}",
                    f"MOVE {a} TO {b}",
                    f"SUBTRACT {k} FROM {a}",
                    f"COMPUTE {r} = {a} - {b}",
                    f"DIVIDE {a} BY {k} GIVING {r}",
                    f"MOVE {sheet.between(0, 999)} TO {a}",
                    f"COMPUTE {b} ROUNDED = {a} / {k}",
                )
            )
        )
        if sheet.chance(0.35):
            sheet.do(f"DISPLAY {sheet.pick((a, b))}")
    for label, field in (("A", a), ("B", b), ("R", r)):
        sheet.out(label, field)


def constants(sheet: CobolSheet) -> None:
    """Level 78 and CONSTANT: names for literals, used in pictures, loops and arithmetic."""
    limit, rate = sheet.name("MAX-ITEMS", "LIMIT-1", "SIZE-1"), sheet.name("TAX-PCT", "STEP-1", "FACTOR")
    top, step = sheet.between(2, 5), sheet.between(2, 25)
    old = sheet.chance(0.5)
    for name, value in ((limit, top), (rate, step)):
        sheet.names.add(name)
        sheet.data.append((0, f"78 {name} VALUE {value}" if old else f"01 {name} CONSTANT AS {value}"))
    n, i = (
        sheet.number("NUM", "TOTAL", "AMT-1", digits=5, value=sheet.between(0, 50)),
        sheet.number("I", "CTR", digits=2),
    )
    change = sheet.pick(
        (
            f"ADD {rate} TO {n}",
            f"COMPUTE {n} = {n} + {i} * {rate}",
            f"COMPUTE {n} = {n} + {rate} / {limit}",
            f"COMPUTE {n} = {n} * 2 - {i}",
        )
    )
    body: list[Code] = [change, *([f"DISPLAY {n}"] if sheet.chance(0.5) else [])]
    sheet.do(*sheet.loop(i, 1, f"{i} > {limit}", *body))
    sheet.out("TOTAL", n)
    if sheet.chance(0.5):
        sheet.do(f"COMPUTE {n} = {limit} * {rate}")
        sheet.do(f"DISPLAY {limit} {sheet.q(sheet.pick((' X ', ' ', ' TIMES ')))} {rate} {sheet.q(' = ')} {n}")


NUMBERS = (
    verbs, rounding, size_errors, cut_numbers, signed_numbers, expressions, number_functions, series, digit_work, interest,
    binary_and_packed, constants,
)  # fmt: skip
