"""The command line: thin commands over the public functions, and one line for everything that a user can mend.

    caalm predict examples/card/1-python.py     -> 30
    caalm predict no-such-file.py               -> error: no-such-file.py cannot be read ..., exit code 2

Exit codes: 0 done, 2 the input cannot be used (or some of it), 1 a defect of ours, or `caalm verify` found a
difference. `caalm --debug COMMAND` shows the traceback. What needs a model is imported when its command runs:
`caalm --help` loads none of it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from caalm import __version__
from caalm.errors import CaalmError, InputError
from caalm.serving.settings import Settings

if TYPE_CHECKING:
    from caalm.dataset.manifest import Manifest
    from caalm.evaluation.predictors import OnProgress
    from caalm.model.engine import Completion
    from caalm.model.predictor import Prediction, Predictor
    from caalm.model.shell import Shell

app = typer.Typer(
    name="caalm",
    help="Code as a Language Model: predict what a program prints, without running it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ModelOption = Annotated[
    Path | None, typer.Option("--model", metavar="PATH", help="A weights folder instead of the shipped one.")
]
TraceOption = Annotated[
    bool | None,
    typer.Option("--trace/--no-trace", help="Ask for the trace first; as the weights say if unset."),
]
EngineOption = Annotated[
    str, typer.Option("--engine", metavar="ENGINE", help="auto, numpy, torch or openai=URL (vLLM, any such server).")
]
AbstainOption = Annotated[
    float | None,
    typer.Option(
        "--abstain", metavar="BELOW", min=0, max=1, help="Give no answer where the confidence is below this (0 to 1)."
    ),
]


_EXTRAS = {
    "torch": "torch", "transformers": "torch", "tokenizers": "torch", "safetensors": "torch", "openai": "openai",
    "pyarrow": "dataset",
    "jinja2": "plots", "lupa": "runtimes", "tqdm": "train", "accelerate": "train", "tensorboard": "train",
    "matplotlib": "plots",
    "fastapi": "serve", "starlette": "serve", "uvicorn": "serve", "pydantic": "serve", "prometheus_client": "serve",
}  # fmt: skip
"""Which extra of the package brings a library that a command may lack."""


def main() -> None:
    """The entry point: what a user can mend becomes one line on standard error and exit code 2."""
    arguments = sys.argv[1:]
    # Only before the command's name: what follows belongs to the command.
    debug = "--debug" in arguments[: next((i for i, a in enumerate(arguments) if not a.startswith("-")), None)]
    try:
        app()
    except (CaalmError, OSError, ModuleNotFoundError) as error:
        line = _mend(error)
        if debug or line is None:
            raise
        _complain(line)
        raise SystemExit(2) from None


def _mend(error: Exception) -> str | None:
    """The one line for an error; None where it is a defect of ours."""
    if isinstance(error, ModuleNotFoundError):
        missing = (error.name or "").partition(".")[0]
        extra = _EXTRAS.get(missing)
        return extra and f"this command needs {missing}: pip install 'caalm[{extra}]'"
    if isinstance(error, OSError) and error.strerror is None:
        return None
    return " ".join(str(error).splitlines())


def _complain(line: str) -> None:
    print(f"error: {line}", file=sys.stderr)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"caalm {__version__}")
        raise typer.Exit


@app.callback()
def _caalm(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Code as a Language Model: predict what a program prints, without running it."""


