"""The errors that a user may see: one line that names what is wrong and how to mend it.

The command line prints ``str(error)`` and exits with 2; anything else that escapes is a bug of ours.

>>> raise InputError("program.py is empty: give a file with a program in it")
Traceback (most recent call last):
    ...
caalm.errors.InputError: program.py is empty: give a file with a program in it
"""


class CaalmError(Exception):
    """The parent of all errors that are the caller's to mend."""


class InputError(CaalmError):
    """A file, a field or an argument given by the user cannot be used."""


class InexpressibleError(CaalmError):
    """A language has no way to write a construct of the tree."""


class DrawError(CaalmError):
    """A draw found nothing that meets its constraints within its attempts."""


class ContaminationError(CaalmError):
    """Two splits share a tree, a source or a language."""
