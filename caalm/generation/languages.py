"""Drawing invented languages from a pool of families and words.

>>> from random import Random
>>> language = draw_language(Random(3), Pool())
>>> language.name == draw_language(Random(3), Pool()).name
True

A pool is what a split may use: training leaves some families, some words of every role and some combinations of
families out, so that tests can ask for what training never showed (caalm.dataset.splits builds the pools).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from caalm.errors import DrawError
from caalm.generation.names import pseudo_word
from caalm.languages.invented.families import FAMILIES
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.invented.words import (
    LEXICON,
    OPERATOR_SYMBOLS,
    OPERATOR_WORDS,
    SPOKEN,
    STRUCTURE,
    SYMBOLS,
    UNRELATED,
)

ALL_FAMILIES: dict[str, tuple[str, ...]] = {dimension: tuple(table) for dimension, table in FAMILIES.items()}
REGISTERS = ("plain", "archaic", "colloquial", "technical")
ABROAD = tuple(register for register in LEXICON if register not in REGISTERS)
COMMON = {
    "header": ("keyword", "keyword", "parentheses", "then"),
    "counted": ("words",),
    "repetition": ("while", "while", "while"),
    "sigil": ("none",) * 14,
    "quote": ("double",) * 8 + ("single",) * 2,
    "layout": ("lines",) * 12,
    "expression": ("infix",) * 8 + ("words",) * 2,
    "assignment": ("keyword", "keyword and link", "name first"),
    "output": ("keyword",) * 4 + ("call",) * 2,
    "block": ("shared end", "braces", "named end", "colon and indentation"),
}
"""Families that are drawn more often than by chance, as languages do."""


@dataclass(frozen=True, kw_only=True)
class Pool:
    """What may be drawn: families by dimension, words by register and role, combinations of families.

    ``require`` maps a dimension to families of which one must be used when it is drawn for ``new families``;
    ``says`` tells whether a word of a role says anything to a reader who knows the training words.
    """

    families: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: ALL_FAMILIES)
    words: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=lambda: LEXICON)
    unrelated: tuple[str, ...] = UNRELATED
    allows: Callable[[Mapping[str, str]], bool] = lambda families: True
    says: Callable[[str, str], bool] = lambda role, word: True
    opaque_share: float = 0.3
    require: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Held-out families: one dimension of these is chosen, and one of its families drawn."""
    only_new_words: bool = False
    """Structural roles take words of this pool's lexicon only, never pseudo-words or symbols."""


def _pick_families(rng: Random, pool: Pool) -> dict[str, str]:
    random = rng.random
    families = {}
    for dimension, options in pool.families.items():
        common = COMMON.get(dimension, ())
        roll = random()
        if common and roll < 0.4:
            choice = common[int(random() * len(common))]
            families[dimension] = choice if choice in options else options[int(random() * len(options))]
        else:
            families[dimension] = options[int(random() * len(options))]
    if pool.require:
        dimensions = tuple(pool.require)
        dimension = dimensions[int(random() * len(dimensions))]
        families[dimension] = pool.require[dimension][int(random() * len(pool.require[dimension]))]
    return families


def draw_language(rng: Random, pool: Pool) -> InventedLanguage:
    """A language from the pool; DrawError where the pool allows no combination."""
    for _ in range(1000):
        families = _pick_families(rng, pool)
        if pool.allows(families) and not _clashes(families):
            break
    else:
        raise DrawError("the pool of families allows no combination")
    return _with_words(rng, pool, families)


def _clashes(families: Mapping[str, str]) -> bool:
    """Whether two families write different things alike."""
    quote, joiner, output = families["quote"], families["joiner"], families["output"]
    if families["assignment"] == "message" and output == "message":
        return True  # x gets: 5 and screen shows: 5 are one form
    if quote == "bars" and (joiner == "bar" or output == "pipe" or families["header"] == "bars"):
        return True
    if quote == "slashes" and families["comment"] == "slashes":
        return True
    if families["layout"] == "piped lines" and (output == "pipe" or families["assignment"] == "pipe"):
        return True
    if quote == "bare" and families["sigil"] == "none" and families["expression"] in ("prefix", "postfix", "result of"):
        return True  # bare words and variables in a row
    if families["sigil"] == "angle" and (families["header"] == "angles" or families["block"] == "tags"):
        return True
    return families["sigil"] == "brace" and (joiner == "interpolation" or families["assignment"] == "record")


def _with_words(rng: Random, pool: Pool, families: dict[str, str]) -> InventedLanguage:
    random = rng.random
    case = random()
    joint = "-" if (roll := random()) < 0.5 else "_" if roll < 0.8 else " "

    def spell(word: str) -> str:
        if "-" in word and word[-1] != "-" and word[0].isalpha():
            word = word.replace("-", joint)
        return word if case < 0.5 else word.upper() if case < 0.8 else word.capitalize()

    kind = random()
    opaque_share = pool.opaque_share
    if kind < 0.3:
        register = ABROAD[int(random() * len(ABROAD))]
    else:
        register = REGISTERS[int(random() * len(REGISTERS))] if kind < 0.75 else "plain"
    words: dict[str, str] = {}
    used: set[str] = set()
    opaque = set()
    drift = random() * opaque_share * 2  # some languages are opaque nearly throughout, most hardly
    for role in STRUCTURE:
        for _ in range(20):
            said = pool.only_new_words or random() >= drift
            if said:
                options = pool.words.get(register, {}).get(role) or pool.words["plain"].get(role) or ()
                if not options or random() < 0.15:
                    everywhere = [w for table in pool.words.values() for w in table.get(role, ())]
                    options = tuple(everywhere)
                word = options[int(random() * len(options))]
            elif (roll := random()) < 0.45:
                word = pool.unrelated[int(random() * len(pool.unrelated))]
            elif roll < 0.85 or role == "end":
                word = pseudo_word(rng)
            else:
                word = SYMBOLS[role][int(random() * len(SYMBOLS[role]))]
            spelled = spell(word)
            if spelled.lower() not in used:
                break
        used.add(spelled.lower())
        words[role] = spelled
        if not said or not pool.says(role, word):
            opaque.add(role)
    for role in SPOKEN:
        options = pool.words.get(register, {}).get(role) or pool.words["plain"][role]
        word = options[int(random() * len(options))]
        words[role] = spell(word) if word[-1:].isalpha() else word
        if not pool.says(role, word):
            opaque.add(role)
    while words["false"].lower() == words["true"].lower():
        options = pool.words["plain"]["false"]
        words["false"] = spell(options[int(random() * len(options))])
    operators = {op: symbols[int(random() * len(symbols))] for op, symbols in OPERATOR_SYMBOLS.items()}
    plain_operators = random() < 0.5
    if plain_operators:
        operators = {op: symbols[0] for op, symbols in OPERATOR_SYMBOLS.items()}
    form = FAMILIES["expression"][families["expression"]].words
    operator_words = {op: _spell_operator(table[form], random(), spell) for op, table in OPERATOR_WORDS.items()}
    return InventedLanguage(
        families=families,
        words=words,
        operators=operators,
        operator_words=operator_words,
        opaque=frozenset(opaque),
        comment_share=0.12 if random() < 0.15 else 0.0,
    )


def _spell_operator(options: tuple[str, ...], roll: float, spell: Callable[[str], str]) -> str:
    return spell(options[int(roll * len(options))])
