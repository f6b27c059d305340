"""Programs that the service draws: new languages, and examples to try. Their truth is known without a run.

>>> drawn = draw(schemas.Drawing(seed=7, tier=1))
>>> drawn.language.name == draw(schemas.Drawing(seed=7, tier=1)).language.name
True
"""

from __future__ import annotations

import functools
import secrets
from collections.abc import Iterator

from caalm.errors import DrawError, InputError
from caalm.evaluation.suites import draw_item, suite_named
from caalm.evaluation.verify import Truth
from caalm.generation.alien import AlienItem, draw_alien
from caalm.generation.items import Item, draw_taught
from caalm.generation.languages import Pool
from caalm.generation.topics import TOPICS
from caalm.languages import LANGUAGES
from caalm.machines import MACHINES
from caalm.model.steps import read_steps
from caalm.rng import derive
from caalm.serving import schemas
from caalm.serving.steps import read_all
from caalm.tasks.prediction import with_input

ATTEMPTS = 20
EXAMPLE_SEED = 2026
CARD = {"python-01": "Python", "tier-1-01": "SCRIBBLE", "tier-2-01": "BIND", "tier-1-02": "STORE"}
"""The published card's own four programs, by their ids in the suite card-52."""


def fresh_seed() -> int:
    """Any seed: what is drawn with it is told together with it, so it can be drawn again."""
    return secrets.randbelow(2**31)


def draw(what: schemas.Drawing) -> Item | AlienItem:
    """The item of a seed; an InputError names what there is none of."""
    seed = what.seed or 0
    if what.machine is not None:
        if what.machine not in MACHINES:
            raise InputError(f"machine: {what.machine!r} is none of {', '.join(MACHINES)}")
        return draw_alien(derive(seed, "draw", "machine", what.machine), machine=what.machine)
    if what.topic is not None and what.topic not in TOPICS:
        raise InputError(f"topic: {what.topic!r} is none of {', '.join(TOPICS)}")
    if what.topic is not None and what.language not in ("invented", *LANGUAGES):
        raise InputError(f"language: topics are drawn in invented, {', '.join(LANGUAGES)}")
    try:
        return _drawn(what.language, tier_of(what), seed, what.topic)
    except InputError as error:
        # Not every language has every topic.
        raise InputError(f"language: {str(error).removeprefix('language: ')}") from None


def tier_of(what: schemas.Drawing) -> int:
    """The tier that is meant."""
    return what.tier or 2


def _drawn(language: str, tier: int, seed: int, topic: str | None) -> Item:
    for index in range(ATTEMPTS):  # a draw that finds nothing is rare
        try:
            return draw_item(language, tier, seed, index, topic)
        except DrawError:
            continue
    raise DrawError(f"seed: nothing was found under {seed}, try another one")


def code_of(item: Item | AlienItem) -> str:
    """The program as a predictor takes it, with the lines that it reads."""
    return with_input(item.source.text, item.program.lines)


def truth_of(item: Item | AlienItem) -> Truth:
    """What a drawn program does."""
    error = item.result.error
    return Truth(
        language=item.language.name,
        stdout=item.result.stdout,
        steps=item.trace_text(),
        ended="ok" if error is None else f"runtime_error ({error})",
    )


def invent(request: schemas.InventRequest) -> schemas.InventResponse:
    """A new language and a program in it."""
    if request.seed is None:
        request = request.model_copy(update={"seed": fresh_seed()})
    solved: tuple[Item, ...] = ()
    guide = None
    item: Item | AlienItem
    if request.solved:
        if request.machine is not None or request.language != "invented":
            raise InputError("solved: only invented languages of a tier or topic are taught")
        if request.topic is not None and request.topic not in TOPICS:
            raise InputError(f"topic: {request.topic!r} is none of {', '.join(TOPICS)}")
        taught = draw_taught(
            derive(request.seed or 0, "taught"),
            Pool(),
            tier=tier_of(request),
            count=request.solved,
            guided=request.guided,
            topic=request.topic,
        )
        item, solved, guide = taught
    else:
        item = draw(request)
    return schemas.InventResponse(
        seed=request.seed or 0,
        language=item.language.name,
        tier=item.tier,
        topic=None if isinstance(item, AlienItem) else item.topic,
        machine=item.machine if isinstance(item, AlienItem) else None,
        code=item.source.text,
        input="".join([f"{line}\n" for line in item.program.lines]) or None,
        output=item.result.stdout.removesuffix("\n"),
        steps=read_all(read_steps(item.trace_text().removesuffix("\n"), [])),
        examples=[
            schemas.SolvedExample(code=code_of(each), output=each.result.stdout.removesuffix("\n")) for each in solved
        ],
        guide=guide,
    )


@functools.cache
def examples() -> tuple[schemas.Example, ...]:
    """Programs to try: always the same ones."""
    return (*_card(), *_drawn_examples())


def _card() -> Iterator[schemas.Example]:
    items = {item.id: item for item in suite_named("card-52").items}
    for name, title in CARD.items():
        item = items[name]
        yield schemas.Example(
            id=f"card-{name}",
            title=title,
            kind="card",
            language=item.language if item.language in LANGUAGES else "invented",
            code=item.code.removesuffix("\n"),
            output=item.output.removesuffix("\n"),
        )


def _drawn_examples() -> Iterator[schemas.Example]:
    for name in LANGUAGES:
        yield _example("language", name, name, _drawn(name, 3, EXAMPLE_SEED, None))
    for topic in TOPICS:
        yield _example("topic", topic, "python", _drawn("python", 2, EXAMPLE_SEED, topic))
    for machine in MACHINES:
        item = draw_alien(derive(EXAMPLE_SEED, "example", machine), machine=machine)
        yield _example("machine", machine, item.language.name, item)


def _example(kind: str, name: str, language: str, item: Item | AlienItem) -> schemas.Example:
    return schemas.Example.model_validate(
        {
            "id": f"{kind}-{name}",
            "title": name,
            "kind": kind,
            "language": language,
            "code": item.source.text,
            "input": "".join([f"{line}\n" for line in item.program.lines]) or None,
            "output": item.result.stdout.removesuffix("\n"),
        }
    )
