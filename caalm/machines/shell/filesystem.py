"""The reference model of the file system: what lies under /home/user, and the kernel's answers about it.

>>> system = FileSystem()
>>> system.make_folder("docs")
>>> system.change_folder("docs")
>>> system.folder_text
'/home/user/docs'
>>> system.find("nothing")
Traceback (most recent call last):
    ...
caalm.machines.shell.filesystem.FileError: No such file or directory

Beyond /home/user lies a machine that the model knows by name only: asking about it raises `UnsupportedError`.
Every change is noted in ``changes``, by which a caller's copy of the files follows; between them stand the steps that
change nothing (what ran, what was read and piped, how it ended).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from caalm.machines.shell.parsing import UnsupportedError

HOME = "/home/user"
_HOME = ("home", "user")
_OPAQUE = frozenset(
    "bin boot box dev etc lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys tmp usr var work".split()
)
NO_ENTRY = "No such file or directory"
NOT_FOLDER = "Not a directory"
IS_FOLDER = "Is a directory"
EXISTS = "File exists"
NOT_EMPTY = "Directory not empty"
DENIED = "Permission denied"
INVALID = "Invalid argument"


class FileError(Exception):
    """What the kernel refuses, in the words of strerror."""


@dataclass(eq=False, slots=True)
class File:
    """A file's text."""

    text: str = ""

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.text.encode("utf-8", "surrogateescape"))


@dataclass(eq=False, slots=True)
class Folder:
    """A folder's entries by name."""

    entries: dict[str, File | Folder] = field(default_factory=dict)


Node = File | Folder
Names = tuple[str, ...]


class Place(NamedTuple):
    """Where something lies, and what."""

    names: Names
    node: Node


@dataclass(frozen=True, slots=True)
class Change:
    """One change: ``kind`` is made, wrote, added, removed, moved or copied; ``path`` is relative to the home.

    Or a step between them, read, piped, ran or status (`caalm.machines.shell.snapshot` says what each is).
    """

    kind: str
    path: str
    text: str | None = None
    """What a file holds now (made, wrote) or has more (added); where it went (moved, copied); None: a folder."""
    words: Names = ()
    """What ran."""


