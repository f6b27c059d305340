"""A predicted shell session beside real bash: where is the first wrong answer?

    verify_session(shell.initial, shell.turns)  ->  ShellVerdict(count=12, wrong=4, expected="docs", ...)

The session is run again, from its initial state on, in the sandbox (`caalm.runtimes.bash`).
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from caalm.evaluation.scorers import exact_match
from caalm.machines.shell.filesystem import HOME
from caalm.machines.shell.snapshot import Snapshot
from caalm.runtimes.bash import run_sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellVerdict:
    """How many answers were compared; ``wrong`` is the number of the first wrong one, from 1."""

    count: int
    wrong: int | None = None
    command: str = ""
    predicted: str = ""
    expected: str | None = None
    """What bash showed; None where it showed nothing any more, because the session had ended."""

    def __str__(self) -> str:
        if self.wrong is None:
            return f"all {self.count} answers are what bash shows"
        said = "bash had ended" if self.expected is None else f"bash shows:\n{self.expected or '(nothing)'}"
        return (
            f"answer {self.wrong} of {self.count} is wrong: $ {self.command}\n"
            f"predicted:\n{self.predicted or '(nothing)'}\n{said}"
        )


def verify_session(initial: Snapshot, turns: Sequence[tuple[str, str]]) -> ShellVerdict:
    """Runs the commands in bash and compares every answer."""
    commands = [command for command, _ in turns]
    real = run_sessions([[setup_command(initial), *commands]])[0]
    for number, (command, predicted) in enumerate(turns, 1):
        expected = real.outputs[number] if number < len(real.outputs) else None
        if expected is None or not exact_match(predicted, expected):
            return ShellVerdict(
                count=len(turns),
                wrong=number,
                command=command,
                predicted=predicted,
                expected=None if expected is None else expected.removesuffix("\n"),
            )
    return ShellVerdict(count=len(turns))


def setup_command(state: Snapshot) -> str:
    """What brings an empty home into a state; it shows nothing and leaves the state's status."""
    lines = []
    for path in sorted(state.files, key=lambda path: path.count("/")):
        text, place = state.files[path], shlex.quote(f"{HOME}/{path}")
        lines.append(f"mkdir -p {place}" if text is None else f"printf %s {shlex.quote(text)} > {place}")
    lines += [f"{name}={shlex.quote(value)}" for name, value in state.variables.items()]
    lines += [] if state.previous is None else [f"cd {shlex.quote(state.previous)}"]
    lines.append(f"cd {shlex.quote(state.folder)}" if state.previous is not None or state.folder != HOME else ":")
    return "\n".join([*lines, f"(exit {state.status})"])
