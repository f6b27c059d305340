"""The differential test: drawn programs are interpreted by us and executed by the real runtime, and must agree.

    >>> report = check_agreement("lua", programs, derive(7, "agreement"))  # doctest: +SKIP
    >>> print(report)  # doctest: +SKIP
    lua: 5000 programs, 0 disagreements, 0 without result, 0 inexpressible

``python -m caalm.runtimes.differential 5000`` draws that many programs for each language and prints this line.
A disagreement is reduced to the smallest program that still shows it: `reduce_disagreement`.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from typing import NamedTuple

from caalm.errors import DrawError, InexpressibleError
from caalm.generation.cobol import COBOL_TOPICS, draw_cobol_program, draw_cobol_topic
from caalm.generation.corners import draw_corner_program
from caalm.generation.programs import ProgramSpec, draw_program
from caalm.generation.topics import TIER as TOPIC_TIER
from caalm.generation.topics import TOPICS, draw_topic_program
from caalm.languages import LANGUAGES
from caalm.languages.facts import LOOPS
from caalm.languages.javascript import JAVASCRIPT
from caalm.languages.language import Features, Language
from caalm.languages.lua import LUA
from caalm.languages.python import PYTHON
from caalm.languages.renderer import InfixLanguage
from caalm.program.checks import problems
from caalm.program.interpreter import interpret
from caalm.program.nodes import (
    ARITHMETIC,
    Assign,
    BinOp,
    BoolOp,
    Break,
    Compare,
    Constant,
    Continue,
    For,
    FunctionDef,
    If,
    Input,
    JoinedStr,
    Name,
    Print,
    Program,
    ReadFile,
    Return,
    Statement,
    Store,
    UnaryOp,
    While,
    WriteFile,
    all_expressions,
    blocks,
    walk_statements,
)
from caalm.program.reduce import reduce_program
from caalm.rng import derive
from caalm.runtimes import RUNTIMES, Execution, Status
from caalm.runtimes.agreement import compare_executions
from caalm.runtimes.cobol import CobolRuntime
from caalm.runtimes.wild import draw_wild
from caalm.runtimes.wild_cobol import draw_wild_cobol

_TOPIC_STEPS = 40
_COMMON = (Constant, Name, BinOp, UnaryOp, Compare, BoolOp, JoinedStr, Assign, Print, If, While, For, Store)


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
    fails: bool = False
    """Whether the interpreter says that the program ends with a runtime error."""

    def __str__(self) -> str:
        status = "" if self.execution.status is Status.OK else f" ({self.execution.status.value})"
        error = " and an error" if self.fails else ""
        return (
            f"{self.language}: interpreted {self.interpreted!r}{error}, executed {self.execution.stdout!r}{status}\n"
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
    """Every program rendered in a style of its own, interpreted, executed, and the two outputs compared.

    A program that fails must fail in the runtime too, after the same output.
    """
    language = LANGUAGES[language_name]
    rendered: list[_Rendered] = []
    without_result = inexpressible = 0
    for program in programs:
        result = interpret(program, language.semantics)
        if result.rejected:
            without_result += 1
            continue
        style = rng.getrandbits(64)
        try:
            source = language.render(program, Random(style)).text
        except InexpressibleError:
            inexpressible += 1
            continue
        rendered.append(_Rendered(program, style, source, result.stdout, result.error is not None))
    executions = _execute(language_name, rendered, audit_share)
    agreement = compare_executions(
        [one.interpreted for one in rendered], executions, failing=[one.fails for one in rendered]
    )
    found = [rendered[index].against(language_name, executions[index]) for index in agreement.indices]
    return DifferentialReport(
        language=language_name,
        compared=agreement.count,
        without_result=without_result,
        inexpressible=inexpressible,
        disagreements=tuple(found),
    )


class _Rendered(NamedTuple):
    """A program in one style, and what the interpreter makes of it."""

    program: Program
    style: int
    source: str
    interpreted: str
    fails: bool

    def against(self, language: str, execution: Execution) -> Counterexample:
        """The disagreement with what the runtime made of it."""
        return Counterexample(
            language=language,
            program=self.program,
            source=self.source,
            style=self.style,
            interpreted=self.interpreted,
            fails=self.fails,
            execution=execution,
        )


def _execute(language_name: str, rendered: Sequence[_Rendered], audit_share: float = 0.0) -> list[Execution]:
    """In bulk, but alone what reads an input or writes a file, in a folder of its own."""
    runtime = RUNTIMES[language_name]
    if isinstance(runtime, CobolRuntime) and not audit_share:  # compiling is slow: inputs come along with the batch
        inputs = ["".join([line + "\n" for line in one.program.lines]) for one in rendered]
        return runtime.execute_with_inputs([one.source for one in rendered], inputs)
    alone = {index for index, one in enumerate(rendered) if _reaches_out(one.program)}
    together = [one.source for index, one in enumerate(rendered) if index not in alone]
    results = iter(runtime.execute_many(together, audit_share=audit_share))
    executions = []
    for index, one in enumerate(rendered):
        if index in alone:
            text = "".join([line + "\n" for line in one.program.lines])
            executions.append(runtime.execute_with(text, one.source, writable=True))
        else:
            executions.append(next(results))
    return executions


def _reaches_out(program: Program) -> bool:
    if program.lines or any(isinstance(statement, WriteFile) for statement in walk_statements(program.body)):
        return True
    return any(isinstance(node, Input | ReadFile) for node in all_expressions(program))


def is_common(program: Program) -> bool:
    """Whether a program has no functions, lists, errors and the like."""
    parts = (*walk_statements(program.body), *all_expressions(program))
    return all(isinstance(part, _COMMON) for part in parts)


def is_misplaced(body: tuple[Statement, ...], *, loop: bool = False, function: bool = False) -> bool:
    """Whether something leaves a loop or a function in which it does not stand."""
    for statement in body:
        if isinstance(statement, Break | Continue) and not loop:
            return True
        if isinstance(statement, Return) and not function:
            return True
        inside = loop or isinstance(statement, LOOPS)
        called = function or isinstance(statement, FunctionDef)
        if any(is_misplaced(block, loop=inside, function=called) for block in blocks(statement)):
            return True
    return False


def reduce_disagreement(disagreement: Counterexample) -> Counterexample:
    """The smallest well-formed program on which interpreter and runtime still disagree, in the same style."""
    language = LANGUAGES[disagreement.language]
    smallest = disagreement

    def still_fails(program: Program) -> bool:
        nonlocal smallest
        found = _disagreement(language, program, disagreement)
        smallest = found or smallest
        return found is not None

    reduce_program(disagreement.program, still_fails)
    return smallest


def _disagreement(language: Language, program: Program, found: Counterexample) -> Counterexample | None:
    # What has more than the common tree may be as odd as it likes: the interpreter rejects what has no meaning.
    if is_common(program) and problems(program, mixed_add=language.semantics.mixed_add == "concatenate"):
        return None
    if is_misplaced(program.body):
        return None
    result = interpret(program, language.semantics)
    fails = result.error is not None
    if result.rejected or fails != found.fails:
        return None
    try:
        source = language.render(program, Random(found.style)).text
    except InexpressibleError:
        return None
    rendered = _Rendered(program, found.style, source, result.stdout, fails)
    (execution,) = _execute(language.name, [rendered])
    agreement = compare_executions([result.stdout], [execution], failing=[fails])
    # A program that the runtime refuses is another fault than one that it runs otherwise.
    refused = (one.status is Status.COMPILE_ERROR for one in (execution, found.execution))
    return None if not agreement.disagreements or len(set(refused)) > 1 else rendered.against(language.name, execution)


def draw_for_agreement(language: InfixLanguage, number: int, seed: int) -> Iterator[Program]:
    """``number`` programs of the three tiers, natural to the language and of the common tree in turn."""
    everything = Features(operators=ARITHMETIC)
    for index in range(number):
        spec = ProgramSpec(
            tier=1 + index % 3,
            semantics=language.semantics,
            features=language.features if index % 2 else everything,
            reserved=language.reserved,
        )
        yield draw_program(derive(seed, "agreement", language.name, index), spec).program


def draw_topics(language: InfixLanguage, number: int, seed: int) -> Iterator[Program]:
    """``number`` programs of all topics in turn, as they are drawn for training."""
    topics = sorted(TOPICS)
    for index in range(number):
        spec = ProgramSpec(
            tier=TOPIC_TIER, semantics=language.semantics, features=language.features, reserved=language.reserved
        )
        rng = derive(seed, "topics", language.name, index)
        try:
            yield draw_topic_program(rng, spec, topics[index % len(topics)]).program
        except DrawError:  # a topic that the language has little of
            continue


def draw_cobol_topics(number: int, seed: int) -> Iterator[Program]:
    """``number`` COBOL programs of all the topics that COBOL has, in turn."""
    topics = sorted(COBOL_TOPICS)
    for index in range(number):
        yield draw_cobol_topic(derive(seed, "topics", "cobol", index), topics[index % len(topics)], _TOPIC_STEPS)[0]


def reports_of(options: argparse.Namespace, seed: int) -> Iterator[DifferentialReport]:
    """One round: every language with the programs of this seed."""
    for language in (PYTHON, JAVASCRIPT, LUA):
        programs = list(draw_for_agreement(language, options.programs, seed))
        for index in range(options.corners):
            programs.append(draw_corner_program(derive(seed, "corners", language.name, index), language.name))
        programs += draw_topics(language, options.topics, seed)
        for index in range(options.wild):
            programs.append(draw_wild(derive(seed, "wild", language.name, index), language.name))
        yield check_agreement(language.name, programs, derive(seed, "styles", language.name))
    if options.cobol or options.cobol_topics or options.cobol_wild:
        paths = [derive(seed, "agreement", "cobol", index) for index in range(options.cobol)]
        programs = [draw_cobol_program(rng, 1 + index % 3) for index, rng in enumerate(paths)]
        programs += draw_cobol_topics(options.cobol_topics, seed)
        programs += [draw_wild_cobol(derive(seed, "wild", "cobol", index)) for index in range(options.cobol_wild)]
        yield check_agreement("cobol", programs, derive(seed, "styles", "cobol"))


def main(arguments: list[str] | None = None) -> int:
    """Draws, compares, prints the counts and every reduced disagreement; 1 when there is one."""
    parser = argparse.ArgumentParser(prog="python -m caalm.runtimes.differential", description=main.__doc__)
    parser.add_argument("programs", type=int, help="programs for each language")
    parser.add_argument("--corners", type=int, default=0, help="further programs about corners, for each language")
    parser.add_argument("--topics", type=int, default=0, help="further programs of topics, for each language")
    parser.add_argument("--wild", type=int, default=0, help="further programs of all nodes, for each language")
    parser.add_argument("--cobol", type=int, default=0, help="COBOL programs, drawn with pictures")
    parser.add_argument("--cobol-topics", type=int, default=0, help="further COBOL programs, of topics")
    parser.add_argument("--cobol-wild", type=int, default=0, help="further COBOL programs, of all nodes")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=0.0, help="go on with the next seeds for so long")
    parser.add_argument("--output", type=Path, help="a folder for the disagreements, made small")
    options = parser.parse_args(arguments)
    end = time.monotonic() + 60 * options.minutes
    disagreements = compared = 0
    for seed in count(options.seed):
        for report in reports_of(options, seed):
            print(f"seed {seed}: {report}" if options.minutes else report, flush=True)
            disagreements += len(report.disagreements)
            compared += report.compared
            for number, disagreement in enumerate(report.disagreements[:10]):
                text = str(reduce_disagreement(disagreement))
                print(text, flush=True)
                if options.output is not None:
                    write_found(options.output / f"{report.language}-{seed}-{number}.txt", text)
        if time.monotonic() >= end:
            break
    if options.minutes:
        print(f"{compared} programs compared, {disagreements} disagreements")
    return 1 if disagreements else 0


def write_found(path: Path, text: str) -> None:
    """A disagreement into a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, path)


if __name__ == "__main__":
    raise SystemExit(main())
