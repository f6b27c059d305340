"""The published recipe, to the letter: full fine-tuning of a Hugging Face base model with its own tokenizer.

CaaLM-v1 was Qwen/Qwen2.5-1.5B, AdamW at 2e-5 with weight decay 0.01, a cosine schedule with 3 % warm-up, batches of 8
x 4 accumulated, 3 epochs, bf16, 512 tokens, and loss on the output's tokens only. transformers' Trainer does the
work, so `accelerate launch` spreads it over several GPUs:

    fine_tune(PublishedConfig(run=Path("runs/caalm-v1")), examples)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from caalm.errors import InputError
from caalm.tasks.example import Example

IGNORED = -100


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedConfig:
    """The defaults are the published settings; `device_batch` x `accumulation` examples make one step on one GPU."""

    run: Path
    base: str = "Qwen/Qwen2.5-1.5B"
    learning_rate: float = 2e-5
    weight_decay: float = 0.01
    warmup: float = 0.03
    device_batch: int = 8
    accumulation: int = 4
    epochs: float = 3.0
    max_tokens: int = 512
    bf16: bool = True
    seed: int = 0
    checkpoint_steps: int = 500
    log_steps: int = 10
    show_progress: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedResult:
    """Where the weights are, and what was trained on; `dropped` examples were longer than `max_tokens`."""

    folder: Path
    steps: int
    loss: float
    examples: int
    dropped: int


def encode_example(example: Example, tokenizer: Any, max_tokens: int) -> dict[str, list[int]] | None:
    """Token ids and labels, the prompt's labels ignored; None where the example is too long.

    Prompt and target are encoded apart, as they will be when the model is asked.
    """
    prompt = list(tokenizer(example.prompt, add_special_tokens=False)["input_ids"])
    target = list(tokenizer(example.target, add_special_tokens=False)["input_ids"]) if example.target else []
    target.append(int(tokenizer.eos_token_id))
    if len(prompt) + len(target) > max_tokens:
        return None
    return {"input_ids": prompt + target, "labels": [IGNORED] * len(prompt) + target}


class _Encoded(torch.utils.data.Dataset[dict[str, list[int]]]):
    """What Trainer asks of a data set: a length and items."""

    def __init__(self, items: Sequence[dict[str, list[int]]]) -> None:
        self.items = items

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> dict[str, list[int]]:
        return self.items[index]


@dataclass(frozen=True, slots=True)
class _Pad:
    """Right-pads a batch to its longest member."""

    pad: int

    def __call__(self, items: Sequence[dict[str, list[int]]]) -> dict[str, Tensor]:
        longest = max(len(item["input_ids"]) for item in items)

        def table(name: str, filler: int) -> Tensor:
            return torch.tensor([item[name] + [filler] * (longest - len(item[name])) for item in items])

        ids = table("input_ids", self.pad)
        lengths = torch.tensor([len(item["input_ids"]) for item in items])
        mask = (torch.arange(longest)[None] < lengths[:, None]).long()
        return {"input_ids": ids, "labels": table("labels", IGNORED), "attention_mask": mask}


def fine_tune(config: PublishedConfig, examples: Iterable[Example], *, resume: bool = False) -> PublishedResult:
    """Fine-tune a base model (a hub name or a folder) and save model and tokenizer to `run`/model."""
    from transformers import AutoModelForCausalLM, AutoTokenizer, Trainer, TrainingArguments

    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(config.base)
    except (OSError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(
            f"base: {config.base} cannot be loaded ({reason}): give a model of the hub or a folder"
        ) from None
    if tokenizer.eos_token_id is None:
        raise InputError(f"base: the tokenizer of {config.base} has no end token")
    drawn = [encode_example(example, tokenizer, config.max_tokens) for example in examples]
    items = [item for item in drawn if item is not None]
    if not items:
        raise InputError(f"examples: none of {len(drawn)} fits {config.max_tokens} tokens")
    # Master weights stay fp32; bf16 is the precision of the forward and backward pass.
    model: Any = AutoModelForCausalLM.from_pretrained(config.base, dtype=torch.float32)
    settings = TrainingArguments(
        output_dir=str(config.run),
        learning_rate=config.learning_rate,
        weight_decay=config.weight_decay,
        lr_scheduler_type="cosine",
        # A number below one is a share of the steps.
        warmup_steps=config.warmup,
        per_device_train_batch_size=config.device_batch,
        gradient_accumulation_steps=config.accumulation,
        num_train_epochs=config.epochs,
        bf16=config.bf16,
        use_cpu=not torch.cuda.is_available(),
        seed=config.seed,
        save_steps=config.checkpoint_steps,
        save_total_limit=2,
        logging_steps=config.log_steps,
        report_to=[],
        disable_tqdm=not config.show_progress,
        remove_unused_columns=False,
        dataloader_pin_memory=torch.cuda.is_available(),
    )
    pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id
    trainer = Trainer(model=model, args=settings, train_dataset=_Encoded(items), data_collator=_Pad(int(pad)))
    outcome = trainer.train(resume_from_checkpoint=resume or None)
    folder = config.run / "model"
    trainer.save_model(str(folder))
    if trainer.is_world_process_zero():
        tokenizer.save_pretrained(folder)
    return PublishedResult(
        folder=folder,
        steps=int(outcome.global_step),
        loss=float(outcome.training_loss),
        examples=len(items),
        dropped=len(drawn) - len(items),
    )
