"""The state of a session as text, in the published form, and the changes that a command makes to it.

>>> print(Snapshot(files={"docs": None, "docs/a.txt": "hi\\n"}, status=1).as_text())
You are a Linux terminal emulator. Initial state:
Current directory: /home/user
Files:
docs/
docs/a.txt 3 "hi\\n"
Environment: USER=user, HOME=/home/user, ?=1
>>> apply_changes(Snapshot(), 'made a.txt "hi\\\\n"; moved a.txt b.txt; ok').files
{'b.txt': 'hi\\n'}

An empty home shows as ``Files: (empty)``. Paths count from /home/user; a name or value with other characters than
letters, digits, dots, dashes, underscores and slashes stands in quotes, text always does, as in JSON. Before a file's
text stands its size in bytes, as in a directory; where it is left out or wrong, it is counted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from caalm.errors import InputError
from caalm.machines.shell.filesystem import HOME, Change, File, FileSystem, Folder, Node, walk
from caalm.machines.shell.session import START_VARIABLES, Session

IDENTITY = "You are a Linux terminal emulator. Initial state:"
_PLAIN = re.compile(r"[A-Za-z0-9._/-]+")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s,"]+')


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A session's state: what is needed to go on with it."""

    folder: str = HOME
    files: Mapping[str, str | None] = field(default_factory=dict)
    """Text by path from the home; None for a folder."""
    variables: Mapping[str, str] = field(default_factory=lambda: dict(START_VARIABLES))
    previous: str | None = None
    """The working folder before, for ``cd -``."""
    status: int = 0

    def as_text(self) -> str:
        """The published form, without a final newline."""
        paths = sorted(self.files, key=lambda path: path.encode().split(b"/"))
        lines = [_file_line(path, self.files[path]) for path in paths]
        files = "Files: (empty)" if not lines else "\n".join(["Files:", *lines])
        pairs = [f"{name}={_written(value)}" for name, value in self.variables.items()]
        pairs += [] if self.previous is None else [f"OLDPWD={_written(self.previous)}"]
        pairs += [f"?={self.status}"] if self.status else []
        return f"{IDENTITY}\nCurrent directory: {self.folder}\n{files}\nEnvironment: {', '.join(pairs)}"


