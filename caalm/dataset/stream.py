"""The endless training stream: example number i is drawn from its own derivation path, never stored.

>>> from itertools import islice
>>> one, two = (list(islice(stream(StreamRecipe(), 0, 1, 0), 3)) for _ in range(2))
>>> one == two
True

Worker w of n draws the examples w, w + n, w + 2n ... so any number of workers sees the same programs, and a run that
stopped at a position goes on from it. Trees and languages of the other splits are never drawn. A part of the stream
is about topics beyond the published tiers (caalm.generation.topics); one alone, in short programs, is

    StreamRecipe(beyond_share=1.0, topics={"recursion": 1.0}, max_steps=12)
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from caalm.dataset.draw import fixed_language
from caalm.dataset.idiomatic import IdiomaticExamples
from caalm.dataset.segments import code_of, segment_example
from caalm.dataset.splits import HELD_OUT_SPLITS, POOLS, Split, alien_split, base_split, language_split, tree_split
from caalm.errors import DrawError
from caalm.generation.alien import AlienItem, draw_alien
from caalm.generation.cobol import COBOL_TOPICS
from caalm.generation.exchanged import draw_exchanged
from caalm.generation.forms import FORMS
from caalm.generation.items import (
    CORNER_LANGUAGES,
    TOPIC_LANGUAGES,
    Draw,
    Item,
    TaughtItem,
    draw_corner,
    draw_invented,
    draw_real,
    draw_taught,
    draw_topic,
)
from caalm.generation.languages import extend
from caalm.generation.long import draw_long_program
from caalm.generation.programs import Drawn, ProgramSpec, draw_program
from caalm.generation.sentences import draw_speaking_program
from caalm.generation.topics import TOPICS
from caalm.generation.trials import draw_trial_program, draw_wide_trial_program
from caalm.languages import LANGUAGES
from caalm.languages.invented.language import InventedLanguage
from caalm.machines import MACHINES
from caalm.program.nodes import Program
from caalm.rng import derive
from caalm.tasks.example import Example
from caalm.tasks.prediction import plain_example, traced_example
from caalm.tasks.shell import shell_example
from caalm.tasks.teaching import taught_prompt

LEAST_LONG = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRecipe:
    """What the stream is made of; shares are probabilities per example."""

    seed: int = 0
    split: Split = "train"
    """Whose programs and languages: "train", or another split where a test of the same mixture is wanted."""
    plain_share: float = 0.3
    """Examples without a trace."""
    real_share: float = 0.25
    corner_share: float = 0.1
    """Of the real examples, those about what their language prints and rounds in its own way."""
    beyond_share: float = 0.15
    """Examples about a topic beyond the tiers; the others are real ones by their share, or invented."""
    beyond_real_share: float = 0.4
    """Of those, the ones in real languages."""
    cobol_topics_share: float = 0.0
    """Of the examples about a topic, those in COBOL: about one of the topics that it has, by their weights."""
    topics: Mapping[str, float] | None = None
    """How often each topic comes, relative to the others; None: all alike."""
    alien_share: float = 0.05
    """Examples about programs of machines: stacks, gotos, rewriting rules (caalm.generation.alien)."""
    machines: tuple[str, ...] | None = None
    """The machines; None: all of them."""
    idiomatic: str | None = None
    """A folder that ``caalm dataset build idiomatic`` made: programs beyond the tree in the real languages."""
    idiomatic_share: float = 0.1
    """Examples from that folder, where one is given."""
    shell_share: float = 0.0
    """Examples from shell sessions (caalm.tasks.shell): none until the tiers are mastered."""
    real_languages: tuple[str, ...] = ("python", "javascript", "lua", "cobol")
    tiers: tuple[float, float, float] = (0.3, 0.4, 0.3)
    speaking_share: float = 0.0
    """Of the short programs of the tiers, those with sentences, several items a line (caalm.generation.sentences)."""
    forms_share: float = 0.0
    """Of the other short programs of the tiers, those about how exactly output is written (caalm.generation.forms)."""
    trials_share: float = 0.0
    """Of the short programs of the tiers, those that try one construct out (caalm.generation.trials)."""
    max_steps: int = 40
    long_share: float = 0.05
    """Examples of several scenes and up to ``long_steps`` steps: most are beyond 2,048 bytes with their trace."""
    long_steps: int = 400
    taught_share: float = 0.1
    """Examples whose language is taught in the prompt, by 1 to 16 solved programs or by a guide."""
    exchanged_share: float = 0.0
    """Of those, the ones whose familiar words or operators have exchanged their meanings."""
    continuation_share: float = 0.15
    """Of the examples with a trace, those that go on from a checkpoint: one segment of a long run.

    Each fits 2,048 bytes (caalm.dataset.segments). Half of the runs are loops of many rounds, half are programs of
    several scenes.
    """
    continuation_steps: int = 400
    """The longest of those runs; the steps of loops of many rounds are log-uniform from 10 to this."""
    short_until: int = 0
    """The first examples are short programs (one loop round or none), so that reading and copying form early."""
    fixed_languages: int | None = None
    """None: a fresh language for every program. A number: the published regime of so many, the data set's own."""

    def __post_init__(self) -> None:
        unknown = [name for name in self.real_languages if name not in LANGUAGES]
        if unknown:
            raise ValueError(f"real_languages: {unknown[0]!r} is none of {', '.join(LANGUAGES)}")
        for topic, weight in (self.topics or {}).items():
            if topic not in TOPICS:
                raise ValueError(f"topics: {topic!r} is none of {', '.join(TOPICS)}")
            if weight < 0:
                raise ValueError(f"topics: the weight of {topic!r} is below 0")
        if self.topics is not None and not sum(self.topics.values()):
            raise ValueError("topics: give at least one of them a weight, or None for all alike")
        if self.cobol_topics_share and self.topics and not any(self.topics.get(topic) for topic in COBOL_TOPICS):
            raise ValueError(f"cobol_topics_share: COBOL has none of the topics, only {', '.join(COBOL_TOPICS)}")
        if not 0 <= self.beyond_share <= 1 - (self.real_share if self.beyond_share < 1 else 0):
            raise ValueError("beyond_share: together with real_share it must lie in 0 to 1")
        for machine in self.machines or ():
            if machine not in MACHINES:
                raise ValueError(f"machines: {machine!r} is none of {', '.join(MACHINES)}")
        elsewhere = (self.alien_share, self.idiomatic_share if self.idiomatic else 0.0, self.shell_share)
        if min(elsewhere) < 0 or sum(elsewhere) > 1:
            raise ValueError("alien_share, idiomatic_share, shell_share: each and together they must lie in 0 to 1")
        for name in (
            *("speaking_share", "forms_share", "trials_share"),
            *("cobol_topics_share", "exchanged_share", "continuation_share"),
        ):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name}: must lie in 0 to 1")
        if self.continuation_steps < LEAST_LONG:
            raise ValueError(f"continuation_steps: must be at least {LEAST_LONG}")

    def accepts(self, program: Program) -> bool:
        """Whether a tree belongs to the split."""
        return tree_split(program) == base_split(self.split)

    def accepts_language(self, language: InventedLanguage) -> bool:
        """Whether an invented language belongs to the split."""
        return language_split(language) == base_split(self.split)

    @property
    def continued(self) -> float:
        """The share of continuations among all examples that are not taught, so that it is right among the traced."""
        traced = 1 - self.plain_share
        share = self.continuation_share
        return share * traced / (1 - share + share * traced) if share else 0.0

    @property
    def real_among_tiers(self) -> float:
        """The share of real languages among the examples that are about no topic."""
        return self.real_share / (1 - self.beyond_share) if self.beyond_share < 1 else 0.0


