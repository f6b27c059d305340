"""What the tests of real runtimes share: the tiers of this machine, and a skip that says why."""

import pytest

from caalm.runtimes import RUNTIMES, Runtime, Tier
from caalm.runtimes.sandbox import tier_holds


@pytest.fixture(params=list(Tier), ids=str)
def tier(request: pytest.FixtureRequest) -> Tier:
    """Each tier in turn, skipped where it does not hold."""
    wanted = Tier(request.param)
    problem = tier_holds(wanted)
    if problem is not None:
        pytest.skip(f"{wanted}: {problem}")
    return wanted


@pytest.fixture(params=sorted(RUNTIMES))
def runtime(request: pytest.FixtureRequest) -> Runtime:
    """Each real runtime in turn, skipped where it is not installed or no jail holds."""
    wanted = RUNTIMES[request.param]
    if all(tier_holds(tier) for tier in Tier):
        pytest.skip("no sandbox holds on this machine")
    if not wanted.available():
        pytest.skip(str(wanted.missing()))
    return wanted
