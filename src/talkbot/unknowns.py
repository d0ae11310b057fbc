"""Names that a question takes for granted and no record has.

"Did Lee and Marsh speak together?" has no answer when there is no Marsh, nor "who spoke at Slatecon
2031?" when there was no such year. Places of names in English questions only, no names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from talkbot.catalogue import GENERIC_INSTITUTION
from talkbot.english import is_common_word, is_known_word
from talkbot.grammar import lexicon, phrases
from talkbot.linking import Mention, tokenize
from talkbot.talks import fold
from talkbot.words import STOP_WORDS, stem, words

Frequency = Callable[[Iterable[str]], Mapping[str, int]]

_NAME = r"(?P<name>[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){0,4}?)"
_TITLES = ("professor", "prof", "dr", "mr", "mrs", "ms", "mx", "miss", "sir", "dame")
_TITLE = rf"(?:(?:{'|'.join(_TITLES)})\.?\s+)?"
_ENDS = (
    r"(?=\s+(?:about|on|that|who|talk|speak|present|give|and|say|cover|discuss|among|here|in"
    r"|together|jointly|speaking|giving|presenting|represented)\b|\W*$)"
)
_OF_VERBS = re.compile(
    rf"\b(?:did|does|will|has)\s+{_TITLE}{_NAME}\s+{phrases.TALK_VERBS}\b", re.IGNORECASE
)
_OF_PEOPLE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{phrases.TALK}\s+(?:was |were |is |are )?(?:given |presented |held )?by\s+{_TITLE}"
        rf"{_NAME}{_ENDS}",
        rf"\b{_NAME}['’]s?\s+"
        rf"(?:{phrases.TALK}|affiliation|research|bio|abstract|university|employer)\b",
        rf"^(?:who|where)(?:'s| is| was| does)\s+{_TITLE}{_NAME}"
        r"(?:\s+(?:from|based|work|working))?\W*$",
    )
)
_OF_PLACES = re.compile(
    rf"\b(?:from|at|affiliated (?:with|to)|work(?:s|ing)? (?:at|for))\s+(?:the\s+)?{_NAME}{_ENDS}",
    re.IGNORECASE,
)
# "Talks tagged kiwi", "how often does the tag kiwi occur?"
_OF_TAGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:{phrases.TALK}|ones?|everything|anything|whatever)\s+(?:(?:that|which|is|are|was|were)\s+)*"
        rf"(?:tagged|labelled|labeled)\s+(?:(?:with|as|the|tag|keyword)\s+)*[\"'“‘]?{_NAME}"
        r"(?=\W*$|[\"'”’]?\s+(?:in|by|at|from|on|since|sorted|and|or|with|how)\b)",
        rf"\b(?:the|with)\s+(?:tag|keyword)\s+[\"'“‘]?{_NAME}[\"'”’]?(?:\s+(?:occurs?|appears?|used|in use))?\W*$",
    )
)
_CAPITALS = r"[^\W\d_a-z][\w.’'-]*(?:\s+[^\W\d_a-z][\w.’'-]*)"
_EDITION = re.compile(rf"\b(?P<name>{_CAPITALS}{{0,4}}\s+(?P<year>(?:19|20)\d\d))\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Between two events: "both Slatecon 2019 and …".
_JOINED = re.compile(r"^\W*(?:(?:and|or|but|not|nor|also|at|as well as)\W+)+(?:the\W+)?$")
_AT = re.compile(r"\b(?:at|during)\s+(?:the\s+)?$", re.IGNORECASE)
# Beside the name of a speaker: "… and Osla Marsh", "Osla Marsh or …".
_NEXT = re.compile(
    rf"^(?:['’]s?)?(?:\s+{phrases.TALK})?,?\s+(?:and|or|nor|with|vs\.?|versus|differs? from|from)\s+"
    rf"(?P<name>{_CAPITALS}{{1,3}})"
)
_PREVIOUS = re.compile(rf"(?P<name>{_CAPITALS}{{1,3}})\s+(?:and|or|nor|vs\.?|versus)\s+$")
_WITH = re.compile(rf"\b(?:with|than)\s+(?P<name>{_CAPITALS}{{1,3}})(?=\W*$)")
_OF_BODY = re.compile(
    rf"^,?\s+(?:of|from|at)\s+(?:the\s+)?(?P<name>{_CAPITALS}{{0,3}}(?:\s+of\s+{_CAPITALS}{{0,2}})?)"
)
_QUESTION = re.compile(
    r"\b(?:who|whom|whose|what|when|where|why|how|which)\b(?:(?![.!?:;] ).)*$", re.IGNORECASE
)
_INNER = re.compile(r"(?<=[\w,’'] )[^\W\d_][\w’'-]*")
# Acronyms are often the asker's own, and one translates into a language.
_CAPITALISED = re.compile(r"(?<=[\w,’'] )(?<!into )(?P<name>[^\W\d_a-z][^\W\d_A-Z][^\W\d_]*)")
# "Fogwatch" may be spoken of as fogwatch.org.
_SITES = (".com", ".org", ".net", ".io", ".js", ".py", ".ai", ".dev")
_OF_NATIONS = ("ean", "ian", "can", "ish", "ese")
_BODY_S = re.compile(rf"(?P<name>{_CAPITALS}{{0,3}}(?:\s+of\s+{_CAPITALS}{{0,2}})?)['’]s\s+$")


def unknown_names(
    text: str,
    folded: str,
    kind: str,
    mentions: Sequence[Mention],
    events: Sequence[str],
    frequency: Frequency,
) -> tuple[str, ...]:
    """The names, in the places of people, events, languages and institutions, that nobody has.

    `folded` is the text folded in place, `kind` that of the query, `events` all of the records.
    """
    listing = kind in ("catalogue", "topic")
    found = list(_editions(text, kind, mentions, events))
    if listing:
        found += _languages(text, folded, mentions, frequency)
    found += _beside_people(text, mentions, frequency)
    found += _tags(text, mentions)
    places = listing or re.search(rf"\b{phrases.PEOPLE}\b", folded)
    for pattern in (_OF_VERBS, *_OF_PEOPLE, *((_OF_PLACES,) if places else ())):
        for match in pattern.finditer(text):
            if _taken(match.span("name"), mentions):
                continue
            if pattern is _OF_VERBS and not _written_as_name(match["name"], text):
                continue
            # "The talks from biology" are of a field.
            if pattern is _OF_PLACES and _is_field(match["name"]):
                continue
            # "The Excel talk" is on a thing that the talks mention.
            a_thing = pattern is _OF_VERBS and fold(match["name"]).startswith("the ")
            known = pattern is _OF_PLACES or a_thing
            value = _name_in(match["name"], frequency, heard_is_known=known)
            if not value and listing and pattern is _OF_PEOPLE[0]:
                value = _kind_of_people(match["name"])
            if value:
                found.append(value)
    if kind == "fact":
        told = {token.word for name in found for token in tokenize(name)}
        found += (n for n in _unheard(text, mentions, events, frequency) if fold(n) not in told)
    return tuple(dict.fromkeys(found))


def _kind_of_people(name: str) -> str:
    """What speakers are said to be where no role says so: "talks by women"; "" for other words."""
    told = words(name)
    other = STOP_WORDS | lexicon.LISTING | lexicon.RECORD_WORDS | lexicon.NOT_NAMES
    return name if name.islower() and not other.intersection(told) else ""


def _is_field(name: str) -> bool:
    """Whether what stands in the place of an institution is plain words of English."""
    return name.islower() and all(is_known_word(stem(word)) for word in words(name))


def _written_as_name(name: str, text: str) -> bool:
    """Whether a name has a capital, in a question that has any: "what does sewage give?"."""
    return not text[:1].isupper() or any(map(str.isupper, name))


def _taken(span: tuple[int, int], mentions: Iterable[Mention]) -> bool:
    return any(m.start < span[1] and span[0] < m.end for m in mentions)


def _editions(
    text: str, kind: str, mentions: Sequence[Mention], events: Sequence[str]
) -> Iterator[str]:
    """ "At Slatecon 2031": a name with a year that no event has.

    Where sentences are asked for, a name with a year may be anything: there it must be the name of
    an event but for the year, begin as one does, or stand beside one.
    """
    named = [m for m in mentions if m.kind == "event"]
    others = [m for m in mentions if m.kind not in ("date", "event")]
    for match in _EDITION.finditer(text):
        tokens = tokenize(match["name"])
        while (
            tokens[0].word in STOP_WORDS | lexicon.LISTING | lexicon.QUESTION_WORDS
            and len(tokens) > 1
        ):
            tokens.pop(0)
        start, end = match.start() + tokens[0].start, match.end()
        name, year = text[start:end], match["year"]
        if len(tokens) == 1 or _taken((start, end), others):
            continue
        wanted = [t.word for t in tokens if t.word != year]
        editions = [e for e in events if set(wanted) <= set(fold(e).split())]
        if editions:
            # An event without a year in its name was held in any.
            if all(_YEAR.search(e) and year not in e for e in editions):
                yield name
            continue
        begins = len(wanted) > 1 and any(fold(e).split()[:1] == wanted[:1] for e in events)
        beside = any(
            _JOINED.match(text[m.end : start]) or _JOINED.match(text[end : m.start]) for m in named
        )
        held = kind not in ("fact", "summary") and _AT.search(text[:start])
        if begins or ((beside or held) and not _taken((start, end), named)):
            yield name


def _languages(
    text: str, folded: str, mentions: Sequence[Mention], frequency: Frequency
) -> list[str]:
    """ "Talks in Klingon": where a language stands a name that the talks never use."""
    named = re.search(
        rf"\b{phrases.TALK} (?:are |is |were |given |held )?in (?:the )?(?P<name>[a-z]+)"
        r"(?: language)?\W*$",
        folded,
    )
    if not named or any(m.end > named.start("name") for m in mentions):
        return []
    name = text[slice(*named.span("name"))]
    heard = frequency([stem(fold(name))]).get(stem(fold(name)))
    return [name] if name[:1].isupper() and not heard else []


def _tags(text: str, mentions: Sequence[Mention]) -> list[str]:
    """What stands in the place of a tag and is none."""
    if any(mention.kind in ("tag", "track") for mention in mentions):
        return []
    names = (match["name"] for pattern in _OF_TAGS for match in pattern.finditer(text))
    return [name for name in names if not STOP_WORDS & set(words(name))][:1]


def _unheard(
    text: str, mentions: Sequence[Mention], events: Sequence[str], frequency: Frequency
) -> Iterator[str]:
    """A name inside a question that no talk and no event has: "what did she do at the Louvre?".

    What stands before or after the question is no part of it: an order's word is never repeated.
    A question with a capital at each word does not tell its names.
    """
    asked = _QUESTION.search(text)
    if not asked:
        return
    inner = list(_INNER.finditer(text, asked.start()))
    if 2 * sum(m[0][0].isupper() for m in inner) > len(inner):
        return
    for match in _CAPITALISED.finditer(text, asked.start()):
        name = match["name"]
        own = [stem(w) for w in words(name) if w not in STOP_WORDS]
        if _taken(match.span("name"), mentions) or not own or name.endswith(_OF_NATIONS):
            continue
        if any(fold(name) in words(event) for event in events):
            continue
        heard = frequency([*own, *(term + end for term in own for end in _SITES)])
        if not any(heard.values()) and not any(map(is_common_word, own)):
            yield name


def _beside_people(text: str, mentions: Sequence[Mention], frequency: Frequency) -> Iterator[str]:
    """Two or more capitals where, beside a speaker, only another one or an institution stands."""
    for mention in mentions:
        if mention.kind != "speaker":
            continue
        after, before = text[mention.end :], text[: mention.start]
        matches = [
            (_NEXT.search(after), mention.end),
            (_WITH.search(after), mention.end),
            (_PREVIOUS.search(before), 0),
        ]
        bodies = [(_OF_BODY.search(after), mention.end), (_BODY_S.search(before), 0)]
        for found, offset in (*matches, *bodies):
            if not found:
                continue
            start, end = (offset + place for place in found.span("name"))
            if _taken((start, end), mentions):
                continue
            name = found["name"].removesuffix("'s").removesuffix("’s")
            if (found, offset) in bodies and not GENERIC_INSTITUTION & set(fold(name).split()):
                continue
            value = _name_in(name, frequency, heard_is_known=True)
            if value:
                yield value


def _name_in(value: str, frequency: Frequency, *, heard_is_known: bool) -> str:
    """The part of a matched stretch that can only be a name, "" when there is none.

    A person whom the talks mention need not be a speaker; an institution that they mention
    can be looked for in bios.
    """
    tokens = tokenize(value)
    while tokens and (
        tokens[0].small
        or tokens[0].word in _TITLES
        or tokens[0].word in (lexicon.LISTING | lexicon.QUESTION_WORDS) - STOP_WORDS
    ):
        tokens.pop(0)
    if not tokens:
        return ""
    joins = {"of", "the", "and", "de", "la", "for"}
    inner = [t for t in tokens if t.word not in joins]
    if any(t.small or t.word in (lexicon.LISTING | lexicon.NOT_NAMES) - STOP_WORDS for t in inner):
        return ""
    # What the talks say as a word says nothing of the name.
    known = frequency([stem(t.word) for t in inner if t.word not in STOP_WORDS])
    unheard = not any(known.get(stem(t.word)) for t in inner)
    partly = not all(known.get(stem(t.word)) for t in inner)
    if heard_is_known and not (unheard or (partly and all(t.capital for t in inner))):
        return ""
    if not (unheard or all(t.capital for t in inner)):
        return ""
    return value[tokens[0].start : tokens[-1].end].removesuffix("'s").removesuffix("’s")
