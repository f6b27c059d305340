"""The interactive terminal of `caalm shell`: every answer is predicted, nothing touches the disk.

    user@caalm:~$ mkdir docs && cd docs
    user@caalm:~/docs$ :verify
    all 1 answers are what bash shows

Lines that begin with a colon are for the terminal itself: `:state`, `:verify`, `:save FILE`, `:load FILE`, `:help`,
`:quit`. History and editing come from prompt_toolkit where it is installed; without it lines are simply read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from caalm.errors import CaalmError, InputError
from caalm.evaluation.files import write_atomically
from caalm.evaluation.shell_files import UNTRAINED
from caalm.evaluation.shell_verify import verify_session
from caalm.model.shell import Shell

HELP = """\
:state        what the model believes: folder, files, variables
:verify       run the session in real bash, in the sandbox, and show the first wrong answer
:save FILE    keep the session
:load FILE    go on with a kept session
:quit         leave, as do exit and Ctrl-D"""
HOME = "/home/user"
ReadLine = Callable[[str], str | None]
"""From a prompt to a line; None at the end of input."""


class Terminal:
    """One conversation with a shell."""

    def __init__(self, shell: Shell, read_line: ReadLine, show: Callable[[str], None] = print) -> None:
        self.shell = shell
        self.read_line = read_line
        self.show = show

    def loop(self) -> None:
        """Until the person leaves."""
        if not self.shell.trained:
            self.show(f"note: {UNTRAINED}")
        while True:
            line = self.read_line(self.prompt())
            if line is None or line.strip() in ("exit", "logout", ":quit", ":q"):
                return
            try:
                for shown in self.answer(line.strip()):
                    self.show(shown)
            except (CaalmError, OSError) as error:
                self.show(f"error: {error}")
            except KeyboardInterrupt:  # a long answer is given up, the session is not
                self.show("^C")

    def prompt(self) -> str:
        """The prompt with the folder that the model believes to be in; a conversation keeps its folder to itself."""
        folder = self.shell.snapshot.folder if self.shell.form == "external" else HOME
        shown = "~" + folder.removeprefix(HOME) if folder == HOME or folder.startswith(HOME + "/") else folder
        return f"user@caalm:{shown if self.shell.form == 'external' else '?'}$ "

    def answer(self, line: str) -> Iterator[str]:
        """What is shown after a line."""
        if not line or line.startswith("#"):
            return
        if line.startswith(":") and line != ":":
            yield from self._own(*line.split(maxsplit=1))
            return
        answer = self.shell.ask(line)
        if answer.output:
            yield answer.output
        if answer.problem:
            yield f"note: {answer.problem}"

    def _own(self, command: str, argument: str = "") -> Iterator[str]:
        if command == ":state":
            if self.shell.form == "internal":
                yield "the state is inside the conversation; it began as"
            yield self.shell.state
        elif command == ":verify":
            yield str(verify_session(self.shell.initial, self.shell.turns))
        elif command in (":save", ":load"):
            if not argument:
                raise InputError(f"{command} needs a file's name")
            path = Path(argument).expanduser()
            if command == ":save":
                write_atomically(path, self.shell.as_json())
                yield f"kept in {path}"
            else:
                self.shell.take_json(path.read_text("utf-8"))
                yield f"{len(self.shell.turns)} commands from {path}"
        elif command == ":help":
            yield HELP
        else:
            raise InputError(f"{command} is none of :state, :verify, :save, :load, :help, :quit")


def line_reader() -> ReadLine:
    """Lines with history and editing in a terminal where prompt_toolkit is there, plain lines elsewhere."""
    if sys.stdin.isatty():
        try:
            from prompt_toolkit import PromptSession
            from prompt_toolkit.history import InMemoryHistory
        except ModuleNotFoundError:
            return _plain_line
        session: PromptSession[str] = PromptSession(history=InMemoryHistory())

        def edited(prompt: str) -> str | None:
            try:
                return session.prompt(prompt)
            except KeyboardInterrupt:
                return ""
            except EOFError:
                return None

        return edited
    return _plain_line


def _plain_line(prompt: str) -> str | None:
    try:
        return input(prompt if sys.stdin.isatty() else "")
    except EOFError:
        return None
