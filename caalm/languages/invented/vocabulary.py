"""The words of the roles beyond the card: functions, lists, strings, errors, input and files.

The table has the form of the lexicon of caalm.languages.invented.words, which it joins: register -> role -> words.

>>> "lambda" in VOCABULARY["technical"]["function"], VOCABULARY["german"]["break"]
(True, ('abbrechen',))
"""

KEYWORDS = ("function", "return", "break", "continue", "unless", "foreach")
"""Roles that any word may play: shape, or a reading of caalm.generation.decidable, tells them."""
PHRASES = (
    "takes means call do const swap together switch case default try catch raise input write extend read "
    "append pop contains within item size nothing list dict choose part "
    "length string integer upper lower reverse repeated replace split join find trim absolute minimum maximum sum "
    "sorted keys values fixed power copy"
).split()
"""Roles whose word must say something."""

DIVISION: dict[str, tuple[str, ...]] = {
    "symbol": ("/", "/", "÷", "∕"),
    "infix": ("divided-by", "over", "per"),
    "call": ("divide", "ratio", "divided"),
}
"""The division that gives a fraction."""

_REGISTERS: dict[str, dict[str, str]] = {
    "plain": {
        "function": "function define to func def fn procedure routine sub proc method task recipe rule how-to teach",
        "return": "return give-back yield-back result answer hand-back respond reply send-back returning give",
        "break": "break leave-loop exit-loop stop-loop quit-loop end-loop escape break-out",
        "continue": "continue next-round skip-rest go-on next-turn skip carry-on",
        "unless": "unless except-if if-not except-when only-if-not save-when",
        "foreach": "for-each each every for-every across visit all-of-the foreach",
        "takes": "with taking given accepting from-inputs using",
        "means": "means is-defined-as stands-for does computes",
        "call": "call run apply invoke perform execute",
        "do": "do again-do body loop-body cycle begin-loop",
        "const": "const constant final fixed always readonly immutable",
        "swap": "swap exchange interchange trade switch-over",
        "together": "together at-once simultaneously in-parallel all-at-once",
        "switch": "switch match choose-by select branch-on decide-by",
        "case": "case when-it-is on-value being option in-case-of",
        "default": "default in-other-cases any-other none-of-these in-all-other-cases",
        "try": "try attempt try-to risk carefully",
        "catch": "catch rescue on-error on-failure if-it-fails when-broken",
        "raise": "raise throw fail-with panic raise-error complain abort-with",
        "input": "input read-line ask next-line get-line read-input prompt-for",
        "write": "write-file overwrite save-file write-out create-file",
        "extend": "append-file add-line extend-file append-line write-more",
        "read": "read-file contents slurp load-file file-text",
        "append": "append push add attach put-last add-last",
        "pop": "pop take-last remove-last pull-last drop-last",
        "contains": "contains has includes holds possesses",
        "within": "in among inside within member-of",
        "item": "item element entry member place",
        "size": "size length count-of number-of-items len",
        "nothing": "none nothing nil null void",
        "list": "list array sequence row series",
        "dict": "dict map table dictionary mapping",
        "choose": "choose pick either-or iif select-one",
        "part": "part slice section piece sub-range",
        "length": "length size len number-of-items",
        "string": "string text as-text to-string str",
        "integer": "integer number as-number to-number int parse-int",
        "upper": "upper uppercase capitals upcase in-capitals",
        "lower": "lower lowercase small-letters downcase",
        "reverse": "reverse reversed backwards flipped mirror",
        "repeated": "repeat-text repeated replicate duplicate",
        "replace": "replace substitute exchange-text swap-out",
        "split": "split cut explode divide-text tear",
        "join": "join glue implode stitch concat-all",
        "find": "find index-of position locate search-for",
        "trim": "trim strip stripped clean-ends",
        "absolute": "abs absolute absolute-value magnitude modulus",
        "minimum": "min minimum smaller-of lesser lowest",
        "maximum": "max maximum larger-of greater highest",
        "sum": "sum total sum-all add-up",
        "sorted": "sorted sort in-order ordered arranged",
        "keys": "keys names key-list all-keys",
        "values": "values contents-of value-list all-values",
        "fixed": "fixed decimals to-fixed round-to format-number",
        "power": "pow power raised-to to-the-power exponent",
        "copy": "copy clone duplicate-of copy-of",
    },
    "archaic": {
        "function": "incantation rite craft ritual art",
        "return": "bestow-back render-unto yieldeth deliver",
        "break": "flee cease-forthwith begone",
        "continue": "proceed-anon onward press-on",
        "unless": "save-if lest-that saving",
        "foreach": "for-every-soul each-and-all for-all-of",
        "const": "eternal everlasting immutable-decree",
        "raise": "lament cry-woe curse",
        "append": "adjoin conjoin",
    },
    "colloquial": {
        "function": "gadget trick thingy doohickey",
        "return": "spit-back toss-back gimme-back fork-over",
        "break": "bail outta-loop im-out ditch",
        "continue": "nah-next skip-it whatever-next",
        "unless": "unless-like but-not-if",
        "foreach": "each-one every-single all-these",
        "raise": "freak-out blow-up yikes",
        "append": "toss-in chuck-in",
    },
    "technical": {
        "function": "defun lambda subroutine fn$ proc.def entry",
        "return": "ret retq rts retval",
        "break": "brk jmp-out exit.loop",
        "continue": "cont nxt iter.next",
        "unless": "ifn brf-if cmp-unless",
        "foreach": "iter foreach.in map-over",
        "const": "equ constexpr ro",
        "raise": "trap err.raise sig",
        "input": "stdin rdln in.line",
        "append": "apnd vec.push ins",
        "length": "strlen sz cnt.of",
    },
}

