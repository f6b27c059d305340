"""What idiomatic programs are about: words, names, numbers, lists and sentences, drawn in many styles.

>>> from random import Random
>>> rng = Random(4)
>>> words(rng, 3)
['river', 'rain', 'engine']
>>> len(set(names(rng, 4)))
4
>>> camel("word_count")
'wordCount'
"""

from __future__ import annotations

from random import Random

from caalm.generation.names import draw_names, pseudo_word

NOUNS = tuple(
    "apple bread cat dog egg fish gate house ink jar key lamp moon nest onion pen quill rose sun tree umbrella vase "
    "wheel box yard zebra river stone cloud leaf table chair glass book paper door window road train boat plane bird "
    "horse sheep goat cow pig mouse tiger lion bear wolf fox frog snake ant bee wasp spider milk tea coffee sugar salt "
    "pepper rice corn bean soup cake pie plum pear peach grape lemon lime melon mango kiwi fig date nut oak pine elm "
    "maple birch iron gold silver copper tin lead coal oil gas water fire wind snow rain storm beach island hill "
    "valley forest desert lake ocean bridge tower castle market school church bank shop farm garden kitchen engine "
    "motor wire pipe screw hammer saw drill rope chain belt shoe sock hat coat shirt glove ring coin card letter stamp "
    "map flag drum flute harp song dance game ball kite sword shield arrow bow".split()
)
ADJECTIVES = tuple(
    "red green blue black white big small old new fast slow hot cold warm cool dry wet soft hard light dark loud quiet "
    "sweet sour fresh clean dirty empty full open closed rich poor happy sad brave calm clever eager fair gentle kind "
    "lazy proud silly wise young long short tall deep wide narrow round flat sharp plain rare busy early late".split()
)
VERBS = tuple(
    "run jump read write sing eat drink sleep walk swim fly build paint cook wash open close push pull lift drop throw "
    "catch cut mix buy sell send find lose win count add save load start stop turn move play work rest".split()
)
PEOPLE = tuple(
    "Ann Bob Carla Dan Eve Finn Gina Hugo Iris Jack Kim Leo Mia Ned Olga Paul Quinn Rita Sam Tina Uma Vic Wendy Xavier "
    "Yara Zoe Alice Ben Chloe David Emma Frank Grace Henry Ida John Kate Liam Maria Nora Oscar Pia Ravi Sara Tom Amir "
    "Bela Chen Dina Elif Farid Goran Hana Ivan Jana Kofi Lena Malik Nadia Omar Priya Rosa Sven Tara".split()
)
CITIES = tuple(
    "Paris London Rome Berlin Madrid Oslo Vienna Lisbon Dublin Prague Cairo Lagos Nairobi Tokyo Osaka Seoul Delhi "
    "Mumbai Lima Quito Bogota Santiago Havana Boston Denver Austin Toronto Sydney Perth Athens Kyiv Riga".split()
)
COLOURS = tuple("red green blue yellow orange purple black white brown pink grey cyan teal gold navy olive".split())
ALL_WORDS = tuple(dict.fromkeys(NOUNS + ADJECTIVES + VERBS + COLOURS))
FIELDS = tuple("name age price size score weight year count color level city rank title stock qty".split())
PUNCTUATION = ".,!?;:-"


def words(rng: Random, count: int) -> list[str]:
    """Distinct everyday nouns, now and then adjectives, verbs or words that do not exist."""
    roll = rng.random()
    if roll < 0.12:
        invented: dict[str, None] = {}
        while len(invented) < count:
            invented[pseudo_word(rng)] = None
        return list(invented)
    return rng.sample(NOUNS if roll < 0.65 else ALL_WORDS, count)


def word(rng: Random) -> str:
    """One word."""
    return words(rng, 1)[0]


def some_words(rng: Random, least: int = 3, most: int = 6, *, repeats: bool = False) -> list[str]:
    """Several words; with ``repeats`` some come twice."""
    chosen = words(rng, rng.randint(least, most))
    if repeats:
        chosen += [rng.choice(chosen) for _ in range(rng.randint(1, 4))]
        rng.shuffle(chosen)
    return chosen


def people(rng: Random, count: int) -> list[str]:
    """Distinct first names."""
    return rng.sample(PEOPLE, count)


