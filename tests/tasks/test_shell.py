"""The shell as a task: examples fit, belong to their split, and the reference model answers both forms."""

import pytest

from caalm.tasks.example import Example
from caalm.tasks.shell import (
    CONTEXT,
    LONG_CONTEXT,
    Snapshot,
    apply_changes,
    conversation_prompt,
    conversation_target,
    external_prompt,
    extract_external,
    internal_prompt,
    read_snapshot,
    reference_completion,
    session_split,
    shell_example,
    split_external,
)

EXAMPLES = [shell_example(3, "train", position) for position in range(60)]


def size_of(example: Example) -> int:
    return len(example.prompt.encode()) + len(example.target.encode()) + 1


def test_an_example_is_drawn_again_from_its_position() -> None:
    assert shell_example(3, "train", 5) == EXAMPLES[5]
    assert shell_example(4, "train", 5) != EXAMPLES[5]


def test_examples_fit_the_context_and_come_in_both_forms() -> None:
    assert all(size_of(e) <= (LONG_CONTEXT if e.metadata["asked"] == 1 else CONTEXT) for e in EXAMPLES)
    forms = {(e.metadata["shell"], e.metadata["asked"] == 1) for e in EXAMPLES}
    assert forms == {(form, alone) for form in ("internal", "external") for alone in (True, False)}
    assert max(int(str(e.metadata["commands"])) for e in EXAMPLES) > 20


def test_an_example_asks_for_many_answers() -> None:
    answers = sum(int(str(example.metadata["asked"])) for example in EXAMPLES)
    assert sum(map(size_of, EXAMPLES)) / answers < 150


def test_what_does_not_fit_is_cut() -> None:
    for position in range(12):
        example = shell_example(3, "train", position, context=700, form="external")
        assert size_of(example) <= 700
        assert reference_completion(example.prompt) == example.target


def test_the_reference_model_completes_every_prompt() -> None:
    for example in EXAMPLES:
        assert reference_completion(example.prompt) == example.target


def test_the_answer_of_an_external_example_fits_its_state() -> None:
    for example in EXAMPLES:
        if example.metadata["shell"] == "external":
            state, commands = split_external(example.prompt)
            for command in commands:
                found = extract_external(reference_completion(external_prompt(state, command)))
                assert found is not None
                apply_changes(read_snapshot(state), found[0])


def test_every_answer_of_an_example_is_the_one_that_would_be_given_alone() -> None:
    for example in EXAMPLES:
        if example.metadata["shell"] == "external":
            state, commands = split_external(example.prompt)
            alone = [reference_completion(external_prompt(state, command)) for command in commands]
            assert "\n".join([f"{number}{text[1:]}" for number, text in enumerate(alone, 1)]) == example.target


def test_a_told_conversation_is_the_conversation_that_would_be_had() -> None:
    for example in EXAMPLES:
        if example.metadata["shell"] == "internal" and example.metadata["asked"] != 1:
            state, _, told = example.prompt.partition("\n\nCommands:\n")
            listed, _, first = told.partition("\n\n$ ")
            commands = listed.split("\n")
            assert first == commands[0] + "\n"
            turns: list[tuple[str, str]] = []
            for command in commands:
                turns.append((command, reference_completion(internal_prompt(state, turns, command))))
            assert conversation_target(turns) == example.target
            assert conversation_prompt(state, commands) == example.prompt


@pytest.mark.parametrize("split", ["validation", "test"])
def test_sessions_of_another_split_begin_otherwise(split: str) -> None:
    for position in range(8):
        example = shell_example(3, split, position, form="internal")
        said = example.prompt + ("" if example.metadata["asked"] == 1 else example.target)
        commands = [line[2:] for line in said.split("\n") if line.startswith("$ ")]
        if len(commands) == example.metadata["commands"]:
            assert session_split(commands) == split


def test_a_state_without_a_past_has_commands_of_its_own_split_alone() -> None:
    for position in range(40):
        example = shell_example(3, "test", position, form="external")
        if example.metadata["commands"] == 1:
            _, commands = split_external(example.prompt)
            assert {session_split([command]) for command in commands} == {"test"}


def test_a_conversation_with_wrong_answers_can_be_continued() -> None:
    prompt = internal_prompt(Snapshot().as_text(), [("echo a > x", "wrong\nanswer")], "cat x")
    assert reference_completion(prompt) == "a"


def test_an_unfinished_completion_has_no_output() -> None:
    assert extract_external("made x") is None
    assert extract_external("1 made x; ok") == ("made x; ok", "")
    assert external_prompt("state", "ls").endswith("Commands:\n1 ls\n\nAnswers:\n")
