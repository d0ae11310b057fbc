"""Labels in a page's own words, told by how they are made and by the values behind them: "Thesis
title:", "Name of the speaker:", a word in any language before a name in every talk."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.dates import has_day
from talkbot.formats.document import Line
from talkbot.formats.labels import label_of, prefix_of
from talkbot.formats.names import name_score
from talkbot.formats.people import people_of
from talkbot.formats.whens import is_date_line
from talkbot.formats.wording import TBA, ends_sentence

_FEWEST = 2
_MOSTLY = 0.75
_NAMES = {
    "title": "Title", "speaker": "Speaker", "affiliation": "Affiliation", "abstract": "Abstract",
    "bio": "Bio", "when": "When", "where": "Where",
}  # fmt: skip
# "Title of the thesis", "Titre de l'exposé": what comes first is what it is.
_OF = re.compile(r"\s+(?:of|de|del|della|dell['’]|do|da|des|du|der|van|för|av)\b.*", re.IGNORECASE)
# "Dissertationstitel": what a compound of German ends with.
_COMPOUND = re.compile(r"^\w{4,}(?=(?:titel|thema|datum|zeit|ort)$)", re.IGNORECASE)


def with_known_labels(lines: Sequence[Line]) -> list[Line]:
    """The lines with the known name of a label in place of the page's own, where that comes again:
    by its words, else by what all values behind it are, where nothing is known for that."""
    values: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        if found := prefix_of(line.text):
            values[found[0].casefold()].append(found[1])
    known = {field for line in lines if (label := label_of(line.text)) for field in label[:1]}
    unknown = {
        own: said
        for own, said in values.items()
        if len(said) >= _FEWEST and label_of(f"{own}: {said[0]}") is None
    }
    names = {own: field for own in unknown if (field := by_words(own)) in _NAMES}
    known |= set(names.values())
    for field, others, fits in (
        ("speaker", {"title"}, _are_names),
        ("title", {"speaker"}, _are_titles),
        ("when", {"title", "speaker"}, _are_days),
        ("abstract", {"title", "speaker"}, _are_texts),
    ):
        if field not in known and others <= known:
            told = (own for own, said in unknown.items() if own not in names and fits(said))
            if own := next(told, ""):
                names[own] = field
                known.add(field)
    return [_renamed(line, names) for line in lines] if names else list(lines)


def by_words(own: str) -> str:
    """What a label of several words, or a compound, says by the word that counts: its last, or the
    one before "of"."""
    short = _OF.sub("", own) if _OF.search(own) else re.sub(r"^.*\s", "", own)
    short = _COMPOUND.sub("", short) if short == own else short
    found = label_of(f"{short}:") if short != own else None
    return found[0] if found else ""


def _are_names(values: Sequence[str]) -> bool:
    """Whether the values behind a label name people, nearly all of them."""
    told = [value for value in values if len(value) <= 200 and not TBA.match(value)]
    fits = sum(
        all(name_score(p.name.split(",")[0]) >= 0.8 for p in people_of(value)) for value in told
    )
    return len(told) >= _FEWEST and len(told) == len(values) and fits >= _MOSTLY * len(told)


def _are_titles(values: Sequence[str]) -> bool:
    """Whether the values behind a label are what titles are: a few words each, all different, that
    are no sentences, names or dates."""
    told = [value for value in values if not TBA.match(value)]
    few = all(len(value) <= 160 and not is_date_line(value) for value in told)
    words = sum(len(value.split()) for value in told) >= 3 * len(told)
    ends = sum(ends_sentence(value) and value[-1] != "?" for value in told)
    named = sum(name_score(value.split(",")[0]) >= 0.8 for value in told)
    different = len({value.casefold() for value in told}) == len(told) >= _FEWEST
    return few and words and different and ends + named <= 0.25 * len(told)


def _are_days(values: Sequence[str]) -> bool:
    return all(is_date_line(value) and has_day(value) for value in values)


def _are_texts(values: Sequence[str]) -> bool:
    different = len({value.casefold() for value in values}) == len(values)
    return different and all(len(value) > 60 and ends_sentence(value) for value in values)


def _renamed(line: Line, names: dict[str, str]) -> Line:
    found = prefix_of(line.text)
    field = names.get(found[0].casefold()) if found else None
    return replace(line, text=f"{_NAMES[field]}: {found[1]}") if found and field else line
