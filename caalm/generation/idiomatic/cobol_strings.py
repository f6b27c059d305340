"""COBOL programs about text: STRING, UNSTRING, INSPECT, reference modification, functions, moves that pad and cut.

>>> from random import Random
>>> from caalm.generation.idiomatic.cobol_sheet import CobolSheet
>>> sheet = CobolSheet(Random(1))
>>> joined_texts(sheet)
>>> "STRING" in sheet.text().upper()
True
"""

# ruff: noqa: E501 - one line of the drawn program stays one line of the template

from caalm.generation.idiomatic.cobol_sheet import CobolSheet, Code

TEXTS = ("TEXT-1", "MSG", "INPUT-LINE", "STR-1", "LINE-1", "WORD-1", "PHRASE")


def _phrase(sheet: CobolSheet) -> str:
    """Some words, or words and figures."""
    kind = sheet.rng.random()
    if kind < 0.4:
        return sheet.word()
    if kind < 0.8:
        return " ".join(sheet.word() for _ in range(sheet.between(2, 3)))
    return f"{sheet.word()}{sheet.pick(('-', ' ', '', '/'))}{sheet.between(0, 999)}"


def joined_texts(sheet: CobolSheet) -> None:
    """STRING ... DELIMITED BY ... INTO, with a pointer or an overflow."""
    first, last = (
        sheet.field("FIRST-NAME", "PART-1", "CITY", size=sheet.between(6, 10), value=sheet.word()[:6]),
        sheet.field("LAST-NAME", "PART-2", "STATE-1", size=sheet.between(6, 10), value=_phrase(sheet)[:6].strip()),
    )
    size = sheet.between(8, 25)
    target = sheet.field("FULL-NAME", "RESULT", "OUT-LINE", size=size, value="")
    number = (
        sheet.number("NUM", "AGE", digits=sheet.between(2, 3), value=sheet.number_of(2)) if sheet.chance(0.35) else ""
    )
    by = sheet.pick(("SPACE", "SPACE", "SIZE", "SPACES", sheet.q(" "), sheet.q(sheet.pick("AEO"))))
    lines: list[Code] = [f"{first} DELIMITED BY {by}"]
    lines.append(f"{sheet.q(sheet.pick((' ', ', ', '-', '/', ' AND ', ': ')))} DELIMITED BY SIZE")
    lines.append(f"{last} DELIMITED BY {sheet.pick(('SPACE', 'SIZE', by))}")
    if number:
        lines.append(f"{number} DELIMITED BY SIZE")
    if sheet.chance(0.25):
        sheet.rng.shuffle(lines)
    pointer = ""
    if sheet.chance(0.35):
        pointer = sheet.number("PTR", "POS-1", digits=2, value=sheet.between(1, 5))
    if sheet.chance(0.3):
        sheet.do(f"MOVE ALL {sheet.q(sheet.pick('*-.#'))} TO {target}")
    tail: list[Code] = [f"INTO {target}{f' WITH POINTER {pointer}' if pointer else ''}"]
    if sheet.chance(0.3):
        tail.append(f"ON OVERFLOW DISPLAY {sheet.q(sheet.pick(('OVERFLOW', 'TOO LONG', 'NO ROOM')))}")
        if sheet.chance(0.4):
            tail.append(f"NOT ON OVERFLOW DISPLAY {sheet.q('FITS')}")
    sheet.do("STRING " + str(lines[0]), [*lines[1:], *tail], "END-STRING")
    sheet.do(sheet.pick((sheet.boxed(target), sheet.boxed(target), f"DISPLAY {target}")))
    if pointer:
        sheet.out("POINTER", pointer)


