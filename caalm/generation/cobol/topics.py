"""COBOL programs about a topic: what COBOL has of lists, strings, functions, loops, errors, numbers and input.

>>> from random import Random
>>> program, result = draw_cobol_topic(Random(5), "lists", max_steps=40)
>>> result.error is None, any(field.occurs for field in program.pictures)
(True, True)

COBOL has no dictionaries, and floats are decimals, which the tiers have. Recursion and files are left out: a paragraph
must not perform itself, and a file is described in a division of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random

from caalm.errors import DrawError
from caalm.generation.cobol import amounts, faults, inputs, jumps, paragraphs, tables, texts
from caalm.generation.cobol.draw import is_easy, operations_of
from caalm.generation.cobol.topical import TopicAuthor
from caalm.program.interpreter import ExecutionResult, interpret
from caalm.program.nodes import Declaration, Name, Program, all_expressions, walk_statements
from caalm.program.trace import Operation
from caalm.program.values import COBOL

ATTEMPTS = 60
MAX_LINES = 15
MOST_PRINTED = 200
EMPTY_KEPT = 0.15
_UNUSED_KEPT = 0.03

COBOL_TOPICS: Mapping[str, Sequence[Callable[[TopicAuthor], None]]] = {
    "functions": paragraphs.SCENES,
    "lists": tables.SCENES,
    "strings": texts.SCENES,
    "loops": jumps.SCENES,
    "errors": faults.SCENES,
    "numbers": amounts.SCENES,
    "input": inputs.SCENES,
}
"""What a program of each topic is drawn from."""


def draw_cobol_topic(rng: Random, topic: str, max_steps: int) -> tuple[Program, ExecutionResult]:
    """A program about a topic and its run; DrawError if nothing fits within many attempts."""
    for _ in range(ATTEMPTS):
        program = _attempt(rng, topic, max_steps)
        result = interpret(program, COBOL, step_limit=max_steps + 1)
        if _fits(result, topic, max_steps) and (result.stdout or rng.random() < EMPTY_KEPT):
            return program, result
    raise DrawError(f"no COBOL program about {topic} fits its bounds in {ATTEMPTS} attempts")


def _attempt(rng: Random, topic: str, max_steps: int) -> Program:
    author = TopicAuthor(rng, max_steps)
    for _ in range(2 if max_steps > 20 and rng.random() < 0.15 else 1):
        rng.choice(COBOL_TOPICS[topic])(author)
    body = (*author.body, *author.functions)
    used = {getattr(statement, "target", None) for statement in walk_statements(body)}
    used |= {node.id for node in all_expressions(Program(body)) if isinstance(node, Name)}
    keep_unused = rng.random() < _UNUSED_KEPT
    fields: list[Declaration] = [field for field in author.fields if keep_unused or field.name in used]
    return Program(body, tuple(fields), tuple(author.lines))


def _fits(result: ExecutionResult, topic: str, max_steps: int) -> bool:
    """Whether a run is worth asking: it ends, in time, with numbers in reach; it fails only where that is the topic."""
    if result.rejected or result.steps > max_steps:
        return False
    if result.error is not None and (topic != "errors" or result.error != "index out of range"):
        return False
    if len(result.stdout) > MOST_PRINTED or result.stdout.count("\n") > MAX_LINES:
        return False
    easy = _is_within_reach if topic == "numbers" else is_easy
    return all(map(easy, operations_of(result)))


def _is_within_reach(operation: Operation) -> bool:
    """Sums of any length, products and quotients by one digit or by a power of ten."""
    left, operator, right, _ = operation
    if left is None or operator not in ("*", "/", "//", "%"):
        return True
    one, two = abs(float(str(left.value))), abs(float(str(right.value)))
    if operator == "*":
        return min(one, two) < 10 or max(one, two) < 100
    return two <= 12 or two in (100, 1000)
