"""Predictions for millions of programs: JSON lines in a folder or a bucket in, as many lines in the same order out.

    predict_bulk("s3://bucket/programs", "s3://bucket/answers", Asked(), engine="ray=auto")

Every `NAME.jsonl` of the source becomes `NAME.jsonl` in the destination, one line of it for every line that is not
blank. The files are cut into spans of bytes; a span's answers are a file of their own under `parts/`, written whole,
and so whoever is killed costs the spans that he had in hand. The same command goes on. At the end the parts of a file
are joined in order. `bulk.json` says what was asked of whom, and is checked before anything is added.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from caalm.cluster import LOCAL, ClusterError, connected, is_cluster
from caalm.dataset.location import Location, location, shared_name
from caalm.dataset.store import StoreError, remove_unfinished, write_error, write_whole
from caalm.errors import CaalmError, InputError
from caalm.evaluation.files import answer_fields, parse_program_line
from caalm.evaluation.predictors import AnyPredictor, OnProgress
from caalm.files import UNFINISHED, sync

LEAST_SPAN, MOST_SPAN = 4 * 1024, 64 * 1024
"""Some twenty short programs, which still fill a batch, and some three hundred: a minute or so of one core."""
SPANS = 64
"""What there is to do is cut in about so many, within those bounds: progress shows, and no worker waits for long."""
FACTS, PARTS = "bulk.json", "parts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which predictor a worker opens; the fields are those of `Predictor.load`."""

    model: str | None = None
    trace: bool | None = None
    engine: str = "auto"
    max_new_tokens: int | None = None
    abstain: float | None = None

    def open(self) -> AnyPredictor:
        """The predictor, loaded in the process that asks."""
        from caalm.model.predictor import MAX_NEW_TOKENS, Predictor

        limit = MAX_NEW_TOKENS if self.max_new_tokens is None else self.max_new_tokens
        return Predictor.load(self.model, trace=self.trace, engine=self.engine, max_new_tokens=limit)

    def identity(self) -> dict[str, Any]:
        """What must be equal for two halves of a file to be one: the settings, and the weights by their hash."""
        from caalm.model.engines import is_remote
        from caalm.model.predictor import weights_folder

        facts = asdict(self)
        del facts["engine"]  # all engines give the same tokens
        if self.model is None and is_remote(self.engine):
            return {**facts, "weights": self.engine}
        manifest = weights_folder(self.model) / "caalm.json"
        return {**facts, "model": None, "weights": sha256(manifest.read_bytes()).hexdigest()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The lines of a source file that begin at byte ``start`` or later, and before ``stop``."""

    file: str
    start: int
    stop: int

    @property
    def part(self) -> str:
        """Where its answers lie until they are joined; names sort as the spans do."""
        return f"{PARTS}/{self.file}.d/{self.start:015d}.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkResult:
    """How many lines were written to how many files, and how many of them hold no answer but a problem."""

    files: int
    lines: int
    problems: int


def predict_bulk(
    source: Location | str,
    out: Location | str,
    asked: Asked,
    *,
    engine: str = LOCAL,
    workers: int | None = None,
    gpus: float = 0,
    span_bytes: int | None = None,
    on_progress: OnProgress | None = None,
) -> BulkResult:
    """Predict every program of ``source``, a JSON lines file or a folder of them, into the folder ``out``.

    ``engine`` is who works: "local" (this process), "ray" or "ray=ADDRESS" with ``workers`` processes, each with
    ``gpus`` of a GPU, ``span_bytes`` the input of one task (None: by how much there is to do). InputError where
    ``out`` holds answers to something else.
    """
    on_ray = is_cluster(engine)
    origin, folder = location(source), location(out)
    files = _sources(origin)
    span_bytes = span_bytes or min(max(sum(files.values()) // SPANS, LEAST_SPAN), MOST_SPAN)
    spans = _spans(files, span_bytes)
    _claim(folder, {"asked": asked.identity(), "files": files, "span_bytes": span_bytes})
    if (folder / FACTS).exists() and (finished := json.loads((folder / FACTS).read_bytes()).get("finished")):
        return BulkResult(**finished)
    worker = (asked, shared_name(origin), shared_name(folder))
    missing = _missing(folder, spans)
    while missing:
        answered = _on_ray(missing, worker, engine, workers, gpus) if on_ray else _here(missing, worker)
        done = len(spans) - len(missing)
        try:
            for _ in answered:
                done += 1
                if on_progress is not None:
                    on_progress(done, len(spans))
        except ClusterError:
            # Ray loses its bearings where a worker dies at the wrong moment. As long as it gets on, it is asked again.
            if len(_missing(folder, spans)) == len(missing):
                raise
        missing = _missing(folder, spans)
    result = _join(folder, files, spans)
    _write_facts(folder, {**json.loads((folder / FACTS).read_bytes()), "finished": asdict(result)})
    _remove_parts(folder, spans)
    return result


def _sources(origin: Location) -> dict[str, int]:
    """The names of the files to predict, in order, with their sizes."""
    if origin.is_dir():
        paths = sorted((path for path in origin.iterdir() if path.name.endswith(".jsonl")), key=lambda path: path.name)
        if not paths:
            raise InputError(f"{origin} holds no file that ends in .jsonl: give JSON lines of id and code")
    elif origin.is_file():
        paths = [origin]
    else:
        raise InputError(f"{origin} cannot be read: give a JSON lines file, or a folder or a bucket of them")
    return {path.name: int(path.stat().st_size) for path in paths}


def _spans(files: Mapping[str, int], span_bytes: int) -> list[Span]:
    return [
        Span(file=name, start=start, stop=min(start + span_bytes, size))
        for name, size in files.items()
        for start in range(0, size, span_bytes)
    ]


def _missing(folder: Location, spans: Sequence[Span]) -> list[Span]:
    """The spans without answers yet."""
    there = {str(path) for path in (folder / PARTS).rglob("*.jsonl")} if (folder / PARTS).exists() else set()
    return [span for span in spans if str(folder / span.part) not in there]


def _claim(folder: Location, facts: Mapping[str, Any]) -> None:
    """Note what is asked; InputError where the folder is about something else."""
    path = folder / FACTS
    if not path.exists():
        if folder.is_dir() and any(folder.iterdir()):
            raise InputError(f"{folder} is not empty and holds no predictions in bulk: choose another folder")
        _write_facts(folder, facts)
        return
    try:
        found = json.loads(path.read_bytes())
    except ValueError as error:
        raise StoreError(f"{path} is damaged ({error}): remove the folder and begin again") from None
    for name, value in facts.items():
        if found.get(name) != value:
            raise InputError(f"{folder} holds predictions with other {name}: choose another folder")
    if isinstance(folder, Path) and (folder / PARTS).exists():
        remove_unfinished(folder / PARTS)


def _write_facts(folder: Location, facts: Mapping[str, Any]) -> None:
    write_whole(folder / FACTS, (json.dumps(facts, indent=1) + "\n").encode())


def _here(spans: Sequence[Span], worker: tuple[Asked, str, str]) -> Iterator[str]:
    answer = SpanAnswerer(*worker)
    for span in spans:
        yield answer.answer(span)


def _on_ray(
    spans: Sequence[Span], worker: tuple[Asked, str, str], engine: str, workers: int | None, gpus: float
) -> Iterator[str]:
    with connected(engine, workers) as ray:
        count = workers or int(ray.cluster_resources()["GPU"] / gpus if gpus else ray.cluster_resources()["CPU"])
        rows = [asdict(span) for span in spans]
        # One row is one block is one task: what is lost with a worker is one span, and Ray gives it to another.
        answered = ray.data.from_items(rows, override_num_blocks=len(rows)).map_batches(
            SpanAnswerer,
            fn_constructor_args=worker,
            batch_size=1,
            concurrency=max(min(count, len(rows)), 1),
            num_cpus=1,
            num_gpus=gpus or None,
        )
        for row in answered.iter_rows():
            if row["problem"]:
                raise StoreError(row["problem"])
            yield row["part"]


class SpanAnswerer:
    """A worker: one predictor, loaded once, and any number of spans."""

    def __init__(self, asked: Asked, source: str, out: str) -> None:
        self.asked, self.source, self.out = asked, location(source), location(out)
        self.predictor = asked.open()

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        """What Ray Data calls: a table of spans in, a table of what was written out."""
        parts, problems = [], []
        for file, start, stop in zip(batch["file"], batch["start"], batch["stop"], strict=True):
            try:
                parts.append(self.answer(Span(file=str(file), start=int(start), stop=int(stop))))
                problems.append("")
            except CaalmError as error:  # not raised here: Ray would wrap it in a page of its own
                parts.append("")
                problems.append(str(error))
        return {"part": parts, "problem": problems}

    def answer(self, span: Span) -> str:
        """Write the answers to a span; the name of their file."""
        source = self.source / span.file if self.source.is_dir() else self.source
        try:
            lines = list(lines_of(source, span))
        except OSError as error:
            raise InputError(f"{source} cannot be read ({error})") from None
        records = self._records(lines)
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        write_whole(self.out / span.part, text.encode("utf-8", "replace"))
        return span.part

    def _records(self, lines: Sequence[bytes]) -> list[dict[str, object]]:
        records: list[dict[str, object]] = []
        usable: list[tuple[int, str]] = []
        for line in lines:
            try:
                identity, code = parse_program_line(line.decode("utf-8-sig"))
                self.predictor.prompt(code)
                usable.append((len(records), code))
                records.append({"id": identity})
            except UnicodeDecodeError:
                records.append({"id": None, "prediction": None, "problem": "is not UTF-8 text"})
            except CaalmError as error:
                records.append({"id": _id_in(line), "prediction": None, "problem": str(error)})
        predictions = self.predictor.predict_many([code for _, code in usable])
        for (index, _), prediction in zip(usable, predictions, strict=True):
            records[index] |= answer_fields(prediction, self.asked.abstain)
        return records


def _id_in(line: bytes) -> str | int | None:
    """The id of a line whose program cannot be asked about, where it has one."""
    try:
        identity = json.loads(line)["id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return identity if isinstance(identity, str | int) else None


def lines_of(source: Location, span: Span) -> Iterator[bytes]:
    """The lines that begin in a span and are not blank; every line of a file begins in exactly one."""
    with source.open("rb") as file:
        if span.start:
            # From the byte before: where that ends a line, a line begins here.
            file.seek(span.start - 1)
            file.readline()
        while file.tell() < span.stop:
            line = file.readline()
            if line.strip():
                yield line


def _join(folder: Location, files: Mapping[str, int], spans: Sequence[Span]) -> BulkResult:
    """The answers to each file as one file, in the order of its lines."""
    lines = problems = 0
    for name in files:
        target = folder / name
        where = target.with_name(f"{name}{UNFINISHED}") if isinstance(target, Path) else target
        try:
            with where.open("wb") as file:
                for span in spans:
                    if span.file != name:
                        continue
                    content = (folder / span.part).read_bytes()
                    file.write(content)
                    lines += content.count(b"\n")
                    # Inside of a string its quotes would stand behind backslashes.
                    problems += content.count(b'"problem": ')
        except FileNotFoundError as error:
            raise StoreError(
                f"{folder}: {error.filename or error} is missing: where several machines write, give a folder that "
                "they share, or a URL (s3://...)"
            ) from None
        except OSError as error:
            raise write_error(target, error) from error
        if isinstance(where, Path):
            sync(where)
            where.rename(folder / name)  # type: ignore[arg-type]
    return BulkResult(files=len(files), lines=lines, problems=problems)


def _remove_parts(folder: Location, spans: Sequence[Span]) -> None:
    for span in spans:
        (folder / span.part).unlink(missing_ok=True)
    if isinstance(folder, Path):
        for path in [*(folder / PARTS).iterdir(), folder / PARTS] if (folder / PARTS).exists() else []:
            path.rmdir()
