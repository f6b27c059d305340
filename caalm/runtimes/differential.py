"""The differential test: drawn programs are interpreted by us and executed by the real runtime, and must agree.

    >>> report = check_agreement("lua", programs, derive(7, "agreement"))
    >>> print(report)
    lua: 5000 programs, 0 disagreements, 0 without result, 0 inexpressible

A disagreement is reduced to the smallest program that still shows it: `reduce_disagreement`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from caalm.errors import InexpressibleError
from caalm.languages import LANGUAGES
from caalm.languages.language import Language
from caalm.program.checks import problems
from caalm.program.interpreter import interpret
from caalm.program.nodes import Program
from caalm.program.reduce import reduce_program
from caalm.runtimes import RUNTIMES, Execution, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A program that the runtime does not run as the interpreter says."""

    language: str
    program: Program
    source: str
    style: int
    """The seed of the rendering."""
    interpreted: str
    execution: Execution

    def __str__(self) -> str:
        status = "" if self.execution.status is Status.OK else f" ({self.execution.status.value})"
        return (
            f"{self.language}: interpreted {self.interpreted!r}, executed {self.execution.stdout!r}{status}\n"
            f"{self.execution.stderr}{self.source}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementReport:
    """How many programs were compared, and those that disagree."""

    language: str
    compared: int
    without_result: int
    """Programs that fail in the interpreter: they never become records."""
    inexpressible: int
    disagreements: tuple[Disagreement, ...]

    def __str__(self) -> str:
        return (
            f"{self.language}: {self.compared} programs, {len(self.disagreements)} disagreements, "
            f"{self.without_result} without result, {self.inexpressible} inexpressible"
        )


def check_agreement(
    language_name: str, programs: Iterable[Program], rng: Random, *, audit_share: float = 0.0
) -> AgreementReport:
    """Every program rendered in a style of its own, interpreted, executed, and the two outputs compared."""
    language = LANGUAGES[language_name]
    rendered: list[tuple[Program, int, str, str]] = []
    without_result = inexpressible = 0
    for program in programs:
        result = interpret(program, language.semantics)
        if result.error is not None:
            without_result += 1
            continue
        style = rng.getrandbits(64)
        try:
            source = language.render(program, Random(style)).text
        except InexpressibleError:
            inexpressible += 1
            continue
        rendered.append((program, style, source, result.stdout))
    executions = RUNTIMES[language_name].execute_many([source for _, _, source, _ in rendered], audit_share=audit_share)
    found = [
        Disagreement(
            language=language_name,
            program=program,
            source=source,
            style=style,
            interpreted=interpreted,
            execution=execution,
        )
        for (program, style, source, interpreted), execution in zip(rendered, executions, strict=True)
        if execution.status is not Status.OK or execution.stdout != interpreted
    ]
    return AgreementReport(
        language=language_name,
        compared=len(rendered),
        without_result=without_result,
        inexpressible=inexpressible,
        disagreements=tuple(found),
    )


def reduce_disagreement(disagreement: Disagreement) -> Disagreement:
    """The smallest well-formed program on which interpreter and runtime still disagree, in the same style."""
    language = LANGUAGES[disagreement.language]
    smallest = disagreement

    def still_fails(program: Program) -> bool:
        nonlocal smallest
        found = _disagreement(language, program, disagreement.style)
        smallest = found or smallest
        return found is not None

    reduce_program(disagreement.program, still_fails)
    return smallest


def _disagreement(language: Language, program: Program, style: int) -> Disagreement | None:
    if problems(program, mixed_add=language.semantics.mixed_add == "concatenate"):
        return None
    result = interpret(program, language.semantics)
    if result.error is not None:
        return None
    try:
        source = language.render(program, Random(style)).text
    except InexpressibleError:
        return None
    (execution,) = RUNTIMES[language.name].execute_many([source])
    if execution.status is Status.OK and execution.stdout == result.stdout:
        return None
    return Disagreement(
        language=language.name,
        program=program,
        source=source,
        style=style,
        interpreted=result.stdout,
        execution=execution,
    )
