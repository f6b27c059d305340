"""The model card of a weights folder, in the form that hubs of models read: its data, its scores, its limits.

    model_card(Path("caalm/weights"), [Path("card-52.json"), Path("held-out.json")])  ->  the text of README.md

Facts come from the folder's caalm.json, scores from what `caalm evaluate --json` wrote about these very weights: a file
about others is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from caalm.errors import InputError
from caalm.evaluation.evaluate import hash_of_weights
from caalm.evaluation.report_files import Result, read_results
from caalm.model.checkpoint import validate
from caalm.model.sizes import parameters, size_named

NAME = "CaaLM"
BODY = """\
# {name}

Predicts what a program prints, without compiler, runtime or interpreter: in Python, JavaScript, Lua and COBOL, and in
programming languages that it has never seen. Asked with a trace, it shows its work, step by step.

## How to ask

```python
from caalm import Predictor

predictor = Predictor.load("path/to/this/folder")  # NumPy, no torch
prediction = predictor.predict("SCRIBBLE x 4\\nSHOUT x + 1", trace=True)
print(prediction.output, prediction.confidence, prediction.steps)
```

With transformers alone it answers greedily after these prompts; one token is one byte. Lines are numbered where a trace
is wanted, and the answer then ends with `Output:` and what is printed.

```
Code:                           Code:
<source>                        1 <source line 1>
                                2 <source line 2>
Output:
                                Trace:
```

`caalm` also takes back steps that contradict each other, compares the traced with the plain answer, and gives a
measured confidence{calibrated}; transformers alone does not.

## Training data

Programs drawn at random in languages drawn at random, a fresh language for every program, and in the four real
languages; outputs and traces from a reference interpreter that the real runtimes agree with, or from those themselves.
Nothing was collected from anywhere. Trees, words and families of the held-out suites are never drawn for training, and
a build fails where they are.

| | |
| --- | --- |
{facts}

## Scores

Exact match of the whole output, with 95 % Wilson intervals.

| suite | programs | right | exact | 95 % interval |
| --- | ---: | ---: | ---: | ---: |
{scores}

## Limits

- It predicts and does not run: any answer may be wrong, and the scores above say how often. Ask for the confidence, or
  let it abstain.
- Programs longer than its context (8,192 bytes with the answer) need `caalm`, which works them out in segments.
- Input, files and the shell are known to it as text only; libraries, time, chance and the network are not.
- Far from what is drawn, in long programs written by people above all, it is surer than it should be.
"""


def model_card(folder: Path, reports: Sequence[Path]) -> str:
    """The card's text: YAML for machines, then Markdown. InputError where a report is about other weights."""
    try:
        from huggingface_hub import EvalResult, ModelCardData
    except ImportError:
        raise InputError("a model card needs huggingface_hub: pip install 'caalm[torch]'") from None

    facts = validate(folder)
    results = [result for path in reports for result in read_results([path])]
    known_by = hash_of_weights(folder)
    for result in results:
        if not str(result.metadata.get("model_hash")).startswith(known_by):
            raise InputError(f"{result.file} is about other weights than {folder}: evaluate these, then make the card")
    data: Any = ModelCardData(
        model_name=NAME,
        license="apache-2.0",
        library_name="transformers",
        pipeline_tag="text-generation",
        language="code",
        tags=["program-execution", "execution-trace", "byte-level"],
        eval_results=[
            EvalResult(
                task_type="text-generation",
                dataset_type="caalm",
                dataset_name=result.title,
                dataset_config=result.suite,
                dataset_revision=result.dataset_hash[:12],
                metric_type="exact_match",
                metric_name="exact match",
                metric_value=round(result.overall.exact, 4),
            )
            for result in results
        ]
        or None,
    )
    body = BODY.format(
        name=NAME,
        calibrated="" if (folder / "calibration.json").exists() else " where calibration.json is beside the weights",
        facts="\n".join(_facts(facts)),
        scores="\n".join(map(_score, results)) or "| none yet | | | | |",
    )
    return f"---\n{data.to_yaml()}\n---\n\n{body}"


def _facts(facts: dict[str, Any]) -> list[str]:
    """A row for each thing that caalm.json says of the weights."""
    rows: list[tuple[str, str]] = []
    if "size" in facts:
        size_named(facts["size"])
        rows.append(("parameters", f"{parameters(facts['size']):,} (size {facts['size']}, transformers' Qwen3)"))
    rows += [
        (told, f"{facts[name]:,}" if isinstance(facts[name], int) else str(facts[name]))
        for name, told in (
            ("recipe", "recipe"),
            ("commit", "code"),
            ("examples", "programs of the last run"),
            ("tokens", "tokens (bytes) of the last run, which may have begun with weights"),
            ("device", "machine"),
        )
        if name in facts
    ]
    if "seconds" in facts:
        rows.append(("time of the last run", f"{facts['seconds'] / 60:,.0f} minutes"))
    return [f"| {name} | {value} |" for name, value in rows]


def _score(result: Result) -> str:
    row = result.overall
    low, high = row.interval
    return f"| {result.suite} | {row.count:,} | {row.right:,} | {row.exact:.1%} | {low:.1%} - {high:.1%} |".replace(
        "%", " %"
    )
