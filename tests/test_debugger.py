"""The predicted debugger: what each key does, what is shown, and the whole thing in a terminal of its own."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

import pytest

from caalm.debugger import Session, as_record, as_text, keys, visible
from caalm.model.predictor import Prediction
from caalm.model.selfcheck import Problem, first_problem
from caalm.model.steps import read_steps

CODE = "set total 0\nfor i to 3\n  total += i\n  say total\nend\n"
TRACE = (
    "1 total=0\n2 i=1<=2:T\n3 total=0+i=1:1;total=1\n4 total=1;>1\n"
    "2 i=2<=2:T\n3 total=1+i=2:3;total=3\n4 total=3;>3\n2 3<=2:F"
)


def predicted(trace: str = TRACE, output: str = "1\n3") -> Prediction:
    steps = read_steps(f"{trace}\n\nOutput:\n{output}", [-0.001] * 400)
    problem = first_problem([step.step for step in steps], output)
    return Prediction(output=output, confidence=0.75, truncated=False, steps=steps, problem=problem)


def session(*pressed: str) -> Session:
    made = Session(code=CODE, prediction=predicted())
    for key in pressed:
        made.press(key)
    return made


def variables(of: Session) -> dict[str, str]:
    return {name: text for name, text, _ in of.variables()}


# -- what keys do ------------------------------------------------------------------------------------------------------


def test_stepping_forward_and_back_moves_line_variables_and_output() -> None:
    start = session()
    assert (start.line, variables(start), start.output()) == (None, {}, [])
    later = session("n", "right", "n", "n")
    assert (later.line, variables(later), later.output()) == (4, {"total": "1", "i": "1"}, ["1"])
    assert [each.name for each in later.variables() if each.is_touched] == ["total"]
    back = later.press("b")
    assert (back.line, variables(back), back.output()) == (3, {"total": "1", "i": "1"}, [])


def test_it_stops_at_both_ends() -> None:
    assert session("b", "left").done == 0
    assert session(*["n"] * 50).done == 8


def test_running_to_the_end_shows_the_whole_output() -> None:
    assert session("e").output() == ["1", "3"]
    assert session("e", "s").done == 0


def test_jumping_goes_to_the_next_step_on_a_line_and_then_round() -> None:
    at = session("g", "3", "enter")
    assert at.done == 3
    assert at.press("g").press("3").press("enter").done == 6
    assert at.press("g").press("3").press("enter").done == 3


def test_jumping_to_a_line_that_never_runs_says_so_and_stays() -> None:
    at = session("n", "g", "5", "enter")
    assert (at.done, at.message) == (1, "no step runs line 5")


def test_a_watched_variable_shows_its_values_so_far() -> None:
    at = session("w", *"total", "enter", "e")
    assert at.watched == ["total"]
    assert at.history("total") == ["0", "1", "3"]
    assert at.press("w").typed == ""
    for key in (*"total", "enter"):
        at.press(key)
    assert at.watched == []


def test_a_name_that_no_step_knows_is_not_watched() -> None:
    at = session("w", "x", "enter")
    assert (at.watched, at.message) == ([], "no variable x")


def test_what_is_typed_can_be_mended_and_left() -> None:
    at = session("g", "9", "backspace", "2", "enter")
    assert at.line == 2
    assert session("g", "3", "escape").asking is None
    # q, n and b are letters while a name is typed.
    assert session("w", "q", "n", "b").typed == "qnb"


def test_steps_that_cannot_be_read_are_walked_over() -> None:
    at = Session(code=CODE, prediction=predicted("1 total=0\nwhat\n4 total=0;>0", "0"))
    at.press("n").press("n")
    assert (at.line, variables(at)) == (None, {"total": "0"})
    assert at.press("n").line == 4


def test_a_prediction_without_steps_shows_its_output() -> None:
    at = Session(code="say 1", prediction=Prediction(output="1", confidence=0.5, truncated=False))
    assert at.press("n").output() == ["1"]


def test_the_bytes_of_a_terminal_become_keys() -> None:
    assert keys("n\x1b[C\x1bOD\r\x7f\x1b") == ["n", "right", "left", "enter", "backspace", "escape"]
    assert keys("\x1b[15~q") == ["q"]


# -- text and JSON -----------------------------------------------------------------------------------------------------


def test_as_text_each_step_stands_beside_its_source() -> None:
    text = as_text(CODE, predicted())
    assert "    3     3    total += i | 98 %  total=0+i=1:1;total=1\n" in re.sub(r" {2,}(?=\d+ %)", " ", text)
    assert text.endswith("output (confidence 0.75):\n1\n3\n")
    assert "agree with each other" in text


def test_as_text_the_first_inconsistent_step_is_named() -> None:
    wrong = predicted(TRACE.replace("total=0+i=1:1", "total=0+i=1:2"))
    assert wrong.problem == Problem(step=2, reason="0+1 is not 2")
    assert "self-check: step 3 (line 3): 0+1 is not 2" in as_text(CODE, wrong)


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert visible("a\x1b[2Jb\x9b\tc") == "a␛[2Jb\ufffd    c"
    shown = as_text("say \x1b]0;title\x07", predicted("1 >\x1b[2J", "\x1b[2J"))
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_as_json_each_step_says_what_it_did() -> None:
    record = json.loads(json.dumps(as_record("a.x", predicted()), allow_nan=False))
    assert (record["output"], record["confidence"], record["problem"]) == ("1\n3", 0.75, None)
    third = record["steps"][2]
    assert (third["line"], third["text"]) == (3, "3 total=0+i=1:1;total=1")
    assert third["events"] == [
        {"kind": "operation", "left": {"name": "total", "value": 0}, "operator": "+",
         "right": {"name": "i", "value": 1}, "result": 1},
        {"kind": "value", "name": "total", "value": 1},
    ]  # fmt: skip
    assert record["steps"][3]["events"][1] == {"kind": "output", "text": "1"}


def test_as_json_numbers_beyond_json_are_text() -> None:
    record = as_record("a.x", predicted("1 a=inf\n2 b=2.50\nwhat", ""))
    assert '"value": "inf"' in json.dumps(record, allow_nan=False)
    assert '"value": "2.50"' in json.dumps(record)
    assert '"line": null, "events": null, "text": "what"' in json.dumps(record)


# -- in a terminal -----------------------------------------------------------------------------------------------------


class Terminal:
    """The debugger in a process of its own behind a pseudo-terminal of 100 by 30."""

    def __init__(self, *, interrupt: str = "default_int_handler") -> None:
        code = (
            f"import signal; signal.signal(signal.SIGINT, signal.{interrupt})\n"
            # It is made the terminal of this process, so that Ctrl-C reaches it as it does a user's.
            "import fcntl, termios\n"
            "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
            "from tests.test_debugger import CODE, predicted\n"
            "from caalm import debugger\n"
            "assert debugger.is_interactive()\n"
            "debugger.run(CODE, predicted())\n"
            "print('left')"
        )
        self.master, slave = pty.openpty()
        environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)

    def press(self, typed: str) -> None:
        os.write(self.master, typed.encode())

    def wait_for(self, *wanted: str, seconds: float = 60) -> str:
        """Reads until the newest screen shows all of these."""
        seen, end = "", time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    seen += os.read(self.master, 65536).decode("utf-8", "replace")
                except OSError:  # the other side is closed
                    break
            if all(each in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen) for each in wanted):
                return seen
        raise AssertionError(f"{wanted} never came: {seen[-3000:]}")

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)


def test_in_a_terminal_it_steps_jumps_watches_and_leaves_it_as_it_was() -> None:
    terminal = Terminal()
    try:
        terminal.wait_for("before the first of 8 steps", "total += i", "q quit")
        terminal.press("n")
        terminal.wait_for("1 of 8", "1 total=0", "▶    1  set total 0")
        terminal.press("\x1b[C")
        terminal.wait_for("2 of 8", "i=1<=2:T")
        terminal.press("b")
        terminal.wait_for("1 of 8")
        terminal.press("g4\r")
        terminal.wait_for("4 of 8", "▶    4    say total")
        terminal.press("wtotal\r")
        terminal.wait_for("watched", "total: 0 → 1")
        terminal.press("e")
        terminal.wait_for("8 of 8", "total: 0 → 1 → 3", "the steps agree", "confidence 0.75")
        terminal.press("q")
        terminal.wait_for("left")
        assert terminal.process.wait(timeout=30) == 0
    finally:
        terminal.close()


# A script's background jobs, and all that they start, ignore interrupts.
@pytest.mark.parametrize("interrupt", ["default_int_handler", "SIG_IGN"])
@pytest.mark.parametrize("typed", ["\x03", "\x04"])
def test_it_can_always_be_left(typed: str, interrupt: str) -> None:
    terminal = Terminal(interrupt=interrupt)
    try:
        terminal.wait_for("before the first")
        terminal.press("w")
        terminal.wait_for("variable:")
        terminal.press(typed)
        terminal.wait_for("left")
    finally:
        terminal.close()


def test_an_interrupt_from_elsewhere_leaves_it_too() -> None:
    terminal = Terminal()
    try:
        terminal.wait_for("before the first")
        terminal.process.send_signal(signal.SIGINT)
        terminal.wait_for("left")
    finally:
        terminal.close()
