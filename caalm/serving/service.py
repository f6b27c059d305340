"""The service without HTTP: what is done for each kind of request, in a thread of its own, with the batch shared.

    service = Service(Settings())
    service.start()
    service.predict(PredictRequest(code="print(1)"), Request(seconds=60)).output     # "1"
    service.stop()

It never runs a program that somebody sent, except `verify` with `Settings.allow_verify`, in the sandbox, where that
has withstood every attack at the start. Drawn programs are ours: their truth is the interpreter's.
"""

from __future__ import annotations

import contextlib
import copy
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from typing import TypeVar

from caalm import __version__
from caalm.errors import CaalmError, InputError
from caalm.evaluation import verify as verifying
from caalm.evaluation.shell_verify import verify_session
from caalm.generation.topics import TOPICS
from caalm.languages import LANGUAGES
from caalm.machines import MACHINES
from caalm.machines.shell.snapshot import session_of
from caalm.model.engine import Completion, Engine
from caalm.model.engines import is_remote
from caalm.model.predictor import Prediction, Predictor, weights_folder
from caalm.model.shell import Shell, checked_room, knows_shells
from caalm.model.steps import read_steps
from caalm.model.tokenizer import encode
from caalm.runtimes import RUNTIMES, Tier
from caalm.runtimes.bash import run_sessions
from caalm.runtimes.doctor import diagnose
from caalm.serving import drawing, schemas
from caalm.serving.admission import Doors
from caalm.serving.metrics import Metrics
from caalm.serving.settings import Settings
from caalm.serving.steps import read_all, respond, rounded
from caalm.serving.worker import OnToken, Request, Worker
from caalm.tasks.prediction import with_input
from caalm.tasks.shell import Snapshot, external_prompt, read_snapshot

NAME = "caalm"
RUNS = 2
"""Programs in the sandbox at a time."""
_ENGINES = {"EmbeddedEngine": "numpy", "TransformersEngine": "torch", "EndpointEngine": "openai"}
"""By their classes, which are not imported here: the second one would bring torch."""
T = TypeVar("T")


