"""The one door to a model: from a program's text to what it would print. Nothing here parses or runs the program.

    Predictor.load().predict("a = 10\\nb = 20\\nprint(a + b)")
    -> Prediction(output="30", confidence=0.98, truncated=False)
    Predictor.load().predict("a = 10\\nb = 20\\nprint(a + b)", trace=True).steps
    -> (PredictedStep(line=1, text="1 a=10", ...), PredictedStep(line=2, ...), PredictedStep(line=3, ...))

Without a calibration the confidence is the probability that the model gave to everything it wrote, end token included:
exp of the sum of the log-probabilities. A traced answer counts its trace too, because a wrong step makes a wrong answer
with a sure end. With calibration.json beside the weights (see `caalm.model.confidence`) it is the measured probability
that the answer is right: a traced answer is then compared with the plain one, and its trace checked against itself.

Such a predictor also chooses by itself: it asks for the plain answer, keeps it when its confidence reaches the measured
threshold, asks for the trace otherwise, and gives the surer of the two.

Where the weights have learned it, a trace that is too long for 2,048 tokens is written in segments
(`caalm.model.running`).
"""

from __future__ import annotations

import codecs
import copy
import functools
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from caalm.errors import InputError
from caalm.model.checkpoint import validate
from caalm.model.confidence import Calibration, Evidence, load_calibration
from caalm.model.engine import Completion, Engine, OnProgress
from caalm.model.engines import AUTO, checked_choice, is_remote, open_engine
from caalm.model.engines.batching import SlotEngine
from caalm.model.engines.revision import RETRIES
from caalm.model.running import MAX_STEPS, OnSteps, Run, has_room, run_segments
from caalm.model.selfcheck import Problem, first_problem
from caalm.model.sizes import POSITIONS
from caalm.model.steps import PredictedStep, read_steps
from caalm.model.tokenizer import encode
from caalm.model.verifying import first_unfit, trace_verifier
from caalm.tasks.continuation import CONTEXT
from caalm.tasks.prediction import extract_plain, extract_traced, has_output, plain_prompt, source_lines, traced_prompt
from caalm.tasks.teaching import taught_prompt

SHIPPED = Path(__file__).resolve().parent.parent / "weights"
ENVIRONMENT = "CAALM_WEIGHTS"
MAX_NEW_TOKENS = 4096
WINDOW = 1024
"""Programs that are worked on together."""
_NO_ROOM = "the model ran out of room before it came to an end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """`truncated`: the model never said that it was done, `note` says why. `completion` is its raw text."""

    output: str
    confidence: float
    truncated: bool
    completion: str = ""
    steps: tuple[PredictedStep, ...] | None = None
    """The steps of a traced answer, those that cannot be read included; None where it is a plain one."""
    problem: Problem | None = None
    """Where the trace first disagrees with itself or with the output."""
    evidence: Evidence | None = None
    token_logprobs: tuple[float, ...] = field(default=(), compare=False, repr=False)
    """Those of the completion, one a byte and one for its end; none where a run went from checkpoint to checkpoint."""
    endless: bool = False
    """Truncated because it repeated itself (`caalm.model.engines.repetition`), not because there was no more room."""

    @property
    def note(self) -> str | None:
        """Why a truncated answer has no end."""
        if not self.truncated:
            return None
        return "the model repeated itself without end" if self.endless else _NO_ROOM


def weights_folder(path: Path | str | None = None) -> Path:
    """Which weights are used: the path given, else those in the package, else what CAALM_WEIGHTS names."""
    if path is not None:
        return Path(path)
    if (SHIPPED / "config.json").exists():
        return SHIPPED
    named = os.environ.get(ENVIRONMENT)
    if not named:
        raise InputError(f"weights: none are in the package; train some, or set {ENVIRONMENT} to a weights folder")
    return Path(named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What stands before a question: up to 16 solved (source, stdout) pairs of the same language, a guide to it."""

    solved: tuple[tuple[str, str], ...] = ()
    guide: str | None = None


