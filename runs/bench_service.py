"""How fast the service is: `make bench` runs it and writes the figures into docs/service.md.

A started `caalm serve` is asked over HTTP by 1, 4 and 16 clients at a time for the card's short programs, plain and
traced; then by 200 clients for a minute. Wall time is what clients saw on this machine, whatever else it did; the
server's processor time a request is what lasts. The engine alone, without HTTP, is measured beside it on the same
programs, one at a time.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"  # before NumPy is loaded

import argparse
import asyncio
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import httpx2
import psutil
from rich.progress import Progress

from caalm.evaluation.suites import suite_named
from caalm.model.checkpoint import write_file
from caalm.model.predictor import Predictor

OUT = Path(__file__).parent.parent / "docs" / "service.md"
BEGIN, END = "<!-- figures: make bench -->", "<!-- end of figures -->"
CLIENTS = (1, 4, 16)
SECONDS = 10.0
CROWD = 200
CROWD_SECONDS = 60.0
MOST_TOKENS = 500
"""A trace that never ends is cut here, so that one of them is not the whole measurement."""
LONGEST = 200
"""Bytes of a short program."""


@dataclass(slots=True)
class Seen:
    """What the clients saw."""

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    """Of the requests that were answered with 200."""
    wall: float = 0.0
    processor: float = 0.0
    """The server's."""
    shared: float = 0.0
    """Texts that shared a step, on average."""

    def percentile(self, share: float) -> float:
        """So many seconds or fewer took that share of the answers."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def programs() -> list[str]:
    """The card's short programs."""
    return [item.code for item in suite_named("card-52").items if len(item.code) <= LONGEST]


@contextmanager
def started() -> Iterator[tuple[str, psutil.Process]]:
    """A service, and its process."""
    command = [sys.executable, "-m", "caalm.cli", "serve", "--port", "0", "--engine", "numpy"]
    command += ["--max-tokens", str(MOST_TOKENS), "--max-seconds", "300"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        url = process.stdout.readline().split(" at ")[1].split()[0]
        while True:
            try:
                httpx2.get(f"{url}/readyz").raise_for_status()
                break
            except httpx2.TransportError:
                time.sleep(0.1)
        yield url, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=60)


def processor_seconds(process: psutil.Process) -> float:
    """User and system time so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def counted(url: str) -> tuple[float, float]:
    """Tokens written and steps made so far."""
    text = httpx2.get(f"{url}/metrics").text
    values = [re.search(rf"^caalm_{name}_total ([0-9.e+]+)$", text, re.MULTILINE) for name in ("tokens", "steps")]
    return tuple(float(value[1]) if value else 0.0 for value in values)  # type: ignore[return-value]


def ask(url: str, process: psutil.Process, clients: int, seconds: float, trace: bool | None) -> Seen:
    """So many clients ask one request after the other."""
    seen = Seen()

    async def one(client: httpx2.AsyncClient, number: int, end: float) -> None:
        codes = cycle(programs())
        for _ in range(number % 7):
            next(codes)
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                answer = await client.post("/api/predict", json={"code": next(codes), "trace": trace})
            except httpx2.HTTPError as error:
                seen.statuses[type(error).__name__] += 1
                continue
            seen.statuses[str(answer.status_code)] += 1
            if answer.status_code == 200:
                seen.seconds.append(time.monotonic() - began)
            elif answer.status_code == 429:
                await asyncio.sleep(float(answer.headers["retry-after"]))

    async def everybody() -> None:
        limits = httpx2.Limits(max_connections=clients)
        async with httpx2.AsyncClient(base_url=url, timeout=120, limits=limits) as client:
            end = time.monotonic() + seconds
            await asyncio.gather(*(one(client, number, end) for number in range(clients)))

    tokens, steps = counted(url)
    processor, began = processor_seconds(process), time.monotonic()
    asyncio.run(everybody())
    seen.wall, seen.processor = time.monotonic() - began, processor_seconds(process) - processor
    more_tokens, more_steps = counted(url)
    seen.shared = (more_tokens - tokens) / max(1.0, more_steps - steps)
    return seen


def alone(trace: bool) -> float:
    """Processor seconds a program without a service, one program at a time."""
    predictor = Predictor.load(engine="numpy", trace=trace, max_new_tokens=MOST_TOKENS)
    codes = programs()[::3]
    predictor.predict(codes[0])
    began = time.process_time()
    for code in codes:
        predictor.predict(code)
    return (time.process_time() - began) / len(codes)


def main() -> None:
    """Measure, print, and write docs/service.md's figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each row")
    parser.add_argument("--crowd", type=float, default=CROWD_SECONDS, help="for the 200 clients")
    options = parser.parse_args()
    lines = [
        "| answer | clients | requests/s | p50 | p95 | texts a step | processor time a request | the engine alone |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    with started() as (url, process), Progress(transient=True) as bar:
        task = bar.add_task("service", total=2 * len(CLIENTS) + 1)
        for trace in (False, True):
            ask(url, process, 1, 1.0, trace)
            least = alone(trace)
            for clients in CLIENTS:
                seen = ask(url, process, clients, options.seconds, trace)
                assert set(seen.statuses) == {"200"}, seen.statuses
                count = len(seen.seconds)
                lines.append(
                    f"| {'traced' if trace else 'plain'} | {clients} | {count / seen.wall:.1f} "
                    f"| {1000 * seen.percentile(0.5):,.0f} ms | {1000 * seen.percentile(0.95):,.0f} ms "
                    f"| {seen.shared:.1f} | {1000 * seen.processor / count:.0f} ms | {1000 * least:.0f} ms |"
                )
                bar.advance(task)
        before = process.memory_info().rss
        crowd = ask(url, process, CROWD, options.crowd, False)
        after = process.memory_info().rss
    statuses = ", ".join(f"{count:,} times {status}" for status, count in sorted(crowd.statuses.items()))
    load = os.getloadavg()[0]
    text = "\n".join(
        [
            BEGIN,
            "",
            f"Written by `make bench`: {len(programs())} programs of the card, at most {LONGEST} bytes; the shipped "
            f"weights on {os.cpu_count()} shared cores with a load of {load:.0f} at the end.",
            "",
            *lines,
            "",
            f"{CROWD} clients for {options.crowd:.0f} seconds, plain answers, a queue of 96: {statuses}; "
            f"of the answers p50 {crowd.percentile(0.5):.2f} s, p99 {crowd.percentile(0.99):.2f} s. The process had "
            f"{before / 2**20:.0f} MiB before and {after / 2**20:.0f} MiB after.",
            "",
            END,
        ]
    )
    page = OUT.read_text("utf-8")
    head, _, rest = page.partition(BEGIN)
    write_file(OUT, head + text + rest.partition(END)[2])
    print(text)


if __name__ == "__main__":
    main()
