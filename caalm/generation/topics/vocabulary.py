"""What programs of the topics call things and talk about.

>>> "xs" in NAMES["ints"], "apple" in NOUNS
(True, True)
"""

from collections.abc import Mapping

from caalm.generation.names import LOOP_NAMES

NAMES: Mapping[str, tuple[str, ...]] = {
    "int": tuple("n m x y k v total count result value number score sum acc best limit size last steps a b c".split()),
    "i": LOOP_NAMES,
    "j": ("j", "k", "m", "q", "col"),
    "ints": tuple(
        "xs nums numbers values items data list1 arr lst scores ages prices marks seq vals series stack queue ys zs "
        "evens odds squares result out rest part".split()
    ),
    "words": tuple("words names items tokens parts fruits letters lines tags cities animals colors keys out".split()),
    "str": tuple("s text word name line msg t message title city key code input_text phrase label part out".split()),
    "ch": ("ch", "c", "char", "letter", "l", "symbol"),
    "w": ("w", "word", "name", "item", "token", "part", "s"),
    "x": ("x", "n", "v", "item", "value", "num", "e", "element"),
    "key": ("key", "k", "name", "word", "item"),
    "dict": tuple("d ages prices counts stock scores table lookup inventory seen freq data phonebook memo".split()),
    "bool": ("ok", "found", "flag", "done", "is_ok", "seen", "valid", "ready", "result"),
    "float": tuple("x price total rate temp avg mean ratio width height area weight tax balance speed q r".split()),
    "floats": ("prices", "temps", "weights", "rates", "values", "readings"),
    "grid": ("grid", "matrix", "table", "rows", "board", "m"),
    "function": tuple(
        "f g h compute calc process helper apply_rule transform change step work solve check find get make update "
        "run_it func do_it build pick show_it handle combine test_it evaluate score_of next_value adjust mix".split()
    ),
}
"""Usual names by role, or by the kind of value."""
NOUNS = tuple(
    "apple pear plum fig kiwi cat dog cow hen fox red blue green gold sun moon star sky rain snow tree leaf rose "
    "bread milk egg tea cup pen book door key box map car bus ship king queen level radar noon kayak anna otto eve "
    "ann bob tom sue max lena ivan omar yuki rome oslo lima paris cairo banana hello world python code data list "
    "north south east west spring music piano river stone glass paper".split()
)
SENTENCES = (
    "the cat sat on the mat", "to be or not to be", "one two three", "a b a c b", "hello world", "red green red",
    "it is what it is", "row row row", "more is more", "the end", "x y z", "data in data out",
)  # fmt: skip
FILES = ("out.txt", "data.txt", "notes.txt", "log.txt", "tmp.txt", "a.txt", "list.txt", "result.txt", "words.txt")
