"""Labels that listings put before a value: "Title:", "Speaker(s) –", "WHEN:", "Bio."."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache

from talkbot.formats.document import Line
from talkbot.formats.wording import ends_sentence

_WORDS = {
    "title": """title|talk title|title of (?:the )?talk|talk|lecture title|lecture|seminar title|
        topic|what|titel|thema|sujet|tema|vortragstitel|vortrag|titre|exposé|título|titulo|titolo|charla|ponencia|palestra|
        presentation title|session title|paper title|name of (?:the )?talk|tytuł|temat|název|tittel|
        emne|onderwerp|rubrik|otsikko|aihe|naslov|cím|titlu|başlık|название|тема|
        タイトル|題目|演題|题目|標題|标题|제목""",
    "speaker": """speakers?|speaker\\(s\\)|presenters?|presenter\\(s\\)|lecturers?|speaker name|
        names?|presented by|given by|talk by|who|by|authors?|author\\(s\\)|panell?ists?|
        instructors?|invited speaker|keynote speaker|guest speaker|guest|
        vortragende(?:[rn]|/r|\\*r|:r)?|
        referent(?:[*:/]?in|en)?|sprecher(?:in|innen)?|orateurs?|oratrices?|intervenante?s?|conférenci(?:er|ère)s?|ponentes?|
        participants|participantes|participantinnen|teilnehmende|teilnehmer(?:innen)?|
        oradore?s?|oradora?s?|relator[ei]|relatric[ei]|palestrantes?|conferencistas?|
        conferenciantes?|sprekers?|talare|föreläsare|candidates?|doctorante?s?|candidate?s?|
        doktorand(?:in|en)?|kandidat(?:in|en)?|promovend(?:us|a|i)|doctorand[oa]s?|candidat[oa]s?|
        autor(?:in|innen|en|as?|es|zy)?|auteure?s?|autori|autrici|autrices?|expositor(?:as?|es)?|
        disertantes?|ministrantes?|apresentador(?:as?|es)?|presentador(?:as?|es)?|docentes?|
        (?:impartid|presentad|dictad|ministrad|apresentad|tenut|presentat)[oa]s?\\s+(?:por|da)|
        a\\s+cargo\\s+de|(?:présentée?|donnée?)\\s+par|(?:gehalten|vorgetragen)\\s+von|
        prelegent(?:ka)?|přednášející|foredragsholder|puhuja|inleider|előadó|vorbitor|konuşmacı|
        докладчик|спикер|講演者|発表者|講師|登壇者|演者|报告人|報告人|主讲人|主講人|演讲者|講者|讲者|
        발표자|연사""",
    "affiliation": """affiliations?|affiliation\\(s\\)|institutions?|organi[sz]ation|university|
        company|employer|from|where from|institut""",
    "role": "role|position|job title",
    "abstract": """abstracts?|(?:talk|lecture|short) abstract|summary|description|synopsis|
        kurzfassung|overview|about (?:the|this) talk|about the (?:session|lecture|presentation)|
        details|outline|talk description|zusammenfassung|beschreibung|inhalt|résumé|resumen|
        resumo|sommario|riassunto|samenvatting|sammanfattning|streszczenie|tiivistelmä|sammendrag|
        anotace|descripción|descrição|descrizione|blurb|teaser|in brief|özet|аннотация|
        概要|要旨|摘要|초록""",
    "bio": """(?:short |brief |(?:speaker|author|presenter|lecturer|instructor)(?:['’]s|s)? )?
        (?:bio(?:graph(?:y|ies)|s)?|bio-?sketch(?:es)?|profile|
        biographical (?:note|sketch|statement|info(?:rmation)?))|
        about the (?:speakers?|authors?|presenters?|lecturers?|instructors?)|
        speaker info(?:rmation)?|
        kurz-?biogra(?:f|ph)ie|kurzvita|biogra(?:f|ph)ie|biografía|biografia|vita|zur person|
        über d(?:en|ie) (?:referent(?:in|en)?|vortragende[rn]?)|
        à propos (?:de l['’]orat(?:eur|rice)|des? orateurs?)|
        sobre (?:el|la|o|a) (?:ponente|oradora?|palestrante)""",
    "when": """when (?:&|and) where|
        (?:date|time|date (?:&|and) time|date, time) (?:&|and) (?:place|venue|location|room)|
        (?:place|venue|location) (?:&|and) (?:date|time)|ort und zeit|zeit und ort|datum und ort|
        quand et où|(?:date|heure)s? et lieu|lieu et (?:date|heure)|(?:fecha|hora) y lugar|
        lugar y (?:fecha|hora)|(?:data|quando) e (?:luogo|local|dove|onde)|tijd en plaats|
        tid och plats|tid og sted|
        hora|heure|ora|orario|tijd|tid|
        when|dates?|times?|date\\s*(?:&|and|/)\\s*time|date, time|day|datum|zeit|wann|
        scheduled|recorded(?: on)?|fecha|quand|data|fecha y hora|
        data e (?:h?ora|horário)|date et heure|horário|horario|giorno|uhrzeit|tarih|дата|
        日時|日期|时间|時間|일시""",
    "where": """where|location|place|room|venue|hall|stage|ort|raum|wo|lieu|salle|lugar|sala|luogo|
        aula|local|場所|会場|地点|地點|장소|место""",
    "video": "video|videos|recording|recorded talk|watch|youtube|vimeo|video link|recording link",
    "slides": "slides?|slide deck|presentation|slides link|folien",
    "url": "url|link|links|web ?page|website|web site|more info(?:rmation)?|page",
    "tags": "tags?|keywords?|key words|topics|categories|category|schlagwörter",
    "track": "track|session|theme|series|stream",
    "language": "language|sprache|langue|idioma",
    "event": "event|conference|workshop|seminar|colloquium|meeting|veranstaltung",
    "duration": "duration|length|dauer",
    "none": """e-?mails?|contact|kontakt|contacto|contatto|hosts?|hosted by|chair|session chair|
        chaired by|moderators?|moderated by|moderat(?:ion|ora?|rice)|modera|moderador[ae]?|rsvp|
        notes?|organi[sz]ers?|organi[sz]ed by|phone|registration|zoom|zoom link|
        meeting link|(?:co-?)?promot[oe]r(?:en|s|es)?|(?:co-?)?supervis[oe]rs?|supervised by|
        (?:co-?)?advis[oe]rs?|(?:external |internal )?examiners?|(?:faculty |external )?opponents?|
        (?:\\w+ )?committee|jury|discussants?|respondents?|
        betreuer(?:in|innen)?|(?:erst|zweit)?gutachter(?:in|innen)?|prüfer(?:in|innen)?|
        direct(?:eur|rice) de thèse|rapporteurs?|director(?:a|es)? de (?:la )?tesis|orientadora?|
        convenors?|conveners?|convened by|facilitators?|facilitated by|sponsors?|sponsored by|
        admission|tickets?|price|cost|co-?authors?|joint work(?: with)?|
        level|difficulty|audience""",
}
_FIELDS = {
    field: re.compile(re.sub(r"(?<=[|)?])\s*\n\s+", "", words), re.IGNORECASE)
    for field, words in _WORDS.items()
}
_ANY = "|".join(re.sub(r"(?<=[|)?])\s*\n\s+", "", words) for words in _WORDS.values())
LIST_MARK = re.compile(r"^\s*(?:[-–*•‣·▪◦]|\(?\d{1,3}[.)])\s+(?=\S)")
"""The mark or number of a list at the beginning of a line."""
_LABEL = re.compile(
    rf"^(?:[^\w\"“”«(\[$\\]|_){{0,6}}(?P<label>{_ANY})(?P<number>\s*(?:#|no\.?)?\s*\d{{1,2}})?[*_]{{0,3}}"
    r"(?:\(s\)|\(en\)|/s)?(?P<mark>\s*[:：]{1,2}[*_]{0,3}\s*|\s*[–—]\s*|\s*-+\s+|\s*[.][*_]{0,3}(?:\s+|$)|\s*$)(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
# Words that open a sentence or a name as often as a value are labels only with a colon.
_NEEDS_COLON = frozenset(
    """who by talk talks lecture topic guest name names from dates date times time hora heure ora
    orario tijd tid day place room
    hall stage page host hosts contacto contatto kontakt chair watch video videos event conference
    workshop seminar meeting moderation participants participantes teilnehmende rsvp modera
    session series theme track stream company university presentation link links where when
    data local aula
    recorded role position contact details topics keywords thema sujet tema what institution
    institutions organisation organization location venue colloquium veranstaltung note
    notes candidate candidates kandidat kandidaten candidato candidata committee jury opponent
    opponents respondent respondents sponsor sponsors admission ticket tickets price cost temat
    emne rubrik supervisor supervisors advisor advisors adviser advisers examiner examiners
    promotor promoter promotors promoters discussant discussants facilitator facilitators
    teaser blurb level difficulty audience""".split()
)
# Who leads through a talk and does not give it, with a name behind it.
_LED_BY = re.compile(
    r"^(?:(?:[Hh]ost|[Mm]oderat|[Cc]hair|[Oo]rgani[sz]|[Ii]ntroduc|[Ff]acilitat|[Cc]onven|[Ss]upervis)ed\s+by|"
    r"[Mm]oderiert\s+von|[Mm]odéré\s+par|[Mm]oderad[oa]\s+por)\s+(?=[A-ZÀ-Þ])"
)
# "Title......: X": dots that lead to the value.
_LED = re.compile(r"^([^\W\d_][\w '’/&()]{1,30}?)\s?\.{1,30}\s?:\s+(?=\S)")
_DASHED = re.compile(r"^([^\W\d_][\w '’/&()]{1,30}?)\s+[-–—=]\s+(?=\S)")
_PREFIX = re.compile(r"^([^\W\d_][\w '’/&()-]{1,30}?)\s*:\s+(?=\S)")
_TWO_LANGUAGES = re.compile(
    r"^\W{0,3}([^\W\d][^:/|]{1,30}?)\s*[/|]\s*([^:/|]{2,30}?)\s*[:：][*_]*\s*(.*)$"
)
_PAPER = re.compile(
    r"^(?:paper|article|reading|book|(?:phd |doctoral |master['’]?s )?thesis|dissertation|thèse|"
    r"tesis|tesi|tese|proefschrift|avhandling|doktorarbeit)\s*:\s+(?!https?:)(\S.*)$",
    re.IGNORECASE,
)
_SUMS_UP = re.compile(r"^\W*tl\s?[;,]?\s?dr\s*[:–—-]\s*", re.IGNORECASE)
_INNER = re.compile(
    r"(?:(?<=[\s.!?)\]\"”;|])|(?<=[^\W\d_A-Z])(?=[A-Z]))"
    r"(?=(?:Title|TITLE|Speakers?|SPEAKERS?|Speaker\(s\)|Presenters?|Affiliations?|AFFILIATIONS?|"
    r"Abstract|ABSTRACT|Bio|BIO|Biography|BIOGRAPHY|When|WHEN|Where|WHERE|Date|DATE|Time|Location|"
    r"Venue|Slides|Video|Recording|Keywords|Tags)\s*:)"
)


def label_of(text: str) -> tuple[str, str] | None:
    """The field that a line's label stands for and the rest of the line, or None."""
    # Every step over a page asks this of the same lines; long ones would fill the memory.
    return _short_label_of(text) if len(text) <= 200 else _label_of(text)


def _label_of(text: str) -> tuple[str, str] | None:
    if (led := _LED_BY.match(text)) and len(text) <= 100 and not ends_sentence(text):
        return "none", text[led.end() :]
    match = _LABEL.match(text)
    if not match:
        return None
    label = " ".join(match["label"].split()).casefold()
    mark = match["mark"].strip(" \t*_")[:1]
    if mark not in (":", "：") and label in _NEEDS_COLON:
        return None
    rest = match["rest"].strip()
    if match["mark"].startswith("-") and not (match["label"].isupper() and rest[:1].isupper()):
        return None
    if mark in ("-", "–", "—", ".") and not match["rest"].strip():
        mark = ""
    if not mark and match["rest"]:
        return None
    for field, words in _FIELDS.items():
        if words.fullmatch(match["label"]):
            # "Session 2: Fast clocks" heads several talks, it does not describe one.
            if match["number"] and field in ("track", "event", "when", "where"):
                return None
            return field, match["rest"].strip()
    return None


_short_label_of = lru_cache(maxsize=8192)(_label_of)


def with_colons(lines: Sequence[Line]) -> list[Line]:
    """The lines with a colon behind each word that stands alone, again and again, as a label does,
    and in place of the dash behind labels where two or more of them come again with it.

    "Keywords" may be a title; "Keywords" three times, each in a line of its own, is a label.
    """
    lines = [
        replace(line, text=f"{match[1]}: {line.text[match.end() :]}")
        if (match := _LED.match(line.text)) and label_of(f"{match[1]}:")
        else line
        for line in lines
    ]
    dashes = [match[1].casefold() for line in lines if (match := _DASHED.match(line.text))]
    known = {own for own in dashes if dashes.count(own) > 1 and label_of(f"{own}:")}
    if len(known) > 1:
        lines = [
            replace(line, text=f"{match[1]}: {line.text[match.end() :]}")
            if (match := _DASHED.match(line.text)) and match[1].casefold() in known
            else line
            for line in lines
        ]
    bare = [LIST_MARK.sub("", line.text) for line in lines]
    counts = Counter(text.casefold() for text in bare if len(text) < 40)
    return [
        replace(line, text=f"{text}:")
        if counts[text.casefold()] > 1
        and not (line.links or line.hint == "link")
        and not label_of(text)
        and label_of(f"{text}:") is not None
        else line
        for line, text in zip(lines, bare, strict=True)
    ]


def with_one_name(lines: Sequence[Line]) -> list[Line]:
    """The lines with one name for a label that stands in two languages ("Titel / Title:"), and
    "Title" for what a page calls its papers, where nothing else on it is called a title. A line
    that sums up ("TL;DR: …") is the abstract only of a page that has no other."""
    once = [
        line if (text := _in_one_language(line.text)) == line.text else replace(line, text=text)
        for line in lines
    ]
    found = [label[0] for line in once if (label := label_of(line.text))]
    if any(_SUMS_UP.match(line.text) for line in once):
        name = "Note" if "abstract" in found else "Abstract"
        once = [replace(line, text=_SUMS_UP.sub(f"{name}: ", line.text)) for line in once]
    papers = [match for line in once if (match := _PAPER.match(line.text))]
    if "title" in found or "speaker" not in found or 2 * len(papers) < found.count("speaker"):
        return once
    return [
        replace(line, text=f"Title: {match[1]}") if (match := _PAPER.match(line.text)) else line
        for line in once
    ]


def _in_one_language(text: str) -> str:
    match = _TWO_LANGUAGES.match(text)
    names = [label_of(f"{name.strip(' *_')}:") for name in match.groups()[:2]] if match else []
    if match and all(names) and len({name[0] for name in names if name}) == 1:
        return f"{match[2].strip(' *_')}: {match[3]}"
    return text


def prefix_of(text: str) -> tuple[str, str] | None:
    """The words before a colon that a line begins with, and what stands behind it."""
    match = _PREFIX.match(text)
    return (match[1], text[match.end() :]) if match else None


def repeated_prefixes(lines: Sequence[Line]) -> frozenset[str]:
    """Words before a colon that begin several lines of a page: labels, whatever they mean."""
    found = Counter(match[1].casefold() for line in lines if (match := _PREFIX.match(line.text)))
    return frozenset(prefix for prefix, count in found.items() if count > 1)


def unknown_label(text: str, prefixes: Collection[str]) -> tuple[str, str] | None:
    """What a line with a label that is not known by itself says: of "Presentation date" its last
    word counts; one that means nothing here is "none"."""
    match = _PREFIX.match(text)
    if not match or match[1].casefold() not in prefixes:
        return None
    short = re.sub(r"^.*\s", "", match[1])
    return label_of(f"{short}: {text[match.end() :]}") or ("none", text[match.end() :])


def cut_at_labels(text: str) -> list[str]:
    """A line with several labels in it, cut before each ("Title: X Speaker: Y")."""
    pieces: list[str] = []
    start = 0
    for match in _INNER.finditer(text):
        if match.start() > start:
            pieces.append(text[start : match.start()].strip(" |;•·"))
            start = match.start()
    pieces.append(text[start:].strip())
    return [piece for piece in pieces if piece]
