"""One command being run: its name and arguments, what it reads and writes, and the errors that GNU tools share.

>>> quoted("my file"), quoted("it's"), quoted_if_odd("plain.txt"), quoted_if_odd("my file")
("'my file'", '"it\\'s"', 'plain.txt', "'my file'")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from caalm.machines.shell.filesystem import IS_FOLDER, File, FileError, FileSystem, Folder
from caalm.machines.shell.parsing import UnsupportedError

if TYPE_CHECKING:
    from caalm.machines.shell.session import Session

_ODD = frozenset(" !\"$&()*;<=>[^`|'?\\\t\n:")
_NEVER_IN_DOUBLE = frozenset('!"$&()*;<=>[^`|?\\{}#~')
"""With one of these a name with an apostrophe cannot stand in double quotes; # and ~ may at its start."""


class Sink(Protocol):
    """What can be written to."""

    def write(self, text: str) -> None:
        """Takes more text."""


@dataclass(slots=True)
class Pipe:
    """Text on its way to the next command."""

    text: str = ""

    def write(self, text: str) -> None:
        self.text += text


@dataclass(slots=True)
class FileSink:
    """A file that output goes to."""

    file: File

    def write(self, text: str) -> None:
        self.file.text += text


class Quit(Exception):
    """A command gives up with a status; what it says has been said."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


def quoted(name: str) -> str:
    """A name as most errors quote it."""
    _printable(name)
    if "'" in name and not _NEVER_IN_DOUBLE & set(name[name[0] in "#~" :]):
        return f'"{name}"'
    return "'" + name.replace("'", "'\\''") + "'"


def quoted_plainly(name: str) -> str:
    """A name as mkdir and find quote it: always in single quotes, those in it behind a backslash."""
    _printable(name)
    return "'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'"


def quoted_if_odd(name: str) -> str:
    """A name as the other errors quote it: only where a shell would need it."""
    _printable(name)
    if name == "" or any(char in _ODD for char in name) or name[0] in "#~" or name in ("{", "}"):
        return quoted(name)
    return name


def _printable(name: str) -> None:
    if not (name.isascii() and name.isprintable()) and name:
        raise UnsupportedError("shell: a message about a name beyond ASCII is beyond the reference model")


@dataclass(slots=True)
class Call:
    """A command at work."""

    name: str
    arguments: Sequence[str]
    session: Session
    output: Sink
    errors: Sink
    stdin: str = ""
    stdin_kind: Literal["pipe", "file", "null"] = "null"
    status: int = 0
    options: dict[str, str] = field(default_factory=dict)
    operands: list[str] = field(default_factory=list)

    @property
    def files(self) -> FileSystem:
        """The file system."""
        return self.session.files

    def say(self, text: str) -> None:
        """Writes to standard output."""
        self.output.write(text)

    def fail(self, text: str, status: int = 1) -> None:
        """Writes ``name: text`` to standard error; the command goes on, and ends with the status."""
        self.errors.write(f"{self.name}: {text}\n")
        self.status = max(self.status, status)

    def usage(self, text: str) -> Quit:
        """The error of a wrong call."""
        status = {"ls": 2, "sort": 2, "grep": 2}.get(self.name, 1)
        said = f"{self.name}: {text}\n" if text else ""
        if self.name == "rm" and "option" in text:
            dashed = [path for path in self.arguments if path[:1] == "-" and path[1:] and self.files.exists(path)]
            if dashed:
                said += f"Try 'rm ./{dashed[0]}' to remove the file {quoted(dashed[0])}.\n"
        if self.name == "grep":
            said += "Usage: grep [OPTION]... PATTERNS [FILE]...\n"
        self.errors.write(f"{said}Try '{self.name} --help' for more information.\n")
        return Quit(status)

    def read_options(
        self, flags: str, valued: str = "", *, real: str = "", long: Mapping[str, str] | None = None, number: str = ""
    ) -> None:
        """Sorts the arguments into options and operands as getopt does.

        ``flags`` are modelled options, ``valued`` those with a value, ``real`` those that the tool has beyond them,
        ``number`` the option for which ``-5`` stands.
        """
        rest = list(self.arguments)
        while rest:
            argument = rest.pop(0)
            if argument == "--":
                self.operands += rest
                return
            if argument.startswith("--"):
                self._long(argument, long or {})
            elif argument.startswith("-") and argument != "-":
                if number and argument[1:].isdigit():
                    if self.name == "tail" and (argument is not self.arguments[0] or len(self.arguments) > 2):
                        self.errors.write(f"tail: option used in invalid context -- {argument[1]}\n")
                        raise Quit(1)
                    self.options[number] = argument[1:]
                    continue
                self._short(argument[1:], rest, flags, valued, real)
            else:
                self.operands.append(argument)

    def _short(self, letters: str, rest: list[str], flags: str, valued: str, real: str) -> None:
        while letters:
            letter, letters = letters[0], letters[1:]
            if letter in valued:
                if not letters and not rest:
                    raise self.usage(f"option requires an argument -- '{letter}'")
                self.options[letter] = letters or rest.pop(0)
                return
            if letter in flags:
                self.options[letter] = ""
            elif letter in real or (letter.isdigit() and self.name in ("head", "tail", "uniq", "grep", "wc")):
                raise UnsupportedError(f"shell: {self.name} -{letter} is beyond the reference model")
            else:
                _printable(letter)
                raise self.usage(f"invalid option -- '{letter}'")

    def _long(self, argument: str, long: Mapping[str, str]) -> None:
        name, equals, _ = argument[2:].partition("=")
        if name in long and not equals:
            self.options[long[name]] = ""
        elif any(
            known.startswith(name) for known in (*long, *LONG_OPTIONS.get(self.name, "").split(), "help", "version")
        ):
            raise UnsupportedError(f"shell: {self.name} {argument} is beyond the reference model")
        else:
            _printable(argument)
            raise self.usage(f"unrecognized option '{argument}'")

    def text_of(self, path: str) -> str:
        """A file's text, or what the kernel says."""
        names, node = self.files.resolve(path)
        self.files.check_readable(node)
        if isinstance(node, Folder):
            raise FileError(IS_FOLDER)
        self.files.note_read(names)
        return node.text

    def with_slash_removed(self, path: str) -> str:
        """A path without slashes at its end."""
        return path.rstrip("/") or path[:1]


