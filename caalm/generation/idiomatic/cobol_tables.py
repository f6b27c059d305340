"""COBOL programs about tables: OCCURS, subscripts, PERFORM VARYING, SEARCH, REDEFINES of a list.

>>> from random import Random
>>> from caalm.generation.idiomatic.cobol_sheet import CobolSheet
>>> sheet = CobolSheet(Random(1))
>>> fold_table(sheet)
>>> "OCCURS" in sheet.text().upper()
True
"""

# ruff: noqa: E501 - one line of the drawn program stays one line of the template

from caalm.generation.idiomatic.cobol_sheet import CobolSheet, Code

TABLES_NAMES = ("TABLE-1", "NUM-TABLE", "SALES-TABLE", "LIST-AREA", "SCORE-TABLE", "DATA-AREA")
ITEMS = ("NUM", "ITEM", "AMT", "SALE", "SCORE", "ELEM", "ENTRY-VAL", "CELL")
INDEXES = ("I", "IDX", "J", "SUB", "CTR", "K")


def _index(sheet: CobolSheet) -> str:
    return sheet.number(*INDEXES, digits=2)


def _table(sheet: CobolSheet, size: int, digits: int) -> str:
    """An empty table of numbers; the item's name."""
    area, item = sheet.name(*TABLES_NAMES), sheet.name(*ITEMS)
    sheet.declare(1, area)
    clauses = sheet.pic(f"9({digits})")
    occurs = f"OCCURS {size} TIMES" if sheet.chance(0.8) else f"OCCURS {size}"
    sheet.declare(5, item, f"{clauses} {occurs}" if sheet.chance(0.4) else f"{occurs} {clauses}")
    return item


def _filled(sheet: CobolSheet, values: list[int], digits: int) -> str:
    """A table with values: moved one by one, or redefining a list of literals."""
    if sheet.chance(0.5):
        item = _table(sheet, len(values), digits)
        for place, value in enumerate(values, 1):
            sheet.do(f"MOVE {value} TO {item}({place})" if sheet.chance(0.7) else f"MOVE {value} TO {item} ({place})")
        return item
    source, area, item = (
        sheet.name("VALUES-LIST", "RAW-DATA", "CONST-AREA", "INIT-VALUES"),
        sheet.name(*TABLES_NAMES),
        sheet.name(*ITEMS),
    )
    if sheet.chance(0.6):
        sheet.declare(
            1, source, sheet.pic(f"X({digits * len(values)})", sheet.q("".join(f"{v:0{digits}d}" for v in values)))
        )
    else:
        sheet.declare(1, source)
        for value in values:
            sheet.declare(5, "FILLER", sheet.pic(f"9({digits})", str(value)))
    sheet.declare(1, area, f"REDEFINES {source}")
    sheet.declare(5, item, f"{sheet.pic(f'9({digits})')} OCCURS {len(values)} TIMES")
    return item


def _values(sheet: CobolSheet, low: int = 3, high: int = 6, digits: int = 2) -> list[int]:
    top = sheet.pick((9, 20, 10**digits - 1))
    return [sheet.between(0, top) for _ in range(sheet.between(low, high))]


