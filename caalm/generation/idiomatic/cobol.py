"""The COBOL templates."""

from caalm.generation.idiomatic.template import Template

COBOL: tuple[Template, ...] = ()
HELD_OUT: frozenset[str] = frozenset()
"""The groups that never train."""
