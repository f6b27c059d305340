"""A template: a named generator that draws the whole source of one program.

>>> from random import Random
>>> HELLO, template = new_table()
>>> @template("greetings")
... def hello_someone(rng: Random) -> str:
...     return f"print('Hello, {rng.choice(['Ann', 'Bob'])}')"
>>> HELLO[0].name, HELLO[0].group, HELLO[0].draw(Random(1))
('hello-someone', 'greetings', "print('Hello, Ann')")

All variety comes from the given generator; equal states draw equal texts. A template may now and then draw a program
that fails: the builder drops it. It never draws one whose output depends on the time, on chance or on hash order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")
DrawSource = Callable[[Random], str]


@dataclass(frozen=True, slots=True)
class Template:
    """One generator of programs. Whole groups can be held out of training."""

    name: str
    group: str
    draw: DrawSource


def new_table() -> tuple[list[Template], Callable[[str], Callable[[DrawSource], DrawSource]]]:
    """An empty table and the decorator that enters a function into it, under a group and its own name."""
    table: list[Template] = []

    def template(group: str) -> Callable[[DrawSource], DrawSource]:
        def enter(draw: DrawSource) -> DrawSource:
            table.append(Template(draw.__name__.strip("_").replace("_", "-"), group, draw))
            return draw

        return enter

    return table, template


class Choices:
    """What a program in the making asks of its generator."""

    rng: Random

    def chance(self, odds: float) -> bool:
        """True with these odds."""
        return self.rng.random() < odds

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return self.rng.choice(choices)

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.rng.randint(low, high)


Fragments = Sequence[Callable[[Any], None]]
"""Functions that write a part of a program into one in the making."""


def fragment_templates(
    language: str,
    write: Callable[[Random, Any, Fragments], str],
    groups: Mapping[str, Fragments],
    unseen: frozenset[str],
) -> tuple[Template, ...]:
    """One template a fragment: ``write(rng, fragment, group)`` may add another one of the fragment's own group.

    Those whose names are ``unseen`` leave their groups for one of their own, LANGUAGE-unseen: programs that ask for
    nothing that the other groups do not teach, put together in ways that those never are.
    """
    every = [fragment for fragments in groups.values() for fragment in fragments]
    split = {group: [f for f in fragments if f.__name__ not in unseen] for group, fragments in groups.items()}
    split[f"{language}-unseen"] = [f for f in every if f.__name__ in unseen]

    def drawer(main: Callable[[Any], None], group: Fragments) -> DrawSource:
        return lambda rng: write(rng, main, group)

    return tuple(
        Template(f"{language}-{f.__name__.replace('_', '-')}", group, drawer(f, fragments))
        for group, fragments in split.items()
        for f in fragments
    )
