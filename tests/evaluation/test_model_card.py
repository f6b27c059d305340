"""A model card says what the weights' own files say, and takes no scores of other weights."""

import json
from pathlib import Path

import pytest
import yaml

from caalm.errors import InputError
from caalm.evaluation.model_card import model_card
from caalm.model.checkpoint import save_model
from tests.model.tiny import tiny_model
from tests.test_cli import run


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    save_model(tiny_model(), tmp_path / "weights", {"trace": True, "recipe": "nano", "tokens": 1234567, "seconds": 600})
    return tmp_path / "weights"


def evaluated(weights: Path) -> Path:
    report = weights.parent / "scores.json"
    ran = run("evaluate", "card-52", "--limit", "2", "--max-tokens", "5", "--model", weights, "--json", report)
    assert ran.code == 0, ran.err
    return report


def test_a_card_holds_the_facts_and_the_scores(weights: Path) -> None:
    report = evaluated(weights)
    ran = run("card", weights, report, "--out", weights / "README.md")
    assert ran.code == 0, ran.err
    text = (weights / "README.md").read_text("utf-8")
    _, head, body = text.split("---\n", 2)
    metadata = yaml.safe_load(head)
    (result,) = metadata["model-index"][0]["results"]
    (scored,) = json.loads(report.read_text("utf-8"))
    assert (metadata["license"], result["dataset"]["config"]) == ("apache-2.0", "card-52")
    assert result["metrics"][0]["value"] == scored["overall"]["exact"]
    for row in ("| recipe | nano |", "| tokens (bytes) of the last run", "1,234,567", "10 minutes", "| card-52 | 2 |"):
        assert row in body


def test_a_card_without_scores_says_so(weights: Path) -> None:
    assert "none yet" in model_card(weights, [])


def test_scores_of_other_weights_are_refused(weights: Path) -> None:
    report = evaluated(weights)
    save_model(tiny_model(seed=7), weights, {"trace": True})
    with pytest.raises(InputError, match="about other weights"):
        model_card(weights, [report])
