"""The tree of a command line: lists of pipelines of commands, whose words are still to be expanded.

>>> Word(raw="a$X", parts=(Text("a"), Variable("X"))).raw
'a$X'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple


class Text(NamedTuple):
    """Literal text; quoted text is never a pattern and never split."""

    text: str
    quoted: bool = False


class Variable(NamedTuple):
    """``$name``, ``${name}`` or ``$?``."""

    name: str
    quoted: bool = False


Part = Text | Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word as it was typed (``raw``, which bash repeats in some errors) and its parts."""

    raw: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """``fd mode target``; for ``>&`` the target is another descriptor's number."""

    fd: int
    mode: Literal["<", ">", ">>", ">&"]
    target: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Assignments, words and redirections; without words the assignments last."""

    assignments: tuple[tuple[str, Word], ...] = ()
    words: tuple[Word, ...] = ()
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """Commands each of which reads what the one before it writes."""

    commands: tuple[Command, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Pipelines, each with what stands before it: ``;`` (also the first), ``&&`` or ``||``."""

    items: tuple[tuple[Literal[";", "&&", "||"], Pipeline], ...]
