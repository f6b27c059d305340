"""Named configurations, as functions that return frozen dataclasses; a run is a recipe and a folder.

>>> nano(Path("runs/nano"), seconds=60).train.size
'15m'
>>> tiny(Path("runs/tiny")).stream.max_steps
12
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from caalm.dataset.recipe import DatasetRecipe
from caalm.dataset.stream import StreamRecipe, stream
from caalm.errors import InputError

if TYPE_CHECKING:
    from caalm.training.batches import Stream
    from caalm.training.loop import TrainConfig


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
            pack=PackConfig(row_tokens=8192, prompt_weight=0.1, max_documents=256),
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
            rows_per_step=8,
            workers=workers,
            compile=True,
            init_from=init_from,
            pack=PackConfig(row_tokens=32_768, prompt_weight=0.1, max_documents=512),
            checkpoint_minutes=2,
            evaluate_minutes=600,
            metadata={"recipe": "nano", "trace": True},
        ),
        stream=StreamRecipe(),
    )


TRAINING = {"tiny": tiny, "laptop": laptop, "nano": nano}
"""Recipes of models of our own, by name; caalm-v1, the published one, is `caalm.training.published`."""


def training_recipe(name: str, run: Path, *, seconds: float | None = None) -> TrainingRecipe:
    """The recipe of that name, with another budget where one is given."""
    if name not in TRAINING:
        raise InputError(f"recipe: {name!r} is none of {', '.join(TRAINING)}")
    return TRAINING[name](run) if seconds is None else TRAINING[name](run, seconds=seconds)


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
