"""Predictors around models that are not ours and run here: a Hugging Face model, a command of the user's.

CommandPredictor("python3 run.py", asking=Asking()).predict_each(["print(1)"])
-> (0, ForeignPrediction(output="1", ...))
"""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, Literal

from caalm.errors import InputError
from caalm.evaluation.predictors import ForeignPrediction
from caalm.evaluation.prompting import Asking, identity_of
from caalm.runtimes.limits import Completed, Status
from caalm.runtimes.sandbox import run_trusted

if TYPE_CHECKING:
    from caalm.model.foreign import ForeignModel

Stdin = Literal["code", "prompt"]


class HuggingFacePredictor:
    """A model of the Hugging Face format, asked through its chat template where it has one."""

    def __init__(
        self, model: ForeignModel, name: str, *, asking: Asking, max_tokens: int, chat: bool | None = None
    ) -> None:
        if chat and not model.is_chat:
            raise InputError(f"api: {name} has no chat template, so it can only be asked with --api completions")
        self.model, self.name, self.asking, self.max_tokens = model, name, asking, max_tokens
        self.chat = model.is_chat if chat is None else chat

    @property
    def identity(self) -> str:
        """What tells these predictions from those of another model or another way of asking."""
        form = "chat" if self.chat else "completions"
        return identity_of([f"hf:{self.name}", form, self.asking, f"max={self.max_tokens}"])

    def predict_each(self, codes: Sequence[str]) -> Iterator[tuple[int, ForeignPrediction]]:
        """Predictions, batch by batch."""
        if self.chat:
            prompts = [self.model.chat_prompt(self.asking.messages(code)) for code in codes]
        else:
            prompts = [self.asking.prompt(code) for code in codes]
        stop = () if self.chat else self.asking.stop
        made = self.model.complete_each(prompts, max_new_tokens=self.max_tokens, stop=stop, is_chat=self.chat)
        read = self.asking.read_chat if self.chat else self.asking.read_completion
        for index, completion in made:
            answer = read(completion.text)
            yield (
                index,
                ForeignPrediction(
                    output="" if completion.problem else answer.output,
                    confidence=None if completion.problem else round(completion.confidence, 6),
                    truncated=not completion.finished,
                    completion=completion.text,
                    trace=answer.trace,
                    prompt_tokens=completion.prompt_tokens,
                    completion_tokens=completion.completion_tokens,
                    problem=completion.problem,
                ),
            )


class CommandPredictor:
    """Any program of the user's: the code or the prompt on its standard input, the prediction on its output."""

    def __init__(
        self,
        command: str,
        *,
        asking: Asking,
        stdin: Stdin = "code",
        timeout_s: float = 120.0,
        concurrency: int = 1,
    ) -> None:
        try:
            self.argv = shlex.split(command)
        except ValueError as error:
            raise InputError(f"command: {command!r} cannot be read ({error})") from None
        if not self.argv or shutil.which(self.argv[0]) is None:
            raise InputError(f"command: {self.argv[0] if self.argv else 'nothing'} is no program that can be started")
        self.command, self.asking, self.stdin = command, asking, stdin
        self.timeout_s, self.concurrency = timeout_s, concurrency

    @property
    def identity(self) -> str:
        """What tells these predictions from those of another command or another way of asking."""
        asked = ("prompt", self.asking) if self.stdin == "prompt" else ("code",)
        return identity_of([f"command:{self.command}", *asked])

    def predict_each(self, codes: Sequence[str]) -> Iterator[tuple[int, ForeignPrediction]]:
        """Predictions as the command gives them."""
        with ThreadPoolExecutor(max_workers=self.concurrency) as pool:
            asked = {pool.submit(self._ask, code): index for index, code in enumerate(codes)}
            try:
                for future in as_completed(asked):
                    yield asked[future], future.result()
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

    def _ask(self, code: str) -> ForeignPrediction:
        given = self.asking.prompt(code) if self.stdin == "prompt" else code.rstrip("\n") + "\n"
        run = run_trusted(self.argv, stdin=given.encode("utf-8", "replace"), timeout_s=self.timeout_s)
        text = run.stdout.decode("utf-8", "replace")
        if run.status is not Status.OK:
            return ForeignPrediction(output="", completion=text, problem=_problem(run, self.timeout_s))
        if self.stdin == "code":
            return ForeignPrediction(output=text.removesuffix("\n"), completion=text)
        answer = self.asking.read_completion(text)
        return ForeignPrediction(output=answer.output, completion=text, trace=answer.trace)


def _problem(run: Completed, timeout_s: float) -> str:
    if run.status is Status.TIMEOUT:
        return f"the command did not end in {timeout_s:g} s"
    if run.status is Status.OUTPUT_LIMIT:
        return "the command wrote more than a mebibyte"
    last = run.stderr.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1][:200]
    return f"the command ended with {run.exit_code}" + (f": {last}" if last else "")
