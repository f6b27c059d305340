"""One training or test record: a prompt, the target that should follow it, and where it came from.

>>> Example(prompt="Code:\\nprint(1)\\n\\nOutput:\\n", target="1").target
'1'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Text only: model and training see nothing else. The end token after the target is the tokenizer's business."""

    prompt: str
    target: str
    metadata: Mapping[str, object] = field(default_factory=dict)
