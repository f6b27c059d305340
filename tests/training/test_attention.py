"""A packed row gives each document exactly what it would get alone."""

from itertools import pairwise

import pytest
import torch

from caalm.errors import CaalmError
from caalm.model.sizes import model_config
from caalm.training import attention, kernels
from caalm.training.attention import PACKED, choose_kernel, kernel_error, packed_attention
from caalm.training.batches import PackConfig, make_row
from caalm.training.loop import row_loss, row_tensors
from tests.model.tiny import TINY, tiny_model

DOCUMENTS = [(b"Code: a=1 print", b"1"), (b"x", b"yz" * 150), (b"short", b"")]


@pytest.mark.parametrize("heads", [(2, 1), (2, 2)])
def test_packed_attention_and_its_gradient_equal_separate_documents(heads: tuple[int, int]) -> None:
    torch.manual_seed(0)
    cuts = [0, 5, 6, 300, 300]
    query = torch.randn(1, heads[0], 300, 64, requires_grad=True)
    key, value = (torch.randn(1, heads[1], 300, 64, requires_grad=True) for _ in range(2))
    boundaries = torch.tensor(cuts, dtype=torch.int32)
    extent = torch.tensor([4, 294, 300])
    out, _ = packed_attention(torch.nn.Identity(), query, key, value, None, boundaries=boundaries, extent=extent)
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
        return row_loss(model, row_tensors(row, torch.device("cpu")))[0]

    together = loss(DOCUMENTS, 400)
    alone = sum(loss([document], 350) for document in DOCUMENTS)
    torch.testing.assert_close(together, alone, rtol=1e-5, atol=1e-3)


def test_the_gradient_by_products_equals_the_flash_kernel_s(monkeypatch: pytest.MonkeyPatch) -> None:
    # Uncompiled: the arithmetic is the same, and the test is fast. One document is left to the flash kernel, four go
    # together, one goes alone, and one has a single token.
    torch.manual_seed(0)
    cuts = torch.tensor([0, 1, 65, 129, 193, 257, 557, 1657, 1700, 1700], dtype=torch.int32)
    query = torch.randn(1, 4, 1700, 64).bfloat16().requires_grad_()
    key, value = (torch.randn(1, 2, 1700, 64).bfloat16().requires_grad_() for _ in range(2))
    weight = torch.randn(1, 1700, 4, 64)

    def gradients() -> tuple[torch.Tensor, ...]:
        out, _ = packed_attention(
            torch.nn.Identity(), query, key, value, None, boundaries=cuts, extent=torch.tensor([7, 1100, 1657])
        )
        return torch.autograd.grad((out.float() * weight).sum(), (query, key, value))

    flash = gradients()
    monkeypatch.setattr(kernels, "_compiled", (kernels._weigh, kernels._delta, kernels._shared))
    for ours, theirs in zip(gradients(), flash, strict=True):
        for start, stop in pairwise(cuts[:8].tolist()):
            part = theirs.float()[:, :, start:stop]
            assert (ours.float()[:, :, start:stop] - part).norm() <= 0.01 * part.norm() + 0.03


def test_neighbours_of_one_length_go_together_by_powers_of_two() -> None:
    cuts = [0, 10, 20, 30, 40, 50, 60, 70, 90, 190]
    groups = list(kernels.equal_lengths(cuts, heads=4))
    assert groups == [(0, 4, 10), (40, 2, 10), (60, 1, 10), (70, 1, 20), (90, 1, 100)]


CPU = torch.device("cpu")


@pytest.mark.parametrize("kernel", ["flash", "dense"])
def test_kernels_agree_with_the_definition_in_values_and_gradients(kernel: str) -> None:
    assert kernel_error(kernel, CPU, compiled=False) < 0.01


@pytest.mark.filterwarnings("ignore:flex_attention called without torch.compile")
def test_flex_attention_agrees_in_values() -> None:
    # On a CPU it has no gradient, so the self-test cannot be taken whole here.
    torch.manual_seed(0)
    query, key, value = torch.randn(200, 4, 64), torch.randn(200, 2, 64), torch.randn(200, 2, 64)
    boundaries, extent = torch.tensor([0, 1, 70, 150, 200, 200], dtype=torch.int32), torch.tensor([3, 80, 150])
    mask = kernels.row_mask("flex", boundaries, 200)
    flexed = kernels.flex(query, key, value, boundaries, extent, mask)
    torch.testing.assert_close(flexed[:150], kernels.flash(query, key, value, boundaries, extent, None)[:150])


def test_padding_comes_out_as_zero_and_never_as_rubbish() -> None:
    query = torch.full((40, 2, 64), torch.nan)
    query[:10] = 1
    out = kernels.flash(query, query, query, torch.tensor([0, 10, 40], dtype=torch.int32), torch.tensor([1, 10, 10]), 0)
    assert out[:10].eq(1).all()
    assert out[10:].eq(0).all()


def test_a_kernel_that_fails_or_lies_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> torch.Tensor:
        raise RuntimeError("no such operator")

    def wrong(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, *_: object) -> torch.Tensor:
        # Causal over the whole row: documents see those before them.
        mask = torch.ones(len(query), len(query), dtype=torch.bool).tril()
        return kernels.dense(query, key, value, torch.empty(0), torch.empty(0), mask)

    said: list[str] = []
    tried = {"gone": missing, "wrong": wrong, "dense": kernels.dense}
    monkeypatch.setattr(attention, "KERNELS", tried)
    assert choose_kernel(CPU, compiled=False, say=said.append) == "dense"
    assert "no such operator" in said[0]
    assert "wrong is wrong here" in said[1]
    monkeypatch.setattr(attention, "KERNELS", {"gone": missing})
    with pytest.raises(CaalmError, match="no kernel"):
        choose_kernel(CPU, compiled=False)


@pytest.mark.slow
def test_the_loss_of_a_row_compiles_to_one_graph_whatever_the_documents() -> None:
    model = tiny_model(spread=0.1)
    model.set_attn_implementation(PACKED)
    # Nothing but the graph: a backend that runs it as it is.
    graphs: list[torch.fx.GraphModule] = []

    def backend(graph: torch.fx.GraphModule, _: list[torch.Tensor]) -> torch.fx.GraphModule:
        graphs.append(graph)
        return graph

    compiled = torch.compile(row_loss, dynamic=False, fullgraph=True, backend=backend)
    config = PackConfig(row_tokens=400, max_documents=6)
    for documents in (DOCUMENTS, DOCUMENTS[:1], DOCUMENTS[1:]):
        tensors = row_tensors(make_row(documents, config), CPU)
        loss, _ = compiled(model, tensors)
        torch.autograd.backward(loss)
        torch.testing.assert_close(loss, row_loss(model, tensors)[0])
    assert len(graphs) == 1
