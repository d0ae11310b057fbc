"""Speech as sentences: captions without full stops, turns of speakers, edits that stay local."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

from talkbot.passages import cue_at, passages_of, sentences_of
from talkbot.spoken import utterances
from talkbot.talks import Cue, Talk

_CLAUSES = (
    "so we hang the lantern {} metres above the water",
    "and then the keeper writes {} in the book",
    "because nobody had counted the moths since {}",
    "but it turns out that the glass gets warm after {} minutes",
    "now what we see here is row {} of the old table",
    "which is why the harbour paid for {} more lamps",
)


def captions(clauses: int, seed: int = 1) -> tuple[Cue, ...]:
    """A talk as a machine hears it: no full stops, lines of five to eight words."""
    rng = random.Random(seed)
    words = " ".join(rng.choice(_CLAUSES).format(rng.randint(1700, 1999)) for _ in range(clauses))
    left, cues = words.split(), []
    while left:
        count = rng.randint(5, 8)
        start = cues[-1].end if cues else 0.0
        cues.append(Cue(start, start + 0.4 * count, "", " ".join(left[:count])))
        left = left[count:]
    return tuple(cues)


def said(cues: tuple[Cue, ...]) -> list[str]:
    text = " ".join(cue.text for cue in cues)
    return [text[each.start : each.end] for each in utterances(cues)]


def test_captions_without_full_stops_are_cut_where_clauses_begin() -> None:
    pieces = said(captions(400))
    sizes = [len(piece.split()) for piece in pieces]
    assert max(sizes) <= 45
    assert 15 <= sum(sizes) / len(sizes) <= 32
    openings = [piece.split()[0] for piece in pieces[1:]]
    assert sum(word in {"so", "and", "because", "but", "now", "which"} for word in openings) > (
        0.9 * len(openings)
    )


def test_captions_with_full_stops_keep_their_sentences_short_ones_go_together() -> None:
    cues = (
        Cue(0, 2, "", "The first lamp of the harbour burned nothing but"),
        Cue(2, 4, "", "the oil of whales. The second one that was"),
        Cue(4, 6, "", "put there by the new keeper burned gas. Good. So"),
        Cue(6, 8, "", "it went. And after that year nobody counted the whales again."),
        Cue(8, 9, "", "Sad."),
        Cue(9, 10, "", "Quite sad."),
    )
    assert said(cues) == [
        "The first lamp of the harbour burned nothing but the oil of whales.",
        "The second one that was put there by the new keeper burned gas.",
        "Good. So it went.",
        "And after that year nobody counted the whales again.",
        "Sad.",
        "Quite sad.",
    ]


def test_a_sentence_stays_within_one_speakers_turn() -> None:
    cues = (
        Cue(0, 2, "Ada", "and what did"),
        Cue(2, 4, "Ada", "the keeper say"),
        Cue(4, 6, "Bo", "he said nothing"),
        Cue(6, 8, "Ada", "nothing at all"),
    )
    assert said(cues) == ["and what did the keeper say", "he said nothing", "nothing at all"]
    talk = Talk("id", "Lamps", transcript=cues)
    (passage,) = passages_of(talk)
    for start, end in sentences_of(passage):
        first, last = cue_at(talk, start), cue_at(talk, end - 1)
        assert first.speaker == last.speaker


def test_a_silence_opens_a_sentence_rather_than_a_breath() -> None:
    words = "lamp glass oil wick brass lens tower stair rope bell".split()
    cues = []
    for i in range(16):
        pause = 2.0 if i in (3, 8) else 0.0
        start = cues[-1].end + pause if cues else 0.0
        cues.append(Cue(start, start + 3, "", " ".join(words[(i + j) % 10] for j in range(6))))
    text = " ".join(cue.text for cue in cues)
    talk = Talk("id", "Lamps", transcript=tuple(cues))
    begins = {cue_at(talk, each.start).start for each in utterances(tuple(cues)) if each.start}
    assert {cues[3].start, cues[8].start} <= begins
    assert len(text) > 200


def test_an_edited_cue_changes_few_passages() -> None:
    cues = list(captions(700))
    before = {p.indexed_text for p in passages_of(Talk("id", "T", transcript=tuple(cues)))}
    assert len(before) > 40
    cues[300] = replace(cues[300], text="a wholly different line of words")
    edited = {p.indexed_text for p in passages_of(Talk("id", "T", transcript=tuple(cues)))}
    assert 1 <= len(edited - before) <= 8
    cues.insert(100, Cue(1.0, 2.0, "", "one line that was missing"))
    inserted = {p.indexed_text for p in passages_of(Talk("id", "T", transcript=tuple(cues)))}
    assert 1 <= len(inserted - edited) <= 8


def test_cuts_are_ordered_and_inside() -> None:
    for passage in passages_of(Talk("id", "T", transcript=captions(300))):
        assert passage.cuts[0] == 0
        assert all(a < b for a, b in pairwise((*passage.cuts, len(passage.text))))
        assert passage.time is not None
