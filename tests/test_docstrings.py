"""Every worked instance in a docstring is true: it is run.

An instance imports whatever its own module has not, `...` stands for any text, and one that needs shipped weights or a
real runtime carries `# doctest: +SKIP`, since both may be missing where the tests run.
"""

import doctest
import importlib
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "caalm"


def modules_with_examples() -> list[str]:
    """The dotted names of the modules whose text holds a prompt of the interpreter."""
    names = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if ">>> " in path.read_text("utf-8"):
            parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
            names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


@pytest.mark.parametrize("name", modules_with_examples())
def test_the_examples_of_a_module_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0
