"""Families of blocks: how the body of an if or a loop is set off from what follows.

>>> BLOCKS["mirrored"].closing("while", {"end": "end"})
'elihw'
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockStyle:
    """How a block opens, how its lines begin, how it closes.

    ``opening`` is appended to the header; ``closing`` gives the last line, None where layout alone ends the block;
    ``close_before_else`` tells whether a branch closes before its else; ``prefix`` stands before each line, per depth;
    ``wrap`` puts the header into a bracket or a tag.
    """

    opening: str = ""
    closing: Callable[[str, Words], str] | None = None
    close_before_else: bool = False
    prefix: str = ""
    wrap: tuple[str, str] | None = None
    else_joins: bool = False
    """``} else {`` on one line rather than on two."""


BLOCKS: dict[str, BlockStyle] = {
    "shared end": BlockStyle(closing=lambda word, w: w["end"], prefix="  "),
    "named end": BlockStyle(closing=lambda word, w: f"{w['end']} {word}", prefix="  "),
    "joined end": BlockStyle(closing=lambda word, w: f"{w['end']}-{word}", prefix="    "),
    "mirrored": BlockStyle(closing=lambda word, w: word[::-1], prefix="  "),
    "slashed": BlockStyle(closing=lambda word, w: f"/{word}", prefix=" "),
    "braces": BlockStyle(
        opening=" {", closing=lambda word, w: "}", close_before_else=True, prefix="  ", else_joins=True
    ),
    "braces apart": BlockStyle(opening=" {", closing=lambda word, w: "}", close_before_else=True, prefix="    "),
    "brackets": BlockStyle(opening=" [", closing=lambda word, w: "]", close_before_else=True, prefix="  "),
    "parentheses": BlockStyle(opening=" (", closing=lambda word, w: ")", close_before_else=True, prefix="  "),
    "guillemets": BlockStyle(opening=" «", closing=lambda word, w: "»", close_before_else=True, prefix="  "),
    "double angles": BlockStyle(opening=" <<", closing=lambda word, w: ">>", close_before_else=True, prefix=" "),
    "colon and indentation": BlockStyle(opening=":", prefix="    "),
    "indentation": BlockStyle(prefix="   "),
    "begin and end": BlockStyle(
        opening=" {begin}", closing=lambda word, w: w["end"], close_before_else=True, prefix="  "
    ),
    "bars": BlockStyle(prefix="| "),
    "dots": BlockStyle(prefix=". "),
    "angle markers": BlockStyle(opening=":", prefix="> "),
    "tags": BlockStyle(wrap=("<", ">"), closing=lambda word, w: f"</{word}>", prefix="  "),
    "lists": BlockStyle(wrap=("(", ""), closing=lambda word, w: ")", prefix="  "),
    "rule": BlockStyle(opening=":", closing=lambda word, w: "---", prefix="  "),
    "unindented end": BlockStyle(closing=lambda word, w: f"{w['end']} {word}"),
}