def fold_table(sheet: CobolSheet) -> None:
    """The sum, the largest, the number of those that pass."""
    values = _values(sheet)
    item, i = _filled(sheet, values, 2), _index(sheet)
    n, x = len(values), f"{item}({i})"
    kind = sheet.between(0, 4)
    if kind == 0:
        r = sheet.number("TOTAL", "SUM-1", "RESULT", digits=4)
        body: list[Code] = [
            sheet.pick(
                (f"ADD {x} TO {r}", f"COMPUTE {r} = {r} + {x}", f"COMPUTE {r} = {r} + {x} * {sheet.pick((i, '2'))}")
            )
        ]
    elif kind == 1:
        r = sheet.number("BIGGEST", "HIGHEST", "MAX-VAL", "BEST", digits=2, value=sheet.pick((0, values[0])))
        body = [f"IF {x} {sheet.pick(('>', '>', 'GREATER THAN'))} {r}", [f"MOVE {x} TO {r}"], "END-IF"]
    elif kind == 2:
        r = sheet.number("SMALLEST", "LOWEST", "MIN-VAL", digits=2, value=99)
        body = [f"IF {x} < {r}", [f"MOVE {x} TO {r}"], "END-IF"]
    elif kind == 3:
        r = sheet.number("HOW-MANY", "FOUND-CNT", "HITS", digits=2)
        body = [
            f"IF {x} {sheet.pick(('>', '<', '>=', '='))} {sheet.pick((sheet.between(1, 30), values[0]))}",
            [f"ADD 1 TO {r}"],
        ]
        if sheet.chance(0.3):
            body += ["ELSE", [f"DISPLAY {x}"]]
        body.append("END-IF")
    else:
        r = sheet.number("EVENS", "TOTAL", "SUM-EVEN", digits=4)
        body = [f"IF FUNCTION MOD({x} 2) = {sheet.between(0, 1)}", [f"ADD {sheet.pick((x, '1'))} TO {r}"], "END-IF"]
    if sheet.chance(0.25):
        body.append(f"DISPLAY {sheet.pick((f'{i} {sheet.q(chr(32))} {r}', r, f'{x} {sheet.q(chr(32))} {r}'))}")
    sheet.do(*sheet.loop(i, 1, f"{i} > {n}", *body))
    sheet.out("RESULT", r)
    if kind == 0 and sheet.chance(0.5):
        avg = sheet.number("AVERAGE", "AVG", digits=3, places=sheet.pick((0, 1, 2)))
        sheet.do(
            sheet.pick(
                (f"DIVIDE {r} BY {n} GIVING {avg}", f"COMPUTE {avg} = {r} / {n}", f"COMPUTE {avg} ROUNDED = {r} / {n}")
            )
        )
        sheet.out("AVERAGE", avg)


def computed_table(sheet: CobolSheet) -> None:
    """A table that a loop fills and another shows."""
    n = sheet.between(3, 6)
    item, i = _table(sheet, n, 3), _index(sheet)
    x = f"{item}({i})"
    k = sheet.between(2, 9)
    sheet.do(
        *sheet.loop(
            i,
            1,
            f"{i} > {n}",
            sheet.pick(
                (
                    f"COMPUTE {x} = {i} * {k}",
                    f"COMPUTE {x} = {i} ** 2",
                    f"MULTIPLY {i} BY {k} GIVING {x}",
                    f"COMPUTE {x} = {i} * {i} + {k}",
                    f"COMPUTE {x} = {k * 10} - {i}",
                    f"COMPUTE {x} = {i} * {k} - {i}",
                )
            ),
        )
    )
    if sheet.chance(0.4):
        place = sheet.between(1, n)
        sheet.do(
            sheet.pick(
                (
                    f"MOVE {sheet.between(0, 99)} TO {item}({place})",
                    f"ADD {k} TO {item}({place})",
                    f"MOVE {item}({n}) TO {item}({place})",
                )
            )
        )
    kind = sheet.between(0, 3)
    if kind == 0:
        sheet.do(*sheet.loop(i, n, f"{i} < 1", f"DISPLAY {x}", step=-1))
    elif kind == 1:
        sheet.do(
            *sheet.loop(
                i, 1, f"{i} > {n}", f"DISPLAY {i} {sheet.q(sheet.pick((': ', ' ', '=')))} {x}", step=sheet.pick((1, 2))
            )
        )
    elif kind == 2:
        sheet.do(
            *sheet.loop(i, 1, f"{i} > {n}", f"DISPLAY {x} {sheet.q(sheet.pick((' ', ',', '/')))} WITH NO ADVANCING")
        )
        sheet.do(f"DISPLAY {sheet.q(sheet.word())}")
    else:
        a, b = sheet.rng.sample(range(1, n + 1), 2)
        sheet.do(f"COMPUTE {item}({a}) = {item}({a}) + {item}({b})")
        sheet.out("ITEMS", f"{item}({a})", sheet.q(" "), f"{item}({b})")


