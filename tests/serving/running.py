"""A service that runs: the real server on a free port, with the real weights or with an engine that says its lines."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import httpx2

from caalm.model.engines.batching import SlotEngine, Slots
from caalm.model.engines.revision import Choice
from caalm.model.predictor import Predictor
from caalm.model.tokenizer import END, decode, encode
from caalm.serving.server import Server, listen
from caalm.serving.service import Service
from caalm.serving.settings import Settings


class Scripted(SlotEngine):
    """Writes what ``answer`` says to a prompt, a byte a step, each as sure as the other; waits while it is held."""

    def __init__(
        self, answer: Callable[[str], str] = lambda prompt: "1", *, batch: int = 8, pause: float = 0.0
    ) -> None:
        self.answer = answer
        self.batch = batch
        self.pause = pause
        self.positions = 8192
        self.go = threading.Event()
        self.go.set()
        self.widest = 0

    def slots(self, count: int) -> Slots:
        return _Lines(self, count)


class _Lines:
    def __init__(self, engine: Scripted, count: int) -> None:
        self.engine = engine
        self.count = count
        self.lines: list[list[int]] = [[] for _ in range(count)]

    def room(self, longest: int) -> int:
        return self.count

    def read(self, slot: int, tokens: Sequence[int], rivals: int = 0) -> Choice:
        self.engine.go.wait()
        self.lines[slot] = [*encode(self.engine.answer(decode(tokens))), END]
        return Choice(self.lines[slot].pop(0), -0.125)

    def advance(self, tokens: Sequence[int], rivals: int = 0) -> list[Choice]:
        self.engine.go.wait()
        time.sleep(self.engine.pause)
        self.engine.widest = max(self.engine.widest, len(tokens))
        return [Choice(self.lines[slot].pop(0), -0.125) for slot in range(len(tokens))]

    def rewind(self, slot: int, length: int) -> None:
        raise AssertionError("nothing is verified here")

    def move(self, source: int, target: int) -> None:
        self.lines[target] = self.lines[source]


class Running:
    """A server in a thread."""

    def __init__(self, settings: Settings, predictor: Predictor) -> None:
        self.service = Service(replace(settings, port=0), predictor)
        self.service.start()
        self.bound = listen(self.service.settings)
        self.url = f"http://127.0.0.1:{self.bound.getsockname()[1]}"
        self.server = Server(self.service)
        self.thread = threading.Thread(target=lambda: asyncio.run(self.server.serve(sockets=[self.bound])))
        self.thread.start()
        while not self.server.started:
            time.sleep(0.005)
        self.client = httpx2.Client(base_url=self.url, timeout=30)

    def end(self) -> None:
        self.client.close()
        self.server.should_exit = True
        self.thread.join()
        self.service.stop()
        self.bound.close()

    def until(self, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < deadline, f"never came: {what}"
            time.sleep(0.005)


@contextmanager
def serving(predictor: Predictor, settings: Settings | None = None) -> Iterator[Running]:
    running = Running(settings or Settings(), predictor)
    try:
        yield running
    finally:
        running.end()


def events(text: str) -> list[tuple[str, str]]:
    """The events of a stream, names with their data."""
    found = []
    for block in text.strip().split("\n\n"):
        name, _, data = block.partition("\n")
        found.append((name.removeprefix("event: "), data.removeprefix("data: ")))
    return found
