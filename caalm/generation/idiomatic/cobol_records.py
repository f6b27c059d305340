"""COBOL programs about records: groups, REDEFINES, 88-levels, qualified names, INITIALIZE, report lines.

>>> from random import Random
>>> from caalm.generation.idiomatic.cobol_sheet import CobolSheet
>>> sheet = CobolSheet(Random(1))
>>> group_moves(sheet)
>>> len(sheet.data) > 3
True
"""

# ruff: noqa: E501 - one line of the drawn program stays one line of the template

from caalm.generation.idiomatic.cobol_sheet import CobolSheet, Code

GROUPS = ("CUST-REC", "EMP-REC", "ORDER-REC", "STUDENT-REC", "ITEM-REC", "INPUT-REC", "PERSON")


def _group(sheet: CobolSheet, *, level: int = 1) -> tuple[str, list[tuple[str, str, int]]]:
    """A group of two to four items: its name and (name, kind, size) of each."""
    area = sheet.name(*GROUPS)
    sheet.declare(level, area)
    parts: list[tuple[str, str, int]] = []
    inner = 5 if level == 1 else 10
    for place in range(sheet.between(2, 4)):
        size = sheet.between(2, 6)
        if place == 0 or sheet.chance(0.45):
            name = sheet.name("NAME-1", "CODE-1", "CITY", "DEPT", "TITLE-1", "KIND")
            sheet.declare(inner, name, sheet.pic(f"X({size})"))
            parts.append((name, "X", size))
        else:
            size = min(size, 5)
            name = sheet.name("AGE", "QTY", "NBR", "PAY", "YEAR-1", "POINTS")
            sheet.declare(inner, name, sheet.pic(f"9({size})"))
            parts.append((name, "9", size))
        if sheet.chance(0.12):
            sheet.declare(inner, "FILLER", sheet.pic("X", sheet.q(sheet.pick("-/*"))))
            parts.append(("FILLER", "F", 1))
    return area, parts


def _image(sheet: CobolSheet, parts: list[tuple[str, str, int]]) -> str:
    """A text that fills the whole group."""
    pieces = [
        f"{sheet.number_of(size):0{size}d}" if kind == "9" else f"{sheet.word()[:size]:{size}}" if kind == "X" else "-"
        for _, kind, size in parts
    ]
    return "".join(pieces)


