"""The reference model of the shell against bash, session by session: outputs, statuses, folders and files.

    compare_drawn(seed=0, count=200)  ->  ShellAgreement(sessions=200, commands=3512, disagreements=())

Also checked on every command: that the text of its changes turns the state before it into the state after it, because
that is what a model is taught and what a caller's copy of the state follows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from caalm.errors import CaalmError
from caalm.machines.shell.drawing import LONGEST, draw_session
from caalm.machines.shell.session import Session
from caalm.machines.shell.snapshot import apply_changes, changes_text, read_snapshot, snapshot_of
from caalm.rng import derive
from caalm.runtimes.bash import BashSession, run_sessions

BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellDisagreement:
    """The first command of a session on which the two differ, after those before it."""

    session: int
    command: int
    history: tuple[str, ...]
    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        return (
            f"session {self.session}, command {self.command + 1} ({self.history[-1]!r}), {self.what}: "
            f"the model says {self.expected}, bash {self.found}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellAgreement:
    """How much was compared, and where the two differ."""

    sessions: int
    commands: int
    disagreements: tuple[ShellDisagreement, ...]

    def __str__(self) -> str:
        shown = "".join([f"\n  {each}" for each in self.disagreements[:20]])
        return (
            f"{self.sessions - len(self.disagreements)} of {self.sessions} sessions agree "
            f"({self.commands} commands){shown}"
        )


def drawn_length(seed: int, number: int) -> int:
    """The length of a drawn session: 1 to 60 commands, short ones more often."""
    return int(LONGEST ** derive(seed, "shell", "length", number).random() + 0.5)


def compare_drawn(
    *, seed: int, count: int, start: int = 0, on_progress: Callable[[int, int], None] | None = None
) -> ShellAgreement:
    """Draws sessions and compares each with bash, some hundred in a jail."""
    commands, found = 0, list[ShellDisagreement]()
    for first in range(start, start + count, BATCH):
        numbers = range(first, min(first + BATCH, start + count))
        drawn = [draw_session(derive(seed, "shell", number), drawn_length(seed, number)).commands for number in numbers]
        for number, session, real in zip(numbers, drawn, run_sessions(drawn), strict=True):
            commands += len(session)
            difference = compare_session(session, real, number)
            found += [] if difference is None else [difference]
        if on_progress is not None:
            on_progress(numbers[-1] + 1 - start, count)
    return ShellAgreement(sessions=count, commands=commands, disagreements=tuple(found))


def compare_session(commands: Sequence[str], real: BashSession, number: int = 0) -> ShellDisagreement | None:
    """Where the model first differs from what bash did with a session; None: nowhere."""
    session = Session()

    def differ(at: int, what: str, expected: object, found: object) -> ShellDisagreement:
        history = tuple(commands[: at + 1])
        return ShellDisagreement(
            session=number, command=at, history=history, what=what, expected=repr(expected), found=repr(found)
        )

    for at, command in enumerate(commands):
        before = snapshot_of(session)
        output = session.run(command)
        if at >= len(real.outputs):
            return differ(at, "answer", output, None)
        expected = (output, session.status, session.files.folder_text)
        found = (real.outputs[at], real.statuses[at], real.folders[at])
        for what, one, other in zip(("output", "status", "folder"), expected, found, strict=True):
            if one != other:
                return differ(at, what, one, other)
        after = snapshot_of(session)
        text = changes_text(session.changes)
        try:
            followed = read_snapshot(apply_changes(before, text).as_text())
        except CaalmError as error:
            return differ(at, "changes", str(after), str(error))
        if followed != after:
            return differ(at, "changes", str(after), str(followed))
    last = snapshot_of(session).files
    return None if last == real.files else differ(len(commands) - 1, "files", last, real.files)
