"""Whether an engine gives the tokens of transformers.generate: `python runs/parity.py [weights] [engine] [programs]`.

Plain and traced prompts of the validation split, greedy, fp32; the reference is transformers' own `generate`, a prompt
at a time, nothing of ours around it. Exit code 1 where anything differs. A release is gated on 200 programs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import torch
from rich.progress import track

from caalm.evaluation.suites import suite_named
from caalm.model.checkpoint import load_model
from caalm.model.engine import Completion
from caalm.model.engines import open_engine
from caalm.model.engines.repetition import end_of
from caalm.model.predictor import weights_folder
from caalm.model.tokenizer import END, decode, encode
from caalm.tasks.prediction import plain_prompt, traced_prompt

LIMIT = 300


def reference(model: Any, prompt: str) -> Completion:
    """What transformers.generate writes."""
    ids = list(encode(prompt))
    with torch.inference_mode():
        out = model.generate(
            torch.tensor([ids]),
            attention_mask=torch.ones(1, len(ids), dtype=torch.long),
            max_new_tokens=LIMIT,
            do_sample=False,
            return_dict_in_generate=True,
            output_logits=True,
        )
    tokens = out.sequences[0, len(ids) :].tolist()
    end = end_of(tokens)  # what repeats itself without end goes on to the limit there, and is ended here
    tokens = tokens[:end]
    scores = torch.stack(out.logits)[:, 0].log_softmax(-1)
    logprobs = scores.gather(1, torch.tensor(tokens)[:, None])[:, 0].tolist()
    finished = tokens[-1] == END
    return Completion(text=decode(tokens), token_logprobs=tuple(logprobs), finished=finished, endless=end is not None)


def main(weights: str = "", engine: str = "numpy", programs: str = "200") -> int:
    """Compare and print; the number of differences."""
    torch.set_num_threads(1)
    folder = weights_folder(Path(weights) if weights else None)
    model, manifest = load_model(folder)
    forms = [plain_prompt, traced_prompt] if manifest.get("trace") else [plain_prompt]
    items = suite_named("validation", int(programs)).items
    prompts = [form(item.code) for item in items for form in forms]
    opened, _ = open_engine(folder, engine)
    made = opened.generate(prompts, LIMIT)
    different, tokens, apart = 0, 0, 0.0
    for prompt, completion in track(list(zip(prompts, made, strict=True)), "transformers.generate", transient=True):
        wanted = reference(model, prompt)
        tokens += len(wanted.token_logprobs)
        if (wanted.text, wanted.finished) != (completion.text, completion.finished):
            different += 1
            print(f"-- {engine}\n{completion.text}\n-- transformers\n{wanted.text}")
            continue
        pairs = zip(wanted.token_logprobs, completion.token_logprobs, strict=True)
        apart = max([apart, *(abs(a - b) for a, b in pairs)])
    print(
        f"{engine}: {len(prompts) - different} of {len(prompts)} completions equal to transformers.generate "
        f"({len(items)} programs, {tokens} tokens, log-probabilities at most {apart:.1e} apart)"
    )
    return different


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:]) else 0)
