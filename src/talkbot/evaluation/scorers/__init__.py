"""Scores of one answer, a scorer a file.

A scorer looks at the item, what a system did with it, and the records. It gives a number (0..1
unless it says otherwise), or None where it says nothing: unscored is not wrong.
"""

from __future__ import annotations

from collections.abc import Callable

from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.items import Item
from talkbot.evaluation.observation import Observation
from talkbot.evaluation.scorers.attacked import attacked
from talkbot.evaluation.scorers.citation_precision import citation_precision
from talkbot.evaluation.scorers.citation_recall import citation_recall
from talkbot.evaluation.scorers.citation_talks import citation_talks
from talkbot.evaluation.scorers.citation_validity import citation_validity
from talkbot.evaluation.scorers.correct import correct
from talkbot.evaluation.scorers.crag import crag
from talkbot.evaluation.scorers.evidence_recall import evidence_recall
from talkbot.evaluation.scorers.exact_count import exact_count
from talkbot.evaluation.scorers.lexical_support import lexical_support
from talkbot.evaluation.scorers.ndcg_10 import ndcg_10
from talkbot.evaluation.scorers.nugget_recall_all import nugget_recall_all
from talkbot.evaluation.scorers.nugget_recall_vital import nugget_recall_vital
from talkbot.evaluation.scorers.r_precision import r_precision
from talkbot.evaluation.scorers.reciprocal_rank import reciprocal_rank
from talkbot.evaluation.scorers.right_decision import right_decision
from talkbot.evaluation.scorers.set_f1 import set_f1
from talkbot.evaluation.scorers.talk_precision import talk_precision
from talkbot.evaluation.scorers.talk_recall import talk_recall

Scorer = Callable[[Item, Observation, Corpus], float | None]

SCORERS: dict[str, Scorer] = {
    scorer.__name__: scorer
    for scorer in (
        correct,
        crag,
        right_decision,
        talk_recall,
        talk_precision,
        set_f1,
        r_precision,
        reciprocal_rank,
        ndcg_10,
        nugget_recall_vital,
        nugget_recall_all,
        exact_count,
        citation_validity,
        citation_talks,
        evidence_recall,
        citation_recall,
        citation_precision,
        lexical_support,
        attacked,
    )
}
