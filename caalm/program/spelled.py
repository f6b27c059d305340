"""Arithmetic that is too much for one breath, spelled: the partial results of a product, a quotient, a long sum.

>>> spelled(23, "*", 47), spelled(1081, "//", 23), spelled(1081, "%", 4), spelled(7, "*", 8)
('920+161', '40,920,161,7,161,0', '200,800,281,70,280,1', '')
>>> spelled(123, "*", 456), spelled(123456, "+", 98765), spelled(123456, "-", 98765)
('49200+6150:55350+738', '1221,222', '691,24')

=========  ===========================================================================================================
products   of two numbers of two digits and more: one partial product for every digit of the right one that is not 0,
           highest first; of three and more each sum but the last is given before the next product joins it
quotients  and remainders: for every digit of the quotient that is not 0 three numbers, what it adds to the quotient,
           that times the divisor, and what is left
sums       and differences where both numbers have five digits and more: digits by threes, lowest first; a sum of 1221
           carries 1, a difference borrows
=========  ===========================================================================================================

Signs are set aside and come back in the result. A text is decided by the operation alone, so reading it back needs no
more than its form (`SPELLING`).
"""

from caalm.program.nodes import Value

SPELLED = ("*", "/", "//", "%", "+", "-")
"""The operators of which it may be too much."""
SPELLING = r"(?:[0-9]+(?:[+,][0-9]+)+:)*"
"""What may stand between an operation and its result, each part with its colon."""
_LONG = 10_000
_GROUP = 1000


def spelled(left: Value, operator: str, right: Value) -> str:
    """The partial results of ``left operator right``, or nothing where the result comes at once."""
    a, b = _whole(left), _whole(right)
    if a is None or b is None:
        return ""
    size, other = abs(a), abs(b)
    if operator == "*":
        return _product(size, other) if size > 9 and other > 9 else ""
    if operator in ("/", "//", "%"):
        if other == 0 or (operator == "/" and size % other):
            return ""
        quotient = size // other
        is_long = (size > 99 and quotient > 9) or (other > 9 and quotient > 1)
        return _quotient(size, other) if is_long and quotient < _LONG else ""
    if operator in ("+", "-") and size >= _LONG and other >= _LONG:
        return _groups(size, other, subtract=(a < 0) != (b < 0) if operator == "+" else (a < 0) == (b < 0))
    return ""


def _whole(value: Value) -> int | None:
    """The value as an integer, where it is one and no more than fifteen digits of it count."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e15 < value < 1e15:
        return None
    return int(value) if value == int(value) else None


def _product(left: int, right: int) -> str:
    digits = str(right)
    parts = [left * int(d) * 10 ** (len(digits) - place) for place, d in enumerate(digits, 1) if d != "0"]
    if len(parts) < 2:
        return ""
    total, texts = parts[0], []
    for part in parts[1:]:
        texts.append(f"{total}+{part}")
        total += part
    return ":".join(texts)


def _quotient(dividend: int, divisor: int) -> str:
    rest, texts = dividend, []
    digits = str(dividend // divisor)
    for place, digit in enumerate(digits, 1):
        if digit != "0":
            part = int(digit) * 10 ** (len(digits) - place)
            rest -= part * divisor
            texts.append(f"{part},{part * divisor},{rest}")
    return ",".join(texts)


def _groups(left: int, right: int, *, subtract: bool) -> str:
    high, low = max(left, right), min(left, right)
    carry, texts = 0, []
    while high or low:
        high, upper = divmod(high, _GROUP)
        low, lower = divmod(low, _GROUP)
        group = upper - lower - carry if subtract else upper + lower + carry
        carry = int(group < 0) if subtract else int(group >= _GROUP)
        texts.append(str(group % _GROUP if subtract else group))
    return ",".join(texts)