@contextmanager
def _progress(what: str) -> Iterator[OnProgress | None]:
    """A bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _load(model: Path | None, trace: bool | None, engine: str = "auto") -> Predictor:
    from caalm.model.predictor import Predictor

    return Predictor.load(model, trace=trace, engine=engine)


def _door(model: Path | None, trace: bool | None, engine: str = "auto") -> Predictor:
    """A predictor without an engine: it knows which programs fit, without the seconds that loading takes."""
    from caalm.model.checkpoint import CheckpointError, validate
    from caalm.model.confidence import load_calibration
    from caalm.model.engines import checked_choice, is_remote
    from caalm.model.predictor import Predictor, default_trace, weights_folder
    from caalm.model.sizes import POSITIONS

    if is_remote(checked_choice(engine)) and model is None:
        return Predictor(_NoEngine(), trace=bool(trace))
    folder = weights_folder(model)
    manifest = validate(folder)
    try:
        positions = json.loads((folder / "config.json").read_text("utf-8")).get("max_position_embeddings", POSITIONS)
    except (OSError, ValueError, AttributeError) as error:
        raise CheckpointError(f"weights: {folder / 'config.json'} cannot be read ({error})") from None
    traced = default_trace(manifest, load_calibration(folder, manifest)) if trace is None else trace
    return Predictor(_NoEngine(), trace=traced, positions=positions)


class _NoEngine:
    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        raise AssertionError("a predictor without an engine was asked to predict")


# -- predict ---------------------------------------------------------------------------------------------------------


@app.command()
def predict(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILE...", help="Programs; - is standard input.", show_default=False)
    ] = None,
    jsonl: Annotated[
        Path | None, typer.Option("--jsonl", metavar="IN", help="JSON lines with id and code, instead of files.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="OUT", help="Where the predictions for --jsonl are written.")
    ] = None,
    model: ModelOption = None,
    trace: TraceOption = None,
    abstain: AbstainOption = None,
    engine: EngineOption = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a program.")] = False,
) -> None:
    """Predict what programs print. Nothing is run, parsed or compiled."""
    if jsonl is not None:
        if files:
            raise InputError("--jsonl and FILE exclude each other: give one of them")
        if out is None:
            raise InputError("--jsonl needs --out: say where the predictions go")
        _predict_jsonl(jsonl, out, model, trace, abstain, engine)
        return
    if out is not None:
        raise InputError("--out goes with --jsonl: predictions for files are printed")
    if not files:
        raise InputError("no program: give a file, or - for standard input")
    _predict_files(files, model, trace, abstain, engine, as_json)


def _predict_files(
    files: Sequence[str], model: Path | None, trace: bool | None, abstain: float | None, engine: str, as_json: bool
) -> None:
    codes = _read_programs(files, model, trace, engine)
    predictor = _load(model, trace, engine)
    with _progress("predicting") as on_progress:
        predictions = predictor.predict_many(codes, on_progress)
    for name, prediction in zip(files, predictions, strict=True):
        if as_json:
            print(json.dumps(_as_record(name, prediction, abstain), ensure_ascii=False))
            continue
        if len(files) > 1:
            print(f"==> {name} (confidence {prediction.confidence:.2f})")
        if abstain is not None and prediction.confidence < abstain:
            print(f"note: {name}: abstained, confidence {prediction.confidence:.6f}", file=sys.stderr)
            continue
        if prediction.output:
            print(prediction.output)
        if prediction.truncated:
            print(f"note: {name}: the model ran out of room before it came to an end", file=sys.stderr)


def _read_programs(files: Sequence[str], model: Path | None, trace: bool | None, engine: str = "auto") -> list[str]:
    """The programs in files, each one that can be asked about; an InputError names the file."""
    from caalm.evaluation.files import read_program

    codes = [read_program(name) for name in files]
    door = _door(model, trace, engine)
    for name, code in zip(files, codes, strict=True):
        try:
            door.prompt(code)
        except InputError as error:
            shown = "standard input" if name == "-" else name
            raise InputError(f"{shown}: {str(error).removeprefix('program: ')}") from None
    return codes


def _as_record(name: str, prediction: Prediction, abstain: float | None) -> dict[str, object]:
    from caalm.evaluation.files import answer_fields

    record: dict[str, object] = {
        "file": name,
        **answer_fields(prediction, abstain),
        "truncated": prediction.truncated,
    }
    if prediction.steps is not None:
        record["trace"] = "\n".join(step.text for step in prediction.steps)
    return record


def _predict_jsonl(
    path: Path, out: Path, model: Path | None, trace: bool | None, abstain: float | None, engine: str
) -> None:
    from caalm.evaluation.files import check_writable, predict_lines, read_program_lines, write_atomically

    check_writable(out)
    lines = read_program_lines(path, _door(model, trace, engine).prompt)
    for problem in lines.problems:
        _complain(problem)
    text = ""
    if lines.programs:
        predictor = _load(model, trace, engine)
        with _progress("predicting") as on_progress:
            text = predict_lines(lines, predictor, on_progress, abstain)
    write_atomically(out, text)
    if lines.problems:
        raise typer.Exit(2)


# -- the predicted run, step by step -----------------------------------------------------------------------------------


@app.command()
def trace(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A program; - is standard input.", show_default=False)],
    model: ModelOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object with output, confidence and steps.")] = False,
) -> None:
    """Show the predicted run step by step: a debugger in a terminal, text elsewhere. Nothing is run."""
    from caalm import debugger
    from caalm.model.checkpoint import validate
    from caalm.model.predictor import weights_folder

    (code,) = _read_programs([file], model, True)
    if validate(weights_folder(model)).get("trace") is False:
        raise InputError("weights: these were not trained on traces, so they have no steps to show: use caalm predict")
    predictor = _load(model, True)
    with _progress("predicting") as on_progress:
        (prediction,) = predictor.predict_many([code], on_progress, trace=True)
    if as_json:
        print(json.dumps(debugger.as_record(file, prediction), indent=2, ensure_ascii=False))
    elif file != "-" and debugger.is_interactive():
        debugger.run(code, prediction)
    else:
        print(debugger.as_text(code, prediction), end="")
    if prediction.truncated:
        print(f"note: {file}: the model ran out of room before it came to an end", file=sys.stderr)


@app.command()
def verify(
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="A program in a real language; it is run.", show_default=False),
    ] = None,
    draw_seed: Annotated[
        int | None, typer.Option("--draw", metavar="SEED", help="A drawn program instead, and the interpreter's word.")
    ] = None,
    tier: Annotated[int, typer.Option(min=1, max=3, help="With --draw: 1 straight, 2 conditions, 3 loops.")] = 2,
    language: Annotated[
        str | None, typer.Option(help="The program's language, if its suffix does not tell; with --draw any.")
    ] = None,
    model: ModelOption = None,
    max_tokens: Annotated[int | None, typer.Option(min=1, help="The longest answer.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same for machines.")] = False,
) -> None:
    """Run a program in the sandbox and show where the prediction departs from the truth; exit code 1 if it does."""
    from caalm.evaluation import verify as verifying
    from caalm.model.checkpoint import validate
    from caalm.model.predictor import weights_folder

    if (file is None) == (draw_seed is None):
        raise InputError("verify: give FILE, or --draw SEED")
    traced = validate(weights_folder(model)).get("trace") is not False
    if file is not None:
        (code,) = _read_programs([file], model, traced)
        truth = verifying.execute_truth(code, verifying.language_of(file, language))
    else:
        from caalm.evaluation.suites import draw_item

        item = draw_item(language or "invented", tier, draw_seed or 0, 0)
        code, truth = item.source.text, verifying.interpreted_truth(item)
        _door(model, traced).prompt(code)
        if not as_json:
            print(item.source.numbered(), end="")
    predictor = _load(model, traced)
    if max_tokens is not None:
        predictor.max_new_tokens = max_tokens
    with _progress("predicting") as on_progress:
        (prediction,) = predictor.predict_many([code], on_progress, trace=traced)
    verification = verifying.verify(prediction, truth, traced=traced)
    print(json.dumps(verification.as_json(), indent=2, ensure_ascii=False) if as_json else verification)
    if not verification.agrees:
        raise typer.Exit(1)


_SERVICE = Settings()


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address; 0.0.0.0 is reachable from outside.")] = _SERVICE.host,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = _SERVICE.port,
    model: ModelOption = None,
    engine: EngineOption = "auto",
    batch: Annotated[int | None, typer.Option(min=1, help="Texts that share a step.")] = _SERVICE.batch,
    threads: Annotated[int, typer.Option(min=1, help="Of the engine numpy.")] = _SERVICE.threads,
    allow_verify: Annotated[
        bool, typer.Option("--allow-verify", help="Run programs in the sandbox to verify predictions, where it holds.")
    ] = _SERVICE.allow_verify,
    max_body: Annotated[int, typer.Option(min=1024, help="Bytes of a request.")] = _SERVICE.max_body,
    max_code: Annotated[int, typer.Option(min=1, help="Characters of a program.")] = _SERVICE.max_code,
    max_tokens: Annotated[int, typer.Option(min=1, help="Tokens of an answer.")] = _SERVICE.max_tokens,
    max_seconds: Annotated[
        float, typer.Option(min=0.1, help="For a request, its time in the queue included.")
    ] = _SERVICE.max_seconds,
    max_running: Annotated[int, typer.Option(min=1, help="Requests worked on at a time.")] = _SERVICE.max_running,
    max_queue: Annotated[int, typer.Option(min=0, help="Programs that may wait besides.")] = _SERVICE.max_queue,
    max_rate: Annotated[
        int | None, typer.Option(min=1, help="Requests a minute and client; unset: no limit.", show_default=False)
    ] = _SERVICE.max_rate,
    trust_proxy: Annotated[
        bool, typer.Option("--trust-proxy", help="X-Forwarded-For names the client: only behind a proxy that sets it.")
    ] = _SERVICE.trust_proxy,
    grace: Annotated[float, typer.Option(min=0, help="Seconds that a stop waits for what was begun.")] = _SERVICE.grace,
) -> None:
    """Serve predictions and the playground over HTTP. Nothing is run unless --allow-verify says so."""
    from caalm.serving.server import run

    run(
        Settings(
            host=host,
            port=port,
            model=model,
            engine=engine,
            batch=batch,
            threads=threads,
            allow_verify=allow_verify,
            max_body=max_body,
            max_code=max_code,
            max_tokens=max_tokens,
            max_seconds=max_seconds,
            max_running=max_running,
            max_queue=max_queue,
            max_rate=max_rate,
            trust_proxy=trust_proxy,
            grace=grace,
        )
    )


# -- looking at the machine and at what is drawn -----------------------------------------------------------------------


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="The same for machines.")] = False,
) -> None:
    """Say which runtimes and which sandbox this machine has, and attack the sandbox."""
    from caalm.runtimes.doctor import diagnose

    diagnosis = diagnose()
    if as_json:
        print(json.dumps(diagnosis.as_json(), indent=2, ensure_ascii=False))
    else:
        _print_rich(diagnosis)


def _print_rich(*shown: object) -> None:
    """Tables on standard output; as wide as they need to be where that is no terminal."""
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else 160).print(*shown)


@app.command()
def draw(
    language: Annotated[
        str, typer.Option(help="A real language, or 'invented' for a fresh one a program.")
    ] = "invented",
    tier: Annotated[int, typer.Option(min=1, max=3, help="1 assigns and prints, 2 adds conditions, 3 loops.")] = 2,
    topic: Annotated[
        str | None, typer.Option(help="Beyond the tiers: functions, recursion, lists ...; a wrong one lists them all.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed draws the same programs.")] = 0,
    count: Annotated[int, typer.Option(min=1, help="How many.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a program.")] = False,
) -> None:
    """Draw programs and show each with its trace and its output."""
    from caalm.evaluation.suites import draw_item

    for index in range(count):
        item = draw_item(language, tier, seed, index, topic)
        if as_json:
            record = {
                "language": item.language.name,
                "tier": item.tier,
                **({} if topic is None else {"topic": topic}),
                "code": item.source.text,
                **({"input": list(item.program.lines)} if item.program.lines else {}),
                "trace": item.trace_text(),
                "output": item.result.stdout,
            }
            print(json.dumps(record, ensure_ascii=False))
        else:
            about = f"tier {item.tier}" if topic is None else topic
            print(f"==> {item.language.name}, {about}, seed {seed}, number {index}")
            given = "".join([f"{line}\n" for line in item.program.lines])
            print(item.source.numbered(), f"-- input\n{given}" if given else "", sep="", end="")
            print(f"-- trace\n{item.trace_text()}", f"-- output\n{item.result.stdout}", sep="")


# -- the shell -------------------------------------------------------------------------------------------------------


@app.command()
def shell(
    jsonl: Annotated[
        Path | None, typer.Option("--jsonl", metavar="IN", help="JSON lines with id and commands: no terminal.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="OUT", help="Where id and outputs for --jsonl are written.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="WHAT", help="A weights folder, or oracle: the reference model of the shell."),
    ] = None,
    internal: Annotated[
        bool, typer.Option("--internal", help="Keep the state in the conversation instead of handing it in and out.")
    ] = False,
    engine: EngineOption = "auto",
) -> None:
    """A terminal whose answers are predicted: no command runs, no file is touched."""
    from caalm.evaluation.shell_predictors import ReferenceEngine
    from caalm.model.shell import Shell

    if (jsonl is None) != (out is None):
        raise InputError("--jsonl and --out go together: sessions in, outputs out")
    form: Literal["internal", "external"] = "internal" if internal else "external"
    if model == "oracle":
        opened = Shell(ReferenceEngine(), form=form, positions=sys.maxsize)
    else:
        opened = Shell.load(model, engine=engine, form=form)
    if jsonl is not None and out is not None:
        _shell_jsonl(jsonl, out, opened)
        return
    from caalm.serving.terminal import Terminal, line_reader

    Terminal(opened, line_reader()).loop()


def _shell_jsonl(path: Path, out: Path, opened: Shell) -> None:
    from caalm.evaluation.files import check_writable, write_atomically
    from caalm.evaluation.shell_files import UNTRAINED, answer_lines, read_session_lines

    check_writable(out)
    lines = read_session_lines(path)
    for problem in lines.problems:
        _complain(problem)
    if not opened.trained:
        print(f"note: {UNTRAINED}", file=sys.stderr)
    with _progress("predicting") as on_progress:
        text, notes = answer_lines(lines.sessions, opened, on_progress)
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
    write_atomically(out, text)
    if lines.problems:
        raise typer.Exit(2)


# -- evaluate --------------------------------------------------------------------------------------------------------


@app.command()
def evaluate(
    suites: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SUITE]...",
            help="card-52, held-out, validation, real, steps, beyond, shell-130, shell-sessions or JSON lines of id, "
            "code, output. "
            "Default: the first 2.",
            show_default=False,
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="WHAT",
            help="A folder of our weights or of the Hugging Face format, hf:NAME of the hub, openai:MODEL@URL, oracle, "
            "or a baseline such as last-literal. Default: the shipped weights.",
        ),
    ] = None,
    command: Annotated[
        str | None,
        typer.Option("--command", metavar="CMD", help="Any program instead: code on standard input, prediction out."),
    ] = None,
    trace: Annotated[
        bool | None,
        typer.Option("--trace/--no-trace", " /--plain", help="Ask for the trace first, or for the answer at once."),
    ] = None,
    engine: EngineOption = "auto",
    shots: Annotated[int, typer.Option(min=0, help="Solved programs of the training split before each.")] = 0,
    max_tokens: Annotated[int | None, typer.Option(min=1, help="The longest answer.", show_default=False)] = None,
    batch: Annotated[int | None, typer.Option(min=1, help="Programs at a time, of a model that runs here.")] = None,
    api: Annotated[str, typer.Option(help="How an endpoint or HF model is asked: auto, chat, completions.")] = "auto",
    stdin: Annotated[str, typer.Option(help="What --command reads: code, or the prompt.")] = "code",
    concurrency: Annotated[int, typer.Option(min=1, help="Requests or commands at a time.")] = 4,
    requests_per_minute: Annotated[float | None, typer.Option(min=0.1, help="No more than these.")] = None,
    retries: Annotated[int, typer.Option(min=0, help="Of a request that failed.")] = 6,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds for a request or a command.")] = 120.0,
    price_in: Annotated[float | None, typer.Option(min=0, help="Price of a million prompt tokens.")] = None,
    price_out: Annotated[float | None, typer.Option(min=0, help="Price of a million completion tokens.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first programs of each suite.")] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write predictions here as they come; go on from those that are there."),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write every score to this file; - prints it.")
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown, as the README shows it.")] = False,
    calibration: Annotated[
        bool, typer.Option("--calibration", help="Measure how far the confidences can be believed, too.")
    ] = False,
    plot: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw the calibration to this .png, .svg or .pdf (needs the extra 'plots')."),
    ] = None,
) -> None:
    """Score a model on suites of programs, beside trivial baselines."""
    from caalm.evaluation.asked import Prices, cost_line
    from caalm.evaluation.calibration import report_calibration
    from caalm.evaluation.calibration_report import calibration_tables, check_figure, plot_calibration
    from caalm.evaluation.evaluate import score_suite, versions
    from caalm.evaluation.files import check_writable, write_atomically
    from caalm.evaluation.models import Settings, open_model, predictions_name
    from caalm.evaluation.predictions import predict_suite
    from caalm.evaluation.report import as_markdown, as_tables
    from caalm.evaluation.suites import suite_named

    names = suites or ["card-52", "held-out"]
    if command is not None and model is not None:
        raise InputError("--command and --model exclude each other: give one of them")
    what = model if command is None else f"command:{command}"
    if predictions is not None and len(names) != 1:
        raise InputError("--predictions holds those of one suite: name the suite")
    if json_file is not None and str(json_file) != "-":
        check_writable(json_file)
    if plot is not None:
        check_figure(plot)
    priced = price_in is not None or price_out is not None
    settings = Settings(
        trace=trace,
        shots=shots,
        max_tokens=max_tokens,
        engine=engine,
        api=api,
        stdin=stdin,
        concurrency=concurrency,
        requests_per_minute=requests_per_minute,
        retries=retries,
        timeout_s=timeout,
        prices=Prices(prompt=price_in or 0.0, completion=price_out or 0.0) if priced else None,
        batch=batch,
    )
    opened = open_model(what, settings)
    identity = opened.identity
    reports, calibrations = [], []
    for name in names:
        with _progress(f"drawing {name}") as on_drawn:
            suite = suite_named(name, limit, on_drawn)
        path = predictions
        if path is None and opened.is_foreign:  # answers of others cost time or money: they are kept
            path = Path(predictions_name(suite.name, identity))
            print(f"note: predictions are kept in {path}", file=sys.stderr)
        with _progress(f"predicting {suite.name}") as on_progress:
            made = predict_suite(
                suite,
                opened.predictor_for(suite),
                path=path,
                model_hash=str(identity["model_hash"]),
                on_progress=on_progress,
            )
        reports.append(score_suite(suite, made, {**identity, "versions": versions()}))
        if (line := cost_line(made)) is not None:
            print(f"note: {line}", file=sys.stderr)
        if str(json_file) != "-":
            if markdown:
                print(as_markdown(reports[-1]))
            else:
                _print_rich(as_tables(reports[-1]))
        if calibration or plot is not None:
            calibrations.append(report_calibration(suite, made))
            if str(json_file) != "-":
                _print_rich(calibration_tables(calibrations[-1]))
    if plot is not None:
        plot_calibration(calibrations, plot)
    if json_file is not None:
        records = [report.as_json() for report in reports]
        for record, calibrated in zip(records, calibrations, strict=False):
            record["calibration"] = calibrated.as_json()
        text = json.dumps(records, indent=2, ensure_ascii=False) + "\n"
        if str(json_file) == "-":
            print(text, end="")
        else:
            write_atomically(json_file, text)


@app.command()
def score(
    suite: Annotated[str, typer.Argument(metavar="SUITE", help="Its name, or its file.", show_default=False)],
    predictions: Annotated[
        Path, typer.Option(metavar="FILE", help="JSON lines of id and prediction.", show_default=False)
    ],
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first programs of the suite.")] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write every score to this file; - prints it.")
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown, as the README shows it.")] = False,
) -> None:
    """Score predictions that were made elsewhere, or by an earlier `caalm evaluate`."""
    from caalm.evaluation.evaluate import score_suite, versions
    from caalm.evaluation.files import check_writable, write_atomically
    from caalm.evaluation.predictions import read_predictions
    from caalm.evaluation.report import as_markdown, as_tables
    from caalm.evaluation.suites import suite_named

    if json_file is not None and str(json_file) != "-":
        check_writable(json_file)
    with _progress(f"drawing {suite}") as on_drawn:
        asked = suite_named(suite, limit, on_drawn)
    made, notes = read_predictions(predictions, asked)
    for note in notes:
        print(f"note: {predictions}: {note}", file=sys.stderr)
    report = score_suite(asked, made, {"model": str(predictions), "versions": versions()})
    text = json.dumps([report.as_json()], indent=2, ensure_ascii=False) + "\n"
    if str(json_file) == "-":
        print(text, end="")
        return
    if markdown:
        print(as_markdown(report))
    else:
        _print_rich(as_tables(report))
    if json_file is not None:
        write_atomically(json_file, text)


@app.command()
def report(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="What `caalm evaluate --json` wrote; several are compared.")
    ],
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write one page with everything, failures to browse too."),
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option("--markdown", metavar="FILE", help="Write the tables as Markdown; - prints it.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write every figure for machines; - prints it.")
    ] = None,
    png: Annotated[
        Path | None, typer.Option("--png", metavar="FOLDER", help="Write the plots into this folder.")
    ] = None,
) -> None:
    """Show scores as a page, as Markdown or as plots; compare models on the same programs, pair by pair."""
    from caalm.evaluation.files import check_writable, write_atomically
    from caalm.evaluation.report_compare import compare_results
    from caalm.evaluation.report_files import read_results
    from caalm.evaluation.report_markdown import comparison_markdown, comparison_tables

    targets = [target for target in (html, markdown, json_file) if target is not None and str(target) != "-"]
    for target in targets:
        check_writable(target)
        if target.resolve() in {file.resolve() for file in files}:
            raise InputError(f"{target} is one of the files to report: give another to write to")
    if png is not None and png.exists() and not png.is_dir():
        raise InputError(f"{png} is a file: give a folder for the plots")
    comparisons = compare_results(read_results(files))
    if html is not None:
        from caalm.evaluation.report_page import as_page

        write_atomically(html, as_page(comparisons))
    if png is not None:
        from caalm.evaluation.report_plots import write_plots

        write_plots(comparisons, png)
    texts: list[tuple[Path | None, Callable[[], str]]] = [
        (markdown, lambda: "\n".join(comparison_markdown(comparison) for comparison in comparisons)),
        (json_file, lambda: json.dumps([comparison.as_json() for comparison in comparisons], indent=2) + "\n"),
    ]
    for where, text in texts:
        if where is not None and str(where) != "-":
            write_atomically(where, text())
        elif where is not None:
            print(text(), end="")
    if not (html or markdown or json_file or png):
        for comparison in comparisons:
            _print_rich(comparison_tables(comparison))


exam = typer.Typer(help="Draw an exam that nobody has seen, from a seed.", no_args_is_help=True)
app.add_typer(exam, name="exam")
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Long and random, so that nobody guesses it.")]
ExamOption = Annotated[str, typer.Option("--suite", help="Which suite is drawn anew: unseen, swap, length, alien ...")]
CountOption = Annotated[int | None, typer.Option("--limit", min=1, help="Only its first programs.")]


@exam.command("draw")
def exam_draw(
    seed: SeedOption,
    suite: ExamOption = "unseen",
    limit: CountOption = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it here instead of printing it.")] = None,
    hidden: Annotated[bool, typer.Option("--hidden", help="Without the outputs, for who is examined.")] = False,
) -> None:
    """Draw an exam: JSON lines of id, code, output and groups. `caalm score FILE --predictions ...` scores answers."""
    from caalm.evaluation.exams.files import exam_lines
    from caalm.evaluation.files import check_writable, write_atomically
    from caalm.evaluation.suites import drawn_suite

    if out is not None:
        check_writable(out)
    with _progress(f"drawing {suite}") as on_drawn:
        drawn = drawn_suite(suite, seed=seed, limit=limit, on_drawn=on_drawn)
    text = exam_lines(drawn, hidden=hidden)
    if out is None:
        print(text, end="")
    else:
        write_atomically(out, text)
        print(f"{len(drawn.items)} programs, hash {drawn.content_hash}: {out}")


@exam.command("hash")
def exam_hash(seed: SeedOption, suite: ExamOption = "unseen", limit: CountOption = None) -> None:
    """Print the hash of an exam: publish it before a model is trained, and the seed afterwards."""
    from caalm.evaluation.suites import drawn_suite

    with _progress(f"drawing {suite}") as on_drawn:
        print(drawn_suite(suite, seed=seed, limit=limit, on_drawn=on_drawn).content_hash)


@app.command()
def calibrate(
    model: ModelOption = None,
    limit: Annotated[int, typer.Option(min=50, help="How many programs of the validation split.")] = 500,
) -> None:
    """Measure how far a model's confidences can be believed, and write calibration.json beside its weights."""
    from caalm.evaluation.calibration import calibrate as measure_and_fit
    from caalm.evaluation.calibration_report import measures_table
    from caalm.evaluation.files import check_writable, write_atomically
    from caalm.evaluation.suites import suite_named
    from caalm.model.checkpoint import validate
    from caalm.model.confidence import CALIBRATION, weights_identity
    from caalm.model.predictor import Predictor, weights_folder

    folder = weights_folder(model)
    manifest = validate(folder)
    check_writable(folder / CALIBRATION)
    traces = bool(manifest.get("trace", False))
    predictor = Predictor.load(folder, trace=traces, calibrated=False)
    with _progress("drawing validation") as on_drawn:
        suite = suite_named("validation", limit, on_drawn)
    with _progress("predicting") as on_progress:
        fitted = measure_and_fit(
            suite.items, predictor, traces=traces, weights=weights_identity(manifest), on_progress=on_progress
        )
    write_atomically(folder / CALIBRATION, fitted.calibration.as_json())
    rows = {
        f"{form}, {name}": each
        for form, pair in fitted.tables.items()
        for name, each in zip(_BEFORE, pair, strict=True)
    }
    _print_rich(measures_table(f"Calibration on {len(suite.items)} programs of the validation split", rows))
    threshold = fitted.calibration.plain_threshold
    if traces:
        kept = "no plain answer is kept" if threshold is None else f"plain answers are kept from {threshold:.4f} on"
        print(f"where the predictor chooses, {kept}")
    print(f"written: {folder / CALIBRATION}")


