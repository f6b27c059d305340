"""What is mixed into the stream beyond programs of the tree: machines, shell sessions, idiomatic programs, splits."""

from dataclasses import replace
from itertools import islice

import pytest

from caalm.dataset.splits import alien_split
from caalm.dataset.stream import StreamRecipe, stream
from caalm.machines import MACHINES
from caalm.tasks.example import Example

BARE = StreamRecipe(
    beyond_share=0.0, alien_share=0.0, taught_share=0.0, continuation_share=0.0, long_share=0.0, max_steps=12
)


def first(recipe: StreamRecipe, count: int) -> list[Example]:
    return list(islice(stream(recipe, 0, 1, 0), count))


def test_a_share_of_machines_leaves_the_other_examples_as_they_were() -> None:
    bare, mixed = first(BARE, 40), first(replace(BARE, alien_share=0.3), 40)
    aliens = [example for example in mixed if example.metadata.get("topic") in MACHINES]
    others = [pair for pair in zip(bare, mixed, strict=True) if pair[1] not in aliens]
    assert 4 < len(aliens) < 25
    assert all(plain == same for plain, same in others)


def test_one_machine_alone_can_be_asked_for() -> None:
    examples = first(replace(BARE, alien_share=1.0, machines=("stack",)), 8)
    assert {example.metadata["topic"] for example in examples} == {"stack"}


def test_shell_sessions_come_by_their_share_and_not_by_default() -> None:
    assert not any("shell" in example.metadata for example in first(BARE, 30))
    assert all("shell" in example.metadata for example in first(replace(BARE, shell_share=1.0), 5))


def test_another_split_shows_no_program_of_training() -> None:
    training = {example.prompt for example in first(replace(BARE, alien_share=0.2), 60)}
    tests = {example.prompt for example in first(replace(BARE, alien_share=0.2, split="test"), 60)}
    assert not training & tests


def test_programs_of_machines_are_split_by_their_canonical_text() -> None:
    splits = [alien_split(f"program {number}") for number in range(2000)]
    assert 0.75 < splits.count("train") / len(splits) < 0.85


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"machines": ("loom",)}, "machines: 'loom' is none of"),
        ({"alien_share": 0.7, "shell_share": 0.6}, "alien_share, idiomatic_share, shell_share"),
        ({"shell_share": -0.1}, "shell_share"),
    ],
)
def test_a_mixture_that_cannot_be_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(BARE, **change)  # type: ignore[arg-type]
