"""A run goes from segment to segment in bounded context, and ends exactly where and as the program does."""

import math
from collections.abc import Sequence
from random import Random

import pytest

from caalm.dataset.splits import POOLS
from caalm.errors import InputError
from caalm.generation.items import Item, draw_invented, draw_real
from caalm.generation.long import draw_long_program
from caalm.generation.programs import Drawn, ProgramSpec
from caalm.languages import LANGUAGES
from caalm.model.engine import Completion, OnProgress
from caalm.model.engines.reference import TransformersEngine
from caalm.model.predictor import Predictor
from caalm.model.running import run_segments
from caalm.model.steps import PredictedStep
from caalm.program.interpreter import interpret
from caalm.program.nodes import Assign, BinOp, Compare, Constant, If, Name, Print, Program, While
from caalm.program.trace import at_lines
from caalm.rng import derive
from tests.model.oracle import Oracle
from tests.model.tiny import tiny_model


def long_item(low: int, high: int, *path: str | int) -> Item:
    def draw(rng: Random, spec: ProgramSpec) -> Drawn:
        return draw_long_program(rng, spec, low, high)

    return draw_invented(derive(1, *path), POOLS["train"], tier=3, draw=draw)


def ten_thousand_steps() -> Item:
    """Counts to 2,500 and prints now and then."""
    n, x = Name("n"), Name("x")
    body = (
        Assign("x", BinOp(BinOp(x, "+", n), "%", Constant(97))),
        If(Compare(x, "==", Constant(5)), (Print((n,)),)),
        Assign("n", BinOp(n, "+", Constant(1))),
    )
    loop = While(Compare(n, "<", Constant(2500)), body)
    program = Program((Assign("n", Constant(0)), Assign("x", Constant(0)), loop, Print((x,))))
    language = LANGUAGES["python"]
    result = interpret(program, step_limit=20_000)
    return Item(language, program, language.render(program, Random(1)), result, 3)


def test_ten_thousand_steps_run_exactly_in_a_context_of_2048_bytes() -> None:
    item = ten_thousand_steps()
    assert item.result.steps > 10_000
    oracle = Oracle([item])
    seen: list[PredictedStep] = []
    (run,) = run_segments(oracle, [item.source.text], on_steps=lambda index, steps: seen.extend(steps))
    assert (run.stopped, run.truncated, run.steps) == ("end", False, item.result.steps)
    assert run.output + "\n" == item.result.stdout
    assert [step.step for step in seen] == at_lines(item.result.trace, item.source.lines)
    assert run.segments > 200
    assert oracle.longest <= 2048


def test_many_programs_advance_together_and_end_exactly() -> None:
    items = [long_item(20, 900, "many", number) for number in range(16)]
    items += [draw_real(derive(2, n), LANGUAGES[name], tier=3) for n, name in enumerate(LANGUAGES)]
    oracle = Oracle(items)
    runs = run_segments(oracle, [item.source.text for item in items])
    for item, run in zip(items, runs, strict=True):
        assert (run.stopped, run.steps) == ("end", item.result.steps)
        assert run.output == item.result.stdout.removesuffix("\n")
    assert oracle.batches[0] == 20
    assert sum(oracle.batches) < 2 * sum(run.segments for run in runs)
    assert len(oracle.batches) == max(2 * run.segments - 1 for run in runs)
    assert oracle.longest <= 2048


def test_a_model_that_stops_by_itself_is_followed() -> None:
    item = long_item(300, 400, "stops")
    (run,) = run_segments(Oracle([item], extra=-200), [item.source.text])
    assert (run.stopped, run.output + "\n") == ("end", item.result.stdout)


def test_a_smaller_context_takes_shorter_segments() -> None:
    item = long_item(200, 300, "small")
    context = 600 + len(item.source.text)
    oracle = Oracle([item], context=context)
    (run,) = run_segments(oracle, [item.source.text], context=context)
    assert (run.stopped, run.output + "\n") == ("end", item.result.stdout)
    assert oracle.longest <= context


