"""Predictions in bulk are complete and in order, whatever is killed, and equal those of one call."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from caalm.cluster import ClusterError, connected
from caalm.dataset.location import location
from caalm.errors import InputError
from caalm.evaluation import bulk
from caalm.evaluation.bulk import Asked, Span, SpanAnswerer, lines_of, predict_bulk
from tests.evaluation.speck import Speck
from tests.processes import running

pytestmark = pytest.mark.filterwarnings("ignore")  # Ray's own, of its dependencies


def programs(count: int) -> str:
    return "".join(json.dumps({"id": number, "code": f"print({number})"}) + "\n" for number in range(count))


def ids(path: Path) -> list[object]:
    return [json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()]


def parts(folder: Path) -> list[Path]:
    return list((folder / "parts").rglob("*.jsonl"))


@pytest.mark.parametrize("span", [1, 7, 40, 64, 1000])
def test_every_line_begins_in_one_span(tmp_path: Path, span: int) -> None:
    text = b"one\n\ntwo two two\n" + b"x" * 70 + b"\n\xc3\xa9\n\nlast without an end"
    (tmp_path / "a.jsonl").write_bytes(text)
    found = [
        line.rstrip(b"\n")
        for start in range(0, len(text), span)
        for line in lines_of(tmp_path / "a.jsonl", Span(file="a.jsonl", start=start, stop=min(start + span, len(text))))
    ]
    assert found == [line for line in text.split(b"\n") if line]


def test_answers_are_those_of_one_call_in_the_order_of_the_lines(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.jsonl").write_text(programs(60))
    (source / "b.jsonl").write_text('{"id": "x", "code": "print(1)"}\n\nnothing\n{"id": "y", "code": ""}\n')
    (source / "notes.txt").write_text("no programs")
    result = predict_bulk(source, tmp_path / "out", Speck(), span_bytes=300)
    assert (result.files, result.lines, result.problems) == (2, 63, 2)
    answers = [json.loads(line) for line in (tmp_path / "out/a.jsonl").read_text().splitlines()]
    assert [answer["id"] for answer in answers] == list(range(60))
    expected = Speck().open().predict_many([f"print({number})" for number in range(60)])
    assert [answer["prediction"] for answer in answers] == [one.output for one in expected]
    first, second, third = [json.loads(line) for line in (tmp_path / "out/b.jsonl").read_text().splitlines()]
    assert first["id"] == "x"
    assert "is no JSON" in second["problem"]
    assert (third["id"], third["prediction"], "empty" in third["problem"]) == ("y", None, True)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.jsonl", "b.jsonl", "bulk.json"]
    assert predict_bulk(source, tmp_path / "out", Speck(), span_bytes=300) == result


def test_little_work_is_cut_small_enough_for_several_workers(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(programs(500))
    seen: list[tuple[int, int]] = []
    predict_bulk(tmp_path / "in.jsonl", tmp_path / "out", Speck(), on_progress=lambda d, t: seen.append((d, t)))
    assert [done for done, _ in seen] == [1, 2, 3, 4, 5]  # of 17 KB
    assert ids(tmp_path / "out/in.jsonl") == list(range(500))


def test_another_model_or_other_programs_are_refused(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(programs(5))
    predict_bulk(tmp_path / "in.jsonl", tmp_path / "out", Speck())
    with pytest.raises(InputError, match="other asked"):
        predict_bulk(tmp_path / "in.jsonl", tmp_path / "out", Speck(max_new_tokens=5))
    (tmp_path / "in.jsonl").write_text(programs(6))
    with pytest.raises(InputError, match="other files"):
        predict_bulk(tmp_path / "in.jsonl", tmp_path / "out", Speck())
    with pytest.raises(InputError, match="holds no predictions in bulk"):
        predict_bulk(tmp_path / "in.jsonl", tmp_path, Speck())
    with pytest.raises(InputError, match="cannot be read"):
        predict_bulk(tmp_path / "none", tmp_path / "new", Speck())


def test_a_bucket_is_read_and_written(tmp_path: Path) -> None:
    location("memory://bulk/in/a.jsonl").write_text(programs(20))
    (tmp_path / "a.jsonl").write_text(programs(20))
    predict_bulk("memory://bulk/in", "memory://bulk/out", Speck(), span_bytes=100)
    predict_bulk(tmp_path / "a.jsonl", tmp_path / "out", Speck())
    assert location("memory://bulk/out/a.jsonl").read_bytes() == (tmp_path / "out/a.jsonl").read_bytes()


def test_a_stopped_run_keeps_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(programs(50))
    seen: list[int] = []

    def stop(done: int, total: int) -> None:
        seen.append(done)
        if len(seen) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        predict_bulk(tmp_path / "in.jsonl", tmp_path / "out", Speck(), span_bytes=200, on_progress=stop)
    kept = {path: path.stat().st_mtime_ns for path in parts(tmp_path / "out")}
    assert len(kept) == 4
    predict_bulk(
        tmp_path / "in.jsonl", tmp_path / "out", Speck(), span_bytes=200, on_progress=lambda d, t: seen.append(d)
    )
    assert seen[4] == 5
    assert ids(tmp_path / "out/in.jsonl") == list(range(50))


@pytest.fixture(scope="module")
def two_workers() -> Iterator[None]:
    pytest.importorskip("ray")
    with connected("ray", 2):
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("two_workers")
def test_a_killed_worker_costs_its_span(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(programs(400))
    killed: list[int] = []

    def kill_one(done: int, total: int) -> None:
        if not killed and (workers := running("SpanAnswerer")):
            os.kill(workers[0], signal.SIGKILL)
            killed.append(workers[0])

    predict_bulk(
        tmp_path / "in.jsonl", tmp_path / "ray", Speck(), engine="ray", workers=2, span_bytes=600, on_progress=kill_one
    )
    assert len(killed) == 1, "no worker was seen at work"
    predict_bulk(tmp_path / "in.jsonl", tmp_path / "plain", Speck())
    assert (tmp_path / "ray/in.jsonl").read_bytes() == (tmp_path / "plain/in.jsonl").read_bytes()


def test_a_cluster_that_loses_its_bearings_is_asked_again_while_it_gets_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def stumbling(spans: Sequence[Span], worker: tuple[Asked, str, str], *_: object) -> Iterator[str]:
        asked.append(len(spans))
        answer = SpanAnswerer(*worker)
        for span in spans[:stumbling_after]:
            yield answer.answer(span)
        if len(spans) > stumbling_after:
            raise ClusterError("ray gave up")

    monkeypatch.setattr(bulk, "_on_ray", stumbling)
    (tmp_path / "in.jsonl").write_text(programs(50))
    stumbling_after = 0
    with pytest.raises(ClusterError):
        predict_bulk(tmp_path / "in.jsonl", tmp_path / "out", Speck(), engine="ray", span_bytes=300)
    assert len(asked) == 1
    stumbling_after = asked[0] // 2 + 1
    result = predict_bulk(tmp_path / "in.jsonl", tmp_path / "out", Speck(), engine="ray", span_bytes=300)
    assert len(asked) == 3
    assert result.lines == 50
    assert ids(tmp_path / "out/in.jsonl") == list(range(50))


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["local", "ray"])
def test_a_run_killed_twice_is_complete_and_in_order(tmp_path: Path, engine: str) -> None:
    """CAALM_BULK=100000 takes minutes; some thousand show the same on every run."""
    if engine == "ray":
        pytest.importorskip("ray")
    count = int(os.environ.get("CAALM_BULK", "3000"))
    (tmp_path / "in.jsonl").write_text(programs(count))
    span = max(count * 40 // 60, 1000)
    command = [sys.executable, "-m", "tests.evaluation.speck", str(tmp_path / "in.jsonl"), str(tmp_path / "out")]
    begun = 0
    for share in (4, 2, None):
        process = subprocess.Popen([*command, engine, str(span), "2"], start_new_session=True, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 600
        if share is not None:
            total = -(-(tmp_path / "in.jsonl").stat().st_size // span)
            while len(parts(tmp_path / "out")) < total // share and time.monotonic() < deadline:
                assert process.poll() is None, process.stderr and process.stderr.read().decode()
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            assert begun < len(parts(tmp_path / "out")) < total
            begun = len(parts(tmp_path / "out"))
        else:
            _, errors = process.communicate(timeout=600)
            assert process.returncode == 0, errors.decode()
    assert ids(tmp_path / "out/in.jsonl") == list(range(count))


def test_the_command_takes_a_folder_and_says_what_has_no_answer(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text('{"id": 1, "code": "print(1)"}\n{"id": 2}\n')
    command = [sys.executable, "-m", "caalm.cli", "predict", "--no-trace", "--jsonl", str(tmp_path / "in")]
    done = subprocess.run([*command, "--out", str(tmp_path / "out")], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "2 lines in 1 files" in done.stdout
    assert "1 of them have no prediction" in done.stderr
    assert "Traceback" not in done.stderr
    assert ids(tmp_path / "out/a.jsonl") == [1, 2]
