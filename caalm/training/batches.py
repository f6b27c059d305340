"""Packing examples into fixed-length rows, in this process or in workers, in an order that never depends on timing.

A row of 12 tokens holds the examples "ab" -> "c" and "d" -> "ef" (E is the end token, . is padding):

    tokens      a  b  c  E  d  e  f  E  .  .  .  .
    targets     b  c  E  .  e  f  E  .  .  .  .  .
    weights     p  1  1  0  1  1  1  0  0  0  0  0     p = the weight of the prompt's own tokens
    positions   0  1  2  3  0  1  2  3  0  1  2  3
    boundaries  0           4           8           12
    extent      2 documents, the longest 4 tokens, 8 tokens in all

No example crosses a row, attention never crosses a boundary, and an example longer than a row or than the model's
context is left out and counted. Examples are packed in blocks (first fit, in arrival order), so a place in the stream
is two numbers a lane: block and row.
"""

from __future__ import annotations

import multiprocessing
import queue as queues
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from multiprocessing.process import BaseProcess
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from caalm.errors import InputError
from caalm.model.sizes import POSITIONS
from caalm.model.tokenizer import END, PAD, encode
from caalm.tasks.example import Example

Stream: TypeAlias = Callable[[int, int, int], Iterator[Example]]
"""stream(worker, workers, start): the examples of one worker from its own position `start` on; deterministic.

Worker w of n gives the examples w, w + n, w + 2n ... of one sequence, so that any number of workers shares it.
"""

QUEUED_ROWS = 32
_Lane: TypeAlias = "tuple[int, int, Place, int]"
"""Index among those of the process, number in the run, place, base."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackConfig:
    """How rows are made. `max_documents` bounds the boundaries' length, so that compiled shapes never change.

    The last row of a block of examples is seldom full, so a block should fill twenty rows or more.
    """

    row_tokens: int = 8192
    example_tokens: int = POSITIONS
    prompt_weight: float = 0.0
    block_examples: int = 512
    max_documents: int = 256
    align: int = 1
    """Each document is padded to a multiple of this: on a CPU each length of a product is code made for it."""

    def __post_init__(self) -> None:
        if self.align < 1 or self.row_tokens % self.align:
            raise ValueError("align: must be at least 1 and divide row_tokens")
        if self.row_tokens < 8:
            raise ValueError("row_tokens: must be at least 8")
        if not 0 <= self.prompt_weight <= 1:
            raise ValueError("prompt_weight: must lie in 0 to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One packed row; all arrays have the row's length, but boundaries (always max_documents + 1 entries).

    Small types: a row goes through a pipe, and widens where the model is. `extent` says how many documents there are,
    how long the longest is, and how many tokens are in documents, their padding included (`filled` is without); the
    sums are those of the weights.
    """

    tokens: npt.NDArray[np.int16]
    targets: npt.NDArray[np.int16]
    weights: npt.NDArray[np.float32]
    positions: npt.NDArray[np.int32]
    boundaries: npt.NDArray[np.int32]
    extent: npt.NDArray[np.int64]
    examples: int
    dropped: int
    filled: int
    weight: float
    answers: float

    @property
    def squares(self) -> int:
        """The sum of the documents' squared lengths: what attention costs."""
        lengths = np.diff(self.boundaries[: self.examples + 1]).astype(np.int64)
        return int((lengths * lengths).sum())


@dataclass(frozen=True, slots=True)
class Place:
    """Where a worker stands: rows of `block` before `row` are used up."""

    block: int = 0
    row: int = 0


def tokens_of(example: Example) -> tuple[bytes, bytes]:
    """Prompt and target as bytes; the end token is added by `make_row`."""
    return encode(example.prompt), encode(example.target)


def _size(document: tuple[bytes, bytes]) -> int:
    return len(document[0]) + len(document[1]) + 1


