"""Arms of an experiment: small models, each trained on one thing alone, scored on programs of the test split.

    python runs/arms.py forms --steps 1600         # which form of a trace is learned with least
    python runs/arms.py learnable --steps 1600     # whether each thing that is trained can be learned at all
    python runs/arms.py forms --only numbered --steps 100
    python runs/arms.py learnable --init caalm/weights --steps 0     # what the shipped weights have of each already

Every arm of a group sees the same number of rows of 4,096 tokens. An arm that was stopped goes on, a finished one is
not run again; the table is printed and kept in runs/out/arms/GROUP.md.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from caalm.dataset.splits import Split, tree_split
from caalm.dataset.stream import StreamRecipe
from caalm.dataset.stream import stream as recipe_stream
from caalm.evaluation.statistics import wilson_interval
from caalm.generation.items import Item, draw_real
from caalm.generation.topics import TOPICS
from caalm.languages import LANGUAGES
from caalm.machines import MACHINES
from caalm.model.checkpoint import validate
from caalm.model.engines import open_engine
from caalm.program.trace import Bind, Event, Operand, Operation, Step, Through, at_lines, value_text, write_trace
from caalm.program.values import Semantics
from caalm.rng import derive
from caalm.tasks.example import Example
from caalm.tasks.prediction import plain_prompt, traced_example, traced_prompt, traced_target
from caalm.training.batches import PackConfig, Stream
from caalm.training.loop import TrainConfig, train

TESTED = 200
Form = Callable[[Item], Example]


# -- forms of a trace --------------------------------------------------------------------------------------------------


def numbered(item: Item) -> Example:
    """The form that is trained: numbered lines, operands with their values."""
    return traced_example(item.source.text, item.trace_text(), item.result.stdout)


def copied(item: Item) -> Example:
    """No numbers: a step begins with its statement's first ten bytes."""
    lines = item.source.text.split("\n")
    steps = [
        f"{lines[step.at - 1].strip()[:10]} {text.partition(' ')[2]}\n"
        for step, text in zip(_steps(item), item.trace_text().splitlines(), strict=True)
    ]
    prompt = plain_prompt(item.source.text).removesuffix("Output:\n") + "Trace:\n"
    return Example(prompt=prompt, target=traced_target("".join(steps), item.result.stdout))


def results(item: Item) -> Example:
    """Only what a statement leaves: the new value, the outcome of its condition, the printed line."""
    return _rewritten(item, lambda events, semantics: _event_text(events[-1:], semantics))


def outcomes(item: Item) -> Example:
    """Conditions by their outcome alone, all else as trained."""

    def write(events: tuple[Event, ...], semantics: Semantics) -> str:
        last = events[-1]
        is_test = isinstance(last, Operation) and isinstance(last.result, bool)
        return _event_text(events[-1:] if is_test else events, semantics, bare=is_test)

    return _rewritten(item, write)


def reversed_digits(item: Item) -> Example:
    """Numbers least digit first, everywhere in the trace but in what is printed."""

    def turn(value: object) -> object:
        if type(value) is not int or abs(value) < 10:
            return value
        return _Turned(value)

    def turned(event: Event) -> Event:
        if isinstance(event, Operation):
            left = event.left and Operand(event.left.name, turn(event.left.value))  # type: ignore[arg-type]
            right = Operand(event.right.name, turn(event.right.value))  # type: ignore[arg-type]
            return Operation(left, event.operator, right, turn(event.result))  # type: ignore[arg-type]
        return Bind(event.name, turn(event.value)) if isinstance(event, Bind) else event  # type: ignore[arg-type]

    return _rewritten(item, lambda events, semantics: _event_text(tuple(map(turned, events)), semantics))


def next_named(item: Item) -> Example:
    """Each step ends with the number of the line that runs next."""
    lines = item.trace_text().splitlines()
    following = [text.partition(" ")[0] for text in lines[1:]] + ["end"]
    trace = "".join(f"{text}@{after}\n" for text, after in zip(lines, following, strict=True))
    return Example(prompt=traced_prompt(item.source.text), target=traced_target(trace, item.result.stdout))


def unpictured(item: Item) -> Example:
    """COBOL without the pictures that values go through."""
    traced = write_trace(
        [Step(step.at, tuple(each for each in step.events if not isinstance(each, Through))) for step in _steps(item)],
        item.language.semantics,
    )
    return Example(prompt=traced_prompt(item.source.text), target=traced_target(traced, item.result.stdout))