def sorted_table(sheet: CobolSheet) -> None:
    """Bubble sort or one pass of it."""
    values = _values(sheet, 3, 5)
    item, i, j, t = (
        _filled(sheet, values, 2),
        _index(sheet),
        sheet.number("J", "K", "INNER", digits=2),
        sheet.number("TEMP", "HOLD", "SWAP", digits=2),
    )
    n, sign = len(values), sheet.pick("<>")
    swap: list[Code] = [
        f"MOVE {item}({j}) TO {t}",
        f"MOVE {item}({j} + 1) TO {item}({j})",
        f"MOVE {t} TO {item}({j} + 1)",
    ]
    inner = sheet.loop(
        j, 1, f"{j} > {n} - {sheet.pick((i, '1'))}", f"IF {item}({j}) {sign} {item}({j} + 1)", swap, "END-IF"
    )
    rounds = sheet.pick((n - 1, n - 1, 1, 2))
    sheet.do(*sheet.loop(i, 1, f"{i} > {rounds}", *inner))
    if sheet.chance(0.6):
        sheet.do(*sheet.loop(i, 1, f"{i} > {n}", f"DISPLAY {item}({i})"))
    else:
        sheet.out("FIRST", f"{item}(1)", sheet.q(" "), f"{item}({n})")


def reversed_table(sheet: CobolSheet) -> None:
    """Swapped ends, shifted items, a copy in the other order."""
    values = _values(sheet, 4, 5)
    n = len(values)
    item, i = _filled(sheet, values, 2), _index(sheet)
    kind = sheet.between(0, 2)
    if kind == 0:
        j, t = sheet.number("J", "LAST-IDX", digits=2), sheet.number("TEMP", "HOLD", digits=2)
        sheet.do(
            *sheet.loop(
                i,
                1,
                f"{i} > {n // 2}",
                f"COMPUTE {j} = {n} - {i} + 1",
                f"MOVE {item}({i}) TO {t}",
                f"MOVE {item}({j}) TO {item}({i})",
                f"MOVE {t} TO {item}({j})",
            )
        )
    elif kind == 1:
        t = sheet.number("TEMP", "SAVED", digits=2)
        sheet.do(f"MOVE {item}(1) TO {t}")
        sheet.do(*sheet.loop(i, 1, f"{i} > {n - 1}", f"MOVE {item}({i} + 1) TO {item}({i})"))
        sheet.do(f"MOVE {sheet.pick((t, t, '0'))} TO {item}({n})")
    else:
        sheet.do(*sheet.loop(i, 2, f"{i} > {n}", f"ADD {item}({i} - 1) TO {item}({i})"))
    sheet.do(
        *sheet.loop(
            i, 1, f"{i} > {n}", f"DISPLAY {sheet.pick((f'{item}({i})', f'{i} {sheet.q(chr(45))} {item}({i})'))}"
        )
    )


def grids(sheet: CobolSheet) -> None:
    """Two subscripts; VARYING ... AFTER; totals of rows and columns."""
    rows, cols = sheet.between(2, 3), sheet.between(2, 3)
    area, row, cell = (
        sheet.name("GRID", "MATRIX", "BOARD"),
        sheet.name("ROWS-1", "GRID-ROW", "R-ENTRY"),
        sheet.name("CELL", "VAL", "C-ENTRY"),
    )
    sheet.declare(1, area)
    sheet.declare(5, row, f"OCCURS {rows} TIMES")
    sheet.declare(10, cell, f"{sheet.pic('9(3)')} OCCURS {cols} TIMES")
    r, c = sheet.number("R", "I", "ROW-IDX", digits=1), sheet.number("C", "J", "COL-IDX", digits=1)
    x, k = f"{cell}({r} {c})" if sheet.chance(0.3) else f"{cell}({r}, {c})", sheet.between(1, 9)
    value = sheet.pick(
        (
            f"{r} * {c}",
            f"{r} + {c}",
            f"{r} * 10 + {c}",
            f"({r} - 1) * {cols} + {c}",
            f"{r} * {c} + {k}",
            f"{k} * {r} + {c}",
            f"{r} ** {c}",
        )
    )
    fill: list[Code] = [f"COMPUTE {x} = {value}"]
    if sheet.chance(0.5):
        sheet.do(
            f"PERFORM VARYING {r} FROM 1 BY 1 UNTIL {r} > {rows}",
            [f"AFTER {c} FROM 1 BY 1 UNTIL {c} > {cols}"],
            fill,
            "END-PERFORM",
        )
    else:
        sheet.do(*sheet.loop(r, 1, f"{r} > {rows}", *sheet.loop(c, 1, f"{c} > {cols}", *fill)))
    if sheet.chance(0.4):
        sheet.do(f"MOVE {sheet.between(0, 999)} TO {cell}({sheet.between(1, rows)}, {sheet.between(1, cols)})")
    kind = sheet.between(0, 3)
    if kind == 0:
        sheet.do(*sheet.loop(r, 1, f"{r} > {rows}", f"DISPLAY {row}({r})"))
    elif kind == 1:
        t = sheet.number("TOTAL", "ROW-SUM", digits=4)
        sheet.do(
            *sheet.loop(
                r,
                1,
                f"{r} > {rows}",
                f"MOVE 0 TO {t}",
                *sheet.loop(c, 1, f"{c} > {cols}", f"ADD {x} TO {t}"),
                sheet.show("ROW", r, sheet.q(" "), t),
            )
        )
    elif kind == 2:
        t = sheet.number("TOTAL", "COL-SUM", "DIAG", digits=4)
        sheet.do(
            *sheet.loop(r, 1, f"{r} > {min(rows, cols)}", f"ADD {cell}({r}, {sheet.pick((r, '1', str(cols)))}) TO {t}")
        )
        sheet.out("SUM", t)
    else:
        sheet.do(
            *sheet.loop(
                c,
                1,
                f"{c} > {cols}",
                *sheet.loop(r, 1, f"{r} > {rows}", f"DISPLAY {x} {sheet.q(' ')} WITH NO ADVANCING"),
                f"DISPLAY {sheet.q(sheet.pick(('*', '.', '-', '|', '/')))}",
            )
        )


