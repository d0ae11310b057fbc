"""Attributes that records seldom give: a question that asks for one needs a text that speaks of it.

Words of English only, no names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from talkbot.words import words

_ATTRIBUTES = tuple(
    (re.compile(rf"\b(?:{asked})\b"), re.compile(rf"\b(?:{told})", re.IGNORECASE))
    for asked, told in (
        (r"born|birthday|birthplace", r"born|birth"),
        (r"e-?mails?", r"e-?mail|\S+@"),
        (r"phone number|telephone number|whose phone|fax", r"\+?\d[\d ()/-]{5,}\d"),
        (r"married|wife|husband|spouse", r"married|wife|husband|spouse|partner|family"),
        (r"salary|earns?", r"salar|wage|earn|paid"),
        (r"slides|slide deck", r"slide|speakerdeck|\bdeck\b|materials"),
        (r"^who (?:first )?(?:invented|discovered)", r"invent|discover|creat|develop|devis|design|found|built|first|origin|pioneer|propos|author|by\b"),
        (r"hired|recruited|sacked|(?:who|get|got|getting) fired|fired from", r"hir(?:e|ing)|recruit|employ|fire[ds]?\b|sack|job|join|laid off|layoff|career"),
        (r"sued|arrested|fined|jailed|convicted|prosecuted|punished|banned", r"su(?:ed|ing)\b|court|legal|law|trial|fine[ds]?\b|arrest|police|prison"
         r"|jail|convict|prosecut|punish|penal|bann?(?:ed)?\b|forbid|judge"),
        (r"funded|funders?|sponsors?|sponsored|financed|pays for|paid for", r"fund|sponsor|grants?\b|granted|support(?:ed)? (?:by|from|of)|supports|financ|donat|backed|foundation|paid|pays?\b|money from|gift"),
        (r"attended|attendees|turnout|audience size|(?:sat|sitting|were|was) in the audience|size of the audience", r"attend|audience|turnout|participa|visitor"),
        (r"buy|bought|for sale|sold|sells?|purchased?", r"buy|bought|sell|sold|sale|purchas|price|commercial|market|shop"),
        (r"advis[eo]rs?|supervisors?|supervised|advised", r"advis|supervis|mentor|under|guid|led"),
        (r"ph\.?d\.?|doctorate|thesis|dissertation|(?:what|which|whose|an?|academic|university|college|['’]s|his|her|their) degree|bachelor's|master's", r"ph\.? ?d|doctora|degree|thesis|dissert|graduat|studied|\bb\.?sc|\bm\.?sc|bachelor|master\W?s|diploma"),
        (r"postdoc\w*", r"post-?doc|fellow"),
        (r"(?:go|went|attend|attended) (?:to )?(?:the )?(?:university|uni|college|school)", r"universit|college|school|stud(?:y|ied)|degree|graduat|educat|ph\.?d"),
        (r"(?:top|maximum|highest) speed", r"speed|fast|/h\b|mph|kph|knots|(?:per|an?) (?:hour|second)"),
        (r"^(?:which|what|who)(?:'s| is| are| was| were) (?:the )?(?:best|worst|nicest|greatest|finest)", r"best|worst|prefer|recommend|favou?rite|ideal\b|outperform|optimal|winner"),
        (r"^who(?:'s| is| are| was| will)? publish\w*|^who(?:'s| is| are| was) .* publishers?", r"publish|press\b|print"),
        (r"what (?:role|position|job|post) (?:does|do|did|has) .*\b(?:have|hold|held|had)", r"role|position|works?\b|is an?\b|leads?\b|heads?\b|direct|chair|manag|runs\b"),
        (r"(?:what|which|whose|how many) (?:[\w-]+ ){0,3}(?:gpus?|graphics cards?|cpus?|processors?)", r"gpu|graphic|cpu|processor|chip|cuda|core|hardware|nvidia|accelerator|laptop|machine"),
        (r"datasets?|corpus|corpora", r"data|corp(?:us|ora)|benchmark|sample|record|survey|archive|collect"),
        (r"licen[sc]ed?", r"licen|open[- ]source|gpl|mit\b|apache|bsd|creative commons|public domain|free"),
        (r"download(?:ed)?|github", r"github|gitlab|repositor|download|http|available|source code|pypi|conda|pip\b|install"),
        (r"accuracy", r"accura|error|precis|recall|score|correct|\S*%|per ?cent"),
        # "To handle" is a verb of any talk; only what somebody has is an account.
        (r"twitter|mastodon|linkedin|(?:['’]s|his|her|their|whose|social media) handle", r"twitter|mastodon|linkedin|handle|@\w"),
        (r"isbn", r"isbn"),
        (r"(?:which|what) (?:room|hall|auditorium)", r"room|hall|auditorium|floor|track\b|\d{1,2}[.:]\d\d\b"),
        (r"hotels?", r"hotel|stay|accommod"),
        (r"(?:the|\S+['’]s|home|postal|mail) address", r"address|street|avenue|road\b|lives?\b|web ?(?:site|page)|\S+[@.][a-z]{2,6}\b"),
        (r"ratings?|rated", r"rating|rated|stars?\b|score|review|percent|grade"),
        (r"introduced .*\bstage|chaired|moderated", r"chair|moderat|introduc"),
        (r"followers", r"follower|subscri|audience"),
        (r"tickets?", r"ticket|fee\b|entry|admission"),
        (r"nationality", r"nationalit|citizen|born"),
        (r"died", r"die[sd]|dying|dead\b|death|late\b|kill|perish|mortal|lost\b|surviv"),
        (r"colou?r", r"colou?r|red\b|blue|green|white|black|yellow|gr[ae]y|brown|orange|pink|purple|violet|golden|silver|"
         r"scarlet|crimson|turquoise|beige|ochre|dye|pigment"),
        (r"(?:which|what) brands?|who (?:makes|made|manufactures?|manufactured|produces?|produced|supplies|supplied)|manufacturers?|made by", r"brand|manufactur|made (?:by|it|them)"
         r"|maker|produc|suppl|built|buil[dt]|compan|firm|vendor|we (?:make|made)"),
        (r"(?:which|what) (?:newspapers?|magazines?|broadcasters?)", r"newspaper|magazine|press\b|television|\btv\b|times\b|broadcast|radio"),
        (r"weather", r"weather|rain|sun|snow|storm|wind|cloud|\bhot|cold|degrees|fog|heat|dry\b|wet\b"),
        (r"^who(?:'s| is| was) the (?:mayor|president|king|queen|prime minister|minister|governor|chancellor|dean|owner|ceo)", r"mayor|president|king\b|queen"
         r"|minister|governor|chancellor|dean\b|own(?:s|ed|er)?\b|ceo\b|chief exec|head"),
        (r"^who owns?|owned by", r"own(?:s|ed|er|ers)?\b|belong|property|purchas|bought"),
        (r"insurance|insurers?|insured", r"insur"),
        (r"recipes?", r"recipe|ingredient"),
        (r"^when will", r"will\b|plan|next|going to|soon|expect|schedul|by 20\d\d|from 20\d\d|until|upcoming|'ll\b|’ll\b"),
        (r"password", r"password"),
        (r"pronounce|(?:how|correctly|rightly) .*\bpronounced|pronunciation", r"pronounc|spelt|\S*[ːəɪʊ]"),
    )
)  # fmt: skip
_AGE_OF = re.compile(r"\bhow old (?:is|was) (?P<who>[^?]+?)\W*$")
_AGED = re.compile(r"\bborn\b|\baged?\b|\byears? old\b|\d-year-old|\bbirthday", re.IGNORECASE)


def told_in(folded: str, names: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """Patterns of what a text must speak of to answer a question, given folded.

    `names` are those of the people it is about.
    """
    told = tuple(told for asked, told in _ATTRIBUTES if asked.search(folded))
    who = _AGE_OF.search(folded)
    return (*told, _AGED) if who and _is_person(who["who"], names) else told


def _is_person(text: str, names: Iterable[str]) -> bool:
    own = set(words(text))
    return own <= {"he", "she", "speaker", "the"} or any(own <= set(words(n)) for n in names)
