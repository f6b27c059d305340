"""Sizes keep their promises: the number of weights, and the trap of equal width and vocabulary."""

from typing import Any

import pytest
from transformers import AutoModelForCausalLM

from caalm.errors import InputError
from caalm.model.sizes import SIZES, Size, model_config, parameters, size_named


@pytest.mark.parametrize("name", list(SIZES))
def test_the_count_of_weights_is_the_model_s(name: str) -> None:
    maker: Any = AutoModelForCausalLM
    model = maker.from_config(model_config(name))
    assert sum(p.numel() for p in model.parameters()) == parameters(name)
    assert model.config.max_position_embeddings == 8192
    assert model.config.vocab_size == 320


@pytest.mark.parametrize(("name", "millions"), [("1m", 1), ("3m", 3), ("5m", 5), ("15m", 15)])
def test_a_size_is_about_what_its_name_says(name: str, millions: float) -> None:
    assert 0.8 * millions <= parameters(name) / 1e6 <= 1.2 * millions
    assert parameters(name) <= 16_000_000


def test_a_width_equal_to_the_vocabulary_is_refused() -> None:
    with pytest.raises(ValueError, match="width"):
        Size(width=320, layers=1, heads=1, key_value_heads=1, feed_forward=64)


def test_an_unknown_size_names_those_there_are() -> None:
    with pytest.raises(InputError, match="15m"):
        size_named("7b")
