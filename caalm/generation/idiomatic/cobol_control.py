"""COBOL programs about control: paragraphs, PERFORM in all forms, EVALUATE, GO TO, STOP RUN in the middle.

>>> from random import Random
>>> from caalm.generation.idiomatic.cobol_sheet import CobolSheet
>>> sheet = CobolSheet(Random(1))
>>> paragraphs(sheet)
>>> len(sheet.paragraphs) > 1
True
"""

# ruff: noqa: E501 - one line of the drawn program stays one line of the template

from caalm.generation.idiomatic.cobol_sheet import CobolSheet, Code

PARAGRAPHS = (
    "INIT-PARA",
    "STEP-ONE",
    "STEP-TWO",
    "CALC-PARA",
    "SHOW-PARA",
    "PROCESS-IT",
    "ADD-UP",
    "REPORT-IT",
    "100-START",
    "200-WORK",
    "300-FINISH",
    "DO-MATH",
    "A100-LOOP",
    "PRINT-PARA",
)


def _change(sheet: CobolSheet, n: str) -> str:
    k = sheet.between(1, 9)
    return sheet.pick(
        (
            f"ADD {k} TO {n}",
            f"SUBTRACT {k} FROM {n}",
            f"MULTIPLY {sheet.between(2, 4)} BY {n}",
            f"COMPUTE {n} = {n} * 2 + {k}",
            f"ADD {k} TO {n}",
            f"COMPUTE {n} = {n} + {k}",
            f"MOVE {sheet.between(0, 99)} TO {n}",
        )
    )


def _number(sheet: CobolSheet) -> str:
    return sheet.number(
        "NUM", "CTR", "TOTAL", "N-1", "VAL-1", digits=4, signed=sheet.chance(0.4), value=sheet.between(0, 20)
    )


def _test(sheet: CobolSheet, n: str) -> str:
    k = sheet.between(1, 30)
    return sheet.pick(
        (
            f"{n} > {k}",
            f"{n} < {k}",
            f"{n} = {k}",
            f"{n} >= {k}",
            f"{n} NOT > {k}",
            f"{n} IS GREATER THAN {k}",
            f"{n} IS ZERO",
            f"{n} > {k} AND {n} < {k + 20}",
            f"{n} < 5 OR {n} > {k}",
            f"FUNCTION MOD({n} 2) = 0",
            f"NOT {n} = {k}",
            f"{n} IS POSITIVE",
        )
    )


def paragraphs(sheet: CobolSheet) -> None:
    """Paragraphs performed once, TIMES, in turns, and THRU others."""
    n = _number(sheet)
    names = [
        sheet.paragraph(
            sheet.name(*PARAGRAPHS),
            *[
                sheet.pick(
                    (_change(sheet, n), f"DISPLAY {n}", sheet.show(sheet.word(), n), f"DISPLAY {sheet.q(sheet.word())}")
                )
                for _ in range(sheet.between(1, 3))
            ],
        )
        for _ in range(sheet.between(2, 3))
    ]
    for _ in range(sheet.between(2, 4)):
        one = sheet.pick(names)
        sheet.do(
            sheet.pick(
                (
                    f"PERFORM {one}",
                    f"PERFORM {one}",
                    f"PERFORM {one} {sheet.between(2, 3)} TIMES",
                    f"PERFORM {names[0]} THRU {names[-1]}",
                    f"PERFORM {names[0]} {sheet.pick(('THRU', 'THROUGH'))} {names[1]}",
                    _change(sheet, n),
                )
            )
        )
    sheet.out("END", n)


def nested_paragraphs(sheet: CobolSheet) -> None:
    """Paragraphs that perform others; a paragraph with a condition and EXIT."""
    n, m = _number(sheet), _number(sheet)
    inner, outer = sheet.name(*PARAGRAPHS), sheet.name(*PARAGRAPHS)
    times = sheet.between(2, 3)
    sheet.paragraph(
        outer,
        sheet.show("OUTER", n),
        sheet.pick((f"PERFORM {inner} {times} TIMES", f"PERFORM {inner}")),
        _change(sheet, n),
    )
    test = _test(sheet, n)
    change = _change(sheet, m)
    endings: list[list[Code]] = [
        [[f"IF {test}", [f"DISPLAY {sheet.q(sheet.word())}"], "END-IF"]],
        [sheet.show("INNER", m)],
        [[f"IF {test}", ["EXIT PARAGRAPH"], "END-IF"], sheet.show("PAST", m)],
    ]
    sheet.paragraph(inner, change, *sheet.pick(endings))
    sheet.do(f"PERFORM {outer}{sheet.pick(('', f' {sheet.between(1, 3)} TIMES'))}")
    if sheet.chance(0.4):
        sheet.do(f"PERFORM {inner}")
    sheet.out("N", n)
    sheet.out("M", m)