class _Turned(int):
    """A number whose text has its digits the other way round."""

    def __str__(self) -> str:
        text = int.__repr__(self)
        return "-" + text[:0:-1] if text[0] == "-" else text[::-1]


def _steps(item: Item) -> list[Step]:
    return at_lines(item.result.trace, item.source.lines)


def _event_text(events: tuple[Event, ...], semantics: Semantics, *, bare: bool = False) -> str:
    if bare or (len(events) == 1 and isinstance(events[0], Operation)):
        last = events[-1]
        assert isinstance(last, Operation)
        return value_text(last.result, semantics)
    return write_trace([Step(0, events)], semantics)[2:-1]


def _rewritten(item: Item, write: Callable[[tuple[Event, ...], Semantics], str]) -> Example:
    semantics = item.language.semantics
    trace = "".join(f"{step.at} {write(step.events, semantics)}\n" for step in _steps(item))
    return Example(prompt=traced_prompt(item.source.text), target=traced_target(trace, item.result.stdout))


FORMS: Mapping[str, Form] = {
    **{
        form.__name__.replace("_", " "): form
        for form in (numbered, copied, results, outcomes, reversed_digits, next_named)
    },
    "COBOL, numbered": numbered,
    "COBOL, unpictured": unpictured,
}


def form_stream(form: str, split: Split, worker: int, workers: int, start: int) -> Iterator[Example]:
    """Short programs of one split in one form: of Python, where the form's name says nothing else."""
    language = LANGUAGES["cobol" if form.startswith("COBOL") else "python"]
    position = start * workers + worker
    while True:
        rng = derive(11, "forms", split, position)
        tier = 1 + int(rng.random() * 3)
        item = draw_real(rng, language, tier=tier, max_steps=14, accepts=lambda tree: tree_split(tree) == split)
        yield FORMS[form](item)
        position += workers


# -- things to learn ---------------------------------------------------------------------------------------------------

_ALONE = StreamRecipe(
    plain_share=0.0,
    real_share=0.25,
    max_steps=14,
    tiers=(0.4, 0.3, 0.3),
    long_share=0.0,
    taught_share=0.0,
    continuation_share=0.0,
    beyond_share=0.0,
    alien_share=0.0,
)
_PYTHON = replace(_ALONE, real_share=1.0, real_languages=("python",))
_TOPIC = replace(_PYTHON, beyond_share=1.0, beyond_real_share=1.0)
LEARNABLE: Mapping[str, StreamRecipe] = {
    "traced, invented languages": replace(_ALONE, real_share=0.0),
    "traced, Python": _PYTHON,
    "traced, COBOL": replace(_PYTHON, real_languages=("cobol",)),
    "plain, tier 1": replace(_PYTHON, plain_share=1.0, tiers=(1.0, 0.0, 0.0)),
    "going on from a checkpoint": replace(_PYTHON, continuation_share=1.0, continuation_steps=60),
    "taught by examples": replace(_ALONE, real_share=0.0, taught_share=1.0),
    **{f"topic {topic}": replace(_TOPIC, topics={topic: 1.0}) for topic in TOPICS},
    **{f"machine {machine}": replace(_ALONE, alien_share=1.0, machines=(machine,)) for machine in MACHINES},
    "shell sessions": replace(_ALONE, shell_share=1.0),
}
"""What training mixes, each alone."""


def recipe_examples(
    max_steps: int, name: str, split: Split, worker: int, workers: int, start: int
) -> Iterator[Example]:
    """Examples of one thing alone, of one split."""
    recipe = replace(LEARNABLE[name], split=split, seed=7 if split == "train" else 8, max_steps=max_steps)
    return recipe_stream(recipe, worker, workers, start)


# -- running -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one arm reached."""

    arm: str
    exact: int
    whole: int
    tested: int
    tokens: int
    bytes_per_example: float

    def row(self) -> str:
        """A line of the table."""
        low, high = wilson_interval(self.exact, self.tested)
        return (
            f"| {self.arm} | {self.exact}/{self.tested} = {self.exact / self.tested:.1%} ({low:.1%}-{high:.1%}) "
            f"| {self.whole / self.tested:.1%} | {self.tokens / 1e6:.1f}M | {self.bytes_per_example:.0f} |"
        )


