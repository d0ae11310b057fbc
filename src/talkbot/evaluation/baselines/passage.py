"""A ranking of passages as an answer: the first one, word for word."""

from __future__ import annotations

from collections.abc import Sequence

from talkbot.answers import Answer, Citation, Claim, TalkRef
from talkbot.evaluation.bench import Bench
from talkbot.evaluation.observation import RANKED, Observation
from talkbot.retrieval import PassageHit
from talkbot.talks import Passage


def quoted(question: str, hits: Sequence[tuple[Passage, float]], bench: Bench) -> Observation:
    """The answer that quotes the best passage and is about its talk; a refusal without any."""
    found = tuple(dict.fromkeys(passage.talk_id for passage, _ in hits))[:RANKED]
    passage, score = hits[0] if hits else (None, 0.0)
    talk = bench.corpus.talk(passage.talk_id) if passage else None
    if passage is None or talk is None:
        return Observation(Answer(question, question, "topic", "abstained", "Nothing was found."))
    names = tuple(speaker.name for speaker in talk.speakers)
    # A passage of a talk that has only a title counts in that title: it is a value of the record.
    whole = passage.field == "record"
    cited = Citation(
        1,
        talk.id,
        talk.title,
        names,
        passage.field,
        passage.text,
        None if whole else passage.start,
        None if whole else passage.end,
        passage.speaker,
    )
    return Observation(
        Answer(
            question,
            question,
            "topic",
            "answered",
            f"{passage.text} [1]",
            (Claim(passage.text, (1,)),),
            (cited,),
            (TalkRef(talk.id, talk.title, names, round(score, 4)),),
        ),
        found,
    )


def by(hits: Sequence[PassageHit], signal: str) -> list[tuple[Passage, float]]:
    """The passages with a positive `cosine`, `bm25` or `score` of their own, best first."""
    scored = [(hit.passage, float(getattr(hit, signal))) for hit in hits]
    kept = [(p, s) for p, s in scored if signal == "score" or s > 0]
    return sorted(kept, key=lambda pair: (-pair[1], pair[0].id))
