"""How far the words of the answer's claims are those of the quotes they cite."""

from __future__ import annotations

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.statements import heading
from talkbot.evidence import verify
from talkbot.words import terms


def lexical_support(item: Item, seen: Observation, corpus: Corpus) -> float | None:
    """The mean support of the claims that cite, 0..1; unscored without one."""
    del item
    numbered = {citation.n: citation for citation in seen.answer.citations}
    scores = []
    for claim in seen.answer.claims:
        cited = [numbered[n] for n in claim.citations if n in numbered]
        if cited:
            quotes = "\n".join(dict.fromkeys(c.quote for c in cited))
            talks = [t for i in dict.fromkeys(c.talk_id for c in cited) if (t := corpus.talk(i))]
            weight = corpus.weight(terms(f"{claim.text} {quotes}"))
            around = "\n".join(map(heading, talks))
            scores.append(verify(claim.text, quotes, weight, heading=around).support)
    return sum(scores) / len(scores) if scores else None