def test_confidence_is_the_product_over_all_that_was_kept() -> None:
    item = long_item(100, 200, "sure")
    (run,) = run_segments(Oracle([item]), [item.source.text])
    assert 0.9 < run.confidence < 1
    assert run.confidence < math.exp(-1e-6 * len(item.trace_text()))


def test_a_run_stops_at_the_step_limit() -> None:
    item = ten_thousand_steps()
    (run,) = run_segments(Oracle([item]), [item.source.text], max_steps=100)
    assert (run.stopped, run.truncated) == ("step limit", True)
    assert 100 <= run.steps < 160


class Scripted:
    """Says one thing after another."""

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        text = self.texts.pop(0)
        finished = not text.endswith("...")
        return [Completion(text=text, token_logprobs=(0.0,) * len(text), finished=finished) for _ in prompts]


@pytest.mark.parametrize(
    "texts",
    [
        ["nonsense\n\nEnd"],
        [""],
        ["\n\nEnd"],
        ["1 a=1"],
        ["1 a=1\n\nOutput:\n1"],
        ["1 a=1\n\nState:\nnothing"],
        ["1 a=1\n2 b...", "@2 a="],
        ["1 a=1\n2 b...", "@2 a=1..."],
    ],
    ids=repr,
)
def test_what_cannot_be_read_stops_the_run_and_says_so(texts: list[str]) -> None:
    (run,) = run_segments(Scripted(*texts), ["a = 1"])
    assert (run.stopped, run.truncated) == ("unreadable", True)


def test_the_predictor_runs_programs_within_the_positions_of_its_model() -> None:
    item = long_item(200, 300, "predictor")
    oracle = Oracle([item], context=1500)
    predictor = Predictor(oracle, trace=True, positions=1500)
    assert predictor.run(item.source.text).output + "\n" == item.result.stdout
    assert oracle.longest <= 1500
    runs = predictor.run_many([item.source.text] * 3, max_steps=50)
    assert [run.stopped for run in runs] == ["step limit"] * 3


def test_a_traced_answer_that_is_too_long_is_worked_out_in_segments() -> None:
    short, long = long_item(10, 20, "short"), long_item(300, 400, "long")
    predictor = Predictor(Oracle([short, long]), trace=True, continues=True)
    for item, prediction in zip(
        (short, long), predictor.predict_many([short.source.text, long.source.text]), strict=True
    ):
        assert prediction.output == item.result.stdout.removesuffix("\n")
        assert (prediction.truncated, prediction.problem) == (False, None)
        assert prediction.steps is not None
        assert [step.step for step in prediction.steps] == at_lines(item.result.trace, item.source.lines)
        assert 0 < prediction.confidence < 1


def test_without_having_learned_it_a_predictor_does_not_go_on() -> None:
    item = long_item(300, 400, "long")
    oracle = Oracle([item])
    prediction = Predictor(oracle, trace=True).predict(item.source.text)
    assert (prediction.truncated, prediction.output, oracle.batches) == (True, "", [1])


def test_a_line_that_was_cut_is_asked_for_again() -> None:
    engine = Scripted("1 a=1\n2 a=1+...", "@2 a=1", "2 a=1+1:2;>2\n\nEnd")
    (run,) = run_segments(engine, ["a = 1\nprint(a + 1)"])
    assert (run.output, run.steps, run.segments, run.stopped) == ("2", 2, 2, "end")


def test_an_untrained_model_ends_as_unreadable() -> None:
    predictor = Predictor(TransformersEngine(tiny_model(), batch=2), positions=2048)
    assert [run.stopped for run in predictor.run_many(["a = 1\nprint(a)", "print(2)"])] == ["unreadable"] * 2


def test_an_empty_program_and_one_without_room_are_refused() -> None:
    with pytest.raises(InputError, match="program 1: it is empty"):
        run_segments(Scripted(), ["a = 1", " \n"])
    with pytest.raises(InputError, match="leaves no room for steps"):
        run_segments(Scripted(), ["a = 1\n" * 300])
