"""The commands that make, remove, move and copy: touch, mkdir, rm, rmdir, mv, cp.

>>> from caalm.machines.shell.session import Session
>>> Session().run("mkdir a/b; rm a")
"mkdir: cannot create directory 'a/b': No such file or directory\\nrm: cannot remove 'a': No such file or directory\\n"
"""

from __future__ import annotations

from collections.abc import Mapping

from caalm.machines.shell.builtins import Program
from caalm.machines.shell.calls import Call, quoted, quoted_plainly
from caalm.machines.shell.filesystem import (
    DENIED,
    EXISTS,
    INVALID,
    IS_FOLDER,
    NO_ENTRY,
    NOT_EMPTY,
    NOT_FOLDER,
    File,
    FileError,
    Folder,
    Place,
)
from caalm.machines.shell.parsing import UnsupportedError


def _touch(call: Call) -> None:
    call.read_options("camf", real="drtho", long={"no-create": "c"})
    if not call.operands:
        raise call.usage("missing file operand")
    for path in call.operands:
        if path == "-":
            raise UnsupportedError("shell: touch - is beyond the reference model")
        try:
            if call.files.exists(path):
                if call.files.resolve(path).names[:2] != ("home", "user"):
                    raise UnsupportedError("shell: touching what is not ours is beyond the reference model")
                continue
            if "c" in call.options:
                call.files.resolve(path)
                continue
            call.files.make_file(path)
        except FileError as error:
            if "c" in call.options and str(error) == NO_ENTRY:
                continue
            if path.rstrip("/") != path and str(error) == IS_FOLDER:
                problem = NOT_FOLDER if call.files.exists(path.rstrip("/")) else NO_ENTRY
                call.fail(f"setting times of {quoted(path)}: {problem}")
            elif "c" in call.options:
                call.fail(f"setting times of {quoted(path)}: {error}")
            else:
                call.fail(f"cannot touch {quoted(path)}: {error}")


def _mkdir(call: Call) -> None:
    call.read_options("p", real="mvZ", long={"parents": "p"})
    if not call.operands:
        raise call.usage("missing operand")
    for path in call.operands:
        if "p" in call.options:
            _make_parents(call, path)
            continue
        try:
            call.files.make_folder(path)
        except FileError as error:
            call.fail(f"cannot create directory {quoted_plainly(path)}: {error}")


def _make_parents(call: Call, path: str) -> None:
    parts = path.rstrip("/").split("/")
    if not path:
        call.fail(f"cannot create directory '': {NO_ENTRY}")
        return
    for number in range(len(parts)):
        head = "/".join(parts[: number + 1]) or "/"
        last = number == len(parts) - 1
        try:
            node = call.files.find(head)
        except FileError as error:
            if str(error) != NO_ENTRY:
                call.fail(f"cannot create directory {quoted_plainly(head)}: {error}")
                return
            try:
                call.files.make_folder(head)
            except FileError as refused:
                call.fail(f"cannot create directory {quoted_plainly(path if last else head)}: {refused}")
                return
            continue
        if isinstance(node, File):
            shown = path if last else head
            call.fail(f"cannot create directory {quoted_plainly(shown)}: {EXISTS if last else NOT_FOLDER}")
            return


def _rm(call: Call) -> None:
    call.read_options("rRfd", real="iIv", long={"recursive": "r", "force": "f", "dir": "d"})
    force = "f" in call.options
    recursive = "r" in call.options or "R" in call.options
    if not call.operands and not force:
        raise call.usage("missing operand")
    for path in call.operands:
        if "/" in path and path.strip("/") == "":
            raise UnsupportedError("shell: rm / is beyond the reference model")
        try:
            place = call.files.resolve(path)
        except FileError as error:
            if not (force and str(error) in (NO_ENTRY, NOT_FOLDER)):
                call.fail(f"cannot remove {quoted(path)}: {error}")
            continue
        if isinstance(place.node, Folder):
            if not recursive and not ("d" in call.options and not place.node.entries):
                problem = NOT_EMPTY if "d" in call.options else IS_FOLDER
                call.fail(f"cannot remove {quoted(path)}: {problem}")
                continue
            if path.rstrip("/").rpartition("/")[2] in (".", ".."):
                call.fail(f"refusing to remove '.' or '..' directory: skipping {quoted(path)}")
                continue
            if len(place.names) < 3:
                raise UnsupportedError("shell: removing the home is beyond the reference model")
        try:
            call.files.remove(place.names)
        except FileError as error:
            call.fail(f"cannot remove {quoted(path)}: {error}")


