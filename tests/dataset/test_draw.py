"""A path is enough to draw its record again, and a record is in the split that its hashes say."""

from dataclasses import replace

import pytest

from caalm.dataset.draw import fixed_language, redraw, tree_belongs
from caalm.dataset.record import DerivationPath, content_id
from caalm.dataset.splits import HELD_OUT_FAMILIES, HELD_OUT_WORDS, SPLITS, Split, language_split, pair_is_held_out
from caalm.errors import InputError
from caalm.generation.items import tier_of
from caalm.generation.programs import ProgramSpec, draw_program
from caalm.languages.invented.words import STRUCTURE
from caalm.program.nodes import Assign, BinOp, Constant, If, Name, Print, Program, While
from caalm.program.trace import parse_trace
from caalm.rng import derive
from caalm.runtimes import RUNTIMES

each_split = pytest.mark.parametrize("split", SPLITS)


def test_every_tree_belongs_to_exactly_one_split() -> None:
    found = set()
    for number in range(400):
        program = draw_program(derive(2, number), ProgramSpec(tier=1 + number % 3)).program
        (owner,) = [split for split in SPLITS if tree_belongs(program, split)]
        found.add(owner)
    assert found == set(SPLITS)


@pytest.mark.parametrize("language", [*RUNTIMES, "fixed-0", "fixed-7"])
def test_a_record_can_be_redrawn_from_its_path_alone(language: str) -> None:
    for tier in (1, 2, 3):
        record = redraw(f"1.0.0/5/{language}/train/{tier}/3/0")
        assert redraw(record.path) == record
        assert record.id == content_id(record.version, record.language, record.source, record.stdout)
        assert (record.tier, record.split, record.runtime) == (tier, "train", None)
        assert record.steps > 0
        assert len(parse_trace(record.trace)) == len(record.trace.splitlines())


@pytest.mark.parametrize("other", ["seed", "language", "split", "tier", "index", "attempt"])
def test_every_part_of_a_path_matters(other: str) -> None:
    path = DerivationPath(seed=1, language="lua", split="train", tier=1, index=4, attempt=0)
    new: dict[str, object] = {
        "seed": 2,
        "language": "python",
        "split": "validation",
        "tier": 2,
        "index": 5,
        "attempt": 1,
    }
    changed = replace(path, **{other: new[other]})  # type: ignore[arg-type]
    assert redraw(path).source != redraw(changed).source


@each_split
def test_a_fixed_language_belongs_to_its_split(split: Split) -> None:
    for number in range(6):
        language = fixed_language(3, split, number)
        wanted = "test" if split.startswith("new-") else split
        assert language_split(language) == wanted
        new_families = {d for d, names in HELD_OUT_FAMILIES.items() if language.families[d] in names}
        assert bool(new_families) == (split == "new-families")
        if split == "new-combinations":
            assert pair_is_held_out(language.families)
        words = {language.words[role].lower() for role in STRUCTURE}
        held_out = {word.lower() for role in STRUCTURE for word in HELD_OUT_WORDS[role]}
        if split == "new-words":
            assert {word.replace("_", "-").replace(" ", "-") for word in words} <= held_out
        else:
            assert not words & held_out


def test_a_tier_is_what_its_program_holds() -> None:
    loop = While(Constant(False), ())
    assert tier_of(Program((Print((Constant(1),)),))) == 1
    assert tier_of(Program((Assign("a", BinOp(Constant(1), "+", Constant(2))), If(Name("a"), ())))) == 2
    assert tier_of(Program((If(Constant(True), (loop,)),))) == 3


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("1.0.0/1/lua/train/1/0", "write version/seed/language/split/tier/index/attempt"),
        ("1.0.0/x/lua/train/1/0/0", "write version/seed"),
        ("1.0.0/1/lua/dev/1/0/0", "'dev' is not one of train"),
        ("1.0.0/1/perl/train/1/0/0", "'perl' is neither fixed-N nor one of"),
        ("1.0.0/1/lua/train/4/0/0", "the tier is 1, 2 or 3"),
        ("0.9.0/1/lua/train/1/0/0", "version 1.0.0, not 0.9.0"),
    ],
)
def test_a_path_that_cannot_be_drawn_says_why(path: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        redraw(path)
