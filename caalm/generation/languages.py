"""Drawing invented languages from a pool of families and words.

>>> from random import Random
>>> language = draw_language(Random(3), Pool())
>>> language.name == draw_language(Random(3), Pool()).name
True

A pool is what a split may use: training leaves some families, some words of every role and some combinations of
families out, so that tests can ask for what training never showed (caalm.dataset.splits builds the pools).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from caalm.errors import DrawError
from caalm.generation.names import pseudo_word
from caalm.languages.invented.containers import ORDINAL
from caalm.languages.invented.families import BEYOND, FAMILIES
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.invented.vocabulary import DIVISION, KEYWORDS, PHRASES
from caalm.languages.invented.words import (
    LEXICON,
    OPERATOR_SYMBOLS,
    OPERATOR_WORDS,
    SPOKEN,
    STRUCTURE,
    SYMBOLS,
    UNRELATED,
)
from caalm.rng import stable_hash

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

COMMON_BEYOND = {
    "function": ("parentheses", "keyword list", "arrow value"),
    "call": ("parentheses",) * 3 + ("keyword with", "spaced"),
    "procedure": ("bare", "bare", "keyword"),
    "return": ("keyword",) * 3 + ("last value",),
    "list": ("square",) * 4 + ("spaced square", "keyword"),
    "dict": ("braces",) * 3 + ("arrows",),
    "index": ("square",) * 3 + ("item of", "at"),
    "slice": ("colon", "dots", "through"),
    "operation": ("function", "method", "phrase", "prefix"),
    "unless": ("never", "never", "negations"),
    "order": ("usual",) * 6,
    "note": ("silent", "silent", "comment"),
    "switch": ("arrows", "given", "it is"),
    "conditional": ("question", "middle", "then"),
}
"""The same beyond the card."""
_HELD_OUT_SHARE = 6
"""Of the families of a dimension beyond the card, one in so many is never drawn for training."""


def _held_out_beyond() -> dict[str, tuple[str, ...]]:
    held_out = {}
    for dimension, table in BEYOND.items():
        options = [name for name in table if name not in COMMON_BEYOND.get(dimension, ())]
        if len(options) >= _HELD_OUT_SHARE:
            ranked = sorted(options, key=lambda name: stable_hash("held out", dimension, name))
            held_out[dimension] = tuple(ranked[: max(1, len(table) // _HELD_OUT_SHARE)])
    return held_out


HELD_OUT_BEYOND: Mapping[str, tuple[str, ...]] = _held_out_beyond()
"""Families beyond the card that training never shows; dimensions with few are kept whole."""
Beyond = Literal["all", "train", "held out"]


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
    beyond: Beyond = "all"
    """Which families beyond the card: all, those of training, or those of training and at least one held out."""


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


# Beyond the card

_TRAINING_BEYOND: dict[str, tuple[str, ...]] = {
    dimension: tuple(name for name in table if name not in HELD_OUT_BEYOND.get(dimension, ()))
    for dimension, table in BEYOND.items()
}
_ALL_BEYOND: dict[str, tuple[str, ...]] = {dimension: tuple(table) for dimension, table in BEYOND.items()}


def extend(rng: Random, pool: Pool, language: InventedLanguage) -> InventedLanguage:
    """The same language with forms and words for functions, lists, strings, errors, input and files.

    What it could say before, it says as before; its name is another, for it has more choices that show.
    """
    for _ in range(1000):
        families = {**language.families, **_pick_beyond(rng, pool)}
        if not _clashes_beyond(families):
            break
    else:
        raise DrawError("the pool of families beyond the card allows no combination")
    words, opaque = _words_beyond(rng, pool, language)
    symbols = DIVISION["symbol"] if families["quote"] != "slashes" else ("÷",)
    spoken = DIVISION[FAMILIES["expression"][families["expression"]].words]
    return replace(
        language,
        families=families,
        words=words,
        operators={**language.operators, "/": symbols[int(rng.random() * len(symbols))]},
        operator_words={**language.operator_words, "/": spoken[int(rng.random() * len(spoken))]},
        opaque=language.opaque | opaque,
    )


def _pick_beyond(rng: Random, pool: Pool) -> dict[str, str]:
    random = rng.random
    tables = _ALL_BEYOND if pool.beyond == "all" else _TRAINING_BEYOND
    families = {}
    for dimension, options in tables.items():
        common = COMMON_BEYOND.get(dimension)
        if common and random() < 0.4:
            options = common
        families[dimension] = options[int(random() * len(options))]
    if pool.beyond == "held out":
        # Half of the dimensions with something held out, so that a program that uses few of them shows one.
        dimensions = tuple(HELD_OUT_BEYOND)
        for dimension in dimensions:
            if random() < 0.5:
                names = HELD_OUT_BEYOND[dimension]
                families[dimension] = names[int(random() * len(names))]
    if families["index"] == ORDINAL:
        families["origin"] = "one"  # the 1st is the first
    return families


def _clashes_beyond(families: Mapping[str, str]) -> bool:
    """Whether two families write different things alike."""
    sigil, call, index, several = families["sigil"], families["call"], families["index"], families["list"]
    if sigil == "hash" and "hash" in (families["length"], index, families["dict"], several):
        return True
    if call == "square" and index == "square":
        return True  # f[a] and xs[i]
    if call == "braces" and index == "braces":
        return True
    if call == "parentheses" and index == "parentheses":
        return True
    if call == "square form" and several == "spaced square":
        return True  # [f a] and [x a]
    if call == "angles" and several == "angles":
        return True
    if sigil == "angle" and ("angles" in (call, several) or families["input"] == "angles"):
        return True
    if sigil == "brace" and ("braces" in (several, call, index) or families["function"] == "braces"):
        return True
    if families["return"] == "arrow" and families["assignment"] == "arrow":
        return True
    if families["output"] == "bracketed" and families["return"] == "last value" and several == "spaced square":
        return True
    if families["quote"] == "bars" and (
        families["length"] == "bars" or "bars" in (families["switch"], families["function"], several)
    ):
        return True
    if families["quote"] == "double square" and several == "double square":
        return True
    if families["layout"] == "piped lines" and (call == "pipe" or families["switch"] == "bars"):
        return True
    if families["layout"] == "commas" and families["several"] in ("commas", "walrus", "arrow"):
        return True
    return families["constant"] == "colons" and families["layout"] == "colons"


def _words_beyond(rng: Random, pool: Pool, language: InventedLanguage) -> tuple[dict[str, str], frozenset[str]]:
    """The words of all roles, no two alike where a statement begins with them, and the opaque new ones."""
    random = rng.random
    kind, case, drift = random(), random(), random() * pool.opaque_share * 2
    registers = tuple(pool.words)
    register = registers[int(random() * len(registers))] if kind < 0.35 else "plain"
    joint = "-" if (roll := random()) < 0.5 else "_" if roll < 0.9 else " "
    words, opaque = dict(language.words), set()
    used = {words[role].lower() for role in (*STRUCTURE, "until", "through", "below", "from", "true", "false")}
    for role in (*KEYWORDS, *PHRASES):
        plain = pool.words["plain"][role]
        options = pool.words[register].get(role) or plain
        said = role in PHRASES or pool.only_new_words or random() >= drift
        for attempt in range(20):
            if not said:
                word = pseudo_word(rng) if random() < 0.6 else pool.unrelated[int(random() * len(pool.unrelated))]
            else:
                options = plain if attempt == 5 else options
                word = options[int(random() * len(options))]
            spelled = word.replace("-", joint) if word[0].isalpha() else word
            spelled = spelled if case < 0.6 else spelled.upper() if case < 0.75 else spelled.capitalize()
            if spelled.lower() not in used:
                break
        used.add(spelled.lower())
        words[role] = spelled
        if not said or not pool.says(role, word):
            opaque.add(role)
    return words, frozenset(opaque)
