"""What is shipped is the newest checkpoint's weights and nothing else, or the folder stays as it was."""

import json
from pathlib import Path

import pytest
import torch

from caalm.model.checkpoint import CheckpointError, load_model, save_model, validate
from caalm.model.export import export_weights
from tests.model.tiny import tiny_model


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of two checkpoints with training state beside the weights."""
    checkpoints = tmp_path / "run" / "checkpoints"
    for step in (1, 2):
        save_model(tiny_model(step), checkpoints / f"step-{step:08d}", {"trace": True, "tokens": step})
        (checkpoints / f"step-{step:08d}" / "training.safetensors").write_bytes(b"large")
    (checkpoints / "latest").write_text("step-00000002\n")
    return tmp_path / "run"


def test_the_newest_checkpoint_is_shipped_without_training_state(run: Path, tmp_path: Path) -> None:
    made = export_weights(run, tmp_path / "out", facts={"commit": "abc"})
    assert validate(made.folder).items() >= {"trace": True, "tokens": 2, "commit": "abc"}.items()
    assert sorted(path.name for path in made.folder.iterdir()) == [
        "caalm.json",
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
    ]
    model, _ = load_model(made.folder)
    for name, parameter in tiny_model(2).named_parameters():
        assert torch.equal(model.get_parameter(name), parameter.bfloat16().float())
    assert made.size == sum(path.stat().st_size for path in made.folder.iterdir())


def test_weights_that_are_too_large_leave_the_old_folder(run: Path, tmp_path: Path) -> None:
    save_model(tiny_model(), tmp_path / "out", {"tokens": 0})
    with pytest.raises(CheckpointError, match="at most"):
        export_weights(run, tmp_path / "out", limit=1000)
    assert validate(tmp_path / "out")["tokens"] == 0


def test_a_broken_checkpoint_is_not_shipped(run: Path, tmp_path: Path) -> None:
    broken = run / "checkpoints" / "step-00000002" / "model.safetensors"
    broken.write_bytes(broken.read_bytes()[:-10])
    with pytest.raises(CheckpointError, match=r"model\.safetensors"):
        export_weights(run, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_checkpoint_can_be_named(run: Path, tmp_path: Path) -> None:
    made = export_weights(run / "checkpoints" / "step-00000001", tmp_path / "out")
    assert json.loads((made.folder / "caalm.json").read_text())["tokens"] == 1


@pytest.mark.parametrize("taken", ["folder", "file"])
def test_what_holds_no_weights_is_not_replaced(run: Path, tmp_path: Path, taken: str) -> None:
    own = tmp_path / "own"
    if taken == "folder":
        own.mkdir()
    (note := own / "thesis.txt" if taken == "folder" else own).write_text("years of work")
    with pytest.raises(CheckpointError, match="own"):
        export_weights(run, own)
    assert note.read_text() == "years of work"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own", "run"]
