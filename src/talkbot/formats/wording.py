"""Words by which listings of any topic say that a line is no talk, or no talk yet."""

from __future__ import annotations

import re

from talkbot.formats.document import Line

_SENTENCE_END = re.compile(r"""[.!?…。:;]["”’')\]*_]*$""")
_ABBREVIATION = re.compile(
    r"\b(?:Inc|Ltd|Co|Corp|Jr|Sr|Univ|Inst|Dept|[A-Z]|(?:[A-Za-z]\.\s?){1,4}[A-Za-z])\.[)\]\"”]*$"
)
URL_LINE = re.compile(r"^(?:[\w ]{1,24}[:\-–]\s*)?<?(https?://[^\s<>]+?)>?[.,]?$", re.IGNORECASE)
SECTION = re.compile(
    r"""^(?:session|track|day|week|part|block|module|panel\ssession|morning|afternoon|evening|
    keynotes?|invited\stalks?|contributed\stalks?|plenary|lightning\stalks?|tutorials?|workshops?|
    speakers|schedule|program(?:me)?|agenda|talks|abstracts|monday|tuesday|wednesday|thursday|friday|
    saturday|sunday)\b(?:\s+(?:\d+|[ivx]+|[a-d]|one|two|three|four|five|session|talks?|track|sessions|
    speakers|abstracts))?\s*(?:[:.–—-].*)?$
    |^(?:spring|summer|autumn|fall|winter|michaelmas|lent|easter|hilary|trinity|frühjahr|sommer|herbst|
    printemps|été|automne|hiver|primavera|verano|otoño|invierno)(?:\s?(?:term|semester|quarter))?
    \s+(?:19|20)\d\d(?:[/–-]\d{2,4})?$""",
    re.IGNORECASE | re.VERBOSE,
)
# What programmes have besides talks; some of it only beside more of it ("Doors, soup and drinks").
_POINT = r"""(?:doors?(?:\s+open)?|close|adjourn|arrivals?|registration|welcome|(?:general|final)\s
    discussion|group\sphoto|begrüßung|einlass|anmeldung|clôture|acreditaci[óo]n|bienvenida|
    inauguraci[óo]n|clausura|encerramento|(?:pausa|pause)(?:\s(?:el|de|du|para|café|o)){0,3}\scaf[ée]|
    coffee|tea|lunch|dinner|breakfast|reception|check-?in|intervalo|
    eröffnung|abertura(?:\s(?:do\sevento|oficial))?|休憩|昼休み|昼食|懇親会|受付|
    開会式?|閉会式?|オープニング|クロージング|茶歇|午餐|晚餐|开幕式|闭幕式)"""
_MORE = r"""(?:(?:opening|closing|concluding|introductory|welcoming)\s(?:remarks|words|address)|
    end|snacks|drinks|food|pizza|soup|beer|wine|cake|opening|introductions?|networking|
    mingling|discussion|kaffee|mittagessen|imbiss|abschluss|ende|diskussion|accueil|café|ouverture|
    apéro|buffet|apertura|cierre|comida|cena)"""
_JOINED = r"(?:\s*(?:,|&|/|\+|\b(?:and|und|et|y|e)\b)\s*|\s+)"
_BREAK = r"""(?:coffee|tea|lunch|morning|afternoon|short|health|bio|dinner|registration)\b.{0,24}
    \bbreak\b.*|(?:[\w-]+\s+)?break|
    (?:lunch|coffee|tea|breakfast|dinner)\s+(?:and|&)\s+\w+|
    (?:opening|closing|welcome|concluding|final)(?:\s+(?:remarks|ceremony|session|reception|
    discussion|(?:and|&)\s+\w+))?(?:\s*\([^()]*\))?|
    registration\s+(?:and|&)\s+\w+|(?:opening|closing|welcome|welcoming)\s+(?:words|address|notes)|
    farewell|kaffee(?:pause)?|mittag(?:s?pause|essen)|pause(?:\s+café)?|pausa(?:\s+caff?[eé])?|
    déjeuner|almuerzo|descanso|
    (?:sorry,?\s+)?no\s+(?:seminar|talk|lecture|colloquium|meeting|session|class)s?\b.{0,60}|
    (?:seminar|session|meeting|class|séance|sitzung|termin|sesión|sessão|seduta|incontro)\s+
    (?:(?:is|wird|est)\s+)?(?:cancel+ed|abgesagt|entfällt|fällt\saus|annulée?|cancelad[oa]|annullat[oa])|
    (?:(?:public|bank|national)\s+)?holidays?|feiertag|jour\sférié|festivo|feriado|
    (?:spring|winter|autumn|fall|term|reading|summer|christmas|easter|thanksgiving)\s
    (?:break|week|recess|vacation)(?:\s*[:,(–—-].{0,60})?|
    [^.!?:]{3,40}[:,(–—-]\s*no\s+(?:seminar|talk|lecture|colloquium|meeting|session|class)s?\b.{0,30}|
    [(\[]?(?:(?:open|free|empty)\s+slot|slot\s+(?:free|open))[)\]]?|
    kein(?:e)?\s+(?:seminar|vortrag|kolloquium).{0,40}|pas\s+de\s+séminaire.{0,40}|
    (?:sin|sem|nessun[oa]?|geen|ingen|inget)\s+(?:seminari?o|charla|sesi[óo]n|sess[ãa]o|palestra|ponencia|incontro|
    seduta|seminar|lezing|seminarium|foredrag).{0,40}"""
