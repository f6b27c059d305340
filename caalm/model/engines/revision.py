"""Second thoughts: a line that a verifier rejects is taken back and written again, another way, before it stands.

    engine.revise(verifier_of)        # verifier_of(prompt) -> a Verifier, or None where nothing can be verified
    engine.generate([prompt], 100)    # greedy, but for the lines that were rejected

The verifier knows no program, only what was written so far: a step of a trace that says 5+11:15 contradicts itself in
every language. What else the line might have been is searched best first: a candidate follows an earlier attempt up to
one token, takes one of the next likeliest there, and goes on greedily; the order is by how much likelihood is given up.
The search is deterministic, so a text comes out the same alone and in any batch. When it has been long enough the first
attempt stands: the model keeps its say, and whoever checks the whole sees that it contradicts itself.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from caalm.model.tokenizer import END, decode

RIVALS = 8
"""Runners-up that are kept for each token of the line under way."""
RETRIES = 32
"""How often one line is written again."""
REVISIONS = 128
"""How often lines of one text are, all together: a text that makes no sense must not take for ever."""
NEWLINE = 10
DIVIDER = ord(";")
"""Between the parts of a line: what has been written of it is verified there already."""


class Choice(NamedTuple):
    """A token and its log-probability; where they were asked for, the likeliest others with theirs."""

    token: int
    logprob: float
    rivals: tuple[tuple[int, float], ...] = ()


class Verifier(Protocol):
    """Reads one text, line by line."""

    def fault(self, line: str, *, is_last: bool) -> int | None:
        """How many characters of a line (without its newline) show that it contradicts those that stand; None: it does
        not. ``is_last``: the text ends with it."""
        ...

    def early_fault(self, beginning: str) -> int | None:
        """The same of the beginning of a line, at a sign that divides what it says."""
        ...

    def take(self) -> None:
        """The line that was asked about last stands, accepted or not."""
        ...


VerifierOf = Callable[[str], Verifier | None]
"""The verifier of what follows a prompt; None: nobody can say."""


@dataclass(frozen=True, slots=True, order=True)
class _Candidate:
    """Another way to write the line: its beginning, up to and with the token that differs."""

    cost: float
    number: int
    beginning: list[Choice] = field(compare=False)


@dataclass(slots=True)
class Revision:
    """The line under way of one text."""

    verifier: Verifier
    retries: int = RETRIES
    left: int = REVISIONS
    line: list[Choice] = field(default_factory=list)
    forced: list[Choice] = field(default_factory=list)
    """What comes next whatever the model would choose; in reverse."""
    _first: list[Choice] = field(default_factory=list)
    _candidates: list[_Candidate] = field(default_factory=list)
    _number: int = 0
    _tries: int = 0
    _cost: float = 0.0
    _open_from: int = 0
    """Where the attempt under way left its parent: rivals before that are candidates already."""
    _given_up: bool = False

    def write(self, choice: Choice) -> Choice:
        """Add the next token to the line; returns it."""
        self.line.append(self.forced.pop() if self.forced else choice)
        return self.line[-1]

    def holds(self) -> bool:
        """Whether the line, which goes on, agrees so far; if not, what is `forced` comes in its place."""
        if self.line[-1].token != DIVIDER or self.forced or self._given_up or not self.left:
            return True
        beginning = decode([choice.token for choice in self.line[:-1]])
        fault = self.verifier.early_fault(beginning)
        if fault is not None:
            self._retry(beginning[:fault])
        return fault is None

    def verdict(self) -> bool:
        """Whether the line, which has just ended, stands; if not, what is `forced` comes in its place."""
        last = self.line[-1].token
        tokens = [choice.token for choice in self.line]
        is_last = last == END
        line = decode(tokens if is_last else tokens[:-1])
        fault = self.verifier.fault(line, is_last=is_last)
        if fault is None or self._given_up or not self.left:
            self.verifier.take()
            return True
        self._retry(line[:fault])
        return False

    def _retry(self, at_fault: str) -> None:
        self.left -= 1
        self._first = self._first or self.line
        self._branch(len(at_fault.encode()) + 1)
        self._tries += 1
        if self._tries <= self.retries and self.left and self._candidates:
            candidate = heapq.heappop(self._candidates)
            self._cost, beginning = candidate.cost, candidate.beginning
        else:
            self._given_up, beginning = True, self._first
        self._open_from = len(beginning)
        self.forced = beginning[::-1]
        self.line = []

    def flush(self) -> list[Choice]:
        """The line, which is done with; the next one begins."""
        done, self.line, self._first, self._candidates = self.line, [], [], []
        self._tries, self._cost, self._open_from, self._given_up = 0, 0.0, 0, False
        return done

    def _branch(self, end: int) -> None:
        """Candidates that leave the line before ``end``: what follows a fault does not mend it."""
        for place in range(self._open_from, min(len(self.line), end)):
            chosen = self.line[place]
            for rival, logprob in chosen.rivals:
                self._number += 1
                beginning = [*self.line[:place], Choice(rival, logprob)]
                heapq.heappush(
                    self._candidates, _Candidate(self._cost + chosen.logprob - logprob, self._number, beginning)
                )


RevisionOf = Callable[[str], Revision | None]
"""The revision of what follows a prompt; None: its lines stand as they come."""


def ranked(tokens: Sequence[Sequence[int]], logprobs: Sequence[Sequence[float]]) -> list[Choice]:
    """Choices from rows of tokens and their log-probabilities, the likeliest first."""
    return [
        Choice(row[0], values[0], tuple(zip(row[1:], values[1:], strict=True)))
        for row, values in zip(tokens, logprobs, strict=True)
    ]
