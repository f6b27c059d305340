"""The card says what the manifest says, and the usual loader understands it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from caalm.dataset.build import build, load
from caalm.dataset.card import card_text
from caalm.dataset.manifest import Manifest
from tests.dataset.builds import INVENTED


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build(INVENTED, folder)
    return folder


def test_the_card_is_the_one_of_this_manifest(built: Path) -> None:
    manifest = Manifest.read(built)
    text = (built / "README.md").read_text("utf-8")
    assert text == card_text(manifest)
    assert "| train | 30 | 9 | 12 | 9 | 3 |" in text
    assert manifest.rows_sha256 in text
    assert "80 records in 8 languages" in text
    for split, count in manifest.duplicates["by_split"].items():
        assert f"| {split} | {count['records']} | {count['different_texts']} |" in text


def test_every_column_is_explained(built: Path) -> None:
    text = (built / "README.md").read_text("utf-8")
    for column in next(load(built, "train")).__dataclass_fields__:
        assert f"| `{column}` |" in text


@pytest.mark.slow
def test_the_datasets_library_loads_the_folder(built: Path, tmp_path: Path) -> None:
    code = (
        "import sys, json, datasets\n"
        "found = datasets.load_dataset(sys.argv[1], cache_dir=sys.argv[2])\n"
        "print(json.dumps({name: [row['id'] for row in rows] for name, rows in found.items()}))"
    )
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    argv = [sys.executable, "-c", code, str(built), str(tmp_path)]
    done = subprocess.run(argv, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert set(found) == {"train", "validation", "test", "new_words", "new_combinations", "new_families"}
    for name, ids in found.items():
        assert ids == [record.id for record in load(built, name.replace("_", "-"))]
