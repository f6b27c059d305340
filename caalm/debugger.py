"""A debugger of the predicted run: source, steps, variables and output side by side. Nothing is executed.

    caalm trace FILE            in a terminal: step forward and back, jump to a line, watch a variable
    caalm trace FILE | less     the same as text
    caalm trace FILE --json     the same for tools

>>> session = Session(code="a = 1\\nprint(a)", prediction=example_prediction())
>>> _ = session.press("n").press("n")
>>> [(each.name, each.text) for each in session.variables()], session.output(), session.line
([('a', '1')], ['1'], 2)

`Session` is the debugger without a terminal: which steps have run, what is being typed. `run` shows it and reads keys.
"""

from __future__ import annotations

import math
import os
import select
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from caalm.model.predictor import Prediction
from caalm.model.steps import PredictedStep
from caalm.program.nodes import Value
from caalm.program.trace import Bind, Call, Event, Fail, Operand, Operation, Out, Together, value_text
from caalm.program.values import PYTHON
from caalm.tasks.prediction import source_lines

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.layout import Layout
    from rich.text import Text

KEYS = "→/n next  ←/b back  g line  w watch  e end  s start  q quit"
SURE = 0.5
"""A step below this confidence is marked."""


class Variable(NamedTuple):
    """A variable at one moment of the run: its value as the trace writes it; whether the last step touched it."""

    name: str
    text: str
    is_touched: bool


@dataclass(slots=True)
class Session:
    """One look at a predicted run; ``done`` steps have run."""

    code: str
    prediction: Prediction
    done: int = 0
    watched: list[str] = field(default_factory=list)
    asking: str | None = None
    """g or w while a line number or a name is being typed."""
    typed: str = ""
    message: str = ""

    @property
    def steps(self) -> tuple[PredictedStep, ...]:
        return self.prediction.steps or ()

    @property
    def step(self) -> PredictedStep | None:
        """The step that ran last."""
        return self.steps[self.done - 1] if self.done else None

    @property
    def line(self) -> int | None:
        """The source line that ran last, as far as the steps can be read."""
        return None if self.step is None else self.step.line

    @property
    def is_over(self) -> bool:
        return self.done == len(self.steps)

    # What a look shows

    def variables(self) -> list[Variable]:
        """Every variable that the steps so far name, with its newest value."""
        newest: dict[str, Value] = {}
        touched: set[str] = set()
        for index, step in enumerate(self.steps[: self.done]):
            values = list(_values(step.events or ()))
            newest.update(values)
            if index + 1 == self.done:
                touched = {name for name, _ in values}
        return [Variable(name, value_text(value, PYTHON), name in touched) for name, value in newest.items()]

    def history(self, name: str) -> list[str]:
        """The values that a variable has taken so far, each change once."""
        taken: list[str] = []
        for step in self.steps[: self.done]:
            for each, value in _values(step.events or ()):
                text = value_text(value, PYTHON)
                if each == name and taken[-1:] != [text]:
                    taken.append(text)
        return taken

    def output(self) -> list[str]:
        """The lines printed so far; all of the predicted output once every step has run."""
        if self.is_over:
            return self.prediction.output.split("\n") if self.prediction.output else []
        events = [event for step in self.steps[: self.done] for event in step.events or ()]
        return [event.text for event in events if isinstance(event, Out)]

    # Keys

    def press(self, key: str) -> Session:
        """What a key does; the session itself comes back."""
        self.message = ""
        if self.asking is not None:
            self._type(key)
        elif key in ("n", "right", "enter", " "):
            self.done = min(self.done + 1, len(self.steps))
        elif key in ("b", "left", "backspace"):
            self.done = max(self.done - 1, 0)
        elif key in ("e", "end"):
            self.done = len(self.steps)
        elif key in ("s", "home"):
            self.done = 0
        elif key in ("g", "w"):
            self.asking, self.typed = key, ""
        return self

    def _type(self, key: str) -> None:
        if key == "enter":
            asked, self.asking = self.asking, None
            if asked == "g":
                self._jump(self.typed)
            else:
                self._watch(self.typed.strip())
        elif key == "escape":
            self.asking = None
        elif key == "backspace":
            self.typed = self.typed[:-1]
        elif len(key) == 1:
            self.typed += key

    def _jump(self, typed: str) -> None:
        """To the next step on a line; after the last one it begins again from the top."""
        after = [*range(self.done, len(self.steps)), *range(self.done)]
        found = next((i for i in after if str(self.steps[i].line) == typed.strip().lstrip("0")), None)
        if found is None:
            self.message = f"no step runs line {typed}"
        else:
            self.done = found + 1

    def _watch(self, name: str) -> None:
        """Watch a variable, or no more where it is watched."""
        known = {each for step in self.steps for each, _ in _values(step.events or ())}
        if name in self.watched:
            self.watched.remove(name)
        elif name in known:
            self.watched.append(name)
        else:
            self.message = f"no variable {name}"


