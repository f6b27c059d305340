"""A shell session in the reference model: it runs command lines and says what a terminal would show.

>>> session = Session()
>>> session.run("mkdir docs && cd docs; echo hello > a.txt")
''
>>> session.run("cat a.txt b.txt")
'hello\\ncat: b.txt: No such file or directory\\n'
>>> [change.kind for change in session.changes]
['read', 'status']

What is shown is standard output and standard error together, as the real tools write them where no terminal is
attached: names one a line and never quoted. A command line of several lines, and what else is not modelled, raises
`UnsupportedError` and leaves the session in no defined state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from caalm.machines.shell.builtins import BUILTINS, UNMODELLED
from caalm.machines.shell.calls import Call, FileSink, Pipe, Quit, Sink
from caalm.machines.shell.expansion import expand, expand_single, expand_word, is_expanded
from caalm.machines.shell.filesystem import HOME, IS_FOLDER, Change, File, FileError, FileSystem, Folder
from caalm.machines.shell.listing import LISTING
from caalm.machines.shell.nodes import Command, Pipeline, Redirect, Word
from caalm.machines.shell.parsing import SyntaxProblem, UnsupportedError, parse
from caalm.machines.shell.texts import TEXTS
from caalm.machines.shell.tools import TOOLS

PROGRAMS = MappingProxyType({**BUILTINS, **TOOLS, **LISTING, **TEXTS})
"""Every command that the model knows."""
START_VARIABLES: Mapping[str, str] = MappingProxyType({"USER": "user", "HOME": HOME})
_SPECIAL = frozenset(
    "PATH SHELL IFS PS1 PS2 PS4 RANDOM SECONDS UID EUID PPID LINENO LC_ALL LANG TERM SHLVL _ OSTYPE MACHTYPE HOSTTYPE "
    "HOSTNAME COLUMNS LINES OPTIND OPTERR OPTARG HISTFILE HISTSIZE HISTFILESIZE HISTCMD TMPDIR TZ DIRSTACK GROUPS "
    "FUNCNAME REPLY MAIL MAILCHECK SHELLOPTS EPOCHSECONDS EPOCHREALTIME SRANDOM PIPESTATUS COMP_WORDBREAKS".split()
)


class _Null:
    def write(self, text: str) -> None:
        pass


@dataclass(slots=True)
class Session:
    """The files, the variables and the last status, changed by every command line."""

    files: FileSystem = field(default_factory=FileSystem)
    variables: dict[str, str] = field(default_factory=lambda: dict(START_VARIABLES))
    status: int = 0
    previous: str | None = None
    """$OLDPWD."""
    changes: Sequence[Change] = ()
    """What the last command line changed, and its steps."""
    racing: bool = False
    """Whether two commands of a pipeline wrote to the terminal at once, so that their order is a matter of luck."""

    def clone(self) -> Session:
        """The same session once more, to go on with it apart."""
        return Session(self.files.clone(), dict(self.variables), self.status, self.previous)

    def run(self, line: str) -> str:
        """What a command line shows."""
        self.files.changes = []
        self.racing = False
        screen = Pipe()
        try:
            tree = parse(line)
            for connector, pipeline in tree.items if tree is not None else ():
                if connector == ";" or (connector == "&&") == (self.status == 0):
                    self._pipeline(pipeline, screen)
        except SyntaxProblem as problem:
            screen.write(f"bash: {problem}\n")
            self._end(2)
        self.changes = tuple(self.files.changes)
        return screen.text

    def value(self, name: str) -> str:
        """A variable's value, empty where there is none."""
        if name == "?":
            return str(self.status)
        if name == "PWD":
            return self.files.folder_text
        if name == "OLDPWD":
            return self.previous or ""
        if name in self.variables:
            return self.variables[name]
        if name in _SPECIAL or name.startswith("BASH"):
            raise UnsupportedError(f"shell: ${name} is beyond the reference model")
        return ""

    def assign(self, name: str, value: str) -> None:
        """Sets a variable."""
        if name in _SPECIAL or name in ("PWD", "OLDPWD", "HOME", "USER") or name.startswith("BASH"):
            raise UnsupportedError(f"shell: setting {name} is beyond the reference model")
        if len(value) > 4096:
            raise UnsupportedError("shell: a value this long is beyond the reference model")
        if self.variables.get(name) != value:
            self.variables[name] = value
            self.files.changes.append(Change("set", name, value))

    # -- running

    def _pipeline(self, pipeline: Pipeline, screen: Pipe) -> None:
        if len(pipeline.commands) == 1:
            self._end(self._command(pipeline.commands[0], screen, screen, "", "null"))
            return
        self.racing = self.racing or self._writes_what_others_see(pipeline)
        stdin: str = ""
        kind: Literal["pipe", "file", "null"] = "null"
        status = self.status
        writers = 0
        for number, command in enumerate(pipeline.commands):
            before = (self.files.folder, dict(self.variables), self.previous, list(self.files.changes))
            last = number == len(pipeline.commands) - 1
            output, errors = (screen, screen) if last else (Pipe(), screen)
            shown = len(screen.text)
            self.status = status
            result = self._command(command, output, errors, stdin, kind)
            # A part of a pipeline is a process of its own: folder and variables are the session's again.
            self.files.folder, self.variables, self.previous, _ = before
            made = self.files.changes[len(before[3]) :]
            self.files.changes = before[3] + [each for each in made if each.kind not in ("set", "unset", "folder")]
            writers += len(screen.text) > shown
            if not last:
                stdin, kind = output.text, "pipe"
                self.files.changes.append(Change("piped", "", stdin))
            else:
                self._end(result)
        self.racing = self.racing or writers > 1

    def _end(self, status: int) -> None:
        """A pipeline is over."""
        self.status = status
        self.files.changes.append(Change("status", str(status)))

    def _writes_what_others_see(self, pipeline: Pipeline) -> bool:
        """Whether a later part opens a file for writing that an earlier one, which runs at once, may see."""
        earlier: list[Command] = []
        for command in pipeline.commands:
            for redirect in command.redirects:
                raw = redirect.target.raw
                if earlier and redirect.mode in (">", ">>") and raw != "/dev/null":
                    words = [word for each in earlier for word in each.words]
                    sees_all = any(word.raw in ("ls", "find", "-r") or set(word.raw) & set("*?[") for word in words)
                    target = expand_word(self, redirect.target)
                    if sees_all or any(self.files.exists(path) for path in target) or raw in [w.raw for w in words]:
                        return True
            earlier.append(command)
        return False

    def _command(
        self, command: Command, output: Sink, errors: Sink, stdin: str, kind: Literal["pipe", "file", "null"]
    ) -> int:
        arguments = expand(self, command.words)
        if any(is_expanded(word) for word in command.words):
            self.files.changes.append(Change("ran", "", words=tuple(arguments)))
        opened: list[tuple[File, str, bool]] = []
        sinks = {1: output, 2: errors}
        try:
            for redirect in command.redirects:
                if redirect.mode == ">&":
                    sinks[2] = sinks[1]
                    continue
                read = self._redirect(redirect, sinks, opened)
                if read is not None:
                    stdin, kind = read, "file"
        except FileError as error:
            # bash itself complains, before the command's own streams count.
            errors.write(f"bash: {error}\n")
            self._close(opened)
            return 1
        self._check_own_files(arguments, opened)
        try:
            return self._run(command, arguments, Call("", (), self, sinks[1], sinks[2], stdin, kind))
        finally:
            self._close(opened)

    def _check_own_files(self, arguments: Sequence[str], opened: Sequence[tuple[File, str, bool]]) -> None:
        if opened and arguments and arguments[0] in ("rm", "mv", "cp"):
            nodes = {id(node) for node, _, _ in opened}
            for argument in arguments[1:]:
                if self.files.exists(argument) and id(self.files.find(argument)) in nodes:
                    raise UnsupportedError("shell: a command on the file that it writes is beyond the reference model")

    def _run(self, command: Command, arguments: list[str], call: Call) -> int:
        values = [(name, expand_single(self, word)) for name, word in command.assignments]
        if not arguments:
            for name, value in values:
                self.assign(name, value)
            return 0
        kept = dict(self.variables)
        noted = len(self.files.changes)
        for name, value in values:
            self.assign(name, value)
        if values and arguments[0] in ("export", "unset", "cd", "printf"):
            raise UnsupportedError(f"shell: an assignment before {arguments[0]} is beyond the reference model")
        try:
            return self._call(arguments, call)
        finally:
            if values:
                self.variables = kept
                self.files.changes[noted:] = [e for e in self.files.changes[noted:] if e.kind != "set"]

    def _call(self, arguments: list[str], call: Call) -> int:
        name = arguments[0]
        if name in UNMODELLED:
            raise UnsupportedError(f"shell: {name} is beyond the reference model")
        program = PROGRAMS.get(name)
        if program is None:
            return self._not_found(name, call)
        call.name, call.arguments = name, arguments[1:]
        try:
            result = program(call)
        except Quit as ended:
            return ended.status
        return call.status if result is None else result

    def _not_found(self, name: str, call: Call) -> int:
        if "/" not in name:
            call.errors.write(f"bash: {name}: command not found\n")
            return 127
        try:
            node = self.files.find(name)
        except FileError as error:
            call.errors.write(f"bash: {name}: {error}\n")
            return 126 if str(error) != "No such file or directory" else 127
        call.errors.write(f"bash: {name}: {IS_FOLDER if isinstance(node, Folder) else 'Permission denied'}\n")
        return 126

    # -- redirections

    def _redirect(self, redirect: Redirect, sinks: dict[int, Sink], opened: list[tuple[File, str, bool]]) -> str | None:
        path = self._target(redirect.target)
        if path == "/dev/null":
            if redirect.mode == "<":
                raise UnsupportedError("shell: < /dev/null is beyond the reference model")
            sinks[redirect.fd] = _Null()
            return None
        try:
            if redirect.mode == "<":
                node = self.files.find(path)
                if isinstance(node, Folder):
                    raise UnsupportedError("shell: reading a folder is beyond the reference model")
                return node.text
            is_new = not self.files.exists(path)
            place = self.files.make_file(path, silent=True)
        except FileError as error:
            raise FileError(f"{path}: {error}") from None
        assert isinstance(place.node, File)
        if any(node is place.node for node, _, _ in opened):
            raise UnsupportedError("shell: one file twice among the redirections is beyond the reference model")
        opened.append((place.node, place.node.text, is_new))
        if redirect.mode == ">":
            place.node.text = ""
        sinks[redirect.fd] = FileSink(place.node)
        return None

    def _target(self, word: Word) -> str:
        found = expand_word(self, word)
        if len(found) != 1:
            raise FileError(f"{word.raw}: ambiguous redirect")
        return found[0]

    def _close(self, opened: Sequence[tuple[File, str, bool]]) -> None:
        for node, before, is_new in opened:
            names = self.files.names_of(node)
            if names is None:
                raise UnsupportedError("shell: removing a file that is being written is beyond the reference model")
            if is_new:
                self.files.note("made", names, node.text)
            elif node.text.startswith(before) and before:
                if node.text != before:
                    self.files.note("added", names, node.text[len(before) :])
            elif node.text != before:
                self.files.note("wrote", names, node.text)
