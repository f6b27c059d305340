"""Rows hold what the examples say, in an order that depends on nothing but the stream and the place."""

import random
import re
from collections.abc import Iterator

import numpy as np
import pytest

from caalm.errors import InputError
from caalm.model.tokenizer import END, PAD
from caalm.tasks.example import Example
from caalm.training.batches import PackConfig, Place, Row, Rows, Share, make_row, pack_block, worker_rows

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


def partitioned(worker: int, workers: int, start: int) -> Iterator[Example]:
    """One endless sequence of programs, shared by any number of workers."""
    position = start * workers + worker
    while True:
        yield Example(prompt=f"<{position}>", target="x" * (position * 7 % 23))
        position += workers


def positions(rows: list[Row]) -> list[int]:
    text = b"".join(bytes(int(token) for token in row.tokens if token < 256) for row in rows).decode()
    return [int(number) for number in re.findall(r"<(\d+)>", text)]


def test_the_lanes_of_a_run_outlive_its_workers() -> None:
    first = Rows(partitioned, SMALL, workers=0, lanes=4)
    taken = [next(first) for _ in range(7)]
    state = first.state()
    rest = [next(first) for _ in range(9)]
    for workers in (0, 1, 3, 4):
        second = Rows(partitioned, SMALL, workers=workers, state=state)
        try:
            assert all(same(next(second), row) for row in rest)
        finally:
            second.close()
    whole = positions([*taken, *rest])
    assert len(whole) == len(set(whole)) > 40


def test_two_processes_take_the_rows_of_one() -> None:
    alone = Rows(partitioned, SMALL, lanes=2)
    together = [Rows(partitioned, SMALL, share=Share(rank, 2), lanes=2) for rank in (0, 1)]
    for _ in range(10):
        assert all(same(next(alone), next(each)) for each in together)
    shares = [[[place.block, place.row] for place in each.places] for each in together]
    assert together[0].state(lambda mine: shares) == together[1].state(lambda mine: shares) == alone.state()


def test_a_lane_in_the_middle_of_a_turn_is_taken_up_by_its_owner() -> None:
    alone = Rows(partitioned, SMALL, lanes=4)
    for _ in range(3):
        next(alone)
    together = [Rows(partitioned, SMALL, share=Share(rank, 2), state=alone.state()) for rank in (0, 1)]
    rest = [next(alone) for _ in range(8)]
    expected = {rank: [row for index, row in enumerate(rest) if (3 + index) % 2 == rank] for rank in (0, 1)}
    for rank, rows in expected.items():
        assert all(same(next(together[rank]), row) for row in rows)


@pytest.mark.parametrize(("before", "after"), [(1, 2), (3, 2), (2, 3), (1, 4)])
def test_other_lanes_begin_behind_every_program_that_was_taken(before: int, after: int) -> None:
    first = Rows(partitioned, SMALL, lanes=before)
    taken = positions([next(first) for _ in range(17)])
    state = first.state()
    again = [Rows(partitioned, SMALL, state=state, share=Share(rank, after)) for rank in range(after)]
    then = [positions([next(each) for _ in range(9)]) for each in again]
    drawn = [*taken, *(position for each in then for position in each)]
    assert len(drawn) == len(set(drawn))
    # What is left of a block is passed over, and no more than that.
    assert min(min(each) for each in then) < max(taken) + 2 * SMALL.block_examples * before
    # Once more, from lanes that began in the middle.
    shares = [[[place.block, place.row] for place in each.places] for each in again]
    last = Rows(partitioned, SMALL, state=again[0].state(lambda mine: shares), lanes=after + 1)
    drawn += positions([next(last) for _ in range(9)])
    assert len(drawn) == len(set(drawn))


def test_lanes_that_cannot_be_shared_are_refused() -> None:
    with pytest.raises(InputError, match="3 of them cannot be shared by 2 processes"):
        Rows(partitioned, SMALL, share=Share(0, 2), lanes=3)
