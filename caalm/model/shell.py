"""A terminal whose every answer is predicted: the model reads text and writes text, the disk is never touched.

    shell = Shell.load()
    shell.run("mkdir docs; echo hello > docs/a.txt")   -> ""
    shell.run("cat docs/a.txt")                        -> "hello"
    print(shell.state)                                 -> Current directory: /home/user ...

With ``form="external"`` the state goes in and comes out as text, so that a session of any length runs in a bounded
context; with ``"internal"`` the model sees the conversation so far and keeps the state to itself. An answer lacks its
one final newline, as every prediction does. `run_sessions` advances many sessions together.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from caalm.errors import CaalmError, InputError
from caalm.model.checkpoint import validate
from caalm.model.engine import Completion, Engine, OnProgress
from caalm.model.engines import AUTO, checked_choice, is_remote, open_engine
from caalm.model.predictor import weights_folder
from caalm.model.sizes import POSITIONS
from caalm.model.tokenizer import encode
from caalm.tasks.shell import (
    Form,
    Snapshot,
    Turn,
    apply_changes,
    external_prompt,
    extract_external,
    extract_internal,
    internal_prompt,
    read_snapshot,
)

MAX_NEW_TOKENS = 2048
_FORMAT = "caalm shell session"
START = Snapshot()
"""An empty /home/user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command shows. ``problem``: why the answer is not whole, or the state could not follow it."""

    output: str
    confidence: float = 0.0
    """The probability that the model gave to all that it wrote."""
    changes: str = ""
    problem: str | None = None


@dataclass(slots=True)
class _Session:
    """One session under way."""

    initial: Snapshot
    now: Snapshot
    turns: list[Turn] = field(default_factory=list)

    def prompt(self, command: str, form: Form) -> str:
        if "\n" in command:
            raise InputError("shell: a command is one line of text")
        if form == "external":
            return external_prompt(self.now.as_text(), command)
        return internal_prompt(self.initial.as_text(), self.turns, command)

    def skip(self, command: str, problem: str | None = None) -> Answer:
        """The answer to a command of which nothing comes: it is blank, or could not be asked."""
        self.turns.append(Turn(command, ""))
        return Answer(output="", confidence=0.0 if problem else 1.0, problem=problem)

    def take(self, command: str, completion: Completion, form: Form) -> Answer:
        """The answer in a completion; the session goes on from there."""
        confidence = math.exp(sum(completion.token_logprobs))
        problem = None if completion.finished else "the model ran out of room"
        changes = ""
        if form == "internal":
            output = extract_internal(completion.text)
        else:
            found = extract_external(completion.text)
            changes, output = found or ("", "")
            if found is None:
                problem = "the model wrote no answer"
            else:
                try:
                    self.now = apply_changes(self.now, changes)
                except InputError as error:
                    problem = str(error)
        self.turns.append(Turn(command, output))
        return Answer(output=output, confidence=confidence, changes=changes, problem=problem)


class Shell:
    """One session with one engine."""

    def __init__(
        self,
        engine: Engine,
        *,
        form: Form = "external",
        state: Snapshot = START,
        positions: int = POSITIONS,
        trained: bool = True,
        max_new_tokens: int = MAX_NEW_TOKENS,
    ) -> None:
        self.engine = engine
        self.form: Form = form
        self.positions = positions
        self.max_new_tokens = max_new_tokens
        self.trained = trained
        """Whether the weights have seen shells."""
        self._session = _Session(state, state)

    @classmethod
    def load(
        cls, path: Path | str | None = None, *, engine: str = AUTO, form: Form = "external", state: Snapshot = START
    ) -> Shell:
        """A shell on a weights folder; None is the shipped weights."""
        is_local = path is not None or not is_remote(checked_choice(engine))
        folder = weights_folder(path) if is_local else None
        trained = folder is not None and knows_shells(folder)
        opened, positions = open_engine(folder, engine)
        return cls(opened, form=form, state=state, positions=positions, trained=trained)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The commands so far with what they showed."""
        return tuple(self._session.turns)

    @property
    def initial(self) -> Snapshot:
        """Where the session began."""
        return self._session.initial

    @property
    def snapshot(self) -> Snapshot:
        """What the model believes: the state after the last command (external), or where it began (internal)."""
        return self._session.now

    @property
    def state(self) -> str:
        """The same as text, in the published form."""
        return self._session.now.as_text()

    def run(self, command: str) -> str:
        """What a command shows, without its one final newline."""
        return self.ask(command).output

    def ask(self, command: str) -> Answer:
        """The same with confidence, changes and problem."""
        if not command.strip():
            return self._session.skip(command)
        prompt = self._session.prompt(command, self.form)
        room = min(checked_room(prompt, self.positions), self.max_new_tokens)
        (completion,) = self.engine.generate([prompt], room)
        return self._session.take(command, completion, self.form)

    # -- files

    def as_json(self) -> str:
        """The session, to go on with it later."""
        record = {
            "format": _FORMAT,
            "form": self.form,
            "initial": self.initial.as_text(),
            "state": self.state,
            "turns": [list(turn) for turn in self._session.turns],
        }
        return json.dumps(record, indent=1, ensure_ascii=False) + "\n"

    def take_json(self, text: str) -> None:
        """Goes on with a session that was kept; an InputError says what is wrong with the text."""
        try:
            record = json.loads(text)
            if record["format"] != _FORMAT or record["form"] not in ("internal", "external"):
                raise KeyError("format")
            turns = [Turn(str(command), str(output)) for command, output in record["turns"]]
            session = _Session(read_snapshot(record["initial"]), read_snapshot(record["state"]), turns)
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"session: this is no kept session ({error})") from None
        self.form = record["form"]
        self._session = session


