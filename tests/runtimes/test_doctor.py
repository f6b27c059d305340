"""The doctor tells what is there, quickly, and calls a machine safe only when the battery held."""

import io
import json
import time

import pytest
from rich.console import Console

from caalm.runtimes import RUNTIMES, Tier, doctor, sandbox
from caalm.runtimes.attacks import ATTACKS, Outcome
from caalm.runtimes.doctor import Diagnosis, diagnose


def printed(diagnosis: Diagnosis) -> str:
    file = io.StringIO()
    Console(width=160, no_color=True, file=file).print(diagnosis)
    return file.getvalue()


def test_the_doctor_reports_runtimes_tiers_and_attacks_in_seconds() -> None:
    started = time.monotonic()
    diagnosis = diagnose()
    assert time.monotonic() - started < 20  # alone it takes two; the machine may be busy
    assert [report.name for report in diagnosis.runtimes] == list(RUNTIMES)
    assert [report.tier for report in diagnosis.tiers] == list(Tier)
    assert diagnosis.safe is (diagnosis.tier is not None)
    if diagnosis.tier is not None:
        assert len(diagnosis.attacks) == len(ATTACKS)
        assert json.loads(json.dumps(diagnosis.as_json()))["safe"] is True
        assert "may be run here" in printed(diagnosis)
    for report in diagnosis.runtimes:
        assert (report.version is None) is (report.problem is not None)


def test_one_attack_that_gets_through_makes_the_machine_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "run_attacks", lambda tier: [Outcome("a", True, ""), Outcome("b", False, "OPEN")])
    diagnosis = diagnose()
    assert not diagnosis.safe
    assert "refused here" in printed(diagnosis)


def test_where_no_tier_holds_the_doctor_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_bwrap_path", lambda: None)
    monkeypatch.setattr(sandbox, "landlock_version", lambda: 0)
    diagnosis = diagnose()
    assert (diagnosis.tier, diagnosis.safe, diagnosis.attacks) == (None, False, ())
    assert "no Landlock" in printed(diagnosis)
