"""Questions to start with, made from the records so that the collection can answer them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from talkbot.talks import Talk, fold
from talkbot.words import STOP_WORDS, words

MOST = 4
SAMPLE = 2000
"""Talks looked at; more would not change the questions, only the waiting."""

# What a talk is, not what it is about.
_FORM = re.compile(
    r"(?:(?:lightning|invited|long|short|contributed|conference|recorded)[\s_-]+)?(?:talk|keynote|"
    r"plenary|tutorial|workshop|poster|panel|session|presentation|lecture|seminar|video|demo)s?",
    re.IGNORECASE,
)


def starter_questions(talks: Sequence[Talk]) -> tuple[str, ...]:
    """Up to four questions about these talks, each of another kind. Empty without talks."""
    sample = talks[:: max(1, len(talks) // SAMPLE)]
    topic = _topic(sample)
    told = [t for t in sample if t.abstract and t.speakers]
    teller = max(told, key=lambda t: len(t.abstract), default=None)
    place = _affiliation(sample)
    questions = []
    if topic:
        questions.append(f"Which talks are about {topic}?")
    if teller:
        questions.append(f"What does {teller.speakers[0].name} talk about?")
    if place:
        questions.append(f"Who speaks from {place}?")
    pair = _pair(told, topic)
    if pair:
        first, second = pair
        questions.append(
            f"How do the talks by {first.speakers[0].name} and {second.speakers[0].name} differ?"
        )
    plain = (
        t for t in told if t is not teller and len(t.title) <= 70 and not {*"$\\"} & {*t.title}
    )
    other = next(plain, None)
    if len(questions) < MOST and other:
        questions.append(f"Summarise “{other.title}”")
    if len(questions) < MOST and talks:
        questions.append("How many talks are there?")
    return tuple(questions)


def _topic(talks: Sequence[Talk]) -> str:
    """The tag, else the two words, that the most talks share without most of them having it."""
    most = max(2, len(talks) // 2)
    tags = Counter(tag for talk in talks for tag in dict.fromkeys(talk.tags) if _tells(tag, talk))
    phrases: Counter[str] = Counter()
    for talk in talks:
        phrases.update(_pairs(talk.title) | _pairs(talk.abstract))
    for counts in (tags, phrases):
        shared = [(n, text) for text, n in counts.items() if 2 <= n <= most]
        if shared:
            return max(shared, key=lambda item: (item[0], len(item[1]), item[1]))[1]
    return ""


def _tells(tag: str, talk: Talk) -> bool:
    """Whether a tag says what a talk is about, not its form or where it was given."""
    return not _FORM.fullmatch(tag.strip()) and _run(tag) not in _run(talk.event)


def _run(text: str) -> str:
    return "".join(words(text))


def _pairs(text: str) -> set[str]:
    found = words(text)
    return {
        f"{a} {b}"
        for a, b in pairwise(found)
        if min(len(a), len(b)) > 3 and not {a, b} & STOP_WORDS and (a + b).isalpha()
    }


def _affiliation(talks: Sequence[Talk]) -> str:
    """The affiliation of the most speakers; one of a single speaker only where most have one.

    Where few have, it is rather a nickname, or what else stood beside a name.
    """
    people = {speaker.name for talk in talks for speaker in talk.speakers}
    of: dict[str, set[str]] = defaultdict(set)
    for talk in talks:
        for speaker in talk.speakers:
            if speaker.affiliation:
                of[speaker.affiliation].add(speaker.name)
    usual = 2 * len(set().union(*of.values())) >= len(people)
    places = [name for name, who in of.items() if usual or len(who) > 1]
    return max(places, key=lambda name: (len(of[name]), -len(name)), default="")


def _pair(talks: Sequence[Talk], topic: str) -> tuple[Talk, Talk] | None:
    """Two talks by different speakers, on the shared topic if there are such."""
    on_topic = [t for t in talks if topic and topic in fold(f"{t.title} {t.abstract}")]
    for choice in (on_topic, talks):
        for other in choice[1:]:
            if other.speakers[0].name != choice[0].speakers[0].name:
                return choice[0], other
    return None
