"""CaaLM: Code as a Language Model. It predicts what a program prints, without running it.

>>> import caalm
>>> caalm.predict_output("a = 10\\nb = 20\\nprint(a + b)")  # doctest: +SKIP
'30'

Importing this package loads no torch: the names that need a model are fetched from `caalm.model.predictor` when they
are first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caalm.model.predictor import Predictor, predict_output

__version__ = "0.1.0"
__all__ = ["Predictor", "__version__", "predict_output"]

_FROM_PREDICTOR = frozenset({"Predictor", "predict_output"})


def __getattr__(name: str) -> object:
    if name in _FROM_PREDICTOR:
        from caalm.model import predictor

        return getattr(predictor, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
