"""Predictions as the page shows them: steps with their frames and variables, a confidence for every character.

>>> from caalm.model.steps import read_steps
>>> reader = StepReader()
>>> first, second = [reader.read(step) for step in read_steps("1 a=1\\n2 a=1+2:3;a=3;>3", [])]
>>> first.variables, second.variables, second.printed
([Variable(name='a', value='1', changed=True)], [Variable(name='a', value='3', changed=True)], ['3'])
>>> character_confidences("é", [-0.5, -0.5])
[0.367879]
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from caalm.model.predictor import Prediction
from caalm.model.steps import PredictedStep
from caalm.program.nodes import Value
from caalm.program.trace import Bind, Call, Event, Fail, Operation, Out, Return, Together, value_text
from caalm.program.values import PYTHON
from caalm.serving import schemas


class StepReader:
    """Reads steps one after the other; it knows which calls are under way and what their variables are."""

    def __init__(self) -> None:
        self._frames: list[tuple[str | None, dict[str, str]]] = [(None, {})]
        self._functions: set[str] = set()

    def read(self, step: PredictedStep) -> schemas.Step:
        """The next step."""
        function, _ = self._frames[-1]
        shown = schemas.Step(
            line=step.line,
            text=step.text,
            readable=step.events is not None,
            what=step.text.partition(" ")[2] if step.events is not None else "",
            confidence=rounded(step.confidence),
            depth=len(self._frames) - 1,
            function=function,
        )
        events = step.events or ()
        shown.variables = self._variables(events)
        for event in events:
            if isinstance(event, Out):
                shown.printed.append(event.text)
            elif isinstance(event, Fail):
                shown.error = event.text
            elif isinstance(event, Call):
                shown.call = self._begin(event)
            elif isinstance(event, Return):
                shown.returns = "".join([value_text(value, PYTHON) for value in event.value])
                if len(self._frames) > 1:
                    self._frames.pop()
        return shown

    def _begin(self, call: Call) -> schemas.Call:
        arguments = {argument.name: value_text(argument.value, PYTHON) for argument in call.arguments}
        self._functions.add(call.function)
        self._frames.append((call.function, arguments))
        return schemas.Call(
            function=call.function,
            arguments=[schemas.Variable(name=name, value=text, changed=True) for name, text in arguments.items()],
        )

    def _variables(self, events: Iterable[Event]) -> list[schemas.Variable]:
        """Those that the events name, with their newest values."""
        _, frame = self._frames[-1]
        _, outermost = self._frames[0]
        before = dict(frame)
        named: dict[str, str] = {}
        for name, value in _named(events):
            # Places, what intrinsics gave and what calls gave are in the step's text; they are no variables.
            if not (name in self._functions or name.endswith(")") or (name.endswith("]") and "[" in name[1:])):
                named[name] = frame[name] = value_text(value, PYTHON)
        # A function reads a global: in its frame it is new, but nothing changed.
        return [
            schemas.Variable(name=name, value=text, changed=before.get(name, outermost.get(name)) != text)
            if frame is not outermost
            else schemas.Variable(name=name, value=text, changed=before.get(name) != text)
            for name, text in named.items()
        ]


def _named(events: Iterable[Event]) -> Iterator[tuple[str, Value]]:
    for event in events:
        if isinstance(event, Bind):
            yield event.name, event.value
        elif isinstance(event, Operation):
            for operand in (event.left, event.right):
                if operand is not None and operand.name is not None:
                    yield operand.name, operand.value
        elif isinstance(event, Together):
            yield from event.bindings


def read_all(steps: Iterable[PredictedStep]) -> list[schemas.Step]:
    """The steps of a whole trace."""
    reader = StepReader()
    return [reader.read(step) for step in steps]


def respond(prediction: Prediction) -> schemas.PredictResponse:
    """A prediction as an answer."""
    problem = prediction.problem
    return schemas.PredictResponse(
        output=prediction.output,
        confidence=rounded(prediction.confidence),
        truncated=prediction.truncated,
        note=prediction.note,
        steps=None if prediction.steps is None else read_all(prediction.steps),
        problem=None if problem is None else schemas.Problem(step=problem.step, reason=problem.reason),
        characters=_characters(prediction),
    )


def _characters(prediction: Prediction) -> list[float] | None:
    """The output's share of what was written; None where nobody knows it: long runs, servers without probabilities."""
    logprobs = prediction.token_logprobs
    before = len(prediction.completion) - len(prediction.output)
    if prediction.completion[before:] != prediction.output or not logprobs or min(logprobs) == -math.inf:
        return None
    start = len(prediction.completion[:before].encode("utf-8", "surrogatepass"))
    # Bytes that are no UTF-8 were decoded to another number of bytes: nobody knows which probability is whose.
    if "\ufffd" in prediction.completion:
        return None
    return character_confidences(prediction.output, logprobs[start:])


def character_confidences(text: str, logprobs: Sequence[float]) -> list[float]:
    """A probability for every character of a text whose bytes were written with these log-probabilities."""
    confidences = []
    start = 0
    for character in text:
        end = start + len(character.encode("utf-8", "surrogatepass"))
        confidences.append(rounded(math.exp(min(0.0, sum(logprobs[start:end])))))
        start = end
    return confidences


def rounded(confidence: float) -> float:
    """Six places are plenty."""
    return round(confidence, 6) if math.isfinite(confidence) else 0.0
