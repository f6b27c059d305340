"""A packed row gives each document exactly what it would get alone."""

from itertools import pairwise

import pytest
import torch

from caalm.model.sizes import model_config
from caalm.training import attention
from caalm.training.attention import PACKED, packed_attention
from caalm.training.batches import PackConfig, make_row
from caalm.training.loop import row_loss
from tests.model.tiny import TINY, tiny_model

DOCUMENTS = [(b"Code: a=1 print", b"1"), (b"x", b"yz" * 150), (b"short", b"")]


@pytest.mark.parametrize("heads", [(2, 1), (2, 2)])
def test_packed_attention_and_its_gradient_equal_separate_documents(heads: tuple[int, int]) -> None:
    torch.manual_seed(0)
    cuts = [0, 5, 6, 300, 300]
    query = torch.randn(1, heads[0], 300, 64, requires_grad=True)
    key, value = (torch.randn(1, heads[1], 300, 64, requires_grad=True) for _ in range(2))
    boundaries = torch.tensor(cuts, dtype=torch.int32)
    out, _ = packed_attention(torch.nn.Identity(), query, key, value, None, boundaries=boundaries, longest=300)
    weight = torch.randn_like(out)
    packed = torch.autograd.grad((out * weight).sum(), (query, key, value))
    parts = [
        torch.nn.functional.scaled_dot_product_attention(
            query[:, :, a:b], key[:, :, a:b], value[:, :, a:b], is_causal=True, enable_gqa=True
        )
        for a, b in pairwise(cuts)
        if b > a
    ]
    expected = torch.cat(parts, dim=2).transpose(1, 2)
    torch.testing.assert_close(out, expected, atol=1e-5, rtol=1e-4)
    for got, want in zip(packed, torch.autograd.grad((expected * weight).sum(), (query, key, value)), strict=True):
        torch.testing.assert_close(got, want, atol=1e-4, rtol=1e-3)


def test_the_loss_of_a_row_is_the_sum_of_its_documents() -> None:
    assert model_config(TINY).vocab_size == 320
    model = tiny_model(spread=0.1)
    model.set_attn_implementation(PACKED)

    def loss(documents: list[tuple[bytes, bytes]], length: int) -> torch.Tensor:
        row = make_row(documents, PackConfig(row_tokens=length, max_documents=6, prompt_weight=0.5))
        arrays = (row.tokens, row.targets, row.weights, row.positions, row.boundaries)
        return row_loss(model, [torch.from_numpy(array) for array in arrays], length)[0]

    together = loss(DOCUMENTS, 400)
    alone = sum(loss([document], 350) for document in DOCUMENTS)
    torch.testing.assert_close(together, alone, rtol=1e-5, atol=1e-3)


def test_the_gradient_by_products_equals_the_flash_kernel_s(monkeypatch: pytest.MonkeyPatch) -> None:
    # Uncompiled: the arithmetic is the same, and the test is fast.
    torch.manual_seed(0)
    cuts = torch.tensor([0, 3, 700, 700], dtype=torch.int32)
    query = torch.randn(1, 4, 700, 64).bfloat16().requires_grad_()
    key, value = (torch.randn(1, 2, 700, 64).bfloat16().requires_grad_() for _ in range(2))
    weight = torch.randn(1, 700, 4, 64)

    def gradients() -> tuple[torch.Tensor, ...]:
        out, _ = packed_attention(torch.nn.Identity(), query, key, value, None, boundaries=cuts, longest=700)
        return torch.autograd.grad((out.float() * weight).sum(), (query, key, value))

    flash = gradients()
    monkeypatch.setattr(attention, "_compiled", (attention._prepare, attention._weigh, attention._finish))
    for ours, theirs in zip(gradients(), flash, strict=True):
        assert (ours.float() - theirs.float()).norm() < 0.01 * theirs.float().norm()
