"""Talks from the records of a list whose fields have their roles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from talkbot.formats.aligned import Field, Value, is_running
from talkbot.formats.bios import divide
from talkbot.formats.dates import has_day, is_weekday, iso_date
from talkbot.formats.details import link_meaning, with_value
from talkbot.formats.document import Document, one_line, unquoted
from talkbot.formats.dom import Block, Page
from talkbot.formats.enclosing import Above, Enclosing
from talkbot.formats.entries import goes_on_below, no_speaker_below, nobody_speaks
from talkbot.formats.found import Found
from talkbot.formats.heads import KIND
from talkbot.formats.labelled import placed, unnamed
from talkbot.formats.labels import label_of
from talkbot.formats.names import institution_score, name_score
from talkbot.formats.people import lists_people, people_of
from talkbot.formats.repeats import FEWEST, Record, blocks_in, is_break
from talkbot.formats.roles import Choice
from talkbot.formats.whens import leading_when, when_and_where
from talkbot.formats.wording import BREAK, CANCELLED, TBA, ends_sentence
from talkbot.formats.writing import written
from talkbot.talks import Problem, Speaker, Talk, fold, talk_id

_SMALL = ("where", "track", "tags", "language", "event", "duration", "video", "slides", "url")

_MOSTLY = 0.6
_CLOCK = re.compile(r"\d[.:h]\d\d")
_DOTS = re.compile(r"\s+[·•|–—]\s+")


@dataclass(frozen=True, slots=True)
class _Told:
    """What a part of a block says, and as what; `sure` where a label or a name told it."""

    role: str
    text: str
    block: Block
    sure: bool


class TalkReader:
    """Makes talks of the records of one list."""

    def __init__(
        self,
        found: Found,
        page: Page,
        around: Enclosing,
        common: frozenset[str],
        document: Document,
    ) -> None:
        self.found = found
        self.page = page
        self.around = around
        self.common = common
        self.document = document
        self.order = {id(block): number for number, block in enumerate(page.blocks)}
        self.bullets = written(document).kind == "html"
        self.told = self._all_told()
        self.places = self._gives_places()
        self.lists = lists_people(self._speakers(), common)
        self.dots = self._places_behind_dots()
        speaking = [any(each.role == "speaker" for each in own) for own in self.told]
        # The one day of the page is that of all its talks where none has another.
        self.one_day = not any(
            has_day(each.text) for own in self.told for each in own if each.role == "when"
        ) and not any(above.day for above in around.above.values())
        dated = [any(each.role == "when" for each in own) for own in self.told]
        self.dated = sum(dated) >= _MOSTLY * len(dated)
        self.spoken = sum(speaking) >= _MOSTLY * len(speaking)

    def talks(self) -> tuple[list[tuple[int, Talk]], list[Problem]]:
        """The talks, each with the number of its record's first block, and what is reported."""
        talks: list[tuple[int, Talk]] = []
        problems: list[Problem] = []
        for record, told in zip(self.found.repeat.records, self.told, strict=True):
            line = self.page.blocks[record.first].number
            titles = [each.text for each in told if each.role == "title"]
            if not titles or TBA.match(titles[0]):
                # What stands before all talks is the page's head, unless it is led as they are.
                later = any(whole.first < record.first for whole in self.found.whole)
                later = later or record.leads
                if titles or (later and any(each.role == "speaker" for each in told)):
                    message = "A talk without a title yet was left out."
                    problems.append(self.document.problem(line, message))
                elif later and any(e.role == "abstract" and is_running(e.text) for e in told):
                    text = self.page.blocks[record.first].text
                    problems.append(self.document.problem(line, no_speaker_below(text)))
                elif later and self.dated and (point := self._point_of(record)):
                    problems.append(self.document.problem(point.number, nobody_speaks(point.text)))
                continue
            if BREAK.match(titles[0]):
                continue
            talk = self._talk(record, told)
            if not (talk.speakers or talk.abstract):
                if {id(b) for b in blocks_in(self.page, record)} <= {id(t.block) for t in told}:
                    continue  # A point of the programme and its time, no more.
                problems.append(self.document.problem(line, nobody_speaks(talk.title)))
                continue
            sure = any(each.role == "abstract" and each.sure for each in told)
            if not talk.speakers and self.spoken and not sure:
                # What has no date where the others have one is a section of the page.
                undated = self.dated and not talk.date_text
                say = no_speaker_below if undated else nobody_speaks
                problems.append(self.document.problem(line, say(talk.title)))
                continue
            talks.append((record.first, talk))
            if not talk.speakers:
                problems.append(self.document.problem(line, unnamed(talk)))
        talks, below = self._without_last_words(talks)
        problems += below
        for record in self.found.left_out:
            blocks = self.page.blocks[record.first : record.last]
            if any(CANCELLED.match(block.text) for block in blocks):
                message = "A talk that was cancelled was left out."
                problems.append(self.document.problem(blocks[0].number, message))
            elif not any(is_break(block.text) for block in blocks):
                found = leading_when(blocks[0].text) or ("", blocks[0].text)
                message = nobody_speaks(found[1].lstrip(" –—-:|"))
                problems.append(self.document.problem(blocks[0].number, message))
        return talks, problems

    def _point_of(self, record: Record) -> Block | None:
        """What stands beside the day of a record that is no talk, and no break either."""
        blocks = [b for b in blocks_in(self.page, record) if not when_and_where(b.text)]
        dated = len(blocks) < record.last - record.first
        plain = not any(is_break(b.text) or TBA.match(b.text) or label_of(b.text) for b in blocks)
        return blocks[0] if dated and plain and blocks else None

    def _without_last_words(
        self, talks: list[tuple[int, Talk]]
    ) -> tuple[list[tuple[int, Talk]], list[Problem]]:
        """The talks without what stands below the last, where it alone has a text: it is the page's
        own, unless a label says that it is the talk's."""
        records = self.found.repeat.records
        *others, (at, last) = talks or [(0, Talk(id="", title=""))]
        if len(others) < FEWEST or not last.abstract or any(talk.abstract for _, talk in others):
            return talks, []
        number = next(n for n, record in enumerate(records) if record.first == at)
        texts = [each for each in self.told[number] if each.role == "abstract"]
        # What stands below a heading, or over a rule, is that talk's.
        led = records[number].leads and not (
            records[number].root.level or _over_rule(records[number])
        )
        below = led and all(self._behind_root(each, number) for each in texts)
        if not texts or not below or any(each.sure for each in texts):
            return talks, []
        line = texts[0].block.number
        problem = self.document.problem(line, goes_on_below(texts[0].text))
        return [*others, (at, replace(last, abstract=""))], [problem]

    def _behind_root(self, told: _Told, number: int) -> bool:
        return self.order[id(told.block)] >= self.found.repeat.records[number].root.last

    def _all_told(self) -> list[list[_Told]]:
        """What each record says, in the order of the page."""
        told: list[list[_Told]] = [[] for _ in self.found.repeat.records]
        unread: list[list[Value]] = [[] for _ in told]
        called: dict[int, str] = {}
        for field, choice in self.found.roles.choices:
            for value in field.values:
                parts = list(_parts(field, choice, value, self.common))
                told[value.record] += parts
                if not parts and value.label in ("", "?"):
                    unread[value.record].append(value)
                elif not parts and value.label == "title":
                    called[value.record] = value.text
        for number, (own, values) in enumerate(zip(told, unread, strict=True)):
            own[:] = [_in_full(each, called.get(number, "")) for each in own]
            if not any(each.role == "speaker" for each in own):
                own += self._people_elsewhere(values)
            own += self._within_texts(own, values)
            own.sort(key=lambda each: self.order[id(each.block)])
        return told

    def _within_texts(self, own: Sequence[_Told], values: Sequence[Value]) -> list[_Told]:
        """What stands within an abstract and is no running text: the items of a list, a few words
        between two paragraphs, or those that a paragraph begins with in a line of their own."""
        texts = {self.order[id(each.block)] for each in own if each.role == "abstract"}
        found: list[_Told] = []
        for value in sorted(values, key=lambda value: self.order[id(value.block)]):
            at = self.order[id(value.block)]
            item = value.block.element.tag == "li"
            inside = at - 1 in texts and (item or at + 1 in texts)
            if not value.label and (inside or (at + 1 in texts and self._begins_text(value))):
                texts.add(at)
                text = f"• {value.text}" if item and self.bullets else value.text
                found.append(_Told("abstract", text, value.block, sure=False))
        return found

    def _begins_text(self, value: Value) -> bool:
        below = self.page.blocks[self.order[id(value.block)] + 1]
        goes_on = ends_sentence(value.text) or value.text[-1] in ",:"
        return below.element is value.block.element and goes_on

    def _people_elsewhere(self, values: Sequence[Value]) -> Iterator[_Told]:
        """Who speaks in a record that calls its speakers otherwise than the others do."""
        for value in values:
            people = people_of(value.text, self.common) if value.label == "?" else ()
            if people and all(name_score(p.name, self.common) >= 0.8 for p in people):
                yield _Told("speaker", value.text, value.block, sure=True)
                return

    def _speakers(self) -> list[str]:
        return [each.text for own in self.told for each in own if each.role == "speaker"]

    def _gives_places(self) -> bool:
        """Whether "Ada Byron, Grace Holt" is a name and a place, on this page."""
        texts = self._speakers()
        pairs = [text.split(", ") for text in texts if ", " in text]
        placed_ones = sum(institution_score(pair[1], self.common) >= 0.9 for pair in pairs)
        names = sum(all(name_score(p, self.common) >= 0.8 for p in pair) for pair in pairs)
        apart = any(each.role == "affiliation" for own in self.told for each in own)
        return not pairs or placed_ones > 0 or not (apart or names > 0.5 * len(pairs))

    def _places_behind_dots(self) -> bool:
        """Whether a dot or bar behind a name has a place behind it, in one line and so in all."""
        pairs = [pieces for text in self._speakers() if len(pieces := _DOTS.split(text)) > 1]
        return any(
            name_score(name, self.common) >= 0.5 and institution_score(place, self.common) >= 0.9
            for name, place, *_ in pairs
        )

    def _talk(self, record: Record, told: Sequence[_Told]) -> Talk:
        title = next(each for each in told if each.role == "title")
        speakers, paragraphs = self._people(told)
        abstract, speakers = divide(paragraphs, speakers)
        above = self.around.above.get(record.first, Above())
        talk = Talk(
            id="",
            title=unquoted(one_line(title.text)),
            event=self.around.event,
            track=above.track,
            source=self.document.source,
            abstract=abstract,
            speakers=speakers,
        )
        talk = self._dated(talk, told, above)
        for each in told:
            if each.role in _SMALL:
                talk = with_value(talk, each.role, each.text, each.block.links)
            for words, url in each.block.named:
                talk = with_value(talk, link_meaning(words), words, (url,))
        for block in self.page.blocks[record.first : record.last]:
            for words, url in block.named:
                talk = with_value(talk, link_meaning(words), words, (url,))
        talk = with_value(talk, "where", self.around.room) if self.around.room else talk
        talk = with_value(talk, "url", "", title.block.links)
        names = tuple(speaker.name for speaker in talk.speakers)
        return replace(talk, id=talk_id(talk.title, names, event=talk.event))

    def _people(self, told: Sequence[_Told]) -> tuple[tuple[Speaker, ...], list[str]]:
        """The speakers with what stands beside their names, and the paragraphs of the talk."""
        people: list[Speaker] = []
        newest = 0
        waiting: list[str] = []
        paragraphs: list[str] = []
        bios: list[str] = []
        labelled = any(each.role == "abstract" and each.sure for each in told)
        for each in told:
            # Beside a text that is called the abstract, what begins with a name is about its owner.
            apart = labelled and each.role == "abstract" and not each.sure
            about = apart and any(each.text.startswith(person.name) for person in people)
            if TBA.match(each.text):
                continue
            if each.role == "speaker":
                newest = len(people)
                people += self._named(each)
                for text in waiting:
                    people[newest:] = placed(people[newest:], "affiliation", text)
                waiting = []
            elif each.role == "affiliation":
                if people:
                    people[newest:] = placed(people[newest:], "affiliation", each.text)
                else:
                    waiting.append(each.text)
            elif each.role == "role" and people:
                people[newest:] = placed(people[newest:], "role", each.text)
            elif each.role == "bio" or about:
                if len(people) == newest + 1:
                    bio = "\n".join(filter(None, (people[newest].bio, each.text)))
                    people[newest] = replace(people[newest], bio=bio)
                else:
                    bios.append(each.text)
            elif each.role == "abstract":
                first = each.sure and not any(p.startswith("Abstract: ") for p in paragraphs)
                paragraphs.append(f"Abstract: {each.text}" if first else each.text)
        paragraphs += [f"Bio: {text}" for text in bios]
        named = {person.name: person for person in reversed(people) if not TBA.match(person.name)}
        return tuple(named.values())[::-1], paragraphs

    def _named(self, told: _Told) -> tuple[Speaker, ...]:
        text = _DOTS.sub(", ", told.text) if self.dots else told.text
        people = people_of(text, self.common, places=self.places, lists=self.lists)
        links = told.block.links
        alone = len(people) == 1 and bool(links) and told.block.text == told.text
        return (replace(people[0], url=links[0]),) if alone else people

    def _dated(self, talk: Talk, told: Sequence[_Told], above: Above) -> Talk:
        whens = list(dict.fromkeys(each.text for each in told if each.role == "when"))
        said = " ".join(whens)
        if not has_day(said) and not (any(is_weekday(w) for w in whens) and not above.day):
            day = above.day or (self.around.day if self.one_day or whens or above.time else "")
            whens = [day, *whens] if day else whens
        if above.time and not any(each.role == "when" for each in told):
            whens.append(above.time)
        for when in whens:
            # "ore 11.00" is no room.
            found = when_and_where(when)
            found = found if found and not _CLOCK.search(found[1]) else (when, "")
            talk = with_value(talk, "when", found[0])
            talk = with_value(talk, "where", found[1]) if found[1] else talk
        moments = [each.block.moment for each in told if each.block.moment]
        if (
            moments
            and len(talk.start) < 16
            and len(start := iso_date(moments[0])) > len(talk.start)
        ):
            talk = replace(talk, start=start)
        return talk


def _in_full(told: _Told, title: str) -> _Told:
    """A title with what a label's value has behind it: a headline may shorten it."""
    kind = KIND.match(told.text)
    before = kind.group() if kind else ""
    short = fold(told.text.removeprefix(before))
    goes_on = told.role == "title" and bool(short) and fold(title).startswith(short)
    return replace(told, text=f"{before}{title}") if goes_on else told


def _over_rule(record: Record) -> bool:
    """Whether a rule stands right below a record."""
    siblings = record.root.parent.children if record.root.parent else ()
    behind = (e for e in siblings[record.root.place + 1 :] if e.first >= record.last)
    return (element := next(behind, None)) is not None and element.tag == "hr"


def _parts(field: Field, choice: Choice, value: Value, common: frozenset[str]) -> Iterator[_Told]:
    for part in choice.plan.cut(value, common):
        role = choice.role_of(part.name)
        if role != "other" and role != "none":
            sure = role in (field.label, field.hint, part.hint)
            yield _Told(role, part.text, value.block, sure)
