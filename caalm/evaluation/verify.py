"""A prediction against the truth: where the output goes wrong first, and at which step the trace departs.

>>> departure = compare_traces("1 a=2\\n2 a=2*3:7;>7\\n", "1 a=2\\n2 a=2*3:6;>6\\n")
>>> departure
Departure(step=2, line=2, predicted='2 a=2*3:7;>7', true='2 a=2*3:6;>6')
>>> compare_outputs("ab\\ncd", "ab\\ncx\\n")
OutputDeparture(line=2, column=2, predicted='cd', true='cx')

The truth about a program of a user is a run in the jail (caalm.runtimes.tracing), the truth about a drawn one is the
interpreter's. A line hook (Lua) sees no operations: there only what changed and what was printed is compared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import takewhile, zip_longest
from pathlib import Path
from typing import Literal

from caalm.errors import InputError
from caalm.evaluation.predictors import Predicted
from caalm.generation.items import Item
from caalm.languages import LANGUAGES
from caalm.program.nodes import Value
from caalm.program.places import SHORT
from caalm.program.trace import Bind, Call, Event, Operation, Out, Return, Step, Together, parse_step, value_text
from caalm.program.values import PYTHON
from caalm.runtimes.limits import Limits, Status
from caalm.runtimes.tracing import trace_execution
from caalm.tasks.prediction import extract_trace

Level = Literal["events", "effects"]
"""events: each operation and read. effects: the line, the variables that changed, what was printed."""
_LEVELS: dict[str, Level] = {"python": "events", "javascript": "events", "lua": "effects"}
_COMPARISONS = ("<", "<=", ">", ">=")
_REASON = re.compile(r"[\w.]*(?:Error|Exception|Exit)\b|lua\S*: |libcob: ")
"""How the line begins in which a runtime says why it stopped; the others say where."""
_UNFINISHED = (Status.TIMEOUT, Status.MEMORY, Status.OUTPUT_LIMIT, Status.SIGNAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """The first step (from 1) at which a predicted trace is wrong; None stands for a step that is not there.

    ``line`` is the source line that truly ran, or, where nothing did any more, the one that was predicted.
    """

    step: int
    line: int | None
    predicted: str | None
    true: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputDeparture:
    """The first wrong line of an output and the first wrong character in it, both from 1; None: no such line."""

    line: int
    column: int
    predicted: str | None
    true: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a program really does. ``steps`` is the text of its trace, None where nobody can tell them."""

    language: str
    stdout: str
    steps: str | None
    level: Level = "events"
    truncated: bool = False
    ended: str = "ok"
    """How the run ended: ok, or runtime_error with what the runtime said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A prediction beside the truth."""

    truth: Truth
    predicted_output: str
    predicted_steps: str | None
    output: OutputDeparture | None
    trace: Departure | None

    @property
    def agrees(self) -> bool:
        """Whether the output is right, and the trace too where both are known."""
        return self.output is None and self.trace is None

    @property
    def has_traces(self) -> bool:
        """Whether there were two traces to compare."""
        return self.truth.steps is not None and self.predicted_steps is not None

    def as_json(self) -> dict[str, object]:
        """The same for machines."""
        return {
            "language": self.truth.language,
            "agrees": self.agrees,
            "ended": self.truth.ended,
            "predicted_output": self.predicted_output,
            "true_output": self.truth.stdout.removesuffix("\n"),
            "output": None if self.output is None else asdict(self.output),
            "compared": self.truth.level if self.has_traces else "output",
            "true_steps": None if self.truth.steps is None else self.truth.steps.splitlines(),
            "trace": None if self.trace is None else asdict(self.trace),
        }

    def __str__(self) -> str:
        lines = [
            f"{self.truth.language}: {'the prediction is right' if self.agrees else 'the prediction is wrong'}",
            f"-- predicted\n{self.predicted_output}",
            f"-- true\n{self.truth.stdout.removesuffix(chr(10))}",
        ]
        if self.truth.ended != "ok":
            lines.append(f"-- the program ended with {self.truth.ended}")
        if self.output is not None:
            wrong = self.output
            lines.append(f"-- output: line {wrong.line}, character {wrong.column}")
            lines += [f"   predicted {_shown(wrong.predicted)}", f"   true      {_shown(wrong.true)}"]
        if self.trace is not None:
            departure = self.trace
            lines.append(f"-- trace: step {departure.step}, line {departure.line}")
            lines += [f"   predicted {departure.predicted or 'no more steps'}"]
            lines += [f"   true      {departure.true or 'no more steps'}"]
        elif self.has_traces:
            lines.append("-- trace: every step agrees" + (", as far as was looked" if self.truth.truncated else ""))
        return "\n".join(lines)


