"""A small typed grammar: patterns of text whose holes are filled with expressions and statements of a type.

>>> from random import Random
>>> grammar = Grammar({"s": ["«s».upper()", "~«s» + «c»"], "stmt": ["«+s» = «s»"]}, {"s": repr, "c": repr})
>>> scope = Scope(grammar, Random(3), words=("ab",))
>>> scope.declare("s", "text")
'text'
>>> scope.fill("s", 2)
"(text + 'b').upper()"
>>> scope.statement()
['output = text']

=========== ==================================================================================================
``«s»``     an expression of type ``s``: a variable, a literal, or another pattern
``«t:#»``   an expression of type ``t`` about the variable ``#``: in its own pattern it is written ``@``
``#``       a loop's variable, fresh in this pattern (``#n`` number, ``#c`` character, ``#w`` word, ``#k`` key)
``«$s»``    a variable of type ``s``, the same throughout the pattern; without one the pattern does not apply
``«+s»``    a new variable of type ``s``, seen by what follows the statement; ``«=s»`` is that one again
``«block»`` on a line of its own: one or two statements of type ``inner``
``~``       in front: the pattern is an operator's, and is put into brackets where it is another's operand
=========== ==================================================================================================
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from random import Random

_WORD = re.compile(r"\w+")
_HOLE = re.compile(r"«([^»]*)»|#([a-z]?)")
_Piece = tuple[str, str, bool]
"""Kind (text, hole, loop, pick, new, same, block), what, and whether it is an operand."""

_DEEPEST = -1
"""Where nothing is known, one more pattern is a better end than a literal, but not for ever."""
FRESH = {
    "": ("x", "v", "item", "e", "el"),
    "n": ("x", "n", "num", "v", "y", "k"),
    "c": ("c", "ch", "char", "letter", "s"),
    "w": ("w", "word", "name", "part", "t"),
    "k": ("k", "key"),
    "v": ("v", "val", "value"),
    "i": ("i", "j", "idx", "pos"),
}
"""What people call a loop's variable."""
USUAL = {
    "s": ("result", "res", "out", "new_text", "s", "ans", "line", "output", "r"),
    "i": ("count", "total", "n", "num", "k", "size", "cnt", "score"),
    "I": ("nums", "result", "values", "out", "items", "lst", "arr", "res"),
    "S": ("words", "parts", "result", "tokens", "names", "pieces", "ls"),
    "d": ("d", "counts", "table", "mapping", "freq", "seen", "dic"),
    "b": ("ok", "found", "flag", "valid"),
    "p": ("pairs", "items", "rows"),
}
"""What people call a variable of a type."""


class _Pattern:
    """A pattern in pieces."""

    __slots__ = ("loose", "needs", "pieces", "text")

    def __init__(self, text: str) -> None:
        self.loose = text.startswith("~")
        self.text = text.removeprefix("~")
        self.pieces: list[_Piece] = []
        place = 0
        for match in _HOLE.finditer(self.text):
            self.pieces.append(("text", self.text[place : match.start()], False))
            place = match.end()
            hole, after = match.group(1), self.text[place : place + 1]
            if hole is None:
                self.pieces.append(("loop", match.group(2), False))
            elif hole[0] in "$+=":
                self.pieces.append(({"$": "pick", "+": "new", "=": "same"}[hole[0]], hole[1:], False))
            elif hole in ("block", "inner"):
                self.pieces.append(("block", hole, False))
            else:
                before = self.text[: match.start()]
                tight = self.loose or after in (".", "[", "(", "?") or before.endswith((" in ", "..."))
                self.pieces.append(("hole", hole, tight))
        self.pieces.append(("text", self.text[place:], False))
        self.pieces = [piece for piece in self.pieces if piece[0] != "text" or piece[1]]
        self.needs = frozenset(what for kind, what, _ in self.pieces if kind == "pick")


class Grammar:
    """Patterns by type, and how a literal of a type is written."""

    def __init__(
        self, rules: Mapping[str, Sequence[str]], literals: Mapping[str, Callable[[object], str]], nothing: str = "pass"
    ) -> None:
        self.rules = {kind: [_Pattern(pattern) for pattern in patterns] for kind, patterns in rules.items()}
        self.literals = literals
        self.nothing = nothing


@functools.cache
def _compiled(pattern: str) -> _Pattern:
    return _Pattern(pattern)


