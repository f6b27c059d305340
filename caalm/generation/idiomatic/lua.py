"""The Lua templates."""

from caalm.generation.idiomatic.template import Template

LUA: tuple[Template, ...] = ()
HELD_OUT: frozenset[str] = frozenset()
"""The groups that never train."""
