"""Suites of shell sessions: the published shape of 130 commands, and a thousand drawn sessions by length.

============== ====================================================================================================
shell-130      130 commands in the published six categories (20 basic, 20 creation, 30 operations, 20 content,
               20 errors, 20 persistence), each the last of a short session
shell-sessions 1,000 drawn sessions of 1 to 60 commands: every command counts, and every whole session
============== ====================================================================================================

Both are drawn from the test split, and asked with the state handed in and out; ``-internal`` after the name asks with
the state inside the conversation. An item's code is the session up to its command, one command a line; its output is
what that command shows. A model answers on its own earlier answers, so one wrong state spoils what follows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from typing import NamedTuple

from caalm.machines.shell.author import Author
from caalm.machines.shell.drawing import compose, draw_session
from caalm.machines.shell.filesystem import File, walk
from caalm.rng import derive
from caalm.tasks.shell import session_split

SEED = 130
INTERNAL = "-internal"
CATEGORIES: Mapping[str, int] = {
    "Basic Commands": 20,
    "File Creation": 20,
    "File Operations": 30,
    "File Content": 20,
    "Error Handling": 20,
    "Persistence": 20,
}
BANDS = ((1, 5), (6, 15), (16, 30), (31, 60))
SESSIONS = 1000
_TWELVE = frozenset("pwd ls echo touch cat mkdir cd rm mv cp grep rmdir".split())
_ERRORS = tuple(
    "No such file;cannot ;command not found;Is a directory;Not a directory;missing ;invalid ;unrecognized;failed to;"
    "too many arguments;not set;same file;omitting;syntax error;unexpected EOF;is output file".split(";")
)


class ShellItem(NamedTuple):
    """One command in its session."""

    id: str
    code: str
    output: str
    groups: Mapping[str, str]


SHELL_SUITES: Mapping[str, str] = {
    "shell-130": "130 shell commands in the published categories",
    "shell-sessions": "Drawn shell sessions by length",
    "shell-130-internal": "130 shell commands, the state inside the conversation",
    "shell-sessions-internal": "Drawn shell sessions, the state inside the conversation",
}
"""Titles by name."""


def shell_items(name: str) -> Iterator[ShellItem]:
    """The items of a shell suite, in order."""
    if not name.startswith("shell-130"):
        return _sessions()
    lines = resources.files("caalm.evaluation").joinpath("data/shell-130.jsonl").read_text("utf-8").splitlines()
    return (ShellItem(**json.loads(line)) for line in lines)


# -- the published shape ---------------------------------------------------------------------------------------------


def draw_published() -> Iterator[ShellItem]:
    """How data/shell-130.jsonl was drawn; the file stands even where the drawing has changed since."""
    seen: set[tuple[str, str]] = set()
    for category, count in CATEGORIES.items():
        for index in range(count):
            attempt = 0
            while True:
                found = _in_category(category, index, attempt)
                attempt += 1
                # Categories would otherwise hold many a plain "pwd".
                if found is not None and (found[0][-1], found[1]) not in seen:
                    break
            commands, output = found
            seen.add((commands[-1], output))
            identity = f"{category.lower().replace(' ', '-')}-{index + 1:02d}"
            yield ShellItem(identity, "\n".join(commands), output, {"category": category})


def _in_category(category: str, index: int, attempt: int) -> tuple[list[str], str] | None:
    """A session whose last command belongs to the category; None where the draw has none."""
    rng = derive(SEED, "shell-130", category, index, attempt)
    author = Author(rng, compose)
    # What shows nothing says little about what was understood.
    shows = index % 5 > 0
    length = 9 + int(rng.random() * 9) if category == "Persistence" else 2 + int(rng.random() * 4)
    commands: list[str] = []
    first: list[str] = []
    output = ""
    for number in range(length * 4):
        trial = Author(rng, compose, author.session.clone(), list(author.known))
        command, output = trial.step()
        last = len(commands) == length - 1
        if not _is_simple(command):
            continue
        if last and not (_belongs(category, command, output, first) and (output or not shows)):
            continue
        author = trial
        commands.append(command)
        if not first and number >= 1:
            first = ["/".join(names) for names, node in walk(author.session.files.home) if isinstance(node, File)]
        if last:
            return (commands, output) if session_split(commands) == "test" else None
    return None


def _is_simple(command: str) -> bool:
    return command.split()[0] in _TWELVE and not any(sign in command for sign in ("|", "&&", ";", "$", "*", "2>"))


def _belongs(category: str, command: str, output: str, first: Sequence[str]) -> bool:
    name = command.split()[0]
    fails = shown_kind(output) == "an error"
    if category == "Error Handling":
        return fails
    if fails:
        return False
    if category == "Basic Commands":
        return name in ("pwd", "ls", "cd") or (name == "echo" and ">" not in command)
    if category == "File Creation":
        return name in ("touch", "mkdir") or (name == "echo" and ">" in command) or (name == "ls" and output != "")
    if category == "File Operations":
        return name in ("cp", "mv", "rm", "rmdir") or (name in ("ls", "cat") and output != "")
    if category == "File Content":
        return (name == "cat" or name == "grep") and output != ""
    return (
        name in ("cat", "ls", "grep")
        and output != ""
        and bool(first)
        and (name == "ls" or any(path.rpartition("/")[2] in command for path in first))
    )


# -- drawn sessions --------------------------------------------------------------------------------------------------


def _sessions() -> Iterator[ShellItem]:
    for number in range(SESSIONS):
        low, high = BANDS[number % len(BANDS)]
        rng = derive(SEED, "shell-sessions", number)
        length = low + int(rng.random() * (high - low + 1))
        drawn = draw_session(rng, length, lambda commands: session_split(commands) == "test")
        groups = {"length": band_name(low, high)}
        for at, output in enumerate(drawn.outputs):
            code = "\n".join(drawn.commands[: at + 1])
            yield ShellItem(f"shell-{number:04d}-{at + 1:02d}", code, output, groups)


def band_name(low: int, high: int) -> str:
    """A band of lengths as tables show it."""
    return f"{low}-{high} commands"


def shown_kind(output: str) -> str:
    """What a command shows: nothing, an error (perhaps beside other text), or text."""
    return "an error" if any(text in output for text in _ERRORS) else "text" if output else "nothing"


def session_of(identity: str) -> str:
    """The session that an item of drawn sessions belongs to, by its id."""
    return identity.rpartition("-")[0]