def _rmdir(call: Call) -> None:
    call.read_options("p", real="v", long={"parents": "p"})
    if not call.operands:
        raise call.usage("missing operand")
    for path in call.operands:
        problem = _remove_folder(call, path)
        if problem:
            call.fail(f"failed to remove {quoted(path)}: {problem}")
            continue
        while "p" in call.options and "/" in path.rstrip("/"):
            path = path.rstrip("/").rpartition("/")[0].rstrip("/")
            if not path:
                break
            problem = _remove_folder(call, path)
            if problem:
                call.fail(f"failed to remove directory {quoted(path)}: {problem}")
                break


def _remove_folder(call: Call, path: str) -> str | None:
    try:
        place = call.files.resolve(path)
        last = path.rstrip("/").rpartition("/")[2]
        if isinstance(place.node, File):
            return NOT_FOLDER
        if last == ".":
            return INVALID
        if not place.names:
            raise UnsupportedError("shell: rmdir / is beyond the reference model")
        if last != ".." and len(place.names) < 3:
            return DENIED
        if place.node.entries or last == "..":
            return NOT_EMPTY
        call.files.remove(place.names)
    except FileError as error:
        return str(error)
    return None


def _operands(call: Call) -> tuple[list[str], str, bool]:
    """The sources, the target, and whether the target is a folder that they go into."""
    if not call.operands:
        raise call.usage("missing file operand")
    if len(call.operands) == 1:
        raise call.usage(f"missing destination file operand after {quoted(call.operands[0])}")
    *sources, target = call.operands
    into = call.files.is_folder(target)
    if len(sources) > 1 and not into:
        try:
            call.files.find(target)
            problem = NOT_FOLDER
        except FileError as error:
            problem = str(error)
        call.errors.write(f"{call.name}: target {quoted(target)}: {problem}\n")
        call.status = 1
        return [], target, False
    return sources, target, into


def _targets(call: Call) -> list[tuple[str, str]]:
    sources, target, into = _operands(call)
    pairs = []
    for source in sources:
        name = source.rstrip("/").rpartition("/")[2]
        if into and name in ("", ".", ".."):
            raise UnsupportedError("shell: moving or copying a folder by dots is beyond the reference model")
        pairs.append((source, target.rstrip("/") * (target.strip("/") != "") + "/" + name if into else target))
    return pairs


def _exact(call: Call, path: str) -> Place | None:
    try:
        return call.files.resolve(path)
    except FileError:
        return None


def _through_file(call: Call, path: str) -> bool:
    """Whether a path goes on below a file."""
    try:
        call.files.resolve(path)
    except FileError as error:
        return str(error) == NOT_FOLDER
    return False


def _goal(call: Call, path: str) -> tuple[str, ...]:
    """Where a new thing of this path would lie."""
    names, _, name = call.files.parent(path)
    if names[:2] != ("home", "user"):
        raise FileError(DENIED)
    return (*names, name)


def _check_device(call: Call, target: str) -> None:
    """What lies beyond the home may be on another device, where mv copies and fails in other words."""
    try:
        names = call.files.parent(target)[0]
    except FileError:
        return
    if names[:2] != ("home", "user"):
        raise UnsupportedError("shell: moving out of the home is beyond the reference model")


def _mv(call: Call) -> None:
    call.read_options("fn", real="biuvStTZ", long={"force": "f", "no-clobber": "n"})
    made: set[tuple[str, ...]] = set()
    for source, target in _targets(call):
        _move(call, source, target, made)


def _move(call: Call, source: str, target: str, made: set[tuple[str, ...]]) -> None:
    try:
        place = call.files.resolve(source)
    except FileError as error:
        call.fail(f"cannot stat {quoted(source)}: {error}")
        return
    _check_device(call, target)
    if len(place.names) < 3 or source.rstrip("/").rpartition("/")[2] in (".", ".."):
        raise UnsupportedError("shell: moving the home is beyond the reference model")
    if _through_file(call, target):
        # With -n the kernel itself is asked not to replace, and finds the file below the slash.
        if "n" not in call.options or _exact(call, target.rstrip("/")) is None:
            call.fail(f"cannot stat {quoted(target)}: {NOT_FOLDER}")
        return
    old = _exact(call, target)
    is_folder = isinstance(place.node, Folder)
    if old is not None:
        if "n" in call.options:
            return
        if old.node is place.node:
            shown = target
            if is_folder:
                raise UnsupportedError("shell: moving a folder onto itself is beyond the reference model")
            call.fail(f"{quoted(source)} and {quoted(shown)} are the same file")
            return
        if old.names in made:
            call.fail(f"will not overwrite just-created {quoted(target)} with {quoted(source)}")
            return
        if is_folder and isinstance(old.node, File):
            call.fail(f"cannot overwrite non-directory {quoted(target)} with directory {quoted(source)}")
            return
        if not is_folder and isinstance(old.node, Folder):
            call.fail(f"cannot overwrite directory {quoted(target)} with non-directory")
            return
    if is_folder:
        try:
            goal = old.names if old else _goal(call, target)
        except FileError as error:
            call.fail(f"cannot move {quoted(source)} to {quoted(target)}: {error}")
            return
        if goal[: len(place.names)] == place.names:
            call.fail(f"cannot move {quoted(source)} to a subdirectory of itself, {quoted(target)}")
            return
        if old is not None and isinstance(old.node, Folder) and old.node.entries:
            call.fail(f"cannot move {quoted(source)} to {quoted(target)}: {NOT_EMPTY}")
            return
        call.files.move(place.names, goal)
        made.add(goal)
        return
    try:
        goal = old.names if old else _goal(call, target)
        if old is None and target.endswith("/"):
            raise FileError(NOT_FOLDER)
    except FileError as error:
        call.fail(f"cannot move {quoted(source)} to {quoted(target)}: {error}")
        return
    call.files.move(place.names, goal)
    made.add(goal)