def split_texts(sheet: CobolSheet) -> None:
    """UNSTRING by one delimiter or several, with counts and a pointer."""
    sep = sheet.pick((",", ";", "/", "-", " ", ":", "*"))
    parts = [sheet.pick((sheet.word()[:7], str(sheet.between(0, 999)))) for _ in range(sheet.between(2, 4))]
    if sheet.chance(0.25):
        parts.insert(sheet.between(0, len(parts) - 1), "")
    text = sep.join(parts)
    source = sheet.field(*TEXTS, size=len(text) + sheet.between(0, 6), value=text)
    count = sheet.between(2, 3)
    targets = [
        sheet.field("FLD-A", "FLD-B", "FLD-C", "PART-A", "PART-B", "PIECE", size=sheet.between(3, 8), value="")
        for _ in range(count)
    ]
    by = f"{sheet.pick(('', '', 'ALL '))}{'SPACE' if sep == ' ' and sheet.chance(0.5) else sheet.q(sep)}"
    if sheet.chance(0.2):
        by += f" OR {sheet.q(sheet.pick('.|+'))}"
    into = []
    counted = ""
    for place, target in enumerate(targets):
        extra = ""
        if place == 0 and sheet.chance(0.3):
            counted = sheet.number("LEN-1", "CNT-1", digits=2)
            extra = f" COUNT IN {counted}"
        into.append(target + extra)
    tail: list[Code] = [f"INTO {into[0]}", [*into[1:]]] if sheet.chance(0.5) else ["INTO " + " ".join(into)]
    tally = pointer = ""
    if sheet.chance(0.25):
        pointer = sheet.number("PTR", "POS-1", digits=2, value=sheet.pick((1, 1, 2, 3)))
        tail.append(f"WITH POINTER {pointer}")
    if sheet.chance(0.4):
        tally = sheet.number("FILLED", "PARTS-CNT", digits=2)
        tail.append(f"TALLYING IN {tally}")
    if sheet.chance(0.25):
        tail.append(f"ON OVERFLOW DISPLAY {sheet.q(sheet.pick(('MORE', 'LEFT OVER', 'OVERFLOW')))}")
    sheet.do(f"UNSTRING {source} DELIMITED BY {by}", tail, "END-UNSTRING")
    for target in targets:
        sheet.do(sheet.pick((sheet.boxed(target), f"DISPLAY {target}", sheet.boxed(target))))
    for extra in (counted, tally, pointer):
        if extra:
            sheet.out(extra[-7:].strip("-"), extra)


def inspect_counting(sheet: CobolSheet) -> None:
    """INSPECT TALLYING: ALL, LEADING, CHARACTERS, BEFORE and AFTER INITIAL."""
    text = sheet.pick(
        (
            _phrase(sheet),
            _phrase(sheet),
            "000" + str(sheet.between(1, 9999)),
            "AABBA" + sheet.word()[:3],
            "MISSISSIPPI",
            "BANANA " + sheet.word()[:4],
        )
    )[:18].strip()
    source = sheet.field(*TEXTS, size=len(text) + sheet.between(0, 4), value=text)
    count = sheet.number("CNT", "HOW-MANY", "TALLY-1", digits=2)
    for turn in range(sheet.between(2, 3)):
        if turn and sheet.chance(0.8):
            sheet.do(f"MOVE {sheet.pick(('0', 'ZERO'))} TO {count}")
        letter = sheet.q(
            sheet.pick((sheet.pick(text.replace(" ", "") or "A"), sheet.pick("AEIOLS"), text[:2].strip() or "A"))
        )
        limit = sheet.pick(
            (
                "",
                "",
                f" BEFORE INITIAL {sheet.q(sheet.pick(text).strip() or ' ')}",
                f" AFTER INITIAL {sheet.q(sheet.pick(text).strip() or ' ')}",
            )
        )
        what = sheet.pick((f"ALL {letter}", f"ALL {letter}", f"LEADING {sheet.q(text[0])}", "CHARACTERS", "ALL SPACES"))
        if sheet.chance(0.2) and what != "CHARACTERS":
            what += f"{limit} ALL {sheet.q(sheet.pick('AEIOUR'))}"
            limit = ""
        sheet.do(f"INSPECT {source} TALLYING {count} FOR {what}{limit}")
        sheet.out("COUNT", count)


