"""Drawing sessions: what people type, mistakes included, command by command on the state that there is.

>>> from random import Random
>>> drawn = draw_session(Random(3), 4)
>>> len(drawn.commands), len(drawn.outputs)
(4, 4)

Files come back: paths are picked among all that were ever made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from caalm.machines.shell.author import Author
from caalm.machines.shell.habits import HABITS, Habit
from caalm.machines.shell.mistakes import MISTAKES
from caalm.machines.shell.session import Session

LONGEST = 60
BEGINNING = 4
"""So many commands decide which split a session belongs to."""
_TRIALS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSession:
    """Commands with what each shows."""

    commands: tuple[str, ...]
    outputs: tuple[str, ...]


def draw_session(rng: Random, length: int, accepts: Callable[[Sequence[str]], bool] | None = None) -> DrawnSession:
    """A session of so many commands, beginning in an empty home.

    ``accepts`` is asked about its first commands (`BEGINNING`, or all of a shorter one): splits are made by them.
    """
    while True:
        author = Author(rng, compose)
        pairs = [author.step() for _ in range(min(length, BEGINNING))]
        if accepts is None or accepts([command for command, _ in pairs]):
            break
    pairs += [author.step() for _ in range(length - len(pairs))]
    return DrawnSession(commands=tuple([c for c, _ in pairs]), outputs=tuple([o for _, o in pairs]))


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnMoment:
    """A session as it stands, and commands that could come next; each is meant on its own."""

    session: Session
    before: int
    """So many commands led to it."""
    commands: tuple[str, ...]


def draw_moment(
    rng: Random, length: int, count: int, accepts: Callable[[Sequence[str]], bool] | None = None
) -> DrawnMoment:
    """A session of so many commands, and at most so many others for the state that it leaves.

    ``accepts`` is asked about the first commands of each of the sessions that these are.
    """
    while True:
        author = Author(rng, compose)
        before = [author.step()[0] for _ in range(min(length, BEGINNING))]
        if accepts is None or length < BEGINNING or accepts(before):
            break
    for _ in range(length - len(before)):
        author.step()
    found: dict[str, None] = {}
    for _ in range(_TRIALS * count):
        command, _ = Author(rng, compose, author.session.clone(), list(author.known)).step()
        if accepts is None or length >= BEGINNING or accepts([*before, command]):
            found[command] = None
        if len(found) == count:
            break
    return DrawnMoment(session=author.session, before=length, commands=tuple(found))


# -- composing a line


def compose(author: Author) -> str:
    """The next command, a mistake in one of five."""
    roll = author.rng.random()
    if roll < 0.12:
        return _joined(author)
    table = MISTAKES if roll < 0.30 else HABITS
    return _pick(author.rng, table)(author) or _make(author)


def _make(author: Author) -> str:
    return f"echo {author.echoed()} > {author.spell(author.fresh())}"


def _joined(author: Author) -> str:
    """Two or three commands in a line."""
    kinds = (HABITS, HABITS, MISTAKES)
    first = _pick(author.rng, kinds[int(author.rng.random() * 3)])(author) or _make(author)
    roll = author.rng.random()
    if roll < 0.25:
        return f"{first} && echo {author.one(['ok', 'done', 'yes', 'success', 'found'])}"
    if roll < 0.45:
        return f"{first} || echo {author.one(['failed', 'no', 'missing', 'error', 'not found'])}"
    if roll < 0.6:
        return f"{first}; echo $?"
    if roll < 0.7:
        name = author.fresh_name(folder=True)
        return f"mkdir {author.quote(name)} && cd {author.quote(name)}" + (" && pwd" if author.happens(0.4) else "")
    if roll < 0.78:
        return f"{first} && echo {author.one(['ok', 'yes'])} || echo {author.one(['failed', 'no'])}"
    second = _pick(author.rng, HABITS)(author) or "pwd"
    return first + author.one(["; ", " && ", ";", " || "]) + second


def _pick(rng: Random, table: Mapping[Habit, float]) -> Habit:
    roll = rng.random() * sum(table.values())
    for action, weight in table.items():
        roll -= weight
        if roll < 0:
            return action
    return next(iter(table))