def names(rng: Random, count: int, *, avoid: frozenset[str] = frozenset()) -> list[str]:
    """Distinct names of variables in one style; none is a word that a language keeps for itself."""
    return draw_names(rng, count, avoid=avoid | RESERVED)


def name_of(rng: Random, *options: str) -> str:
    """A name for a known thing: mostly one of the given ones, else any."""
    return rng.choice(options) if rng.random() < 0.85 else names(rng, 1, avoid=frozenset(options))[0]


def camel(name: str) -> str:
    """``word_count`` as ``wordCount``."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def small(rng: Random) -> int:
    """A number as examples have it: mostly 0 to 10."""
    return rng.randint(0, 10) if rng.random() < 0.7 else rng.randint(-9, 30)


def number(rng: Random) -> int:
    """A number of one to four digits, seldom negative."""
    roll = rng.random()
    if roll < 0.45:
        return rng.randint(0, 12)
    if roll < 0.85:
        return rng.randint(10, 99)
    return rng.randint(-99, -1) if roll < 0.93 else rng.randint(100, 2500)


def numbers(rng: Random, least: int = 3, most: int = 7) -> list[int]:
    """Several numbers of about one size, perhaps with repetitions."""
    count = rng.randint(least, most)
    low, high = rng.choice(((0, 9), (1, 10), (1, 20), (10, 99), (-9, 9), (-50, 50), (1, 6), (0, 100), (100, 999)))
    return [rng.randint(low, high) for _ in range(count)]


def decimal(rng: Random) -> float:
    """A price-like number with one or two decimals."""
    return rng.randint(1, 2000) / rng.choice((2, 4, 10, 100))


def gibberish(rng: Random, least: int = 3, most: int = 12) -> str:
    """Letters without sense, in one case, perhaps with digits and signs."""
    letters = rng.choice(
        ("abcdefghijklmnopqrstuvwxyz", "abcxyz", "abc", "aeioubcdfg", "ABCabc", "abcdefXYZ0123", "ab-_ c")
    )
    return "".join(rng.choices(letters, k=rng.randint(least, most))).strip() or "ab"


def sentence(rng: Random, least: int = 2, most: int = 6) -> str:
    """Words with blanks between, now and then with capitals, repeated words and marks."""
    chosen = words(rng, rng.randint(least, most))
    if rng.random() < 0.3:
        chosen.insert(rng.randrange(len(chosen)), rng.choice(chosen))
    if rng.random() < 0.3:
        chosen.insert(rng.randrange(len(chosen)), rng.choice(("the", "a", "of", "and", "in", "is")))
    style = rng.random()
    if style < 0.25:
        chosen = [one.capitalize() for one in chosen]
    elif style < 0.5:
        chosen[0] = chosen[0].capitalize()
    elif style < 0.6:
        place = rng.randrange(len(chosen))
        chosen[place] = chosen[place].upper()
    if rng.random() < 0.2:
        chosen[rng.randrange(len(chosen))] += ","
    return " ".join(chosen) + (rng.choice(PUNCTUATION) if rng.random() < 0.25 else "")


def text(rng: Random) -> str:
    """Any text that a program may be given."""
    roll = rng.random()
    if roll < 0.3:
        return word(rng) if roll < 0.2 else word(rng).capitalize()
    if roll < 0.6:
        return sentence(rng, 2, 4)
    if roll < 0.85:
        return gibberish(rng)
    if roll < 0.92:
        return rng.choice(people(rng, 1)) + " " + str(number(rng))
    return rng.choice("-,;/ ").join(words(rng, rng.randint(2, 4)))


RESERVED = frozenset(
    "a_ and as assert async await break case catch class const continue debugger def default del delete do elif else "
    "elseif end enum eval except export extends false final finally float for from function global goto if implements "
    "import in instanceof int interface is lambda let list local match max min new nil none nonlocal not null or "
    "package pass print private protected public raise range repeat rest return set static str sum super switch then "
    "this throw true try type typeof undefined until var void while with yield dict len map filter sorted abs any all "
    "id input iter next ord chr pow round tuple zip open hash hex bin bool bytes repr string number object array math "
    "console process global require module exports length index_".split()
)
"""Words that mean something in one of the languages, in small letters."""
