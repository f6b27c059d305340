"""What the service refuses, how, and that whoever was let in gets an answer."""

import asyncio
import json
import random
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from caalm.model.predictor import Predictor
from caalm.serving.settings import Settings
from tests.serving.running import Running, Scripted, events, serving

CODE = {"code": "print(1)", "trace": False}
SMALL = Settings(max_running=2, max_queue=2, max_body=2000, max_code=200, max_seconds=20)


@pytest.fixture
def engine() -> Scripted:
    return Scripted(lambda prompt: "ok")


@pytest.fixture
def small(engine: Scripted) -> Iterator[Running]:
    with serving(Predictor(engine, trace=None), SMALL) as running:
        yield running
        engine.go.set()


def refused(running: Running, status: int, path: str = "/api/predict", **request: Any) -> dict[str, Any]:
    answer = running.client.post(path, **request)
    assert answer.status_code == status, answer.text
    error: dict[str, Any] = answer.json()["error"]
    return error


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "code"),
        ({"code": ""}, "code"),
        ({"code": " \n"}, "code"),
        ({"code": 1}, "code"),
        ({"code": "x", "trace": "maybe"}, "trace"),
        ({"code": "x", "tracing": True}, "tracing"),
        ({"code": "x", "examples": [{"code": "y"}]}, "examples.0.output"),
        ({"code": "x", "examples": [{"code": "y", "output": "1"}] * 17}, "examples"),
        ([], "body"),
    ],
)
def test_a_wrong_field_is_named(small: Running, body: Any, param: str) -> None:
    assert refused(small, 422, json=body)["param"] == param


@pytest.mark.parametrize(
    ("path", "body", "param"),
    [
        ("/api/batch", {"programs": []}, "programs"),
        ("/api/batch", {"programs": [{"code": "x"}, {"code": " "}]}, "programs.1.code"),
        ("/api/invent", {"topic": "nothing"}, "topic"),
        ("/api/invent", {"machine": "nothing"}, "machine"),
        ("/api/invent", {"language": "klingon"}, "language"),
        ("/api/invent", {"tier": 4}, "tier"),
        ("/api/invent", {"tier": 1, "topic": "lists"}, "body"),
        ("/api/invent", {"topic": "recursion", "language": "cobol"}, "language"),
        ("/api/verify", {"code": "x"}, "body"),
        ("/api/verify", {"drawn": {"tier": 1}}, "body"),
        ("/v1/completions", {}, "prompt"),
        ("/v1/completions", {"prompt": ""}, "prompt"),
        ("/v1/completions", {"prompt": []}, "prompt"),
        ("/v1/completions", {"prompt": "x", "n": 2}, "n"),
        ("/v1/completions", {"prompt": "x", "echo": True}, "echo"),
    ],
)
def test_so_it_is_on_every_route(small: Running, path: str, body: Any, param: str) -> None:
    assert refused(small, 422, path, json=body)["param"] == param


JSON = {"content-type": "application/json"}


def test_half_a_character_is_refused_not_a_defect(small: Running) -> None:
    assert refused(small, 422, content=b'{"code": "\\ud800"}', headers=JSON)["param"] == "code"
    assert refused(small, 422, "/api/shell", content=b'{"command": "\\ud800"}', headers=JSON)["param"] == "command"
    chat = b'{"messages": [{"role": "user", "content": "\\ud800"}]}'
    assert refused(small, 422, "/v1/chat/completions", content=chat, headers=JSON)["param"].startswith("messages")
    half = b'{"prompt": "\\ud800"}'
    assert refused(small, 422, "/v1/completions", content=half, headers=JSON)["param"].startswith("prompt")


def test_a_program_or_a_body_that_is_too_long_is_refused_with_413(small: Running) -> None:
    assert refused(small, 413, json={"code": "x" * 201})["param"] == "code"
    assert "2000" in refused(small, 413, json={"code": "x" * 3000})["message"]


def test_a_prompt_beyond_the_context_is_refused_with_413(engine: Scripted) -> None:
    engine.positions = 300
    with serving(Predictor(engine, trace=False, positions=300)) as running:
        lesson = [{"code": "x" * 100, "output": "1"}] * 3
        assert "context" in refused(running, 413, json={"code": "x", "examples": lesson})["message"]
        assert refused(running, 413, "/v1/completions", json={"prompt": "x" * 300})["param"] == "prompt"


def test_a_body_without_a_length_is_counted_as_it_comes(small: Running) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 100

    assert "2000" in refused(small, 413, content=pieces())["message"]


def test_a_full_queue_refuses_at_once_and_the_others_get_their_answers(small: Running, engine: Scripted) -> None:
    engine.go.clear()

    async def ask() -> list[httpx2.Response]:
        async with httpx2.AsyncClient(base_url=small.url, timeout=30) as client:
            waiting = [asyncio.create_task(client.post("/api/predict", json=CODE)) for _ in range(4)]
            while small.service.doors.inside < 4:
                await asyncio.sleep(0.01)
            began = time.monotonic()
            refused = [
                await client.post("/api/predict", json=CODE),
                await client.post("/api/predict/stream", json=CODE),
            ]
            assert time.monotonic() - began < 2
            assert (await client.get("/healthz")).status_code == 200
            engine.go.set()
            return [*await asyncio.gather(*waiting), *refused]

    answers = asyncio.run(ask())
    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
    assert all(answer.json()["output"] == "ok" for answer in answers[:4])
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in answers[4:])
    assert 'caalm_refused_total{reason="queue"} 2.0' in small.client.get("/metrics").text
    small.until(lambda: small.service.doors.inside == 0, "an empty house")


