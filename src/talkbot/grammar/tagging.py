"""What a question says around a tag: "filed under the tag sound", "how often does the tag occur"."""

from __future__ import annotations

import re

_TAG = r"(?:tags?|keywords?|labels?|categor(?:y|ies))"
_TAGGED = r"(?:tagged|labell?ed|marked|categori[sz]ed|classified|grouped|filed|listed|indexed)"
# Before a tag, up to where it begins.
BEFORE = re.compile(
    rf"(?:\b(?:(?:that|which|who|is|are|was|were|have|has|been|come|comes|also)\s+)*{_TAGGED}(?:\s+(?:with|as|under|by|in|for))?(?:\s+(?:the|an?))*(?:\s+{_TAG})?"
    rf"|\b(?:(?:that|which|who|do|does|did|is|are|was|were|with|having|have|has|had|carry|carries|carrying|carried|bear|bears|bearing|under|use|uses|using|by|for|of|in|share|sharing)\s+)*"
    rf"(?:(?:the|an?|any)\s+)*(?<!which )(?<!what ){_TAG}(?:\s+(?:called|named|of))?)\s*[:=]?(?P<kept>\s*(?:(?:both|either|not)\s+)?(?:the\s+)?[\"']?)$"
)
# After it: "as tag", "among their tags", "tag"; and what a tag does.
AFTER = re.compile(
    rf"[\"']?(?:\s+(?:as|for|is|among|in)(?:\s+(?:an?|its|their|the|one of))*\s+{_TAG}\b|[\s-]+{_TAG}\b)?"
    r"(?:\s+(?:occurs?|occurring|appears?|appearing|used|in use|assigned|applied|given|come up|comes up|is used|was used))?"
)
IS_TAG = re.compile(r"\b(?:tag|keyword|label)")
CUE = re.compile(
    rf"\b(?:(?:tagged|labell?ed|tags?|keywords?|labels?)|(?P<under>categor(?:y|ies)|(?:{_TAGGED}|come|comes|is|are|falls?|everything|anything) under|(?:categori[sz]ed|classified|filed|indexed) (?:as|in)))\b"
)
BETWEEN = frozenset("with as under by in for the a an tag tags keyword keywords label labels category both either called named of".split())  # fmt: skip
JOINS = frozenset("and or nor".split())
HOW_OFTEN = re.compile(r"\bhow (?:often|many times)\b")
# Before "tag" or "as tag" what stands is a tag: "the outbreaks tag", "with sound as a keyword".
LINKS_BACK = re.compile(
    r"[\"']?(?:\s+(?:as|for|among|in)(?:\s+(?:an?|its|their|the|one of))*)?[\s-]+(?:tag|keyword|label)s?\b"
)
# Of tags, tracks and rooms as they are used: no words of a topic.
IN_USE = re.compile(
    r"\b(?:tags?|keywords?|tracks?|rooms?|languages?) (?:(?:that|which) )?(?:(?:are|is|were|was|have been|do|does|in) )*(?:used|in use|use|assigned|applied|occur|exist)\b"
    r"|\bin use\b|\bin total\b|\bin all(?=\W*$)"
    r"|\bwith (?:the |their |its )?(?:talk |usage )?(?:counts?|numbers|frequenc(?:y|ies)|totals)\b(?: of (?:talks|uses))?"
)
# "All tags with counts", "how often is each tag used": a table by tag.
COUNTS = re.compile(
    r"\bhow (?:often|many times)\b.*\b(?:each|every)(?: single)? (?P<each>tag|keyword|track|room|language)\b"
    r"|\b(?P<all>tag|keyword|track|room|language)s?\b,? (?:with|by|and|sorted by|ordered by) (?:the |their |its |how )?(?:talk |usage )?"
    r"(?:counts?|frequenc(?:y|ies)|popularity|number of (?:talks|uses|times)|often (?:each|they|it)|many talks (?:each|they|it|carry|have))\b(?: (?:one )?(?:is|are|was|were) used| occurs?| appears?)?"
)
