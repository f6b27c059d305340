"""A short guide to an invented language, as its author would write it on a card.

>>> from random import Random
>>> from caalm.generation.languages import Pool, draw_language
>>> guide(draw_language(Random(3), Pool())).splitlines()[0].endswith(" sets NAME to VALUE")
True

Every role is named once, so with a guide no keyword is opaque.
"""

from caalm.languages.invented.blocks import BLOCKS
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.invented.statements import ASSIGNMENTS, COUNTED, HEADERS, OUTPUTS, REPEATS, REPETITIONS


def guide(language: InventedLanguage) -> str:
    """One line for each construct: its form, with capitals in the places of what varies, and what it does."""
    families, words = language.families, language.words
    role, negates = REPETITIONS[families["repetition"]]
    header = HEADERS[families["header"]]
    counted = COUNTED[families["counted"]]
    style = BLOCKS[families["block"]]
    lines = [
        f"{ASSIGNMENTS[families['assignment']](words, 'NAME', 'VALUE')} sets NAME to VALUE",
        f"{OUTPUTS[families['output']](words, 'VALUE')} prints VALUE",
        f"{header(words, words['if'], 'TEST')} runs its block if TEST holds",
        f"{words['else']} runs its block otherwise",
        f"{header(words, words[role], 'TEST')} repeats its block {'until' if negates else 'while'} TEST holds",
        f"{counted(words, 'NAME', 'A', 'B', 1, True)} repeats with NAME from A to B, B included",
        f"{counted(words, 'NAME', 'A', 'B', 1, False)} repeats with NAME from A to B, B excluded",
        f"{REPEATS[families['repeat']](words, 'N')} repeats its block N times",
        f"{words['true']} and {words['false']} are true and false",
    ]
    if style.closing is not None:
        lines.append(f"{style.closing(words['if'], words)} ends a block of {words['if']}")
    return "\n".join(lines)
