"""Misspelt words of a question, set right from the collection's own vocabulary."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from talkbot.english import is_known_word
from talkbot.grammar.lexicon import LISTING
from talkbot.linking import Mention, tokenize
from talkbot.words import STOP_WORDS, stem

_SHORTEST = 4
# "whats", "dont": typed without the apostrophe, unless that is a word of its own; "u", "pls": as
# in messages.
_SHORTENED = {word for word in STOP_WORDS if "'" in word} | {"where's", "when's", "how's"}
_TYPED = {"u": "you", "y": "why", "ur": "your", "pls": "please", "plz": "please", "hw": "how"} | {
    word.replace("'", ""): word for word in _SHORTENED - {"it's", "i'd", "won't", "let's", "can't"}
}
_FUNCTION_WORDS = tuple(word for word in STOP_WORDS | LISTING if len(word) >= _SHORTEST)


def corrected(
    text: str,
    mentions: Sequence[Mention],
    frequency: Callable[[Iterable[str]], Mapping[str, int]],
    vocabulary: Callable[[], Collection[str]],
    spelt: Callable[[str], str],
) -> str:
    """The text with each unheard-of word replaced by the nearest one that the talks use.

    A word is unheard of when neither the collection nor English talk descriptions have it. Names
    found in the text stay as they are. `vocabulary` are index terms, `spelt` gives one as a word.
    """
    out, at = [], 0
    for token in tokenize(text):
        named = any(m.start < token.end and token.start < m.end for m in mentions)
        if not named and (token.text if len(token.text) < 3 else token.word) in _TYPED:
            out += [text[at : token.start], _TYPED[token.word]]
            at = token.end
            continue
        term = stem(token.word)
        doubtful = (
            not named
            # "How tall" asks for a measure, whatever the word.
            and not re.search(r"\bhow\s+$", text[: token.start], re.IGNORECASE)
            and len(token.word) >= _SHORTEST
            and token.word.isalpha()
            and token.word not in STOP_WORDS
            and not is_known_word(term)
            and not frequency([term]).get(term)
        )
        if doubtful:
            near = _nearest(token.word, _FUNCTION_WORDS)
            if not near and len(token.word) > _SHORTEST:
                # The end of a misspelt word may be no ending: "seagras".
                known = vocabulary()
                term = _nearest(term, known) or _nearest(token.word, known) or ""
                near = spelt(term) if term else None
            if near:
                out += [text[at : token.start], near]
                at = token.end
    return "".join(out) + text[at:]


def _nearest(word: str, vocabulary: Collection[str]) -> str | None:
    """The most similar of the vocabulary that begins alike; of equals the first by letter."""
    allowed = 1 if len(word) < 8 else 2
    found = process.extract(
        word, vocabulary, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=5
    )
    same = [(distance, other) for other, distance, _ in found if other[:1] == word[:1]]
    return min(same)[1] if same else None