def performed_until(sheet: CobolSheet) -> None:
    """PERFORM UNTIL, with the test before or after, inline or of a paragraph."""
    n, turns = (
        sheet.number("NUM", "LEFT-1", "MONEY", digits=4, value=sheet.between(0, 60)),
        sheet.number("TURNS", "YEARS-1", digits=2),
    )
    k = sheet.between(2, 12)
    change, stop = sheet.pick(
        (
            (f"ADD {k} TO {n}", f"{n} > {sheet.between(20, 70)}"),
            (f"COMPUTE {n} = {n} * 2 + 1", f"{n} >= {sheet.between(30, 200)}"),
            (f"ADD {k} TO {n}", f"{turns} = {sheet.between(2, 5)}"),
            (f"ADD {turns} TO {n}", f"{turns} > {sheet.between(2, 5)}"),
        )
    )
    after = sheet.pick(("", "", " WITH TEST AFTER", " TEST AFTER", " WITH TEST BEFORE"))
    body: list[Code] = [change, f"ADD 1 TO {turns}"]
    if sheet.chance(0.6):
        body.insert(
            sheet.between(0, 2),
            sheet.pick((f"DISPLAY {n}", sheet.show("NOW", n), f"DISPLAY {turns} {sheet.q(' ')} {n}")),
        )
    if sheet.chance(0.4):
        name = sheet.paragraph(sheet.name(*PARAGRAPHS), *[str(line) for line in body])
        sheet.do(f"PERFORM {name}{after} UNTIL {stop}")
    else:
        sheet.do(f"PERFORM{after} UNTIL {stop}", body, "END-PERFORM")
    sheet.out("NUM", n)
    sheet.out("TURNS", turns)


def nested_loops(sheet: CobolSheet) -> None:
    """Loops in loops: tables of products, triangles, pairs."""
    i, j = sheet.number("I", "ROW-1", digits=sheet.pick((1, 2))), sheet.number("J", "COL-1", digits=sheet.pick((1, 2)))
    a, b = sheet.between(2, 4), sheet.between(2, 4)
    kind = sheet.between(0, 4)
    if kind == 0:
        p = sheet.number("PROD-1", "ANSWER", digits=3)
        value = sheet.pick((f"{i} * {j}", f"{i} + {j}", f"{i} * 10 + {j}", f"{i} ** {j}"))
        shown = sheet.pick(
            (
                f"DISPLAY {i} {sheet.q(' X ')} {j} {sheet.q(' = ')} {p}",
                f"DISPLAY {p}",
                f"DISPLAY {p} {sheet.q(' ')} WITH NO ADVANCING",
            )
        )
        tail: list[Code] = [f"DISPLAY {sheet.q(sheet.pick('.|*'))}"] if "ADVANCING" in shown else []
        sheet.do(
            *sheet.loop(
                i, 1, f"{i} > {a}", *sheet.loop(j, 1, f"{j} > {min(b, 3)}", f"COMPUTE {p} = {value}", shown), *tail
            )
        )
    elif kind == 1:
        mark = sheet.q(sheet.pick(("*", "#", "O", "+", "AB", "X")))
        sheet.do(
            *sheet.loop(
                i,
                1,
                f"{i} > {a}",
                f"PERFORM {sheet.pick((i, str(b)))} TIMES",
                [f"DISPLAY {mark} WITH NO ADVANCING"],
                "END-PERFORM",
                f"DISPLAY {sheet.q(sheet.pick(('|', '.', '<', ' ')))}",
            )
        )
    elif kind == 2:
        c = sheet.number("CNT", "FOUND-1", digits=3)
        test = sheet.pick(
            (
                f"{i} + {j} = {a + b}",
                f"{i} > {j}",
                f"{i} = {j}",
                f"FUNCTION MOD({i} + {j}, 2) = 0",
                f"{i} * {j} > {a * 2}",
            )
        )
        sheet.do(
            f"PERFORM VARYING {i} FROM 1 BY 1 UNTIL {i} > {a + 1}",
            [f"AFTER {j} FROM 1 BY {sheet.between(1, 2)} UNTIL {j} > {b + 1}"],
            [f"IF {test}", [f"ADD 1 TO {c}", *([f"DISPLAY {i} {j}"] if sheet.chance(0.3) else [])], "END-IF"],
            "END-PERFORM",
        )
        sheet.out("COUNT", c)
    elif kind == 3:
        sheet.do(
            *sheet.loop(
                i,
                1,
                f"{i} > {a}",
                *sheet.loop(j, i, f"{j} > {a}", f"DISPLAY {i} {sheet.q(sheet.pick((',', '-', ' ')))} {j}"),
            )
        )
    else:
        s = sheet.number("TOTAL", "SUM-1", digits=4)
        sheet.do(
            *sheet.loop(
                i,
                1,
                f"{i} > {a}",
                *sheet.loop(j, 1, f"{j} > {sheet.pick((i, str(b)))}", f"ADD {sheet.pick((i, j, '1'))} TO {s}"),
                sheet.show("SUM", s),
            )
        )


