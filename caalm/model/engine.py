"""Engines: from prompts to completions, with the log-probability of every token.

    engine = TransformersEngine(model)
    engine.generate(["Code:\\nprint(1)\\n\\nOutput:\\n"], max_new_tokens=100)
    -> [Completion(text="1", token_logprobs=(-0.01, -0.002), finished=True)]

Generation is greedy. Texts stand in slots: a finished one makes room for the next prompt at once, so a batch never
waits for its longest member. In fp32 the tokens are those of each prompt generated alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from caalm.errors import InputError
from caalm.model.tokenizer import END, decode, encode

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from caalm.model.slots import SlotMemory

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What followed a prompt. The log-probability of the end token is the last of a finished one."""

    text: str
    token_logprobs: tuple[float, ...]
    finished: bool


class Engine(Protocol):
    """Anything that completes prompts greedily."""

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        """Completions in the order of the prompts; on_progress(done, total) after each."""
        ...


@dataclass(slots=True)
class _Text:
    """A text under way: which prompt it belongs to, its tokens so far."""

    index: int
    limit: int
    tokens: list[int]
    logprobs: list[float]


class TransformersEngine:
    """Greedy, batched generation with a transformers decoder on any device."""

    def __init__(self, model: PreTrainedModel, batch: int = 64) -> None:
        from caalm.model.slots import SLOTS, register

        if batch < 1:
            raise ValueError("batch: must be at least 1")
        register()
        model.set_attn_implementation(SLOTS)
        self.model: Any = model
        model.train(False)
        self.batch = batch
        self.positions = int(model.config.max_position_embeddings)

    def _memory(self, slots: int) -> SlotMemory:
        import torch

        from caalm.model.slots import SlotMemory

        config = self.model.config
        return SlotMemory(
            layers=config.num_hidden_layers,
            heads=config.num_key_value_heads,
            width=config.head_dim,
            slots=slots,
            # A CPU's attention over one new token is bound by reading, and its kernel is slower in bf16 than in fp32.
            dtype=torch.float32 if self.model.device.type == "cpu" else self.model.dtype,
            device=self.model.device,
        )

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        """Completions in the order of the prompts."""
        import torch

        ids = [encode(prompt) for prompt in prompts]
        for number, tokens in enumerate(ids):
            if not tokens:
                raise InputError(f"prompt {number} is empty")
            if len(tokens) >= self.positions:
                raise InputError(
                    f"prompt {number} has {len(tokens)} tokens, the model's context {self.positions}: shorten it"
                )
        done: list[Completion | None] = [None] * len(ids)
        # The longest first: what is left at the end is short, and fewer steps run with few texts.
        waiting = sorted(range(len(ids)), key=lambda index: len(ids[index]))
        memory = self._memory(min(self.batch, max(len(ids), 1)))
        active: list[_Text] = []
        finished = 0

        def settle(text: _Text) -> None:
            nonlocal finished
            ended = text.tokens[-1] == END
            done[text.index] = Completion(text=decode(text.tokens), token_logprobs=tuple(text.logprobs), finished=ended)
            finished += 1
            if on_progress is not None:
                on_progress(finished, len(ids))

        with torch.inference_mode():
            while waiting or active:
                while waiting and len(active) < memory.shape[0]:
                    index = waiting.pop()
                    limit = min(max_new_tokens, self.positions - len(ids[index]))
                    text = _Text(index, limit, [], [])
                    self._fill(memory, len(active), ids[index], text)
                    if _is_over(text):
                        settle(text)
                    else:
                        active.append(text)
                        memory.active = len(active)
                if not active:
                    continue
                self._advance(memory, active)
                for slot in reversed(range(len(active))):
                    if _is_over(active[slot]):
                        settle(active[slot])
                        last = active.pop()
                        if slot < len(active):
                            memory.move(len(active), slot)
                            active[slot] = last
                memory.active = len(active)
        return [completion for completion in done if completion is not None]

    def _fill(self, memory: SlotMemory, slot: int, ids: bytes, text: _Text) -> None:
        """Read a whole prompt into a slot and take its first token."""
        import torch

        memory.begin_prompt(slot, len(ids))
        tokens = torch.tensor([list(ids)], device=self.model.device)
        positions = torch.arange(len(ids), device=self.model.device)[None]
        hidden = self.model.model(
            input_ids=tokens, position_ids=positions, use_cache=False, memory=memory
        ).last_hidden_state
        self._choose(hidden[:, -1], [text])

    def _advance(self, memory: SlotMemory, active: list[_Text]) -> None:
        """One more token for every text under way."""
        import torch

        positions = memory.begin_step()[:, None]
        tokens = torch.tensor([[text.tokens[-1]] for text in active], device=self.model.device)
        hidden = self.model.model(
            input_ids=tokens, position_ids=positions, use_cache=False, memory=memory
        ).last_hidden_state
        self._choose(hidden[:, -1], active)

    def _choose(self, hidden: Any, texts: list[_Text]) -> None:
        """The likeliest token of each text."""
        import torch

        best, choice = torch.log_softmax(self.model.lm_head(hidden).float(), dim=-1).max(dim=-1)
        for text, logprob, token in zip(texts, best.tolist(), choice.tolist(), strict=True):
            text.tokens.append(token)
            text.logprobs.append(logprob)


def _is_over(text: _Text) -> bool:
    return text.tokens[-1] == END or len(text.tokens) >= text.limit
