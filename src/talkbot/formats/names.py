"""How much a text looks like a person's name, and how much like an institution's."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from talkbot.words import STOP_WORDS

_PARTICLES = frozenset(
    """van von der den de la le du del della di da do dos das bin ibn bint al el af av zu zum zur
    ter ten te het 't y e ben abu st saint mac d' l'""".split()
)
_HONORIFICS = re.compile(
    r"^(?:(?:dr|prof|professor|sir|dame|mr|mrs|ms|mx|rev|hon|ing|dipl|phd|doc|ir)\b\.?(?:-ing\.?)?\s+)+",
    re.IGNORECASE,
)
PRONOUNS = re.compile(r"\s*[(\[](?:she|he|they|xe|ze|any|ey)\b[^()\[\]]{0,24}[)\]]", re.IGNORECASE)
ROLE = re.compile(
    r"""\b(?:professor|prof\.|(?:assistant|associate|adjunct|asst\.?|assoc\.?)\sprof|lecturer|reader\sin|(?:privat)?dozent(?:in)?|docente?|
    instructor|teacher|student|candidate|postdoc|post-doc|
    postdoctoral|scholar|fellow|scientist|researcher|engineer|developer|programmer|architect|analyst|
    consultant|director|head|chair|dean|provost|rector|president|vice-president|vp|ceo|cto|cfo|coo|
    cio|cso|chief|officer|founder|co-founder|cofounder|manager|lead|leader|principal|investigator|
    maintainer|curator|librarian|editor|journalist|author|writer|advocate|evangelist|organi[sz]er|
    coordinator|designer|mathematician|physicist|statistician|economist|(?<![+&]\s)partner|intern|
    professeur|professorin|profesora?|directeur|directrice|maître\sde\sconférences|
    senior\s\w+|deputy\s\w+|nurse|midwife|surgeon|solicitor|barrister|\w{3,}(?:olog(?:ist|e|in)|ographer|ician|iatrist)|
    doktorand(?:in)?|wissenschaftliche[rn]?\smitarbeiter(?:in)?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
INSTITUTION = re.compile(
    r"""(?:\b(?:universi|univerzi|uniwers|üniversit|institut|instytut|istitut|inštitút|ústav|college|school|escola|escuela|scuola|academ|akadem|laborator|lab\b|labs\b|research\b|
    cent(?:er|re|ro|rum)\b|inc\b|ltd\b|llc\b|gmbh\b|corp|compan|foundation|fondation|fundaci|stiftung|
    hospital|clinic|department|dept\b|faculty|faculté|facult|polytech|politec|école|ecole|hochschule|
    observator|observatoire|osservatorio|planetarium|conservator|archives?\b|archivo|archiv\b|
    mus[eé](?:um|e|o)\b|library|bibliot|agency|háskól|yliopisto|ministry|council|society|association|group\b|project\b|
    technolog(?:y|ies)\b|national\b|state\b|bank\b|studio|software\b|systems\b)
    |大学|大學|学院|學院|研究|公司|会社|機構|センター|病院|대학|학교|연구)""",
    re.IGNORECASE | re.VERBOSE,
)
ON_THEIR_OWN = re.compile(r"(?:independent|freelance|self-employed|retired)\w*\b", re.IGNORECASE)
_SURE_INSTITUTION = re.compile(
    r"""\b(?:universi(?:t|d)|univerzi|uniwers|üniversit|institut|instytut|istitut|polytech|politec|hochschule|
    gmbh\b|ltd\b|llc\b|inc\.|(?:college|school|academy|department|faculty|laboratory|center|centre|
    museum|hospital|observatory|ministry)\s(?:of|for)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_ABSTRACT_NOUN = re.compile(
    r"(?:tions?|sions?|ments?|ness|ities|ity|ics|isms?|ologies|ology|ances?|ences?|ables?|ibles?|izing|"
    r"ising|ating|ional|ously|ively|graphy|ware|[oó]logi[aeí]|(?:mat|ist)i(?:que|ca|k)|rative)$"
)
_SINGLE = re.compile(r"[A-ZÀ-Þ][^\W\d_]{1,14}(?:-[A-ZÀ-Þ][^\W\d_]{1,14})?")
# What events are called, and no person.
_EVENT = re.compile(
    r"""\b(?:seminars?|seminario|séminaire|seminário|colloqui(?:um|a)|kolloquium|colloques?|workshops?|
    conferences?|symposi(?:um|a)|tagung|congress|meetups?|lectures?|talks|sessions?|program(?:me)?|
    schedule|agenda|abstracts?|keynotes?|newsletter|vorträge|vortragsabende?|jornadas|giornata|
    journées?|events?|evenings?|nights|days|series|forum|soirées?|veranstaltung(?:en)?|
    stammtische?|termine|archives?|upcoming|past|previous|next|vergangene|kommende|
    prochaine?s|passés|pasad[oa]s|próxim[oa]s)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# What somebody is called, within the name: Kofi "static" Mensah.
_NICKNAME = re.compile(r"(?<=\w)\s[\"“„«‘'][a-zß-ÿ\d][\w.-]{0,24}[\"”“»’'](?=\s)")
_VOWEL = re.compile("[AEIOUYÀ-Þ]")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Two to six signs of Chinese origin, or words in katakana with something between them.
_CJK_NAME = re.compile(
    "[\u3400-\u9fff々]{1,4}[ \u3000]?[\u3040-\u30ff\u3400-\u9fff々]{1,4}"
    "|[\u30a1-\u30ff]{2,8}(?:[・=＝ ][\u30a1-\u30ff]{2,8}){1,2}"
    "|[\uac00-\ud7af]{1,2} ?[\uac00-\ud7af]{1,3}"
)
_CAPITALISED = re.compile(
    r"^(?:[dlLDO]['’])?[^\W\d_][^\W\d_'’\u02bc]*(?:[-'’\u2010\u02bc][^\W\d_]+)*\.?$"
)
_WORD_FIRST_NAMES = frozenset({"will", "may", "an", "so", "do", "no", "per"})
_WORD_NAMES = _WORD_FIRST_NAMES | {"he", "she", "you", "me", "who", "how"}
_LEGAL_FORMS = frozenset("AS AB AG SA SE BV NV KG PLC Oy ApS Srl SpA Pty A/S".split())
# Verbs that are last names as well, and that no name of anything else ends with.
_VERB_NAMES = frozenset({"were", "was", "has", "had", "can", "being"})
# Roles that are names of people as well.
_ROLE_NAMES = frozenset({"dean", "head", "partner", "fellow", "provost"})
_SMALL_PREFIX = re.compile(r"^(?:al|el|ul|as|ad|ar|at|ben|bin|ibn|de|ó|nic|t|n|h)[-'’](?=[^\W\d_])")
# McGuinness, DeWitt.
_CAMEL = re.compile(r"[a-zß-ÿ][A-ZÀ-Þ][a-zß-ÿ]")
_INITIALS = re.compile(r"^(?:[^\W\d_]\.-?){1,4}$|^[A-Z]{1,2}$")
_SMALL = _PARTICLES | {
    "&",
    "and",
    "of",
    "the",
    "at",
    "for",
    "in",
    "und",
    "für",
    "et",
    "des",
    "para",
    "do",
}


def name_score(text: str, common: Collection[str] = ()) -> float:
    """How much a text looks like one person's name, 0 to 1.

    `common` holds words that the document also writes in lower case: those are rarely names.
    """
    return _name_score(text, frozenset(common) if not isinstance(common, frozenset) else common)


@lru_cache(maxsize=8192)
def _name_score(text: str, common: frozenset[str]) -> float:
    bare = PRONOUNS.sub("", text).strip()
    titled = bool(_HONORIFICS.match(bare))
    bare = _HONORIFICS.sub("", bare)
    inner = _NICKNAME.sub("", bare)
    inner = re.sub(r"[(\[\"“'‘]([^\W\d_][\w .’'-]*)[)\]\"”'’](?=\s)", r"\1", inner)
    inner = re.sub(r"\s+\([A-ZÀ-Þ][a-zß-ÿ'’-]+\)$", "", inner)
    tokens = inner.split()
    weighty = sum(token.casefold() not in _PARTICLES for token in tokens)
    if not tokens or weighty > 6 or len(tokens) > 9 or len(bare) > 60:
        return 0.0
    if _CJK.search(bare):
        return 0.8 if _CJK_NAME.fullmatch(bare) and not INSTITUTION.search(bare) else 0.0
    if tokens[-1] in _LEGAL_FORMS and len(tokens) > 1:
        return 0.0
    proper = 0
    doubt = 0.0
    for number, token in enumerate(tokens):
        low = token.casefold().strip(".")
        if low in _PARTICLES and len(tokens) > 1:
            continue
        if _INITIALS.match(token) and len(tokens) > 1:
            proper += len(token) > 2
            continue
        token = _SMALL_PREFIX.sub("", token)
        if not _CAPITALISED.match(token) or not token.lstrip("dl'’")[:1].isupper():
            return 0.0
        proper += 1
        if low in _VERB_NAMES and 0 < number == len(tokens) - 1:
            doubt += 0.4
        elif low in STOP_WORDS and low not in (_WORD_NAMES if number else _WORD_FIRST_NAMES):
            return 0.0
        elif low in common:
            doubt += 1.0
        elif _ABSTRACT_NOUN.search(low) and len(low) > 6 and not _CAMEL.search(token):
            doubt += 0.8
        elif token.isupper() and len(token) > 2:
            # An acronym may have no vowel.
            doubt += 0.3 if _VOWEL.search(token) else 1.0
    if not proper or INSTITUTION.search(bare):
        return 0.0
    if _EVENT.search(bare):
        return 0.0
    roles = {match.group().casefold() for match in ROLE.finditer(bare)}
    if roles - _ROLE_NAMES or (roles and len(tokens) != 2):
        return 0.0
    score = {1: 0.3, 2: 1.0, 3: 1.0, 4: 0.85}.get(min(len(tokens), max(weighty, 2)), 0.6)
    if titled:
        score = max(score, 0.9)
    return max(0.0, score - 0.7 * doubt / proper)


def is_single_name(text: str) -> bool:
    """Whether a text is one word that may be a name: that of nobody, were it not for its place."""
    known = text.casefold() in STOP_WORDS or INSTITUTION.search(text) or ROLE.search(text)
    return bool(_SINGLE.fullmatch(text)) and not known


def institution_score(text: str, common: Collection[str] = ()) -> float:
    """How much a text looks like an institution or a role at one, 0 to 1."""
    if not text or len(text) > 160:
        return 0.0
    if INSTITUTION.search(text) or ROLE.search(text) or ON_THEIR_OWN.match(text):
        return 1.0
    tokens = [token.strip("()[].,;:") for token in text.split()]
    tokens = [token for token in tokens if token and token not in _SMALL]
    if not tokens or len(tokens) > 8:
        return 0.0
    # "Use of GPUs for formal verification" has an acronym as well.
    few = sum(token.islower() for token in tokens) < 2
    # "Jie-Hong" has two capitals, and no part of it has.
    parts = [part for t in tokens if not t.islower() for part in t.split("-")]
    if few and any(sum(map(str.isupper, part)) > 1 for part in parts):
        return 0.9
    if any(not (t[:1].isupper() or t[:1].isdigit() or _CJK.match(t)) for t in tokens):
        return 0.0
    known = sum(token.casefold() in common for token in tokens)
    return 0.6 * (1 - known / len(tokens))


@lru_cache(maxsize=8192)
def has_institution(text: str) -> bool:
    """Whether a text can hardly be anything but an institution ("University of …", "… Ltd")."""
    return bool(_SURE_INSTITUTION.search(text))
