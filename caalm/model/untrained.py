"""A model that has learned nothing: random weights of a size, for the table in which every score must beat chance.

>>> predictor = untrained_predictor("1m", max_new_tokens=4)
>>> len(predictor.predict("print(1)").completion) <= 4
True
"""

from __future__ import annotations

import numpy as np

from caalm.model.engines.embedded import EmbeddedEngine, Weights
from caalm.model.engines.tensors import Array
from caalm.model.predictor import Predictor
from caalm.model.sizes import HEAD_WIDTH, POSITIONS, size_named
from caalm.model.tokenizer import VOCABULARY_SIZE

SPREAD = 0.02
"""As training initialises them."""
MAX_NEW_TOKENS = 32
"""Such a model hardly ever comes to an end; no short output is longer than this."""


def untrained_predictor(size: str = "1m", *, seed: int = 0, max_new_tokens: int = MAX_NEW_TOKENS) -> Predictor:
    """A plain predictor with weights drawn from ``seed``."""
    shape = size_named(size)
    draw = np.random.default_rng(seed)

    def matrix(rows: int, columns: int) -> Array:
        return (draw.standard_normal((rows, columns)) * SPREAD).astype(np.float32)

    query, shared = shape.heads * HEAD_WIDTH, shape.key_value_heads * HEAD_WIDTH
    tensors: dict[str, Array] = {"model.embed_tokens.weight": matrix(VOCABULARY_SIZE, shape.width)}
    for layer in range(shape.layers):
        prefix = f"model.layers.{layer}."
        for name, rows, columns in (
            ("self_attn.q_proj", query, shape.width),
            ("self_attn.k_proj", shared, shape.width),
            ("self_attn.v_proj", shared, shape.width),
            ("self_attn.o_proj", shape.width, query),
            ("mlp.gate_proj", shape.feed_forward, shape.width),
            ("mlp.up_proj", shape.feed_forward, shape.width),
            ("mlp.down_proj", shape.width, shape.feed_forward),
        ):
            tensors[f"{prefix}{name}.weight"] = matrix(rows, columns)
        for name in ("input_layernorm", "post_attention_layernorm"):
            tensors[f"{prefix}{name}.weight"] = np.ones(shape.width, np.float32)
        for name in ("self_attn.q_norm", "self_attn.k_norm"):
            tensors[f"{prefix}{name}.weight"] = np.ones(HEAD_WIDTH, np.float32)
    tensors["model.norm.weight"] = np.ones(shape.width, np.float32)
    config = {
        "model_type": "qwen3",
        "hidden_act": "silu",
        "max_position_embeddings": POSITIONS,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.key_value_heads,
        "head_dim": HEAD_WIDTH,
        "intermediate_size": shape.feed_forward,
        "hidden_size": shape.width,
        "num_hidden_layers": shape.layers,
        "rms_norm_eps": 1e-6,
        "tie_word_embeddings": True,
        "rope_theta": 10000.0,
    }
    engine = EmbeddedEngine(Weights(config, tensors))
    return Predictor(engine, trace=False, positions=POSITIONS, max_new_tokens=max_new_tokens)
