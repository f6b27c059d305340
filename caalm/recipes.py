"""Named configurations, as functions that return frozen dataclasses; a run is a recipe and a folder.

>>> nano(Path("runs/nano"), seconds=60).train.size
'15m'
>>> tiny(Path("runs/tiny")).stream.max_steps
12
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from caalm.dataset.recipe import DatasetRecipe
from caalm.dataset.stream import StreamRecipe, stream
from caalm.errors import InputError

if TYPE_CHECKING:
    from caalm.dataset.location import Location
    from caalm.tasks.example import Example
    from caalm.training.batches import Stream
    from caalm.training.loop import TrainConfig
    from caalm.training.published import PublishedConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRecipe:
    """What to train and on what."""

    train: TrainConfig
    stream: StreamRecipe

    def examples(self) -> Stream:
        """The stream as the training loop takes it; it can be pickled for worker processes."""
        return partial(stream, self.stream)


def tiny(run: Path, *, seconds: float = 240.0) -> TrainingRecipe:
    """Minutes on two cores: short programs, a 1M model. It shows that the line works, not what it can reach."""
    from caalm.training.batches import PackConfig
    from caalm.training.loop import TrainConfig

    return TrainingRecipe(
        train=TrainConfig(
            run=run,
            size="1m",
            seconds=seconds,
            rows_per_step=1,
            pack=PackConfig(row_tokens=4096, prompt_weight=0.1, max_documents=128),
            checkpoint_minutes=1,
            evaluate_minutes=60,
            metadata={"recipe": "tiny", "trace": True},
        ),
        stream=StreamRecipe(
            plain_share=0.2,
            max_steps=12,
            long_share=0.0,
            taught_share=0.0,
            continuation_share=0.0,
            tiers=(0.6, 0.3, 0.1),
            real_share=0.2,
        ),
    )


def laptop(run: Path, *, seconds: float = 5400.0, size: str = "2m", init_from: Path | None = None) -> TrainingRecipe:
    """An hour or two on one core; the first examples are short, so that reading and copying form early."""
    from caalm.training.batches import PackConfig
    from caalm.training.loop import TrainConfig

    return TrainingRecipe(
        train=TrainConfig(
            run=run,
            size=size,
            seconds=seconds,
            rows_per_step=1,
            threads=1,
            compile=True,
            init_from=init_from,
            pack=PackConfig(row_tokens=8192, prompt_weight=0.1, max_documents=256, align=32),
            checkpoint_minutes=5,
            evaluate_minutes=600,
            metadata={"recipe": "laptop", "trace": True},
        ),
        stream=StreamRecipe(
            plain_share=0.15,
            max_steps=24,
            long_share=0.0,
            taught_share=0.0,
            continuation_share=0.0,
            short_until=30_000,
        ),
    )


def nano(
    run: Path, *, seconds: float = 1320.0, size: str = "15m", workers: int = 14, init_from: Path | None = None
) -> TrainingRecipe:
    """The shipped weights: 22 minutes of one H200, drawn by worker processes as it trains."""
    from caalm.training.batches import PackConfig
    from caalm.training.loop import TrainConfig

    return TrainingRecipe(
        train=TrainConfig(
            run=run,
            size=size,
            seconds=seconds,
            # 131,072 tokens a step: 12,000 steps at a million and more tokens a second.
            rows_per_step=2,
            workers=workers,
            compile=True,
            init_from=init_from,
            # Long rows keep a GPU busy between two launches; blocks of 30 rows leave little of the last one empty.
            pack=PackConfig(row_tokens=65_536, prompt_weight=0.1, block_examples=8192, max_documents=512),
            checkpoint_minutes=2,
            evaluate_minutes=600,
            metadata={"recipe": "nano", "trace": True},
        ),
        # Beside what the stream has by itself: sentences as people write them, forms of output, single constructs,
        # exchanged meanings, COBOL beyond the tiers, the shell.
        stream=StreamRecipe(
            speaking_share=0.3,
            forms_share=0.15,
            trials_share=0.2,
            exchanged_share=0.3,
            cobol_topics_share=0.12,
            shell_share=0.05,
        ),
    )


TRAINING = {"tiny": tiny, "laptop": laptop, "nano": nano}
"""Recipes of models of our own, by name."""
PUBLISHED = "caalm-v1"
"""The published recipe: a base model from the hub, fine-tuned on a data set on disk (`published`)."""


def training_recipe(
    name: str,
    run: Path,
    *,
    seconds: float | None = None,
    deadline: float | None = None,
    init_from: Path | None = None,
    size: str | None = None,
    workers: int | None = None,
    idiomatic: Path | None = None,
) -> TrainingRecipe:
    """The recipe of that name, changed where something is given; a deadline alone replaces the budget of seconds.

    What begins with given weights draws programs that those weights have not seen.
    """
    if name not in TRAINING:
        raise InputError(f"recipe: {name!r} is none of {', '.join([*TRAINING, PUBLISHED])}")
    recipe = TRAINING[name](run)
    train, stream_recipe = recipe.train, recipe.stream
    if seconds is not None or deadline is not None:
        train = replace(train, seconds=seconds, deadline=deadline)
    if workers is not None:
        train = replace(train, workers=workers)
    if size is not None:
        from caalm.model.sizes import size_named

        size_named(size)
        train = replace(train, size=size)
    if init_from is not None:
        from caalm.model.checkpoint import validate

        facts = validate(init_from)
        # A size that is asked for is what the weights grow to.
        train = replace(train, init_from=init_from, size=size or facts.get("size", train.size))
        stream_recipe = replace(stream_recipe, seed=int(facts.get("stream_seed", 0)) + 1)
    if idiomatic is not None:
        from caalm.dataset.idiomatic import open_idiomatic

        # Now, and not in a worker process: a folder of other templates is said before a model is made.
        open_idiomatic(idiomatic)
        stream_recipe = replace(stream_recipe, idiomatic=str(idiomatic))
    described = {
        "size": train.size,
        "stream_seed": stream_recipe.seed,
        "plain_share": stream_recipe.plain_share,
        "continuation_share": stream_recipe.continuation_share,
        "shell_share": stream_recipe.shell_share,
        "idiomatic_share": stream_recipe.idiomatic_share if idiomatic else 0.0,
    }
    return TrainingRecipe(
        train=replace(train, metadata={**train.metadata, **described}),
        stream=stream_recipe,
    )


def published(run: Path, data: str | Location, *, base: str | None = None) -> tuple[PublishedConfig, Iterator[Example]]:
    """The published recipe over the training split of a built data set (a folder, a URL): settings and examples."""
    from caalm.dataset.build import load
    from caalm.dataset.location import location
    from caalm.dataset.manifest import Manifest
    from caalm.tasks.prediction import plain_example
    from caalm.training.published import PublishedConfig

    # Now, and not when the first record is asked for: a missing data set is said before a model is fetched.
    place = location(data)
    Manifest.read(place)
    config = PublishedConfig(run=run) if base is None else PublishedConfig(run=run, base=base)
    return config, (plain_example(record.source, record.stdout) for record in load(place, "train"))


def card() -> DatasetRecipe:
    """The published mix: 2,000 programs in each of four real languages and 120,000 in 200 invented ones.

    Of the invented languages 80 in a hundred train; the others validate and test, six for each held-out split.
    """
    return DatasetRecipe(
        name="card",
        real_programs={"train": 1600, "validation": 200, "test": 200},
        invented_languages={
            "train": 160,
            "validation": 10,
            "test": 12,
            "new-words": 6,
            "new-combinations": 6,
            "new-families": 6,
        },
        programs_per_language=600,
    )


def small() -> DatasetRecipe:
    """The same in 2,000 records, for a look and for tests: 400 in the real languages, 1,600 in 20 invented ones."""
    return DatasetRecipe(
        name="small",
        real_programs={"train": 80, "validation": 10, "test": 10},
        invented_languages={
            "train": 13,
            "validation": 2,
            "test": 2,
            "new-words": 1,
            "new-combinations": 1,
            "new-families": 1,
        },
        programs_per_language=80,
    )


DATASETS = {"card": card, "small": small}
"""Recipes of data sets on disk, by name."""


def dataset_recipe(name: str) -> DatasetRecipe:
    """The data set recipe of that name."""
    if name not in DATASETS:
        raise InputError(f"recipe: {name!r} is none of {', '.join(DATASETS)}")
    return DATASETS[name]()
