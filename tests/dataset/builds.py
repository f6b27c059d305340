"""Small builds that the tests of this folder share."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from caalm.dataset.recipe import DatasetRecipe
from caalm.runtimes import RUNTIMES

INVENTED = DatasetRecipe(
    name="invented",
    invented_languages={
        "train": 3,
        "validation": 1,
        "test": 1,
        "new-words": 1,
        "new-combinations": 1,
        "new-families": 1,
    },
    programs_per_language=10,
)
"""80 records that need no runtime."""


def recipe_with(*languages: str, programs: int = 10, invented: int = 1, per_language: int = 10) -> DatasetRecipe:
    """A recipe with these real languages; the test is skipped where one of them is not installed."""
    for name in languages:
        if not RUNTIMES[name].available():
            pytest.skip(f"{name} is not installed")
    return DatasetRecipe(
        name="real",
        real_languages=languages,
        real_programs={"train": programs * 8 // 10, "validation": programs // 10, "test": programs // 10},
        invented_languages={"train": invented},
        programs_per_language=per_language,
    )


def bytes_of(folder: Path) -> Mapping[str, str]:
    """Every file of a folder with the hash of its bytes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}
