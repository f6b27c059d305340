"""COBOL's PICTURE clauses: what a field keeps of a value, and how DISPLAY shows it.

A value goes through the picture of its field on every store: digits that do not fit are cut off on the left and
on the right, an unsigned field loses the sign, an edited field becomes text at once. As GnuCOBOL 3.1 does it:

>>> amount = parse_picture("9(4)")
>>> amount.store(8), amount.display(amount.store(8)), amount.store(12345), amount.store(-7)
(8, '0008', 2345, 7)
>>> parse_picture("S9(3)V99").display(Decimal("-1.50"))
'-001.50'
>>> parse_picture("$Z,ZZ9.99").store(Decimal("42.5"))
'$   42.50'
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

Number = int | Decimal
Category = Literal["numeric", "alphanumeric", "edited"]

_REPEAT = re.compile(r"(.)\((\d+)\)")
_NUMERIC = re.compile(r"S?(?=.*9)(9*)(?:V(9*))?")
_EDITED = re.compile(r"(?!V*$)[-+$Z9*,.B0/V]*?(?:[-+]|CR|DB)?")
_FLOATING = "+-$"
_TEN = tuple(int("1" + "0" * power) for power in range(80))


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A parsed picture; ``symbols`` is written out, so ``9(4)`` has ``9999``."""

    text: str
    category: Category
    symbols: str
    integers: int
    """Digits before the decimal point; the width of an alphanumeric field."""
    scale: int
    """Digits after the decimal point."""
    signed: bool

    @property
    def width(self) -> int:
        """The characters that DISPLAY writes."""
        if self.category == "numeric":
            return self.signed + self.integers + self.scale + (self.scale > 0)
        return len(self.symbols.replace("V", ""))

    @property
    def suppressed(self) -> bool:
        """Whether zero leaves an edited field blank, for every digit may be suppressed."""
        return self.category == "edited" and "9" not in self.symbols

    @property
    def initial(self) -> Number | str:
        """What a field holds that has no VALUE clause."""
        return " " * self.integers if self.category == "alphanumeric" else self.store(0)

    def fits(self, value: Number, *, rounded: bool = False) -> bool:
        """Whether no digit is lost on the left: else it is a size error. A lost sign is none."""
        return abs(self._scaled(value, rounded)) < _TEN[self.integers + self.scale]

    def store(self, value: Number | str, *, rounded: bool = False) -> Number | str:
        """What the field holds once the value was moved to it."""
        if self.category == "alphanumeric":
            assert isinstance(value, str), "the machine turns numbers into text before it stores them in X fields"
            return value[: self.integers].ljust(self.integers)
        assert not isinstance(value, str), "text is never stored in a numeric field"
        scaled = self._scaled(value, rounded)
        if self.category == "edited":
            return self._edit(abs(scaled), scaled < 0)
        kept = abs(scaled) % _TEN[self.integers + self.scale]
        if self.signed and scaled < 0:
            kept = -kept
        return Decimal(kept).scaleb(-self.scale) if self.scale else kept

    def display(self, stored: Number | str) -> str:
        """What DISPLAY writes for a field that holds ``stored``."""
        if isinstance(stored, str):
            return stored
        sign = ("-" if stored < 0 else "+") if self.signed else ""
        return sign + self.digits(stored)

    def digits(self, stored: Number) -> str:
        """The digits of a numeric field, without a sign, with the decimal point if it has one."""
        if not self.scale:
            return f"{abs(int(stored)):0{self.integers}d}"
        digits = f"{abs(self._scaled(stored, False)):0{self.integers + self.scale}d}"
        return f"{digits[: self.integers]}.{digits[self.integers :]}"

    def _scaled(self, value: Number, rounded: bool) -> int:
        """The value in units of the last digit: truncated, or rounded with halves away from zero."""
        if type(value) is int:
            return value * _TEN[self.scale]
        over, under = value.as_integer_ratio()
        over *= _TEN[self.scale]
        size = (2 * abs(over) + under) // (2 * under) if rounded else abs(over) // under
        return -size if over < 0 else size

    def _edit(self, scaled: int, negative: bool) -> str:
        symbols = self.symbols
        places = self.integers + self.scale
        # A leading sign or currency swallows the digit above the others: it is not shown, but it is not zero either.
        leads = symbols[0] in _FLOATING
        kept = scaled % _TEN[places + leads]
        # A sign is shown for what is left after the cut: -0.4 in -ZZ9 counts as zero.
        negative = negative and kept != 0
        pad = "*" if "*" in symbols else " "
        if kept == 0 and self.suppressed:
            return "".join(["." if symbol == "." and pad == "*" else pad for symbol in symbols.replace("V", "")])
        digits = iter(f"{kept % _TEN[places]:0{places}d}")
        floating = _floating_symbol(symbols)
        floating_at = -1  # where the floating sign or currency stands: the last suppressed position
        suppressing = kept < _TEN[places]
        out: list[str] = []
        for position, symbol in enumerate(symbols):
            if symbol == floating and floating_at < 0:
                floating_at = len(out)
                out.append(" ")
            elif symbol in "9Z*" or symbol == floating:
                digit = next(digits)
                suppressing = suppressing and digit == "0" and symbol != "9"
                if suppressing and floating_at >= 0:
                    floating_at = len(out)
                out.append(pad if suppressing else digit)
            elif symbol == "," and suppressing:
                if floating_at >= 0:
                    floating_at = len(out)
                out.append(pad)
            elif symbol in ".V":
                suppressing = False
                out.extend("." if symbol == "." else "")
            elif symbol in "+-":
                out.append("-" if negative else "+" if symbol == "+" else " ")
            elif symbol in "CRDB" and position >= len(symbols) - 2 and symbols.endswith(("CR", "DB")):
                out.append(symbol if negative else " ")
            else:
                out.append(" " if symbol == "B" else symbol)
        if floating == "$":
            out[floating_at] = "$"
        elif floating:
            out[floating_at] = "-" if negative else "+" if floating == "+" else " "
        return "".join(out)


