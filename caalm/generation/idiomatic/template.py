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

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

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
