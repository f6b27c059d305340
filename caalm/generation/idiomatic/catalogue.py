"""All templates by language, which groups never train, and the drawing of program number so-and-so.

>>> drawn = draw_idiomatic("python", seed=0, index=3)
>>> drawn == draw_idiomatic("python", seed=0, index=3)
True
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from caalm.generation.idiomatic.cobol import COBOL
from caalm.generation.idiomatic.cobol import HELD_OUT as COBOL_HELD_OUT
from caalm.generation.idiomatic.javascript import HELD_OUT as JAVASCRIPT_HELD_OUT
from caalm.generation.idiomatic.javascript import JAVASCRIPT
from caalm.generation.idiomatic.lua import HELD_OUT as LUA_HELD_OUT
from caalm.generation.idiomatic.lua import LUA
from caalm.generation.idiomatic.python import HELD_OUT as PYTHON_HELD_OUT
from caalm.generation.idiomatic.python import PYTHON
from caalm.generation.idiomatic.template import Template
from caalm.rng import derive

TEMPLATES: Mapping[str, tuple[Template, ...]] = MappingProxyType(
    {"python": PYTHON, "javascript": JAVASCRIPT, "lua": LUA, "cobol": COBOL}
)
HELD_OUT_GROUPS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "python": PYTHON_HELD_OUT,
        "javascript": JAVASCRIPT_HELD_OUT,
        "lua": LUA_HELD_OUT,
        "cobol": COBOL_HELD_OUT,
    }
)
"""Changing it changes what shipped weights may have seen: train again after it."""


class Idiomatic(NamedTuple):
    """A drawn program and the template that drew it."""

    template: Template
    source: str


def draw_idiomatic(language: str, *, seed: int, index: int) -> Idiomatic:
    """Program ``index`` of a language under a seed: its templates take turns in drawn order."""
    rng = derive(seed, "idiomatic", language, index)
    template = rng.choice(TEMPLATES[language])
    return Idiomatic(template, template.draw(rng))
