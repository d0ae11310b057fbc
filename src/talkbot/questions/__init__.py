"""A question in, a Query out: what kind it is, which talks it is about, what to search for.

Grammar of English questions only; every name comes from the records through the linker.
"""

from __future__ import annotations

import re
from dataclasses import replace

from talkbot.grammar import attributes, content, lexicon, listing, out_of_domain, phrases
from talkbot.intent import NOTHING, Intent
from talkbot.linking import Linker, Mention, tokenize
from talkbot.questions.asks import ask_in, asks_of_selected, base_of, counted_in, figure_in
from talkbot.questions.kinds import is_about_person, is_of_the_schedule, kind_of
from talkbot.questions.query import Ask, Kind, Length, Query, Target
from talkbot.questions.said import Said
from talkbot.questions.settling import Asked, asked_by, asking_at, kind_by
from talkbot.selecting import select
from talkbot.talks import fold_in_place
from talkbot.unknowns import Frequency, unknown_names
from talkbot.words import content_terms

__all__ = ["Ask", "Kind", "Length", "Query", "Target", "understand"]


def understand(
    question: str,
    linker: Linker,
    frequency: Frequency,
    *,
    literal: bool = True,
    intent: Intent = NOTHING,
) -> Query:
    """The Query that a standalone question stands for.

    `frequency` tells in how many passages each term occurs. Unless `literal`, what talks are to
    mention is a topic of theirs. `intent` is what the wording of the question seems to ask for.
    """
    text = " ".join(question.split())
    if later := listing.FROM_ROW.search(text):
        before = understand(
            text[: later.start()], linker, frequency, literal=literal, intent=intent
        )
        return replace(before, skip=int(later["row"]) - 1)
    folded = fold_in_place(text)
    mentions = linker.link(text)
    special = _special_kind(folded)
    if special and not (
        special == "chat" and any(m.kind in ("speaker", "title") for m in mentions)
    ):
        return Query(text, special)
    if not tokenize(text):
        return Query(text, "clarify")
    said = Said(text, folded, mentions, literal=literal)
    return _query(said, intent, linker, frequency)


def _special_kind(folded: str) -> Kind | None:
    bare = folded.strip(" !.?,")
    if out_of_domain.HELP.match(bare):
        return "chat"
    greeting = out_of_domain.GREETING.match(bare)
    if greeting and all(w in lexicon.POLITE for w in content_terms(bare[greeting.end() :])):
        return "chat"
    aside = out_of_domain.TASK.match(folded) or out_of_domain.ERRAND.search(folded)
    aside = aside or out_of_domain.VENUE.match(folded) or out_of_domain.RATED.match(folded)
    return "other" if aside else None


def _query(said: Said, intent: Intent, linker: Linker, frequency: Frequency) -> Query:
    known = kind_of(said)
    kind = kind_by(intent, known, said)
    if kind in ("chat", "other"):
        return Query(said.text, kind)
    said = said.about(filters_of(said, kind))
    # Of what a talk says, or two are to be compared by, every word may count.
    asking = asking_at(intent) if kind in ("catalogue", "topic") else ()
    topic = topic_of(said.asking(asking), kind)
    if figure_in(said):
        topic = ""
    if kind in ("catalogue", "topic"):
        kind = "topic" if topic else "catalogue"
    asked = asked_by(intent, Asked(*ask_in(said)), said, settled=kind != known)
    ask, target, order = asked.ask, asked.target, asked.order
    people = kind == "catalogue" and target == "speakers" and ask in ("who", "list", "count")
    selection = select(said.mentions, said.folded, people=people)
    talk_ids = selection.talk_ids
    if kind == "fact" and talk_ids:
        # Who spoke together is asked about that talk.
        named = [m.talk_ids for m in said.named("speaker")]
        talk_ids &= frozenset.intersection(*named) if named else talk_ids
    return Query(
        question=said.text,
        kind=kind,
        topic=topic,
        mentions=said.mentions,
        talk_ids=talk_ids,
        ask=ask,
        target=target,
        order=order,
        length=said.length,
        sentences=_sentences_in(said.text),
        having=said.having() if kind in ("catalogue", "topic") and ask != "video" else (),
        minutes=said.minutes if kind in ("catalogue", "topic") else None,
        talks_each=said.talks_each if target != "talks" or ask == "who" else None,
        speakers_each=said.speakers_each if kind in ("catalogue", "topic") else None,
        tags_each=said.tags_each if kind in ("catalogue", "topic") else None,
        ranks=said.ranks,
        counted=counted_in(said),
        single=said.has(listing.SINGLE)
        or (intent.group == "value" and ask != "list" and kind != known),
        about_person=is_about_person(said) or (ask == "who" and said.has(listing.AND_TALKS)),
        unknown=unknown_names(said.text, said.folded, kind, said.linked, linker.events, frequency),
        excluded=selection.excluded,
        joined=selection.joined,
        conflict=selection.conflict,
        day=said.day,
        base=base_of(said),
        label=said.label,
        when=said.when if kind in ("catalogue", "topic", "summary") else None,
        sort=said.sort,
        barred=said.barred if kind in ("catalogue", "topic") else "",
        beside=said.beside,
        besides=said.besides,
        everywhere=said.everywhere,
        holds=said.holds,
    )


