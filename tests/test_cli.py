"""The commands through their real entry point: what is printed, what is written, and one line for every bad input."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
import torch
from transformers import AutoTokenizer

from caalm import __version__, cli
from caalm.dataset.build import build, load
from caalm.model import predictor as predictor_module
from caalm.model.checkpoint import save_model
from caalm.model.engine import Completion, OnProgress
from caalm.model.predictor import Predictor
from caalm.model.sizes import parameters
from caalm.tasks.prediction import plain_example
from tests.dataset.builds import INVENTED
from tests.model.tiny import TINY, tiny_model
from tests.training.base import tiny_base

CALL = "from caalm.cli import main; main()"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny random checkpoint: what it predicts is noise, how it is loaded and refused is real."""
    folder = tmp_path_factory.mktemp("cli") / "weights"
    save_model(tiny_model(), folder, {"trace": False})
    return folder


class ShoutingEngine:
    """Answers with the last line of the program in capitals."""

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        lines = [prompt.removesuffix("\n\nOutput:\n").splitlines()[-1].upper() for prompt in prompts]
        return [Completion(text=line, token_logprobs=(-0.1,), finished="CUT" not in line) for line in lines]


@pytest.fixture
def shouting(monkeypatch: pytest.MonkeyPatch, weights: Path) -> Path:
    """The weights, with an engine that answers predictably in the place of their own."""

    def load(path: Path | None = None, *, trace: bool | None = None, engine: str = "auto") -> Predictor:
        return Predictor(ShoutingEngine(), trace=bool(trace))

    monkeypatch.setattr(predictor_module.Predictor, "load", staticmethod(load))
    return weights


@pytest.fixture
def never_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*_: object, **__: object) -> Predictor:
        raise AssertionError("the model was loaded for input that cannot be used")

    monkeypatch.setattr(predictor_module.Predictor, "load", staticmethod(load))


def run(*arguments: object, stdin: bytes = b"") -> Ran:
    with pytest.MonkeyPatch.context() as patch:
        out, err = io.StringIO(), io.StringIO()
        patch.setattr(sys, "argv", ["caalm", *map(str, arguments)])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
    return Ran(code, out.getvalue(), err.getvalue())


def assert_one_clear_line(ran: Ran, *words: str) -> None:
    assert ran.code == 2
    assert ran.out == ""
    lines = ran.err.splitlines()
    assert len(lines) == 1, ran.err
    assert lines[0].startswith("error: ")
    for word in words:
        assert word in lines[0]


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# -- predicting ------------------------------------------------------------------------------------------------------


def test_one_file_prints_the_prediction_and_nothing_else(shouting: Path, tmp_path: Path) -> None:
    program = write(tmp_path, "a.py", "a = 1\nsay a\n")
    assert run("predict", program, "--model", shouting) == Ran(0, "SAY A\n", "")


def test_a_program_may_come_on_standard_input(shouting: Path) -> None:
    assert run("predict", "-", "--model", shouting, stdin=b"yell hi\n").out == "YELL HI\n"


def test_several_files_are_told_apart(shouting: Path, tmp_path: Path) -> None:
    one, two = write(tmp_path, "1.txt", "one"), write(tmp_path, "2.txt", "two")
    ran = run("predict", one, two, "--model", shouting)
    assert ran.out == f"==> {one} (confidence 0.90)\nONE\n==> {two} (confidence 0.90)\nTWO\n"


def test_json_says_file_prediction_confidence_and_whether_it_was_cut(shouting: Path, tmp_path: Path) -> None:
    program = write(tmp_path, "a.py", "cut é")
    record = json.loads(run("predict", program, "--json", "--model", shouting).out)
    assert record == {"file": str(program), "prediction": "CUT É", "confidence": 0.904837, "truncated": True}


def test_a_prediction_that_was_cut_off_is_noted(shouting: Path, tmp_path: Path) -> None:
    ran = run("predict", write(tmp_path, "a.py", "cut"), "--model", shouting)
    assert ran.code == 0
    assert "ran out of room" in ran.err


