"""All Python templates."""

from caalm.generation.idiomatic.python_data import DATA
from caalm.generation.idiomatic.python_functions import FUNCTIONS
from caalm.generation.idiomatic.python_programs import PROGRAMS
from caalm.generation.idiomatic.template import Template

PYTHON: tuple[Template, ...] = (*FUNCTIONS, *FUNCTIONS, *DATA, *PROGRAMS)
"""The short functions stand in twice: they are the most varied."""
HELD_OUT: frozenset[str] = frozenset({"walrus", "properties", "grids"})
"""The groups that never train."""
