"""An endpoint in the OpenAI form: what it says becomes completions; what it does wrong becomes one clear error."""

import json
import math
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest

from caalm.errors import InputError
from caalm.model.engines import open_engine
from caalm.model.engines.endpoint import EndpointEngine, EndpointError
from caalm.model.predictor import Predictor

Answer = tuple[int, dict[str, Any]]


class Server:
    """A server whose answers the test chooses; requests are kept."""

    def __init__(self) -> None:
        self.models: list[dict[str, Any]] = [{"id": "caalm", "object": "model", "created": 0, "owned_by": "us"}]
        self.answer: Callable[[dict[str, Any]], Answer] = lambda request: (200, completion("30"))
        self.requests: list[dict[str, Any]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.say(200, {"object": "list", "data": outer.models})

            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.requests.append(request)
                self.say(*outer.answer(request))

            def say(self, status: int, content: dict[str, Any]) -> None:
                body = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                # The client waits this long before it tries again.
                self.send_header("retry-after-ms", "1")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.http.shutdown()
    running.http.server_close()


@pytest.fixture
def opened() -> Iterator[Callable[[str], EndpointEngine]]:
    """Opens engines and closes their connections, which a garbage collector would complain about."""
    engines: list[EndpointEngine] = []

    def make(url: str) -> EndpointEngine:
        engines.append(EndpointEngine(url, batch=3))
        return engines[-1]

    yield make
    for engine in engines:
        engine.client.close()


Open = Callable[[str], EndpointEngine]


def completion(text: str, *, reason: str = "stop", logprobs: object = None) -> dict[str, Any]:
    choice = {"index": 0, "text": text, "finish_reason": reason, "logprobs": logprobs}
    return {"id": "1", "object": "text_completion", "created": 0, "model": "caalm", "choices": [choice]}


def logprobs(tokens: list[str], values: list[float]) -> dict[str, Any]:
    return {"tokens": tokens, "token_logprobs": values, "text_offset": [], "top_logprobs": None}


def test_prompts_go_out_greedily_and_come_back_in_order(server: Server, opened: Open) -> None:
    server.answer = lambda request: (200, completion(request["prompt"].upper()))
    seen: list[tuple[int, int]] = []
    made = opened(server.url).generate([f"p{i}" for i in range(8)], 50, lambda done, total: seen.append((done, total)))
    assert [each.text for each in made] == [f"P{i}" for i in range(8)]
    assert seen == [(i, 8) for i in range(1, 9)]
    assert {(each["model"], each["temperature"], each["max_tokens"]) for each in server.requests} == {("caalm", 0, 50)}


@pytest.mark.parametrize(
    ("text", "reason", "given", "expected"),
    [
        ("30", "stop", (["3", "0", ""], [-0.1, -0.2, -0.3]), (-0.1, -0.2, -0.3)),  # vLLM: the end has its own
        ("30", "stop", (["3", "0"], [-0.1, -0.2]), (-0.1, -0.2)),
        ("30", "length", (["3", "0"], [-0.1, -0.2]), (-0.1, -0.2)),
        ("3000", "stop", (["30", "00", ""], [-0.1, -0.2, -0.3]), (-0.1, 0, -0.2, 0, -0.3)),  # longer tokens than ours
        ("3000", "stop", (["?", "?"], [-0.1, -0.2]), (-0.1 - 0.2, 0, 0, 0, 0)),
        ("30", "stop", None, (-math.inf,) * 3),
    ],
)
def test_every_byte_gets_a_probability(
    server: Server,
    opened: Open,
    text: str,
    reason: str,
    given: tuple[list[str], list[float]] | None,
    expected: tuple[float, ...],
) -> None:
    server.answer = lambda request: (200, completion(text, reason=reason, logprobs=given and logprobs(*given)))
    (made,) = opened(server.url).generate(["p"], 50)
    assert (made.text, made.finished) == (text, reason == "stop")
    assert made.token_logprobs == pytest.approx(expected)


def test_a_predictor_works_with_a_server_alone(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caalm.model.predictor.SHIPPED", SimpleNamespace())  # no weights are looked for
    predictor = Predictor.load(engine=f"openai={server.url}")
    prediction = predictor.predict("print(30)")
    assert (prediction.output, prediction.confidence, prediction.truncated) == ("30", 0.0, False)
    assert server.requests[0]["prompt"] == "Code:\nprint(30)\n\nOutput:\n"
    assert list(predictor.stream("print(30)")) == [("30", -math.inf)]
    assert isinstance(predictor.engine, EndpointEngine)
    predictor.engine.client.close()


def test_the_servers_context_and_a_named_model_are_respected(server: Server, opened: Open) -> None:
    server.models = [{**server.models[0], "id": name, "max_model_len": size} for name, size in (("a", 10), ("b", 64))]
    assert opened(server.url).positions == 10
    engine = opened(f"{server.url}#b")
    engine.generate(["p" * 60], 50)
    assert (server.requests[0]["model"], server.requests[0]["max_tokens"]) == ("b", 4)
    with pytest.raises(InputError, match="64"):
        engine.generate(["p" * 64], 50)


def test_a_server_that_is_busy_is_asked_again(server: Server, opened: Open) -> None:
    busy = [503, 429, 500]
    server.answer = lambda request: (busy.pop(), {}) if busy else (200, completion("1"))
    assert opened(server.url).generate(["p"], 5)[0].text == "1"
    assert len(server.requests) == 4


@pytest.mark.parametrize("answer", [(500, {}), (400, {"error": "bad"}), (200, {**completion(""), "choices": []})])
def test_a_server_that_fails_for_good_is_one_clear_error(server: Server, opened: Open, answer: Answer) -> None:
    server.answer = lambda request: answer
    with pytest.raises(EndpointError, match="127"):
        opened(server.url).generate(["p"] * 5, 5)


def test_no_server_or_no_model_is_one_clear_error(server: Server) -> None:
    with pytest.raises(EndpointError, match="does not list"):
        EndpointEngine("http://127.0.0.1:9/v1")
    server.models = []
    with pytest.raises(EndpointError, match="lists no model"):
        EndpointEngine(server.url)


@pytest.mark.parametrize("name", ["", "onnx", "openai", "openai=", "Torch"])
def test_an_unknown_engine_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(InputError, match="auto, numpy, torch, openai=URL"):
        open_engine(None, name)
