"""The Lua templates, by group.

>>> from random import Random
>>> len(LUA) > 60 and all(template.draw(Random(1)) for template in LUA[:3])
True
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from caalm.generation.idiomatic.lua_control import CONTROL
from caalm.generation.idiomatic.lua_functions import FUNCTIONS
from caalm.generation.idiomatic.lua_numbers import NUMBERS
from caalm.generation.idiomatic.lua_objects import OBJECTS
from caalm.generation.idiomatic.lua_script import Fragment, write_lua
from caalm.generation.idiomatic.lua_strings import STRINGS
from caalm.generation.idiomatic.lua_tables import TABLES
from caalm.generation.idiomatic.template import DrawSource, Template


def _drawer(main: Fragment, group: Sequence[Fragment]) -> DrawSource:
    def draw(rng: Random) -> str:
        return write_lua(rng, main, group)

    return draw


def _templates(group: str, fragments: Sequence[Fragment]) -> list[Template]:
    return [Template(f"lua-{f.__name__.replace('_', '-')}", group, _drawer(f, fragments)) for f in fragments]


_UNSEEN = frozenset({"searches", "remembering", "dispatch", "sets_with_operators", "captures", "digits_and_bases"})
_GROUPS: dict[str, tuple[Fragment, ...]] = {
    "lua-tables": TABLES,
    "lua-strings": STRINGS,
    "lua-functions": FUNCTIONS,
    "lua-objects": OBJECTS,
    "lua-numbers": NUMBERS,
    "lua-control": CONTROL,
}
_EVERY = [fragment for fragments in _GROUPS.values() for fragment in fragments]
# Programs that ask for nothing that the other groups do not teach, put together in ways that those never are.
_SPLIT = {group: [f for f in fragments if f.__name__ not in _UNSEEN] for group, fragments in _GROUPS.items()}
_SPLIT["lua-unseen"] = [f for f in _EVERY if f.__name__ in _UNSEEN]
LUA: tuple[Template, ...] = tuple(
    template for group, fragments in _SPLIT.items() for template in _templates(group, fragments)
)
HELD_OUT: frozenset[str] = frozenset({"lua-unseen"})
"""The groups that never train."""
