"""Continuous batching: texts stand in slots, and a finished one makes room for the next prompt at once.

    batch = engine.open()
    ticket = batch.add("Code:\\nprint(1)\\n\\nOutput:\\n", max_new_tokens=100)
    while batch.is_busy:
        for written in batch.step():       # one token for every text under way
            written.ticket, written.token, written.completion    # the completion comes with the last token

Texts may be added and dropped between steps, so a server feeds one batch for as long as it lives. Where memory is
short the text that has written least goes back to the queue and is read again later: greedy tokens stay the same. An
engine brings only `Slots`: reading a prompt into a slot, one more token for the slots in use.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from caalm.errors import InputError
from caalm.model.engine import Completion, OnProgress
from caalm.model.tokenizer import END, decode, encode

Choice = tuple[int, float]
"""A token and its log-probability."""


class Slots(Protocol):
    """Keys and values of many texts. Those in use are slots 0 to n - 1."""

    def room(self, longest: int) -> int:
        """How many texts there is room for when the longest has that many tokens; at least one."""
        ...

    def read(self, slot: int, tokens: Sequence[int]) -> Choice:
        """Fill a slot from its start, and the token that comes next."""
        ...

    def advance(self, tokens: Sequence[int]) -> list[Choice]:
        """Append one token to each of the slots in use, and the token that comes next in each."""
        ...

    def move(self, source: int, target: int) -> None:
        """Copy one slot over another."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """A token that was written; with the last one comes the whole completion."""

    ticket: int
    token: int
    logprob: float
    completion: Completion | None


@dataclass(slots=True)
class _Text:
    """A text under way: whose it is, how much it may write, its prompt, its tokens so far."""

    ticket: int
    limit: int
    prompt: bytes
    tokens: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)

    @property
    def length(self) -> int:
        return len(self.prompt) + len(self.tokens)

    def write(self, choice: Choice) -> Written:
        token, logprob = choice
        self.tokens.append(token)
        self.logprobs.append(logprob)
        completion = None
        if token == END or len(self.tokens) >= self.limit:
            completion = Completion(
                text=decode(self.tokens), token_logprobs=tuple(self.logprobs), finished=token == END
            )
        return Written(self.ticket, token, logprob, completion)


class Batch:
    """Texts under way and texts that wait, first come first served."""

    def __init__(self, slots: Slots, positions: int) -> None:
        self.slots = slots
        self.positions = positions
        self._waiting: deque[_Text] = deque()
        self._active: list[_Text] = []
        self._tickets = 0

    @property
    def is_busy(self) -> bool:
        """Whether a step would write anything."""
        return bool(self._waiting or self._active)

    def add(self, prompt: str, max_new_tokens: int) -> int:
        """Queue a prompt; returns the ticket that its tokens carry."""
        tokens = checked(prompt, self.positions)
        self._tickets += 1
        self._waiting.append(_Text(self._tickets, min(max_new_tokens, self.positions - len(tokens)), tokens))
        return self._tickets

    def drop(self, ticket: int) -> None:
        """Forget a text, whether it waits or is under way."""
        for text in [text for text in self._waiting if text.ticket == ticket]:
            self._waiting.remove(text)
        for slot in [slot for slot, text in enumerate(self._active) if text.ticket == ticket]:
            self._leave(slot)

    def step(self) -> list[Written]:
        """Read as many waiting prompts as there is room for, then one more token for every text under way."""
        written = self._admit()
        while len(self._active) > self.slots.room(self._longest() + 1):
            slot = min(range(len(self._active)), key=lambda slot: len(self._active[slot].tokens))
            self._waiting.appendleft(self._active[slot])
            self._leave(slot)
        if self._active:
            choices = self.slots.advance([text.tokens[-1] for text in self._active])
            steps = [text.write(choice) for text, choice in zip(self._active, choices, strict=True)]
            for slot in reversed(range(len(steps))):
                if steps[slot].completion is not None:
                    self._leave(slot)
            written += steps
        return written

    def _longest(self) -> int:
        return max((text.length for text in self._active), default=0)

    def _admit(self) -> list[Written]:
        written = []
        while self._waiting:
            text = self._waiting[0]
            if len(self._active) >= self.slots.room(max(self._longest(), text.length) + 1):
                break
            self._waiting.popleft()
            written.append(text.write(self.slots.read(len(self._active), [*text.prompt, *text.tokens])))
            if written[-1].completion is None:
                self._active.append(text)
        return written

    def _leave(self, slot: int) -> None:
        # The slots in use stay together.
        last = self._active.pop()
        if slot < len(self._active):
            self.slots.move(len(self._active), slot)
            self._active[slot] = last


def checked(prompt: str, positions: int) -> bytes:
    """A prompt's tokens; an InputError where there are none or too many."""
    tokens = encode(prompt)
    if not tokens:
        raise InputError("a prompt is empty")
    if len(tokens) >= positions:
        raise InputError(f"a prompt has {len(tokens)} tokens, the model's context {positions}: shorten it")
    return tokens


class SlotEngine:
    """An engine made of slots; what a subclass brings is `slots`."""

    positions: int
    batch: int

    def slots(self, count: int) -> Slots:
        """Empty slots for that many texts at a time."""
        raise NotImplementedError

    def open(self, texts: int | None = None) -> Batch:
        """A batch to add texts to; ``texts``: how many there will be at most, if that is known."""
        return Batch(self.slots(self.batch if texts is None else max(1, min(self.batch, texts))), self.positions)

    def stream(self, prompt: str, max_new_tokens: int) -> Iterator[Written]:
        """The tokens of one completion as they come."""
        batch = self.open(1)
        batch.add(prompt, max_new_tokens)
        while batch.is_busy:
            yield from batch.step()

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        """Completions in the order of the prompts."""
        batch = self.open(len(prompts))
        # The longest first: what is left at the end is short, and neighbours are of like length.
        order = sorted(range(len(prompts)), key=lambda index: -len(prompts[index]))
        tickets = {batch.add(prompts[index], max_new_tokens): index for index in order}
        done: list[Completion | None] = [None] * len(prompts)
        finished = 0
        while batch.is_busy:
            for written in batch.step():
                if written.completion is None:
                    continue
                done[tickets[written.ticket]] = written.completion
                finished += 1
                if on_progress is not None:
                    on_progress(finished, len(prompts))
        return [completion for completion in done if completion is not None]
