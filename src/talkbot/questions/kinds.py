"""What kind of question it is."""

from __future__ import annotations

import re

from talkbot.grammar import (
    aggregation,
    attributes,
    comparison,
    content,
    lexicon,
    listing,
    phrases,
    tagging,
)
from talkbot.linking import Mention, tokenize
from talkbot.questions.asks import (
    asks_of_selected,
    figure_in,
    is_described,
    is_from,
    more_of,
    value_asked,
)
from talkbot.questions.query import Kind
from talkbot.questions.said import Said

# A title is told by its letters, all of them x.
_TITLED = re.compile(rf"\bthe {phrases.TALK}\W*x{{4,}}")


def kind_of(said: Said) -> Kind:
    subjects = said.named("speaker", "title")
    if said.contest:
        return "catalogue" if said.among else "compare"
    if said.holds and not said.has(content.ADVISES):
        summed = said.asks_summary or said.has(r"^(?:and |so )?what\b.*\babout\W*$")
        return "summary" if summed else "catalogue"
    if said.besides or more_of(said) or said.has(attributes.EVENT_PLACE):
        return "catalogue"
    if said.has(content.ADVISES) and (subjects or said.has(rf"\b{phrases.TALK}\b")):
        return "fact"
    if said.has(comparison.COMPARE) and not _compares_by_itself(said, subjects):
        return "compare"
    if said.beside or (subjects and said.has(listing.SPEAKS_OF)):
        return "catalogue"
    placed = said.named("affiliation") or value_asked(said) == "affiliation"
    if said.has(attributes.ANOTHER_TIME) and said.named("speaker") and placed:
        return _about_what_is_said(said, subjects)
    if (
        _asks_for_record_value(said)
        or said.has(tagging.COUNTS)
        or said.has(aggregation.LONG_TITLE)
        or said.has(aggregation.MOST_TAGS)
    ):
        return "catalogue"
    if any(m.kind == "role" for m in said.mentions) and not subjects:
        return "catalogue"
    if said.has(listing.PROGRAMME) and not subjects:
        return "catalogue"
    if said.has(listing.OVERVIEW) and not subjects:
        return "catalogue"
    if _asks_what_a_talk_is(said) or said.asks_summary or is_about_person(said):
        return "summary"
    schooling = said.has(attributes.SCHOOLING) and not said.has(rf"\b{phrases.TALK}\b")
    if schooling and not said.has(aggregation.COUNTED):
        return _about_what_is_said(said, subjects)
    tagged = said.tagged and not subjects
    if (tagged or said.with_tags) and not said.leftover(lexicon.LISTING | lexicon.RECORD_WORDS):
        return "catalogue"
    if _asks_for_list(said):
        return "catalogue"
    if _is_fragment(said):
        if not subjects:
            return "catalogue"
        if not said.leftover(lexicon.LISTING):
            return "summary" if said.named("title") else "catalogue"
    if said.length != "normal" and said.has(rf"\b{phrases.TALK}\b"):
        return "summary"
    if subjects and not said.leftover(lexicon.LISTING | lexicon.RECORD_WORDS):
        return "catalogue"
    return _about_what_is_said(said, subjects)


def _about_what_is_said(said: Said, subjects: list[Mention]) -> Kind:
    """A comparison when several are asked about, unless they speak together."""
    named = {m.talk_ids for m in subjects}
    if len(named) > 1:
        return "fact" if frozenset.intersection(*named) else "compare"
    return "compare" if said.has(comparison.EACH) and len(subjects) == len(named) else "fact"


def _compares_by_itself(said: Said, subjects: list[Mention]) -> bool:
    """ "Why does Lee compare sand to salt?" asks what one talk says."""
    return len({m.talk_ids for m in subjects}) == 1 and said.has(comparison.SPEAKER_COMPARES)


def _asks_for_record_value(said: Said) -> bool:
    """Whether values of the records answer: where from, when, how long, which, by whom."""
    talks = said.has(rf"\b(?:{phrases.TALK}|one)\b|{aggregation.SPEAKS_AT_AN_END}")
    if talks and any(said.has(pattern) for _, pattern in aggregation.SUPERLATIVES):
        return not said.leftover(lexicon.LISTING | lexicon.RECORD_WORDS) or said.has(
            rf"\b(?:longest|shortest|latest|newest|most recent|earliest|oldest) {phrases.TALK}"
        )
    if said.has(aggregation.MOST) or figure_in(said):
        return True
    if (
        said.has(aggregation.GROUP)
        and said.has(rf"\b(?:{phrases.TALK}|{phrases.PEOPLE})\b")
        and (
            said.has(aggregation.COUNT) or not said.leftover(lexicon.LISTING | lexicon.RECORD_WORDS)
        )
    ):
        return True
    if said.has(attributes.WHO_GAVE):
        return True
    if is_from(said):
        return True
    if value_asked(said) is None:
        return False
    if asks_of_selected(said):
        return True
    if said.leftover(lexicon.LISTING | lexicon.RECORD_WORDS):
        return is_described(said)
    return bool(said.named("speaker", "title") or said.label)


