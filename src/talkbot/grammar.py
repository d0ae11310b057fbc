"""The English of questions about talks: patterns over folded text, and the words of asking.

No name or topic of any collection belongs here.
"""

from __future__ import annotations

import re

from talkbot.words import stem

TALK = r"(?:talks?|presentations?|sessions?|lectures?|seminars?|recordings?|videos?|speech(?:es)?)"
PEOPLE = r"(?:speakers?|presenters?|people|persons?|researchers?|lecturers?|folks)"
PLACE = (
    r"(?:affiliations?|institutions?|institutes?|universit(?:y|ies)|compan(?:y|ies)|organi[sz]ations?"
    r"|employers?|schools?|colleges?)"
)
THING = rf"(?:{TALK}|{PEOPLE}|{PLACE}|events?|conferences?|tracks?|rooms?|tags?|topics?|languages?|subjects?|themes?)"
ABOUT = (
    r"(?:about|on|cover(?:s|ing|ed)?|discuss(?:es|ing|ed)?|mention(?:s|ing|ed)?|regarding|concerning"
    r"|touch(?:es|ing)?(?: up)?on|deal(?:s|ing|t)? with|related to|relating to|address(?:es|ing|ed)?"
    r"|involv(?:e|es|ing)|focus(?:es|ed|ing)? on|focused on|explain(?:s|ing|ed)?|explor(?:e|es|ing|ed)"
    r"|(?:talk(?:s|ing|ed)?|speak(?:s|ing)?|spoke|present(?:s|ing|ed)?|work(?:s|ing)?) (?:about|on|with)"
    r"|introduc(?:e|es|ing)|featur(?:e|es|ing)|describ(?:e|es|ing)|look(?:s|ing)? at|stud(?:y|ies|ying)"
    r"|having to do with|to do with|that use)"
)
POLITE_OPENING = (
    r"(?:(?:please|can (?:yo)?u|could (?:yo)?u|would you|will you|kindly|pls|now|and|so|ok|okay|hi|hello|hey"
    r"|i(?:'d| would) like (?:you )?to|i want (?:you )?to|i need (?:you )?to)[,\s]+)*"
)

