"""Every command and the module that holds it, imported when the command is asked for.

>>> commands = CommandTable()
>>> list(commands)[:3], commands["predict"].name
(['predict', 'trace', 'verify'], 'predict')

So `caalm predict` pays for the options of `predict` alone: a third of the start was spent on those of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

MODULES = {  # as the help lists them
    "predict": "predicting", "trace": "stepping", "verify": "stepping",
    "serve": "service", "doctor": "looking", "draw": "looking", "shell": "session",
    "evaluate": "scoring", "score": "scoring", "report": "reporting", "calibrate": "calibrating",
    "train": "training", "export": "training", "card": "reporting",
    "exam": "exams", "dataset": "datasets",
}  # fmt: skip
"""In which module of this package the function, or the group, of that name stands."""


class CommandTable(Mapping[str, Any]):
    """The commands by name; looking one up imports its module."""

    def __getitem__(self, name: str) -> Any:
        found = getattr(import_module(f"caalm.cli.{MODULES[name]}"), name)
        if isinstance(found, typer.Typer):
            return typer.main.get_command(found)
        alone = typer.Typer(add_completion=False)
        alone.command(name)(found)
        return typer.main.get_command(alone)

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


class Commands(TyperGroup):
    """A group of commands that are not imported before they are needed."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "commands": {}})
        self.commands = CommandTable()  # type: ignore[assignment]
