"""What a machine gives, within a minute and a half: tokens a second and share of its peak, for one setting or several.

    python -m caalm.training.throughput 15m:65536:2 15m:32768:4 5m:65536:2 --workers 14
    attention: flash, within 0.0046 of the reference
    setting         first step   tokens/s   of peak
    15m:65536:2         31.2 s  1,9..,...    3x.x %
    drawing with 14 workers: ...,... tokens/s

A setting is size:tokens of a row:rows of a step. Each is measured on rows drawn once, so that drawing cannot be what
is measured; how fast workers draw and pack is measured by itself, and the smaller of the two is what a run will reach.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from caalm.dataset.stream import StreamRecipe, stream
from caalm.errors import CaalmError, InputError
from caalm.model.sizes import size_named
from caalm.training.batches import PackConfig, Place, Row, Rows, Stream, worker_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A size, the tokens of a row and the rows of a step."""

    size: str
    row_tokens: int
    rows: int

    @classmethod
    def parse(cls, text: str) -> Setting:
        """Read size:row tokens:rows, such as 15m:65536:2."""
        parts = text.split(":")
        if len(parts) != 3 or not parts[1].isdigit() or not parts[2].isdigit() or int(parts[2]) < 1:
            raise InputError(f"setting: {text!r} is not size:row tokens:rows, such as 15m:65536:2")
        size_named(parts[0])
        return cls(size=parts[0], row_tokens=int(parts[1]), rows=int(parts[2]))

    def __str__(self) -> str:
        return f"{self.size}:{self.row_tokens}:{self.rows}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """What was measured; `filled` is the share of the rows' tokens that documents take."""

    first_step: float
    tokens_per_second: float
    peak_share: float
    filled: float


def drawn_rows(examples: Stream, pack: PackConfig, count: int) -> list[Row]:
    """That many rows, drawn here."""
    return [row for row, _ in islice(worker_rows(examples, 0, 1, Place(), pack), count)]


def measure_training(setting: Setting, examples: Stream, *, seconds: float, compiled: bool) -> Speed:
    """Steps of a fresh model over a few rows, again and again, for about so many seconds after the first step."""
    from caalm.training.hardware import row_flops, wait
    from caalm.training.loop import TrainConfig, Trainer

    # Enough for a few distinct rows: a block's last one is not full.
    block = max(64, setting.row_tokens * (setting.rows + 1) // 200)
    pack = PackConfig(row_tokens=setting.row_tokens, prompt_weight=0.1, block_examples=block, max_documents=512)
    rows = drawn_rows(examples, pack, setting.rows)
    with tempfile.TemporaryDirectory() as folder:
        config = TrainConfig(
            run=Path(folder), size=setting.size, seconds=3600, compile=compiled, pack=pack, rows_per_step=setting.rows
        )
        trainer = Trainer(config, examples, None)
        try:
            began = time.monotonic()
            trainer.step(rows)
            wait(trainer.device)
            first_step = time.monotonic() - began
            trainer.step(rows)
            wait(trainer.device)
            began, steps = time.monotonic(), 0
            while time.monotonic() - began < seconds:
                trainer.step(rows)
                steps += 1
                # A GPU is given work faster than it does it: without this, the queue and not the time would end it.
                if steps % 5 == 0:
                    wait(trainer.device)
            wait(trainer.device)
            spent = time.monotonic() - began
        finally:
            trainer.close()
    tokens = sum(int(row.extent[2]) for row in rows)
    flops = row_flops(**trainer.shape, tokens=tokens, squares=sum(row.squares for row in rows))
    return Speed(
        first_step=first_step,
        tokens_per_second=tokens * steps / spent,
        peak_share=flops * steps / spent / trainer.peak,
        filled=tokens / (setting.rows * setting.row_tokens),
    )


def measure_drawing(examples: Stream, pack: PackConfig, *, workers: int, seconds: float) -> tuple[float, float]:
    """Tokens a second that arrive from so many workers once each has delivered, and programs a second."""
    rows = Rows(examples, pack, workers)
    try:
        for _ in range(max(workers, 1)):
            next(rows)
        began, tokens, programs = time.monotonic(), 0, 0
        while time.monotonic() - began < seconds:
            row = next(rows)
            tokens += int(row.extent[2])
            programs += row.examples
        spent = time.monotonic() - began
    finally:
        rows.close()
    return tokens / spent, programs / spent


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the command line names; 2 where it cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m caalm.training.throughput", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("settings", nargs="*", default=["15m:65536:2"], help="size:row tokens:rows of a step")
    parser.add_argument("--seconds", type=float, default=8.0, help="of each measurement, after its first step")
    parser.add_argument("--workers", type=int, default=0, help="processes that draw; 0 leaves drawing out")
    parser.add_argument("--no-compile", action="store_true", help="without torch.compile")
    chosen = parser.parse_args(arguments)
    examples = partial(stream, StreamRecipe())
    try:
        settings = [Setting.parse(text) for text in chosen.settings]
        if chosen.workers:
            pack = PackConfig(row_tokens=65_536, prompt_weight=0.1, block_examples=4096, max_documents=512)
            tokens, programs = measure_drawing(examples, pack, workers=chosen.workers, seconds=chosen.seconds)
            print(
                f"drawing with {chosen.workers} workers: {tokens:,.0f} tokens/s, {programs:,.0f} programs/s", flush=True
            )
        print(f"{'setting':<16} {'first step':>10} {'tokens/s':>11} {'of peak':>8} {'filled':>7}", flush=True)
        for setting in settings:
            speed = measure_training(setting, examples, seconds=chosen.seconds, compiled=not chosen.no_compile)
            print(
                f"{setting!s:<16} {speed.first_step:>8.1f} s {speed.tokens_per_second:>11,.0f}"
                f" {speed.peak_share:>8.1%} {speed.filled:>7.1%}",
                flush=True,
            )
    except CaalmError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
