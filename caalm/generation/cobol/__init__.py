"""Drawing COBOL programs: `draw_cobol_program`."""

from caalm.generation.cobol.draw import draw_cobol, draw_cobol_program

__all__ = ["draw_cobol", "draw_cobol_program"]
