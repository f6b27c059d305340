"""An engine that answers traced questions and continuations as a perfect model would: by the interpreter."""

from collections.abc import Sequence

from caalm.generation.items import Item
from caalm.model.engine import Completion, OnProgress
from caalm.model.tokenizer import encode
from caalm.program.checkpoint import Checkpoint, checkpoint_before, parse_checkpoint, write_checkpoint
from caalm.program.resumption import resume
from caalm.program.trace import at_lines, write_trace
from caalm.tasks.continuation import (
    SEGMENT_BYTES,
    STATE,
    continuation_prompt,
    continuation_target,
    count_that_fit,
)
from caalm.tasks.prediction import traced_prompt, traced_target

HORIZON = 200
"""More steps than ever fit a segment."""


class Oracle:
    """Knows the items' programs by their prompts; writes on for ``extra`` bytes beyond the place where it is cut."""

    def __init__(self, items: Sequence[Item], context: int = 2048, extra: int = 100) -> None:
        self.items = {continuation_prompt(item.source.text, "").partition(STATE)[0]: item for item in items}
        self.whole = {traced_prompt(item.source.text): item for item in items}
        self.context = context
        self.extra = extra
        self.longest = 0
        self.batches: list[int] = []

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        self.batches.append(len(prompts))
        return [self.complete(prompt, max_new_tokens) for prompt in prompts]

    def complete(self, prompt: str, max_new_tokens: int) -> Completion:
        text = encode(self.answer(prompt))
        room = min(max_new_tokens, self.context - len(encode(prompt)))
        finished = len(text) < room
        written = text[:room]
        self.longest = max(self.longest, len(encode(prompt)) + len(written) + finished)
        logprobs = (-1e-6,) * (len(written) + finished)
        return Completion(text=written.decode(errors="replace"), token_logprobs=logprobs, finished=finished)

    def answer(self, prompt: str) -> str:
        if prompt in self.whole:
            item = self.whole[prompt]
            return traced_target(item.trace_text(), item.result.stdout)
        code, _, rest = prompt.partition(STATE)
        state, _, steps = rest.partition("\n\nTrace:\n")
        item = self.items[code]
        lines, semantics = item.source.lines, item.language.semantics
        checkpoint = parse_checkpoint(state, lines, semantics)
        trace = resume(item.program, checkpoint, semantics, step_limit=HORIZON).trace
        if steps.endswith(STATE):
            return self.state(item, checkpoint, steps.removesuffix(STATE).count("\n") + 1)
        texts = [write_trace(at_lines([step], lines), semantics) for step in trace]
        count = count_that_fit(texts, SEGMENT_BYTES + self.extra)
        following = None if count == len(texts) else self.state(item, checkpoint, count)
        return continuation_target("".join(texts[:count]), following)

    def state(self, item: Item, since: Checkpoint, count: int) -> str:
        semantics = item.language.semantics
        trace = resume(item.program, since, semantics, step_limit=count + 1).trace
        checkpoint = checkpoint_before(item.program, trace, count, since, semantics)
        return write_checkpoint(checkpoint, item.source.lines, semantics)
