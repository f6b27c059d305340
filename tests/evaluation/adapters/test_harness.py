"""The tasks of lm-evaluation-harness: every suite has one, and the harness itself runs them where it is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from caalm.evaluation.adapters import harness_folder, score_text
from caalm.evaluation.exams.table import EXAMS
from caalm.evaluation.prompting import Asking
from caalm.evaluation.suites import suite_named


def test_every_suite_has_its_task() -> None:
    written = {path.stem.removeprefix("caalm_").replace("_", "-") for path in harness_folder().glob("caalm_*.yaml")}
    assert written == {"card-52", *EXAMS}
    for path in harness_folder().glob("caalm_*.yaml"):
        assert f"suite: {path.stem.removeprefix('caalm_').replace('_', '-')}\n" in path.read_text()


def test_the_folder_is_printed_for_the_command_line() -> None:
    command = [sys.executable, "-m", "caalm.evaluation.adapters"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert Path(printed.strip()) == harness_folder()


@pytest.mark.parametrize(
    ("wrote", "exact", "normalized"),
    [
        ("30", 1.0, 1.0),
        ("30\n\nCode:\nmore", 1.0, 1.0),
        ("30 ", 0.0, 1.0),
        ("31", 0.0, 0.0),
        ("```\n30\n```", 1.0, 1.0),
    ],
)
def test_what_a_model_wrote_is_scored_as_everywhere(wrote: str, exact: float, normalized: float) -> None:
    assert score_text(wrote, "30\n", Asking()) == {"exact": exact, "normalized": normalized}


def _evaluate(model: Any, **settings: Any) -> dict[str, Any]:
    pytest.importorskip("lm_eval", reason="lm-evaluation-harness is not installed: pip install lm-eval")
    from lm_eval import simple_evaluate
    from lm_eval.tasks import TaskManager

    manager = TaskManager(include_path=str(harness_folder()), include_defaults=False, metadata=settings.pop("metadata"))
    results: dict[str, Any] = simple_evaluate(
        model=model, task_manager=manager, bootstrap_iters=0, log_samples=True, **settings
    )
    return results


@pytest.mark.filterwarnings("default")
def test_the_harness_asks_the_published_prompt_and_scores_the_answers() -> None:
    pytest.importorskip("lm_eval", reason="lm-evaluation-harness is not installed: pip install lm-eval")
    from lm_eval.api.model import LM

    asked: list[str] = []
    answers = {Asking().prompt(item.code): item.output for item in suite_named("card-52").items}

    class Knows(LM):  # type: ignore[misc,unused-ignore]
        """Knows the first half of the answers."""

        def generate_until(self, requests: Any, disable_tqdm: bool = False) -> list[str]:
            asked.extend(request.args[0] for request in requests)
            known = list(answers)[: len(answers) // 2]
            return [answers[text] if text in known else "no idea" for text in asked]

        def loglikelihood(self, requests: Any, disable_tqdm: bool = False) -> Any:
            raise AssertionError

        loglikelihood_rolling = loglikelihood

    results = _evaluate(Knows(), tasks=["caalm_card_52"], metadata={})
    assert asked == list(answers)
    assert results["results"]["caalm_card_52"]["exact,none"] == 0.5


@pytest.mark.filterwarnings("default")
def test_the_harness_shows_solved_programs_of_the_training_split_and_draws_as_few_as_asked() -> None:
    pytest.importorskip("lm_eval", reason="lm-evaluation-harness is not installed: pip install lm-eval")
    results = _evaluate("dummy", tasks=["caalm_real"], metadata={"limit": 3}, num_fewshot=2)
    samples = results["samples"]["caalm_real"]
    assert len(samples) == 3
    prompt = samples[0]["arguments"][0][0]
    assert prompt.count("Code:\n") == 3
    assert prompt.endswith("\n\nOutput:\n")
    assert results["results"]["caalm_real"]["exact,none"] == 0.0
