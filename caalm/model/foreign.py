"""A model that is not ours: any causal language model of the Hugging Face format, a folder's or the hub's.

    model = ForeignModel.load("gpt2")
    model.complete(["Code:\\nprint(1)\\n\\nOutput:\\n"], max_new_tokens=20, stop=["\\n\\nCode:\\n"])
    -> [ForeignCompletion(text="1\\n", ...)]

Greedy, in batches padded on the left. A model with a chat template is asked through it. Nothing that comes with the
model is run: `trust_remote_code` stays off.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caalm.errors import InputError

BATCH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignCompletion:
    """What followed a prompt. ``confidence``: the probability that the model gave to all of it."""

    text: str
    finished: bool
    confidence: float
    prompt_tokens: int
    completion_tokens: int
    problem: str | None = None


class ForeignModel:
    """A tokenizer and a model under torch."""

    def __init__(self, tokenizer: Any, model: Any, *, batch: int | None = None) -> None:
        self.tokenizer, self.model, self.batch = tokenizer, model, batch or BATCH
        if tokenizer.pad_token_id is None:
            tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
        tokenizer.padding_side = "left"
        config = model.config
        self.positions = int(
            getattr(config, "max_position_embeddings", None) or getattr(config, "n_positions", None) or 1 << 20
        )

    @classmethod
    def load(
        cls, name: str, *, batch: int | None = None, device: str | None = None, dtype: str = "auto"
    ) -> ForeignModel:
        """The model of a folder or of the hub; an InputError where there is none that can be used."""
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        chosen = device or ("cuda" if torch.cuda.is_available() else "cpu")
        try:
            tokenizer: Any = AutoTokenizer.from_pretrained(name)
            # bf16 on a CPU is slow, and there fp32 is exact.
            model: Any = AutoModelForCausalLM.from_pretrained(name, dtype="float32" if chosen == "cpu" else dtype)
        except (OSError, ValueError, KeyError, RuntimeError, ImportError, AttributeError, TypeError) as error:
            where = "folder" if Path(name).is_dir() else "name of the hub, nor a folder"
            said = " ".join(str(error).split())[:300]
            raise InputError(f"model: {name} is no {where} of a causal language model that loads ({said})") from None
        model.to(chosen)
        model.eval()
        return cls(tokenizer, model, batch=batch)

    @property
    def is_chat(self) -> bool:
        """Whether it comes with a chat template."""
        return bool(getattr(self.tokenizer, "chat_template", None))

    def chat_prompt(self, messages: Sequence[Mapping[Any, str]]) -> str:
        """The text of a conversation, as the model's own template writes it."""
        return str(
            self.tokenizer.apply_chat_template([dict(m) for m in messages], tokenize=False, add_generation_prompt=True)
        )

    def complete(
        self, prompts: Sequence[str], *, max_new_tokens: int, stop: Sequence[str] = (), is_chat: bool = False
    ) -> list[ForeignCompletion]:
        """Completions in the order of the prompts."""
        done: dict[int, ForeignCompletion] = dict(
            self.complete_each(prompts, max_new_tokens=max_new_tokens, stop=stop, is_chat=is_chat)
        )
        return [done[index] for index in range(len(prompts))]

    def complete_each(
        self, prompts: Sequence[str], *, max_new_tokens: int, stop: Sequence[str] = (), is_chat: bool = False
    ) -> Iterator[tuple[int, ForeignCompletion]]:
        """Completions batch by batch, prompts of like lengths together."""
        # A template writes the special tokens itself.
        ids = [self.tokenizer(prompt, add_special_tokens=not is_chat)["input_ids"] for prompt in prompts]
        order = sorted(range(len(prompts)), key=lambda index: len(ids[index]))
        for index in [index for index in order if len(ids[index]) >= self.positions]:
            order.remove(index)
            problem = f"its prompt has {len(ids[index])} tokens, the model's context holds {self.positions}"
            yield index, _refused(len(ids[index]), problem)
        for start in range(0, len(order), self.batch):
            chosen = order[start : start + self.batch]
            yield from zip(chosen, self._batch([ids[index] for index in chosen], max_new_tokens, stop), strict=True)

    def _batch(self, ids: Sequence[Sequence[int]], max_new_tokens: int, stop: Sequence[str]) -> list[ForeignCompletion]:
        import torch

        padded = self.tokenizer.pad({"input_ids": list(ids)}, return_tensors="pt").to(self.model.device)
        width = padded["input_ids"].shape[1]
        limit = min(max_new_tokens, self.positions - width)
        settings: dict[str, Any] = {"stop_strings": list(stop), "tokenizer": self.tokenizer} if stop else {}
        sure: list[Any] = []
        with torch.inference_mode():
            made = self.model.generate(
                **padded,
                max_new_tokens=limit,
                do_sample=False,
                temperature=None,
                top_p=None,
                top_k=None,
                pad_token_id=self.tokenizer.pad_token_id,
                logits_processor=[_recorder(sure)],
                **settings,
            )
        logprobs = torch.stack(sure, dim=1).tolist()
        return [
            self._read(made[row, width:].tolist(), logprobs[row], len(ids[row]), limit, stop) for row in range(len(ids))
        ]

    def _read(
        self, tokens: list[int], logprobs: list[float], prompt_tokens: int, limit: int, stop: Sequence[str]
    ) -> ForeignCompletion:
        ends = self._ends()
        length = next((place for place, token in enumerate(tokens) if token in ends), len(tokens))
        text = str(self.tokenizer.decode(tokens[:length], skip_special_tokens=True, clean_up_tokenization_spaces=False))
        found = [text.find(each) for each in stop if each in text]
        if found:  # what other rows of the batch needed longer for is padding here
            text = text[: min(found)]
        written = min(length + 1, len(tokens))
        return ForeignCompletion(
            text=text,
            finished=bool(found) or length < len(tokens) or length < limit,
            confidence=math.exp(sum(logprobs[:written])),
            prompt_tokens=prompt_tokens,
            completion_tokens=written,
        )

    def _ends(self) -> set[int]:
        configured = self.model.generation_config.eos_token_id
        ends = set(configured) if isinstance(configured, list) else {configured}
        return {
            int(end) for end in (*ends, self.tokenizer.eos_token_id, self.tokenizer.pad_token_id) if end is not None
        }


def _recorder(sure: list[Any]) -> Callable[[Any, Any], Any]:
    """What keeps the log-probability of every token that a greedy search takes."""

    def record(_ids: Any, scores: Any) -> Any:
        sure.append(scores.float().log_softmax(dim=-1).amax(dim=-1).cpu())
        return scores

    return record


def _refused(prompt_tokens: int, problem: str) -> ForeignCompletion:
    return ForeignCompletion(
        text="", finished=True, confidence=0.0, prompt_tokens=prompt_tokens, completion_tokens=0, problem=problem
    )
