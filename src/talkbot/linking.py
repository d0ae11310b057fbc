"""Finding the people, institutions, events, titles and years that a question names.

Everything comes from the records; there is no list of names in the code. A mention knows which
talks it stands for, so that later steps need not match names again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from talkbot.catalogue import (
    GENERIC_INSTITUTION,
    Catalogue,
    Person,
    acronyms,
    apart,
    institution_tokens,
    is_run,
    name_aliases,
    name_tokens,
    nicknames,
)
from talkbot.english import is_common_word, is_known_word
from talkbot.languages import is_language, language_code
from talkbot.naming import editions_in, initials, roles_in
from talkbot.periods import find_periods
from talkbot.placing import places_in
from talkbot.talks import fold
from talkbot.words import STOP_WORDS, content_terms, stem, words

MentionKind = Literal[
    "speaker", "role", "affiliation", "event", "track", "room", "tag", "language", "title", "date"
]


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch `start:end` of the question that names something of the collection.

    `values` are the names as the records have them (more than one: it is ambiguous); `talk_ids`
    the talks meant. `exact` is False for a guess across a typo; `negated` True where the question
    excludes it ("not by Lee").
    """

    kind: MentionKind
    start: int
    end: int
    values: tuple[str, ...]
    talk_ids: frozenset[str]
    exact: bool = True
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the question: as typed, folded, and where it stands."""

    text: str
    word: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()


_TOKEN = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")


def tokenize(question: str) -> list[Token]:
    """The words of a question; a possessive ending belongs to the word but not to `word`."""
    tokens = []
    for match in _TOKEN.finditer(question):
        word = fold(_POSSESSIVE.sub("", match.group()))
        tokens.append(Token(match.group(), word, match.start(), match.end()))
    return tokens


# What stands before a person's name in a question.
_BEFORE_PERSON = frozenset(
    """by prof professor dr doctor mr mrs ms speaker speakers did does is was has by's and or vs versus
    between compare with to of from about""".split()
)
_STRONG_BEFORE_PERSON = frozenset("by prof professor dr doctor mr mrs ms speaker did does".split())
_BEFORE_PLACE = frozenset("from at of with in for".split())
_SESSIONS = r"(?:talk|session|presentation|lecture|keynote|video|recording)s?"
_LANGUAGES = (
    re.compile(
        rf"\b{_SESSIONS}(?:\s+(?:is|are|was|were|there|given|held|spoken|recorded|not|aren['’]t|isn['’]t))*\s+in\s+"
        rf"(?P<name>[^\W\d_]+)(?!\s+{_SESSIONS})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!did )(?<!does )\b(?P<name>[^\W\d_]+)(?:[\s-]language)?\s+{_SESSIONS}\b",
        re.IGNORECASE,
    ),
)
_OWNED = re.compile(
    rf"{_SESSIONS}|affiliation|bio|university|institution|role|job|topic|title"
).fullmatch
# Where the capital and the place must do: "Talks longer than an hour in Spanish".
_IN_LANGUAGE = re.compile(
    rf"^(?i:(?!summ|sum |explain|tell|translat|compar|describ|answer)\W*(?:\w+\W+){{0,4}}?{_SESSIONS})\b.*\bin\s+"
    r"(?P<name>[^\W\d_a-z][^\W\d_]+)\W*$"
)
_YEAR = re.compile(r"(?:19|20)\d\d$").match
_SHORT_NAME = 5
# A title is at least so long to be known in a question; by its opening it is looked up.
_OPENING = 8
# One question is looked at by several readers, after one or two others.
_KEPT = 64
# Between two names of one kind.
_JOINS = frozenset("and or but nor not versus vs".split())


class Linker:
    """Finds mentions in questions about one catalogue.

    `frequency` tells in how many passages each term occurs: a word that the talks themselves use
    is not taken for a misspelt name.
    """

    def __init__(
        self, catalogue: Catalogue, frequency: Callable[[Iterable[str]], Mapping[str, int]]
    ):
        self._catalogue = catalogue
        self._frequency = frequency
        self._aliases: dict[tuple[str, ...], list[Person]] = {}
        self._last_names: dict[str, list[Person]] = {}
        self._first_names: dict[str, list[Person]] = {}
        self._middle_names: dict[str, list[Person]] = {}
        for person in catalogue.people:
            for alias in name_aliases(person.name):
                self._aliases.setdefault(alias, []).append(person)
            tokens = name_tokens(person.name)
            if tokens:
                self._last_names.setdefault(tokens[-1], []).append(person)
            if len(tokens) > 1:
                for first in {tokens[0], *map(fold, nicknames(person.name))}:
                    self._first_names.setdefault(first, []).append(person)
            for middle in tokens[1:-1]:
                self._middle_names.setdefault(middle, []).append(person)
        self._names = [" ".join(alias) for alias in self._aliases if len(alias[0]) > 1]
        self.events = tuple(catalogue.events)
        self._event_words = frozenset(w for e in catalogue.events for w in fold(e).split())
        # Of two words or more: one alone may be an ordinary word.
        yearless = (tuple(w for w in fold(e).split() if not _YEAR(w)) for e in catalogue.events)
        self._yearless = frozenset(name for name in yearless if len(name) > 1)
        self._events_with: dict[str, set[int]] = {}
        for rank, event in enumerate(self.events):
            for word in fold(event).split():
                self._events_with.setdefault(word, set()).add(rank)
        self._linked = lru_cache(_KEPT)(self._link)
        self._titles = [(fold(talk.title), talk.id) for talk in catalogue.talks]
        self._longest_first = sorted(self._titles, key=lambda row: -len(row[0]))
        self._openings: dict[str, list[int]] = {}
        for rank, (title, _) in enumerate(self._longest_first):
            for opening in {title[:_OPENING], _before_colon(title)[:_OPENING]}:
                if len(opening) == _OPENING:
                    self._openings.setdefault(opening, []).append(rank)

    def link(self, question: str) -> tuple[Mention, ...]:
        """Every mention, in reading order, none overlapping another."""
        return self._linked(question)

    def _link(self, question: str) -> tuple[Mention, ...]:
        tokens = tokenize(question)
        found: list[Mention] = []
        for finder in (
            self._find_titles,
            self._find_whole_events,
            self._find_editions,
            self._find_roles,
            self._find_places,
            self._find_languages,
            self._find_people,
            self._find_fuzzy_people,
            self._find_values,
            self._find_affiliations,
            self._find_dates,
        ):
            taken = [(m.start, m.end) for m in found]
            for mention in finder(question, tokens, taken):
                if not any(m.start < mention.end and mention.start < m.end for m in found):
                    found.append(mention)
        return tuple(sorted(found, key=lambda m: m.start))

    # People

    def _find_people(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        tokens = [self._owned(tokens, at) for at in range(len(tokens))]
        found: list[Mention] = []
        at = 0
        while at < len(tokens):
            size, people = self._longest_alias(tokens, at)
            if not people and not _covered(tokens[at], taken):
                size, people = 1, self._single_name(question, tokens, at)
            if people:
                found.append(_person_mention(tokens[at], tokens[at + size - 1], people))
                at += size
            else:
                at += 1
        return found

    def _longest_alias(self, tokens: list[Token], at: int) -> tuple[int, list[Person]]:
        for size in range(min(7, len(tokens) - at), 1, -1):
            said = tuple(part for t in tokens[at : at + size] for part in apart(t.word))
            people = self._aliases.get(said)
            if people:
                return size, people
        if at + 1 < len(tokens) and len(tokens[at].word) > 2:
            first = tokens[at].word
            people = [
                person
                for person in self._last_names.get(tokens[at + 1].word, ())
                if _short_for(first, name_tokens(person.name)[0])
            ]
            if people:
                return 2, people
        return 1, []

    def _single_name(self, question: str, tokens: list[Token], at: int) -> list[Person]:
        token = tokens[at]
        if token.word in STOP_WORDS and not (token.capital and at):
            return []
        people = self._last_names.get(token.word) or []
        before = tokens[at - 1].word if at else ""
        cued = before in _STRONG_BEFORE_PERSON or token.text.lower() != _bare(token.text).lower()
        if not cued and (token.word in self._event_words or _is_no_name(question, tokens, at)):
            return []
        named = (token.capital and at > 0) or cued
        if people and (named or not self._is_ordinary(token.word)):
            return people if not self._other_first_name(tokens, at, people) else []
        people = self._first_names.get(token.word) or []
        if not people and named and not self._is_ordinary(token.word):
            # Of two last names, joined or not, the first alone is usual.
            people = self._middle_names.get(token.word) or []
            if self._other_first_name(tokens, at, people):
                return []
        if people and len(token.word) > 2 and (named or not self._is_ordinary(token.word)):
            follower = tokens[at + 1] if at + 1 < len(tokens) else None
            apart = follower and question[token.end : follower.start].strip()
            if follower and not apart and token.text == _bare(token.text):
                name_like = follower.capital or not self._is_ordinary(follower.word)
                if name_like and follower.word not in STOP_WORDS:
                    return []
            return people
        return []

    def _owned(self, tokens: list[Token], at: int) -> Token:
        """ "hannahs talk": a name with its "s" and no apostrophe, before what somebody has."""
        token = tokens[at]
        name = token.word.removesuffix("s")
        follower = tokens[at + 1].word if at + 1 < len(tokens) else ""
        owns = name != token.word and _OWNED(follower) and not self._is_ordinary(token.word)
        if owns and {name, token.word} & self._single_names == {name}:
            return replace(token, word=name)
        return token

    @cached_property
    def _single_names(self) -> frozenset[str]:
        return frozenset((*self._last_names, *self._first_names))

    def _other_first_name(self, tokens: list[Token], at: int, people: list[Person]) -> bool:
        """Whether the word before a last name is the first name of somebody else."""
        if at == 0 or not tokens[at - 1].capital or at == 1:
            return False
        before = tokens[at - 1].word
        if before in _BEFORE_PERSON or before in STOP_WORDS:
            return False
        if before in self._last_names or self._is_ordinary(before):
            return False
        return not any(
            fuzz.ratio(before, first) >= 75
            for person in people
            for first in (*name_tokens(person.name), *map(fold, re.findall(r"\w+", person.name)))
        )

    def _find_fuzzy_people(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        found: list[Mention] = []
        for at, token in enumerate(tokens):
            if _covered(token, [*taken, *((m.start, m.end) for m in found)]):
                continue
            pair = tokens[at : at + 2]
            if len(pair) == 2 and all(len(t.word) > 1 and t.word not in STOP_WORDS for t in pair):
                people = self._close_full_name(pair, taken)
                if people:
                    found.append(_person_mention(pair[0], pair[1], people, exact=False))
                    continue
            people = self._close_last_name(tokens, at)
            if people and not _is_no_name(question, tokens, at):
                found.append(_person_mention(token, token, people, exact=False))
        return found

    def _close_full_name(self, pair: list[Token], taken: list[tuple[int, int]]) -> list[Person]:
        if any(_covered(token, taken) for token in pair):
            return []
        if all(self._is_ordinary(token.word) for token in pair):
            return []
        text = f"{pair[0].word} {pair[1].word}"
        best = process.extractOne(text, self._names, scorer=fuzz.ratio, score_cutoff=80)
        if not best:
            return []
        alias = tuple(best[0].split())
        if not (_close(pair[1].word, alias[-1]) and _close(pair[0].word, alias[0])):
            return []
        return self._aliases[alias]

    def _close_last_name(self, tokens: list[Token], at: int) -> list[Person]:
        token = tokens[at]
        if len(token.word) < 4 or token.word in STOP_WORDS or self._is_ordinary(token.word):
            return []
        before = tokens[at - 1].word if at else ""
        cued = before in _STRONG_BEFORE_PERSON or token.text != _bare(token.text)
        if not cued and self._frequency([stem(token.word)]).get(stem(token.word)):
            return []
        if not cued and len(token.word) < 5 and not token.capital:
            return []
        if self._before_another_name(tokens, at):
            return []
        close = [
            (DamerauLevenshtein.distance(token.word, name), name)
            for name in self._last_names
            if _close(token.word, name)
        ]
        if not close:
            return []
        best = min(close)[0]
        people = [p for d, name in close if d == best for p in self._last_names[name]]
        return [] if self._other_first_name(tokens, at, people) else people

    def _before_another_name(self, tokens: list[Token], at: int) -> bool:
        """Whether the next word looks like the last name that this one is the first name of."""
        if at + 1 == len(tokens) or tokens[at].text != _bare(tokens[at].text):
            return False
        follower = tokens[at + 1]
        beside = follower.start == tokens[at].end + 1
        return beside and follower.capital and follower.word not in STOP_WORDS

    def affiliation_of(self, talk_id: str) -> str:
        """The first affiliation among a talk's speakers, or ""."""
        talk = self._catalogue.by_id.get(talk_id)
        return next((s.affiliation for s in talk.speakers if s.affiliation), "") if talk else ""

    def closest_people(self, name: str, limit: int = 3) -> list[Person]:
        """The people whose names look most like `name`, for "did you mean"."""
        text = " ".join(name_tokens(name))
        names = [" ".join(name_tokens(p.name)) for p in self._catalogue.people]
        rows = process.extract(text, names, scorer=fuzz.WRatio, limit=limit, score_cutoff=60)
        return [self._catalogue.people[index] for _, _, index in rows]

    def closest_events(self, name: str, limit: int = 3) -> list[str]:
        """The events that share a word of their name with `name`, which names a year."""
        wanted = fold(name).split()
        if not any(map(_YEAR, wanted)):
            return []
        telling = {w for w in wanted if not w.isdigit() and len(w) > 3}
        near = [e for e in self._catalogue.events if telling.intersection(fold(e).split())]
        rows = process.extract(name, near, scorer=fuzz.WRatio, limit=limit)
        return [event for event, _, _ in rows]

    def _is_ordinary(self, word: str) -> bool:
        return word in STOP_WORDS or is_common_word(stem(word))

    # Titles

    def _find_titles(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        folded, places = _fold_with_places(question)
        found: list[Mention] = []
        pieces = {folded[i : i + _OPENING] for i in range(len(folded))}
        ranks = sorted({rank for piece in pieces for rank in self._openings.get(piece, ())})
        for title, talk_id in (self._longest_first[rank] for rank in ranks):
            for alias in (title, _before_colon(title)):
                at = folded.find(alias) if len(alias) >= _OPENING else -1
                if at < 0:
                    continue
                telling = len(content_terms(alias)) >= (2 if alias == title else 3) or (
                    len(words(alias)) >= 4
                )
                if not (telling or _is_quoted(folded, at, at + len(alias))):
                    continue
                if not _at_word_edges(folded, at, at + len(alias)):
                    continue
                start, end = places[at], places[at + len(alias) - 1] + 1
                same = [m for m in found if m.start == start and m.end == end]
                if same:
                    found[found.index(same[0])] = _also(same[0], talk_id, self._catalogue)
                elif not any(m.start < end and start < m.end for m in found):
                    title_text = self._catalogue.by_id[talk_id].title
                    found.append(Mention("title", start, end, (title_text,), frozenset({talk_id})))
                break
        return found or self._find_quoted_titles(question)

    def _find_quoted_titles(self, question: str) -> list[Mention]:
        found = []
        for match in re.finditer(r"[\"“‘']([^\"“”‘’]{6,})[\"”’']", question):
            wanted = fold(match.group(1))
            best = process.extractOne(
                wanted, [title for title, _ in self._titles], scorer=fuzz.ratio, score_cutoff=82
            )
            if best:
                talk = self._catalogue.by_id[self._titles[best[2]][1]]
                found.append(
                    Mention(
                        "title", match.start(1), match.end(1), (talk.title,),
                        frozenset({talk.id}), exact=False,
                    )
                )  # fmt: skip
        return found

    # Institutions, events and other values

    def _find_affiliations(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        found: list[Mention] = []
        at = 0
        while at < len(tokens):
            mention = None
            for size in range(min(8, len(tokens) - at), 0, -1):
                group = tokens[at : at + size]
                if any(_covered(token, taken) for token in group):
                    continue
                if group[0].word in STOP_WORDS or group[-1].word in STOP_WORDS:
                    continue
                mention = self._affiliation(tokens, at, size)
                if mention:
                    found.append(mention)
                    at += size
                    break
            if not mention:
                at += 1
        return found

    def _affiliation(self, tokens: list[Token], at: int, size: int) -> Mention | None:
        group = tokens[at : at + size]
        wanted = institution_tokens(" ".join(token.word for token in group))
        if not wanted or all(word in GENERIC_INSTITUTION for word in wanted):
            return None
        before = [token.word for token in tokens[max(0, at - 2) : at] if token.word != "the"]
        cued = bool(before) and before[-1] in _BEFORE_PLACE
        capital = any(token.capital for token in group) and (at > 0 or size > 1)
        upper = group[0].text.isupper() and len(group[0].text) > 1
        ordinary = all(self._is_ordinary(word) for word in wanted)
        if not (capital or cued or upper or not ordinary):
            return None
        if ordinary and not capital and not (cued and before[-1] in ("from", "at")):
            return None
        texts = [
            text
            for text in self._catalogue.affiliations
            if is_run(wanted, institution_tokens(text))
            or (len(wanted) == 1 and len(wanted[0]) > 1 and wanted[0] in acronyms(text))
        ]
        exact = True
        if not texts and (cued or capital) and len(wanted[0]) >= 4:
            texts, exact = self._close_affiliations(wanted), False
        if not texts:
            return None
        ids = frozenset().union(*(self._catalogue.affiliations[text] for text in texts))
        return Mention("affiliation", group[0].start, group[-1].end, tuple(texts), ids, exact)

    def _close_affiliations(self, wanted: tuple[str, ...]) -> list[str]:
        """Affiliations across a typo or a usual shortening, word by word."""
        telling = [word for word in wanted if word not in GENERIC_INSTITUTION]
        close = []
        for text in self._catalogue.affiliations:
            have = institution_tokens(text)
            if all(
                any(
                    # "Ireland" is no slip for "Iceland".
                    word == other
                    or (_close(word, other) and not is_known_word(stem(word)))
                    or (len(word) >= 4 and other.startswith(word))
                    for other in have
                )
                for word in telling
            ):
                close.append(text)
        return close

    def _find_whole_events(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        """Events by their whole name, when one word of it might also be somebody's."""
        longer = {e: ids for e, ids in self._catalogue.events.items() if len(e.split()) > 1}
        return _whole_values("event", longer, question, taken)

    def _find_editions(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        """Events by their year, their place in time or their initials: "the 2018 edition"."""
        return [
            Mention(
                "event", start, end, names,
                frozenset().union(*(self._catalogue.events[name] for name in names)),
            )
            for start, end, names in editions_in(question, self._years, self._initials)
        ]  # fmt: skip

    @cached_property
    def _years(self) -> dict[str, str]:
        """When each event began: its first date, or the year in its name."""
        by_id = self._catalogue.by_id
        began = {}
        for event, ids in self._catalogue.events.items():
            dates = sorted(by_id[i].start for i in ids if by_id[i].start)
            year = re.search(r"\b(?:19|20)\d\d\b", event)
            began[event] = dates[0] if dates else year.group() if year else ""
        return began

    @cached_property
    def _initials(self) -> dict[str, frozenset[str]]:
        return {event: initials(event) for event in self._catalogue.events}

    def _find_roles(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        """What speakers are, where a question asks for such people: "talks by professors"."""
        return [
            Mention(
                "role", start, end, roles,
                frozenset().union(*(self._catalogue.roles[role] for role in roles)),
            )
            for start, end, roles in roles_in(question, self._catalogue.roles)
        ]  # fmt: skip

    def _find_places(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        """Tracks and rooms, whole or by some of their words: "the law track", "in hall B"."""
        return [
            Mention(
                kind, start, end, names, frozenset().union(*(values[name] for name in names))
            )
            for kind, values in self._places
            for start, end, names in places_in(question, kind, values)
        ]  # fmt: skip

    @cached_property
    def _places(self) -> tuple[tuple[Literal["track", "room"], dict[str, frozenset[str]]], ...]:
        return ("track", self._catalogue.tracks), ("room", self._catalogue.rooms)

    def _find_languages(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        """The language of talks: "talks in Spanish", "Spanish talks"."""
        found: list[Mention] = []
        for match in (m for p in (*_LANGUAGES, _IN_LANGUAGE) for m in p.finditer(question)):
            name = match.group("name")
            if any(match.span("name") == (m.start, m.end) for m in found):
                continue
            ids = self._catalogue.languages.get(language_code(name), frozenset())
            # One that no talk is in is named all the same; in small letters it may be a word.
            absent = self._catalogue.languages and name[:1].isupper() and is_language(name)
            if len(name) > 3 and (ids or (absent and not self._is_somebodys(name))):
                found.append(Mention("language", *match.span("name"), (name.capitalize(),), ids))
        return found

    def _is_somebodys(self, name: str) -> bool:
        word = fold(name)
        return word in self._last_names or word in self._first_names

    def _find_values(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        found: list[Mention] = []
        groups: tuple[tuple[MentionKind, Mapping[str, frozenset[str]], str], ...] = (
            ("event", self._catalogue.events, ""),
            ("tag", self._catalogue.tags, r"(?:tag(?:ged)?|keyword|label(?:led)?)"),
        )
        for kind, values, cue in groups:
            if not cue or re.search(rf"\b{cue}s?\b", fold(question)):
                found += _whole_values(kind, values, question, [(m.start, m.end) for m in found])
        if not found or (found[0].kind == "event" and _JOINS & {token.word for token in tokens}):
            found += self._find_events_by_words(tokens, [(m.start, m.end) for m in found])
        return found

    def _find_events_by_words(
        self, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        """Events named by some of their words: "pycon 2019" for "PyCon US 2019".

        After the first one only those that it is joined with: "… and Slatecon Tokyo".
        """
        found: list[Mention] = []
        for size in range(min(4, len(tokens)), 0, -1):
            for at in range(len(tokens) - size + 1):
                group = tokens[at : at + size]
                wanted = [t.word for t in group]
                spans = [*taken, *((m.start, m.end) for m in found)]
                if any(_covered(token, spans) for token in group):
                    continue
                if spans and not self._is_joined(tokens, at, at + size, spans):
                    continue
                dated = at > 0 and tokens[at - 1].word in _BEFORE_PLACE and any(map(_YEAR, wanted))
                dated = dated or (tuple(wanted) in self._yearless and all(t.capital for t in group))
                if not any(
                    len(w) > 3 and not w.isdigit() and (dated or not self._is_ordinary(w))
                    for w in wanted
                ):
                    continue
                if any(w in STOP_WORDS for w in wanted) or _in_institution(tokens, at):
                    continue
                ranks = set.intersection(*(self._events_with.get(w, set()) for w in wanted))
                hits = [self.events[rank] for rank in sorted(ranks)]
                if hits and len(hits) < max(2, len(self._catalogue.events)):
                    ids = frozenset().union(*(self._catalogue.events[e] for e in hits))
                    found.append(Mention("event", group[0].start, group[-1].end, tuple(hits), ids))
        return found

    def _is_joined(
        self, tokens: list[Token], at: int, end: int, spans: list[tuple[int, int]]
    ) -> bool:
        """Whether "and", "or" or "but not" stands between these words and one of the spans."""
        first = min(start for start, _ in spans)
        between = (
            tokens[:at][::-1] if tokens[at].start > first else tokens[end:]
        )  # outwards from the words
        for token in between[:5]:
            if _covered(token, spans):
                return False
            if token.word in _JOINS:
                return True
        return False

    @cached_property
    def _by_start(self) -> dict[str, list[str]]:
        """The talks of each date: a day has many, and a period is compared with each date once."""
        found: dict[str, list[str]] = {}
        for talk in self._catalogue.talks:
            if talk.start:
                found.setdefault(talk.start, []).append(talk.id)
        return found

    def _find_dates(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        return [
            Mention(
                "date", period.start, period.end, (period.low, period.high),
                frozenset(i for start, ids in self._by_start.items() if period.has(start) for i in ids),
            )
            for period in find_periods(question)
        ]  # fmt: skip


def _person_mention(
    first: Token, last: Token, people: list[Person], *, exact: bool = True
) -> Mention:
    unique = list(dict.fromkeys(people))
    ids = frozenset(i for person in unique for i in person.talk_ids)
    end = last.start + len(_bare(last.text))
    return Mention("speaker", first.start, end, tuple(p.name for p in unique), ids, exact)


def _also(mention: Mention, talk_id: str, catalogue: Catalogue) -> Mention:
    title = catalogue.by_id[talk_id].title
    values = tuple(dict.fromkeys((*mention.values, title)))
    return Mention(mention.kind, mention.start, mention.end, values, mention.talk_ids | {talk_id})


# English short names that are no beginning of the long one.
_SHORT_NAMES = {
    "mike": "michael", "bob": "robert", "rob": "robert", "bill": "william", "will": "william",
    "dick": "richard", "rick": "richard", "jim": "james", "jack": "john", "ted": "edward",
    "liz": "elizabeth", "beth": "elizabeth", "kate": "katherine", "peggy": "margaret",
    "meg": "margaret", "tony": "anthony", "dave": "david", "steve": "stephen", "hank": "henry",
    "harry": "henry", "larry": "lawrence", "jerry": "gerald", "chuck": "charles", "jenny": "jennifer",
    "sasha": "alexander", "sally": "sarah", "nick": "nicholas", "tom": "thomas", "andy": "andrew",
    "becky": "rebecca", "debbie": "deborah", "cathy": "catherine", "joe": "joseph", "bobby": "robert",
}  # fmt: skip


def _short_for(short: str, long: str) -> bool:
    """Whether one first name is a usual short form of the other."""
    if short == long or min(len(short), len(long)) < 3:
        return short == long
    pair = sorted((short, long), key=len)
    return (
        pair[1].startswith(pair[0])
        or _SHORT_NAMES.get(short) == long
        or (_SHORT_NAMES.get(long) == short)
    )


def _bare(text: str) -> str:
    return _POSSESSIVE.sub("", text)


def _close(word: str, other: str) -> bool:
    """One slip in a short word, two in a long one, never in the first letter of a short one."""
    if word == other:
        return True
    size = max(len(word), len(other))
    allowed = 0 if size < 4 else 1 if size < 8 else 2
    if size < 6 and word[:1] != other[:1]:
        return False
    return DamerauLevenshtein.distance(word, other, score_cutoff=allowed) <= allowed


def _covered(token: Token, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < token.end and token.start < end for start, end in spans)


def _fold_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters where it stands in `text`."""
    out: list[str] = []
    places: list[int] = []
    for index, char in enumerate(text):
        piece = fold(char) if not char.isspace() else ("" if out[-1:] == [" "] else " ")
        out.extend(piece)
        places.extend([index] * len(piece))
    return "".join(out), places


def _is_no_name(question: str, tokens: list[Token], at: int) -> bool:
    """Whether a single word is an acronym ("GIL"), or a small one with an article ("a beck")."""
    token = tokens[at]
    if 1 < len(token.text) <= _SHORT_NAME and token.text.isupper() and not question.isupper():
        return True
    before = tokens[at - 1].word if at else ""
    follower = tokens[at + 1].word if at + 1 < len(tokens) else ""
    article = before in ("a", "an", "the") and not re.fullmatch(_SESSIONS, follower)
    return article and not token.capital


def _in_institution(tokens: list[Token], at: int) -> bool:
    """Whether the words from `at` on are where an institution is: "University of Tokyo"."""
    before = [t.word for t in tokens[max(0, at - 2) : at]]
    return len(before) == 2 and before[1] == "of" and before[0] in GENERIC_INSTITUTION


_folded = lru_cache(65536)(fold)


def _whole_values(
    kind: MentionKind,
    values: Mapping[str, frozenset[str]],
    question: str,
    taken: list[tuple[int, int]],
) -> list[Mention]:
    """The values that stand in a question as they are, the longest first, outside what is taken."""
    folded, places = _fold_with_places(question)
    found: list[Mention] = []
    for value in sorted(values, key=len, reverse=True):
        alias = _folded(value)
        at = folded.find(alias) if len(alias) > 2 else -1
        if at < 0 or not _at_word_edges(folded, at, at + len(alias)):
            continue
        start, end = places[at], places[at + len(alias) - 1] + 1
        if not any(a < end and start < b for a, b in (*taken, *((m.start, m.end) for m in found))):
            found.append(Mention(kind, start, end, (value,), values[value]))
    return found


def _at_word_edges(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (before.isalnum() or after.isalnum())


def _before_colon(title: str) -> str:
    return title.partition(":")[0].strip()


def _is_quoted(text: str, start: int, end: int) -> bool:
    return text[max(0, start - 1) : start] in ('"', "'") and text[end : end + 1] in ('"', "'")
