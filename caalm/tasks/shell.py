"""The shell as a task, asked in two ways: with its state inside the conversation, or handed in and out.

Handed in and out (external), so that a session of any length fits a bounded context; the model writes what happens,
then what the terminal shows:

    You are a Linux terminal emulator. Initial state:       (prompt)
    Current directory: /home/user
    Files:
    notes.txt 5 "milk\\n"
    Environment: USER=user, HOME=/home/user

    Commands:
    1 cat notes.txt > copy.txt; ls

    Answers:
    ------------------------------------------------------------------------
    1 read notes.txt; made copy.txt "milk\\n"; ok; ok                (target)
    copy.txt
    notes.txt

Several commands may be asked of one state, each as if it were the only one: an example does so, because a state is long
and an answer short. Inside the conversation (internal) the published system prompt stands first, and then commands and
what they showed:

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
>>> extract_external("1 ok\\ncopy.txt")
('ok', 'copy.txt')

Of a conversation too an example asks for many answers: the commands to come are told before, so that the whole
conversation is a target that can be known (`conversation_prompt`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Literal, NamedTuple

from caalm.errors import DrawError
from caalm.machines.shell.drawing import BEGINNING, LONGEST, DrawnSession, draw_moment, draw_session
from caalm.machines.shell.snapshot import (
    Snapshot,
    apply_changes,
    read_snapshot,
    run_on,
    session_of,
    snapshot_of,
)
from caalm.rng import derive, stable_hash
from caalm.tasks.example import Example

Form = Literal["internal", "external"]
CONTEXT = 2048
"""Bytes of prompt and target together, with the end token."""
LONG_CONTEXT = 4096
"""The same for a conversation whose last answer alone is asked for: sixty commands have some 2,500."""
MOST_ASKED = 24
"""Commands of one state in an example."""
EXTERNAL_SHARE = 0.6
"""Of the examples, those whose state is handed in."""
TOLD_SHARE = 0.75
"""Of the conversations, those whose commands are told before and whose answers are all asked for."""
_COMMANDS = "\n\nCommands:\n"
_ANSWERS = "\n\nAnswers:\n"
_FIRST = "\n\n$ "
_ATTEMPTS = 200
_SILENT_REDRAWN = 0.6
"""Of the conversations whose last answer alone is asked for and is empty, those drawn again: they teach little."""

__all__ = [
    "Snapshot",
    "Turn",
    "apply_changes",
    "conversation_prompt",
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


def external_prompt(state: str, *commands: str) -> str:
    """The prompt for one command in a state, or for several, each on its own."""
    listed = "\n".join([f"{number} {command}" for number, command in enumerate(commands, 1)])
    return f"{state}{_COMMANDS}{listed}{_ANSWERS}"


def external_target(*answers: tuple[str, str]) -> str:
    """What should follow: for each command what happened and, if it showed anything, that without its final newline."""
    return "\n".join(
        [
            f"{number} {changes}" + (f"\n{output.removesuffix(chr(10))}" if output else "")
            for number, (changes, output) in enumerate(answers, 1)
        ]
    )


def extract_external(completion: str) -> tuple[str, str] | None:
    """What happened and the output in a completion that answers one command; None where it is no answer."""
    found = re.fullmatch(r"1 ([^\n]*)(?:\n(.*))?", completion, re.DOTALL)
    return (found[1], found[2] or "") if found else None


def internal_prompt(state: str, turns: Sequence[tuple[str, str]], command: str) -> str:
    """The prompt for one command after others; ``state`` is where the conversation began."""
    said = "".join([f"$ {before}\n" + (f"{output}\n" if output else "") for before, output in turns])
    return f"{state}\n\n{said}$ {command}\n"


def extract_internal(completion: str) -> str:
    """The output in a completion: all of it."""
    return completion


def conversation_prompt(state: str, commands: Sequence[str]) -> str:
    """The prompt for a whole conversation: all commands are told, then it begins with the first one."""
    return f"{state}{_COMMANDS}" + "\n".join(commands) + f"{_FIRST}{commands[0]}\n"


def conversation_target(turns: Sequence[tuple[str, str]]) -> str:
    """What should follow: the conversation after its first command."""
    *before, (command, output) = turns
    said = internal_prompt("", before, command) + output
    return said[len(_FIRST) + len(turns[0][0]) + 1 :]


# -- the reference model as the one who answers ----------------------------------------------------------------------


def split_external(prompt: str) -> tuple[str, list[str]]:
    """The state and the commands in a prompt."""
    state, _, listed = prompt.removesuffix(_ANSWERS).partition(_COMMANDS)
    return state, [line.partition(" ")[2] for line in listed.split("\n")]


def reference_completion(prompt: str) -> str:
    """What the reference model answers to a prompt of any form."""
    if prompt.endswith(_ANSWERS):
        state, commands = split_external(prompt)
        before = read_snapshot(state)
        return external_target(*[_answer(before, command) for command in commands])
    state, told, listed = prompt.partition(_FIRST)[0].partition(_COMMANDS)
    if not told:
        return _reply(prompt)
    session = session_of(read_snapshot(state))
    commands = listed.split("\n")
    return conversation_target([(command, session.run(command).removesuffix("\n")) for command in commands])


def _answer(state: Snapshot, command: str) -> tuple[str, str]:
    output, changes, _ = run_on(state, command)
    return changes, output


def _reply(prompt: str) -> str:
    """The output of the last command of a conversation whose answers are the model's own."""
    state, _, said = prompt.partition(_FIRST)
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
    """Commands of one state, a whole conversation, or the last answer of one.

    Lengths are log-uniform from 1 to 60 commands; what does not fit the context is cut, or drawn again, shorter.
    """
    asked: Form = form or ("external" if rng.random() < EXTERNAL_SHARE else "internal")
    is_told = asked == "internal" and rng.random() < TOLD_SHARE
    longest = LONGEST
    for _ in range(_ATTEMPTS):
        length = int(longest ** rng.random() + 0.5)
        if asked == "external":
            example = _of_one_state(rng, split, length - 1, context)
        else:
            session = draw_session(rng, length, lambda commands: session_split(commands) == split)
            if is_told:
                example = _of_conversation(session, context)
            elif session.outputs[-1] or rng.random() >= _SILENT_REDRAWN:
                example = _of_last_answer(session, context + LONG_CONTEXT - CONTEXT)
            else:
                continue
        if example is not None:
            return example
        longest = max(1, length - 1)
    raise DrawError(f"no shell session of {split} fits {context} bytes in {_ATTEMPTS} draws")


