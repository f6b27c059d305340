"""Recipes count what they promise."""

import pytest

from caalm.dataset.recipe import DatasetRecipe
from caalm.dataset.unit import units_of
from caalm.errors import InputError
from caalm.recipes import DATASETS, card, dataset_recipe, small


def test_card_is_the_published_mix() -> None:
    recipe = card()
    assert recipe.real_languages == ("python", "javascript", "lua", "cobol")
    assert sum(recipe.real_programs.values()) == 2_000
    assert sum(recipe.invented_languages.values()) == 200
    assert recipe.records == 128_000
    assert recipe.tier_counts() == {1: 38_400, 2: 51_200, 3: 38_400}


def test_small_is_two_thousand_records_of_the_same_kind() -> None:
    recipe = small()
    assert recipe.records == 2_000
    assert recipe.tier_counts() == {1: 600, 2: 800, 3: 600}
    assert set(recipe.invented_languages) == set(card().invented_languages)


@pytest.mark.parametrize("name", DATASETS)
def test_the_units_hold_every_record_once(name: str) -> None:
    recipe = dataset_recipe(name)
    units = units_of(recipe)
    assert sum(unit.records for unit in units) == recipe.records
    assert len({unit.name for unit in units}) == len(units) == recipe.languages


def test_an_unknown_recipe_is_named_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="'big' is none of card, small"):
        dataset_recipe("big")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"real_languages": ("perl",)}, "real_languages: 'perl'"),
        ({"real_programs": {"new-words": 3}}, "real_programs: new-words=3"),
        ({"invented_languages": {"train": -1}}, "invented_languages: train=-1"),
        ({"programs_per_language": -1}, "programs_per_language"),
        ({"tiers": ()}, "tiers"),
        ({"tiers": (4,)}, "tiers"),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        DatasetRecipe(name="wrong", **fields)  # type: ignore[arg-type]
