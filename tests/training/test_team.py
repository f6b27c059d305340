"""Several processes learn what one learns, share the stream without overlap, and hand a run on to any other number."""

import json
import os
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import pytest

from caalm.training.batches import Rows
from caalm.training.team import Alone, join
from tests.training import together
from tests.training.runner import config

pytestmark = pytest.mark.slow
BIN = Path(sys.executable).parent
LAUNCHERS = {
    "accelerate": [
        BIN / "accelerate", "launch", "--multi_gpu", "--num_processes", "2", "--num_machines", "1",
        "--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0",
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


def trained_here(run: Path, steps: int, lanes: int, rows: int = 4) -> Path:
    """The same without a launcher, which is one process."""
    together.train_noted(run, steps, lanes, rows)
    return run


def rows_of(lanes: int, count: int) -> list[int]:
    """The programs of the run's first rows, as its lanes give them."""
    rows = Rows(together.numbered_sums, config(Path(), 1).pack, lanes=lanes)
    return [position for row in islice(rows, count) for position in together.positions(row)]


def test_two_processes_learn_what_one_learns_step_by_step(tmp_path: Path) -> None:
    one = trained_here(tmp_path / "one", 20, lanes=2, rows=2)
    two = trained("accelerate", tmp_path / "two", 20, rows=2)
    # The sum of two rows is the same in either order. Of more rows it differs in the last bits, and Muon makes much of
    # directions in which there is nothing but those: docs/scale.md has how far that goes.
    assert curve(two) == pytest.approx(curve(one), rel=1e-6)
    assert curve(one)[-1] < 0.9 * curve(one)[0]
    assert counters(two) == counters(one)
    shares = [path.read_text().split() for path in sorted(two.glob("taught-*.txt"))]
    assert len(shares) == 2
    assert not set(shares[0]) & set(shares[1])
    assert sorted(taught(two)) == sorted(taught(one)) == sorted(rows_of(2, 40))


def test_a_run_of_two_goes_on_with_one_and_passes_no_program_over(tmp_path: Path) -> None:
    trained("torchrun", tmp_path, 7)
    trained_here(tmp_path, 15, 0)
    assert sorted(taught(tmp_path)) == sorted(rows_of(2, 60))
    assert len(curve(tmp_path)) == 15
    assert counters(tmp_path)["examples"] == len(taught(tmp_path))


def test_a_run_of_one_goes_on_with_two_and_teaches_no_program_twice(tmp_path: Path) -> None:
    trained_here(tmp_path, 7, 0)
    before = taught(tmp_path)
    assert before == rows_of(1, 28)
    trained("torchrun", tmp_path, 15)
    found = taught(tmp_path)
    assert len(found) == len(set(found)) == counters(tmp_path)["examples"]
    # Only what was left of a block is passed over.
    block = config(Path(), 1).pack.block_examples
    assert min(set(found) - set(before)) == -(-(max(before) + 1) // block) * block
    assert len(curve(tmp_path)) == 15


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
