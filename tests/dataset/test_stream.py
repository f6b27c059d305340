"""The endless stream: reproducible, the same for any number of workers, and as mixed as its recipe says."""

from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest

from caalm.dataset.draw import fixed_language
from caalm.dataset.splits import language_split, tree_hash, tree_split
from caalm.dataset.stream import StreamRecipe, draw_example, draw_item, stream
from caalm.generation.topics import TIER, TOPICS
from caalm.languages import LANGUAGES
from caalm.languages.invented.language import InventedLanguage
from caalm.program.checkpoint import is_checkpoint
from caalm.program.nodes import Call, Constant, FunctionDef, Input, Intrinsic, Name, Print, Program, Return
from caalm.program.trace import Out, parse_trace
from caalm.tasks.continuation import extract_segment
from caalm.tasks.prediction import extract_traced

RECIPE = StreamRecipe(real_languages=("python", "javascript", "lua"), continuation_share=0.0, beyond_share=0.0)
CONTINUING = StreamRecipe(continuation_share=0.15, taught_share=0.0, beyond_share=0.0)
BEYOND = StreamRecipe(beyond_share=1.0, continuation_share=0.0, taught_share=0.0)


def test_two_workers_see_what_one_sees() -> None:
    alone = list(islice(stream(RECIPE, 0, 1, 0), 20))
    shared = [list(islice(stream(RECIPE, worker, 2, 0), 10)) for worker in (0, 1)]
    assert [example for pair in zip(*shared, strict=True) for example in pair] == alone


def test_a_worker_goes_on_where_it_stopped() -> None:
    assert list(islice(stream(RECIPE, 1, 3, 0), 8))[5:] == list(islice(stream(RECIPE, 1, 3, 5), 3))


def test_seeds_do_not_share_examples() -> None:
    one = {example.prompt for example in islice(stream(StreamRecipe(seed=1), 0, 1, 0), 200)}
    two = {example.prompt for example in islice(stream(StreamRecipe(seed=2), 0, 1, 0), 200)}
    assert len(one & two) < 4  # two very short programs may coincide


def test_shares_are_kept() -> None:
    examples = list(islice(stream(RECIPE, 0, 1, 0), 1200))
    traced = [example for example in examples if example.prompt.endswith("Trace:\n")]
    real = [example for example in examples if example.metadata["language"] in RECIPE.real_languages]
    assert 0.64 < len(traced) / 1200 < 0.76
    assert 0.20 < len(real) / 1200 < 0.30
    tiers = [sum(example.metadata["tier"] == tier for example in examples) / 1200 for tier in (1, 2, 3)]
    assert tiers == pytest.approx([0.3, 0.4, 0.3], abs=0.05)


def test_a_traced_target_is_a_readable_trace_that_ends_in_the_output() -> None:
    for example in islice(stream(RECIPE, 0, 1, 0), 300):
        if example.prompt.endswith("Trace:\n"):
            trace, _, output = example.target.partition("\n\nOutput:\n")
            printed = [event.text for step in parse_trace(trace) for event in step.events if isinstance(event, Out)]
            assert "\n".join(printed) == output == extract_traced(example.target)


def test_an_early_curriculum_is_short() -> None:
    recipe = StreamRecipe(short_until=50)
    assert max(draw_item(recipe, position)[0].result.steps for position in range(50)) <= 8
    assert max(draw_item(recipe, position)[0].result.steps for position in range(50, 150)) > 8


def test_fixed_languages_repeat() -> None:
    recipe = StreamRecipe(real_share=0.0, fixed_languages=5, beyond_share=0.0)
    names = {draw_item(recipe, position)[0].language.name for position in range(60)}
    assert names == {fixed_language(0, "train", number).name for number in range(5)}
    beyond = replace(recipe, beyond_share=1.0, beyond_real_share=0.0)
    assert len({draw_item(beyond, position)[0].language.name for position in range(60)}) == 5


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(ValueError, match=r"real_languages: 'cobolt'"):
        StreamRecipe(real_languages=("cobolt",))


def test_a_share_of_the_traced_examples_goes_on_from_a_checkpoint() -> None:
    examples = list(islice(stream(CONTINUING, 0, 1, 0), 1500))
    traced = [example for example in examples if example.prompt.endswith("\n\nTrace:\n")]
    continued = [example for example in traced if "\n\nState:\n" in example.prompt]
    assert 0.12 < len(continued) / len(traced) < 0.18
    assert 0.66 < len(traced) / 1500 < 0.78
    assert 0.15 < sum(example.metadata["language"] in CONTINUING.real_languages for example in continued) / 160 < 0.35
    ended = sum(extract_segment(example.target).ended for example in continued)
    assert 0.2 < ended / len(continued) < 0.8
    assert sum("\nState:\nstart\n" in example.prompt for example in continued) > 0.15 * len(continued)


def test_continuations_fit_the_context_and_are_reproducible() -> None:
    recipe = StreamRecipe(continuation_share=1.0, plain_share=0.0, taught_share=0.0, beyond_share=0.3)
    examples = list(islice(stream(recipe, 0, 1, 0), 150))
    assert examples == list(islice(stream(recipe, 0, 1, 0), 150))
    # Tapes, stacks and the like run on machines that have no checkpoints: their programs are short.
    is_machine = [str(example.metadata["language"]).startswith("alien-") for example in examples]
    assert 0 < sum(is_machine) < 30
    for example in [example for example, whole in zip(examples, is_machine, strict=True) if not whole]:
        assert len((example.prompt + example.target).encode()) < 2048
        segment = extract_segment(example.target)
        assert segment.ended or (segment.state is not None and is_checkpoint(segment.state))
        assert len(parse_trace(segment.steps)) == example.metadata["steps"]