def evaluated(sheet: CobolSheet) -> None:
    """EVALUATE of a value: values, ranges, OTHER."""
    numeric = sheet.chance(0.6)
    texts = sheet.words(4)
    cuts: list[int] = []
    if numeric:
        subject = sheet.number("CODE-1", "MONTH-1", "SCORE", "CHOICE", digits=2, value=sheet.between(0, 12))
        cuts = sorted(sheet.rng.sample(range(1, 40), 4))
        tests = [
            f"{cuts[0]}",
            sheet.pick((f"{cuts[0] + 1} THRU {cuts[1]}", f"{cuts[1]}")),
            sheet.pick((f"{cuts[2]} THRU {cuts[3]}", f"{cuts[2]}")),
        ]
    else:
        letters = sheet.rng.sample("ABCDEFYN", 4)
        subject = sheet.field("GRADE", "FLAG-1", "OPTION-1", size=1, value=sheet.pick(letters))
        tests = [sheet.q(letters[0]), sheet.q(letters[1]), sheet.q(letters[2])]

    def fresh() -> str:
        """A value that may be one of the tested ones."""
        return str(sheet.pick((*cuts, sheet.between(0, 45)))) if numeric else sheet.q(sheet.pick("ABCDEFYN"))

    whens: list[Code] = []
    for place, (test, text) in enumerate(zip(tests, texts, strict=False)):
        whens.append(f"WHEN {test}")
        if place == 0 and sheet.chance(0.3):
            whens.append(f"WHEN {fresh()}")
        whens.append([f"DISPLAY {sheet.q(text)}"])
    if sheet.chance(0.85):
        whens += ["WHEN OTHER", [f"DISPLAY {sheet.pick((sheet.q(texts[3]), sheet.q(texts[3]) + ' ' + subject))}"]]
    block: list[Code] = [f"EVALUATE {subject}", whens, "END-EVALUATE"]
    if sheet.chance(0.5):
        name = sheet.paragraph(sheet.name(*PARAGRAPHS), block)
        for _ in range(sheet.between(2, 3)):
            sheet.do(f"MOVE {fresh()} TO {subject}")
            sheet.do(f"PERFORM {name}")
    elif numeric and sheet.chance(0.6):
        low = sheet.between(0, cuts[1])
        sheet.do(*sheet.loop(subject, low, f"{subject} > {low + sheet.between(2, 5)}", *block))
    else:
        sheet.do(*block)
        sheet.do(f"MOVE {fresh()} TO {subject}")
        sheet.do(*block)
    sheet.out("CODE", subject)


def evaluated_true(sheet: CobolSheet) -> None:
    """EVALUATE TRUE and EVALUATE ... ALSO ..."""
    a, b = _number(sheet), _number(sheet)
    texts = sheet.words(4)
    if sheet.chance(0.5):
        whens: list[Code] = [
            f"WHEN {_test(sheet, a)}",
            [f"DISPLAY {sheet.q(texts[0])}"],
            f"WHEN {_test(sheet, b)}",
            [f"DISPLAY {sheet.q(texts[1])}", *([_change(sheet, a)] if sheet.chance(0.4) else [])],
            "WHEN OTHER",
            [f"DISPLAY {sheet.q(texts[2])}"],
        ]
        block: list[Code] = [f"EVALUATE {sheet.pick(('TRUE', 'TRUE', 'TRUE', 'FALSE'))}", whens, "END-EVALUATE"]
    elif sheet.chance(0.5):
        whens = [
            f"WHEN {sheet.pick(('TRUE', 'FALSE'))} ALSO {sheet.pick(('TRUE', 'FALSE', 'ANY'))}",
            [f"DISPLAY {sheet.q(texts[0])}"],
            f"WHEN {sheet.pick(('TRUE', 'FALSE'))} ALSO ANY",
            [f"DISPLAY {sheet.q(texts[1])}"],
            "WHEN OTHER",
            [f"DISPLAY {sheet.q(texts[2])}"],
        ]
        block = [f"EVALUATE {a} > {sheet.between(1, 20)} ALSO {b} < {sheet.between(1, 20)}", whens, "END-EVALUATE"]
    else:
        k = sheet.between(1, 15)
        whens = [
            f"WHEN 0 THRU {k} ALSO {sheet.pick(('ANY', f'0 THRU {k + 3}'))}",
            [f"DISPLAY {sheet.q(texts[0])}"],
            f"WHEN {k + 1} THRU 99 ALSO {sheet.pick(('ANY', '0 THRU 9', '5'))}",
            [f"DISPLAY {sheet.q(texts[1])}"],
            "WHEN OTHER",
            [f"DISPLAY {sheet.q(texts[2])}"],
        ]
        block = [f"EVALUATE {a} ALSO {b}", whens, "END-EVALUATE"]
    for turn in range(sheet.between(2, 3)):
        if turn:
            sheet.do(_change(sheet, sheet.pick((a, b))))
        sheet.do(*block)
    sheet.out("A", a, sheet.q(" "), b)


