"""The shell: sessions of commands whose state is a file system, a reference model of them, and their drawing.

>>> Session().run("mkdir docs; ls")
'docs\\n'
"""

from caalm.machines.shell.parsing import UnsupportedError
from caalm.machines.shell.session import Session

__all__ = ["Session", "UnsupportedError"]
