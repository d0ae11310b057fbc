"""What the keys of a structured record mean, and its values as text.

Keys are compared without case, spaces and marks, so that "Talk title", "talk_title" and
"talkTitle" are one. Only the keys named here are read: e-mail addresses, notes and answers to
questionnaires never are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from talkbot.talks import fold

KEYS: Mapping[str, tuple[str, ...]] = {
    "title": (
        "title", "talktitle", "sessiontitle", "presentationtitle", "papertitle", "proposaltitle",
        "lecturetitle", "titel", "titre", "titulo", "titolo", "thema", "sujet", "tema", "headline",
        "subject", "talk", "session", "presentation", "topic", "name", "summary",
    ),
    "subtitle": ("subtitle",),
    "speakers": (
        "speakers", "speaker", "persons", "people", "presenters", "presenter", "authors", "author",
        "speakernames", "speakername", "names", "performer", "performers", "panelists",
        "instructors", "instructor", "lecturer", "lecturers", "owner", "vortragende", "referent",
        "referenten", "referentin", "referentinnen", "ponentes", "ponente", "orateurs", "orateur",
        "by", "presentedby", "givenby", "fullname",
    ),
    "others": (
        "copresenters", "copresenter", "cospeakers", "cospeaker", "coauthors", "coauthor",
        "additionalspeakers", "otherspeakers", "otherpresenters",
    ),
    "affiliation": (
        "affiliation", "affiliations", "institution", "institutions", "organization",
        "organisation", "organizations", "company", "companies", "university", "employer", "aff",
        "affil", "institut", "org", "speakeraffiliation", "speakerorganization", "speakercompany",
    ),
    "role": ("role", "jobtitle", "position", "speakerrole"),
    "bio": (
        "bio", "biography", "bios", "speakerbio", "speakerbiography", "biographies", "shortbio",
        "aboutthespeaker", "aboutspeaker", "biografie",
    ),
    "abstract": (
        "abstract", "talkabstract", "abstracttext", "description", "talkdescription", "content",
        "shortdescription", "longdescription", "synopsis", "overview", "details", "zusammenfassung",
        "beschreibung", "resumen", "resume", "resumo", "kurzfassung", "about", "text", "body",
    ),
    "summary": ("summary", "excerpt", "teaser", "tldr"),
    "event": (
        "event", "eventname", "eventtitle", "conference", "conferencename", "conferencetitle",
        "venuename", "meeting", "superevent", "series", "playlisttitle",
    ),
    "track": ("track", "trackname", "tracktitle", "theme", "stream", "maintrack"),
    "room": ("room", "roomname", "venue", "stage", "hall", "location", "ort", "raum"),
    "start": (
        "start", "startsat", "startdate", "starttime", "startdatetime", "date", "datetime", "when",
        "day", "recorded", "recordedon", "recordingdate", "talkdate", "datum",
        "scheduled", "scheduledat", "dtstart",
    ),
    "uploaded": ("uploaddate", "uploaded", "published", "publishedat", "datepublished"),
    "end": ("end", "endsat", "enddate", "endtime", "enddatetime", "dtend"),
    "duration": ("duration", "length", "runtime", "dauer"),
    "minutes": ("durationminutes", "durationmin", "minutes", "lengthminutes", "durationinminutes",
        "scheduledduration",
   ),
    "seconds": ("durationseconds", "durationsec", "seconds", "durations"),
    "language": ("language", "lang", "locale", "contentlocale", "inlanguage", "sprache"),
    "tags": ("tags", "tag", "keywords", "topics", "topic", "subjects", "labels", "categories"),
    "video": (
        "videourl", "video", "videolink", "recording", "recordingurl", "recordinglink", "youtube",
        "youtubeurl", "youtubelink", "vimeo", "media", "mediaurl", "videos", "webpageurl",
        "contenturl", "youtubeid", "sourcefile",
    ),
    "slides": ("slidesurl", "slides", "slideslink", "presentationurl", "slidedeck", "slide"),
    "url": (
        "url", "link", "permalink", "website", "webpage", "publicurl", "websiteurl", "talkurl",
        "href", "origurl", "frontendlink",
    ),
    "key": (
        "guid", "uuid", "code", "id", "uid", "identifier", "submissionid", "sessionid",
        "proposalid", "paperid", "talkid", "slug",
    ),
}  # fmt: skip
_RANK = {(name, key): rank for name, keys in KEYS.items() for rank, key in enumerate(keys)}
# Names of many things: a title only where the record has speakers or an abstract as well.
_WEAK_TITLES = frozenset({"name", "summary", "subject", "talk", "session", "presentation", "topic"})
DAYS = frozenset("day date datum tag jour fecha data giorno dia".split())
CLOCKS = frozenset("time slot timeslot hour uhrzeit zeit heure horaire hora orario ora".split())
"""Columns of a day and of a time of day, which are a start together."""
_QUALIFIED = re.compile(
    r"^(?:main|primary|lead|first|full|long|short|public|preferred|invited|keynote|your|the)[\s_-]+"
    r"|^please\s+\w+\s+(?:(?:us|your|the|an?)\s+)*"
    r"|\s+of\s+(?:your|the|this)\s+(?:talk|lecture|presentation|session|paper|speaker)\b"
    r"|\s*\([^()]*\)\s*$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d[:.hT]\d\d")
# What forms ask instead of naming it.
_ASKED = (
    (re.compile(r"\bwhere (?:do|are) you (?:work|from|based)\b", re.IGNORECASE), "affiliation"),
    (re.compile(r"\b(?:talk|session|it) (?:be )?(?:called|titled)\b", re.IGNORECASE), "title"),
    (re.compile(r"\b(?:talk|session|it)(?:['’]s| is)? about\b", re.IGNORECASE), "abstract"),
    (
        re.compile(r"\b(?:what(?:'s| is) your|who are you|your) (?:full )?name\b", re.IGNORECASE),
        "speaker",
    ),
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z\d]{2,8})*")
_EMPTY = frozenset({"", "null", "none", "~", "nan", "n/a", "undefined"})


Columns = tuple[tuple[str, str], ...]
"""Pairs of a field of a talk (a key of KEYS) and what a file calls it."""


@lru_cache(maxsize=4096)
def plain_key(key: str) -> str:
    """A key for comparing: lower case letters and digits only."""
    return re.sub(r"[^a-z0-9]+", "", fold(key))


def fields_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record's values by the names used here, each from the best of the keys for it."""
    values: dict[str, Any] = {}
    rank: dict[str, int] = {}
    for key, value in record.items():
        if is_empty(value):
            continue
        plain, qualified = _known(str(key))
        for name in _names(plain):
            place = _RANK[name, plain] + 100 * qualified
            if place < rank.get(name, 999):
                values[name], rank[name] = value, place
            if name == "speakers" and rank[name] == place:
                values["several"] = plain.endswith("s") or plain == "people"
    if rank.get("title", 0) == _RANK["title", "summary"]:
        values.pop("summary", None)
    if rank.get("title", 0) % 100 == _RANK["title", "topic"]:
        values.pop("tags", None)
    clock = next((record[key] for key in record if plain_key(str(key)) in CLOCKS), None)
    if isinstance(clock, str) and (day := text(values.get("start"))) and not _CLOCK.search(day):
        values["start"] = f"{day} {clock.strip()}"
    speakers, others = values.get("speakers"), values.pop("others", None)
    if isinstance(speakers, str) and isinstance(others, str):
        values["speakers"] = f"{speakers}; {others}"
        # What a column says of the speaker it does not say of the others.
        values |= {k: [values[k]] for k in ("affiliation", "role", "bio") if k in values}
    # A schedule has a short abstract and a long description; both are the talk's.
    more = record.get("description")
    if more is not values.get("abstract") and not is_empty(more):
        values["more"] = more
    return values


