"""Texts that have begun to repeat themselves for good: a model that lost its way writes one piece over and over.

>>> end_of(b"Somme\\n" * 600)
1024
>>> end_of(b"Hello!\\n" * 60) is None  # a loop may print that
True

Left alone such a text goes on to the limit. It counts as endless when it ends in one piece of at most `LONGEST` bytes
that stands there `MANY` times and fills `WIDE` bytes, to the byte. A trace can hardly come to that: a step shows what
it changed, loops show their counters, and a deterministic run that is twice in one state never ends. An output can
(``print("-" * 2000)``): that is the price. Of thousands of true answers and traces none comes near (docs/engines.md).

A text is looked at whenever it has grown by `STRIDE` tokens, so that engines which write token by token and those that
get whole texts end it at the same place, whatever comes after.
"""

from __future__ import annotations

from collections.abc import Sequence

MANY = 64
WIDE = 1024
LONGEST = 64
"""Bytes of a piece."""
STRIDE = 64
_ANCHOR = 16


def is_endless(tokens: Sequence[int]) -> bool:
    """Whether a text is looked at here, and ends in repetitions of one piece."""
    if len(tokens) < WIDE or len(tokens) % STRIDE:
        return False
    last = tokens[-MANY * LONGEST :]
    if max(last) > 255:  # tokens that are no bytes
        return False
    tail = bytes(last)
    # How long the piece is: as far as its last bytes stood before. A nearer place may be a likeness within the piece.
    anchor, end = tail[-_ANCHOR:], len(tail) - 1
    while (found := tail.rfind(anchor, 0, end)) >= 0:
        piece = len(tail) - _ANCHOR - found
        if piece > LONGEST:
            return False
        window = tail[-max(WIDE, MANY * piece) :]
        if len(window) >= MANY * piece and window[piece:] == window[:-piece]:
            return True
        end = found + _ANCHOR - 1
    return False


def end_of(tokens: Sequence[int], seen: int = 0) -> int | None:
    """After how many tokens a text is ended because it repeats itself, more than those that were looked at; or None."""
    places = range(max(WIDE, (seen // STRIDE + 1) * STRIDE), len(tokens) + 1, STRIDE)
    return next((place for place in places if is_endless(tokens[:place])), None)
