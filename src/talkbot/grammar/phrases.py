"""The phrases that most questions about talks are built from, as parts of patterns."""

from __future__ import annotations

import re

# The talks of a hospital or an evening series, where a question goes on as it would about talks:
# "how many rounds of vaccination?" and "how many evenings did it rain?" are no such questions.
OF_SERIES = (
    r"(?:(?:grand )?rounds|evenings)"
    r"(?=\W*$|,| (?:that|which|about|on|by|with|where|in which|took|takes?|given|held|shared|deal|cover|concern|have|has"
    r"|(?:was|were|are) (?:not )?(?:held|given|shared|done|there|on|about)|(?:did|does|do) .*\b(?:give|present|speak|appear|chair)"
    r"|in (?:19|20)\d\d|and how many)\b)"
)
TALK = (
    r"(?:talks?|presentations?|sessions?|lectures?|seminars?|recordings?|videos?|speech(?:es)?"
    rf"|{OF_SERIES}|grand rounds?|webinars?|colloquia)"
)
PEOPLE = r"(?:speakers?|presenters?|people|persons?|researchers?|lecturers?|folks)"
PLACE = (
    r"(?:affiliations?|institutions?|institutes?|universit(?:y|ies)|compan(?:y|ies)|organi[sz]ations?"
    r"|employers?|schools?|colleges?)"
)
THING = rf"(?:{TALK}|{PEOPLE}|{PLACE}|events?|conferences?|tracks?|rooms?|tags?|topics?|languages?|subjects?|themes?)"
ABOUT = (
    r"(?:about|on|cover(?:s|ing|ed)?|discuss(?:es|ing|ed)?|mention(?:s|ing|ed)?|regarding|concerning|concerned with"
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
# "Who on earth farms sheep?" asks who farms sheep.
EMPHASIS = re.compile(
    r"(?i:\b(?P<word>who|whom|what|where|when|why|how|which)) (?:on earth|in the world|the (?:hell|heck|devil))\b(?= )"
)
OCCASION = r"(?:events?|conference|forum|seminar|colloquium|congress|symposium|workshop|meeting|meetup|series)"
TALK_VERBS = (
    r"(?:talk(?:ed|s|ing)?|speak(?:s|ing)?|spoke|present(?:ed|s|ing)?|say|said|discuss(?:ed)?|give|gave"
    r"|cover(?:ed)?|argue[ds]?|explain(?:ed)?|mention(?:ed)?|propose[ds]?|lecture[ds]?|describe[ds]?|claim(?:ed)?"
    r"|introduce[ds]?|think|study|studied|work)"
)
