"""The lexicon of invented languages: words for every role, in registers and in natural languages.

``LEXICON[register][role]`` are the words that say what the role is. ``UNRELATED`` are ordinary words that have
nothing to do with any role; together with pseudo-words they say nothing, and a program whose meaning hangs on one of
them is rejected by the check in caalm.generation.decidable.

>>> "mostrar" in LEXICON["spanish"]["print"]
True
"""

from caalm.languages.invented.vocabulary import VOCABULARY

STRUCTURE = ("assign", "print", "if", "else", "while", "for", "repeat", "end")
"""Roles that may be played by any word at all: an unrelated one, a pseudo-word, a symbol."""
SPOKEN = tuple("begin then link into true false until from through below step times polite".split())
"""Roles whose word must say something. ``link`` stands between name and value, ``into`` between value and name."""

_LANGUAGES = """
language    assign      print       if        else       while      for       repeat     end        true      false
german      setze       zeige       wenn      sonst      solange    fuer      wiederhole ende       wahr      falsch
german2     sei         drucke      falls     andernfalls waehrend  zaehle    nochmal    schluss    ja        nein
french      soit        affiche     si        sinon      tantque    pour      repete     fin        vrai      faux
french2     mettre      ecrire      quand     autrement  pendant    chaque    refaire    finir      oui       non
spanish     poner       mostrar     si        sino       mientras   para      repetir    fin        verdadero falso
spanish2    asignar     imprimir    cuando    contrario  entretanto cada      reiterar   cierre     cierto    mentira
italian     imposta     mostra      se        altrimenti finche     per       ripeti     fine       vero      falso
portuguese  definir     escreva     se        senao      enquanto   para      repita     fim        verdade   falso
dutch       zet         toon        als       anders     zolang     voor      herhaal    einde      waar      onwaar
swedish     saett       visa        om        annars     medan      foer      upprepa    slut       sant      falskt
danish      saet        vis         hvis      ellers     mens       for       gentag     slut       sandt     falsk
norwegian   sett        skriv       hvis      ellers     mens       hver      gjenta     ferdig     sann      usann
finnish     aseta       tulosta     jos       muuten     niinkauan   varten    toista     loppu      tosi      epatosi
polish      ustaw       wypisz      jesli     inaczej    dopoki     dla       powtorz    koniec     prawda    falsz
czech       nastav      vypis       jestli    jinak      dokud      pro       opakuj     konec      pravda    nepravda
hungarian   legyen      kiir        ha        kulonben   amig       minden    ismetel    vege       igaz      hamis
romanian    fie         afiseaza    daca      altfel     cattimp    pentru    repeta     sfarsit    adevarat  fals
turkish     ata         yazdir      eger      yoksa      iken       icin      tekrarla   son        dogru     yanlis
indonesian  tetapkan    cetak       jika      lainnya    selama     untuk     ulangi     selesai    benar     salah
swahili     weka        onyesha     kama      sivyo      wakati     kwa       rudia      mwisho     kweli     uongo
latin       pone        dic         si        aliter     dum        pro       itera      finis      verum     falsum
esperanto   metu        montru      se        alie       dume       por       ripetu     fino       vera      malvera
welsh       gosod       dangos      os        fel-arall  tra        am        ailadrodd  diwedd     gwir      gau
irish       cuir        taispeain   ma        eile       nuair      gach      arais      deireadh   fior      breagach
greek       θέσε        δείξε       αν        αλλιώς     όσο        για       επανάλαβε  τέλος      αληθές    ψευδές
russian     пусть       вывод       если      иначе      пока       для       повтори    конец      истина    ложь
ukrainian   нехай       друк        якщо      інакше     поки       кожен     повтор     кінець     правда    хиба
japanese    代入        表示        もし      でなければ 間         毎        反復       終わり     真        偽
chinese     设          显示        如果      否则       当         对于      重复       结束       真        假
korean      설정        출력        만약      아니면     동안       위해      반복       끝         참        거짓
hindi       रखो         दिखाओ       अगर       वरना       जबतक       हेतु      दोहराओ     समाप्त     सच        झूठ
"""