def inspect_changing(sheet: CobolSheet) -> None:
    """INSPECT REPLACING and CONVERTING."""
    text = _phrase(sheet)[:18].strip()
    source = sheet.field(*TEXTS, size=len(text) + sheet.between(0, 4), value=text)
    for _ in range(sheet.between(1, 3)):
        old, new = sheet.q(sheet.pick((text.replace(" ", "") or "A") + "AE")), sheet.q(sheet.pick("XZ*-#.0E"))
        limit = sheet.pick(
            (
                "",
                "",
                "",
                f" AFTER INITIAL {sheet.q(sheet.pick(text).strip() or ' ')}",
                f" BEFORE INITIAL {sheet.q(sheet.pick(text).strip() or ' ')}",
            )
        )
        letters = sheet.rng.sample("ABCDEGHILMNORSTU", 3)
        sheet.do(
            sheet.pick(
                (f"INSPECT {source} REPLACING ALL {old} BY {new}{limit}", f"INSPECT {source} REPLACING FIRST {old} BY {new}{limit}",
                 f"INSPECT {source} REPLACING LEADING {sheet.q(text[0])} BY {new}", f"INSPECT {source} REPLACING CHARACTERS BY {new}{limit or ' AFTER INITIAL ' + sheet.q(text[0])}",
                 f"INSPECT {source} CONVERTING {sheet.q(''.join(letters))} TO {sheet.q(''.join(sheet.pick(('123', 'XYZ', '*-+', letters[1] + letters[2] + letters[0]))))}",
                 f"INSPECT {source} REPLACING ALL SPACES BY {new}", f"INSPECT {source} REPLACING ALL {old} BY {new} ALL {sheet.q(sheet.pick('AEIO'))} BY {sheet.q(sheet.pick('123'))}",
                 f"INSPECT {source} CONVERTING {sheet.q('abcdefghijklmnopqrstuvwxyz')} TO {sheet.q('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}")
            )
        )  # fmt: skip
        if sheet.chance(0.5):
            sheet.do(f"DISPLAY {source}")
    sheet.do(sheet.pick((sheet.boxed(source), f"DISPLAY {source}")))


def parts_of_texts(sheet: CobolSheet) -> None:
    """Reference modification, read and written."""
    text = (_phrase(sheet) + " " + sheet.word())[: sheet.between(8, 18)].strip()
    n = len(text)
    source = sheet.field(*TEXTS, size=n + sheet.between(0, 4), value=text)
    other = sheet.field("OUT-TEXT", "COPY-1", "TARGET-1", size=sheet.between(3, 10), value="")
    start = ""
    if sheet.chance(0.4):
        start = sheet.number("POS-1", "START-1", digits=2, value=sheet.between(1, max(1, n - 3)))
    for _ in range(sheet.between(2, 4)):
        low = sheet.between(1, max(1, n - 3))
        length = sheet.between(1, min(4, n - low + 1))
        place = f"{source}({low}:{length})"
        sheet.do(
            sheet.pick(
                (f"DISPLAY {place}", f"DISPLAY {source}({low}:)", sheet.boxed(place), f"MOVE {sheet.q(sheet.pick(('X', '*', '--', sheet.word()[:3])))} TO {place}", f"MOVE {place} TO {other}",
                 f"MOVE {source}({low}:1) TO {source}(1:1)", f"DISPLAY {source}({start or low}:1)", f"DISPLAY {source}({start or 1}:2) {sheet.q(sheet.pick('-/. '))} {source}({low}:1)",
                 f"MOVE {sheet.q(sheet.word()[:4])} TO {other}(2:)", f"MOVE SPACES TO {place}")
            )
        )  # fmt: skip
    if start:
        sheet.do(f"ADD {sheet.between(1, 2)} TO {start}")
        sheet.do(f"DISPLAY {source}({start}:1)")
    sheet.do(sheet.boxed(source))
    if sheet.chance(0.5):
        sheet.do(sheet.boxed(other))


def text_functions(sheet: CobolSheet) -> None:
    """UPPER-CASE, LOWER-CASE, REVERSE, LENGTH, TRIM, CONCATENATE, SUBSTITUTE, ORD."""
    text = _phrase(sheet)[:16].strip()
    source = sheet.field(*TEXTS, size=len(text) + sheet.between(0, 5), value=text)
    target = sheet.field("OUT-TEXT", "RESULT", size=sheet.between(6, 20), value="")
    for _ in range(sheet.between(3, 4)):
        call = sheet.pick(
            (f"FUNCTION UPPER-CASE({source})", f"FUNCTION LOWER-CASE({source})", f"FUNCTION REVERSE({source})", f"FUNCTION TRIM({source})", f"FUNCTION REVERSE(FUNCTION TRIM({source}))",
             f"FUNCTION LOWER-CASE({source}(2:3))" if len(text) > 4 else f"FUNCTION UPPER-CASE({source})", f"FUNCTION CONCATENATE(FUNCTION TRIM({source}), {sheet.q(sheet.pick(('!', '?', '-END')))})",
             f"FUNCTION SUBSTITUTE({source}, {sheet.q(sheet.pick(text.replace(' ', '') or 'A'))}, {sheet.q(sheet.pick(('*', '--', 'X')))})", f"FUNCTION TRIM({source} TRAILING)")
        )  # fmt: skip
        length = sheet.pick(
            (
                f"FUNCTION LENGTH({source})",
                f"FUNCTION LENGTH(FUNCTION TRIM({source}))",
                f"FUNCTION ORD({sheet.q(text[0])})",
                f"FUNCTION LENGTH({sheet.q(sheet.word())})",
            )
        )
        kind = sheet.between(0, 3)
        if kind == 0:
            sheet.do(f"DISPLAY {length}")
        elif kind == 1:
            sheet.do(f"MOVE {call} TO {target}")
            sheet.do(sheet.boxed(target))
        else:
            sheet.do(sheet.pick((sheet.boxed(call), f"DISPLAY {call}")))


