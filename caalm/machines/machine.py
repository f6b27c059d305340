"""What a machine is: it draws its own programs, runs them, and writes them in the spelling of a family.

>>> from random import Random
>>> spelling = spell(Random(1), "demo", {"bare": {"show": "<print> {x};"}}, names=("a",), labels=())
>>> spelling.forms["show"].format(x="a")
'SHOW a;'

A family is a table of forms: text with ``{places}`` for what the program puts there and ``<roles>`` for words, which
are drawn fresh for every program (caalm.machines.words). A program knows its variables by number and is the same
program in every spelling, so that splits can be made by its canonical text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from random import Random
from typing import Any, NamedTuple, Protocol

from caalm.machines.words import POOLS, draw_words
from caalm.program.interpreter import STEP_LIMIT, STEP_LIMIT_ERROR, ExecutionResult
from caalm.program.trace import Event, Fail, Out, Shown, Step
from caalm.program.values import ExecutionError
from caalm.rng import stable_hash

Family = Mapping[str, str]
Families = Mapping[str, Family]
HELD_OUT_COUNT = 2
"""How many families of every machine training never shows."""
LIMIT = 10**9


class Source(NamedTuple):
    """The text of a program, and for every numbered part of it the line on which it stands (from 1)."""

    text: str
    lines: tuple[int, ...]


class Spelling(NamedTuple):
    """One way to write programs of one machine: a family's forms with their words in place, and names."""

    machine: str
    family: str
    forms: Mapping[str, str]
    names: tuple[str, ...]
    """What variables (or registers) are called, by number."""
    labels: tuple[str, ...]
    """What places, words, functions or states are called, by number."""
    words: Mapping[str, str]
    """The words that stand in the forms, by role."""


class Machine(Protocol):
    """One kind of program that is not our tree."""

    @property
    def name(self) -> str:
        """The machine's name, as metadata shows it."""

    @property
    def families(self) -> Families:
        """All families of its syntax."""

    @property
    def variables(self) -> int:
        """How many names of variables a spelling needs."""

    def draw(self, rng: Random, size: int) -> Any:
        """A program; ``size`` from 1 to 3. Nothing promises that it halts: run it."""

    def run(self, program: Any, *, step_limit: int = STEP_LIMIT, spelling: Spelling | None = None) -> ExecutionResult:
        """What the program prints and its trace, under the names of a spelling; steps stand at numbered parts."""

    def readings(self, program: Any, spelling: Spelling, step_limit: int) -> Iterator[ExecutionResult]:
        """Runs under every other reading that this spelling leaves open."""

    def spell(self, rng: Random, names: Sequence[str], families: Families, *, new_words: bool = False) -> Spelling:
        """Fresh words and names in one of these families; ``new_words`` allows those that training never shows."""

    def render(self, program: Any, spelling: Spelling) -> Source:
        """The program's text."""


def held_out(machine: str, families: Families) -> tuple[str, ...]:
    """The families of a machine that training never shows; the first two are the plainest and always stay."""
    options = sorted(list(families)[2:], key=lambda name: stable_hash("held out", "machine", machine, name))
    return tuple(sorted(options[:HELD_OUT_COUNT]))


_ROLE = re.compile(r"<([a-z]+)>")


@lru_cache(maxsize=512)
def _roles(forms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(role for form in forms for role in _ROLE.findall(form)))


def spell(
    rng: Random,
    machine: str,
    families: Families,
    *,
    names: Sequence[str],
    labels: Sequence[str],
    new_words: bool = False,
) -> Spelling:
    """One of these families with fresh words; ``new_words`` allows those that training never shows."""
    options = tuple(families)
    family = options[int(rng.random() * len(options))]
    forms = families[family]
    words = draw_words(rng, _roles(tuple(forms.values())), new=new_words)
    spelled = {piece: _with_words(form, words) for piece, form in forms.items()}
    return Spelling(machine, family, spelled, tuple(names), tuple(labels), words)


def plain(machine: str, families: Families, family: str, *, names: Sequence[str], labels: Sequence[str]) -> Spelling:
    """A family with the most usual words, for galleries and tests; the other choices are ordinary too."""
    forms = families[family]
    words: dict[str, str] = {}
    for role in _roles(tuple(forms.values())):
        words[role] = next((word for word in POOLS[role] if word not in words.values()), role)
    spelled = {piece: _with_words(form, words) for piece, form in forms.items()}
    choices = {"start": "10", "stride": "10", "layout": "wide", "width": "10"}
    return Spelling(machine, family, spelled, tuple(names), tuple(labels), words | choices)


def _with_words(form: str, words: Mapping[str, str]) -> str:
    """A form with its roles replaced; what is a brace in a word stays one."""
    if "<" not in form:
        return form
    return _ROLE.sub(lambda found: words[found[1]].replace("{", "{{").replace("}", "}}"), form)


class Run:
    """A run under way: printed lines and steps, for the machines to extend."""

    def __init__(self, step_limit: int) -> None:
        self.step_limit = step_limit
        self.printed: list[str] = []
        self.steps: list[Step] = []

    def step(self, at: int, *events: Event) -> None:
        """One finished step."""
        if len(self.steps) >= self.step_limit:
            raise ExecutionError(STEP_LIMIT_ERROR)
        self.steps.append(Step(at, events))

    def out(self, value: object) -> Out:
        """Prints one line, and the event of it."""
        text = str(value)
        self.printed.append(text + "\n")
        return Out(text)

    def result(self, error: str | None = None) -> ExecutionResult:
        """What the run leaves behind."""
        if error is not None and error != STEP_LIMIT_ERROR and self.steps:
            last = self.steps[-1]
            self.steps[-1] = Step(last.at, (*last.events, Fail(error)))
        return ExecutionResult(
            stdout="".join(self.printed), trace=tuple(self.steps), error=error, steps=len(self.steps)
        )


def arithmetic(operator: str, left: int, right: int) -> int:
    """``left operator right`` in whole numbers; what languages round in different ways is refused."""
    if operator == "+":
        result = left + right
    elif operator == "-":
        result = left - right
    elif operator == "*":
        result = left * right
    elif right == 0:
        raise ExecutionError("division by zero")
    elif left < 0 or right < 0:
        raise ExecutionError("a quotient of negative numbers")
    else:
        result = left // right if operator == "//" else left % right
    if not -LIMIT < result < LIMIT:
        raise ExecutionError(f"{operator} leaves the range of numbers")
    return result


def shown_list(values: Sequence[object]) -> Shown:
    """A list as the trace shows it: ``[1,2]``."""
    return Shown("[" + ",".join([str(value) for value in values]) + "]")
