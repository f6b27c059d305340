"""Drawing a whole item: a fresh language, a program that it can express, its source, and what it prints.

>>> from caalm.generation.languages import Pool
>>> from caalm.rng import derive
>>> item = draw_invented(derive(1, "doc", 0), Pool(), tier=2)
>>> item.source.text == draw_invented(derive(1, "doc", 0), Pool(), tier=2).source.text
True
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import NamedTuple

from caalm.errors import DrawError, InexpressibleError, InputError
from caalm.generation.cobol import COBOL_TOPICS, draw_cobol, draw_cobol_topic
from caalm.generation.corners import draw_corner_program
from caalm.generation.decidable import Solved, undecided
from caalm.generation.languages import Pool, draw_language, extend
from caalm.generation.programs import Drawn, ProgramSpec, draw_program
from caalm.generation.topics import TIER, TOPICS, draw_topic_program
from caalm.languages.invented.guide import guide
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.language import Language, Source
from caalm.program.interpreter import ExecutionResult, interpret
from caalm.program.nodes import For, If, Program, While, walk_statements
from caalm.program.trace import at_lines, write_trace

LANGUAGES_TRIED = 200
CORNER_LANGUAGES = ("python", "javascript", "lua")
TOPIC_LANGUAGES = ("python", "javascript", "lua")
"""The real languages that have every topic; COBOL has those of `COBOL_TOPICS`."""
CORNERS_TRIED = 20_000
"""Only a fortieth of all trees belongs to a test split, and few corners have a loop."""
PROGRAMS_TRIED = 4
"""Programs drawn before another language is tried: some languages leave too little decidable."""


class Item(NamedTuple):
    """One program in one language, with its run."""

    language: Language
    program: Program
    source: Source
    result: ExecutionResult
    tier: int
    topic: str | None = None
    """What it is about, beyond the tiers (`caalm.generation.topics`)."""

    def trace_text(self) -> str:
        """The trace on the lines of this source."""
        return write_trace(at_lines(self.result.trace, self.source.lines), self.language.semantics)


class TaughtItem(NamedTuple):
    """A question whose language is taught before it: by solved programs, by a guide, or by both."""

    item: Item
    solved: tuple[Item, ...]
    guide: str | None


Accepts = Callable[[Program], bool]
Draw = Callable[[Random, ProgramSpec], Drawn]
"""How a program is drawn; `draw_program` unless told otherwise (caalm.generation.long draws long runs)."""


def draw_invented(
    rng: Random,
    pool: Pool,
    *,
    tier: int,
    max_steps: int = 40,
    scenes: int = 1,
    language: InventedLanguage | None = None,
    accepts: Accepts = lambda program: True,
    accepts_language: Callable[[InventedLanguage], bool] = lambda language: True,
    solved: tuple[Item, ...] = (),
    draw: Draw = draw_program,
    rejected: Counter[str] | None = None,
    check: bool = True,
    beyond: bool = False,
) -> Item:
    """A decidable program in a fresh language (or in ``language``), with a tree that ``accepts``.

    ``solved`` programs of the language count as known to the reader. ``rejected`` counts what the check refused, by
    reading, and the accepted under "accepted". With ``beyond`` a fresh language can say all that the tree has.
    """
    known = tuple(Solved(one.program, one.source.text, one.result) for one in solved)
    for _ in range(LANGUAGES_TRIED):
        current = language or _accepted_language(rng, pool, accepts_language, beyond=beyond)
        spec = _spec(current, tier, max_steps, scenes)
        for _ in range(PROGRAMS_TRIED):
            drawn = draw(rng, spec)
            if not accepts(drawn.program):
                continue
            try:
                source = current.render(drawn.program, rng)
            except InexpressibleError:
                continue
            reason = undecided(drawn.program, current, source, drawn.result, known) if check else None
            if rejected is not None:
                rejected[reason or "accepted"] += 1
            if reason is None:
                return Item(current, drawn.program, source, drawn.result, tier)
    raise DrawError(f"no decidable program of tier {tier} in {LANGUAGES_TRIED} languages")


def draw_topic(
    rng: Random,
    topic: str,
    where: Pool | Language,
    *,
    max_steps: int = 40,
    accepts: Accepts = lambda program: True,
    accepts_language: Callable[[InventedLanguage], bool] = lambda language: True,
    language: InventedLanguage | None = None,
    solved: tuple[Item, ...] = (),
    check: bool = True,
) -> Item:
    """A program about a topic: in a fresh language of a pool (or in its ``language``), or in a real language."""
    if topic not in TOPICS:
        raise InputError(f"topic: {topic!r} is none of {', '.join(TOPICS)}")

    def draw(generator: Random, spec: ProgramSpec) -> Drawn:
        return draw_topic_program(generator, spec, topic)

    if isinstance(where, Pool):
        item = draw_invented(
            rng,
            where,
            tier=TIER,
            max_steps=max_steps,
            language=language,
            accepts=accepts,
            accepts_language=accepts_language,
            solved=solved,
            draw=draw,
            check=check,
            beyond=True,
        )
    elif where.name in TOPIC_LANGUAGES:
        item = draw_real(rng, where, tier=TIER, max_steps=max_steps, accepts=accepts, draw=draw)
    elif where.name == "cobol" and topic in COBOL_TOPICS:
        item = _draw_cobol_topic(rng, where, topic, max_steps, accepts)
    else:
        has = f"has the topics {', '.join(COBOL_TOPICS)}" if where.name == "cobol" else "has no topics"
        raise InputError(f"{where.name!r} {has}: all are in {', '.join(TOPIC_LANGUAGES)}")
    return item._replace(topic=topic)


def _draw_cobol_topic(rng: Random, language: Language, topic: str, max_steps: int, accepts: Accepts) -> Item:
    for _ in range(LANGUAGES_TRIED):
        program, result = draw_cobol_topic(rng, topic, max_steps)
        if not accepts(program):
            continue
        try:
            return Item(language, program, language.render(program, rng), result, TIER)
        except InexpressibleError:
            continue
    raise DrawError(f"no COBOL program about {topic} is accepted in {LANGUAGES_TRIED} draws")


def draw_taught(
    rng: Random,
    pool: Pool,
    *,
    tier: int,
    count: int,
    guided: bool = False,
    max_steps: int = 24,
    accepts: Accepts = lambda program: True,
    accepts_language: Callable[[InventedLanguage], bool] = lambda language: True,
    topic: str | None = None,
) -> TaughtItem:
    """A question in a language that mostly says nothing by itself, taught by ``count`` solved programs or a guide.

    With a ``topic`` every second solved program, and the question, are about it.
    """
    opaque = replace(pool, opaque_share=0.45)
    for _ in range(LANGUAGES_TRIED):
        language = _accepted_language(rng, opaque, accepts_language, beyond=topic is not None)
        settled = replace(language, opaque=frozenset()) if guided else language
        try:
            # What is shown solved needs no decision by the reader, so it is drawn without the check.
            draws = [
                draw_invented(
                    rng,
                    opaque,
                    tier=1 + int(rng.random() * 3),
                    max_steps=max_steps,
                    language=language,
                    accepts=accepts,
                    check=False,
                )
                if topic is None or number % 2
                else draw_topic(
                    rng, topic, opaque, max_steps=max_steps, language=language, accepts=accepts, check=False
                )
                for number in range(count)
            ]
            solved = tuple({one.source.text: one for one in draws}.values())
            if topic is None:
                item = draw_invented(
                    rng, opaque, tier=tier, max_steps=max_steps, language=settled, accepts=accepts, solved=solved
                )
            else:
                item = draw_topic(
                    rng, topic, opaque, max_steps=max_steps, language=settled, accepts=accepts, solved=solved
                )
        except DrawError:
            continue
        if item.source.text not in {one.source.text for one in solved}:
            return TaughtItem(item, solved, guide(language) if guided else None)
    raise DrawError(f"no taught program of tier {tier} in {LANGUAGES_TRIED} languages")


def _spec(language: Language, tier: int, max_steps: int, scenes: int) -> ProgramSpec:
    """What the language can express; programs of several scenes also have longer loops."""
    return ProgramSpec(
        tier=tier,
        semantics=language.semantics,
        features=language.features,
        reserved=language.reserved,
        max_steps=max_steps,
        scenes=scenes,
        max_rounds=10 if scenes == 1 else 40,
        long_loop_share=0.04 if scenes == 1 else 0.3,
    )


def _accepted_language(
    rng: Random, pool: Pool, accepts: Callable[[InventedLanguage], bool], *, beyond: bool = False
) -> InventedLanguage:
    for _ in range(LANGUAGES_TRIED):
        language = draw_language(rng, pool)
        if beyond:
            language = extend(rng, pool, language)
        if accepts(language):
            return language
    raise DrawError(f"no language of the pool is accepted in {LANGUAGES_TRIED} draws")


def draw_real(
    rng: Random,
    language: Language,
    *,
    tier: int,
    max_steps: int = 40,
    scenes: int = 1,
    accepts: Accepts = lambda program: True,
    draw: Draw = draw_program,
) -> Item:
    """A program of the common tree in a real language; COBOL's are drawn with pictures (caalm.generation.cobol)."""
    for _ in range(LANGUAGES_TRIED):
        if language.name == "cobol":
            program, result = draw_cobol(rng, tier)
            if result.steps > max_steps:
                continue
        else:
            spec = _spec(language, tier, max_steps, scenes)
            program, result = draw(rng, spec)
        if not accepts(program):
            continue
        try:
            return Item(language, program, language.render(program, rng), result, tier)
        except InexpressibleError:
            continue
    raise DrawError(f"no {language.name} program of tier {tier} is accepted in {LANGUAGES_TRIED} draws")


def draw_corner(
    rng: Random,
    language: Language,
    *,
    tier: int | None = None,
    max_steps: int = 40,
    accepts: Accepts = lambda program: True,
) -> Item:
    """A program about what a language prints, divides and compares in its own way (`caalm.generation.corners`)."""
    for _ in range(CORNERS_TRIED):
        program = draw_corner_program(rng, language.name)
        found = tier_of(program)
        if tier not in (None, found) or not accepts(program):
            continue
        result = interpret(program, language.semantics, step_limit=max_steps + 1)
        if result.error is not None or result.steps > max_steps:
            continue
        try:
            return Item(language, program, language.render(program, rng), result, found)
        except InexpressibleError:
            continue
    raise DrawError(f"no {language.name} program of tier {tier} about its corners in {CORNERS_TRIED} draws")


def tier_of(program: Program) -> int:
    """3 with a loop, 2 with a condition, else 1."""
    kinds = {type(statement) for statement in walk_statements(program.body)}
    return 3 if kinds & {For, While} else 2 if If in kinds else 1
