"""The published recipe under FSDP2: two processes hold half of a model each, and it learns what one process learns."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from transformers import AutoTokenizer, Qwen2ForCausalLM

from tests.training.base import tiny_base

ROOT = Path(__file__).parent.parent.parent
CONFIG = ROOT / "examples" / "scale" / "fsdp2.yaml"


def run(*command: object) -> None:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": "", "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([str(part) for part in command], env=environment, capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode()[-3000:]


def seen(folder: Path) -> dict[str, object]:
    table: dict[str, object] = json.loads((folder / "seen-0.json").read_text())
    return table


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_shared_model_learns_what_a_whole_one_learns(tmp_path: Path) -> None:
    base = tiny_base(tmp_path / "base")
    module = ["-m", "tests.training.sharded", base]
    run(sys.executable, *module, tmp_path / "one", 4)
    accelerate = Path(sys.executable).parent / "accelerate"
    settings = ["launch", "--config_file", CONFIG, "--num_processes", "2", "--main_process_port", "0"]
    run(accelerate, *settings, *module, tmp_path / "two", 2)
    one, two = seen(tmp_path / "one"), seen(tmp_path / "two")
    assert (one["sharded"], one["held"]) == (False, 1.0)
    assert (two["sharded"], two["held"]) == (True, 0.5)
    # What is logged of two is the mean of losses in bf16.
    assert two["losses"] == pytest.approx(one["losses"], rel=5e-3)
    weights = [Qwen2ForCausalLM.from_pretrained(tmp_path / name / "model").state_dict() for name in ("one", "two")]
    start = Qwen2ForCausalLM.from_pretrained(base).state_dict()
    for name, before in start.items():
        # AdamW moves every weight by the learning rate or less a step, eight of them, wherever it goes.
        assert torch.allclose(weights[0][name], weights[1][name], atol=8 * 2e-5)
        assert not torch.equal(weights[1][name], before) or not before.any()
    assert AutoTokenizer.from_pretrained(tmp_path / "two" / "model")("a")["input_ids"] == [97]
