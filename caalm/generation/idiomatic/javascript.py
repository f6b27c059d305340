"""All JavaScript templates."""

from caalm.generation.idiomatic.javascript_functions import FUNCTIONS
from caalm.generation.idiomatic.javascript_programs import PROGRAMS
from caalm.generation.idiomatic.template import Template

JAVASCRIPT: tuple[Template, ...] = (*FUNCTIONS, *FUNCTIONS, *PROGRAMS)
"""The short functions stand in twice: they are the most varied."""
HELD_OUT: frozenset[str] = frozenset({"labels", "accessors"})
"""The groups that never train."""
