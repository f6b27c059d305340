"""The words of machines, by role: every word says what it does to a reader of English or of old manuals.

>>> from random import Random
>>> sorted(draw_words(Random(1), ("goto", "print")))
['goto', 'print']

One word of every large role is held out from training. A program's words are distinct, in one style of capitals.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from random import Random

from caalm.rng import stable_hash

_POOLS = """
print     print show display write output say echo emit report put tell
let       let set make define assign store
be        = := <- be to
goto      goto jump jmp go-to jump-to branch-to continue-at hop-to
if        if when whenever provided in-case
then      then goto jump go-to
halt      end halt stop exit hlt quit finish
label     label mark place point at here
plus      + plus
minus     - minus
times     * times x multiplied-by
over      // div
rest      % mod rem
eq        == = equals
ne        != <> differs-from is-not
lt        < less-than is-below is-less-than
le        <= at-most is-at-most
gt        > greater-than exceeds is-above
ge        >= at-least is-at-least
mov       mov move set ld copy mv
add       add plus adda addition sum
sub       sub subtract minus suba take-away
mul       mul mult multiply times imul
div       div idiv divide quo quotient
mod       mod rem modulo remainder
cmp       cmp compare cp test-pair
jmp       jmp jump b br goto branch bra
je        je jeq beq jump-if-equal if-equal b-eq jump-eq
jne       jne bne jump-if-not-equal if-not-equal b-ne jump-ne
jl        jl jlt blt jump-if-less if-less b-lt jump-lt
jle       jle ble jump-if-less-or-equal if-less-or-equal b-le jump-le
jg        jg jgt bgt jump-if-greater if-greater b-gt jump-gt
jge       jge bge jump-if-greater-or-equal if-greater-or-equal b-ge jump-ge
isequal   equal the-same eq
notequal  not-equal different ne
isless    less smaller lt
isatmost  less-or-equal at-most le
isgreater greater larger gt
isatleast greater-or-equal at-least ge
load      load lda ld fetch get take
store     store sta st save put keep
jz        jz brz jump-if-zero if-zero jzero bz
jnz       jnz jump-if-not-zero if-not-zero jnzero bnz
jn        jn jneg brn jump-if-negative if-negative jminus
jp        jp jpos jump-if-positive if-positive jplus
out       out output print show display emit
push      push put lit load place const
dup       dup duplicate copy-top clone
drop      drop pop discard remove
swap      swap exchange flip exch
overw     over copy-second pick-second
rot       rot rotate third-up
pop       print pop-print out print-top
neg       neg negate change-sign
sif       if when whether
selse     else otherwise or-else
send      end then endif fi done
sloop     loop repeat times do-times
sendl     next endloop again rounds-end
begin     begin start cycle
until     until till stop-if
while     while as-long-as whilst
word      def word define routine sub-program
endw      ; enddef end-word return
rule      rule replace rewrite change turn swap-out
into      into to by with
from      start begin run input given
stoprule  stop final last halt
clause    fun def rule function equation
when      when if where provided given
otherwise otherwise else in-any-other-case
is        is equals = means :=
right     right east forward next
left      left west back previous
inc       inc add increase plus
dec       dec sub decrease minus
loop      until-zero loop-until-zero while-nonzero repeat-until-zero while-not-zero
endloop   end endloop close pool
read      read see on reading
wr        write put paint leave
move      move go step
state     state in mode phase
goes      goto become then enter
tape      tape cells band strip
ask       show print tell ask reveal
"""

TEXTS = tuple(
    "done yes no big small even odd stop ok end hello equal more less zero ready go high low next found bye start "
    "win lose hot cold true false fizz buzz red green blue A B C lift-off all-done too-big the-end in-range".split()
)
"""What programs print beside numbers; a dash stands for a space."""

LABEL_WORDS = tuple(
    "loop top again next done out skip start begin test check body step more less finish exit retry cont back "
    "here there main inner outer branch case other first second third last rest odd even big small".split()
)
"""What places in a program are called."""

CALL_WORDS = tuple(
    "square twice double triple half next prev fact fib sum gcd pow size kind grade sign count work calc go foo bar "
    "baz quux mix step turn fold grow shrink climb fall reach rate level score test part whole bonus f g h p q "
    "term chain blend tally total".split()
)
"""What routines and functions are called."""


def _read() -> dict[str, tuple[str, ...]]:
    return {line.split()[0]: tuple(line.split()[1:]) for line in _POOLS.strip().splitlines()}


POOLS: Mapping[str, tuple[str, ...]] = _read()
"""role -> words; the first ones are the most usual."""


def _new_word(role: str, words: Sequence[str]) -> str | None:
    if len(words) < 4:
        return None
    return min(words[2:], key=lambda word: stable_hash("held out", "machine word", role, word))


NEW_WORDS: Mapping[str, str] = {role: new for role, words in POOLS.items() if (new := _new_word(role, words))}
"""The held-out word of every large role."""
TRAINING_POOLS: Mapping[str, tuple[str, ...]] = {
    role: tuple(word for word in words if word != NEW_WORDS.get(role)) for role, words in POOLS.items()
}
RESERVED = frozenset(
    part for words in POOLS.values() for word in words for part in word.lower().split("-") if part.isalpha()
) | frozenset("acc stack tape head cell state text line is a the of to by in and into be".split())
"""What no variable may be called."""


@lru_cache(maxsize=4096)
def _styled(word: str, case: int, joint: str) -> str:
    if not word[0].isalpha():
        return word
    word = word.replace("-", joint)
    return word if case == 0 else word.upper() if case == 1 else word.capitalize()


def draw_words(rng: Random, roles: Sequence[str], *, new: bool = False) -> dict[str, str]:
    """A word for every role, all different; ``new`` allows the held-out ones and prefers them."""
    random = rng.random
    roll = random()
    case = 0 if roll < 0.6 else 1 if roll < 0.9 else 2
    joint = "-" if (roll := random()) < 0.5 else "_" if roll < 0.8 else " "
    pools = POOLS if new else TRAINING_POOLS
    words: dict[str, str] = {}
    used: set[str] = set()
    for role in roles:
        options = pools[role]
        if new and random() < 0.4 and role in NEW_WORDS:
            word = NEW_WORDS[role]
        else:
            word = options[int(random() * random() * len(options))]
        if word in used:
            word = next((option for option in options if option not in used), role)
        used.add(word)
        words[role] = _styled(word, case, joint)
    return words


def draw_text(rng: Random) -> str:
    """A text to print."""
    return TEXTS[int(rng.random() * len(TEXTS))].replace("-", " ")
