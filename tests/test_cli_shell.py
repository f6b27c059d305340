"""`caalm shell` through its entry point: sessions in files, a terminal on standard input, one line for bad input."""

import json
import subprocess
import sys
from pathlib import Path

CALL = "from caalm.cli import main; main()"


def caalm(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CALL, *arguments], input=given, capture_output=True, text=True, check=False
    )


def test_sessions_go_in_and_outputs_come_out(tmp_path: Path) -> None:
    sessions, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    sessions.write_text('{"id": 1, "commands": ["mkdir a", "ls", "cat b", "sed"]}\nnonsense\n', "utf-8")
    ran = caalm("shell", "--jsonl", str(sessions), "--out", str(out), "--model", "oracle")
    assert ran.returncode == 2
    assert f"{sessions}, line 2" in ran.stderr
    assert [json.loads(line) for line in out.read_text("utf-8").splitlines()] == [
        {"id": 1, "outputs": ["", "a", "cat: b: No such file or directory", "bash: sed: command not found"]}
    ]


def test_a_terminal_reads_standard_input() -> None:
    ran = caalm("shell", "--model", "oracle", "--internal", given="echo 'a  b' > x\ncat x\nexit\npwd\n")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "a  b\n", "")


def test_bad_input_is_one_line() -> None:
    ran = caalm("shell", "--jsonl", "x.jsonl")
    assert ran.returncode == 2
    assert ran.stderr == "error: --jsonl and --out go together: sessions in, outputs out\n"