def draw_item(recipe: StreamRecipe, position: int) -> tuple[Item, bool]:
    """Item ``position`` of the stream, and whether it is asked with a trace."""
    beyond = derive(recipe.seed, "beyond", position)
    if beyond.random() < recipe.beyond_share:
        max_steps = 8 if position < recipe.short_until else recipe.max_steps
        return _draw_beyond(beyond, recipe, max_steps), beyond.random() >= recipe.plain_share
    rng = derive(recipe.seed, "stream", position)
    real, plain = rng.random() < recipe.real_among_tiers, rng.random() < recipe.plain_share
    short = position < recipe.short_until
    long = rng.random() < recipe.long_share and not short
    tier = _tier(rng, recipe.tiers)
    max_steps = 8 if short else recipe.long_steps if long else recipe.max_steps
    scenes = 4 + int(rng.random() * 9) if long else 1
    speaks = derive(recipe.seed, "speaking", position).random() < recipe.speaking_share
    draw: Draw = draw_speaking_program if speaks and not long else draw_program
    written = derive(recipe.seed, "forms", position)
    measures = False
    if written.random() < recipe.forms_share and not (speaks or long):
        form = tuple(FORMS)[int(written.random() * len(FORMS))]
        draw, measures = FORMS[form], form == "padding"
    tries = derive(recipe.seed, "trials", position)
    if tries.random() < recipe.trials_share and not long:
        measures = tries.random() < 0.5
        draw = draw_wide_trial_program if real or measures else draw_trial_program
    while True:
        try:
            item = _draw(
                rng, recipe, real=real, tier=tier, max_steps=max_steps, scenes=scenes, draw=draw, beyond=measures
            )
            return item, not plain
        except DrawError:  # rare: a short tier 3 in a narrow language; the same generator goes on
            continue


