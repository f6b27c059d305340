"""The embedded engine: the whole decoder in NumPy, for any machine, without torch and without an export.

    engine = EmbeddedEngine.load(Path("caalm/weights"))
    engine.generate(["Code:\\nprint(1)\\n\\nOutput:\\n"], max_new_tokens=100)

It computes what transformers' Qwen3 class computes, in fp32, straight from the safetensors. What is special is that
a step has few array operations, since a small model's step is bound by them and a large one's by reading the weights:

- a norm's weights, its factor sqrt(width) and attention's 1/sqrt(head width) are folded into the matrices that follow;
- queries, keys and values are one product; gate and up another; a norm and a rotation serve queries and keys at once;
- a head's numbers are reordered so that the two that are rotated together stand side by side: then the rotation by
  position is one multiplication of complex numbers. Queries and keys are reordered alike, so their products stay.

Prompts are read in chunks, so memory is bounded by the texts' keys and values; `memory` limits those.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caalm.errors import InputError
from caalm.model.engines.batching import SlotEngine, Slots
from caalm.model.engines.blas import blas_threads
from caalm.model.engines.revision import Choice, ranked
from caalm.model.engines.tensors import Array, read_tensors

CHUNK = 256
GROWTH = 256
MEMORY = 2**30
"""Bytes of keys and values, all texts together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    inwards: Array
    """To queries, keys and values."""
    scales: Array
    """Of normed queries and keys, a row a head."""
    outwards: Array
    gate_up: Array
    down: Array


class Weights:
    """A Qwen3 decoder's weights, folded and laid out for NumPy."""

    def __init__(self, config: Mapping[str, Any], tensors: Mapping[str, Array]) -> None:
        refuse_foreign(config)
        self.positions = int(config["max_position_embeddings"])
        self.heads = int(config["num_attention_heads"])
        self.shared = int(config["num_key_value_heads"])
        """Heads of keys and values; each serves heads / shared heads of queries."""
        self.width = int(config["head_dim"])
        self.inner = int(config["intermediate_size"])
        size = int(config["hidden_size"])
        self.eps = np.float32(config["rms_norm_eps"] * size)
        self.head_eps = np.float32(config["rms_norm_eps"] * self.width)
        self.layers = [self._layer(tensors, f"model.layers.{i}.", size) for i in range(config["num_hidden_layers"])]
        self.embeddings = tensors["model.embed_tokens.weight"]
        head = self.embeddings if config.get("tie_word_embeddings") else tensors["lm_head.weight"]
        self.head = _folded(head, tensors["model.norm.weight"])
        # In fp32 like transformers: at position 8,000 the exact angle is another one.
        theta = float(_rope(config)["rope_theta"])
        speeds = (theta ** -(np.arange(0, self.width, 2) / self.width)).astype(np.float32)
        angles = np.outer(np.arange(self.positions, dtype=np.float32), speeds)
        self.rotations: NDArray[np.complex64] = (np.cos(angles) + 1j * np.sin(angles)).astype(np.complex64)[:, None]

    def _layer(self, tensors: Mapping[str, Array], prefix: str, size: int) -> _Layer:
        paired = np.arange(self.width).reshape(2, -1).T.ravel()
        attention, feed = f"{prefix}self_attn.", f"{prefix}mlp."

        def reordered(name: str) -> Array:
            rows = tensors[f"{attention}{name}_proj.weight"].reshape(-1, self.width, size)
            return rows[:, paired].reshape(-1, size)

        def scales(name: str, heads: int, factor: float) -> Array:
            return np.tile(tensors[f"{attention}{name}_norm.weight"][paired] * np.float32(factor), (heads, 1))

        projections = [reordered("q"), reordered("k"), tensors[f"{attention}v_proj.weight"]]
        gate_up = [tensors[f"{feed}gate_proj.weight"], tensors[f"{feed}up_proj.weight"]]
        return _Layer(
            inwards=_folded(np.concatenate(projections), tensors[f"{prefix}input_layernorm.weight"]),
            # The norm's sqrt(width) and the attention's 1 / sqrt(width) cancel out in a query.
            scales=np.concatenate([scales("q", self.heads, 1.0), scales("k", self.shared, self.width**0.5)]),
            outwards=np.ascontiguousarray(tensors[f"{attention}o_proj.weight"].T),
            gate_up=_folded(np.concatenate(gate_up), tensors[f"{prefix}post_attention_layernorm.weight"]),
            down=np.ascontiguousarray(tensors[f"{feed}down_proj.weight"].T),
        )


