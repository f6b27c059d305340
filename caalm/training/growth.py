"""A larger model that begins with what a smaller one knows: the same outputs, and room to learn more.

    grow(small, model_config("5m"))

New channels of the residual stream start at zero: nothing writes to them yet, while everything already reads them, so
that their writers have a gradient from the first step. Norms are scaled for the mean over more channels, new neurons
of the feed-forward have no effect yet, and neither have new layers, which come after the old ones. Outputs are those
of the small model up to rounding (and to the norms' epsilon). After Net2Net (https://arxiv.org/abs/1511.05641).
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor
from transformers import AutoModelForCausalLM, PreTrainedModel, Qwen3Config

from caalm.errors import InputError

WRITERS = ("o_proj.weight", "down_proj.weight")


@torch.no_grad()
def grow(small: PreTrainedModel, config: Qwen3Config, **options: Any) -> PreTrainedModel:
    """A model of the larger shape that computes what ``small`` does; ``options`` go to transformers' constructor.

    Width, feed-forward and layers may grow; heads must be as many. Fresh weights come from torch's generator.
    """
    check_growth(small.config, config)
    large: PreTrainedModel = AutoModelForCausalLM.from_config(config, dtype=torch.float32, **options)  # type: ignore[no-untyped-call]
    old = dict(small.named_parameters())
    thinner = math.sqrt(small.config.hidden_size / config.hidden_size)
    for name, parameter in large.named_parameters():
        given = old.get(name)
        if given is None:  # of a new layer: its norms and readers are fresh, what it writes is nothing
            if name.endswith(WRITERS):
                parameter.zero_()
            continue
        if "embed" in name or name.endswith(WRITERS):
            parameter.zero_()
        is_residual_norm = given.ndim == 1 and given.shape[0] == small.config.hidden_size and "self_attn" not in name
        _corner(parameter, given).copy_(given * thinner if is_residual_norm else given)
        if is_residual_norm:
            parameter[given.shape[0] :] = float(given.mean()) * thinner
    return large


KEPT = ("num_attention_heads", "num_key_value_heads", "head_dim", "vocab_size")
GROWN = ("hidden_size", "intermediate_size", "num_hidden_layers")


def is_same_shape(one: Any, other: Any) -> bool:
    """Whether two configurations have weights of the same shapes."""
    return all(getattr(one, field) == getattr(other, field) for field in KEPT + GROWN)


def check_growth(small: Any, large: Any) -> None:
    """Refuse a shape that is no larger one: what differs and may not."""
    for field in KEPT:
        if getattr(small, field) != getattr(large, field):
            raise InputError(
                f"size: {field} is {getattr(small, field)} in the weights and {getattr(large, field)} in the size: "
                "only width, feed-forward and layers can grow; leave --size out, or begin without --init"
            )
    for field in GROWN:
        if getattr(small, field) > getattr(large, field):
            raise InputError(
                f"size: {field} is {getattr(small, field)} in the weights and only {getattr(large, field)} in the "
                "size: weights can grow and not shrink"
            )


def _corner(parameter: Tensor, given: Tensor) -> Tensor:
    return parameter[tuple(slice(0, extent) for extent in given.shape)]
