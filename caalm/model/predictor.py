"""The one door to a model: from a program's text to what it would print. Nothing here parses or runs the program.

    Predictor.load().predict("a = 10\\nb = 20\\nprint(a + b)")
    -> Prediction(output="30", confidence=0.98, truncated=False)

The confidence is the probability that the model gave to everything it wrote, end token included: exp of the sum of the
log-probabilities. A traced answer counts its trace too, because a wrong step makes a wrong answer with a sure end.
"""

from __future__ import annotations

import functools
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from caalm.errors import InputError
from caalm.model.checkpoint import load_model
from caalm.model.engine import Completion, Engine, OnProgress, TransformersEngine
from caalm.model.sizes import POSITIONS
from caalm.model.tokenizer import encode
from caalm.tasks.prediction import extract_plain, extract_traced, plain_prompt, traced_prompt

SHIPPED = Path(__file__).resolve().parent.parent / "weights"
ENVIRONMENT = "CAALM_WEIGHTS"
MAX_NEW_TOKENS = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """`truncated`: the model ran out of room before it said that it was done. `completion` is its raw text."""

    output: str
    confidence: float
    truncated: bool
    completion: str = ""


def weights_folder(path: Path | str | None = None) -> Path:
    """Which weights are used: the path given, else those in the package, else what CAALM_WEIGHTS names."""
    if path is not None:
        return Path(path)
    if (SHIPPED / "config.json").exists():
        return SHIPPED
    named = os.environ.get(ENVIRONMENT)
    if not named:
        raise InputError(f"weights: none are in the package; train some, or set {ENVIRONMENT} to a weights folder")
    return Path(named)


class Predictor:
    """Predicts with one engine; traced or plain as the checkpoint says, unless told otherwise."""

    def __init__(
        self,
        engine: Engine,
        *,
        trace: bool = False,
        positions: int = POSITIONS,
        max_new_tokens: int = MAX_NEW_TOKENS,
    ) -> None:
        self.engine = engine
        self.trace = trace
        self.positions = positions
        self.max_new_tokens = max_new_tokens

    @classmethod
    def load(
        cls,
        path: Path | str | None = None,
        *,
        trace: bool | None = None,
        dtype: str = "float32",
        batch: int = 64,
        max_new_tokens: int = MAX_NEW_TOKENS,
    ) -> Predictor:
        """The predictor of a weights folder, checked before any work; None is the shipped weights."""
        model, manifest = load_model(weights_folder(path), dtype)
        engine = TransformersEngine(model, batch=batch)
        traced = bool(manifest.get("trace", False)) if trace is None else trace
        return cls(engine, trace=traced, positions=engine.positions, max_new_tokens=max_new_tokens)

    def prompt(self, code: str) -> str:
        """The prompt for a program; an InputError where there is none or it does not fit the context."""
        if not code.strip():
            raise InputError("program: it is empty, give one with a statement in it")
        prompt = (traced_prompt if self.trace else plain_prompt)(code)
        length = len(encode(prompt))
        if length >= self.positions:
            raise InputError(
                f"program: its prompt has {length} tokens (one a byte), the model's context holds {self.positions}: "
                "shorten the program"
            )
        return prompt

    def predict(self, code: str) -> Prediction:
        """What one program prints."""
        return self.predict_many([code])[0]

    def predict_many(self, codes: Sequence[str], on_progress: OnProgress | None = None) -> list[Prediction]:
        """What each program prints, in their order; one that cannot be asked about raises before any work."""
        prompts = [self.prompt(code) for code in codes]
        completions = self.engine.generate(prompts, self.max_new_tokens, on_progress)
        return [self._read(completion) for completion in completions]

    def _read(self, completion: Completion) -> Prediction:
        extract = extract_traced if self.trace else extract_plain
        return Prediction(
            output=extract(completion.text),
            confidence=math.exp(sum(completion.token_logprobs)),
            truncated=not completion.finished,
            completion=completion.text,
        )


@functools.lru_cache(maxsize=1)
def _shipped() -> Predictor:
    return Predictor.load()


def predict_output(code: str) -> str:
    """What a program prints, by the shipped weights (loaded once)."""
    return _shipped().predict(code).output
