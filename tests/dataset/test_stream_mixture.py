"""What is mixed into the stream beyond programs of the tree: machines, shell sessions, idiomatic programs, splits."""

import re
from dataclasses import replace
from itertools import islice

import pytest

from caalm.dataset.splits import POOLS, alien_split, language_split
from caalm.dataset.stream import StreamRecipe, stream
from caalm.generation.exchanged import draw_exchanged, operators_in
from caalm.languages.invented.language import InventedLanguage
from caalm.languages.invented.words import OPERATOR_SYMBOLS
from caalm.machines import MACHINES
from caalm.rng import derive
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
        ({"forms_share": 1.5}, "forms_share: must lie"),
        ({"trials_share": 2}, "trials_share: must lie"),
        ({"exchanged_share": -1}, "exchanged_share: must lie"),
    ],
)
def test_a_mixture_that_cannot_be_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(BARE, **change)  # type: ignore[arg-type]


def test_forms_of_output_come_by_their_share_and_leave_the_others_as_they_were() -> None:
    bare, mixed = first(BARE, 60), first(replace(BARE, forms_share=0.3), 60)
    changed = [one for plain, one in zip(bare, mixed, strict=True) if plain != one]
    assert 6 < len(changed) < 32
    quoted = [one for one in first(replace(BARE, forms_share=1.0), 60) if re.search(r"['\"`]", printed(one))]
    assert len(quoted) >= 6  # a fifth are strings that hold quotation marks
    columns = [one for one in first(replace(BARE, forms_share=1.0), 60) if re.search(r"\S {3,}\S", printed(one))]
    assert len(columns) >= 3


def test_trials_come_by_their_share_and_leave_the_others_as_they_were() -> None:
    bare, mixed = first(BARE, 60), first(replace(BARE, trials_share=0.3), 60)
    assert 8 < sum(plain != one for plain, one in zip(bare, mixed, strict=True)) < 30


def printed(example: Example) -> str:
    return example.target.rpartition("Output:\n")[2]


TAUGHT = replace(BARE, taught_share=1.0, exchanged_share=1.0, plain_share=0.0)


def test_exchanged_meanings_are_taught_before_the_question() -> None:
    examples = first(TAUGHT, 24)
    assert all(example.prompt.startswith(("Guide:\n", "Example:\n")) for example in examples)
    assert {example.prompt.startswith("Guide:\n") for example in examples} == {True, False}


def test_another_split_has_other_exchanged_languages() -> None:
    draws = [
        draw_exchanged(derive(3, number), POOLS["train"], tier=2, count=2, accepts_language=accepted).item.language
        for number in range(12)
        for accepted in (replace(TAUGHT, split="test").accepts_language,)
    ]
    assert {language_split(language) for language in draws if isinstance(language, InventedLanguage)} == {"test"}


def test_what_a_taught_program_exchanges_it_uses() -> None:
    """An exchanged operator stands in the guide with the meaning that the trace follows."""
    said = 0
    for number in range(40):
        taught = draw_exchanged(derive(4, number), POOLS["train"], tier=2, count=0)
        language = taught.item.language
        assert isinstance(language, InventedLanguage)
        assert taught.guide is not None
        swapped = {op for op, symbols in OPERATOR_SYMBOLS.items() if language.operators[op] != symbols[0]}
        assert not swapped or swapped & operators_in(taught.item.program)
        if "+" in swapped:
            said += 1
            assert any("is A plus B" in line and "+" not in line for line in taught.guide.splitlines())
    assert said > 3
