"""The Javascript templates."""

from caalm.generation.idiomatic.template import Template

JAVASCRIPT: tuple[Template, ...] = ()
HELD_OUT: frozenset[str] = frozenset()
"""The groups that never train."""
