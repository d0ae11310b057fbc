"""What sort of thing a question asks for, and whether a sentence holds it.

The right talk is not an answer: "when was she born?" wants a date, and a birth.
"""

from __future__ import annotations

import re

from talkbot.questions import Slot
from talkbot.words import stem, terms

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    rf"\b(?:1[5-9]|20)\d\d\b|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|\b{_MONTH}\.? \d{{1,2}}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}\b|\b\d0s\b|\bcentur(?:y|ies)\b"
    r"|\b(?:decades?|years?|months?|weeks?) (?:ago|later|after|before)\b|\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b"
    r"|\b(?:past|last) (?:couple of |few |several )?(?:decades?|years?)\b"
    r"|\b(?:january|february|march|april|june|july|august|september|october|november|december"
    r"|spring|summer|autumn|winter|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|dozens?|hundreds?|thousands?|millions?|billions?|trillions?|half|third|quarter|single|couple|both"
    r"|twice|double[ds]?|several|few|zero|none)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?<![.!?:]\s)(?<!^)(?<![“\"(])\b[A-Z][\w’'.-]+")
_PERSON = re.compile(
    r"\b[A-Z][\w’'-]+(?: [A-Z]\.)?(?: (?:van|von|de|der|den|la|del|bin|al)){0,2} [A-Z][\w’'-]+"
)
_PATTERNS = {"when": _DATE, "how many": _NUMBER, "where": _PLACE, "who": _PERSON}

# Attributes that people ask for and records seldom give. When a question asks for one, the
# evidence must speak of it; each line is one attribute, its words stand for one another.
_ATTRIBUTES = tuple(
    frozenset(stem(word) for word in line.split())
    for line in (
        "born birth birthday birthplace",
        "email e-mail mail",
        "phone telephone",
        "married wife husband spouse",
        "children kids daughter daughters son sons",
        "salary earn earns paid",
        "funded fund funding funder sponsor sponsored sponsors grant grants financed supported support",
        "attended attendees audience turnout attendance",
        "buy bought sell sold purchase shop sale",
        "cost costs price priced prices dollars euros pounds cheap cheaper expensive budget paid worth money",
        "heavy weigh weighs weight weighed kilograms kilogram tonnes tons grams",
        "tall height high metres meters",
        "dataset datasets corpus corpora benchmark benchmarks data",
        "gpu gpus hardware cpu chip chips cluster",
        "license licence licensed",
        "github repository download downloaded downloads",
        "hobby hobbies favourite favorite",
        "colour color colours colors",
        "nationality citizen",
        "died death",
        "password",
    )
)


def fills(slot: Slot, sentence: str) -> bool:
    """Whether a sentence holds a date, a number, a place or a person, as the slot wants."""
    return not slot or bool(_PATTERNS[slot].search(sentence))


def speaks_of(question: str, text: str) -> bool:
    """Whether a text has a word for each seldom-recorded attribute that the question asks for."""
    asked, held = set(terms(question)), set(terms(text))
    return all(not (group & asked) or bool(group & held) for group in _ATTRIBUTES)