_REGISTERS: dict[str, dict[str, str]] = {
    "plain": {
        "assign": "let set var assign store define make put def bind val const declare init mov load update save keep",
        "print": "print show say display write output echo puts emit tell log report reveal put-out send announce",
        "if": "if when whenever provided in-case given suppose assuming check test",
        "else": "else otherwise or-else elsewise if-not instead alternatively failing-that",
        "while": "while as-long-as loop-while during so-long-as keep-while continue-while whilst",
        "for": "for foreach count for-each iterate counting each going loop-over walk",
        "repeat": "repeat redo do-again again loop iterate-times rerun replay",
        "end": "end done stop finish endblock close over fin halt terminate",
        "begin": "begin start do open enter block",
        "then": "then do so therefore proceed go",
        "link": "be to as = := is equal-to becomes <- equals with :",
        "into": "into to -> in => onto as >>",
        "true": "true yes on TRUE T correct right aye",
        "false": "false no off FALSE F incorrect wrong nay",
        "until": "until till loop-until repeat-until up-until keep-going-until",
        "from": "from starting-at beginning-with starting-from =",
        "through": "through up-to-and-including inclusive-to thru ending-with and-finally",
        "below": "below up-to-but-not-including until-before stopping-before excluding short-of",
        "step": "step by stepping in-steps-of increment jumping",
        "times": "times x-times rounds turns repetitions",
        "polite": "please now kindly thanks today friend",
    },
    "archaic": {
        "assign": "ordain decree bestow inscribe christen appoint enthrone engrave anoint betroth scribe",
        "print": "proclaim declareth herald bespeak utter recite chronicle bellow speaketh intone",
        "if": "lest should perchance shouldst verily-if an-it-be haply whereas",
        "else": "elsewhither nay-then contrariwise forsooth-else otherwhile mayhap-not",
        "while": "whilst-yet so-oft-as evermore-while ere-ceasing whileas",
        "for": "foreach-and-all numbering tallying reckon-each",
        "repeat": "encore anew-do once-more-do reiterate forthwith-again",
        "end": "amen endeth thus-endeth so-be-it selah ceaseth",
        "true": "verily forsooth troth sooth",
        "false": "naught nay-verily fie untrue",
    },
    "colloquial": {
        "assign": "gimme grab stash chuck stick plop slap dump park scribble",
        "print": "shout yell yap blurt spit holler gab tweet blab spill sing whisper",
        "if": "gotta iffy s'pose maybe reckon hey-if wanna-if",
        "else": "nah nope-then or-whatever meh otherwise-yo screw-it",
        "while": "keep-on-while grind-while still-while chill-while rinse-while",
        "for": "run-thru count-em gimme-each tick-thru",
        "repeat": "one-more-time spam redo-it rinse-repeat go-again",
        "end": "kbye peace thats-it wrap outta-here byebye",
        "true": "yep yup totally yeah",
        "false": "nope nuh-uh naw noway",
    },
    "technical": {
        "assign": "mov ld sta let$ movl alloc lea poke stw setq defvar",
        "print": "out prn disp stdout wr sysout printf putln trace dbg io.print",
        "if": "cmp-if brt cond ifz guard iff branch-if",
        "else": "els elseblk brf alt otherwise-branch",
        "while": "whl lpw loopwh wh",
        "for": "fr ctr-loop forrange fori cnt",
        "repeat": "rpt rep dup-exec again-n loopn",
        "end": "nd eob endb ret blkend .end",
        "true": "1b #t .true. ON",
        "false": "0b #f .false. OFF",
    },
}

_LINKS = """
german      gleich      nach     bis-einschliesslich  bis-vor        mal       schritt   von
french      vaut        dans     jusqu-a-inclus       avant          fois      pas       de
spanish     igual-a     en       hasta-inclusive      antes-de       veces     paso      desde
italian     uguale-a    dentro   fino-a-incluso       prima-di       volte     passo     da
portuguese  igual-a     em       ate-inclusive        antes-de       vezes     passo     desde
dutch       gelijk-aan  naar     tot-en-met           tot-voor       keer      stap      van
swedish     lika-med    till     till-och-med         foere          gaanger   steg      fraan
latin       est         in       usque-ad-et          ante           vices     gradu     ab
"""


def _read_lexicon() -> dict[str, dict[str, tuple[str, ...]]]:
    lexicon = {
        register: {role: tuple(words.split()) for role, words in roles.items()}
        for register, roles in _REGISTERS.items()
    }
    head, *rows = [line.split() for line in _LANGUAGES.strip().splitlines()]
    for name, *words in rows:
        lexicon[name] = {role: (word,) for role, word in zip(head[1:], words, strict=True)}
    for name, roles_beyond in VOCABULARY.items():
        lexicon[name] |= roles_beyond
    for name, *words in [line.split() for line in _LINKS.strip().splitlines()]:
        roles = ("link", "into", "through", "below", "times", "step", "from")
        lexicon[name] |= {role: (word,) for role, word in zip(roles, words, strict=True)}
    return lexicon


LEXICON = _read_lexicon()
"""register or natural language -> role -> words."""