class FieldError(InputError):
    """A field of a request is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


class TooLong(FieldError):
    """A program that does not fit."""


class Forbidden(CaalmError):
    """This service does not do that."""


class Unavailable(CaalmError):
    """It would, but cannot now."""


class Service:
    """Everything that a request may ask for."""

    def __init__(self, settings: Settings, predictor: Predictor | None = None) -> None:
        self.settings = settings
        self.predictor = predictor or Predictor.load(
            settings.model,
            engine=settings.engine,
            batch=settings.batch,
            threads=settings.threads,
            max_new_tokens=settings.max_tokens,
        )
        self.metrics = Metrics()
        self.worker = Worker(self.predictor.engine, self.metrics)
        self.doors = Doors(settings.max_running + settings.max_queue)
        self.verify_problem: str | None = "programs are not run here: the service was started without --allow-verify"
        self.verify_languages: tuple[str, ...] = ()
        self.knows_shells = _knows_shells(settings)
        self.shell_problem: str | None = self.verify_problem
        """Why no shell session is run here; None: it may be."""
        self._pool = ThreadPoolExecutor(max_workers=settings.max_running, thread_name_prefix="caalm request")
        self._runs = threading.Semaphore(RUNS)
        self.metrics.admitted.set_function(lambda: self.doors.inside)

    @property
    def traces(self) -> bool:
        """Whether the model writes traces; of a remote one without a weights folder nobody knows."""
        return self.predictor.trace is not False or (is_remote(self.settings.engine) and self.settings.model is None)

    def start(self) -> None:
        """Begin to work; with `allow_verify` the sandbox is attacked first, which takes seconds."""
        if self.settings.allow_verify:
            self._try_sandbox()
        self.worker.start()

    def stop(self) -> None:
        """End at once; who wants to finish what was begun closes the doors and waits first."""
        self.doors.close()
        self.worker.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _try_sandbox(self) -> None:
        diagnosis = diagnose()
        if diagnosis.safe:
            self.verify_languages = tuple(each.name for each in diagnosis.runtimes if each.problem is None)
            self.verify_problem = None
            self.shell_problem = self._try_bash(diagnosis.tier)
        else:
            self.verify_problem = "the sandbox does not hold on this machine (see `caalm doctor`), so nothing is run"
            self.shell_problem = self.verify_problem

    @staticmethod
    def _try_bash(tier: Tier | None) -> str | None:
        if tier is not Tier.T1:
            return "shell sessions need bubblewrap, which is not to be had here (see `caalm doctor`)"
        try:
            run_sessions([["true"]])
        except CaalmError as error:
            return str(error)
        return None

    # -- threads -------------------------------------------------------------------------------------------------------

    def begin(self, work: Callable[[Request], T], programs: int = 1) -> tuple[Request, Future[T]]:
        """Let a request in, which may be refused at once, and do its work in a thread."""
        self.doors.enter(programs)
        request = Request(self.settings.max_seconds)
        try:
            future = self._pool.submit(self._work, work, request)
        except RuntimeError:
            self.doors.leave(programs)
            raise Unavailable("the service has stopped") from None
        future.add_done_callback(lambda _: self.doors.leave(programs))
        return request, future

    @staticmethod
    def _work(work: Callable[[Request], T], request: Request) -> T:
        request.check()  # it may have waited too long for the thread
        return work(request)

    # -- predicting ----------------------------------------------------------------------------------------------------

    def check(self, asked: schemas.PredictRequest, where: str = "") -> None:
        """A FieldError for a request that cannot be answered; cheap, so it is done before there is a place for it."""
        if not asked.code.strip():
            raise FieldError(f"{where}code", "it is empty, give a program with a statement in it")
        for name in ("code", "input", "guide"):
            text = getattr(asked, name) or ""
            if len(text) > self.settings.max_code:
                raise TooLong(f"{where}{name}", f"it has {len(text)} characters, {self.settings.max_code} are the most")
            try:
                encode(text)
            except InputError as error:
                raise FieldError(f"{where}{name}", str(error)) from None
        if asked.trace and not self.traces:
            raise FieldError(f"{where}trace", "this model was not trained on traces: give false or null")
        try:
            self._pupil(asked).prompt(_code(asked), trace=asked.trace)
        except InputError as error:
            raise TooLong(f"{where}code", str(error).removeprefix("program: ")) from None

    def _pupil(self, asked: schemas.PredictRequest) -> Predictor:
        solved = [(example.code, example.output) for example in asked.examples]
        return self.predictor.teach(solved, asked.guide)

    def _ask(
        self, like: schemas.PredictRequest, codes: Sequence[str], request: Request, on_token: OnToken | None = None
    ) -> list[Prediction]:
        pupil = copy.copy(self._pupil(like))
        pupil.engine = self.worker.engine_for(request, on_token)
        predictions = pupil.predict_many(codes, trace=like.trace)
        for prediction in predictions:
            self.metrics.confidence.observe(prediction.confidence)
        return predictions

    def predict(
        self, asked: schemas.PredictRequest, request: Request, on_token: OnToken | None = None
    ) -> schemas.PredictResponse:
        """One prediction."""
        return respond(self._ask(asked, [_code(asked)], request, on_token)[0])

    def predict_batch(self, asked: schemas.BatchRequest, request: Request) -> schemas.BatchResponse:
        """Some, in their order; those of one form and one lesson are asked together."""
        groups: dict[str, list[int]] = {}
        for number, each in enumerate(asked.programs):
            groups.setdefault(each.model_dump_json(exclude={"code", "input"}), []).append(number)
        answers: dict[int, Prediction] = {}
        for numbers in groups.values():
            codes = [_code(asked.programs[number]) for number in numbers]
            made = self._ask(asked.programs[numbers[0]], codes, request)
            answers.update(zip(numbers, made, strict=True))
        return schemas.BatchResponse(predictions=[respond(answers[number]) for number in range(len(answers))])

    # -- the truth -----------------------------------------------------------------------------------------------------

    def check_verify(self, asked: schemas.VerifyRequest) -> None:
        """Refuse what may not or cannot be verified, before anything is done."""
        if asked.code is None:
            return
        if self.verify_problem is not None:
            status = Unavailable if self.settings.allow_verify else Forbidden
            raise status(f"verify: {self.verify_problem}")
        if asked.language not in self.verify_languages:
            raise FieldError("language", f"{asked.language!r} is none of {', '.join(self.verify_languages)}")
        self.check(schemas.PredictRequest(code=asked.code, input=asked.input, trace=asked.trace))

    def verify(self, asked: schemas.VerifyRequest, request: Request) -> schemas.VerifyResponse:
        """A prediction beside the truth."""
        self.check_verify(asked)
        if asked.drawn is not None:
            item = drawing.draw(asked.drawn)
            code, lines, truth = drawing.code_of(item), None, drawing.truth_of(item)
        else:
            code, lines, truth = asked.code or "", asked.input, self._run(asked, request)
        question = schemas.PredictRequest(code=code, input=lines, trace=self._form(asked.trace))
        self.check(question)
        (prediction,) = self._ask(question, [_code(question)], request)
        predicted = prediction.completion if prediction.steps is not None else None
        verification = verifying.verify(prediction, truth, traced=predicted is not None)
        self.metrics.verified.labels("agrees" if verification.agrees else "differs").inc()
        return schemas.VerifyResponse(
            prediction=respond(prediction),
            agrees=verification.agrees,
            source="run" if asked.drawn is None else "interpreter",
            language=truth.language,
            true_output=truth.stdout.removesuffix("\n"),
            true_steps=None if truth.steps is None else read_all(read_steps(truth.steps.removesuffix("\n"), [])),
            ended=truth.ended,
            compared=truth.level if verification.has_traces else "output",
            output=None if verification.output is None else _departure(schemas.OutputDeparture, verification.output),
            trace=None if verification.trace is None else _departure(schemas.TraceDeparture, verification.trace),
        )

    def _form(self, trace: bool | None) -> bool | None:
        """A wrong step is what people look for, so the trace is asked for unless they say otherwise."""
        return True if trace is None and self.traces else trace

    def _run(self, asked: schemas.VerifyRequest, request: Request) -> verifying.Truth:
        """The real run. Only `check_verify`, which comes first, lets a request get here."""
        code, language = asked.code, asked.language
        if self.verify_problem is not None or code is None or language is None or language not in RUNTIMES:
            raise Forbidden(f"verify: {self.verify_problem or 'there is nothing to run'}")
        with self._running(request):
            if not asked.input:
                return verifying.execute_truth(code, language)
            execution = RUNTIMES[language].execute_with(asked.input, code)
            ended = "ok" if execution.status == "ok" else str(execution.status)
            return verifying.Truth(language=language, stdout=execution.stdout, steps=None, ended=ended)

    @contextlib.contextmanager
    def _running(self, request: Request) -> Iterator[None]:
        """One of the places in the sandbox."""
        while not self._runs.acquire(timeout=0.1):
            request.check()
        try:
            yield
        finally:
            self._runs.release()

    # -- the shell -----------------------------------------------------------------------------------------------------

    def _shell(self, state: str | None, engine: Engine) -> Shell:
        try:
            snapshot = Snapshot() if state is None else read_snapshot(state)
            session_of(snapshot)  # an InputError where the folder is not among the files
        except InputError as error:
            raise FieldError("state", str(error).removeprefix("state: ")) from None
        return Shell(
            engine, state=snapshot, positions=self.predictor.positions, max_new_tokens=self.settings.max_tokens
        )

    def check_shell(self, asked: schemas.ShellRequest) -> None:
        """A FieldError for a command that cannot be answered."""
        if "\n" in asked.command:
            raise FieldError("command", "it is one line of text")
        shell = self._shell(asked.state, self.predictor.engine)
        for name, text in (("command", asked.command), ("state", shell.state)):
            try:
                encode(text)
            except InputError as error:
                raise FieldError(name, str(error)) from None
        try:
            checked_room(external_prompt(shell.state, asked.command), self.predictor.positions)
        except InputError as error:
            raise TooLong("state", str(error).removeprefix("shell: ")) from None

    def run_shell(
        self, asked: schemas.ShellRequest, request: Request, on_token: OnToken | None = None
    ) -> schemas.ShellResponse:
        """What a command shows in a state that the caller keeps, and the state after it."""
        shell = self._shell(asked.state, self.worker.engine_for(request, on_token))
        answer = shell.ask(asked.command)
        return schemas.ShellResponse(
            output=answer.output,
            steps=answer.changes,
            state=shell.state,
            folder=shell.snapshot.folder,
            confidence=rounded(answer.confidence),
            problem=answer.problem,
        )

    def check_verify_shell(self, asked: schemas.ShellVerifyRequest) -> None:
        """Refuse what may not or cannot be verified, before anything is done."""
        if self.shell_problem is not None:
            status = Unavailable if self.settings.allow_verify else Forbidden
            raise status(f"verify: {self.shell_problem}")
        self._shell(asked.state, self.predictor.engine)
        for number, turn in enumerate(asked.turns):
            if "\n" in turn.command or "\0" in turn.command:
                raise FieldError(f"turns.{number}.command", "it is one line of text")

    def verify_shell(self, asked: schemas.ShellVerifyRequest, request: Request) -> schemas.ShellVerifyResponse:
        """A session beside bash, in the sandbox. Only `check_verify_shell`, which comes first, lets one get here."""
        if self.shell_problem is not None:
            raise Forbidden(f"verify: {self.shell_problem}")
        initial = Snapshot() if asked.state is None else read_snapshot(asked.state)
        with self._running(request):
            verdict = verify_session(initial, [(turn.command, turn.output) for turn in asked.turns])
        self.metrics.verified.labels("agrees" if verdict.wrong is None else "differs").inc()
        return schemas.ShellVerifyResponse(count=verdict.count, wrong=verdict.wrong, expected=verdict.expected)

    # -- chats ---------------------------------------------------------------------------------------------------------

    def complete(self, prompt: str, limit: int, request: Request, on_token: OnToken | None = None) -> Completion:
        """What follows a prompt."""
        (completion,) = self.worker.engine_for(request, on_token).generate([prompt], limit)
        return completion

    # -- about ---------------------------------------------------------------------------------------------------------

    def about(self) -> schemas.AboutResponse:
        """What this service can do."""
        settings = self.settings
        return schemas.AboutResponse(
            version=__version__,
            model=NAME,
            engine=_ENGINES.get(type(self.predictor.engine).__name__, type(self.predictor.engine).__name__),
            traces=self.traces,
            calibrated=self.predictor.calibration is not None,
            verify=self.verify_problem is None,
            verify_languages=list(self.verify_languages),
            shells=self.knows_shells,
            verify_shells=self.shell_problem is None,
            languages=list(LANGUAGES),
            topics=list(TOPICS),
            machines=list(MACHINES),
            limits=schemas.Limits(
                body_bytes=settings.max_body,
                code_characters=settings.max_code,
                prompt_tokens=self.predictor.positions,
                programs=schemas.MOST_PROGRAMS,
                examples=schemas.MOST_EXAMPLES,
                seconds=settings.max_seconds,
                queue=self.doors.capacity,
                rate_a_minute=settings.max_rate,
            ),
        )


def _knows_shells(settings: Settings) -> bool:
    """Of a model that is somewhere else nobody knows, unless its weights folder says so."""
    if settings.model is None and is_remote(settings.engine):
        return False
    try:
        return knows_shells(weights_folder(settings.model))
    except InputError:
        return False


D = TypeVar("D", schemas.OutputDeparture, schemas.TraceDeparture)


def _departure(kind: type[D], found: verifying.OutputDeparture | verifying.Departure) -> D:
    return kind.model_validate(asdict(found))


def _code(asked: schemas.PredictRequest) -> str:
    """The program as a predictor takes it."""
    return with_input(asked.code, asked.input.removesuffix("\n").split("\n")) if asked.input else asked.code
