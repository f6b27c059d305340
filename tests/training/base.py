"""A base model for the published recipe, of a few thousand random weights, with a tokenizer of its own."""

from pathlib import Path

import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from caalm.model.tokenizer import write_tokenizer


def tiny_base(folder: Path) -> Path:
    """Write a tiny Qwen2 into the folder."""
    torch.manual_seed(0)
    shape = Qwen2Config(
        vocab_size=320,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=512,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=256,
        pad_token_id=257,
    )
    Qwen2ForCausalLM(shape).save_pretrained(folder)
    write_tokenizer(folder)
    return folder
