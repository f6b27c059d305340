"""Muon steps are orthogonal, AdamW is torch's, and state comes back whole."""

from typing import Any

import pytest
import torch

from caalm.training.optimiser import MuonAdamW, OptimiserConfig, orthogonalise
from caalm.training.schedule import ScheduleConfig
from tests.model.tiny import tiny_model


@pytest.mark.parametrize("shape", [(3, 32, 64), (2, 64, 32), (1, 48, 48)])
def test_singular_values_come_near_one(shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    values = torch.linalg.svdvals(orthogonalise(torch.randn(shape)).float())
    assert values.min() > 0.5
    assert values.max() < 1.3


def test_muon_agrees_with_torch_s() -> None:
    torch.manual_seed(0)
    model = torch.nn.Linear(24, 16, bias=False)
    other = torch.nn.Linear(24, 16, bias=False)
    other.load_state_dict(model.state_dict())
    ours = MuonAdamW(model, OptimiserConfig(muon_lr=0.02, weight_decay=0.1))
    theirs: Any = torch.optim.Muon(other.parameters(), lr=0.02, weight_decay=0.1, momentum=0.95)
    for _ in range(5):
        grad = torch.randn(16, 24)
        model.weight.grad, other.weight.grad = grad.clone(), grad.clone()
        ours.step(1.0)
        theirs.step()
    torch.testing.assert_close(model.weight, other.weight, atol=2e-3, rtol=0)


def test_the_rest_agrees_with_torch_s_adamw() -> None:
    torch.manual_seed(0)
    model, other = torch.nn.LayerNorm(8), torch.nn.LayerNorm(8)
    ours = MuonAdamW(model, OptimiserConfig(adam_lr=0.01))
    theirs = torch.optim.AdamW(other.parameters(), lr=0.01, betas=(0.9, 0.95), eps=1e-10, weight_decay=0)
    for _ in range(5):
        for mine, yours in zip(model.parameters(), other.parameters(), strict=True):
            mine.grad = torch.randn(8)
            yours.grad = mine.grad.clone()
        ours.step(1.0)
        theirs.step()
    for mine, yours in zip(model.parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(mine, yours)


def test_matrices_go_to_muon_and_embeddings_do_not() -> None:
    optimiser = MuonAdamW(tiny_model(), OptimiserConfig())
    assert len(optimiser.matrices) == 14
    assert "model.embed_tokens.weight" in optimiser.others


def test_state_comes_back_whole() -> None:
    optimiser = MuonAdamW(tiny_model(), OptimiserConfig())
    for parameter in optimiser.parameters.values():
        parameter.grad = torch.ones_like(parameter)
    optimiser.step(1.0)
    other = MuonAdamW(tiny_model(), OptimiserConfig())
    other.load(optimiser.tensors(), optimiser.steps)
    assert other.steps == 1
    assert all(torch.equal(a, b) for a, b in zip(other.tensors().values(), optimiser.tensors().values(), strict=True))


@pytest.mark.parametrize("kind", ["wsd", "cosine"])
def test_schedules_rise_and_end_at_their_floor(kind: str) -> None:
    schedule = ScheduleConfig(kind=kind, warmup_steps=10, floor=0.1)  # type: ignore[arg-type]
    assert schedule.scale(step=0, progress=0.0) == pytest.approx(0.1)
    assert schedule.scale(step=10, progress=0.0) == pytest.approx(1.0)
    assert schedule.scale(step=99, progress=1.0) == pytest.approx(0.1)
    falling = [schedule.scale(step=50, progress=p / 20) for p in range(21)]
    assert falling == sorted(falling, reverse=True)


def test_a_gradient_that_is_no_number_is_forgotten() -> None:
    model = torch.nn.Linear(4, 4)
    before = model.weight.detach().clone()
    optimiser = MuonAdamW(model, OptimiserConfig(weight_decay=0.0))
    model(torch.full((1, 4), torch.nan)).sum().backward()
    assert not optimiser.clip().isfinite()
    optimiser.step(1.0)
    torch.testing.assert_close(model.weight, before)
    assert model.weight.isfinite().all()


def test_gradients_are_scaled_to_the_bound_in_one_buffer() -> None:
    model = torch.nn.Linear(4, 4)
    optimiser = MuonAdamW(model, OptimiserConfig(clip=1.0))
    model(torch.full((1, 4), 100.0)).sum().backward()
    norm = optimiser.clip()
    assert norm > 100
    assert model.weight.grad is not None
    assert model.weight.grad.norm() < 1.001
    torch.testing.assert_close(optimiser.gradients.norm(), torch.tensor(1.0))