SYMBOLS: dict[str, tuple[str, ...]] = {
    "assign": ("@", "^", ":", "§", "#", "♦", "▣", "&", "~>", "⇐"),
    "print": ("!", ">>", "!!", "»", "?>", "◈", "<<", "☞", "⎙", "~", "=>>"),
    "if": ("?", "??", "⍰", "¿", "▷", "?:"),
    "else": ("|:", "::", ":|", "¡", "!?", "⟂"),
    "while": ("↻", "@@", "∞?", "⟳", "%%", "o?"),
    "for": ("#:", "∀", "⋯", "..:", "№"),
    "repeat": ("x:", "**", "⊗:", "⟲", "&&&"),
    "end": (".", ";;", "---", "///", "■", "<>", "=="),
}
"""Symbols alone in the place of a word; they say nothing either, but where they stand may."""

UNRELATED = tuple(
    "tulip banana hammer cloud river pigeon window marble saddle copper violin lantern pepper walnut anchor blanket "
    "candle dolphin elbow feather garlic helmet igloo jacket kettle ladder magnet napkin orchid pebble quilt ribbon "
    "sandal teapot umbrella velvet whistle yogurt zebra acorn biscuit cactus dragon engine falcon glacier harbor "
    "island jungle koala lemon mango nectar oyster panda quartz raven salmon turtle urchin vulture wagon yeti zipper "
    "apron beetle cello daisy ember fiddle gravel hazel iris jasmine kelp lilac maple nutmeg onyx plum raccoon sage "
    "thyme usher viper willow bamboo cinder drizzle fjord gazelle hickory".split()
)

OPERATOR_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "+": {
        "infix": ("plus", "added-to", "add", "und", "mas", "et", "piu"),
        "call": ("add", "sum", "plus", "total-of", "addiere", "suma"),
    },
    "-": {
        "infix": ("minus", "less", "take-away", "moins", "menos", "meno"),
        "call": ("sub", "subtract", "minus", "difference", "resta", "diff"),
    },
    "*": {
        "infix": ("times", "multiplied-by", "mal", "fois", "por", "mult"),
        "call": ("mul", "multiply", "product", "times", "mult"),
    },
    "//": {
        "infix": ("div", "integer-divided-by", "quo", "whole-divided-by", "intdiv"),
        "call": ("div", "quotient", "intdiv", "idiv", "whole-quotient"),
    },
    "%": {"infix": ("mod", "modulo", "rem", "remainder-after"), "call": ("mod", "remainder", "rem", "modulo")},
    "==": {
        "infix": ("equals", "is-equal-to", "eq", "same-as", "is-the-same-as"),
        "call": ("eq", "equal", "same", "equals"),
    },
    "!=": {
        "infix": ("differs-from", "is-not", "ne", "not-equal-to", "isnt"),
        "call": ("ne", "differ", "not-equal", "neq"),
    },
    "<": {
        "infix": ("is-less-than", "lt", "below-than", "is-under", "smaller-than"),
        "call": ("lt", "less", "smaller", "less-than"),
    },
    "<=": {
        "infix": ("is-at-most", "le", "not-above", "no-more-than"),
        "call": ("le", "at-most", "less-or-equal", "lte"),
    },
    ">": {
        "infix": ("is-greater-than", "gt", "exceeds", "is-over", "bigger-than"),
        "call": ("gt", "greater", "bigger", "greater-than"),
    },
    ">=": {
        "infix": ("is-at-least", "ge", "not-below", "no-less-than"),
        "call": ("ge", "at-least", "greater-or-equal", "gte"),
    },
    "and": {"infix": ("and", "and-also", "as-well-as", "both-and"), "call": ("and", "both", "all-of")},
    "or": {"infix": ("or", "or-also", "or-maybe"), "call": ("or", "either", "any-of")},
    "not": {"infix": ("not", "it-is-false-that", "never"), "call": ("not", "negate", "opposite")},
}

OPERATOR_SYMBOLS: dict[str, tuple[str, ...]] = {
    "+": ("+", "+", "+", "➕", "＋", ".+"),
    "-": ("-", "-", "-", "➖", "−", ".-"),
    "*": ("*", "*", "×", "✖", "⋅", ".*"),
    "//": ("//", "//", "div", "quo", "\\"),
    "%": ("%", "%", "mod", "rem", "%%"),
    "==": ("==", "=", "===", "≡", "=?", "eq"),
    "!=": ("!=", "<>", "~=", "≠", "/=", "=/="),
    "<": ("<", "<", "≺", "lt"),
    "<=": ("<=", "=<", "≤", "≦"),
    ">": (">", ">", "≻", "gt"),
    ">=": (">=", "=>", "≥", "≧"),
    "and": ("&&", "and", "&", "∧", "/\\"),
    "or": ("||", "or", "|", "∨", "\\/"),
    "not": ("!", "not ", "¬", "~"),
}