def _shown(line: str | None) -> str:
    return "no such line" if line is None else repr(line)


# -- comparing -------------------------------------------------------------------------------------------------------


def compare_outputs(predicted: str, true: str) -> OutputDeparture | None:
    """The first difference; the true output loses its one final newline, as a prediction never has it."""
    true = true.removesuffix("\n")
    if predicted == true:
        return None
    pairs = zip_longest(predicted.split("\n"), true.split("\n"))
    number, (left, right) = next((n, pair) for n, pair in enumerate(pairs, 1) if pair[0] != pair[1])
    shared = zip_longest(left or "", right or "")
    column = next((n for n, (a, b) in enumerate(shared, 1) if a != b), 1)
    return OutputDeparture(line=number, column=column, predicted=left, true=right)


def compare_traces(predicted: str, true: str, *, level: Level = "events", truncated: bool = False) -> Departure | None:
    """The first step that differs; what cannot be read in the prediction is a difference, never an error.

    With ``truncated`` the truth is known only so far, and what is predicted beyond it is not judged.
    """
    left, right = _lines(predicted), _lines(true)
    sides = (_readings(left, level), _readings(right, level))
    for number, (one, other) in enumerate(zip_longest(left, right), 1):
        if other is None and truncated:
            return None
        if one is not None and other is not None:
            readings = sides[0][number - 1], sides[1][number - 1]
            if one == other or (None not in readings and readings[0] == readings[1]):
                continue
        line = _line_number(other) if other is not None else _line_number(one or "")
        return Departure(step=number, line=line, predicted=one, true=other)
    return None


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text.strip("\n") else []


def _line_number(text: str) -> int | None:
    number = text.partition(" ")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


def _readings(lines: Sequence[str], level: Level) -> list[object]:
    """Every line as what is compared of it; None for one that cannot be read."""
    effects = _Effects()
    readings: list[object] = []
    after_return = False
    for text in lines:
        try:
            step = parse_step(text)
            readings.append(_events(step, after_return) if level == "events" else effects.read(step))
            after_return = bool(step.events) and isinstance(step.events[-1], Return)
        except (InputError, ValueError, ArithmeticError, RecursionError):
            readings.append(None)
    return readings


def _events(step: Step, after_return: bool) -> object:
    events = step.events
    if after_return:
        # What a return restates for the reader's sake is no deed of the program: its values stand above.
        told = sum(1 for _ in takewhile(lambda event: isinstance(event, Bind), events))
        events = events[min(told, len(events) - 1) :] if events else events
    return step.at, tuple([_event_text(event) for event in events])


def _event_text(event: Event) -> str:
    if isinstance(event, Operation) and event.operator in _COMPARISONS and event.left is not None:
        # A repetition has no variable in some languages and one that nobody reads in others.
        return f"{value_text(event.left.value, PYTHON)}{event.operator}{event.right}{event.result}"
    return repr(event)


