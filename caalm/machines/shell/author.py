"""Whoever types: knows the session, picks paths and words, and spells them as people do.

>>> from random import Random
>>> author = Author(Random(1), lambda author: f"mkdir {author.quote('my docs')}")
>>> author.step()
("mkdir 'my docs'", '')

Every command is tried on a copy of the session first: what the reference model does not know, and pipelines whose
parts write to the terminal at once, are asked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from caalm.machines.shell.filesystem import HOME, File, Node, walk
from caalm.machines.shell.parsing import UnsupportedError
from caalm.machines.shell.session import Session
from caalm.machines.shell.vocabulary import CONTENT, EXTENSIONS, FILE_NAMES, FOLDER_NAMES, SPACED, WORDS

MOST_FILES = 24
MOST_BYTES = 400
"""How large a file may grow."""
_ATTEMPTS = 30
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-+,:@%")


@dataclass(slots=True)
class Author:
    """Types one command after the other."""

    rng: Random
    compose: Callable[[Author], str]
    """What gives the next command, unless it cannot be used."""
    session: Session = field(default_factory=Session)
    known: list[str] = field(default_factory=list)
    """Every path from the home that was ever there."""

    def step(self) -> tuple[str, str]:
        """One more command and what it shows; the session goes on from there."""
        for attempt in range(_ATTEMPTS):
            command = self.compose(self) if attempt < _ATTEMPTS - 1 else "pwd"
            trial = self.session.clone()
            try:
                output = trial.run(command)
            except UnsupportedError:
                continue
            if trial.racing or len(output) > 2 * MOST_BYTES or not output.isascii():
                continue
            nodes = list(walk(trial.files.home))
            if len(nodes) > MOST_FILES or any(isinstance(node, File) and node.size > MOST_BYTES for _, node in nodes):
                continue
            self.session = trial
            paths = ["/".join(names) for names, _ in nodes]
            self.known += [path for path in paths if path not in self.known]
            return command, output
        raise AssertionError("pwd is always possible")

    # -- choices

    def happens(self, share: float) -> bool:
        """Whether a thing of this share happens."""
        return self.rng.random() < share

    def one(self, options: Sequence[str]) -> str:
        """One of these."""
        return options[int(self.rng.random() * len(options))]

    def nodes(self) -> list[tuple[str, Node]]:
        """Everything below the home, with its path."""
        return [("/".join(names), node) for names, node in walk(self.session.files.home)]

    def of_kind(self, *, folder: bool) -> list[str]:
        """The paths of all files, or of all folders."""
        return [path for path, node in self.nodes() if isinstance(node, File) != folder]

    def here(self) -> str:
        """The working folder from the home, empty at home."""
        return self.session.files.folder_text.removeprefix(HOME).lstrip("/")

    def near(self, paths: Sequence[str]) -> str:
        """One of these paths, those in the working folder first."""
        here = self.here()
        close = [path for path in paths if path.rpartition("/")[0] == here]
        return self.one(close if close and self.happens(0.7) else paths)

    # -- spelling

    def quote(self, text: str) -> str:
        """A word so written that bash reads this text."""
        if text and set(text) <= _SAFE and not self.happens(0.06):
            return text
        style = self.rng.random()
        if "'" not in text and style < 0.45:
            return f"'{text}'"
        if style < 0.85 or not text:
            return '"' + "".join(["\\" + c if c in '"\\$`' else c for c in text]) + '"'
        return "".join([c if c in _SAFE else "\\" + c for c in text])

    def spell(self, path: str) -> str:
        """A path from the home as one types it from where one is."""
        here = self.here()
        style = self.rng.random()
        if style < 0.06:
            return self.quote(f"{HOME}/{path}" if path else HOME)
        if style < 0.11 and path and set(path) <= _SAFE:
            return f"~/{path}"
        relative = self.relative(here, path)
        if style < 0.16 and not relative.startswith("."):
            relative = "./" + relative
        quoted = self.quote(relative)
        return quoted

    def relative(self, here: str, path: str) -> str:
        if not self.session.files.folder_text.startswith(HOME):
            return f"{HOME}/{path}"
        start = here.split("/") if here else []
        goal = path.split("/") if path else []
        shared = 0
        while shared < min(len(start), len(goal)) and start[shared] == goal[shared]:
            shared += 1
        return "/".join([".."] * (len(start) - shared) + goal[shared:]) or "."

    # -- things

    def word(self) -> str:
        """A word."""
        return self.one(WORDS)

    def fresh_name(self, *, folder: bool) -> str:
        """A name for something new."""
        if self.happens(0.12):
            return self.one(SPACED) + ("" if folder else self.one(EXTENSIONS))
        if folder:
            return self.one(FOLDER_NAMES)
        if self.happens(0.6):
            return self.one(FILE_NAMES)
        return self.word() + (str(int(self.rng.random() * 10)) if self.happens(0.3) else "") + self.one(EXTENSIONS)

    def fresh(self, *, folder: bool = False) -> str:
        """A path of nothing yet, most often in the working folder; now and then one that was there before."""
        if self.known and self.happens(0.12):
            return self.one(self.known)
        above = self.here()
        folders = self.of_kind(folder=True)
        if folders and self.happens(0.25):
            above = self.one(folders)
        name = self.fresh_name(folder=folder)
        return f"{above}/{name}" if above else name

    def file(self) -> str | None:
        """The path of a file; None where there is none."""
        files = self.of_kind(folder=False)
        return self.near(files) if files else None

    def folder(self) -> str | None:
        """The path of a folder below the home; None where there is none."""
        folders = self.of_kind(folder=True)
        return self.near(folders) if folders else None

    def missing(self) -> str:
        """A path of nothing: a slip of a path that is there, one that was, or any."""
        there = {path for path, _ in self.nodes()}
        gone = [path for path in self.known if path not in there]
        if gone and self.happens(0.35):
            return self.one(gone)
        if there and self.happens(0.35):
            path = self.one(sorted(there))
            head, slash, name = path.rpartition("/")
            slip = self.rng.random()
            name = name.swapcase() if slip < 0.3 else name[:-1] if slip < 0.6 else name + self.one(["s", "1", "t", "~"])
            if name and head + slash + name not in there:
                return head + slash + name
        name = (
            self.fresh_name(folder=False)
            if self.happens(0.6)
            else self.one(["missing.txt", "nofile", "nonexistent.txt", "nosuchfile", "nothing", "missing", "old.txt"])
        )
        here = self.here()
        path = f"{here}/{name}" if here else name
        return path if path not in there else path + ".bak"

    def text(self) -> str:
        """A line of content."""
        roll = self.rng.random()
        if roll < 0.3:
            return self.one(CONTENT)
        if roll < 0.42:
            return str(int(self.rng.random() * 10 ** (1 + int(self.rng.random() * 3))))
        return " ".join([self.word() for _ in range(1 + int(self.rng.random() * 4))])

    def echoed(self) -> str:
        """Words for echo, as people quote them."""
        text = self.text()
        safe = set(text) <= _SAFE | {" "}
        if safe and self.happens(0.4):
            return text
        return self.quote(text) if not safe or self.happens(0.9) else text

    def pattern(self) -> str:
        """Something to grep for: often a word of a file."""
        files = [node.text for _, node in self.nodes() if isinstance(node, File) and node.text.strip()]
        if files and self.happens(0.75):
            words = self.one(files).split()
            word = self.one(words)
            if word.isalnum():
                return word[: 1 + int(self.rng.random() * len(word))] if self.happens(0.3) else word
        return self.word()
