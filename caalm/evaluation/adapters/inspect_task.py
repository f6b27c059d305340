"""The suites as a task of Inspect, which finds it by the package's entry point ``inspect_ai``.

    inspect eval caalm/caalm -T suite=card-52 -T shots=2 --model openai/gpt-4o
    inspect eval caalm/caalm -T suite=my-programs.jsonl -T trace=true --model openai-api/local/qwen3

Models are asked as `caalm evaluate` asks a chat model, and scored alike: exact match first, normalized beside it.
"""

from __future__ import annotations

from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageAssistant, ChatMessageUser, GenerateConfig
from inspect_ai.scorer import Score, accuracy, mean, scorer, stderr
from inspect_ai.solver import generate

from caalm.evaluation.adapters import score_text
from caalm.evaluation.prompting import Asking, asking_for
from caalm.evaluation.scorers import exact_match
from caalm.evaluation.suites import suite_named

_ROLES = {"user": ChatMessageUser, "assistant": ChatMessageAssistant}


def _sample(item: Any, asking: Asking) -> Any:
    turns = [_ROLES[turn["role"]](content=turn["content"]) for turn in asking.messages(item.code)]
    return Sample(
        id=item.id,
        input=turns,
        target=item.output,
        metadata={"code": item.code, "language": item.language, **item.groups},
    )


def _task(suite: str = "card-52", limit: int | None = None, shots: int = 0, trace: bool = False) -> Any:
    asking = asking_for(trace, shots)
    chosen = suite_named(suite, limit)
    return Task(
        dataset=MemoryDataset([_sample(item, asking) for item in chosen.items], name=chosen.name),
        solver=[generate()],
        scorer=[exact(), normalized()],
        config=GenerateConfig(temperature=0.0, max_tokens=2048 if trace else 512),
        version=chosen.content_hash[:12],
    )


def _exact() -> Any:
    async def score(state: Any, target: Any) -> Any:
        answer = Asking().read_chat(state.output.completion).output
        is_right = exact_match(answer, target.text)
        return Score(value="C" if is_right else "I", answer=answer, explanation=state.output.completion)

    return score


def _normalized() -> Any:
    async def score(state: Any, target: Any) -> Any:
        return Score(value=score_text(state.output.completion, target.text, Asking())["normalized"])

    return score


# Inspect knows its parts by their names.
for _function, _name in ((_task, "caalm"), (_exact, "exact"), (_normalized, "normalized")):
    _function.__name__ = _function.__qualname__ = _name

exact: Any = scorer(metrics=[accuracy(), stderr()])(_exact)
normalized: Any = scorer(metrics=[mean(), stderr()])(_normalized)
caalm: Any = task(_task)
