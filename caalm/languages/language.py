"""What a language is: a name, the rules of its values, and a way to write a tree down.

>>> Source("a = 1\\nprint(a)\\n", (1, 2)).numbered()
'1 a = 1\\n2 print(a)\\n'
"""

from dataclasses import dataclass
from random import Random
from typing import NamedTuple, Protocol

from caalm.program.nodes import COMPARISONS, Program
from caalm.program.values import Semantics


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What a language can express, so that drawing asks nothing else of it. The defaults are the common tree."""

    operators: tuple[str, ...] = ("+", "-", "*", "//", "%")
    comparisons: tuple[str, ...] = COMPARISONS
    logic: tuple[str, ...] = ("and", "or", "not")
    otherwise: bool = True
    else_if: bool = True
    while_loops: bool = True
    counted_loops: tuple[bool, ...] = (True, False)
    """Which values of For.inclusive can be written; empty for no counted loops."""
    loop_steps: bool = True
    """Whether a counted loop may have a step other than 1."""
    repeat: bool = True
    joined: bool = True
    several: bool = True
    """Whether one print may have several items."""
    booleans: bool = True
    floats: bool = True
    negative_literals: bool = True
    """Whether a negative literal may stand as an operand."""
    phrases: bool = True
    """Whether a string literal may be anything; otherwise it is one word that is no name."""


class Source(NamedTuple):
    """The text of a program, and for every statement in preorder the line on which it stands (from 1)."""

    text: str
    lines: tuple[int, ...]

    def numbered(self) -> str:
        """The text with each line's number before it, as traced prompts show it."""
        return number_lines(self.text)


class Language(Protocol):
    """A real or an invented language."""

    @property
    def name(self) -> str:
        """The name, as records and tables show it."""

    @property
    def suffix(self) -> str:
        """The suffix of a source file, with its dot."""

    @property
    def semantics(self) -> Semantics:
        """How its values behave and print."""

    @property
    def features(self) -> Features:
        """What it can express, for drawing."""

    @property
    def reserved(self) -> frozenset[str]:
        """Words that no variable may be called, in lower case."""

    def render(self, program: Program, rng: Random) -> Source:
        """The program in this language; ``rng`` chooses among equally idiomatic spellings.

        Raises InexpressibleError for a construct that the language cannot write.
        """


def number_lines(text: str) -> str:
    """``text`` with every line's number and a space before it."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return "".join([f"{number} {line}\n" for number, line in enumerate(lines, 1)])