def _values(events: Sequence[Event]) -> Iterator[tuple[str, Value]]:
    """The variables that events name, with their values, in order."""
    for event in events:
        if isinstance(event, Bind):
            yield event.name, event.value
        elif isinstance(event, Operation):
            for operand in (event.left, event.right):
                if operand is not None and operand.name is not None:
                    yield operand.name, operand.value
        elif isinstance(event, Together | Call):
            yield from event.bindings if isinstance(event, Together) else event.arguments


def example_prediction() -> Prediction:
    """A prediction for ``a = 1; print(a)``, for looking at the debugger without a model."""
    steps = (
        PredictedStep(line=1, text="1 a=1", events=(Bind("a", 1),), confidence=0.9),
        PredictedStep(line=2, text="2 a=1;>1", events=(Bind("a", 1), Out("1")), confidence=0.8),
    )
    return Prediction(output="1", confidence=0.7, truncated=False, steps=steps)


# -- for tools ---------------------------------------------------------------------------------------------------------


def as_record(name: str, prediction: Prediction) -> dict[str, object]:
    """A predicted run as plain JSON values."""
    problem = prediction.problem
    return {
        "file": name,
        "output": prediction.output,
        "confidence": round(prediction.confidence, 6),
        "truncated": prediction.truncated,
        "problem": None if problem is None else {"step": problem.step, "reason": problem.reason},
        "steps": [
            {
                "line": step.line,
                "events": None if step.events is None else [_event_record(event) for event in step.events],
                "text": step.text,
                "confidence": round(step.confidence, 6),
            }
            for step in prediction.steps or ()
        ],
    }


_KINDS: dict[type, str] = {Bind: "value", Out: "output", Fail: "error"}


def _event_record(event: Event) -> dict[str, object]:
    fields = {name: _json_value(value) for name, value in event._asdict().items()}
    return {"kind": _KINDS.get(type(event), type(event).__name__.lower()), **fields}


def _json_value(value: object) -> object:
    if isinstance(value, Operand | Bind):
        return {"name": value.name, "value": _json_value(value.value)}
    if isinstance(value, tuple):
        return [_json_value(each) for each in value]
    if isinstance(value, Decimal):
        return str(value)  # 2.50 is not 2.5
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # JSON has no number for it
    return value


# -- as text -----------------------------------------------------------------------------------------------------------


def visible(text: str) -> str:
    """The text with its control characters as symbols: a program or a prediction must not steer the terminal."""
    return "".join(
        char if char.isprintable() else chr(0x2400 + ord(char)) if ord(char) < 0x20 else "�"
        for char in text.replace("\t", "    ")
    )