def _draw_beyond(rng: Random, recipe: StreamRecipe, max_steps: int) -> Item:
    """A training program about a topic, in a real or in an invented language."""
    topic = _topic(rng, recipe)
    names = [name for name in recipe.real_languages if name in TOPIC_LANGUAGES]
    real = rng.random() < recipe.beyond_real_share and bool(names)
    where = LANGUAGES[names[int(rng.random() * len(names))]] if real else POOLS[recipe.split]
    # Nothing is drawn for a share of 0: the other examples are then what they were before COBOL had topics.
    if recipe.cobol_topics_share and rng.random() < recipe.cobol_topics_share:
        topic, where, real = _topic(rng, recipe, COBOL_TOPICS), LANGUAGES["cobol"], True
    language = None
    if recipe.fixed_languages is not None and not real:
        number = int(rng.random() * recipe.fixed_languages)
        fixed = fixed_language(recipe.seed, "train", number)
        language = extend(derive(recipe.seed, "beyond", "language", number), POOLS[recipe.split], fixed)
    while True:
        try:
            return draw_topic(
                rng,
                topic,
                where,
                max_steps=max_steps,
                language=language,
                accepts=recipe.accepts,
                accepts_language=recipe.accepts_language,
            )
        except DrawError:  # rare: a topic that leaves little within so few steps
            continue


def _topic(rng: Random, recipe: StreamRecipe, among: Iterable[str] = TOPICS) -> str:
    weights = {topic: 1.0 if recipe.topics is None else recipe.topics.get(topic, 0.0) for topic in among}
    roll = rng.random() * sum(weights.values())
    for topic, weight in weights.items():
        roll -= weight
        if roll < 0:
            return topic
    return next(topic for topic in reversed(list(weights)) if weights[topic])


def _draw(
    rng: Random,
    recipe: StreamRecipe,
    *,
    real: bool,
    tier: int,
    max_steps: int,
    scenes: int,
    draw: Draw = draw_program,
    beyond: bool = False,
) -> Item:
    """A training program in a real or in an invented language."""
    if real and recipe.real_languages:
        names = recipe.real_languages
        language = LANGUAGES[names[int(rng.random() * len(names))]]
        if language.name in CORNER_LANGUAGES and rng.random() < recipe.corner_share:
            return draw_corner(rng, language, max_steps=max_steps, accepts=recipe.accepts)
        return draw_real(
            rng, language, tier=tier, max_steps=max_steps, scenes=scenes, accepts=recipe.accepts, draw=draw
        )
    fixed = None
    if recipe.fixed_languages is not None:
        fixed = fixed_language(recipe.seed, "train", int(rng.random() * recipe.fixed_languages))
    return draw_invented(
        rng,
        POOLS[recipe.split],
        tier=tier,
        max_steps=max_steps,
        scenes=scenes,
        language=fixed,
        accepts=recipe.accepts,
        accepts_language=recipe.accepts_language,
        draw=draw,
        beyond=beyond,
    )


def stream(recipe: StreamRecipe, worker: int, workers: int, start: int) -> Iterator[Example]:
    """The examples of one of ``workers`` workers from its own number ``start`` on, without end."""
    position = start * workers + worker
    while True:
        yield draw_example(recipe, position)
        position += workers


def draw_example(recipe: StreamRecipe, position: int) -> Example:
    """Example ``position`` of the stream."""
    if position >= recipe.short_until:
        elsewhere = derive(recipe.seed, "elsewhere", position)
        roll = elsewhere.random()
        if roll < recipe.alien_share:
            return _alien_example(elsewhere, recipe, position)
        roll -= recipe.alien_share
        if roll < recipe.shell_share:
            return shell_example(recipe.seed, base_split(recipe.split), position)
        if recipe.idiomatic and roll < recipe.shell_share + recipe.idiomatic_share:
            return _idiomatic(recipe.idiomatic, recipe.split, recipe.seed, recipe.plain_share).example(position)
    rng = derive(recipe.seed, "task", position)
    if rng.random() < recipe.taught_share and position >= recipe.short_until:
        return _taught_example(rng, recipe, position)
    if rng.random() < recipe.continued and position >= recipe.short_until:
        return _continued_example(rng, recipe, position)
    item, traced = draw_item(recipe, position)
    return _example_of(item, traced=traced, position=position)


