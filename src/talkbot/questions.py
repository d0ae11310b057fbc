"""A question in, a Query out: what kind it is, which talks it is about, what to search for.

Grammar of English questions only; every name comes from the records through the linker.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from talkbot.linking import Linker, Mention, tokenize
from talkbot.talks import fold, fold_in_place
from talkbot.words import STOP_WORDS, content_terms, stem

Kind = Literal["catalogue", "topic", "fact", "summary", "compare", "chat", "clarify", "other"]
Ask = Literal[
    "list", "count", "who", "affiliation", "event", "when", "duration", "title", "video",
    "superlative", "group", "overview",
]  # fmt: skip
Target = Literal[
    "talks", "speakers", "affiliations", "events", "tracks", "tags", "languages", "years"
]
Slot = Literal["", "when", "where", "who", "how many"]
Length = Literal["short", "normal", "long"]


@dataclass(frozen=True, slots=True)
class Query:
    """What a question wants.

    `talk_ids` are the talks that its names select, None when it names none. `topic` is the text
    left to search for, "" when the names say it all. `unknown` are names that the question takes
    for granted and no record has. `conflict` is True when its names exclude each other.
    """

    question: str
    kind: Kind
    topic: str = ""
    mentions: tuple[Mention, ...] = ()
    talk_ids: frozenset[str] | None = None
    ask: Ask = "list"
    target: Target = "talks"
    slot: Slot = ""
    length: Length = "normal"
    order: str = ""
    unknown: tuple[str, ...] = ()
    conflict: bool = False
    about: Literal["", "person", "talk"] = ""
    having: tuple[tuple[str, bool], ...] = ()
    minutes: tuple[float, float] | None = None
    single: bool = False

    def named(self, kind: str) -> tuple[Mention, ...]:
        """The mentions of one kind."""
        return tuple(mention for mention in self.mentions if mention.kind == kind)


_TALK = r"(?:talks?|presentations?|sessions?|lectures?|seminars?|recordings?|videos?|speech(?:es)?)"
_PEOPLE = r"(?:speakers?|presenters?|people|persons?|researchers?|lecturers?|presentors?|folks)"
_PLACE = (
    r"(?:affiliations?|institutions?|institutes?|universit(?:y|ies)|compan(?:y|ies)|organi[sz]ations?"
    r"|employers?|schools?|colleges?)"
)
_ABOUT = (
    r"(?:about|on|cover(?:s|ing|ed)?|discuss(?:es|ing|ed)?|mention(?:s|ing|ed)?|regarding|concerning"
    r"|touch(?:es|ing)?(?: up)?on|deal(?:s|ing)? with|related to|relating to|address(?:es|ing)?"
    r"|involv(?:e|es|ing)|focus(?:es|ed|ing)? on|explain(?:s|ing)?|explor(?:e|es|ing)"
    r"|talk(?:s|ing|ed)? about|speak(?:s|ing)? (?:about|on)|introduc(?:e|es|ing)|featur(?:e|es|ing))"
)

_GREETING = re.compile(
    r"(?:hi+|hello|hey|hiya|yo|good (?:morning|afternoon|evening|day)|greetings|howdy"
    r"|thanks?|thank you|thx|ty|cheers|great|cool|nice|perfect|awesome|wonderful|excellent|super"
    r"|ok|okay|alright|got it|i see|bye|goodbye|see you|have a (?:nice|good|great) day|welcome"
    r"|how are you|how's it going|what's up|nice to meet you|good job|well done|lovely|brilliant)\b"
)
_HELP = re.compile(
    r"^(?:help(?: me)?|what can (?:you|i|this)\b.*(?:do|ask|help)|how (?:do|can|does|should) (?:i|you|this|it)"
    r"(?: bot| assistant| thing| chat)? (?:use|work|start|begin|ask)\b.*"
    r"|(?:who|what) are you|are you (?:a|an|the)? ?(?:bot|ai|human|robot|real).*|what is (?:this|talkbot)"
    r"|what('s| is) your name|what do you (?:do|know)|how does this work|how do you work)\W*$"
)
_TASK = re.compile(
    r"^(?:(?:please|can you|could you|would you|will you|i want you to|now|kindly|pls)\s+)*"
    r"(?:write|compose|draw|generate|sing|code|program|translate|play|book|order|buy|calculate|compute"
    r"|solve|roleplay|pretend|paint|design|draft|invent|bake|cook|act|make|create|tell|give|help)\b"
    r"(?:\s+(?:me|us|up|a|an|some|the|my|out|with|short|funny|little|as))*"
    r"\s*(?:poem|song|joke|story|essay|haiku|limerick|e-?mail|letter|tweet|recipe|code|script|function"
    r"|program|sonnet|rap|lyrics|picture|image|drawing|homework|pirate|password|jokes?|riddle|sandwich"
    r"|flight|hotel|ticket|table|reminder|alarm|chess|game)\b"
)
_INJECTION = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|rule|prompt|above|previous)"
    r"|\b(?:system|hidden|initial|secret) (?:prompt|instructions?|message)\b"
    r"|\b(?:api|secret) key\b|\byou are now\b|\bjailbreak\b|\bdeveloper mode\b"
)
_SUMMARY = re.compile(
    r"\bsummar|\btl;?dr\b|\boverview\b|\bgist\b|\bsynopsis\b|\brecap\b|\boutline\b|\bin a nutshell\b"
    r"|\b(?:main|key|central|core|principal|big) (?:ideas?|points?|messages?|takeaways?|contributions?"
    r"|findings?|results?|claims?|arguments?|insights?)\b|\btakeaways?\b|\babstract of\b"
)
_COMPARE = re.compile(
    r"\bcompar(?:e|es|ing|ison|ed)\b|\bdiffer(?:s|ence|ences|ent|ently)?\b.*\b(?:between|from|and|than)\b"
    r"|\bversus\b|\bvs\b|\bcontrast|\bin common\b|\bsimilar(?:ity|ities|ly)?\b.*\b(?:to|and|between)\b"
    r"|\bhow (?:do|does|are|is)\b.*\b(?:differ|relate|compare|different|similar)\b|\bwhat distinguishes\b"
)
_COUNT = re.compile(
    r"\bhow many\b|\bnumber of\b|\bcount (?:of|the|all|how)\b|^count\b|\btotal (?:of|number)\b"
)
_GROUP = re.compile(
    r"\b(?:per|by|for each|in each|each|every)\s+(year|event|conference|affiliation|institution|university"
    r"|speaker|presenter|track|language|tag)\b(?!\s+(?:from|at|who|on))"
)
_MOST = re.compile(
    r"\b(?:most|fewest|more|largest number of|highest number of)\s+(?:talks?|speakers?|presentations?|sessions?)\b"
)
_SUPERLATIVES = (
    ("newest", r"\b(?:most recent|latest|newest)\b"),
    ("oldest", r"\b(?:earliest|oldest|least recent)\b"),
    ("longest", r"\blongest\b"),
    ("shortest", r"\bshortest\b"),
)
_LIST = re.compile(
    r"^(?:(?:please|can you|could you|would you|i(?:'d| would) like(?: you)? to|i want to)\s+)*"
    r"(?:list|show|give|name|enumerate|display|get|find|see|tell me|recommend|suggest|are there|is there"
    r"|do you have|have you(?: got)?|any|anything|anyone|anybody|does any|do any|did any|does somebody"
    r"|which|what|who|search|looking for|i(?:'m| am) (?:looking for|interested in)|where can i (?:find|learn|hear|watch))\b"
)
_SCHOOLING = re.compile(
    r"\b(?:ph\.?d|phd|doctorate|degree|bachelor|master'?s|stud(?:y|ied|ies)|graduat\w+|postdoc\w*|alma mater"
    r"|previously|formerly|used to|before (?:that|joining)|earlier|past|worked (?:at|for|with|under)|taught"
    r"|advis\w+|educated|was (?:a|an|the)|intern(?:ed|ship)?|visiting|career|award\w*|prize|fellow\w*)\b"
)
_LENGTHS: tuple[tuple[Length, str], ...] = (
    (
        "short",
        r"\b(?:in )?(?:one|a single) (?:sentence|line)\b|\bbrief(?:ly)?\b|\bshort(?:er|ly)?\b|\btl;?dr\b|\bin a nutshell\b",
    ),
    (
        "long",
        r"\bin (?:more |great |full )?(?:detail|depth|length)\b|\bdetailed\b|\blong(?:er)?\b|\bcomprehensive\b|\bmore about\b",
    ),
)

_SINGLE = re.compile(
    r"\b(?:the|which|what) (?:talk|presentation|session|lecture|seminar|speaker|presenter|person|researcher)\b"
    r"|^who (?:gave|presented|delivered|is giving|gives|presents)\b"
)
_PARTS = {
    stem(word): part
    for part, spelled in {
        "a bio": "bio bios biography biographies",
        "a transcript": "transcript transcripts transcription captions subtitles",
        "a video": "video videos recording recordings",
        "an abstract": "abstract abstracts description descriptions",
        "an affiliation": "affiliation affiliations",
        "slides": "slides",
        "a date": "date dates",
    }.items()
    for word in spelled.split()
}
_HAVING = re.compile(
    r"\b(?P<how>with|without|have|has|having|include|includes|including|lack|lacks|lacking|no)\s+"
    r"(?P<no>no\s+)?(?:a |an |any |the |their |speaker |author |full )*"
    r"(?P<what>bios?|biograph(?:y|ies)|transcripts?|transcription|captions|subtitles|videos?|recordings?"
    r"|abstracts?|descriptions?|affiliations?|slides|dates?)\b"
)
_LONGER = ("longer than", "more than", "over", "at least", "above", "exceeding")
_MINUTES = re.compile(
    rf"\b(?P<how>{'|'.join(_LONGER)}|shorter than|less than|under|at most|below|up to)\s+(?:an?\s+)?"
    r"(?P<value>\d+(?:\.\d+)?)[ -]?(?P<unit>min(?:ute)?s?|h(?:ou)?rs?)\b"
)

# Words of the asking, not of the subject.
META = frozenset(
    """talk talks presentation presentations session sessions lecture lectures seminar seminars
    recording recordings video videos speech speeches speaker speakers presenter presenters people
    persons researcher researchers lecturer lecturers person folks list show give given gives giving
    gave tell find name names number count total collection library catalogue catalog database
    archive dataset available exist exists present presents presented presenting speak speaks spoke
    speaking spoken discuss discusses discussed discussing cover covers covered covering mention
    mentions mentioned mentioning deal deals dealing address addresses addressing addressed focus
    focuses focused focusing concern concerns concerning relate related relates relating regarding
    involve involves involving involved topic topics subject subjects theme themes affiliated
    affiliation affiliations come comes coming based anyone someone anybody somebody everyone
    everybody anything something everything want wants wanted looking look interested interest
    know need recommend suggest watch attend see hear search enumerate display get got titled called
    entitled named explain explains explained explaining explore explores say says said touch
    touches many much various different together altogether overall currently here there please
    kindly thanks hello hi okay describe describes described feature features featuring introduce
    introduces introducing one ones talking specifically exactly actually really summary summarize
    summarise summarized summarised summaries overview gist brief briefly short detail detailed
    main key idea ideas point points takeaway takeaways sentence line lines content contents compare
    comparison difference differences versus vs contrast differ differs similar similarities common
    including material hold holds got conference event events lot lots kind sort couple
    """.split()
)
_OF_PEOPLE = frozenset("university institution institute company organization organisation".split())
_TALK_VERBS = (
    r"(?:talk(?:ed|s|ing)?|speak(?:s|ing)?|spoke|present(?:ed|s|ing)?|say|said|discuss(?:ed)?|give|gave"
    r"|cover(?:ed)?|argue[ds]?|explain(?:ed)?|mention(?:ed)?|propose[ds]?|lecture[ds]?|show(?:ed|n)?"
    r"|describe[ds]?|claim(?:ed)?|introduce[ds]?|think|work(?:s|ed)?|prove[ds]?|stud(?:y|ied)|do|use[ds]?)"
)


def understand(
    question: str,
    linker: Linker,
    frequency: Callable[[Iterable[str]], Mapping[str, int]],
) -> Query:
    """The Query that a standalone question stands for."""
    text = " ".join(question.split())
    folded = fold_in_place(text)
    special = _special_kind(folded)
    mentions = linker.link(text)
    if special and not (
        special == "chat" and any(m.kind in ("speaker", "title") for m in mentions)
    ):
        return Query(text, special)
    if not tokenize(text):
        return Query(text, "clarify")
    reader = _Reader(text, folded, mentions, frequency)
    return reader.query()


def _special_kind(folded: str) -> Kind | None:
    bare = folded.strip(" !.?,")
    if _HELP.match(bare):
        return "chat"
    greeting = _GREETING.match(bare)
    if greeting:
        rest = [w for w in content_terms(bare[greeting.end() :]) if w not in _POLITE]
        if not rest:
            return "chat"
    if _INJECTION.search(folded) or _TASK.match(folded):
        return "other"
    return None


_POLITE = frozenset(
    stem(word)
    for word in """thanks thank much helpful help helps helped great bot talkbot day nice good well
    lot really everything there answer answers job work useful appreciate appreciated lovely again
    that's all bye see today goodbye friend got it cool""".split()
)