def records_in_a_table(sheet: CobolSheet) -> None:
    """Rows with a name and a number."""
    n = sheet.between(2, 4)
    area, row = (
        sheet.name("EMP-TABLE", "STOCK-TABLE", "ROSTER", "PRICE-LIST"),
        sheet.name("EMP", "LINE-ITEM", "ROW-1", "REC"),
    )
    who, amount = sheet.name("EMP-NAME", "ITEM-NAME", "LABEL-1"), sheet.name("EMP-PAY", "PRICE", "QTY", "POINTS")
    width, digits = sheet.between(5, 8), sheet.between(2, 4)
    sheet.declare(1, area)
    sheet.declare(5, row, f"OCCURS {n} TIMES")
    sheet.declare(10, who, sheet.pic(f"X({width})"))
    sheet.declare(10, amount, sheet.pic(f"9({digits})"))
    i = _index(sheet)
    for place, word in enumerate(sheet.words(n), 1):
        if sheet.chance(0.3):
            sheet.do(f"MOVE {sheet.q(f'{word[:width]:{width}}{sheet.number_of(digits):0{digits}d}')} TO {row}({place})")
        else:
            sheet.do(f"MOVE {sheet.q(word)} TO {who}({place})")
            sheet.do(f"MOVE {sheet.number_of(digits)} TO {amount}({place})")
    a, w = f"{amount}({i})", f"{who}({i})"
    kind = sheet.between(0, 4)
    if kind == 0:
        sheet.do(
            *sheet.loop(
                i,
                1,
                f"{i} > {n}",
                f"DISPLAY {sheet.pick((f'{w} {a}', f'{a} {sheet.q(chr(32))} {w}', f'{row}({i})', f'{w} {sheet.q(chr(61))} {a}'))}",
            )
        )
    elif kind == 1:
        chosen: list[Code] = [f"IF {a} {sheet.pick(('>', '<', '>='))} {sheet.number_of(digits)}", [f"DISPLAY {w}"]]
        if sheet.chance(0.5):
            chosen += ["ELSE", [f"DISPLAY {a}"]]
        sheet.do(*sheet.loop(i, 1, f"{i} > {n}", *chosen, "END-IF"))
    elif kind == 2:
        best = sheet.number("BEST", "TOP-IDX", "WINNER", digits=2, value=1)
        sheet.do(
            *sheet.loop(
                i, 2, f"{i} > {n}", f"IF {a} {sheet.pick('<>')} {amount}({best})", [f"MOVE {i} TO {best}"], "END-IF"
            )
        )
        sheet.out("BEST", f"{who}({best})", sheet.q(" "), f"{amount}({best})")
    elif kind == 3:
        t = sheet.number("TOTAL", "PAYROLL", digits=6)
        sheet.do(*sheet.loop(i, 1, f"{i} > {n}", f"ADD {a} TO {t}"))
        sheet.out("TOTAL", t)
        sheet.do(f"DISPLAY {who}({sheet.between(1, n)})")
    else:
        sheet.do(f"MOVE {row}({sheet.between(1, n)}) TO {row}({sheet.between(1, n)})")
        sheet.do(f"DISPLAY {area}")


