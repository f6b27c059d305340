"""The COBOL templates, by group.

>>> from random import Random
>>> len(COBOL) >= 40 and all("PROGRAM-ID" in template.draw(Random(1)).upper() for template in COBOL)
True
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from caalm.generation.idiomatic.cobol_control import CONTROL
from caalm.generation.idiomatic.cobol_edited import EDITED
from caalm.generation.idiomatic.cobol_numbers import NUMBERS
from caalm.generation.idiomatic.cobol_records import RECORDS
from caalm.generation.idiomatic.cobol_sheet import Fragment, write_cobol
from caalm.generation.idiomatic.cobol_strings import STRINGS
from caalm.generation.idiomatic.cobol_tables import TABLES
from caalm.generation.idiomatic.template import DrawSource, Template


def _drawer(main: Fragment, group: Sequence[Fragment]) -> DrawSource:
    def draw(rng: Random) -> str:
        return write_cobol(rng, main, group)

    return draw


def _templates(group: str, fragments: Sequence[Fragment]) -> list[Template]:
    return [Template(f"cobol-{f.__name__.replace('_', '-')}", group, _drawer(f, fragments)) for f in fragments]


_UNSEEN = frozenset({"counts_in_a_table", "words_turned", "dates", "edited_lines", "guarded_steps"})
_GROUPS: dict[str, tuple[Fragment, ...]] = {
    "cobol-tables": TABLES,
    "cobol-strings": STRINGS,
    "cobol-records": RECORDS,
    "cobol-edited": EDITED,
    "cobol-control": CONTROL,
    "cobol-numbers": NUMBERS,
}
_EVERY = [fragment for fragments in _GROUPS.values() for fragment in fragments]
# Programs that ask for nothing that the other groups do not teach, put together in ways that those never are.
_SPLIT = {group: [f for f in fragments if f.__name__ not in _UNSEEN] for group, fragments in _GROUPS.items()}
_SPLIT["cobol-unseen"] = [f for f in _EVERY if f.__name__ in _UNSEEN]
COBOL: tuple[Template, ...] = tuple(
    template for group, fragments in _SPLIT.items() for template in _templates(group, fragments)
)
HELD_OUT: frozenset[str] = frozenset({"cobol-unseen"})
"""The groups that never train."""
