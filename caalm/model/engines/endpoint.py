"""An endpoint in the OpenAI form: vLLM or any other server with `/v1/completions` that holds the weights.

    EndpointEngine("http://localhost:8000/v1").generate(["Code:\\nprint(1)\\n\\nOutput:\\n"], max_new_tokens=100)

The model is the first one that the server lists, or the one named after a #: `http://host:8000/v1#caalm`. A key comes
from OPENAI_API_KEY. A server that gives no log-probabilities leaves the confidence at 0: it is not known.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, Any

from caalm.errors import CaalmError
from caalm.model.engine import Completion, OnProgress
from caalm.model.engines.batching import checked
from caalm.model.engines.repetition import end_of
from caalm.model.sizes import POSITIONS
from caalm.model.tokenizer import decode, encode

if TYPE_CHECKING:
    from openai.types import Completion as Answer

TIMEOUT = 120.0
TRIES = 4


class EndpointError(CaalmError):
    """A server that cannot be used; the message names it."""


class EndpointEngine:
    """Greedy completions by a server, some requests at a time."""

    def __init__(self, url: str, *, batch: int = 16, timeout: float = TIMEOUT) -> None:
        from openai import OpenAI, OpenAIError

        self.url, _, name = url.partition("#")
        self.batch = batch
        self.client = OpenAI(
            base_url=self.url,
            api_key=os.environ.get("OPENAI_API_KEY") or "none",
            timeout=timeout,
            max_retries=TRIES - 1,
        )
        try:
            listed = list(self.client.models.list())
        except OpenAIError as error:
            raise EndpointError(f"endpoint: {self.url} does not list its models ({error})") from None
        if not listed and not name:
            raise EndpointError(f"endpoint: {self.url} lists no model: name one after a #, {self.url}#NAME")
        self.model = name or listed[0].id
        facts: dict[str, Any] = next((dict(each.model_extra or {}) for each in listed if each.id == self.model), {})
        self.positions = int(facts.get("max_model_len") or POSITIONS)

    def generate(
        self, prompts: Sequence[str], max_new_tokens: int, on_progress: OnProgress | None = None
    ) -> list[Completion]:
        """Completions in the order of the prompts; a request that fails for good ends it all."""
        limits = [min(max_new_tokens, self.positions - len(checked(prompt, self.positions))) for prompt in prompts]
        done: list[Completion | None] = [None] * len(prompts)
        with ThreadPoolExecutor(max_workers=self.batch) as pool:
            # The longest first, as the other engines do: none of them is left alone at the end.
            order = sorted(range(len(prompts)), key=lambda index: -len(prompts[index]))
            asked = {pool.submit(self._complete, prompts[index], limits[index]): index for index in order}
            try:
                for count, future in enumerate(as_completed(asked), 1):
                    done[asked[future]] = future.result()
                    if on_progress is not None:
                        on_progress(count, len(prompts))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return [completion for completion in done if completion is not None]

    def _complete(self, prompt: str, limit: int) -> Completion:
        from openai import OpenAIError

        try:
            answer = self.client.completions.create(
                model=self.model, prompt=prompt, max_tokens=limit, temperature=0, logprobs=1
            )
        except OpenAIError as error:
            raise EndpointError(f"endpoint: {self.url} failed {TRIES} times ({error})") from None
        if not answer.choices:
            raise EndpointError(f"endpoint: {self.url} answered without a choice")
        return read_answer(answer)


def read_answer(answer: Answer) -> Completion:
    """A completion whose log-probabilities are one a byte, whatever the server's tokens are."""
    (choice, *_) = answer.choices
    size = len(encode(choice.text))
    finished = choice.finish_reason == "stop"
    given = choice.logprobs
    tokens, logprobs = (given.tokens, given.token_logprobs) if given is not None else (None, None)
    if not logprobs:
        spread = [-math.inf] * (size + finished)
    elif len(logprobs) in (size, size + finished):
        spread = list(logprobs)
    else:
        spread = _spread(choice.text, tokens or [], logprobs)
    written = encode(choice.text)
    end = end_of(written)
    if end is not None:  # the server knows no such rule: its answer is cut where another engine would have ended it
        return Completion(text=decode(written[:end]), token_logprobs=tuple(spread[:end]), finished=False, endless=True)
    return Completion(text=choice.text, token_logprobs=tuple(spread), finished=finished)


def _spread(text: str, tokens: Sequence[str], logprobs: Sequence[float]) -> list[float]:
    """Longer tokens than ours: the first byte of each bears its probability; all of it is the first's if unclear."""
    if "".join(tokens[: len(logprobs)]).startswith(text):
        spread: list[float] = []
        for token, logprob in zip(tokens, logprobs, strict=False):
            spread += [logprob, *[0.0] * (len(encode(token)) - 1)]
        return spread
    return [sum(logprobs), *[0.0] * len(encode(text))]
