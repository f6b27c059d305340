"""Does the runtime print what was expected? Pure text: who expected it (our interpreter, a file) is not its business.

>>> from caalm.runtimes.runtime import Execution
>>> report = compare_executions(["1\\n", "2\\n"], [Execution("1\\n"), Execution("3\\n")])
>>> report.count, report.agreed, str(report.disagreements[0])
(2, 1, "program 1, line 1: expected '2', the runtime printed '3'")
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from caalm.runtimes.runtime import Execution
from caalm.runtimes.sandbox import Status


@dataclass(frozen=True, kw_only=True, slots=True)
class Disagreement:
    """One program on which the two differ. `line` counts from 1; None stands for a line that is not there.

    When all lines agree the difference lies in the final newline, or in a status that is not ok: `line` is None.
    """

    index: int
    line: int | None
    expected: str | None
    printed: str | None
    status: Status
    stderr: str

    def __str__(self) -> str:
        where = f"program {self.index}" + (f", line {self.line}" if self.line is not None else "")
        if self.line is None and self.status is not Status.OK:
            said = self.stderr.strip().splitlines()[-1:] or ["nothing on stderr"]
            return f"{where}: the runtime ended with {self.status} ({said[0]})"
        if self.line is None:
            return f"{where}: only the final newline differs"
        ended = "" if self.status is Status.OK else f" and ended with {self.status}"
        return f"{where}: expected {_shown(self.expected)}, the runtime printed {_shown(self.printed)}{ended}"


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementReport:
    """How many programs were compared, and every one on which the two differ."""

    count: int
    disagreements: tuple[Disagreement, ...]

    @property
    def indices(self) -> list[int]:
        """The programs on which the two differ."""
        return [disagreement.index for disagreement in self.disagreements]

    @property
    def agreed(self) -> int:
        """How many programs printed exactly what was expected."""
        return self.count - len(self.disagreements)

    def __str__(self) -> str:
        shown = "".join(f"\n  {disagreement}" for disagreement in self.disagreements[:20])
        return f"{self.agreed} of {self.count} programs agree{shown}"


def compare_executions(
    expected_stdouts: Sequence[str], executions: Sequence[Execution], *, failing: Sequence[bool] | None = None
) -> AgreementReport:
    """Agreement is equal text, to the last newline, from a run that ended well, or as badly as ``failing`` says."""
    if len(expected_stdouts) != len(executions):
        raise ValueError(f"expected_stdouts has {len(expected_stdouts)} entries, executions {len(executions)}")
    bad = failing or [False] * len(executions)
    pairs = enumerate(zip(expected_stdouts, executions, bad, strict=True))
    found = (_difference(index, expected, execution, fails=fails) for index, (expected, execution, fails) in pairs)
    return AgreementReport(count=len(executions), disagreements=tuple(d for d in found if d is not None))


def _difference(index: int, expected: str, execution: Execution, *, fails: bool = False) -> Disagreement | None:
    status = Status.RUNTIME_ERROR if fails else Status.OK
    if expected == execution.stdout and execution.status is status:
        return None
    line, left, right = _first_difference(expected, execution.stdout)
    return Disagreement(
        index=index, line=line, expected=left, printed=right, status=execution.status, stderr=execution.stderr
    )


def _first_difference(expected: str, printed: str) -> tuple[int | None, str | None, str | None]:
    left, right = (text.removesuffix("\n").split("\n") if text else [] for text in (expected, printed))
    for number in range(max(len(left), len(right))):
        one = left[number] if number < len(left) else None
        other = right[number] if number < len(right) else None
        if one != other:
            return number + 1, one, other
    return None, None, None


def _shown(line: str | None) -> str:
    return "no such line" if line is None else repr(line)