def searched_table(sheet: CobolSheet) -> None:
    """SEARCH with an index, AT END, one WHEN or more."""
    n, digits = sheet.between(3, 5), sheet.between(1, 3)
    words = [w[:6] for w in sheet.words(n)]
    source, area, row = (
        sheet.name("RAW-DATA", "CODES-LIST"),
        sheet.name("CODE-TABLE", "LOOKUP"),
        sheet.name("CODE-ROW", "PAIR"),
    )
    key, text, idx = (
        sheet.name("KEY-1", "CODE-NO", "ID-NO"),
        sheet.name("DESCR", "MEANING", "LABEL-1"),
        sheet.name("IDX", "TAB-IDX", "IX"),
    )
    keys = sorted(sheet.rng.sample(range(1, 10**digits), n))
    every = sheet.chance(0.35)
    if not every and sheet.chance(0.7):
        sheet.rng.shuffle(keys)
    sheet.declare(1, source)
    for k, w in zip(keys, words, strict=True):
        sheet.declare(5, "FILLER", sheet.pic(f"X({digits + 6})", sheet.q(f"{k:0{digits}d}{w:6}")))
    sheet.declare(1, area, f"REDEFINES {source}")
    order = f" ASCENDING KEY IS {key}" if every else ""
    sheet.declare(5, row, f"OCCURS {n} TIMES{order} INDEXED BY {idx}")
    sheet.declare(10, key, sheet.pic(f"9({digits})"))
    sheet.declare(10, text, sheet.pic("X(6)"))
    wanted = sheet.number(
        "WANTED",
        "TARGET",
        "SEARCH-NO",
        digits=digits,
        value=sheet.pick((sheet.pick(keys), sheet.pick(keys), sheet.number_of(digits))),
    )
    test = f"WHEN {key}({idx}) = {wanted}"
    if not every and sheet.chance(0.3):
        test = f"WHEN {key}({idx}) {sheet.pick(('>', '<', '>='))} {wanted}"
    for turn in range(sheet.between(1, 3)):
        if turn:
            sheet.do(f"MOVE {sheet.pick((sheet.pick(keys), sheet.number_of(digits)))} TO {wanted}")
        if not every:
            sheet.do(f"SET {idx} TO {sheet.pick((1, 1, 1, 2))}")
        found = sheet.pick(
            (
                sheet.show("FOUND", f"{text}({idx})"),
                f"DISPLAY {wanted} {sheet.q(' ')} {text}({idx})",
                f"DISPLAY {row}({idx})",
            )
        )
        sheet.do(
            f"SEARCH {'ALL ' if every else ''}{row}",
            [f"AT END DISPLAY {sheet.q(sheet.pick(('NOT FOUND', 'NONE', 'UNKNOWN', 'NO SUCH CODE')))}", test, [found]],
            "END-SEARCH",
        )


def names_in_a_line(sheet: CobolSheet) -> None:
    """Months, days, colours: a literal redefined as a table of texts."""
    width = sheet.between(3, 4)
    source, area, item = (
        sheet.name("NAMES-LINE", "MONTHS-LIST", "DAY-NAMES"),
        sheet.name("NAMES-TAB", "MONTH-TABLE", "DAY-TABLE"),
        sheet.name("MONTH-NAME", "DAY-NAME", "SHORT-NAME"),
    )
    n = sheet.between(3, 6)
    texts = sheet.pick(
        (
            ["JAN", "FEB", "MAR", "APR", "MAY", "JUN"],
            ["MON", "TUE", "WED", "THU", "FRI", "SAT"],
            [w[:width].upper() for w in sheet.words(6)],
        )
    )[:n]
    sheet.declare(1, source, sheet.pic(f"X({width * n})", sheet.q("".join(f"{t:{width}}" for t in texts))))
    sheet.declare(1, area, f"REDEFINES {source}")
    sheet.declare(5, item, f"{sheet.pic(f'X({width})')} OCCURS {n} TIMES")
    i = _index(sheet)
    kind = sheet.between(0, 3)
    if kind == 0:
        low = sheet.between(1, 2)
        sheet.do(
            *sheet.loop(
                i,
                low,
                f"{i} > {n}",
                f"DISPLAY {sheet.pick((f'{item}({i})', f'{i} {sheet.q(chr(32))} {item}({i})'))}",
                step=sheet.pick((1, 2)),
            )
        )
    elif kind == 1:
        for place in sheet.rng.sample(range(1, n + 1), sheet.between(2, 3)):
            sheet.do(f"MOVE {place} TO {i}")
            sheet.out("NAME", f"{item}({i})")
    elif kind == 2:
        a, b = sheet.rng.sample(range(1, n + 1), 2)
        sheet.do(f"MOVE {item}({a}) TO {item}({b})")
        sheet.do(f"DISPLAY {source}")
        sheet.do(f"DISPLAY {item}({a}) {sheet.q(sheet.pick('-/:'))} {item}({b})(1:{sheet.between(1, width)})")
    else:
        sheet.do(*sheet.loop(i, n, f"{i} < 1", f"DISPLAY {item}({i}) WITH NO ADVANCING", step=-1))
        sheet.do(f"DISPLAY {sheet.q(' ' + sheet.word())}")


