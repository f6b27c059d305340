"""The battery: no attack gets through in any tier, and outside a jail the same attacks do."""

import subprocess
import sys

import pytest

from caalm.runtimes.attacks import ATTACKS, Attack, attempt, run_attacks, stage
from caalm.runtimes.sandbox import Status, Tier

# Those that do no harm when they succeed.
HARMLESS = (
    "connect over TCP",
    "send over UDP",
    "connect to a unix socket",
    "read a secret of the host",
    "read /etc/passwd",
    "list the root folder",
    "write a file of the host",
    "find secrets in the environment",
    "find secrets in the parent",
    "signal the parent",
    "start one process",
    "take 1 GiB of memory",
    "take 4 GiB of shared memory",
    "hide memory in a file without name",
)


def test_every_attack_is_blocked(tier: Tier) -> None:
    outcomes = run_attacks(tier)
    assert len(outcomes) == len(ATTACKS) >= 20
    assert [outcome for outcome in outcomes if not outcome.blocked] == []


@pytest.mark.parametrize("name", HARMLESS)
def test_outside_a_jail_the_attack_gets_through(name: str) -> None:
    (attack,) = (attack for attack in ATTACKS if attack.name == name)
    with stage() as things:
        program = attack.program(things)
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=False, env={"SOME_SECRET": "x"}
        )
    assert done.stdout.endswith(b"OPEN\n"), done


def test_an_attack_that_succeeds_or_breaks_is_not_called_blocked(tier: Tier) -> None:
    with stage() as things:
        for attack in (
            Attack("nothing", "pass"),
            Attack("a broken one", "raise ValueError('broken')"),
            Attack("one that ends early", "raise SystemExit"),
            Attack("a loop that ends", "pass", stopped_by=Status.TIMEOUT),
        ):
            assert not attempt(attack, things, tier).blocked, attack.name