class Predictor:
    """Predicts with one engine: traced (True), plain (False), or as it finds best (None)."""

    def __init__(
        self,
        engine: Engine,
        *,
        trace: bool | None = False,
        positions: int = POSITIONS,
        max_new_tokens: int = MAX_NEW_TOKENS,
        calibration: Calibration | None = None,
        continues: bool = False,
    ) -> None:
        self.engine = engine
        self.trace = trace
        self.calibration = calibration
        self.compare = calibration is not None and calibration.traced is not None
        """Whether a traced answer is compared with the plain one, which costs the plain one."""
        self.continues = continues
        """Whether the model has learned to go on from a checkpoint: then no traced answer needs a longer context."""
        self.positions = positions
        self.max_new_tokens = max_new_tokens
        self.lesson = Lesson()

    @classmethod
    def load(
        cls,
        path: Path | str | None = None,
        *,
        trace: bool | None = None,
        engine: str = AUTO,
        dtype: str = "float32",
        batch: int | None = None,
        device: str | None = None,
        threads: int = 1,
        max_new_tokens: int = MAX_NEW_TOKENS,
        calibrated: bool = True,
        retries: int = RETRIES,
    ) -> Predictor:
        """The predictor of a weights folder, checked before any work; None is the shipped weights.

        ``engine`` is one of `caalm.model.engines`: by default the embedded one, torch where it finds a GPU. With
        ``openai=URL`` the weights folder says how the model wants to be asked; without one it is asked plainly.
        Without ``trace`` the predictor does as the weights say: plain, traced, or, where a calibration was measured, as
        it finds best. ``calibrated`` set to False leaves a calibration aside. A step of a trace that contradicts those
        before it is written again, ``retries`` times at most (`caalm.model.engines.revision`); 0 is plainly greedy, and
        so is an engine that is somewhere else.
        """
        is_local = path is not None or not is_remote(checked_choice(engine))
        folder = weights_folder(path) if is_local else None
        manifest = validate(folder) if folder is not None else {}
        calibration = load_calibration(folder, manifest) if folder is not None and calibrated else None
        opened, positions = open_engine(folder, engine, batch=batch, device=device, dtype=dtype, threads=threads)
        if isinstance(opened, SlotEngine) and retries:
            opened.revise(trace_verifier, retries)
        return cls(
            opened,
            trace=default_trace(manifest, calibration) if trace is None else trace,
            positions=positions,
            max_new_tokens=max_new_tokens,
            calibration=calibration,
            continues=float(manifest.get("continuation_share", 0.0)) > 0,
        )

    def prompt(self, code: str, *, trace: bool | None = None) -> str:
        """The prompt for a program; an InputError where there is none or it does not fit the context.

        A predictor that chooses asks for the plain answer first, so that is the prompt which must fit.
        """
        if not code.strip():
            raise InputError("program: it is empty, give one with a statement in it")
        question = (traced_prompt if self._form(trace) else plain_prompt)(code)
        prompt = taught_prompt(question, solved=self.lesson.solved, guide=self.lesson.guide)
        length = len(encode(prompt))
        if length >= self.positions:
            raise InputError(
                f"program: its prompt has {length} tokens (one a byte), the model's context holds {self.positions}: "
                "shorten the program"
            )
        return prompt

    def teach(self, examples: Sequence[tuple[str, str]] = (), guide: str | None = None) -> Predictor:
        """The same predictor with a lesson before every question: solved (source, stdout) pairs, a short guide."""
        pupil = copy.copy(self)
        pupil.lesson = Lesson(solved=tuple(examples), guide=guide)
        return pupil

    def predict(
        self,
        code: str,
        *,
        trace: bool | None = None,
        examples: Sequence[tuple[str, str]] = (),
        guide: str | None = None,
    ) -> Prediction:
        """What one program prints; with ``trace=True`` also the steps, None leaves the choice to the predictor.

        ``examples`` and ``guide`` teach the program's language, see `teach`.
        """
        asked = self.teach(examples, guide) if examples or guide is not None else self
        return asked.predict_many([code], trace=trace)[0]

    def predict_many(
        self, codes: Sequence[str], on_progress: OnProgress | None = None, *, trace: bool | None = None
    ) -> list[Prediction]:
        """What each program prints, in their order; one that cannot be asked about raises before any work."""
        form = self._form(trace)
        if len(codes) <= WINDOW:
            return self._predict(codes, on_progress, form)
        for code in codes:
            self.prompt(code, trace=form)
        # Like lengths together, and no more texts under way at a time than memory is sure to hold.
        order = sorted(range(len(codes)), key=lambda index: -len(codes[index]))
        predictions: dict[int, Prediction] = {}
        for start in range(0, len(order), WINDOW):
            window = order[start : start + WINDOW]
            share = _part(on_progress, len(codes), start / len(codes), (start + len(window)) / len(codes))
            made = self._predict([codes[index] for index in window], share, form)
            predictions.update(zip(window, made, strict=True))
        return [predictions[index] for index in range(len(codes))]

    def stream(self, code: str, *, trace: bool | None = None) -> Iterator[tuple[str, float]]:
        """The completion of a program's prompt as it is written: text and the log-probability of it, an end as "".

        A predictor that chooses gives the plain one. What comes is raw: no choice, no calibration, no segments.
        """
        prompt = self.prompt(code, trace=trace)
        if not isinstance(self.engine, SlotEngine):
            (whole,) = self.engine.generate([prompt], self.max_new_tokens)
            yield whole.text, sum(whole.token_logprobs)
            return
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        held = 0.0
        for written in self.engine.stream(prompt, self.max_new_tokens):
            held += written.logprob
            is_last = written.completion is not None
            text = decoder.decode(bytes([written.token]) if written.token < 256 else b"", is_last)
            if text or is_last:  # a character of several bytes comes with its last one
                yield text, held
                held = 0.0

    def _predict(self, codes: Sequence[str], on_progress: OnProgress | None, form: bool | None) -> list[Prediction]:
        if form is None:
            return self._choose(codes, on_progress)
        prompts = [self.prompt(code, trace=form) for code in codes]
        if not form:
            completions = self.engine.generate(prompts, self.max_new_tokens, on_progress)
            return [self._plain(code, completion) for code, completion in zip(codes, completions, strict=True)]
        total = len(codes)
        plain: Sequence[Prediction | None] = [None] * total
        if self.compare:
            prompts += [self.prompt(code, trace=False) for code in codes]
            on_progress = _part(on_progress, total, 0.0, 1.0)
        completions = self.engine.generate(prompts, self._traced_limit(codes), on_progress)
        if self.compare:
            plain = [self._plain(code, each) for code, each in zip(codes, completions[total:], strict=True)]
        return self._traced_many(codes, completions[:total], plain)

    def run(self, code: str, *, max_steps: int = MAX_STEPS) -> Run:
        """What a program of any length prints, worked out from checkpoint to checkpoint in bounded context."""
        return self.run_many([code], max_steps=max_steps)[0]

    def run_many(
        self,
        codes: Sequence[str],
        on_progress: OnProgress | None = None,
        *,
        max_steps: int = MAX_STEPS,
        context: int = CONTEXT,
        on_steps: OnSteps | None = None,
    ) -> list[Run]:
        """The runs of some programs, which advance together; ``on_steps(index, steps)`` sees steps as they come."""
        context = min(context, self.positions)
        return run_segments(
            self.engine, codes, max_steps=max_steps, context=context, on_progress=on_progress, on_steps=on_steps
        )

    def _form(self, trace: bool | None) -> bool | None:
        return self.trace if trace is None else trace

    def _choose(self, codes: Sequence[str], on_progress: OnProgress | None) -> list[Prediction]:
        """Plain answers, and traces for those that are not sure enough: of the two the surer one."""
        total = len(codes)
        prompts = [self.prompt(code, trace=False) for code in codes]
        completions = self.engine.generate(prompts, self.max_new_tokens, _part(on_progress, total, 0.0, 0.5))
        chosen = [self._plain(code, completion) for code, completion in zip(codes, completions, strict=True)]
        unsure = [
            index for index, plain in enumerate(chosen) if not self._is_enough(plain) and self._fits(codes[index])
        ]
        prompts = [self.prompt(codes[index], trace=True) for index in unsure]
        asked = [codes[index] for index in unsure]
        completions = self.engine.generate(prompts, self._traced_limit(asked), _part(on_progress, total, 0.5, 1.0))
        answers = self._traced_many(asked, completions, [chosen[index] for index in unsure])
        for index, traced in zip(unsure, answers, strict=True):
            plain = chosen[index]
            # Raw probabilities of texts of different lengths say nothing about which is the better one.
            is_surer = not traced.truncated if self.calibration is None else traced.confidence >= plain.confidence
            chosen[index] = traced if is_surer else plain
        if on_progress is not None:
            on_progress(total, total)
        return chosen

    def _is_enough(self, plain: Prediction) -> bool:
        threshold = None if self.calibration is None else self.calibration.plain_threshold
        return threshold is not None and plain.confidence >= threshold

    def _fits(self, code: str) -> bool:
        try:
            self.prompt(code, trace=True)
        except InputError:
            return False
        return True

    def _plain(self, code: str, completion: Completion) -> Prediction:
        evidence = _evidence(completion)
        return Prediction(
            output=extract_plain(completion.text),
            confidence=self._confidence(evidence, traced=False),
            truncated=not completion.finished,
            completion=completion.text,
            evidence=evidence,
            token_logprobs=completion.token_logprobs,
            endless=completion.endless,
        )

    def _traced(self, code: str, completion: Completion, plain: Prediction | None = None) -> Prediction:
        output = extract_traced(completion.text)
        steps = read_steps(completion.text, completion.token_logprobs)
        said = output if completion.finished and has_output(completion.text) else None
        problem = self._first_problem(code, steps, said)
        if problem is None and said is None:
            why = ", it repeats itself without end" if completion.endless else ""
            problem = Problem(step=None, reason=f"the trace does not come to an output{why}")
        evidence = replace(
            _evidence(completion),
            consistent=problem is None,
            agrees=None if plain is None else output == plain.output and not plain.truncated,
        )
        return Prediction(
            output=output,
            confidence=self._confidence(evidence, traced=True),
            truncated=not completion.finished,
            completion=completion.text,
            steps=steps,
            problem=problem,
            evidence=evidence,
            token_logprobs=completion.token_logprobs,
            endless=completion.endless,
        )

    @staticmethod
    def _first_problem(code: str, steps: Sequence[PredictedStep], output: str | None) -> Problem | None:
        """Where the trace disagrees with itself, or with the words of the program."""
        problem = first_problem([step.step for step in steps], output, lines=len(source_lines(code)))
        unfit = first_unfit(traced_prompt(code), [step.text for step in steps]) if problem is None else None
        if unfit is None:
            return problem
        return Problem(step=unfit, reason=f"it does not say what line {steps[unfit].line} of the program says")

    def _traced_limit(self, codes: Sequence[str]) -> int:
        """How much a traced answer may write before it counts as too long for one breath."""
        goes_on = all(map(self._goes_on, codes))
        return min(self.max_new_tokens, CONTEXT) if goes_on else self.max_new_tokens

    def _goes_on(self, code: str) -> bool:
        # A segment is asked for without the lesson, so a taught question is answered in one breath.
        return self.continues and self.lesson == Lesson() and has_room(code, min(CONTEXT, self.positions))

    def _traced_many(
        self, codes: Sequence[str], completions: Sequence[Completion], plain: Sequence[Prediction | None]
    ) -> list[Prediction]:
        """Traced answers; a run whose trace was too long is worked out from checkpoint to checkpoint instead."""
        answers = [self._traced(*each) for each in zip(codes, completions, plain, strict=True)]
        long = [index for index, answer in enumerate(answers) if answer.truncated and self._goes_on(codes[index])]
        steps: list[list[PredictedStep]] = [[] for _ in long]
        runs = self.run_many([codes[index] for index in long], on_steps=lambda number, more: steps[number].extend(more))
        for index, run, made in zip(long, runs, steps, strict=True):
            answers[index] = self._of_run(codes[index], run, tuple(made), plain[index])
        return answers

    def _of_run(self, code: str, run: Run, steps: tuple[PredictedStep, ...], plain: Prediction | None) -> Prediction:
        said = None if run.truncated else run.output
        problem = self._first_problem(code, steps, said)
        if problem is None and run.truncated:
            problem = Problem(step=None, reason=f"the run does not come to its end: {run.stopped}")
        evidence = Evidence(
            logprob=run.logprob,
            weakest=run.weakest,
            finished=not run.truncated,
            consistent=problem is None,
            agrees=None if plain is None else run.output == plain.output and not plain.truncated,
        )
        return Prediction(
            output=run.output,
            confidence=self._confidence(evidence, traced=True),
            truncated=run.truncated,
            completion="\n".join(step.text for step in steps),
            steps=steps,
            problem=problem,
            evidence=evidence,
            endless=run.stopped == "no end",
        )

    def _confidence(self, evidence: Evidence, *, traced: bool) -> float:
        if self.calibration is None:
            return evidence.probability
        return self.calibration.confidence(evidence, traced=traced)


def default_trace(manifest: Mapping[str, object], calibration: Calibration | None) -> bool | None:
    """How weights want to be asked: plain (False), traced (True), or as measured rules choose (None)."""
    if not manifest.get("trace", False):
        return False
    return True if calibration is None or calibration.traced is None else None


def _evidence(completion: Completion) -> Evidence:
    return Evidence(
        logprob=sum(completion.token_logprobs),
        weakest=min(completion.token_logprobs, default=0.0),
        finished=completion.finished,
    )


def _part(on_progress: OnProgress | None, total: int, start: float, end: float) -> OnProgress | None:
    """The progress of one part of the work, as a share of the whole."""
    if on_progress is None:
        return None
    report = on_progress
    return lambda done, of: report(int(total * (start + (end - start) * done / max(of, 1))), total)


@functools.lru_cache(maxsize=1)
def _shipped() -> Predictor:
    return Predictor.load()


def predict_output(code: str) -> str:
    """What a program prints, by the shipped weights (loaded once)."""
    return _shipped().predict(code).output