def padded_moves(sheet: CobolSheet) -> None:
    """MOVE between texts of other sizes; JUSTIFIED; figurative constants; numbers into texts."""
    short, long = sheet.between(2, 4), sheet.between(7, 12)
    a = sheet.field("SHORT-1", "FIELD-A", "CODE-1", size=short, value=sheet.word()[:short])
    b = sheet.field("LONG-1", "FIELD-B", "NAME-1", size=long, value=sheet.word()[:long])
    r = sheet.field(
        "RIGHT-1",
        "FIELD-C",
        "ALIGNED",
        size=sheet.between(6, 10),
        value="",
        more=sheet.pick((" JUSTIFIED RIGHT", " JUST RIGHT", "")),
    )
    n = sheet.number("NUM", "NBR", digits=sheet.between(2, 5), value=sheet.between(1, 99))
    for _ in range(sheet.between(3, 5)):
        sheet.do(
            sheet.pick(
                (f"MOVE {a} TO {b}", f"MOVE {b} TO {a}", f"MOVE {b} TO {r}", f"MOVE {a} TO {r}", f"MOVE {n} TO {b}", f"MOVE {n} TO {a}", f"MOVE {sheet.q(sheet.word())} TO {sheet.pick((a, b, r))}",
                 f"MOVE ALL {sheet.q(sheet.pick(('*', 'AB', '-', 'XYZ', '12')))} TO {sheet.pick((a, b))}", f"MOVE SPACES TO {a}", f"MOVE ZEROS TO {sheet.pick((a, b))}", f"MOVE {sheet.between(0, 99999)} TO {sheet.pick((a, b))}",
                 f"MOVE {a} TO {b}(3:)", f"MOVE {n} TO {r}")
            )
        )  # fmt: skip
        if sheet.chance(0.4):
            sheet.do(sheet.boxed(sheet.pick((a, b, r))))
    for shown in (a, b, r):
        sheet.do(sheet.boxed(shown))


def compared_texts(sheet: CobolSheet) -> None:
    """Texts compared; blanks at the end do not count; class tests."""
    one, two = _phrase(sheet)[:6].strip(), sheet.word()[:6]
    if sheet.chance(0.3):
        two = one
    a, b = (
        sheet.field("TEXT-A", "LEFT-1", size=sheet.between(5, 8), value=one),
        sheet.field("TEXT-B", "RIGHT-1", size=sheet.between(4, 9), value=two),
    )
    for _ in range(sheet.between(2, 3)):
        test = sheet.pick(
            (f"{a} = {b}", f"{a} > {b}", f"{a} < {b}", f"{a} NOT = {b}", f"{a}(1:1) = {b}(1:1)", f"{a} IS ALPHABETIC", f"{b} IS NUMERIC", f"{a} = {sheet.q(one)}", f"{a} = SPACES", f"{a} >= {sheet.q(sheet.word()[:3])}",
             f"{a} = {b} OR {b} = {sheet.q(two)}", f"{a}(1:2) < {sheet.q(sheet.word()[:2])}", f"FUNCTION UPPER-CASE({a}) = FUNCTION UPPER-CASE({b})", f"{a} IS NOT NUMERIC AND {b} > {sheet.q('M')}")
        )  # fmt: skip
        yes, no = sheet.q(sheet.word()), sheet.q(sheet.word())
        sheet.do(f"IF {test}", [f"DISPLAY {yes}"], "ELSE", [f"DISPLAY {sheet.pick((no, a, b))}"], "END-IF")
        if sheet.chance(0.4):
            sheet.do(f"MOVE {sheet.pick((sheet.q(sheet.word()[:4]), b, sheet.q(str(sheet.between(0, 99999)))))} TO {a}")


