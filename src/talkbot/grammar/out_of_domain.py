"""What no record of a talk answers: greetings, errands, the venue, how good a talk is."""

from __future__ import annotations

import re

from talkbot.grammar.phrases import OCCASION, PEOPLE, POLITE_OPENING, TALK

GREETING = re.compile(
    r"(?:hi+|hello|hallo|hola|bonjour|salut|ciao|shalom|salaam|namaste|hej|ol[aá]|moin|servus|guten (?:tag|morgen|abend)|hey|hiya|yo|good (?:morning|afternoon|evening|day)|greetings|howdy"
    r"|(?:many |much )?thanks?|much obliged|thank you|thx|ty|cheers|great|cool|nice|perfect|awesome|wonderful|excellent|super"
    r"|ok|okay|alright|got it|i see|bye|goodbye|see you|have a (?:nice|good|great) day|welcome"
    r"|how are you|how's it going|what's up|nice to meet you|good job|well done|lovely|brilliant)\b"
)
HELP = re.compile(
    r"^(?:help(?: me)?|what (?:can|should|could|may) i ask(?: you)?(?: about)?|what can (?:you|i|this)\b.*(?:do|ask|help)"
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
    r"|^(?:please )?translate\b.*\binto [a-z]+\W*$"
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
    rf" (?:the|this) (?:{OCCASION}|{TALK})(?: \d{{4}})?\W*$"
    rf"|will (?:(?:the|this|these|all) )*{TALK} be (?:recorded|filmed|streamed|broadcast)\b"
    # "How do you call Rust from Python?" and "how do we reach consensus?" are for a talk to tell.
    r"|how (?:can|do|could|should) (?:i|we) (?:contact|e-?mail|phone|get in touch with)\b"
    r"|how (?:can|do|could|should) (?:i|we|one|you) (?:reach|call) (?:him|her|them|you|(?:the )?(?:speakers?|organi[sz]ers?|venue|campus))\W*$"
    r"|(?:what(?:'s| is)|tell me|give me) the (?:wi-?fi (?:password|name|network)|dress code|(?:registration|admission|entry|ticket) (?:fee|price))\b)"
)
