"""The published suites by version and hash: a redraw that differs by a byte is another suite.

>>> FROZEN["card-52"].version, FROZEN["card-52"].programs
(1, 52)
>>> frozen_problem("card-52", 1, "0" * 64)  # doctest: +ELLIPSIS
'card-52, version 1: its programs have the hash 000000000000..., the published ones ...'

``first`` is the hash of the first 21 programs, which a test redraws within seconds; ``runs/freeze.py --check`` redraws
every suite whole, and ``runs/freeze.py`` prints this table again after a change that was meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

FIRST = 21


class Frozen(NamedTuple):
    """What a version of a suite is."""

    version: int
    programs: int
    sha256: str
    first: str


FROZEN: Mapping[str, Frozen] = {}


def frozen_problem(name: str, version: int, sha256: str) -> str | None:
    """Why a drawn suite is not the published one; None where it is."""
    published = FROZEN.get(name)
    if published is None:
        return f"{name}: no version of it is published"
    if published.version != version:
        return f"{name}: version {published.version} is published, this is version {version}"
    if published.sha256 != sha256:
        return (
            f"{name}, version {version}: its programs have the hash {sha256[:12]}..., "
            f"the published ones {published.sha256[:12]}...: make it version {version + 1}, or find what moved it"
        )
    return None
