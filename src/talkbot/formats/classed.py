"""Web pages whose elements are called by what they hold: `class="session-title"`, "speaker".

Sites that are made by a program have such pages. Their classes say what is what where the text
alone does not: that a name stands below the abstract, that "Advanced" is a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from talkbot.formats.bios import divide
from talkbot.formats.dates import day_of_event, has_day
from talkbot.formats.details import with_value
from talkbot.formats.document import Document, Parsed, one_line, unquoted, without_mail
from talkbot.formats.labelled import placed, unnamed
from talkbot.formats.labels import label_of
from talkbot.formats.links import web_url
from talkbot.formats.names import name_score
from talkbot.formats.people import people_of
from talkbot.formats.webpages import BLOCKS, is_web_page, walk
from talkbot.formats.whens import when_and_where
from talkbot.formats.wording import BREAK, CANCELLED, GENERAL, TBA, ends_sentence
from talkbot.formats.years import completed
from talkbot.talks import Problem, Speaker, Talk, talk_id

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_FEWEST = 2
_MOSTLY = 0.6
_FIELDS = {
    word: meaning
    for meaning, words in {
        "title": "title titel titre titulo headline",
        "speaker": """speaker speakers presenter presenters panelist panelists lecturer lecturers
            performer performers referent referenten intervenant intervenants ponente ponentes""",
        "author": "author authors",
        "affiliation": """affiliation affiliations organization organisation company institution
            tagline""",
        "role": "role position jobtitle job",
        "abstract": "abstract description summary synopsis resume body",
        "bio": "bio biography biographie",
        "when": "time date datetime when start slot",
        "where": "room venue location place stage hall",
        "track": "track",
        "tags": "tag tags keywords topics level levels",
        "language": "language",
        "duration": "duration",
    }.items()
    for word in words.split()
}
# The authors of a blog's posts are called so as well.
_OF_TALKS = re.compile(
    r"""class=["'][^"']*\b(?:abstract|talk|session|lecture|paper|presentation)s?\b""", re.IGNORECASE
)
_PEOPLE = ("speaker", "author")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_SITE_PARTS = re.compile(r"\s*(?:::|[|–—·»]|\s-\s)\s*")
_SESSIONS = re.compile(
    r"^(?:(?:all|accepted)\s+)?(?:sessions|papers|lectures|events)\W*$", re.IGNORECASE
)


@dataclass
class _Card:
    """What one talk's element holds, piece by piece: the field of each, and its words."""

    number: int
    day: str = ""
    url: str = ""
    pieces: list[tuple[str, str]] = field(default_factory=list)

    def said(self, meaning: str) -> list[str]:
        return [text for field, text in self.pieces if field == meaning]


def recognise(document: Document) -> str:
    """Why a page is taken for talks in elements that are called by what they hold, or ""."""
    cards = _cards(document)
    return f"its elements are called titles and speakers ({len(cards)} times)" if cards else ""


def read(document: Document) -> Parsed:
    """A talk for each element that holds one title."""
    cards = _cards(document)
    heading, event = _heading(document)
    day = day_of_event(heading)
    talks: list[Talk] = []
    problems: list[Problem] = []
    whole = any(card.said("abstract") for card in cards)
    for card in cards:
        talk, left = _talk(
            card, Talk(id="", title="", event=event, source=document.source), day, whole
        )
        if BREAK.match(talk.title) and not talk.speakers:
            continue
        if not talk.title or TBA.match(talk.title):
            problems.append(
                document.problem(card.number, "A talk without a title yet was left out.")
            )
        elif CANCELLED.match(talk.title):
            problems.append(
                document.problem(card.number, "A talk that was cancelled was left out.")
            )
        else:
            talks.append(talk)
            problems += [document.problem(card.number, _left_out(text)) for text in left]
            if not talk.speakers:
                problems.append(document.problem(card.number, unnamed(talk)))
    return Parsed(completed(talks, heading), tuple(problems))


def _left_out(text: str) -> str:
    return f"{text[:80]!r} was left out: its element does not say what it is."


def _cards(document: Document) -> list[_Card]:
    """The elements of a page that hold a title each, [] where they do not hold speakers as well."""
    if not is_web_page(document.text) or "class=" not in document.text:
        return []
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(document.text)
    roots = _roots(tree)
    if len(roots) < _FEWEST:
        return []
    cards = list(_filled(tree, roots, document.text))
    named = [card for card in cards if any(_names(text) for text in card.said("speaker"))]
    return cards if len(named) >= _MOSTLY * len(cards) else []


def _roots(tree: LexborHTMLParser) -> set[int]:
    """The elements that each hold one title and no other talk's."""
    titles = [
        n
        for n, entering in _nodes(tree)
        if entering and _meaning(n) == "title" and n.text(strip=True)
    ]
    if len(titles) < _FEWEST:
        return set()
    above: dict[int, int] = {}
    for title in titles:
        for node in _ancestors(title):
            above[node.mem_id] = above.get(node.mem_id, 0) + 1
    roots: set[int] = set()
    for title in titles:
        alone = [node for node in (title, *_ancestors(title)) if above.get(node.mem_id, 1) == 1]
        if len(alone) > 1:
            roots.add(alone[-1].mem_id)
    return roots


def _nodes(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, bool]]:
    return walk(tree.body) if tree.body else iter(())


