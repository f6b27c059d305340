"""How one COBOL program is written: what its author always does, and what he does now and then.

>>> from random import Random
>>> style = draw_style(Random(1), fixed=True)
>>> style.fixed, 2 <= style.indent <= 4
(True, True)
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Habits hold for the whole program; shares are the odds of a choice at each place."""

    fixed: bool
    """Fixed format: sequence area, indicator column, text in columns 8 to 72."""
    sequence: bool
    """Numbers in the sequence area of fixed format."""
    words: Callable[[str], str]
    """The case of the language's own words; names keep the case that the tree gives them."""
    quote: str
    indent: int
    margin: int
    """Columns before a statement in free format."""
    periods: bool
    """A full stop after every statement of a paragraph, or only after the last."""
    end_words: bool
    """END-IF even where a full stop could end the statement."""
    then: bool
    joined_else: bool
    """``ELSE IF`` on one line."""
    level: str
    """01, 77, or group: all fields under one 01."""
    picture: str
    value: str
    aligned: bool
    """PIC clauses in one column."""
    commas: bool
    """Commas between the items of DISPLAY."""
    figurative: bool
    """ZERO and SPACES for literals."""
    main: str
    """The name of the first paragraph, or nothing."""
    stop: str
    program_id: str
    environment: bool
    blank_lines: bool
    two_line_perform: bool
    comparison_words: float
    compute: float
    """The odds of COMPUTE where ADD, SUBTRACT, MULTIPLY or DIVIDE would do."""
    evaluate: float
    paragraphs: float
    """The odds that a block stands in a paragraph of its own."""
    comments: float


_PROGRAM_IDS = (
    "HELLO TEST1 DEMO SAMPLE PROG1 CALC PAYROLL INVOICE BILLING STOCK-CHECK GRADES TOTALS COUNTER "
    "LOOP-TEST MAINPROG EXAMPLE ORDERS BALANCE PRICING EXERCISE-1 SHOP BANK INVENTORY LEDGER TEMPERATURE SCORES"
).split()
_STOPS = ("STOP RUN", "STOP RUN", "STOP RUN", "GOBACK")
_MAINS = (
    "",
    "",
    "MAIN-PARA",
    "MAIN-LOGIC",
    "MAIN-PROCEDURE",
    "000-MAIN",
    "BEGIN-PROGRAM",
    "A000-MAIN",
    "0000-MAIN-LOGIC",
)


def draw_style(rng: Random, *, fixed: bool, lower_names: bool = False) -> Style:
    """The habits of one author. Who writes names in lower case seldom shouts the rest."""

    def often(share: float) -> bool:
        return rng.random() < share

    shout = 0.15 if lower_names else 0.75
    words = str.upper if often(shout) else str.lower if often(0.75) else str.title
    return Style(
        fixed=fixed,
        sequence=fixed and often(0.1),
        words=words,
        quote='"' if often(0.6) else "'",
        indent=rng.choice((2, 3, 4, 4)),
        margin=rng.choice((0, 4, 4, 7, 11)),
        periods=often(0.6),
        end_words=often(0.8),
        then=often(0.3),
        joined_else=often(0.25),
        level=rng.choice(("01", "01", "01", "77", "group")),
        picture=rng.choice(("PIC", "PIC", "PIC", "PIC", "PICTURE", "PIC IS")),
        value=rng.choice(("VALUE", "VALUE", "VALUE", "VALUE IS")),
        aligned=often(0.25),
        commas=often(0.1),
        figurative=often(0.35),
        main=rng.choice(_MAINS),
        stop=rng.choice(_STOPS),
        program_id=rng.choice(_PROGRAM_IDS),
        environment=often(0.08),
        blank_lines=often(0.12),
        two_line_perform=often(0.2),
        comparison_words=rng.choice((0.0, 0.0, 0.2, 0.6, 1.0)),
        compute=rng.choice((0.1, 0.5, 0.5, 0.9)),
        evaluate=rng.choice((0.15, 0.5, 0.8)),
        paragraphs=rng.choice((0.0, 0.0, 0.0, 0.15, 0.5)),
        comments=rng.choice((0.0, 0.0, 0.0, 0.08)),
    )