def test_a_curriculum_of_short_programs_has_no_continuations() -> None:
    recipe = StreamRecipe(continuation_share=1.0, plain_share=0.0, taught_share=0.0, alien_share=0.0, short_until=30)
    marked = ["\n\nState:\n" in example.prompt for example in islice(stream(recipe, 0, 1, 0), 40)]
    assert marked == [False] * 30 + [True] * 10


def test_a_wrong_share_or_length_of_continuations_is_named() -> None:
    with pytest.raises(ValueError, match="continuation_share"):
        StreamRecipe(continuation_share=1.5)
    with pytest.raises(ValueError, match="continuation_steps"):
        StreamRecipe(continuation_steps=3)


def test_topics_have_their_share_beside_real_and_invented_programs() -> None:
    examples = list(islice(stream(StreamRecipe(alien_share=0.0), 0, 1, 0), 1500))
    beyond = [example for example in examples if "topic" in example.metadata]
    others = [example for example in examples if "topic" not in example.metadata]
    assert 0.12 < len(beyond) / 1500 < 0.18
    assert {example.metadata["topic"] for example in beyond} == set(TOPICS)
    assert 0.20 < sum(example.metadata["language"] in LANGUAGES for example in others) / 1500 < 0.30
    assert 0.27 < sum(example.metadata["language"] in LANGUAGES for example in beyond) / len(beyond) < 0.50
    assert all(example.metadata["tier"] == TIER for example in beyond)
    forms = Counter(example.prompt.endswith("\n\nTrace:\n") for example in beyond)
    assert 0.6 < forms[True] / len(beyond) < 0.85


def test_one_topic_can_be_drawn_alone_and_short() -> None:
    recipe = StreamRecipe(beyond_share=1.0, topics={"recursion": 1.0}, max_steps=10)
    items = [draw_item(recipe, position)[0] for position in range(60)]
    assert {item.topic for item in items} == {"recursion"}
    assert max(item.result.steps for item in items) <= 10
    weighted = StreamRecipe(beyond_share=1.0, topics={"lists": 3.0, "files": 1.0, "input": 0.0})
    topics = Counter(draw_item(weighted, position)[0].topic for position in range(200))
    assert set(topics) == {"lists", "files"}
    assert topics["lists"] > 2 * topics["files"]


def test_topics_keep_to_training_trees_and_languages() -> None:
    for position in range(150):
        item, _ = draw_item(BEYOND, position)
        assert tree_split(item.program) == "train"
        if isinstance(item.language, InventedLanguage):
            assert language_split(item.language) == "train"


def test_lines_of_input_stand_in_every_form_of_prompt() -> None:
    for changes in ({}, {"continuation_share": 1.0, "plain_share": 0.0}, {"taught_share": 1.0}):
        recipe = replace(BEYOND, topics={"input": 1.0}, **changes)  # type: ignore[arg-type]
        for example in islice(stream(recipe, 0, 1, 0), 30):
            question = example.prompt.rpartition("Code:\n")[2]
            assert question.count("\n\nInput:\n") == 1


def test_a_stream_without_topics_is_what_it_was() -> None:
    with_topics = StreamRecipe(beyond_share=0.15, real_share=0.0)
    without = StreamRecipe(beyond_share=0.0, real_share=0.0)
    for position in range(60):
        item, _ = draw_item(with_topics, position)
        assert item.topic is not None or item.source == draw_item(without, position)[0].source


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"topics": {"poems": 1.0}}, "topics: 'poems' is none of functions"),
        ({"topics": {"lists": -1.0}}, "the weight of 'lists' is below 0"),
        ({"topics": {"lists": 0.0}}, "give at least one"),
        ({"beyond_share": 0.9}, "beyond_share: together with real_share"),
    ],
)
def test_wrong_topics_are_named(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        StreamRecipe(**changes)


def test_the_hash_of_a_tree_knows_no_names_but_every_operation() -> None:
    def program(function: str, parameter: str, operation: str) -> Program:
        value = Intrinsic(operation, (Name(parameter),))
        call = Call(function, (Constant("a"),))
        return Program((FunctionDef(function, (parameter,), (Return(value),)), Print((call,))))

    assert tree_hash(program("f", "s", "upper")) == tree_hash(program("shout", "word", "upper"))
    assert tree_hash(program("f", "s", "upper")) != tree_hash(program("f", "s", "lower"))
    assert tree_hash(Program((Print((Input(),)),), lines=("1",))) != tree_hash(
        Program((Print((Input(),)),), lines=("2",))
    )


def test_cobol_has_its_share_of_the_topics_and_none_unless_told() -> None:
    recipe = StreamRecipe(seed=5, beyond_share=1, real_share=0, alien_share=0, taught_share=0, continuation_share=0)

    def languages(share: float) -> list[object]:
        told = replace(recipe, cobol_topics_share=share)
        return [draw_example(told, position).metadata["language"] for position in range(40)]

    assert "cobol" not in languages(0.0)
    assert 10 <= languages(0.5).count("cobol") <= 30
    with pytest.raises(ValueError, match="cobol_topics_share"):
        StreamRecipe(cobol_topics_share=-0.1)


def test_topics_in_cobol_come_by_their_weights() -> None:
    recipe = StreamRecipe(
        beyond_share=1.0, real_share=0.0, cobol_topics_share=1.0, topics={"lists": 1.0, "floats": 1.0}
    )
    drawn = [draw_item(recipe, position)[0] for position in range(20)]
    assert {(item.language.name, item.topic) for item in drawn} == {("cobol", "lists")}
    with pytest.raises(ValueError, match="COBOL has none of the topics"):
        StreamRecipe(cobol_topics_share=0.5, topics={"floats": 1.0})
