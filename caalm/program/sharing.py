"""Values of a state as text and back, with lists that several variables share.

>>> from caalm.program.trace import Shown, read_value
>>> row = [1, 2]
>>> writer = Writer()
>>> writer.text("row", row), writer.text("grid", [row, [3]]), writer.text("same", row)
('[1,2]', '[@row,[3]]', '@grid[0]')
>>> reader = Reader(read_value)
>>> texts = {"row": Shown("[1,2]"), "grid": Shown("[@row,[3]]"), "same": Shown("@grid[0]")}
>>> values = [reader.value(name, text) for name, text in texts.items()]
>>> values[0] is values[2] is values[1][0]
True

``@row`` is the same list as that of the nearest ``row`` before, ``@grid[0]`` the one at that place (from 0) in it.
A list under a name that cannot be written so is written again, and what shared it no longer does.
"""

import re
from collections.abc import Callable

from caalm.errors import InputError
from caalm.program.nodes import Value
from caalm.program.trace import VALUE, Shown, value_text
from caalm.program.values import PYTHON, Semantics

_NAME = re.compile(r"[\w.$]+")
_SAME = re.compile(r"@([\w.$]+)(?:\[([^\[\]]*)\])?")
_SCALAR = re.compile(VALUE)


def exact_text(value: Value, semantics: Semantics) -> str:
    """The value as a trace has it, unless that drops digits (C's %.14g)."""
    text = value_text(value, semantics)
    return repr(value) if isinstance(value, float) and float(text) != value else text


class Writer:
    """Writes values one after the other; what was written is referred to."""

    def __init__(self, semantics: Semantics = PYTHON) -> None:
        self.semantics = semantics
        self.written: list[tuple[str, str, Value]] = []
        """Name, reference and container, in the order of the text."""

    def text(self, name: str, value: Value) -> str:
        """The text of a variable's value."""
        if not isinstance(value, list | dict):
            return exact_text(value, self.semantics)
        text = self._reference(value) or self._whole(value)
        if _NAME.fullmatch(name):
            self.written.append((name, f"@{name}", value))
            places = value.items() if isinstance(value, dict) else enumerate(value)
            for place, part in places:
                if isinstance(part, list | dict) and re.fullmatch(r"\w+", str(place)):
                    self.written.append((name, f"@{name}[{place}]", part))
        return text

    def _reference(self, value: Value) -> str | None:
        hidden: set[str] = set()
        for place in range(len(self.written) - 1, -1, -1):
            name, reference, container = self.written[place]
            if container is value and name not in hidden:
                return reference
            if reference == f"@{name}":
                hidden.add(name)
        return None

    def _whole(self, value: Value) -> str:
        if not isinstance(value, list | dict):
            return exact_text(value, self.semantics)
        if isinstance(value, list):
            return f"[{','.join([self._reference(part) or self._whole(part) for part in value])}]"
        pairs = [f"{self._whole(key)}:{self._reference(part) or self._whole(part)}" for key, part in value.items()]
        return f"{{{','.join(pairs)}}}"


class Reader:
    """Reads what a writer wrote, in the same order; ``scalar`` reads everything that is no container."""

    def __init__(self, scalar: Callable[[str], Value]) -> None:
        self.scalar = scalar
        self.read: list[tuple[str, Value]] = []

    def value(self, name: str, text: Value) -> Value:
        """The value behind a text; anything but the text of a container is a value already."""
        if not isinstance(text, Shown):
            return text
        value, end = self._part(text, 0)
        if end != len(text):
            raise InputError(f"checkpoint: {text[:40]!r} is no value")
        self.read.append((name, value))
        return value

    def _part(self, text: str, position: int) -> tuple[Value, int]:
        if text[position : position + 1] == "[":
            return self._list(text, position + 1)
        if text[position : position + 1] == "{":
            return self._dict(text, position + 1)
        if found := _SAME.match(text, position):
            return self._same(found[1], found[2]), found.end()
        found = _SCALAR.match(text, position)
        if found is None:
            raise InputError(f"checkpoint: no value can be read at {text[position:][:40]!r}")
        return None if found[0] == "None" else self.scalar(found[0]), found.end()

    def _list(self, text: str, position: int) -> tuple[Value, int]:
        elements: list[Value] = []
        while text[position : position + 1] != "]":
            element, position = self._part(text, position)
            elements.append(element)
            position += text[position : position + 1] == ","
        return elements, position + 1

    def _dict(self, text: str, position: int) -> tuple[Value, int]:
        made: dict[Value, Value] = {}
        while text[position : position + 1] != "}":
            key, position = self._part(text, position)
            made[key], position = self._part(text, position + 1)
            position += text[position : position + 1] == ","
        return made, position + 1

    def _same(self, name: str, place: str | None) -> Value:
        for other, value in reversed(self.read):
            if other == name:
                if place is None:
                    return value
                if isinstance(value, list) and place.isdigit() and int(place) < len(value):
                    return value[int(place)]
                if isinstance(value, dict):
                    return next((part for key, part in value.items() if str(key) == place), None)
        raise InputError(f"checkpoint: nothing before @{name} is called {name}")
