"""Tokens become events, pieces and steps: what a stream shows is what the whole answer says."""

import pytest

from caalm.model.engine import Completion
from caalm.model.steps import read_steps
from caalm.model.tokenizer import END, encode
from caalm.serving import schemas
from caalm.serving.completions import Piecewise, as_choice, cut
from caalm.serving.steps import StepReader, read_all
from caalm.serving.streaming import Event, Transcript

TRACED = "Code:\n1 x\n\nTrace:\n"


def events_of(text: str, prompt: str = TRACED, *, number: int = 0, end: int | None = END) -> list[Event]:
    transcript = Transcript()
    events: list[Event] = []
    for token in [*encode(text), end]:
        events += transcript.write(number, prompt, token, -0.125)
    return events


@pytest.mark.parametrize(
    "text",
    [
        "1 a=1\n2 a=1;>1\n\nOutput:\n1",
        "1 a=1\n\nOutput:\n",
        "1 a=1\n2 a=",
        "nonsense\n\nmore\n\n\nOutput:\nx\n\ny",
        "\n\nOutput:\n1",
        "1 >é\n\nOutput:\né",
        "",
        "\n",
        "1 a=1\n\n",
    ],
)
def test_the_steps_of_a_stream_are_those_of_the_whole_trace(text: str) -> None:
    shown = [event.step for _, event in events_of(text) if isinstance(event, schemas.NumberedStep)]
    whole = read_all(read_steps(text, [-0.125] * (len(encode(text)) + 1)))
    # A trace that breaks off has nothing after its last newline.
    while whole and not whole[-1].text and "\n\nOutput:\n" not in text:
        whole.pop()
    assert [(step.text, step.line, step.depth) for step in shown] == [
        (step.text, step.line, step.depth) for step in whole
    ]
    output = "".join(event.text for _, event in events_of(text) if isinstance(event, schemas.Written))
    assert output == text.partition("\n\nOutput:\n")[2]


def test_a_character_of_many_bytes_comes_with_its_last_one() -> None:
    events = events_of("aé", "Code:\nx\n\nOutput:\n")
    assert [event.model_dump() for _, event in events] == [
        {"form": "plain"}, {"text": "a", "confidence": 0.882497}, {"text": "é", "confidence": 0.778801}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("prompt", "number"),
    [
        (TRACED, 1),
        ("Code:\n1 x\n\nState:\nstart\n\nTrace:\n", 0),
        ("Code:\n1 x\n\nState:\n@3 a=1\n\nTrace:\n3 a=2\n\nState:\n", 0),
    ],
)
def test_texts_beside_the_answer_and_segments_are_not_shown(prompt: str, number: int) -> None:
    assert events_of("1 a=1\n", prompt, number=number) == []


def test_a_second_text_begins_anew() -> None:
    transcript = Transcript()
    for token in (ord("1"), END):
        transcript.write(0, "Code:\nx\n\nOutput:\n", token, 0.0)
    assert [name for name, _ in transcript.write(0, TRACED, ord("1"), 0.0)] == ["begin"]


@pytest.mark.parametrize("text", ["", "ab", "a\nb", "aé\n\nOutput", "xx\n"])
@pytest.mark.parametrize("stops", [[], ["\n"], ["\n\nO"], ["zz", "é"]])
@pytest.mark.parametrize("end", [END, None])
def test_pieces_are_the_whole_completion(text: str, stops: list[str], end: int | None) -> None:
    logprobs = tuple(-0.25 * number for number in range(len(encode(text)) + (end is not None)))
    whole = as_choice(
        0, Completion(text=text, token_logprobs=logprobs, finished=end is not None), logprobs=1, stops=stops
    )
    pieces = Piecewise(0, stops, 1)
    made = []
    for token, logprob in zip([*encode(text), end], [*logprobs, 0.0], strict=False):
        made += pieces.write(token, logprob)
    assert "".join(piece.text for piece in made) == whole.text == cut(text, stops)
    assert made[-1].finish_reason == whole.finish_reason
    assert whole.logprobs is not None
    assert [each for piece in made if piece.logprobs for each in piece.logprobs.tokens] == whole.logprobs.tokens
    assert [each for piece in made if piece.logprobs for each in piece.logprobs.token_logprobs] == list(
        whole.logprobs.token_logprobs
    )
    offsets = [each for piece in made if piece.logprobs for each in piece.logprobs.text_offset]
    assert offsets == whole.logprobs.text_offset


def test_calls_open_frames_and_returns_close_them() -> None:
    trace = "1 a=2;f(n=2)\n5 n=2;b=2*3:6\n6 b=6;^6\n1 f=6;c=6\n2 c=6;a=2;>8"
    steps = read_all(read_steps(trace, []))
    assert [step.depth for step in steps] == [0, 1, 1, 0, 0]
    assert [step.function for step in steps] == [None, "f", "f", None, None]
    assert steps[0].call is not None
    assert [(each.name, each.value) for each in steps[0].call.arguments] == [("n", "2")]
    assert steps[2].returns == "6"
    assert [(each.name, each.changed) for each in steps[3].variables] == [("c", True)], "a call's result is no variable"
    assert [(each.name, each.changed) for each in steps[4].variables] == [("c", False), ("a", False)]


def test_a_global_that_a_function_reads_has_not_changed_and_places_are_no_variables() -> None:
    trace = "1 limit=5\n2 f()\n4 limit=5;xs[0]=1;length()=3;xs=[1,2];^"
    steps = read_all(read_steps(trace, []))
    assert [(each.name, each.value, each.changed) for each in steps[2].variables] == [
        ("limit", "5", False), ("xs", "[1,2]", True)
    ]  # fmt: skip
    assert steps[2].returns == ""


def test_a_return_without_a_call_and_a_line_that_is_no_step_do_no_harm() -> None:
    reader = StepReader()
    steps = [reader.read(step) for step in read_steps("1 ^3\nnonsense\n2 !division by zero", [])]
    assert [step.depth for step in steps] == [0, 0, 0]
    assert [step.readable for step in steps] == [True, False, True]
    assert steps[2].error == "division by zero"
