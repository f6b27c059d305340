"""Generation: alone or together, by us or by transformers, the tokens are the same."""

import random

import pytest
import torch

from caalm.errors import InputError
from caalm.model.engines.reference import TransformersEngine
from caalm.model.tokenizer import END, decode, encode
from tests.model.tiny import tiny_model


def prompts(count: int) -> list[str]:
    draw = random.Random(7)
    return ["".join(draw.choice("abc =12\n") for _ in range(draw.randrange(1, 90))) for _ in range(count)]


def test_together_gives_the_same_tokens_as_alone() -> None:
    texts = prompts(23)
    together = TransformersEngine(tiny_model(), batch=5).generate(texts, 40)
    alone = TransformersEngine(tiny_model(), batch=1)
    for text, completion in zip(texts, together, strict=True):
        single = alone.generate([text], 40)[0]
        assert (single.text, single.finished) == (completion.text, completion.finished)
        assert single.token_logprobs == pytest.approx(completion.token_logprobs, abs=1e-4)
    # The test means something only where some texts end early and others do not.
    assert len({len(completion.token_logprobs) for completion in together}) > 3


def test_the_tokens_are_those_of_transformers_generate() -> None:
    reference = tiny_model()
    engine = TransformersEngine(tiny_model())
    for text, completion in zip(prompts(6), engine.generate(prompts(6), 30), strict=True):
        out = reference.generate(  # type: ignore[operator]
            torch.tensor([list(encode(text))]),
            attention_mask=torch.ones(1, len(encode(text)), dtype=torch.long),
            max_new_tokens=30,
            do_sample=False,
        )[0, len(encode(text)) :].tolist()
        assert completion.text == decode(out)
        assert completion.finished == (END in out)


def test_memory_grows_past_its_first_size() -> None:
    texts = prompts(3)
    engine = TransformersEngine(tiny_model(3), batch=2)
    long = engine.generate(texts, 700)
    assert max(len(completion.token_logprobs) for completion in long) == 700
    short = engine.generate(texts, 30)
    assert all(
        whole.token_logprobs[:30] == pytest.approx(part.token_logprobs, abs=1e-4)
        for whole, part in zip(long, short, strict=True)
    )


def test_progress_counts_every_prompt() -> None:
    seen: list[tuple[int, int]] = []
    TransformersEngine(tiny_model(), batch=2).generate(prompts(5), 10, lambda done, total: seen.append((done, total)))
    assert seen == [(i, 5) for i in range(1, 6)]


def test_no_prompts_give_no_completions() -> None:
    assert TransformersEngine(tiny_model()).generate([], 10) == []


def test_a_prompt_longer_than_the_context_is_refused() -> None:
    with pytest.raises(InputError, match="8192"):
        TransformersEngine(tiny_model()).generate(["a" * 8192], 1)


def test_a_text_stops_where_the_context_ends() -> None:
    completion = TransformersEngine(tiny_model(3)).generate(["a" * 8190], 100)[0]
    assert len(completion.token_logprobs) <= 2


def test_bf16_weights_generate_too() -> None:
    model = tiny_model()
    model.to(torch.bfloat16)  # type: ignore[arg-type]
    done = TransformersEngine(model, batch=4).generate(prompts(9), 20)
    assert len(done) == 9
    assert all(-50 < logprob <= 0 for completion in done for logprob in completion.token_logprobs)
