"""Muon for the matrices, AdamW for the rest: one optimiser object with exact, pickle-free state.

Nothing here waits for a GPU: the norm's bound and its check for not-a-number are decided where the gradients are.
Muon replaces a matrix's momentum by the nearest orthogonal matrix (five Newton-Schulz steps in bf16), so that every
direction learns at one speed. Matrices of one shape are stacked and stepped together: a 5M model has 42 matrices of
five shapes, five batched products instead of forty-two. torch.optim.Muon does the same one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimiserConfig:
    """Peak learning rates; the loop scales both by its schedule."""

    muon_lr: float = 0.02
    adam_lr: float = 3e-3
    momentum: float = 0.95
    betas: tuple[float, float] = (0.9, 0.95)
    weight_decay: float = 0.01
    clip: float = 1.0


def orthogonalise(matrices: Tensor, steps: int = 5) -> Tensor:
    """The nearest orthogonal matrix of each in a stack [n, rows, columns], roughly (singular values in 0.7 to 1.2)."""
    a, b, c = NEWTON_SCHULZ
    x = matrices.bfloat16()
    tall = x.size(-2) > x.size(-1)
    if tall:
        x = x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.mT if tall else x


class MuonAdamW:
    """Parameters with two dimensions, embeddings excepted, go to Muon; all others to AdamW without decay."""

    def __init__(self, model: nn.Module, config: OptimiserConfig) -> None:
        self.config = config
        self.parameters = {name: p for name, p in model.named_parameters() if p.requires_grad}
        self.matrices = {
            n: p for n, p in self.parameters.items() if p.ndim == 2 and "embed" not in n and "head" not in n
        }
        self.others = {n: p for n, p in self.parameters.items() if n not in self.matrices}
        shapes: dict[tuple[int, ...], list[str]] = {}
        for name, parameter in self.matrices.items():
            shapes.setdefault(tuple(parameter.shape), []).append(name)
        self.groups = list(shapes.values())
        self.momenta = {name: torch.zeros_like(p) for name, p in self.matrices.items()}
        self.first = {name: torch.zeros_like(p) for name, p in self.others.items()}
        self.second = {name: torch.zeros_like(p) for name, p in self.others.items()}
        self.steps = 0
        # All gradients are views of one buffer: one kernel each to measure, to scale and to forget them.
        first = next(iter(self.parameters.values()))
        self.gradients = torch.zeros(sum(p.numel() for p in self.parameters.values()), device=first.device)
        at = 0
        for parameter in self.parameters.values():
            parameter.grad = self.gradients[at : at + parameter.numel()].view_as(parameter)
            at += parameter.numel()

    @torch.no_grad()
    def clip(self) -> Tensor:
        """Scale all gradients to the norm bound, or to zero where one is no number; returns the norm before."""
        norm: Tensor = torch.linalg.vector_norm(self.gradients)
        scale = torch.clamp(self.config.clip / (norm + 1e-6), max=1.0)
        # In place: two passes, where a choice between two tensors would make two more. No number times 0 is none still.
        self.gradients.mul_(torch.where(torch.isfinite(norm), scale, 0.0)).nan_to_num_(nan=0.0)
        return norm

    @torch.no_grad()
    def step(self, scale: float) -> None:
        """One step at `scale` times the peak learning rates."""
        self.steps += 1
        self._step_matrices(self.config.muon_lr * scale)
        if self.others:
            self._step_others(self.config.adam_lr * scale)

    def _step_matrices(self, lr: float) -> None:
        momentum = self.config.momentum
        for names in self.groups:
            grads = [_grad(self.matrices[name]) for name in names]
            momenta = [self.momenta[name] for name in names]
            weights: list[Tensor] = [self.matrices[name] for name in names]
            torch._foreach_lerp_(momenta, grads, 1 - momentum)
            updates = orthogonalise(torch.stack(torch._foreach_lerp(grads, momenta, momentum)))
            rows, columns = weights[0].shape
            torch._foreach_mul_(weights, 1 - lr * self.config.weight_decay)
            step = lr * max(1.0, rows / columns) ** 0.5
            torch._foreach_add_(weights, list(updates.float().unbind(0)), alpha=-step)

    def _step_others(self, lr: float) -> None:
        beta1, beta2 = self.config.betas
        weights: list[Tensor] = list(self.others.values())
        grads = [_grad(p) for p in self.others.values()]
        first, second = list(self.first.values()), list(self.second.values())
        torch._foreach_lerp_(first, grads, 1 - beta1)
        torch._foreach_mul_(second, beta2)
        torch._foreach_addcmul_(second, grads, grads, 1 - beta2)
        root = torch._foreach_sqrt(second)
        torch._foreach_div_(root, (1 - beta2**self.steps) ** 0.5)
        torch._foreach_add_(root, 1e-10)
        torch._foreach_addcdiv_(weights, first, root, -lr / (1 - beta1**self.steps))

    def zero_grad(self) -> None:
        """Forget the gradients, keep their memory: freeing it costs page faults at every step."""
        self.gradients.zero_()

    def tensors(self) -> dict[str, Tensor]:
        """All state by name, for safetensors."""
        kinds: Iterable[tuple[str, Mapping[str, Tensor]]] = (
            ("momentum", self.momenta),
            ("first", self.first),
            ("second", self.second),
        )
        return {f"{kind}/{name}": tensor for kind, held in kinds for name, tensor in held.items()}

    @torch.no_grad()
    def load(self, tensors: Mapping[str, Tensor], steps: int) -> None:
        """Put back what `tensors` gave."""
        for name, tensor in self.tensors().items():
            tensor.copy_(tensors[name])
        self.steps = steps


def _grad(parameter: nn.Parameter) -> Tensor:
    return torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
