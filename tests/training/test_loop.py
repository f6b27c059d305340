"""A run learns, ends with its budget, and after a kill continues as if nothing had happened."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from safetensors.torch import load_file

from caalm.errors import CaalmError
from caalm.model.predictor import Predictor
from caalm.tasks.example import Example
from caalm.training.loop import train
from caalm.training.schedule import ScheduleConfig
from tests.training.runner import config, sums


def losses(run: Path) -> dict[int, float]:
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    steps = [line["step"] for line in lines if "loss" in line]
    assert len(steps) == len(set(steps)), "a step was logged twice"
    return {line["step"]: line["loss"] for line in lines if "loss" in line}


def start(run: Path, steps: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.training.runner", str(run), str(steps)])


def wait_for_step(run: Path, step: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    pointer = run / "checkpoints" / "latest"
    while time.monotonic() < deadline:
        assert process.poll() is None, "the run ended before it could be stopped"
        if pointer.exists() and int(pointer.read_text().strip().removeprefix("step-")) >= step:
            return
        time.sleep(0.01)
    raise AssertionError(f"no checkpoint at step {step} within a minute")


def test_a_run_learns_and_its_checkpoint_predicts(tmp_path: Path) -> None:
    result = train(config(tmp_path, 60), sums)
    curve = losses(tmp_path)
    assert result.finished
    assert curve[60] < 0.6 * curve[1]
    assert Predictor.load(result.checkpoint, max_new_tokens=3).predict("1+1=").output is not None
    assert json.loads((result.checkpoint / "caalm.json").read_text())["step"] == 60


@pytest.mark.slow
def test_a_killed_run_continues_with_the_same_losses(tmp_path: Path) -> None:
    whole = train(config(tmp_path / "whole", 60), sums)
    process = start(tmp_path / "killed", 60)
    wait_for_step(tmp_path / "killed", 10, process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    again = train(config(tmp_path / "killed", 60), sums)
    assert losses(tmp_path / "killed") == losses(tmp_path / "whole")
    left, right = (load_file(result.checkpoint / "training.safetensors") for result in (whole, again))
    assert left.keys() == right.keys()
    assert all(left[name].equal(right[name]) for name in left)
    assert (whole.examples, whole.tokens) == (again.examples, again.tokens)


@pytest.mark.slow
def test_sigterm_checkpoints_and_returns(tmp_path: Path) -> None:
    process = start(tmp_path, 100_000)
    wait_for_step(tmp_path, 5, process)
    process.terminate()
    assert process.wait(timeout=30) == 0
    last = max(losses(tmp_path))
    assert (tmp_path / "checkpoints" / "latest").read_text().strip() == f"step-{last:08d}"


def test_only_the_newest_checkpoints_are_kept(tmp_path: Path) -> None:
    train(config(tmp_path, 8, checkpoint_minutes=0.0, keep=2), sums)
    names = sorted(path.name for path in (tmp_path / "checkpoints").iterdir())
    assert names == ["latest", "step-00000007", "step-00000008"]


def test_a_budget_of_seconds_ends_the_run_at_the_schedule_s_end(tmp_path: Path) -> None:
    began = time.monotonic()
    result = train(config(tmp_path, None, seconds=1.0, checkpoint_minutes=60), sums)
    assert result.finished
    assert 1.0 <= result.seconds < 2.0
    assert time.monotonic() - began < 10
    scales = [json.loads(line)["scale"] for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert scales[-1] < 0.2


def test_a_longer_budget_continues_a_finished_run(tmp_path: Path) -> None:
    train(config(tmp_path, 5), sums)
    assert train(config(tmp_path, 9), sums).step == 9
    assert sorted(losses(tmp_path)) == list(range(1, 10))


def test_a_run_can_begin_with_given_weights(tmp_path: Path) -> None:
    first = train(config(tmp_path / "first", 60), sums)
    second = train(
        config(tmp_path / "second", 3, init_from=first.checkpoint, schedule=ScheduleConfig(warmup_steps=100)), sums
    )
    assert second.step == 3
    assert losses(tmp_path / "second")[1] < 0.7 * losses(tmp_path / "first")[1]


def test_the_evaluation_sees_a_checkpoint_and_is_logged(tmp_path: Path) -> None:
    seen: list[int] = []

    def evaluate(checkpoint: Path, step: int) -> dict[str, float]:
        assert (checkpoint / "config.json").exists()
        seen.append(step)
        return {"exact": 0.5}

    train(config(tmp_path, 4, evaluate_minutes=0.0), sums, evaluate)
    assert seen[-1] == 4
    assert '"eval/exact": 0.5' in (tmp_path / "metrics.jsonl").read_text()


def test_a_stream_that_ends_stops_the_run_with_a_checkpoint(tmp_path: Path) -> None:
    def few(worker: int, workers: int, start: int) -> Iterator[Example]:
        return iter([Example(prompt=str(i), target="x") for i in range(start, 200)])

    result = train(config(tmp_path, 10_000), few)
    assert not result.finished
    assert 0 < result.step < 100
    assert result.checkpoint.exists()


def test_a_broken_checkpoint_is_refused(tmp_path: Path) -> None:
    result = train(config(tmp_path, 3), sums)
    os.unlink(result.checkpoint / "training.safetensors")
    with pytest.raises(CaalmError, match="not whole"):
        train(config(tmp_path, 6), sums)


def test_a_run_without_a_budget_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="steps"):
        config(tmp_path, None)


def test_a_deadline_ends_the_run_by_the_clock(tmp_path: Path) -> None:
    deadline = time.time() + 3
    result = train(config(tmp_path, None, deadline=deadline), sums)
    assert result.finished
    assert abs(time.time() - deadline) < 2
    assert train(config(tmp_path, None, deadline=deadline), sums).step == result.step


def test_throughput_and_share_of_peak_are_logged(tmp_path: Path) -> None:
    train(config(tmp_path, 4), sums)
    last = json.loads((tmp_path / "metrics.jsonl").read_text().splitlines()[-1])
    assert last["tokens_per_second"] > 0
    assert 0 < last["peak_share"] < 1
