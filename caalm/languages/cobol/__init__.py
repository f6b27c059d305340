"""COBOL, as GnuCOBOL 3.1 compiles it in free and in fixed format: `COBOL` writes both."""

from caalm.languages.cobol.language import COBOL, COBOL_FIXED, COBOL_FREE, Cobol
from caalm.languages.cobol.layout import source_format
from caalm.languages.cobol.reserved import RESERVED

__all__ = ["COBOL", "COBOL_FIXED", "COBOL_FREE", "RESERVED", "Cobol", "source_format"]