def _ancestors(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None and parent.tag != "body":
        yield parent
        parent = parent.parent


def _meaning(node: LexborNode) -> str:
    """What an element is called, "" where its class says nothing: the last word that has a
    meaning, so that a "session-title" is a title and a "speaker-bio" a bio."""
    if node.tag == "-text":
        return ""
    if node.tag == "time":
        return "when"
    for name in ((node.attributes or {}).get("class") or "").split():
        words = [word.casefold() for word in _WORD.findall(name)]
        found = [_FIELDS[word] for word in words if word in _FIELDS]
        # A picture of the speaker or a list of sessions is neither.
        if not found or (words[-1] not in _FIELDS and found[-1] not in _PEOPLE):
            continue
        if found[-1] == "title" and any(word in found for word in _PEOPLE):
            return "role"
        if found[-1] == "author":
            return "author"
        return found[-1]
    return ""


def _filled(tree: LexborHTMLParser, roots: set[int], source: str) -> Iterator[_Card]:
    """The cards of a page with their pieces, in page order."""
    card: _Card | None = None
    root = at = 0
    day = ""
    fields: list[str] = []
    text: list[str] = []
    authors_speak = bool(_OF_TALKS.search(source))

    def finish() -> str:
        words = one_line(without_mail("".join(text))).strip(" ,;|·•")
        text.clear()
        if card is not None and re.search(r"\w", words):
            meaning = next((f for f in reversed(fields) if f), "")
            meaning = "speaker" if meaning == "author" and authors_speak else meaning
            label = label_of(words) or label_of(f"{words.rstrip(' :')}:") or ("none", "")
            value = label[1] if label[0] == meaning else words
            card.pieces += [(meaning, value)] if value else []
        return words

    for node, entering in _nodes(tree):
        tag = node.tag or ""
        if tag == "-text":
            words = node.text_content or ""
            if found := words.strip()[:40]:
                at = max(at, source.find(found, at))
            text.append(words)
            continue
        if tag == "br":
            if entering:
                finish()
            continue
        meaning = _meaning(node)
        if tag in BLOCKS or meaning or node.mem_id in roots:
            said = finish()
            if card is None and has_day(said) and when_and_where(said):
                day = said
        if not entering:
            if fields:
                fields.pop()
            if card is not None and node.mem_id == root:
                yield card
                card = None
            continue
        if node.mem_id in roots and card is None:
            number = source.count("\n", 0, source.find((node.text(strip=True))[:30], at)) + 1
            card, root = _Card(number, day), node.mem_id
        if tag == "a" and card is not None and not card.url and "title" in (meaning, *fields):
            card.url = web_url((node.attributes or {}).get("href"))
        fields.append(meaning)


def _names(text: str) -> bool:
    return all(name_score(person.name) >= 0.5 for person in people_of(text))


def _talk(card: _Card, talk: Talk, day: str, whole: bool) -> tuple[Talk, list[str]]:
    """The talk of a card, and the paragraphs of it that nothing says what they are."""
    people: list[Speaker] = []
    newest = 0
    abstract: list[str] = []
    left: list[str] = []
    before = ""
    whens: list[str] = []
    for meaning, text in card.pieces:
        if meaning == "title":
            talk = replace(talk, title=unquoted(f"{talk.title} {text}".strip()))
        elif meaning == "speaker" and (_names(text) or not people):
            newest = len(people)
            people += people_of(text, places=True)
        elif meaning in ("affiliation", "role", "speaker") and people:
            people[newest:] = placed(
                people[newest:], "role" if meaning == "role" else "affiliation", text
            )
        elif meaning == "bio":
            people[newest:] = divide([f"Bio: {text}"], tuple(people[newest:]))[1]
        elif meaning == "abstract":
            abstract += [] if TBA.match(text) else [text]
        elif meaning == "when":
            whens.append(text)
        elif meaning == "" and before == "when" and len(text) <= 40 and not ends_sentence(text):
            talk = with_value(talk, "where", text)
        elif meaning in ("where", "track", "tags", "language", "duration"):
            talk = with_value(talk, meaning, text)
        elif ends_sentence(text) and len(text) > 40:
            (left if whole else abstract).append(text)
        before = meaning
    own = ", ".join(dict.fromkeys(whens))
    day = card.day or day
    when = own if has_day(own) or not day else f"{day}, {own}".strip(", ")
    talk = with_value(talk, "when", when) if when else talk
    speakers = tuple({person.name: person for person in reversed(people)}.values())[::-1]
    talk = replace(talk, speakers=speakers, abstract="\n".join(abstract), url=card.url)
    return replace(
        talk, id=talk_id(talk.title, tuple(s.name for s in speakers), event=talk.event)
    ), left


def _heading(document: Document) -> tuple[str, str]:
    """What a page says over its talks, and the name of its event: its heading, or the part of the
    site's title that is no more than "Sessions"."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(document.text)
    heads = [one_line(node.text()) for name in ("h1", "title") if (node := tree.css_first(name))]
    for head in heads:
        parts = [part for part in _SITE_PARTS.split(head) if part]
        own = [part for part in parts if not (GENERAL.match(part) or _SESSIONS.match(part))]
        if own:
            return " ".join(heads), head if own == parts else own[0]
    return " ".join(heads), ""
