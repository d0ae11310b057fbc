"""Language codes: three-letter codes and names to the shortest ISO 639 code."""

from __future__ import annotations

import re

_CODES = {
    "ar": "ara arabic", "be": "bel belarusian", "bg": "bul bulgarian", "ca": "cat catalan",
    "cs": "ces cze czech", "cy": "cym wel welsh", "da": "dan danish",
    "de": "deu ger german deutsch", "el": "ell gre greek", "en": "eng english englisch",
    "es": "spa spanish español espanol castellano", "et": "est estonian", "eu": "eus baq basque",
    "fa": "fas per persian", "fi": "fin finnish", "fr": "fra fre french français francais",
    "ga": "gle irish", "gl": "glg galician", "he": "heb hebrew", "hi": "hin hindi",
    "hr": "hrv croatian", "hu": "hun hungarian", "id": "ind indonesian", "is": "isl ice icelandic",
    "it": "ita italian italiano", "ja": "jpn japanese", "ko": "kor korean",
    "lt": "lit lithuanian", "lv": "lav latvian", "ms": "msa may malay",
    "nl": "nld dut dutch nederlands", "no": "nor norwegian norsk", "pl": "pol polish polski",
    "pt": "por portuguese português portugues", "ro": "ron rum romanian", "ru": "rus russian",
    "sk": "slk slo slovak", "sl": "slv slovenian", "sr": "srp serbian", "sv": "swe swedish svenska",
    "ta": "tam tamil", "te": "tel telugu", "th": "tha thai", "tr": "tur turkish",
    "uk": "ukr ukrainian", "vi": "vie vietnamese", "zh": "zho chi cmn chinese mandarin",
}  # fmt: skip
_SHORT = {name: code for code, names in _CODES.items() for name in (code, *names.split())}


def long_code(code: str) -> str:
    """The three-letter code for a short one; another code as it is."""
    return _CODES[code].split()[0] if code in _CODES else code


def is_language(name: str) -> bool:
    """Whether this is a name of a language that has a code here."""
    return len(name) > 3 and name.casefold() in _SHORT


def language_name(code: str) -> str:
    """The English name of a language for its code; another code as it is."""
    names = _CODES.get(code, "").split()
    return next((name.capitalize() for name in names if len(name) > 3), code)


def language_code(text: str) -> str:
    """The code of a language given by code or name ("eng", "de-AT", "Español"); "" if unknown."""
    word = text.strip().casefold()
    if word in _SHORT:
        return _SHORT[word]
    head = re.match(r"([a-z]{2,3})(?:[-_][a-z\d-]+)?$", word)
    if head:
        return _SHORT.get(head[1], head[1])
    return ""
