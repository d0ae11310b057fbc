"""What sort of thing a question asks for, and whether a text holds one.

The right talk is not an answer: "when was she born?" wants a date, and a birth; "which company built
it?" wants a name that the question does not give itself. Words of English only, no names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from talkbot.attested import told_in
from talkbot.english import is_known_word
from talkbot.talks import fold
from talkbot.words import STOP_WORDS, stem, words

_COUNT_WORD = (
    # "One of them" counts nothing, nor does "this one".
    r"(?:(?<!this )(?<!that )(?<!each )(?<!every )(?<!the )(?<!no )(?<!another )one(?! (?:of (?!\d)|can|could|should|may|might|must"
    r"|will|has|is|day|another)\b)|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty"
    r"|sixty|seventy|eighty|ninety|(?:a |several |many )?(?:dozens?|hundreds?|thousands?|millions?|billions?|trillions?)"
    r"|half|third|quarter|single|couple|twice|doubl\w+|tripl\w+|zero|none)"
)
_COUNT = rf"(?:\d[\d.,]*|{_COUNT_WORD})"
_FIGURE = (
    r"(?<![^\W\d_])(?<![^\W\d_][-.])(?<!\d)(?!(?:(?:19|20)\d\d|(?<=\bin )1[5-8]\d\d)\b(?! ?%))\d"
)
_TIME_UNIT = r"(?:milli|micro|nano)?(?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies)|semesters?)"
_MONTH = r"(?:january|february|march|april|june|july|august|september|october|november|december)"
# What somebody was or did earlier.
_EARLIER = (
    r"\b(?:before|prior|previous|former|earlier|until|used to|once|began|started|originally|trained|post-?doc|spent|joined|worked|studied"
    r"|moved|came to|was an?|had been|career)"
)
_EVIDENCE = {
    "past": _EARLIER,
    "date": rf"\b(?:1[5-9]|20)\d\d\b|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|\b{_MONTH}\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug"
    r"|sept?|oct|nov|dec)\.? \d{1,2}\b|\b\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    rf"|\b\d0s\b|\b\d+ (?:bce?|ad|ce)\b|\bad \d+|\bcentur(?:y|ies)\b|\b{_TIME_UNIT} (?:ago|later|after|before|earlier)\b|\b\d{{1,2}}(?::\d\d)? ?[ap]\.?m\b"
    rf"|\b(?:past|last|previous|recent) (?:{_COUNT} |of )*{_TIME_UNIT}\b|\b(?:spring|summer|autumn|winter|monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday)\b",
    "depth": rf"(?:\d|\b{_COUNT_WORD})[\d.,]*[ -]?(?:{_COUNT_WORD} )?(?:[mck]?m|(?:kilo|centi|milli|nano|micro)?met(?:re|er)s?|miles?|feet|foot|inch(?:es)?"
    r"|yards?|fathoms?|storeys?|stories|floors?|layers?|levels?|tall|deep|high)\b",
    "weight": rf"(?:\d|\b{_COUNT_WORD})[\d.,]*[ -]?(?:{_COUNT_WORD} )?(?:[mk]?g|kilos?|(?:kilo|milli)?gram(?:me)?s?|tons?|tonnes?|pounds?|ounces?|lbs?|stones?)\b",
    "warmth": r"\bdegrees?\b|°|\bkelvin\b|\d ?[CFK]\b|\b(?:hot|cold|warm|cool|boil|freez|froz)\w*",
    # Neither a year nor the digits of a name ("HDF5", "ISO-8601") count anything.
    "number": rf"{_FIGURE}|\b{_COUNT_WORD}\b",
    "money": r"[$€£¥₹]|\b(?:dollars?|euros?|pounds?|usd|eur|gbp|yen|francs?|kronor|cents?|rupees?|cheap\w*|price[sd]?|costs?|budget"
    r"|free|afford\w*|expensive)\b",
    "share": rf"%|\bper ?cent\b|\b(?:half|thirds?|quarters?|fifths?|tenths?|fraction|share|proportion|majority|most|all|factor|twice"
    rf"|fold|times)\b|\b{_COUNT} (?:out )?of\b|\d",
    "duration": rf"\b(?:{_COUNT}|an?|each|every|per|many)[ -](?:\w+[ -])?{_TIME_UNIT}\b|\b(?:1[5-9]|20)\d\d\b.*\b(?:1[5-9]|20)\d\d\b"
    r"|\b(?:daily|overnight|quickly|lifelong)\b",
    "age": rf"\bold\b|\baged?\b|\bborn\b|\bsince\b|\bfounded\b|\b{_TIME_UNIT} ago\b|\b\d+ (?:bce?|ad|ce)\b|\bad \d+|\bcentur|\b(?:1[5-9]|20)\d\d\b|\b\d0s\b",
    "rate": rf"\d|\b{_COUNT}\b|\b(?:every|each|per|daily|weekly|monthly|yearly|hourly|once|always|often|regularly|faster|slower)\b",
    "version": r"\bv?\d+(?:\.\d+)+\b|\bversion \w*\d|\b[a-z]+ \d+(?:\.\d+)?\b",
    "programming": r"(?<![\w+#])(?:python|r|c|c\+\+|c#|f#|julia|java|javascript|rust|go|golang|fortran|matlab|octave|scala|haskell"
    r"|ruby|perl|php|swift|kotlin|typescript|sql|lisp|scheme|ocaml|prolog|erlang|elixir|clojure|assembly|assembler|cuda|cython"
    r"|stan|mathematica|sas|cobol|ada|pascal|basic|lua|zig|nim|dart|smalltalk)(?![\w+#])",
}  # fmt: skip
_SCHEDULED = (
    r"(?:start|begin|open|close|end|finish|take place|happen|arrive|appear|come out|ship|launch|speak|talk|present|give|publish\w*|releas\w*"
    r"|born|held|due|built|found\w*|year|date|month)"
)
_PEOPLE = re.compile(
    r"\b(?:\w+(?:ists?|ians?|ers|ors|ees|men|women)|students?|people|person|children|famil(?:y|ies)|patients?|parents?|citizens?|residents?|adults?|girls?|boys?|wom[ae]n|m[ae]n|households?|migrants?|team|group|community|public|anyone|everyone"
    r"|those|us|we|our|i|my|colleagues?|friends?|compan(?:y|ies)|experts?|staff|author|who)\b",
    re.IGNORECASE,
)
_WHICH = r"\b(?:which|what|whose)(?:'s| is| was| are| were)?(?: (?:the )?(?:name|title)s? of)?(?: (?!(?:is|are|was|were|do|does|did|has|have|had|can|could|should|will|would|must|may|might|from|of|in|for|with|on|to|about|by) )[\w'-]+){0,3}? (?:the )?"
_PLACES = (
    r"(?:cit(?:y|ies)|countr(?:y|ies)|count(?:y|ies)|towns?|villages?|states?(?! of the art)|provinces?|continents?|islands?|rivers?|lakes?"
    r"|mountains?|seas?|oceans?|streets?|venues?)"
)
_BODIES = (
    r"(?:compan(?:y|ies)|firms?|businesse?s?|organi[sz]ations?|agenc(?:y|ies)|foundations?|vendors?|manufacturers?|brands?|makes?(?= of\b)"
    r"|universit(?:y|ies)|institut(?:e|es|ions?)|colleges?|schools?|hospitals?|museums?|publishers?|journals?|employers?"
    r"|start-?ups?|banks?|ministry|funders?|sponsors?|labs?|laborator(?:y|ies)|place)"
)
_THINGS = (
    r"(?:software|tools?|librar(?:y|ies)|packages?|frameworks?|datasets?|telescopes?|satellites?|missions?|spacecraft|cameras?"
    r"|platforms?|gpus?|graphics cards?|chips?|supercomputers?|clusters?|boats?|ships?|stars?|planets?|viruse?s?|books?|podcasts?"
    r"|blogs?|prizes?|medals?|brands?|databases?|operating systems?|editors?|websites?|apps?|engines?|services?)"
)
# The first that fits decides; a question that fits none may be answered by any sentence.
_KINDS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("programming", r"\bprogramming languages?\b|\b(?:what|which) languages? .*\b(?:written|programmed|coded|implemented)\b"),
        ("version", r"\b(?:which|what) versions?\b"),
        ("money", r"\bhow much (?:money|funding|does|did|do|is|was|would|will)\b(?=.*\b(?:cost|worth|money|funding|price|charge)\b)"
         r"|\b(?:what|which) (?:price|budget|salary|fee)\b|\bwhat (?:did|does|do|would|will|is) .*\bcosts?\b|\b(?:price|cost) of\b"),
        ("share", r"\b(?:what|which) (?:percentage|percent|fraction|proportion|share)\b|\bhow many percent\b"),
        ("age", r"\bhow old\b"),
        ("duration", rf"\bhow long (?:did|does|do|will|would|has|have|before|until|after)\b|\bhow (?:many|much) (?:time\b|{_TIME_UNIT}\b)"),
        ("depth", r"\bhow (?:deep|tall)\b"),
        ("weight", r"\bhow heavy\b|\bhow much (?:do|does|did) .*\bweigh\b"),
        ("warmth", r"\bhow (?:hot|cold|warm)\b|\b(?:what|which) temperatures?\b"),
        # "How far does it go with it?" asks for no distance.
        ("", r"\bhow far (?:do|does|did|can|has|have) .*\bg(?:o|one)\b"),
        ("number", r"\bhow (?:many|much|long|large|big|far|tall|high|wide|small)\b|\b(?:what|which) (?:number|accuracy|score|size"
         r"|resolution)\b|\bnumber of\b"),
        ("rate", r"\bhow (?:often|frequently|fast|quickly)\b|\bwhat (?:rate|speed|frequency)\b"),
        # "When does one need it?" asks under what condition.
        ("", rf"^(?:and |so )?when (?:[\w' -]+ )?(?:do|does|should|can|could|must|is it|are they)\b(?!.*\b{_SCHEDULED}\b)"),
        ("past", r"\bwhat (?:was|were|did|had) .*\b(?:do|done|doing|be|been|work\w*|stud(?:y|ied)|jobs?) .*\b(?:before|prior to)\b"),
        ("date", r"^(?:and |so |since )?when\b|\b(?:what|which) (?:year|date|day|month|decade|century)\b|, when\b|\bsince when\b|\bhow long ago\b"),
        ("place", rf"{_WHICH}{_PLACES}\b"),
        # Of what is compared: "how do they differ in where they were run?"
        ("place", r"^where (?:they|it|these|those|both|each)\b.*\b(?:run|ran|held|done|made|tested|tried|built|based|located|situated"
         r"|carried out|t(?:ake|ook) place)\b"),
        ("body", rf"{_WHICH}{_BODIES}\b"),
        ("name", r"\bat (?:what|which)\b"
         r"|\bwhere (?:was|were|is|are|did|does|do|has|have)\b(?!.*\b(?:money|funding|idea|problem|trouble|data)\b).*\b(?:born|based|lives?|lived"
         r"|located|situated|held|stud(?:y|ied)|taught|teach(?:es)?|train(?:ed)?|grow up|grew up|educated|graduated?|doctorate|ph\.?d\.?"
         r"|degree|postdoc\w*|bachelor\S*|master\S*|undergraduate|work(?:s|ed)?|from)\b"),
        # "What is the camera made of?" asks for no name of a camera.
        ("", r"^(?:and |so )?what(?:'s| is| was| are| were)\b.*\b(?:from|of|for|like|with)\W*$"),
        ("name", rf"{_WHICH}{_THINGS}\b|\bwhat (?:is|was|are|were) .*\b(?:called|named)\b|\b(?:what|which).*\bnames? (?:of|for)\b"),
        # "Who is it for?", "whom did it help?" may be told of a kind of people.
        ("people", r"^(?:and |so )?(?!.*\bwork(?:s|ed|ing)? for\b)(?:who(?:m|se)? (?:is|are|was|were|will|would|does|do|did|might|can|could|should)\b.*\b(?:for|help|helps|benefit|affect|hurt|harm|hit)(?: (?:most|least|best|worst|more|less|of|all|the))*\W*$"
         r"|who(?: \w+)? (?:benefit|profit|gain|los|suffer)\w*\b|who (?:should|can|could|might|would|will) (?:attend|use|come|watch|enjoy|join|read|apply)\b|for whom\b)"),
        ("person", r"^(?:and |so |with |by |under |for )?who(?:m|se)?\b|\b(?:with|by|under) whom\b"),
    )
)  # fmt: skip
# What is counted, and the company or school to be named. A verb may be taken along: only a tagger tells
# it from a noun. A share, a place or a language is named without saying that it is one.
_NOUNS = (
    r"((?:(?!(?:is|are|was|were|do|does|did|has|have|had|can|could"
    r"|should|will|would|must|of|in|on|at|from|for|to|with|by|that|who|the|a|an)\b)[\w'-]+\s*){1,3})"
)
_HEAD = re.compile(rf"\b(?:how many|(?:which|what)(?= (?:[\w'-]+ ){{0,2}}{_BODIES}\b))\s+{_NOUNS}")
# That of which a size or a name is asked, where a text that tells it has the same word.
_THING = re.compile(
    r"\bhow (?:big|large|small|long|wide|high|deep|tall|heavy) (?:is|was|are|were) (?:(?:the|an?|this|that|\S+'s) )*"
    rf"{_NOUNS}|\b(?:which|what)(?= (?:[\w'-]+ ){{0,2}}{_THINGS}\b)\s+{_NOUNS}"
)
# Between a number and what it counts may stand a word or two: "two thousand old beds".
_COUNTS = re.compile(
    rf"(?:{_FIGURE}[\d.,]*|\b{_COUNT_WORD})(?:[ -][\w-]+){{0,2}}?[ -](?P<thing>[\w-]+)",
    re.IGNORECASE,
)
_SIZED = re.compile(
    rf"(?P<thing>[\w-]+) of (?:[\w-]+ ){{0,2}}?(?:{_FIGURE}|{_COUNT_WORD}\b)", re.IGNORECASE
)
# "A lathe called Ottilie", "lathes such as the Ottilie".
_NAMING = re.compile(
    r"(?P<thing>[\w-]+),? (?:called|named|like|such as|known as|e\.g\.,?|including) (?:the |an? )?[\w’'-]*[A-Z]"
)
# Where something is told is not what is asked: "according to Lee, when …".
_SOURCE = re.compile(
    r"^(?:and |so )?(?:according to|as for|in|from|at) (?:the |[\w.'’-]+ ){1,6}?[\w.'’-]+, (?=wh|how\b)"
)
_TOKEN = re.compile(r"[^\W_][\w’'+#.-]*")


@dataclass(frozen=True, slots=True)
class Slot:
    """What is asked for.

    `kind` is "" when any sentence may answer. `known` are the words of the question and the names
    of those it is about: they are no answer. `told` are patterns of what the answer must speak of.
    `head` are the index terms of what is counted or to be named ("how many lines": "line"), where
    an answer speaks of it or of something near; `things` are those of what has a size or name too.
    """

    kind: str
    known: frozenset[str]
    told: tuple[re.Pattern[str], ...] = ()
    head: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.kind)

    @property
    def wants_name(self) -> bool:
        """Whether the name of somebody or something is asked for."""
        return self.kind in ("name", "person", "body", "place")

    def filled_by(self, text: str) -> bool:
        """Whether a text holds the kind of thing asked for."""
        if not self.kind:
            return True
        if self.kind == "name":
            return _names(text, self.known)
        if self.kind == "body":
            return _names(text, self.known, capital=True)
        if self.kind == "place":
            return _places(text, self.known)
        if self.kind in ("person", "people"):
            return _names(text, self.known) or bool(_PEOPLE.search(text))
        pattern = re.compile(_EVIDENCE[self.kind], re.IGNORECASE)
        return any(fold(match.group()) not in self.known for match in pattern.finditer(text))

    def told_by(self, text: str) -> bool:
        """Whether a text gives a number of what is counted ("thirty beds"), or a name to the thing
        asked for ("a lathe called Ottilie")."""
        if self.kind == "past":
            # A life before is told in other words than the question's.
            return self.filled_by(text)
        if not self.things or not self.filled_by(text):
            return False
        patterns = (_NAMING,) if self.wants_name else (_COUNTS, _SIZED)
        return any(
            stem(fold(match["thing"])) in self.things
            for pattern in patterns
            for start in range(len(text))
            if (match := pattern.match(text, start))
        )

    def spoken_of(self, text: str) -> bool:
        """Whether a text speaks of each seldom-recorded attribute that the question asks for."""
        return all(pattern.search(text) for pattern in self.told)


def slot_of(question: str, names: Iterable[str] = ()) -> Slot:
    """What a question asks for; `names` are those of the people it is about."""
    folded = _SOURCE.sub("", fold(question))
    kind = next((kind for kind, pattern in _KINDS if pattern.search(folded)), "")
    known = {stem(word) for text in (question, *names) for word in words(text)}
    named = _HEAD.search(folded) if kind in ("number", "body") else None
    thing = named or (_THING.search(folded) if kind else None)
    head, things = (_stems(m.group(m.lastindex or 0)) if m else frozenset() for m in (named, thing))
    return Slot(kind, frozenset(known), told_in(folded, names), head, things)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text)) - STOP_WORDS


def _names(text: str, known: frozenset[str], *, capital: bool = False) -> bool:
    """Whether a text has a name: a capital inside a sentence, or a word that is not English.

    With `capital` only the former, as companies and places are written.
    """
    opens = True
    for match in _TOKEN.finditer(text):
        token = match.group().rstrip(".'’-")
        first, opens = (
            opens,
            match.group().endswith(".") or text[match.end() : match.end() + 1] in ".!?:",
        )
        own = [stem(word) for word in words(token)]
        if not own or all(term in known or term in STOP_WORDS for term in own):
            continue
        # "In January", and for a company "in Salford", are no such names.
        if _CALENDAR.match(token) or (capital and _IN.search(text[: match.start()])):
            continue
        inner = token[1:]
        if (token[:1].isupper() and not first) or inner != inner.lower():
            return True
        if capital:
            continue
        if len(token) > 3 and token.isalpha() and not any(is_known_word(term) for term in own):
            return True
    return False


_PLACED = re.compile(
    r"(?:[,(]|\b(?:in|at|from|near|to|on|across|off|around|outside|between|into|through|via|and|(?i:university|city|town|village|island|isle"
    r"|coast|county|state|province|republic|river|lake|port|north|south|east|west|people|parts?) of))(?: [Tt]he)? "
    r"(?P<name>[^\W\d_a-z][\w’'-]+)"
)
_IN = re.compile(r"\b(?:in|near|across|outside) (?:[A-Z][\w’'-]+ and )?$")
_CALENDAR = re.compile(
    rf"(?:{_MONTH}|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$", re.I
)
_LANDS = frozenset(("UK", "US", "USA", "UAE"))


def _places(text: str, known: frozenset[str]) -> bool:
    """Whether a text has a name where a place is named: "in Ghana and Malawi", not "in October"."""
    for match in _PLACED.finditer(text):
        name = match["name"].removesuffix("'s").removesuffix("’s")
        own = [stem(word) for word in words(name)]
        if (
            name[0].isupper()
            and not _CALENDAR.match(name)
            and (not name.isupper() or name in _LANDS)
            and not all(term in known for term in own)
        ):
            return True
    return False