def test_a_batch_takes_as_many_places_as_it_has_programs(small: Running) -> None:
    refused(small, 429, "/api/batch", json={"programs": [CODE] * 5})
    assert small.client.post("/api/batch", json={"programs": [CODE] * 4}).status_code == 200


def test_two_hundred_clients_get_an_answer_or_a_429_and_nobody_is_lost() -> None:
    engine = Scripted(lambda prompt: prompt.split("print(")[1].split(")")[0], batch=32, pause=0.001)
    with serving(Predictor(engine, trace=False), Settings(max_running=16, max_queue=16)) as running:

        async def client_of(number: int, client: httpx2.AsyncClient) -> list[int]:
            statuses = []
            for turn in range(2):
                code = f"print({number}{turn})"
                answer = await client.post("/api/predict", json={"code": code})
                statuses.append(answer.status_code)
                if answer.status_code == 200:
                    assert answer.json()["output"] == f"{number}{turn}"
            return statuses

        async def all_of_them() -> list[list[int]]:
            limits = httpx2.Limits(max_connections=200)
            async with httpx2.AsyncClient(base_url=running.url, timeout=60, limits=limits) as client:
                return await asyncio.gather(*(client_of(number, client) for number in range(200)))

        statuses = [status for each in asyncio.run(all_of_them()) for status in each]
        assert set(statuses) == {200, 429}
        assert len(statuses) == 400
        assert engine.widest > 1, "requests share steps"
        running.until(lambda: running.service.doors.inside == 0, "an empty house")


def test_a_client_that_asks_too_often_is_told_when_to_come_back(engine: Scripted) -> None:
    with serving(Predictor(engine, trace=False), Settings(max_rate=12, trust_proxy=True)) as running:
        answers = [running.client.post("/api/predict", json=CODE) for _ in range(4)]
        statuses = [answer.status_code for answer in answers]
        assert statuses == [200, 200, 429, 429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 5
        assert running.client.get("/healthz").status_code == 200
        other = running.client.post("/api/predict", json=CODE, headers={"x-forwarded-for": "spoofed, 10.0.0.7"})
        assert other.status_code == 200
        assert 'caalm_refused_total{reason="rate"} 2.0' in running.client.get("/metrics").text


def test_without_a_proxy_nobody_names_himself(engine: Scripted) -> None:
    with serving(Predictor(engine, trace=False), Settings(max_rate=6)) as running:
        named = [
            running.client.post("/api/predict", json=CODE, headers={"x-forwarded-for": f"10.0.0.{number}"}).status_code
            for number in range(3)
        ]
    assert named == [200, 429, 429]


def test_what_takes_too_long_ends_with_504_and_its_place_is_free() -> None:
    engine = Scripted(lambda prompt: "x" * 5000, pause=0.01)
    with serving(Predictor(engine, trace=False), Settings(max_seconds=0.3)) as running:
        assert "0.3 seconds" in refused(running, 504, json=CODE)["message"]
        streamed = events(running.client.post("/api/predict/stream", json=CODE).text)
        assert streamed[0][0] == "begin"
        assert streamed[-1][0] == "error"
        assert json.loads(streamed[-1][1])["error"]["message"]
        running.until(lambda: running.service.doors.inside == 0, "an empty house")
        running.until(lambda: not running.service.worker._owners, "an empty batch")


@pytest.mark.parametrize("path", ["/api/predict", "/api/predict/stream"])
def test_a_client_that_hangs_up_frees_its_place(path: str) -> None:
    engine = Scripted(lambda prompt: "x" * 8000, pause=0.005)
    with serving(Predictor(engine, trace=False), Settings()) as running:
        body = json.dumps(CODE).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", running.bound.getsockname()[1])) as connection:
            connection.sendall(head.encode() + body)
            running.until(lambda: bool(running.service.worker._owners), "work")
        running.until(lambda: running.service.doors.inside == 0, "an empty house")
        running.until(lambda: not running.service.worker._owners, "an empty batch")


def test_a_model_that_breaks_down_costs_its_requests_and_no_more() -> None:
    def answer(prompt: str) -> str:
        if "boom" in prompt:
            raise RuntimeError("boom")
        return "ok"

    with serving(Predictor(Scripted(answer), trace=False)) as running:
        assert "broke down" in refused(running, 500, json={"code": "boom"})["message"]
        assert running.client.post("/api/predict", json=CODE).json()["output"] == "ok"


def test_malformed_requests_never_find_a_defect(small: Running) -> None:
    rng = random.Random(7)
    routes = ("/api/predict", "/api/predict/stream", "/api/batch", "/api/invent", "/api/verify", "/v1/completions")
    whole = (
        b'{"code": "print(1)", "trace": null, "examples": [{"code": "a", "output": "b"}], "prompt": "x", "stream": 1}'
    )
    for number in range(400):
        if number % 2:
            body = rng.randbytes(rng.randrange(60))
        else:
            changed = bytearray(whole)
            for _ in range(rng.randrange(1, 6)):
                changed[rng.randrange(len(changed))] = rng.choice(b'{}[]":,\\\x00\xff0e-')
            body = bytes(changed)
        answer = small.client.post(rng.choice(routes), content=body, headers=JSON)
        assert answer.status_code in (200, 400, 403, 404, 413, 422), (body, answer.text)
    deep = b'{"code": ' + b"[" * 900 + b"]" * 900 + b"}"
    assert refused(small, 422, content=deep, headers=JSON)


def test_texts_that_the_model_writes_stay_text(engine: Scripted) -> None:
    engine.answer = lambda prompt: "<script>alert(1)</script>\x00"
    with serving(Predictor(engine, trace=False)) as running:
        answer = running.client.post("/api/predict", json=CODE)
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["output"] == "<script>alert(1)</script>\x00"
