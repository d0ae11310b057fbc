"""Passages: verbatim, in order, whole, and small enough for the embedder to read."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from talkbot.embedding import MAX_TOKENS
from talkbot.passages import cue_at, passages_of, sentences_of
from talkbot.talks import Cue, Speaker, Talk
from tests.store import minilm, sentence, talk


def text(seed: int, count: int, join: str = " ") -> str:
    rng = random.Random(seed)
    return join.join(sentence(rng) for _ in range(count))


# Everything that files have been seen to hold: other scripts, controls, lone surrogates, U+2028.
wild = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from(" \n.!?\u2028\x85\x00\ud800一二三。αβé'"),
    ),
    max_size=1500,
)
cues = st.lists(st.builds(Cue, st.floats(0, 9e4), st.just(0.0), st.just(""), wild), max_size=6)


@example("A \ud800. B\x00.\u2028C", "\udfff", [Cue(1.0, 2.0, "", "\ud83d x")], "\ud800")
@given(abstract=wild, bio=wild, transcript=cues, title=wild)
@settings(max_examples=200, deadline=None)
def test_passages_are_the_records_words_in_order_without_loss(
    abstract: str, bio: str, transcript: list[Cue], title: str
) -> None:
    made = Talk(
        "id", title, (Speaker("A"), Speaker("B", bio=bio)), abstract, transcript=tuple(transcript)
    )
    passages = passages_of(made)
    assert passages
    assert len({p.id for p in passages}) == len(passages)
    seen: dict[tuple[str, int | None], int] = {}
    for p in passages:
        source = title if p.field == "record" else made.text_of(p.field, p.speaker)
        assert p.text == source[p.start : p.end]
        spans = sentences_of(p)
        assert all(a < b for a, b in spans)
        between = zip([0, *(b for _, b in spans)], [*(a for a, _ in spans), None], strict=True)
        assert not any(p.text[a:b].strip() for a, b in between)
        before = seen.get((p.field, p.speaker), 0)
        assert p.start >= before
        assert not source[before : p.start].strip()
        seen[p.field, p.speaker] = p.end
        assert (p.time is not None) == (p.field == "transcript")
    for (field, speaker), end in seen.items():
        if field != "record":
            assert not made.text_of(field, speaker)[end:].strip()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "abstract",
    [
        text(1, 120),
        text(2, 60, "\n"),
        text(3, 200).replace(".", ""),  # captions without full stops
        "計算機科学における分散システムの合意形成について話します。" * 40,
        "Мы измеряем реки и маяки по старым тетрадям. " * 40,
        "x" * 3000,
    ],
    ids=["prose", "paragraphs", "captions", "chinese", "russian", "one-word"],
)
def test_the_embedder_reads_every_passage_whole(abstract: str) -> None:
    made = Talk("id", "A title of the usual length for a talk", (Speaker("Ada Kant"),), abstract)
    tokenizer = minilm()._tokenizer
    for passage in passages_of(made):
        encoding = tokenizer.encode(passage.indexed_text)
        assert len(encoding.ids) <= MAX_TOKENS
        assert not encoding.overflowing, passage.indexed_text


def test_english_passages_have_the_size_that_search_likes() -> None:
    made = Talk("id", "Title", (Speaker("Ada Kant"),), text(4, 200))
    sizes = [len(minilm()._tokenizer.encode(p.text).ids) for p in passages_of(made)]
    assert 110 <= sum(sizes) / len(sizes) <= 200
    assert min(sizes) >= 30


def test_a_passage_breaks_between_sentences_and_rather_between_paragraphs() -> None:
    first, second = text(5, 9), text(6, 9)
    made = Talk("id", "Title", abstract=f"{first}\n{second}")
    ends = {p.end for p in passages_of(made)}
    assert len(first) in ends
    assert all(made.abstract[p.end - 1] == "." for p in passages_of(made))


def test_heading_is_found_but_not_quoted() -> None:
    made = talk(1, bio="She has kept a harbour's records for years.")
    abstract, bio = passages_of(made)
    assert abstract.heading == f"{made.title} — Ada Kant"
    assert bio.field == "bio"
    assert bio.speaker == 0
    assert abstract.indexed_text == f"{abstract.heading}\n{abstract.text}"
    assert made.title not in abstract.text


def test_a_bare_talk_is_found_by_its_title() -> None:
    (only,) = passages_of(Talk("id", "On lanterns", (Speaker("Ada Kant"),)))
    assert (only.field, only.text, only.start, only.end) == ("record", "On lanterns", 0, 11)


def test_ids_change_only_where_the_talk_does() -> None:
    old = Talk("id", "Title", (Speaker("Ada Kant", bio="A bio."),), text(7, 60, "\n"))
    new = replace(old, abstract=old.abstract + "\n" + text(8, 30, "\n"))
    before, after = ({p.id for p in passages_of(t)} for t in (old, new))
    assert len(before - after) <= 1
    assert passages_of(old) == passages_of(replace(old))


def test_times_are_those_of_the_cue_that_holds_the_start() -> None:
    made = talk(3, cues=60)
    whole = made.transcript_text
    timed = [p for p in passages_of(made) if p.field == "transcript"]
    assert len(timed) > 3
    for passage in timed:
        at = 0
        for cue in made.transcript:  # the plain way, to check the quick one
            if at <= passage.start < at + len(cue.text) + 1:
                assert passage.time == cue.start
                assert cue_at(made, passage.start) == cue
            at += len(cue.text) + 1
    assert cue_at(made, 0) == made.transcript[0]
    assert cue_at(made, len(whole) - 1) == made.transcript[-1]
    with pytest.raises(IndexError):
        cue_at(made, len(whole) + 1)
    with pytest.raises(IndexError):
        cue_at(made, -1)
