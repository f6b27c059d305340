"""The manifest: what a data set was built from, what it counts, and the checksum of every file. It is written last.

>>> origin = Origin(recipe={"name": "card"}, seed=0, version="1.0.0", generator={}, runtimes={"lua": "Lua 5.4.4"})
>>> origin.difference(Origin(recipe={"name": "card"}, seed=0, version="1.0.0", generator={}, runtimes={"lua": "5.5"}))
"runtimes.lua is 'Lua 5.4.4' there and '5.5' now"

It holds no times and no machine: the same recipe and seed give the same manifest, byte for byte.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import caalm
from caalm.dataset.location import Location
from caalm.dataset.recipe import DATASET_VERSION, DatasetRecipe
from caalm.dataset.store import StoreError, pyarrow_version, write_whole
from caalm.errors import InputError
from caalm.runtimes import RUNTIMES

MANIFEST = "manifest.json"
_CODE = ("rng.py", "program", "languages", "generation", "dataset", "runtimes")
"""What decides on the bytes of a data set, inside the package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardFile:
    """One file of the data set: its place in the folder, how many records, and its hashes."""

    path: str
    split: str
    records: int
    sha256: str
    rows_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Everything that the bytes of a build depend on. A folder is only continued by a build of the same origin."""

    recipe: Mapping[str, Any]
    seed: int
    version: str
    generator: Mapping[str, str]
    runtimes: Mapping[str, str]

    @classmethod
    def here(cls, recipe: DatasetRecipe, seed: int) -> Origin:
        """The origin of a build by this code on this machine; MissingRuntimeError where a runtime is not installed."""
        used = recipe.real_languages if any(recipe.real_programs.values()) else ()
        return cls(
            recipe=recipe.as_json(),
            seed=seed,
            version=DATASET_VERSION,
            generator=cls.generator_here(),
            runtimes={name: RUNTIMES[name].version() for name in used},
        )

    @staticmethod
    def generator_here() -> dict[str, str]:
        """The code that would draw and write here."""
        return {"caalm": caalm.__version__, "code": code_hash(), "pyarrow": pyarrow_version()}

    def difference(self, other: Origin) -> str | None:
        """The first field in which another origin differs, in words; None where they are equal."""
        for name, mine in asdict(self).items():
            theirs = asdict(other)[name]
            if mine == theirs:
                continue
            if isinstance(mine, dict) and isinstance(theirs, dict):
                part = next(key for key in sorted({*mine, *theirs}) if mine.get(key) != theirs.get(key))
                return f"{name}.{part} is {mine.get(part)!r} there and {theirs.get(part)!r} now"
            return f"{name} is {mine!r} there and {theirs!r} now"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A finished data set."""

    origin: Origin
    counts: Mapping[str, Any]
    """Records in all, by split, by tier, by language kind."""
    checks: Mapping[str, Any]
    """What was verified: how many programs by which runtime, which splits were found disjoint."""
    duplicates: Mapping[str, Any]
    """Near-duplicates, by exact text and by skeleton."""
    files: tuple[ShardFile, ...]
    rows_sha256: str
    """SHA-256 over the rows' hashes of all files, in order: equal for equal records, whatever Arrow writes."""

    @property
    def recipe(self) -> Mapping[str, Any]:
        """The recipe that was built."""
        return self.origin.recipe

    @property
    def seed(self) -> int:
        """The seed that was built."""
        return self.origin.seed

    def as_json(self) -> str:
        """The text of the manifest's file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    def write(self, folder: Location) -> None:
        """Write it into its folder, which makes the data set a finished one."""
        write_whole(folder / MANIFEST, self.as_json().encode())

    @classmethod
    def read(cls, folder: Location) -> Manifest:
        """The manifest of a finished data set; InputError where there is none."""
        path = folder / MANIFEST
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                **{**table, "origin": Origin(**table["origin"]), "files": tuple(ShardFile(**f) for f in table["files"])}
            )
        except FileNotFoundError:
            raise InputError(f"{folder} holds no finished data set: {MANIFEST} is missing (build it first)") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{path} cannot be read ({error}): build the data set again") from error


def hash_of_rows(files: tuple[ShardFile, ...]) -> str:
    """One hash over the rows of all files."""
    return sha256("".join(f"{file.path} {file.rows_sha256}\n" for file in files).encode()).hexdigest()


@functools.cache
def code_hash() -> str:
    """A hash of the source code that draws, renders, interprets and stores records."""
    root = Path(caalm.__file__).parent
    digest = blake2b(digest_size=8)
    for part in _CODE:
        paths = sorted((root / part).rglob("*.*")) if (root / part).is_dir() else [root / part]
        for path in paths:
            if path.suffix in (".py", ".js", ".lua", ".c", ".j2"):
                digest.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    return digest.hexdigest()