LONG_OPTIONS: Mapping[str, str] = {
    "ls": "all almost-all author block-size classify color context dereference dereference-command-line directory "
    "dired dereference-command-line-symlink-to-dir escape file-type format full-time group-directories-first hide "
    "hide-control-chars human-readable hyperlink ignore ignore-backups indicator-style inode kibibytes literal "
    "no-group numeric-uid-gid quote-name quoting-style recursive reverse show-control-chars si size sort tabsize time "
    "time-style width zero",
    "cat": "number number-nonblank show-all show-ends show-nonprinting show-tabs squeeze-blank",
    "rm": "dir force interactive no-preserve-root one-file-system preserve-root recursive verbose presume-input-tty",
    "rmdir": "ignore-fail-on-non-empty parents verbose path",
    "mkdir": "context mode parents verbose",
    "mv": "backup context debug force interactive no-clobber no-target-directory strip-trailing-slashes suffix "
    "target-directory update verbose exchange",
    "cp": "archive attributes-only backup context copy-contents debug dereference force interactive link no-clobber "
    "no-dereference no-preserve no-target-directory one-file-system parents path preserve recursive reflink "
    "remove-destination sparse strip-trailing-slashes suffix symbolic-link target-directory update verbose",
    "touch": "date no-create no-dereference reference time",
    "head": "bytes lines quiet silent verbose zero-terminated presume-input-pipe",
    "tail": "bytes follow lines max-unchanged-stats pid quiet retry silent sleep-interval verbose zero-terminated",
    "wc": "bytes chars files0-from lines max-line-length total words debug",
    "sort": "batch-size buffer-size check compress-program debug dictionary-order field-separator files0-from "
    "general-numeric-sort human-numeric-sort ignore-case ignore-leading-blanks ignore-nonprinting key merge "
    "month-sort numeric-sort output parallel random-sort random-source reverse sort stable temporary-directory "
    "unique version-sort zero-terminated",
    "uniq": "all-repeated check-chars count group ignore-case repeated skip-chars skip-fields unique zero-terminated",
    "grep": "after-context basic-regexp before-context binary binary-files byte-offset color colour context count "
    "dereference-recursive devices directories exclude exclude-dir exclude-from extended-regexp file "
    "files-with-matches files-without-match fixed-regexp fixed-strings group-separator ignore-case include "
    "initial-tab invert-match label line-buffered line-number line-regexp max-count no-filename no-group-separator "
    "no-ignore-case no-messages null null-data only-matching perl-regexp quiet recursive regexp silent text "
    "unix-byte-offsets with-filename word-regexp",
}  # fmt: skip
"""The options that the tools have, so that a wrong one is known for wrong."""
