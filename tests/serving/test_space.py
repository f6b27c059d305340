"""The hosted demo is the same service, for strangers."""

import re
from pathlib import Path

import pytest

from caalm.errors import InputError
from caalm.model.predictor import Predictor
from caalm.serving.space import settings_of
from tests.serving.running import Scripted, serving

SPACES = Path(__file__).parents[2] / "spaces"


def test_the_container_listens_where_its_card_says() -> None:
    card = (SPACES / "README.md").read_text("utf-8")
    container = (SPACES / "Dockerfile").read_text("utf-8")
    port = settings_of({}).port
    assert f"app_port: {port}" in card
    assert f"EXPOSE {port}" in container
    assert re.search(r'CMD \["python", "-m", "caalm.serving.space"\]', container)


def test_it_runs_nothing_limits_strangers_and_may_stand_in_a_frame() -> None:
    settings = settings_of({})
    assert not settings.allow_verify
    assert settings.max_rate
    assert settings.trust_proxy
    with serving(Predictor(Scripted(lambda prompt: "1"), trace=False), settings) as running:
        page = running.client.get("/")
        verify = running.client.post("/api/verify", json={"code": "print(1)", "language": "python"})
    assert "frame-ancestors" not in page.headers["content-security-policy"]
    assert verify.status_code == 403


@pytest.mark.parametrize("value", ["0", "x", "70000", "-1"])
def test_a_wrong_variable_is_named(value: str) -> None:
    with pytest.raises(InputError, match="PORT"):
        settings_of({"PORT": value})
