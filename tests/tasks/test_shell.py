"""The shell as a task: examples fit, belong to their split, and the reference model answers both forms."""

import pytest

from caalm.tasks.shell import (
    CONTEXT,
    Snapshot,
    apply_changes,
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


def test_an_example_is_drawn_again_from_its_position() -> None:
    assert shell_example(3, "train", 5) == EXAMPLES[5]
    assert shell_example(4, "train", 5) != EXAMPLES[5]


def test_examples_fit_the_context_and_come_in_both_forms() -> None:
    assert all(len(e.prompt.encode()) + len(e.target.encode()) < CONTEXT for e in EXAMPLES)
    forms = [e.metadata["shell"] for e in EXAMPLES]
    assert {"internal", "external"} == set(forms)
    assert max(int(str(e.metadata["commands"])) for e in EXAMPLES) > 20


def test_the_reference_model_completes_every_prompt() -> None:
    for example in EXAMPLES:
        assert reference_completion(example.prompt) == example.target


def test_the_answer_of_an_external_example_fits_its_state() -> None:
    for example in EXAMPLES:
        if example.metadata["shell"] == "external":
            state, command = split_external(example.prompt)
            assert command
            found = extract_external(example.target)
            assert found is not None
            apply_changes(read_snapshot(state), found[0])


@pytest.mark.parametrize("split", ["validation", "test"])
def test_sessions_of_another_split_begin_otherwise(split: str) -> None:
    for position in range(8):
        example = shell_example(3, split, position, form="internal")
        commands = [line[2:] for line in example.prompt.split("\n") if line.startswith("$ ")]
        if len(commands) == example.metadata["commands"]:
            assert session_split(commands) == split


def test_a_conversation_with_wrong_answers_can_be_continued() -> None:
    prompt = internal_prompt(Snapshot().as_text(), [("echo a > x", "wrong\nanswer")], "cat x")
    assert reference_completion(prompt) == "a"


def test_an_unfinished_completion_has_no_output() -> None:
    assert extract_external("made x") is None
    assert external_prompt("state", "ls").endswith("Command:\nls\n\nChanges:\n")
