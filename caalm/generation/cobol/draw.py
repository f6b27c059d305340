"""Drawing COBOL programs: business-like names, pictures that pad, cut and edit, arithmetic that fits a head.

>>> from random import Random
>>> from caalm.program.interpreter import interpret
>>> from caalm.program.values import COBOL
>>> program = draw_cobol_program(Random(3), tier=3)
>>> interpret(program, COBOL).error is None and len(program.pictures) > 0
True

Tiers: 1 assigns and prints, 2 adds conditionals, 3 adds loops. Programs are put together from scenes
(idioms that people write, and free statements); a draw that fails, prints too much or asks for long
arithmetic is thrown away.
"""

from decimal import Decimal
from random import Random

from caalm.errors import DrawError
from caalm.generation.cobol.author import Author
from caalm.generation.cobol.conditionals import CONDITIONALS
from caalm.generation.cobol.free import free_conditionals, free_loops, free_straight
from caalm.generation.cobol.loops import LOOPS
from caalm.generation.cobol.straight import STRAIGHT
from caalm.program.interpreter import ExecutionResult, interpret
from caalm.program.nodes import Declaration, Name, Program, Value, all_expressions, walk_statements
from caalm.program.trace import Operation
from caalm.program.values import COBOL

ATTEMPTS = 200
MAX_STEPS = 60
MAX_LINES = 15
MAX_CHARACTERS = 600
EMPTY_KEPT = 0.3
FREE_SHARE = 0.3
_UNUSED_KEPT = 0.05
SCENES = {1: (STRAIGHT, free_straight), 2: (CONDITIONALS, free_conditionals), 3: (LOOPS, free_loops)}


def draw_cobol_program(rng: Random, tier: int) -> Program:
    """A program of the tier that runs without an error; DrawError if none was found."""
    return draw_cobol(rng, tier)[0]


def draw_cobol(rng: Random, tier: int) -> tuple[Program, ExecutionResult]:
    """A program and its run."""
    if tier not in SCENES:
        raise DrawError(f"tier {tier}: COBOL programs have tiers 1 to 3")
    for _ in range(ATTEMPTS):
        program = _attempt(rng, tier)
        result = interpret(program, COBOL, step_limit=MAX_STEPS)
        if result.error is None and _is_short(result, rng) and all(map(is_easy, operations_of(result))):
            return program, result
    raise DrawError(f"no COBOL program of tier {tier} in {ATTEMPTS} attempts")


def _attempt(rng: Random, tier: int) -> Program:
    author = Author(rng)
    tiers = [tier]
    # Longer programs are made of scenes of this and of lower tiers, in any order.
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2) if tier < 3 else (0, 0, 0, 1))):
        tiers.append(rng.randint(1, tier))
    rng.shuffle(tiers)
    for each in tiers:
        idioms, free = SCENES[each]
        (free if rng.random() < FREE_SHARE else rng.choice(idioms))(author)
    body = tuple(author.body)
    used = {getattr(statement, "target", None) for statement in walk_statements(body)}
    used |= {node.id for node in all_expressions(Program(body)) if isinstance(node, Name)}
    keep_unused = rng.random() < _UNUSED_KEPT
    fields: list[Declaration] = [field for field in author.fields if keep_unused or field.name in used]
    return Program(body, tuple(fields))


def _is_short(result: ExecutionResult, rng: Random) -> bool:
    if not result.stdout:
        return rng.random() < EMPTY_KEPT
    return result.stdout.count("\n") <= MAX_LINES and len(result.stdout) <= MAX_CHARACTERS


def operations_of(result: ExecutionResult) -> list[Operation]:
    """All calculations and comparisons of a run."""
    return [event for step in result.trace for event in step.events if type(event) is Operation]


def is_easy(operation: Operation) -> bool:
    """Sums of four digits, products of two by two, quotients by two digits."""
    if operation.left is None or operation.operator not in ("+", "-", "*", "/", "//", "%"):
        return True
    left, right = _digits(operation.left.value), _digits(operation.right.value)
    if operation.operator in ("+", "-"):
        places = max(left[1], right[1])
        return all(len(digits) + places - scale <= 4 for digits, scale in (left, right))
    sizes = [len(digits.strip("0")) or 1 for digits, _ in (left, right)]
    if operation.operator == "*":
        return sum(sizes) <= 4
    return sizes[0] <= 4 and sizes[1] <= 2 and len(_digits(operation.result)[0]) <= 5


def _digits(value: Value) -> tuple[str, int]:
    """The digits of an exact number and how many of them stand behind the point."""
    assert isinstance(value, int | Decimal)
    if isinstance(value, int):
        return str(abs(value)), 0
    number = value.as_tuple()
    return "".join(map(str, number.digits)), -int(number.exponent)
