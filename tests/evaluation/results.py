"""Results for the tests of reports: two models whose answers are known program by program, hostile texts among them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from caalm.evaluation.evaluate import score_suite
from caalm.evaluation.predictions import SuitePrediction
from caalm.evaluation.suites import Suite, SuiteItem, suite_named

HOSTILE = (
    '</script><script>document.title="owned"</script><img src="http://127.0.0.1:9/x" onerror="document.title=1"><!--'
)
ODD = "a\u202eb\x07\ud800  \n\ttail "
GROUP = '<b onclick="x">$x^2$ & "y"</b>'

DRAWN = 24


def suite() -> Suite:
    """Programs with trees, and three that somebody wrote to break a page."""
    drawn = suite_named("held-out", DRAWN).items
    written = (
        SuiteItem(id="hostile", language=HOSTILE, code=f"say {HOSTILE}", output=f"{HOSTILE}\n", groups={"tier": GROUP}),
        SuiteItem(id="odd", language="none", code=f"say {ODD}", output=f"{ODD}\n", groups={"tier": GROUP}),
        SuiteItem(id="empty", language="none", code="pass", output="", groups={"tier": GROUP}),
    )
    return Suite(name="mixed", title="Drawn and written programs", items=(*drawn, *written))


def first_answer(place: int, item: SuiteItem) -> SuitePrediction:
    """Of a model that traces: every third answer is wrong, from the second step on; it is surer when it is right."""
    output, trace = item.output.removesuffix("\n"), item.trace
    is_wrong = place % 3 == 0
    if is_wrong and trace is not None:
        lines = trace.split("\n")
        at = min(1, len(lines) - 2)
        lines[at] = f"{lines[at]}9"
        trace = "\n".join(lines)
    confidence = 0.9 - 0.5 * is_wrong - place / 1000
    answer = f"{output[:1]}?{HOSTILE}" if is_wrong else output
    return SuitePrediction(
        id=item.id, prediction=answer, confidence=confidence, truncated=place == 3, seconds=0.5, trace=trace
    )


def second_answer(place: int, item: SuiteItem) -> SuitePrediction:
    """Of a model that says nothing about its confidence: every second answer is wrong, one could not be asked for."""
    problem = f"too long {HOSTILE}" if place == 1 else None
    answer = item.output.removesuffix("\n") if place % 2 == 0 else "no"
    return SuitePrediction(
        id=item.id, prediction=answer, confidence=None, truncated=False, seconds=0.1, problem=problem, cost=0.002
    )


def write_results(folder: Path) -> tuple[Path, Path]:
    """Both models' files, as `caalm evaluate --json` writes them."""
    programs = suite()
    paths = []
    for name, answer in (("ours", first_answer), ("theirs", second_answer)):
        predictions = [answer(place, item) for place, item in enumerate(programs.items)]
        report = score_suite(programs, predictions, {"model": f"/home/somebody/{name}-weights", "model_hash": name * 9})
        paths.append(folder / f"{name}.json")
        paths[-1].write_text(json.dumps([report.as_json()]), encoding="ascii")
    return paths[0], paths[1]


def changed(path: Path, folder: Path, **changes: Any) -> Path:
    """A copy of a file with some fields of its first result replaced."""
    records = json.loads(path.read_text("utf-8"))
    records[0].update(changes)
    copy = folder / "changed.json"
    copy.write_text(json.dumps(records), encoding="ascii")
    return copy