def _cp(call: Call) -> None:
    call.read_options(
        "rRafnp", real="bdiHlLPsStTuvxZ", long={"recursive": "r", "force": "f", "no-clobber": "n", "archive": "a"}
    )
    made: set[tuple[str, ...]] = set()
    seen: set[tuple[str, ...]] = set()
    for source, target in _targets(call):
        _copy(call, source, target, made, seen)


def _copy(call: Call, source: str, target: str, made: set[tuple[str, ...]], seen: set[tuple[str, ...]]) -> None:
    recursive = any(option in call.options for option in "rRa")
    try:
        place = call.files.resolve(source)
    except FileError as error:
        call.fail(f"cannot stat {quoted(source)}: {error}")
        return
    if isinstance(place.node, Folder) and not recursive:
        call.fail(f"-r not specified; omitting directory {quoted(source)}")
        return
    if _through_file(call, target):
        call.fail(f"cannot stat {quoted(target)}: {NOT_FOLDER}")
        return
    if isinstance(place.node, Folder):
        _copy_folder(call, source, place, target, made, seen)
        return
    if place.names in seen and len(call.operands) > 2:
        call.errors.write(f"cp: warning: source file {quoted(source)} specified more than once\n")
        return
    seen.add(place.names)
    old = _exact(call, target)
    if old is not None:
        if "n" in call.options:
            return
        if old.node is place.node:
            call.fail(f"{quoted(source)} and {quoted(target)} are the same file")
            return
        if old.names in made:
            call.fail(f"will not overwrite just-created {quoted(target)} with {quoted(source)}")
            return
        if isinstance(old.node, Folder):
            call.fail(f"cannot overwrite directory {quoted(target)} with non-directory")
            return
    try:
        goal = old.names if old else _goal(call, target)
        if old is None and target.endswith("/"):
            raise FileError(NOT_FOLDER)
    except FileError as error:
        call.fail(f"cannot create regular file {quoted(target)}: {error}")
        return
    call.files.copy(place.names, goal)
    made.add(goal)


def _copy_folder(
    call: Call, source: str, place: Place, target: str, made: set[tuple[str, ...]], seen: set[tuple[str, ...]]
) -> None:
    old = _exact(call, target)
    try:
        goal = old.names if old else _goal(call, target)
    except FileError as error:
        call.fail(f"cannot create directory {quoted(target)}: {error}")
        return
    if old is not None and old.node is place.node:
        if "n" not in call.options:
            call.fail(f"{quoted(source)} and {quoted(target)} are the same file")
        return
    if place.names in seen:
        raise UnsupportedError("shell: copying a folder twice is beyond the reference model")
    seen.add(place.names)
    if old is not None and isinstance(old.node, File):
        call.fail(f"cannot overwrite non-directory {quoted(target)} with directory {quoted(source)}")
        return
    if goal[: len(place.names)] == place.names or place.names[: len(goal)] == goal:
        raise UnsupportedError("shell: copying a folder into itself is beyond the reference model")
    if old is not None:
        if made or "n" in call.options:
            raise UnsupportedError("shell: merging several folders is beyond the reference model")
        _merge(call, place, old, target)
        return
    call.files.copy(place.names, goal)
    made.add(goal)


def _merge(call: Call, place: Place, old: Place, target: str) -> None:
    assert isinstance(place.node, Folder)
    assert isinstance(old.node, Folder)
    for name, node in sorted(place.node.entries.items()):
        there = old.node.entries.get(name)
        if there is None or (isinstance(node, File) and isinstance(there, File)):
            call.files.copy((*place.names, name), (*old.names, name))
        elif isinstance(node, Folder) and isinstance(there, Folder):
            _merge(call, Place((*place.names, name), node), Place((*old.names, name), there), f"{target}/{name}")
        else:
            raise UnsupportedError("shell: merging folders that clash is beyond the reference model")


TOOLS: Mapping[str, Program] = {
    "touch": _touch,
    "mkdir": _mkdir,
    "rm": _rm,
    "rmdir": _rmdir,
    "mv": _mv,
    "cp": _cp,
}
