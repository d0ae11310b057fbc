"""How the values of one field are cut into parts where each holds several: by the time they begin
with, by the elements inside them, or between a title and the people."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from talkbot.formats.aligned import Value, hint_of, is_running
from talkbot.formats.dom import Piece
from talkbot.formats.heads import KIND, LONGEST, cuts
from talkbot.formats.names import name_score
from talkbot.formats.namings import placed_behind
from talkbot.formats.people import people_of
from talkbot.formats.whens import leading_when, trailing_when, when_and_where
from talkbot.formats.wording import BREAK, KIND_OF_TALK, TBA, ends_sentence

_MOSTLY = 0.6
_WAYS = 3
_JOINTS = " \t,;:–—-|·•/"
_WRAPPED = re.compile(r"^[(\[]([^()\[\]]+)[)\]]$")
_ZONE = re.compile(r"^\(?[A-Z][a-z]+/[A-Z]\w+\)?")
_COLUMNS = re.compile(r"\s+[·•|–—/]\s+")
_BY = re.compile(r"(?:presented by|given by|by|with|von|mit|par|avec|por|con|di)\s")
_INLINE_TEXT = 200
_NAMED = 0.8
# Behind a place, before the next name.
_LAST_AND = re.compile(r"(?<=[\w)\].])\s*(?:,|,?\s(?:and|und|et|y|e|en|och|og|&))$")
_KIND_BEHIND = re.compile(rf",\s+{KIND_OF_TALK.pattern}$", re.IGNORECASE | re.VERBOSE)
# "(co-organised with …)" behind a day.
_ASIDE = re.compile(r"(?<=\d)\s*\([^()\d]{3,80}\)\W*$")
_ENDS_IN_BY = re.compile(r"\s+(?:by|von|par|por)$")
_BRACKETS = re.compile(r"[(\[][^()\[\]]+[)\]]\W*$")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a value: `name` tells it from the others of its field, `role` is what the cut
    says it is, `hint` what its element's name says."""

    name: str
    text: str
    role: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to cut all values of a field: whether a date or time at their beginning and end
    stands apart, and `how` the rest is cut: not at all, in "pieces", or in a way of heads.py."""

    leading: bool = False
    trailing: bool = False
    how: str = ""

    @property
    def parts_title(self) -> bool:
        """Whether the plan cuts a title from the people."""
        return self.how not in ("", "pieces", "commas")

    def cut(self, value: Value, common: Collection[str]) -> list[Part]:
        """The parts of a value; whole where it cannot be cut in this way."""
        parts: list[Part] = []
        text = value.text
        if self.leading and (found := leading_when(text)):
            parts.append(Part("leading", found[0], "when"))
            text = _ZONE.sub("", found[1]).lstrip(_JOINTS)
        if self.how and (kind := KIND.match(text)):
            text = text[kind.end() :]
        behind: list[Part] = []
        if self.trailing and (found := _ending(text)):
            text, when = found
            behind.append(Part("trailing", when, "when"))
        parts += self._rest(text, value, common)
        return [*parts, *behind]

    def _rest(self, text: str, value: Value, common: Collection[str]) -> Iterator[Part]:
        if self.how == "commas":
            yield Part("whole", placed_behind(_COLUMNS.split(text)))
            return
        if self.how == "pieces" and (pieces := _pieces(value, text)):
            yield from pieces
            return
        cut = (
            next((c for c in cuts(text, common, self.how) if c.fit >= 0.3), None)
            if self.parts_title
            else None
        )
        if cut is None:
            yield Part("whole", text)
            return
        for role, part in cut.parts:
            if role != "link":
                yield Part(role, part, role)


def plans_of(values: Sequence[Value], common: Collection[str]) -> Iterator[Plan]:
    """The ways to cut that most values of a field allow, leaving them whole first."""
    yield Plan()
    told = [value for value in values if not (BREAK.match(value.text) or TBA.match(value.text))]
    if not told:
        return
    leading = _share(_begins_with_when(v.text) for v in told) >= _MOSTLY
    trailing = _share(_ending(v.text) is not None for v in told) >= _MOSTLY
    plain = Plan(leading, trailing)
    if leading or trailing:
        yield plain
    rest = [(value, _inner(plain, value)) for value in told]
    if _share(len(_pieces(v, text)) > 1 for v, text in rest) >= _MOSTLY:
        yield Plan(leading, trailing, "pieces")
    if _share(_is_placed_name(text, common) for _, text in rest) >= _MOSTLY:
        yield Plan(leading, trailing, "commas")
    fits: dict[str, float] = defaultdict(float)
    counts: Counter[str] = Counter()
    for _, text in rest:
        if len(text) <= LONGEST and not (ends_sentence(text) and len(text) > _INLINE_TEXT):
            for cut in {cut.way: cut for cut in cuts(text, common) if cut.fit >= 0.3}.values():
                fits[cut.way] += cut.fit
                counts[cut.way] += cut.fit >= 0.5
    # Records and recipes are "with" somebody too; a talk has its date.
    fits.pop("with title" if not (leading or trailing) else "", None)
    ways = [way for way in fits if counts[way] >= _MOSTLY * len(told)]
    for way in sorted(ways, key=lambda way: -fits[way])[:_WAYS]:
        yield Plan(leading, trailing, way)


def _ending(text: str) -> tuple[str, str] | None:
    """A value that is no long text cut before the date it ends with."""
    if len(text) > LONGEST:
        return None
    return trailing_when(text, spans=True) or trailing_when(_ASIDE.sub("", text), spans=True)


def _begins_with_when(text: str) -> bool:
    """Whether a value has a date or time before something else."""
    return leading_when(text) is not None and when_and_where(text) is None


def _is_placed_name(text: str, common: Collection[str]) -> bool:
    """Whether a value is a name and, behind a dot or a bar, what is no name but may be a place."""
    name, *more = _COLUMNS.split(text)
    return bool(more) and len(text) <= 120 and name_score(name, common) >= 0.5


def _inner(plan: Plan, value: Value) -> str:
    text = value.text
    if plan.leading and (found := leading_when(text)):
        text = _ZONE.sub("", found[1]).lstrip(_JOINTS)
    if plan.trailing and (found := _ending(text)):
        text = found[0]
    return text


def _pieces(value: Value, text: str) -> list[Part]:
    """The parts of a value by the inline elements in it: those that `text` still has."""
    found: list[Part] = []
    counts: Counter[str] = Counter()
    at = 0
    if is_running(text) and any(_goes_on(piece) for piece in value.block.pieces[1:]):
        return []
    for piece in value.block.pieces:
        words = _bare(piece, text, at)
        if not words:
            continue
        at = text.find(words, at) + len(words)
        wrapped = _BRACKETS.match(piece.text.strip(_JOINTS)) is not None
        placed = wrapped and bool(found) and name_score(found[-1].text) >= _NAMED
        if wrapped and len(found) == 1 and not placed and piece.sign == "a":
            continue  # A remark behind the title that leads elsewhere.
        if piece is not value.block.pieces[-1]:
            words = _KIND_BEHIND.sub("", _ENDS_IN_BY.sub("", words))
            words = _without_stop(_LAST_AND.sub("", words))
        counts[piece.sign] += 1
        name = f"{piece.sign} {counts[piece.sign]}"
        if piece.sign.partition(".")[0] == "time" or when_and_where(words):
            found.append(Part(name, words, "when"))
        else:
            # What stands in brackets behind a name is where the person is from.
            hint = "affiliation" if placed else hint_of(piece.words)
            found.append(Part(f"{name} placed" if placed else name, words, "", hint))
    return found


def _goes_on(piece: Piece) -> bool:
    """Whether a piece goes on with a sentence that began before it: bold words in running text."""
    words = piece.text.lstrip(_JOINTS)
    goes_on = words[:1].islower() and not _BY.match(words)
    return not piece.sign and goes_on and len(words.split()) > 3


def _without_stop(words: str) -> str:
    """A piece that another follows without the stop that ends it, where it names people."""
    bare = words.removesuffix(".")
    names = len(words) <= 160 and all(name_score(p.name) >= 0.5 for p in people_of(bare))
    return bare if names else words


def _bare(piece: Piece, text: str, at: int) -> str:
    """The words of a piece as far as the text has them, without the marks around them."""
    words = piece.text
    rest = text[at:].strip()
    if rest and words != rest and words.startswith(rest):
        words = rest  # Its end was a date, which stands apart already.
    if text.find(words, at) < 0:
        # Its beginning was a label or a time, which stand apart already.
        words = next((words[n:] for n in _word_starts(words) if text.startswith(words[n:])), "")
    words = words.strip(_JOINTS)
    words = words.removesuffix(".") if len(words) < 2 or not ends_sentence(words) else words
    if wrapped := _WRAPPED.match(words):
        words = wrapped[1]
    return words if re.search(r"\w", words) else ""


def _word_starts(text: str) -> Iterator[int]:
    return (match.start() for match in re.finditer(r"(?<=\s)\S", text))


def _share(signs: Iterator[bool]) -> float:
    told = list(signs)
    return sum(told) / len(told)