def test_a_real_checkpoint_predicts_in_a_process_of_its_own(weights: Path, tmp_path: Path) -> None:
    program = write(tmp_path, "a.py", "print(1)\n")
    command = [sys.executable, "-c", "from caalm.cli import main; main()", "predict", str(program), "--json"]
    done = subprocess.run([*command, "--model", str(weights)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["prediction"] == Predictor.load(weights).predict("print(1)\n").output


def test_nothing_is_run_parsed_or_compiled(shouting: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    canary = tmp_path / "canary"
    program = write(tmp_path, "a.py", f"open({str(canary)!r}, 'w').write('ran')\n")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started, or code compiled")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert run("predict", program, "--model", shouting).code == 0
    assert not canary.exists()


# -- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("never_loaded")
class TestBadInput:
    def test_a_missing_file(self, weights: Path) -> None:
        assert_one_clear_line(run("predict", "no-such-file.py", "--model", weights), "no-such-file.py", "No such file")

    def test_a_folder(self, weights: Path, tmp_path: Path) -> None:
        assert_one_clear_line(run("predict", tmp_path, "--model", weights), str(tmp_path), "directory")

    @pytest.mark.parametrize("content", ["", "\n \t\n", "\ufeff"])
    def test_an_empty_program(self, weights: Path, tmp_path: Path, content: str) -> None:
        ran = run("predict", write(tmp_path, "empty.py", content), "--model", weights)
        assert_one_clear_line(ran, "empty.py", "is empty")

    def test_nothing_on_standard_input(self, weights: Path) -> None:
        assert_one_clear_line(run("predict", "-", "--model", weights), "standard input", "is empty")

    @pytest.mark.parametrize("content", [b"\x7fELF\x02\x01\x01\xff", b"print(1)\x00\n", "é".encode("latin-1")])
    def test_a_binary_file(self, weights: Path, tmp_path: Path, content: bytes) -> None:
        ran = run("predict", write(tmp_path, "binary.py", content), "--model", weights)
        assert_one_clear_line(ran, "binary.py", "give a text file")

    def test_another_encoding_is_named_by_its_line(self, weights: Path, tmp_path: Path) -> None:
        ran = run("predict", write(tmp_path, "a.py", "x = 1\nprint('é')\n".encode("latin-1")), "--model", weights)
        assert_one_clear_line(ran, "a.py", "line 2", "in UTF-8")

    def test_an_empty_name(self, weights: Path) -> None:
        assert_one_clear_line(run("predict", "", "--model", weights), "FILE is an empty name")

    def test_a_program_longer_than_the_context(self, weights: Path, tmp_path: Path) -> None:
        ran = run("predict", write(tmp_path, "long.py", "print(1)\n" * 1000), "--model", weights)
        assert_one_clear_line(ran, "long.py", "8192", "shorten")

    def test_one_bad_file_among_good_ones(self, weights: Path, tmp_path: Path) -> None:
        good = write(tmp_path, "good.py", "print(1)")
        assert_one_clear_line(run("predict", good, tmp_path / "bad.py", "--model", weights), "bad.py")

    def test_weights_that_are_not_there(self, tmp_path: Path) -> None:
        good = write(tmp_path, "good.py", "print(1)")
        assert_one_clear_line(run("predict", good, "--model", tmp_path / "none"), "weights", "none")

    def test_weights_that_are_cut_off(self, weights: Path, tmp_path: Path) -> None:
        broken = tmp_path / "broken"
        broken.mkdir()
        for path in weights.iterdir():
            write(broken, path.name, path.read_bytes())
        tensors = broken / "model.safetensors"
        tensors.write_bytes(tensors.read_bytes()[:1000])
        good = write(tmp_path, "good.py", "print(1)")
        assert_one_clear_line(run("predict", good, "--model", broken), "model.safetensors", "fetch it again")

    def test_a_configuration_that_is_no_json(self, weights: Path, tmp_path: Path) -> None:
        for path in weights.iterdir():
            write(tmp_path, path.name, b"{" if path.name == "config.json" else path.read_bytes())
        good = write(tmp_path, "good.py", "print(1)")
        assert_one_clear_line(run("predict", good, "--model", tmp_path), "config.json")

    @pytest.mark.parametrize(
        ("arguments", "word"),
        [
            ((), "no program"),
            (("--jsonl", "in.jsonl"), "--out"),
            (("a.py", "--jsonl", "in.jsonl", "--out", "o"), "exclude each other"),
            (("a.py", "--out", "o"), "--jsonl"),
            (("--jsonl", "in.jsonl", "--out", "o", "--workers", "2"), "--on ray"),
            (("--jsonl", "no-such.jsonl", "--out", "o"), "no-such.jsonl"),
            (("--jsonl", "no-such.jsonl", "--out", "no/such/folder/o"), "its folder does not exist"),
        ],
    )
    def test_arguments_that_do_not_go_together(self, weights: Path, arguments: tuple[str, ...], word: str) -> None:
        assert_one_clear_line(run("predict", *arguments, "--model", weights), word)


def test_the_traceback_is_shown_when_asked_for() -> None:
    with pytest.raises(Exception, match="cannot be read"):
        run("--debug", "predict", "no-such-file.py")


# -- JSON lines ------------------------------------------------------------------------------------------------------


def test_json_lines_keep_their_order_and_their_ids(shouting: Path, tmp_path: Path) -> None:
    lines = [{"id": f"p{number}", "code": f"say {number}"} for number in (3, 1, 2)]
    given = write(tmp_path, "in.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    assert run("predict", "--jsonl", given, "--out", tmp_path / "out.jsonl", "--model", shouting) == Ran(0, "", "")
    made = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert made == [{"id": line["id"], "prediction": line["code"].upper(), "confidence": 0.904837} for line in lines]


BAD_LINES = {
    "no JSON": b'{"id": 1, "code": ',
    "no JSON object": b"[1, 2]",
    '"code" is missing': b'{"id": "x"}',
    '"id" is missing': b'{"code": "print(1)"}',
    '"code" is no string': b'{"id": "x", "code": 5}',
    '"id" is neither': b'{"id": null, "code": "print(1)"}',
    "is empty": b'{"id": "x", "code": "  "}',
    "NUL": b'{"id": "x", "code": "a\\u0000b"}',
    "surrogate": b'{"id": "x", "code": "a\\ud800b"}',
    "not UTF-8": b'{"id": "x", "code": "\xff"}',
    "shorten": json.dumps({"id": "x", "code": "print(1)\n" * 1000}).encode(),
}


def test_a_bad_line_is_named_by_number_and_loses_no_other(shouting: Path, tmp_path: Path) -> None:
    good = [b'{"id": "first", "code": "one"}', b"", *BAD_LINES.values(), b'{"id": "last", "code": "two"}']
    given = write(tmp_path, "in.jsonl", b"\n".join(good))
    ran = run("predict", "--jsonl", given, "--out", tmp_path / "out.jsonl", "--model", shouting)
    assert ran.code == 2
    made = [json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert made == ["first", "last"]
    complaints = ran.err.splitlines()
    assert len(complaints) == len(BAD_LINES)
    for number, (reason, complaint) in enumerate(zip(BAD_LINES, complaints, strict=True), 3):
        assert complaint.startswith(f"error: {given}, line {number}: ")
        assert reason in complaint


def test_an_interrupted_prediction_leaves_the_old_file_alone(
    shouting: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, out = write(tmp_path, "in.jsonl", '{"id": 1, "code": "one"}\n'), write(tmp_path, "out.jsonl", "old\n")

    def fail(*_: object, **__: object) -> list[Completion]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ShoutingEngine, "generate", fail)
    assert_one_clear_line(run("predict", "--jsonl", given, "--out", out, "--model", shouting), "No space left")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]
    assert out.read_text() == "old\n"


def test_a_dash_is_standard_input_and_standard_output(shouting: Path) -> None:
    given = b'{"id": 1, "code": "one"}\n'
    ran = run("predict", "--jsonl", "-", "--out", "-", "--model", shouting, stdin=given)
    assert ran == Ran(0, '{"id": 1, "prediction": "ONE", "confidence": 0.904837}\n', "")


def test_what_is_read_is_never_written_over(shouting: Path, tmp_path: Path) -> None:
    lines = write(tmp_path, "in.jsonl", '{"id": "a", "code": "one", "output": "1", "commands": ["ls"]}\n')
    (tmp_path / "link").symlink_to(lines)
    told = write(tmp_path, "told.jsonl", '{"id": "a", "prediction": "1"}\n')
    before = lines.read_bytes(), told.read_bytes()
    for arguments in (
        ("predict", "--jsonl", lines, "--out", lines, "--model", shouting),
        ("predict", "--jsonl", lines, "--out", tmp_path / "link", "--model", shouting),
        ("shell", "--jsonl", lines, "--out", lines, "--model", "oracle"),
        ("score", lines, "--predictions", told, "--json", lines),
        ("score", lines, "--predictions", told, "--json", told),
        ("evaluate", lines, "--model", "oracle", "--json", lines),
        ("evaluate", lines, "--model", "oracle", "--predictions", lines),
    ):
        assert_one_clear_line(run(*arguments), "one of the files to read", "give another")
    assert (lines.read_bytes(), told.read_bytes()) == before


def test_predictions_are_not_kept_in_a_file_that_holds_something_else(tmp_path: Path) -> None:
    note = write(tmp_path, "note.txt", "years of work, on one line")
    ran = run("evaluate", "card-52", "--limit", 1, "--model", "oracle", "--predictions", note)
    assert_one_clear_line(ran, "note.txt", "no predictions file")
    assert note.read_text() == "years of work, on one line"


# -- the streams of the process --------------------------------------------------------------------------------------


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_defect_of_ours(closed: str) -> None:
    command = f'"{sys.executable}" -c "{CALL}" predict - {closed}'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert ("standard input is empty" in done.stderr) == ("2>&-" not in closed)


def test_a_closed_standard_error_costs_no_prediction(weights: Path, tmp_path: Path) -> None:
    program = write(tmp_path, "a.py", "print(1)\n")
    command = f'"{sys.executable}" -c "{CALL}" predict "{program}" --json --model "{weights}" 2>&-'
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)["file"] == str(program)


def test_what_the_terminal_has_no_letter_for_is_escaped(tmp_path: Path) -> None:
    given = write(tmp_path, "own.jsonl", '{"id": "a", "language": "h\u00e9", "code": "x", "output": "\u00e9"}\n')
    command = [sys.executable, "-c", CALL, "evaluate", str(given), "--model", "oracle", "--markdown"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    assert "| h\\xe9 | 1/1 |" in done.stdout


# -- the other commands ----------------------------------------------------------------------------------------------


def test_the_version_is_printed() -> None:
    assert run("--version") == Ran(0, f"caalm {__version__}\n", "")


@pytest.mark.parametrize("language", ["invented", "python", "cobol"])
def test_the_same_seed_draws_the_same_programs(language: str) -> None:
    first = run("draw", "--language", language, "--seed", 4, "--count", 2)
    assert first.code == 0
    assert first.out.count("-- trace\n") == first.out.count("-- output\n") == 2
    assert run("draw", "--language", language, "--seed", 4, "--count", 2) == first
    assert run("draw", "--language", language, "--seed", 5, "--count", 2) != first


def test_drawing_in_an_unknown_language_lists_those_there_are() -> None:
    assert_one_clear_line(run("draw", "--language", "perl"), "perl", "invented, python, javascript, lua, cobol")


def test_evaluation_prints_tables_and_writes_scores(tmp_path: Path) -> None:
    scores = tmp_path / "scores.json"
    ran = run("evaluate", "card-52", "--model", "oracle", "--json", scores)
    assert ran.code == 0, ran.err
    assert "52/52" in ran.out
    (report,) = json.loads(scores.read_text())
    assert report["overall"]["exact"] == 1.0
    assert len(report["dataset_hash"]) == 64
    assert report["metadata"]["versions"]["caalm"] == __version__


def test_a_checkpoint_can_be_evaluated_on_an_outside_file(weights: Path, tmp_path: Path) -> None:
    outside = write(tmp_path, "own.jsonl", '{"id": "a", "language": "python", "code": "print(1)", "output": "1"}\n')
    ran = run("evaluate", f"path:{outside}", "--model", weights, "--no-trace", "--markdown")
    assert ran.code == 0, ran.err
    assert "| python | 0/1 |" in ran.out


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("no-suite", "--model", "oracle"), "card-52, unseen, held-out, validation, real"),
        (("no-file.jsonl", "--model", "oracle"), "no-file.jsonl"),
        (("card-52", "--model", "no-weights"), "no-weights"),
        (("card-52", "real", "--model", "oracle", "--predictions", "p"), "one suite"),
        (("card-52", "--model", "oracle", "--json", "no/folder/x.json"), "folder"),
    ],
)
def test_an_evaluation_that_cannot_be_done_says_why(arguments: tuple[str, ...], word: str) -> None:
    assert_one_clear_line(run("evaluate", *arguments), word)


@pytest.mark.parametrize("command", [("dataset", "verify"), ("dataset", "show")])
def test_a_folder_without_a_data_set_is_refused(command: tuple[str, str], tmp_path: Path) -> None:
    assert_one_clear_line(run(*command, tmp_path), str(tmp_path), "build it first")


def test_unknown_recipes_are_refused_by_name(tmp_path: Path) -> None:
    assert_one_clear_line(run("dataset", "build", "huge", "--out", tmp_path / "d"), "huge", "card, small")
    assert_one_clear_line(run("train", "huge", "--run", tmp_path / "r"), "huge", "tiny")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_library_names_the_extra_that_brings_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def load(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow")

    monkeypatch.setattr("caalm.dataset.build.verify", load)
    assert_one_clear_line(run("dataset", "verify", tmp_path), "pip install 'caalm[dataset]'")


def test_every_engine_answers_through_the_command(weights: Path, tmp_path: Path) -> None:
    program = write(tmp_path, "a.py", "print(1)\n")
    by_engine = {run("predict", program, "--model", weights, "--engine", name) for name in ("auto", "numpy", "torch")}
    assert len(by_engine) == 1
    assert by_engine.pop().code == 0


@pytest.mark.parametrize("command", ["predict", "evaluate"])
def test_an_engine_that_cannot_be_used_is_one_clear_line(command: str, weights: Path, tmp_path: Path) -> None:
    program = (write(tmp_path, "a.py", "print(1)\n"),) if command == "predict" else ("card-52",)
    assert_one_clear_line(run(command, *program, "--model", weights, "--engine", "onnx"), "onnx", "numpy, torch")
    nowhere = "openai=http://127.0.0.1:9/v1"
    assert_one_clear_line(run(command, *program, "--engine", nowhere), "127.0.0.1:9")


# -- training and shipping -------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")
def test_the_published_recipe_trains_on_a_built_data_set(tmp_path: Path) -> None:
    # From a data set on disk to weights that transformers loads; the base is a few thousand random weights.
    data, base, folder = tmp_path / "data", tiny_base(tmp_path / "base"), tmp_path / "run"
    build(INVENTED, data, seed=3)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # two threads that share a core with somebody take thirty times as long
    try:
        done = run("train", "caalm-v1", "--base", base, "--data", data, "--run", folder)
    finally:
        torch.set_num_threads(threads)
    assert done.code == 0, done.err
    # 30 programs, 8 x 4 a step, 3 epochs; the tiny base has one token a byte and one for the end.
    examples = [plain_example(record.source, record.stdout) for record in load(data, "train")]
    long = sum(len((example.prompt + example.target).encode()) + 1 > 512 for example in examples)
    assert len(examples) == 30
    assert f"finished: step 3, {30 - long} programs, {long} were too long" in done.out
    assert (folder / "model" / "model.safetensors").exists()
    assert AutoTokenizer.from_pretrained(folder / "model")("é")["input_ids"] == [195, 169]


def test_weights_are_exported_without_their_training_state(weights: Path, tmp_path: Path) -> None:
    out = tmp_path / "shipped"
    ran = run("export", weights, "--out", out, "--commit", "abc1234")
    assert ran.code == 0, ran.err
    assert f"{out}: {parameters(TINY):,} parameters" in ran.out
    assert json.loads((out / "caalm.json").read_text())["commit"] == "abc1234"
    program = write(tmp_path, "a.py", "print(1)\n")
    assert run("predict", program, "--model", out) == run("predict", program, "--model", weights)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("train", "caalm-v1"), ("--data", "caalm dataset build")),
        (("train", "caalm-v1", "--data", "d", "--seconds", "5"), ("to the letter",)),
        (("train", "caalm-v1", "--data", "no-data"), ("no-data", "build it first")),
        (("train", "nano", "--data", "d"), ("--data", "caalm-v1")),
        (("train", "nano", "--init", "no-weights"), ("no-weights",)),
        (("train", "nano", "--size", "9000b"), ("9000b", "15m")),
    ],
)
def test_training_that_cannot_begin_says_why(
    arguments: tuple[str, ...], words: tuple[str, ...], tmp_path: Path
) -> None:
    assert_one_clear_line(run(*arguments, "--run", tmp_path / "run"), *words)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_checkpoint_is_not_exported(tmp_path: Path) -> None:
    assert_one_clear_line(run("export", tmp_path, "--out", tmp_path / "out"), str(tmp_path), "train first")