def refuse_foreign(config: Mapping[str, Any]) -> None:
    """An InputError for an architecture that this engine does not compute."""
    wanted = {"model_type": "qwen3", "hidden_act": "silu"}
    odd = [f"{name} {config.get(name)!r}" for name, value in wanted.items() if config.get(name) != value]
    odd += [name for name in ("attention_bias", "use_sliding_window") if config.get(name)]
    if _rope(config).get("rope_type", "default") != "default":
        odd.append("its rope_type")
    if odd:
        raise InputError(
            f"weights: the embedded engine does not compute {', '.join(odd)}: use the engine torch "
            "(pip install 'caalm[torch]')"
        )


def _rope(config: Mapping[str, Any]) -> Mapping[str, Any]:
    rope: Mapping[str, Any] = config.get("rope_parameters") or {"rope_theta": config.get("rope_theta", 10000.0)}
    return rope


def _folded(matrix: Array, norm: Array) -> Array:
    """A matrix that takes x / |x| where the original takes the norm of x."""
    return np.ascontiguousarray((matrix * (norm * np.float32(len(norm) ** 0.5))).T)


class EmbeddedEngine(SlotEngine):
    """Greedy, batched generation in NumPy."""

    def __init__(self, weights: Weights, *, batch: int = 32, threads: int = 1, memory: int = MEMORY) -> None:
        if batch < 1:
            raise ValueError("batch: must be at least 1")
        self.weights = weights
        self.batch = batch
        self.threads = threads
        self.memory = memory
        self.positions = weights.positions

    @classmethod
    def load(cls, folder: Path, *, batch: int = 32, threads: int = 1) -> EmbeddedEngine:
        """The engine of a validated weights folder."""
        config = json.loads((folder / "config.json").read_text("utf-8"))
        refuse_foreign(config)
        return cls(Weights(config, read_tensors(folder)), batch=batch, threads=threads)

    def slots(self, count: int) -> Slots:
        """Empty slots."""
        return _ArraySlots(self.weights, count, self.threads, self.memory)


