"""What evaluate wrote is read again, every table is there, and a file that cannot be believed is one line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from caalm.errors import InputError
from caalm.evaluation.evaluate import natural_order
from caalm.evaluation.report_compare import compare_results
from caalm.evaluation.report_files import Result, read_results
from tests.evaluation.results import DRAWN, GROUP, changed, write_results


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_results(tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="module")
def ours(files: tuple[Path, Path]) -> Result:
    (result,) = read_results(files[:1])
    return result


def test_a_result_has_a_table_for_every_grouping(ours: Result) -> None:
    assert {"tier", "split", "split and tier", "construct", "family", "steps"} <= set(ours.tables)
    assert sum(row.count for row in ours.tables["steps"]) == DRAWN
    assert [row.name for row in ours.tables["steps"]] == sorted(
        (row.name for row in ours.tables["steps"]), key=natural_order
    )
    assert [row.count for row in ours.tables["tier"] if row.name == GROUP] == [3]
    assert all(set(row.baselines) == set(ours.overall.baselines) for row in ours.tables["steps"])


def test_the_first_wrong_step_comes_with_the_steps_around_it(ours: Result) -> None:
    wrong = [item for item in ours.items if item.departure is not None]
    assert len(wrong) == DRAWN // 3
    for item in wrong:
        departure = item.departure
        assert departure is not None
        assert departure.first == 1
        assert departure.predicted[departure.step - 1] == f"{departure.true[departure.step - 1]}9"
        assert departure.predicted[: departure.step - 1] == departure.true[: departure.step - 1]


def test_only_a_confidence_that_differs_counts_as_one(files: tuple[Path, Path]) -> None:
    assert [result.has_confidence for result in read_results(files)] == [True, False]


def test_files_of_one_name_are_told_apart_by_their_folders(files: tuple[Path, Path], tmp_path: Path) -> None:
    other = tmp_path / files[0].name
    other.write_bytes(files[0].read_bytes())
    labels = [result.label for result in read_results([files[0], other])]
    assert labels == [f"{files[0].parent.name}/ours", f"{tmp_path.name}/ours"]
    with pytest.raises(InputError, match="given twice"):
        read_results([files[0], files[0]])


def test_an_older_file_without_items_has_its_tables_and_cannot_be_compared(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    old = changed(files[0], tmp_path, items=[], details={})
    (result,) = read_results([old])
    assert set(result.tables) == {"tier", "split", "split and tier"}
    with pytest.raises(InputError, match="says nothing of single programs"):
        read_results([files[0], old])


def test_what_a_hand_has_changed_is_refused(files: tuple[Path, Path], tmp_path: Path) -> None:
    record = json.loads(files[0].read_text("utf-8"))[0]
    items = record["items"]
    flattered = [{**items[0], "right": True}, *items[1:]]
    assert not items[0]["right"]
    with pytest.raises(InputError, match="do not follow from its predictions"):
        read_results([changed(files[0], tmp_path, items=flattered)])
    with pytest.raises(InputError, match="do not follow from its predictions"):
        read_results([changed(files[0], tmp_path, overall={**record["overall"], "right": 27})])
    with pytest.raises(InputError, match="do not have the hash"):
        read_results([changed(files[0], tmp_path, items=[{**items[0], "output": "1\n"}, *items[1:]])])


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is no JSON"),
        (b"\xff\xfe{", "is no JSON"),
        (b"[]", "is no result"),
        (b"3", "is no result"),
        (b"[3]", "is no result"),
        (b'{"suite": "card-52"}', "'overall' is missing"),
        (b"[" * 100_000, "is no JSON"),
        (b'{"overall": {"interval": 3}}', "is no result"),
        (b'{"overall": null, "tables": []}', "is no result"),
        (b'{"items": [{"id": 3, "code": "", "output": "", "prediction": ""}], "overall": 0}', "is no result"),
    ],
)
def test_what_is_no_result_is_said_in_one_line(content: bytes, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    path.write_bytes(content)
    with pytest.raises(InputError) as raised:
        read_results([path])
    assert complaint in str(raised.value)
    assert str(path) in str(raised.value)
    assert len(str(raised.value)) < 400


def test_other_suites_and_other_programs_are_not_compared(files: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="different suites"):
        read_results([files[0], changed(files[1], tmp_path, suite="another")])
    with pytest.raises(InputError, match="other programs"):
        read_results([files[0], changed(files[1], tmp_path, dataset_hash="0" * 64, items=[])])


def test_the_command_says_what_is_wrong_in_one_line_and_exits_with_2(tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    path.write_text("{}")
    command = [sys.executable, "-c", "from caalm.cli import main; main()", "report"]
    for arguments in ([str(path)], ["no-such-file.json"], [str(path), "--html", str(path)]):
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 2, done.stderr
        assert done.stderr.startswith("error: ")
        assert len(done.stderr.splitlines()) == 1
    assert path.read_text() == "{}"


def test_reading_and_comparing_need_no_plots(files: tuple[Path, Path]) -> None:
    code = (
        "import sys; from pathlib import Path; from caalm.evaluation.report_files import read_results\n"
        "from caalm.evaluation.report_compare import compare_results\n"
        "from caalm.evaluation.report_markdown import comparison_markdown\n"
        f"[c] = compare_results(read_results([Path(p) for p in {[str(path) for path in files]!r}]))\n"
        "assert '| ours |' in comparison_markdown(c)\n"
        "assert not {'torch', 'matplotlib', 'jinja2'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(compare_results(read_results(files))) == 1