def _aligned(size: int, align: int) -> int:
    return -(-size // align) * align


def make_row(documents: Sequence[tuple[bytes, bytes]], config: PackConfig, dropped: int = 0) -> Row:
    """One row of documents that fit; the rest of it is padding, a document of its own with weight 0."""
    length = config.row_tokens
    tokens = np.full(length, PAD, dtype=np.int16)
    targets = np.full(length, PAD, dtype=np.int16)
    weights = np.zeros(length, dtype=np.float32)
    positions = np.arange(length, dtype=np.int32)
    boundaries = np.full(config.max_documents + 1, length, dtype=np.int32)
    at = longest = filled = 0
    # Neighbours of one length are attended to together; examples come in no order that matters.
    for index, (prompt, target) in enumerate(sorted(documents, key=_size) if config.align > 1 else documents):
        boundaries[index] = at
        stop = at + len(prompt) + len(target) + 1
        tokens[at : stop - 1] = np.frombuffer(prompt + target, dtype=np.uint8)
        tokens[stop - 1] = END
        targets[at : stop - 1] = tokens[at + 1 : stop]
        # The token before the target predicts its first byte, so the prompt's own share ends one earlier.
        answer = at + max(len(prompt) - 1, 0)
        weights[at:answer] = config.prompt_weight
        weights[answer : stop - 1] = 1.0
        positions[at:stop] = np.arange(stop - at)
        filled += stop - at
        room = _aligned(stop - at, config.align)
        positions[stop : at + room] = np.arange(stop - at, room)
        longest = max(longest, room)
        at += room
    boundaries[len(documents)] = at
    positions[at:] = np.arange(length - at)
    return Row(
        tokens=tokens,
        targets=targets,
        weights=weights,
        positions=positions,
        boundaries=boundaries,
        extent=np.array([len(documents), longest, at], dtype=np.int64),
        examples=len(documents),
        dropped=dropped,
        filled=filled,
        weight=float(weights.sum(dtype=np.float64)),
        answers=float(np.count_nonzero(weights == 1)),
    )


def pack_block(examples: Sequence[Example], config: PackConfig) -> list[Row]:
    """First fit in arrival order: every example goes to the first open row with room for it."""
    bins: list[list[tuple[bytes, bytes]]] = []
    room: list[int] = []
    dropped = 0
    for example in examples:
        document = tokens_of(example)
        size = _aligned(_size(document), config.align)
        if size > min(config.row_tokens, config.example_tokens):
            dropped += 1
            continue
        for index, free in enumerate(room):
            # One boundary is kept for the padding at the end.
            if size <= free and len(bins[index]) < config.max_documents - 1:
                break
        else:
            bins.append([])
            room.append(config.row_tokens)
            index = len(bins) - 1
        bins[index].append(document)
        room[index] -= size
    return [make_row(documents, config, dropped if index == 0 else 0) for index, documents in enumerate(bins)]


def worker_rows(
    stream: Stream, worker: int, workers: int, place: Place, config: PackConfig, base: int = 0
) -> Iterator[tuple[Row, Place]]:
    """The rows of one lane from a place on, each with the place after it. A stream that ends, ends the rows.

    ``base`` is the lane's first example, that of block 0.
    """
    examples = stream(worker, workers, base + place.block * config.block_examples)
    block, skip = place.block, place.row
    while True:
        drawn = list(islice(examples, config.block_examples))
        if not drawn:
            return
        rows = pack_block(drawn, config)
        for index in range(skip, len(rows)):
            last = index == len(rows) - 1
            yield rows[index], Place(block + 1, 0) if last else Place(block, index + 1)
        block, skip = block + 1, 0


def _work(stream: Stream, lanes: Sequence[_Lane], total: int, config: PackConfig, out: Any) -> None:
    """The body of a worker process: its lanes in turn, each until it ends."""
    try:
        alive = [(index, worker_rows(stream, lane, total, place, config, base)) for index, lane, place, base in lanes]
        while alive:
            for item in list(alive):
                index, rows = item
                taken = next(rows, None)
                out.put((index, taken))
                if taken is None:
                    alive.remove(item)
    except KeyboardInterrupt:
        return
    except BaseException as error:
        out.put(f"{type(error).__name__}: {error}")
        raise


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of the rows this process takes: the lanes rank, rank + size, ..."""

    rank: int = 0
    size: int = 1


ALL = Share()


class Rows:
    """Rows from all lanes in turn (lane 0, 1, ..., 0, ...), and the places to continue from.

    A lane is one of the `lanes` parts of the stream; by default there is one for each worker process, or one where
    `workers` = 0 draws in this process. They belong to the run: where several processes train together each takes
    every row of its own lanes, so that together they take the rows that one process would take in as many steps.
    `state()` after k rows and a new Rows with it continues with row k + 1, whatever the number of workers. Where the
    lanes cannot be shared evenly, or others are asked for, new ones begin behind every program that was taken: what is
    left of a block is passed over, and no program comes twice.
    """

    def __init__(
        self,
        stream: Stream,
        config: PackConfig,
        workers: int = 0,
        state: dict[str, Any] | None = None,
        *,
        share: Share = ALL,
        lanes: int | None = None,
    ) -> None:
        fresh = lanes or max(workers, 1) * share.size
        state = state or {"places": [[0, 0]] * fresh, "next": 0}
        if len(state["places"]) % share.size or lanes not in (None, len(state["places"])):
            state = _behind(state, fresh, config.block_examples)
        self.total, self.share = len(state["places"]), share
        if self.total % share.size:
            raise InputError(f"lanes: {self.total} of them cannot be shared by {share.size} processes")
        self.base, self.first, self.taken = int(state.get("base", 0)), int(state["next"]), 0
        self.numbers = list(range(share.rank, self.total, share.size))
        self.places = [Place(*state["places"][number]) for number in self.numbers]
        # The first of our lanes whose turn it is.
        self.next = min(range(len(self.numbers)), key=lambda index: (self.numbers[index] - self.first) % self.total)
        self.live = [True] * len(self.numbers)
        self.processes: list[BaseProcess] = []
        self.queues: list[Any] = []
        self.lanes: list[Iterator[tuple[Row, Place]]] = []
        if workers == 0:
            self.lanes = [
                worker_rows(stream, number, self.total, place, config, self.base)
                for number, place in zip(self.numbers, self.places, strict=True)
            ]
            return
        order = [(self.next + index) % len(self.numbers) for index in range(len(self.numbers))]
        # Spawned, not forked: a fork of a process that holds CUDA or thread pools may hang.
        context = multiprocessing.get_context("spawn")
        self.drawers = min(workers, len(self.numbers))
        for worker in range(self.drawers):
            out = context.Queue(QUEUED_ROWS)
            mine = [
                (index, self.numbers[index], self.places[index], self.base)
                for index in order
                if index % self.drawers == worker
            ]
            process = context.Process(target=_work, args=(stream, mine, self.total, config, out), daemon=True)
            process.start()
            self.processes.append(process)
            self.queues.append(out)

    def _take(self, lane: int) -> tuple[Row, Place] | None:
        if self.lanes:
            return next(self.lanes[lane], None)
        worker = lane % self.drawers
        while True:
            try:
                item = self.queues[worker].get(timeout=5)
            except queues.Empty:
                if not self.processes[worker].is_alive():
                    raise RuntimeError(
                        f"data worker {worker} died with exit code {self.processes[worker].exitcode}"
                    ) from None
                continue
            if isinstance(item, str):
                raise RuntimeError(f"data worker {worker} failed: {item}")
            index, taken = item
            assert index == lane, "a worker gives its lanes in the order in which they are taken"
            row: tuple[Row, Place] | None = taken
            return row

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        while any(self.live):
            lane, self.next = self.next, (self.next + 1) % len(self.places)
            if not self.live[lane]:
                continue
            item = self._take(lane)
            if item is None:
                self.live[lane] = False
                continue
            row, self.places[lane] = item
            self.taken += 1
            return row
        raise StopIteration

    def state(self, gather: Callable[[Any], list[Any]] = lambda value: [value]) -> dict[str, Any]:
        """What a checkpoint keeps: every lane's place. ``gather`` brings those of the other processes."""
        mine = [[place.block, place.row] for place in self.places]
        shares = gather(mine)
        places = [shares[lane % self.share.size][lane // self.share.size] for lane in range(self.total)]
        turn = self.next if self.share.size == 1 else (self.first + self.taken * self.share.size) % self.total
        return {"places": places, "next": turn} | ({"base": self.base} if self.base else {})

    def close(self) -> None:
        """End the worker processes."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join(timeout=5)


def _behind(state: dict[str, Any], lanes: int, block_examples: int) -> dict[str, Any]:
    """The state of so many new lanes, all of which begin behind every program that the old ones have taken."""
    old, base = len(state["places"]), int(state.get("base", 0))
    behind = 0
    for lane, (block, row) in enumerate(state["places"]):
        taken = (block + (row > 0)) * block_examples
        if taken or base:
            behind = max(behind, lane + old * (base + taken - 1) + 1)
    return {"places": [[0, 0]] * lanes, "next": 0, "base": -(-behind // lanes)}