class _Reader:
    """Reads one question; only here to keep its parts at hand."""

    def __init__(
        self,
        text: str,
        folded: str,
        mentions: tuple[Mention, ...],
        frequency: Callable[[Iterable[str]], Mapping[str, int]],
    ):
        self.text = text
        self.folded = folded
        self.mentions = mentions
        self.frequency = frequency
        self.used = self._used()

    def _used(self) -> list[tuple[int, int]]:
        """The stretches that stand for a filter and are not part of the subject."""
        conditions = (*_HAVING.finditer(self.folded), *_MINUTES.finditer(self.folded))
        return [(m.start, m.end) for m in self.mentions] + [m.span() for m in conditions]

    def query(self) -> Query:
        kind = self._kind()
        self.mentions = self._filters_of(kind)
        self.used = self._used()
        ids, conflict = _selected(self.mentions)
        topic = self._topic(kind)
        if kind in ("catalogue", "topic"):
            kind = "topic" if topic else "catalogue"
        ask, target, order = self._ask()
        return Query(
            question=self.text,
            kind=kind,
            topic=topic,
            mentions=self.mentions,
            talk_ids=ids,
            ask=ask,
            target=target,
            order=order,
            slot=self._slot(),
            length=self._length(),
            unknown=self._unknown(kind),
            conflict=conflict,
            about=self._about(),
            having=self._having(),
            minutes=self._minutes(),
            single=self._has(_SINGLE),
        )

    def _named(self, *kinds: str) -> list[Mention]:
        return [m for m in self.mentions if m.kind in kinds]

    def _has(self, pattern: str | re.Pattern[str]) -> bool:
        return bool(re.search(pattern, self.folded))

    def _kind(self) -> Kind:
        subject = self._named("speaker", "title")
        if self._has(_COMPARE):
            return "compare"
        if self._record_question():
            return "catalogue"
        if self._asks_what_a_talk_is() or self._has(_SUMMARY):
            return "summary"
        if self._about() == "person":
            return "summary"
        if self._has(_SCHOOLING) and not self._has(rf"\b{_TALK}\b"):
            return "fact"
        if self._listing():
            return "catalogue"
        if self._is_fragment() and not subject:
            return "catalogue"
        if self._is_fragment() and subject and not self._leftover(self.text):
            return "summary" if self._named("title") else "catalogue"
        return "fact"

    def _record_question(self) -> bool:
        """Whether a value of the record answers: where from, when, how long, which title, who."""
        if self._has(_SCHOOLING) and not self._has(rf"\b{_TALK}\b"):
            return False
        subject = self._named("speaker", "title")
        if any(self._has(pattern) for _, pattern in _SUPERLATIVES) and self._has(rf"\b{_TALK}\b"):
            return True
        if self._has(_MOST) or (self._has(_GROUP) and self._has(rf"\b(?:{_TALK}|{_PEOPLE})\b")):
            return True
        if subject and self._ask()[0] in (
            "affiliation",
            "when",
            "duration",
            "title",
            "event",
            "video",
        ):
            return True
        return bool(
            self._has(
                r"^who\b.*\b(?:gave|gives|presented|presents|is giving|delivered|speaker of)\b"
            )
        )

    def _asks_what_a_talk_is(self) -> bool:
        if not self._named("speaker", "title"):
            return self._has(rf"^(?:what|tell me)\b.*\b{_TALK}\b.*\babout\W*$") and not self._has(
                rf"^what {_TALK}\b"
            )
        bare = rf"(?:{_TALK}|it)"
        return (
            self._has(rf"\bwhat(?:'s| is| was| were| are)\b.*\babout\W*$")
            or self._has(
                r"\bwhat (?:did|does|do|will|has|have|is|was)\b.*\b(?:talk(?:ing)?|speak(?:ing)?|present(?:ed|ing)?"
                r"|lectur(?:e|ing)|discuss(?:ed|ing)?|cover(?:ed)?|give)\b(?:\s+(?:a talk |a lecture )?(?:about|on))?\W*$"
            )
            or self._has(rf"^(?:please )?(?:tell me|explain|describe|what about)\b.*\b{bare}\b")
            or (
                self._has(r"^(?:please )?(?:tell me about|explain|describe)\b")
                and bool(self._named("title"))
            )
        )

    def _about(self) -> Literal["", "person", "talk"]:
        if self._named("speaker") and self._has(
            r"^(?:who(?:'s| is| was)|tell me (?:more )?about|what do you know about|introduce|describe)\b"
        ):
            if not self._has(rf"\b{_TALK}\b") and not self._leftover(self.text):
                return "person"
        if self._named("speaker") and self._has(
            r"\b(?:bio|biography|background|cv|about the speaker)\b"
        ):
            return "person"
        return ""

    def _listing(self) -> bool:
        if self._minutes() or (self._having() and self._has(rf"\b(?:{_TALK}|{_PEOPLE}|who)\b")):
            return True
        if self._has(_COUNT):
            return self._has(
                rf"(?:how many|number of|count(?: of| the| all)*|total)\s+(?:\w+\s+){{0,3}}?"
                rf"(?:{_TALK}|{_PEOPLE}|{_PLACE}|events?|conferences?|tracks?|tags?|languages?|years?|of them|of these|of those)\b"
            )
        if self._has(rf"\bwho\b.*\b(?:from|at|with)\b") and self._named("affiliation"):
            return True
        if self._has(
            r"^(?:and )?(?:who|which \w+|anyone|anybody|someone|does anyone|did anyone|does anybody|is anyone)\b.*"
            r"\b(?:talk(?:s|ed|ing)?|speak(?:s|ing)?|spoke|present(?:s|ed|ing)?|discuss\w*|cover(?:s|ed)?|mention\w*|works? (?:on|with)|address\w*|deal\w*)\b"
        ) and not self._named("speaker", "title"):
            return True
        if self._has(
            r"^who (?:is|are) (?:from|at|with)\b|^(?:who are|name|list|show).*\b(?:speakers|presenters|people)\b"
        ):
            return True
        if self._has(
            r"^(?:is|are) (?:there )?(?:any(?:one|body|thing)?|some(?:one|body|thing)?|a|an)\b"
        ):
            return True
        if self._has(_LIST):
            thing = rf"(?:{_TALK}|{_PEOPLE}|{_PLACE}|events?|conferences?|tracks?|tags?|topics?|languages?|subjects?|themes?)"
            if self._has(rf"^\W*(?:\w+\W+){{0,6}}?{thing}\b") and not self._fact_about_talk():
                return True
            if self._has(
                r"^(?:any|anything|do you have|have you|are there|is there|i(?:'m| am)|looking for|where can i|search)\b"
            ):
                return True
        return self._has(
            rf"^(?:all |every |the )?{_TALK} (?:that|which|{_ABOUT}|by|from|of|in|with)\b"
        )

    def _fact_about_talk(self) -> bool:
        """ "Which approach does the talk on X take?" names a talk, but does not ask for talks."""
        return self._has(
            rf"^(?:which|what)\s+(?!{_TALK}|{_PEOPLE}|{_PLACE}|(?:other |more |all )?{_TALK}|topics?|subjects?|themes?|events?|tracks?|tags?|languages?)\w+"
        )

    def _is_fragment(self) -> bool:
        words = [token.word for token in tokenize(self.text)]
        opener = words[0] if words else ""
        asks = (
            opener in _ASKING
            or self.text.rstrip().endswith("?")
            and any(w in _ASKING for w in words)
        )
        return not asks and len(words) <= 9

    def _filters_of(self, kind: Kind) -> tuple[Mention, ...]:
        """The mentions that restrict which talks are meant, and not only stand in the question."""
        kept = []
        schooling = self._has(_SCHOOLING)
        for mention in self.mentions:
            before = fold(self.text[: mention.start]).rstrip(" \"'“‘(")
            if mention.kind == "affiliation":
                cued = re.search(r"\b(?:from|at|of|with|in|for|by|affiliated|the)$", before)
                if schooling and kind in ("fact", "summary") or (kind == "fact" and not cued):
                    continue
            if mention.kind == "title" and kind == "catalogue" and self._topical(mention, before):
                continue
            if (
                mention.kind == "event"
                and kind in ("fact", "compare")
                and not re.search(r"\b(?:at|in|from|of|during)(?: the)?$", before)
            ):
                continue
            kept.append(mention)
        return tuple(kept)

    def _topical(self, mention: Mention, before: str) -> bool:
        """Whether a title stands as the subject: "talks about TITLE"."""
        return bool(re.search(rf"\b{_ABOUT}$", before)) and not self._has(
            r"^who\b.*\bgave|\bpresented\b"
        )

    def _topic(self, kind: Kind) -> str:
        if kind in ("fact", "summary", "compare"):
            return self._leftover(self.text)
        after = re.search(rf"\b{_ABOUT}\b(?!\W*$)", self.folded)
        if after:
            tail = self._leftover(self.text[after.end() :], offset=after.end())
            head = self._leftover(self.text[: after.start()])
            if tail:
                return f"{head} {tail}".strip() if head and after.group() == "on" else tail
        return self._leftover(self.text)

    def _leftover(self, text: str, offset: int = 0) -> str:
        """The words that are neither names already used as filters nor words of the asking."""
        kept: list[str] = []
        strong = False
        for token in tokenize(text):
            start, end = token.start + offset, token.end + offset
            if any(a < end and start < b for a, b in self.used):
                continue
            if token.word in META or (token.word in _OF_PEOPLE and self._named("affiliation")):
                continue
            if (
                token.word in _RECORD_WORDS
                and self._has(r"\b(?:how many|list|which|what|who|when|where)\b")
                and not self._has(_SCHOOLING)
            ):
                continue
            kept.append(token.text)
            strong = strong or (token.word not in STOP_WORDS and len(token.word) > 1)
        if not strong:
            return ""
        while kept and fold(kept[0]) in STOP_WORDS:
            kept.pop(0)
        while kept and fold(kept[-1]) in STOP_WORDS:
            kept.pop()
        return " ".join(kept)

    def _ask(self) -> tuple[Ask, Target, str]:
        group = re.search(_GROUP, self.folded)
        if group:
            return "group", self._target_named(group.group(1)), ""
        if self._has(_MOST):
            target = self._target()
            return "group", "speakers" if target == "talks" else target, "most"
        for order, pattern in _SUPERLATIVES:
            if self._has(pattern) and self._has(rf"\b(?:{_TALK}|one)\b"):
                return "superlative", "talks", order
        if self._has(_COUNT):
            return "count", self._target(), ""
        person = self._named("speaker", "title")
        if person and self._has(
            rf"\bwhere\b.*\b(?:from|work|works|based|affiliated|teach|teaches|come)\b|\bwhere(?:'s| is)\b"
            rf"|\b(?:which|what)\s+{_PLACE}\b|\b{_PLACE}\b.*\b(?:of|for)\b|\baffiliat|\bwhat is .*\b{_PLACE}\W*$"
            rf"|'s {_PLACE}\b|\bwho does \w+.* work for\b"
        ):
            return "affiliation", "speakers", ""
        if person and self._has(
            rf"\b(?:title|called|titled|name) of\b.*|\bwhat\b.*\b(?:title|called|titled|entitled)\b|'s title\b"
        ):
            return "title", "talks", ""
        if person and self._has(
            r"\bhow long (?:is|was|did|does)\b|\bduration\b|\blength of\b|\bhow many minutes\b"
        ):
            return "duration", "talks", ""
        if person and self._has(
            rf"\bwhen\b.*\b(?:{_TALK}|speak|speaking|give|gave|present(?:ed)?|talk|recorded|held|place|happen)\b|\bwhen (?:is|was)\W*\S+(?: \S+)?'s\b"
            rf"|\b(?:what|which) (?:date|day|year|month)\b|\bdate of\b"
        ):
            return "when", "talks", ""
        if person and self._has(
            r"\b(?:which|what|at which|at what) (?:event|conference|meeting|venue|track|room)\b"
        ):
            return "event", "talks", ""
        if (
            person
            and self._has(r"\b(?:link|url|video|recording|watch)\b")
            and self._has(r"\b(?:where|link|url|is there)\b")
        ):
            return "video", "talks", ""
        if self._has(
            r"^(?:and )?who(?:'s| is| are|se)?\b|\bwho (?:gave|give|gives|presents?|presented|is|are|talks?|speaks?)\b"
        ):
            return "who", "speakers", ""
        if not person and self._has(
            r"^what (?:are|is|were) (?:the|these|those|all the|all these|this) (?:talks|collection|seminar|series|library)\b.*\babout\W*$|\b(?:topics|subjects|themes)\b.*\b(?:are|covered|there|discussed)\b|\bwhat topics\b|\bwhat subjects\b"
        ):
            return "overview", "talks", ""
        return "list", self._target(), ""

    def _target(self) -> Target:
        first = re.search(
            rf"\b(?:(?P<talks>{_TALK})|(?P<speakers>{_PEOPLE}|who)|(?P<affiliations>{_PLACE})"
            r"|(?P<events>events?|conferences?)|(?P<tracks>tracks?)|(?P<tags>tags?|keywords?)"
            r"|(?P<languages>languages?)|(?P<years>years?))\b",
            self.folded,
        )
        return first.lastgroup if first and first.lastgroup else "talks"  # type: ignore[return-value]

    @staticmethod
    def _target_named(word: str) -> Target:
        names: dict[str, Target] = {
            "year": "years", "event": "events", "conference": "events", "speaker": "speakers",
            "presenter": "speakers", "track": "tracks", "language": "languages", "tag": "tags",
        }  # fmt: skip
        return names.get(word, "affiliations")

    def _slot(self) -> Slot:
        if self._has(
            r"\bhow (?:many|much|old|long|large|big|fast|often|far)\b|\bwhat (?:number|percentage|percent|fraction|share|size|rate)\b"
        ):
            return "how many"
        if self._has(
            r"^(?:and |so |since )?when\b|\b(?:in )?(?:what|which) year\b|\bwhat (?:date|day|month)\b|, when\b|\bsince when\b|\bhow long ago\b"
        ):
            return "when"
        if self._has(
            r"^(?:and |so )?where\b|\b(?:what|which) (?:city|country|university|institution|place|company|school|lab)\b|\bat (?:what|which)\b"
        ):
            return "where"
        if self._has(
            r"^(?:and |so |with |by |under |for )?who(?:m|se)?\b|\bwith whom\b|\bby whom\b|\bunder whom\b"
        ):
            return "who"
        return ""

    def _having(self) -> tuple[tuple[str, bool], ...]:
        """Which parts a talk must have or lack: "talks with a transcript", "without a bio"."""
        found = []
        for match in _HAVING.finditer(self.folded):
            what = _PARTS[stem(match.group("what"))]
            negative = match.group("how") in ("without", "no", "lack", "lacks", "lacking")
            found.append((what, not (negative or match.group("no") is not None)))
        return tuple(dict.fromkeys(found))

    def _minutes(self) -> tuple[float, float] | None:
        match = _MINUTES.search(self.folded)
        if not match:
            return None
        value = float(match.group("value")) * (60 if match.group("unit").startswith("h") else 1)
        longer = match.group("how") in _LONGER
        return (value, float("inf")) if longer else (0.0, value)

    def _length(self) -> Length:
        return next((name for name, pattern in _LENGTHS if self._has(pattern)), "normal")

    def _unknown(self, kind: Kind) -> tuple[str, ...]:
        """Names in a place where only a person or an institution can stand, and nobody has them."""
        name = r"(?P<name>[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){0,3}?)"
        patterns = [
            rf"\b(?:{_TALK}|work|lecture|keynote)s?\s+(?:was |were |is |are )?(?:given |presented |held |delivered )?by\s+(?:prof(?:essor)?\.?\s+|dr\.?\s+)?{name}(?=\s+(?:about|on|at|from|in|say|cover|discuss|and)\b|\W*$)",
            rf"\b(?:did|does|will|has)\s+(?:prof(?:essor)?\.?\s+|dr\.?\s+)?{name}\s+{_TALK_VERBS}\b",
            rf"\b{name}['’]s?\s+(?:{_TALK}|work|affiliation|research|bio|abstract|lecture|university|institution|employer)\b",
            rf"^(?:who|where)(?:'s| is| was| does)\s+(?:prof(?:essor)?\.?\s+|dr\.?\s+)?{name}(?:\s+(?:from|based|work|working|affiliated))?\W*$",
        ]
        if kind in ("catalogue", "topic") or self._has(rf"\b{_PEOPLE}\b"):
            patterns.append(
                rf"\b(?:from|at|with|affiliated with|affiliated to|working (?:at|for)|works (?:at|for))\s+(?:the\s+)?{name}(?=\s+(?:about|on|that|who|talk|speak|present|give|and|in)\b|\W*$)"
            )
        found: list[str] = []
        for pattern in patterns:
            for match in re.finditer(pattern, self.text, re.IGNORECASE):
                start, end = match.span("name")
                value = match.group("name").removesuffix("'s").removesuffix("’s")
                if any(m.start < end and start < m.end for m in self.mentions):
                    continue
                if self._may_be_unknown(value):
                    found.append(value)
        return tuple(dict.fromkeys(found))

    def _may_be_unknown(self, value: str) -> bool:
        tokens = tokenize(value)
        if not tokens or any(t.word in STOP_WORDS | META | _ROLE_WORDS for t in tokens):
            return False
        known = self.frequency([stem(t.word) for t in tokens])
        unheard = not any(known.get(stem(t.word)) for t in tokens)
        return unheard or all(t.capital for t in tokens)


