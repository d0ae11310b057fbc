"""Lists of talks or people: on a topic, on the programme, of or beside somebody."""

from __future__ import annotations

import re

from talkbot.grammar.phrases import OF_SERIES, PEOPLE, POLITE_OPENING, TALK

# "What else did Lee talk about besides X?": the other talks. What else Lee says is in the same one.
_NOT_THOSE = r"(?:besides|aside from|apart from|other than|in addition to|except(?: for)?|excluding|leaving (?:out|aside)|setting aside|not counting|disregarding)"
_ONES_ON = rf"(?:(?:talking |speaking )?(?:about|on) )?(?:(?:the|her|his|their) (?:{TALK}|one)(?: (?:about|on))? )?"
_GIVES_TALKS = rf"\b(?:{TALK}|talk(?:ed|ing)?|speak(?:s|ing)?|spoken?|present(?:s|ed|ing)?|lectur(?:e|ed|ing)|gives?|gave|given)\b"
_WHAT_ELSE = r"(?:what|which)(?: (?:else|others?|things?|topics?|subjects?|talks))* (?:do|does|did|has|have|is|was)\b"
BESIDES = tuple(
    re.compile(rf"^(?:and |so )?{pattern}")
    for pattern in (
        rf"{_WHAT_ELSE}.*{_GIVES_TALKS}.*?(?P<at>,? {_NOT_THOSE} {_ONES_ON}(?P<what>[^,;?.!]+))",
        rf"(?P<at>{_NOT_THOSE} {_ONES_ON}(?P<what>[^,;?.!]+), (?=what|which|how))(?:{_WHAT_ELSE}|how (?:many|often)\b).*{_GIVES_TALKS}",
        rf"(?:do|does|did|has|have|is)\b.*{_GIVES_TALKS}.*?(?P<at>\b(?:anything|something|topics?|things?|talks?)(?: else)? {_NOT_THOSE} {_ONES_ON}(?P<what>[^,;?.!]+))",
    )
)
# Others who speak in the same talks: "who presented with Lee?", "Lee's co-author".
BESIDE = re.compile(
    rf"\bco-?(?:speaker|presenter|lecturer)s?\b|\bco-?authors?\b(?=.*\b{TALK}\b)|\bwith whom\b"
    r"|\bwho (?:else )?(?:is |was |has |have )?(?:also )?(?:spoke|speaks?|speaking|presents?|presented|presenting|talks?|talked|talking|gave|gives"
    r"|giving|appears?|appeared)\b(?:(?! about| on)[^,?])*? (?:with|alongside)\b"
    r"|\bwho else (?:is|was|were|are|sat|sits) (?:on|in|at)\b.*\b(?:with|alongside)\b"
    r"|^(?:and )?who (?:did|does|do|has|is|was)\b.*\b(?:present|speak|talk|give|gave|spoken)\w*\b.*\bwith\W*$"
)
# "Who speaks about fog, and when is that?"
_AND_IS = r"(?: (?:is|was|did|does|were|are) (?:that|it|they|he|she|this)(?: (?:speak|talk|present|held))?)?\W*$"
AND_WHEN = rf",? and (?:when|(?:at |on |in )?(?:what|which) (?:time|day|date|year)){_AND_IS}"
AND_WHERE = rf",? and (?:where|in (?:what|which) (?:room|hall)){_AND_IS}"
# Words around a count that change nothing about it.
FILLER = re.compile(
    r"\bsaw (?=the (?:most|fewest|least)\b)|^(?:please )?(?:make|create|draw)(?: me| us)? (?:a|the) (?:table|list) (?:of|with)\b"
    r"|\bby (?:trade|profession)\b|\bon record\b|(?:(?<=been )|(?<=were )|(?<=was ))on (?:the )?stage(?: here)?(?=\W*$)"
    r"|(?<=how many )(?:different|distinct|unique|separate|individual)\b|\b(?:took|takes?|taking) part\b"
    r"|(?<=people |person |eakers )on (?:the )?stage\b"
    r"|\bamong(?:st)? (?:all )?(?:of )?(?:the|your|our|these|those) (?:speakers|presenters|lecturers|people|participants|talks|sessions)\b"
    r"|\b(?:so far|to date|up to now|until now)(?=\W*$|,)|\bas (?:a |their |his |her |the )?(?:first|last|given|family|second)? ?(?:name|surname)s?\b"
    r"|\bnot (?:counting|including)\b(?: (?:the|those|any))?(?: ones?| talks?)?"
    r"|,? (?:both |all )?(?:months?|years?|days?|dates?) (?:included|inclusive)\b|\binclusive(?:ly)?\b|(?<=\d) alone\b"
    r"|(?<=number of )(?:different|distinct|unique|separate|individual)\b"
    rf"|\b(?:{OF_SERIES})|\bgrand rounds?\b|\bon the (?:line-?up|bill)\W*$"
    r"|(?:(?<=talk )|(?<=talks )|(?<=session )|(?<=sessions )|(?<=lecture )|(?<=lectures )|(?<=speaker ))(?:of|in|at) the (?:whole |entire )?(?:series|program(?:me)?|collection|colloquium|forum|symposium|congress)\b"
    r"|(?:(?<=rooms )|(?<=halls )|(?<=tags )|(?<=tracks )|(?<=languages ))(?:are|were) (?:being )?used\b"
    r"|\b\d+ (?:minutes?|hours?) long\b|(?<=what's )new in\b|(?<=what is )new in\b"
    r"|(?<=\w),? (?:which|what) (?:ones?|of (?:them|these|those)|talks?|lectures?|sessions?) (?:is|are|would be|should|could|can|might|do you|would you)\b[^,;.]*\W*$"
    r"|\b(?:on|in|at) the same (?:day|date|time|room|hall|track|event|conference)\b"
    rf"|{AND_WHEN}|{AND_WHERE}"
    # A newcomer asks for talks on the matter, not on learning it.
    r"|\bi(?:'m| am) (?:(?:completely|totally|quite|very|rather) )?new to\b|\bwhere (?:should|do|can|could|would|might) (?:i|we|one) (?:start|begin)\b"
    r"|\b(?:distinct|unique) (?=(?:speaker|presenter|affiliation|institution|event|language|tag|track)s?\b)"
)
LIST = re.compile(
    rf"^{POLITE_OPENING}"
    r"(?:list|show|give|name|enumerate|display|get|find|see|tell me|recommend|suggest|are there|is there"
    r"|do you have|have you(?: got)?|any|anything|anyone|anybody|does any|do any|did any|does somebody"
    r"|which|what|search|looking for|i(?:'m| am) (?:looking for|interested in)"
    r"|where can i (?:find|learn|hear|watch))\b"
)
OPEN_LIST = re.compile(
    rf"^{POLITE_OPENING}(?:any|anything|do you have|have you(?: got)?|are there|is there|i(?:'m| am) (?:looking|interested)"
    r"|looking for|recommend|suggest|where can i (?:find|learn|hear|watch|read)|search|what is there|what (?:do|did) (?:you|we) (?:have|got)(?! to\b)|what(?:'s| is) (?:available|said)|what (?:do|did) (?:people|speakers|the speakers|they) say)\b"
    # "I'd like to bring my class to something about tides."
    rf"|^(?:i|we)(?:'d| would|'m| am|'re| are)? (?!.*\b(?:what|why|how|whether|if|when|where|who|which(?! ones?\b))\b)(?:like|love|want|hope|need|plan|wish|hoping|planning|trying)\b.*\b(?:something|anything|{TALK}) (?:about|on)\b"
)
# A listener in search of something to go to: "what should I watch?", "what would a nurse enjoy?".
_GO_TO = r"(?:attend|watch|see|hear|visit|go to|listen to|enjoy)"
PROGRAMME = re.compile(
    rf"\b(?:what|which(?: {TALK})?) (?:should|could|can|would|might|must) (?:i|we|one|(?:an? )?[a-z-]+) {_GO_TO}\b"
    r"|\bwhat(?:'s| is) on (?:offer |here )?(?:about|for|on)\b"
    r"|\bwhat(?:'s| is) there(?: (?:about|for|on)\b|\W*$)"
    r"|\bwhat (?:do|have) you (?:have|got)\b(?: got)? (?:on|about|for)\b"
    r"|\banything (?:about|on|for)\b.*\bon (?:the |your )?program(?:me)?\b"
    rf"|(?:^|[?.!,:] ?)(?:which|what|any) {TALK}\W*$|^{TALK} (?:for|to|with)\b"
    r"|\bwhere (?:should|do|can|could|would|might) (?:i|we|one) (?:start|begin)\b|^what(?:'s| is) new in\b"
    r"|^where (?:is|are|was|were)\b.*\b(?:discussed|covered|addressed|mentioned|talked about|treated)\W*$"
)
WHO_LIST = re.compile(
    rf"^{POLITE_OPENING}whom?(?: (?:can|could|should|would|do|might|to|else))* (?:(?:i|we|one|you) )?(?:ask|contact|consult|approach|turn to|write to|reach out to|tell (?:me|us)|help (?:me|us))\b"
    rf"(?=.*\b(?:about|on|regarding|concerning)\b)|^{POLITE_OPENING}who(?: here)?(?: knows?\b.* about\b|(?:'s| is| are) (?:an? |the |any )?(?:experts?|specialists?|authorit(?:y|ies)) (?:on|in|for|about)\b)"
    rf"|^{POLITE_OPENING}(?:who(?: else)?|which {PEOPLE}|what {PEOPLE}|anyone|anybody|someone|does (?:anyone|anybody|someone)"
    r"|did (?:anyone|anybody|someone)|is (?:anyone|anybody|someone)|has (?:anyone|anybody))\b[^,]*"
    r"\b(?:talk(?:s|ed|ing)?|speak(?:s|ing)?|spoke|present(?:s|ed|ing)?|discuss\w*|cover(?:s|ed|ing)?|mention\w*"
    r"|(?:works?|working|worked) (?:on|with)|address\w*|deals?|gave|gives|giving|lectur\w*)\b"
)
# "Does Lee talk about bees?" asks whether a talk covers it; "does Lee mention why they swarm?" for what it says.
SPEAKS_OF = re.compile(
    r"^(?:and |so |but )?(?:do|does|did|is|are|was|were|has|have|will|can)\b(?!.*\b(?:what|which|whom?|when|where|why|how|whether|if|that)\b)"
    r".*\b(?:(?:(?:talk|speak|say|said|saying|present|lectur)\w*(?: anything| something| much| a word)?|anything|something) (?:about|on|of)"
    r"|(?:mention|discuss|cover|address|touch)(?:s|es|ed|ing)?)\b(?!\W*$)"
)
# How a list goes on: "the talks of 2019, from number 21".
FROM_ROW = re.compile(r",? from number (?P<row>[1-9]\d{0,6})\W*$")
PEOPLE_LIST = re.compile(
    rf"^{POLITE_OPENING}(?:who(?: else)?(?:'s| (?:is|are|all|comes?|works?|speaks?))\b.*\b(?:from|at|with|for)\b"
    rf"|(?:who are|name|list|show|which|what)\b.*\b{PEOPLE}\b|(?:is|are) (?:there )?(?:any(?:one|body)?|some(?:one|body)?)\b)"
)
# "Who is Lee and what does she talk about?"
AND_TALKS = re.compile(
    rf"\s*(?:,|and|&)+ (?:and )?(?:on )?what(?:'s| is| are| do| does| did| was| were| has| have)? (?:he|she|they|his|her|their)\b"
    rf"(?: (?:been|talks?|talking|speak(?:s|ing)?|spoken?|present(?:s|ed|ing)?|lectur(?:es?|ed|ing)|gives?|giving|about|on|{TALK}|do|does))*\W*$"
)
SINGLE = re.compile(
    r"\b(?:the|which|what|whose) (?:\w+ ){0,5}?(?:talk|presentation|session|lecture|seminar|speaker|presenter|person|researcher)\b"
    r"|^who (?:gave|presented|delivered|is giving|gives|presents)\b"
)
OVERVIEW = re.compile(
    r"^(?:please )?(?:(?:give|show) me |i(?:'d like| want) )?an? (?:short |quick |brief )?overview(?: please)?\W*$|"
    r"^(?:so |and )?what(?:'s| is) (?:this|all this|it)(?: all)? about\W*$|"
    r"^what (?:are|were|is) (?:the|these|those|all the|all these|this) (?:talks|collection|series|library|seminar)"
    r"(?: (?:in|of|here)\b[^,]*)?\s+(?:all )?about\W*$"
    r"|\b(?:topics|subjects|themes)\b.*\b(?:are|covered|there|discussed|collection)\b|\bwhat (?:topics|subjects|themes)\b"
    r"|^what(?:'s| is) (?:in|inside) (?:the|this|your) (?:collection|library|archive)\W*$|\boverview of (?:the|all|this) (?:collection|talks|library)\b"
)
BARE_LIST = re.compile(
    r"^(?:all |any |the )*(?:talks|presentations|lectures|sessions|videos|recordings) (?:at|in|from|by|on|that|which|with|without|of)\b"
)
# "What are the two river talks?", "which jazz sessions": talks with what they are about before.
TALKS_ON = re.compile(
    r"^(?:and )?(?:which|what)(?: are| were)?(?: the| all the)?(?: two| three| four| \d+)?"
    r" (?:(?!(?:do|does|did|is|are|was|were|in|of|for|have|has|can|the)\b)[\w-]+ ){1,2}(?:talks(?! about| on)|presentations|sessions|lectures|keynotes|tutorials)\b"
)
