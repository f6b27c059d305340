"""Teaching a language in the prompt: solved programs, or a short guide, before the question.

>>> print(taught_prompt("Code:\\nzib 2\\n\\nOutput:\\n", solved=[("zib 1", "1")]))
Example:
Code:
zib 1
<BLANKLINE>
Output:
1
<BLANKLINE>
Code:
zib 2
<BLANKLINE>
Output:
<BLANKLINE>

The question itself keeps its published form, plain or traced; an example is always plain, for whoever teaches by
example has programs and outputs, not traces.
"""

from __future__ import annotations

from collections.abc import Sequence

from caalm.errors import InputError
from caalm.tasks.prediction import plain_prompt, plain_target

MOST_EXAMPLES = 16


def taught_prompt(prompt: str, *, solved: Sequence[tuple[str, str]] = (), guide: str | None = None) -> str:
    """The prompt of a question with a guide and solved (source, stdout) pairs before it."""
    if len(solved) > MOST_EXAMPLES:
        raise InputError(f"examples: {len(solved)} were given, {MOST_EXAMPLES} are the most")
    parts = [] if guide is None else [f"Guide:\n{guide}\n\n"]
    parts += [f"Example:\n{plain_prompt(source)}{plain_target(stdout)}\n\n" for source, stdout in solved]
    return "".join(parts) + prompt


def with_lesson(code: str, *, solved: Sequence[tuple[str, str]] = (), guide: str | None = None) -> str:
    """A program with what is taught before it, in the form in which every prompt and predictor takes a program.

    >>> from caalm.tasks.prediction import traced_prompt
    >>> taught_prompt(traced_prompt("zib 2"), guide="zib N prints N") == traced_prompt(
    ...     with_lesson("zib 2", guide="zib N prints N"))
    True
    """
    return taught_prompt("Code:\n" + code, solved=solved, guide=guide) if solved or guide is not None else code
