"""Idiomatic programs on disk: small, resumable, labelled by the real runtime, apart from what is to be avoided."""

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from caalm.dataset import idiomatic
from caalm.dataset.idiomatic import (
    BEGUN,
    MANIFEST,
    IdiomaticExamples,
    IdiomaticManifest,
    build_idiomatic,
    idiomatic_stream,
    read_idiomatic,
    refusal,
    verify_idiomatic,
)
from caalm.dataset.near import NearDuplicates, skeleton_tokens, text_skeleton
from caalm.dataset.store import StoreError
from caalm.errors import InputError
from caalm.generation.idiomatic.catalogue import HELD_OUT_GROUPS, draw_idiomatic
from caalm.runtimes import RUNTIMES
from caalm.runtimes.runtime import Execution
from caalm.runtimes.sandbox import Status

pytestmark = pytest.mark.skipif(not RUNTIMES["python"].available(), reason="no Python in the jail")


def build(folder: Path, **options: Any) -> IdiomaticManifest:
    return build_idiomatic(
        folder, **{"records": 300, "languages": ["python"], "shard_programs": 120, "trace_share": 0.02, **options}
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("idiomatic") / "data"
    build(folder)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_records_are_what_the_runtime_printed(built: Path) -> None:
    records = list(read_idiomatic(built))
    assert len(records) == IdiomaticManifest.read(built).records >= 300
    again = RUNTIMES["python"].execute_many([record.source for record in records])
    assert [record.stdout for record in records] == [execution.stdout for execution in again]
    assert len({record.source for record in records}) == len(records)


def test_some_records_have_a_real_trace_that_ends_in_their_output(built: Path) -> None:
    traced = [record for record in read_idiomatic(built) if record.trace is not None]
    assert traced
    assert all(">" in record.trace for record in traced if record.trace)


def test_a_record_takes_few_bytes(built: Path) -> None:
    manifest = IdiomaticManifest.read(built)
    size = sum((built / shard.path).stat().st_size for shard in manifest.shards)
    assert size == manifest.counts["bytes"]
    # Even shards of a hundred records stay below what 300,000 in 20 MiB allow.
    assert size / manifest.records < 20 * 2**20 / 300_000


def test_no_skeleton_is_in_two_splits_and_held_out_groups_never_train(built: Path) -> None:
    splits: dict[int, set[str]] = {}
    for record in read_idiomatic(built):
        held_out = record.group in HELD_OUT_GROUPS["python"]
        assert (record.split == "new-groups") == held_out
        if not held_out:
            splits.setdefault(text_skeleton(record.source), set()).add(record.split)
    assert all(len(found) == 1 for found in splits.values())
    assert {record.split for record in read_idiomatic(built, "train")} == {"train"}


def test_a_build_that_is_run_again_changes_nothing(built: Path) -> None:
    before = files_of(built)
    build(built)
    assert files_of(built) == before


def test_a_killed_build_goes_on_and_ends_in_the_same_files(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    label = idiomatic._label
    runs = []

    def killed(language: str, programs: Any, *rest: Any) -> Any:
        runs.append(len(programs))
        if len(runs) == 2:
            raise KeyboardInterrupt
        return label(language, programs, *rest)

    monkeypatch.setattr(idiomatic, "_label", killed)
    with pytest.raises(KeyboardInterrupt):
        build(folder, workers=1)
    assert not (folder / MANIFEST).exists()
    finished = list(folder.glob("*.jsonl.xz"))
    assert finished
    (folder / "python-0009.jsonl.xz.1.unfinished").write_bytes(b"half")
    finished[0].write_bytes(finished[0].read_bytes()[:-9])  # torn by the fall of the machine: made again
    build(folder, workers=1)
    assert files_of(folder) == files_of(built)


def test_another_build_does_not_go_on_in_the_folder(built: Path) -> None:
    with pytest.raises(InputError, match="its seed is 0, not 1"):
        build(built, seed=1)


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        build(tmp_path)


def test_programs_that_are_nearly_one_to_avoid_are_refused(built: Path, tmp_path: Path) -> None:
    planted = next(record for record in read_idiomatic(built) if len(skeleton_tokens(record.source)) > 60)
    renamed = planted.source.replace("result", "zzz")
    avoid = tmp_path / "outside.jsonl"
    avoid.write_text(json.dumps({"id": "x", "code": renamed}) + "\n", "utf-8")
    manifest = build(tmp_path / "data", avoid=avoid, records=200, trace_share=0.0)
    assert manifest.counts["refused"]["nearly one to avoid"] >= 1
    near = NearDuplicates([renamed])
    records = list(read_idiomatic(tmp_path / "data"))
    assert planted.source not in {record.source for record in records}
    assert not any(near.has(record.source) for record in records)


def test_a_near_duplicate_has_other_names_literals_or_one_more_line() -> None:
    body = "    out = []\n    for c in text:\n        if c.isalpha():\n            out.append(c)\n    return out\n"
    source = "def f(text):\n" + body
    near = NearDuplicates([source + "print(f('ab'))\n"])
    assert near.has(source.replace("text", "s").replace("out", "acc") + "print(f('xyz 12'))\n")
    assert near.has(source + "y = 1\nprint(f('ab'))\n")
    assert not near.has("def f(n):\n    while n > 1:\n        n = n // 2\n    return n\nprint(f(9))\n")


def test_a_file_to_avoid_must_hold_programs(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"id": 1}\n')
    with pytest.raises(InputError, match="no JSON Lines file"):
        NearDuplicates.read(tmp_path / "x.jsonl")


def test_other_templates_are_a_clear_error(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idiomatic, "template_code", lambda language: "other")
    monkeypatch.setattr(idiomatic, "_template_bytes", lambda language: "other, too")
    with pytest.raises(InputError, match="built with other python templates"):
        next(read_idiomatic(built))


def test_a_comment_in_the_templates_makes_no_other_code() -> None:
    source = "def draw(rng):\n    # the words\n    return f'''\n\n# {rng}'''\n"
    remarked = "# All of it.\n\n\ndef draw(rng):  # of one\n\n    return f'''\n\n# {rng}'''\n\n"
    assert idiomatic._without_remarks(source) == idiomatic._without_remarks(remarked)
    for changed in (source.replace("rng", "r"), source.replace("\n\n#", "\n#"), source.replace("# {", "{")):
        assert idiomatic._without_remarks(changed) != idiomatic._without_remarks(source)


def test_a_folder_that_knows_its_templates_by_their_bytes_is_read(built: Path, tmp_path: Path) -> None:
    table = json.loads((built / idiomatic.MANIFEST).read_text("utf-8"))
    table["code"] = {language: idiomatic._template_bytes(language) for language in table["code"]}
    (tmp_path / idiomatic.MANIFEST).write_text(json.dumps(table))
    assert idiomatic.open_idiomatic(tmp_path).records == table["records"]


def test_a_missing_folder_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="dataset build idiomatic"):
        next(read_idiomatic(tmp_path))


def test_verifying_finds_a_changed_file(built: Path, tmp_path: Path) -> None:
    assert verify_idiomatic(built).records >= 300
    for name, data in files_of(built).items():
        (tmp_path / name).write_bytes(data)
    path = next(tmp_path.glob("*.jsonl.xz"))
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(StoreError, match="differs from its checksum"):
        verify_idiomatic(tmp_path)


def test_the_stream_depends_on_the_position_alone(built: Path) -> None:
    examples = IdiomaticExamples(built, seed=3)
    alone = [examples.example(position) for position in range(40)]
    two = [list(islice(idiomatic_stream(IdiomaticExamples(built, seed=3), w, 2, 0), 20)) for w in (0, 1)]
    assert [two[position % 2][position // 2] for position in range(40)] == alone
    later = next(idiomatic_stream(examples, 1, 2, 7))
    assert later == alone[15]


def test_the_stream_gives_training_records_only_and_every_one_in_a_pass(built: Path) -> None:
    training = {record.source.rstrip("\n") for record in read_idiomatic(built, "train")}
    examples = IdiomaticExamples(built, plain_share=1.0)
    count = len(examples.lines)
    seen = {examples.example(p).prompt.removeprefix("Code:\n").removesuffix("\n\nOutput:\n") for p in range(count)}
    assert seen == training
    first = [examples.example(p).prompt for p in range(20)]
    assert [examples.example(p + count).prompt for p in range(20)] != first


def test_runs_that_teach_nothing_are_refused() -> None:
    assert refusal("python", Execution("1\n")) is None
    assert refusal("python", Execution("x\n", Status.RUNTIME_ERROR)) == "a failed run"
    assert refusal("python", Execution("")) == "no output"
    assert refusal("python", Execution("a" * 401)) == "a long output"
    assert refusal("python", Execution("{'b', 'a'}\n")) == "an output by hash order or address"
    assert refusal("python", Execution("<f at 0x7f12>\n")) == "an output by hash order or address"
    assert refusal("python", Execution("{'a': 1}\n")) is None


def test_the_folder_says_what_was_begun(built: Path) -> None:
    begun = json.loads((built / BEGUN).read_text("utf-8"))
    assert begun["records"] == 300
    assert draw_idiomatic("python", seed=begun["seed"], index=0).source
