"""What a page has around its content: the site's menu, its last lines, its farewell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.document import Line
from talkbot.formats.labels import label_of, prefix_of
from talkbot.formats.whens import is_date_line, leading_when
from talkbot.formats.wording import ends_sentence

FEWEST = 4
"""Lines that a menu has at least; fewer may be a heading."""

_ENTRY = re.compile(
    r"""^[•\s]*(?:home(?:page)?|about(?:\sus)?|people|staff|team|news|events?|research|teaching|studies|
    contact(?:\sus)?|search|log\s?(?:in|out)|sign\s(?:in|up|out)|register|registration|publications|jobs|alumni|
    seminars?|menu|overview|timetable|schedule|program(?:me)?|speakers|venue|sponsors|tickets|
    participants?|participant\slist|startseite|aktuelles|personen|forschung|lehre|kontakt|suche|
    accueil|recherche|inicio)$""",
    re.IGNORECASE | re.VERBOSE,
)
_LAST = re.compile(
    r"""^(?:©|\(c\)\s|copyright\b|powered\sby\b|made\swith\b|proudly\s(?:powered|created)\b|
    report\sabuse\b|all\srights\sreserved\b|(?:privacy|cookie)\s(?:policy|settings)\b|
    (?:prev(?:ious)?|«|‹)(?:\s+\d+){2,}\b|(?:to\s)?unsubscribe\b|[\w-]+\smailing\slist$|
    \d{4}\sby\s.{2,60}created\swith\b|
    [\d.,]+\s(?:attendees|participants|going|interested|rsvps?|(?:spots|seats|places)\sleft|views|likes|comments)$)""",
    re.IGNORECASE | re.VERBOSE,
)
# How the lines begin with which a page takes leave: thanks, conditions, whom to ask.
_CLOSING = re.compile(
    r"""^\W*(?:(?:this\s+\w+\s+is\s+)?(?:organi[sz]ed|hosted|sponsored)\s+by\b
    |(?:the\s+)?(?:organi[sz]ers?|organi[sz]ing\s+committee|sponsors?|contacts?|registration|imprint|veranstalter|
    organisateurs?|kontakt|anmeldung|inscriptions?)\s*:|the\s+organi[sz]ers$
    |for\s+(?:more|further)\s+(?:information|details|questions)\b|about\s+(?:our|the)\s+sponsors?\b|our\s+sponsors?\b
    |(?:many\s+)?thank(?:s|\s+you)(?:\s+again)?\s+to\s+(?:our|all|the)\s+(?:\w+\s+)?(?:sponsor|host|speaker|supporter|partner)
    |(?:we|the\s+organi[sz]ers?)\s+thank\s+(?:our|the)\b|(?:admission|entry|entrance)\s+(?:is\s+)?(?:free|[£$€]|\d)|free\s+(?:admission|entry|entrance)\b
    |(?:(?:all|guests|visitors|newcomers|non-members)\s+(?:are\s+)?|every(?:one|body)\s+(?:is\s+)?|anyone\s+is\s+)
    (?:(?:very|most|also|always|warmly|cordially)\s+)?(?:welcome|invited)\b
    |(?:defences|talks|lectures|seminars|meetings|evenings|sessions|recordings|slides)(?:\s+of\s+[\w\s]{3,40})?\s+
    (?:are|take|start|begin|last|end|will)\b
    |(?:the\s+)?recordings\b|(?:no|online)\s+registration\b|(?:past|previous|earlier|older)\s+(?:talks|seminars|lectures|meetings|events)\b
    |if\s+you\s+(?:would\s+like|want|wish)\s+to\s+(?:give|join|present|speak|be|attend|meet|propose)\b
    |(?:this\s+)?(?:web\s?)?(?:page|site|list)\s+(?:is\s+)?(?:maintained|updated)\b|last\s+(?:updated?|modified|changed?)\b|webmaster\b
    |(?:alle(?:\s+interessierten)?|gäste)\s+sind\s+(?:\w+\s+)?(?:willkommen|eingeladen)\b|ouvert\s+à\s+tou\w+|venez\s+nombreu
    |(?:im\s+)?anschlie(?:ß|ss)end\s.{0,40}\b(?:kaffee|umtrunk|wein|imbiss|empfang|getränke)\b
    |im\s+anschluss\b.{0,60}\b(?:kaffee|umtrunk|wein|imbiss|empfang|getränke)\b
    |(?:past|previous|earlier|older)\s+(?:talks|seminars|lectures|events|program(?:me)?s|series|recordings)\b.{0,30}
    (?::|\b(?:see|here|are|can)\b)
    |questions\s*[?:]|practical\s+information\s*:|please\s+(?:register|rsvp|subscribe|sign\s+up|book)\b|rsvp\b
    |(?:please\s+)?(?:join|follow)\s+us\b|subscribe\s+(?:to|for)\b|registration\s+(?:is|opens|closes)\b
    |to\s+(?:join|subscribe\s+to|unsubscribe|be\s+added)\b.{0,40}\b(?:list|mails?|newsletter|calendar)\b
    |(?:all|each|every)\s+(?:talk|lecture|session|meeting|seminar|evening|event|defence)s?\s+
    (?:begins?|starts?|(?:is|are|takes?|lasts?|will\s+be)\s+)(?:\d|\s|held|free|open|in|at|given|recorded|streamed|about\s+\d)
    |(?:before|after|between|following)\s+(?:(?:the|all|both)\s+(?:talk|lecture|presentation|seminar|meeting)s|
    (?:each|every)\s+(?:talk|lecture|presentation|seminar|meeting))\b
    |(?:afterwards|anschlie(?:ß|ss)end|danach|ensuite|después|in\s+seguito)\b,?\s+
    (?:we|there|all|everyone|join|drinks|coffee|wir|gibt|laden|nous|un|habrá|nos|ci)\b
    |there\s+will\s+be\s+(?:\w+\s+)?(?:cake|coffee|tea|drinks|pizza|food|snacks|refreshments|biscuits)\b
    |(?:tea|coffee|drinks|refreshments|snacks|biscuits|lunch|cake|wine)(?:\s+and\s+\w+)?\s+(?:
    (?:will\s+be|are|is)\s+(?:served|provided|available)|(?:will\s+)?follows?|(?:at|from)\s+\d|afterwards|before|after)\b
    |(?:we\s+hope\s+to\s+)?see\s+you\s+(?:there|soon|then|next|all)\b|(?:best|kind|warm)\s+(?:wishes|regards)\b
    |(?:im\s+anschluss|nach\s+(?:den|dem|jedem|allen))\b.{0,40}\b(?:gibt\s+es|laden\s+wir|findet|wird|werden)\b
    |(?:alle|gäste|interessierte)\s+(?:sind\s+)?(?:herzlich\s+)?(?:willkommen|eingeladen)\b
    |(?:um\s+(?:vorherige\s+)?anmeldung\s+wird|wir\s+bitten\s+um\s+anmeldung|eine\s+anmeldung\s+ist)\b|die\s+(?:vorträge|sitzungen|veranstaltungen)\s+(?:finden|sind|beginnen)\b
    |(?:les\s+)?(?:séances|exposés|conférences|soutenances)\s+(?:ont\s+lieu|sont)\b|à\s+l['’]issue\b|(?:un\s+(?:pot|buffet)|une\s+collation)\b
    |(?:la\s+)?(?:asistencia|entrada)\s+es\s+(?:libre|gratuita)\b|se\s+ruega\b|(?:al\s+final|al\s+término)\b.{0,30}\b(?:habrá|se\s+ofrecerá)\b
    |(?:der\s+)?eintritt\s+(?:ist\s+)?frei\b|mit\s+freundlichen\b|entrée\s+libre\b|entrada\s+libre\b
    |ingresso\s+libero\b)""",
    re.IGNORECASE | re.VERBOSE,
)
CLOSING_LINES = 8
"""Lines that a page's farewell has at most."""

_LEAF = re.compile(r"[–—-]?\s*(\d{1,4})\s*[–—-]?")
_MAIL_HEAD = re.compile(
    r"^(?:from|to|cc|bcc|date|sent|reply-to|message-id|list-id|x-\w+|von|an|gesendet|datum|de|à|para|da)\s*:",
    re.IGNORECASE,
)
_MAIL_SUBJECT = re.compile(r"^(?:subject|betreff|objet|asunto|oggetto|assunto)\s*:", re.IGNORECASE)
_MAIL_LINES = 10
_GREETING = re.compile(
    r"""^(?:dear|hi|hello|hey|liebe[rs]?|hallo|sehr\sgeehrte[rs]?|guten\stag|bonjour|chère?s?|hola|estimad[oa]s?|
    car[oiea]|ciao|olá|prezad[oa]s?)\b[^.!?]{0,50}[,!:]?$""",
    re.IGNORECASE | re.VERBOSE,
)
_REGARDS = re.compile(
    r"""^(?:(?:with\s)?(?:all\s|my\s|our\s)?(?:best|kind|warm|many|sincere)(?:\s(?:wishes|regards|thanks))?|
    regards|cheers|thanks|thank\syou|sincerely|yours(?:\s\w+)?|see\syou(?:\s\w+)?|
    (?:mit\s)?(?:vielen|viele|liebe|beste|herzliche|freundlichen?)\s(?:dank|grüße[n]?|gruß)|
    (?:bien\s)?cordialement|bien\sà\svous|amicalement|(?:un\s)?(?:cordial\s)?saludos?|
    cordiali\ssaluti|abraços)\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_SKIP = re.compile(r"^(?:skip|jump) to (?:main |the )?(?:content|navigation)$", re.IGNORECASE)


def is_entry(text: str) -> bool:
    """Whether a text is what menus call a part of a site."""
    return bool(_ENTRY.match(text))


def without_frame(lines: Sequence[Line]) -> list[Line]:
    """The lines without the site's menu and what stands below the page's last talk."""
    dropped = {n for n, line in enumerate(lines) if _SKIP.match(line.text)} | _of_letter(lines)
    run: list[int] = []
    for number in (*range(len(lines)), -1):
        text = lines[number].text if number >= 0 else ""
        if number >= 0 and _ENTRY.match(text):
            run.append(number)
        else:
            dropped.update(run if len(run) >= FEWEST else ())
            run = []
    dropped |= {
        n for n, line in enumerate(lines) if len(line.text) <= 120 and _LAST.match(line.text)
    }
    return _without_farewell([line for n, line in enumerate(lines) if n not in dropped])


def without_page_breaks(lines: Sequence[Line]) -> list[Line]:
    """The lines of a printed page without the numbers of its leaves, which rise one by one, and
    without the heads that come again beside them. A paragraph that goes on over a break is one."""
    found = {n: int(m[1]) for n, line in enumerate(lines) if (m := _LEAF.fullmatch(line.text))}
    numbers = list(found.values())
    rising = len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    texts = [line.text for line in lines]
    beside = {at for n in found for at in (n - 1, n + 1) if 0 <= at < len(lines)}
    heads = {at for at in beside if texts[at] in texts[:at]}
    # Numbers that count talks stand before each and have nothing beside them that comes again.
    if not rising or not (heads or len(lines) - 1 in found):
        return list(lines)
    kept: list[Line] = []
    broken = False
    for n, line in enumerate(lines):
        if n in found or n in heads:
            broken = True
            continue
        goes_on = broken and kept and line.text[:1].islower() and not line.level
        if goes_on and not ends_sentence(kept[-1].text):
            kept[-1] = replace(kept[-1], text=f"{kept[-1].text} {line.text}")
        else:
            kept.append(line)
        broken = False
    return kept


def _of_letter(lines: Sequence[Line]) -> set[int]:
    """The lines of a letter that are its own: the head of a mail, the greeting, the regards with
    whoever sends them."""
    start = range(min(_MAIL_LINES, len(lines)))
    mail = any(_MAIL_SUBJECT.match(lines[n].text) for n in start)
    heads = {n for n in start if mail and _MAIL_HEAD.match(lines[n].text)}
    own = heads if len(heads) > 1 else set()
    own |= {n for n in start if len(lines[n].text) <= 60 and _GREETING.match(lines[n].text)}
    for n in range(max(1, len(lines) - CLOSING_LINES), len(lines)):
        if len(lines[n].text) <= 40 and _REGARDS.match(lines[n].text):
            rest = range(n, len(lines))
            return own | (set(rest) if all(len(lines[m].text) <= 80 for m in rest) else set())
    return own


def _may_be_a_talk(line: Line) -> bool:
    """Whether a line below the farewell may be of a talk: it has a label, or is a heading or begins
    with a day and takes no leave itself."""
    if label_of(line.text):
        return True
    begins = line.level > 0 or leading_when(line.text) or is_date_line(line.text)
    return bool(begins) and not _CLOSING.match(line.text)


def _without_farewell(lines: list[Line]) -> list[Line]:
    """The lines without the paragraphs in which a page takes leave. They stand apart, below running
    text, a value with its label or a timed point of a programme, and nothing behind them may be of
    a talk: else they may be the text of the last."""
    # Nothing stands apart on a page without a blank line.
    talks = lines[3:]
    together = len(talks) > 3 and not any(line.gap or line.rule or line.level for line in talks)
    for n in range(max(1, len(lines) - CLOSING_LINES), len(lines)):
        apart = lines[n].gap or lines[n].rule or lines[n].level or together
        text = lines[n - 1].text
        below_text = len(text) > 20 and text.rstrip("\"”’')*_")[-1:] in (".", "!", "?", "…")
        below_point = leading_when(text) is not None or prefix_of(text) is not None
        if not (apart and (below_text or below_point) and _CLOSING.match(lines[n].text)):
            continue
        if not any(_may_be_a_talk(line) for line in lines[n + 1 :]):
            return _without_farewell(lines[:n])  # It may have more paragraphs.
    return lines