def jumps(sheet: CobolSheet) -> None:
    """GO TO a paragraph, back and forth; GO TO DEPENDING ON."""
    n = sheet.number("NUM", "CTR", digits=3, value=sheet.between(0, 5))
    if sheet.chance(0.5):
        loop, end = sheet.name("LOOP-1", "AGAIN", "TOP-PARA"), sheet.name("DONE-PARA", "FINISH-UP", "END-PARA")
        step, limit = sheet.between(1, 4), sheet.between(6, 14)
        sheet.body.append([f"GO TO {loop}"])
        statements: list[Code] = [f"ADD {step} TO {n}", *sheet.pick(([sheet.show("AT", n)], [f"DISPLAY {n}"], []))]
        sheet.paragraph(
            loop,
            *[str(s) for s in statements],
            [f"IF {n} {sheet.pick(('<', '<=', 'NOT >'))} {limit}", [f"GO TO {loop}"], "END-IF"],
            f"DISPLAY {sheet.q(sheet.word())}",
            f"GO TO {end}",
        )
        skipped = sheet.name("SKIPPED", "NEVER-HERE")
        sheet.paragraph(skipped, f"DISPLAY {sheet.q(sheet.word())}", _change(sheet, n))
        sheet.paragraph(end, sheet.show("END", n), "STOP RUN")
    else:
        names = [sheet.name(f"CASE-{letter}", f"OPT-{letter}") for letter in "ABC"]
        after = sheet.name("AFTER-ALL", "JOIN-PARA")
        which = sheet.number("WHICH-1", "SELECTOR", digits=1, value=sheet.between(0, 4))
        sheet.body.append([f"GO TO {' '.join(names)} DEPENDING ON {which}"])
        sheet.body.append([f"DISPLAY {sheet.q(sheet.word())}"])
        sheet.body.append([f"GO TO {after}"])
        for name in names:
            sheet.paragraph(
                name,
                _change(sheet, n),
                *([f"GO TO {after}"] if sheet.chance(0.6) else [f"DISPLAY {sheet.q(sheet.word())}"]),
            )
        sheet.paragraph(after, sheet.show("NUM", n), "STOP RUN")


def stopped_early(sheet: CobolSheet) -> None:
    """STOP RUN in the middle; EXIT PERFORM and EXIT PERFORM CYCLE."""
    n, i = _number(sheet), sheet.number("I", "IDX", digits=2)
    kind = sheet.between(0, 2)
    leave = sheet.pick(("EXIT PERFORM", "EXIT PERFORM CYCLE", "STOP RUN" if kind == 0 else "EXIT PERFORM"))
    body: list[Code] = [
        _change(sheet, n),
        f"IF {sheet.pick((f'{i} = {sheet.between(2, 4)}', _test(sheet, n), f'FUNCTION MOD({i} {sheet.between(2, 3)}) = 0'))}",
        [leave],
        "END-IF",
        sheet.pick((f"DISPLAY {i}", f"DISPLAY {n}", f"DISPLAY {i} {sheet.q(' ')} {n}")),
    ]
    if kind < 2:
        sheet.do(*sheet.loop(i, 1, f"{i} > {sheet.between(3, 5)}", *body))
        sheet.out("END", i, sheet.q(" "), n)
        return
    sheet.out("START", n)
    sheet.do(
        f"IF {_test(sheet, n)}", [f"DISPLAY {sheet.q(sheet.word())}", sheet.pick(("STOP RUN", "GOBACK"))], "END-IF"
    )
    sheet.do(_change(sheet, n))
    sheet.out("STILL HERE", n)


