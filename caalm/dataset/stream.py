"""The endless training stream: example number i is drawn from its own derivation path, never stored.

>>> from itertools import islice
>>> one, two = (list(islice(stream(StreamRecipe(), 0, 1, 0), 3)) for _ in range(2))
>>> one == two
True

Worker w of n draws the examples w, w + n, w + 2n ... so any number of workers sees the same programs, and a run that
stopped at a position goes on from it. Trees and languages of the other splits are never drawn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from caalm.dataset.draw import fixed_language
from caalm.dataset.segments import segment_example
from caalm.dataset.splits import POOLS, language_split, tree_split
from caalm.errors import DrawError
from caalm.generation.items import CORNER_LANGUAGES, Draw, Item, draw_corner, draw_invented, draw_real, draw_taught
from caalm.generation.long import draw_long_program
from caalm.generation.programs import Drawn, ProgramSpec, draw_program
from caalm.languages import LANGUAGES
from caalm.languages.invented.language import InventedLanguage
from caalm.program.nodes import Program
from caalm.rng import derive
from caalm.tasks.example import Example
from caalm.tasks.prediction import plain_example, traced_example
from caalm.tasks.teaching import taught_prompt

LEAST_LONG = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRecipe:
    """What the stream is made of; shares are probabilities per example."""

    seed: int = 0
    plain_share: float = 0.3
    """Examples without a trace."""
    real_share: float = 0.25
    corner_share: float = 0.1
    """Of the real examples, those about what their language prints and rounds in its own way."""
    real_languages: tuple[str, ...] = ("python", "javascript", "lua", "cobol")
    tiers: tuple[float, float, float] = (0.3, 0.4, 0.3)
    max_steps: int = 40
    long_share: float = 0.05
    """Examples of several scenes and up to ``long_steps`` steps: most are beyond 2,048 bytes with their trace."""
    long_steps: int = 400
    taught_share: float = 0.1
    """Examples whose language is taught in the prompt, by 1 to 16 solved programs or by a guide."""
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
        if not 0 <= self.continuation_share <= 1:
            raise ValueError("continuation_share: must lie in 0 to 1")
        if self.continuation_steps < LEAST_LONG:
            raise ValueError(f"continuation_steps: must be at least {LEAST_LONG}")

    @property
    def continued(self) -> float:
        """The share of continuations among all examples that are not taught, so that it is right among the traced."""
        traced = 1 - self.plain_share
        share = self.continuation_share
        return share * traced / (1 - share + share * traced) if share else 0.0


def draw_item(recipe: StreamRecipe, position: int) -> tuple[Item, bool]:
    """Item ``position`` of the stream, and whether it is asked with a trace."""
    rng = derive(recipe.seed, "stream", position)
    real, plain = rng.random() < recipe.real_share, rng.random() < recipe.plain_share
    short = position < recipe.short_until
    long = rng.random() < recipe.long_share and not short
    tier = _tier(rng, recipe.tiers)
    max_steps = 8 if short else recipe.long_steps if long else recipe.max_steps
    scenes = 4 + int(rng.random() * 9) if long else 1
    while True:
        try:
            return _draw(rng, recipe, real=real, tier=tier, max_steps=max_steps, scenes=scenes), not plain
        except DrawError:  # rare: a short tier 3 in a narrow language; the same generator goes on
            continue


def _draw(
    rng: Random,
    recipe: StreamRecipe,
    *,
    real: bool,
    tier: int,
    max_steps: int,
    scenes: int,
    draw: Draw = draw_program,
) -> Item:
    """A training program in a real or in an invented language."""
    if real and recipe.real_languages:
        names = recipe.real_languages
        language = LANGUAGES[names[int(rng.random() * len(names))]]
        if language.name in CORNER_LANGUAGES and rng.random() < recipe.corner_share:
            return draw_corner(rng, language, max_steps=max_steps, accepts=_training_tree)
        return draw_real(
            rng, language, tier=tier, max_steps=max_steps, scenes=scenes, accepts=_training_tree, draw=draw
        )
    fixed = None
    if recipe.fixed_languages is not None:
        fixed = fixed_language(recipe.seed, "train", int(rng.random() * recipe.fixed_languages))
    return draw_invented(
        rng,
        POOLS["train"],
        tier=tier,
        max_steps=max_steps,
        scenes=scenes,
        language=fixed,
        accepts=_training_tree,
        accepts_language=_training_language,
        draw=draw,
    )


def stream(recipe: StreamRecipe, worker: int, workers: int, start: int) -> Iterator[Example]:
    """The examples of one of ``workers`` workers from its own number ``start`` on, without end."""
    position = start * workers + worker
    while True:
        yield draw_example(recipe, position)
        position += workers


def draw_example(recipe: StreamRecipe, position: int) -> Example:
    """Example ``position`` of the stream."""
    rng = derive(recipe.seed, "task", position)
    if rng.random() < recipe.taught_share and position >= recipe.short_until:
        return _taught_example(rng, recipe, position)
    if rng.random() < recipe.continued and position >= recipe.short_until:
        return _continued_example(rng, recipe, position)
    item, traced = draw_item(recipe, position)
    return _example_of(item, traced=traced, position=position)


def _example_of(item: Item, *, traced: bool, position: int) -> Example:
    metadata = {"position": position, "tier": item.tier, "language": item.language.name}
    if traced:
        return traced_example(item.source.text, item.trace_text(), item.result.stdout, metadata)
    return plain_example(item.source.text, item.result.stdout, metadata)


def _taught_example(rng: Random, recipe: StreamRecipe, position: int) -> Example:
    guided = rng.random() < 0.25
    # Log-uniform from 1 to 16; half of the guides stand alone.
    count = 0 if guided and rng.random() < 0.5 else int(2 ** (4 * rng.random()) + 0.5)
    taught = draw_taught(
        rng,
        POOLS["train"],
        tier=_tier(rng, recipe.tiers),
        count=count,
        guided=guided,
        accepts=_training_tree,
        accepts_language=_training_language,
    )
    plain = _example_of(taught.item, traced=rng.random() >= recipe.plain_share, position=position)
    solved = [(one.source.text, one.result.stdout) for one in taught.solved]
    return replace(plain, prompt=taught_prompt(plain.prompt, solved=solved, guide=taught.guide))


def _continued_example(rng: Random, recipe: StreamRecipe, position: int) -> Example:
    longest = recipe.continuation_steps

    def draw_long(generator: Random, spec: ProgramSpec) -> Drawn:
        return draw_long_program(generator, spec, LEAST_LONG, longest)

    while True:
        real, loops = rng.random() < recipe.real_share, rng.random() < 0.5
        tier, scenes = (3, 1) if loops else (_tier(rng, recipe.tiers), 1 + int(rng.random() * 4))
        draw = draw_long if loops else draw_program
        try:
            item = _draw(rng, recipe, real=real, tier=tier, max_steps=longest, scenes=scenes, draw=draw)
            example = segment_example(item, rng)
        except DrawError:  # a language without loops, or a program too long for the context
            continue
        return replace(example, metadata={"position": position, **example.metadata})


def _tier(rng: Random, shares: Sequence[float]) -> int:
    roll = rng.random() * sum(shares)
    return 1 if roll < shares[0] else 2 if roll < shares[0] + shares[1] else 3


def _training_tree(program: Program) -> bool:
    return tree_split(program) == "train"


def _training_language(language: InventedLanguage) -> bool:
    return language_split(language) == "train"
