"""What a question takes for granted, and whether the sentences found say otherwise.

"Why does she prefer nails to screws?" is no question for a talk that never weighs the two, nor "why
did prices double?" for one in which prices hardly moved. Words of English only, no names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from talkbot.talks import fold
from talkbot.words import STOP_WORDS, stem, words

_WHY = re.compile(r"^(?:(?:and|so|but|then) )?(?:why|how come|for what reasons?)\b")
_EXPLAIN = re.compile(rf"{_WHY.pattern}|^(?:(?:and|so|but|then) )?how (?:do|does|did|was|were)\b")
# A stance or an act that a why-question ascribes to somebody, and the words in which one is told.
_STANCES = tuple(
    (re.compile(rf"\b(?:{asked})\b"), re.compile(rf"\b(?:{told})", re.IGNORECASE))
    for asked, told in (
        (r"recommends?|recommended|recommending|advises?|advised|advocates?|urges?|urged|calls? for|called for",
         r"recommend|advis|advice|advoca|urg(?:e|ing)|suggest|should|argue|ought|call(?:s|ed|ing)? for|encourag|promot|must\b|best practice"),
        (r"prefers?|preferred|favou?rs?|favou?red|trusts?|trusted|rather than",
         r"prefer|favou?r|rather|instead|trust|better|cho(?:o?se|ice|sen)|superior|outperform|advantage"),
        (r"wants?|wanted|wish(?:es|ed)?", r"want|wish|need|should|hope|asks? for|propos|aim|must\b|ought|demand|call(?:s|ed|ing)? for|would (?:like|rather)|plan|so that|to (?:make|get|let)"),
        (r"fears?|feared|worr(?:y|ies|ied)|afraid", r"fear|worr|afraid|danger|risk|warn|threat|concern|might|harm|hurt"),
        (r"regrets?|regretted|complains?|complained|hates?|hated|dislikes?|disliked",
         r"regret|unfortunate|sorry|mistake|wish|complain|hate|dislike|frustrat|painful|annoy"),
        (r"giv(?:e|es|ing) up|gave up|abandon(?:s|ed|ing)?|quit|leaves?|left|stop(?:s|ped)?|halt(?:s|ed)?|scrap(?:s|ped)?"
         r"|(?:gets?|got|getting) rid of|discard(?:s|ed)?|cancel(?:s|led|ed)?|withdr[ae]w\w*|resign(?:s|ed)?",
         r"g[ia]v\w+ up|abandon|quit|leav|left|stop|halt|scrap|\brid of|discard|cancel|withdr|resign|remov|replac|no longer|drop"
         r"|ended|clos|paus|forbid|ban|reject|switch|mov(?:e|ed|ing)\b"),
    )
)  # fmt: skip
_UP = frozenset(
    stem(w)
    for w in """more longer higher larger bigger greater faster quicker better increase increased increases grew grow grows
    rise rose rises risen gain gained gains double doubled improve improved improves improvement stronger sooner""".split()
)
_DOWN = frozenset(
    stem(w)
    for w in """less fewer shorter lower smaller slower worse decrease decreased decreases reduce reduced reduces fall fell falls
    fallen drop dropped drops shrink shrank lose lost loses halve halved worsen worsened weaker decline declined""".split()
)
_NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor without cannot fails failed fail hardly barely".split()
)
_CLAUSE = re.compile(r"[,;:–—()]|\b(?:but|although|though|whereas|while)\b")
# "What does she recommend?" is about the stance itself, so that it must be told, whoever tells it.
_RECOMMENDS, _RECOMMENDED = next(s for s in _STANCES if s[0].search("recommend"))
_FROM_TO = re.compile(r"\bfrom\W+(?P<a>[^\W_]+)\W+(?:\w+\W+){0,2}?to\W+(?P<b>[^\W_]+)")


def unsupported_premise(question: str, texts: Sequence[str], *, named: bool) -> bool:
    """Whether a why- or how-question, or what is recommended, rests on what no sentence bears out.

    `texts` are the best sentences of the talk in front, best first. `named` is True when the
    question names the talk or its speaker: only then are these sentences surely what it is about.
    """
    folded = fold(question)
    if not texts:
        return False
    if _RECOMMENDS.search(folded) and not any(map(_RECOMMENDED.search, texts)):
        return True
    if not _EXPLAIN.search(folded):
        return False
    if _WHY.search(folded) and any(
        (found := asked.search(folded)) and not _taken(folded, found.group(), words_for, texts)
        for asked, words_for in _STANCES
    ):
        return True
    return _turned_round(folded, texts) or (named and _denied(folded, texts[0]))


def _taken(question: str, stance: str, told: re.Pattern[str], texts: Sequence[str]) -> bool:
    """Whether a sentence tells the stance of something else that the question speaks of."""
    own = {stem(w) for w in words(stance)}
    wanted = {stem(w) for w in words(question) if w not in STOP_WORDS} - own
    return any(told.search(text) and wanted & set(map(stem, words(text))) for text in texts)


def _turned_round(question: str, texts: Sequence[str]) -> bool:
    """ "Less" where the sentences say "more", or "from A to B" where they say "from B to A"."""
    wanted = {stem(w) for w in words(question) if w not in STOP_WORDS}
    moved = _FROM_TO.search(question)
    if moved and any(
        (found["a"], found["b"]) == (moved["b"], moved["a"])
        for text in texts
        for found in _FROM_TO.finditer(fold(text))
    ):
        return True
    asked = {stem(w) for w in words(question)}
    up, down = bool(asked & _UP), bool(asked & _DOWN)
    if up == down:
        return False
    said = [set(map(stem, words(text))) for text in texts]
    near = [terms for terms in said if (terms & wanted) - _UP - _DOWN]
    same, other = (_UP, _DOWN) if up else (_DOWN, _UP)
    return any(terms & other for terms in near) and not any(terms & same for terms in said)


def _denied(question: str, text: str) -> bool:
    """Whether the clause that speaks of what is asked denies it, and the question does not."""
    if _negates(words(question)):
        return False
    wanted = {stem(w) for w in words(question) if w not in STOP_WORDS}
    clauses = [words(clause) for clause in _CLAUSE.split(fold(text))]
    shared = [len(wanted & set(map(stem, clause))) for clause in clauses]
    if not any(shared):
        return False
    return _negates(clauses[max(range(len(clauses)), key=lambda i: shared[i])])


def _negates(tokens: Sequence[str]) -> bool:
    return any(token in _NEGATIONS or token.endswith("n't") for token in tokens)
