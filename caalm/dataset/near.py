"""Is this program nearly one of those? Texts without their names and literals, compared whole and by windows of tokens.

>>> seen = NearDuplicates(["def f(xs):\\n    out = []\\n    for x in xs:\\n        out.append(x + 1)\\n    return out"])
>>> seen.has("def g(ys):\\n    r = []\\n    for y in ys:\\n        r.append(y + 7)\\n    return r")
True
>>> seen.has("print('hello')")
False

It works on text alone, so one form serves every language that has names, numbers and quoted texts.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from caalm.errors import InputError
from caalm.rng import stable_hash

_TOKEN = re.compile(
    r"(?P<text>\"\"\"(?:.|\n)*?\"\"\"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)"
    r"|(?P<part>\.\s*[A-Za-z_]\w*)|(?P<name>[A-Za-z_$][\w$-]*)|(?P<number>\d+(?:\.\d+)?)|(?P<sign>[^\s\w])"
)
_KEPT = frozenset(
    "and as assert async await break case catch class const continue def default del do elif else elseif end except "
    "extends finally for from function global if import in is lambda let local new nil None nonlocal not null of or "
    "pass print raise repeat return super switch then this throw true false True False try typeof until var void while "
    "with yield len sum max min sorted range enumerate zip map filter list dict set str int console self".split()
)
_WINDOW = 8
_SHARE = 0.7
"""With so many of its windows in one other program, a program is nearly that one."""


def skeleton_tokens(source: str) -> list[str]:
    """The program's tokens: names are ``v``, texts ``s``, numbers ``n``; keywords, common calls and signs stay."""
    found = []
    for match in _TOKEN.finditer(source):
        kind, token = match.lastgroup, match.group()
        if kind == "name":
            found.append(token if token in _KEPT else "v")
        elif kind == "text":
            found.append("s")
        elif kind == "number":
            found.append("n")
        else:
            found.append(token)
    return found


def text_skeleton(source: str) -> int:
    """A hash of the program without its names and literals."""
    return stable_hash("text skeleton", " ".join(skeleton_tokens(source)))


class NearDuplicates:
    """Programs that others must not be like."""

    def __init__(self, sources: Iterable[str]) -> None:
        self.whole: set[str] = set()
        self.windows: dict[tuple[str, ...], list[int]] = {}
        self.sizes: list[int] = []
        for number, source in enumerate(sources):
            tokens = skeleton_tokens(source)
            windows = _windows(tokens)
            self.whole.add(" ".join(tokens))
            self.sizes.append(len(windows))
            for window in windows:
                self.windows.setdefault(window, []).append(number)

    @classmethod
    def read(cls, path: Path) -> NearDuplicates:
        """Those of a JSON Lines file whose objects hold ``code`` (or ``source``)."""
        try:
            rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
            return cls([row["code"] if "code" in row else row["source"] for row in rows])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path} is no JSON Lines file of objects with a code: {error}") from None

    def has(self, source: str) -> bool:
        """Whether one of them has the same skeleton, or shares most windows of tokens."""
        tokens = skeleton_tokens(source)
        if " ".join(tokens) in self.whole:
            return True
        windows = _windows(tokens)
        shared: Counter[int] = Counter()
        for window in windows:
            shared.update(self.windows.get(window, ()))
        return any(count >= _SHARE * min(len(windows), self.sizes[number]) for number, count in shared.most_common(3))


def _windows(tokens: Sequence[str]) -> set[tuple[str, ...]]:
    """All runs of some tokens; of a shorter program the whole."""
    return {tuple(tokens[i : i + _WINDOW]) for i in range(max(1, len(tokens) - _WINDOW + 1))}