class FileSystem:
    """The files under the home, and the folder that one stands in."""

    def __init__(self) -> None:
        self.home = Folder()
        self.root = Folder({"home": Folder({"user": self.home})})
        self.folder: Names = _HOME
        self.changes: list[Change] = []

    def clone(self) -> FileSystem:
        """The same files once more."""
        twin = FileSystem()
        twin.home = cast(Folder, _copied(self.home))
        twin.root = Folder({"home": Folder({"user": twin.home})})
        twin.folder = self.folder
        return twin

    # -- asking

    @property
    def folder_text(self) -> str:
        """The working folder's path."""
        return "/" + "/".join(self.folder)

    def resolve(self, path: str) -> Place:
        """What a path names, as the kernel walks it."""
        if not path:
            raise FileError(NO_ENTRY)
        stack: list[tuple[str, Node]] = [] if path.startswith("/") else self._stack(self.folder)
        for name in path.split("/"):
            node = stack[-1][1] if stack else self.root
            if isinstance(node, File):
                raise FileError(NOT_FOLDER)
            if name in ("", "."):
                continue
            if name == "..":
                if stack:
                    stack.pop()
                continue
            if not stack and name in _OPAQUE:
                raise UnsupportedError(f"shell: /{name} is beyond the reference model, which knows /home/user")
            if len(name) > 255:
                raise FileError("File name too long")
            child = node.entries.get(name)
            if child is None:
                raise FileError(NO_ENTRY)
            stack.append((name, child))
        return Place(tuple(name for name, _ in stack), stack[-1][1] if stack else self.root)

    def _stack(self, names: Names) -> list[tuple[str, Node]]:
        stack: list[tuple[str, Node]] = []
        node: Node = self.root
        for name in names:
            if isinstance(node, File) or name not in node.entries:
                raise UnsupportedError("shell: a working folder that is gone is beyond the reference model")
            node = node.entries[name]
            stack.append((name, node))
        return stack

    def find(self, path: str) -> Node:
        """The node that a path names."""
        return self.resolve(path).node

    def exists(self, path: str) -> bool:
        """Whether a path names something."""
        try:
            self.resolve(path)
        except FileError:
            return False
        return True

    def is_folder(self, path: str) -> bool:
        """Whether a path names a folder."""
        return self.exists(path) and isinstance(self.find(path), Folder)

    def parent(self, path: str) -> tuple[Names, Folder, str]:
        """The folder that holds, or would hold, what a path names, and the name in it."""
        bare = path.rstrip("/")
        head, _, name = bare.rpartition("/")
        if bare == "":
            raise FileError(NO_ENTRY if not path else EXISTS)
        if len(name) > 255:
            raise FileError("File name too long")
        where = self.resolve(("/" if bare.startswith("/") else ".") if not head else head + "/")
        if isinstance(where.node, File):
            raise FileError(NOT_FOLDER)
        return where.names, where.node, name

    def listed(self, folder: Folder) -> list[tuple[str, Node]]:
        """A folder's entries in the order of LC_ALL=C."""
        self.check_readable(folder)
        return sorted(folder.entries.items(), key=lambda entry: entry[0].encode("utf-8", "surrogateescape"))

    def check_readable(self, node: Node) -> None:
        """An UnsupportedError for the root, of which the model does not know what reading it says."""
        if node is self.root:
            raise UnsupportedError("shell: / is beyond the reference model")

    # -- changing

    def _writable(self, names: Names) -> None:
        if names[:2] != _HOME:
            raise FileError(DENIED)

    def note(self, kind: str, names: Names, text: str | None = None) -> None:
        """Notes a change."""
        self.changes.append(Change(kind, "/".join(names[2:]), text))

    def note_read(self, names: Names) -> None:
        """Notes that a file is read, once a command."""
        step = Change("read", "/".join(names[2:]))
        for before in reversed(self.changes):
            if before == step:
                return
            if before.kind in ("ran", "piped", "status"):
                break
        self.changes.append(step)

    def make_folder(self, path: str) -> None:
        """mkdir(2)."""
        names, folder, name = self.parent(path)
        if name in (".", "..") or self._entry(names, folder, name) is not None:
            raise FileError(EXISTS)
        self._writable(names)
        folder.entries[name] = Folder()
        self.note("made", (*names, name))

    def _entry(self, names: Names, folder: Folder, name: str) -> Node | None:
        if not names and name in _OPAQUE:
            raise UnsupportedError(f"shell: /{name} is beyond the reference model")
        return folder.entries.get(name)

    def make_file(self, path: str, *, silent: bool = False) -> Place:
        """open(2) with O_CREAT: the file that a path names, made where there is none."""
        if path == "":
            raise FileError(NO_ENTRY)
        names, folder, name = self.parent(path)
        if name in (".", ".."):
            raise FileError(IS_FOLDER)
        node = self._entry(names, folder, name)
        if isinstance(node, Folder) or (node is None and path.endswith("/")):
            raise FileError(IS_FOLDER)
        if node is not None:
            if path.endswith("/"):
                raise FileError(IS_FOLDER)
            return Place((*names, name), node)
        self._writable(names)
        made = folder.entries[name] = File()
        if not silent:
            self.note("made", (*names, name), "")
        return Place((*names, name), made)

    def remove(self, names: Names) -> None:
        """Takes out what lies there, a folder with all that is in it."""
        if names[:2] != _HOME or names == _HOME:
            raise FileError(DENIED)
        if self.folder[: len(names)] == names:
            raise UnsupportedError("shell: removing the working folder is beyond the reference model")
        node = self._folder_at(names[:-1]).entries.pop(names[-1])
        self.note("removed", names, "" if isinstance(node, File) else None)

    def _folder_at(self, names: Names) -> Folder:
        node: Node = self.root
        for name in names:
            assert isinstance(node, Folder)
            node = node.entries[name]
        assert isinstance(node, Folder)
        return node

    def move(self, source: Names, target: Names) -> None:
        """rename(2); what lay at the target is gone."""
        for names in (source, target):
            if names[:2] != _HOME or names == _HOME:
                raise FileError(DENIED)
            if self.folder[: len(names)] == names:
                raise UnsupportedError("shell: moving the working folder is beyond the reference model")
        node = self._folder_at(source[:-1]).entries.pop(source[-1])
        self._folder_at(target[:-1]).entries[target[-1]] = node
        self.note("moved", source, "/".join(target[2:]))

    def copy(self, source: Names, target: Names) -> None:
        """Copies a file over whatever file lies at the target, or makes it; a folder of no target with all in it."""
        self._writable(target[:-1])
        node = self._at(source)
        folder = self._folder_at(target[:-1])
        if isinstance(node, File):
            old = folder.entries.get(target[-1])
            if isinstance(old, File):
                old.text = node.text
            else:
                folder.entries[target[-1]] = File(node.text)
        else:
            folder.entries[target[-1]] = _copied(node)
        self.note("copied", source, "/".join(target[2:]))

    def _at(self, names: Names) -> Node:
        return self._folder_at(names[:-1]).entries[names[-1]]

    def change_folder(self, path: str) -> None:
        """chdir(2)."""
        place = self.resolve(path)
        if isinstance(place.node, File):
            raise FileError(NOT_FOLDER)
        self.folder = place.names

    def names_of(self, node: Node) -> Names | None:
        """Where a node lies; None: nowhere any more."""
        return next((_HOME + names for names, found in walk(self.home) if found is node), None)


def _copied(node: Node) -> Node:
    if isinstance(node, File):
        return File(node.text)
    return Folder({name: _copied(child) for name, child in node.entries.items()})


def walk(folder: Folder) -> Iterator[tuple[Names, Node]]:
    """Everything in a folder with its names, folders before what is in them, names in order."""
    for name, node in sorted(folder.entries.items(), key=lambda entry: entry[0].encode("utf-8", "surrogateescape")):
        yield (name,), node
        if isinstance(node, Folder):
            for names, inner in walk(node):
                yield (name, *names), inner