def letters_in_a_table(sheet: CobolSheet) -> None:
    """A word taken as a table of letters."""
    word = sheet.word()[:8]
    n = len(word)
    source, area, item = (
        sheet.name("THE-WORD", "INPUT-WORD"),
        sheet.name("LETTERS", "CHARS"),
        sheet.name("LTR", "ONE-CHAR", "CH-1"),
    )
    sheet.declare(1, source, sheet.pic(f"X({n})", sheet.q(word)))
    sheet.declare(1, area, f"REDEFINES {source}")
    sheet.declare(5, item, f"{sheet.pic('X')} OCCURS {n} TIMES")
    i = _index(sheet)
    x = f"{item}({i})"
    kind = sheet.between(0, 3)
    if kind == 0:
        c = sheet.number("VOWELS", "HITS", digits=2)
        test = sheet.pick(("A", "E", "O", word[0], word[-1]))
        both = f" OR {x} = {sheet.q(sheet.pick(('I', 'E', 'U', word[-1])))}" if sheet.chance(0.5) else ""
        sheet.do(*sheet.loop(i, 1, f"{i} > {n}", f"IF {x} = {sheet.q(test)}{both}", [f"ADD 1 TO {c}"], "END-IF"))
        sheet.out("COUNT", c)
    elif kind == 1:
        sheet.do(*sheet.loop(i, n, f"{i} < 1", f"DISPLAY {x} WITH NO ADVANCING", step=-1))
        sheet.do(f"DISPLAY {sheet.q(sheet.pick(('.', '!', '|', ' ' + sheet.word())))}")
    elif kind == 2:
        sheet.do(
            *sheet.loop(
                i,
                sheet.between(1, 2),
                f"{i} > {n}",
                f"MOVE {sheet.q(sheet.pick('*-.#X'))} TO {x}",
                step=sheet.between(2, 3),
            )
        )
        sheet.out("WORD", source)
    else:
        a, b = sheet.rng.sample(range(1, n + 1), 2) if n > 1 else (1, 1)
        sheet.do(f"MOVE {item}({a}) TO {item}({b})")
        sheet.do(f"DISPLAY {source}")
        sheet.do(
            f"IF {item}({a}) {sheet.pick('<>=')} {item}({sheet.between(1, n)})",
            [f"DISPLAY {sheet.q(sheet.word())}"],
            "ELSE",
            [f"DISPLAY {sheet.q(sheet.word())}"],
            "END-IF",
        )


def counts_in_a_table(sheet: CobolSheet) -> None:
    """How often each digit comes; votes by number."""
    kinds = sheet.between(3, 4)
    text = "".join(str(sheet.between(1, kinds)) for _ in range(sheet.between(5, 10)))
    source, area, item = (
        sheet.name("VOTES-LINE", "DIGITS-1"),
        sheet.name("VOTE-TABLE", "TALLIES"),
        sheet.name("VOTE-CNT", "TIMES-SEEN"),
    )
    sheet.declare(1, source, sheet.pic(f"X({len(text)})", sheet.q(text)))
    sheet.declare(1, area, sheet.pick(("", "VALUE ZEROS")))
    sheet.declare(5, item, f"{sheet.pic('9(2)')} OCCURS {kinds} TIMES")
    i, d = _index(sheet), sheet.number("DIGIT", "CHOICE", digits=1)
    if sheet.data[-3][1].count("VALUE") == 0:
        sheet.do(f"INITIALIZE {area}")
    sheet.do(
        *sheet.loop(
            i,
            1,
            f"{i} > {len(text)}",
            f"MOVE {source}({i}:1) TO {d}",
            f"ADD {sheet.pick(('1', '1', d))} TO {item}({d})",
        )
    )
    sheet.do(*sheet.loop(i, 1, f"{i} > {kinds}", f"DISPLAY {i} {sheet.q(sheet.pick((': ', ' = ', ' ')))} {item}({i})"))


