"""The COBOL templates, by group.

>>> from random import Random
>>> len(COBOL) >= 40 and all("PROGRAM-ID" in template.draw(Random(1)).upper() for template in COBOL)
True
"""

from __future__ import annotations

from caalm.generation.idiomatic.cobol_control import CONTROL
from caalm.generation.idiomatic.cobol_edited import EDITED
from caalm.generation.idiomatic.cobol_numbers import NUMBERS
from caalm.generation.idiomatic.cobol_records import RECORDS
from caalm.generation.idiomatic.cobol_sheet import Fragment, write_cobol
from caalm.generation.idiomatic.cobol_strings import STRINGS
from caalm.generation.idiomatic.cobol_tables import TABLES
from caalm.generation.idiomatic.template import fragment_templates

_UNSEEN = frozenset({"counts_in_a_table", "words_turned", "dates", "edited_lines", "guarded_steps"})
_GROUPS: dict[str, tuple[Fragment, ...]] = {
    "cobol-tables": TABLES,
    "cobol-strings": STRINGS,
    "cobol-records": RECORDS,
    "cobol-edited": EDITED,
    "cobol-control": CONTROL,
    "cobol-numbers": NUMBERS,
}
COBOL = fragment_templates("cobol", write_cobol, _GROUPS, _UNSEEN)
HELD_OUT: frozenset[str] = frozenset({"cobol-unseen"})
"""The groups that never train."""