def _fitting(example: Example, context: int) -> Example | None:
    return example if len(example.prompt.encode()) + len(example.target.encode()) < context else None


def _of_one_state(rng: Random, split: str, before: int, context: int) -> Example | None:
    count = int(MOST_ASKED ** rng.random() + 0.5)
    moment = draw_moment(rng, before, count, lambda commands: session_split(commands) == split)
    state = snapshot_of(moment.session)
    answers = [_answer(state, command) for command in moment.commands]
    for asked in range(len(answers), 0, -1):
        example = Example(
            prompt=external_prompt(state.as_text(), *moment.commands[:asked]),
            target=external_target(*answers[:asked]),
            metadata={"shell": "external", "commands": before + 1, "asked": asked},
        )
        if fitting := _fitting(example, context):
            return fitting
    return None


def _of_conversation(session: DrawnSession, context: int) -> Example | None:
    turns = [Turn(c, o.removesuffix("\n")) for c, o in zip(session.commands, session.outputs, strict=True)]
    for asked in range(len(turns), 0, -1):
        example = Example(
            prompt=conversation_prompt(Snapshot().as_text(), session.commands[:asked]),
            target=conversation_target(turns[:asked]),
            metadata={"shell": "internal", "commands": asked, "asked": asked},
        )
        if fitting := _fitting(example, context):
            return fitting
    return None


def _of_last_answer(session: DrawnSession, context: int) -> Example | None:
    *before, command = session.commands
    turns = [Turn(c, o.removesuffix("\n")) for c, o in zip(before, session.outputs, strict=False)]
    example = Example(
        prompt=internal_prompt(Snapshot().as_text(), turns, command),
        target=session.outputs[-1].removesuffix("\n"),
        metadata={"shell": "internal", "commands": len(session.commands), "asked": 1},
    )
    return _fitting(example, context)
