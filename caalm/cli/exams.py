"""`caalm exam`: exams that nobody has seen, drawn from a seed.

`caalm exam hash --seed 8236451` gives what is published before a model is trained; the seed is told afterwards.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caalm.cli.console import check_target, deliver, is_screen, progress

exam = typer.Typer(
    name="exam", help="Draw an exam that nobody has seen, from a seed.", no_args_is_help=True, add_completion=False
)
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Long and random, so that nobody guesses it.")]
ExamOption = Annotated[str, typer.Option("--suite", help="Which suite is drawn anew: unseen, swap, length, alien ...")]
CountOption = Annotated[int | None, typer.Option("--limit", min=1, help="Only its first programs.")]


@exam.command("draw")
def exam_draw(
    seed: SeedOption,
    suite: ExamOption = "unseen",
    limit: CountOption = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it here instead of printing it.")] = None,
    hidden: Annotated[bool, typer.Option("--hidden", help="Without the outputs, for who is examined.")] = False,
) -> None:
    """Draw an exam: JSON lines of id, code, output and groups. `caalm score FILE --predictions ...` scores answers."""
    from caalm.evaluation.exams.files import exam_lines
    from caalm.evaluation.suites import drawn_suite

    check_target(out)
    with progress(f"drawing {suite}") as on_drawn:
        drawn = drawn_suite(suite, seed=seed, limit=limit, on_drawn=on_drawn)
    text = exam_lines(drawn, hidden=hidden)
    deliver(text, out or Path("-"))
    if out is not None and not is_screen(out):
        print(f"{len(drawn.items)} programs, hash {drawn.content_hash}: {out}")


@exam.command("hash")
def exam_hash(seed: SeedOption, suite: ExamOption = "unseen", limit: CountOption = None) -> None:
    """Print the hash of an exam: publish it before a model is trained, and the seed afterwards."""
    from caalm.evaluation.suites import drawn_suite

    with progress(f"drawing {suite}") as on_drawn:
        print(drawn_suite(suite, seed=seed, limit=limit, on_drawn=on_drawn).content_hash)
