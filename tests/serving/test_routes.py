"""Every route of a started server with the shipped weights, asked by a real client."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest

from caalm.evaluation import verify as verifying
from caalm.model.predictor import Predictor
from caalm.runtimes.sandbox import available_tier
from caalm.serving import service as service_module
from caalm.serving.settings import Settings
from tests.serving.running import Running, Scripted, events, serving

CARD = "a = 10\nb = 20\nprint(a + b)"
PROGRAMS = [CARD, "SCRIBBLE x 4\nSCRIBBLE y 6\nSHOUT x + y", "name = 'Ada'\nprint('é' + name)"]


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    return Predictor.load(engine="numpy", max_new_tokens=600)


@pytest.fixture(scope="module")
def running(predictor: Predictor) -> Iterator[Running]:
    with serving(predictor) as running:
        yield running


def post(running: Running, path: str, body: Any) -> Any:
    answer = running.client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("trace", [False, True, None])
def test_a_prediction_is_the_same_alone_in_a_batch_streamed_and_over_http(
    running: Running, predictor: Predictor, trace: bool | None
) -> None:
    alone = [predictor.predict(code, trace=trace) for code in PROGRAMS]
    asked = [{"code": code, "trace": trace} for code in PROGRAMS]
    single = [post(running, "/api/predict", each) for each in asked]
    batch = post(running, "/api/batch", {"programs": asked})["predictions"]
    streamed = [json.loads(events(running.client.post("/api/predict/stream", json=each).text)[-1][1]) for each in asked]
    for answers in (single, batch, streamed):
        assert [answer["output"] for answer in answers] == [each.output for each in alone]
        assert [[step["text"] for step in answer["steps"] or ()] for answer in answers] == [
            [step.text for step in each.steps or ()] for each in alone
        ]
        for answer, each in zip(answers, alone, strict=True):
            assert answer["confidence"] == pytest.approx(each.confidence, abs=1e-3)


def test_each_character_of_an_output_has_a_confidence(running: Running) -> None:
    for trace in (False, True):
        answer = post(running, "/api/predict", {"code": PROGRAMS[2], "trace": trace})
        assert len(answer["characters"]) == len(answer["output"])
        assert all(0 < sure <= 1 for sure in answer["characters"])


def test_a_stream_begins_then_steps_then_characters_then_the_result(running: Running) -> None:
    with running.client.stream("POST", "/api/predict/stream", json={"code": CARD, "trace": True}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        found = events("".join(answer.iter_text()))
    names = [name for name, _ in found]
    result = json.loads(found[-1][1])
    steps = [json.loads(data) for name, data in found if name == "step"]
    characters = [json.loads(data)["text"] for name, data in found if name == "characters"]
    assert names == ["begin", *["step"] * len(steps), *["characters"] * len(characters), "result"]
    assert [step["step"] for step in steps] == result["steps"]
    assert [step["number"] for step in steps] == list(range(len(steps)))
    assert "".join(characters) == result["output"]


def test_a_lesson_reaches_the_model(running: Running, predictor: Predictor) -> None:
    examples = [{"code": "zib 1", "output": "1"}, {"code": "zib 22", "output": "22"}]
    answer = post(running, "/api/predict", {"code": "zib 7", "examples": examples, "guide": "zib shows a number"})
    taught = predictor.predict("zib 7", examples=[("zib 1", "1"), ("zib 22", "22")], guide="zib shows a number")
    assert answer["output"] == taught.output
    assert answer["confidence"] == pytest.approx(taught.confidence, abs=1e-3)


def test_a_batch_may_mix_forms_and_keeps_its_order(running: Running) -> None:
    asked = [{"code": f"print({number})", "trace": bool(number % 2)} for number in range(6)]
    predictions = post(running, "/api/batch", {"programs": asked})["predictions"]
    assert [each["output"] for each in predictions] == [str(number) for number in range(6)]
    assert [each["steps"] is not None for each in predictions] == [bool(number % 2) for number in range(6)]


@pytest.mark.parametrize(
    "what", [{"tier": 1}, {"topic": "recursion"}, {"machine": "stack"}, {"tier": 3, "language": "lua"}, {}]
)
def test_what_is_invented_is_told_with_its_seed_and_comes_again(running: Running, what: dict[str, Any]) -> None:
    first = post(running, "/api/invent", what)
    assert post(running, "/api/invent", {**what, "seed": first["seed"]}) == first
    printed = [line for step in first["steps"] for line in step["printed"]]
    assert "\n".join(printed) == first["output"]
    lines = first["code"].rstrip("\n").split("\n")
    assert all(1 <= step["line"] <= len(lines) and step["readable"] for step in first["steps"])


def test_an_invented_language_comes_with_a_lesson(running: Running) -> None:
    made = post(running, "/api/invent", {"seed": 5, "solved": 3, "guided": True})
    assert 1 <= len(made["examples"]) <= 3
    assert made["guide"]


def test_the_examples_have_the_card_every_language_topic_and_machine(running: Running) -> None:
    examples = running.client.get("/api/examples").json()["examples"]
    about = running.client.get("/api/about").json()
    of_kind = {kind: [each["title"] for each in examples if each["kind"] == kind] for kind in
               ("card", "language", "topic", "machine")}  # fmt: skip
    assert len(of_kind["card"]) == 4
    assert of_kind["language"] == about["languages"]
    assert of_kind["topic"] == about["topics"]
    assert of_kind["machine"] == about["machines"]
    published = {path.read_text("utf-8").strip() for path in (Path(__file__).parents[2] / "examples/card").iterdir()}
    assert {each["code"] for each in examples if each["kind"] == "card"} == published


def test_a_drawn_program_is_verified_without_running_anything(running: Running) -> None:
    drawn = {"seed": 4, "tier": 1}
    answer = post(running, "/api/verify", {"drawn": drawn})
    invented = post(running, "/api/invent", drawn)
    assert answer["source"] == "interpreter"
    assert answer["true_output"] == invented["output"]
    assert answer["true_steps"] == invented["steps"]
    assert answer["agrees"] == (answer["output"] is None and answer["trace"] is None)


def test_the_first_wrong_step_is_named() -> None:
    def answer(prompt: str) -> str:
        return "1 a=10\n2 b=20\n3 a=10+b=20:31;>31\n\nOutput:\n31"

    with serving(Predictor(Scripted(answer), trace=True)) as running:
        truth = verifying.Truth(language="python", stdout="30\n", steps="1 a=10\n2 b=20\n3 a=10+b=20:30;>30\n")
        running.service.verify_problem, running.service.verify_languages = None, ("python",)
        running.service._run = lambda asked, request: truth  # type: ignore[method-assign]
        found = post(running, "/api/verify", {"code": CARD, "language": "python"})
    assert not found["agrees"]
    assert found["trace"] == {
        "step": 3, "line": 3, "predicted": "3 a=10+b=20:31;>31", "true": "3 a=10+b=20:30;>30"
    }  # fmt: skip
    assert found["output"] == {"line": 1, "column": 2, "predicted": "31", "true": "30"}


def test_without_the_flag_no_route_runs_compiles_or_starts_anything(running: Running, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    program = f"open({str(mark)!r}, 'w').write('x')\nprint(1)"
    seen: list[str] = []
    is_watching = True

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if not is_watching:
            return
        if event.startswith(("subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.spawn")):
            seen.append(event)
        if event == "compile" and str(mark) in str(arguments[0]):
            seen.append(event)

    sys.addaudithook(watch)
    try:
        for body in ({"code": program}, {"code": program, "trace": True}):
            post(running, "/api/predict", body)
            running.client.post("/api/predict/stream", json=body)
            post(running, "/api/batch", {"programs": [body]})
        refused = running.client.post("/api/verify", json={"code": program, "language": "python"})
        running.client.post("/v1/completions", json={"prompt": program})
    finally:
        is_watching = False
    assert refused.status_code == 403
    assert "--allow-verify" in refused.json()["error"]["message"]
    assert seen == []
    assert not mark.exists()


def test_where_the_sandbox_does_not_hold_verify_stays_off(
    predictor: Predictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unsafe:
        safe = False
        runtimes = ()

    monkeypatch.setattr(service_module, "diagnose", Unsafe)
    monkeypatch.setattr(verifying, "execute_truth", lambda *_: pytest.fail("it was run"))
    with serving(predictor, Settings(allow_verify=True)) as running:
        answer = running.client.post("/api/verify", json={"code": CARD, "language": "python"})
        assert running.client.get("/api/about").json()["verify"] is False
    assert answer.status_code == 503
    assert "sandbox" in answer.json()["error"]["message"]


@pytest.mark.skipif(available_tier() is None, reason="no sandbox holds here")
def test_with_the_flag_a_program_is_really_run_in_the_sandbox(predictor: Predictor) -> None:
    with serving(predictor, Settings(allow_verify=True)) as running:
        about = running.client.get("/api/about").json()
        answer = post(running, "/api/verify", {"code": "print(6 * 7 + 58)", "language": "python"})
        given = post(running, "/api/verify", {"code": "print(input() * 2)", "input": "ab\n", "language": "python"})
        refused = running.client.post("/api/verify", json={"code": "print(", "language": "python"})
    assert about["verify"]
    assert "python" in about["verify_languages"]
    assert (answer["true_output"], answer["source"]) == ("100", "run")
    assert given["true_output"] == "abab"
    assert refused.status_code == 422
    assert refused.json()["error"]["param"] == "code"


def test_health_readiness_metrics_and_openapi(running: Running) -> None:
    post(running, "/api/predict", {"code": CARD})
    assert running.client.get("/healthz").json() == {"status": "ok"}
    assert running.client.get("/readyz").json() == {"status": "ok"}
    text = running.client.get("/metrics").text
    for name in ("caalm_requests_total", "caalm_request_seconds_bucket", "caalm_refused_total", "caalm_tokens_total",
                 "caalm_programs_admitted", "caalm_steps_total", "caalm_batch_texts_bucket", "caalm_confidence_bucket",
                 "caalm_verified_total"):  # fmt: skip
        assert name in text, name
    assert 'caalm_requests_total{route="/api/predict",status="200"}' in text
    description = running.client.get("/openapi.json").json()
    assert {"/api/predict", "/api/predict/stream", "/api/batch", "/api/invent", "/api/examples", "/api/verify",
            "/api/about", "/api/shell", "/api/shell/verify", "/v1/chat/completions",
            "/v1/completions", "/v1/models", "/healthz", "/readyz", "/metrics"} <= set(
        description["paths"]
    )  # fmt: skip


def test_the_page_is_served_and_may_load_nothing_from_elsewhere(running: Running) -> None:
    page = running.client.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "https://" not in page.text.replace("https://github.com", "")


# -- the OpenAI form ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client(running: Running) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{running.url}/v1", api_key="none", max_retries=0) as client:
        yield client


def test_the_openai_client_lists_the_model(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["caalm"]
    assert client.models.retrieve("caalm").id == "caalm"
    with pytest.raises(openai.NotFoundError):
        client.completions.create(model="another", prompt="x")


def test_the_openai_client_completes_with_logprobs(client: openai.OpenAI, predictor: Predictor) -> None:
    prompts = [predictor.prompt(code, trace=False) for code in PROGRAMS]
    answer = client.completions.create(model="caalm", prompt=prompts, max_tokens=100, logprobs=1)
    for choice, code in zip(answer.choices, PROGRAMS, strict=True):
        alone = predictor.predict(code, trace=False)
        assert choice.text == alone.output
        assert choice.finish_reason == "stop"
        assert choice.logprobs is not None
        assert choice.logprobs.token_logprobs == pytest.approx(alone.token_logprobs, abs=1e-3)
    assert answer.usage is not None
    assert answer.usage.prompt_tokens == sum(len(prompt.encode()) for prompt in prompts)


def test_the_openai_client_streams(client: openai.OpenAI, predictor: Predictor) -> None:
    prompt = predictor.prompt(PROGRAMS[2], trace=True)
    whole = client.completions.create(model="caalm", prompt=prompt, max_tokens=200, logprobs=1)
    stream = client.completions.create(
        model="caalm", prompt=prompt, max_tokens=200, logprobs=1, stream=True, stream_options={"include_usage": True}
    )
    pieces = list(stream)
    choices = [piece.choices[0] for piece in pieces if piece.choices]
    assert "".join(choice.text for choice in choices) == whole.choices[0].text
    logprobs = [value for choice in choices if choice.logprobs for value in choice.logprobs.token_logprobs or ()]
    assert whole.choices[0].logprobs is not None
    assert logprobs == pytest.approx(whole.choices[0].logprobs.token_logprobs, abs=1e-3)
    assert choices[-1].finish_reason == whole.choices[0].finish_reason == "stop"
    assert pieces[-1].usage == whole.usage


def test_stops_and_lengths_end_a_completion_alike_whole_and_streamed(client: openai.OpenAI) -> None:
    prompt = "Code:\n1 a = 10\n2 print(a)\n\nTrace:\n"
    for options, reason in (({"stop": ["\n\nOut"], "max_tokens": 50}, "stop"), ({"max_tokens": 5}, "length")):
        whole = client.completions.create(model="caalm", prompt=prompt, **options).choices[0]
        pieces = [
            piece.choices[0]
            for piece in client.completions.create(model="caalm", prompt=prompt, stream=True, **options)
        ]
        assert "".join(piece.text for piece in pieces) == whole.text
        assert pieces[-1].finish_reason == whole.finish_reason == reason
        assert "Output" not in whole.text


def test_tokens_may_be_given_for_text(client: openai.OpenAI) -> None:
    prompt = "Code:\nprint(5)\n\nOutput:\n"
    assert client.completions.create(model="caalm", prompt=list(prompt.encode())).choices[0].text == "5"
    both = client.completions.create(model="caalm", prompt=[list(prompt.encode())] * 2)
    assert [choice.text for choice in both.choices] == ["5", "5"]


def test_one_service_stands_in_front_of_another(running: Running, predictor: Predictor) -> None:
    behind = Predictor.load(engine=f"openai={running.url}/v1", trace=False)
    with serving(behind, Settings(engine=f"openai={running.url}/v1")) as front:
        answer = post(front, "/api/predict", {"code": PROGRAMS[2], "trace": False})
        traced = post(front, "/api/predict", {"code": CARD, "trace": True})
        streamed = events(front.client.post("/api/predict/stream", json={"code": CARD, "trace": True}).text)
        assert front.client.get("/api/about").json()["engine"] == "openai"
    behind.engine.client.close()  # type: ignore[attr-defined]
    alone = predictor.predict(PROGRAMS[2], trace=False)
    assert answer["output"] == alone.output
    # The one in front has no weights and so no calibration: its confidence is what the text's own probability says.
    assert alone.evidence is not None
    assert answer["confidence"] == pytest.approx(alone.evidence.probability, abs=1e-3)
    assert traced["output"] == predictor.predict(CARD, trace=True).output
    assert [name for name, _ in streamed][-1] == "result"


def test_httpx_sees_the_same_error_form_everywhere(running: Running) -> None:
    for method, path in (("GET", "/api/nothing"), ("DELETE", "/api/predict"), ("POST", "/v1/completions")):
        error = httpx2.request(method, running.url + path).json()["error"]
        assert set(error) == {"message", "type", "param", "code"}
