"""The published recipe runs end to end on a tiny random Qwen2 with a tokenizer of its own."""

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, Qwen2ForCausalLM

from caalm.errors import InputError
from caalm.tasks.prediction import plain_example
from caalm.training.published import IGNORED, PublishedConfig, encode_example, fine_tune
from tests.training.base import tiny_base

EXAMPLES = [plain_example(f"print({n})", f"{n}\n") for n in range(20)]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return tiny_base(tmp_path / "base")


def test_the_defaults_are_the_published_settings(tmp_path: Path) -> None:
    config = PublishedConfig(run=tmp_path)
    assert config.base == "Qwen/Qwen2.5-1.5B"
    assert (config.learning_rate, config.weight_decay, config.warmup) == (2e-5, 0.01, 0.03)
    assert (config.device_batch, config.accumulation, config.epochs) == (8, 4, 3.0)
    assert (config.max_tokens, config.bf16) == (512, True)


def test_only_the_output_and_the_end_are_learned(base: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(base)
    item = encode_example(EXAMPLES[7], tokenizer, 512)
    assert item is not None
    assert [label for label in item["labels"] if label != IGNORED] == [ord("7"), 256]
    assert item["input_ids"][:5] == list(b"Code:")
    assert encode_example(EXAMPLES[7], tokenizer, 10) is None


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")
def test_fine_tuning_runs_end_to_end_and_learns(base: Path, tmp_path: Path) -> None:
    before = Qwen2ForCausalLM.from_pretrained(base).lm_head.weight.clone()
    config = PublishedConfig(
        run=tmp_path / "run", base=str(base), device_batch=2, accumulation=2, epochs=3, log_steps=5, show_progress=False
    )
    result = fine_tune(config, [*EXAMPLES, plain_example("x" * 600, "1")])
    assert (result.examples, result.dropped, result.steps) == (20, 1, 15)
    model = AutoModelForCausalLM.from_pretrained(result.folder)
    assert not torch.equal(model.lm_head.weight, before)
    assert AutoTokenizer.from_pretrained(result.folder)("é")["input_ids"] == [195, 169]


def test_examples_that_do_not_fit_are_refused(base: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="512"):
        fine_tune(PublishedConfig(run=tmp_path, base=str(base)), [plain_example("x" * 600, "1")])
