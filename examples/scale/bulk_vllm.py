"""Bulk prediction by vLLM on GPUs, through ray.data.llm: plain answers, JSON lines of id and code in and out.

    pip install 'caalm[ray]' 'ray[llm]'
    python examples/scale/bulk_vllm.py s3://bucket/programs s3://bucket/answers 8

The last number is how many GPUs. For traces, calibrated confidences and runs that go on where they were stopped use
`caalm predict --jsonl ... --on ray --engine openai=URL` before servers, or `--gpus 1` with the torch engine.
"""

import sys
from pathlib import Path

import caalm
from caalm.tasks.prediction import extract_plain, plain_prompt

WEIGHTS = Path(caalm.__file__).parent / "weights"


def engine_settings(gpus: int) -> dict:
    """What ray.data.llm's vLLMEngineProcessorConfig is given."""
    return {
        "model_source": str(WEIGHTS),
        # The length is the model's own; its generation_config.json would cap every answer at 2,048 tokens.
        "engine_kwargs": {"max_model_len": 8192, "generation_config": "vllm"},
        "concurrency": gpus,
        "batch_size": 256,
        # Prompts are text as the model has learned it, and no chats.
        "chat_template_stage": False,
    }


def ask(row: dict) -> dict:
    """What vLLM is asked about a program: greedily, to the end token."""
    return {"prompt": plain_prompt(row["code"]), "sampling_params": {"temperature": 0, "max_tokens": 512}}


def answer(row: dict) -> dict:
    """A line of the output."""
    return {"id": row["id"], "prediction": extract_plain(row["generated_text"])}


def main() -> None:
    """Predict a folder of programs."""
    import ray
    from ray.data.llm import build_processor, vLLMEngineProcessorConfig

    source, out, gpus = sys.argv[1], sys.argv[2], int(sys.argv[3])
    ray.data.DataContext.get_current().execution_options.preserve_order = True
    process = build_processor(vLLMEngineProcessorConfig(**engine_settings(gpus)), preprocess=ask, postprocess=answer)
    process(ray.data.read_json(source, lines=True)).write_json(out)


if __name__ == "__main__":
    main()