BREAK = re.compile(
    rf"^(?:{_POINT}|(?:{_POINT}|{_MORE})(?:{_JOINED}(?:{_POINT}|{_MORE}))+|{_BREAK})[!.]?$",
    re.IGNORECASE | re.VERBOSE,
)
GENERAL = re.compile(
    r"^(?:book\s+of\s+abstracts|abstracts?\s+book|program(?:me)?\s+(?:and|&)\s+abstracts|"
    r"(?:invited|contributed|keynote|plenary|accepted)\s+(?:talks|speakers|lectures|abstracts|papers)|"
    r"(?:titles?\s+(?:and|&)\s+)?abstracts?|titles|program(?:me)?|schedule|agenda|talks|speakers|"
    r"(?:mon|tues|wednes|thurs|"
    r"fri|satur|sun)day)\W*$",
    re.IGNORECASE,
)
"""A heading that every event may have, so that it is no event's name."""

SOME_TALKS = re.compile(
    r"^(?:next|upcoming|coming|past|previous|recent|earlier|kommende|nächste|vergangene|prochain\w*|"
    r"próxim[ao]s?|pr[oó]ssim[ie])\s+[\w-]+\W*$",
    re.IGNORECASE,
)
"""A heading of some of a page's talks, which is not the page's own however high."""

CANCELLED = re.compile(
    r"^[(\[*]*(?:cancel+ed|postponed|abgesagt|entfällt|annulée?|reporté|cancelad[oa]|annullato)\b",
    re.IGNORECASE,
)
TBA = re.compile(
    r"""^(?:\([^()]{1,40}\)\s+)?[(\["“<]*(?:(?:talk\s+)?(?:(?:title|speaker|abstract|bio|details?|topic|titel|titre|título|titulo|titolo|thema|tema|sujet|referent(?:in)?|ponente)s?
    (?:\s*[:–-]?\s+|,\s|\s(?:and|&|/|und|et|y|e)\s)){1,3})?(?:is\s+|to\s+follow|t\.?b\.?[adc]\.?|n\.\s?n\.|
    (?:to|will)\s+be\s+(?:announced|determined|confirmed|decided|defined|advised|arranged|agreed|fixed|
    named|published|revealed|set)|coming\s+(?:soon|shortly)|not\s+(?:yet\s+)?(?:known|announced|decided|available|fixed)(?:\s+yet)?|
    (?:unknown|missing|no)\s+(?:title|speaker|abstract)s?(?:\s+yet)?|untitled|unknown|
    noch\s+offen|steht\s+noch\s+nicht\s+fest|wird\s+nachgereicht|nader\s+te\s+bepalen|volgt|pending|
    (?:wird\s+(?:noch\s+)?|noch\s+nicht\s+)?(?:bekannt\s?gegeben|angekündigt)|folgt|
    à\s+(?:annoncer|confirmer|venir|préciser|définir)|(?:por|a)\s+(?:anunciar|confirmar|definir|determinar)|
    da\s+(?:annunciare|confermare|definire))(?:\s+soon|\s+later|\s+shortly|\s+noch)?[)\]"”>.!…]*$
    |^(?:t\.?b\.?[ad]\.?|to\s+be\s+announced)\s*(?:[–—:(]|-\s).{0,40}$|^[\s?…–—-]+$
    |^[\[<(](?:title|speaker|name|abstract|bio|titel|titre|título|titolo)[\]>)]$""",
    re.IGNORECASE | re.VERBOSE,
)
_KIND = (
    r"(?:keynote|plenary|talk|lecture|panel|tutorial|workshop|presentation|demo|poster"
    r"|(?<=\s)paper)"
)
_FOREIGN = r"""(?:confer[eê]ncia|palestra|charla|ponencia|conférence|exposé|conferenza|relazione|
    (?:haupt|eröffnungs|plenar)?vortrag)(?:\s(?:de|do|da|d['’])?\s?(?:abertura|apertura|encerramento|
    clausura|ouverture|clôture|inaugurale?|magistrale?|plen[aá]ri[ao]|plénière|invitad[ao]|
    convidad[ao]|invitée?|invitata))?(?:\s\#?\d{1,2})?"""
KIND_OF_TALK = re.compile(
    rf"""(?:(?:(?:opening|closing|invited|contributed|plenary|keynote|lightning|short|long|full|regular|guest|
    public|special|industry|research|intensive|first|second|third)\s+){{0,3}}{_KIND}
    (?:\s+(?:talk|lecture|address|speech|series|\#?\s?\d{{1,2}}))?
    (?:\s?\([^()]{{1,30}}\))?
    |{_FOREIGN})""",
    re.IGNORECASE | re.VERBOSE,
)
"""What kind of talk it is, before a head that is like the others of the page: no label."""
COMMON_WORD = re.compile(r"(?<![\w'’.-])[^\W\d_]{2,}(?![\w'’-])")


def lower_case_words(lines: list[Line]) -> frozenset[str]:
    """The words that running text writes in lower case: they are rarely part of a name."""
    return frozenset(
        word
        for line in lines
        if len(line.text) > 80
        for word in COMMON_WORD.findall(line.text)
        if word.islower()
    )


def ends_sentence(text: str) -> bool:
    """Whether a text ends with a full stop or the like that is not part of an abbreviation."""
    return bool(_SENTENCE_END.search(text)) and not _ABBREVIATION.search(text)
