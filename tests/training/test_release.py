"""The campaign's script: it outlives its shell, copies what is whole, keeps its deadline, and hands signals on."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent.parent / "runs" / "release.sh"
# What stands for the interpreter: it writes what training writes, and ends when told to.
TRAINING = """#!{python}
import json, pathlib, signal, sys, time
arguments = sys.argv[1:]
run = pathlib.Path(arguments[arguments.index("--run") + 1])
(run / "arguments.json").write_text(json.dumps(arguments))
def end(*_):
    (run / "ended").write_text("by a signal")
    raise SystemExit(0)
signal.signal(signal.SIGTERM, end)
for step in range(1, 200):
    folder = run / "checkpoints" / f"step-{{step}}"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("model.safetensors", "config.json", "tokenizer.json", "caalm.json", "training.json"):
        (folder / name).write_text(str(step))
    (run / "checkpoints" / "latest").write_text(folder.name + "\\n")
    (run / "metrics.jsonl").write_text("{{}}\\n")
    if {steps} == step:
        break
    time.sleep(0.1)
"""


@pytest.fixture
def campaign(tmp_path: Path) -> Callable[..., Path]:
    """Starts the script with so many steps of a training; returns the run's folder."""

    def start(steps: int, **environment: str) -> Path:
        python = tmp_path / "python"
        python.write_text(TRAINING.format(python=sys.executable, steps=steps))
        python.chmod(0o755)
        command = ["sh", str(SCRIPT), "60", str(tmp_path / "run"), str(tmp_path / "keep")]
        environment = {**os.environ, "PYTHON": str(python), "KEEP_SECONDS": "1", **environment}
        subprocess.run(command, env=environment, check=True, timeout=20, stdout=subprocess.DEVNULL)
        return tmp_path / "run"

    return start


def wait_until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def ended(run: Path) -> bool:
    log = run / "log.txt"  # the script is back before its session writes there
    return log.exists() and "training ended" in log.read_text()


def test_the_newest_weights_lie_in_the_kept_folder_when_it_ends(campaign: Callable[..., Path], tmp_path: Path) -> None:
    run = campaign(5)
    wait_until(lambda: ended(run))
    kept = sorted(path.name for path in (tmp_path / "keep").iterdir())
    assert kept == ["caalm.json", "config.json", "log.txt", "metrics.jsonl", "model.safetensors", "tokenizer.json"]
    assert (tmp_path / "keep" / "model.safetensors").read_text() == "5"


def test_a_second_start_keeps_the_deadline_and_more_moves_it(campaign: Callable[..., Path]) -> None:
    run = campaign(1)
    wait_until(lambda: ended(run))
    first = (run / "deadline").read_text()
    assert abs(int(first) - time.time() - 60) < 20
    time.sleep(1.1)
    campaign(1)
    wait_until(lambda: (run / "log.txt").read_text().count("training ended") == 2)
    arguments = json.loads((run / "arguments.json").read_text())
    assert arguments[arguments.index("--until") + 1] == first.strip()
    campaign(1, MORE="900", INIT="some/weights", SIZE="5m")
    wait_until(lambda: (run / "log.txt").read_text().count("training ended") == 3)
    assert int((run / "deadline").read_text()) > int(first) + 600
    again = json.loads((run / "arguments.json").read_text())
    assert again[again.index("--init") + 1] == "some/weights"
    assert again[again.index("--size") + 1] == "5m"


def test_weights_are_copied_while_it_trains_and_a_signal_reaches_the_training(
    campaign: Callable[..., Path], tmp_path: Path
) -> None:
    run = campaign(0, FOREGROUND="")
    wait_until((tmp_path / "keep" / "caalm.json").exists)
    assert not ended(run)
    # The script leads a session of its own, so its process group is known by its own number.
    leaders = [int(line.split()[0]) for line in _processes() if str(run) in line and "release.sh" in line]
    assert leaders
    os.kill(leaders[0], signal.SIGTERM)
    wait_until(lambda: ended(run))
    assert (run / "ended").read_text() == "by a signal"


def _processes() -> list[str]:
    """The process numbers and command lines of this machine."""
    lines = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            lines.append(f"{entry.name} {(entry / 'cmdline').read_bytes().replace(bytes(1), b' ').decode()}")
        except OSError:
            continue
    return lines
