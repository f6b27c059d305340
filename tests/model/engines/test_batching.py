"""A batch takes texts at any time, gives each its own tokens, and never asks for more room than there is."""

from collections.abc import Sequence

import pytest

from caalm.errors import InputError
from caalm.model.engines.batching import Batch, Written
from caalm.model.engines.revision import Choice
from caalm.model.tokenizer import END


class Counting:
    """Slots of a model that writes the number of tokens so far, and ends a text whose prompt was p after p more."""

    def __init__(self, count: int, memory: int = 10**9) -> None:
        self.texts: list[list[int]] = [[] for _ in range(count)]
        self.memory = memory
        self.reads = 0

    def room(self, longest: int) -> int:
        return max(1, min(len(self.texts), self.memory // longest))

    def _choice(self, slot: int) -> Choice:
        text = self.texts[slot]
        return Choice(END if len(text) >= 2 * text[0] else len(text) % 200, -0.5)

    def read(self, slot: int, tokens: Sequence[int], rivals: int = 0) -> Choice:
        self.reads += 1
        self.texts[slot] = list(tokens)
        return self._choice(slot)

    def advance(self, tokens: Sequence[int], rivals: int = 0) -> list[Choice]:
        assert len(tokens) * max(len(text) + 1 for text in self.texts[: len(tokens)]) <= self.memory or len(tokens) == 1
        for slot, token in enumerate(tokens):
            self.texts[slot].append(token)
        return [self._choice(slot) for slot in range(len(tokens))]

    def rewind(self, slot: int, length: int) -> None:
        raise AssertionError("nothing is verified here")

    def move(self, source: int, target: int) -> None:
        self.texts[target] = self.texts[source]


def prompt(size: int) -> str:
    """A prompt of that many tokens that ends by itself after as many more."""
    return chr(size) * size


def expected(size: int) -> list[int]:
    return [*range(size, 2 * size), END]


def run(batch: Batch, steps: int | None = None) -> list[Written]:
    written: list[Written] = []
    while batch.is_busy and steps != 0:
        written += batch.step()
        steps = None if steps is None else steps - 1
    return written


def tokens(written: Sequence[Written], ticket: int) -> list[int]:
    return [each.token for each in written if each.ticket == ticket]


@pytest.mark.parametrize("memory", [10**9, 60, 30, 1])
def test_every_text_gets_its_own_tokens_whatever_the_room(memory: int) -> None:
    slots = Counting(3, memory)
    batch = Batch(slots, positions=1000)
    sizes = [3, 9, 1, 12, 2, 7, 20]
    tickets = [batch.add(prompt(size), 100) for size in sizes]
    written = run(batch)
    assert [tokens(written, ticket) for ticket in tickets] == [expected(size) for size in sizes]
    ends = {each.ticket: each.completion for each in written if each.completion is not None}
    assert all(
        len(end.token_logprobs) == size + 1 for size, end in zip(sizes, map(ends.get, tickets), strict=True) if end
    )
    assert ends.keys() == set(tickets)
    # Between plenty and hardly any: texts went back to the queue and were read again.
    assert slots.reads > len(sizes) or memory != 60


def test_texts_join_a_batch_that_is_under_way_and_leave_it() -> None:
    batch = Batch(Counting(4), positions=1000)
    first = batch.add(prompt(20), 100)
    dropped = batch.add(prompt(15), 100)
    written = run(batch, steps=3)
    batch.drop(dropped)
    late = batch.add(prompt(5), 100)
    written += run(batch)
    assert tokens(written, first) == expected(20)
    assert tokens(written, late) == expected(5)
    assert len(tokens(written, dropped)) == 4
    # The late one did not wait for the first.
    assert max(i for i, each in enumerate(written) if each.ticket == late) < len(written) - 10


def test_one_that_waits_can_be_dropped() -> None:
    batch = Batch(Counting(1), positions=1000)
    kept, dropped = batch.add(prompt(4), 100), batch.add(prompt(5), 100)
    batch.drop(dropped)
    assert {each.ticket for each in run(batch)} == {kept}


def test_a_text_ends_at_its_limit_unfinished() -> None:
    batch = Batch(Counting(1), positions=30)
    batch.add(prompt(20), 100)
    batch.add(prompt(20), 3)
    cut = [each.completion for each in run(batch) if each.completion is not None]
    assert [(len(each.token_logprobs), each.finished) for each in cut] == [(10, False), (3, False)]


def test_what_cannot_be_asked_is_refused_before_it_is_queued() -> None:
    batch = Batch(Counting(1), positions=30)
    for text in ("", "a" * 30):
        with pytest.raises(InputError):
            batch.add(text, 1)
    assert not batch.is_busy
