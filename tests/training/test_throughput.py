"""The measure of a machine runs, and says what cannot be read."""

import pytest

from caalm.training.hardware import row_flops
from caalm.training.throughput import Setting, main, measure_drawing
from tests.training.runner import config, sums


def test_a_row_costs_six_operations_a_weight_and_half_of_full_attention() -> None:
    assert row_flops(weights=100, layers=0, attention_width=64, tokens=10, squares=0) == 6000
    full = 12 * 64 * 10 * 10
    assert row_flops(weights=0, layers=1, attention_width=64, tokens=10, squares=100) == full // 2


def test_a_setting_is_measured(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["1m:512:1", "--seconds", "0.2", "--no-compile"]) == 0
    line = capsys.readouterr().out.splitlines()[-1].split()
    assert line[0] == "1m:512:1"
    assert float(line[3].replace(",", "")) > 10


def test_drawing_is_measured(tmp_path: object) -> None:
    pack = config(tmp_path, 1).pack  # type: ignore[arg-type]
    tokens, programs = measure_drawing(sums, pack, workers=1, seconds=0.2)
    assert tokens > 4 * programs > 0


@pytest.mark.parametrize("text", ["15m", "15m:x:2", "15m:512:0", "huge:512:1"])
def test_a_setting_that_cannot_be_read_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([text]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_settings_are_written_as_they_are_read() -> None:
    assert str(Setting.parse("15m:65536:2")) == "15m:65536:2"
