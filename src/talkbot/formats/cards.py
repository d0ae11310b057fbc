"""Pages of speakers: under each name who they are, and then what they talk about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.document import Line
from talkbot.formats.labels import label_of
from talkbot.formats.names import name_score
from talkbot.formats.people import people_of
from talkbot.formats.wording import ends_sentence

_FEWEST = 2


def cards_turned(lines: Sequence[Line]) -> list[Line]:
    """The lines with each speaker's part in the order of a talk, labelled: title, speaker, place,
    abstract, bio.

    It is done where all headings of a level are names, each with one title below the paragraphs
    about the person, with a label or as the only heading there.
    """
    for level in sorted({line.level for line in lines if line.level}):
        heads = [n for n, line in enumerate(lines) if line.level == level]
        if len(heads) < _FEWEST or not all(_is_people(lines[n].text) for n in heads):
            continue
        cards = {head: _card(lines, head) for head in heads}
        titles = {head: _title(card) for head, card in cards.items()}
        words = {card[titles[head]].text for head, card in cards.items()}
        about = [line for head, card in cards.items() for line in card[1 : titles[head]]]
        # "Publications" under each name is no talk.
        apart = all(titles.values()) and len(words) == len(cards)
        if apart and any(ends_sentence(line.text) for line in about):
            turned: list[Line] = []
            end = 0
            for head, card in cards.items():
                turned += [*lines[end:head], *_turned(card, titles[head])]
                end = head + len(card)
            return [*turned, *lines[end:]]
    return list(lines)


def _card(lines: Sequence[Line], head: int) -> Sequence[Line]:
    """A heading with what stands below it, up to the next that is as high."""
    level = lines[head].level
    ends = (n for n in range(head + 1, len(lines)) if 0 < lines[n].level <= level)
    return lines[head : next(ends, len(lines))]


def _is_people(text: str) -> bool:
    return not label_of(text) and all(name_score(p.name) >= 0.7 for p in people_of(text))


def _title(card: Sequence[Line]) -> int:
    """Where the one title of a card stands, 0 where there is none, or more."""
    labels = [label_of(line.text) or ("", "") for line in card]
    labelled = [n for n, (field, value) in enumerate(labels) if field == "title" and value]
    headings = [n for n, line in enumerate(card) if n and line.level and not labels[n][0]]
    # What stands right below the name says who it is, in headings too.
    below = [n for n in headings if any(ends_sentence(line.text) for line in card[1:n])]
    found = labelled or below
    return found[0] if len(found) == 1 else 0


def _turned(card: Sequence[Line], at: int) -> list[Line]:
    title, about, text = card[at], card[1:at], list(card[at + 1 :])
    label = label_of(title.text)
    name = f"Title: {label[1] if label else title.text}"
    result = [
        replace(title, text=name, level=0, gap=True, rule=True),
        _labelled("Speaker", card[0]),
    ]
    start = next((n for n, line in enumerate(about) if ends_sentence(line.text)), len(about))
    result += [_labelled("Affiliation", line) for line in about[:start] if not label_of(line.text)]
    result += [line for line in about[:start] if label_of(line.text)]
    for field, part in (("Abstract", text), ("Bio", about[start:])):
        found = label_of(part[0].text) if part else None
        if part and not found:
            part = [_labelled(field, part[0]), *part[1:]]
        result += part
    return result


def _labelled(label: str, line: Line) -> Line:
    return replace(line, text=f"{label}: {line.text}", level=0, gap=False, rule=False)
