"""A named recipe is what its function says, changed only where it is asked to be."""

from pathlib import Path

import pytest

from caalm.errors import InputError
from caalm.model.checkpoint import save_model
from caalm.recipes import TRAINING, training_recipe
from tests.model.tiny import tiny_model


@pytest.mark.parametrize("name", list(TRAINING))
def test_a_recipe_says_what_it_trains_on(name: str, tmp_path: Path) -> None:
    recipe = training_recipe(name, tmp_path)
    assert recipe.train.metadata["recipe"] == name
    assert recipe.train.metadata["size"] == recipe.train.size
    assert recipe.train.metadata["stream_seed"] == recipe.stream.seed == 0


def test_a_deadline_replaces_the_budget(tmp_path: Path) -> None:
    recipe = training_recipe("nano", tmp_path, deadline=5e9)
    assert (recipe.train.seconds, recipe.train.deadline) == (None, 5e9)


def test_given_weights_go_on_with_programs_they_have_not_seen(tmp_path: Path) -> None:
    save_model(tiny_model(), tmp_path / "weights", {"trace": True, "size": "5m", "stream_seed": 3})
    recipe = training_recipe("nano", tmp_path / "run", init_from=tmp_path / "weights")
    assert recipe.train.init_from == tmp_path / "weights"
    assert (recipe.stream.seed, recipe.train.metadata["stream_seed"], recipe.train.size) == (4, 4, "5m")


def test_an_unknown_recipe_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="tiny, laptop, nano, caalm-v1"):
        training_recipe("huge", tmp_path)
