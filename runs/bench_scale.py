"""What one core does in a second, for docs/scale.md: processor time, so that other work on the machine hardly enters.

python runs/bench_scale.py
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from caalm.dataset.build import build
from caalm.dataset.disjoint import Row
from caalm.dataset.fingerprints import Fingerprints
from caalm.dataset.recipe import DatasetRecipe
from caalm.dataset.store import read_rows
from caalm.dataset.stream import StreamRecipe, stream
from caalm.dataset.unit import build_unit, units_of
from caalm.model.predictor import Predictor
from caalm.training.batches import PackConfig, Place, worker_rows


def seconds(work: Callable[[], object]) -> float:
    """The processor time of this process and of the processes that it started and that have ended."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def check(rows: Sequence[Row]) -> None:
    """What a build does at its end: that the splits share nothing, and how much stands twice."""
    prints = Fingerprints()
    prints.add(rows)
    prints.suspects()
    prints.disjoint()
    prints.duplicates()


def note(ticks: list[float], done: int, total: int) -> None:
    """Progress: the time of it."""
    ticks.append(time.monotonic())


def main() -> None:
    """Print a line for each figure."""
    recipe = DatasetRecipe(
        name="bench", real_languages=("lua",), real_programs={"train": 600}, invented_languages={"train": 4},
        programs_per_language=600,
    )  # fmt: skip
    units = units_of(recipe)
    with tempfile.TemporaryDirectory() as folder:
        for unit in units[:3]:
            spent = seconds(partial(build_unit, unit, recipe, 0, Path(folder), lambda count: None))
            print(f"build {unit.name}: {unit.records / spent:,.0f} programs a second")
        shards = sorted(Path(folder).rglob("*.parquet"))
        size = sum(path.stat().st_size for path in shards)
        rows = [Row(**row) for path in shards for row in read_rows(path, Row._fields)]
        print(f"stored: {size / len(rows):,.0f} bytes a program")
        spent = seconds(partial(check, rows))
        print(f"disjointness: {len(rows) / spent:,.0f} programs a second")
    drawn = list(islice(stream(StreamRecipe(), 0, 1, 0), 50))  # warm
    spent = seconds(lambda: drawn.extend(islice(stream(StreamRecipe(), 0, 1, 50), 600)))
    tokens = sum(len(each.prompt.encode()) + len(each.target.encode()) + 1 for each in drawn[50:])
    print(f"drawn for training: {600 / spent:,.0f} programs, {tokens / spent:,.0f} tokens a second")
    packed = PackConfig(row_tokens=65_536, block_examples=600, max_documents=1024)
    spent = seconds(lambda: next(worker_rows(lambda *_: iter(drawn[50:]), 0, 1, Place(), packed)))
    print(f"packed: {tokens / spent:,.0f} tokens a second")
    predictor = Predictor.load()
    codes = [each.prompt.removeprefix("Code:\n").partition("\n\n")[0] for each in drawn if len(each.prompt) < 300][:96]
    for trace in (False, True):
        spent = seconds(partial(predictor.predict_many, codes, trace=trace))
        print(f"predicted {'with a trace' if trace else 'plain'}: {len(codes) / spent:,.1f} programs a second")
    # What Ray adds: the same build by two processes of ours, and by two workers of Ray.
    with tempfile.TemporaryDirectory() as folder:
        for engine in ("local", "ray"):
            begun = time.monotonic()
            ticks: list[float] = []
            build(recipe, f"{folder}/{engine}", workers=2, engine=engine, on_progress=partial(note, ticks))
            print(f"{engine}: {time.monotonic() - begun:.1f} s, {ticks[-1] - begun:.1f} s to the last shard")


if __name__ == "__main__":
    main()
