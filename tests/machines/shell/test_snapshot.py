"""States and changes as text: the published form, and errors that name what does not fit."""

import pytest

from caalm.errors import InputError
from caalm.machines.shell.snapshot import Snapshot, apply_changes, read_snapshot, run_on, session_of

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


def test_steps_between_the_changes_change_nothing() -> None:
    before = Snapshot(files={"a": "x; y\n"}, status=1)
    after = apply_changes(before, 'ran cat a "b; c"; read a; piped "x; y\\n"; made "b; c" "x; \\"y"; ok; failed 2')
    assert after == Snapshot(files={"a": "x; y\n", "b; c": 'x; "y'}, status=2)


def test_the_steps_of_a_line_stand_in_their_order() -> None:
    state = Snapshot(files={"a.txt": "b\na\n", "d": None, "d/e.txt": ""})
    assert run_on(state, "X=1; sort *.txt | head -n 1 > d/e.txt && cd d || cat $X")[1] == (
        'set X 1; ok; ran sort a.txt; read a.txt; piped "a\\nb\\n"; wrote d/e.txt "a\\n"; ok; folder /home/user/d; ok'
    )
    assert run_on(state, "cat nothing ; grep x ./d/../a.txt")[1] == "failed 1; read a.txt; failed 1"
    assert run_on(state, "# nothing")[1] == "nothing"
    assert run_on(state, "ls |")[1] == "failed 2"


@pytest.mark.parametrize("line", [PUBLISHED.replace(" (empty)", f"\na {size}") for size in ('9 "hi"', '"hi"')])
def test_a_size_is_counted_not_believed(line: str) -> None:
    assert read_snapshot(line).as_text() == PUBLISHED.replace(" (empty)", '\na 2 "hi"')


@pytest.mark.parametrize(
    "line",
    ["removed x", "moved x y", 'added x "a"', "boom", "unset X", "failed", 'made a/b "x"', "", "ok;; ok", 'made "a'],
)
def test_a_change_that_does_not_fit_is_refused(line: str) -> None:
    with pytest.raises(InputError):
        apply_changes(Snapshot(), line)


def test_a_working_folder_must_be_there() -> None:
    with pytest.raises(InputError, match="current directory"):
        session_of(Snapshot(folder="/home/user/nowhere"))
