"""What a talk says, in how many words it is wanted."""

from __future__ import annotations

import re

from talkbot.grammar.phrases import POLITE_OPENING

# "What did Lee say about X?" takes for granted that Lee speaks of X.
SAYS_ABOUT = re.compile(
    r"\b(?:says?|said|asks?|asked|think(?:s|ing)?|thought|finds?|found|find out|found out|discover(?:s|ed)?|learn(?:s|ed|t)?|discuss(?:es|ed)?|mention(?:s|ed)?|tells?|told"
    r"|talk(?:s|ed)?|claim(?:s|ed)?|argue[sd]?|report(?:s|ed)?|write|writes|wrote|opinion|view|views)\s+(?:\w+\s+){0,2}?(?:about|on|of)\b"
)
SUMMARY = re.compile(
    r"\bsummar|\btl;?dr\b|\boverview\b|\bgist\b|\bsynopsis\b|\brecap\b|\boutline\b|\bin a nutshell\b"
    r"|\b(?:sum|sums|summing|boil|boils|wrap) (?:it |this |that |them )?(?:up|down)\b|\brundown\b|\bhighlights\b"
    r"|\b(?:short|quick|elevator) (?:version|pitch|summary)\b|\bessence\b|\bdigest\b|\bin brief\b|\bwalk (?:me|us) through\b"
    r"|\b(?:two|three|four|five|six|[1-9]) (?:short |simple )?(?:sentences|lines|bullets|bullet points|points|key points) (?:on|about|of|from) (?:the|this|that|it)\b"
    r"|\b(?:main|key|central|core|principal|big) (?:ideas?|points?|messages?|takeaways?|contributions?"
    r"|findings?|results?|claims?|arguments?|insights?)\b|\btakeaways?\b|\babstract of\b"
)
# "What did they find?": all that somebody says.
WHAT_DONE = re.compile(
    r"^(?:and |so )?what (?:did|does|do|has|have|had) .* (?:do|done|find|found|say|said|show|shown|argue|conclude|claim|propose|report|study"
    r"|suggest|discover|achieve|learn|observe|present|tell (?:us|you|people))(?: out)?"
    # A title is told by its letters, all of them x.
    r"(?: in (?:(?:the|this|that) )?(?:talk|presentation|lecture)?\W*x{4,})?\W*$"
)
# "What does Lee recommend?": the verb asks for advice here, and for a talk in "recommend a talk".
ADVISES = re.compile(
    r"^(?:and |so )?what (?:advice |else |exactly )*(?:does|do|did|would|is|are|was|were|has|have)\b.* (?:recommend|advise|suggest|advocate|give|advising"
    r"|recommend(?:ed|ing)|advised|suggest(?:ed|ing))\W*$|^(?:and |so )?what(?:'s| is| are| was| were)\b.* (?:advice|recommendations?|suggestions?)\W*$"
)
# "What data do they use?" means somebody who was spoken of before.
LEANING = re.compile(
    r"^(?:and |so |but )?(?:(?:what|which|how|why|where|when|who|whom)(?: [\w-]+)? )?(?:do|does|did|is|are|was|were|can|has|have) (?:they|he|she)"
    r"(?: [\w-]+){0,2}\W*$|^(?:what|who|when|where)(?:'s| is| was| gave| gives)? the (?:first|second|third|fourth|fifth|last|other) (?:one|talk)\W*$"
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
    r"(?:\b(?:in|using|with) (?:about |at most |no more than |under |just |only )?|^(?:please )?(?:give me |write |just )?)(?:an? (?=one|two|three))?(?P<count>a single|one|two|three|four|five|six|seven|eight|[1-9])"
    r"[ -](?:short |simple )?(?:sentences?|lines?|bullets?(?: points?)?)\b"
)
LENGTHS = (
    (
        "short",
        r",?\s*\b(?:in )?(?:just )?(?:one|a single) (?:sentence|line)\b:?|,?\s*\b(?:very )?brief(?:ly)?\b|,?\s*\bin short\b"
        r"|(?<!or )\bshort(?:er|ly)?\b(?! than\b)|\btl;?dr\b:?|,?\s*\bin a nutshell\b|,?\s*\bin a few words\b",
    ),
    (
        "long",
        r",?\s*\bin (?:more |great |full |some )?(?:detail|depth|length)\b|\bdetailed\b|(?<!how )(?<!no )(?<!or )(?<!minutes )(?<!hours )(?<!hour )\blong(?:er)?\b(?! than)"
        r"|\bcomprehensive\b|\bthorough\b|\bat length\b",
    ),
)