def tables_of_some_length(sheet: CobolSheet) -> None:
    """OCCURS ... DEPENDING ON: a table that grows."""
    area, item = sheet.name(*TABLES_NAMES), sheet.name(*ITEMS)
    top = sheet.between(5, 9)
    size = sheet.number("HOW-MANY", "TAB-SIZE", "LEN-1", digits=2, value=sheet.between(1, 3))
    letters = sheet.chance(0.5)
    sheet.declare(1, area)
    sheet.declare(5, item, f"{sheet.pic('X' if letters else '9(2)')} OCCURS 1 TO {top} TIMES DEPENDING ON {size}")
    i = _index(sheet)
    sheet.do(f"MOVE {top} TO {size}")
    value = (
        f"MOVE {sheet.q(sheet.pick('*-#X'))} TO {item}({i})"
        if letters
        else sheet.pick((f"COMPUTE {item}({i}) = {i} * {sheet.between(2, 9)}", f"MOVE {i} TO {item}({i})"))
    )
    sheet.do(*sheet.loop(i, 1, f"{i} > {top}", value))
    shown = top
    for _ in range(sheet.between(1, 2)):
        place, shown = sheet.between(1, shown), sheet.between(1, top)
        sheet.do(f"MOVE {sheet.q(sheet.word()[:1]) if letters else sheet.between(0, 99)} TO {item}({place})")
        sheet.do(f"MOVE {shown} TO {size}")
        sheet.do(sheet.boxed(area))
    sheet.out("LENGTH", f"FUNCTION LENGTH({area})")


def indexed_tables(sheet: CobolSheet) -> None:
    """INDEXED BY: SET, SET UP BY, an index as a subscript; SORT of the table."""
    n = sheet.between(4, 6)
    values = [sheet.between(0, 99) for _ in range(n)]
    source, area, item, idx = (
        sheet.name("VALUES-LIST", "RAW-DATA"),
        sheet.name(*TABLES_NAMES),
        sheet.name(*ITEMS),
        sheet.name("IDX", "IX-1", "TAB-IDX"),
    )
    sheet.declare(1, source, sheet.pic(f"X({2 * n})", sheet.q("".join(f"{v:02d}" for v in values))))
    sheet.declare(1, area, f"REDEFINES {source}")
    sheet.declare(5, item, f"{sheet.pic('9(2)')} OCCURS {n} TIMES INDEXED BY {idx}")
    if sheet.chance(0.5):
        sheet.do(f"SORT {item} ON {sheet.pick(('ASCENDING', 'DESCENDING'))} KEY {item}")
    kind = sheet.between(0, 2)
    if kind == 0:
        sheet.do(f"SET {idx} TO {sheet.between(1, 2)}")
        for _ in range(sheet.between(1, 3)):
            sheet.do(f"DISPLAY {item}({idx})")
            sheet.do(f"SET {idx} UP BY 1")
        sheet.do(f"DISPLAY {item}({idx} - 1)")
    elif kind == 1:
        total = sheet.number("TOTAL", "SUM-1", digits=4)
        sheet.do(*sheet.loop(idx, 1, f"{idx} > {n}", f"ADD {item}({idx}) TO {total}", step=sheet.pick((1, 1, 2))))
        sheet.out("TOTAL", total)
    else:
        sheet.do(
            *sheet.loop(
                idx,
                1,
                f"{idx} > {n} OR {item}({idx}) {sheet.pick('<>')} {sheet.between(20, 80)}",
                f"DISPLAY {item}({idx})",
            )
        )
    sheet.do(f"DISPLAY {source}")


TABLES = (
    fold_table, computed_table, sorted_table, reversed_table, grids, records_in_a_table, searched_table,
    names_in_a_line, letters_in_a_table, counts_in_a_table,
    tables_of_some_length, indexed_tables,
)  # fmt: skip
