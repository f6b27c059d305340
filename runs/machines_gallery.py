"""Writes docs/machines.md: one small program in every family of every machine, and a trace for each machine.

    .venv/bin/python runs/machines_gallery.py

A test regenerates the page and compares, so it never goes stale.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from caalm.errors import DrawError, InexpressibleError
from caalm.generation.alien import HELD_OUT
from caalm.machines import MACHINES
from caalm.machines.machine import Machine, Source, Spelling, plain
from caalm.program.interpreter import ExecutionResult
from caalm.program.trace import at_lines, write_trace
from caalm.rng import derive

PAGE = Path(__file__).parent.parent / "docs" / "machines.md"
NAMES = ("n", "total", "k", "m", "i", "j", "x", "y", "z")
LABELS = ("loop", "done", "next", "skip", "again", "more", "last", "back", "out", "top", "less", "rest", "other")
FUNCTIONS = ("half", "score", "mix", "grow", "turn", "rate", "size", "level")
STATES = ("A", "B", "C", "D", "halt")
INTRODUCTION = """# The machines

This page is written by `runs/machines_gallery.py`. Some languages do not work as a tree of statements. Each machine
here draws programs of its own, runs them, and writes them in families of syntax whose words are drawn fresh for every
program. Families marked *held out* are never drawn for training; neither is one word of every role. A program counts
only if it halts, prints, and means one thing: where machines of a kind differ, it is run under the other reading too.

Every machine leaves the same kind of trace: the line, then what it did there. A jump shows where it went by the next
line; a stack and a string are written whole after each change, and the cells of a tape are c0, c1, ... from the left.
`half(n=3)` is a call and `^6` its return, after which `half=6` restates what it gave; `count()` asks for a definition
that is not yet known.
"""
WHAT = {
    "goto": "Line numbers and goto.",
    "labels": "Labels and conditional jumps.",
    "assembly": "Registers; a comparison first, then a jump on how it came out.",
    "accumulator": "One register, through which everything goes; jumps compare it with zero.",
    "stack": "Postfix: numbers go on a stack, words take them off. Printing takes the top off.",
    "rewriting": "The first rule that fits rewrites the leftmost place, until none fits.",
    "clauses": "Functions by patterns and guards; the first clause that fits is taken.",
    "declarative": "Definitions in any order, worked out when something asks, once only.",
    "tape": "A head on a row of cells that begin at zero; a loop runs while its cell is not zero.",
    "turing": "A table: state and symbol give the new symbol, the move and the next state.",
}


def spelling_of(machine: Machine, family: str) -> Spelling:
    """The family with its most usual words."""
    labels = {"turing": STATES, "clauses": FUNCTIONS, "stack": FUNCTIONS}.get(machine.name, LABELS)
    return plain(machine.name, machine.families, family, names=NAMES, labels=labels)


def example(machine: Machine, number: int) -> tuple[Any, ExecutionResult]:
    """A small drawn program that does more than one thing."""
    least = 5 if machine.name in ("turing", "rewriting", "declarative") else 7
    for index in range(2000):
        program = machine.draw(derive(0, "gallery", machine.name, number, index), 2)
        spelling = spelling_of(machine, next(iter(machine.families)))
        result = machine.run(program, step_limit=22, spelling=spelling)
        if result.error is None and result.steps >= least and 1 < len(result.stdout) < 40:
            return program, result
    raise DrawError(f"no example of {machine.name} for the gallery")


def written(machine: Machine, family: str) -> tuple[str, str]:
    """The text of an example in a family, and its trace."""
    spelling = spelling_of(machine, family)
    for number in range(40):
        program, _ = example(machine, number * 100 + list(machine.families).index(family))
        try:
            source: Source = machine.render(program, spelling)
        except InexpressibleError:
            continue
        result = machine.run(program, spelling=spelling)
        return source.text, write_trace(at_lines(result.trace, source.lines))
    raise DrawError(f"no example of {machine.name} in the family {family}")


def page() -> str:
    """The whole page."""
    count = sum(len(machine.families) for machine in MACHINES.values())
    parts = [INTRODUCTION, f"\n{count} families of {len(MACHINES)} machines.\n"]
    for name, machine in MACHINES.items():
        parts.append(f"\n## {name.capitalize()}: {len(machine.families)}\n\n{WHAT[name]}\n")
        for index, family in enumerate(machine.families):
            text, trace = written(machine, family)
            mark = " (*held out*)" if family in HELD_OUT[name] else ""
            parts.append(f"\n**{family}**{mark}\n\n```text\n{text}```\n")
            if index == 0:
                steps = "\n".join(line.rstrip() for line in trace.splitlines())
                parts.append(f"\nIts trace:\n\n```text\n{steps}\n```\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE}")
