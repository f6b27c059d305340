"""Drawing COBOL programs: `draw_cobol_program` of the tiers, `draw_cobol_topic` about a topic."""

from caalm.generation.cobol.draw import draw_cobol, draw_cobol_program
from caalm.generation.cobol.topics import COBOL_TOPICS, draw_cobol_topic

__all__ = ["COBOL_TOPICS", "draw_cobol", "draw_cobol_program", "draw_cobol_topic"]
