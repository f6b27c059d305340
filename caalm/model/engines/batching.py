"""Continuous batching: texts stand in slots, and a finished one makes room for the next prompt at once.

    batch = engine.open()
    ticket = batch.add("Code:\\nprint(1)\\n\\nOutput:\\n", max_new_tokens=100)
    while batch.is_busy:
        for written in batch.step():       # one token for every text under way
            written.ticket, written.token, written.completion    # the completion comes with the last token

Texts may be added and dropped between steps, so a server feeds one batch for as long as it lives. Where memory is
short the text that has written least goes back to the queue and is read again later: greedy tokens stay the same. An
engine brings only `Slots`: reading a prompt into a slot, one more token for the slots in use. Where an engine revises
(`caalm.model.engines.revision`) the tokens of a line come when the line stands.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from caalm.errors import InputError
from caalm.model.engine import Completion, OnProgress
from caalm.model.engines.repetition import end_of, is_endless
from caalm.model.engines.revision import NEWLINE, RETRIES, RIVALS, Choice, Revision, RevisionOf, VerifierOf
from caalm.model.tokenizer import END, decode, encode


class Slots(Protocol):
    """Keys and values of many texts. Those in use are slots 0 to n - 1."""

    def room(self, longest: int) -> int:
        """How many texts there is room for when the longest has that many tokens; at least one."""
        ...

    def read(self, slot: int, tokens: Sequence[int], rivals: int = 0) -> Choice:
        """Fill a slot from its start, and the token that comes next with so many runners-up."""
        ...

    def advance(self, tokens: Sequence[int], rivals: int = 0) -> list[Choice]:
        """Append one token to each of the slots in use, and the token that comes next in each."""
        ...

    def rewind(self, slot: int, length: int) -> None:
        """Forget all but the first ``length`` tokens of a slot."""
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
    revision: Revision | None = None
    tokens: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    """Of the tokens that stand."""
    is_done: bool = False

    @property
    def length(self) -> int:
        return len(self.prompt) + len(self.tokens)

    def write(self, choice: Choice) -> tuple[list[Written], int | None]:
        """The tokens that stand by now and did not before; and how many tokens the slot keeps, if some go."""
        if self.revision is None:
            self.tokens.append(choice.token)
            return self._stand([choice]), None
        self.tokens.append(self.revision.write(choice).token)
        ends_line = self.tokens[-1] in (NEWLINE, END)
        is_over = not ends_line and (len(self.tokens) >= self.limit or is_endless(self.tokens))
        if is_over or (ends_line and self.revision.verdict()):
            return self._stand(self.revision.flush()), None
        if not ends_line and self.revision.holds():
            return [], None
        del self.tokens[len(self.logprobs) :]
        kept = self.length
        # The slot holds what comes before a token; the token itself is handed over with the next step.
        self.tokens.append(self.revision.write(self.revision.forced[-1]).token)
        return [], kept

    def _stand(self, choices: Sequence[Choice]) -> list[Written]:
        stood = len(self.logprobs)
        self.logprobs += [choice.logprob for choice in choices]
        end = end_of(self.tokens, stood)
        if end is not None:
            del self.tokens[end:], self.logprobs[end:]
            choices = choices[: end - stood]
        finished = self.tokens[-1] == END
        self.is_done = finished or end is not None or len(self.tokens) >= self.limit
        written = [Written(self.ticket, choice.token, choice.logprob, None) for choice in choices]
        if self.is_done:
            completion = Completion(
                text=decode(self.tokens),
                token_logprobs=tuple(self.logprobs),
                finished=finished,
                endless=end is not None,
            )
            written[-1] = replace(written[-1], completion=completion)
        return written


class Batch:
    """Texts under way and texts that wait, first come first served."""

    def __init__(self, slots: Slots, positions: int, revision_of: RevisionOf = lambda prompt: None) -> None:
        self.slots = slots
        self.positions = positions
        self.revision_of = revision_of
        self._waiting: deque[_Text] = deque()
        self._active: list[_Text] = []
        self._tickets = 0

    @property
    def is_busy(self) -> bool:
        """Whether a step would write anything."""
        return bool(self._waiting or self._active)

    @property
    def under_way(self) -> int:
        """How many texts the next step goes on with."""
        return len(self._active)

    def add(self, prompt: str, max_new_tokens: int) -> int:
        """Queue a prompt; returns the ticket that its tokens carry."""
        tokens = checked(prompt, self.positions)
        self._tickets += 1
        limit = min(max_new_tokens, self.positions - len(tokens))
        self._waiting.append(_Text(self._tickets, limit, tokens, self.revision_of(prompt)))
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
            choices = self.slots.advance([text.tokens[-1] for text in self._active], self._rivals(self._active))
            for slot, choice in enumerate(choices):
                written += self._write(slot, self._active[slot], choice)
            for slot in reversed(range(len(choices))):
                if self._active[slot].is_done:
                    self._leave(slot)
        return written

    def _write(self, slot: int, text: _Text, choice: Choice) -> list[Written]:
        written, kept = text.write(choice)
        if kept is not None:
            self.slots.rewind(slot, kept)
        return written

    @staticmethod
    def _rivals(texts: Sequence[_Text]) -> int:
        return RIVALS if any(text.revision is not None for text in texts) else 0

    def _longest(self) -> int:
        return max((text.length for text in self._active), default=0)

    def _admit(self) -> list[Written]:
        written: list[Written] = []
        while self._waiting:
            text = self._waiting[0]
            if len(self._active) >= self.slots.room(max(self._longest(), text.length) + 1):
                break
            self._waiting.popleft()
            slot = len(self._active)
            choice = self.slots.read(slot, [*text.prompt, *text.tokens], self._rivals([text]))
            written += self._write(slot, text, choice)
            if not text.is_done:
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
    verifier_of: VerifierOf | None = None
    retries: int = RETRIES

    def revise(self, verifier_of: VerifierOf | None, retries: int = RETRIES) -> None:
        """From now on write lines again that their verifier rejects, each so often at most; None: be plainly greedy."""
        self.verifier_of, self.retries = verifier_of, retries

    def revision_of(self, prompt: str) -> Revision | None:
        """What rewrites the lines after a prompt; None where nothing does."""
        verifier = None if self.verifier_of is None else self.verifier_of(prompt)
        return None if verifier is None else Revision(verifier, self.retries)

    def slots(self, count: int) -> Slots:
        """Empty slots for that many texts at a time."""
        raise NotImplementedError

    def open(self, texts: int | None = None) -> Batch:
        """A batch to add texts to; ``texts``: how many there will be at most, if that is known."""
        count = self.batch if texts is None else max(1, min(self.batch, texts))
        return Batch(self.slots(count), self.positions, self.revision_of)

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