def decisions(sheet: CobolSheet) -> None:
    """IF in IF, class and sign tests, combined and abbreviated conditions, NEXT SENTENCE and CONTINUE."""
    a, b = _number(sheet), _number(sheet)
    x = sheet.field("CODE-1", "KIND", size=sheet.between(2, 4), value=sheet.pick(("12", "AB", "7", "X1", "", "99")))
    for _ in range(sheet.between(2, 3)):
        k, j = sheet.between(1, 15), sheet.between(5, 25)
        test = sheet.pick(
            (
                _test(sheet, a),
                f"{a} > {b}",
                f"{a} > {k} AND < {j + k}",
                f"{a} = {k} OR {j} OR {b}",
                f"{x} IS NUMERIC",
                f"{x} IS ALPHABETIC",
                f"{a} NOT = {b}",
                f"{b} IS NEGATIVE",
                f"{a} + {k} > {b} * 2",
                f"NOT ({a} > {k} OR {b} < {j})",
                f"({a} < {b} OR {a} > {j}) AND {x} NOT = SPACES",
                f"{a} IS LESS THAN OR EQUAL TO {b}",
            )
        )
        texts = sheet.words(3)
        inner: list[Code] = [
            f"IF {_test(sheet, b)}",
            [f"DISPLAY {sheet.q(texts[0])}"],
            "ELSE",
            [sheet.pick((f"DISPLAY {sheet.q(texts[1])}", "CONTINUE", _change(sheet, a)))],
            "END-IF",
        ]
        sheet.do(
            f"IF {test}{' THEN' if sheet.style.then else ''}",
            inner if sheet.chance(0.5) else [f"DISPLAY {sheet.q(texts[0])}"],
            "ELSE",
            [f"DISPLAY {sheet.q(texts[2])}", *([_change(sheet, b)] if sheet.chance(0.4) else [])],
            "END-IF",
        )
    sheet.out("A", a)
    sheet.out("B", b)


def guarded_steps(sheet: CobolSheet) -> None:
    """A little job: a flag with an 88, a loop of a paragraph until the flag is set, a report."""
    n, flag, done = (
        sheet.number("STOCK-1", "FUEL", "BALANCE-1", digits=3, value=sheet.between(20, 90)),
        sheet.name("DONE-FLAG", "EOF-SW"),
        sheet.name("ALL-DONE", "AT-END-1"),
    )
    sheet.declare(1, flag, sheet.pic("X", sheet.q("N")))
    sheet.declare(88, done, f"VALUE {sheet.q('Y')}")
    step = sheet.paragraph(
        sheet.name(*PARAGRAPHS),
        f"SUBTRACT {sheet.between(7, 25)} FROM {n}",
        sheet.pick((sheet.show("NOW", n), f"DISPLAY {n}")),
        [
            f"IF {n} < {sheet.between(26, 40)}",
            [sheet.pick((f"SET {done} TO TRUE", f"MOVE {sheet.q('Y')} TO {flag}"))],
            "END-IF",
        ],
    )
    sheet.do(f"PERFORM {step} UNTIL {done}")
    if sheet.chance(0.5):
        sheet.do(
            f"IF {n} > {sheet.between(5, 20)}",
            [f"DISPLAY {sheet.q(sheet.word())}"],
            "ELSE",
            [f"DISPLAY {sheet.q(sheet.word())}"],
            "END-IF",
        )
    sheet.out("END", n, sheet.q(" "), flag)


def sections(sheet: CobolSheet) -> None:
    """SECTIONs of several paragraphs, performed as one; a paragraph of a section alone."""
    n = _number(sheet)
    areas = [sheet.name("INIT-SEC", "WORK-SEC", "SHOW-SEC", "CALC-SEC") for _ in range(2)]
    inner: list[str] = []
    for area in areas:
        sheet.paragraphs.append((f"{area} SECTION", []))
        for _ in range(sheet.between(1, 2)):
            inner.append(
                sheet.paragraph(
                    sheet.name(*PARAGRAPHS),
                    _change(sheet, n),
                    *([sheet.show(sheet.word(), n)] if sheet.chance(0.6) else []),
                )
            )
    for _ in range(sheet.between(2, 3)):
        sheet.do(f"PERFORM {sheet.pick((*areas, *areas, inner[0]))}")
    sheet.out("NUM", n)


CONTROL = (
    paragraphs, nested_paragraphs, performed_until, nested_loops, evaluated, evaluated_true, jumps, stopped_early,
    decisions, guarded_steps,
    sections,
)  # fmt: skip
