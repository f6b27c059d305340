"""Topics: programs beyond straight arithmetic, each drawn on its own, with the corners of its subject on purpose.

>>> from random import Random
>>> drawn = draw_topic_program(Random(1), ProgramSpec(tier=TIER), "lists")
>>> drawn.result.error is None, sorted(TOPICS)[:3]
(True, ['dictionaries', 'errors', 'files'])

A topic is one module with ``draw(author)``: half of its programs are idioms as people write them, under drawn names
and with drawn values, the others are random compositions of small operations. Programs end without an error, but
for those about errors.
"""

from collections.abc import Callable, Mapping
from random import Random

from caalm.errors import DrawError
from caalm.generation.programs import Drawn, ProgramSpec
from caalm.generation.topics import (
    dictionaries,
    errors,
    files,
    floats,
    functions,
    inputs,
    lists,
    loops,
    numbers,
    recursion,
    strings,
)
from caalm.generation.topics.author import Author
from caalm.generation.topics.reach import fits
from caalm.program.interpreter import interpret
from caalm.program.nodes import Program

TIER = 4
ATTEMPTS = 60
EMPTY_KEPT = 0.15

TOPICS: Mapping[str, Callable[[Author], None]] = {
    "functions": functions.draw,
    "recursion": recursion.draw,
    "lists": lists.draw,
    "dictionaries": dictionaries.draw,
    "strings": strings.draw,
    "loops": loops.draw,
    "floats": floats.draw,
    "errors": errors.draw,
    "numbers": numbers.draw,
    "input": inputs.draw,
    "files": files.draw,
}
"""What a program of each topic is drawn by."""


def draw_topic_program(rng: Random, spec: ProgramSpec, topic: str) -> Drawn:
    """A program of a topic per ``spec``; raises DrawError if nothing fits within many attempts."""
    write = TOPICS[topic]
    for _ in range(ATTEMPTS):
        author = Author(rng, spec)
        try:
            write(author)
        except DrawError:  # what the language cannot say or show
            continue
        program = Program(tuple(author.body), lines=tuple(author.lines))
        result = interpret(program, spec.semantics, step_limit=spec.max_steps + 1)
        if fits(result, spec, topic) and (result.stdout or rng.random() < EMPTY_KEPT):
            return Drawn(program, result)
    raise DrawError(f"no program about {topic} fits its bounds in {ATTEMPTS} attempts")
