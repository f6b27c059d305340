"""`caalm doctor` and `caalm draw`: a look at the machine, and at what is drawn.

`caalm draw --language lua --tier 3 --seed 7` shows one Lua program with loops, its trace and its output.
"""

from __future__ import annotations

import json
from typing import Annotated

import typer

from caalm.cli.console import print_rich


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="The same for machines.")] = False,
) -> None:
    """Say which runtimes and which sandbox this machine has, and attack the sandbox."""
    from caalm.runtimes.doctor import diagnose

    diagnosis = diagnose()
    if as_json:
        print(json.dumps(diagnosis.as_json(), indent=2, ensure_ascii=False))
    else:
        print_rich(diagnosis)


def draw(
    language: Annotated[
        str, typer.Option(help="A real language, or 'invented' for a fresh one a program.")
    ] = "invented",
    tier: Annotated[int, typer.Option(min=1, max=3, help="1 assigns and prints, 2 adds conditions, 3 loops.")] = 2,
    topic: Annotated[
        str | None, typer.Option(help="Beyond the tiers: functions, recursion, lists ...; a wrong one lists them all.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed draws the same programs.")] = 0,
    count: Annotated[int, typer.Option(min=1, help="How many.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a program.")] = False,
) -> None:
    """Draw programs and show each with its trace and its output."""
    from caalm.evaluation.suites import draw_item

    for index in range(count):
        item = draw_item(language, tier, seed, index, topic)
        if as_json:
            record = {
                "language": item.language.name,
                "tier": item.tier,
                **({} if topic is None else {"topic": topic}),
                "code": item.source.text,
                **({"input": list(item.program.lines)} if item.program.lines else {}),
                "trace": item.trace_text(),
                "output": item.result.stdout,
            }
            print(json.dumps(record, ensure_ascii=False))
        else:
            about = f"tier {item.tier}" if topic is None else topic
            print(f"==> {item.language.name}, {about}, seed {seed}, number {index}")
            given = "".join([f"{line}\n" for line in item.program.lines])
            print(item.source.numbered(), f"-- input\n{given}" if given else "", sep="", end="")
            print(f"-- trace\n{item.trace_text()}", f"-- output\n{item.result.stdout}", sep="")
