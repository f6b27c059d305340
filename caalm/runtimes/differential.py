"""The differential test: drawn programs are interpreted by us and executed by the real runtime, and must agree.

    >>> report = check_agreement("lua", programs, derive(7, "agreement"))  # doctest: +SKIP
    >>> print(report)  # doctest: +SKIP
    lua: 5000 programs, 0 disagreements, 0 without result, 0 inexpressible

``python -m caalm.runtimes.differential 5000`` draws that many programs for each language and prints this line.
A disagreement is reduced to the smallest program that still shows it: `reduce_disagreement`.
"""

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from caalm.errors import InexpressibleError
from caalm.generation.cobol import draw_cobol_program
from caalm.generation.corners import draw_corner_program
from caalm.generation.programs import ProgramSpec, draw_program
from caalm.languages import LANGUAGES
from caalm.languages.javascript import JAVASCRIPT
from caalm.languages.language import Features, Language
from caalm.languages.lua import LUA
from caalm.languages.python import PYTHON
from caalm.languages.renderer import InfixLanguage
from caalm.program.checks import problems
from caalm.program.interpreter import interpret
from caalm.program.nodes import ARITHMETIC, Program
from caalm.program.reduce import reduce_program
from caalm.rng import derive
from caalm.runtimes import RUNTIMES, Execution, Status
from caalm.runtimes.agreement import compare_executions


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterexample:
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
class DifferentialReport:
    """How many programs were compared, and those that disagree."""

    language: str
    compared: int
    without_result: int
    """Programs that fail in the interpreter: they never become records."""
    inexpressible: int
    disagreements: tuple[Counterexample, ...]

    def __str__(self) -> str:
        return (
            f"{self.language}: {self.compared} programs, {len(self.disagreements)} disagreements, "
            f"{self.without_result} without result, {self.inexpressible} inexpressible"
        )


def check_agreement(
    language_name: str, programs: Iterable[Program], rng: Random, *, audit_share: float = 0.0
) -> DifferentialReport:
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
    agreement = compare_executions([stdout for _, _, _, stdout in rendered], executions)
    found = []
    for index in (disagreement.index for disagreement in agreement.disagreements):
        program, style, source, interpreted = rendered[index]
        found.append(
            Counterexample(
                language=language_name,
                program=program,
                source=source,
                style=style,
                interpreted=interpreted,
                execution=executions[index],
            )
        )
    return DifferentialReport(
        language=language_name,
        compared=agreement.count,
        without_result=without_result,
        inexpressible=inexpressible,
        disagreements=tuple(found),
    )


def reduce_disagreement(disagreement: Counterexample) -> Counterexample:
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


def _disagreement(language: Language, program: Program, style: int) -> Counterexample | None:
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
    return Counterexample(
        language=language.name,
        program=program,
        source=source,
        style=style,
        interpreted=result.stdout,
        execution=execution,
    )


def draw_for_agreement(language: InfixLanguage, count: int, seed: int) -> Iterator[Program]:
    """``count`` programs of the three tiers, natural to the language and of the common tree in turn."""
    everything = Features(operators=ARITHMETIC)
    for index in range(count):
        spec = ProgramSpec(
            tier=1 + index % 3,
            semantics=language.semantics,
            features=language.features if index % 2 else everything,
            reserved=language.reserved,
        )
        yield draw_program(derive(seed, "agreement", language.name, index), spec).program


def main(arguments: list[str] | None = None) -> int:
    """Draws, compares, prints the counts and every reduced disagreement; 1 when there is one."""
    parser = argparse.ArgumentParser(prog="python -m caalm.runtimes.differential", description=main.__doc__)
    parser.add_argument("programs", type=int, help="programs for each language")
    parser.add_argument("--corners", type=int, default=0, help="further programs about corners, for each language")
    parser.add_argument("--cobol", type=int, default=0, help="COBOL programs, drawn with pictures")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    disagreements = 0
    reports: list[DifferentialReport] = []
    for language in (PYTHON, JAVASCRIPT, LUA):
        programs = list(draw_for_agreement(language, options.programs, options.seed))
        for index in range(options.corners):
            programs.append(draw_corner_program(derive(options.seed, "corners", language.name, index), language.name))
        reports.append(check_agreement(language.name, programs, derive(options.seed, "styles", language.name)))
    if options.cobol:
        paths = [derive(options.seed, "agreement", "cobol", index) for index in range(options.cobol)]
        programs = [draw_cobol_program(rng, 1 + index % 3) for index, rng in enumerate(paths)]
        reports.append(check_agreement("cobol", programs, derive(options.seed, "styles", "cobol")))
    for report in reports:
        print(report, flush=True)
        disagreements += len(report.disagreements)
        for disagreement in report.disagreements[:10]:
            print(reduce_disagreement(disagreement))
    return 1 if disagreements else 0


if __name__ == "__main__":
    raise SystemExit(main())
