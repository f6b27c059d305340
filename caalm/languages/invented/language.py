"""An invented language: one family from every dimension, a word for every role, and the renderer they share.

>>> from random import Random
>>> from caalm.program.nodes import Assign, Constant, Name, Print, Program
>>> language = InventedLanguage(
...     families={"assignment": "keyword", "output": "keyword", "header": "keyword", "counted": "words",
...               "repeat": "keyword", "repetition": "while", "block": "braces", "expression": "infix",
...               "joiner": "dots", "sigil": "none", "quote": "double", "layout": "lines", "comment": "hash"},
...     words={"assign": "SCRIBBLE", "print": "SHOUT"}, operators={}, operator_words={}, opaque=frozenset())
>>> language.render(Program((Assign("x", Constant(4)), Print((Name("x"),)))), Random(0)).text
'SCRIBBLE x 4\\nSHOUT x\\n'
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from random import Random
from typing import Literal

from caalm.languages.invented.beyond import BeyondRendering
from caalm.languages.invented.containers import DICTS, LISTS, SLICES
from caalm.languages.invented.control import ORIGINS
from caalm.languages.invented.rendering import Rendering
from caalm.languages.invented.spelling import QUOTES, UNQUOTED
from caalm.languages.invented.statements import STEPLESS
from caalm.languages.language import Features, Source
from caalm.program.nodes import Program
from caalm.program.values import Brackets, Semantics

_SPOKEN_FORMS = frozenset(
    "of on to at is end if it else only given look anything exactly one other first match get the result how many "
    "lacks here loop error file called respectively gains item places by std stdin _ and with as from not nothing "
    "times many switch".split()
)
"""Words that forms beyond the card are made of."""


@dataclass(frozen=True, kw_only=True)
class InventedLanguage:
    """A language nobody has seen; all its choices are data, so equal choices are equal languages.

    ``families`` maps each dimension to a family, ``words`` each role to its word, ``operators`` and
    ``operator_words`` each operator to its symbol and its word. ``opaque`` are the roles whose word says nothing:
    pseudo-words, unrelated words, bare symbols and words held out from training.
    """

    families: Mapping[str, str]
    words: Mapping[str, str]
    operators: Mapping[str, str]
    operator_words: Mapping[str, str]
    opaque: frozenset[str]
    comment_share: float = 0.0

    @property
    def suffix(self) -> str:
        """The suffix of a source file."""
        return ".txt"

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all choices that show in the text."""
        parts = [f"{key}={table[key]}" for table in (self.families, self.words, self.operators, self.operator_words)
                 for key in sorted(table)]  # fmt: skip
        return blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()

    @property
    def name(self) -> str:
        """``invented-`` and the fingerprint."""
        return f"invented-{self.fingerprint}"

    @property
    def is_beyond(self) -> bool:
        """Whether it has families for all that the tree has; otherwise it writes the card's nodes."""
        return "function" in self.families

    @cached_property
    def semantics(self) -> Semantics:
        """Integers and floats as in Python; booleans and lists print as they are written."""
        words = self.words
        true, false = words.get("true", "true"), words.get("false", "false")
        if not self.is_beyond:
            return Semantics(true=true, false=false)
        families = self.families
        pairs, items = DICTS[families["dict"]], LISTS[families["list"]]
        before, after = QUOTES[families["quote"]]
        quote = before if before == after else ""
        return Semantics(
            true=true,
            false=false,
            none=words["nothing"],
            lists=Brackets(
                opening=items.opening.replace("{}", words["list"]),
                closing=items.closing,
                separator=items.separator,
                quote=quote,
            ),
            dictionaries=Brackets(
                opening=pairs.opening.replace("{}", words["dict"], 1),
                closing=pairs.closing,
                separator=pairs.separator,
                pair=pairs.joint,
                quote=quote,
            ),
            first_index=1 if ORIGINS[families["origin"]] else 0,
            slices=slice_bound(families),
        )

    @cached_property
    def features(self) -> Features:
        """What the chosen families can express."""
        families = self.families
        quoted = families["quote"] not in UNQUOTED
        return Features(
            counted_loops=(True, False),
            loop_steps=families["counted"] not in STEPLESS,
            joined=quoted,
            several=False,
            negative_literals=False,
            phrases=quoted,
        )

    @cached_property
    def reserved(self) -> frozenset[str]:
        """Words that no variable may be called, in lower case."""
        words = {
            *self.words.values(),
            *self.operators.values(),
            *self.operator_words.values(),
            "in",
            "of",
            "the",
            "gets",
        }
        if self.is_beyond:
            words |= _SPOKEN_FORMS
        return frozenset(part for word in words for part in word.lower().replace("-", " ").replace("_", " ").split())

    def render(self, program: Program, rng: Random) -> Source:
        """The program in this language; ``rng`` places comments and joins statements on a line where that is usual."""
        return (BeyondRendering if self.is_beyond else Rendering)(self).run(program, rng)


def slice_bound(families: Mapping[str, str]) -> Literal["exclusive", "inclusive"]:
    """Whether a slice of these families reaches its upper place: as its form says, or as the language has it."""
    said = SLICES[families["slice"]].said or families["bound"]
    return "inclusive" if said == "inclusive" else "exclusive"
