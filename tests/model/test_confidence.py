"""Evidence becomes a probability by measured rules, which are stored beside the weights and refused beside others."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from caalm.model.checkpoint import CheckpointError, save_model, validate
from caalm.model.confidence import (
    CALIBRATION,
    Calibration,
    Evidence,
    Rule,
    load_calibration,
    weights_identity,
)
from caalm.model.predictor import Predictor
from tests.model.tiny import tiny_model

SURE = Evidence(logprob=-0.02, weakest=-0.01, finished=True, consistent=True, agrees=True)
RULE = Rule(intercept=-2.0, weights={"sequence": 0.5, "weakest": 0.1, "consistent": 1.0, "agrees": 2.0})
CALIBRATION_OF_BOTH = Calibration(
    plain=Rule(intercept=0.5, weights={"sequence": 1.0}), traced=RULE, plain_threshold=0.9
)


@pytest.mark.parametrize(
    "worse",
    [
        replace(SURE, agrees=False),
        replace(SURE, consistent=False),
        replace(SURE, logprob=-0.5),
        replace(SURE, weakest=-0.4),
        replace(SURE, finished=False),
    ],
)
def test_less_evidence_lowers_the_confidence(worse: Evidence) -> None:
    assert RULE.confidence(worse) < RULE.confidence(SURE)


@pytest.mark.parametrize("logprob", [0.0, -1e-12, -1e-3, -1.0, -50.0, -1e6])
def test_confidence_stays_between_0_and_1(logprob: float) -> None:
    evidence = Evidence(logprob=logprob, weakest=logprob, finished=True)
    for weight in (0.0, 1.0, 1e6):
        assert 0 <= Rule(intercept=0.0, weights={"sequence": weight}).confidence(evidence) <= 1


def test_a_rule_with_a_negative_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="agrees"):
        Rule(intercept=0.0, weights={"agrees": -1.0})
    with pytest.raises(ValueError, match="luck"):
        Rule(intercept=0.0, weights={"luck": 1.0})


def test_a_form_without_a_rule_keeps_its_raw_probability() -> None:
    calibration = Calibration(plain=RULE)
    assert calibration.confidence(SURE, traced=True) == pytest.approx(math.exp(-0.02))


def test_a_calibration_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert load_calibration(tmp_path, {}) is None
    (tmp_path / CALIBRATION).write_text(CALIBRATION_OF_BOTH.as_json())
    assert load_calibration(tmp_path, {}) == CALIBRATION_OF_BOTH


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "plain": {"intercept": 0}, "traced": null}']
)
def test_a_broken_calibration_is_named_with_its_mend(tmp_path: Path, text: str) -> None:
    (tmp_path / CALIBRATION).write_text(text)
    with pytest.raises(CheckpointError, match=r"calibration\.json .*caalm calibrate"):
        load_calibration(tmp_path, {})


def test_a_threshold_that_is_no_probability_is_refused(tmp_path: Path) -> None:
    record = json.loads(CALIBRATION_OF_BOTH.as_json()) | {"plain_threshold": 7}
    (tmp_path / CALIBRATION).write_text(json.dumps(record))
    with pytest.raises(CheckpointError, match="plain_threshold"):
        load_calibration(tmp_path, {})


def test_weights_with_a_calibration_choose_by_it_and_those_of_others_are_refused(tmp_path: Path) -> None:
    save_model(tiny_model(), tmp_path / "w", {"trace": True})
    identity = weights_identity(validate(tmp_path / "w"))
    assert len(identity) == 64
    (tmp_path / "w" / CALIBRATION).write_text(replace(CALIBRATION_OF_BOTH, weights=identity).as_json())
    predictor = Predictor.load(tmp_path / "w")
    assert predictor.trace is None
    assert predictor.calibration is not None
    assert Predictor.load(tmp_path / "w", calibrated=False).trace is True
    (tmp_path / "w" / CALIBRATION).write_text(replace(CALIBRATION_OF_BOTH, weights="0" * 64).as_json())
    with pytest.raises(CheckpointError, match="other weights"):
        Predictor.load(tmp_path / "w")
