"""A COBOL program in the making: one author's habits, the fields declared so far, statements and paragraphs.

>>> from random import Random
>>> sheet = CobolSheet(Random(1), fixed=False)
>>> total = sheet.number("TOTAL", digits=3, value=7)
>>> sheet.do("IF X > 1".replace("X", total), [f"DISPLAY {total}"], "END-IF")
>>> "PROGRAM-ID" in sheet.text().upper()
True
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import TypeAlias

from caalm.generation.cobol.author import HEADS, NOUNS, SHORT
from caalm.generation.idiomatic.material import ALL_WORDS, CITIES, PEOPLE
from caalm.generation.idiomatic.template import Choices
from caalm.languages.cobol import RESERVED
from caalm.languages.cobol.layout import Page
from caalm.languages.cobol.style import draw_style

Code: TypeAlias = "str | list[Code]"
"""A line of a statement, or the lines of a block inside it."""

_TOKEN = re.compile(r"\x01[^\x01]*\x01|\"[^\"]*\"|'[^']*'|[A-Za-z0-9][A-Za-z0-9-]*")
_REMARKS = ("SET UP", "MAIN LOOP", "SHOW THE RESULT", "TEST DATA", "CHECK", "END OF JOB", "WORK AREA", "FIRST STEP")
_DEPTHS = {1: 0, 77: 0, 5: 1, 10: 2, 15: 3}
# Words that GnuCOBOL keeps only in places, or that templates write themselves.
_AVOIDED = RESERVED | {"A", "B", "PARSE", "X", "Y"}


class CobolSheet(Choices):
    """Templates write in upper case; the author's case, quotes, columns and full stops are put in at the end."""

    def __init__(self, rng: Random, *, fixed: bool | None = None) -> None:
        self.rng = rng
        self.fixed = rng.random() < 0.35 if fixed is None else fixed
        self.style = draw_style(rng, fixed=self.fixed)
        self.lower_names = self.style.words("A") == "a" and rng.random() < 0.7
        self.prefix = rng.choice(("", "", "", "", "WS-", "WS-", "W-"))
        self.names: set[str] = set()
        self.data: list[tuple[int, str]] = []
        self.body: list[list[Code]] = []
        self.paragraphs: list[tuple[str, list[list[Code]]]] = []
        self.depth = 0
        self.bare = rng.random() < 0.3
        self.boxes = rng.choice(("[]", "<>", "()", "||", "**", '""'))

    def name(self, *wanted: str) -> str:
        """A name that is still free: one of those wanted with the author's prefix, now and then any other."""
        while True:
            roll = self.rng.random()
            if wanted and roll < 0.75:
                name = self.prefix + self.pick(wanted)
            elif roll < 0.9:
                name = self.prefix + self.pick(NOUNS)
            elif roll < 0.95:
                name = f"{self.pick(HEADS)}-{self.pick(NOUNS)}"
            else:
                name = self.pick(SHORT)
            if name not in self.names and name not in _AVOIDED:
                break
            wanted = tuple(f"{one}-{self.between(1, 9)}" for one in wanted)
        self.names.add(name)
        return name

    def q(self, text: str) -> str:
        """A literal in the author's quotes."""
        return self.style.quote + text.replace('"', "").replace("'", "") + self.style.quote

    def word(self) -> str:
        """A word in capitals, seldom in other cases."""
        word = self.pick(self.pick((ALL_WORDS, ALL_WORDS, PEOPLE, CITIES)))
        return self.pick((word.upper(), word.upper(), word.upper(), word.capitalize(), word.lower()))

    def words(self, count: int) -> list[str]:
        """Distinct words."""
        found: dict[str, None] = {}
        while len(found) < count:
            found[self.word()] = None
        return list(found)

    def number_of(self, digits: int) -> int:
        """A number that fits into so many digits."""
        return self.between(0, 10 ** self.between(1, digits) - 1)

    def declare(self, level: int, name: str, clauses: str = "") -> None:
        """A data item; level 88 lies under the item before it."""
        self.names.add(name)
        depth = self.depth + 1 if level == 88 else _DEPTHS[level]
        if level != 88:
            self.depth = depth
        self.data.append((depth, f"{level:02d} {name}{' ' if clauses else ''}{clauses}"))

    def pic(self, picture: str, value: str | None = None) -> str:
        """A picture clause and perhaps a value."""
        value_part = "" if value is None else f" {self.style.value} {value}"
        return f"{self.style.picture} \x01{picture}\x01{value_part}"

    def number(
        self,
        *wanted: str,
        digits: int = 4,
        value: int | str | None = 0,
        signed: bool = False,
        places: int = 0,
        level: int = 1,
    ) -> str:
        """A numeric field of its own."""
        name = self.name(*wanted)
        sign = "S" if signed else ""
        whole = f"9({digits})" if digits > 3 or self.chance(0.5) else "9" * digits
        part = "" if not places else "V" + ("9" * places if places < 4 else f"9({places})")
        if value == 0 and self.style.figurative:
            value = "ZERO"
        self.declare(
            77 if self.style.level == "77" and level == 1 else level,
            name,
            self.pic(sign + whole + part, None if value is None else str(value)),
        )
        return name

    def field(self, *wanted: str, size: int, value: str | None = None, level: int = 1, more: str = "") -> str:
        """A text field of its own."""
        name = self.name(*wanted)
        picture = f"X({size})" if size > 3 or self.chance(0.7) else "X" * size
        literal = None if value is None else (self.q(value) if value else "SPACES")
        self.declare(level, name, self.pic(picture, literal) + more)
        return name

    def do(self, *lines: Code) -> None:
        """A statement at the end of the main part."""
        self.body.append(list(lines))

    def paragraph(self, name: str, *statements: Sequence[Code] | str) -> str:
        """A paragraph behind the main part; each statement is a line or the lines of one statement."""
        self.names.add(name)
        self.paragraphs.append((name, [[s] if isinstance(s, str) else list(s) for s in statements]))
        return name

    def show(self, label: str, *items: str) -> str:
        """A DISPLAY with a label or without."""
        shown = list(items)
        if not self.bare and label:
            shown.insert(0, self.q(label + self.pick((": ", "=", " ", " = ", " IS "))))
        return "DISPLAY " + (", " if self.style.commas else " ").join(shown)

    def boxed(self, item: str) -> str:
        """A DISPLAY that makes blanks at the ends visible."""
        left, right = self.boxes[0], self.boxes[1]
        if left == '"':
            left = right = ":"
        return f"DISPLAY {self.q(left)} {item} {self.q(right)}"

    def out(self, label: str, *items: str) -> None:
        """Add what `show` gives."""
        self.do(self.show(label, *items))

    def loop(self, counter: str, low: int | str, stop: str, *body: Code, step: int = 1) -> list[Code]:
        """An inline PERFORM VARYING."""
        head = f"PERFORM VARYING {counter} FROM {low} BY {step}"
        if self.style.two_line_perform:
            return [head, [f"UNTIL {stop}"], list(body), "END-PERFORM"]
        return [f"{head} UNTIL {stop}", list(body), "END-PERFORM"]

    def cased(self, text: str) -> str:
        """The text with language words in the author's case; names keep theirs."""

        def change(match: re.Match[str]) -> str:
            token = match[0]
            if token[0] == "\x01":  # nobody writes Zz9 in a picture
                return token[1:-1].lower() if self.style.words("A") == "a" else token[1:-1]
            if token[0] in "\"'":
                return token
            if token in self.names:
                return token.lower() if self.lower_names else token
            return self.style.words(token)

        return _TOKEN.sub(change, text)

    def text(self) -> str:
        """The whole program."""
        style = self.style
        page = Page(fixed=self.fixed, sequence=style.sequence)
        margin = 4 if self.fixed else style.margin

        def line(indent: int, text: str) -> None:
            page.line(indent, self.cased(text))

        def write(code: Sequence[Code], indent: int) -> None:
            for part in code:
                if isinstance(part, str):
                    line(indent, part)
                else:
                    write(part, indent + style.indent)

        def statements(block: Sequence[Sequence[Code]]) -> None:
            for place, code in enumerate(block):
                if self.rng.random() < style.comments:
                    page.comment(margin, self.pick(_REMARKS))
                write(code, margin)
                if style.periods or place == len(block) - 1:
                    page.stop()

        line(0, "IDENTIFICATION DIVISION.")
        # A C function called main cannot be a program's name.
        line(0, f"PROGRAM-ID. {style.program_id if style.program_id != 'MAIN' else 'MAIN-PROG'}.")
        if style.environment:
            line(0, "ENVIRONMENT DIVISION.")
        line(0, "DATA DIVISION.")
        line(0, "WORKING-STORAGE SECTION.")
        for depth, text in self.data:
            line(4 * depth if depth or not self.fixed else 0, text + ".")
        if style.blank_lines:
            page.blank()
        line(0, "PROCEDURE DIVISION.")
        if style.main and style.main not in self.names:
            line(0, style.main + ".")
        statements([*self.body, [style.stop]])
        for name, block in self.paragraphs:
            if style.blank_lines:
                page.blank()
            line(0, name + ".")
            statements(block)
        return page.text()


Fragment = Callable[[CobolSheet], None]


def write_cobol(rng: Random, main: Fragment, others: Sequence[Fragment]) -> str:
    """A program of the fragment, now and then with another of its group before or behind it."""
    sheet = CobolSheet(rng)
    parts = [main]
    if rng.random() < 0.12:
        parts.insert(rng.randint(0, 1), rng.choice(others))
    for part in parts:
        part(sheet)
    return sheet.text()
