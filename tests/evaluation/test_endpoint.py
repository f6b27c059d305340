"""An endpoint that fails, hurries us or lies: no program is lost or asked twice, and every end is one clear line."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from caalm.errors import InputError
from caalm.evaluation.asked import Prices, cost_line
from caalm.evaluation.endpoint import Endpoint, EndpointError, Turnstile
from caalm.evaluation.predictions import predict_suite
from caalm.evaluation.prompting import Asking
from caalm.evaluation.suites import Suite, SuiteItem

Answer = tuple[int, dict[str, Any] | str]
SUITE = Suite(
    name="ten",
    title="Ten programs",
    items=tuple(SuiteItem(id=f"p{n}", language="none", code=f"say {n}", output=f"{n}\n") for n in range(10)),
)


class Server:
    """A server of the OpenAI form whose answers the test chooses; requests are kept."""

    def __init__(self) -> None:
        self.answer: Callable[[str, dict[str, Any]], Answer] = knowing
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.headers: dict[str, str] = {}
        self.most_at_once = self._at_once = 0
        lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                path = self.path.removeprefix("/v1/")
                with lock:
                    outer.requests.append((path, request))
                    outer._at_once += 1
                    outer.most_at_once = max(outer.most_at_once, outer._at_once)
                status, content = outer.answer(path, request)
                with lock:
                    outer._at_once -= 1
                body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    def endpoint(self, **settings: Any) -> Endpoint:
        chosen: dict[str, Any] = {"asking": Asking(), "max_tokens": 64, "sleep": lambda seconds: None, **settings}
        return Endpoint.parse(f"small@{self.url}", **chosen)


def asked_about(request: dict[str, Any]) -> str:
    text: str = request["prompt"] if "prompt" in request else request["messages"][-1]["content"]
    return text[text.rindex("say ") :].split("\n")[0]


def chat(text: str, finish: str = "stop") -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    choices = [{"index": 0, "message": message, "finish_reason": finish}]
    return {"id": "x", "object": "chat.completion", "created": 0, "model": "small", "choices": choices, "usage": usage}


def completion(text: str) -> dict[str, Any]:
    choices = [{"index": 0, "text": text, "finish_reason": "stop", "logprobs": None}]
    return {"id": "x", "object": "text_completion", "created": 0, "model": "small", "choices": choices}


def problem(message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "t", "code": "c"}}


def knowing(path: str, request: dict[str, Any]) -> Answer:
    return 200, chat(f"<output>\n{asked_about(request).removeprefix('say ')}\n</output>")


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.http.shutdown()
    running.http.server_close()


def test_every_program_is_asked_once_and_its_answer_is_found(server: Server) -> None:
    made = predict_suite(SUITE, server.endpoint())
    assert [one.prediction for one in made] == [str(n) for n in range(10)]
    assert sorted(asked_about(request) for _, request in server.requests) == sorted(item.code for item in SUITE.items)
    assert all(request["temperature"] == 0 and request["max_tokens"] == 64 for _, request in server.requests)
    assert made[0].completion == "<output>\n0\n</output>"


def test_no_more_requests_than_allowed_are_under_way(server: Server) -> None:
    gate = threading.Barrier(3, timeout=5)

    def together(path: str, request: dict[str, Any]) -> Answer:
        if asked_about(request) != "say 0":
            gate.wait()  # returns only when three are there
        return knowing(path, request)

    server.answer = together
    predict_suite(SUITE, server.endpoint(concurrency=3))
    assert server.most_at_once == 3


@pytest.mark.parametrize("failure", [429, 500, 502, 503, 408])
def test_a_failure_that_passes_costs_another_try_and_no_program(server: Server, failure: int) -> None:
    failed: set[str] = set()

    def once(path: str, request: dict[str, Any]) -> Answer:
        code = asked_about(request)
        if code in failed:
            return knowing(path, request)
        failed.add(code)
        return failure, problem("later")

    server.answer = once
    made = predict_suite(SUITE, server.endpoint())
    assert [one.prediction for one in made] == [str(n) for n in range(10)]
    assert len(server.requests) == 20


def test_waits_grow_and_the_servers_wish_comes_first(server: Server) -> None:
    waits: list[float] = []
    server.answer = lambda path, request: (503, problem("busy"))
    with pytest.raises(EndpointError, match=r"does not answer .5 tries, the last: 503: .*busy"):
        predict_suite(SUITE, server.endpoint(retries=4, sleep=waits.append))
    assert waits == sorted(waits)
    assert waits[0] <= 1
    assert 4 <= waits[3] <= 8
    server.headers["retry-after"] = "7"
    waits.clear()
    with pytest.raises(EndpointError):
        predict_suite(SUITE, server.endpoint(retries=4, sleep=waits.append))
    assert waits == [7, 7, 7, 7]


@pytest.mark.parametrize(
    "nonsense", ["<html>gateway</html>", "{", '{"choices": []}', '{"choices": [{"index": 0}]}', "null"]
)
def test_an_answer_of_another_form_is_a_failure_that_may_pass(server: Server, nonsense: str) -> None:
    answers: list[Answer] = [(200, nonsense)]
    server.answer = lambda path, request: answers.pop() if answers else knowing(path, request)
    assert predict_suite(SUITE, server.endpoint())[0].prediction == "0"


def test_what_came_is_kept_and_the_next_run_asks_only_for_the_rest(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"

    def half(_path: str, request: dict[str, Any]) -> Answer:
        return (500, problem("broken")) if asked_about(request)[-1] in "37" else knowing(_path, request)

    server.answer = half
    with pytest.raises(EndpointError, match="left 2 of 10 programs unanswered"):
        predict_suite(SUITE, server.endpoint(retries=1), path=path)
    assert len(path.read_text().splitlines()) == 1 + 8
    server.answer = knowing
    server.requests.clear()
    made = predict_suite(SUITE, server.endpoint(), path=path)
    assert [one.prediction for one in made] == [str(n) for n in range(10)]
    assert sorted(asked_about(request) for _, request in server.requests) == ["say 3", "say 7"]
    server.requests.clear()
    assert predict_suite(SUITE, server.endpoint(), path=path) == made
    assert server.requests == []


def test_a_server_that_dies_is_not_asked_two_thousand_times(server: Server, tmp_path: Path) -> None:
    server.answer = lambda path, request: knowing(path, request) if asked_about(request) == "say 0" else (500, "dead")
    many = Suite(
        name="many",
        title="Many",
        items=tuple(SuiteItem(id=f"p{n}", language="none", code=f"say {n}", output="") for n in range(100)),
    )
    with pytest.raises(EndpointError, match="stopped answering"):
        predict_suite(many, server.endpoint(retries=0, concurrency=2), path=tmp_path / "p.jsonl")
    assert len(server.requests) < 20


def test_a_program_that_the_server_refuses_counts_as_wrong_with_its_reason(server: Server) -> None:
    def too_long(path: str, request: dict[str, Any]) -> Answer:
        refused = asked_about(request) in ("say 0", "say 4")
        return (400, problem("context length exceeded")) if refused else knowing(path, request)

    server.answer = too_long
    made = predict_suite(SUITE, server.endpoint())
    assert [one.id for one in made if one.problem] == ["p0", "p4"]
    assert "context length exceeded" in str(made[4].problem)
    assert made[4].prediction == ""


def test_a_server_that_refuses_everything_ends_it(server: Server) -> None:
    server.answer = lambda path, request: (400, problem("no such thing"))
    with pytest.raises(EndpointError, match=r"refuses every question .400: .*no such thing"):
        predict_suite(SUITE, server.endpoint())
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("status", "content", "said"),
    [
        (401, problem("bad key"), "OPENAI_API_KEY"),
        (403, problem("not yours"), "OPENAI_API_KEY"),
        (404, problem("model unknown"), "no model small"),
        (429, {"error": {"message": "paid out", "code": "insufficient_quota"}}, "quota"),
    ],
)
def test_what_no_second_try_mends_ends_it_at_once(
    server: Server, status: int, content: dict[str, Any], said: str
) -> None:
    server.answer = lambda path, request: (status, content)
    with pytest.raises(EndpointError, match=said):
        predict_suite(SUITE, server.endpoint(api="chat"))
    assert len(server.requests) == 1


def test_nobody_at_the_address_is_said_soon() -> None:
    waits: list[float] = []
    nobody = Endpoint.parse("m@http://127.0.0.1:9/v1", asking=Asking(), max_tokens=9, sleep=waits.append)
    with pytest.raises(EndpointError, match=r"127\.0\.0\.1:9/v1 does not answer"):
        predict_suite(SUITE, nobody)
    assert sum(waits) < 3


@pytest.mark.parametrize("answer", [(404, problem("no route")), (400, problem("the model has no chat template"))])
def test_a_base_model_without_chat_is_asked_for_completions(server: Server, answer: Answer) -> None:
    def base(path: str, request: dict[str, Any]) -> Answer:
        if path != "completions":
            return answer
        return 200, completion(f"{asked_about(request)[4:]}\n\nCode:\nmore")

    server.answer = base
    made = predict_suite(SUITE, server.endpoint())
    assert [one.prediction for one in made] == [str(n) for n in range(10)]
    assert [path for path, _ in server.requests].count("chat/completions") == 1
    assert "\n\nCode:\n" in server.requests[-1][1]["stop"]


def test_a_server_of_newer_habits_is_asked_in_its_own_words(server: Server) -> None:
    def picky(path: str, request: dict[str, Any]) -> Answer:
        if "max_tokens" in request:
            return 400, problem("use max_completion_tokens instead")
        if "temperature" in request:
            return 400, problem("temperature is not supported")
        return knowing(path, request)

    server.answer = picky
    made = predict_suite(SUITE, server.endpoint())
    assert made[9].prediction == "9"
    assert len(server.requests) == 12
    assert server.requests[-1][1]["max_completion_tokens"] == 64


def test_an_answer_without_room_to_end_is_marked(server: Server) -> None:
    server.answer = lambda path, request: (200, chat("<output>12", "length"))
    made = predict_suite(SUITE, server.endpoint())
    assert made[0].truncated
    assert made[0].prediction == "12"


def test_the_rate_limit_spaces_requests_evenly() -> None:
    now = [0.0]
    turns: list[float] = []

    def sleep(seconds: float) -> None:
        now[0] += seconds

    turnstile = Turnstile(120, clock=lambda: now[0], sleep=sleep)
    for _ in range(4):
        turnstile.wait()
        turns.append(now[0])
    assert turns == [0.0, 0.5, 1.0, 1.5]
    Turnstile(None, sleep=lambda seconds: pytest.fail("nobody waits")).wait()


def test_a_retry_waits_for_its_turn_too(server: Server) -> None:
    server.answer = lambda path, request: (500, problem("broken"))
    waits: list[float] = []
    endpoint = server.endpoint(retries=3, requests_per_minute=0.1, sleep=waits.append)
    with pytest.raises(EndpointError):
        list(endpoint.predict_each(["say 0"]))
    assert len([wait for wait in waits if wait > 100]) == 3


def test_the_cost_counts_tokens_of_earlier_runs_too(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    predict_suite(SUITE, server.endpoint(prices=Prices(prompt=1.0, completion=10.0)), path=path)
    made = predict_suite(SUITE, server.endpoint(), path=path)
    assert sum(one.cost or 0 for one in made) == pytest.approx(10 * (100 * 1.0 + 10 * 10.0) / 1e6)
    line = cost_line(made) or ""
    assert "10 programs: 1,000 prompt and 100 completion tokens" in line
    assert line.endswith("cost 0.2000); cost 0.0020")


def test_what_has_no_price_or_no_count_is_not_invented(server: Server) -> None:
    assert "cost unknown" in str(cost_line(predict_suite(SUITE, server.endpoint())))
    server.answer = lambda path, request: (200, completion("1"))
    made = predict_suite(SUITE, server.endpoint(api="completions", prices=Prices(prompt=1)))
    assert cost_line(made) is None
    assert made[0].cost is None


@pytest.mark.parametrize(
    ("what", "said"),
    [("@http://x/v1", "names no model"), ("http://x/v1", "names no model"), ("m@http://", "no address")],
)
def test_a_bad_name_is_said_before_any_request(what: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        Endpoint.parse(what, asking=Asking(), max_tokens=1)


def test_a_model_name_may_hold_an_at_sign_and_slashes() -> None:
    endpoint = Endpoint.parse("org/m@2@https://host:9/v1", asking=Asking(), max_tokens=1)
    assert (endpoint.model, endpoint.url) == ("org/m@2", "https://host:9/v1")
