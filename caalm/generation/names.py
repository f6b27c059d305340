"""What programs call things and say: names of variables, and the texts that they print.

>>> from random import Random
>>> len(draw_names(Random(1), 4, avoid=frozenset({"x"})))
4
"""

from random import Random

LETTERS = tuple("abcdefghkmnpqrstuvwxyz")
WORDS = tuple(
    "total count sum value result number score price age amount balance limit level points speed size width height "
    "length depth weight rate tax cost items stock rank step index first second third left right low high mid min max "
    "best worst current last temp acc prod diff quot rest base power factor bonus fee budget income profit loss gain "
    "votes coins apples oranges books pages lines cats dogs cars hours minutes days weeks months year temperature "
    "distance energy mass volume area health lives ammo fuel steps rounds hits misses errors tries users seats rooms "
    "floor door row col num val res cnt tot avg idx pos key flag mark grade sales units paid due debt goal "
    "target".split()
)
ABROAD = tuple(
    "summe zahl wert anzahl preis alter grenze ergebnis somme nombre valeur prix compte limite suma numero valor "
    "precio edad cuenta somma valore prezzo conto soma preco conta getal som waarde prijs tal antal pris liczba "
    "wartosc cena szam ertek sayi toplam deger fiyat bilangan jumlah nilai harga namba jumla bei arvo summa "
    "hinta".split()
)
SUFFIXES = ("_a", "_b", "_1", "_2", "_x", "_new", "_old", "_max", "_min", "_all")
LOOP_NAMES = ("i", "j", "k", "i", "j", "n", "idx", "t", "step", "round", "x", "c")
ONSETS = (
    "b", "br", "d", "dr", "f", "fl", "g", "gl", "h", "j", "k", "kr", "l", "m", "n", "p", "pl", "qu", "r", "s", "sk",
    "st", "t", "tr", "v", "w", "x", "y", "z", "zh", "th", "ch", "sn", "vr", "",
)  # fmt: skip
NUCLEI = ("a", "e", "i", "o", "u", "ee", "oo", "ai", "ou", "ya", "ie")
CODAS = ("", "", "n", "r", "l", "m", "k", "t", "sh", "x", "p", "rb", "nd", "lf", "zz", "mp")

SHORT_TEXTS = tuple(
    "yes no ok done big small even odd hot cold high low pass fail win lose start stop end begin equal less more "
    "positive negative zero red green blue hello world bye hi go adult minor ready wait open closed true false "
    "empty full up down left right good bad fast slow rich poor young old day night A B C D F X Y Z fizz buzz "
    "alpha beta gamma safe danger warm cool loop tick tock found missing same different between outside inside "
    "free paid valid invalid long short heavy light near far first last match none some all never always".split()
)
PHRASES = (
    "Hello, World!", "Hello World", "not ok", "too big", "too small", "in range", "out of range", "game over",
    "all done", "the end", "x is big", "no match", "try again", "well done", "lift off", "good morning", "it works",
    "please wait", "not found", "access denied", "welcome back", "see you", "a b c", "1 2 3", "100%", "ok.",
    "ready?", "yes!", "step one", "max reached", "low stock", "sold out", "free entry", "level up", "(none)", "--",
    "***", "n/a",
)  # fmt: skip
GREETINGS = ("Hello, ", "Hi ", "Dear ", "Name: ", "Hello ", "I am ", "Welcome, ", "My name is ", "Color: ", "by ")
LABELS = (
    "Sum: ", "Total: ", "x = ", "Result: ", "Value: ", "n=", "Count: ", "i = ", "Answer: ", "Score: ", "= ", "-> ",
    "Got ", "#", "Item ", "Step ", "Line ", "Number ", "at ", "Total is ", "Now ", "left: ", "a=", "$", "Row ",
)  # fmt: skip
TAILS = ("!", ".", " items", " left", " points", "%", " times", " of 10", "?", " done", ")", " kg", " EUR")


def pseudo_word(rng: Random, syllables: int = 0) -> str:
    """A pronounceable word that says nothing."""
    random = rng.random
    word = ""
    for _ in range(syllables or 1 + int(random() * 2.2)):
        word += (
            ONSETS[int(random() * len(ONSETS))]
            + NUCLEI[int(random() * len(NUCLEI))]
            + CODAS[int(random() * len(CODAS))]
        )
    return word if len(word) > 1 else word + "k"


def draw_names(rng: Random, count: int, *, avoid: frozenset[str] = frozenset()) -> list[str]:
    """``count`` distinct names in one style; none is in ``avoid``, compared without case."""
    random = rng.random
    style = random()
    upper = random()
    found: list[str] = []
    seen = set(avoid)
    while len(found) < count:
        if style < 0.35:
            name = LETTERS[int(random() * len(LETTERS))]
        elif style < 0.75:
            name = WORDS[int(random() * len(WORDS))]
        elif style < 0.82:
            name = ABROAD[int(random() * len(ABROAD))]
        elif style < 0.9:
            name = pseudo_word(rng)
        elif style < 0.95:
            name = WORDS[int(random() * len(WORDS))] + SUFFIXES[int(random() * len(SUFFIXES))]
        else:
            name = LETTERS[int(random() * len(LETTERS))] + str(int(random() * 10))
        if random() < 0.08:  # styles mix, and a style that is used up must not end the draw
            name += LETTERS[int(random() * len(LETTERS))]
        if upper < 0.08:
            name = name.upper()
        elif upper < 0.14:
            name = name.capitalize()
        key = name.lower()
        if key not in seen:
            seen.add(key)
            found.append(name)
    return found


def draw_text(rng: Random, *, phrases: bool = True) -> str:
    """A text to print; without ``phrases`` a single word in capitals or small letters."""
    random = rng.random
    kind = random()
    if phrases and kind < 0.25:
        return PHRASES[int(random() * len(PHRASES))]
    text = SHORT_TEXTS[int(random() * len(SHORT_TEXTS))] if kind < 0.85 else pseudo_word(rng)
    case = random()
    return text if case < 0.4 else text.upper() if case < 0.65 else text.capitalize()
