"""What the task files of lm-evaluation-harness call: programs in, prompts and scores out.

The harness loads this file by its path. ``--metadata`` reaches `load`: ``'{"limit": 50}'`` draws only the first 50
programs, ``'{"suite": "mine.jsonl"}'`` takes another suite, and ``'{"trace": true}'`` asks for the trace first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caalm.evaluation.adapters import score_text
from caalm.evaluation.prompting import MOST_SHOTS, Asking, draw_shots
from caalm.evaluation.suites import suite_named
from caalm.tasks.prediction import plain_target, traced_target

Document = dict[str, Any]


def load(suite: str, limit: int | None = None, trace: bool = False, **_: object) -> Mapping[str, Any]:
    """The splits of a task: the programs of the suite, and solved ones of the training split for ``--num_fewshot``."""
    from datasets import Dataset

    asking = Asking(trace=trace)
    programs = [
        {
            "id": item.id,
            "language": item.language,
            "code": item.code,
            "prompt": asking.prompt(item.code),
            "target": plain_target(item.output),
            "output": item.output,
            "trace": trace,
        }
        for item in suite_named(suite, limit).items
    ]
    solved = [
        {
            "id": f"shot-{number}",
            "language": "",
            "code": shot.code,
            "prompt": asking.prompt(shot.code),
            "target": traced_target(shot.trace, shot.output) if trace else plain_target(shot.output),
            "output": shot.output,
            "trace": trace,
        }
        for number, shot in enumerate(draw_shots(MOST_SHOTS))
    ]
    return {"test": Dataset.from_list(programs), "train": Dataset.from_list(solved)}


def prompt(document: Document) -> str:
    """The question: the published form."""
    return str(document["prompt"])


def target(document: Document) -> str:
    """What should follow."""
    return str(document["target"])


def score(document: Document, results: list[str]) -> Mapping[str, float]:
    """Exact and normalized match of the answer in what the model wrote."""
    return score_text(results[0], str(document["output"]), Asking(trace=bool(document["trace"])))