def _named(parts: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    return [part for part in parts if part[0] != "FILLER"]


def group_moves(sheet: CobolSheet) -> None:
    """A text moved to a group falls into its parts; the group shown as one."""
    area, parts = _group(sheet)
    sheet.do(f"MOVE {sheet.q(_image(sheet, parts))} TO {area}")
    named = _named(parts)
    for _ in range(sheet.between(1, 3)):
        name, kind, size = sheet.pick(named)
        change = sheet.between(0, 3)
        if change == 0:
            sheet.do(f"MOVE {sheet.number_of(size) if kind == '9' else sheet.q(sheet.word())} TO {name}")
        elif change == 1 and kind == "9":
            sheet.do(f"ADD {sheet.between(1, 20)} TO {name}")
        elif change == 2:
            sheet.do(sheet.boxed(name))
        else:
            sheet.out(name[-6:].strip("-"), name)
    sheet.do(sheet.pick((f"DISPLAY {area}", sheet.boxed(area))))
    if sheet.chance(0.3):
        low = sheet.between(1, 3)
        sheet.do(f"DISPLAY {area}({low}:{sheet.between(1, 3)})")


def copied_groups(sheet: CobolSheet) -> None:
    """A group moved to another of a different shape."""
    first, parts = _group(sheet)
    second, others = _group(sheet)
    sheet.do(f"MOVE {sheet.q(_image(sheet, parts))} TO {first}")
    if sheet.chance(0.3):
        sheet.do(f"MOVE {sheet.pick(('ALL ' + sheet.q(sheet.pick('0*')), 'SPACES'))} TO {second}")
    sheet.do(f"MOVE {first} TO {second}")
    for name, _, _ in _named(others):
        sheet.do(sheet.boxed(name))
    sheet.do(f"DISPLAY {sheet.pick((second, first))}")
    if sheet.chance(0.4):
        sheet.do(
            f"IF {first} = {second}",
            [f"DISPLAY {sheet.q('SAME')}"],
            "ELSE",
            [f"DISPLAY {sheet.q('DIFFERENT')}"],
            "END-IF",
        )


def redefined_items(sheet: CobolSheet) -> None:
    """One place with two descriptions."""
    size = sheet.between(4, 8)
    whole, view = sheet.name("WHOLE", "RAW-FIELD", "CODE-NBR"), sheet.name("VIEW-1", "SPLIT-UP", "PARTS")
    numeric = sheet.chance(0.6)
    value = f"{sheet.number_of(size):0{size}d}"
    text = value if numeric else f"{sheet.word()[: size - 2]}{sheet.between(10, 99)}"[:size]
    sheet.declare(
        1,
        whole,
        sheet.pic(f"9({size})", str(int(value))) if numeric else sheet.pic(f"X({size})", sheet.q(f"{text:{size}}")),
    )
    sheet.declare(1, view, f"REDEFINES {whole}")
    left = size
    names: list[str] = []
    while left:
        width = min(left, sheet.between(1, 4))
        name = sheet.name("HI-PART", "LO-PART", "MID-PART", "HEAD-1", "TAIL-1", "P1")
        sheet.declare(5, name, sheet.pic(f"{'9' if numeric else 'X'}({width})"))
        names.append(name)
        left -= width
    for _ in range(sheet.between(1, 3)):
        name = sheet.pick(names)
        sheet.do(
            sheet.pick(
                (f"DISPLAY {name}", sheet.boxed(name), f"MOVE {sheet.between(0, 99) if numeric else sheet.q(sheet.word()[:2])} TO {name}", f"MOVE {names[0]} TO {names[-1]}",
                 f"ADD {sheet.between(1, 50)} TO {whole}" if numeric else f"MOVE {sheet.q(sheet.pick('XYZ*'))} TO {whole}(1:1)")
            )
        )  # fmt: skip
    sheet.out("WHOLE", whole)
    for name in names[: sheet.between(1, 3)]:
        sheet.do(f"DISPLAY {name}")


def condition_names(sheet: CobolSheet) -> None:
    """88-levels with values, lists, ranges; SET TO TRUE."""
    numeric = sheet.chance(0.6)
    conditions: list[tuple[str, str]] = []
    pools = (
        ("IS-CHILD", "IS-TEEN", "IS-ADULT"),
        ("LOW-ONE", "MID-ONE", "HIGH-ONE"),
        ("STATE-OPEN", "STATE-BUSY", "STATE-DONE"),
        ("GRADE-F", "GRADE-C", "GRADE-A"),
    )
    names = [sheet.name(name) for name in sheet.pick(pools)]
    if numeric:
        field = sheet.number("AGE", "LEVEL-1", "MARK", "STATE-1", digits=2, value=sheet.between(0, 40))
        cuts = sorted(sheet.rng.sample(range(1, 60), 2))
        values = [
            f"0 THRU {cuts[0]}",
            f"{cuts[0] + 1} THRU {cuts[1]}",
            sheet.pick((f"{cuts[1] + 1} THRU 99", f"{cuts[1] + 1} {cuts[1] + 5} 99")),
        ]
    else:
        field = sheet.field("STATUS-1", "CODE-1", "FLAG-1", size=1, value=sheet.pick("ABCYN"))
        letters = sheet.rng.sample("ABCDYNX", 4)
        values = [
            sheet.q(letters[0]),
            sheet.q(letters[1]),
            sheet.pick((f"{sheet.q(letters[2])} {sheet.q(letters[3])}", f"{sheet.q('E')} THRU {sheet.q('M')}")),
        ]
    for name, value in zip(names, values, strict=True):
        sheet.declare(88, name, f"{'VALUES ARE' if ' ' in value and sheet.chance(0.2) else 'VALUE'} {value}")
        conditions.append((name, value))
    texts = sheet.words(3)
    chain: list[Code] = []
    if sheet.chance(0.5):
        chain = [
            "EVALUATE TRUE",
            [
                f"WHEN {names[0]} DISPLAY {sheet.q(texts[0])}",
                f"WHEN {names[1]} DISPLAY {sheet.q(texts[1])}",
                f"WHEN OTHER DISPLAY {sheet.q(texts[2])}",
            ],
            "END-EVALUATE",
        ]
    else:
        chain = [
            f"IF {sheet.pick(('', 'NOT '))}{sheet.pick(names)}",
            [f"DISPLAY {sheet.q(texts[0])}"],
            "ELSE",
            [f"DISPLAY {sheet.q(texts[1])}"],
            "END-IF",
        ]
    paragraph = ""
    if sheet.chance(0.4):
        paragraph = sheet.paragraph(sheet.name("SHOW-STATE", "CHECK-IT", "REPORT-IT"), chain)
    for turn in range(sheet.between(1, 3)):
        if turn:
            sheet.do(
                sheet.pick(
                    (
                        f"SET {sheet.pick(names)} TO TRUE",
                        f"MOVE {sheet.between(0, 99) if numeric else sheet.q(sheet.pick('ABCDYNXF'))} TO {field}",
                        f"SET {sheet.pick(names)} TO TRUE",
                    )
                )
            )
        if paragraph:
            sheet.do(f"PERFORM {paragraph}")
        else:
            sheet.do(*chain)
    sheet.out("FIELD", field)


def corresponding(sheet: CobolSheet) -> None:
    """MOVE CORRESPONDING and names qualified by OF or IN."""
    one, two = sheet.name("REC-A", "OLD-REC", "INPUT-REC"), sheet.name("REC-B", "NEW-REC", "OUTPUT-REC")
    common = [sheet.name("CITY", "NAME-1", "KIND"), sheet.name("QTY", "AGE", "NBR")]
    sizes = [sheet.between(4, 8), sheet.between(2, 4)]
    own = sheet.name("EXTRA", "SPARE", "NOTE-1")
    sheet.declare(1, one)
    text, number = sheet.word()[: sizes[0]], sheet.number_of(sizes[1])
    sheet.declare(5, common[0], sheet.pic(f"X({sizes[0]})", sheet.q(text)))
    sheet.declare(5, common[1], sheet.pic(f"9({sizes[1]})", str(number)))
    sheet.declare(1, two)
    order = [0, 1] if sheet.chance(0.5) else [1, 0]
    for place in order:
        sheet.declare(
            5,
            common[place],
            sheet.pic(f"X({sheet.between(3, 9)})")
            if place == 0
            else sheet.pic(sheet.pick((f"9({sheet.between(1, 5)})", "ZZZ9", "9(5)"))),
        )
        if place == order[0] and sheet.chance(0.6):
            sheet.declare(5, own, sheet.pic("X(3)", sheet.q(sheet.pick(("---", "...", " * ")))))
    of = sheet.pick(("OF", "OF", "IN"))
    if sheet.chance(0.7):
        sheet.do(f"MOVE {sheet.pick(('CORRESPONDING', 'CORR'))} {one} TO {two}")
    else:
        sheet.do(f"MOVE {common[0]} {of} {one} TO {common[0]} {of} {two}")
        sheet.do(
            f"MOVE {sheet.pick((f'{common[1]} {of} {one}', str(sheet.between(0, 999))))} TO {common[1]} {of} {two}"
        )
    if sheet.chance(0.4):
        sheet.do(f"ADD {sheet.between(1, 30)} TO {common[1]} {of} {one}")
    sheet.do(f"DISPLAY {two}")
    sheet.do(sheet.boxed(f"{common[0]} {of} {two}"))
    sheet.out("NUMBER", f"{common[1]} {of} {sheet.pick((one, two))}")


def initialized(sheet: CobolSheet) -> None:
    """INITIALIZE of a group, with REPLACING or without."""
    area, parts = _group(sheet)
    named = _named(parts)
    sheet.do(f"MOVE {sheet.q(_image(sheet, parts))} TO {area}")
    if sheet.chance(0.6):
        sheet.do(f"DISPLAY {area}")
    how = sheet.pick(
        (
            f"INITIALIZE {area}",
            f"INITIALIZE {named[0][0]}",
            f"INITIALIZE {area} REPLACING NUMERIC DATA BY {sheet.between(1, 99)}",
            f"INITIALIZE {area} REPLACING ALPHANUMERIC DATA BY {sheet.q(sheet.pick(('X', 'NONE', '?')))}",
            f"MOVE {sheet.pick(('SPACES', 'ZEROS'))} TO {named[0][0]}",
        )
    )
    sheet.do(how)
    sheet.do(sheet.boxed(area))
    name, kind, size = sheet.pick(named)
    sheet.do(f"MOVE {sheet.number_of(size) if kind == '9' else sheet.q(sheet.word())} TO {name}")
    sheet.do(sheet.boxed(sheet.pick((area, name))))


def nested_levels(sheet: CobolSheet) -> None:
    """01, 05, 10 and 15: groups in groups, shown at each level."""
    top, middle, other = (
        sheet.name("ORDER-DATA", "PERSON", "INVOICE"),
        sheet.name("BUYER", "FULL-NAME", "ADDRESS-1"),
        sheet.name("WHEN-MADE", "DETAIL-1", "CONTACT"),
    )
    a, b, c, d = (
        sheet.name("FIRST-1", "STREET"),
        sheet.name("LAST-1", "TOWN"),
        sheet.name("YY", "HOUSE-NO"),
        sheet.name("MM", "ZIP-1"),
    )
    wa, wb, wc, wd = sheet.between(2, 6), sheet.between(3, 7), sheet.between(2, 4), sheet.between(2, 5)
    sheet.declare(1, top)
    sheet.declare(5, middle)
    sheet.declare(10, a, sheet.pic(f"X({wa})", sheet.q(sheet.word()[:wa])))
    sheet.declare(10, b, sheet.pic(f"X({wb})", sheet.q(sheet.word()[:wb])))
    sheet.declare(5, other)
    sheet.declare(10, c, sheet.pic(f"9({wc})", str(sheet.number_of(wc))))
    sheet.declare(10, d, sheet.pic(f"9({wd})", str(sheet.number_of(wd))))
    for _ in range(sheet.between(2, 4)):
        sheet.do(
            sheet.pick(
                (f"DISPLAY {top}", f"DISPLAY {middle}", sheet.boxed(other), sheet.boxed(a), f"MOVE {sheet.q(sheet.word())} TO {sheet.pick((a, b))}", f"MOVE {sheet.between(0, 9999)} TO {sheet.pick((c, d))}", f"MOVE {a} TO {b}",
                 f"MOVE {sheet.q(sheet.word())} TO {middle}", f"MOVE {c} TO {d}", f"ADD {c} TO {d}", f"MOVE ZEROS TO {other}", f"MOVE SPACES TO {middle}")
            )
        )  # fmt: skip
    sheet.do(sheet.boxed(top))
    sheet.do(f"DISPLAY {sheet.pick((middle, other, b, d))}")


def dates(sheet: CobolSheet) -> None:
    """A date as eight digits, taken apart, put together, compared."""
    whole, view = sheet.name("TODAY-1", "DATE-1", "ORDER-DATE"), sheet.name("DATE-PARTS", "DATE-X")
    y, m, d = sheet.name("YYYY", "DATE-Y"), sheet.name("MM", "DATE-M"), sheet.name("DD", "DATE-D")
    date = sheet.between(1950, 2035) * 10000 + sheet.between(1, 12) * 100 + sheet.between(1, 28)
    sheet.declare(1, whole, sheet.pic("9(8)", str(date)))
    sheet.declare(1, view, f"REDEFINES {whole}")
    sheet.declare(5, y, sheet.pic("9(4)"))
    sheet.declare(5, m, sheet.pic("9(2)"))
    sheet.declare(5, d, sheet.pic("9(2)"))
    mark = sheet.q(sheet.pick("/-.:"))
    for _ in range(sheet.between(1, 3)):
        sheet.do(
            sheet.pick(
                (f"ADD {sheet.between(1, 10)} TO {sheet.pick((y, d, m))}", f"MOVE {sheet.between(1, 12)} TO {m}", f"SUBTRACT {sheet.between(1, 9)} FROM {y}", f"DISPLAY {whole}",
                 f"IF {m} > {sheet.between(1, 12)}", f"DISPLAY {d} {mark} {m} {mark} {y}")
            )
            if sheet.chance(0.8)
            else f"DISPLAY {y}(3:2) {m}"
        )  # fmt: skip
        if str(sheet.body[-1][0]).startswith("IF"):
            sheet.body[-1] += [
                [f"DISPLAY {sheet.q(sheet.word())}"],
                "ELSE",
                [f"DISPLAY {sheet.q(sheet.word())}"],
                "END-IF",
            ]
    sheet.do(f"DISPLAY {sheet.pick((f'{y} {mark} {m} {mark} {d}', f'{d} {mark} {m} {mark} {y}', f'{m} {mark} {d}'))}")
    sheet.out("DATE", whole)


def renamed_parts(sheet: CobolSheet) -> None:
    """Level 66: some items of a record under one more name."""
    area = sheet.name(*GROUPS)
    sheet.declare(1, area)
    names: list[str] = []
    sizes = [sheet.between(2, 5) for _ in range(sheet.between(3, 4))]
    for size in sizes:
        name = sheet.name("PART-A", "PART-B", "PART-C", "CITY", "NAME-1", "NBR", "KIND")
        digits = bool(names) and sheet.chance(0.5)
        sheet.declare(
            5,
            name,
            sheet.pic(f"9({size})", str(sheet.number_of(size)))
            if digits
            else sheet.pic(f"X({size})", sheet.q(sheet.word()[:size])),
        )
        names.append(name)
    view = sheet.name("VIEW-1", "BOTH-1", "MIDDLE-1")
    low = sheet.between(0, len(names) - 2)
    high = sheet.between(low + 1, len(names) - 1)
    sheet.data.append((1, f"66 {view} RENAMES {names[low]} {sheet.pick(('THRU', 'THROUGH'))} {names[high]}"))
    for _ in range(sheet.between(1, 3)):
        sheet.do(
            sheet.pick(
                (
                    sheet.boxed(view),
                    f"MOVE {sheet.q(sheet.word())} TO {names[0]}",
                    f"DISPLAY {area}",
                    f"DISPLAY {sheet.pick(names)}",
                    f"MOVE {view} TO {names[0]}",
                )
            )
        )
    sheet.do(sheet.boxed(view))
    sheet.do(f"DISPLAY {area}")


RECORDS = (
    group_moves, copied_groups, redefined_items, condition_names, corresponding, initialized, nested_levels, dates,
    renamed_parts,
)  # fmt: skip
