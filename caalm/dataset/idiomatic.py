"""Idiomatic programs of the real languages on disk: what each printed, and from which number it is drawn again.

>>> shares(300_000, ["python", "javascript", "lua", "cobol"])
{'python': 105000, 'javascript': 90000, 'lua': 60000, 'cobol': 45000}

A source is never stored. A shard holds one line a record, ``[index, stdout]`` or ``[index, stdout, trace]``, and the
reader draws program ``index`` again; so a record takes few bytes. That needs the templates that drew it: the manifest
holds a hash of their code for every language, and the reader refuses other ones. Every label is the real runtime's.

Splits: whole template groups are ``new-groups`` and never train; of the others the skeleton (the text without names
and literals) decides on ``train``, ``validation`` or ``test``, so none is in two of them.
"""

from __future__ import annotations

import functools
import json
import lzma
import re
import tokenize
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from hashlib import blake2b
from io import StringIO
from math import ceil
from pathlib import Path
from typing import Any

import caalm
from caalm.dataset.near import NearDuplicates, text_skeleton
from caalm.dataset.progress import OnProgress
from caalm.dataset.store import StoreError, file_sha256, make_folder, remove_unfinished, write_whole
from caalm.errors import InputError
from caalm.generation.idiomatic.catalogue import HELD_OUT_GROUPS, TEMPLATES, draw_idiomatic
from caalm.generation.idiomatic.template import Template
from caalm.rng import derive
from caalm.runtimes import RUNTIMES
from caalm.runtimes.runtime import Execution
from caalm.runtimes.sandbox import Status
from caalm.runtimes.tracing import trace_many
from caalm.tasks.example import Example
from caalm.tasks.prediction import plain_example, traced_example

