"""A grown model answers as the small one did, and every one of its weights can learn."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, PreTrainedModel

from caalm.errors import InputError
from caalm.model.sizes import Size, model_config
from caalm.training.growth import grow
from caalm.training.loop import train
from tests.training.runner import config, sums

SMALL = Size(width=32, layers=2, heads=2, key_value_heads=1, feed_forward=48)
LARGE = Size(width=80, layers=3, heads=2, key_value_heads=1, feed_forward=128)


def small_model() -> PreTrainedModel:
    torch.manual_seed(3)
    model: PreTrainedModel = AutoModelForCausalLM.from_config(model_config(SMALL), dtype=torch.float32)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        for parameter in model.parameters():  # norms too: fresh ones are all one
            parameter.add_(torch.randn_like(parameter) * 0.3)
    return model


def test_a_grown_model_gives_the_same_logits() -> None:
    small = small_model()
    large = grow(small, model_config(LARGE))
    tokens = torch.randint(0, 250, (2, 40), generator=torch.Generator().manual_seed(0))
    assert sum(p.numel() for p in large.parameters()) > 4 * sum(p.numel() for p in small.parameters())
    assert torch.allclose(large(tokens).logits, small(tokens).logits, atol=2e-4)


def test_what_is_new_has_a_gradient_within_two_steps() -> None:
    large = grow(small_model(), model_config(LARGE))
    tokens = torch.randint(0, 250, (2, 40), generator=torch.Generator().manual_seed(0))
    optimiser = torch.optim.SGD(large.parameters(), lr=1e-2)
    for _ in range(2):
        optimiser.zero_grad()
        large(tokens, labels=tokens).loss.backward()
        optimiser.step()
    for name, parameter in large.named_parameters():
        if "embed" in name:
            continue  # of bytes that are not in the text there is none
        assert parameter.grad is not None
        last = parameter.grad[-1] if parameter.ndim == 1 else parameter.grad[-1].abs().sum() + parameter.grad[:, -1]
        assert bool(last.abs().max() > 0), name


def test_a_run_grows_the_weights_that_it_begins_with(tmp_path: Path) -> None:
    small = replace(SMALL, layers=1)
    first = train(config(tmp_path / "first", 60, size=small), sums)
    grown = train(config(tmp_path / "second", 1, size=LARGE, init_from=first.checkpoint), sums)
    assert AutoModelForCausalLM.from_pretrained(grown.checkpoint).config.hidden_size == LARGE.width
    assert grown.loss < 1.2 * first.loss


@pytest.mark.parametrize("shape", [replace(LARGE, heads=4), replace(LARGE, width=24), replace(LARGE, layers=1)])
def test_a_shape_that_is_no_larger_one_is_refused(shape: Size) -> None:
    with pytest.raises(InputError, match=r"^size: .* in the weights and"):
        grow(small_model(), model_config(shape))
