"""The same service as a hosted demo: one container, one port, a proxy before it, strangers as clients.

    python -m caalm.serving.space          # port 7860, or PORT

Nothing is ever run here, each client may ask so often a minute (CAALM_RATE, 60 unless set), and the page may stand in
the frame of the site that hosts it. spaces/ has the container.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from caalm.errors import CaalmError, InputError
from caalm.serving.server import run
from caalm.serving.settings import Settings


def settings_of(environment: Mapping[str, str]) -> Settings:
    """What a container's variables say.

    >>> settings_of({"PORT": "80"}).port, settings_of({}).max_rate, settings_of({}).allow_verify
    (80, 60, False)
    """
    return Settings(
        host="0.0.0.0",
        port=_number(environment, "PORT", 7860),
        max_rate=_number(environment, "CAALM_RATE", 60),
        max_seconds=30.0,
        trust_proxy=True,
        frames=True,
    )


def _number(environment: Mapping[str, str], name: str, usual: int) -> int:
    text = environment.get(name) or str(usual)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise InputError(f"{name}: {text!r} is no number from 1 to 65535")
    return int(text)


def main() -> None:
    """The container's command."""
    try:
        run(settings_of(os.environ))
    except CaalmError as error:
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
