"""The data set's card: README.md with the header by which the ``datasets`` library finds the files.

Every number comes from the manifest; the template, card.md.j2, holds none.

>>> import tempfile
>>> from caalm.dataset.build import build
>>> from caalm.dataset.recipe import DatasetRecipe
>>> recipe = DatasetRecipe(name="two", invented_languages={"new-words": 1}, programs_per_language=2)
>>> with tempfile.TemporaryDirectory() as out:
...     card_text(build(recipe, out)).splitlines()[7:11]
['configs:', '- config_name: default', '  data_files:', '  - split: new_words']
"""

from __future__ import annotations

from dataclasses import asdict
from importlib import resources

from caalm.dataset.location import Location
from caalm.dataset.manifest import Manifest
from caalm.dataset.record import Record
from caalm.dataset.store import write_whole

CARD = "README.md"

_MEANINGS = {
    "id": "hash of version, language, source and output",
    "split": "the split, as in the table above",
    "language": "a real language's name, or `invented-` and a hash of all of its choices",
    "families": "JSON object: the invented language's family in every dimension of syntax",
    "tier": "1, 2 or 3",
    "source": "the program's text",
    "trace": "every step: the line that ran and what it did",
    "stdout": "what the program prints",
    "steps": "how many steps ran",
    "path": "version/seed/language/split/tier/index/attempt: draws this record again, alone",
    "tree_hash": "of the tree without its names; no two splits share one",
    "skeleton_hash": "of the tree without names and literals",
    "runtime": "the real runtime that printed the same; null for an invented language",
    "version": "the data set's semantic version",
}


def card_text(manifest: Manifest) -> str:
    """The card of a finished data set."""
    from jinja2 import Environment, StrictUndefined

    table = asdict(manifest)
    columns = [(name, _MEANINGS[name]) for name in Record.__dataclass_fields__]
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
    template = resources.files("caalm.dataset").joinpath("card.md.j2").read_text("utf-8")
    return environment.from_string(template).render(
        **table,
        name=manifest.recipe["name"],
        splits=list(manifest.counts["by_split"]),
        columns=columns,
        size_category=_size_category(manifest.counts["records"]),
    )


def _size_category(records: int) -> str:
    """The hub's word for a size."""
    bounds = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
    return next((name for bound, name in bounds if records < bound), "1M<n<10M")


def write_card(manifest: Manifest, folder: Location) -> None:
    """Write the card beside the data."""
    write_whole(folder / CARD, card_text(manifest).encode())
