"""Real bash and coreutils as the truth about shell sessions: many in one jail, each in an empty /home/user.

    run_sessions([["mkdir docs", "cd docs; pwd", "cat a"]])[0].outputs
    -> ("", "/home/user/docs\\n", "cat: a: No such file or directory\\n")

The session's bash is interactive, so its errors read as in a terminal (``bash: x: command not found``), but no command
has a terminal: names stand one a line, standard input is empty. Only the commands of the reference model can be found;
``ls -l`` and ``find`` are brought into a form that the file system does not decide (see the workers).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from caalm.errors import InputError
from caalm.runtimes.folders import own_folder
from caalm.runtimes.runtime import MissingRuntimeError, bytes_of, find_executable, text_of, worker_source
from caalm.runtimes.sandbox import JailedProcess, Limits, SandboxError, Status

HOME = "/home/user"
PROGRAMS = (
    "cat",
    "cp",
    "find",
    "grep",
    "head",
    "ls",
    "mkdir",
    "mv",
    "rm",
    "rmdir",
    "sort",
    "tail",
    "touch",
    "uniq",
    "wc",
)
SESSIONS_PER_JAIL = 200
_PLACE = re.compile(r"^bash: eval: line [0-9]+: ", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BashSession:
    """What bash answered to each command, and what it left behind. A session that was cut short has fewer answers."""

    outputs: tuple[str, ...]
    statuses: tuple[int, ...]
    folders: tuple[str, ...]
    """The working folder after each command."""
    files: Mapping[str, str | None]
    """Text by path from the home; None for a folder."""
    finished: bool = True


def run_sessions(sessions: Sequence[Sequence[str]], *, seconds: float = 10.0) -> list[BashSession]:
    """Every session in bash, in order; ``seconds`` are allowed for each, on average."""
    for number, commands in enumerate(sessions):
        if any("\0" in command for command in commands):
            raise InputError(f"session {number}: a command holds a NUL byte, which no shell can be given")
    found: list[BashSession] = []
    for start in range(0, len(sessions), SESSIONS_PER_JAIL):
        found += _run_batch(sessions[start : start + SESSIONS_PER_JAIL], seconds)
    return found


def _run_batch(sessions: Sequence[Sequence[str]], seconds: float) -> list[BashSession]:
    bash = find_executable("bash")
    if bash is None or find_executable("awk") is None:
        raise MissingRuntimeError("shell: bash or awk is not installed (apt install bash mawk)")
    nonce = secrets.token_hex(8)
    limits = Limits(
        wall_s=20 + seconds * len(sessions), cpu_s=600, output_bytes=64 << 20, processes=64, file_bytes=4 << 20
    )
    with own_folder() as tools, own_folder() as home:
        _fill(tools, sessions)
        argv = [bash, "--norc", str(tools / "sessions"), str(tools), nonce, str(len(sessions))]
        environment = {"LC_ALL": "C", "LANG": "C", "USER": "user", "HOME": HOME}
        with JailedProcess(
            argv, limits=limits, folder=home, inside=HOME, writable=True, readable=[str(tools)], env=environment
        ) as process:
            completed = process.communicate()
    if completed.status is Status.SANDBOX_ERROR:
        raise SandboxError(f"the sandbox failed: {text_of(completed.stderr)}")
    found = _read(text_of(completed.stdout), nonce)
    if not found and sessions:
        raise SandboxError(f"shell: no session ran ({completed.status}: {text_of(completed.stderr)[:200]})")
    empty = BashSession(outputs=(), statuses=(), folders=(), files={}, finished=False)
    return found + [empty] * (len(sessions) - len(found))


def _fill(tools: Path, sessions: Sequence[Sequence[str]]) -> None:
    for name, source in (
        ("sessions", "shell_sessions.bash"),
        ("driver", "shell_driver.bash"),
        ("listing", "shell_listing.awk"),
    ):
        (tools / name).write_bytes(worker_source(source))
    (tools / "bin").mkdir()
    for program in PROGRAMS:
        real = find_executable(program)
        if real is None:
            raise MissingRuntimeError(f"shell: {program} is not installed (apt install coreutils grep findutils)")
        (tools / "bin" / program).symlink_to(real)
    for number, commands in enumerate(sessions):
        (tools / str(number)).write_bytes(b"".join([bytes_of(command) + b"\0" for command in commands]))


def _read(text: str, nonce: str) -> list[BashSession]:
    """The sessions in the worker's output."""
    found: list[BashSession] = []
    mark = "\x1e" + nonce
    for whole in text.split(f"{mark} start\n")[1:]:
        session, ended, rest = whole.partition(f"{mark} end\n")
        pieces = session.split(mark)
        outputs, statuses, folders = [], [], []
        output = pieces[0]
        for piece in pieces[1:]:
            head, _, following = piece.partition("\n")
            status, _, folder = head[1:].partition(" ")
            outputs.append(_as_in_a_terminal(output))
            statuses.append(int(status))
            folders.append(folder)
            output = following
        files = _read_files(rest.partition(f"{mark} done\n")[0]) if ended else {}
        found.append(
            BashSession(
                outputs=tuple(outputs),
                statuses=tuple(statuses),
                folders=tuple(folders),
                files=files,
                finished=bool(ended),
            )
        )
    return found


def _as_in_a_terminal(output: str) -> str:
    """A syntax error without the marks of the eval that met it, as an interactive bash words it."""
    if "syntax error near" not in output and "unexpected EOF" not in output and "bash: eval:" not in output:
        return output
    lines = [line for line in output.split("\n") if not re.match(r"bash: eval: line [0-9]+: `", line)]
    return _PLACE.sub("bash: ", "\n".join(lines))


def _read_files(text: str) -> dict[str, str | None]:
    data = bytes_of(text)
    files: dict[str, str | None] = {}
    while data:
        head, _, data = data.partition(b"\0")
        kind, size, path = text_of(head).split(" ", 2)
        if kind == "d":
            files[path] = None
        else:
            files[path] = text_of(data[: int(size)])
            data = data[int(size) :]
    return files
