"""The commands that show what there is: ls and find.

>>> from caalm.machines.shell.session import Session
>>> session = Session()
>>> _ = session.run("mkdir docs; echo hello > docs/a.txt")
>>> print(session.run("ls -l docs; find . -name '*.txt'"), end="")
total 4
-rw-r--r-- 1 user user 6 a.txt
./docs/a.txt

``ls -l`` shows no times, user and group are ``user``, a folder has 4,096 bytes, and the total counts blocks of 4 KiB;
``find`` goes through a folder in the order of names. A real machine's file system decides these; the runtime
(caalm.runtimes.bash) brings them into this form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from caalm.machines.shell.builtins import Program
from caalm.machines.shell.calls import Call, Pipe, quoted, quoted_plainly
from caalm.machines.shell.expansion import translate
from caalm.machines.shell.filesystem import File, FileError, Folder, Node
from caalm.machines.shell.parsing import UnsupportedError

_LS_REAL = "BCDGHILNQSTUXZbcfghikmnoqstuvwxpF"
_BLOCK = 4096


def _ls(call: Call) -> None:
    # What is listed is written at the end, so a file that it goes to has the size from before.
    output, listed = call.output, Pipe()
    call.output = listed
    _list_all(call)
    output.write(listed.text)


def _list_all(call: Call) -> None:
    call.read_options(
        "alA1dRr",
        real=_LS_REAL,
        long={"all": "a", "almost-all": "A", "directory": "d", "reverse": "r", "recursive": "R"},
    )
    paths = call.operands or ["."]
    files: list[tuple[str, Node]] = []
    folders: list[tuple[str, Folder]] = []
    for path in paths:
        try:
            node = call.files.find(path)
        except FileError as error:
            call.fail(f"cannot access {quoted(path)}: {error}", 2)
            continue
        if isinstance(node, Folder) and "d" not in call.options:
            folders.append((path, node))
        else:
            files.append((path, node))
    backwards = "r" in call.options
    files.sort(key=lambda entry: entry[0].encode("utf-8", "surrogateescape"), reverse=backwards)
    folders.sort(key=lambda entry: entry[0].encode("utf-8", "surrogateescape"), reverse=backwards)
    _list(call, files)
    shown = bool(files)
    named = len(paths) > 1 or "R" in call.options
    for path, folder in folders:
        shown = _list_folder(call, path, folder, named=named, shown=shown)


def _list_folder(call: Call, path: str, folder: Folder, *, named: bool, shown: bool) -> bool:
    if shown:
        call.say("\n")
    if named:
        call.say(f"{path}:\n")
    entries: list[tuple[str, Node]] = list(call.files.listed(folder))
    if "a" not in call.options and "A" not in call.options:
        entries = [entry for entry in entries if not entry[0].startswith(".")]
    if "a" in call.options:
        above = call.files.find(path.rstrip("/") + "/.." if path != "/" else "/")
        entries = sorted(
            [(".", folder), ("..", above), *entries], key=lambda e: e[0].encode("utf-8", "surrogateescape")
        )
        if "l" in call.options and above is call.files.root:
            raise UnsupportedError("shell: / is beyond the reference model")
    if "r" in call.options:
        entries.reverse()
    if "l" in call.options:
        call.say(f"total {sum(_blocks(node) for _, node in entries)}\n")
    _list(call, entries)
    if "R" in call.options:
        for name, node in entries:
            if isinstance(node, Folder) and name not in (".", ".."):
                inner = path + name if path.endswith("/") else f"{path}/{name}"
                _list_folder(call, inner, node, named=True, shown=True)
    return True


def _blocks(node: Node) -> int:
    return 4 if isinstance(node, Folder) else (node.size + _BLOCK - 1) // _BLOCK * 4


def _list(call: Call, entries: Sequence[tuple[str, Node]]) -> None:
    if "l" not in call.options:
        call.say("".join([f"{name}\n" for name, _ in entries]))
        return
    if any(not (name.isascii() and name.isprintable()) for name, _ in entries):
        raise UnsupportedError("shell: ls -l of a name beyond ASCII is beyond the reference model")
    rows = [(_links(node), _size(node), name, node) for name, node in entries]
    wide = max([len(row[0]) for row in rows], default=0)
    widest = max([len(row[1]) for row in rows], default=0)
    for links, size, name, node in rows:
        mode = "drwxr-xr-x" if isinstance(node, Folder) else "-rw-r--r--"
        call.say(f"{mode} {links:>{wide}} user user {size:>{widest}} {name}\n")


def _links(node: Node) -> str:
    if isinstance(node, File):
        return "1"
    return str(2 + sum(isinstance(child, Folder) for child in node.entries.values()))


def _size(node: Node) -> str:
    return str(_BLOCK) if isinstance(node, Folder) else str(node.size)


# -- find ------------------------------------------------------------------------------------------------------------


def _find(call: Call) -> int | None:
    arguments = list(call.arguments)
    starts: list[str] = []
    while arguments and not arguments[0].startswith("-") and arguments[0] not in ("(", "!", ")", ","):
        starts.append(arguments.pop(0))
    if len(starts) > 1:
        raise UnsupportedError("shell: find from several places is beyond the reference model")
    tests: list[tuple[str, str]] = []
    deepest, shallowest = 10**6, 0
    while arguments:
        test = arguments.pop(0)
        if not test.startswith("-"):
            if test in ("(", "!", ")", ","):
                raise UnsupportedError("shell: find with operators is beyond the reference model")
            call.errors.write(f"find: paths must precede expression: `{test}'\n")
            if tests and tests[-1][0] in ("-name", "-iname"):
                call.errors.write(f"find: possible unquoted pattern after predicate `{tests[-1][0]}'?\n")
            return 1
        if test not in ("-name", "-iname", "-type", "-maxdepth", "-mindepth", "-print", "-empty"):
            if test in ("-foo", "-nam", "-names", "-filename", "-ext"):
                call.errors.write(f"find: unknown predicate `{test}'\n")
                return 1
            raise UnsupportedError(f"shell: find {test} is beyond the reference model")
        if test in ("-print", "-empty"):
            tests.append((test, ""))
            if test == "-print" and arguments:
                raise UnsupportedError("shell: tests after -print are beyond the reference model")
            continue
        if not arguments:
            call.errors.write(f"find: missing argument to `{test}'\n")
            return 1
        value = arguments.pop(0)
        if test.endswith("depth"):
            if tests or not value.isdigit():
                raise UnsupportedError(f"shell: this {test} is beyond the reference model")
            deepest, shallowest = (int(value), shallowest) if test == "-maxdepth" else (deepest, int(value))
            continue
        if test == "-type" and value not in ("f", "d"):
            raise UnsupportedError("shell: this -type is beyond the reference model")
        if test != "-type" and ("/" in value or "\\" in value):
            raise UnsupportedError("shell: this pattern of find is beyond the reference model")
        tests.append((test, value))
    start = starts[0] if starts else "."
    try:
        node = call.files.find(start)
    except FileError as error:
        call.fail(f"{quoted_plainly(start)}: {error}")
        return None
    _visit(call, start, start.rstrip("/").rpartition("/")[2] or "/", node, tests, 0, (shallowest, deepest))
    return None


def _visit(
    call: Call, path: str, name: str, node: Node, tests: Sequence[tuple[str, str]], depth: int, depths: tuple[int, int]
) -> None:
    if depth >= depths[0] and all(_passes(name, node, *test) for test in tests):
        call.say(f"{path}\n")
    if isinstance(node, Folder) and depth < depths[1]:
        for inner, child in call.files.listed(node):
            below = path + inner if path.endswith("/") else f"{path}/{inner}"
            _visit(call, below, inner, child, tests, depth + 1, depths)


def _passes(name: str, node: Node, test: str, value: str) -> bool:
    if test == "-type":
        return isinstance(node, Folder) == (value == "d")
    if test == "-empty":
        return not (node.entries if isinstance(node, Folder) else node.text)
    if test == "-print":
        return True
    flags = re.IGNORECASE if test == "-iname" else 0
    return re.fullmatch(translate([(char, False) for char in value]), name, flags | re.DOTALL) is not None


LISTING: Mapping[str, Program] = {"ls": _ls, "find": _find}