HEAD = """\
| arm | output exact (95 % interval) | trace and output exact | tokens seen | bytes a target |
|---|---|---|---|---|"""


def run_arm(
    name: str,
    examples: Callable[..., Iterator[Example]],
    *,
    folder: Path,
    steps: int,
    size: str,
    init_from: Path | None = None,
) -> Score:
    """Train one arm to its budget, or go on with it, and score it."""
    if not steps:
        if init_from is None:
            raise SystemExit("--steps 0: scores weights as they are: give them as --init")
        return score_arm(name, examples, init_from, tokens=0)
    stream: Stream = partial(examples, name, "train")
    result = train(
        TrainConfig(
            run=folder,
            size=size,
            init_from=init_from,
            steps=steps,
            rows_per_step=1,
            threads=1,
            compile=True,
            pack=PackConfig(row_tokens=4096, prompt_weight=0.1, align=32),
            checkpoint_minutes=2,
            evaluate_minutes=1e6,
            log_every=50,
        ),
        stream,
    )
    if not result.finished:
        raise SystemExit(f"{name}: stopped at step {result.step}; the same command goes on")
    return score_arm(name, examples, result.checkpoint, tokens=result.tokens)


def score_arm(name: str, examples: Callable[..., Iterator[Example]], weights: Path, *, tokens: int) -> Score:
    """What weights have of an arm's test split, each byte the likeliest."""
    tests = list(islice(examples(name, "test", 0, 1, 0), TESTED))
    engine, _ = open_engine(weights)
    completions = engine.generate([test.prompt for test in tests], 1024)
    exact = [answer_of(each.text) == answer_of(test.target) for test, each in zip(tests, completions, strict=True)]
    whole = [each.text == test.target for test, each in zip(tests, completions, strict=True)]
    return Score(
        arm=name,
        exact=sum(exact),
        whole=sum(whole),
        tested=TESTED,
        tokens=tokens,
        bytes_per_example=sum(len(test.target.encode()) for test in tests) / TESTED,
    )


def answer_of(target: str) -> str:
    """The printed output of a target that ends with it; the whole of one that has no such part."""
    return target.rpartition("\n\nOutput:\n")[2]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("group", choices=("forms", "learnable"))
    parser.add_argument("--only", nargs="*", help="arms by name; all of them if left out")
    parser.add_argument("--steps", type=int, default=1600, help="rows of 4,096 tokens (default 1600)")
    parser.add_argument("--size", help="of the model (default: that of --init, else 1m)")
    parser.add_argument("--init", type=Path, help="weights to begin with; random ones if left out")
    parser.add_argument("--max-steps", type=int, default=14, help="learnable: the longest programs (default 14)")
    parser.add_argument("--out", type=Path, default=Path("runs/out/arms"))
    arguments = parser.parse_args()
    names, examples = (
        (FORMS, form_stream)
        if arguments.group == "forms"
        else (LEARNABLE, partial(recipe_examples, arguments.max_steps))
    )
    size = arguments.size or (validate(arguments.init)["size"] if arguments.init else "1m")
    unknown = [name for name in arguments.only or () if name not in names]
    if unknown:
        parser.error(f"--only: {unknown[0]!r} is none of {', '.join(names)}")
    scores = []
    for name in arguments.only or names:
        folder = arguments.out / f"{arguments.group}-{name}-{size}-{arguments.max_steps}-{arguments.steps}".replace(
            " ", "_"
        )
        kept = folder / "score.json"
        if kept.exists():
            scores.append(Score(**json.loads(kept.read_text(encoding="utf-8"))))
            continue
        print(f"-- {name}", file=sys.stderr, flush=True)
        score = run_arm(name, examples, folder=folder, steps=arguments.steps, size=size, init_from=arguments.init)
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({field: getattr(score, field) for field in Score.__slots__})
        kept.with_suffix(".new").write_text(text, encoding="utf-8")
        os.replace(kept.with_suffix(".new"), kept)
        scores.append(score)
        print(score.row(), flush=True)
    table = "\n".join([HEAD, *(score.row() for score in scores)]) + "\n"
    (arguments.out / f"{arguments.group}.md").write_text(table, encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