def _floating_symbol(symbols: str) -> str:
    """The sign or currency that floats, for it stands at least twice; empty when none does."""
    return next((symbol for symbol in _FLOATING if symbols.count(symbol) > 1), "")


@lru_cache(maxsize=4096)
def parse_picture(text: str) -> Picture:
    """The picture that a PIC clause spells; ValueError for one that we do not know.

    >>> parse_picture("Z(3)9.99").symbols
    'ZZZ9.99'
    """
    symbols = _REPEAT.sub(lambda found: found[1] * int(found[2]), text.upper())
    if re.fullmatch(r"X+|A+", symbols):
        return Picture(
            text=text, category="alphanumeric", symbols=symbols, integers=len(symbols), scale=0, signed=False
        )
    if found := _NUMERIC.fullmatch(symbols):
        return Picture(
            text=text,
            category="numeric",
            symbols=symbols,
            integers=len(found[1]),
            scale=len(found[2] or ""),
            signed=symbols[0] == "S",
        )
    if not _EDITED.fullmatch(symbols) or not re.search("[9Z*]|[+][+]|--|[$][$]", symbols) or "-$" in symbols:
        # GnuCOBOL 3.1 shows -$ZZ9 with a minus sign for every value, so no program here has it.
        raise ValueError(f"picture {text!r}: not one of 9, S, V, X, A or an edited picture")
    floating = _floating_symbol(symbols)
    before, point, after = symbols.replace("V", ".").partition(".")
    if not point and symbols.endswith(("CR", "DB")):
        before = symbols[:-2]
    places = [sum(part.count(symbol) for symbol in {"9", "Z", "*", floating} if symbol) for part in (before, after)]
    return Picture(
        text=text,
        category="edited",
        symbols=symbols,
        integers=places[0] - bool(floating),
        scale=places[1],
        signed=any(sign in symbols for sign in ("+", "-", "CR", "DB")),
    )
