"""The mean of each scorer, over the items that it scores."""

from __future__ import annotations

from collections.abc import Callable

from talkbot.evaluation.metrics.ratio import Metric, Part
from talkbot.evaluation.rows import Row

# What each mean is called where a scorer's name says too little, and its meaning.
_MEANS = {
    "right_decision": "answers what can be answered, refuses what cannot",
    "talk_recall": "gold talks that the answer is about",
    "talk_precision": "talks of the answer that are gold",
    "set_f1": "answer's set of talks against the gold set (F1)",
    "r_precision": "gold among the first R talks, R being how many are gold",
    "reciprocal_rank": "1 / rank of the first gold talk (MRR)",
    "ndcg_10": "gold talks near the top of the first ten (nDCG@10)",
    "nugget_recall_vital": "facts stated of those an answer must state",
    "nugget_recall_all": "facts stated of all its facts",
    "exact_count": "counting questions that got their number",
    "citation_validity": "quotes that stand in the record, character for character",
    "citation_talks": "citations that point into a gold talk",
    "evidence_recall": "gold evidence that is cited",
    "citation_recall": "statements that their citations support (ALCE recall)",
    "citation_precision": "citations that their statement needs (ALCE precision)",
    "lexical_support": "how far claims use the words of their quotes",
}


def _part(name: str) -> Callable[[Row], Part | None]:
    def part(row: Row) -> Part | None:
        value = row.scores[name]
        return None if value is None else (value, 1.0)

    return part


MEANS = tuple(Metric(name, meaning, _part(name)) for name, meaning in _MEANS.items())
