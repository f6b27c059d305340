"""Rows hold what the examples say, in an order that depends on nothing but the stream and the place."""

import random
from collections.abc import Iterator

import numpy as np
import pytest

from caalm.errors import InputError
from caalm.model.tokenizer import END, PAD
from caalm.tasks.example import Example
from caalm.training.batches import PackConfig, Place, Row, Rows, make_row, pack_block, worker_rows

SMALL = PackConfig(row_tokens=64, block_examples=16, max_documents=8, prompt_weight=0.25)


def numbered(worker: int, workers: int, start: int) -> Iterator[Example]:
    """An endless stream whose examples differ in length."""
    position = start
    while True:
        length = random.Random(f"{worker} {workers} {position}").randrange(1, 30)
        yield Example(prompt=f"{worker}:{position}>", target="x" * length)
        position += 1


def ending(worker: int, workers: int, start: int) -> Iterator[Example]:
    """A stream of forty examples."""
    return iter([Example(prompt="p", target=str(i)) for i in range(start, 40)])


def failing(worker: int, workers: int, start: int) -> Iterator[Example]:
    """A stream that breaks."""
    raise ValueError("no such thing")


def same(left: Row, right: Row) -> bool:
    return all(
        np.array_equal(getattr(left, name), getattr(right, name))
        for name in ("tokens", "targets", "weights", "positions", "boundaries")
    )


def test_a_row_is_laid_out_as_documented() -> None:
    row = make_row([(b"ab", b"c"), (b"d", b"ef")], PackConfig(row_tokens=12, max_documents=4, prompt_weight=0.5))
    assert row.tokens.tolist() == [97, 98, 99, END, 100, 101, 102, END, PAD, PAD, PAD, PAD]
    assert row.targets.tolist() == [98, 99, END, PAD, 101, 102, END, PAD, PAD, PAD, PAD, PAD]
    assert row.weights.tolist() == [0.5, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0]
    assert row.positions.tolist() == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]
    assert row.boundaries.tolist() == [0, 4, 8, 12, 12]


def test_documents_of_an_aligned_row_begin_at_multiples_in_order_of_length() -> None:
    config = PackConfig(row_tokens=16, max_documents=4, prompt_weight=0.5, align=4)
    row = make_row([(b"ab", b"cde"), (b"d", b"e")], config)
    assert row.tokens.tolist() == [100, 101, END, PAD, 97, 98, 99, 100, 101, END, PAD, PAD, PAD, PAD, PAD, PAD]
    assert row.weights.tolist() == [1, 1, 0, 0, 0.5, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    assert row.positions.tolist() == [0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3]
    assert row.boundaries.tolist() == [0, 4, 12, 16, 16]
    assert (row.filled, row.extent.tolist()) == (9, [2, 8, 12])


def test_alignment_must_divide_the_row() -> None:
    with pytest.raises(ValueError, match="align"):
        PackConfig(row_tokens=64, align=24)


def test_every_target_byte_and_end_is_learned_once() -> None:
    examples = [Example(prompt=f"p{i}", target="é" * i) for i in range(12)]
    rows = pack_block(examples, PackConfig(row_tokens=64, max_documents=8))
    assert sum(float(row.weights.sum()) for row in rows) == sum(len(e.target.encode()) + 1 for e in examples)
    assert sum(row.examples for row in rows) == 12


def test_no_example_crosses_a_row_and_one_too_long_is_counted() -> None:
    examples = [Example(prompt="a" * n, target="b") for n in (30, 30, 62, 63, 10)]
    rows = pack_block(examples, SMALL)
    assert [row.examples for row in rows] == [2, 1, 1]
    assert sum(row.dropped for row in rows) == 1


def test_one_boundary_is_kept_for_the_padding() -> None:
    rows = pack_block([Example(prompt="a", target="")] * 20, SMALL)
    assert [row.examples for row in rows] == [7, 7, 6]
    assert all(len(row.boundaries) == 9 and row.boundaries[-1] == 64 for row in rows)


def test_rows_continue_from_any_place() -> None:
    rows = worker_rows(numbered, 0, 1, Place(), SMALL)
    taken = [next(rows) for _ in range(30)]
    for index in (0, 3, 11, 28):
        again, _ = next(worker_rows(numbered, 0, 1, taken[index][1], SMALL))
        assert same(again, taken[index + 1][0])


def test_no_example_is_lost_between_blocks() -> None:
    rows = worker_rows(numbered, 0, 1, Place(), SMALL)
    text = b"".join(bytes(int(t) for t in next(rows)[0].tokens if t < 256) for _ in range(30)).decode()
    assert all(f"0:{position}>" in text for position in range(32))


def test_workers_take_turns_and_continue_exactly() -> None:
    first = Rows(numbered, SMALL, workers=2)
    try:
        taken = [next(first) for _ in range(9)]
        state = first.state()
        rest = [next(first) for _ in range(4)]
    finally:
        first.close()
    lanes = [worker_rows(numbered, worker, 2, Place(), SMALL) for worker in (0, 1)]
    assert all(same(row, next(lanes[index % 2])[0]) for index, row in enumerate(taken))
    second = Rows(numbered, SMALL, workers=2, state=state)
    try:
        assert all(same(next(second), row) for row in rest)
    finally:
        second.close()


def test_a_stream_that_ends_ends_the_rows() -> None:
    assert sum(row.examples for row in Rows(ending, SMALL)) == 40


def test_a_failing_stream_stops_training_with_its_reason() -> None:
    rows = Rows(failing, SMALL, workers=1)
    try:
        with pytest.raises(RuntimeError, match="no such thing"):
            next(rows)
    finally:
        rows.close()


def test_another_number_of_workers_is_refused() -> None:
    with pytest.raises(InputError, match="workers"):
        Rows(numbered, SMALL, workers=0, state={"places": [[0, 0], [0, 0]], "next": 0})
