"""Several processes learn what one learns, share the stream without overlap, and hand a run on to any other number."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from caalm.training.team import Alone, join

pytestmark = pytest.mark.slow
BIN = Path(sys.executable).parent
LAUNCHERS = {
    "one": [sys.executable],
    "accelerate": [
        BIN / "accelerate", "launch", "--multi_gpu", "--num_processes", "2", "--num_machines", "1", "--mixed_precision", "no",
        "--dynamo_backend", "no", "--main_process_port", "0",
    ],
    "torchrun": [BIN / "torchrun", "--standalone", "--nproc-per-node", "2"],
}  # fmt: skip


def launch(how: str, *arguments: object) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    command = [str(part) for part in (*LAUNCHERS[how], "-m", "tests.training.together", *arguments)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)


def trained(how: str, run: Path, steps: int, lanes: int = 0, rows: int = 4) -> Path:
    process = launch(how, run, steps, lanes, rows)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors.decode()[-3000:]
    return run


def curve(run: Path) -> list[float]:
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [line["loss"] for line in lines if "loss" in line]


def taught(run: Path) -> list[int]:
    return [int(line) for path in run.glob("taught-*.txt") for line in path.read_text().splitlines()]


def counters(run: Path) -> dict[str, int]:
    line = json.loads((run / "metrics.jsonl").read_text().splitlines()[-1])
    return {name: line[name] for name in ("step", "tokens", "examples", "dropped")}


def test_two_processes_learn_what_one_learns_step_by_step(tmp_path: Path) -> None:
    one = trained("one", tmp_path / "one", 20, lanes=2, rows=2)
    two = trained("accelerate", tmp_path / "two", 20, rows=2)
    # The sum of two rows is the same in either order. Of more rows it differs in the last bits, and Muon makes much of
    # directions in which there is nothing but those: docs/scale.md has how far that goes.
    assert curve(two) == pytest.approx(curve(one), rel=1e-6)
    assert curve(one)[-1] < 0.9 * curve(one)[0]
    assert counters(two) == counters(one)
    shares = [path.read_text().split() for path in sorted(two.glob("taught-*.txt"))]
    assert len(shares) == 2
    assert not set(shares[0]) & set(shares[1])
    assert sorted(taught(two)) == sorted(taught(one))


@pytest.mark.parametrize(
    ("first", "then", "lanes"), [("accelerate", "one", 0), ("one", "torchrun", 0), ("one", "torchrun", 2)]
)
def test_a_run_goes_on_with_another_number_of_processes(tmp_path: Path, first: str, then: str, lanes: int) -> None:
    run = tmp_path / "run"
    trained(first, run, 7, lanes)
    before = len(taught(run))
    trained(then, run, 15, lanes)
    found = taught(run)
    assert len(found) == len(set(found)), "a program was taught twice"
    assert len(found) == counters(run)["examples"] > before
    assert len(curve(run)) == 15
    if first == "accelerate" or lanes:
        # The lanes can be shared: not a program is passed over either.
        whole = trained("one", tmp_path / "whole", 15, lanes=2)
        assert sorted(found) == sorted(taught(whole))


def test_a_run_of_two_that_is_told_to_stop_leaves_a_checkpoint(tmp_path: Path) -> None:
    process = launch("torchrun", tmp_path, 100_000, 0, 4)
    deadline = time.monotonic() + 200
    while not (tmp_path / "metrics.jsonl").exists() or len(curve(tmp_path)) < 5:
        assert time.monotonic() < deadline
        assert process.poll() is None, process.stderr and process.stderr.read().decode()[-3000:]
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=120)
    last = (tmp_path / "checkpoints" / "latest").read_text().strip()
    assert last == f"step-{len(curve(tmp_path)):08d}"


def test_one_process_is_alone_without_a_launcher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    assert isinstance(join(cpu=True), Alone)
