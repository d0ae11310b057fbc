"""ALCE's two measures, with lexical support in the place of its entailment model.

Gao et al., Enabling Large Language Models to Generate Text with Citations, 2023."""

from __future__ import annotations

from functools import lru_cache

from talkbot.answers import Citation
from talkbot.evaluation.bench import Corpus
from talkbot.evaluation.statements import Statement, heading
from talkbot.evidence import verify
from talkbot.talks import fold
from talkbot.words import terms


def is_supported(statement: Statement, corpus: Corpus) -> bool:
    """Whether the quotes that a statement cites support it, taken together."""
    return _support(statement.text, statement.citations, corpus)


def is_relevant(statement: Statement, cited: Citation, corpus: Corpus) -> bool:
    """Whether a citation supports its statement alone, or is missed when it is left out."""
    if _support(statement.text, (cited,), corpus):
        return True
    others = tuple(each for each in statement.citations if each is not cited)
    return is_supported(statement, corpus) and not _support(statement.text, others, corpus)


# The measures and the systems ask for the same statements again and again.
@lru_cache(maxsize=4096)
def _support(text: str, citations: tuple[Citation, ...], corpus: Corpus) -> bool:
    if not citations:
        return False
    quotes = "\n".join(dict.fromkeys(c.quote for c in citations))
    if fold(text).strip(" .\"'“”") in fold(quotes):
        return True
    talks = [t for i in dict.fromkeys(c.talk_id for c in citations) if (t := corpus.talk(i))]
    around = "\n".join(map(heading, talks))
    weight = corpus.weight(terms(f"{text} {quotes}"))
    return verify(text, quotes, weight, heading=around).supported
