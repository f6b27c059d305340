"""A saved folder loads anywhere, and a broken one is refused by name before any work."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from caalm.model.checkpoint import CheckpointError, load_model, save_model, validate, write_folder
from tests.model.tiny import tiny_model

QUICK_START = """
from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder)
code = "a = 10\\nb = 20\\nprint(a + b)"
prompt = f"Code:\\n{code}\\n\\nOutput:\\n"
inputs = tokenizer(prompt, return_tensors="pt")
outputs = model.generate(**inputs, max_new_tokens=16)
prediction = tokenizer.decode(outputs[0][inputs["input_ids"].shape[1]:], skip_special_tokens=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_model(tiny_model(), tmp_path / "weights", {"trace": True, "size": "tiny"})
    return tmp_path / "weights"


def test_the_quick_start_runs_on_a_saved_folder(folder: Path) -> None:
    names: dict[str, object] = {"folder": str(folder)}
    exec(QUICK_START, names)
    assert isinstance(names["prediction"], str)


def test_weights_are_bf16_and_come_back(folder: Path) -> None:
    model, manifest = load_model(folder)
    assert manifest["trace"] is True
    for name, parameter in tiny_model().named_parameters():
        assert torch.equal(model.get_parameter(name), parameter.bfloat16().float())
    with safe_open(folder / "model.safetensors", "pt") as file:
        assert file.get_slice("model.norm.weight").get_dtype() == "BF16"


def test_generation_ends_at_the_end_token(folder: Path) -> None:
    model, _ = load_model(folder)
    assert model.generation_config is not None
    assert (model.generation_config.eos_token_id, model.generation_config.pad_token_id) == (256, 257)
    assert not model.generation_config.do_sample


def test_a_folder_is_replaced_whole(folder: Path) -> None:
    save_model(tiny_model(1), folder, {"trace": False})
    assert validate(folder)["trace"] is False
    assert [path.name for path in folder.parent.iterdir()] == ["weights"]


def test_a_failed_write_leaves_the_old_folder(folder: Path) -> None:
    def fail(_: Path) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_folder(folder, fail)
    assert validate(folder)["trace"] is True


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 100)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def garble(path: Path) -> None:
    path.write_bytes(b"\xff" * path.stat().st_size)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
@pytest.mark.parametrize("harm", [cut, empty, garble, flip, Path.unlink])
def test_a_broken_file_is_named(folder: Path, name: str, harm: Callable[[Path], None]) -> None:
    harm(folder / name)
    with pytest.raises(CheckpointError, match=name) as caught:
        load_model(folder)
    assert "\n" not in str(caught.value)


def test_a_missing_shard_is_named(folder: Path) -> None:
    index = {"weight_map": {"model.norm.weight": "model-00001-of-00002.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(CheckpointError, match="model-00001-of-00002"):
        validate(folder)


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="CAALM_WEIGHTS"):
        validate(tmp_path / "nothing")