class _Effects:
    """What a step changes and prints, for the variables of the function that runs."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.callers: list[dict[str, str]] = []
        self.functions: set[str] = set()

    def read(self, step: Step) -> object:
        changed: dict[str, str] = {}
        deeds: list[object] = []
        for event in step.events:
            if isinstance(event, Call):
                self.functions.add(event.function)
                self.callers.append(self.known)
                self.known = dict(self.known)
                given = {each.name: _unordered(value_text(each.value, PYTHON)) for each in event.arguments}
                self.known |= given
                deeds.append((event.function, given))
                continue
            for name, value in _named(event):
                text = _unordered(value_text(value, PYTHON))
                # A loop over _ only counts its rounds, and what a call gave or what stands at a place is no variable.
                if name.strip("_") and not name.endswith((")", "]")) and name[0] != "#" and name not in self.functions:
                    is_long = text[0] in "[{" and len(text) > SHORT  # of which only the place is written
                    if not is_long and self.known.get(name) != text:
                        self.known[name] = changed[name] = text
            if isinstance(event, Out):
                deeds.append(event.text)
            elif isinstance(event, Return):
                deeds.append(_event_text(event))
                self.known = self.callers.pop() if self.callers else self.known
        return step.at, changed, deeds


def _unordered(text: str) -> str:
    """A dictionary without its order, which a table has not; an empty table may be either."""
    return "[" + ",".join(sorted(text[1:-1].split(","))) + "]" if text[0] == "{" else text


def _named(event: Event) -> list[tuple[str, Value]]:
    """The variables and places that an event gives a value of."""
    if isinstance(event, Bind):
        return [(event.name, event.value)]
    if isinstance(event, Together):
        return [(each.name, each.value) for each in event.bindings]
    if isinstance(event, Operation):
        return [(side.name, side.value) for side in (event.left, event.right) if side is not None and side.name]
    return []


# -- the truth -------------------------------------------------------------------------------------------------------


def language_of(path: str, named: str | None) -> str:
    """The language of a program: the one named, or the one whose files end so."""
    if named is not None:
        if named not in LANGUAGES:
            raise InputError(f"language: {named!r} is none of {', '.join(LANGUAGES)}")
        return named
    found = [name for name, language in LANGUAGES.items() if language.suffix == Path(path).suffix.lower()]
    if not found:
        suffixes = ", ".join(f"{language.suffix} {name}" for name, language in LANGUAGES.items())
        raise InputError(f"{path}: its suffix tells no language ({suffixes}): give --language")
    return found[0]


def execute_truth(code: str, language: str, *, limits: Limits | None = None) -> Truth:
    """What a program of a real language does, by running it in the jail; an InputError where it has no whole run."""
    from caalm.runtimes import RUNTIMES

    execution = RUNTIMES[language].execute(code, limits=limits)
    lines = execution.stderr.strip().splitlines() or [""]
    said = next((line for line in reversed(lines) if _REASON.match(line)), lines[-1])
    if execution.status is Status.COMPILE_ERROR:
        raise InputError(f"program: {language} refuses it ({said or 'no reason given'}): mend it, or give --language")
    if execution.status in _UNFINISHED:
        raise InputError(
            f"program: its run ended with {execution.status}, so its whole output is not known: give a shorter one"
        )
    ended = "ok" if execution.status is Status.OK else f"{execution.status} ({said})"
    steps, level, truncated = None, _LEVELS.get(language), False
    if level is not None:
        traced = trace_execution(language, code, limits=limits)
        # A program that reads the clock, or looks at how it is run, has no one true trace.
        is_same = traced.stdout == execution.stdout and traced.status not in _UNFINISHED
        steps, truncated = (traced.steps, traced.truncated) if is_same else (None, False)
    return Truth(
        language=language,
        stdout=execution.stdout,
        steps=steps,
        level=level or "events",
        truncated=truncated,
        ended=ended,
    )


def interpreted_truth(item: Item) -> Truth:
    """What a drawn program does, by the interpreter."""
    error = item.result.error
    return Truth(
        language=item.language.name,
        stdout=item.result.stdout,
        steps=item.trace_text(),
        ended="ok" if error is None else f"runtime_error ({error})",
    )


def verify(prediction: Predicted, truth: Truth, *, traced: bool) -> Verification:
    """A prediction beside the truth; ``traced`` tells whether its completion begins with a trace."""
    steps = extract_trace(prediction.completion) if traced else None
    departure = None
    if steps is not None and truth.steps is not None:
        departure = compare_traces(steps, truth.steps, level=truth.level, truncated=truth.truncated)
    return Verification(
        truth=truth,
        predicted_output=prediction.output,
        predicted_steps=steps,
        output=compare_outputs(prediction.output, truth.stdout),
        trace=departure,
    )