_ABROAD = """
language    function    return      break       continue    unless      foreach      const       raise      append
german      funktion    gib         abbrechen   weiter      ausser      fuer-jedes   konstante   wirf       anhaengen
french      fonction    rendre      sortir      continuer   a-moins-que pour-chaque  constante   lever      ajouter
spanish     funcion     devolver    romper      continuar   salvo-si    para-cada    constante   lanzar     agregar
italian     funzione    ritorna     esci        continua    a-meno-che  per-ogni     costante    solleva    aggiungi
portuguese  funcao      retorne     sair        continuar   a-nao-ser   para-cada    constante   lance      adicione
dutch       functie     geef        stoppen     doorgaan    tenzij      voor-elk     constante   gooi       voegtoe
swedish     funktion    returnera   bryt        fortsaett   saavida     foer-varje   konstant    kasta      laeggtill
danish      funktion    returner    bryd        fortsaet    medmindre   for-hver     konstant    kast       tilfoej
polish      funkcja     zwroc       przerwij    kontynuuj   chyba-ze    dla-kazdego  stala       rzuc       dodaj
turkish     fonksiyon   dondur      kir         devam       olmadikca   her-biri     sabit       firlat     ekle
latin       functio     redde       abrumpe     perge       nisi        pro-quoque   constans    iace       adde
esperanto   funkcio     redonu      eliru       dauxrigu    krom-se     por-cxiu     konstanto   jxetu      aldonu
russian     функция     вернуть     прервать    продолжить  кроме       для-каждого  константа   бросить    добавить
japanese    関数        返す        抜ける      続ける      でない限り  各要素       定数        投げる     追加
chinese     函数        返回        跳出        继续        除非        遍历         常量        抛出       添加
korean      함수        반환        중단        계속        아닌한      각각         상수        던지기     추가
hindi       फलन         लौटाओ       तोड़ो        जारी        जबतकनहीं   हरएक         अचर         फेंको       जोड़ो
"""


def _read_vocabulary() -> dict[str, dict[str, tuple[str, ...]]]:
    table = {name: {role: tuple(words.split()) for role, words in roles.items()} for name, roles in _REGISTERS.items()}
    head, *rows = [line.split() for line in _ABROAD.strip().splitlines()]
    for name, *words in rows:
        table[name] = {role: (word,) for role, word in zip(head[1:], words, strict=True)}
    return table


VOCABULARY = _read_vocabulary()
"""register or natural language -> role -> words."""