MANIFEST = "idiomatic.json"
BEGUN = "idiomatic.begun.json"
IDIOMATIC_SPLITS = ("train", "validation", "test", "new-groups")
PARTS: Mapping[str, float] = {"python": 0.35, "javascript": 0.3, "lua": 0.2, "cobol": 0.15}
SHARD_PROGRAMS = 4_000
"""Programs that are run for one shard; those that fail leave it smaller."""
MOST_STDOUT = 400
MOST_SOURCE = 1_500
MOST_TRACE = 600
TRACE_SHARE = 0.4
"""Of the Python programs, which one process traces by the hundred."""
ALONE_SHARE = 0.025
"""Of that share, the one for a language that has one process a program: the dear part of a build."""
STEPS = 100
AUDIT_SHARE = 0.002
"""Of the programs, those that run again, alone in a fresh process of the stock runtime."""
_SET_SHOWN = re.compile(r"\{(?:'[^':{}]*'|[^':{},]+)(?:, (?:'[^':{}]*'|[^':{},]+))*\}")
_CHANCE = re.compile(
    r"\b(?:import|from) random|\brandom\.|\bDate[.(]|\btime\.|\bos\.(?:clock|time|date)|\bhash\(|\bid\(| at 0x"
    r"|0x[0-9a-f]{8,}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdiomaticRecord:
    """One program with what it printed; ``trace`` where a real one was taken."""

    source: str
    stdout: str
    trace: str | None
    language: str
    template: str
    group: str
    split: str
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdiomaticShard:
    """One file: how many records, and its hashes. ``sources`` is a hash over the programs, which are not in it."""

    path: str
    language: str
    records: int
    sha256: str
    sources: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdiomaticManifest:
    """A finished folder."""

    seed: int
    code: Mapping[str, str]
    runtimes: Mapping[str, str]
    avoided: str | None
    """A hash of the file of programs that none is nearly like."""
    records: int
    counts: Mapping[str, Any]
    shards: tuple[IdiomaticShard, ...]

    @classmethod
    def read(cls, folder: Path) -> IdiomaticManifest:
        """The manifest of a finished folder; InputError where there is none."""
        try:
            table = json.loads((folder / MANIFEST).read_text("utf-8"))
            return cls(**{**table, "shards": tuple(IdiomaticShard(**shard) for shard in table["shards"])})
        except FileNotFoundError:
            raise InputError(
                f"{folder} holds no idiomatic programs: build them first, caalm dataset build idiomatic --out {folder}"
            ) from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{folder / MANIFEST} cannot be read ({error}): build it again") from error


def shares(records: int, languages: Sequence[str]) -> dict[str, int]:
    """How many records each of the languages has of so many."""
    whole = sum(PARTS[language] for language in languages)
    return {language: ceil(records * PARTS[language] / whole - 1e-6) for language in languages}


@functools.cache
def template_code(language: str) -> str:
    """A hash of the code that draws a language's programs; comments and empty lines are no part of it."""
    return _hash_of(language, _without_remarks)


@functools.cache
def _template_bytes(language: str) -> str:
    """What builds hold from before comments were left out: a hash of the same files to the byte."""
    return _hash_of(language, lambda source: source)


def _hash_of(language: str, read: Callable[[str], str]) -> str:
    root = Path(caalm.__file__).parent
    folder = root / "generation" / "idiomatic"
    shared = [folder / f"{name}.py" for name in ("catalogue", "template", "material", "grammar")]
    digest = blake2b(digest_size=8)
    for path in (root / "rng.py", root / "generation" / "names.py", *shared, *sorted(folder.glob(f"{language}*.py"))):
        digest.update(path.name.encode() + read(path.read_bytes().decode()).encode())
    return digest.hexdigest()


def _without_remarks(source: str) -> str:
    """Python source without comments and empty lines; what looks like them inside of a string stays.

    A syntax tree would forget more, how lines are broken, but each version of Python writes one down in its own way.
    """
    lines = source.splitlines(keepends=True)
    for token in tokenize.generate_tokens(StringIO(source).readline):
        row, column = token.start
        if token.type == tokenize.COMMENT:
            lines[row - 1] = lines[row - 1][:column].rstrip() + "\n"
        if token.type == tokenize.NL and not lines[row - 1].strip():
            lines[row - 1] = ""
    return "".join(lines)


def idiomatic_split(language: str, group: str, source: str) -> str:
    """The split of a program: its group's if that never trains, else its skeleton's (96, 2 and 2 of a hundred)."""
    if group in HELD_OUT_GROUPS[language]:
        return "new-groups"
    place = text_skeleton(source) % 100
    return "train" if place < 96 else "validation" if place < 98 else "test"


# Building


@dataclass(frozen=True, slots=True)
class _Drawn:
    index: int
    template: Template
    source: str


def _drawn(language: str, seed: int, avoid: NearDuplicates | None, refused: Counter[str]) -> Iterator[_Drawn]:
    """Programs that differ from each other and from those to avoid, without end."""
    seen: set[bytes] = set()
    index = -1
    while True:
        index += 1
        template, source = draw_idiomatic(language, seed=seed, index=index)
        # A wider layout makes no other program.
        key = blake2b(" ".join(source.split()).encode(), digest_size=12).digest()
        if key in seen:
            refused["the same text"] += 1
        elif len(source) > MOST_SOURCE:
            refused["a long source"] += 1
        elif _CHANCE.search(source):
            refused["time or chance"] += 1
        elif avoid is not None and avoid.has(source):
            refused["nearly one to avoid"] += 1
        else:
            seen.add(key)
            yield _Drawn(index, template, source)


def refusal(language: str, execution: Execution) -> str | None:
    """Why a run makes no record; None where it does."""
    if execution.status is not Status.OK:
        return "a failed run"
    if not execution.stdout:
        return "no output"
    if len(execution.stdout.encode("utf-8", "surrogateescape")) > MOST_STDOUT:
        return "a long output"
    if not execution.stdout.isprintable() and any(c not in "\n\t" and not c.isprintable() for c in execution.stdout):
        return "unprintable output"
    if _CHANCE.search(execution.stdout) or (language == "python" and _SET_SHOWN.search(execution.stdout)):
        return "an output by hash order or address"
    return None


def _label(language: str, programs: Sequence[_Drawn], seed: int, trace_share: float) -> tuple[bytes, dict[str, Any]]:
    """A shard's bytes and what is to be said about it."""
    executions = RUNTIMES[language].execute_many(
        [one.source for one in programs], audit_share=AUDIT_SHARE, seed=derive(seed, programs[0].index).randrange(2**31)
    )
    refused: Counter[str] = Counter()
    sources = blake2b(digest_size=16)
    lines: list[list[Any]] = []
    splits: Counter[str] = Counter()
    templates: Counter[str] = Counter()
    skeletons: set[int] = set()
    traces = _traces(language, programs, executions, seed, trace_share)
    traced = 0
    for one, execution in zip(programs, executions, strict=True):
        if (why := refusal(language, execution)) is not None:
            refused[why] += 1
            continue
        line: list[Any] = [one.index, execution.stdout]
        if one.index in traces:
            line.append(traces[one.index])
            traced += 1
        lines.append(line)
        splits[idiomatic_split(language, one.template.group, one.source)] += 1
        templates[f"{language}/{one.template.group}/{one.template.name}"] += 1
        skeletons.add(text_skeleton(one.source))
        sources.update(one.source.encode("utf-8", "surrogateescape") + b"\0")
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    data = lzma.compress(text.encode(), preset=6)
    return data, {
        "records": len(lines),
        "sources": sources.hexdigest(),
        "refused": dict(refused),
        "traced": traced,
        "splits": dict(splits),
        "templates": dict(templates),
        "skeletons": sorted(skeletons),
    }


def _traces(
    language: str, programs: Sequence[_Drawn], executions: Sequence[Execution], seed: int, trace_share: float
) -> dict[int, str]:
    """The steps of a share of the programs, by their numbers; those that are short and whole."""
    share = trace_share if language == "python" else trace_share * ALONE_SHARE
    chosen = [
        (one, execution.stdout)
        for one, execution in zip(programs, executions, strict=True)
        if refusal(language, execution) is None and derive(seed, "trace", language, one.index).random() < share
    ]
    found = {}
    for (one, stdout), real in zip(
        chosen, trace_many(language, [one.source for one, _ in chosen], step_limit=STEPS), strict=True
    ):
        if real.steps and len(real.steps) <= MOST_TRACE and not real.truncated and real.stdout == stdout:
            found[one.index] = real.steps
    return found


def build_idiomatic(
    out: Path | str,
    *,
    records: int = 300_000,
    avoid: Path | None = None,
    languages: Sequence[str] | None = None,
    seed: int = 0,
    workers: int = 2,
    trace_share: float = TRACE_SHARE,
    shard_programs: int = SHARD_PROGRAMS,
    on_progress: OnProgress | None = None,
) -> IdiomaticManifest:
    """Build at least ``records`` records into the folder ``out``, or finish what was begun there.

    A killed build goes on after its finished shards and ends in the same files. ``workers`` jailed runtimes are at
    work at a time. Raises AuditError where a run alone differs from the run in bulk, InputError for a wrong folder.
    """
    if records < 1:
        raise InputError(f"records is {records}: give 1 or more")
    chosen = [language for language in languages or PARTS if TEMPLATES[language]]
    folder = Path(out)
    wanted = shares(records, chosen)
    near = None if avoid is None else NearDuplicates.read(avoid)
    begun = {
        "seed": seed, "records": records, "languages": wanted, "shard_programs": shard_programs,
        "trace_share": trace_share, "avoided": None if avoid is None else file_sha256(avoid),
        "code": {language: template_code(language) for language in chosen},
        "runtimes": {language: RUNTIMES[language].version() for language in chosen},
    }  # fmt: skip
    make_folder(folder)
    _begin(folder, begun)
    if (folder / MANIFEST).exists():
        return IdiomaticManifest.read(folder)
    remove_unfinished(folder)
    refused: Counter[str] = Counter()
    totals: dict[str, Counter[str]] = {"languages": Counter(), "splits": Counter(), "templates": Counter()}
    skeletons: set[int] = set()
    done = traced = 0
    shards: list[IdiomaticShard] = []
    for language in chosen:
        have = 0
        told = functools.partial(_shard, folder, language, seed, trace_share)
        need = wanted[language]
        size = min(shard_programs, need + need // 20 + 20)  # a small build is one shard a language
        for shard, said in _ordered(told, _drawn(language, seed, near, refused), size, workers, need):
            refused.update(said["refused"])
            totals["languages"][language] += shard.records
            totals["splits"].update(said["splits"])
            totals["templates"].update(said["templates"])
            skeletons.update(said["skeletons"])
            traced += said["traced"]
            shards.append(shard)
            have += shard.records
            done += shard.records
            if on_progress is not None:
                on_progress(min(done, records), records)
            if have >= need:
                break
    kept = {shard.path for shard in shards}
    for path in folder.glob("*.jsonl.xz*"):
        if path.name.removesuffix(".json") not in kept:
            path.unlink()  # begun ahead and not needed
    manifest = IdiomaticManifest(
        seed=seed,
        code=begun["code"],  # type: ignore[arg-type]
        runtimes=begun["runtimes"],  # type: ignore[arg-type]
        avoided=begun["avoided"],  # type: ignore[arg-type]
        records=done,
        counts={
            **{name: dict(sorted(counter.items())) for name, counter in totals.items()},
            "skeletons": len(skeletons),
            "traced": traced,
            "bytes": sum((folder / shard.path).stat().st_size for shard in shards),
            "refused": dict(sorted(refused.items())),
        },
        shards=tuple(shards),
    )
    write_whole(folder / MANIFEST, (json.dumps(asdict(manifest), indent=1) + "\n").encode())
    for path in folder.glob("*.jsonl.xz.json"):
        path.unlink()
    return manifest


def _begin(folder: Path, begun: Mapping[str, Any]) -> None:
    path = folder / BEGUN
    if path.exists():
        found = json.loads(path.read_text("utf-8"))
        for name, value in begun.items():
            if found.get(name) != value:
                raise InputError(f"{folder} holds another build: its {name} is {found.get(name)!r}, not {value!r}")
        return
    if any(folder.iterdir()):
        raise InputError(f"{folder} is not empty and holds no idiomatic programs: choose another folder")
    write_whole(path, (json.dumps(begun, indent=1) + "\n").encode())


def _shard(
    folder: Path, language: str, seed: int, trace_share: float, number: int, programs: Sequence[_Drawn]
) -> tuple[IdiomaticShard, dict[str, Any]]:
    """A shard, from the folder where it is finished."""
    path = folder / f"{language}-{number:04}.jsonl.xz"
    note = path.with_name(path.name + ".json")
    try:
        said = json.loads(note.read_text("utf-8"))
        if file_sha256(path) == said["sha256"]:
            return _shard_of(path, language, said), said
    except (OSError, ValueError, KeyError):
        pass  # not there, or not whole: it is made again
    data, said = _label(language, programs, seed, trace_share)
    said["sha256"] = write_whole(path, data)
    write_whole(note, json.dumps(said).encode())
    return _shard_of(path, language, said), said


def _shard_of(path: Path, language: str, said: Mapping[str, Any]) -> IdiomaticShard:
    return IdiomaticShard(
        path=path.name, language=language, records=said["records"], sha256=said["sha256"], sources=said["sources"]
    )


def _ordered(
    make: Any, drawn: Iterator[_Drawn], size: int, workers: int, wanted: int
) -> Iterator[tuple[IdiomaticShard, Any]]:
    """Shards in order; while jailed runtimes are busy with some, the programs of the next are drawn."""
    with ThreadPoolExecutor(workers) as pool:
        pending: deque[Future[Any]] = deque()
        number = 0
        try:
            while True:
                if not pending or number * size < wanted:
                    pending.append(pool.submit(make, number, [next(drawn) for _ in range(size)]))
                    number += 1
                while len(pending) > workers or (pending and (pending[0].done() or number * size >= wanted)):
                    yield pending.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


# Reading


def open_idiomatic(folder: Path | str) -> IdiomaticManifest:
    """The manifest of a finished folder whose templates are the ones here; InputError otherwise."""
    manifest = IdiomaticManifest.read(Path(folder))
    for language, code in manifest.code.items():
        if code not in (template_code(language), _template_bytes(language)):
            raise InputError(
                f"{folder} was built with other {language} templates (code {code}, here {template_code(language)}): "
                "build it again, or use the version of caalm that built it"
            )
    return manifest


def read_idiomatic(folder: Path | str, split: str | None = None) -> Iterator[IdiomaticRecord]:
    """The records of a finished folder, in the order of its shards; of one split if it is given."""
    _check_split(split)
    path = Path(folder)
    for record in _records(path, open_idiomatic(path)):
        if split in (None, record.split):
            yield record


def verify_idiomatic(folder: Path | str) -> IdiomaticManifest:
    """The manifest of a folder whose files have their checksums and whose programs are drawn as they were run."""
    path = Path(folder)
    manifest = open_idiomatic(path)
    for shard in manifest.shards:
        if not (path / shard.path).is_file() or file_sha256(path / shard.path) != shard.sha256:
            raise StoreError(f"{path / shard.path} is missing or differs from its checksum: build it again")
        sources = blake2b(digest_size=16)
        for line in _lines(path, shard):
            index = json.loads(line)[0]
            source = draw_idiomatic(shard.language, seed=manifest.seed, index=index).source
            sources.update(source.encode("utf-8", "surrogateescape") + b"\0")
        if sources.hexdigest() != shard.sources:
            raise StoreError(f"{path / shard.path}: its programs are drawn otherwise here: build it again")
    return manifest


def _check_split(split: str | None) -> None:
    if split not in (None, *IDIOMATIC_SPLITS):
        raise InputError(f"split: {split!r} is none of {', '.join(IDIOMATIC_SPLITS)}")


def _lines(folder: Path, shard: IdiomaticShard) -> list[bytes]:
    try:
        return lzma.decompress((folder / shard.path).read_bytes()).splitlines()
    except (OSError, lzma.LZMAError) as error:
        raise StoreError(f"{folder / shard.path} cannot be read ({error}): build it again") from error


def _records(folder: Path, manifest: IdiomaticManifest) -> Iterator[IdiomaticRecord]:
    for shard in manifest.shards:
        for line in _lines(folder, shard):
            yield _record(shard.language, manifest.seed, line)


def _record(language: str, seed: int, line: bytes) -> IdiomaticRecord:
    index, stdout, *trace = json.loads(line)
    template, source = draw_idiomatic(language, seed=seed, index=index)
    return IdiomaticRecord(
        source=source,
        stdout=stdout,
        trace=trace[0] if trace else None,
        language=language,
        template=template.name,
        group=template.group,
        split=idiomatic_split(language, template.group, source),
        index=index,
    )


# Streaming


class IdiomaticExamples:
    """Examples by position, without end: every pass over the folder has an order of its own."""

    def __init__(self, folder: Path | str, *, split: str = "train", seed: int = 0, plain_share: float = 0.3) -> None:
        _check_split(split)
        path = Path(folder)
        self.manifest = open_idiomatic(path)
        self.split, self.seed, self.plain_share = split, seed, plain_share
        # Lines as they are on disk: parsed and drawn when their turn comes.
        self.lines = [(shard.language, line) for shard in self.manifest.shards for line in _lines(path, shard)]
        if not self.lines:
            raise InputError(f"{folder} holds no records: build it again")
        self.epoch, self.order = -1, range(0)  # type: int, Sequence[int]

    def example(self, position: int) -> Example:
        """Example ``position``; a record of another split gives its place to the next one of this split."""
        for place in range(position, position + 100_000):
            record = self._record_at(place)
            if record.split == self.split:
                return self._example(record, position)
        raise InputError(f"the folder holds hardly a record of the split {self.split}")

    def _record_at(self, place: int) -> IdiomaticRecord:
        epoch, at = divmod(place, len(self.lines))
        if epoch != self.epoch:
            order = list(range(len(self.lines)))
            derive(self.seed, "idiomatic order", epoch).shuffle(order)
            self.epoch, self.order = epoch, order
        language, line = self.lines[self.order[at]]
        return _record(language, self.manifest.seed, line)

    def _example(self, record: IdiomaticRecord, position: int) -> Example:
        metadata = {"position": position, "tier": 5, "language": record.language, "template": record.template}
        plain = derive(self.seed, "idiomatic plain", position).random() < self.plain_share
        if record.trace is None or plain:
            return plain_example(record.source, record.stdout, metadata)
        return traced_example(record.source, record.trace, record.stdout, metadata)


def idiomatic_stream(examples: IdiomaticExamples, worker: int, workers: int, start: int) -> Iterator[Example]:
    """The examples of one of ``workers`` workers from its own number ``start`` on, without end."""
    position = start * workers + worker
    while True:
        yield examples.example(position)
        position += workers