class Scope:
    """The variables of a program under construction, and the material of its literals."""

    def __init__(
        self,
        grammar: Grammar,
        rng: Random,
        *,
        words: Sequence[str] = (),
        rename: Callable[[str], str] = str,
        avoid: frozenset[str] = frozenset(),
    ) -> None:
        self.grammar = grammar
        self.rng = rng
        self.words = [word for word in words if word] or ["abc"]
        self.rename = rename
        self.used = set(avoid)
        self.variables: dict[str, list[str]] = {}
        self.latest: str | None = None
        """The variable that the last statement made or changed: mostly what a function returns."""

    def declare(self, kind: str, name: str | None = None) -> str:
        """A variable of a type becomes known; without a name it is given a usual one."""
        if name is None:
            options = [one for usual in USUAL[kind] if (one := self.rename(usual)) not in self.used]
            name = self.rng.choice(options) if options else f"{kind.lower()}{len(self.used)}"
        self.used.add(name)
        self.variables.setdefault(kind, []).append(name)
        return name

    def fill(self, kind: str, depth: int, about: str = "") -> str:
        """An expression of a type; ``about`` is the variable that its pattern calls ``@``."""
        return self._fill(kind, depth, about)[0]

    def _fill(self, kind: str, depth: int, about: str) -> tuple[str, bool]:
        rng = self.rng
        rules = self.grammar.rules.get(kind)
        known = self.variables.get(kind)
        if not rules or (depth <= 0 and not about):
            if known and (kind not in self.grammar.literals or rng.random() < 0.92):
                # What was computed last is used most.
                return known[-1] if rng.random() < 0.4 else rng.choice(known), False
            if not rules or depth < _DEEPEST or rng.random() < 0.2:
                return self.literal(kind), False
        if known and rng.random() < 0.12:
            return rng.choice(known), False
        pattern = self._fitting(rules)
        if pattern is None:
            return self.literal(kind), False
        return self._expand(pattern, depth - 1, about, {}, []), pattern.loose

    def _fitting(self, rules: Sequence[_Pattern]) -> _Pattern | None:
        for _ in range(50):
            pattern = self.rng.choice(rules)
            if all(self.variables.get(need) for need in pattern.needs):
                return pattern
        return None

    def expand_all(self, patterns: Sequence[str], depth: int = 1) -> list[str]:
        """Each pattern whose variables are known, filled."""
        compiled = [_compiled(pattern) for pattern in patterns]
        fitting = [one for one in compiled if all(self.variables.get(need) for need in one.needs)]
        return [self._expand(one, depth, "", {}, []) for one in fitting]

    def literal(self, kind: str) -> str:
        """A literal: of the program's own material mostly."""
        rng = self.rng
        random = rng.random
        value: object
        if kind == "c":
            value = rng.choice(rng.choice(self.words)) if random() < 0.65 else rng.choice("abcdeiorst-_.,*#! xyzAB12")
        elif kind == "q":
            one = rng.choice(self.words)
            start = rng.randrange(len(one))
            value = one[start : start + rng.randint(1, 3)] if random() < 0.6 else rng.choice(_BITS)
        elif kind == "s":
            value = rng.choice(self.words)
        elif kind == "k":
            value = rng.randint(1, 3)
        elif kind == "n":
            value = rng.randint(2, 9) if random() < 0.8 else rng.randint(10, 20)
        elif kind == "i":
            value = rng.randint(0, 12)
        elif kind == "I":
            value = [rng.randint(0, 20) for _ in range(rng.randint(2, 5))]
        elif kind == "S":
            value = rng.choices(self.words, k=rng.randint(2, 4))
        elif kind == "d":
            value = {one: rng.randint(0, 20) for one in rng.choices(self.words, k=rng.randint(2, 3))}
        else:
            value = random() < 0.5
        return self.grammar.literals[kind](value)

    def statement(self, kind: str = "stmt", depth: int = 2) -> list[str]:
        """The lines of one statement; its new variables are known from then on."""
        rules = self.grammar.rules[kind]
        pattern = self._fitting(rules)
        if pattern is None:
            return [self.grammar.nothing]
        made: list[tuple[str, str]] = []
        text = self._expand(pattern, self.rng.randint(max(0, depth - 2), depth), "", {}, made)
        for made_kind, name in made:
            self.variables.setdefault(made_kind, []).append(name)
        if kind == "stmt":
            first = _WORD.match(text)
            if made:
                self.latest = made[-1][1]
            elif first and any(first.group() in names for names in self.variables.values()):
                self.latest = first.group()
        return text.split("\n")

    def _expand(
        self, pattern: _Pattern, depth: int, about: str, loops: dict[str, str], made: list[tuple[str, str]]
    ) -> str:
        picked: dict[str, str] = {}
        new: dict[str, str] = {}
        parts: list[str] = []
        for kind, what, operand in pattern.pieces:
            if kind == "text":
                parts.append(what.replace("@", about) if about else what)
            elif kind == "loop":
                if what not in loops:
                    loops[what] = self._loop_name(what, loops, about)
                parts.append(loops[what])
            elif kind == "hole":
                hole, marked, loop = what.partition(":")
                about_it = about if loop == "@" else loops.setdefault(loop[1:], "") if marked else ""
                if marked and not about_it:
                    loops[loop[1:]] = about_it = self._loop_name(loop[1:], loops, about)
                text, loose = self._fill(hole, depth, about_it)
                parts.append(f"({text})" if operand and loose else text)
            elif kind == "pick":
                if what not in picked:
                    picked[what] = self.rng.choice(self.variables[what])
                parts.append(picked[what])
            elif kind == "new":
                options = [n for usual in USUAL[what[0]] if (n := self.rename(usual)) not in self.used]
                new[what] = self.rng.choice(options) if options else f"{what[0].lower()}{len(self.used)}"
                self.used.add(new[what])
                made.append((what[0], new[what]))
                parts.append(new[what])
            elif kind == "same":
                parts.append(new[what])
            else:
                parts.append(self._block(parts, {**{k[0]: v for k, v in new.items()}}))
        return "".join(parts)

    def _block(self, parts: list[str], new: Mapping[str, str]) -> str:
        margin = "".join(parts).rpartition("\n")[2]
        before = {kind: list(names) for kind, names in self.variables.items()}
        for kind, name in new.items():
            self.variables.setdefault(kind, []).append(name)
        lines = [line for _ in range(1 if self.rng.random() < 0.7 else 2) for line in self.statement("inner", 1)]
        self.variables = before
        return ("\n" + margin).join(lines)

    def _loop_name(self, what: str, loops: Mapping[str, str], about: str) -> str:
        taken = {*self.used, *loops.values(), about}
        options = [name for name in FRESH[what] if name not in taken]
        return self.rng.choice(options) if options else f"{what or 'x'}{len(taken)}"


_BITS = ("a", "e", "-", "_", " ", "ab", "x", "th", ".", ",", "!", "an", "er", "#", "er", "st", "0", "1")
