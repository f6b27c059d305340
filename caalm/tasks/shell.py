"""The shell as a task, asked in two ways: with its state inside the conversation, or handed in and out.

Handed in and out (external), so that a session of any length fits a bounded context; after the command the model writes
what changes, then what the terminal shows:

    You are a Linux terminal emulator. Initial state:       (prompt)
    Current directory: /home/user
    Files:
    notes.txt "milk\\n"
    Environment: USER=user, HOME=/home/user

    Command:
    cat notes.txt > copy.txt; ls

    Changes:
    ------------------------------------------------------------------------
    made copy.txt "milk\\n"                                  (target)

    Output:
    copy.txt
    notes.txt

Inside the conversation (internal) the published system prompt stands first, and then commands and what they showed:

>>> print(internal_prompt(Snapshot().as_text(), [("mkdir a", ""), ("ls", "a")], "cat b"))
You are a Linux terminal emulator. Initial state:
Current directory: /home/user
Files: (empty)
Environment: USER=user, HOME=/home/user
<BLANKLINE>
$ mkdir a
$ ls
a
$ cat b
<BLANKLINE>
>>> extract_external("nothing\\n\\nOutput:\\ncopy.txt")
('nothing', 'copy.txt')
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Literal, NamedTuple

from caalm.errors import DrawError
from caalm.machines.shell.drawing import BEGINNING, LONGEST, DrawnSession, draw_session
from caalm.machines.shell.session import Session
from caalm.machines.shell.snapshot import Snapshot, apply_changes, read_snapshot, run_on, session_of, snapshot_of
from caalm.rng import derive, stable_hash
from caalm.tasks.example import Example

Form = Literal["internal", "external"]
CONTEXT = 2048
"""Bytes of prompt and target together, with the end token."""
_CHANGES = "\n\nChanges:\n"
_COMMAND = "\n\nCommand:\n"
_OUTPUT = "\n\nOutput:\n"
_ATTEMPTS = 200
EXTERNAL_SHARE = 0.6
"""Of the examples, those whose state is handed in."""
_SILENT_REDRAWN = 0.6
"""Of the conversations whose last command shows nothing, those that are drawn again: they teach little."""

__all__ = [
    "Snapshot",
    "Turn",
    "apply_changes",
    "draw_shell_example",
    "external_prompt",
    "external_target",
    "extract_external",
    "extract_internal",
    "internal_prompt",
    "read_snapshot",
    "reference_completion",
    "shell_example",
]


class Turn(NamedTuple):
    """A command and what it showed, without its one final newline."""

    command: str
    output: str


# -- wording ---------------------------------------------------------------------------------------------------------


def external_prompt(state: str, command: str) -> str:
    """The prompt for one command in a state."""
    return f"{state}{_COMMAND}{command}{_CHANGES}"


def external_target(changes: str, output: str) -> str:
    """What should follow: the changes, then the output without its final newline."""
    return changes + _OUTPUT + output.removesuffix("\n")


def extract_external(completion: str) -> tuple[str, str] | None:
    """The changes and the output in a completion; None where it never came to an output."""
    changes, marker, output = completion.partition(_OUTPUT)
    return (changes, output) if marker else None


def internal_prompt(state: str, turns: Sequence[tuple[str, str]], command: str) -> str:
    """The prompt for one command after others; ``state`` is where the conversation began."""
    said = "".join([f"$ {before}\n" + (f"{output}\n" if output else "") for before, output in turns])
    return f"{state}\n\n{said}$ {command}\n"


def extract_internal(completion: str) -> str:
    """The output in a completion: all of it."""
    return completion


# -- the reference model as the one who answers ----------------------------------------------------------------------


def split_external(prompt: str) -> tuple[str, str]:
    """The state and the command in a prompt."""
    state, _, rest = prompt.partition(_COMMAND)
    return state, rest.removesuffix(_CHANGES)


def reference_completion(prompt: str) -> str:
    """What the reference model answers to a prompt of either form."""
    if prompt.endswith(_CHANGES):
        state, command = split_external(prompt)
        output, changes, _ = run_on(read_snapshot(state), command)
        return external_target(changes, output)
    return _reply(prompt)


def _reply(prompt: str) -> str:
    """The output of the last command of a conversation whose answers are the model's own."""
    state, _, said = prompt.partition("\n\n$ ")
    session = session_of(read_snapshot(state))
    while True:
        command, _, said = said.partition("\n")
        output = session.run(command).removesuffix("\n")
        if not said:
            return output
        answered = f"{output}\n$ " if output else "$ "
        # Where the answer was another one, the next command stands behind the next prompt.
        is_ours = said.startswith(answered)
        said = said[len(answered) :] if is_ours else ("\n" + said).partition("\n$ ")[2]


# -- examples for training -------------------------------------------------------------------------------------------


def session_split(commands: Sequence[str]) -> Literal["train", "validation", "test"]:
    """train, validation or test by a session's first commands alone: 80, 10 and 10 of a hundred."""
    place = stable_hash("shell", *commands[:BEGINNING]) % 100
    return "train" if place < 80 else "validation" if place < 90 else "test"


def shell_example(seed: int, split: str, position: int, *, form: Form | None = None, context: int = CONTEXT) -> Example:
    """Example ``position`` of a split, drawn from its own path."""
    rng = derive(seed, "shell", split, position)
    example = draw_shell_example(rng, split, form=form, context=context)
    return replace(example, metadata={"position": position, **example.metadata})


def draw_shell_example(rng: Random, split: str, *, form: Form | None = None, context: int = CONTEXT) -> Example:
    """The last command of a drawn session, after those before it.

    Lengths are log-uniform from 1 to 60 commands; a question that does not fit the context is drawn again, shorter.
    """
    asked: Form = form or ("external" if rng.random() < EXTERNAL_SHARE else "internal")
    longest = LONGEST
    for _ in range(_ATTEMPTS):
        length = int(longest ** rng.random() + 0.5)
        session = draw_session(rng, length, lambda commands: session_split(commands) == split)
        if asked == "internal" and not session.outputs[-1] and rng.random() < _SILENT_REDRAWN:
            continue
        example = _example_of(session, asked, {"shell": asked, "commands": length})
        if len(example.prompt.encode()) + len(example.target.encode()) + 1 <= context:
            return example
        longest = max(1, length - 1)
    raise DrawError(f"no shell session of {split} fits {context} bytes in {_ATTEMPTS} draws")


def _example_of(session: DrawnSession, form: Form, metadata: Mapping[str, object]) -> Example:
    *before, command = session.commands
    if form == "internal":
        turns = [Turn(c, o.removesuffix("\n")) for c, o in zip(before, session.outputs, strict=False)]
        prompt = internal_prompt(Snapshot().as_text(), turns, command)
        return Example(prompt=prompt, target=session.outputs[-1].removesuffix("\n"), metadata=metadata)
    session_so_far = Session()
    for each in before:
        session_so_far.run(each)
    state = snapshot_of(session_so_far)
    output, changes, _ = run_on(state, command)
    prompt = external_prompt(state.as_text(), command)
    return Example(prompt=prompt, target=external_target(changes, output), metadata=metadata)
