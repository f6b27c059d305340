"""The embedded engine writes what transformers writes: alone, together, with little memory, on any shape."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, PreTrainedModel

from caalm.errors import InputError
from caalm.evaluation.suites import suite_named
from caalm.model.checkpoint import load_model, save_model, validate
from caalm.model.engine import Completion
from caalm.model.engines.embedded import CHUNK, EmbeddedEngine
from caalm.model.engines.reference import TransformersEngine
from caalm.model.engines.tensors import read_tensors
from caalm.model.predictor import SHIPPED
from caalm.model.sizes import Size, model_config
from caalm.model.tokenizer import END, decode, encode
from caalm.tasks.prediction import plain_prompt, traced_prompt
from tests.model.tiny import tiny_model

WIDE = Size(width=48, layers=3, heads=6, key_value_heads=2, feed_forward=80)
"""Another shape: three query heads to a head of keys, more heads than the width has room for."""


def random_model(size: Size, seed: int) -> PreTrainedModel:
    """Random weights, norms included: one that is left out, or put in the wrong place, changes what is written."""
    torch.manual_seed(seed)
    config = model_config(size)
    config.initializer_range = 0.4
    model: PreTrainedModel = AutoModelForCausalLM.from_config(config, dtype=torch.float32)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name:
                parameter.uniform_(0.5, 1.5)
        model.get_input_embeddings().weight[END] *= 2  # type: ignore[operator, index]
    model.train(False)
    return model


def prompts(count: int, longest: int = 90) -> list[str]:
    draw = random.Random(7)
    return ["".join(draw.choice("abc =12\né") for _ in range(draw.randrange(1, longest))) for _ in range(count)]


def by_transformers(model: PreTrainedModel, prompt: str, limit: int) -> str:
    ids = torch.tensor([list(encode(prompt))])
    with torch.inference_mode():
        out = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=limit, do_sample=False)  # type: ignore[operator]
    return decode(out[0, ids.shape[1] :].tolist())


def assert_same(one: list[Completion], other: list[Completion]) -> None:
    for a, b in zip(one, other, strict=True):
        assert (a.text, a.finished) == (b.text, b.finished)
        assert a.token_logprobs == pytest.approx(b.token_logprobs, abs=2e-4)


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wide") / "weights"
    save_model(random_model(WIDE, 3), folder, {})
    return folder


def test_the_shipped_weights_give_the_tokens_of_transformers_generate() -> None:
    validate(SHIPPED)
    model, manifest = load_model(SHIPPED)
    items = suite_named("validation", 20).items
    forms = [plain_prompt, traced_prompt if manifest.get("trace") else plain_prompt]
    asked = [forms[number % 2](item.code) for number, item in enumerate(items)]
    made = EmbeddedEngine.load(SHIPPED).generate(asked, 40)
    assert [completion.text for completion in made] == [by_transformers(model, prompt, 40) for prompt in asked]
    # It means something only where texts differ, and some end by themselves.
    assert len({completion.text for completion in made}) > 10
    assert {completion.finished for completion in made} == {True, False}


def test_random_weights_of_another_shape_give_the_same_tokens_and_probabilities(wide: Path) -> None:
    model, _ = load_model(wide)
    asked = prompts(9)
    made = EmbeddedEngine.load(wide, batch=4).generate(asked, 40)
    assert [completion.text for completion in made] == [by_transformers(model, prompt, 40) for prompt in asked]
    assert_same(made, TransformersEngine(model).generate(asked, 40))
    assert len({len(completion.token_logprobs) for completion in made}) > 2


def test_alone_together_and_streamed_are_the_same(wide: Path) -> None:
    engine = EmbeddedEngine.load(wide, batch=5)
    asked = prompts(13)
    together = engine.generate(asked, 30)
    assert_same([engine.generate([prompt], 30)[0] for prompt in asked], together)
    for prompt, completion in zip(asked[:4], together, strict=False):
        written = list(engine.stream(prompt, 30))
        assert decode(each.token for each in written) == completion.text
        assert [each.logprob for each in written] == pytest.approx(completion.token_logprobs, abs=2e-4)
        assert [each.completion is not None for each in written] == [False] * (len(written) - 1) + [True]


def test_little_memory_changes_no_token(wide: Path) -> None:
    engine = EmbeddedEngine.load(wide, batch=6)
    asked = prompts(8, longest=300)
    plenty = engine.generate(asked, 400)
    # Room for three texts of up to 199 tokens, for two beyond: texts wait, and go back to the queue as others grow.
    engine.memory = 4 * 2**20
    assert [engine.slots(6).room(longest) for longest in (199, 200, 5000)] == [3, 2, 1]
    assert_same(engine.generate(asked, 400), plenty)
    assert max(len(completion.token_logprobs) for completion in plenty) > 100


def test_a_prompt_is_read_in_chunks(wide: Path) -> None:
    model, _ = load_model(wide)
    draw = random.Random(1)
    long = ["".join(draw.choice("abc =12\n") for _ in range(size)) for size in (CHUNK, CHUNK + 1, 3 * CHUNK + 5)]
    assert_same(EmbeddedEngine.load(wide).generate(long, 12), TransformersEngine(model).generate(long, 12))


def test_a_text_stops_where_the_context_ends(wide: Path) -> None:
    engine = EmbeddedEngine.load(wide)
    assert engine.positions == 8192
    engine.positions = 60  # a whole context of 8,192 takes seconds to read
    assert len(engine.generate(["a" * 58], 100)[0].token_logprobs) <= 2
    with pytest.raises(InputError, match="60"):
        engine.generate(["a" * 60], 1)
    with pytest.raises(InputError, match="empty"):
        engine.generate([""], 1)
    assert engine.generate([], 1) == []


def test_progress_counts_every_prompt(wide: Path) -> None:
    seen: list[tuple[int, int]] = []
    EmbeddedEngine.load(wide, batch=2).generate(prompts(5), 10, lambda done, total: seen.append((done, total)))
    assert seen == [(i, 5) for i in range(1, 6)]


def test_bf16_is_widened_exactly_from_every_shard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caalm.model.checkpoint.MAX_SHARD", "20KB")
    save_model(tiny_model(), tmp_path / "w", {})
    assert len(list((tmp_path / "w").glob("*.safetensors"))) > 1
    model, _ = load_model(tmp_path / "w")
    tensors = read_tensors(tmp_path / "w")
    named = dict(model.named_parameters())
    assert tensors.keys() == named.keys()
    assert all(np.array_equal(tensors[name], named[name].detach().numpy()) for name in tensors)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("model_type", "llama"),
        ("attention_bias", True),
        ("hidden_act", "gelu"),
        ("use_sliding_window", True),
        ("rope_parameters", {"rope_type": "yarn", "rope_theta": 1e4}),
    ],
)
def test_what_it_does_not_compute_is_refused_with_the_mend(
    wide: Path, tmp_path: Path, field: str, value: object
) -> None:
    config = json.loads((wide / "config.json").read_text()) | {field: value}
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(InputError, match="engine torch"):
        EmbeddedEngine.load(tmp_path)
