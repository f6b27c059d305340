"""Who is held out: every dimension and role has something that training never shows, and nothing leaks."""

import pytest

from caalm.dataset.splits import (
    HELD_OUT_FAMILIES,
    HELD_OUT_SPLITS,
    HELD_OUT_WORDS,
    POOLS,
    SPLITS,
    Split,
    base_split,
    language_split,
    pair_is_held_out,
    tree_hash,
    tree_split,
)
from caalm.dataset.stream import StreamRecipe, draw_item
from caalm.generation.items import Item, draw_invented
from caalm.generation.languages import HELD_OUT_BEYOND
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.invented.words import LEXICON, STRUCTURE
from caalm.program.nodes import Assign, Constant, Name, Print, Program
from caalm.rng import derive


def draw(split: Split, number: int) -> Item:
    return draw_invented(
        derive(1, "splits", split, number),
        POOLS[split],
        tier=1 + number % 3,
        accepts=lambda program: tree_split(program) == base_split(split),
        accepts_language=lambda language: language_split(language) == base_split(split),
    )


def language_of(item: Item) -> InventedLanguage:
    assert isinstance(item.language, InventedLanguage)
    return item.language


def test_names_do_not_make_a_tree_but_literals_do() -> None:
    def tree(name: str, value: int) -> Program:
        return Program((Assign(name, Constant(value)), Print((Name(name),))))

    assert tree_hash(tree("a", 1)) == tree_hash(tree("total", 1))
    assert tree_hash(tree("a", 1)) != tree_hash(tree("a", 2))


def test_at_least_six_families_are_held_out_and_cover_what_matters() -> None:
    assert sum(len(names) for names in HELD_OUT_FAMILIES.values()) >= 6
    assert {"assignment", "block", "expression", "layout"} <= set(HELD_OUT_FAMILIES)
    for dimension, names in HELD_OUT_FAMILIES.items():
        assert not set(names) & set(POOLS["train"].families[dimension])
        assert POOLS["train"].families[dimension]


def test_every_role_holds_words_out_and_keeps_some() -> None:
    roles = {role for table in LEXICON.values() for role in table}
    for role in roles:
        assert HELD_OUT_WORDS[role], role
        kept = {word for table in POOLS["train"].words.values() for word in table.get(role, ())}
        assert kept, role
        assert not kept & HELD_OUT_WORDS[role], role


def test_training_never_shows_what_is_held_out() -> None:
    structural = {word.lower() for role in STRUCTURE for word in HELD_OUT_WORDS[role]}
    recipe = StreamRecipe(real_share=0.0, beyond_real_share=0.0)
    for position in range(400):
        item, _ = draw_item(recipe, position)
        language = language_of(item)
        assert tree_split(item.program) == "train"
        assert language_split(language) == "train"
        assert not pair_is_held_out(language.families)
        for dimension, names in HELD_OUT_FAMILIES.items():
            assert language.families[dimension] not in names
        for dimension, names in HELD_OUT_BEYOND.items():
            assert language.families.get(dimension) not in names
        words = {language.words[role].lower() for role in STRUCTURE}
        assert not words & structural


@pytest.mark.parametrize("split", SPLITS[1:])
def test_other_splits_draw_their_own_trees_and_languages(split: Split) -> None:
    for number in range(40):
        item = draw(split, number)
        language = language_of(item)
        base = base_split(split)
        assert base in ("validation", "test")
        assert tree_split(item.program) == base
        assert language_split(language) == base
        if split == "new-words":
            held_out = {word for role in STRUCTURE for word in HELD_OUT_WORDS[role]}
            spelled = {language.words[role].lower().replace("_", "-").replace(" ", "-") for role in STRUCTURE}
            assert spelled <= {word.lower() for word in held_out}
        elif split == "new-combinations":
            assert pair_is_held_out(language.families)
        elif split == "new-families":
            assert any(language.families[dimension] in names for dimension, names in HELD_OUT_FAMILIES.items())


def test_held_out_splits_are_named() -> None:
    assert set(HELD_OUT_SPLITS) < set(SPLITS)
