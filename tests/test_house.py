"""The house keeps its promises: light imports, commands that exist, one version everywhere, a small repository."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import caalm

ROOT = Path(__file__).parent.parent
MIB = 2**20
HEAVY = ("torch", "transformers", "tokenizers", "datasets", "pyarrow", "accelerate")


def heavy_modules_after(code: str) -> list[str]:
    """Runs code in a fresh interpreter and returns which heavy libraries it loaded."""
    report = f"import sys, json; print('\\n' + json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded: list[str] = json.loads(done.stdout.splitlines()[-1])
    return loaded


def tracked_files() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    # -z: a name may hold anything, a newline too.
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    paths = (ROOT / name for name in listed.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def project() -> dict[str, object]:
    table: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return table


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonical(name): version for name, version in pairs}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert heavy_modules_after("import caalm; assert caalm.__version__; dir(caalm)") == []


def test_the_command_line_shows_its_help_without_anything_heavy() -> None:
    code = (
        "import sys, caalm.cli\n"
        "sys.argv = ['caalm', '--help']\n"
        "try:\n    caalm.cli.main()\nexcept SystemExit as stop:\n    assert not stop.code, stop.code"
    )
    assert heavy_modules_after(code) == []


def test_the_package_offers_what_it_promises_and_nothing_else() -> None:
    assert set(caalm.__all__) <= set(dir(caalm))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = caalm.no_such_name


def test_every_make_command_in_the_documents_exists() -> None:
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]
    for document in documents:
        named = set(re.findall(r"(?:^|`)make ([a-z]+)", document.read_text("utf-8"), re.MULTILINE))
        assert named <= make_targets(), f"{document.name} names commands that the Makefile has not"
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "make run" in readme
    assert "make test" in readme


def test_every_caalm_command_in_the_readme_exists() -> None:
    named = set(re.findall(r"\bcaalm ([a-z]+)\b", "\n".join(shell_lines(ROOT / "README.md"))))
    assert named, "the README shows no command"
    for command in sorted(named):
        caalm_command = [sys.executable, "-c", "from caalm.cli import main; main()", command, "--help"]
        done = subprocess.run(caalm_command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"caalm {command} --help: {done.stderr.strip()}"


def shell_lines(document: Path) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", document.read_text("utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def test_every_local_link_in_the_documents_leads_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}, which does not exist"


def test_the_version_is_the_same_everywhere() -> None:
    version = caalm.__version__
    assert project()["version"] == version
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    releases = re.findall(r"^## \[(\d[^\]]*)\] - \d{4}-\d{2}-\d{2}$", changelog, re.MULTILINE)
    assert releases[0] == version
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


def test_every_direct_dependency_is_pinned() -> None:
    table = project()
    extras = table["optional-dependencies"]
    core = table["dependencies"]
    assert isinstance(extras, dict)
    assert isinstance(core, list)
    wanted = {canonical(re.split(r"[\[<>=~ ]", line)[0]) for line in [*core, *(d for e in extras.values() for d in e)]}
    assert wanted - pins().keys() == {"caalm"}


def test_torch_can_never_resolve_to_another_build() -> None:
    extras = project()["optional-dependencies"]
    assert isinstance(extras, dict)
    assert f"torch=={pins()['torch']}" in extras["torch"]
    assert pins()["torch"] == "2.13.0"


def test_the_card_examples_are_four_programs() -> None:
    examples = sorted((ROOT / "examples" / "card").iterdir())
    assert len(examples) == 4
    assert all(example.read_text("utf-8").strip() for example in examples)


def test_the_repository_stays_small() -> None:
    sizes = {path: path.stat().st_size for path in tracked_files()}
    too_big = [str(path.relative_to(ROOT)) for path, size in sizes.items() if size > 16 * MIB]
    assert too_big == []
    assert sum(sizes.values()) < 45 * MIB
