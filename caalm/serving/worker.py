"""One thread that holds the model's batch, and what a request sees of it: an engine of its own.

    worker = Worker(engine)
    worker.start()
    engine = worker.engine_for(Request(seconds=30))      # one a request, in the request's own thread
    engine.generate([prompt], 100)                       # shares every step with all other requests

Texts of all requests are in one batch and join it between two steps, so nobody waits for somebody else's end. A
request that is over, because its time is up or its client is gone, leaves the batch before the next step.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from caalm.errors import CaalmError, InputError
from caalm.model.engine import Completion, Engine, OnProgress
from caalm.model.engines.batching import Batch, SlotEngine, checked
from caalm.model.tokenizer import END, encode
from caalm.serving.metrics import Metrics

IDLE = 5.0
"""Seconds without work after which the memory of the batch is given back."""


class Overdue(CaalmError):
    """A request took longer than it may."""


class Gone(CaalmError):
    """The client hung up: nobody waits for the answer."""


class Ended(CaalmError):
    """The service ended before the answer came."""


class ModelFailure(CaalmError):
    """The engine broke down; the request is lost, the service goes on."""


OnToken = Callable[[int, str, int | None, float], None]
"""on_token(number of the prompt, the prompt, a token, its log-probability); a None where there is no more room.

Whole characters may need several tokens; END is the model's own end, specials besides it are not text.
"""


class Request:
    """How long somebody waits for an answer, and whether still."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.deadline = time.monotonic() + seconds
        self._gone = threading.Event()

    def cancel(self) -> None:
        """The client is gone."""
        self._gone.set()

    @property
    def is_over(self) -> bool:
        """Whether nobody waits any more."""
        return self._gone.is_set() or time.monotonic() > self.deadline

    def check(self) -> None:
        """Raise if nobody waits any more."""
        if self._gone.is_set():
            raise Gone("the client is gone")
        if time.monotonic() > self.deadline:
            raise Overdue(f"it took longer than {self.seconds:g} seconds: ask for less, or ask again later")


