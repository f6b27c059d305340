"""A text that repeats itself for good is ended at one place by every engine, and no true answer is taken for one."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from caalm.dataset.stream import StreamRecipe, draw_example
from caalm.model.engine import Completion, OnProgress
from caalm.model.engines.batching import Batch
from caalm.model.engines.endpoint import read_answer
from caalm.model.engines.repetition import LONGEST, MANY, STRIDE, WIDE, end_of, is_endless
from caalm.model.engines.revision import Choice, Revision, RevisionOf
from caalm.model.predictor import Predictor
from caalm.model.running import run_segments
from caalm.model.tokenizer import END, encode
from caalm.program.interpreter import interpret
from caalm.program.nodes import Assign, BinOp, Constant, For, ForEach, Print, Program, Statement
from caalm.program.trace import at_lines, write_trace
from caalm.program.values import PYTHON


def is_endless_said_slowly(text: bytes) -> bool:
    """What the module promises, word for word."""
    if len(text) % STRIDE:
        return False
    for size in range(1, LONGEST + 1):
        times = max(MANY, -(-WIDE // size))
        window = max(WIDE, MANY * size)
        if len(text) >= window and (text[-size:] * (times + 1))[-window:] == text[-window:]:
            return True
    return False


@given(
    before=st.binary(max_size=70),
    piece=st.binary(min_size=1, max_size=LONGEST + 6),
    size=st.integers(WIDE // STRIDE - 1, (MANY * LONGEST + 128) // STRIDE),
    cut=st.integers(-2, 2),
)
@example(before=b"", piece=b"a", size=WIDE // STRIDE, cut=0)
@example(before=b"x", piece=b"a", size=WIDE // STRIDE, cut=0)
@example(before=b"", piece=bytes(range(LONGEST)), size=MANY * LONGEST // STRIDE, cut=0)
@example(before=b"", piece=bytes(range(LONGEST + 1)), size=(MANY + 4) * LONGEST // STRIDE, cut=0)
@example(before=b"", piece=b"ab" * 12 + b"c", size=40, cut=0)  # the last bytes stand nearer than a piece away
def test_it_is_what_it_says(before: bytes, piece: bytes, size: int, cut: int) -> None:
    text = (before + piece * (size * STRIDE // len(piece) + 1))[: size * STRIDE + cut]
    assert is_endless(text) == is_endless_said_slowly(text)


def test_it_is_ended_where_it_is_first_seen_whatever_comes_after() -> None:
    text = b"3 x=1\n" + b"7 y=2\n" * 300
    end = end_of(text)
    assert end == 1088  # the first multiple of the stride after 6 + 1,024 bytes
    assert end_of(text[:end]) == end_of(text + b"the end") == end
    assert end_of(text[: end - 1]) is None


def test_tokens_that_are_no_bytes_are_no_repetition() -> None:
    assert not is_endless([300] * WIDE)


# -- true answers ------------------------------------------------------------------------------------------------------


def test_no_drawn_answer_is_taken_for_endless() -> None:
    recipe = StreamRecipe(seed=4711, idiomatic=None)
    for position in range(60):
        example = draw_example(recipe, position)
        assert end_of(encode(example.target)) is None, example.target


SAME = (Assign("x", BinOp(Constant(7), "*", Constant(7))), Print((Constant("hello"),)))
LOOPS = {
    "counted by a variable": For("i", Constant(0), Constant(1500), 1, False, SAME),
    "counted by nobody": For(None, Constant(0), Constant(1500), 1, False, SAME),
    "over characters that are all the same": ForEach("c", Constant("a" * 1500), SAME),
}


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_the_trace_of_a_loop_that_does_the_same_for_long_is_not(loop: Statement) -> None:
    result = interpret(Program((loop,)), PYTHON, step_limit=10_000)
    trace = write_trace(at_lines(result.trace, (1, 2, 3)))
    assert len(trace) > 30_000
    assert end_of(encode(trace)) is None
    assert end_of(encode(result.stdout[:800])) is None
    assert end_of(encode(result.stdout)) == 1024  # this is the price


# -- whoever writes it -------------------------------------------------------------------------------------------------

LOOP = "lost\n" * 900
ENDED = LOOP[:1024]


class Looping:
    """An engine of somebody else's that writes whole texts, as a server does."""

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        return [answered(LOOP[:max_new_tokens]) for _ in prompts]


