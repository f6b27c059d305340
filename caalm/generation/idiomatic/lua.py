"""The Lua templates, by group.

>>> from random import Random
>>> len(LUA) > 60 and all(template.draw(Random(1)) for template in LUA[:3])
True
"""

from __future__ import annotations

from caalm.generation.idiomatic.lua_control import CONTROL
from caalm.generation.idiomatic.lua_functions import FUNCTIONS
from caalm.generation.idiomatic.lua_numbers import NUMBERS
from caalm.generation.idiomatic.lua_objects import OBJECTS
from caalm.generation.idiomatic.lua_script import Fragment, write_lua
from caalm.generation.idiomatic.lua_strings import STRINGS
from caalm.generation.idiomatic.lua_tables import TABLES
from caalm.generation.idiomatic.template import fragment_templates

_UNSEEN = frozenset({"searches", "remembering", "dispatch", "sets_with_operators", "captures", "digits_and_bases"})
_GROUPS: dict[str, tuple[Fragment, ...]] = {
    "lua-tables": TABLES,
    "lua-strings": STRINGS,
    "lua-functions": FUNCTIONS,
    "lua-objects": OBJECTS,
    "lua-numbers": NUMBERS,
    "lua-control": CONTROL,
}
LUA = fragment_templates("lua", write_lua, _GROUPS, _UNSEEN)
HELD_OUT: frozenset[str] = frozenset({"lua-unseen"})
"""The groups that never train."""