def _alien_example(rng: Random, recipe: StreamRecipe, position: int) -> Example:
    machines = recipe.machines or tuple(MACHINES)
    item = draw_alien(
        rng,
        held_out=recipe.split in HELD_OUT_SPLITS,
        machine=machines[int(rng.random() * len(machines))],
        max_steps=recipe.max_steps,
        accepts=lambda canonical: alien_split(canonical) == base_split(recipe.split),
    )
    return _example_of(item, traced=rng.random() >= recipe.plain_share, position=position)


@cache
def _idiomatic(folder: str, split: Split, seed: int, plain_share: float) -> IdiomaticExamples:
    return IdiomaticExamples(folder, split=base_split(split), seed=seed, plain_share=plain_share)


def _example_of(item: Item | AlienItem, *, traced: bool, position: int) -> Example:
    metadata: dict[str, object] = {"position": position, "tier": item.tier, "language": item.language.name}
    if item.topic is not None:
        metadata["topic"] = item.topic
    if traced:
        return traced_example(code_of(item), item.trace_text(), item.result.stdout, metadata)
    return plain_example(code_of(item), item.result.stdout, metadata)


def _taught_example(rng: Random, recipe: StreamRecipe, position: int) -> Example:
    other = derive(recipe.seed, "exchanged", position)
    if other.random() < recipe.exchanged_share:
        taught = draw_exchanged(
            other,
            POOLS[recipe.split],
            tier=_tier(other, recipe.tiers),
            count=0 if other.random() < 0.5 else _lesson_length(other),
            accepts=recipe.accepts,
            accepts_language=recipe.accepts_language,
        )
    else:
        taught = _opaque_lesson(rng, recipe, position)
    plain = _example_of(taught.item, traced=rng.random() >= recipe.plain_share, position=position)
    solved = [(code_of(one), one.result.stdout) for one in taught.solved]
    return replace(plain, prompt=taught_prompt(plain.prompt, solved=solved, guide=taught.guide))


def _opaque_lesson(rng: Random, recipe: StreamRecipe, position: int) -> TaughtItem:
    beyond = derive(recipe.seed, "beyond", position)
    topic = _topic(beyond, recipe) if beyond.random() < recipe.beyond_share else None
    guided = rng.random() < 0.25 and topic is None  # a guide tells the card's statements
    # Half of the guides stand alone.
    count = 0 if guided and rng.random() < 0.5 else _lesson_length(rng)
    return draw_taught(
        rng,
        POOLS[recipe.split],
        tier=_tier(rng, recipe.tiers),
        count=count,
        guided=guided,
        accepts=recipe.accepts,
        accepts_language=recipe.accepts_language,
        topic=topic,
    )


def _lesson_length(rng: Random) -> int:
    """Log-uniform from 1 to 16 solved programs."""
    return int(2 ** (4 * rng.random()) + 0.5)


def _continued_example(rng: Random, recipe: StreamRecipe, position: int) -> Example:
    longest = recipe.continuation_steps

    def draw_long(generator: Random, spec: ProgramSpec) -> Drawn:
        return draw_long_program(generator, spec, LEAST_LONG, longest)

    beyond = derive(recipe.seed, "beyond", position)
    while True:
        real, loops = rng.random() < recipe.real_among_tiers, rng.random() < 0.5
        tier, scenes = (3, 1) if loops else (_tier(rng, recipe.tiers), 1 + int(rng.random() * 4))
        draw = draw_long if loops else draw_program
        try:
            if beyond.random() < recipe.beyond_share:
                item = _draw_beyond(beyond, recipe, longest)
            else:
                item = _draw(rng, recipe, real=real, tier=tier, max_steps=longest, scenes=scenes, draw=draw)
            example = segment_example(item, rng)
        except DrawError:  # a language without loops, or a program too long for the context
            continue
        return replace(example, metadata={"position": position, **example.metadata})


def _tier(rng: Random, shares: Sequence[float]) -> int:
    roll = rng.random() * sum(shares)
    return 1 if roll < shares[0] else 2 if roll < shares[0] + shares[1] else 3
