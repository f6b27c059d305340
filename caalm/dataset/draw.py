"""Drawing a record from its path alone: the language, the program in it, its text, its trace and what it prints.

>>> record = redraw("1.0.0/7/lua/train/1/0/0")
>>> record == redraw(record.path), record.language, record.split
(True, 'lua', 'train')

Nothing here depends on what was drawn before, so any record can be had without the others, on any machine.
"""

import re
from functools import lru_cache
from random import Random

from caalm.dataset.recipe import DATASET_VERSION
from caalm.dataset.record import DerivationPath, Record, canonical_json, content_id
from caalm.dataset.skeleton import skeleton_hash
from caalm.dataset.splits import POOLS, Split, base_split, language_split, tree_hash, tree_split
from caalm.errors import DrawError, InputError
from caalm.generation.items import CORNER_LANGUAGES, Item, draw_corner, draw_invented, draw_real
from caalm.generation.languages import draw_language
from caalm.languages import LANGUAGES
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.language import Language
from caalm.program.nodes import Program
from caalm.rng import derive

CORNER_SHARE = 0.1
"""The share of a real language's programs that are about its corners: division, coercion, how numbers print."""
_ROUNDS = 25
_LANGUAGES_TRIED = 1_000
_FIXED = re.compile(r"fixed-(\d+)")
# The held-out splits are tests too and draw from the same tenth of all trees; this gives each its own share of it.
_TEST_TREES: tuple[Split, ...] = ("test", "test", "new-words", "new-combinations", "new-families")


def tree_belongs(program: Program, split: Split) -> bool:
    """Whether the hash of its tree gives a program to this split; it gives every tree to exactly one."""
    if tree_split(program) != base_split(split):
        return False
    return base_split(split) != "test" or _TEST_TREES[tree_hash(program) // 100 % len(_TEST_TREES)] == split


@lru_cache(maxsize=256)
def fixed_language(seed: int, split: Split, number: int) -> InventedLanguage:
    """The invented language ``number`` of a split, whose fingerprint belongs to the split too."""
    rng = derive(seed, "dataset", DATASET_VERSION, "language", split, number)
    for _ in range(_LANGUAGES_TRIED):
        language = draw_language(rng, POOLS[split])
        if language_split(language) == base_split(split):
            return language
    raise DrawError(f"no language of split {split} in {_LANGUAGES_TRIED} draws")


def language_of(path: DerivationPath) -> Language:
    """The language that a path names."""
    if found := _FIXED.fullmatch(path.language):
        return fixed_language(path.seed, path.split, int(found[1]))
    if path.language not in LANGUAGES:
        raise InputError(f"path {path}: {path.language!r} is neither fixed-N nor one of {', '.join(LANGUAGES)}")
    return LANGUAGES[path.language]


def redraw(path: str | DerivationPath) -> Record:
    """The record of a path. Its ``runtime`` is None: that is told only by who has run it."""
    where = DerivationPath.parse(path) if isinstance(path, str) else path
    if where.version != DATASET_VERSION:
        raise InputError(f"path {where}: this CaaLM draws data sets of version {DATASET_VERSION}, not {where.version}")
    if where.tier not in (1, 2, 3):
        raise InputError(f"path {where}: the tier is 1, 2 or 3")
    language = language_of(where)
    rng = derive(
        where.seed, "dataset", where.version, where.language, where.split, where.tier, where.index, where.attempt
    )
    return _record(where, _draw_item(rng, language, where))


def _draw_item(rng: Random, language: Language, path: DerivationPath) -> Item:
    def accepts(program: Program) -> bool:
        return tree_belongs(program, path.split)

    if not isinstance(language, InventedLanguage) and rng.random() < CORNER_SHARE and language.name in CORNER_LANGUAGES:
        return draw_corner(rng, language, tier=path.tier, accepts=accepts)
    for _ in range(_ROUNDS):
        try:
            if isinstance(language, InventedLanguage):
                return draw_invented(rng, POOLS[path.split], tier=path.tier, language=language, accepts=accepts)
            return draw_real(rng, language, tier=path.tier, accepts=accepts)
        except DrawError:
            continue  # only a fortieth of all trees belongs to a test split: a round may well find none
    raise DrawError(f"path {path}: no program of tier {path.tier} in {_ROUNDS} rounds of draws")


def _record(path: DerivationPath, item: Item) -> Record:
    language, source, result = item.language, item.source.text, item.result
    families = dict(language.families) if isinstance(language, InventedLanguage) else {}
    return Record(
        id=content_id(path.version, language.name, source, result.stdout),
        split=path.split,
        language=language.name,
        families=canonical_json(families),
        tier=path.tier,
        source=source,
        trace=item.trace_text(),
        stdout=result.stdout,
        steps=result.steps,
        path=str(path),
        tree_hash=f"{tree_hash(item.program):016x}",
        skeleton_hash=f"{skeleton_hash(item.program):016x}",
        runtime=None,
        version=path.version,
    )