GREETING = re.compile(
    r"(?:hi+|hello|hey|hiya|yo|good (?:morning|afternoon|evening|day)|greetings|howdy"
    r"|thanks?|thank you|thx|ty|cheers|great|cool|nice|perfect|awesome|wonderful|excellent|super"
    r"|ok|okay|alright|got it|i see|bye|goodbye|see you|have a (?:nice|good|great) day|welcome"
    r"|how are you|how's it going|what's up|nice to meet you|good job|well done|lovely|brilliant)\b"
)
HELP = re.compile(
    r"^(?:help(?: me)?|what can (?:you|i|this)\b.*(?:do|ask|help)"
    r"|how (?:do|can|does|should) (?:i|you|this|it)(?: bot| assistant| thing| chat)? (?:use|work|start|begin|ask)\b.*"
    r"|(?:who|what) are you|are you (?:a|an|the)? ?(?:bot|ai|human|robot|real).*|what is (?:this|talkbot)"
    r"|what (?:kind|sort|type)s? of (?:questions?|things?)\b.*|what should i ask.*|what(?:'s| is) your name"
    r"|what do you (?:do|know)|how does this work|how do you work)\W*$"
)
TASK = re.compile(
    rf"^{POLITE_OPENING}"
    r"(?:write|compose|draw|generate|sing|code|program|translate|play|book|order|buy|calculate|compute"
    r"|solve|roleplay|pretend|paint|design|draft|invent|bake|cook|act|make|create|tell|give|help|fix|debug)\b"
    r"(?:\s+(?:me|us|up|a|an|some|the|my|this|out|with|short|funny|little|as|small|simple|quick|nice|long|love|birthday|python|java"
    r"|javascript|bash|shell|sql|html))*"
    r"\s*(?:poem|song|joke|story|essay|haiku|limerick|e-?mail|letter|tweet|recipe|code|script|function"
    r"|program|sonnet|rap|lyrics|picture|image|drawing|homework|pirate|password|jokes?|riddle|sandwich"
    rf"|flight|hotel|ticket|table|reminder|alarm|chess|game|bug)\b(?!.*\b(?:{TALK}|{PEOPLE}))"
)
# A sum to do or the weather: nothing that a record of a talk is asked for.
ERRAND = re.compile(
    r"^(?:what(?:'s| is)|how much is|calculate|compute)?\s*\d[\d.,]*\s*(?:times|plus|minus|multiplied by|divided by|[x*+/×÷-])"
    r"\s*\d[\d.,]*\W*$"
    r"|^what(?:'s| is) the (?:capital(?: city)?|currency|national anthem|flag) of\b|\bweather\b.*\b(?:today|tomorrow|now|tonight|this week)\b|^what(?:'s| is) the weather\b|\bwhat time is it\b"
)
_AMENITY = (
    r"(?:parking|car parks?|lunch|coffee|catering|food|drinks|breakfast|dinner|wi-?fi|cloakrooms?|toilets?|restrooms?|childcare"
    r"|accommodation|tickets?|admission|entry|registration)"
)
_THERE = (
    rf"(?: (?:at|for|in|near|close to|to|by|on|during|around) (?:[\w-]+ ){{0,4}}?(?:{TALK}|events?|conferences?|forum|venue|building"
    r"|campus|site|rooms?|hall|library|colloquium|congress|symposium|workshop|meeting|series|desk|price|fee|tickets?)"
    r"| (?:my|the|a|our) (?:car|bike|bicycle|van)| (?:here|there|nearby|available|provided|included|served|offered|free|open|cost|desk|left|advance))*\W*$"
)
_OCCASION = r"(?:events?|conference|forum|seminar|colloquium|congress|symposium|workshop|meeting|meetup|series)"
# No record says how good a talk is.
RATED = re.compile(
    r"^(?:and |so )?(?:what|which|who)(?:'s| is| was| were| are| gave| of| the| had)* "
    rf"(?:(?:best|worst|nicest|greatest|favou?rite|funniest|(?:most|least) (?:interesting|popular|exciting|important|boring|viewed|watched|liked|entertaining)) {TALK}"
    rf"|{TALK} (?:is|was|were|are) (?:the )?(?:best|worst|nicest|greatest|funniest|(?:most|least) (?:interesting|popular|exciting|important|boring|viewed|watched|liked|entertaining)))"
    rf"(?: (?:of|in|at|by) (?:[\w-]+ ){{0,4}}[\w-]+)?\W*$"
)
_ONE = r"(?:i|we|one|you|people|visitors|guests)"
# Where to park, what lunch costs, how to reach somebody: no record of a talk tells.
VENUE = re.compile(
    rf"^{POLITE_OPENING}(?:(?:where|how|when|can|could) (?:(?:can|do|could|should) )?{_ONE} (?:park|register|sign up|check in|get"
    rf"|get a refund|(?:buy|get|book) (?:[\w-]+ ){{0,2}}?{_AMENITY}){_THERE}"
    rf"|(?:do|must|should) {_ONE} (?:need |have )?(?:to )?(?:register|sign up|pay|book|(?:an? |any )?{_AMENITY}){_THERE}"
    r"|(?:is|are|will|where(?:'s| is| are)|how much (?:is|are|does|do)|do you (?:have|offer|provide)|does the \w+ (?:have|offer|provide))"
    rf" (?:(?:there|be|any|an?|the|free|nearest|closest) )*{_AMENITY}{_THERE}"
    r"|who(?:'s| is| are| was| were)?(?: the)? (?:organi[sz]|sponsor|fund|host|caters?)(?:e|es|ed|er|ers|s|ing)?(?: of| for| behind)?"
    rf" (?:the|this) (?:{_OCCASION}|{TALK})(?: \d{{4}})?\W*$"
    rf"|will (?:(?:the|this|these|all) )*{TALK} be (?:recorded|filmed|streamed|broadcast)\b"
    # "How do you call Rust from Python?" and "how do we reach consensus?" are for a talk to tell.
    r"|how (?:can|do|could|should) (?:i|we) (?:contact|e-?mail|phone|get in touch with)\b"
    r"|how (?:can|do|could|should) (?:i|we|one|you) (?:reach|call) (?:him|her|them|you|(?:the )?(?:speakers?|organi[sz]ers?|venue|campus))\W*$"
    r"|(?:what(?:'s| is)|tell me|give me) the (?:wi-?fi (?:password|name|network)|dress code|(?:registration|admission|entry|ticket) (?:fee|price))\b)"
)
# "What did Lee say about X?" takes for granted that Lee speaks of X.
SAYS_ABOUT = re.compile(
    r"\b(?:says?|said|asks?|asked|think(?:s|ing)?|thought|finds?|found|find out|found out|discuss(?:es|ed)?|mention(?:s|ed)?|tells?|told"
    r"|talk(?:s|ed)?|claim(?:s|ed)?|argue[sd]?|report(?:s|ed)?|write|writes|wrote|opinion|view|views)\s+(?:\w+\s+){0,2}?(?:about|on|of)\b"
)
IN_WHICH_TALK = re.compile(
    rf"^(?:and )?(?:in|at|during|from)? ?(?:which|what) {TALK} (?:does|did|do|has|have|will|is|was)\b"
)
SUMMARY = re.compile(
    r"\bsummar|\btl;?dr\b|\boverview\b|\bgist\b|\bsynopsis\b|\brecap\b|\boutline\b|\bin a nutshell\b"
    r"|\b(?:sum|sums|summing|boil|boils|wrap) (?:it |this |that |them )?(?:up|down)\b|\brundown\b|\bhighlights\b"
    r"|\b(?:short|quick|elevator) (?:version|pitch|summary)\b|\bessence\b|\bdigest\b|\bin brief\b|\bwalk (?:me|us) through\b"
    r"|\b(?:two|three|four|five|six|[1-9]) (?:short |simple )?(?:sentences|lines|bullets|bullet points|points|key points) (?:on|about|of|from) (?:the|this|that|it)\b"
    r"|\b(?:main|key|central|core|principal|big) (?:ideas?|points?|messages?|takeaways?|contributions?"
    r"|findings?|results?|claims?|arguments?|insights?)\b|\btakeaways?\b|\babstract of\b"
)
COMPARE = re.compile(
    r"\bcompar(?:e|es|ing|ison)\b|\bversus\b|\bvs\b|\bcontrast\b|\bin common\b|\bwhat distinguishes\b"
    r"|\bdiffer(?:s|ence|ences|ent|ently)\b.*\b(?:between|from|and|than)\b|\bhow\b(?! many\b).*\bdiffer(?:ent)?\b"
    r"|\bsimilar(?:ity|ities|ly)?\b.*\b(?:to|and|between)\b|\bhow (?:do|does|are|is)\b.*\b(?:compare|relate)\b"
    r"|^(?:and )?(?:which|who|what)\b.*\b(?:[a-z]{2,}er|more|less|better|worse)\b[^?]*,.*\bor\b|\bside by side\b"
)
_SIDE = r"(?: (?:talk|one|of|the|these|those|them|two|talks))*"
# "Which is longer, A or B?": a value of both records decides, the one named first coming out on top.
CONTEST = re.compile(
    rf"^{POLITE_OPENING}(?:(?:which|what){_SIDE}(?: (?:is|was|are|were|lasts?|lasted|takes?|took|runs?|ran|comes?|came|happened))*"
    r"|who (?:spoke|speaks|talked|talks|presented|presents|came|comes|went|goes|was on|is on))"
    r"(?: the)? (?P<how>longer|shorter|earlier|later|older|newer|more recent|first|last)(?:[,:]| one[,:]|(?= .*\bor\b))(?=.*\bor\b)"
    r"|^(?:is|was|did|does) .*? (?:(?P<than>longer|shorter|earlier|later|older|newer|more recent) than|(?P<side>before|after))\b"
    # "Which of Lee's talks is longer?" asks for one of them alone.
    r"|^(?:and |so )?which (?:one )?of .*\b(?:is|was|are|were|lasts?|lasted|took|ran|came|comes) (?:the )?"
    r"(?P<among>longer|shorter|earlier|later|older|newer|more recent|first|last)(?: one)?\W*$"
)
CONTEST_ORDERS = {
    "longer": "longest", "shorter": "shortest", "earlier": "oldest", "older": "oldest", "first": "oldest",
    "before": "oldest", "after": "newest", "later": "newest", "newer": "newest", "more recent": "newest", "last": "newest",
}  # fmt: skip
# "Who has more talks, A or B?"
MORE_OF = re.compile(rf"^(?=.*\b(?:or|than)\b).*\b(?:more|fewer|most|fewest) (?:{TALK}|{PEOPLE})\b")
SPEAKER_COMPARES = re.compile(
    r"^(?:and |so )?(?:why|what|how|when) (?:do|does|did) .*\bcompare .*\b(?:to|with|and)\b"
)
# "When is the talk on bats?", "a video of the bat talk": what the talk is about only tells which.
DESCRIBED = re.compile(
    rf"(?:\b(?:is|was|are|were|of|for|to|from|does|did)|'s)\s+(?:the|that|those|\S+'s)\s+"
    rf"(?:(?!(?:in|at|of)\b)\S+\s+){{0,5}}?(?:{TALK}|tutorials?|workshops?|keynotes?|panels?)(?:\s+(?:about|on|of|with|by|from|called|titled|at)\b.*?)?"
    r"(?:\s+(?:given|held|recorded|scheduled|happening|taking place|take place|start|begin|end|from|on|in|last|available|\d+ (?:minutes|hours?) long))?"
    r"(?:\W+please)?\W*$"
    rf"|\b{TALK}\s+(?:link|url|video|date|time|room|duration|length)\W*$"
)
# "What else did Lee talk about besides X?": the other talks. What else Lee says is in the same one.
_NOT_THOSE = (
    r"(?:besides|aside from|apart from|other than|in addition to|except(?: for)?|excluding)"
)
_ONES_ON = rf"(?:(?:talking |speaking )?(?:about|on) )?(?:(?:the|her|his|their) (?:{TALK}|one)(?: (?:about|on))? )?"
_GIVES_TALKS = rf"\b(?:{TALK}|talk(?:ed|ing)?|speak(?:s|ing)?|spoken?|present(?:s|ed|ing)?|lectur(?:e|ed|ing)|gives?|gave|given)\b"
_WHAT_ELSE = r"(?:what|which)(?: (?:else|others?|things?|topics?|subjects?|talks))* (?:do|does|did|has|have|is|was)\b"
BESIDES = tuple(
    re.compile(rf"^(?:and |so )?{pattern}")
    for pattern in (
        rf"{_WHAT_ELSE}.*{_GIVES_TALKS}.*?(?P<at>,? {_NOT_THOSE} {_ONES_ON}(?P<what>[^,;?.!]+))",
        rf"(?P<at>{_NOT_THOSE} {_ONES_ON}(?P<what>[^,;?.!]+), (?=what|which)){_WHAT_ELSE}.*{_GIVES_TALKS}",
        rf"(?:do|does|did|has|have|is)\b.*{_GIVES_TALKS}.*?(?P<at>\b(?:anything|something|topics?|things?|talks?)(?: else)? {_NOT_THOSE} {_ONES_ON}(?P<what>[^,;?.!]+))",
    )
)
# "Who spoke at all three events?"
EVERY = re.compile(
    rf"^(?=.*\b(?:who|{PEOPLE}|any(?:one|body))\b).*?(?P<at>\b(?:(?:at|in|during) )?(?:all|both|(?<!at )(?<!in )every|(?:at|in) (?:every|each))"
    r"(?: (?:of|the|these))*(?: (?:two|three|four|five|six|\d+))? (?P<what>events?|conferences?|editions?|years?))\b"
)
# Others who speak in the same talks: "who presented with Lee?", "Lee's co-author".
BESIDE = re.compile(
    rf"\bco-?(?:speaker|presenter|lecturer)s?\b|\bco-?authors?\b(?=.*\b{TALK}\b)|\bwith whom\b"
    r"|\bwho (?:else )?(?:is |was |has |have )?(?:also )?(?:spoke|speaks?|speaking|presents?|presented|presenting|talks?|talked|talking|gave|gives"
    r"|giving|appears?|appeared)\b(?:(?! about| on)[^,?])*? (?:with|alongside)\b"
    r"|\bwho else (?:is|was|were|are|sat|sits) (?:on|in|at)\b.*\b(?:with|alongside)\b"
    r"|^(?:and )?who (?:did|does|do|has|is|was)\b.*\b(?:present|speak|talk|give|gave|spoken)\w*\b.*\bwith\W*$"
)
BESIDE_WORDS = frozenset(
    "co author authors together jointly alongside appear appears appeared else".split()
)
# "What did they find?": all that somebody says.
WHAT_DONE = re.compile(
    r"^(?:and |so )?what (?:did|does|do|has|have|had) .* (?:do|done|find|found|say|said|show|shown|argue|conclude|claim|propose|report|study"
    r"|suggest|discover|achieve|learn|observe|present|tell (?:us|you|people))(?: out)?\W*$"
)
# "What does Lee recommend?": the verb asks for advice here, and for a talk in "recommend a talk".
ADVISES = re.compile(
    r"^(?:and |so )?what (?:advice |else |exactly )*(?:does|do|did|would|is|are|was|were|has|have)\b.* (?:recommend|advise|suggest|advocate|give|advising"
    r"|recommend(?:ed|ing)|advised|suggest(?:ed|ing))\W*$|^(?:and |so )?what(?:'s| is| are| was| were)\b.* (?:advice|recommendations?|suggestions?)\W*$"
)
DOING = frozenset(
    """do done find found out argue argued conclude concluded claim claimed propose proposed report
    reported study studied suggest suggested discover discovered achieve achieved learn learned
    observe observed show shown us you""".split()
)
# "What was the price of Lee's talk?" asks for something of the talk, not for what it says.
ATTRIBUTE_OF = re.compile(
    rf"^(?:and )?what(?:'s| is| was| were| are) the (?P<what>(?:[\w-]+ ){{1,3}}?)(?:of|for|at|in|during) .*\b{TALK}\W*$"
)
# "A and B: what does each cost?" asks about two things beside each other, if there are two.
EACH = re.compile(
    rf"\b(?:and|or)\b.*\beach\b|\beach\b.*\band\b|\b{TALK} and (?:\w+ ){{1,6}}{TALK}\b"
    rf"|\b{TALK} (?:of|by) .*\band (?:of|by) |^(?!how|why|when|what|where|which|who)(?:\S+ ){{1,3}}(?:and|or) (?:\S+ ){{0,3}}\S+: "
)
COUNT = re.compile(
    r"\bhow many\b|\bnumber of\b|\bcount (?:of|the|all|how)\b|^count\b|\btotal (?:of|number)\b|\bhow often\b"
)
COUNTED = re.compile(
    r"(?:how many|number of|count(?: of| the| all)*|total(?: of)?)\s+"
    rf"(?:(?!(?:of|does|do|did|was|were|had|has|{PEOPLE}|[a-z]+ed)\b)[\w-]+\s+){{0,3}}?"
    rf"(?:(?:of\s+)?(?:the\s+|these\s+|those\s+)?(?:{THING}|years?)|of (?:them|these|those))\b(?!')"
    # "how many people attended" asks for a figure, "how many speakers presented" for a count.
    r"(?!\s+(?:came|took(?! part)|(?!present|discuss|talk|mention|cover|record|list|address|relat|includ|work|last)[a-z]+ed)\b)"
    r"|how often (?:did|does|do|has)\b.*\b(?:speak|talk|present|appear|give)\b"
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
    rf"|\bmost (?:active|prolific|frequent|productive)\b|\b(?:most often|most frequently)\b|\bbusiest\b"
    r"|\bmost (?:common|frequent|popular|covered|discussed) (?P<tags>topics?|tags?|keywords?|themes?|subjects?)\b"
    rf"|\btop (?:[\w-]+ )?(?:{PEOPLE}|{PLACE})\b|\bbiggest (?:event|conference)\b"
)
FEWEST = re.compile(r"\bfewest\b|\bleast\b|\b(?:smallest|lowest) number of\b")
# "Is the bee talk in hall A?", "Is Lee from Ulm?"
IS_HELD = re.compile(
    rf"^(?:and |so )?(?:is|was|are|were) (?:the|that|[\w-]+'s?) (?:[\w-]+ ){{0,5}}?{TALK}\b(?! .*\b(?:that|which|who|how|why|what)\b)"
)
IS_FROM = re.compile(
    r"^(?:and |so )?(?:is|was|are|were|does|do) .*\b(?:from|based (?:in|at)|works? (?:at|for)|working (?:at|for)|affiliated with)\s+(?:the |a |an )?[\w .'-]+\W*$"
)
# "Where is the seminar held?"
EVENT_PLACE = re.compile(
    r"^(?:and |so )?(?:where|in (?:which|what) (?:rooms?|halls?)) (?:is|was|are|were|will|does|did) (?:the|this) (?:whole |entire )?"
    rf"(?:{_OCCASION}|talks)"
    r"(?: (?:be )?(?:held|taking place|take place|takes place|happening|happen))?\W*$"
)
# "What data do they use?" means somebody who was spoken of before.
LEANING = re.compile(
    r"^(?:and |so |but )?(?:(?:what|which|how|why|where|when|who|whom)(?: [\w-]+)? )?(?:do|does|did|is|are|was|were|can|has|have) (?:they|he|she)"
    r"(?: [\w-]+){0,2}\W*$|^(?:what|who|when|where)(?:'s| is| was| gave| gives)? the (?:first|second|third|fourth|fifth|last|other) (?:one|talk)\W*$"
)
# "In the morning or in the afternoon?" asks when.
HALF_OF_DAY = re.compile(
    r"\b(?:in the )?(?:morning|afternoon|evening) or (?:in )?(?:the )?(?:morning|afternoon|evening)\b"
)
# Words around a count that change nothing about it.
FILLER = re.compile(
    r"\bsaw (?=the (?:most|fewest|least)\b)|^(?:please )?(?:make|create|draw)(?: me| us)? (?:a|the) (?:table|list) (?:of|with)\b"
    r"|(?<=how many )(?:different|distinct|unique|separate|individual)\b|\b(?:took|takes?|taking) part\b"
    r"|(?<=people |person |eakers )on (?:the )?stage\b"
    r"|(?:(?<=talk )|(?<=talks )|(?<=speaker ))(?:of|in|at) the (?:whole |entire )?(?:series|program(?:me)?|collection|colloquium|forum|symposium|congress)\b"
    r"|\b\d+ (?:minutes?|hours?) long\b|(?<=what's )new in\b|(?<=what is )new in\b"
    # A newcomer asks for talks on the matter, not on learning it.
    r"|\bi(?:'m| am) (?:(?:completely|totally|quite|very|rather) )?new to\b|\bwhere (?:should|do|can|could|would|might) (?:i|we|one) (?:start|begin)\b"
    r"|\b(?:distinct|unique) (?=(?:speaker|presenter|affiliation|institution|event|language|tag|track)s?\b)"
)
# "Who speaks last?", and not "which talks last an hour?".
_LAST = r"last\b(?! (?:\d|[a-z]+ (?:min|hour)|half|at |(?:more|less|longer|shorter) than|over|under|up to|between))"
# "Who speaks first?", "the last speaker".
SPEAKS_AT_AN_END = (
    rf"\b(?:speak|talk|present)(?:s|ing)? (?:first|{_LAST})\b|\b(?:first|last) (?:speaker|presenter|speak|spoke|present|presented)\b|\bfor the (?:very )?(?:first|last) time\b"
    r"|\b(?:spoke|spoken|speaks?|speaking|talked|presented|presents) (?:for )?(?:the )?(?:longest|shortest)\b"
)
SUPERLATIVES = (
    (
        "newest",
        rf"\b(?:most recent|latest|newest)\b|\bfor the last time\b|\b(?:is|was|comes|came) (?:the )?last\W*$|\b(?:very )?last (?:\d+ )?(?:{TALK}|speaker|presenter|speak|spoke|present|presented)\b|\b(?:speak|talk|present)(?:s|ing)? {_LAST}",
    ),
    (
        "oldest",
        rf"\b(?:earliest|oldest|least recent)\b|\bfor the (?:very )?first time\b|\b(?:is|was|comes|came) (?:the )?first\W*$|\b(?:very )?first (?:\d+ )?(?:{TALK}|speaker|presenter|speak|spoke|present|presented)\b|\b(?:speak|talk|present)(?:s|ing)? first\b",
    ),
    ("longest", r"\blongest\b"),
    ("shortest", r"\bshortest\b"),
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
    r"|looking for|recommend|suggest|where can i (?:find|learn|hear|watch|read)|search|what is there|what(?:'s| is) (?:available|said)|what (?:do|did) (?:people|speakers|the speakers|they) say)\b"
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
WHO_GAVE = re.compile(
    r"^(?:and )?(?:who|which (?:speaker|person|researcher))(?:'s| is| was| has)?\s+(?:gave|gives|giving|given|presented|presents|presenting|delivered|delivers|delivering|the (?:speaker|presenter))\b"
    rf"|\bwhose {TALK}\b|\b(?:speaker|presenter) of\b"
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
WHAT_TALK_IS = re.compile(
    r"\bwhat(?:'s| is| was| were| are)\b.*\babout\W*$"
    r"|\bwhat (?:did|does|do|will|has|have|is|was|are|were)\b.*\b(?:talk(?:s|ing)?|speak(?:ing)?|present(?:ed|ing)?|presentations?|lectures?"
    r"|lectur(?:e|ing)|discuss(?:ed|ing)?|cover(?:ed)?|show(?:n)?|demonstrated?|explain(?:ed)?|give|gave|speech|session)\b"
    r"(?:\s+(?:a talk |a lecture )?(?:about|on))?\W*$"
    r"|(?:^|\b(?:me|us|know)\s+)what (?:\S+ ){1,4}(?:covers|presents|discusses|shows|demonstrates|explains|(?:talks|speaks) about)\W*$"
)
TELL_ABOUT = re.compile(
    rf"^{POLITE_OPENING}(?:tell me (?:more )?about|explain|describe|introduce|what about|talk me through)\b"
)
SCHOOLING = re.compile(
    r"\b(?:ph\.?d|phd|doctorate|degree|bachelor|master'?s|stud(?:y|ied|ies)|graduat\w+|postdoc\w*|alma mater"
    r"|previously|formerly|used to|before (?:that|joining)|earlier|past|thes[ie]s|dissertations?|worked (?:at|for|with|under)|taught"
    r"|advis\w+|educated|was (?:a|an|the)|intern(?:ed|ship)?|visiting|career|award\w*|prize|fellow\w*)\b"
)
# "What did Lee do before Ulm?": the bio may say; the record only where she is now.
ANOTHER_TIME = re.compile(r"\b(?:before|after|prior to|until|since)\b")
# "Who is Lee and what does she talk about?"
AND_TALKS = re.compile(
    rf"\s*(?:,|and|&)+ (?:and )?(?:on )?what(?:'s| is| are| do| does| did| was| were| has| have)? (?:he|she|they|his|her|their)\b"
    rf"(?: (?:been|talks?|talking|speak(?:s|ing)?|spoken?|present(?:s|ed|ing)?|lectur(?:es?|ed|ing)|gives?|giving|about|on|{TALK}|do|does))*\W*$"
)
SINGLE = re.compile(
    r"\b(?:the|which|what|whose) (?:\w+ ){0,5}?(?:talk|presentation|session|lecture|seminar|speaker|presenter|person|researcher)\b"
    r"|^who (?:gave|presented|delivered|is giving|gives|presents)\b"
)
# How long or for whom, which the records do not decide.
STYLE = re.compile(
    r",?\s*\b(?:in|using|with) (?:about |at most |no more than |under )?(?:a few|few|a couple of|two|three|four|five|six|\d+)"
    r" (?:short |simple )?(?:sentences|lines|words|paragraphs|bullets?(?: points)?)\b"
    r"|,?\s*\b(?:in|using) (?:plain|simple|easy|everyday|your own|lay|layman's|non-technical) (?:english|words|terms|language)\b"
    r"|,?\s*\blike i(?:'m| am) (?:five|5|ten|a (?:child|kid|beginner|student))\b"
    # "Good for a beginner" is asked of the talk, not of the answer.
    r"|,?\s*\b(?<!good )(?<!best )(?<!right )(?<!great )(?<!suitable )(?<!aimed )(?<!meant )(?<!talk )(?<!talks )(?<!anything )(?<!something )"
    r"for (?:a|an|my|the|some|us) (?:(?:complete|absolute|total|busy|curious) )?(?:student|students|beginner|beginners|newcomer"
    r"|newcomers|layperson|lay audience|child|kid|novice|non-?expert|non-?specialist|newsletter|colleague|friend)\b"
)
# So many sentences are wanted: "in two sentences", "with three bullet points".
SENTENCES = re.compile(
    r"(?:\b(?:in|using|with) (?:about |at most |no more than |under |just |only )?|^(?:please )?(?:give me |write |just )?)(?P<count>one|two|three|four|five|six|seven|eight|[1-9])"
    r" (?:short |simple )?(?:sentences?|lines?|bullets?(?: points?)?)\b"
)
LENGTHS = (
    (
        "short",
        r",?\s*\b(?:in )?(?:just )?(?:one|a single) (?:sentence|line)\b:?|,?\s*\b(?:very )?brief(?:ly)?\b|,?\s*\bin short\b"
        r"|(?<!or )\bshort(?:er|ly)?\b|\btl;?dr\b:?|,?\s*\bin a nutshell\b|,?\s*\bin a few words\b",
    ),
    (
        "long",
        r",?\s*\bin (?:more |great |full |some )?(?:detail|depth|length)\b|\bdetailed\b|(?<!how )(?<!no )(?<!or )(?<!minutes )(?<!hours )(?<!hour )\blong(?:er)?\b(?! than)"
        r"|\bcomprehensive\b|\bthorough\b|\bat length\b",
    ),
)

# "Where is the talk on bats?" asks for its room; where its speaker is from, for an institution.
WHERE_HELD = re.compile(
    rf"(?<!when and )(?<!when & )\bwhere(?:'s| is| was| are| were| will| does| did)\b(?!.*\b(?:from|works?|working|based|speakers?|watch|find)\b)"
    rf".*(?:\b{TALK}|\b(?:speak|talk|present)(?:s|ing)?)(?:\s+(?:about|on|by|of)\b.*)?(?: (?:held|given|taking place|take place|be))?\W*$"
)

# What each question for a value of the record looks like, once the talk or speaker is named.
RECORD_ASKS = (
    (
        "affiliation",
        r"\bwhere\b.*\b(?:from|works?|working|based|affiliated|teach|teaches|come)\b|\bwhere(?:'s| is) \S+(?: \S+)?\W*$"
        rf"|\b(?:which|what)\s+{PLACE}\b|\b{PLACE}\b.*\b(?:of|for)\b|\baffiliat|\bwhat(?:'s| is)\b.*\b{PLACE}\W*$"
        rf"|'s {PLACE}\b|^\S+(?: \S+){{0,3}} (?:employer|affiliation|university|company|institution)\W*$|\bwho does \w+.* work for\b|\b(?:job title|position|job|role)\b",
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
        rf"\bwhen\b.*\b(?:{TALK}|speak|speaking|give|gave|given|giving|present(?:ed|ing)?|talk(?:ing)?|recorded|held|place|happen)\b"
        # A title is told by its letters, all of them x.
        r"|\bwhen (?:is|was|are|were)\b(?:\W+(?:and\W+)?x{4,})+\W*$"
        r"|\bwhen (?:is|was)\W*\S+(?: \S+)?'s\b|\b(?:what|which) (?:date|day|year|month|time)\b|\bdates? of\b|\bdate\W*$",
    ),
    ("event", r"\b(?:which|what) (?:event|conference|meeting|venue)\b"),
    ("track", r"\b(?:which|what) (?:track|room|hall|auditorium|stage)\b"),
    (
        "video",
        r"\b(?:links?|urls?)\b|\bwhere\b.*\bwatch\b|^(?:and |so )?(?:is|was|are|were)\b.*\b(?:recorded|filmed|on video|on youtube|online)\W*$"
        r"|\b(?:is there|do you have|have you(?: got)?|can i (?:get|see|have|watch)) (?:a |any |the )?(?:video|recording)\b",
    ),
)
OVERVIEW = re.compile(
    r"^(?:so |and )?what(?:'s| is) (?:this|all this|it)(?: all)? about\W*$|"
    r"^what (?:are|were|is) (?:the|these|those|all the|all these|this) (?:talks|collection|series|library|seminar)"
    r"(?: (?:in|of|here)\b[^,]*)?\s+(?:all )?about\W*$"
    r"|\b(?:topics|subjects|themes)\b.*\b(?:are|covered|there|discussed|collection)\b|\bwhat (?:topics|subjects|themes)\b"
    r"|^what(?:'s| is) (?:in|inside) (?:the|this|your) (?:collection|library|archive)\W*$|\boverview of (?:the|all|this) (?:collection|talks|library)\b"
)

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
    r"\b(?P<how>with|without|have|has|having|include|includes|including|lack|lacks|lacking|no)\s+"
    r"(?P<no>no\s+)?(?:a |an |any |the |their |speaker |author |full )*"
    r"(?P<what>bios?|biograph(?:y|ies)|transcripts?|transcription|captions|subtitles|videos?|recordings?"
    r"|abstracts?|descriptions?|affiliations?|slides|dates?|roles?)\b"
)
BARE_LIST = re.compile(
    r"^(?:all |any |the )*(?:talks|presentations|lectures|sessions|videos|recordings) (?:at|in|from|by|on|that|which|with|without|of)\b"
)
# "What are the two river talks?", "which jazz sessions": talks with what they are about before.
TALKS_ON = re.compile(
    r"^(?:and )?(?:which|what)(?: are| were)?(?: the| all the)?(?: two| three| four| \d+)?"
    r" (?:(?!(?:do|does|did|is|are|was|were|in|of|for|have|has|can|the)\b)[\w-]+ ){1,2}(?:talks(?! about| on)|presentations|sessions|lectures|keynotes|tutorials)\b"
)
# A kind of session, which a title, a track or a tag tells.
LABEL = re.compile(
    rf"(?:^|\b(?:how many|number of|count|list|which|what|who(?: gave| gives| held| presented| delivered)?|show(?: me)?|name|all)\s+)(?:(?:the|all|of|were|are)\s+)*"
    rf"(?P<label>keynotes|tutorials|workshops|panels|posters|lightning(?= {TALK}\b)|keynote(?= (?:{TALK}|{PEOPLE})\b))\b"
)
LABEL_SAID = re.compile(
    rf"\b{TALK}\b.*\b(?:are|is|were|was)\s+(?:a )?(?P<label>keynotes?|tutorials?|workshops?)(?=\W*$)"
)
# "Talks without a tag": parts of which only the lack is a condition.
LACKING = re.compile(
    r"\b(?:without|no|lacks?|lacking|missing)\s+(?:a |an |any |named |known )*(?P<what>speakers?|presenters?|tags?|keywords?)\b"
)
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
PARTS_LACKED = {"s": "a speaker", "p": "a speaker", "t": "a tag", "k": "a tag"}
NUMBERS = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty""".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "half an": 0.5}
POLITE = frozenset(
    stem(word)
    for word in """thanks thank much helpful help helps helped great bot talkbot day nice good well
    lot really everything there answer answers job work useful appreciate appreciated lovely again
    that's all bye see today goodbye friend got it cool""".split()
)
# Words of the asking in any question.
ASKING = frozenset(
    """talk talks presentation presentations session sessions lecture lectures seminar seminars
    recording recordings video videos speaker speakers presenter presenters speech speeches say says
    said saying mention mentions mentioned mentioning discuss discusses discussed discussing speak
    speaks spoke spoken talked speaking give gives gave given giving present presents presented presenting
    except excepting excluding apart besides presentation according please tell know explain explains explained describe describes described
    kindly thanks hello hi okay talking prof dr mr mrs ms""".split()
)
# Words of the asking when talks or people are asked for.
LISTING = ASKING | frozenset(
    """people persons researcher researchers lecturer lecturers person folks list show find name
    names number count total collection library catalogue catalog database archive available exist
    exists host hosts hosting jointly joint cover covers covered covering deal deals dealt dealing address addresses addressing
    addressed focus focuses focused focusing concern concerns concerning relate related relates
    relating regarding involve involves involving involved topic topics subject subjects theme themes
    affiliated affiliation affiliations come comes coming based anyone someone anybody somebody
    everyone everybody anything something sth everything want wants wanted looking look looks interested
    interest need recommend suggest watch attend see hear search enumerate display get got titled
    called entitled named explore explores touch touches many much various altogether overall
    currently here there feature features featuring introduce introduces introducing one ones
    specifically exactly actually really including hold holds held conference event events kind sort
    asks ask asked reader patron there's whose two three four all often took take takes lasted lasts
    minutes hours enjoy visit offer appear appears appeared appearing participate participates
    participated participating represented sent sends""".split()
)
SUMMARIZING = ASKING | frozenset(
    """summarize summarise summarized summarised summary summaries overview gist synopsis recap
    outline brief briefly short detail detailed main key central idea ideas point points takeaway
    takeaways message messages contribution contributions finding findings sentence line lines
    nutshell abstract abstracts content contents two both each""".split()
)
COMPARING = SUMMARIZING | frozenset(
    """compare compares comparing comparison difference differences differ differs different
    differently contrast similar similarly similarity similarities common distinguishes
    relate approach approaches two both each""".split()
)
# Words that ask for a value of the record.
RECORD_WORDS = frozenset(
    """from work works working university universities institution institutions institute title
    titles date dates year years long longer duration length bio biography abstract transcript
    recorded urls links recent latest newest oldest earliest longest shortest most per each organization
    organisation company companies employer employers track tracks room rooms hall halls venue language languages tag tags link url
    day month school schools other another others affiliation affiliations affiliated based event
    events conference called titled entitled when job position role run time place""".split()
)
# Words of a question for what is on at some time or place.
SCHEDULE = frozenset(
    """happen happens happened happening scheduled schedule planned plan on program programme agenda
    running start starts starting begin begins next up today's slot slots lineup timetable""".split()
)
DATING = frozenset(
    "when days day last lasted lasting dates happen happened start started starts end ended ends begin began go on".split()
)
WH_WORDS = frozenset("what which who whom whose when where why how".split())
QUESTION_WORDS = WH_WORDS | frozenset(
    """is are was were do does did can could would should
    will has have had may might list show give name tell find summarize summarise compare explain
    describe recommend suggest""".split()
)
# A noun phrase that asks for a value: "price per kilowatt hour of the cells".
VALUE_OF = re.compile(
    r"\b(?:price|cost|date|number|size|amount|rate|speed|age|name|reason|cause|definition|meaning|percentage|share"
    r"|results?|purpose|goal|author|winner|location|distance|length|weight|value|time|year)\b.*\b(?:of|for|in|at|per|to)\b"
)
NOT_NAMES = frozenset(
    """speaker speakers author authors presenter he she they it person paper method anyone someone
    team group data model system nobody everyone fewest least""".split()
)
TALK_VERBS = (
    r"(?:talk(?:ed|s|ing)?|speak(?:s|ing)?|spoke|present(?:ed|s|ing)?|say|said|discuss(?:ed)?|give|gave"
    r"|cover(?:ed)?|argue[ds]?|explain(?:ed)?|mention(?:ed)?|propose[ds]?|lecture[ds]?|describe[ds]?|claim(?:ed)?"
    r"|introduce[ds]?|think|study|studied|work)"
)
