"""A model of a few thousand weights for tests."""

from typing import Any

import torch
from transformers import AutoModelForCausalLM, PreTrainedModel

from caalm.model.sizes import Size, model_config
from caalm.model.tokenizer import END

TINY = Size(width=32, layers=2, heads=2, key_value_heads=1, feed_forward=64)


def tiny_model(seed: int = 0, spread: float = 0.5) -> PreTrainedModel:
    """Random weights, spread widely so that one token is clearly the likeliest."""
    torch.manual_seed(seed)
    config = model_config(TINY)
    config.initializer_range = spread
    maker: Any = AutoModelForCausalLM
    model: PreTrainedModel = maker.from_config(config, dtype=torch.float32)
    with torch.no_grad():
        # A long vector wins or loses by much: some texts end early, others do not.
        model.get_input_embeddings().weight[END] *= 3  # type: ignore[operator, index]
    model.train(False)
    return model
