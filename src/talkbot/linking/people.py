"""The people that a question names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from talkbot.catalogue import Catalogue, Person, apart, name_aliases, name_tokens, nicknames
from talkbot.linking.mentions import (
    SESSIONS,
    Mention,
    Token,
    bare,
    close,
    covered,
    is_ordinary,
)
from talkbot.periods import is_month
from talkbot.talks import fold
from talkbot.words import STOP_WORDS, stem

# What stands before a person's name in a question.
_BEFORE_PERSON = frozenset(
    """by prof professor dr doctor mr mrs ms speaker speakers did does is was has by's and or vs versus
    between compare with to of from about""".split()
)
_STRONG_BEFORE_PERSON = frozenset("by prof professor dr doctor mr mrs ms speaker did does".split())
_OWNED = re.compile(
    rf"{SESSIONS}|affiliation|bio|university|institution|role|job|topic|title"
).fullmatch
_INITIAL = re.compile(r",\s*[^\W\d_](?![^\W_])|\s+[^\W\d_]\.(?!\w)")
_SHORT_NAME = 5
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


class PeopleFinder:
    """Finds the speakers of a catalogue in questions: by whole names, parts of them, across typos.

    `frequency` tells in how many passages each term occurs: a word that the talks themselves use
    is not taken for a misspelt name.
    """

    def __init__(
        self, catalogue: Catalogue, frequency: Callable[[Iterable[str]], Mapping[str, int]]
    ):
        self._people = catalogue.people
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
        self._event_words = frozenset(w for e in catalogue.events for w in fold(e).split())

    def find(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        tokens = [self._owned(tokens, at) for at in range(len(tokens))]
        found: list[Mention] = []
        at = 0
        while at < len(tokens):
            size, people = self._longest_alias(question, tokens, at)
            if not people and not covered(tokens[at], taken):
                size, people = 1, self._single_name(question, tokens, at)
            if people:
                found.append(_person_mention(tokens[at], tokens[at + size - 1], people))
                at += size
            else:
                at += 1
        return found

    def _longest_alias(
        self, question: str, tokens: list[Token], at: int
    ) -> tuple[int, list[Person]]:
        for size in range(min(7, len(tokens) - at), 1, -1):
            said = tuple(part for t in tokens[at : at + size] for part in apart(t.word))
            people = self._aliases.get(said)
            if people:
                return size, people
        if at + 1 < len(tokens) and _INITIAL.match(question, tokens[at].end):
            # "Lindqvist, P.": without either mark it may be a letter of any kind.
            initial = tokens[at + 1].word
            people = [
                person
                for person in self._last_names.get(tokens[at].word, ())
                if name_tokens(person.name)[0][:1] == initial
            ]
            if people:
                return 2, people
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
        cued = before in _STRONG_BEFORE_PERSON or token.text.lower() != bare(token.text).lower()
        if not cued and (token.word in self._event_words or _is_no_name(question, tokens, at)):
            return []
        named = (token.capital and at > 0) or cued
        if people and (named or not is_ordinary(token.word)):
            return people if not self._other_first_name(tokens, at, people) else []
        people = self._first_names.get(token.word) or []
        if not people and named and not is_ordinary(token.word):
            # Of two last names, joined or not, the first alone is usual.
            people = self._middle_names.get(token.word) or []
            if self._other_first_name(tokens, at, people):
                return []
        if people and len(token.word) > 2 and (named or not is_ordinary(token.word)):
            follower = tokens[at + 1] if at + 1 < len(tokens) else None
            apart = follower and question[token.end : follower.start].strip()
            if follower and not apart and token.text == bare(token.text):
                name_like = follower.capital or not is_ordinary(follower.word)
                if name_like and follower.word not in STOP_WORDS:
                    return []
            return people
        return []

    def _owned(self, tokens: list[Token], at: int) -> Token:
        """ "hannahs talk": a name with its "s" and no apostrophe, before what somebody has."""
        token = tokens[at]
        name = token.word.removesuffix("s")
        follower = tokens[at + 1].word if at + 1 < len(tokens) else ""
        owns = name != token.word and _OWNED(follower) and not is_ordinary(token.word)
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
        if before in self._last_names or is_ordinary(before):
            return False
        return not any(
            fuzz.ratio(before, first) >= 75
            for person in people
            for first in (*name_tokens(person.name), *map(fold, re.findall(r"\w+", person.name)))
        )

    def find_misspelt(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        found: list[Mention] = []
        for at, token in enumerate(tokens):
            if covered(token, [*taken, *((m.start, m.end) for m in found)]):
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
        if any(covered(token, taken) for token in pair):
            return []
        if all(is_ordinary(token.word) for token in pair):
            return []
        first, last = pair[0].word, pair[1].word
        short = [
            person
            for _, name in self._near_last_names(last if len(first) > 2 else "")
            for person in self._last_names[name]
            if _short_for(first, name_tokens(person.name)[0])
        ]
        if short:
            return short
        text = f"{pair[0].word} {pair[1].word}"
        best = process.extractOne(text, self._names, scorer=fuzz.ratio, score_cutoff=80)
        if not best:
            return []
        alias = tuple(best[0].split())
        if not (close(pair[1].word, alias[-1]) and close(pair[0].word, alias[0])):
            return []
        return self._aliases[alias]

    def _close_last_name(self, tokens: list[Token], at: int) -> list[Person]:
        token = tokens[at]
        if len(token.word) < 4 or token.word in STOP_WORDS or is_ordinary(token.word):
            return []
        if is_month(token.word):
            return []
        before = tokens[at - 1].word if at else ""
        cued = before in _STRONG_BEFORE_PERSON or token.text != bare(token.text)
        if not cued and self._frequency([stem(token.word)]).get(stem(token.word)):
            return []
        if not cued and len(token.word) < 5 and not token.capital:
            return []
        if self._before_another_name(tokens, at):
            return []
        near = self._near_last_names(token.word)
        if not near:
            return []
        best = min(near)[0]
        people = [p for d, name in near if d == best for p in self._last_names[name]]
        return [] if self._other_first_name(tokens, at, people) else people

    def _near_last_names(self, word: str) -> list[tuple[int, str]]:
        """The last names that a word may be a slip for, each with the number of slips."""
        found = process.extract(
            word, self._last_names.keys(), scorer=DamerauLevenshtein.distance,
            score_cutoff=2, limit=None,
        )  # fmt: skip
        return [(int(slips), name) for name, slips, _ in found if close(word, name)]

    def _before_another_name(self, tokens: list[Token], at: int) -> bool:
        """Whether the next word looks like the last name that this one is the first name of."""
        if at + 1 == len(tokens) or tokens[at].text != bare(tokens[at].text):
            return False
        follower = tokens[at + 1]
        beside = follower.start == tokens[at].end + 1
        return beside and follower.capital and follower.word not in STOP_WORDS

    def closest(self, name: str, limit: int = 3) -> list[Person]:
        """The people whose names look most like `name`, for "did you mean"."""
        text = " ".join(name_tokens(name))
        names = [" ".join(name_tokens(p.name)) for p in self._people]
        rows = process.extract(text, names, scorer=fuzz.WRatio, limit=limit, score_cutoff=60)
        return [self._people[index] for _, _, index in rows]

    def is_somebodys(self, name: str) -> bool:
        """Whether a word is a first or a last name."""
        word = fold(name)
        return word in self._last_names or word in self._first_names


def _person_mention(
    first: Token, last: Token, people: list[Person], *, exact: bool = True
) -> Mention:
    unique = list(dict.fromkeys(people))
    ids = frozenset(i for person in unique for i in person.talk_ids)
    end = last.start + len(bare(last.text))
    return Mention("speaker", first.start, end, tuple(p.name for p in unique), ids, exact)


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


def _is_no_name(question: str, tokens: list[Token], at: int) -> bool:
    """Whether a single word is an acronym ("GIL"), or a small one with an article ("a beck")."""
    token = tokens[at]
    if 1 < len(token.text) <= _SHORT_NAME and token.text.isupper() and not question.isupper():
        return True
    before = tokens[at - 1].word if at else ""
    follower = tokens[at + 1].word if at + 1 < len(tokens) else ""
    article = before in ("a", "an", "the") and not re.fullmatch(SESSIONS, follower)
    return article and not token.capital
