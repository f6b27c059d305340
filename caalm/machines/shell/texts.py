"""The commands that read text: cat, grep, head, tail, wc, sort, uniq.

>>> from caalm.machines.shell.session import Session
>>> Session().run("printf 'b\\\\na\\\\nb\\\\n' | sort | uniq -c")
'      1 a\\n      2 b\\n'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cmp_to_key
from typing import NamedTuple

from caalm.machines.shell.builtins import Program
from caalm.machines.shell.calls import Call, FileSink, quoted, quoted_if_odd, quoted_plainly
from caalm.machines.shell.filesystem import IS_FOLDER, FileError, Folder, walk
from caalm.machines.shell.parsing import UnsupportedError


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _only_ascii(text: str, what: str) -> None:
    if not text.isascii() or "\0" in text:
        raise UnsupportedError(f"shell: {what} of text beyond ASCII is beyond the reference model")


def _is_own_output(call: Call, path: str) -> bool:
    sink = call.output
    return isinstance(sink, FileSink) and call.files.exists(path) and call.files.find(path) is sink.file


def _lines(text: str) -> list[str]:
    """Lines without their newlines; what follows the last newline is a line if it is anything."""
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _cat(call: Call) -> None:
    call.read_options("nu", real="AbeEstTv", long={"number": "n"})
    at, fresh = 0, True
    for path in call.operands or ["-"]:
        if path == "-":
            text = call.stdin
            call.stdin = ""
        else:
            try:
                if _is_own_output(call, path) and call.text_of(path):
                    call.fail(f"{quoted_if_odd(path)}: input file is output file")
                    continue
                text = call.text_of(path)
            except FileError as error:
                call.fail(f"{quoted_if_odd(path)}: {error}")
                continue
        if "n" not in call.options:
            call.say(text)
            continue
        for piece in text.splitlines(keepends=True) if "\r" not in text else text.split("\n"):
            if "\r" in text or not text.isascii():
                raise UnsupportedError("shell: cat -n of this text is beyond the reference model")
            at += fresh
            call.say(f"{at:6}\t{piece}" if fresh else piece)
            fresh = piece.endswith("\n")


# -- head and tail ---------------------------------------------------------------------------------------------------


def _inputs(call: Call, complain: Callable[[str, str], None]) -> Iterator[tuple[str, str | None]]:
    """Every operand with its text; standard input where there is none; a text is None for what cannot be read."""
    for path in call.operands or ["-"]:
        if path == "-":
            yield path, call.stdin
            call.stdin = ""
            continue
        try:
            yield path, call.text_of(path)
        except FileError as error:
            if str(error) == IS_FOLDER:
                yield path, None
            else:
                complain(path, str(error))


def _head(call: Call) -> None:
    _ends(call, real="z")


def _tail(call: Call) -> None:
    _ends(call, real="fFsz")


def _ends(call: Call, real: str) -> None:
    call.read_options("qv", "nc", real=real, number="n", long={"quiet": "q", "silent": "q", "verbose": "v"})
    in_bytes = "c" in call.options
    if in_bytes and "n" in call.options:
        raise UnsupportedError("shell: -c and -n together are beyond the reference model")
    given = call.options.get("c" if in_bytes else "n", "10")
    what = "bytes" if in_bytes else "lines"
    if not re.fullmatch(r"[-+]?[0-9]{1,9}", given) or (call.name == "head" and given.startswith("+")):
        if re.fullmatch(r"[-+]?[0-9]+.*", given):
            raise UnsupportedError("shell: this count is beyond the reference model")
        call.errors.write(f"{call.name}: invalid number of {what}: {quoted_plainly(given)}\n")
        call.status = 1
        return
    if call.name == "tail" and re.fullmatch(r"-?0+", given):
        return  # nothing is wanted, so nothing is opened
    named = ("v" in call.options or len(call.operands) > 1) and "q" not in call.options
    first = True

    def complain(path: str, problem: str) -> None:
        call.fail(f"cannot open {quoted(path)} for reading: {problem}")

    for path, text in _inputs(call, complain):
        if named:
            shown = "standard input" if path == "-" else path
            call.say(f"{'' if first else chr(10)}==> {shown} <==\n")
        first = False
        if text is None:
            if call.name == "head" and not int(given) and not given.startswith("-"):
                continue
            if call.name == "tail" and in_bytes and len(call.operands) > 1:
                raise UnsupportedError("shell: tail -c of folders, whose end a file system decides, is unknown")
            call.fail(f"error reading {quoted(path)}: {IS_FOLDER}")
            continue
        if _is_own_output(call, path):
            raise UnsupportedError(f"shell: {call.name} of its own output is beyond the reference model")
        if in_bytes:
            _only_ascii(text, f"{call.name} -c")
        pieces = list(text) if in_bytes else re.findall(r"[^\n]*\n|[^\n]+", text)
        call.say("".join((_first if call.name == "head" else _last)(pieces, given)))


def _first(pieces: list[str], given: str) -> list[str]:
    return pieces[: int(given)] if not given.startswith("-") else pieces[: max(0, len(pieces) + int(given))]


def _last(pieces: list[str], given: str) -> list[str]:
    number = int(given.lstrip("+-"))
    if given.startswith("+"):
        return pieces[max(number - 1, 0) :]
    return pieces[max(len(pieces) - number, 0) :]


# -- wc --------------------------------------------------------------------------------------------------------------


def _wc(call: Call) -> None:
    call.read_options("lwc", real="mL", long={"lines": "l", "words": "w", "bytes": "c"})
    wanted = [option for option in "lwc" if option in call.options] or list("lwc")
    paths = call.operands or ["-"]
    width = _wc_width(call, paths, len(wanted))
    total = [0, 0, 0]
    for path in paths:
        try:
            text = call.stdin if path == "-" else call.text_of(path)
            if _is_own_output(call, path):
                raise UnsupportedError("shell: wc of its own output is beyond the reference model")
        except FileError as error:
            call.fail(f"{quoted_if_odd(path)}: {error}" if path else "invalid zero-length file name")
            if str(error) != IS_FOLDER:
                continue
            text = ""
        if path == "-":
            call.stdin = ""
        if "w" in wanted:
            _only_ascii(text, "wc")
        counts = [text.count("\n"), len(text.split()), len(_bytes(text))]
        total = [sum(pair) for pair in zip(total, counts, strict=True)]
        _wc_row(call, counts, wanted, width, path if call.operands else "")
    if len(paths) > 1:
        _wc_row(call, total, wanted, width, "total")


def _wc_width(call: Call, paths: list[str], count: int) -> int:
    if len(paths) == 1 and count == 1:
        return 1
    least, size = 1, 0
    for path in paths:
        if path == "-":
            if call.stdin_kind != "file":
                least = 7
            else:
                size += len(_bytes(call.stdin))
        elif call.files.is_folder(path):
            least = 7
        elif call.files.exists(path):
            size += len(_bytes(call.text_of(path)))
    return max(len(str(size)), least)


def _wc_row(call: Call, counts: list[int], wanted: list[str], width: int, name: str) -> None:
    shown = [f"{counts['lwc'.index(option)]:>{width}}" for option in wanted]
    call.say(" ".join([*shown, *([name] if name else [])]) + "\n")


# -- sort and uniq ---------------------------------------------------------------------------------------------------


def _sort(call: Call) -> int | None:
    call.read_options(
        "rnufs",
        real="bcCdghikmMoRStTVyz",
        long={"reverse": "r", "numeric-sort": "n", "unique": "u", "ignore-case": "f"},
    )
    lines: list[str] = []
    texts: list[str] = []
    paths = call.operands or ["-"]
    for path in paths:  # all are looked for before any is read
        if path != "-":
            try:
                call.files.find(path)
            except FileError as error:
                call.errors.write(f"sort: cannot read: {quoted_if_odd(path)}: {error}\n")
                return 2
    for path in paths:
        try:
            text = call.stdin if path == "-" else call.text_of(path)
        except FileError as error:
            call.errors.write(f"sort: read failed: {quoted_if_odd(path)}: {error}\n")
            return 2
        texts.append(text)
        lines += _lines(text)
    numeric, folded, unique = (option in call.options for option in "nfu")
    if numeric or folded:
        _only_ascii("".join(texts), "sort")

    def key(line: str) -> tuple[float, bytes]:
        if numeric:
            return _number(line), b""
        return 0.0, _bytes(line.upper() if folded else line)

    def compare(left: str, right: str) -> int:
        one, two = key(left), key(right)
        result = (one > two) - (one < two)
        if result == 0 and not unique and "s" not in call.options:
            result = (_bytes(left) > _bytes(right)) - (_bytes(left) < _bytes(right))
        return -result if "r" in call.options else result

    ordered = sorted(lines, key=cmp_to_key(compare))
    if unique:
        ordered = [line for at, line in enumerate(ordered) if at == 0 or key(line) != key(ordered[at - 1])]
    call.say("".join([f"{line}\n" for line in ordered]))
    return None


def _number(line: str) -> float:
    found = re.match(r"[ \t]*(-?[0-9]*(?:\.[0-9]*)?)", line)
    text = found[1] if found else ""
    return float(text) if text.strip("-.") else 0.0


def _uniq(call: Call) -> int | None:
    call.read_options("cdui", real="Dfswz", long={"count": "c", "repeated": "d", "unique": "u", "ignore-case": "i"})
    if len(call.operands) > 2:
        raise call.usage(f"extra operand {quoted_plainly(call.operands[2])}")
    if len(call.operands) == 2:
        raise UnsupportedError("shell: uniq into a file is beyond the reference model")
    path = call.operands[0] if call.operands else "-"
    try:
        text = call.stdin if path == "-" else call.text_of(path)
    except FileError as error:
        if str(error) == IS_FOLDER:
            call.errors.write(f"uniq: error reading {quoted(path)}\n")
        else:
            call.errors.write(f"uniq: {quoted_if_odd(path)}: {error}\n")
        return 1
    ignore = "i" in call.options
    if ignore:
        _only_ascii(text, "uniq -i")
    groups: list[tuple[str, int]] = []
    for line in _lines(text):
        if groups and (line == groups[-1][0] or (ignore and line.upper() == groups[-1][0].upper())):
            groups[-1] = (groups[-1][0], groups[-1][1] + 1)
        else:
            groups.append((line, 1))
    for line, count in groups:
        if ("d" in call.options and count == 1) or ("u" in call.options and count > 1):
            continue
        call.say(f"{count:7} {line}\n" if "c" in call.options else f"{line}\n")
    return None


# -- grep ------------------------------------------------------------------------------------------------------------


class _Source(NamedTuple):
    name: str
    text: str


def _grep(call: Call) -> int | None:
    call.read_options(
        "invclwxqrshHEFRG", "e", real="ABCDfILmobPTUVZzay",
        long={"ignore-case": "i", "line-number": "n", "invert-match": "v", "count": "c", "files-with-matches": "l",
              "word-regexp": "w", "line-regexp": "x", "quiet": "q", "silent": "q", "recursive": "r",
              "no-messages": "s", "no-filename": "h", "with-filename": "H", "extended-regexp": "E",
              "fixed-strings": "F"},
    )  # fmt: skip
    options, operands = call.options, call.operands
    if "e" in options:
        pattern = options["e"]
    elif operands:
        pattern = operands.pop(0)
    else:
        raise call.usage("")
    recursive = "r" in options or "R" in options
    matcher = _matcher(pattern, options)
    sources, failed = _sources(call, operands, recursive=recursive)
    named = (len(operands) > 1 or recursive or "H" in options) and "h" not in options
    if recursive and len(operands) == 1 and not call.files.is_folder(operands[0]) and "H" not in options:
        named = False
    found = 0
    writers = 0
    for source in sources:
        if isinstance(source, str):
            if "s" not in options:
                call.errors.write(source)
            if "c" in options and source.endswith(f": {IS_FOLDER}\n"):  # it is counted all the same
                call.say(_grep_answer(source.removeprefix("grep: ").rpartition(": ")[0], [], options, named=named))
            continue
        _only_ascii(source.text, "grep")
        if isinstance(call.output, FileSink) and _is_own_output(call, source.name) and "q" not in options:
            raise UnsupportedError("shell: grep of its own output is beyond the reference model")
        hits = [
            (number, line)
            for number, line in enumerate(_lines(source.text), 1)
            if (matcher(line) is not None) != ("v" in options)
        ]
        found += len(hits)
        if "q" in options:
            if hits:
                return 0
            continue
        said = _grep_answer(source.name, hits, options, named=named)
        writers += bool(said)
        call.say(said)
    if recursive and writers > 1:
        raise UnsupportedError("shell: the order of grep -r over several files is beyond the reference model")
    return 2 if failed else 0 if found else 1


def _grep_answer(name: str, hits: list[tuple[int, str]], options: Mapping[str, str], *, named: bool) -> str:
    prefix = f"{name}:" if named else ""
    if "l" in options:
        return f"{name}\n" if hits else ""
    if "c" in options:
        return f"{prefix}{len(hits)}\n"
    return "".join([f"{prefix}{f'{number}:' if 'n' in options else ''}{line}\n" for number, line in hits])


def _sources(call: Call, operands: list[str], *, recursive: bool) -> tuple[list[_Source | str], bool]:
    """What grep reads, in order, errors in their place; and whether there were any."""
    found: list[_Source | str] = []
    failed = False
    for path in operands or ["." if recursive else "-"]:
        if path == "-":
            found.append(_Source("(standard input)", call.stdin))
            continue
        try:
            names, node = call.files.resolve(path)
            call.files.check_readable(node)
        except FileError as error:
            found.append(f"grep: {path}: {error}\n")
            failed = True
            continue
        if not isinstance(node, Folder):
            if isinstance(call.errors, FileSink) and call.errors.file is node and not _is_own_output(call, path):
                raise UnsupportedError("shell: grep of its own errors is beyond the reference model")
            call.files.note_read(names)
            found.append(_Source(path, node.text))
        elif not recursive:
            found.append(f"grep: {path}: {IS_FOLDER}\n")
            failed = True
        else:
            prefix = path if path.endswith("/") else path + "/"
            for below, inner in walk(node):
                if not isinstance(inner, Folder):
                    call.files.note_read((*names, *below))
                    found.append(_Source(("" if not operands else prefix) + "/".join(below), inner.text))
    return found, failed


def _matcher(pattern: str, options: Mapping[str, str]) -> Callable[[str], re.Match[str] | None]:
    _only_ascii(pattern, "grep")
    expressions = [
        re.escape(each) if "F" in options else _expression(each, extended="E" in options)
        for each in pattern.split("\n")
    ]
    text = "|".join([f"(?:{each})" for each in expressions])
    if "x" in options:
        text = f"^(?:{text})$"
    elif "w" in options:
        if any("*" in each or "?" in each or "|" in each or "^" in each or "$" in each for each in expressions):
            raise UnsupportedError("shell: grep -w of a pattern is beyond the reference model")
        text = rf"(?<![A-Za-z0-9_])(?:{text})(?![A-Za-z0-9_])"
    return re.compile(text, re.IGNORECASE if "i" in options else 0).search


def _expression(pattern: str, *, extended: bool) -> str:
    """Python's expression for a basic or extended one of POSIX."""
    made, at = "", 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "\\":
            following = pattern[at : at + 1]
            at += 1
            if (following and following in ".*[]^$\\/-") or (extended and following and following in "+?(){}|"):
                made += re.escape(following)
            else:
                raise UnsupportedError(f"shell: \\{following} in a pattern of grep is beyond the reference model")
        elif char == "[":
            end = pattern.find("]", at + 1 + pattern.startswith("^", at))
            inside = pattern[at:end]
            if end < 0 or "[" in inside or "\\" in inside:
                raise UnsupportedError("shell: such a set of characters is beyond the reference model")
            made += f"[{inside}]"
            at = end + 1
        elif char in ".^$" or (char == "*" and made and made[-1] not in "^(|"):
            if (char == "^" and made) or (char == "$" and at < len(pattern)):
                if extended:
                    raise UnsupportedError("shell: an anchor inside a pattern is beyond the reference model")
                made += "\\" + char
            else:
                made += char
        elif char == "*":
            made += re.escape(char)
        elif char in "+?|(){}":
            if extended and (char in "(){}" or not made or (at >= len(pattern) and char == "|")):
                raise UnsupportedError("shell: such a pattern is beyond the reference model")
            made += char if extended else re.escape(char)
        else:
            made += re.escape(char)
    if re.search(r"[*+?]{2}", made.replace("\\*", "").replace("\\+", "").replace("\\?", "")):
        raise UnsupportedError("shell: such a pattern is beyond the reference model")
    return made


TEXTS: Mapping[str, Program] = {
    "cat": _cat,
    "grep": _grep,
    "head": _head,
    "tail": _tail,
    "wc": _wc,
    "sort": _sort,
    "uniq": _uniq,
}
