"""How one line of a page looks: like a title, a speaker line, running text, or something else.

Each score is a sum of signs from the structure of listings, in the spirit of log-odds: above zero
speaks for, below against. None depends on a topic, a person or an institution.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from talkbot.formats.dates import has_days, is_weekday
from talkbot.formats.details import link_meaning
from talkbot.formats.document import Line
from talkbot.formats.labels import label_of
from talkbot.formats.months import is_month
from talkbot.formats.names import has_institution, institution_score, name_score
from talkbot.formats.people import is_small, people_of, split_role
from talkbot.formats.whens import is_room, when_and_where
from talkbot.formats.wording import (
    BREAK,
    CANCELLED,
    GENERAL,
    SECTION,
    SOME_TALKS,
    TBA,
    URL_LINE,
    ends_sentence,
)
from talkbot.talks import Speaker

_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_INNER_STOP = re.compile(r"[^\W\d_]{2,}[.]\s+[A-Z]")
_JOINT = re.compile(
    r"""^\(?(?:(?:this|the|it|these|our|all)\b[\w\s,]{0,40}?\b)?(?:is\s|are\s|was\s)?(?:all\s|partly\s|
    mostly\s|also\s|based\son\s|in\s)*(?:joint(?:ly)?\s(?:work|with|research|project|paper)|
    collaborative\s(?:work|research)\swith|collaborations?\swith|co-?authors?\b|coauthored\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_WITH_PEOPLE = re.compile(
    r"^\(?(?:[Ww]ith|[Ww]/)\s+(?:[A-Z][\w.'’-]*\s+){1,3}[A-Z][\w'’-]+(?:\s*,|\s+and\b|[.)]*$)"
)
_PROSE = re.compile(
    r"\b(?:we|i|our|my|is|are|was|were|will|has|have|had|can|this talk|he|she|they|it|us|be)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\W*(?:19|20)\d\d(?:\s?[/–-]\s?(?:19|20)?\d\d)?\W*")
_BULLET = re.compile(r"^(?:[•*▪◦‣+-]|\(?\d{1,2}[.)])\s")
_SECTION_ALONE = re.compile(
    r"^(?:(?:keynote|invited|contributed|plenary|lightning|short|regular)\s)?"
    r"(?:talks|keynotes|abstracts|speakers|tutorials|workshops|sessions)\W*$",
    re.IGNORECASE,
)
SMALL_FIELDS = (
    "when", "where", "video", "slides", "url", "tags", "track", "language", "event", "duration",
    "affiliation", "role", "none",
)  # fmt: skip
_WAY = re.compile(
    r"^\W*(?:back|return|home|next|previous|contact|menu|imprint|impressum|privacy|log\s?in|sign\s?(?:in|up)|"
    r"top|up|tickets|sponsors|share|print|subscribe|read more|more)\b",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
_MANY = 6
_BACK = re.compile(r"^\W*(?:back|return)\s+to\b(?:\s+\w+){1,6}$", re.IGNORECASE)
_HINTED: dict[str, tuple[str, ...]] = {
    "title": ("TITLE",),
    "speaker": ("SPEAKER",),
    "lead": ("LEAD",),
    "section": ("SECTION",),
    "page": ("PAGE",),
    "aside": ("ASIDE",),
    "item": ("NOISE",),
    "when": ("META", "NOTE"),
    "link": ("META", "NOTE"),
}
KINDS = (
    "PAGE", "SECTION", "LEAD", "TITLE", "SPEAKER", "PLACE", "META", "BODY", "NOTE", "NOISE",
    "ASIDE",
)  # fmt: skip
"""What a line can be; segmentation.Kind says what each is."""


@dataclass(frozen=True)
class Shape:
    """A line and its scores; `common` are the words the page writes in lower case."""

    line: Line
    common: frozenset[str]
    is_button: bool = False
    is_repeated: bool = False

    @cached_property
    def label(self) -> str:
        """What the line's label says it is, "" without one; see labels.py."""
        found = label_of(self.line.text)
        return found[0] if found else ""

    @cached_property
    def text(self) -> str:
        """The line without the label of a title, speaker or small value."""
        found = label_of(self.line.text)
        return found[1] if found and self.label not in ("abstract", "bio") else self.line.text

    def labelled(self, *fields: str) -> float:
        """What a label adds to the score of a kind that goes with these fields."""
        return 0.0 if not self.label else 8.0 if self.label in fields else -8.0

    @property
    def is_link(self) -> bool:
        """A few words that are a link, such as "Slides"."""
        few = len(self.text.split()) <= 4
        return bool(self.line.links) and few and link_meaning(self.text) != "url"

    @cached_property
    def people(self) -> tuple[Speaker, ...]:
        """The people the line names, if it is a speaker line."""
        return people_of(self.text, self.common)

    @cached_property
    def ends_sentence(self) -> bool:
        return ends_sentence(self.text)

    @property
    def is_short(self) -> bool:
        """A line that is neither a paragraph nor a sentence."""
        return len(self.text) <= 120 and not self.ends_sentence

    @property
    def is_bullet(self) -> bool:
        return bool(_BULLET.match(self.text))

    @property
    def names_people(self) -> bool:
        """Whether all that the line gives for people looks like names."""
        return all(name_score(p.name.split(",")[0], self.common) > 0 for p in self.people)

    @cached_property
    def is_joint_work(self) -> bool:
        # "with Ada Byron, Record Office" in a line that is no sentence says who speaks.
        with_others = _WITH_PEOPLE.match(self.text)
        placed = with_others and "," in self.text and self.text[:1].islower() and self.is_short
        return bool(_JOINT.match(self.text) or (with_others and not placed))

    @cached_property
    def when(self) -> tuple[str, str] | None:
        """When and where, of a line that says that and nothing else."""
        return when_and_where(self.text) if self.label in ("", "when") else None

    @cached_property
    def is_when(self) -> bool:
        return self.when is not None or self.label in ("when", "where")

    @cached_property
    def is_when_or_where(self) -> bool:
        """A line that only gives a date, a time or an address on the web."""
        return self.when is not None or bool(URL_LINE.match(self.text)) or self.is_link

    @cached_property
    def fits(self) -> tuple[float, ...]:
        """How well the line, seen for itself, fits each kind of line, in the order of KINDS."""
        small = self._small
        fits = {
            "PAGE": self.page,
            "SECTION": self.section,
            "LEAD": small if self.is_when else -8.0,
            "TITLE": self.title,
            "SPEAKER": self.speaker,
            "PLACE": self.place,
            "META": small,
            "BODY": self.body,
            "NOTE": small,
            # A name that a page repeats may be that of one person who gives several talks.
            "NOISE": self.noise,
            "ASIDE": self.aside,
        }
        if self.line.hint:
            wanted = _HINTED[self.line.hint]
            other = -6.0 if self.line.hint in ("title", "speaker") else -3.0
            fits = {kind: fit + (0.0 if kind in wanted else other) for kind, fit in fits.items()}
            fits["PLACE"] -= 5.0
            if self.line.hint not in ("title", "speaker"):
                fits |= dict.fromkeys(wanted, 2.0)
        return tuple(fits[kind] for kind in KINDS)

    @property
    def is_period(self) -> bool:
        """Whether the line is a year or a month and nothing else, as stands over talks."""
        return bool(_YEAR.fullmatch(self.text)) or is_month(self.text)

    @property
    def page(self) -> float:
        """How well the line fits before the first talk: a heading, an introduction."""
        if self.label in SMALL_FIELDS or self.is_when_or_where:
            return 7.0 if self.label else 0.0
        return -0.6 - 0.4 * (len(self.text) > 200) - max(0.0, self.speaker)

    @property
    def aside(self) -> float:
        """How well the line fits in a part of the page that is no talk's, such as a licence."""
        if self.label:
            return self.labelled("none")
        fits = 0.5 if self.line.level else max(-1.0, min(2.0, self.body))
        return fits - 1.5 * self.is_when - max(0.0, self.speaker)

    @property
    def noise(self) -> float:
        """How much the line looks like nothing that a record has a place for."""
        if self.label:
            return self.labelled("none")
        if TBA.match(self.text) or (CANCELLED.match(self.text) and "," not in self.text):
            return 0.0
        return (0.5 if self.speaker > 0 else 3.0) if self.is_noise else -9.0

    @property
    def is_noise(self) -> bool:
        """A break between talks, the label of a button, a way back to another page."""
        way = bool(_BACK.match(self.text))
        few = len(self.text.split()) <= 5 and not self.ends_sentence
        way = way or (few and bool(self.line.links) and bool(_WAY.match(self.text)))
        return way or self.is_button or bool(BREAK.match(self.text))

    @property
    def _small(self) -> float:
        if self.label == "none" and self.line.level:
            return -8.0  # It stands over a part of the page.
        if self.label:
            return self.labelled(*SMALL_FIELDS)
        return 1.0 if self.is_when_or_where else -8.0

    @cached_property
    def place(self) -> float:
        """How much the line looks like where somebody is from, and nothing else."""
        text = self.text
        when = self.is_when_or_where or self.is_period
        if self.label or len(text) > 120 or when or TBA.match(text):
            return -8.0
        score = -2.0 + 4.5 * institution_score(text, self.common)
        score -= 4.0 * self.ends_sentence + 2.0 * ("?" in text or ":" in text)
        score -= 1.5 * len(_PROSE.findall(text)) + 4.0 * self.has_place + 1.0 * (self.speaker > 1)
        small = sum(word[:1].islower() and len(word) > 3 for word in text.split())
        score -= 1.0 * max(0, small - 1) * (not any(split_role(text)[:1]))
        return score + 0.5 * has_institution(text) - 3.0 * (self.line.level > 0)

    @cached_property
    def has_place(self) -> bool:
        """Whether the line names a person and, apart from that, where they are from."""
        return self.speaker > 0 and any(p.affiliation or p.role for p in self.people)

    @cached_property
    def may_be_names(self) -> bool:
        """Whether what stands behind a name here may be another name: "Ada Byron, Grace Holt"."""
        names = self.text.split(", ")
        return len(names) > 1 and all(name_score(name, self.common) >= 0.8 for name in names)

    @cached_property
    def speaker(self) -> float:
        text = self.text
        if self.label:
            return self.labelled("speaker")
        size = len(_IN_BRACKETS.sub("", text)) if text.count("(") > 2 else len(text)
        if size > 400 or len(text) < 2 or self.is_when_or_where or TBA.match(text):
            return -9.0
        if has_days(text) or GENERAL.match(text):
            return -6.0
        people = self.people
        names = [name_score(p.name.split(",")[0], self.common) for p in people]
        if not names or min(names) <= 0.0:
            # Running text that a mail has wrapped begins in the midst of a sentence.
            wrapped = text[:1].islower() and bool(_INNER_STOP.search(text))
            prose = self.ends_sentence and len(text) > 60
            return -12.0 if wrapped else -9.0 if prose else -6.0
        score = -3.5 + 5.0 * min(names)
        places = [p.affiliation or p.role for p in people]
        if any(places):
            told = max(
                max(institution_score(p.affiliation, self.common), 0.9 * bool(p.role))
                for p in people
            )
            score += 0.5 + 2.5 * told
            score -= 3.0 * (not told and not any(is_small(p.affiliation) for p in people))
        score -= 3.0 * self.ends_sentence + 2.0 * text.endswith(":")
        # Many people, each with their place, take more than a line.
        score -= 2.0 * (size > 160) + 4.0 * (size > 250 and len(people) < _MANY)
        score -= 1.5 * len(_PROSE.findall(" ".join(places)))
        score -= 6.0 * self.is_joint_work
        # "Paper Mill, Great Hall" is a house and a room in it.
        score -= 6.0 * any(is_room(p.name) or is_room(p.affiliation) for p in people)
        score -= 1.5 * ("?" in text or ":" in text)
        score -= 2.0 * any(re.search(r"\b(?:19|20)\d\d\b", place) for place in places)
        return score + 1.5 * (self.line.level > 1 and score > 0)

    @cached_property
    def title(self) -> float:
        text = self.text
        if self.label:
            return self.labelled("title")
        if len(text) > 300 or not (re.search(r"[^\W\d_]{2}", text) or TBA.match(text)):
            return -9.0
        if self.is_when_or_where or self.is_joint_work or is_weekday(text):
            return -6.0
        score = 1.0
        score -= 1.0 * (len(text) > 120) + 2.0 * (len(text) > 180) + 4.0 * (len(text) > 240)
        if self.ends_sentence and text.rstrip("\"”’')]*_")[-1:] not in "?!…":
            score -= 3.0
        score -= (1.0 + (len(text) > 110)) * bool(_INNER_STOP.search(text))
        score -= 0.5 * text[:1].islower()
        score -= 1.5 * text.endswith(",")
        score -= 1.0 * bool(_BULLET.match(text)) + 3.0 * self.is_repeated
        score -= 1.5 * (self.speaker > 2.0) + 1.0 * has_institution(text)
        score -= 1.0 * bool(re.search(r"\b(?:we|I|our|my|this talk)\b", text))
        score += 2.5 * bool(self.line.level) + 2.0 * self.line.rule
        score -= 2.0 * bool(BREAK.match(text)) + 1.5 * bool(SECTION.match(text))
        # "Invited talks" and nothing else stands over several.
        score -= 3.0 * bool(_SECTION_ALONE.match(text) or SOME_TALKS.match(text))
        return score

    @cached_property
    def section(self) -> float:
        text = self.text
        if self.label or len(text) > 120 or (self.ends_sentence and not self.line.level):
            return -8.0
        looks = 3.0 if SECTION.match(text) or _YEAR.fullmatch(text) else -3.0
        return looks + 1.5 * (self.line.level > 0) + 0.5 * self.line.gap

    @cached_property
    def body(self) -> float:
        text = self.text
        score = self.labelled("abstract", "bio")
        width = len(text) + len(_WIDE.findall(text))
        score += 1.5 * (width >= 100) + 1.5 * (width >= 200) + 2.0 * (width >= 300)
        asks = width < 100 and text.rstrip("\"”’')").endswith("?")
        # A full stop behind a date makes it no sentence.
        stops = self.ends_sentence and self.when is None
        score += 0.3 if asks else 2.0 if stops else -0.8
        score -= 1.2 * (width < 60 and not stops)
        score += 0.5 * text[:1].islower() + 1.0 * bool(_BULLET.match(text))
        score += 4.0 * self.is_joint_work
        score -= 3.0 * bool(self.line.level) + 1.5 * self.line.rule
        score += 0.5 * bool(_PROSE.search(text))
        return score
