"""Which talks of a list are wanted: those with or without some part, those of a kind."""

from __future__ import annotations

import re

from talkbot.grammar.phrases import PEOPLE, TALK
from talkbot.words import stem

PARTS = {
    stem(word): part
    for part, spelled in {
        "a bio": "bio bios biography biographies",
        "a transcript": "transcript transcripts transcription captions subtitles",
        "a video": "video videos recording recordings",
        "an abstract": "abstract abstracts description descriptions",
        "an affiliation": "affiliation affiliations",
        "slides": "slides",
        "a date": "date dates",
        "a role": "role roles",
    }.items()
    for word in spelled.split()
}
HAVING = re.compile(
    r"\b(?P<how>with|without|have|has|having|hold|holds|include|includes|including|lack|lacks|lacking|no)\s+"
    r"(?P<no>no\s+)?(?:a |an |any |the |their |speaker |author |full )*"
    r"(?P<what>bios?|biograph(?:y|ies)|transcripts?|transcription|captions|subtitles|videos?|recordings?"
    r"|abstracts?|descriptions?|affiliations?|slides|dates?|roles?)\b"
)
# A kind of session, which a title, a track or a tag tells.
LABEL = re.compile(
    rf"(?:^|\b(?:how many|number of|count|list|which|what|who(?: gave| gives| held| presented| delivered| hosts?| hosted| runs?| ran| leads?| led)?|show(?: me)?|name|all)\s+)(?:(?:the|all|of|were|are)\s+)*"
    rf"(?P<label>keynotes|tutorials|workshops|panels|posters|lightning(?= {TALK}\b)|keynote(?= (?:{TALK}|{PEOPLE})\b))\b"
)
# "When was the keynote?"
LABEL_ONE = re.compile(
    r"^(?:and |so )?(?:when|where|how long|what time|who (?:gave|gives|held|presented|delivered))\b.*\bthe (?:[\w-]+ )?"
    r"(?P<label>keynote|tutorial|workshop|panel)\W*$"
)
LABEL_SAID = re.compile(
    rf"\b{TALK}\b.*\b(?:are|is|were|was)\s+(?:a )?(?P<label>keynotes?|tutorials?|workshops?)(?=\W*$)"
)
# Parts of which the lack is a condition: "talks without a tag", "untagged".
_SO = r"(?=\W*$|[,;]|\s+(?:at all|in|at|from|by|and|or|on record|assigned|given|recorded|yet)\b)"
LACKING = re.compile(
    r"\b(?:(?:carry|carries|carrying|bear|bears|bearing|have|has|having|with|assigned(?: to)?|in)\s+)?"
    r"(?:without|no|lacks?|lacking|missing)\s+(?:a |an |any |single |named |known )*"
    rf"(?P<what>speakers?|presenters?|tags?|keywords?|(?:tracks?|rooms?){_SO})\b"
    r"|(?:\bnot|n't)\s+(?:have|carry|bear|got)\s+(?:a |an |any |single )*"
    rf"(?P<absent>(?:tags?|keywords?|tracks?|rooms?|speakers?){_SO})"
    rf"|\b(?P<untagged>untagged|(?:not|never)(?: been)? tagged{_SO})|n't (?:been )?tagged{_SO}"
)
PARTS_LACKED = {
    stem(word): part
    for part, spelled in {
        "a speaker": "speaker presenter",
        "a tag": "tag keyword",
        "a track": "track",
        "a room": "room",
    }.items()
    for word in spelled.split()
}
TAGGED_AT_ALL = re.compile(
    rf"\b(?:with|have|has|having|carry|carries|carrying|bear|bears)\s+(?:any |some |a )*(?:tags?|keywords?){_SO}"
    rf"|\b(?<!not )(?:are|is|were|was|been) tagged{_SO}"
)
