"""`caalm serve`: predictions and the playground over HTTP, as in `caalm serve --port 8080 --max-rate 60`."""

from __future__ import annotations

from typing import Annotated

import typer

from caalm.cli.options import EngineOption, ModelOption
from caalm.serving.settings import Settings

_SERVICE = Settings()


def serve(
    host: Annotated[str, typer.Option(help="The address; 0.0.0.0 is reachable from outside.")] = _SERVICE.host,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = _SERVICE.port,
    model: ModelOption = None,
    engine: EngineOption = "auto",
    batch: Annotated[int | None, typer.Option(min=1, help="Texts that share a step.")] = _SERVICE.batch,
    threads: Annotated[int, typer.Option(min=1, help="Of the engine numpy.")] = _SERVICE.threads,
    allow_verify: Annotated[
        bool, typer.Option("--allow-verify", help="Run programs in the sandbox to verify predictions, where it holds.")
    ] = _SERVICE.allow_verify,
    max_body: Annotated[int, typer.Option(min=1024, help="Bytes of a request.")] = _SERVICE.max_body,
    max_code: Annotated[int, typer.Option(min=1, help="Characters of a program.")] = _SERVICE.max_code,
    max_tokens: Annotated[int, typer.Option(min=1, help="Tokens of an answer.")] = _SERVICE.max_tokens,
    max_seconds: Annotated[
        float, typer.Option(min=0.1, help="For a request, its time in the queue included.")
    ] = _SERVICE.max_seconds,
    max_running: Annotated[int, typer.Option(min=1, help="Requests worked on at a time.")] = _SERVICE.max_running,
    max_queue: Annotated[int, typer.Option(min=0, help="Programs that may wait besides.")] = _SERVICE.max_queue,
    max_rate: Annotated[
        int | None, typer.Option(min=1, help="Requests a minute and client; unset: no limit.", show_default=False)
    ] = _SERVICE.max_rate,
    trust_proxy: Annotated[
        bool, typer.Option("--trust-proxy", help="X-Forwarded-For names the client: only behind a proxy that sets it.")
    ] = _SERVICE.trust_proxy,
    grace: Annotated[float, typer.Option(min=0, help="Seconds that a stop waits for what was begun.")] = _SERVICE.grace,
) -> None:
    """Serve predictions and the playground over HTTP. Nothing is run unless --allow-verify says so."""
    from caalm.serving.server import run

    run(
        Settings(
            host=host,
            port=port,
            model=model,
            engine=engine,
            batch=batch,
            threads=threads,
            allow_verify=allow_verify,
            max_body=max_body,
            max_code=max_code,
            max_tokens=max_tokens,
            max_seconds=max_seconds,
            max_running=max_running,
            max_queue=max_queue,
            max_rate=max_rate,
            trust_proxy=trust_proxy,
            grace=grace,
        )
    )
