"""Counts, groups, shares, extremes and totals over many talks."""

from __future__ import annotations

import re

from talkbot.grammar.phrases import PEOPLE, PLACE, TALK, THING

# "Who spoke at all three events?"
EVERY = re.compile(
    rf"^(?=.*\b(?:who|{PEOPLE}|any(?:one|body))\b).*?(?P<at>\b(?:(?:at|in|during) )?(?:all|both|(?<!at )(?<!in )every|(?:at|in) (?:every|each))"
    r"(?: (?:of|the|these))*(?: (?:two|three|four|five|six|\d+))? (?P<what>events?|conferences?|editions?|years?))\b"
)
# Other words for them, each at least as long, and what changes nothing.
REWORDED = (
    (
        "how many",
        re.compile(
            r"\b(?:(?:what(?:'s| is| was) )?the |a )?(?:head ?count|tally) of\b|\bwhat number of\b"
            rf"|\bwhat(?:'s| is| was| were) the (?:total |overall |exact )?number of(?= (?:\w+ ){{0,2}}?(?:{TALK}|{PEOPLE}|{PLACE})\b)"
        ),
    ),
    ("which day", re.compile(r"\bwhich of the (?:two|three|four|five|six|seven|\d+) days\b")),
    ("how often", re.compile(r"\bhow many times\b")),
    ("", re.compile(r",? (?:in |of )?any year\b")),
)
LASTS = re.compile(r"\bhow long (?:did|does|do|will)\b.*\b(?P<last>last)\W*$")
COUNT = re.compile(
    r"\bhow many\b|\bnumber of\b|\bcount (?:of|the|all|how)\b|^count\b|\btotal (?:of|number)\b|\bhow often\b"
)
COUNTED = re.compile(
    r"(?:how many|number of|count(?: of| the| all)*|total(?: of)?)\s+"
    rf"(?:(?!(?:of|does|do|did|was|were|had|has|{PEOPLE}|[a-z]+ed)\b)[\w-]+\s+){{0,3}}?"
    rf"(?:(?:of\s+)?(?:the\s+|these\s+|those\s+)?(?:{THING}|years?)|of (?:them|these|those))\b(?!')"
    # "how many people attended" asks for a figure, "how many speakers presented" for a count.
    r"(?!\s+(?:came|sat|went|died|lost|fell|bought|stood|swam|won|took(?! part)|(?!present|discuss|talk|mention|cover|record|list|address|relat|includ|work|last)[a-z]+ed)\b)"
    r"|how often (?:did|does|do|has|have|was|were|is)\b.*\b(?:speak|spoken|talk(?:ed)?|present(?:ed)?|appear(?:ed)?|gives?|given|on (?:the )?stage|a (?:speaker|presenter))\b"
)
# Of what is counted or listed, that it is about giving talks: "how many people spoke?".
OF_TALKS = re.compile(
    rf"\b(?:{TALK}|speakers?|presenters?|lecturers?|speak(?:s|ing)?|spoke|talk(?:s|ed|ing)|present\w*|g[ai]v(?:e|es|en|ing)|lectur\w*"
    r"|discuss\w*|mention\w*|cover\w*|address\w*|participat\w*|represent\w*|appear\w*|come|came|coming|there|from|about"
    r"|(?:work(?:s|ed|ing)?|research\w*|focus\w*) on|collection|library|catalogue|records?|archive|programme|conference|events?|series"
    r"|listed|(?:you|we) have)\b"
)
GROUP = re.compile(
    r"\b(?:per|by|for each|in each|each|every)\s+(year|event|conference|affiliation|institution|university"
    r"|speaker|presenter|track|room|hall|language|tag|day)\b(?!\s+(?:from|at|who|on|propose|say|use|present))"
)
MOST = re.compile(
    rf"\b(?:the )?(?P<order>most|fewest|least|(?:largest|highest|smallest|lowest) number of)\s+(?:{TALK}|{PEOPLE})\b"
    rf"|\bmost (?:active|prolific|frequent|productive)\b|^(?=.*\b(?:speak|spoke|talk|present|appear|giv|gave|lectur)\w*\b).*\bmost (?:often|frequently)\b|\bbusiest\b"
    r"|\b(?:most|least)(?: (?:often|frequently|widely|commonly))? (?:common|frequent|popular|covered|discussed|used) (?P<tags>topics?|tags?|keywords?|themes?|subjects?|tracks?|rooms?|languages?)\b"
    r"|\b(?P<used>tag|keyword|track|room|language)s? (?:(?:that|which) )?(?:is|are|was|were|has been|occurs?|appears?|gets?|comes up)(?: (?:used|the|applied|assigned|in use))* (?:most|least)(?: (?:often|frequently|used|common|frequent|popular|widely))*\b"
    r"|\btop (?:[\w-]+ )?(?P<top>tags?|keywords?|tracks?|rooms?)\b|\b(?P<sized>track|room|tag|keyword)s? (?:is|was|are|were) (?:the )?(?:largest|biggest|smallest)\b"
    rf"|\btop (?:[\w-]+ )?(?:{PEOPLE}|{PLACE})\b|\bbiggest (?:event|conference)\b"
)
FEWEST = re.compile(
    r"\b(?:is|was|are|were) (?:the )?smallest\b|\bfewest\b|\bleast\b|\b(?:smallest|lowest) number of\b"
)
# "Who speaks last?", and not "which talks last an hour?".
_LAST = r"last\b(?! (?:\d|[a-z]+ (?:min|hour)|half|at |(?:more|less|longer|shorter) than|over|under|up to|between))"
# "Who speaks first?", "the last speaker".
SPEAKS_AT_AN_END = (
    rf"\b(?:speak|talk|present)(?:s|ing)? (?:first|{_LAST})\b|\b(?:first|last) (?:speaker|presenter|speak|spoke|present|presented)\b|\bfor the (?:very )?(?:first|last) time\b"
    r"|\b(?:spoke|spoken|speaks?|speaking|talked|presented|presents) (?:for )?(?:the )?(?:longest|shortest)\b"
)
_FIGURE = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten)"
SUPERLATIVES = (
    (
        "newest",
        rf"\b(?:most recent|latest|newest)\b|\bfor the last time\b|\b(?:is|was|comes|came) (?:the )?last\W*$|\b(?:very )?last (?:{_FIGURE} )?(?:{TALK}|speaker|presenter|speak|spoke|present|presented)\b|\b(?:speak|talk|present)(?:s|ing)? {_LAST}",
    ),
    (
        "oldest",
        rf"\b(?:earliest|oldest|least recent)\b|\bfor the (?:very )?first time\b|\b(?:is|was|comes|came) (?:the )?first\W*$|\b(?:very )?first (?:{_FIGURE} )?(?:{TALK}|speaker|presenter|speak|spoke|present|presented)\b|\b(?:speak|talk|present)(?:s|ing)? first\b",
    ),
    ("longest", r"\blongest\b"),
    ("shortest", r"\bshortest\b"),
)
# "Which talk has the longest title?"
LONG_TITLE = re.compile(
    r"\b(?P<order>longest|shortest) (?:\w+ )?titles?\b(?! of)|\btitles? (?:is|are|was|were) (?:the )?(?P<order2>longest|shortest)\b"
)
MOST_TAGS = re.compile(r"\b(?P<order>most|fewest) (?:tags|keywords)\b")
TAGS_OF_ONE = re.compile(r"^(?:and )?how many (?:tags|keywords) (?:does|do|did|has|have|are)\b")
# Of talks or their speakers: "what proportion of people …" is what a talk may tell.
SHARE = re.compile(
    rf"^(?:and )?(?:what|which)(?:'s| is)?(?: the)? (?:share|percentage|percent|fraction|proportion) of (?:all |the |these )*(?=(?:{TALK}|speakers?|presenters?|lecturers?)\b)"
)
# Where "talks at Slatecon" ends and what is said of them begins: "are in Spanish".
PREDICATE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|last(?:s|ed)?|takes?|took|runs?|ran|comes?|came|lacks?)\b"
)
LENGTHS_OF = re.compile(
    rf"\b(?:average|mean|median|typical|total|overall|combined) (?:length|duration|running time|run time)\b.*\b{TALK}\b"
    rf"|\bhow many (?:hours|minutes) of {TALK}\b|\bhow long (?:is|was|are|were) (?:the|a|an) (?:average|typical) {TALK}\b"
)
DATES_OF = re.compile(
    r"\bwhen (?:is|was|were|did|does)\b.*|\bhow many days\b.*\b(?:last(?:ed)?|have|has|take|took|run|long)\b|\bwhat (?:are|were) the dates of\b.*"
)