_ASKING = frozenset(
    """what which who whom whose when where why how is are was were do does did can could would should
    will has have had may might list show give name tell find summarize summarise compare explain
    describe recommend suggest please""".split()
)
_ROLE_WORDS = frozenset(
    "speaker speakers author authors presenter he she they it person paper method".split()
)
_RECORD_WORDS = frozenset(
    """from affiliated work works working university universities institution institutions title titles
    date dates year years long duration minutes length bio biography abstract transcript recorded
    recent latest newest oldest earliest longest shortest most per each organization organisation
    company companies employer employers event events conference track room language languages tag tags
    link url day month school schools speaker's talk's another other others
    """.split()
)


def _selected(mentions: tuple[Mention, ...]) -> tuple[frozenset[str] | None, bool]:
    """The talks that all named things agree on, and whether they exclude each other.

    Several names of one kind add up; different kinds narrow each other down.
    """
    by_kind: dict[str, frozenset[str]] = {}
    for mention in mentions:
        by_kind[mention.kind] = by_kind.get(mention.kind, frozenset()) | mention.talk_ids
    if not by_kind:
        return None, False
    groups = list(by_kind.values())
    if "speaker" in by_kind and "title" in by_kind:
        both = by_kind["speaker"] & by_kind["title"]
        groups = [both or by_kind["speaker"] | by_kind["title"]]
        groups += [ids for kind, ids in by_kind.items() if kind not in ("speaker", "title")]
    common = frozenset.intersection(*groups)
    return common, not common
