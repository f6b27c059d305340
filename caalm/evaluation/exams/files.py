"""An exam as a file: one JSON object a line, with id, language, code, groups, and the output unless it is hidden.

>>> from caalm.evaluation.suites import drawn_suite
>>> suite = drawn_suite("held-out", seed=7, limit=1)
>>> sorted(json.loads(exam_lines(suite, hidden=True)))
['code', 'groups', 'id', 'language']

Whoever sets an exam publishes the hash of a seed first (`caalm exam hash`), hands out the file without outputs, and
gives the seed away at the end: anybody draws the same programs with the same outputs, and gets the same hash. A small
seed can be guessed by trying; take a long random one.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caalm.evaluation.suites import Suite


def exam_lines(suite: Suite, *, hidden: bool = False) -> str:
    """The JSON lines of an exam; ``hidden`` leaves the outputs out."""
    records = []
    for item in suite.items:
        record: dict[str, object] = {"id": item.id, "language": item.language, "code": item.code}
        if not hidden:
            record["output"] = item.output
        record["groups"] = dict(item.groups)
        records.append(json.dumps(record, ensure_ascii=False) + "\n")
    return "".join(records)
