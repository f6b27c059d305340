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
is two numbers a worker: block and row.
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
"""stream(worker, workers, start): the examples of one worker from its own position `start` on; deterministic."""

QUEUED_ROWS = 32


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
    stream: Stream, worker: int, workers: int, place: Place, config: PackConfig
) -> Iterator[tuple[Row, Place]]:
    """The rows of one worker from a place on, each with the place after it. A stream that ends, ends the rows."""
    examples = stream(worker, workers, place.block * config.block_examples)
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


def _work(stream: Stream, worker: int, workers: int, place: Place, config: PackConfig, out: Any) -> None:
    """The body of a worker process."""
    try:
        for item in worker_rows(stream, worker, workers, place, config):
            out.put(item)
        out.put(None)
    except KeyboardInterrupt:
        return
    except BaseException as error:
        out.put(f"{type(error).__name__}: {error}")
        raise


class Rows:
    """Rows from all workers in turn (worker 0, 1, ..., 0, ...), and the places to continue from.

    `workers` = 0 draws in this process, in the order of one worker. `state()` after k rows and a new Rows with it
    continues with row k + 1.
    """

    def __init__(
        self, stream: Stream, config: PackConfig, workers: int = 0, state: dict[str, Any] | None = None
    ) -> None:
        lanes = max(workers, 1)
        state = state or {"places": [[0, 0]] * lanes, "next": 0}
        if len(state["places"]) != lanes:
            raise InputError(f"workers: the run was begun with {len(state['places'])} workers, continue with as many")
        self.places = [Place(*place) for place in state["places"]]
        self.next = int(state["next"])
        self.live = [True] * lanes
        self.processes: list[BaseProcess] = []
        self.queues: list[Any] = []
        self.lanes: list[Iterator[tuple[Row, Place]]] = []
        if workers == 0:
            self.lanes = [worker_rows(stream, 0, 1, self.places[0], config)]
            return
        # Spawned, not forked: a fork of a process that holds CUDA or thread pools may hang.
        context = multiprocessing.get_context("spawn")
        for worker in range(workers):
            out = context.Queue(QUEUED_ROWS)
            arguments = (stream, worker, workers, self.places[worker], config, out)
            process = context.Process(target=_work, args=arguments, daemon=True)
            process.start()
            self.processes.append(process)
            self.queues.append(out)

    def _take(self, lane: int) -> tuple[Row, Place] | None:
        if self.lanes:
            return next(self.lanes[lane], None)
        while True:
            try:
                item = self.queues[lane].get(timeout=5)
            except queues.Empty:
                if not self.processes[lane].is_alive():
                    raise RuntimeError(
                        f"data worker {lane} died with exit code {self.processes[lane].exitcode}"
                    ) from None
                continue
            if isinstance(item, str):
                raise RuntimeError(f"data worker {lane} failed: {item}")
            taken: tuple[Row, Place] | None = item
            return taken

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
            return row
        raise StopIteration

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps."""
        return {"places": [[place.block, place.row] for place in self.places], "next": self.next}

    def close(self) -> None:
        """End the worker processes."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join(timeout=5)
