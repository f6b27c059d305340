"""`caalm dataset`: data sets on disk, built, verified and read.

`caalm dataset build small --out data/small` builds 2,000 records; the same command goes on with what was begun.
With `--engine ray` every core builds, with `--engine ray=ADDRESS` every machine of a cluster; `--out` may be a URL.
"""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caalm.errors import InputError

if TYPE_CHECKING:
    from caalm.dataset.manifest import Manifest


dataset = typer.Typer(
    name="dataset", help="Build, verify and read data sets on disk.", no_args_is_help=True, add_completion=False
)
Folder = Annotated[str, typer.Argument(metavar="FOLDER", help="A data set's folder, or its URL.", show_default=False)]


@dataset.command("build")
def dataset_build(
    recipe: Annotated[
        str, typer.Argument(help="card (128,000 records), small (2,000) or idiomatic (300,000).", show_default=False)
    ],
    out: Annotated[
        str | None,
        typer.Option(
            help="The folder, or a URL (s3://...); a build that was begun there goes on. "
            "[default: data/idiomatic for idiomatic]"
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, help="Processes; the bytes are the same with any number. [default: 1; with Ray every core there is]"
        ),
    ] = None,
    engine: Annotated[
        str, typer.Option(metavar="ENGINE", help="Who builds: local, ray (started here) or ray=ADDRESS (a cluster).")
    ] = "local",
    seed: Annotated[int | None, typer.Option(help="Another seed than the recipe's own.")] = None,
    records: Annotated[int | None, typer.Option(min=1, help="idiomatic: how many records at least.")] = None,
    avoid: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="idiomatic: JSON Lines of programs (code) that none may nearly be."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Build a data set of programs, outputs and traces."""

    if recipe == "idiomatic":
        if engine != "local" or "://" in (out or ""):
            raise InputError("--engine and URLs are not for idiomatic: it is built in a folder, by processes")
        folder = Path(out or "data/idiomatic")
        _build_idiomatic(folder, records or 300_000, avoid, workers or 1, seed or 0, as_json)
        return
    if records is not None or avoid is not None:
        raise InputError("--records and --avoid are for idiomatic: caalm dataset build idiomatic")
    if out is None:
        raise InputError("--out is missing: name the folder to build in")
    from caalm.dataset.build import build
    from caalm.dataset.progress import build_progress
    from caalm.recipes import dataset_recipe

    wanted = dataset_recipe(recipe)
    with build_progress(recipe) if sys.stderr.isatty() else nullcontext() as on_progress:
        manifest = build(wanted, out, workers=workers, seed=seed, on_progress=on_progress, engine=engine)
    _print_manifest(manifest, as_json)


def _build_idiomatic(out: Path, records: int, avoid: Path | None, workers: int, seed: int, as_json: bool) -> None:
    from dataclasses import asdict

    from caalm.dataset.idiomatic import build_idiomatic
    from caalm.dataset.progress import build_progress

    with build_progress("idiomatic") if sys.stderr.isatty() else nullcontext() as on_progress:
        manifest = build_idiomatic(
            out, records=records, avoid=avoid, seed=seed, workers=workers, on_progress=on_progress
        )
    if as_json:
        print(json.dumps(asdict(manifest), indent=1))
        return
    counts = manifest.counts
    print(f"{manifest.records:,} records, {counts['traced']:,} with a trace, {counts['skeletons']:,} skeletons")
    for what in ("languages", "splits"):
        print(f"{what}: " + ", ".join(f"{name} {count:,}" for name, count in counts[what].items()))
    print(f"{counts['bytes'] / 2**20:.1f} MiB in {len(manifest.shards)} files in {out}")


@dataset.command("verify")
def dataset_verify(
    folder: Folder, as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False
) -> None:
    """Check that every file of a data set is there and has its checksum."""
    from caalm.dataset.build import verify

    _print_manifest(verify(folder), as_json)


@dataset.command("show")
def dataset_show(
    folder: Folder,
    record: Annotated[str | None, typer.Argument(help="An id, or how it begins; else the first records.")] = None,
    split: Annotated[str, typer.Option(help="Which split the first records are of.")] = "train",
    count: Annotated[int, typer.Option(min=1, help="How many.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a record.")] = False,
) -> None:
    """Show records with their traces and outputs."""
    from dataclasses import asdict
    from itertools import islice

    from caalm.dataset.build import find_record, load

    records = [find_record(folder, record)] if record else islice(load(folder, split), count)
    for shown in records:
        if as_json:
            print(json.dumps(asdict(shown), ensure_ascii=False))
        else:
            print(f"==> {shown.id} {shown.split}, {shown.language}, tier {shown.tier}, {shown.path}")
            print(shown.source, f"-- trace\n{shown.trace}", f"-- output\n{shown.stdout}", sep="")


def _print_manifest(manifest: Manifest, as_json: bool) -> None:
    if as_json:
        print(manifest.as_json(), end="")
        return
    counts = manifest.counts
    print(f"{counts['records']} records in {counts['languages']} languages, rows {manifest.rows_sha256[:12]}")
    for split, facts in counts["by_split"].items():
        tiers = ", ".join(f"tier {tier}: {number}" for tier, number in facts["tiers"].items())
        print(f"  {split}: {facts['records']} ({tiers})")
