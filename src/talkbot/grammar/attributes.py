"""Values of a record: who gave it, when, where, how long, and where a speaker is from."""

from __future__ import annotations

import re

from talkbot.grammar.phrases import OCCASION, PLACE, TALK

IN_WHICH_TALK = re.compile(
    rf"^(?:and )?(?:in|at|during|from)? ?(?:which|what) {TALK} (?:does|did|do|has|have|will|is|was)\b"
)
# "When is the talk on bats?", "a video of the bat talk": what the talk is about only tells which.
DESCRIBED = re.compile(
    rf"(?:\b(?:is|was|are|were|of|for|to|from|does|did|sits?|falls?|fell|stands?|stood|runs?|ran)|'s)\s+(?:the|that|those|\S+'s)\s+"
    rf"(?:(?!(?:in|at|of)\b)\S+\s+){{0,5}}?(?:{TALK}|tutorials?|workshops?|keynotes?|panels?|one)(?:\s+(?:about|on|of|with|by|from|called|titled|at)\b.*?)?"
    r"(?:\s+(?:given|held|recorded|scheduled|happening|taking place|take place|start|begin|end|from|on|in|last|available|have|carry|tagged|\d+ (?:minutes|hours?) long))?"
    r"(?:\W+please)?\W*$"
    # "When was bird flu covered?"
    r"|^(?:and |so )?(?:when|(?:on|in) (?:what|which) (?:day|date|month|year)) (?:was|were|is|are) .*\b(?:covered|discussed|addressed|treated|talked about|spoken about)\W*$"
    # "The bat talk was in which room?"
    rf"|^(?:and |so )?(?:the|that) (?:(?!(?:in|at|of)\b)\S+ ){{0,5}}?{TALK}\b[^,;?]*\b(?:which|what|when|where|how long)\b[^,;?]*\W*$"
    rf"|\b{TALK}\s+(?:link|url|video|date|time|room|duration|length)\W*$"
)
# "What was the price of Lee's talk?" asks for something of the talk, not for what it says.
ATTRIBUTE_OF = re.compile(
    rf"^(?:and )?what(?:'s| is| was| were| are) the (?P<what>(?:[\w-]+ ){{1,3}}?)(?:of|for|at|in|during) .*\b{TALK}\W*$"
)
# "Is the bee talk in hall A?", "Is Lee from Ulm?"
IS_HELD = re.compile(
    rf"^(?:and |so )?(?:is|was|are|were) (?:the|that|[\w-]+'s?) (?:[\w-]+ ){{0,5}}?{TALK}\b(?! .*\b(?:that|which|who|how|why|what)\b)"
)
IS_FROM = re.compile(
    r"^(?:and |so )?(?:is|was|are|were|does|do) .*\b(?:from|based (?:in|at)|works? (?:at|for)|working (?:at|for)|affiliated with)\s+(?:the |a |an )?[\w .'-]+\W*$"
)
IS_SAID_TO_BE = re.compile(
    rf"^(?:and |so )?(?:is|was) (?!.*(?:\b{TALK}|'s)\b)[\w .'-]+ an? (?P<what>(?:[\w-]+ )?(?!{TALK})[\w-]+)\W*$"
)
# "Where is the seminar held?"
EVENT_PLACE = re.compile(
    r"^(?:and |so )?(?:where|in (?:which|what) (?:rooms?|halls?)) (?:is|was|are|were|will|does|did) (?:the|this) (?:whole |entire )?"
    rf"(?:{OCCASION}|talks)"
    r"(?: (?:be )?(?:held|taking place|take place|takes place|happening|happen))?\W*$"
)
# "In the morning or in the afternoon?" asks when.
HALF_OF_DAY = re.compile(
    r"\b(?:in the )?(?:morning|afternoon|evening) or (?:in )?(?:the )?(?:morning|afternoon|evening)\b"
)
WHO_GAVE = re.compile(
    r"^(?:and )?(?:who|which (?:speaker|person|researcher))(?:'s| is| was| has)?\s+(?:gave|gives|giving|given|presented|presents|presenting|delivered|delivers|delivering|the (?:speaker|presenter))\b"
    rf"|^(?:and )?who(?:'s| is| was) behind (?:the|that|this) [^,;?]*\b{TALK}\b"
    rf"|\bwhose {TALK}\b|\b(?:speaker|presenter) of\b"
)
SCHOOLING = re.compile(
    r"\b(?:ph\.?d|phd|doctorate|degree|bachelor|master'?s|stud(?:y|ied|ies)|graduat\w+|postdoc\w*|alma mater"
    r"|previously|formerly|used to|before (?:that|joining)|earlier|past|thes[ie]s|dissertations?|worked (?:at|for|with|under)|taught"
    r"|advis\w+|educated|was (?:a|an|the)|intern(?:ed|ship)?|visiting|career|award\w*|prize|fellow\w*)\b"
)
# "What did Lee do before Ulm?": the bio may say; the record only where she is now.
ANOTHER_TIME = re.compile(r"\b(?:before|after|prior to|until|since)\b")
# "Where is the talk on bats?" asks for its room; where its speaker is from, for an institution.
WHERE_HELD = re.compile(
    rf"(?<!when and )(?<!when & )\bwhere(?:'s| is| was| are| were| will| does| did)\b(?!.*\b(?:from|works?|working|based|speakers?|watch|find)\b)"
    rf".*(?:\b{TALK}|\b(?:speak|talk|present)(?:s|ing)?)(?:\s+(?:about|on|by|of)\b.*)?(?: (?:held|given|taking place|take place|be))?\W*$"
)
# "At which clinic does she work?": whatever the place is called.
WORKS_AT = re.compile(
    r"^(?:and |so )?(?:at|in|for|with) (?:which|what) (?P<place>(?:[\w-]+ ){1,3}?)(?:does|do|is|are) [^,;?]*"
    r"\b(?:works?|working|teach(?:es|ing)?|based|employed|practi[cs](?:e|es|ing))\W*$"
)
# What each question for a value of the record looks like, once the talk or speaker is named.
RECORD_ASKS = (
    (
        "affiliation",
        r"\bwhere\b.*\b(?:from|works?|working|based|affiliated|teach|teaches|come)\b|\bwhere(?:'s| is) \S+(?: \S+)?\W*$"
        rf"|{WORKS_AT.pattern}"
        rf"|\b(?:which|what)\s+{PLACE}\b|\b{PLACE}\b.*\b(?:of|for)\b|\baffiliat|\bwhat(?:'s| is)\b.*\b{PLACE}\W*$"
        rf"|'s {PLACE}\b|^\S+(?: \S+){{0,3}} (?:employer|affiliation|university|company|institution)\W*$|\bwho does \w+.* work for\b|\b(?:job title|position|job|role|profession|occupation)\b|\bby (?:trade|profession)\b|\bfor a living\b",
    ),
    (
        "title",
        r"\btitles?\b.*\b(?:of|talk|talks|lecture|presentation)\b|\bwhat\b.*\b(?:called|titled|entitled)\b|\btitles?\W*$"
        rf"|\b(?:name|title) of\b.*\b{TALK}\b|\bwhich {TALK} (?:did|does|was|is|has)\b",
    ),
    (
        "duration",
        r"\b(?:minutes|hours?) long\b|\bhow long (?:is|was|did|does|are|were)\b|\bduration\b|\blength(?: of\b|\W*$)|\bhow many minutes\b|\brun(?:ning)? time\b",
    ),
    (
        "when",
        rf"\bwhen\b.*\b(?:{TALK}|speak|speaking|give|gave|given|giving|present(?:ed|ing)?|talk(?:ing)?|recorded|held|place|happen|covered|discussed|addressed|treated|spoken)\b"
        # A title is told by its letters, all of them x.
        r"|\bwhen (?:is|was|are|were)\b(?:\W+(?:and\W+)?x{4,})+\W*$"
        r"|\bwhen (?:is|was)\W*\S+(?: \S+)?'s\b|\b(?:what|which|the same) (?:date|day|year|month|time)\b|\bdates? of\b|\bdate\W*$",
    ),
    (
        "tags",
        rf"\b(?:which|what|how many)(?: are| is| were)?(?: the)? (?:tags?|keywords?) (?:does|do|did|has|have|of|for|on|is|are|was)\b|^(?:the )?(?:tags|keywords) (?:of|for|on)\b"
        rf"|\bhow (?:is|was|are|were) .*\b{TALK}\b.* tagged\W*$|'s (?:tags|keywords)\W*$",
    ),
    ("event", r"\b(?:which|what|the same) (?:event|conference|meeting|venue)\b"),
    (
        "track",
        r"^(?:the )?(?:room|hall|track) (?:of|for)\b|\b(?:which|what|the same) (?:track|room|hall|auditorium|stage)\b",
    ),
    (
        "video",
        r"\b(?:links?|urls?)\b|\bwhere\b.*\bwatch\b|^(?:and |so )?(?:is|was|are|were)\b.*\b(?:recorded|filmed|on video|on youtube|online)\W*$"
        r"|\b(?:is there|do you have|have you(?: got)?|can i (?:get|see|have|watch)) (?:a |any |the )?(?:video|recording)\b",
    ),
)
# A noun phrase that asks for a value: "price per kilowatt hour of the cells".
VALUE_OF = re.compile(
    r"\b(?:price|cost|date|number|size|amount|rate|speed|age|name|reason|cause|definition|meaning|percentage|share"
    r"|results?|purpose|goal|author|winner|location|distance|length|weight|value|time|year)\b.*\b(?:of|for|in|at|per|to)\b"
)