class _Fields:
    """A JSON object whose fields are attributes, as those of an answer are."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.__dict__.update(fields)


def answered(text: str) -> Completion:
    tokens = {"tokens": list(text), "token_logprobs": [-0.5] * len(text)}
    raw = {"choices": [{"text": text, "finish_reason": "length", "logprobs": tokens}]}
    return read_answer(json.loads(json.dumps(raw), object_hook=_Fields))


class Lost:
    """Slots of a model that writes one piece for ever, except where the prompt begins with e: there it ends at once."""

    def __init__(self, piece: bytes) -> None:
        self.piece = piece
        self.texts = [0, 0]  # how far each is

    def room(self, longest: int) -> int:
        return 2

    def read(self, slot: int, tokens: Sequence[int], rivals: int = 0) -> Choice:
        self.texts[slot] = 0
        return Choice(END if tokens[0] == ord("e") else self.piece[0], -0.5)

    def advance(self, tokens: Sequence[int], rivals: int = 0) -> list[Choice]:
        made = []
        for slot, _ in enumerate(tokens):
            self.texts[slot] += 1
            made.append(Choice(self.piece[self.texts[slot] % len(self.piece)], -0.5))
        return made

    def rewind(self, slot: int, length: int) -> None:
        self.texts[slot] = length - len("lost?")

    def move(self, source: int, target: int) -> None:
        self.texts[target] = self.texts[source]


class Doubting:
    """Accepts every line but the second."""

    def __init__(self) -> None:
        self.lines = 0

    def fault(self, line: str, *, is_last: bool) -> int | None:
        return len(line) if self.lines == 1 else None

    def early_fault(self, beginning: str) -> int | None:
        return None

    def take(self) -> None:
        self.lines += 1


@pytest.mark.parametrize(
    "revision_of", [lambda prompt: None, lambda prompt: Revision(Doubting())], ids=["greedy", "with second thoughts"]
)
@pytest.mark.parametrize("piece", [b"lost\n", b"lost "], ids=repr)
def test_a_batch_ends_it_and_goes_on_with_the_others(piece: bytes, revision_of: RevisionOf) -> None:
    batch = Batch(Lost(piece), 8192, revision_of)
    tickets = {batch.add(prompt, 4096): prompt for prompt in ("lost?", "end", "lost?")}
    done: dict[str, Completion] = {}
    written: dict[int, list[int]] = {ticket: [] for ticket in tickets}
    while batch.is_busy:
        for each in batch.step():
            written[each.ticket].append(each.token)
            if each.completion is not None:
                done[tickets[each.ticket]] = each.completion
    lost = done["lost?"]
    assert (lost.text, lost.finished, lost.endless) == ((piece.decode() * 900)[:1024], False, True)
    assert len(lost.token_logprobs) == 1024
    assert [bytes(tokens) for tokens in written.values() if len(tokens) > 1] == [lost.text.encode()] * 2
    assert (done["end"].finished, done["end"].endless) == (True, False)


def test_a_servers_answer_is_cut_at_that_place() -> None:
    made = answered(LOOP)
    assert (made.text, made.finished, made.endless) == (ENDED, False, True)
    assert made.token_logprobs == (-0.5,) * len(ENDED)
    short = answered(LOOP[:1000])
    assert (len(short.text), short.finished, short.endless) == (1000, False, False)


def test_a_prediction_says_why_it_has_no_end() -> None:
    predictor = Predictor(Looping(), trace=False)
    plain = predictor.predict("print(1)")
    assert (plain.truncated, plain.endless, plain.note) == (True, True, "the model repeated itself without end")
    traced = predictor.predict("print(1)", trace=True)
    assert (traced.truncated, traced.endless) == (True, True)
    assert traced.problem is not None
    predictor.max_new_tokens = 100
    assert predictor.predict("print(1)").note == "the model ran out of room before it came to an end"


class GoingRound:
    """Answers segments of a run that comes back to a state that it was in."""

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        there, back = "@2 x=1", "@2 x=2"
        texts = [f"2 x=1\n\nState:\n{back if there in prompt else there}" for prompt in prompts]
        return [Completion(text=text, token_logprobs=(0.0,) * len(text), finished=True) for text in texts]


def test_a_run_that_comes_back_to_a_state_has_no_end() -> None:
    (run,) = run_segments(GoingRound(), ["x = 1\nloop"])
    assert (run.stopped, run.segments, run.truncated) == ("no end", 3, True)
