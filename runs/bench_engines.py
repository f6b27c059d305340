"""How fast the engines are: `make bench` runs it and writes docs/performance.md.

Seconds of processor time with one thread, medians of interleaved rounds, so that a busy machine disturbs all columns
alike; the ratios are what lasts. Every engine writes exactly as many tokens as the row says. The floor is what reading
the weights once a step, or multiplying with them, takes at the speeds that this machine was measured to have.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"  # before NumPy and torch are loaded

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.progress import Progress
from transformers import AutoModelForCausalLM

from caalm.model.checkpoint import load_model, save_model, write_file
from caalm.model.engines.batching import SlotEngine
from caalm.model.engines.embedded import EmbeddedEngine
from caalm.model.engines.reference import TransformersEngine
from caalm.model.predictor import weights_folder
from caalm.model.sizes import model_config
from caalm.model.tokenizer import encode

ROUNDS = 5
PAGE = """# Performance

Written by `make bench` (runs/bench_engines.py). Processor time, one thread, fp32, medians of interleaved rounds; the
machine's own speed and what else it does enter the milliseconds, hardly the ratios. *embedded* is the engine `numpy`,
*torch* the engine `torch`, both with their own batching; *faster* is transformers.generate over embedded. The floor is
reading all weights once a step, or multiplying with them, at {reading:.0f} GiB and {products:.0f} thousand million
products a second, which is what one core was measured to do.

| weights | work | {columns} | floor | faster | over the floor | tokens/s |
| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{lines}

From nothing to the first answer, with the shipped weights: embedded {embedded:.2f} s, torch {torch:.2f} s
(**{faster:.1f}** times). The larger weights are random ones of the size `15m`: they take as long as trained ones.
"""
PROMPT = 150
OUT = Path(__file__).parent.parent / "docs" / "performance.md"
COLD = (
    "import sys\nfrom caalm.model.predictor import Predictor\n"
    "Predictor.load(engine=sys.argv[1], trace=False).predict('print(1)')"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What one core can do."""

    bytes_a_second: float
    products_a_second: float

    def floor(self, weights: int, texts: int, tokens: int) -> float:
        """Seconds for prompts read and tokens written, with each step bound by what is slower."""
        read = weights * 4 / self.bytes_a_second
        step = max(read, weights * texts / self.products_a_second)
        return texts * max(read, weights * PROMPT / self.products_a_second) + (tokens - 1) * step


def seconds(work: Callable[[], object]) -> float:
    """Processor time of this process."""
    began = time.process_time()
    work()
    return time.process_time() - began


def median(values: list[float]) -> float:
    """The middle one."""
    return sorted(values)[len(values) // 2]


def measure_machine() -> Machine:
    """The reading and multiplying speed of one core, the best of some tries."""
    numbers = np.ones(2**25, dtype=np.float32)
    square = np.ones((768, 768), dtype=np.float32)
    reading = min(seconds(lambda: numbers @ numbers) for _ in range(ROUNDS))
    products = min(seconds(lambda: square @ square) for _ in range(ROUNDS))
    return Machine(bytes_a_second=numbers.nbytes / reading, products_a_second=768**3 / products)


def by_slots(engine: SlotEngine, texts: int, tokens: int) -> Callable[[], object]:
    """So many texts of the same length, whether the model would end or not."""

    def work() -> None:
        slots = engine.slots(texts)
        written = [slots.read(slot, list(program())).token for slot in range(texts)]
        for _ in range(tokens - 1):
            written = [choice.token for choice in slots.advance(written)]

    return work


def by_transformers(model: Any, texts: int, tokens: int) -> Callable[[], object]:
    """The same by transformers.generate."""
    ids = torch.tensor([list(program())] * texts)
    options = {"max_new_tokens": tokens, "min_new_tokens": tokens, "do_sample": False}

    def work() -> None:
        with torch.inference_mode():
            model.generate(ids, attention_mask=torch.ones_like(ids), **options)

    return work


def program() -> bytes:
    """A prompt of 150 tokens."""
    code = "total = 0\nfor step in range(4):\n    total = total + step * 3\n    print(total)\nif total > 9:\n"
    return encode(f"Code:\n{code}{code}"[: PROMPT - 10] + "\n\nOutput:\n")


ROWS = (
    (1, 20, "one request, a plain answer"),
    (1, 60, "one request"),
    (1, 400, "one request, a trace"),
    (32, 60, "32 requests"),
)
COLUMNS = ("embedded", "torch", "transformers.generate")


def compare(folder: Path, machine: Machine, on_row: Callable[[], object]) -> list[str]:
    """The lines of one model's table."""
    reference, _ = load_model(folder)
    weights = sum(parameter.numel() for parameter in reference.parameters())
    engines: tuple[SlotEngine, SlotEngine] = (EmbeddedEngine.load(folder), TransformersEngine(load_model(folder)[0]))
    lines = []
    for texts, tokens, what in ROWS:
        works = [by_slots(engine, texts, tokens) for engine in engines]
        works.append(by_transformers(reference, texts, tokens))
        rounds = [[seconds(work) for work in works] for _ in range(ROUNDS if texts * tokens < 100 else 3)]
        took = [median([each[column] for each in rounds]) for column in range(len(works))]
        faster = median([each[-1] / each[0] for each in rounds])
        floor = machine.floor(weights, texts, tokens)
        lines.append(
            f"| {weights / 1e6:.1f}M | {what}, {PROMPT} + {tokens} tokens | "
            + " | ".join(f"{value * 1000:,.0f} ms" for value in (*took, floor))
            + f" | **{faster:.1f}** | {took[0] / floor:.2f} | {texts * tokens / took[0]:,.0f} |"
        )
        on_row()
    return lines


def cold(engine: str) -> float:
    """Processor time of a new process from its start to its first answer."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", COLD, engine], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure, print, and write docs/performance.md's part about engines."""
    torch.set_num_threads(1)
    machine = measure_machine()
    lines = []
    with Progress(transient=True) as bar, tempfile.TemporaryDirectory() as temporary:
        task = bar.add_task("engines", total=2 * len(ROWS))
        large: Any = AutoModelForCausalLM
        save_model(large.from_config(model_config("15m")), Path(temporary) / "15m", {})
        for folder in (weights_folder(), Path(temporary) / "15m"):
            lines += compare(folder, machine, lambda: bar.advance(task))
    starts = [[cold(engine) for engine in ("numpy", "torch")] for _ in range(3)]
    started = [median([each[column] for each in starts]) for column in range(2)]
    text = PAGE.format(
        reading=machine.bytes_a_second / 2**30,
        products=machine.products_a_second / 1e9,
        columns=" | ".join(COLUMNS),
        lines="\n".join(lines),
        embedded=started[0],
        torch=started[1],
        faster=started[1] / started[0],
    )
    write_file(OUT, text)
    print(text)


if __name__ == "__main__":
    main()
