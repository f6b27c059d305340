"""How sure a prediction is: what speaks for it, and the measured rule that turns this into a probability.

>>> sure = Evidence(logprob=-0.01, weakest=-0.005, finished=True, agrees=True)
>>> contradicted = Evidence(logprob=-0.01, weakest=-0.005, finished=True, agrees=False)
>>> round(sure.probability, 2), sure.probability == contradicted.probability
(0.99, True)
>>> rule = Rule(intercept=-1.0, weights={"sequence": 0.8, "agrees": 2.0})
>>> round(rule.confidence(sure), 2), round(rule.confidence(contradicted), 2)
(0.99, 0.94)

Without a calibration the confidence is the raw probability of the completion. `caalm calibrate` measures a calibration
on the validation split and writes it beside the weights as calibration.json: a logistic rule for plain and one for
traced answers, no weight below zero, so more evidence never lowers a confidence. It also holds the threshold by which
a predictor that may choose keeps the plain answer.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from caalm.model.checkpoint import MANIFEST, CheckpointError

CALIBRATION = "calibration.json"
FORMAT = 1
FEATURES = ("sequence", "weakest", "consistent", "agrees")
_SUREST = 14.0
_LEAST_SURE = -30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known about a prediction. ``consistent`` and ``agrees`` are None where they were not looked at."""

    logprob: float
    """The sum of the log-probabilities of all that the model wrote, its end included."""
    weakest: float
    """The least of them."""
    finished: bool
    consistent: bool | None = None
    """Whether a trace agrees with itself and with the output."""
    agrees: bool | None = None
    """Whether the plain and the traced answer are the same."""

    @property
    def probability(self) -> float:
        """The model's own probability of what it wrote: the raw confidence."""
        return math.exp(min(0.0, self.logprob))

    def features(self) -> dict[str, float]:
        """The evidence as numbers, each the greater the better."""
        return {
            "sequence": _logit(self.logprob),
            "weakest": _logit(self.weakest),
            "consistent": float(self.consistent is True),
            "agrees": float(self.agrees is True),
        }


def _logit(logprob: float) -> float:
    """log(p / (1 - p)) from log p, kept within bounds."""
    if logprob >= -math.exp(-_SUREST):
        return _SUREST
    return max(_LEAST_SURE, logprob - math.log(-math.expm1(logprob)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A logistic function of the features."""

    intercept: float
    weights: Mapping[str, float]

    def __post_init__(self) -> None:
        for name, weight in self.weights.items():
            if name not in FEATURES:
                raise ValueError(f"weights: {name!r} is none of {', '.join(FEATURES)}")
            if not (math.isfinite(weight) and weight >= 0):
                raise ValueError(f"weights: {name} is {weight}, it must be 0 or more")
        if not math.isfinite(self.intercept):
            raise ValueError("intercept: it is not finite")

    def confidence(self, evidence: Evidence) -> float:
        """The probability that the answer is right; 0 for one without an end."""
        if not evidence.finished:
            return 0.0
        features = evidence.features()
        score = self.intercept + sum(weight * features[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-700.0, min(700.0, score))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The measured rules of one set of weights."""

    plain: Rule
    traced: Rule | None = None
    """None: the weights were not trained on traces."""
    plain_threshold: float | None = None
    """The confidence from which a plain answer is kept where the predictor may choose; None: it always traces."""
    weights: str = ""
    """Whose rules these are (`weights_identity`); empty fits any."""
    measured: Mapping[str, object] | None = None
    """On what they were measured, and how well they do there."""

    def confidence(self, evidence: Evidence, *, traced: bool) -> float:
        """The calibrated confidence of an answer."""
        rule = self.traced if traced else self.plain
        return evidence.probability if rule is None else rule.confidence(evidence)

    def as_json(self) -> str:
        """The text of calibration.json."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=2, ensure_ascii=False) + "\n"


def weights_identity(manifest: Mapping[str, object]) -> str:
    """One text for the tensors that a manifest describes; empty where it describes none."""
    files = manifest.get("files")
    if not isinstance(files, dict):
        return ""
    return " ".join(facts["sha256"] for name, facts in sorted(files.items()) if name.endswith(".safetensors"))


def load_calibration(folder: Path, manifest: Mapping[str, object]) -> Calibration | None:
    """The calibration of a weights folder, None where there is none; one of other weights is refused."""
    path = folder / CALIBRATION
    if not path.is_file():
        return None
    mend = "measure it again with `caalm calibrate`, or remove it"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.pop("format") != FORMAT:
            raise ValueError(f"its format is not {FORMAT}")
        rules = {name: content.pop(name) for name in ("plain", "traced")}
        calibration = Calibration(
            plain=Rule(**rules["plain"]), traced=None if rules["traced"] is None else Rule(**rules["traced"]), **content
        )
        threshold = calibration.plain_threshold
        if threshold is not None and not 0 <= threshold <= 1:
            raise ValueError("plain_threshold is not between 0 and 1")
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise CheckpointError(f"weights: {path} cannot be used ({error}): {mend}") from None
    identity = weights_identity(manifest)
    if calibration.weights and identity and calibration.weights != identity:
        raise CheckpointError(f"weights: {path} was measured for other weights than {folder / MANIFEST} names: {mend}")
    return calibration
