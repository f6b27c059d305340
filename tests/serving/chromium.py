"""A real browser, and a service that answers as written here: for the tests of the playground.

service.answers["/api/predict/stream"] = lambda body: {**TRACED, "output": "1"}
page = opened()
predict(page)
"""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

PAGE = Path(__file__).parents[2] / "caalm" / "serving" / "page"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium: scripts/install_runtimes.sh installs it")
Open = Callable[..., Page]
Answers = dict[str, Callable[[dict[str, Any]], Any]]


def step(line: int, what: str, **more: Any) -> dict[str, Any]:
    """A step as the service sends it; ``sets`` are (name, value) pairs."""
    sets = more.pop("sets", [])
    empty: dict[str, Any] = {
        "readable": True,
        "confidence": 0.98,
        "depth": 0,
        "function": None,
        "printed": [],
        "call": None,
    }
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
    "verify": False, "verify_languages": [], "shells": True, "verify_shells": False, "languages": ["python", "lua"],
    "topics": ["lists", "recursion"], "machines": ["stack"],
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


@pytest.fixture
def opened(browser: Browser, service: Service) -> Iterator[Open]:
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


def predict(page: Page, wait: int = 10_000) -> None:
    page.get_by_role("button", name="Predict").click()
    expect(page.locator("#results")).to_have_attribute("aria-busy", "false", timeout=wait)


def marked_line(page: Page) -> str:
    return page.locator(".paint .is-current").inner_text()


def rows(page: Page) -> list[tuple[str, ...]]:
    """The table of variables: frame heads as one cell, variables as name, value, change."""
    found = page.locator("[data-part=frames] tbody tr").all()
    return [tuple(cell.inner_text() for cell in row.locator("th, td").all()) for row in found]
