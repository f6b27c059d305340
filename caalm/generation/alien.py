"""Drawing programs of machines: languages that work differently, each with a fresh spelling.

>>> from caalm.rng import derive
>>> item = draw_alien(derive(1, "doc"), machine="goto")
>>> item.machine, item.source == draw_alien(derive(1, "doc"), machine="goto").source
('goto', True)

An `AlienItem` has what an `Item` has (source, result, tier, topic, language, trace_text), so whatever takes one takes
the other unless it looks into the tree.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from hashlib import blake2b
from random import Random
from typing import Any, NamedTuple

from caalm.errors import DrawError, InexpressibleError
from caalm.generation.names import draw_names
from caalm.languages.language import Source
from caalm.machines import MACHINES
from caalm.machines.machine import Families, Machine, Spelling, held_out
from caalm.machines.words import RESERVED
from caalm.program.interpreter import ExecutionResult
from caalm.program.trace import at_lines, write_trace
from caalm.program.values import PYTHON, Semantics

TRIED = 400
LONGEST_OUTPUT = 12
"""Lines; a program that prints more is drawn again."""
LEAST_STEPS = 3
ALIEN_TIER = 4
"""Programs of machines have no tier of the tree; tables show this one."""

HELD_OUT: Mapping[str, tuple[str, ...]] = {name: held_out(name, machine.families) for name, machine in MACHINES.items()}
"""The families of each machine that training never shows."""
_TRAINING: Mapping[str, Families] = {
    name: {family: forms for family, forms in machine.families.items() if family not in HELD_OUT[name]}
    for name, machine in MACHINES.items()
}
_NEW: Mapping[str, Families] = {
    name: {family: machine.families[family] for family in HELD_OUT[name]} for name, machine in MACHINES.items()
}


class AlienLanguage:
    """The language of one item: a machine, a family, and its words."""

    suffix = ".txt"
    semantics: Semantics = PYTHON

    def __init__(self, spelling: Spelling) -> None:
        self.spelling = spelling

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all choices that show in the text."""
        spelling = self.spelling
        text = "\n".join([spelling.machine, spelling.family, *spelling.forms.values(), *spelling.names])
        return blake2b(text.encode(), digest_size=8).hexdigest()

    @property
    def name(self) -> str:
        """``alien-``, the machine and the fingerprint."""
        return f"alien-{self.spelling.machine}-{self.fingerprint}"

    @property
    def families(self) -> Mapping[str, str]:
        """As for invented languages, for records."""
        return {"machine": self.spelling.machine, "family": self.spelling.family}


class AlienProgram(NamedTuple):
    """A machine's own program; like a tree it has the input lines of its prompt, which machines never read."""

    machine: str
    body: Any
    lines: tuple[str, ...] = ()


class AlienItem(NamedTuple):
    """One program of a machine, with its run."""

    language: AlienLanguage
    program: AlienProgram
    source: Source
    result: ExecutionResult
    tier: int
    machine: str
    family: str

    def trace_text(self) -> str:
        """The trace on the lines of this source."""
        return write_trace(at_lines(self.result.trace, self.source.lines), self.language.semantics)

    @property
    def topic(self) -> str:
        """The machine: what tables group by, as they group trees beyond the tiers by their topic."""
        return self.machine

    @property
    def canonical(self) -> str:
        """The program without any spelling: splits are made by it."""
        return canonical(self.machine, self.program.body)


def canonical(machine: str, program: object) -> str:
    """A program's text without names and words."""
    return f"{machine} {program!r}"


def draw_alien(
    rng: Random,
    *,
    held_out: bool = False,
    machine: str | None = None,
    size: int | None = None,
    max_steps: int = 40,
    accepts: Callable[[str], bool] | None = None,
    rejected: Counter[str] | None = None,
) -> AlienItem:
    """A program that halts, prints, and has one reading; ``held_out`` takes families and words that training lacks.

    ``accepts`` is asked with the program's canonical text. ``rejected`` counts what was refused, by reason.
    """
    names = tuple(MACHINES)
    if machine is None:
        machine = names[int(rng.random() * len(names))]
    chosen = MACHINES[machine]
    variables = draw_names(rng, chosen.variables, avoid=RESERVED)
    spelling = chosen.spell(rng, variables, (_NEW if held_out else _TRAINING)[machine], new_words=held_out)
    for _ in range(TRIED):
        if size is None:
            roll = rng.random()
            wanted = 1 if roll < 0.5 else 2 if roll < 0.85 else 3
        else:
            wanted = size
        program = chosen.draw(rng, wanted)
        if accepts is not None and not accepts(canonical(machine, program)):
            continue
        result = chosen.run(program, step_limit=max_steps, spelling=spelling)
        reason = _refusal(chosen, program, spelling, result)
        if rejected is not None:
            rejected[reason or "accepted"] += 1
        if reason is None:
            try:
                text, lines = chosen.render(program, spelling)
            except InexpressibleError:
                continue
            language, source = AlienLanguage(spelling), Source(text, lines)
            owned = AlienProgram(machine, program)
            return AlienItem(language, owned, source, result, ALIEN_TIER, machine, spelling.family)
    raise DrawError(f"no {machine} program is accepted in {TRIED} draws")


def _refusal(machine: Machine, program: object, spelling: Spelling, result: ExecutionResult) -> str | None:
    """Why a run makes no item; None where it does."""
    if result.error is not None:
        return result.error
    if not result.stdout.strip("\n"):
        return "no output"
    if result.steps < LEAST_STEPS:
        return "trivial"
    if result.stdout.count("\n") > LONGEST_OUTPUT:
        return "long output"
    for other in machine.readings(program, spelling, max(200, 3 * result.steps)):
        if other.error is None and other.stdout != result.stdout:
            return "another reading"
    return None
