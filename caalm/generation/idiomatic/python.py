"""The Python templates."""

from caalm.generation.idiomatic.template import Template

PYTHON: tuple[Template, ...] = ()
HELD_OUT: frozenset[str] = frozenset()
"""The groups that never train."""