@lru_cache(maxsize=4096)
def _known(key: str) -> tuple[str, bool]:
    """A key for comparing, and whether it is one known here only without what qualifies it:
    "Main presenter", "Description (long)"."""
    plain = plain_key(key)
    if _names(plain):
        return plain, False
    bare = plain_key(_QUALIFIED.sub("", key))
    asked = next((name for form, name in _ASKED if form.search(key)), "")
    return (bare, True) if _names(bare) and not asked else (asked or plain, bool(asked))


def known_key(key: str) -> str:
    """A key for comparing: one that is known here, where the key is or asks for one."""
    return _known(key)[0]


@lru_cache(maxsize=4096)
def _names(plain: str) -> tuple[str, ...]:
    return tuple(name for name, keys in KEYS.items() if plain in keys)


def is_empty(value: Any) -> bool:
    """Whether a value says nothing: None, "", "null", an empty list."""
    return (
        value is None
        or (isinstance(value, str) and value.strip().casefold() in _EMPTY)
        or (isinstance(value, list | dict | tuple) and not value)
    )


def text(value: Any, language: str = "en") -> str:
    """A value as text: of several languages the wanted or first one, of an object its name."""
    if isinstance(value, Mapping):
        for key in (language, "en", "name", "title", "value", "label", "_text"):
            if key in value and not isinstance(value[key], list | Mapping):
                return text(value[key])
        localised = (v for k, v in value.items() if _LANGUAGE.fullmatch(str(k)))
        return next((v for v in localised if isinstance(v, str) and v.strip()), "")
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, (text(item) for item in value[:100] if not _nested(item))))
    if value is None or isinstance(value, bool | bytes):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat() if isoformat else value)


def _nested(value: Any) -> bool:
    return isinstance(value, list | tuple)


def renamed(record: Mapping[str, Any], columns: Columns) -> Mapping[str, Any]:
    """A record with the keys that the user mapped called as they are here."""
    if not columns:
        return record
    wanted = {plain_key(name) or name.strip(): KEYS[field][0] for field, name in columns}
    mapped: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for key, value in record.items():
        plain = plain_key(str(key)) or str(key).strip()
        if plain in wanted:
            mapped[wanted[plain]] = value
        elif plain not in wanted.values():
            others[str(key)] = value
    return {**mapped, **others}


def looks_like_talk(record: Any) -> bool:
    """Whether an object has a title and something else that a talk has."""
    if not isinstance(record, Mapping):
        return False
    plain = {_known(str(key))[0] for key in record}
    names = {name for key in plain for name in _names(key)}
    more = names & {"speakers", "abstract", "start", "video", "duration", "event", "track"}
    if plain & (set(KEYS["title"]) - _WEAK_TITLES):
        return bool(more | (names & {"bio", "affiliation"}))
    return "title" in names and bool(more & {"speakers", "abstract"}) and len(more) > 1
