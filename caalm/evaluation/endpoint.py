"""A model behind any endpoint of the OpenAI form: vLLM, llama.cpp's server, Ollama, a hosted one.

    endpoint = Endpoint.parse("qwen3@http://localhost:8000/v1", asking=Asking(), requests_per_minute=600)
    for index, prediction in endpoint.predict_each(["print(1)"]):
        ...

Every request waits for its turn (`requests_per_minute`), is repeated after 429, 5xx, a cut connection or a time-out
(longer and longer waits, or what the server asks for), and ends for good after 400: that one program cannot be asked
about. A wrong key, name or address ends it all with one line. What came is never lost: the caller writes it as it
comes, and asks again only for what is missing.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, Any, NamedTuple, get_args
from urllib.parse import urlsplit

from caalm.errors import CaalmError, InputError
from caalm.evaluation.asked import Api, Prices
from caalm.evaluation.predictors import ForeignPrediction
from caalm.evaluation.prompting import Asking, identity_of
from caalm.rng import derive

if TYPE_CHECKING:
    import openai

HOSTED = "https://api.openai.com/v1"
LONGEST_WAIT = 60.0
GIVES_UP_AFTER = 5
"""So many programs in a row without an answer, and the endpoint is taken for dead."""


REFUSES_ALL_AFTER = 3
"""The first questions may be too long for it; so many, and it refuses them all."""


class EndpointError(CaalmError):
    """An endpoint that cannot be used, or that answered only some; the message names it."""


class _Refused(Exception):
    """The endpoint will not answer this one request, however often it is repeated."""


class _Unanswered(Exception):
    """All tries at one request failed."""


class _Reply(NamedTuple):
    text: str
    finished: bool
    prompt_tokens: int | None
    completion_tokens: int | None


class Turnstile:
    """Lets so many pass in a minute, evenly; any number of threads may wait at it."""

    def __init__(
        self,
        per_minute: float | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.gap = 60.0 / per_minute if per_minute else 0.0
        self.clock, self.sleep = clock, sleep
        self.next = 0.0
        self.lock = threading.Lock()

    def wait(self) -> None:
        """Until it is this caller's turn."""
        if not self.gap:
            return
        with self.lock:
            now = self.clock()
            turn = max(now, self.next)
            self.next = turn + self.gap
        if turn > now:
            self.sleep(turn - now)


