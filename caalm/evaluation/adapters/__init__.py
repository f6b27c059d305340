"""The suites inside other people's tools, through those tools' own plugin points.

    lm_eval --include_path "$(python -m caalm.evaluation.adapters)" --tasks caalm_card_52 --model hf ...
    inspect eval caalm/caalm -T suite=card-52 --model openai/...

>>> harness_folder().joinpath("caalm_card_52.yaml").is_file()
True
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from caalm.evaluation.prompting import Asking, read_any
from caalm.evaluation.scorers import exact_match, normalized_match


def harness_folder() -> Path:
    """The folder with the tasks of lm-evaluation-harness, for its ``--include_path``."""
    return Path(__file__).resolve().parent / "harness"


def score_text(completion: str, stdout: str, asking: Asking) -> Mapping[str, float]:
    """The two scores of whatever a model wrote, read as `caalm evaluate` reads it.

    >>> score_text("30 \\n\\nCode:\\nprint(2)", "30", Asking())
    {'exact': 0.0, 'normalized': 1.0}
    """
    answer = read_any(completion, asking).output
    return {"exact": float(exact_match(answer, stdout)), "normalized": float(normalized_match(answer, stdout))}
