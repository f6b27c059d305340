"""Lines on the page: free format, or fixed format with its sequence area and its columns 8 to 72.

>>> page = Page(fixed=True, sequence=False)
>>> page.line(4, 'DISPLAY "HELLO".', at=(0,))
>>> page.comment(0, "the end")
>>> page.text()
'           DISPLAY "HELLO".\\n      *    the end\\n'
>>> source_format(page.text()), source_format('DISPLAY "HELLO".\\n')
('fixed', 'free')
"""

import re
from collections.abc import Sequence
from random import Random
from typing import Literal

from caalm.errors import InexpressibleError

LAST_COLUMN = 72
FREE_WIDTH = 80
_NOTES = ("here", "see above", "was 5 before", "important", "do not change", "checked", "why?", "new", "step 2")
_FIXED_LINE = re.compile(r"[ 0-9]{6}(?:[ D-].{0,65}|[*/].*)?")
_WORDS = re.compile(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""")


def source_format(text: str) -> Literal["free", "fixed"]:
    """How ``cobc`` must be told to read a source: fixed when every line keeps to the columns, else free."""
    lines = [line.rstrip() for line in text.split("\n")]
    return "fixed" if all(not line or _FIXED_LINE.fullmatch(line.ljust(7)) for line in lines) else "free"


class Page:
    """Lines in the order of writing, and the line of every statement."""

    def __init__(self, *, fixed: bool, sequence: bool) -> None:
        self.fixed = fixed
        self.sequence = sequence
        self.lines: list[str] = []
        self.at: dict[int, int] = {}

    def line(self, indent: int, text: str, at: Sequence[int] = ()) -> None:
        """A line that belongs to the statements ``at``; a long one goes on in the next line, further in."""
        width = LAST_COLUMN - 7 if self.fixed else FREE_WIDTH
        first = len(self.lines) + 1
        for number in at:
            self.at[number] = first
        while indent + len(text) > width:
            room = width - indent
            cuts = [found.end() for found in _WORDS.finditer(text) if found.end() <= room]
            if not cuts:
                raise InexpressibleError(f"COBOL: {text[:30]!r}... does not fit into columns 8 to {LAST_COLUMN}")
            self._add(" ", indent, text[: cuts[-1]])
            if len(self.lines) == first:
                indent += 4
            text = text[cuts[-1] :].lstrip()
        self._add(" ", indent, text)

    def stop(self) -> None:
        """A full stop behind what was written last."""
        if self.fixed and len(self.lines[-1]) >= LAST_COLUMN:
            self._add(" ", 4, ".")
        else:
            self.lines[-1] += "."

    def comment(self, indent: int, text: str) -> None:
        """A line that is only a comment."""
        if self.fixed:
            self._add("*", 4, text)
        else:
            self.lines.append(" " * indent + "*> " + text)

    def annotate(self, rng: Random, share: float) -> None:
        """Comments behind some lines, where there is room for them."""
        for number, line in enumerate(self.lines):
            code = line[7:] if self.fixed else line
            note = f"  *> {rng.choice(_NOTES)}"
            is_code = bool(code.strip()) and not code.lstrip().startswith("*") and line[6:7] != "*"
            if is_code and len(line + note) <= (LAST_COLUMN if self.fixed else FREE_WIDTH) and rng.random() < share:
                self.lines[number] = line + note

    def blank(self) -> None:
        """An empty line."""
        self.lines.append("")

    def text(self) -> str:
        """All lines, each with its newline."""
        return "".join([line + "\n" for line in self.lines])

    def _add(self, indicator: str, indent: int, text: str) -> None:
        area = ""
        if self.fixed:
            area = (f"{100 * (len(self.lines) + 1):06d}" if self.sequence else " " * 6) + indicator
        self.lines.append(area + " " * indent + text)
