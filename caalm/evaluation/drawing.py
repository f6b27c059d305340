"""Drawing single items for a reader or a suite: in a fresh invented language, or in a real one.

>>> item = draw_item("python", tier=1, seed=3, index=0)
>>> item.language.name, item.source.text == draw_item("python", tier=1, seed=3, index=0).source.text
('python', True)
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from caalm.errors import DrawError, InexpressibleError, InputError
from caalm.generation.items import Item, draw_invented
from caalm.generation.languages import Pool
from caalm.generation.programs import ProgramSpec, draw_program
from caalm.languages import LANGUAGES
from caalm.languages.language import Features
from caalm.program.nodes import Program
from caalm.rng import derive

ATTEMPTS = 200


def draw_real(
    rng: Random, language_name: str, tier: int, accepts: Callable[[Program], bool] = lambda program: True
) -> Item:
    """A program in a real language, with a tree that ``accepts``; its output is the interpreter's."""
    if language_name not in LANGUAGES:
        raise InputError(f"language: {language_name!r} is none of invented, {', '.join(LANGUAGES)}")
    language = LANGUAGES[language_name]
    spec = ProgramSpec(
        tier=tier,
        semantics=language.semantics,
        features=getattr(language, "features", Features()),
        reserved=getattr(language, "reserved", frozenset()),
    )
    for _ in range(ATTEMPTS):
        drawn = draw_program(rng, spec)
        if not accepts(drawn.program):
            continue
        try:
            return Item(language, drawn.program, language.render(drawn.program, rng), drawn.result, tier)
        except InexpressibleError:
            continue
    raise DrawError(f"no program of tier {tier} for {language_name} in {ATTEMPTS} attempts")


def draw_item(language: str, tier: int, seed: int, index: int) -> Item:
    """The program of that number under a seed; ``language`` is invented or a real one."""
    rng = derive(seed, "draw", language, tier, index)
    return draw_invented(rng, Pool(), tier=tier) if language == "invented" else draw_real(rng, language, tier)