def _asks_what_a_talk_is(said: Said) -> bool:
    attribute = re.search(attributes.ATTRIBUTE_OF, said.folded)
    if attribute and not set(attribute["what"].split()) <= lexicon.SUMMARIZING | lexicon.LISTING:
        return False
    if said.has(content.WHAT_DONE) and said.named("speaker", "title"):
        return not said.leftover(lexicon.SUMMARIZING | lexicon.DOING)
    if said.has(content.WHAT_TALK_IS) and not said.has(rf"^what {phrases.TALK}\b"):
        return bool(said.named("speaker", "title")) or said.has(rf"\b{phrases.TALK}\b")
    if not said.has(content.TELL_ABOUT):
        return False
    return bool(said.named("title")) or said.has(
        rf"\b(?:the|'s|this|that) {phrases.TALK}\b|\b(?:about|explain|describe|through) (?:the|that)"
        rf" (?:(?!in\b|of\b|from\b)[\w-]+ ){{0,3}}{phrases.TALK}\W*$"
    )


def is_about_person(said: Said) -> bool:
    """Whether a speaker as a person is asked about: "who is …", "tell me about …"."""
    if not said.named("speaker") or said.named("title"):
        return False
    if said.has(r"\b(?:bio|biography|background|cv)\b|\babout the speaker\b"):
        return not said.has(aggregation.COUNT)
    opens = said.has(r"^(?:who(?:'s| is| was| are)|what do you know about)\b") or said.has(
        content.TELL_ABOUT
    )
    if opens and said.has(listing.AND_TALKS):
        return True
    return opens and not said.has(rf"\b{phrases.TALK}\b") and not said.leftover(lexicon.LISTING)


def _asks_for_list(said: Said) -> bool:
    subject = said.named("speaker", "title")
    if said.has(attributes.IS_HELD) and (said.when or said.named("date", "room", "track", "event")):
        return True
    if (said.day or said.label or said.has(listing.BARE_LIST)) and not subject:
        return True
    if is_of_the_schedule(said) and not subject:
        return True
    if said.minutes or said.talks_each or said.tags_each or (said.speakers_each and not subject):
        return True
    if (
        said.having()
        and said.has(rf"\b(?:{phrases.TALK}|{phrases.PEOPLE}|who|ones)\b")
        and not subject
    ):
        return True
    if said.having() and said.has(
        r"\bhow many (?:of (?:them|these|those) )?(?:have|had|has|lack)\b"
    ):
        return not said.leftover(lexicon.LISTING | lexicon.RECORD_WORDS)
    if said.has(aggregation.COUNT):
        return said.has(aggregation.COUNTED) and not _counts_in_a_talk(said)
    if (
        said.has(listing.PEOPLE_LIST)
        and (said.named("affiliation") or not subject)
        and not _names_another_thing(said)
    ):
        return True
    if said.has(listing.WHO_LIST) and not subject:
        return True
    if said.has(attributes.IN_WHICH_TALK) and said.leftover(lexicon.LISTING | lexicon.RECORD_WORDS):
        return True
    if said.has(listing.LIST) and not _names_another_thing(said):
        first = re.search(rf"^\W*(?:\w+\W+){{0,6}}?({phrases.THING})\b", said.folded)
        listed = first and re.fullmatch(
            rf"{phrases.TALK}|{phrases.PEOPLE}|topics?|subjects?|themes?", first[1]
        )
        if first and (listed or not said.leftover(lexicon.LISTING | lexicon.RECORD_WORDS)):
            return True
    if said.has(listing.TALKS_ON) and not subject:
        return True
    if subject and said.has(r"^(?:in|on|at|with|by|for|to|from) (?:which|what)\b"):
        # "In which language is it written in the talks of Lee and of Cruz?"
        return False
    if said.has(listing.OPEN_LIST) or (said.has(r"^(?:what|how) about\b") and not subject):
        return True
    return said.has(
        rf"\b(?:talks|presentations|lectures|recordings|sessions|videos|seminars|webinars|colloquia|tutorials|workshops|{phrases.OF_SERIES}) (?:that |which )?(?:{phrases.ABOUT}|by|from|of)\b"
    ) and not _names_another_thing(said)


def _counts_in_a_talk(said: Said) -> bool:
    """ "How many people use it?" asks for a figure that a talk tells, not for a count of records."""
    # Where and when people did something else than speak, no record says either.
    others = said.named("affiliation", "track", "room", "tag", "language", "role")
    return (
        not others
        and not re.search(aggregation.OF_TALKS, _TITLED.sub("", said.folded))
        and bool(said.leftover(lexicon.LISTING | lexicon.RECORD_WORDS))
    )


def is_of_the_schedule(said: Said) -> bool:
    """Whether nothing but a time or a place is asked about: "what's on 3 March?"."""
    placed = said.when or said.named("date", "track", "room")
    return bool(placed) and not said.leftover(
        lexicon.LISTING | lexicon.RECORD_WORDS | lexicon.SCHEDULE
    )


def _names_another_thing(said: Said) -> bool:
    """ "Which approach does the talk take?" asks for an approach, not for talks."""
    return said.has(
        rf"^{phrases.POLITE_OPENING}(?:which|what)(?:'s| is| are| was| were)?\s+"
        rf"(?!(?:(?:of|other|more|all|the|are|is|all the|of the|kinds? of|two|three|four|five|several)\s+)*{phrases.THING}\b)[a-z]"
    ) or said.has(r"^(?:why|how (?!many|often))\b")


def _is_fragment(said: Said) -> bool:
    """A few words without a question: "diffusion models", "anything by Lee?"."""
    words = [token.word for token in tokenize(said.text)]
    asks = words[0] in lexicon.QUESTION_WORDS or any(word in lexicon.WH_WORDS for word in words)
    return not asks and len(words) <= 9 and not said.has(attributes.VALUE_OF)
