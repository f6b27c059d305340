"""The wheel alone predicts: installed into an empty environment, without torch, without a network."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROGRAM = "a = 2\nb = 3\nprint(a + b)\n"
# Sockets are refused, so whatever would go out fails; the libraries of the other engines are not there.
PREDICT = f"""
import socket
def refuse(*_, **__):
    raise OSError("a prediction reached for the network")
socket.socket.connect = refuse
from importlib.util import find_spec
assert not any(map(find_spec, ("torch", "transformers", "tokenizers", "safetensors", "onnxruntime")))
import caalm
print(caalm.__file__)
print(repr(caalm.predict_output({PROGRAM!r})))
"""


def core_libraries() -> set[str]:
    """What the core needs, through and through: its own list, then the installed libraries' word."""
    wanted: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    found: set[str] = set()
    while wanted:
        requirement, _, condition = wanted.pop().partition(";")
        (library,) = re.findall(r"^[\w.-]+", requirement.strip())
        if "extra" in condition or library in found:
            continue
        try:
            wanted += metadata.requires(library) or ()
        except metadata.PackageNotFoundError:  # for another system or Python
            continue
        found.add(library)
    return found


@pytest.mark.slow
def test_the_wheel_alone_predicts_without_torch_and_without_a_network(tmp_path: Path) -> None:
    # The libraries are those of this environment, copied: the test asks no package index.
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "empty", with_pip=False)
    python = tmp_path / "empty" / "bin" / "python"
    site = Path(
        subprocess.run(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            check=True, capture_output=True, text=True,
        ).stdout.strip()
    )  # fmt: skip
    shutil.unpack_archive(wheel, site, "zip")
    for library in core_libraries():
        for file in metadata.files(library) or ():
            source = Path(str(file.locate()))
            if source.is_file() and ".." not in file.parts and file.suffix != ".pyc":
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, site / file)
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "CAALM_WEIGHTS")}
    done = subprocess.run(
        [python, "-I", "-c", PREDICT], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    place, prediction = done.stdout.splitlines()
    assert Path(place).is_relative_to(tmp_path)
    from caalm.model.predictor import Predictor

    assert prediction == repr(Predictor.load(engine="torch").predict(PROGRAM).output)