def text_loops(sheet: CobolSheet) -> None:
    """A loop along a text: counted, reversed, squeezed."""
    text = _phrase(sheet)[:12].strip()
    n = len(text)
    source, i = sheet.field(*TEXTS, size=n, value=text), sheet.number("I", "POS-1", "IDX", digits=2)
    c = f"{source}({i}:1)"
    kind = sheet.between(0, 4)
    if kind == 0:
        count = sheet.number("CNT", "LETTERS-CNT", digits=2)
        test = sheet.pick(
            (
                f"{c} = {sheet.q(sheet.pick(text).strip() or 'A')}",
                f"{c} NOT = SPACE",
                f"{c} > {sheet.q('M')}",
                f"{c} IS NUMERIC",
                f"{c} IS ALPHABETIC-UPPER",
            )
        )
        sheet.do(*sheet.loop(i, 1, f"{i} > {n}", f"IF {test}", [f"ADD 1 TO {count}"], "END-IF"))
        sheet.out("COUNT", count)
    elif kind == 1:
        out, j = sheet.field("OUT-TEXT", "BACKWARD", size=n, value=""), sheet.number("J", "OUT-POS", digits=2, value=1)
        sheet.do(*sheet.loop(i, n, f"{i} < 1", f"MOVE {c} TO {out}({j}:1)", f"ADD 1 TO {j}", step=-1))
        sheet.do(sheet.boxed(out))
    elif kind == 2:
        out, j = sheet.field("OUT-TEXT", "SQUEEZED", size=n, value=""), sheet.number("J", "OUT-POS", digits=2)
        test = sheet.pick(
            (f"{c} NOT = SPACE", f"{c} NOT = {sheet.q(sheet.pick(text).strip() or 'E')}", f"FUNCTION MOD({i} 2) = 1")
        )
        sheet.do(
            *sheet.loop(i, 1, f"{i} > {n}", f"IF {test}", [f"ADD 1 TO {j}", f"MOVE {c} TO {out}({j}:1)"], "END-IF")
        )
        sheet.do(sheet.boxed(out))
        sheet.out("LENGTH", j)
    elif kind == 3:
        stop = sheet.pick((f"{i} > {n} OR {c} = SPACE", f"{i} > {n} OR {c} = {sheet.q(text[-1])}"))
        if sheet.chance(0.5) or stop:
            sheet.do(*sheet.loop(i, 1, f"{i} > {min(n, 4)}", f"DISPLAY {source}(1:{i})"))
    else:
        sheet.do(
            *sheet.loop(
                i,
                1,
                f"{i} > {min(n, 6)}",
                f"DISPLAY {i} {sheet.q(sheet.pick((' ', ':', '-')))} {c}",
                step=sheet.pick((1, 2)),
            )
        )


def words_turned(sheet: CobolSheet) -> None:
    """UNSTRING two words and STRING them in the other order."""
    one, two = sheet.words(2)
    one, two = one[:7], two[:7]
    source = sheet.field(*TEXTS, size=16, value=f"{one} {two}")
    a, b = sheet.field("WORD-A", "FIRST-1", size=8, value=""), sheet.field("WORD-B", "SECOND-1", size=8, value="")
    out = sheet.field("RESULT", "TURNED", size=sheet.between(14, 20), value="")
    sheet.do(f"UNSTRING {source} DELIMITED BY SPACE", [f"INTO {a} {b}"], "END-UNSTRING")
    mark = sheet.q(sheet.pick((", ", " ", "-", "/")))
    change = sheet.between(0, 2)
    if change == 0:
        sheet.do(f"INSPECT {b} REPLACING ALL {sheet.q(sheet.pick(two))} BY {sheet.q(sheet.pick('*X-'))}")
    elif change == 1:
        sheet.do(f"MOVE FUNCTION UPPER-CASE({a}) TO {a}")
    sheet.do(
        f"STRING {b} DELIMITED BY SPACE",
        [f"{mark} DELIMITED BY SIZE", f"{a} DELIMITED BY SPACE", f"INTO {out}"],
        "END-STRING",
    )
    sheet.do(sheet.boxed(out))
    if sheet.chance(0.4):
        sheet.do(f"DISPLAY {a}(1:1) {b}(1:1)")


STRINGS = (
    joined_texts, split_texts, inspect_counting, inspect_changing, parts_of_texts, text_functions, padded_moves,
    compared_texts, text_loops, words_turned,
)  # fmt: skip
