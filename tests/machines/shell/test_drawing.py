"""Drawn sessions are the same again, hold what people type, and their changes lead from state to state."""

from collections import Counter

from caalm.machines.shell.drawing import LONGEST, draw_session
from caalm.machines.shell.session import PROGRAMS, Session
from caalm.machines.shell.snapshot import (
    apply_changes,
    changes_text,
    read_snapshot,
    session_of,
    snapshot_of,
)
from caalm.rng import derive

SESSIONS = [draw_session(derive(7, "shell", number), 1 + number % LONGEST) for number in range(0, 300, 7)]


def test_a_session_is_drawn_again_from_its_path() -> None:
    assert draw_session(derive(7, "shell", 7), 8) == SESSIONS[1]
    assert draw_session(derive(7, "shell", 8), 8) != SESSIONS[1]


def test_the_outputs_are_those_of_a_fresh_session() -> None:
    for drawn in SESSIONS:
        session = Session()
        assert tuple(session.run(command) for command in drawn.commands) == drawn.outputs


def test_every_command_is_drawn_and_a_fifth_goes_wrong() -> None:
    commands = [command for drawn in SESSIONS for command in drawn.commands]
    outputs = [output for drawn in SESSIONS for output in drawn.outputs]
    words = Counter(word for command in commands for word in command.replace("|", " ").split())
    assert {name for name in PROGRAMS if not words[name]} <= {"true", ":", "false", "unset", "export"}
    wrong = sum("bash:" in output or "cannot" in output or "No such" in output for output in outputs)
    assert 0.1 < wrong / len(outputs) < 0.4
    assert all(
        any(sign in command for command in commands) for sign in ("|", "&&", "||", ";", ">", ">>", "*", "$", "'")
    )


def test_the_text_of_the_changes_leads_from_state_to_state() -> None:
    for drawn in SESSIONS:
        session = Session()
        for command in drawn.commands:
            before = snapshot_of(session)
            assert read_snapshot(before.as_text()) == before
            session.run(command)
            assert apply_changes(before, changes_text(session.changes)) == snapshot_of(session)


def test_a_session_goes_on_from_its_text() -> None:
    for drawn in SESSIONS[:12]:
        session = Session()
        for command, output in zip(drawn.commands, drawn.outputs, strict=True):
            session = session_of(read_snapshot(snapshot_of(session).as_text()))
            assert session.run(command) == output