_BEFORE = ("raw", "calibrated")


# -- data sets and training ------------------------------------------------------------------------------------------

dataset = typer.Typer(help="Build, verify and read data sets on disk.", no_args_is_help=True)
app.add_typer(dataset, name="dataset")
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="A data set's folder.", show_default=False)]


@dataset.command("build")
def dataset_build(
    recipe: Annotated[
        str, typer.Argument(help="card (128,000 records), small (2,000) or idiomatic (300,000).", show_default=False)
    ],
    out: Annotated[
        Path | None,
        typer.Option(help="The folder; a build that was begun there goes on. [default: data/idiomatic for idiomatic]"),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes; the bytes are the same with any number.")] = 1,
    seed: Annotated[int | None, typer.Option(help="Another seed than the recipe's own.")] = None,
    records: Annotated[int | None, typer.Option(min=1, help="idiomatic: how many records at least.")] = None,
    avoid: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="idiomatic: JSON Lines of programs (code) that none may nearly be."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Build a data set of programs, outputs and traces."""
    from contextlib import nullcontext

    if recipe == "idiomatic":
        _build_idiomatic(out or Path("data/idiomatic"), records or 300_000, avoid, workers, seed or 0, as_json)
        return
    if records is not None or avoid is not None:
        raise InputError("--records and --avoid are for idiomatic: caalm dataset build idiomatic")
    if out is None:
        raise InputError("--out is missing: name the folder to build in")
    from caalm.dataset.build import build
    from caalm.dataset.progress import build_progress
    from caalm.recipes import dataset_recipe

    wanted = dataset_recipe(recipe)
    with build_progress(recipe) if sys.stderr.isatty() else nullcontext() as on_progress:
        manifest = build(wanted, out, workers=workers, seed=seed, on_progress=on_progress)
    _print_manifest(manifest, as_json)


def _build_idiomatic(out: Path, records: int, avoid: Path | None, workers: int, seed: int, as_json: bool) -> None:
    from contextlib import nullcontext
    from dataclasses import asdict

    from caalm.dataset.idiomatic import build_idiomatic
    from caalm.dataset.progress import build_progress

    with build_progress("idiomatic") if sys.stderr.isatty() else nullcontext() as on_progress:
        manifest = build_idiomatic(
            out, records=records, avoid=avoid, seed=seed, workers=workers, on_progress=on_progress
        )
    if as_json:
        print(json.dumps(asdict(manifest), indent=1))
        return
    counts = manifest.counts
    print(f"{manifest.records:,} records, {counts['traced']:,} with a trace, {counts['skeletons']:,} skeletons")
    for what in ("languages", "splits"):
        print(f"{what}: " + ", ".join(f"{name} {count:,}" for name, count in counts[what].items()))
    print(f"{counts['bytes'] / 2**20:.1f} MiB in {len(manifest.shards)} files in {out}")


@dataset.command("verify")
def dataset_verify(
    folder: Folder, as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False
) -> None:
    """Check that every file of a data set is there and has its checksum."""
    from caalm.dataset.build import verify

    _print_manifest(verify(folder), as_json)


@dataset.command("show")
def dataset_show(
    folder: Folder,
    record: Annotated[str | None, typer.Argument(help="An id, or how it begins; else the first records.")] = None,
    split: Annotated[str, typer.Option(help="Which split the first records are of.")] = "train",
    count: Annotated[int, typer.Option(min=1, help="How many.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a record.")] = False,
) -> None:
    """Show records with their traces and outputs."""
    from dataclasses import asdict
    from itertools import islice

    from caalm.dataset.build import find_record, load

    records = [find_record(folder, record)] if record else islice(load(folder, split), count)
    for shown in records:
        if as_json:
            print(json.dumps(asdict(shown), ensure_ascii=False))
        else:
            print(f"==> {shown.id} {shown.split}, {shown.language}, tier {shown.tier}, {shown.path}")
            print(shown.source, f"-- trace\n{shown.trace}", f"-- output\n{shown.stdout}", sep="")


def _print_manifest(manifest: Manifest, as_json: bool) -> None:
    if as_json:
        print(manifest.as_json(), end="")
        return
    counts = manifest.counts
    print(f"{counts['records']} records in {counts['languages']} languages, rows {manifest.rows_sha256[:12]}")
    for split, facts in counts["by_split"].items():
        tiers = ", ".join(f"tier {tier}: {number}" for tier, number in facts["tiers"].items())
        print(f"  {split}: {facts['records']} ({tiers})")


@app.command()
def train(
    recipe: Annotated[
        str, typer.Argument(help="tiny, laptop, nano, or caalm-v1 (the published one).", show_default=False)
    ],
    run: Annotated[
        Path, typer.Option(help="The run's folder; a run that was begun there goes on.", show_default=False)
    ],
    seconds: Annotated[float | None, typer.Option(min=1, help="Another budget of training time.")] = None,
    until: Annotated[
        float | None, typer.Option(metavar="TIME", help="Train until this time of the clock, in seconds since 1970.")
    ] = None,
    init: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Begin with these weights and a fresh optimiser.")
    ] = None,
    size: Annotated[str | None, typer.Option(help="Another size of model.")] = None,
    workers: Annotated[int | None, typer.Option(min=0, help="Processes that draw; 0 draws in this one.")] = None,
    idiomatic: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Mix in programs of `caalm dataset build idiomatic`.")
    ] = None,
    sample: Annotated[int, typer.Option(min=0, help="Programs scored at each evaluation; 0 leaves it out.")] = 60,
    data: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="caalm-v1: the data set, from `caalm dataset build`.")
    ] = None,
    base: Annotated[str | None, typer.Option(help="caalm-v1: another base model, of the hub or a folder.")] = None,
) -> None:
    """Train a model by a recipe, or go on with a run; it is scored on the validation split as it trains."""
    from caalm.recipes import PUBLISHED, training_recipe

    if recipe == PUBLISHED:
        if data is None:
            raise InputError("caalm-v1 needs --data: build a data set first, caalm dataset build card --out FOLDER")
        if any(option is not None for option in (seconds, until, init, size, workers, idiomatic)):
            raise InputError("caalm-v1 takes --data and --base: it is the published recipe to the letter")
        _train_published(run, data, base)
        return
    if data is not None or base is not None:
        raise InputError("--data and --base go with caalm-v1: the other recipes draw what they train on")
    wanted = training_recipe(
        recipe,
        run,
        seconds=seconds,
        deadline=until,
        init_from=init,
        size=size,
        workers=workers,
        idiomatic=idiomatic,
    )
    from caalm.training.loop import train as run_training

    result = run_training(wanted.train, wanted.examples(), _validation_scores(sample) if sample else None)
    state = "finished" if result.finished else "stopped, the same command goes on with it"
    print(f"{state}: step {result.step}, {result.examples} programs, {result.tokens} tokens, {result.seconds:.0f} s")
    print(f"weights: {result.checkpoint}")


def _train_published(run: Path, data: Path, base: str | None) -> None:
    """The published recipe; each of several processes under `accelerate launch` comes here, one of them reports."""
    import os

    from caalm.recipes import published
    from caalm.training.published import fine_tune

    config, examples = published(run, data, base=base)
    result = fine_tune(config, examples, resume=any(run.glob("checkpoint-*")))
    if os.environ.get("RANK", "0") == "0":
        print(f"finished: step {result.steps}, {result.examples} programs, {result.dropped} were too long")
        print(f"weights: {result.folder}")


@app.command()
def export(
    source: Annotated[Path, typer.Argument(metavar="RUN", help="A run's folder, or a checkpoint.", show_default=False)],
    out: Annotated[Path, typer.Option(help="The folder to write, replaced whole.", show_default=False)],
    commit: Annotated[str | None, typer.Option(help="The commit that trained them, for caalm.json.")] = None,
) -> None:
    """Write the newest weights of a run as they are shipped: bf16, no training state, 32 MiB at most."""
    from caalm.model.export import export_weights

    made = export_weights(source, out, facts={"commit": commit} if commit else None)
    print(f"{made.folder}: {made.parameters:,} parameters, {made.size / 2**20:.1f} MiB in {made.shards} shard(s)")


def _validation_scores(sample: int) -> Callable[[Path, int], dict[str, float]]:
    """What training calls after a checkpoint: exact answers on the validation split, traced and plain."""
    from caalm.evaluation.evaluate import score_predictor
    from caalm.evaluation.suites import suite_named
    from caalm.model.predictor import Predictor

    items = suite_named("validation", sample).items

    def scores(folder: Path, step: int) -> dict[str, float]:
        predictor = Predictor.load(folder, max_new_tokens=1500)
        traced = score_predictor(predictor, items, trace=True)
        plain = score_predictor(predictor, items, trace=False)
        return {**traced, "plain exact": plain["exact"]}

    return scores


if __name__ == "__main__":
    main()
