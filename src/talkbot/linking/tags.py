"""The tags that a question names beside the word for them: "tagged cats", "the outbreaks tag"."""

from __future__ import annotations

from collections.abc import Mapping

from talkbot.grammar import tagging
from talkbot.linking.mentions import Mention, MentionKind, Token
from talkbot.talks import fold_in_place
from talkbot.words import terms

_LONGEST = 6
_Values = dict[tuple[str, ...], list[str]]


class TagFinder:
    """Finds tags by their words, in any of their forms, and tracks where something is filed under one."""

    def __init__(self, tags: Mapping[str, frozenset[str]], tracks: Mapping[str, frozenset[str]]):
        self._named: tuple[tuple[MentionKind, Mapping[str, frozenset[str]], _Values], ...] = (
            ("tag", tags, _by_words(tags)), ("track", tracks, _by_words(tracks)),
        )  # fmt: skip

    def find(
        self, question: str, tokens: list[Token], taken: list[tuple[int, int]]
    ) -> list[Mention]:
        folded = fold_in_place(question)
        found: list[Mention] = []
        for cue in tagging.CUE.finditer(folded):
            count = 2 if cue["under"] else 1
            at = next((i for i, t in enumerate(tokens) if t.start >= cue.end()), len(tokens))
            while at < len(tokens) and tokens[at].word in tagging.BETWEEN:
                at += 1
            while mention := self._longest(tokens, at, count):
                found.append(mention)
                at = next((i for i, t in enumerate(tokens) if t.start >= mention.end), len(tokens))
                between = question[mention.end : tokens[at].start] if at < len(tokens) else ""
                if at < len(tokens) and tokens[at].word in tagging.JOINS:
                    at += 1
                elif "," not in between:
                    break
                while at < len(tokens) and tokens[at].word in tagging.BETWEEN:
                    at += 1
        for size in range(_LONGEST, 0, -1):
            for at in range(len(tokens) - size + 1):
                if tagging.LINKS_BACK.match(folded, tokens[at + size - 1].end) and (
                    mention := self._named_by(tokens[at : at + size], 1)
                ):
                    found.append(mention)
        unique: list[Mention] = []
        for mention in found:
            if not any(m.start < mention.end and mention.start < m.end for m in unique):
                unique.append(mention)
        return unique

    def _longest(self, tokens: list[Token], at: int, kinds: int) -> Mention | None:
        sizes = range(min(_LONGEST, len(tokens) - at), 0, -1)
        named = (self._named_by(tokens[at : at + size], kinds) for size in sizes)
        return next(filter(None, named), None)

    def _named_by(self, tokens: list[Token], kinds: int) -> Mention | None:
        said = tuple(term for token in tokens for term in terms(token.word))
        for kind, values, by_words in self._named[:kinds]:
            if names := by_words.get(said):
                ids = frozenset().union(*(values[name] for name in names))
                return Mention(kind, tokens[0].start, tokens[-1].end, tuple(names), ids)
        return None


def _by_words(values: Mapping[str, frozenset[str]]) -> _Values:
    found: _Values = {}
    for value in values:
        if said := tuple(terms(value)):
            found.setdefault(said, []).append(value)
    return found
