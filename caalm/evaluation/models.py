"""Which model is measured: a name on the command line becomes a predictor for any suite.

>>> opened = open_model("oracle", Settings())
>>> opened.identity["model"], opened.is_foreign
('oracle', False)

=====================  =========================================================================================
left out               the shipped weights
a folder of ours       weights with caalm.json
oracle, last-literal   the oracle and the baselines by name
hf:NAME, a folder      a causal language model of the Hugging Face format: the hub's, or a folder with config.json
openai:MODEL@URL       an endpoint of the OpenAI form
command:CMD            any program: code on its standard input, prediction on its standard output
=====================  =========================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import get_args

from caalm.errors import InputError
from caalm.evaluation.asked import Api, Prices
from caalm.evaluation.evaluate import hash_of_weights
from caalm.evaluation.foreign import CommandPredictor, HuggingFacePredictor, Stdin
from caalm.evaluation.named import NAMES, named_predictor
from caalm.evaluation.predictors import AnyPredictor, ForeignPredictor
from caalm.evaluation.prompting import asking_for
from caalm.evaluation.shell_predictors import shell_predictor
from caalm.evaluation.shell_suites import SHELL_SUITES
from caalm.evaluation.suites import Suite
from caalm.model.checkpoint import MANIFEST
from caalm.model.engines import checked_choice, is_remote
from caalm.model.engines.revision import RETRIES
from caalm.model.predictor import MAX_NEW_TOKENS, Predictor, weights_folder

PLAIN_TOKENS = 512
TRACED_TOKENS = 2048
HF, OPENAI, COMMAND = "hf:", "openai:", "command:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a model is asked. What says nothing to a kind of model is left aside by it."""

    trace: bool | None = None
    shots: int = 0
    max_tokens: int | None = None
    engine: str = "auto"
    api: str = "auto"
    stdin: str = "code"
    concurrency: int = 4
    requests_per_minute: float | None = None
    retries: int = 6
    timeout_s: float = 120.0
    prices: Prices | None = None
    batch: int | None = None
    greedy: bool = False
    """Whether our weights' first attempt at every step stands (see `caalm.model.engines.revision`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedModel:
    """What is measured, for the record, and its predictor for a suite."""

    identity: Mapping[str, object]
    """``model``, ``model_hash`` (of all that can change a prediction), ``trace``."""
    predictor_for: Callable[[Suite], AnyPredictor | ForeignPredictor]
    is_foreign: bool = False


def open_model(what: str | None, settings: Settings) -> OpenedModel:
    """The model of that name; an InputError where there is none."""
    _check(settings)
    if what is None:
        return _ours(None, settings)
    named = named_predictor(what)
    if named is not None:
        return OpenedModel(identity=_identity(what, what, False), predictor_for=named)
    if what.startswith(OPENAI):
        return _endpoint(what.removeprefix(OPENAI), settings)
    if what.startswith(COMMAND):
        return _command(what.removeprefix(COMMAND), settings)
    if what.startswith(HF):
        return _hugging_face(what.removeprefix(HF), settings)
    folder = Path(what)
    if (folder / "config.json").is_file() and not (folder / MANIFEST).exists():
        return _hugging_face(what, settings)
    if not folder.exists():
        raise InputError(
            f"model: {what} is no weights folder, nor one of {', '.join(NAMES)}, hf:NAME, openai:MODEL@URL"
        )
    return _ours(folder, settings)


def _check(settings: Settings) -> None:
    for name, allowed in (("api", get_args(Api)), ("stdin", get_args(Stdin))):
        if getattr(settings, name) not in allowed:
            raise InputError(f"{name}: {getattr(settings, name)!r} is none of {', '.join(allowed)}")


def _identity(model: str, exact: str, trace: bool | None) -> dict[str, object]:
    return {"model": model, "model_hash": exact, "trace": trace}


def _ours(folder: Path | None, settings: Settings) -> OpenedModel:
    limit = settings.max_tokens or MAX_NEW_TOKENS
    engine = settings.engine
    is_served = is_remote(checked_choice(engine)) and folder is None
    where = None if is_served else weights_folder(folder)
    retries = 0 if settings.greedy else RETRIES
    predictor = Predictor.load(
        where, trace=settings.trace, engine=engine, max_new_tokens=limit, batch=settings.batch, retries=retries
    )
    form = {True: "traced", False: "plain", None: "chosen"}[predictor.trace]
    exact = f"{engine if where is None else hash_of_weights(where)}-{form}"
    if predictor.calibration is not None:  # it changes every confidence, and which form is chosen
        exact += f"-{sha256(predictor.calibration.as_json().encode()).hexdigest()[:12]}"
    if not is_served:
        exact += f"-retries={retries}"
    if settings.max_tokens is not None:
        exact += f"-max={limit}"
    if settings.shots:
        shots = asking_for(None, settings.shots).shots
        predictor = predictor.teach([(shot.code, shot.output) for shot in shots])
        exact += f"-shots={settings.shots}"
    named = engine if where is None else str(where)

    def predictor_for(suite: Suite) -> AnyPredictor:
        if suite.name in SHELL_SUITES:
            return shell_predictor(suite.name, predictor.engine, predictor.positions)
        return predictor

    return OpenedModel(identity=_identity(named, exact, predictor.trace), predictor_for=predictor_for)


def _foreign(named: str, predictor: ForeignPredictor, exact: str, settings: Settings) -> OpenedModel:
    facts = {"shots": settings.shots, "asked": exact}
    return OpenedModel(
        identity=_identity(named, exact, bool(settings.trace)) | facts,
        predictor_for=lambda suite: predictor,
        is_foreign=True,
    )


def _limit(settings: Settings) -> int:
    return settings.max_tokens or (TRACED_TOKENS if settings.trace else PLAIN_TOKENS)


def _endpoint(what: str, settings: Settings) -> OpenedModel:
    from caalm.evaluation.endpoint import Endpoint

    endpoint = Endpoint.parse(
        what,
        asking=asking_for(settings.trace, settings.shots),
        api=settings.api,
        max_tokens=_limit(settings),
        concurrency=settings.concurrency,
        requests_per_minute=settings.requests_per_minute,
        retries=settings.retries,
        timeout_s=settings.timeout_s,
        prices=settings.prices,
    )
    return _foreign(f"{OPENAI}{endpoint.model}@{endpoint.url}", endpoint, endpoint.identity, settings)


def _hugging_face(name: str, settings: Settings) -> OpenedModel:
    from caalm.model.foreign import ForeignModel

    if not name:
        raise InputError("model: hf: names no model: say hf:NAME, or the path of a folder")
    predictor = HuggingFacePredictor(
        ForeignModel.load(name, batch=settings.batch),
        name,
        asking=asking_for(settings.trace, settings.shots),
        max_tokens=_limit(settings),
        chat={"auto": None, "chat": True, "completions": False}[settings.api],
    )
    return _foreign(f"{HF}{name}", predictor, predictor.identity, settings)


def _command(command: str, settings: Settings) -> OpenedModel:
    predictor = CommandPredictor(
        command,
        asking=asking_for(settings.trace, settings.shots),
        stdin="prompt" if settings.stdin == "prompt" else "code",
        timeout_s=settings.timeout_s,
        concurrency=settings.concurrency,
    )
    return _foreign(f"{COMMAND}{command}", predictor, predictor.identity, settings)


def predictions_name(suite: str, identity: Mapping[str, object]) -> str:
    """The predictions file of a model whose answers cost something, where no other was named.

    >>> predictions_name("card-52", {"model": "openai:a/b@http://x/v1", "model_hash": "h"})
    'card-52.openai-a-b-x-v1.aaa9402664.predictions.jsonl'
    """
    shown = re.sub(r"[^A-Za-z0-9.]+", "-", str(identity["model"]).replace("@http://", "-").replace("@https://", "-"))
    exact = sha256(str(identity["model_hash"]).encode()).hexdigest()[:10]
    return f"{suite}.{shown.strip('-')[:60]}.{exact}.predictions.jsonl"
