"""Programs in which everything hangs on how exactly the output is written.

>>> asked = [draw_form(52, index, 0) for index in range(9)]
>>> [one.groups["form"] for one in asked][:5]
['PIC', 'false if', 'padding', 'PIC', 'false if']
>>> asked[1].item.result.stdout == draw_form(52, 1, 0).item.result.stdout
True

================  =================================================================================================
PIC               COBOL: leading zeros, edited numbers and trailing spaces of a picture
false if          an if without an else whose test fails, where running its block would print something else
padding           columns made of repeated spaces
float form        how a float prints: 3.0 or 3, how many digits
spaces            strings with spaces at their ends, or two between words
empty output      nothing is printed, though the program has prints
quotes            strings that hold quotation marks
================  =================================================================================================

Of nine programs two are about pictures, two have a false if, and each of the other five is there once.
"""

from __future__ import annotations

import re
from random import Random

from caalm.dataset.splits import HELD_OUT_SPLITS, POOLS
from caalm.errors import DrawError
from caalm.evaluation.exams.drawing import REDRAWN, TIERS, Question, draw_split, is_test_language, is_test_tree
from caalm.generation.forms import FORMS
from caalm.generation.items import Item, draw_real, draw_topic
from caalm.languages import LANGUAGES
from caalm.rng import derive

_PATTERN = ("PIC", "false if", "padding", "PIC", "false if", "float form", "spaces", "empty output", "quotes")
_REAL = ("python", "javascript", "lua")
_PADDED = re.compile(r"(?m)^0\d| $|  +\S|\*{2,}\d")


def draw_form(seed: int, index: int, attempt: int) -> Question:
    """The forms in turn; half in held-out languages, half in Python, JavaScript and Lua (COBOL for its pictures)."""
    number, place = divmod(index, len(_PATTERN))
    form = _PATTERN[place]
    path = ("suite", "format", form, index, attempt)
    if form == "PIC":
        return Question(_pictured(derive(seed, *path), TIERS[number % len(TIERS)]), {"form": form, "language": "cobol"})
    is_real = (number + place) % 2 == 0
    where = _REAL[number // 2 % 3] if is_real else HELD_OUT_SPLITS[number // 2 % 3]
    groups = {"form": form, "language": where if is_real else f"invented, {where}"}
    if form == "float form":
        rng = derive(seed, *path)
        if is_real:
            return Question(draw_topic(rng, "floats", LANGUAGES[where], accepts=is_test_tree), groups)
        pool = POOLS[next(split for split in HELD_OUT_SPLITS if split == where)]
        item = draw_topic(rng, "floats", pool, accepts=is_test_tree, accepts_language=is_test_language)
        return Question(item, groups)
    draw = FORMS[form]
    if is_real:
        item = draw_real(derive(seed, *path), LANGUAGES[where], tier=2, accepts=is_test_tree, draw=draw)
    else:
        split = next(split for split in HELD_OUT_SPLITS if split == where)
        item = draw_split(split, 2, "format", form, index, attempt, seed=seed, draw=draw, beyond=form == "padding")
    return Question(item, groups)


def _pictured(rng: Random, tier: int) -> Item:
    for _ in range(REDRAWN):
        item = draw_real(rng, LANGUAGES["cobol"], tier=tier, accepts=is_test_tree)
        if _PADDED.search(item.result.stdout):
            return item
    raise DrawError(f"no padded output in {REDRAWN} draws")
