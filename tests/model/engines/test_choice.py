"""Which engine is taken: the embedded one on a CPU, torch for a GPU and for what the embedded one does not compute."""

import json
from pathlib import Path

import pytest

from caalm.errors import InputError
from caalm.model import engines
from caalm.model.checkpoint import save_model
from caalm.model.engines import open_engine
from caalm.model.engines.embedded import EmbeddedEngine
from caalm.model.engines.reference import TransformersEngine
from tests.model.tiny import tiny_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_model(tiny_model(), tmp_path / "w", {})
    return tmp_path / "w"


def test_without_a_gpu_it_is_the_embedded_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_has_gpu", lambda: False)
    opened, positions = open_engine(folder, batch=3, threads=2)
    assert isinstance(opened, EmbeddedEngine)
    assert (opened.batch, opened.threads, positions) == (3, 2, 8192)


def test_with_a_gpu_it_is_torch(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_has_gpu", lambda: True)
    assert isinstance(open_engine(folder)[0], TransformersEngine)
    assert isinstance(open_engine(folder, "numpy")[0], EmbeddedEngine)


def test_another_architecture_goes_to_torch_where_that_is_installed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_has_gpu", lambda: False)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"use_sliding_window": True}))
    assert not engines._is_ours(folder)
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"caalm\[torch\]"):
        open_engine(folder)
