"""The playground in a real browser, against a service that answers as written here: what a person sees and presses.

`test_page_live.py` has the same page with the real service and the shipped weights.
"""

import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: make test installs it")

from playwright.sync_api import Browser, Page, expect, sync_playwright

PAGE = Path(__file__).parents[2] / "caalm" / "serving" / "page"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium: scripts/install_runtimes.sh installs it")

Answers = dict[str, Callable[[dict[str, Any]], Any]]


def step(line: int, what: str, **more: Any) -> dict[str, Any]:
    """A step as the service sends it; ``sets`` are (name, value) pairs."""
    sets = more.pop("sets", [])
    empty = {"readable": True, "confidence": 0.98, "depth": 0, "function": None, "printed": [], "call": None}
    variables = [{"name": name, "value": value, "changed": True} for name, value in sets]
    return {
        "line": line, "text": f"{line} {what}", "what": what, "variables": variables,
        "returns": None, "error": None, **empty, **more,
    }  # fmt: skip


CODE = "def twice(n):\n    return n * 2\na = 10\nb = twice(a)\nprint(b)"
STEPS = [
    step(3, "a=10", sets=[("a", "10")]),
    step(4, "a=10;twice(n=10)", sets=[("a", "10")],
         call={"function": "twice", "arguments": [{"name": "n", "value": "10", "changed": True}]}),
    step(2, "n=10*2:20;^20", sets=[("n", "10")], depth=1, function="twice", returns="20", confidence=0.31),
    step(4, "twice=20;b=20", sets=[("b", "20")]),
    step(5, "b=20;>20", sets=[("b", "20")], printed=["20"]),
]  # fmt: skip
PLAIN = {
    "output": "20", "confidence": 0.97, "truncated": False, "steps": None, "problem": None, "characters": [0.99, 0.42],
}  # fmt: skip
TRACED = {**PLAIN, "steps": STEPS, "characters": [0.99, 0.99]}
ABOUT = {
    "name": "caalm", "version": "0.1.0", "model": "laptop", "engine": "numpy", "traces": True, "calibrated": True,
    "verify": False, "verify_languages": [], "languages": ["python", "lua"], "topics": ["lists", "recursion"],
    "machines": ["stack"],
    "limits": {"body_bytes": 65536, "code_characters": 8192, "prompt_tokens": 8192, "programs": 32, "examples": 16,
               "seconds": 60, "queue": 64, "rate_a_minute": None},
}  # fmt: skip
EXAMPLES = [
    {"id": "card-1", "title": "Python", "kind": "card", "language": "python", "code": CODE, "input": None,
     "output": "20"},
    {"id": "topic-input", "title": "input", "kind": "topic", "language": "python", "code": "print(input())",
     "input": "7\n", "output": "7"},
]  # fmt: skip
INVENTED = {
    "seed": 7, "language": "invented-1f", "tier": 2, "topic": None, "machine": None, "code": "bind x 1\nscribble x\n",
    "input": None, "output": "1", "examples": [], "guide": None,
    "steps": [step(1, "x=1", sets=[("x", "1")]), step(2, "x=1;>1", sets=[("x", "1")], printed=["1"])],
}  # fmt: skip


