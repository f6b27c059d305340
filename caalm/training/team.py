"""The processes that train one model together: what they must agree on, and what each of them adds.

>>> alone = Alone()
>>> alone.rank, alone.size, alone.agree([3.0, 0.0])
(0, 1, [3.0, 0.0])

`accelerate launch` and `torchrun` start the processes and name them in the environment; accelerate's PartialState joins
them, by NCCL between GPUs and by gloo between CPUs. The loop needs little of them: gradients are summed, so are the
counts of a step, and the first process's clock is everybody's, because a learning rate that follows the time must be
the same everywhere. Numbers for decisions go from CPU to CPU, so that nobody waits for a GPU.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Protocol

import torch
from torch import Tensor, nn

PATIENCE = timedelta(hours=6)
"""So long the others wait for the first process, which scores checkpoints alone."""


class Team(Protocol):
    """What the loop asks of the processes, one or many."""

    rank: int
    size: int
    device: torch.device | None
    """The device of this process; None: whatever there is."""

    def agree(self, values: Sequence[float]) -> list[float]:
        """The sums over all processes, on the CPU."""

    def follow(self, values: Sequence[float]) -> list[float]:
        """The first process's values."""

    def add(self, tensor: Tensor) -> None:
        """Sum a tensor over all processes, in place and where it is."""

    def gather(self, value: Any) -> list[Any]:
        """Everybody's value, in the order of the processes."""

    def begin_alike(self, model: nn.Module) -> None:
        """Give every process the first one's weights."""

    def wait(self) -> None:
        """Until all are here."""

    def leave(self) -> None:
        """The end of it."""


class Alone:
    """One process: nothing is sent."""

    rank, size = 0, 1
    device: torch.device | None = None

    def agree(self, values: Sequence[float]) -> list[float]:
        return list(values)

    def follow(self, values: Sequence[float]) -> list[float]:
        return list(values)

    def add(self, tensor: Tensor) -> None:
        pass

    def gather(self, value: Any) -> list[Any]:
        return [value]

    def begin_alike(self, model: nn.Module) -> None:
        pass

    def wait(self) -> None:
        pass

    def leave(self) -> None:
        pass


class Joined:
    """Several processes that a launcher has started."""

    def __init__(self, *, cpu: bool) -> None:
        import torch.distributed as distributed
        from accelerate import PartialState

        self.distributed = distributed
        self.state = PartialState(cpu=cpu, timeout=PATIENCE)
        self.rank, self.size = self.state.process_index, self.state.num_processes
        self.device: torch.device | None = self.state.device
        # A default group of GPUs cannot carry what the processors must know before they launch anything.
        self.control = None if cpu else distributed.new_group(backend="gloo", timeout=PATIENCE)

    def agree(self, values: Sequence[float]) -> list[float]:
        table = torch.tensor(list(values), dtype=torch.float64)
        self.distributed.all_reduce(table, group=self.control)
        return [float(value) for value in table]

    def follow(self, values: Sequence[float]) -> list[float]:
        return self.agree(values if self.rank == 0 else [0.0] * len(values))

    def add(self, tensor: Tensor) -> None:
        self.distributed.all_reduce(tensor)

    def gather(self, value: Any) -> list[Any]:
        found: list[Any] = [None] * self.size
        self.distributed.all_gather_object(found, value, group=self.control)
        return found

    @torch.no_grad()
    def begin_alike(self, model: nn.Module) -> None:
        for tensor in model.parameters():
            self.distributed.broadcast(tensor.data, 0)

    def wait(self) -> None:
        self.distributed.barrier(group=self.control)

    def leave(self) -> None:
        self.state.destroy_process_group()


def join(*, cpu: bool) -> Team:
    """The processes that a launcher started with this one; this one alone where there was no launcher."""
    return Joined(cpu=cpu) if int(os.environ.get("WORLD_SIZE", "1")) > 1 else Alone()
