"""From words to arguments: variables, the home, splitting, patterns; quoting keeps text from all of them.

>>> from caalm.machines.shell.parsing import parse
>>> from caalm.machines.shell.session import Session
>>> session = Session()
>>> _ = session.run("touch a.txt b.txt 'c d.txt'; X='1 2'")
>>> expand(session, parse('echo *.txt "*" $X "$X" ~').items[0][1].commands[0].words)
['echo', 'a.txt', 'b.txt', 'c d.txt', '*', '1', '2', '1 2', '/home/user']
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from caalm.machines.shell.filesystem import FileError, Folder
from caalm.machines.shell.nodes import Part, Text, Variable, Word
from caalm.machines.shell.parsing import UnsupportedError

if TYPE_CHECKING:
    from caalm.machines.shell.session import Session

_Field = list[tuple[str, bool]]
"""Characters, and whether each was quoted."""
_MAGIC = frozenset("*?[")


def expand(session: Session, words: Sequence[Word]) -> list[str]:
    """The arguments that words become."""
    return [argument for word in words for argument in expand_word(session, word)]


def expand_word(session: Session, word: Word) -> list[str]:
    """The arguments that one word becomes: none, one or many."""
    found: list[str] = []
    for field in _fields(session, word):
        found += _matches(session, field) if any(c in _MAGIC and not q for c, q in field) else [_plain(field)]
    return found


def is_expanded(word: Word) -> bool:
    """Whether a word is more than its text: a variable, a pattern or the home is in it."""
    return any(
        isinstance(part, Variable) or (not part.quoted and (_MAGIC & set(part.text) or part.text.startswith("~")))
        for part in word.parts
    )


def expand_single(session: Session, word: Word) -> str:
    """The text of a word that is neither split nor matched, as in an assignment."""
    parts = _tilde(session, word.parts, assigned=True)
    return "".join([part.text if isinstance(part, Text) else session.value(part.name) for part in parts])


def _tilde(session: Session, parts: tuple[Part, ...], *, assigned: bool = False) -> tuple[Part, ...]:
    first = parts[0] if parts else None
    if not isinstance(first, Text) or first.quoted or not first.text.startswith("~"):
        if assigned and any(isinstance(part, Text) and not part.quoted and ":~" in part.text for part in parts):
            raise UnsupportedError("shell: ~ after a colon is beyond the reference model")
        return parts
    name, slash, _ = first.text[1:].partition("/")
    if not slash and len(parts) > 1:
        # "~" right before a quote or a variable: bash leaves it alone.
        if not name:
            return parts
        raise UnsupportedError("shell: this ~ is beyond the reference model")
    if name:
        raise UnsupportedError(f"shell: ~{name} is beyond the reference model")
    return (Text(session.value("HOME"), quoted=True), Text(first.text[1:]), *parts[1:])


def _fields(session: Session, word: Word) -> list[_Field]:
    fields: list[_Field] = []
    current: _Field | None = None
    for part in _tilde(session, word.parts):
        if isinstance(part, Text) or part.quoted:
            text = part.text if isinstance(part, Text) else session.value(part.name)
            if part.quoted or text:
                current = (current or []) + [(char, part.quoted) for char in text]
            continue
        for piece in re.findall(r"[ \t\n]+|[^ \t\n]+", session.value(part.name)):
            if piece[0] in " \t\n":
                if current is not None:
                    fields.append(current)
                current = None
            else:
                current = (current or []) + [(char, False) for char in piece]
    return fields if current is None else [*fields, current]


def _plain(field: _Field) -> str:
    return "".join([char for char, _ in field])


def _matches(session: Session, field: _Field) -> list[str]:
    """The paths that a pattern matches, in order; the pattern itself where there are none."""
    components: list[_Field] = [[]]
    for char, is_quoted in field:
        if char == "/":
            components.append([])
        else:
            components[-1].append((char, is_quoted))
    found = [""]
    for number, component in enumerate(components):
        last = number == len(components) - 1
        grown: list[str] = []
        for prefix in found:
            if not any(char in _MAGIC and not is_quoted for char, is_quoted in component):
                path = prefix + _plain(component)
                if last and path.endswith("/"):
                    if session.files.is_folder(path):
                        grown.append(path)
                elif not last:
                    grown.append(path + "/")
                elif session.files.exists(path):
                    grown.append(path)
                continue
            pattern = _pattern(component)
            hidden = component[0][0] == "."
            try:
                folder = session.files.find(prefix or ".")
            except FileError:
                continue
            if not isinstance(folder, Folder):
                continue
            for name, node in session.files.listed(folder):
                if (hidden or not name.startswith(".")) and pattern.fullmatch(name):
                    if last:
                        grown.append(prefix + name)
                    elif isinstance(node, Folder):
                        grown.append(prefix + name + "/")
        found = grown
    return sorted(found, key=lambda path: path.encode("utf-8", "surrogateescape")) or [_plain(field)]


def _pattern(component: _Field) -> re.Pattern[str]:
    return re.compile(translate([(char, is_quoted) for char, is_quoted in component]), re.DOTALL)


def translate(pattern: Sequence[tuple[str, bool]]) -> str:
    """A regular expression for a shell pattern."""
    text, at = "", 0
    while at < len(pattern):
        char, is_quoted = pattern[at]
        at += 1
        if is_quoted or char not in _MAGIC:
            text += re.escape(char)
        elif char == "*":
            text += ".*"
        elif char == "?":
            text += "."
        else:
            end = next((i for i in range(at + 1, len(pattern)) if pattern[i][0] == "]"), None)
            inside = "".join([c for c, _ in pattern[at:end]]) if end is not None else ""
            if end is None:
                text += re.escape(char)
                continue
            if "[" in inside or "\\" in inside or any(is_q for _, is_q in pattern[at:end]):
                raise UnsupportedError("shell: such a set of characters is beyond the reference model")
            negated = inside[0] in "!^"
            inside = inside[1:] if negated else inside
            if not inside or inside.startswith("]"):
                raise UnsupportedError("shell: such a set of characters is beyond the reference model")
            text += f"[{'^' if negated else ''}{inside.replace('^', chr(92) + '^').replace('&&', '&')}]"
            at = end + 1
    return text