class Endpoint:
    """One model at one address; the predictor of a suite."""

    def __init__(
        self,
        model: str,
        url: str,
        *,
        asking: Asking,
        api: Api = "auto",
        max_tokens: int,
        concurrency: int = 4,
        requests_per_minute: float | None = None,
        retries: int = 6,
        timeout_s: float = 120.0,
        prices: Prices | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        from openai import OpenAI

        self.model, self.url, self.asking, self.max_tokens = model, url, asking, max_tokens
        self.api, self.concurrency, self.retries, self.prices = api, concurrency, retries, prices
        self.sleep = sleep
        self.turnstile = Turnstile(requests_per_minute, sleep=sleep)
        # Repeating is done here: every try waits for its turn, and waits may grow beyond the client's eight seconds.
        self.client = OpenAI(
            base_url=url, api_key=os.environ.get("OPENAI_API_KEY") or "none", timeout=timeout_s, max_retries=0
        )
        self._chat: bool | None = {"auto": None, "chat": True, "completions": False}[api]
        self._limit_name = "max_tokens"
        self._temperature: dict[str, Any] = {"temperature": 0}
        self._has_answered = False
        self._refusals = 0
        self._settling = threading.Lock()

    @classmethod
    def parse(cls, what: str, **settings: Any) -> Endpoint:
        """The endpoint of ``MODEL@URL``; without a URL it is OPENAI_BASE_URL, or the hosted one."""
        model, marker, rest = what.rpartition("@http")
        url = f"http{rest}" if marker else os.environ.get("OPENAI_BASE_URL") or HOSTED
        model = model if marker else what
        parts = urlsplit(url)
        if not model or "://" in model:
            raise InputError(f"model: openai:{what} names no model: say openai:MODEL@URL")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(f"model: {url} is no address: say openai:MODEL@http://HOST:PORT/v1")
        if settings.get("api", "auto") not in get_args(Api):
            raise InputError(f"api: {settings['api']!r} is none of {', '.join(get_args(Api))}")
        return cls(model, url, **settings)

    @property
    def identity(self) -> str:
        """What tells these predictions from those of another model or another way of asking."""
        return identity_of([f"openai:{self.model}@{self.url}", self.api, self.asking, f"max={self.max_tokens}"])

    # -- all questions ---------------------------------------------------------------------------------------------

    def predict_each(self, codes: Sequence[str]) -> Iterator[tuple[int, ForeignPrediction]]:
        """Predictions as they come; an EndpointError at the end where some did not."""
        order = iter(range(len(codes)))
        while not self._has_answered and (index := next(order, None)) is not None:
            yield index, self._ask(codes[index])  # one by one until it is settled how this server wants to be asked
        lost: list[int] = []
        why = ""
        in_a_row = 0
        with ThreadPoolExecutor(max_workers=self.concurrency) as pool:
            asked = {pool.submit(self._ask, codes[index]): index for index in order}
            try:
                for future in as_completed(asked):
                    try:
                        prediction = future.result()
                    except _Unanswered as error:
                        lost.append(asked[future])
                        why, in_a_row = str(error), in_a_row + 1
                        if in_a_row >= GIVES_UP_AFTER:
                            break
                        continue
                    in_a_row = 0
                    yield asked[future], prediction
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
        if in_a_row >= GIVES_UP_AFTER:
            raise EndpointError(
                f"endpoint: {self.url} has stopped answering ({why}); the same command goes on from what was written"
            )
        if lost:
            raise EndpointError(
                f"endpoint: {self.url} left {len(lost)} of {len(codes)} programs unanswered ({why}); the same command "
                "asks only for those"
            )

    def _ask(self, code: str) -> ForeignPrediction:
        try:
            reply = self._reply(code)
        except _Refused as error:
            return ForeignPrediction(output="", problem=str(error))
        except _Unanswered as error:
            if self._has_answered:
                raise
            raise EndpointError(f"endpoint: {self.url} does not answer ({error})") from None
        read = self.asking.read_chat if self._chat else self.asking.read_completion
        answer = read(reply.text)
        return ForeignPrediction(
            output=answer.output,
            truncated=not reply.finished,
            completion=reply.text,
            trace=answer.trace,
            prompt_tokens=reply.prompt_tokens,
            completion_tokens=reply.completion_tokens,
            cost=None if self.prices is None else self.prices.cost(reply.prompt_tokens, reply.completion_tokens),
        )

    # -- one question ----------------------------------------------------------------------------------------------

    def _reply(self, code: str) -> _Reply:
        import openai

        waits = derive(0, "waits", code)
        why = ""
        tries = 0
        while tries <= self.retries:
            self.turnstile.wait()
            wanted: float | None = None
            try:
                reply = self._request(code)
                self._has_answered = True
                return reply
            except openai.APIStatusError as error:
                why, wanted = _said(error), _retry_after(error)
                if error.status_code in (400, 404, 405, 422) and self._adapts(error.status_code, why):
                    continue
                self._end_if_final(error, why)
            except openai.APIConnectionError as error:  # a time-out is one of these
                why = "no answer in time" if isinstance(error, openai.APITimeoutError) else _cause(error)
                if not self._has_answered and tries >= 1 and not isinstance(error, openai.APITimeoutError):
                    break  # nobody is there, and never was
            except (openai.OpenAIError, ValueError, TypeError, AttributeError, IndexError) as error:
                why = f"its answer is not of the OpenAI form: {error}"  # a proxy's page, half an answer
            if tries < self.retries:
                grown = min(LONGEST_WAIT, 2.0**tries) * (0.5 + waits.random() / 2)
                self.sleep(grown if wanted is None else min(wanted, LONGEST_WAIT))
            tries += 1
        raise _Unanswered(f"{tries} tries, the last: {why}")

    def _request(self, code: str) -> _Reply:
        limits: dict[str, Any] = {self._limit_name: self.max_tokens, **self._temperature}
        made: Any
        if self._chat is not False:
            messages: Any = self.asking.messages(code)
            made = self.client.chat.completions.create(model=self.model, messages=messages, **limits)
            text = made.choices[0].message.content or ""
        else:
            stop = list(self.asking.stop)
            made = self.client.completions.create(
                model=self.model, prompt=self.asking.prompt(code), stop=stop, **limits
            )
            text = made.choices[0].text
        if not isinstance(text, str):
            raise TypeError("a text is missing")
        with self._settling:
            if self._chat is None:
                self._chat = True
        usage = made.usage
        return _Reply(
            text,
            made.choices[0].finish_reason != "length",
            getattr(usage, "prompt_tokens", None),
            getattr(usage, "completion_tokens", None),
        )

    def _adapts(self, status: int, why: str) -> bool:
        """Whether the server said that it wants to be asked otherwise, which the next try does."""
        said = why.lower()
        with self._settling:
            if self._chat is None and (status in (404, 405) or "template" in said or "not a chat model" in said):
                self._chat = False
                return True
            if self._limit_name == "max_tokens" and "max_completion_tokens" in said:
                self._limit_name = "max_completion_tokens"
                return True
            if self._temperature and "temperature" in said:
                self._temperature = {}
                return True
        return False

    def _end_if_final(self, error: openai.APIStatusError, why: str) -> None:
        if error.status_code in (401, 403):
            raise EndpointError(f"endpoint: {self.url} refuses the key in OPENAI_API_KEY ({why})") from None
        if error.status_code in (404, 405):
            raise EndpointError(f"endpoint: {self.url} has no model {self.model}, or no such path ({why})") from None
        if error.status_code == 429 and "insufficient_quota" in str(error.body):
            raise EndpointError(f"endpoint: {self.url} has no quota left for this key ({why})") from None
        if error.status_code in (408, 409, 425, 429) or error.status_code >= 500:
            return
        self._refusals += 1
        if not self._has_answered and self._refusals >= REFUSES_ALL_AFTER:
            raise EndpointError(f"endpoint: {self.url} refuses every question ({why})") from None
        raise _Refused(f"the endpoint refuses it ({why})") from None


def _said(error: openai.APIStatusError) -> str:
    body = error.body.get("message") if isinstance(error.body, dict) else None
    return f"{error.status_code}: " + " ".join(str(body or error.message).split())[:300]


def _cause(error: BaseException) -> str:
    cause = error.__cause__ or error
    return " ".join(str(cause).split())[:200] or type(cause).__name__


def _retry_after(error: openai.APIStatusError) -> float | None:
    try:
        return max(0.0, float(error.response.headers["retry-after"]))
    except (KeyError, ValueError):
        return None
