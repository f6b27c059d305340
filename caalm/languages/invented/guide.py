"""A short guide to an invented language, as its author would write it on a card.

>>> from random import Random
>>> from caalm.generation.languages import Pool, draw_language
>>> guide(draw_language(Random(3), Pool())).splitlines()[0].endswith(" sets NAME to VALUE")
True

Every role that any word may play is named once, so with a guide no keyword is opaque.
"""

from collections.abc import Mapping

from caalm.languages.invented.blocks import BLOCKS
from caalm.languages.invented.containers import APPENDS, FOREACHES, INDEXES, LENGTHS, LISTS, POPS, SLICES
from caalm.languages.invented.control import CONDITIONALS, LEAVES, POST_TESTS, SENTENCES
from caalm.languages.invented.functions import CALLS, DEFINITIONS, LAST_VALUE, RETURNS
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
    if language.is_beyond:
        lines += _beyond(language)
    return "\n".join(lines)


def _beyond(language: InventedLanguage) -> list[str]:
    """The lines about functions, lists and what else is beyond the card."""
    families, words, said = language.families, language.words, SENTENCES["plain"]

    def form(table: Mapping[str, str | None], dimension: str, *texts: str) -> str:
        template = table[families[dimension]]
        return "" if template is None else template.format(*texts, **{"list": "LIST", **words})

    literal, test = LISTS[families["list"]], POST_TESTS[families["post-test"]]
    opening = literal.opening.replace("{}", words["list"])
    leave = LEAVES[families["leave"]]
    ends = f"the TEST in {words[test.closing]} {test.test.format('TEST')} at its end"
    lines = [
        f"{DEFINITIONS[families['function']](words, 'F', ['A', 'B'])} begins the function F of A and B",
        f"{CALLS[families['call']].write(words, 'F', ['A', 'B'])} is its value for A and B",
        f"{RETURNS[families['return']](words, 'VALUE')} leaves a function with VALUE",
        f"{opening}A{literal.separator}B{literal.closing} is a list",
        f"{INDEXES[families['index']].write(words, 'XS', 'I')} is what stands at place I of XS",
        said[families["origin"]],
        f"{SLICES[families['slice']].write(words, 'XS', 'A', 'B')} is the part of XS from A to B",
        said[language.semantics.slices],
        f"{form(APPENDS, 'append', 'VALUE', 'XS')} puts VALUE at the end of XS",
        f"{form(POPS, 'pop', 'XS')} takes the last item off XS",
        f"{form(FOREACHES, 'foreach', 'NAME', 'XS')} repeats its block for every NAME of XS",
        f"{words[test.opening]} begins a block that is repeated {'while' if test.negates else 'until'} {ends} holds",
        f"{leave.format(words['break'])} leaves a loop",
        f"{leave.format(words['continue'])} goes on with the next round",
        f"{form(CONDITIONALS, 'conditional', 'TEST', 'A', 'B')} is A if TEST holds and else B",
    ]
    if length := form(LENGTHS, "length", "XS"):
        lines.append(f"{length} is how many items XS has")
    if families["unless"] != "never":
        lines.append(f"{HEADERS[families['header']](words, words['unless'], 'TEST')} runs its block if TEST fails")
    if families["order"] != "usual":
        lines.append(said[families["order"]])
    if families["return"] == LAST_VALUE:
        lines.append(said["last value"])
    return lines