def _written(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else _in_quotes(text)


def _file_line(path: str, text: str | None) -> str:
    if text is None:
        return _written(path + "/")
    size = len(text.encode("utf-8", "surrogateescape"))
    return f"{_written(path)} {size} {_in_quotes(text)}"


def _in_quotes(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def read_snapshot(text: str) -> Snapshot:
    """The state in a text; an InputError says what is wrong with it."""
    lines = text.strip("\n").split("\n")
    if not lines[0].startswith("You are a Linux terminal emulator"):
        raise InputError(f"state: it must begin with {IDENTITY!r}")
    folder, files, values = None, dict[str, str | None](), None
    for line in lines[1:]:
        label, _, rest = line.partition(": ")
        if label == "Current directory":
            folder = rest
        elif label == "Environment":
            values = _environment(rest)
        elif line not in ("Files:", "Files: (empty)"):
            path, content = _file(line)
            files[path] = content
    if folder is None or values is None:
        raise InputError("state: Current directory and Environment must both be there")
    _check(files)
    status = values.pop("?", "0")
    previous = values.pop("OLDPWD", None)
    if not status.isdigit():
        raise InputError(f"state: ?={status} is no number")
    return Snapshot(folder=folder, files=files, variables=values, previous=previous, status=int(status))


def _environment(text: str) -> dict[str, str]:
    values = {}
    for found in re.finditer(r'([A-Za-z_][A-Za-z0-9_]*|\?)=("(?:[^"\\]|\\.)*"|[^\s,"]*)(?:, |$)', text):
        values[found[1]] = _read(found[2])
    return values


def _file(line: str) -> tuple[str, str | None]:
    words = _words(line)
    if len(words) == 1 and words[0].endswith("/"):
        return words[0].rstrip("/"), None
    if len(words) != 2 and not (len(words) == 3 and words[1].isdigit()):
        raise InputError(f"state: {line!r} is neither a folder (name/) nor a file (name, size and text in quotes)")
    return words[0], words[-1]


def _words(line: str) -> list[str]:
    found = _TOKEN.findall(line)
    if " ".join(found) != line:
        raise InputError(f"state: {line!r} cannot be read")
    return [_read(word) for word in found]


def _read(word: str) -> str:
    if not word.startswith('"'):
        return word
    try:
        return str(json.loads(word))
    except ValueError as error:
        raise InputError(f"state: {word!r} cannot be read ({error})") from None


def _check(files: Mapping[str, str | None]) -> None:
    for path in files:
        if not path or path != "/".join([p for p in path.split("/") if p not in ("", ".", "..")]):
            raise InputError(f"state: {path!r} is no path from the home")
        above = path.rpartition("/")[0]
        if above and files.get(above, "") is not None:
            raise InputError(f"state: {path!r} lies in {above!r}, which is no folder there")


# -- changes ---------------------------------------------------------------------------------------------------------

NOTHING = "nothing"
"""The text where nothing ran."""
_SEPARATOR = "; "
_STEP = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^";])+')


def changes_text(changes: Iterable[Change]) -> str:
    """Changes and steps in their order, on one line.

    >>> changes_text([Change("ran", "", words=("cat", "a b")), Change("read", "a b"), Change("status", "0")])
    'ran cat "a b"; read "a b"; ok'
    """
    return _SEPARATOR.join([_change_text(change) for change in changes]) or NOTHING


def _change_text(change: Change) -> str:
    kind, path, text = change.kind, change.path, change.text
    if kind in ("made", "wrote", "added"):
        return f"{kind} {_written(path + '/')}" if text is None else f"{kind} {_written(path)} {_in_quotes(text)}"
    if kind == "status":
        return "ok" if path == "0" else f"failed {path}"
    if kind == "piped":
        return f"piped {_in_quotes(text or '')}"
    if kind == "ran":
        return " ".join(["ran", *map(_written, change.words)])
    if kind in ("moved", "copied", "set"):
        return f"{kind} {_written(path)} {_written(text or '')}"
    return f"{kind} {_written(path)}"


def apply_changes(before: Snapshot, text: str) -> Snapshot:
    """The state after the changes in a text; an InputError says which of them does not fit it."""
    files, variables = dict(before.files), dict(before.variables)
    after = before
    for line in _steps(text):
        kind, *words = _words(line)
        try:
            if kind in ("made", "wrote", "added", "removed", "moved", "copied"):
                _change_files(files, kind, words)
            elif kind == "folder":
                after = replace(after, folder=words[0], previous=after.folder)
            elif kind == "set":
                variables[words[0]] = words[1]
            elif kind == "unset":
                del variables[words[0]]
            elif kind in ("ok", "failed"):
                after = replace(after, status=0 if kind == "ok" else int(words[0]))
            elif kind not in ("read", "piped", "ran"):
                raise InputError(f"changes: {line!r} is no change")
        except (KeyError, IndexError, ValueError):
            raise InputError(f"changes: {line!r} does not fit the state") from None
    _check(files)
    return replace(after, files=files, variables=variables)


def _steps(text: str) -> list[str]:
    found: list[str] = _STEP.findall(text)
    if not found or ";".join(found) != text:
        raise InputError(f"changes: {text!r} cannot be read")
    return [] if text == NOTHING else [found[0], *[each.removeprefix(" ") for each in found[1:]]]


def _change_files(files: dict[str, str | None], kind: str, words: Sequence[str]) -> None:
    path = words[0]
    if kind in ("made", "wrote"):
        files[path.rstrip("/")] = None if path.endswith("/") else words[1]
    elif kind == "added":
        files[path] = (files[path] or "") + words[1]
    elif kind == "removed":
        for each in list(_below(files, path)):
            del files[each]
    else:
        moved = {words[1] + each[len(path) :]: files[each] for each in _below(files, path)}
        if kind == "moved":
            for each in list(_below(files, path)):
                del files[each]
        files.update(moved)


def _below(files: Mapping[str, str | None], path: str) -> Iterator[str]:
    if path not in files:
        raise KeyError(path)
    for each in list(files):
        if each == path or each.startswith(path + "/"):
            yield each


# -- to and from a session -------------------------------------------------------------------------------------------


def snapshot_of(session: Session) -> Snapshot:
    """A session's state."""
    files = {"/".join(names): node.text if isinstance(node, File) else None for names, node in walk(session.files.home)}
    return Snapshot(
        folder=session.files.folder_text,
        files=files,
        variables=dict(session.variables),
        previous=session.previous,
        status=session.status,
    )


def session_of(snapshot: Snapshot) -> Session:
    """A session that begins in a state."""
    files = FileSystem()
    for path in sorted(snapshot.files, key=lambda path: path.count("/")):
        *above, name = path.split("/")
        folder: Node = files.home
        for each in above:
            assert isinstance(folder, Folder)
            folder = folder.entries[each]
        assert isinstance(folder, Folder)
        text = snapshot.files[path]
        folder.entries[name] = Folder() if text is None else File(text)
    if not files.is_folder(snapshot.folder):
        raise InputError(f"state: the current directory {snapshot.folder} is not among the folders")
    files.change_folder(snapshot.folder)
    return Session(files, dict(snapshot.variables), snapshot.status, snapshot.previous)


def run_on(snapshot: Snapshot, command: str) -> tuple[str, str, Snapshot]:
    """What a command shows, the text of its changes, and the state after it."""
    session = session_of(snapshot)
    output = session.run(command)
    return output, changes_text(session.changes), snapshot_of(session)