def problem_line(prediction: Prediction) -> str:
    """What the self-check says, in one line."""
    problem = prediction.problem
    if problem is None:
        return "self-check: the steps agree with each other and with the output"
    if problem.step is None:
        return f"self-check: {problem.reason}"
    line = (prediction.steps or ())[problem.step].line
    return f"self-check: step {problem.step + 1}{f' (line {line})' if line is not None else ''}: {problem.reason}"


def as_text(code: str, prediction: Prediction, *, width: int = 40) -> str:
    """The run as text: a line a step with its source beside it, then the output."""
    from rich.cells import cell_len, set_cell_size

    lines = [visible(line) for line in source_lines(code)]
    column = min(width, max(map(cell_len, lines)))
    shown = [f"{'step':>5} {'line':>5}  {set_cell_size('source', column)} | {'sure':>5}  what it does"]
    for number, step in enumerate(prediction.steps or (), 1):
        source = lines[step.line - 1] if step.line is not None and 0 < step.line <= len(lines) else ""
        source = source if cell_len(source) <= column else set_cell_size(source, column - 1) + "…"
        line = "?" if step.line is None else str(step.line)
        does = step.text.partition(" ")[2] if step.events is not None else f"cannot be read: {step.text}"
        sure = f"{100 * step.confidence:.0f} %"
        shown.append(f"{number:>5} {line:>5}  {set_cell_size(source, column)} | {sure:>5}  {visible(does)}".rstrip())
    shown += ["", problem_line(prediction), f"output (confidence {prediction.confidence:.2f}):"]
    if prediction.output:
        shown += [visible(line) for line in prediction.output.split("\n")]
    return "\n".join(shown) + "\n"


# -- in a terminal -----------------------------------------------------------------------------------------------------


def render(session: Session, height: int) -> Layout:
    """The whole screen."""
    from rich.layout import Layout
    from rich.panel import Panel

    layout = Layout()
    layout.split_column(Layout(name="main"), Layout(name="foot", size=3))
    layout["main"].split_row(Layout(name="source", ratio=3), Layout(name="right", ratio=2))
    right = [
        Layout(Panel(_step_text(session), title="step"), size=5),
        Layout(Panel(_variables(session, height), title="variables")),
        Layout(Panel(_tail(session.output(), height), title="output")),
    ]
    if session.watched:
        right.insert(1, Layout(Panel(_watched(session), title="watched"), size=2 + len(session.watched)))
    layout["right"].split_column(*right)
    layout["source"].update(Panel(_source(session, height - 5), title="source"))
    layout["foot"].update(Panel(_foot(session)))
    return layout


