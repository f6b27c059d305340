"""The reference: transformers' own decoder under PyTorch, on a CPU or a GPU. Every other engine is held to its tokens.

    engine = TransformersEngine(model)
    engine.generate(["Code:\\nprint(1)\\n\\nOutput:\\n"], max_new_tokens=100)

In fp32 the tokens are those of each prompt generated alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from caalm.model.engines.batching import SlotEngine, Slots
from caalm.model.engines.revision import Choice, ranked

if TYPE_CHECKING:
    from transformers import PreTrainedModel


class TransformersEngine(SlotEngine):
    """Greedy, batched generation with a transformers decoder on any device."""

    def __init__(self, model: PreTrainedModel, batch: int = 64) -> None:
        from caalm.model.engines.torch_slots import SLOTS, register

        if batch < 1:
            raise ValueError("batch: must be at least 1")
        register()
        model.set_attn_implementation(SLOTS)
        self.model: Any = model
        model.train(False)
        self.batch = batch
        self.positions = int(model.config.max_position_embeddings)

    def slots(self, count: int) -> Slots:
        """Empty slots on the model's device."""
        return _TorchSlots(self.model, count)


class _TorchSlots:
    def __init__(self, model: Any, count: int) -> None:
        import torch

        from caalm.model.engines.torch_slots import SlotMemory

        config = model.config
        self.model = model
        self.count = count
        self.memory = SlotMemory(
            layers=config.num_hidden_layers,
            heads=config.num_key_value_heads,
            width=config.head_dim,
            slots=count,
            # A CPU's attention over one new token is bound by reading, and its kernel is slower in bf16 than in fp32.
            dtype=torch.float32 if model.device.type == "cpu" else model.dtype,
            device=model.device,
        )

    def room(self, longest: int) -> int:
        return self.count

    def read(self, slot: int, tokens: Sequence[int], rivals: int = 0) -> Choice:
        import torch

        self.memory.active = slot  # those before it are in use, and kept when the buffers grow
        self.memory.begin_prompt(slot, len(tokens))
        positions = torch.arange(len(tokens), device=self.model.device)[None]
        return self._forward([list(tokens)], positions, rivals)[0]

    def advance(self, tokens: Sequence[int], rivals: int = 0) -> list[Choice]:
        self.memory.active = len(tokens)
        return self._forward([[token] for token in tokens], self.memory.begin_step()[:, None], rivals)

    def rewind(self, slot: int, length: int) -> None:
        self.memory.lengths[slot] = length

    def move(self, source: int, target: int) -> None:
        self.memory.move(source, target)

    def _forward(self, tokens: list[list[int]], positions: Any, rivals: int) -> list[Choice]:
        import torch

        with torch.inference_mode():
            ids = torch.tensor(tokens, device=self.model.device)
            hidden = self.model.model(
                input_ids=ids, position_ids=positions, use_cache=False, memory=self.memory
            ).last_hidden_state
            logits = self.model.lm_head(hidden[:, -1]).float()
            logprobs = torch.log_softmax(logits, dim=-1)
            best, choice = logprobs.max(dim=-1, keepdim=True)
            if not rivals:
                return ranked(choice.tolist(), best.tolist())
            behind, others = logprobs.scatter(1, choice, float("-inf")).topk(rivals, dim=-1)
            return ranked(torch.cat([choice, others], 1).tolist(), torch.cat([best, behind], 1).tolist())
