"""What a data set on disk consists of: how many programs, in which languages, in which splits.

>>> recipe = DatasetRecipe(name="two", real_languages=("lua",), real_programs={"train": 10},
...                        invented_languages={"test": 2}, programs_per_language=10)
>>> recipe.records, recipe.languages, recipe.tier(0), recipe.tier(9)
(30, 3, 1, 3)

The named ones are functions of caalm.recipes.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from caalm.dataset.splits import SPLITS, Split
from caalm.errors import InputError
from caalm.runtimes import RUNTIMES

DATASET_VERSION = "1.0.0"
"""Semantic version of what a seed means. A change that draws another record from the same path raises it."""
REAL_SPLITS: tuple[Split, ...] = ("train", "validation", "test")
"""A real language has no families or words to hold out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetRecipe:
    """Counts by split. The defaults of the other fields are those of the published mix."""

    name: str
    real_languages: tuple[str, ...] = tuple(RUNTIMES)
    real_programs: Mapping[Split, int] = field(default_factory=dict)
    """Programs in each real language."""
    invented_languages: Mapping[Split, int] = field(default_factory=dict)
    """How many fixed invented languages; no language is in two splits."""
    programs_per_language: int = 0
    """Programs in each invented language."""
    tiers: tuple[int, ...] = (1, 2, 3, 2, 1, 2, 3, 2, 1, 3)
    """The tier of one program after the other, over and over: 30 % assign and print, 40 % conditionals, 30 % loops."""
    seed: int = 0

    def __post_init__(self) -> None:
        for name in self.real_languages:
            if name not in RUNTIMES:
                raise InputError(f"real_languages: {name!r} is not one of {', '.join(RUNTIMES)}")
        for label, counts, allowed in (
            ("real_programs", self.real_programs, REAL_SPLITS),
            ("invented_languages", self.invented_languages, SPLITS),
        ):
            for split, count in counts.items():
                if split not in allowed or count < 0:
                    raise InputError(f"{label}: {split}={count}: give a count of 0 or more for {', '.join(allowed)}")
        if self.programs_per_language < 0:
            raise InputError("programs_per_language: give 0 or more")
        if not self.tiers or not set(self.tiers) <= {1, 2, 3}:
            raise InputError("tiers: give at least one of 1, 2 and 3")

    def tier(self, index: int) -> int:
        """The tier of a language's program ``index`` in its split."""
        return self.tiers[index % len(self.tiers)]

    @property
    def languages(self) -> int:
        """How many languages, real and invented."""
        return len(self.real_languages) + sum(self.invented_languages.values())

    @property
    def records(self) -> int:
        """How many records."""
        real = len(self.real_languages) * sum(self.real_programs.values())
        return real + self.programs_per_language * sum(self.invented_languages.values())

    def tier_counts(self) -> Counter[int]:
        """How many records of each tier."""
        counts: Counter[int] = Counter()
        groups = [(len(self.real_languages), count) for count in self.real_programs.values()]
        groups += [(count, self.programs_per_language) for count in self.invented_languages.values()]
        for times, programs in groups:
            for index in range(programs):
                counts[self.tier(index)] += times
        return counts

    def as_json(self) -> dict[str, object]:
        """The recipe without its seed, for the manifest: what two builds of one data set must have in common."""
        table = {**asdict(self), "real_programs": dict(self.real_programs), "tiers": list(self.tiers)}
        table |= {"invented_languages": dict(self.invented_languages), "real_languages": list(self.real_languages)}
        del table["seed"]
        return table