def _source(session: Session, height: int) -> Text:
    from rich.text import Text

    lines = source_lines(session.code)
    current = session.line or 1
    first = max(0, min(current - 1 - height // 2, len(lines) - height))
    text = Text(no_wrap=True, overflow="ellipsis")
    for number, line in enumerate(lines[first : first + height], first + 1):
        is_current = number == session.line
        style = "bold reverse" if is_current else ""
        text.append(f"{'▶' if is_current else ' '} {number:>4}  {visible(line)}\n", style=style)
    return text


def _step_text(session: Session) -> Text:
    from rich.text import Text

    step = session.step
    if step is None:
        return Text(f"before the first of {len(session.steps)} steps")
    mark = "  unsure" if step.confidence < SURE else ""
    head = f"{session.done} of {len(session.steps)}  confidence {step.confidence:.2f}{mark}\n"
    text = Text(head, style="yellow" if mark else "")
    text.append(
        visible(step.text) if step.events is not None else f"cannot be read: {visible(step.text)}", style="bold"
    )
    problem = session.prediction.problem
    if problem is not None and problem.step == session.done - 1:
        text.append(f"\n{problem.reason}", style="red")
    return text


def _variables(session: Session, height: int) -> RenderableType:
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    # The ones that the step touched must be in sight, so they come first where there is little room.
    variables = session.variables()
    if len(variables) > height // 3:
        variables.sort(key=lambda each: not each.is_touched)
    for name, text, is_touched in variables:
        table.add_row(visible(name), visible(text), style="bold" if is_touched else "")
    return table


def _watched(session: Session) -> Text:
    from rich.text import Text

    rows = [f"{name}: {' → '.join(session.history(name)[-12:])}" for name in session.watched]
    return Text("\n".join(map(visible, rows)), no_wrap=True, overflow="ellipsis")


def _tail(lines: Sequence[str], height: int) -> Text:
    from rich.text import Text

    return Text("\n".join(visible(line) for line in lines[-max(1, height // 3) :]), no_wrap=True, overflow="ellipsis")


def _foot(session: Session) -> Text:
    from rich.text import Text

    if session.asking is not None:
        return Text(f"{'line' if session.asking == 'g' else 'variable'}: {session.typed}▏")
    if session.message:
        return Text(session.message, style="yellow")
    if session.is_over:
        return Text(f"{problem_line(session.prediction)}; confidence {session.prediction.confidence:.2f}  [q quit]")
    return Text(KEYS)


_SEQUENCES = {
    "\x1b[C": "right", "\x1bOC": "right", "\x1b[D": "left", "\x1bOD": "left", "\x1b[H": "home", "\x1b[F": "end",
    "\x1b[1~": "home", "\x1b[4~": "end", "\r": "enter", "\n": "enter", "\x7f": "backspace", "\b": "backspace",
    "\x1b": "escape", "\x04": "quit", "\x03": "quit",
}  # fmt: skip


def keys(typed: str) -> list[str]:
    """The keys in what a terminal sent: names for the special ones, other characters as they are."""
    found = []
    while typed:
        sequence = max((each for each in _SEQUENCES if typed.startswith(each)), key=len, default=None)
        if sequence == "\x1b" and typed[1:2] in ("[", "O") and typed[2:]:
            # A key that means nothing here: its sequence ends at the first letter or tilde.
            end = next((i for i in range(2, len(typed)) if typed[i].isalpha() or typed[i] == "~"), len(typed) - 1)
            typed = typed[end + 1 :]
            continue
        found.append(_SEQUENCES[sequence] if sequence else typed[0])
        typed = typed[len(sequence or " ") :]
    return found


def is_interactive() -> bool:
    """Whether somebody sits at both ends, and the system has terminals as we know them."""
    try:
        import termios  # noqa: F401
    except ImportError:
        return False
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def run(code: str, prediction: Prediction, console: Console | None = None) -> None:
    """Show the run in the terminal until q; the terminal is left as it was found."""
    import termios

    from rich.console import Console as RichConsole
    from rich.live import Live

    console = console or RichConsole()
    session = Session(code=code, prediction=prediction)
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        _hand_over_keys(terminal)
        with Live(render(session, console.size.height), console=console, screen=True, auto_refresh=False) as live:
            size = None
            while True:
                if console.size != size:
                    size = console.size
                    live.update(render(session, size.height), refresh=True)
                # Woken twice a second only to notice that the window was resized.
                if not select.select([terminal], [], [], 0.5)[0]:
                    continue
                sent = os.read(terminal, 1024)
                for key in keys(sent.decode("utf-8", "replace")):
                    if key == "quit" or (key == "q" and session.asking is None):
                        return
                    session.press(key)
                if not sent:
                    return
                live.update(render(session, console.size.height), refresh=True)
    except KeyboardInterrupt:
        return
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _hand_over_keys(terminal: int) -> None:
    """Every key is read at once and unseen, Ctrl-C too.

    As a signal Ctrl-C could be lost: whoever starts a script's background job has it ignored there, and so in all that
    the job starts; and the terminal drops what is being written to it.
    """
    import termios
    import tty

    tty.setcbreak(terminal)
    modes = termios.tcgetattr(terminal)
    modes[6][termios.VINTR] = bytes([os.fpathconf(terminal, "PC_VDISABLE")])
    termios.tcsetattr(terminal, termios.TCSADRAIN, modes)
