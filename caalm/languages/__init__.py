"""The real languages, one file each: how a tree is spelled in them.

>>> from random import Random
>>> from caalm.program.nodes import Constant, Print, Program
>>> LANGUAGES["lua"].render(Program((Print((Constant(1),)),)), Random(1)).text
'print(1)\\n'
"""

from collections.abc import Mapping
from types import MappingProxyType

from caalm.languages.cobol import COBOL
from caalm.languages.javascript import JAVASCRIPT
from caalm.languages.language import Language
from caalm.languages.lua import LUA
from caalm.languages.python import PYTHON

LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        language.name: language
        for language in (
            PYTHON,
            JAVASCRIPT,
            LUA,
            COBOL,
        )
    }
)
"""Every real language by name."""
