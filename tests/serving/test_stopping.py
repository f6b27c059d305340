"""The end of a service: SIGTERM finishes what was begun and refuses what comes; kill -9 leaves nothing in the way."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2

LONG = {"prompt": "Code:\n" + "x = 1\n" * 40, "max_tokens": 1500}
"""What the model goes on writing for seconds."""


@contextmanager
def started(*options: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    command = [sys.executable, "-m", "caalm.cli", "serve", "--engine", "numpy", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stdout.readline()
        assert " at http://" in line, line + process.stderr.read()
        url = line.split(" at ")[1].split()[0]
        deadline = time.monotonic() + 30
        while True:
            try:
                httpx2.get(f"{url}/readyz")
                break
            except httpx2.TransportError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield process, url
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def test_sigterm_finishes_what_was_begun_and_refuses_new_work() -> None:
    with started("--port", "0") as (process, url), httpx2.Client(base_url=url, timeout=60) as other:
        answers: list[httpx2.Response] = []

        def ask() -> None:
            answers.append(httpx2.post(f"{url}/v1/completions", json=LONG, timeout=60))

        asking = threading.Thread(target=ask)
        asking.start()
        wait_for(other, "caalm_programs_admitted 1.0")
        process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 10
        while (ready := other.get("/readyz")).status_code == 200:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        refused = other.post("/api/predict", json={"code": "print(1)"})
        assert (ready.status_code, ready.json()) == (503, {"status": "stopping"})
        assert refused.status_code == 503
        assert "retry-after" in refused.headers
        assert not answers, "the long one was still under way"
        asking.join()
        assert process.wait(timeout=20) == 0
    (answer,) = answers
    assert answer.status_code == 200
    assert answer.json()["usage"]["completion_tokens"] > 0


def test_after_a_kill_it_starts_again_on_the_same_port() -> None:
    question: dict[str, Any] = {"code": "a = 10\nb = 20\nprint(a + b)", "trace": False}
    with started("--port", "0") as (process, url):
        first = httpx2.post(f"{url}/api/predict", json=question).json()
        process.kill()
        process.wait()
    with started("--port", url.rpartition(":")[2]) as (_, again):
        assert again == url
        assert httpx2.post(f"{url}/api/predict", json=question).json() == first


def test_a_port_that_is_taken_is_one_line() -> None:
    with started("--port", "0") as (_, url):
        command = [sys.executable, "-m", "caalm.cli", "serve", "--port", url.rpartition(":")[2]]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("error: port: ")
    assert done.stderr.count("\n") == 1


def wait_for(client: httpx2.Client, line: str) -> None:
    deadline = time.monotonic() + 20
    while line not in client.get("/metrics").text:
        assert time.monotonic() < deadline, line
        time.sleep(0.02)