def refusal(message: str, status: int = 422, param: str | None = None) -> tuple[int, dict[str, Any]]:
    return status, {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": None}}


class Service(ThreadingHTTPServer):
    """Serves the page's files, and canned answers; ``asked`` holds what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.gate = threading.Event()
        self.reset()

    def reset(self) -> None:
        self.asked.clear()
        self.gate.set()
        self.answers: Answers = {
            "/api/about": lambda _: ABOUT,
            "/api/examples": lambda _: {"examples": EXAMPLES},
            "/api/invent": lambda body: {**INVENTED, "seed": body.get("seed") or 7},
            "/api/predict/stream": lambda body: TRACED if body["trace"] else PLAIN,
        }

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    server: Service
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path.startswith("/api/"):
            self._answer({})
            return
        file = PAGE / (self.path.partition("?")[0].lstrip("/") or "index.html")
        if file.parent != PAGE or not file.is_file():
            self._send(404, "text/plain", b"no such file")
            return
        self._send(200, TYPES[file.suffix], file.read_bytes())

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, body: dict[str, Any]) -> None:
        self.server.asked.append((self.path, body))
        answer = self.server.answers[self.path](body)
        status, answer = answer if isinstance(answer, tuple) else (200, answer)
        if status == 200 and self.path.endswith("/stream"):
            self._stream(answer)
        else:
            self._send(status, "application/json", json.dumps(answer).encode())

    def _stream(self, answer: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self._event("begin", {"form": "traced" if answer["steps"] else "plain"})
        for number, each in enumerate(answer["steps"] or []):
            self._event("step", {"number": number, "step": each})
            if number == 1:
                self.server.gate.wait(10)
        for char, confidence in zip(answer["output"], answer["characters"] or [], strict=False):
            self._event("characters", {"text": char, "confidence": confidence})
        self._event("result", answer)
        self.close_connection = True

    def _event(self, name: str, data: dict[str, Any]) -> None:
        self.wfile.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())
        self.wfile.flush()

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def running_service() -> Iterator[Service]:
    service = Service()
    thread = threading.Thread(target=service.serve_forever, daemon=True)
    thread.start()
    yield service
    service.shutdown()
    service.server_close()


@pytest.fixture
def service(running_service: Service) -> Service:
    running_service.reset()
    return running_service


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # No sandbox of its own: in a container it has none to give.
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


class Complaints(list[str]):
    """What the browser complained about, and each request that left the service."""


@pytest.fixture
def opened(browser: Browser, service: Service) -> Iterator[Callable[..., Page]]:
    """Opens the page as somebody has it; no console error and no request to elsewhere is forgiven."""
    contexts = []
    complaints: list[str] = []

    def open_page(path: str = "", **options: Any) -> Page:
        context = browser.new_context(
            **{"viewport": {"width": 1360, "height": 900}, "reduced_motion": "reduce", **options}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: None if request.url.startswith(service.address) else complaints.append(request.url),
        )
        page.goto(service.address + path)
        page.wait_for_selector("html[data-ready]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    # The browser itself notes a refusal in its console: that one the page shows to the user.
    assert [each for each in complaints if "Failed to load resource" not in each] == []


def predict(page: Page) -> None:
    page.get_by_role("button", name="Predict").click()
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false")


def marked_line(page: Page) -> str:
    return page.locator(".paint .is-current").inner_text()


def rows(page: Page) -> list[tuple[str, ...]]:
    """The table of variables: frame heads as one cell, variables as name, value, change."""
    found = page.locator("[data-part=frames] tbody tr").all()
    return [tuple(cell.inner_text() for cell in row.locator("th, td").all()) for row in found]


# -- looking and asking ------------------------------------------------------------------------------------------------


def test_it_opens_with_an_example_and_asks_nobody_else(opened: Callable[..., Page]) -> None:
    page = opened()  # the fixture holds the console and the requests against it
    expect(page.locator("#code")).to_have_value(CODE)
    assert page.locator(".gutter div").all_inner_texts() == ["1", "2", "3", "4", "5"]
    assert page.locator("#examples optgroup").count() == 2


def test_a_prediction_shows_how_sure_it_is_of_each_character(opened: Callable[..., Page]) -> None:
    page = opened()
    predict(page)
    assert page.locator("#plain .out").inner_text() == "20"
    assert page.locator("#plain .unsure-3").inner_text() == "0"
    assert page.locator("#plain .unsure-3").get_attribute("title") == "42 % sure"
    expect(page.locator("#verdict")).to_have_text("20, 97 % sure. Both ways give the same.")


def test_control_enter_asks_from_inside_the_editor_with_what_stands_there(
    opened: Callable[..., Page], service: Service
) -> None:
    page = opened()
    page.locator("#code").fill("print(1)")
    page.locator("#code").press("Control+Enter")
    expect(page.locator("#run")).to_be_visible()
    asked = [body for path, body in service.asked if path.endswith("stream")]
    assert asked == [{"code": "print(1)", "trace": False}, {"code": "print(1)", "trace": True}]


def test_two_answers_that_part_are_told_apart(opened: Callable[..., Page], service: Service) -> None:
    service.answers["/api/predict/stream"] = lambda body: (
        {**TRACED, "output": "1\n23", "confidence": 0.6} if body["trace"] else {**PLAIN, "output": "1\n20"}
    )
    page = opened()
    predict(page)
    expect(page.locator("#verdict")).to_have_text("1…, 97 % sure. The two answers part at line 2, character 2.")
    expect(page.locator("#plain .tag")).to_be_visible()
    expect(page.locator("#stepped .tag")).to_be_hidden()


def test_under_the_threshold_it_does_not_know(opened: Callable[..., Page]) -> None:
    page = opened()
    predict(page)
    page.get_by_label("“I don’t know” below").fill("98")
    expect(page.locator("#verdict")).to_have_text("I don’t know. The best guess is 97 % sure.")
    expect(page.locator("#plain")).to_have_class(re.compile("is-guess"))
    page.get_by_label("“I don’t know” below").fill("90")
    expect(page.locator("#verdict")).to_have_text(re.compile("^20, 97 % sure"))


def test_steps_appear_while_the_model_still_writes(opened: Callable[..., Page], service: Service) -> None:
    service.gate.clear()
    page = opened()
    page.get_by_role("button", name="Predict").click()
    expect(page.locator("[data-part=where]")).to_have_text("Step 2 of 2 so far")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    service.gate.set()
    expect(page.locator("[data-part=where]")).to_have_text("Step 5 of 5")


def test_stop_ends_the_asking(opened: Callable[..., Page], service: Service) -> None:
    service.gate.clear()
    page = opened()
    page.get_by_role("button", name="Predict").click()
    expect(page.locator("[data-part=where]")).to_have_text("Step 2 of 2 so far")
    page.get_by_role("button", name="Stop").click()
    service.gate.set()
    expect(page.locator("#verdict")).to_have_text("Stopped.")
    expect(page.locator("#run")).to_be_hidden()


def test_errors_are_told_in_the_words_of_the_service(opened: Callable[..., Page], service: Service) -> None:
    service.answers["/api/predict/stream"] = lambda _: refusal("program: it is empty, give one", param="code")
    page = opened()
    predict(page)
    expect(page.get_by_role("alert")).to_have_text("program: it is empty, give one")
    expect(page.locator("#code")).to_have_attribute("aria-invalid", "true")
    service.reset()
    predict(page)
    expect(page.get_by_role("alert")).to_be_hidden()


def test_what_a_model_writes_is_text_and_never_markup(opened: Callable[..., Page], service: Service) -> None:
    evil = '<img src=x onerror="document.title=1">'
    service.answers["/api/predict/stream"] = lambda _: {
        **TRACED, "output": evil, "characters": None,
        "steps": [step(1, evil, sets=[(evil, evil)], printed=[evil], readable=False)],
    }  # fmt: skip
    page = opened()
    page.locator("#code").fill(evil)
    predict(page)
    assert page.locator("#plain .out").inner_text() == evil
    assert page.locator("img").count() == 0
    assert page.title() != "1"


# -- the run, step by step ---------------------------------------------------------------------------------------------


def test_stepping_marks_the_line_and_what_changed(opened: Callable[..., Page]) -> None:
    page = opened()
    predict(page)
    page.get_by_role("button", name="To the start").click()
    assert page.locator(".paint .is-current").count() == 0
    page.get_by_role("button", name="One step on").click()
    assert marked_line(page) == "a = 10"
    assert rows(page) == [("a", "10", "new")]
    assert page.locator("[data-part=printed]").inner_text() == "nothing printed yet"
    page.get_by_role("button", name="To the end").click()
    assert marked_line(page) == "print(b)"
    assert rows(page) == [("a", "10", ""), ("b", "20", "read")]
    assert page.locator("[data-part=printed]").inner_text() == "20"


def test_a_call_opens_a_frame_and_its_return_closes_it(opened: Callable[..., Page]) -> None:
    page = opened()
    predict(page)
    slider = page.get_by_role("slider", name="Step")
    slider.fill("2")
    assert rows(page) == [("twice(), running",), ("n", "10", "new"), ("program",), ("a", "10", "read")]
    slider.fill("3")
    assert marked_line(page) == "    return n * 2"
    assert "31 % sure: unsure" in page.locator("[data-part=notes]").inner_text()
    assert "twice returns 20" in page.locator("[data-part=notes]").inner_text()
    slider.fill("4")
    assert rows(page) == [("a", "10", ""), ("b", "20", "new")]


def test_the_run_is_walked_by_keys(opened: Callable[..., Page]) -> None:
    page = opened()
    predict(page)
    where = page.locator("[data-part=where]")
    page.get_by_role("slider", name="Step").press("Home")
    expect(where).to_have_text("Before the first of 5 steps")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(where).to_have_text("Step 1 of 5")
    page.locator("#code").focus()
    page.keyboard.press("ArrowRight")  # here it moves in the text
    page.keyboard.press("F8")
    page.keyboard.press("F8")
    page.keyboard.press("Shift+F8")
    expect(where).to_have_text("Step 2 of 5")


def test_play_goes_on_by_itself_and_pauses(opened: Callable[..., Page]) -> None:
    page = opened()
    page.clock.install()
    predict(page)
    page.get_by_role("button", name="Play").click()
    expect(page.locator("[data-part=where]")).to_have_text("Before the first of 5 steps")
    page.clock.run_for(1500)
    expect(page.locator("[data-part=where]")).to_have_text("Step 2 of 5")
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(1500)
    expect(page.locator("[data-part=where]")).to_have_text("Step 2 of 5")


def test_a_trace_that_contradicts_itself_says_where(opened: Callable[..., Page], service: Service) -> None:
    service.answers["/api/predict/stream"] = lambda body: {
        **TRACED, "problem": {"step": 0, "reason": "a is 10 here and 11 there"},
    } if body["trace"] else PLAIN  # fmt: skip
    page = opened()
    predict(page)
    page.get_by_role("slider", name="Step").fill("1")
    assert "Contradicts itself: a is 10 here and 11 there" in page.locator("[data-part=notes]").inner_text()


# -- programs, the truth, lessons --------------------------------------------------------------------------------------


def test_a_new_language_hides_its_output_until_it_is_checked(opened: Callable[..., Page], service: Service) -> None:
    page = opened()
    page.get_by_label("Kind of program in the new language").select_option("topic:recursion")
    page.get_by_role("button", name="New language", exact=True).click()
    expect(page.locator("#code")).to_have_value("bind x 1\nscribble x")
    assert ("/api/invent", {"topic": "recursion"}) in service.asked
    expect(page.locator("#about-language")).to_contain_text("invented-1f")
    expect(page.get_by_role("button", name="Check")).to_be_disabled()
    wrong = [step(1, "x=1", sets=[("x", "1")]), step(2, "x=1;>7", sets=[("x", "1")], printed=["7"])]
    service.answers["/api/predict/stream"] = lambda body: (
        {**TRACED, "output": "7", "steps": wrong} if body["trace"] else {**PLAIN, "output": "1"}
    )
    predict(page)
    expect(page.locator("#truth")).to_be_hidden()
    page.get_by_role("button", name="Check").click()
    assert page.locator("#truth .out").inner_text() == "1"
    expect(page.locator("#verdict")).to_have_text("The prediction is wrong. The other answer is right.")
    expect(page.locator("#truth-step")).to_contain_text("The first wrong step is 2. It should be 2 x=1;>1")
    assert page.locator(".paint .is-wrong").inner_text() == "scribble x"
    assert page.locator("#stepped .first-wrong").inner_text() == "7"
    assert page.locator("[data-part=marks] .wrong").count() == 1


def test_without_leave_nothing_is_run_and_the_page_says_so(opened: Callable[..., Page]) -> None:
    page = opened()
    page.locator("#code").fill("print(5)")
    predict(page)
    expect(page.get_by_role("button", name="Check")).to_be_disabled()
    expect(page.locator("#check-note")).to_contain_text("this server runs none")


def test_a_check_runs_the_program_where_the_server_allows_it(opened: Callable[..., Page], service: Service) -> None:
    service.answers["/api/about"] = lambda _: {**ABOUT, "verify": True, "verify_languages": ["python", "lua"]}
    service.answers["/api/verify"] = lambda _: {
        "prediction": TRACED, "agrees": False, "source": "run", "language": "lua", "true_output": "21\n",
        "true_steps": STEPS, "ended": "ok", "compared": "events", "output": None,
        "trace": {"step": 3, "line": 2, "predicted": "2 n=10*2:20;^20", "true": "2 n=10*2:21;^21"},
    }  # fmt: skip
    page = opened()
    page.locator("#code").fill(CODE + "\n")
    predict(page)
    page.get_by_label("Language to run it in").select_option("lua")
    page.get_by_role("button", name="Run it and check").click()
    expect(page.locator("#truth-source")).to_have_text("from a run of lua in the sandbox")
    assert service.asked[-1] == ("/api/verify", {"code": CODE + "\n", "language": "lua", "trace": True})
    page.get_by_role("button", name="Show it").click()
    assert "This is the first wrong step." in page.locator("[data-part=notes]").inner_text()
    assert page.locator(".gutter .is-wrong").inner_text() == "2"


def test_a_changed_program_forgets_its_answer_and_its_truth(opened: Callable[..., Page]) -> None:
    page = opened()
    predict(page)
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#truth")).to_be_visible()
    page.locator("#code").press("End")
    page.keyboard.type("1")
    expect(page.locator("#truth")).to_be_hidden()
    expect(page.locator("#run")).to_be_hidden()
    expect(page.locator("#verdict")).to_have_text("The program has changed since it was asked about.")
    assert page.locator("#plain .out").inner_text() == ""


def test_solved_programs_and_a_guide_are_sent_with_the_question(opened: Callable[..., Page], service: Service) -> None:
    page = opened()
    page.get_by_role("heading", name="Teach it the language").click()
    page.get_by_label("A guide").fill("bind gives a name")
    page.get_by_role("button", name="Add a solved program").click()
    page.get_by_label("Code of solved program 1").fill("scribble 1")
    page.get_by_label("Output of solved program 1").fill("1")
    page.get_by_role("button", name="Add this one with its true output").click()
    expect(page.locator("#lesson [data-part=count]")).to_have_text("2 solved, a guide")
    predict(page)
    body = service.asked[-1][1]
    assert body["guide"] == "bind gives a name"
    assert body["examples"] == [{"code": "scribble 1", "output": "1"}, {"code": CODE, "output": "20"}]
    page.get_by_role("button", name="Remove solved program 1").click()
    expect(page.get_by_label("Code of solved program 1")).to_have_value(CODE)


def test_no_more_than_sixteen_solved_programs(opened: Callable[..., Page]) -> None:
    page = opened()
    page.get_by_role("heading", name="Teach it the language").click()
    add = page.get_by_role("button", name="Add a solved program")
    for _ in range(16):
        add.click()
    expect(add).to_be_disabled()


def test_a_link_brings_everything_back_and_no_server_sees_it(opened: Callable[..., Page], service: Service) -> None:
    page = opened()
    page.get_by_label("Examples").select_option("topic-input")
    page.locator("#code").fill('sag «ä€😀» "x"\n\tprint(input())')
    page.get_by_role("heading", name="Teach it the language").click()
    page.get_by_label("A guide").fill("sag prints")
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#toast")).to_contain_text("link")
    path = page.url.removeprefix(service.address)
    assert path.startswith("#1")
    other = opened(path)
    expect(other.locator("#code")).to_have_value('sag «ä€😀» "x"\n\tprint(input())')
    expect(other.get_by_label("A guide")).to_have_value("sag prints")
    expect(other.locator("#input")).to_have_value("7\n")


@pytest.mark.parametrize("path", ["#1abc", "#x", "#1%20", "#1" + "A" * 400])
def test_a_broken_link_is_told_and_harms_nothing(opened: Callable[..., Page], path: str) -> None:
    page = opened(path)
    expect(page.get_by_role("alert")).to_have_text("This link cannot be read: part of it is missing.")


# -- the editor --------------------------------------------------------------------------------------------------------


def test_the_editor_indents_and_lets_go(opened: Callable[..., Page]) -> None:
    page = opened()
    code = page.locator("#code")
    code.fill("")
    code.press("Tab")
    page.keyboard.type("a")
    page.keyboard.press("Enter")
    page.keyboard.type("b")
    expect(code).to_have_value("    a\n    b")
    page.keyboard.press("Shift+Tab")
    expect(code).to_have_value("    a\nb")
    page.keyboard.press("Control+z")
    expect(code).to_have_value("    a\n    b")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(code).not_to_be_focused()


def test_colours_need_no_grammar(opened: Callable[..., Page]) -> None:
    page = opened()
    page.locator("#code").fill('bind total 3 # first\nscribble "to # tal" + total\nह := 4.5\n')
    found = page.evaluate("[...document.querySelectorAll('.paint span')].map((e) => e.className + ' ' + e.textContent)")
    assert found == [
        "t-word bind", "t-name total", "t-number 3", "t-comment # first",
        "t-word scribble", 't-string "to # tal"', "t-mark +", "t-name total",
        "t-name ह", "t-mark :", "t-mark =", "t-number 4.5",
    ]  # fmt: skip


def test_the_colours_lie_exactly_under_the_text(opened: Callable[..., Page]) -> None:
    page = opened()
    page.locator("#code").fill("x" * 300 + "\n" * 80 + "end")
    boxes = page.evaluate("""() => {
        const area = document.getElementById("code"), paint = document.querySelector(".paint");
        const style = (e) => { const s = getComputedStyle(e); return [s.fontFamily, s.fontSize, s.lineHeight, s.tabSize]; };
        return [style(area), style(paint), area.scrollHeight - area.clientHeight, area.scrollWidth - area.clientWidth,
                area.getBoundingClientRect().top - paint.getBoundingClientRect().top];
    }""")
    assert boxes[0] == boxes[1]
    assert boxes[2:] == [0, 0, 0], "the textarea scrolls by itself, so its text leaves its colours"


# -- for everybody -----------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = {
    "--ink": ["ground", "card", "well", "current", "unsure-1", "unsure-2", "unsure-3", "unsure-4", "changed-ground"],
    "--soft": ["ground", "card", "well", "current"],
    "--accent": ["card", "ground"],
    "--on-accent": ["accent"],
    "--changed": ["changed-ground", "card", "well"],
    "--bad": ["bad-ground", "card", "well", "current"],
    "--doubt": ["card", "current"],
    **{f"--t-{kind}": ["well", "current", "bad-ground"] for kind in ("word", "string", "number", "comment", "call", "mark")},
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_on_its_ground(opened: Callable[..., Page], scheme: str) -> None:
    page = opened(color_scheme=scheme)

    def colour(name: str) -> str:
        value: str = page.evaluate("(n) => getComputedStyle(document.documentElement).getPropertyValue(n).trim()", name)
        assert re.fullmatch("#[0-9a-f]{6}", value), f"{name}: {value}"
        return value

    faint = [
        (text, ground, round(contrast(colour(text), colour(f"--{ground}")), 2))
        for text, grounds in GROUNDS.items()
        for ground in grounds
        if contrast(colour(text), colour(f"--{ground}")) < 4.5
    ]
    assert faint == []
    assert contrast(colour("--edge"), colour("--card")) >= 3, "the borders of what can be pressed"


def test_the_two_dark_palettes_are_one(opened: Callable[..., Page]) -> None:
    css = (PAGE / "page.css").read_text("utf-8")
    by_system, by_choice = re.findall(
        r':root(?::not\(\[data-theme="light"\]\)|\[data-theme="dark"\]) \{([^{}]*--ground[^}]*)\}', css
    )
    assert by_system.split() == by_choice.split()


def test_the_theme_is_chosen_and_remembered(opened: Callable[..., Page]) -> None:
    page = opened(color_scheme="dark")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_role("button", name="Theme: auto").click()
    light = page.evaluate(ground)
    assert light != dark
    page.reload()
    expect(page.get_by_role("button", name="Theme: light")).to_be_visible()
    assert page.evaluate(ground) == light
    page.get_by_role("button", name="Theme: light").click()
    assert page.evaluate(ground) == dark


@pytest.mark.parametrize("width", [320, 390, 768])
def test_a_narrow_screen_needs_no_scrolling_sideways(opened: Callable[..., Page], width: int) -> None:
    page = opened(viewport={"width": width, "height": 800}, has_touch=True)
    page.locator("#code").fill("print('" + "long " * 40 + "')\n" + CODE)
    predict(page)
    page.get_by_role("heading", name="Teach it the language").click()
    page.get_by_role("button", name="Add a solved program").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_control_has_a_name_and_a_finger_can_hit_it(opened: Callable[..., Page]) -> None:
    page = opened(viewport={"width": 390, "height": 844}, has_touch=True)
    predict(page)
    small = page.evaluate("""() => [...document.querySelectorAll("button, select, summary")]
        .filter((e) => e.checkVisibility() && Math.min(e.offsetHeight, e.offsetWidth) < 24).map((e) => e.outerHTML)""")
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened: Callable[..., Page], scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = opened(color_scheme=scheme)
    predict(page)
    page.get_by_role("slider", name="Step").fill("2")
    page.get_by_role("button", name="Check").click()
    page.get_by_role("heading", name="Teach it the language").click()
    page.get_by_role("button", name="Add a solved program").click()
    found = axe.Axe().run(page)
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found.response["violations"]] == []


def test_the_keys_are_listed_and_the_list_is_left_by_escape(opened: Callable[..., Page]) -> None:
    page = opened()
    page.get_by_role("heading", name="CaaLM").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_focus_can_be_seen(opened: Callable[..., Page]) -> None:
    page = opened()
    page.locator("#code").press("Escape")
    for _ in range(5):
        page.keyboard.press("Tab")
        seen = page.evaluate("""() => { const e = document.activeElement, s = getComputedStyle(e);
            return e === document.body || s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2; }""")
        assert seen, page.evaluate("document.activeElement.outerHTML")