def _sentences_in(text: str) -> int:
    wanted = content.SENTENCES.search(fold_in_place(text))
    if not wanted:
        return 0
    count = wanted["count"].replace("a single", "one")
    return int(count if count.isdigit() else lexicon.NUMBERS[count])


def filters_of(said: Said, kind: Kind) -> tuple[Mention, ...]:
    """The mentions that say which talks are meant, and do not only stand in the question."""
    return tuple(m for m in said.mentions if _is_filter(said, m, kind))


def _is_filter(said: Said, mention: Mention, kind: Kind) -> bool:
    before = said.folded[: mention.start].rstrip(" \"'“‘(")
    if mention.kind == "affiliation":
        cued = re.search(r"\b(?:from|at|of|with|in|for|by|affiliated|the)$", before)
        if kind in ("fact", "summary"):
            return bool(cued) and not said.has(attributes.SCHOOLING)
        return not re.search(rf"\b{phrases.ABOUT}$", before)
    if mention.kind == "title" and kind == "catalogue":
        return not re.search(rf"\b{phrases.ABOUT}$", before) or said.has(attributes.WHO_GAVE)
    of_it = said.folded[mention.start : mention.end].startswith("of ")
    about = of_it and not mention.talk_ids and re.search(rf"\b{phrases.ABOUT}\b", before)
    if mention.kind == "date" and about:
        # "Who talked about the flood of 1953?": the year of what is talked about.
        return False
    if mention.kind == "date" and kind in ("fact", "compare"):
        # "How were they moved in 2011?" asks for what a talk tells of that year.
        return said.has(rf"\b(?:{phrases.TALK}|{phrases.TALK_VERBS})\b") or bool(
            said.named("event")
        )
    if mention.kind == "event" and kind in ("fact", "compare"):
        return bool(re.search(r"\b(?:at|in|from|of|during)(?: the)?$", before))
    return True


def topic_of(said: Said, kind: Kind) -> str:
    if kind == "compare":
        return said.leftover(lexicon.COMPARING, punctuated=True)
    if kind == "summary":
        return said.leftover(lexicon.SUMMARIZING)
    if kind == "fact":
        return said.leftover(lexicon.ASKING)
    asking = (
        lexicon.LISTING
        | lexicon.RECORD_WORDS
        | (lexicon.BESIDE_WORDS if said.beside else frozenset())
    )
    overview = said.has(listing.OVERVIEW) and not said.leftover(lexicon.SUMMARIZING)
    if said.besides or said.has(attributes.EVENT_PLACE) or overview:
        return ""
    if is_of_the_schedule(said) or asks_of_selected(said):
        return ""
    if said.has(listing.PROGRAMME):
        return said.leftover(lexicon.LISTING | {"programme", "program"})
    # "On what day did Lee speak?" opens with no topic.
    opens = re.match(r"(?:and |so )?on(?= (?:what|which)\b)", said.folded)
    about = re.compile(rf"\b{phrases.ABOUT}\b(?!\W*$)")
    after = about.search(said.folded, opens.end() if opens else 0)
    tail = said.phrase(lexicon.ASKING, after.end()) if after else ""
    if (
        after
        and tail
        and said.has(r"^\W*who\b")
        and re.match(r"\s*both\b", said.folded[after.end() :])
    ):
        # One person on both, not one talk.
        tail = f"both {tail}"
    return tail or said.phrase(asking)
