"""Programs that speak are well-formed, have spaces to copy, and are only drawn where a stream asks for them."""

from dataclasses import replace
from random import Random

import pytest

from caalm.dataset.stream import StreamRecipe, draw_example
from caalm.generation.items import Draw
from caalm.generation.programs import ProgramSpec, draw_program
from caalm.generation.sentences import draw_sentence, draw_speaking_program
from caalm.languages.language import Features
from caalm.program.checks import problems
from caalm.program.nodes import Constant, If, Print, all_expressions, walk_statements


def literals(draw: Draw, seed: int) -> list[str]:
    """The string literals of a drawn program."""
    program = draw(Random(seed), ProgramSpec(tier=1 + seed % 3)).program
    return [
        node.value for node in all_expressions(program) if isinstance(node, Constant) and isinstance(node.value, str)
    ]


@pytest.mark.parametrize("tier", [1, 2, 3])
def test_every_program_is_well_formed_and_ends(tier: int) -> None:
    for seed in range(150):
        drawn = draw_speaking_program(Random(seed), ProgramSpec(tier=tier))
        assert problems(drawn.program) == []
        assert drawn.result.error is None


def test_most_texts_have_spaces_and_elsewhere_few_have() -> None:
    def share(draw: Draw) -> float:
        texts = [text for seed in range(200) for text in literals(draw, seed)]
        return sum(" " in text.strip() for text in texts) / len(texts)

    assert share(draw_speaking_program) > 0.5
    assert share(draw_program) < 0.4


def test_sentences_are_words_that_differ() -> None:
    sentences = [draw_sentence(Random(seed)) for seed in range(300)]
    assert len(set(sentences)) == 300
    assert all(len(text.split()) >= 2 or any(mark in text for mark in "-:/;") for text in sentences)
    assert any(text.startswith(" ") for text in sentences)


def test_a_chain_of_tests_gives_one_variable_its_value() -> None:
    chains = 0
    for seed in range(60):
        body = draw_speaking_program(Random(seed), ProgramSpec(tier=2)).program.body
        chains += any(isinstance(node, If) and isinstance(body[-1], Print) for node in body)
    assert chains > 10


def test_a_narrow_language_asks_nothing_that_it_lacks() -> None:
    narrow = Features(
        operators=("+",),
        logic=(),
        otherwise=False,
        else_if=False,
        joined=False,
        several=False,
        booleans=False,
        phrases=False,
    )
    for seed in range(100):
        program = draw_speaking_program(Random(seed), ProgramSpec(tier=2, features=narrow)).program
        statements = list(walk_statements(program.body))
        assert not [node for node in statements if isinstance(node, If) and node.orelse]
        assert all(len(node.values) == 1 for node in statements if isinstance(node, Print))


def test_a_stream_speaks_only_where_it_is_told_to() -> None:
    silent = StreamRecipe(seed=4, beyond_share=0, alien_share=0, taught_share=0, continuation_share=0)
    speaking = replace(silent, speaking_share=0.5)
    pairs = [(draw_example(silent, number), draw_example(speaking, number)) for number in range(60)]
    different = sum(one.prompt != other.prompt for one, other in pairs)
    assert 10 < different < 45


def test_a_share_beyond_one_is_refused() -> None:
    with pytest.raises(ValueError, match="speaking_share"):
        StreamRecipe(speaking_share=1.5)
