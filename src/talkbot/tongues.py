"""In which language a question or a text is written, as far as its script or small words tell.

A simple rule that would rather not say: two telling function words, and more of them than English
ones. Nothing is known about a language that is not listed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from talkbot.talks import fold
from talkbot.words import STOP_WORDS

_SCRIPTS = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CJK": "zh", "CYRILLIC": "ru",
    "ARABIC": "ar", "HEBREW": "he", "GREEK": "el", "THAI": "th", "DEVANAGARI": "hi",
}  # fmt: skip
# A question that begins with one of these is English, whatever it names.
_OPENERS = frozenset(
    """summarize summarise list show tell compare explain give find describe talk talks count
    who what which when where how why does did""".split()
)
_ENGLISH = STOP_WORDS | _OPENERS
_FUNCTION_WORDS = {
    "de": """der das und ist nicht ein eine einen einem einer welche welcher welches welchen wer wie
        wo wann warum ueber über mit für auf gibt gab es sind wird wurde haben vortrag vorträge
        vortraegen vorträgen zum zur im dem des von spricht sprechen sagt handelt handeln geht um
        wieviele viele worüber zu bei aus""",
    "fr": """le la les des du de un une et est sont quel quelle quels quelles qui que quoi où
        comment pourquoi quand dans sur avec pour par pas ce cette ces au aux parle parlent dit il
        elle combien exposé exposés conférences quelqu'un""",
    "es": """el la los las un una y es son qué que quién quiénes cuál cuáles cómo cuándo dónde por
        para con sobre del al se en hay habla hablan dice dicen charla charlas cuántas cuántos de
        cuanto trata tratan""",
    "pt": """os um uma são que quem qual quais como quando onde por para com sobre da dos das na em
        não há fala falam diz dizem palestra palestras quantas quantos de trata tratam""",
    "it": """il lo la gli le un una sono che chi quale quali come quando dove perché con per su del
        della dei delle nel nella di da non parla parlano dice dicono quanti quante tratta cosa""",
    "nl": """de het een zijn welke wie wat hoe waar wanneer waarom met voor van niet gaat gaan er
        naar bij lezing lezingen hoeveel spreekt zegt wordt werd""",
    "sv": "och är ett som vilka vilken vem hur när på för med till inte av föredrag handlar talar",
    "pl": "jest są które który kto co jak kiedy gdzie dlaczego czym nie się na do dla mówi mówią",
}  # fmt: skip
_WORDS = {
    code: frozenset(map(fold, words.split())) - _ENGLISH for code, words in _FUNCTION_WORDS.items()
}


def function_words(code: str) -> frozenset[str]:
    """The small words of a language, folded; none of English or of one that is not listed."""
    return _WORDS.get(code, frozenset())


def language_of(text: str) -> str:
    """The ISO 639 code of the text's language, or "" when nothing tells."""
    by_script = _by_script(text)
    if by_script:
        return by_script
    said = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", fold(text))
    if said and said[0] in _OPENERS:
        return "en"
    english = sum(word in _ENGLISH for word in said)
    hits = {code: sum(word in words for word in said) for code, words in _WORDS.items()}
    best = max(hits, key=lambda code: hits[code])
    if "¿" in text or "¡" in text:
        return "es"
    if hits[best] >= 2 and hits[best] > english:
        return best
    return "en" if english >= 2 and english > hits[best] else ""


def _by_script(text: str) -> str:
    """The language that most letters' script stands for; "" for Latin letters."""
    scripts = Counter(
        unicodedata.name(ch, "?").partition(" ")[0].partition("-")[0] for ch in text if ch.isalpha()
    )
    outside = {name: n for name, n in scripts.items() if name in _SCRIPTS}
    if 2 * sum(outside.values()) <= sum(scripts.values()):
        return ""
    if "HIRAGANA" in outside or "KATAKANA" in outside:
        return "ja"
    code = _SCRIPTS[max(outside, key=lambda name: outside[name])]
    return "uk" if code == "ru" and re.search("[іїєґ]", text.lower()) else code
