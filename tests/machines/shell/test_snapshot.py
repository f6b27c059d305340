"""States and changes as text: the published form, and errors that name what does not fit."""

import pytest

from caalm.errors import InputError
from caalm.machines.shell.snapshot import Snapshot, apply_changes, read_snapshot, session_of

PUBLISHED = (
    "You are a Linux terminal emulator. Initial state:\n"
    "Current directory: /home/user\n"
    "Files: (empty)\n"
    "Environment: USER=user, HOME=/home/user"
)


def test_an_empty_home_is_the_published_text() -> None:
    assert Snapshot().as_text() == PUBLISHED
    assert read_snapshot(PUBLISHED) == Snapshot()


def test_odd_names_and_texts_survive() -> None:
    odd = Snapshot(
        folder="/home/user/my docs",
        files={"my docs": None, "my docs/a, b": 'say "hi"\n\\n', "x": ""},
        variables={"USER": "user", "HOME": "/home/user", "X": "a, b=1", "E": ""},
        previous="/home/user",
        status=127,
    )
    assert read_snapshot(odd.as_text()) == odd


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("hello", "must begin with"),
        (PUBLISHED.replace("Current directory: /home/user\n", ""), "Current directory"),
        (PUBLISHED.replace(" (empty)", "\na/b.txt"), "neither a folder"),
        (PUBLISHED.replace(" (empty)", '\na/b.txt ""'), "no folder there"),
        (PUBLISHED.replace(" (empty)", '\n../b ""'), "no path"),
    ],
)
def test_what_is_wrong_with_a_state_is_said(text: str, named: str) -> None:
    with pytest.raises(InputError, match=named):
        read_snapshot(text)


@pytest.mark.parametrize("line", ["removed x", "moved x y", 'added x "a"', "boom", "unset X", "status", 'made a/b "x"'])
def test_a_change_that_does_not_fit_is_refused(line: str) -> None:
    with pytest.raises(InputError):
        apply_changes(Snapshot(), line)


def test_a_working_folder_must_be_there() -> None:
    with pytest.raises(InputError, match="current directory"):
        session_of(Snapshot(folder="/home/user/nowhere"))