@dataclass(slots=True, eq=False)
class _Job:
    """Prompts that one request asks for together."""

    request: Request
    prompts: Sequence[str]
    limit: int
    on_token: OnToken | None
    done: list[Completion | None]
    finished: threading.Event = field(default_factory=threading.Event)
    failure: Exception | None = None
    left: int = 0
    tickets: list[int] = field(default_factory=list)

    def end(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.finished.set()


class Worker:
    """The thread of the batch. An engine that is no `SlotEngine` batches by itself and is asked directly."""

    def __init__(self, engine: Engine, metrics: Metrics | None = None) -> None:
        self.engine = engine
        self.metrics = metrics or Metrics()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._owners: dict[int, tuple[_Job, int]] = {}
        self._thread: threading.Thread | None = None
        self._is_stopped = False

    def start(self) -> None:
        """Begin to work."""
        if isinstance(self.engine, SlotEngine):
            self._thread = threading.Thread(target=self._run, args=(self.engine,), name="caalm batch", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End; who still waits gets `Ended`."""
        self._is_stopped = True
        self._jobs.put(None)
        if self._thread is not None:
            self._thread.join()

    @property
    def is_alive(self) -> bool:
        """Whether it can take work."""
        is_ours = isinstance(self.engine, SlotEngine)
        return not self._is_stopped and (not is_ours or (self._thread is not None and self._thread.is_alive()))

    def engine_for(self, request: Request, on_token: OnToken | None = None) -> Engine:
        """The engine as one request sees it."""
        return _RequestEngine(self, request, on_token)

    def complete(
        self, request: Request, prompts: Sequence[str], limit: int, on_token: OnToken | None
    ) -> list[Completion]:
        """What follows the prompts; called from the request's thread, which waits."""
        request.check()
        if not prompts:
            return []
        if not isinstance(self.engine, SlotEngine):
            return self._ask_directly(self.engine, request, prompts, limit, on_token)
        for prompt in prompts:
            checked(prompt, self.engine.positions)  # here, so that only its own request fails
        if not self.is_alive:
            raise Ended("the service has stopped")
        job = _Job(request, prompts, limit, on_token, [None] * len(prompts), left=len(prompts))
        self._jobs.put(job)
        # The worker notices the deadline too; the margin is for one that is stuck in a long step.
        if not job.finished.wait(max(0.0, request.deadline - time.monotonic()) + IDLE):
            raise Overdue(f"it took longer than {request.seconds:g} seconds: ask again later")
        if job.failure is not None:
            raise job.failure
        return [completion for completion in job.done if completion is not None]

    def _ask_directly(
        self, engine: Engine, request: Request, prompts: Sequence[str], limit: int, on_token: OnToken | None
    ) -> list[Completion]:
        completions = engine.generate(prompts, limit)
        request.check()
        for number, (prompt, completion) in enumerate(zip(prompts, completions, strict=True)):
            self.metrics.tokens.inc(len(completion.token_logprobs))
            if on_token is not None:
                written = [*encode(completion.text), *([END] if completion.finished else [])]
                for token, logprob in zip(written, completion.token_logprobs, strict=False):
                    on_token(number, prompt, token, logprob)
                if not completion.finished:
                    on_token(number, prompt, None, 0.0)
        return completions

    # -- the thread ----------------------------------------------------------------------------------------------------

    def _run(self, engine: SlotEngine) -> None:
        batch = engine.open()
        while True:
            try:
                if not self._take(batch):
                    batch = engine.open()
                if self._is_stopped:
                    self._end_all(Ended("the service has stopped"))
                    return
                self._leave_those_over(batch)
                if batch.is_busy:
                    self._step(batch)
            except Exception as error:  # a lost batch must not be a lost service
                self._end_all(ModelFailure(f"the model broke down ({type(error).__name__}: {error}): ask again"))
                batch = engine.open()

    def _take(self, batch: Batch) -> bool:
        """Let new texts in, waiting for some where there are none; False after a long time without any."""
        wait = not batch.is_busy
        while True:
            try:
                job = self._jobs.get(timeout=IDLE) if wait else self._jobs.get_nowait()
            except queue.Empty:
                return not wait
            wait = False
            if job is None:
                return True
            for number, prompt in enumerate(job.prompts):
                try:
                    ticket = batch.add(prompt, job.limit)
                except InputError as error:
                    job.end(error)
                    break
                job.tickets.append(ticket)
                self._owners[ticket] = job, number

    def _leave_those_over(self, batch: Batch) -> None:
        for job in {job for job, _ in self._owners.values() if job.request.is_over or job.failure is not None}:
            self._forget(batch, job)
            if job.failure is None:
                try:
                    job.request.check()
                except CaalmError as error:
                    job.end(error)

    def _forget(self, batch: Batch, job: _Job) -> None:
        for ticket in job.tickets:
            if self._owners.pop(ticket, None) is not None:
                batch.drop(ticket)

    def _step(self, batch: Batch) -> None:
        before = batch.under_way
        written = batch.step()
        self.metrics.steps.inc()
        self.metrics.tokens.inc(len(written))
        self.metrics.texts.observe(max(before, batch.under_way))
        for each in written:
            job, number = self._owners[each.ticket]
            if job.on_token is not None:
                job.on_token(number, job.prompts[number], each.token, each.logprob)
                if each.completion is not None and each.token != END:
                    job.on_token(number, job.prompts[number], None, 0.0)
            if each.completion is not None:
                del self._owners[each.ticket]
                job.done[number] = each.completion
                job.left -= 1
                if not job.left:
                    job.end()

    def _end_all(self, failure: Exception) -> None:
        for job in {job for job, _ in self._owners.values()}:
            job.end(failure)
        self._owners.clear()
        while self._is_stopped:
            try:
                waiting = self._jobs.get_nowait()
            except queue.Empty:
                return
            if waiting is not None:
                waiting.end(failure)


@dataclass(frozen=True, slots=True)
class _RequestEngine:
    worker: Worker
    request: Request
    on_token: OnToken | None

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        completions = self.worker.complete(self.request, prompts, max_new_tokens, self.on_token)
        if on_progress is not None:
            on_progress(len(prompts), len(prompts))
        return completions
