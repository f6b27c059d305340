"""A model of a few thousand random weights that answers in a millisecond, and a run with it in a process of its own.

python -m tests.evaluation.speck SOURCE OUT ENGINE SPAN WORKERS predicts in bulk; tests kill it.
"""

import sys
from dataclasses import dataclass

from caalm.evaluation.bulk import Asked, predict_bulk
from caalm.model.predictor import Predictor
from caalm.model.sizes import SIZES, Size
from caalm.model.untrained import untrained_predictor


@dataclass(frozen=True, slots=True, kw_only=True)
class Speck(Asked):
    """Asks a model that knows nothing and says little."""

    def open(self) -> Predictor:
        SIZES.setdefault("speck", Size(width=16, layers=1, heads=1, key_value_heads=1, feed_forward=16))
        return untrained_predictor("speck", max_new_tokens=self.max_new_tokens or 2)

    def identity(self) -> dict[str, object]:
        return {"model": "speck", "max_new_tokens": self.max_new_tokens}


def main() -> None:
    """Predict in bulk as the arguments say."""
    source, out, engine, span, workers = sys.argv[1:]
    predict_bulk(source, out, Speck(), engine=engine, workers=int(workers), span_bytes=int(span))


if __name__ == "__main__":
    from tests.evaluation import speck  # so that workers find the class under its own name, and not in __main__

    speck.main()
