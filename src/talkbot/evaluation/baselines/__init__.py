"""What talkbot is compared with, a system a file. Each gives the answer of one simple idea.

None of them looks at what was asked before.
"""

from __future__ import annotations

from collections.abc import Callable

from talkbot.evaluation.baselines.bm25 import bm25_only
from talkbot.evaluation.baselines.top_passage import top_passage
from talkbot.evaluation.baselines.tutorial import tutorial_chain
from talkbot.evaluation.baselines.vector import vector_only
from talkbot.evaluation.bench import Bench
from talkbot.evaluation.observation import Observation

System = Callable[[Bench, str], Observation]

BASELINES: dict[str, System] = {
    "top passage": top_passage,
    "BM25 only": bm25_only,
    "vector only": vector_only,
    "tutorial chain": tutorial_chain,
}
"""By name, the systems that search. They answer the latest question alone."""
