"""Conditions on the words of a record: what stands in a title, what a text mentions."""

from __future__ import annotations

import re
from typing import Literal

from talkbot.grammar.phrases import PEOPLE, TALK

# The parts of a record that have words, by what a question calls them.
PLACES: dict[str, Literal["title", "abstract", "bio", "transcript"]] = {
    "title": "title", "abstract": "abstract", "description": "abstract", "bio": "bio",
    "biography": "bio", "biographies": "bio", "transcript": "transcript",
}  # fmt: skip
PLACE = r"(?:titles?|abstracts?|descriptions?|bios?|biograph(?:y|ies)|transcripts?)"
_NOT = r"(?:not|don't|doesn't|didn't|do not|does not|did not|never)"
_REL = rf"(?:(?:that|which|who|should|must|would|may|do|does|did|{_NOT}|also|actually|explicitly|ever|even|only|just|really|directly)\s+)*"
# What a question calls the words: "the word", "the letter".
CALLED = re.compile(
    r"\s*(?:(?:(?:the|an?|this|these|any|either|both|of|its|single|exact|very|whole|following)(?=\s+[\"'\w])|(?P<letter>letters?)"
    r"|(?P<word>words?|terms?|phrases?|expressions?|names?|articles?|strings?|keywords?))\b:?\s*)*"
)
# Signs and kinds of characters that a title may have.
SIGNS = re.compile(
    r"\s*(?:(?:an?|any|some|the|one|at least one|several)\s+)?(?P<sign>question(?:s|[ -]?marks?)?|exclamation[ -]?(?:marks?|points?)|semi-?colons?|colons?|commas?"
    r"|numbers?|digits?|numerals?|figures?|years?|parenthes[ei]s|brackets?|quotation[ -]?marks?|quotes?|hyphens?|dash(?:es)?|ampersands?|slash(?:es)?|apostrophes?)\b"
)
# "Titles that contain …", "whose bio mentions …": the words follow, perhaps after another filter.
_BEGINS = (
    r"(?:begin(?:s|ning)?|start(?:s|ing)?|open(?:s|ing)?) (?:with|by|in|on)"
    r"|(?:end(?:s|ing)?|finish(?:es|ing)?|clos(?:es?|ing)) (?:with|in|on|by)"
)
_HAVING = rf"{_BEGINS}|containing|including|having|mentioning|naming|referring to|using|featuring|carrying|bearing|lacking"
_HAS = (
    rf"{_HAVING}|contain(?:s|ed)?|includes?|ha(?:ve|s)|with(?:out)?|mention(?:s|ed)?|names?|refers? to|uses?|features?|says?"
    r"|carr(?:y|ies)|bears?|lacks?"
)
PLACE_HAS = (
    re.compile(rf"\b(?P<noun>{PLACE})\s+(?P<at>{_REL}(?P<verb>{_HAS})(?: no)?)(?=\W)"),
    re.compile(
        rf"\b(?P<noun>{PLACE})\s[^,;?.!]{{1,80}}?\s(?P<at>(?:(?:that|which)\s+{_REL}(?P<verb>{_HAS})|(?P<having>{_HAVING})))(?=\W)"
    ),
)
# "Talks beginning with the letter P": the letter tells that a title is meant.
TALK_BEGINS = re.compile(
    rf"\b(?P<noun>{TALK}|ones?)\b\s+(?P<at>{_REL}(?P<verb>(?P<having>)(?:begin(?:s|ning)?|start(?:s|ing)?) (?:with|by|in|on)|(?:end(?:s|ing)?) (?:with|in|on)))"
    r"(?=\s+(?:the (?:letters?|word)\b|a (?:question|exclamation) mark|['\"]|[a-z]\W*$))"
)
# "Talks that mention …", "everything that uses the word …"; "does Lee's talk mention it" is another matter.
_MENTION = (
    r"(?:mak(?:es?|ing) )?mention(?:s|ing|ed)?(?: of)?|refer(?:s|ring)? (?:explicitly |directly )?to|referenc(?:es?|ing)|cit(?:es?|ing)|(?<=that )names?|(?<=which )names?"
    r"|(?:contain(?:s|ing)?|includ(?:e|es|ing)|us(?:e|es|ing)|ha(?:ve|s|ving)|with(?:out)?|say(?:s|ing)?)"
    r"(?=\s+(?:the |an? )(?:exact |very )?(?:words?|terms?|phrases?|expressions?|mentions? of)\b)"
)
TALK_MENTIONS = (
    re.compile(
        rf"\b(?:(?:which|what|any|every|each|an?|another|one|no) {TALK}|(?!(?:talk|session|recording) )(?:{TALK}|records)(?<=s|a))\b"
        rf"(?:\s[^,;?!]{{1,80}}?)??\s+(?P<at>{_REL}(?:{_MENTION}))(?=\W)"
    ),
    re.compile(
        rf"\b(?:{TALK}|ones?|all|those|everything|anything|whatever)\s+(?P<at>(?:(?:that|which)\s+{_REL})?(?:{_MENTION}))(?=\W)"
    ),
)
# "… in the title": the words come before, after one of the cues or at the beginning.
IN_PLACE = re.compile(
    rf"(?:\s+(?:appear(?:s|ing)?|occur(?:s|ring)?|stand(?:s|ing)?|is|are|was|were|being|mentioned|used|found|named|somewhere|anywhere))*"
    rf"\s+(?:(?:some|any)where )?(?:in|as|within|inside|as part of|at the (?P<edge>beginning|start|front|end) of) (?:(?=titles?\b)|(?:the|their|its|an?|any|your|which|what|how many) )(?:(?:talk|speaker)s?'?s? )?(?P<noun>{PLACE})\b(?! (?:languages?|tracks?|songs?|pages?|deeds?|roles?|logics?|characters?|holders?)\b)"
    rf"(?! (?:of|is|was|are|mean)\b(?! (?:the|a|an|any|which|what|these|those|their) (?:{TALK})))"
)
CUE = re.compile(
    rf"\b(?P<at>{_REL}(?:(?:there is|there's|in which|where|whose)\s+)?(?:with(?:out)?|ha(?:ve|s|ving|d)|contain(?:s|ing)?|includ(?:e|es|ing)|mention(?:s|ing)?|us(?:e|es|ing)"
    r"|featur(?:e|es|ing)|carr(?:y|ies|ying)|bear(?:s|ing)?|lack(?:s|ing)?|say(?:s|ing)?|nam(?:e|es|ing)|no|where|in which"
    r"|(?P<called>(?:the |an? )?(?:words?|terms?|phrases?|letters?))))\s+"
)
# Beside a condition that is understood: "… and cats in the title".
AND_ALSO = re.compile(r"\s{3,}(?:and|but)\s+")
# "In which titles does the word … appear?"
PLACE_ASKED = re.compile(
    rf"\b(?:in )?(?:which|what|how many|any|all)(?: of the)? (?P<noun>{PLACE}) (?P<at>(?:do|does|did|is|are|can)\s+(?P<what>.{{1,80}}?)"
    r"\s+(?:be )?(?:appear|occur|stand|come up|used|found|mentioned|featured?)(?: in)?)(?=\W*$)"
)
_MENTIONED = (
    r"(?:(?:ever|even|also|actually|explicitly|been|being|get|gets|got)\s+)*(?P<verb>mentioned|referred to|named by name|a mention|come up|comes up|(?P<literally>appears?|occurs?|used|found|stands?))"
    r"(?:\s+(?:in|at all|anywhere|somewhere|by name|ever))*"
)
_IS = r"(?:is|are|was|were|does|do|did|has|have|gets?|can)"
_IN_ALL = r"(?:\s+in (?:(?:any|all|some|one|which|what|these|those|your|the|our|of) )*(?:talks?|presentations?|lectures?|abstracts?|collection|library|catalogue|archive|records?))?"
# "In which talks is … mentioned?", "talks where … is mentioned", "where is … mentioned?".
MENTIONED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:\b(?:in|from)\s+)?\b(?:which|what|how many|any|the|all|those) (?:of the )?(?P<noun>{TALK}|{PLACE})\b[^,;?!]{{0,60}}?\s+(?P<at>(?:(?:in which|where|that)\s+)?(?P<what>{_IS} .{{1,100}}?)\s+{_MENTIONED})(?=\W*$)",
        rf"\b(?P<noun>{TALK}|{PLACE}|ones?|those|everything)\b[^,;?!]{{0,60}}?\s+(?P<at>(?:in (?:which|whose abstracts?)|where)\s+(?P<what>.{{1,100}}?)\s+(?:(?:is|are|was|were|has|have|gets?|does|do)\s+)?{_MENTIONED})(?=\W|$)",
        rf"^(?:and |so )?(?:where|how often|how many times)?(?P<at>\s*(?P<what>{_IS} .{{1,100}}?)\s+{_MENTIONED}{_IN_ALL})(?=\W*$)",
        rf"^(?:and |so |please )?(?:(?:list|show|find|give|me|are there|is there|do you have|where are)\s+)*(?P<at>(?:(?:all|any|every|the|an?|of)\s+)*mentions? of (?P<what>.{{1,100}}?){_IN_ALL})(?=\W*$)",
    )
)  # fmt: skip
# "Which titles are questions?"
IS_QUESTION = re.compile(
    rf"\b(?P<noun>{PLACE})\s+(?P<at>{_REL}(?:(?:is|are|was|were) )?(?:(?:phrased|posed|put|worded|written|asked) )?(?:as |in the form of )?(?:an? |real )?questions?)(?=\W*$|\s+(?:and|in|at|from|by|about|on)\b)"
)
# "Anyone's bio" is not the bio of one person.
OF_ONE = re.compile(r"(?:(?<!anyone)(?<!anybody)(?<!someone)(?<!speaker)'s|\b(?:his|her|my))\s+$")
IS_BEFORE = re.compile(rf"{_IS}\s+")
NEGATIVE = re.compile(rf"\b(?:{_NOT}|without|no|lack(?:s|ing)?|nor)\b")
# "All titles with speakers" wants these beside the titles.
BESIDE = frozenset(
    """speakers speaker dates date names name abstracts abstract links link times time rooms room tracks track
    tags bios years affiliations institutions lengths durations videos numbers""".split()
)
# What a talk says and no words of it: "talks that mention how bees swarm".
CLAUSE = re.compile(
    r"\s*(?:about|how|why|what|whether|that|which|who|when|where|to|as|it|them|him|her|this|any|anything|something)\b"
)
# Where the words end: another condition begins, or nothing but an afterthought.
STOPS = re.compile(
    r"[;?!]|[.,](?!\w)|\s-+\s|\s(?:and|or|but)\s+(?:which|who|that|are|is|were|was|have|has|had|last|lasted|run|take|took|with|without|by|at|from|not|also|do|did|how|when|where|begin|begins|start|starts|end|ends|contain|contains|mention|mentions)\b"
    r"|\s(?:please|pls|(?:the )?most often|(?:the )?most frequently|at all|anywhere|somewhere|by name|if any|in (?:them|it|there|their text|the text|any way)|in (?:the|their|its|your|this|our) (?:title|abstract|description|bio|biography|transcript|talk|record|collection|library|catalogue|archive)s?"
    r"|(?:are|is|were|was) (?:there|on record|listed)|do (?:we|you) have|how many(?: (?:are there|talks))?|(?:that|which) (?:are|is|were|was|have|has|last|also))\b"
)
# Before a name of the records: a filter begins there.
BEFORE_NAME = re.compile(
    r"(?:^|\s)(?:(?:at|in|by|from|on|during|since|before|after|until|tagged|with|without|given|held|for|not|and|or|but|talks?)(?: the)?\s+)+$"
)
TRAILING = re.compile(
    r"(?:[\s,]+(?:at|in|by|from|on|during|since|before|after|until|tagged|with|without|given|held|for|of|the|an?|and|or|but|not|that|which|who|are|is|was|were|sorted|ordered|only|last|lasting))+$"
)
# What asks for something else than the talks: "what does the title of her book say?".
OTHER = re.compile(
    rf"^(?:and |so |but )?(?:why\b|how (?!many\b|often\b)|when (?!(?:is|are|was|were) (?:the )?(?:{TALK})\b)|who (?:is|was|are)? ?mention"
    rf"|what(?:'s)? (?:does|do|did|is|was|has|have|will|can)\b(?! (?:the|all|all the) (?:{TALK}|titles)\b)|what (?!(?:{TALK}|{PLACE}|{PEOPLE}|are|were|else|(?:share|percentage|percent|proportion|fraction|number) of)\b)[a-z]|which (?!(?:(?:of|the|are|other|more|all|one)\s+)*(?:{TALK}|{PLACE}|{PEOPLE}|ones?|of|[a-z0-9' -]{{1,40}} (?:{TALK}))\b))"
)