def knows_shells(folder: Path) -> bool:
    """Whether the weights in a folder have seen shells; an InputError where they are no weights."""
    return float(validate(folder).get("shell_share", 0.0)) > 0


def checked_room(prompt: str, positions: int) -> int:
    """How many tokens an answer may have; an InputError where there is no room for one."""
    room = positions - len(encode(prompt))
    if room < 1:
        raise InputError(
            f"shell: the state has {len(encode(prompt))} bytes, the model's context holds {positions}: "
            "remove or shorten files"
        )
    return min(MAX_NEW_TOKENS, room)


def run_sessions(
    engine: Engine,
    sessions: Sequence[Sequence[str]],
    *,
    form: Form = "external",
    positions: int = POSITIONS,
    on_progress: OnProgress | None = None,
) -> list[list[Answer]]:
    """The answers to every session's commands, each session beginning in an empty home; all advance together.

    A command that cannot be asked (too long a state, more than one line) is answered with "" and its problem.
    """
    running = [_Session(START, START) for _ in sessions]
    answers: list[list[Answer]] = [[] for _ in sessions]
    total = sum(map(len, sessions))
    done = 0
    for turn in range(max(map(len, sessions), default=0)):
        asked = [number for number, commands in enumerate(sessions) if turn < len(commands)]
        prompts: list[tuple[int, str, int]] = []
        for number in asked:
            command = sessions[number][turn]
            if not command.strip():
                answers[number].append(running[number].skip(command))
                continue
            try:
                prompt = running[number].prompt(command, form)
                prompts.append((number, prompt, checked_room(prompt, positions)))
            except InputError as error:
                answers[number].append(running[number].skip(command, str(error)))
        for (number, _, _), made in zip(prompts, _complete(engine, prompts), strict=True):
            command = sessions[number][turn]
            taken = (
                running[number].skip(command, str(made))
                if isinstance(made, CaalmError)
                else running[number].take(command, made, form)
            )
            answers[number].append(taken)
        done += len(asked)
        if on_progress is not None:
            on_progress(done, total)
    return answers


def _complete(engine: Engine, prompts: Sequence[tuple[int, str, int]]) -> list[Completion | CaalmError]:
    """Completions; where the engine refuses, each prompt is asked alone, so that one does not stop the others."""
    generate: Callable[[Sequence[str], int], list[Completion]] = engine.generate
    if not prompts:
        return []
    try:
        return list(generate([prompt for _, prompt, _ in prompts], min(room for _, _, room in prompts)))
    except CaalmError as error:
        if len(prompts) == 1:
            return [error]
    return [made for each in prompts for made in _complete(engine, [each])]
