"""The table of all exams: what each is called, how many questions it has, and what draws them.

>>> EXAMS["unseen"].count, EXAMS["unseen"].version
(2000, 1)

A change that moves a question of a published suite gives it a new version, and `caalm.evaluation.exams.frozen` the
hash that goes with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from caalm.evaluation.exams.drawing import Draw
from caalm.evaluation.exams.forms import draw_form
from caalm.evaluation.exams.lengths import draw_length
from caalm.evaluation.exams.taught import draw_obfuscated, draw_swap
from caalm.evaluation.exams.tiers import (
    draw_alien_program,
    draw_beyond,
    draw_error,
    draw_held_out,
    draw_real_program,
    draw_steps,
    draw_unseen,
    draw_validation,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """A suite that is drawn: under its own seed the published one, under another a new one."""

    title: str
    count: int
    draw: Draw
    version: int = 1
    thinned: bool = True
    """Whether programs that a trivial baseline answers are made rarer."""


EXAMS: Mapping[str, Exam] = {
    "unseen": Exam(title="Tiers and topics, a language nobody has seen each", count=2000, draw=draw_unseen),
    "held-out": Exam(title="Drawn programs in held-out languages", count=2000, draw=draw_held_out),
    "validation": Exam(title="Drawn programs of the validation split", count=500, draw=draw_validation),
    "real": Exam(title="Drawn programs in real languages", count=400, draw=draw_real_program),
    "steps": Exam(title="Drawn programs in held-out languages by number of steps", count=440, draw=draw_steps),
    "beyond": Exam(title="Drawn programs beyond the tiers by topic", count=660, draw=draw_beyond),
    "swap": Exam(
        title="Familiar words and operators with exchanged meanings", count=500, draw=draw_swap, thinned=False
    ),
    "obfuscated": Exam(title="Rare symbols for all words", count=500, draw=draw_obfuscated, thinned=False),
    "length": Exam(title="Steps, digits and nesting beyond training", count=240, draw=draw_length),
    "format": Exam(title="How exactly the output is written", count=900, draw=draw_form, thinned=False),
    "errors": Exam(title="Programs about errors", count=300, draw=draw_error),
    "alien": Exam(title="Machines: programs that are no tree", count=500, draw=draw_alien_program),
}
