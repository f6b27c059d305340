"""How a model that is not ours is asked, and where its answer is found."""

import pytest

from caalm.dataset.draw import redraw
from caalm.errors import InputError
from caalm.evaluation.prompting import Asking, draw_shots, read_any
from caalm.tasks.prediction import plain_prompt, with_input
from caalm.tasks.teaching import with_lesson


@pytest.mark.parametrize(
    ("reply", "output"),
    [
        ("<output>\n30\n</output>", "30"),
        ("<output>30</output>", "30"),
        ("First 20.\n<output>20</output>\nNo:\n<output>\n  30 \n\n</output>", "  30 \n"),
        ("<output></output>", ""),
        ("<output>\n</output>", ""),
        ("<output>\ncut off he", "cut off he"),
        ("It prints:\n```\n30\n```\nas asked", "30"),
        ("```text\na\nb```", "a\nb"),
        ("30\n", "30"),
        ("<think>maybe <output>7</output></think>\n<output>30</output>", "30"),
        ("", ""),
    ],
)
def test_the_answer_of_a_chat_model_is_found(reply: str, output: str) -> None:
    assert Asking().read_chat(reply).output == output


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("30", "30"),
        ("30\n\nCode:\nprint(2)\n\nOutput:\n2", "30"),
        ("  a\n\nb\n", "  a\n\nb"),
        ("\n\nCode:\nprint(2)", ""),
        ("30\n\nExample:\nCode:", "30"),
    ],
)
def test_the_answer_of_a_base_model_ends_where_the_next_question_begins(text: str, output: str) -> None:
    assert Asking().read_completion(text).output == output


def test_a_traced_completion_gives_the_trace_and_the_output() -> None:
    answer = Asking(trace=True).read_completion("1 a=1\n2 >1\n\nOutput:\n1\n\nCode:\nmore")
    assert answer == ("1", "1 a=1\n2 >1\n")
    assert Asking(trace=True).read_completion("1 a=1\n1 a=1\n").output == ""


def test_an_unknown_kind_of_model_is_read_by_what_it_writes() -> None:
    assert read_any("<output>5</output>", Asking()).output == "5"
    assert read_any("5\n\nCode:\n6", Asking()).output == "5"


def test_without_shots_a_base_model_sees_the_published_prompt() -> None:
    assert Asking().prompt("print(1)\n") == plain_prompt("print(1)\n")


@pytest.mark.parametrize("trace", [False, True])
def test_every_shot_is_solved_rightly_in_the_form_of_the_question(trace: bool) -> None:
    shots = draw_shots(3)
    asking = Asking(trace=trace, shots=shots)
    before, _, question = asking.prompt("say 1").rpartition("\n\nCode:\n")
    assert question.startswith("1 say 1" if trace else "say 1")
    for shot, text in zip(shots, ("\n\n" + before).split("\n\nCode:\n")[1:], strict=True):
        answer = text.partition("\n\nTrace:\n" if trace else "\n\nOutput:\n")[2]
        assert asking.read_completion(answer).output + "\n" == shot.output


def test_chat_shots_are_earlier_turns_whose_answers_read_back() -> None:
    shots = draw_shots(2)
    asking = Asking(shots=shots)
    turns = asking.messages("say 1")
    assert [turn["role"] for turn in turns] == ["user", "assistant", "user", "assistant", "user"]
    assert [asking.read_chat(turn["content"]).output + "\n" for turn in turns[1::2]] == [one.output for one in shots]


def test_shots_are_the_same_every_time_and_from_trees_of_the_training_split() -> None:
    assert draw_shots(4) == draw_shots(8)[:4]
    assert len({shot.code for shot in draw_shots(8)}) == 8
    record = redraw("1.0.0/0/python/train/1/2/0")
    assert record.split == "train"
    assert record.source in {shot.code for shot in draw_shots(4)}


@pytest.mark.parametrize("count", [-1, 17])
def test_as_many_shots_as_there_may_be(count: int) -> None:
    with pytest.raises(InputError, match="shots"):
        draw_shots(count)


def test_the_input_and_what_is_taught_of_the_language_reach_a_chat_model() -> None:
    code = with_lesson(with_input("zib", ["7", "8"]), guide="zib prints both")
    (turn,) = Asking().messages(code)
    assert "What is known of its language:\n\nGuide:\nzib prints both" in turn["content"]
    assert "<program>\nzib\n</program>\n\nIt reads these lines:\n<input>\n7\n8\n</input>" in turn["content"]
    assert Asking().prompt(code).startswith("Guide:\nzib prints both\n\nCode:\nzib\n\nInput:\n7\n8")


def test_a_traced_chat_question_asks_for_the_steps_first() -> None:
    assert "step by step" in Asking(trace=True).messages("x")[0]["content"]
    assert "step by step" not in Asking().messages("x")[0]["content"]
