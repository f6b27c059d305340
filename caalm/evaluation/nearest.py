"""What memory alone gives: the output of the training program whose text is the most like the question's.

>>> memory = NearestAnswer([("LET a 5\\nSAY a", "5"), ("print(1)", "1")])
>>> memory.answer("LET b 5\\nSAY b"), memory.answer("print(2)")
('5', '1')

Likeness is the share of runs of three tokens that two programs have in common (Jaccard's); one that shares none with
any is answered with the commonest output. An inverted index finds the candidates, the rarest runs first.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable

from caalm.dataset.segments import code_of
from caalm.dataset.stream import StreamRecipe, draw_item
from caalm.tasks.prediction import plain_target, split_lesson

REMEMBERED = 20_000
"""Programs of the training stream."""
_TOKENS = re.compile(r"\w+|[^\w\s]")
_RUN = 3
_RAREST = 40
"""So many of a question's runs are looked up: the common ones tell nothing and are in every program."""


def runs_of(code: str) -> set[str]:
    """All runs of three tokens of a program."""
    tokens = ["^", *_TOKENS.findall(code), "$"]
    return {" ".join(tokens[place : place + _RUN]) for place in range(max(1, len(tokens) - _RUN + 1))}


class NearestAnswer:
    """A memory of programs and what they printed."""

    def __init__(self, programs: Iterable[tuple[str, str]]) -> None:
        self.outputs: list[str] = []
        self.sizes = array("l")
        self.places: dict[str, array[int]] = {}
        for code, output in programs:
            runs = runs_of(code)
            for run in runs:
                self.places.setdefault(run, array("l")).append(len(self.outputs))
            self.outputs.append(output)
            self.sizes.append(len(runs))
        self.commonest = Counter(self.outputs).most_common(1)[0][0] if self.outputs else ""

    def answer(self, code: str) -> str:
        """The output of the program most like this one; of several the first."""
        runs = runs_of(split_lesson(code)[1])
        known = sorted((run for run in runs if run in self.places), key=lambda run: (len(self.places[run]), run))
        shared: Counter[int] = Counter()
        for run in known[:_RAREST]:
            shared.update(self.places[run])
        if not shared:
            return self.commonest
        best = max(
            shared, key=lambda number: (shared[number] / (len(runs) + self.sizes[number] - shared[number]), -number)
        )
        return self.outputs[best]


def remembered(count: int = REMEMBERED, on_progress: Callable[[int, int], None] | None = None) -> NearestAnswer:
    """A memory of the first programs of the training stream."""
    recipe = StreamRecipe()

    def programs() -> Iterable[tuple[str, str]]:
        for position in range(count):
            item, _traced = draw_item(recipe, position)
            yield code_of(item), plain_target(item.result.stdout)
            if on_progress is not None:
                on_progress(position + 1, count)

    return NearestAnswer(programs())