class _ArraySlots:
    """Keys and values, [slots, heads, capacity, width] a layer."""

    def __init__(self, weights: Weights, count: int, threads: int, memory: int) -> None:
        self.weights = weights
        self.count = count
        self.threads = threads
        self.memory = memory
        self.lengths = np.zeros(count, dtype=np.int64)
        self.rows = np.arange(count)
        self.keys = [self._empty(0, 0) for _ in weights.layers]
        self.values = [self._empty(0, 0) for _ in weights.layers]

    def room(self, longest: int) -> int:
        weights = self.weights
        token = 2 * len(weights.layers) * weights.shared * weights.width * 4
        return max(1, min(self.count, self.memory // (token * (longest + GROWTH))))

    def read(self, slot: int, tokens: Sequence[int], rivals: int = 0) -> Choice:
        self._reserve(slot, slot + 1, len(tokens))
        ids = np.array(tokens, dtype=np.int64)
        with blas_threads(self.threads), np.errstate(over="ignore"):
            for start in range(0, len(ids), CHUNK):
                hidden = self._read_chunk(slot, ids[start : start + CHUNK], start)
            self.lengths[slot] = len(ids)
            return self._choose(hidden, rivals)[0]

    def advance(self, tokens: Sequence[int], rivals: int = 0) -> list[Choice]:
        count = len(tokens)
        lengths = self.lengths[:count]
        longest = int(lengths.max()) + 1
        self._reserve(count, count, longest)
        with blas_threads(self.threads), np.errstate(over="ignore"):
            hidden = self._advance(np.array(tokens, dtype=np.int64), lengths, longest)
            self.lengths[:count] += 1
            return self._choose(hidden, rivals)

    def rewind(self, slot: int, length: int) -> None:
        self.lengths[slot] = length

    def move(self, source: int, target: int) -> None:
        length = self.lengths[target] = self.lengths[source]
        for buffer in (*self.keys, *self.values):
            buffer[target, :, :length] = buffer[source, :, :length]

    def _empty(self, rows: int, capacity: int) -> Array:
        # Zeros: what lies past a text's end is masked, but nothing times not-a-number is still not a number.
        return np.zeros((rows, self.weights.shared, capacity, self.weights.width), dtype=np.float32)

    def _reserve(self, used: int, rows: int, longest: int) -> None:
        """Make room for that many texts of that length; the slots in use are kept."""
        held_rows, _, held, _ = self.keys[0].shape
        if rows <= held_rows and longest <= held:
            return
        capacity = held if longest <= held else longest + GROWTH
        for buffers in (self.keys, self.values):
            for number, old in enumerate(buffers):
                new = self._empty(max(rows, self.room(capacity)), capacity)
                new[:used, :, :held] = old[:used]
                buffers[number] = new

    def _read_chunk(self, slot: int, ids: NDArray[np.int64], start: int) -> Array:
        """Some tokens of a prompt, those before them being in the slot; the last one's hidden state."""
        weights, count, end = self.weights, len(ids), start + len(ids)
        hidden = weights.embeddings[ids]
        rotations = weights.rotations[start:end]
        mask = np.triu(np.full((count, end), -np.inf, dtype=np.float32), start + 1)
        for layer, keys, values in zip(weights.layers, self.keys, self.values, strict=True):
            query, key, value = self._project(layer, hidden, rotations)
            keys[slot, :, start:end] = key.swapaxes(0, 1)
            values[slot, :, start:end] = value.swapaxes(0, 1)
            grouped = query.reshape(count, weights.shared, -1, weights.width).transpose(1, 2, 0, 3)
            scores = grouped @ keys[slot, :, None, :end].swapaxes(-1, -2)
            scores += mask
            mixed = _softmax(scores) @ values[slot, :, None, :end]
            hidden = self._finish(layer, hidden, mixed.transpose(2, 0, 1, 3).reshape(count, -1))
        return hidden[-1:]

    def _advance(self, ids: NDArray[np.int64], lengths: NDArray[np.int64], longest: int) -> Array:
        """One token in each of the first slots; their hidden states."""
        weights, count = self.weights, len(ids)
        rows = self.rows[:count]
        hidden = weights.embeddings[ids]
        rotations = weights.rotations[lengths]
        seen = np.arange(longest) <= lengths[:, None]
        mask = None if seen.all() else np.where(seen, np.float32(0), np.float32(-np.inf))[:, None, None]
        for layer, keys, values in zip(weights.layers, self.keys, self.values, strict=True):
            query, key, value = self._project(layer, hidden, rotations)
            keys[rows, :, lengths] = key
            values[rows, :, lengths] = value
            # Query heads that share keys stand together: the keys are read once for all of them.
            grouped = query.reshape(count, weights.shared, -1, weights.width)
            scores = grouped @ keys[:count, :, :longest].swapaxes(-1, -2)
            if mask is not None:
                scores += mask
            mixed = _softmax(scores) @ values[:count, :, :longest]
            hidden = self._finish(layer, hidden, mixed.reshape(count, -1))
        return hidden

    def _project(self, layer: _Layer, hidden: Array, rotations: NDArray[np.complex64]) -> tuple[Array, Array, Array]:
        """Queries, keys and values, [tokens, heads, width]."""
        weights = self.weights
        both = weights.heads + weights.shared
        heads = (_direction(hidden, weights.eps) @ layer.inwards).reshape(len(hidden), -1, weights.width)
        rotated = _direction(heads[:, :both], weights.head_eps)
        rotated *= layer.scales
        pairs = rotated.view(np.complex64)
        pairs *= rotations
        return rotated[:, : weights.heads], rotated[:, weights.heads :], heads[:, both:]

    def _finish(self, layer: _Layer, hidden: Array, mixed: Array) -> Array:
        """What a layer does after attention."""
        hidden = hidden + mixed @ layer.outwards
        both = _direction(hidden, self.weights.eps) @ layer.gate_up
        gate, up = both[:, : self.weights.inner], both[:, self.weights.inner :]
        denominator = np.exp(-gate)
        denominator += 1
        gate /= denominator
        gate *= up
        hidden += gate @ layer.down
        return hidden

    def _choose(self, hidden: Array, rivals: int) -> list[Choice]:
        """The likeliest token after each hidden state, and those that come next."""
        logits = _direction(hidden, self.weights.eps) @ self.weights.head
        best = logits.argmax(axis=-1)[:, None]
        logits -= np.take_along_axis(logits, best, axis=-1)
        logprobs = -np.log(np.exp(logits).sum(axis=-1, keepdims=True))
        if not rivals:
            return list(map(Choice, best[:, 0].tolist(), logprobs[:, 0].tolist()))
        np.put_along_axis(logits, best, np.float32(-np.inf), axis=-1)
        others = np.argpartition(logits, -rivals, axis=-1)[:, -rivals:]
        behind = np.take_along_axis(logits, others, axis=-1)
        order = np.argsort(-behind, axis=-1, kind="stable")
        tokens = np.concatenate([best, np.take_along_axis(others, order, axis=-1)], axis=-1)
        behind = np.take_along_axis(behind, order, axis=-1) + logprobs
        return ranked(tokens.tolist(), np.concatenate([logprobs, behind], axis=-1).tolist())


def _direction(vectors: Array, eps: np.float32) -> Array:
    """Each vector over its length."""
    lengths = np.vecdot(vectors, vectors)
    lengths += eps
    directions: Array = vectors / np.sqrt(lengths)[..., None]
    return directions


def _softmax(scores: Array) -> Array:
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores
