"""What this machine can do: which runtimes, which tier of jail, and whether the jail withstands its attacks.

    >>> diagnosis = diagnose()  # doctest: +SKIP
    >>> diagnosis.tier, diagnosis.safe  # doctest: +SKIP
    (<Tier.T1: 'T1'>, True)

`caalm doctor` prints it; a server asks it at its start and refuses to run programs where `safe` is false.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from rich.console import Group
from rich.table import Table
from rich.text import Text

from caalm.errors import CaalmError
from caalm.runtimes import RUNTIMES
from caalm.runtimes.attacks import Outcome, run_attacks
from caalm.runtimes.runtime import Runtime
from caalm.runtimes.sandbox import SandboxError, Tier, available_tier, tier_holds


@dataclass(frozen=True, kw_only=True, slots=True)
class RuntimeReport:
    """One runtime as found: its version, or what is in the way."""

    name: str
    version: str | None
    path: str | None
    problem: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TierReport:
    """One tier: `problem` is None when a jail was started in it."""

    tier: Tier
    problem: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnosis:
    """Everything that `caalm doctor` says."""

    runtimes: tuple[RuntimeReport, ...]
    tiers: tuple[TierReport, ...]
    tier: Tier | None
    attacks: tuple[Outcome, ...]

    @property
    def safe(self) -> bool:
        """Whether programs of strangers may be run here: a tier holds, and withstood every attack."""
        return self.tier is not None and bool(self.attacks) and all(attack.blocked for attack in self.attacks)

    def as_json(self) -> dict[str, object]:
        """The same for machines."""
        return {**asdict(self), "safe": self.safe}

    def __rich__(self) -> Group:
        runtimes = Table("runtime", "version", "path", title="Runtimes", title_justify="left")
        for report in self.runtimes:
            runtimes.add_row(report.name, report.version or Text(report.problem or "", "red"), report.path or "")
        tiers = Table("tier", "state", title="Sandbox", title_justify="left")
        for tier in self.tiers:
            state = Text("holds", "green") if tier.problem is None else Text(tier.problem, "red")
            tiers.add_row(f"{tier.tier} (used)" if tier.tier is self.tier else str(tier.tier), state)
        attacks = Table("attack", "blocked", "by", title="Attacks", title_justify="left")
        for attack in self.attacks:
            word = Text("yes", "green") if attack.blocked else Text("NO", "bold red")
            attacks.add_row(attack.name, word, Text(attack.detail))
        verdict = (
            Text("Programs of strangers may be run here.", "green")
            if self.safe
            else Text("Programs of strangers are refused here.", "bold red")
        )
        return Group(runtimes, tiers, attacks, verdict)


def diagnose() -> Diagnosis:
    """Look at the machine and attack the jail; a few seconds."""
    tier = available_tier()
    return Diagnosis(
        runtimes=tuple(_report(runtime) for runtime in RUNTIMES.values()),
        tiers=tuple(TierReport(tier=candidate, problem=_problem(candidate)) for candidate in Tier),
        tier=tier,
        attacks=tuple(run_attacks(tier)) if tier is not None else (),
    )


def _problem(tier: Tier) -> str | None:
    try:
        return tier_holds(tier)
    except SandboxError as error:
        return str(error)


def _report(runtime: Runtime) -> RuntimeReport:
    path = None
    try:
        path = runtime.find()
        return RuntimeReport(name=runtime.name, version=runtime.version(), path=path, problem=None)
    except CaalmError as error:
        return RuntimeReport(name=runtime.name, version=None, path=path, problem=str(error))
