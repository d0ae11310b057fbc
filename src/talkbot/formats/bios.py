"""Which paragraphs of a talk are about the talk, and which about the person who gives it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from talkbot.formats.labels import label_of
from talkbot.formats.names import name_score
from talkbot.talks import Speaker, fold

_LIFE = re.compile(
    r"""\b(?:professor|lecturer|ph\.?\s?d|d\.phil|m\.?sc|b\.?sc|doctorate|doctoral|degrees?|diploma|postdoc\w*|
    graduated|alum\w*|assistant|research\sinterests?|fellow(?:ship)?|awards?|prize|honou?rs|recipient|
    received|earned|obtained|holds|appointed|appointment|joined|faculty|editorial|editor|served|serves|
    career|previously|prior\sto|currently|born|lives|founder|co-founded|founded|director|leads|
    scientist|engineer|researcher|student|developer|university|institute|department|interested\sin|
    college|school|studies|studied|teaches|taught|writes|wrote|author|book|trained|retired|
    passionate|works|worked|years\sof\sexperience|member|elected|visiting|
    professora|profesora?|professeure?|dozent\w*|doktorand\w*|forscher\w*|forscht|lehrt|leitet|arbeitet|
    promov\w*|studier\w*|universit\w*|universidade?|doctora?d?o?|docteure?|doutor\w*|mestr\w*|graduad[oa]|
    licenciad[oa]|investigador\w*|pesquisador\w*|ricercat\w*|chercheu\w*|ingenier[oa]|engenheir[oa]|
    ingénieure?|estudiante|estudante|étudiante?|programador\w*|desenvolvedor\w*|trabaj[aó]|trabalh[ao]u?|
    travaille|lavora|enseña|ensina|enseigne|insegna|dirige|laureat[oa])\b""",
    re.IGNORECASE | re.VERBOSE,
)
TALKING = re.compile(
    r"""^\s*(?:(?:will|is\sgoing\sto|is\shere\sto)\s+)?(?:also\s+)?(?:discuss|present|talk|speak|show|argue|
    introduc|explor|explain|describ|demonstrat|walk|tell|share|cover|review|survey|examin|outlin|
    address|consider|look|ask|report|propos|give|reflect|take)(?:s|es|ing)?\b""",
    re.IGNORECASE | re.VERBOSE,
)
LIVING = re.compile(
    r"""^(?:['’]s?\s+(?:research|work|interests?|current|main|recent|first|lab|group|team)|\s*,|\s*\(|
    \s+(?:is|was|has|had|holds|held|received|receives|earned|obtained|completed|did|got|graduated|
    works|worked|joined|leads|led|directs|heads|serves|served|studies|studied|teaches|taught|
    currently|previously|joins|specialis|specializ|focus|conducts|co-?founded|founded|lives|grew|
    became|began|started|spent|writes|wrote|develops|builds|maintains|researches|organi|enjoys|loves|
    likes|won|belongs|runs|comes|hails|moved|splits|divides|first|now|also)\w*\b|
    \s+(?:ist|war|arbeitet|leitet|lehrt|forscht|studierte|promovierte|est|était|travaille|dirige|enseigne|
    es|fue|trabaja|enseña|estudió|é|foi|trabalha|atua|ensina|estudou|è|lavora|insegna)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_ABOUT_TALK = re.compile(
    r"""^(?:in\sthis\s(?:talk|work|paper|lecture|session)|this\s(?:talk|work|lecture|is\sjoint|is\sbased)|
    (?:based\son\s)?joint\swork|we\s|the\stalk\s|please\snote)""",
    re.IGNORECASE | re.VERBOSE,
)
_OPENING = re.compile(
    r"^(?:(?:before|after|prior|since|until|while|when|born|raised|trained|educated|originally|currently|"
    r"formerly|previously|as|with|in|at|from|an?)\b[^.!?,]{2,90},\s+)+(?=\S)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,?\s+(?:and|und|et|y)\s+|,?\s*&\s*|,\s+)")
# A heading of its own, or before the first words of the bio.
_ABOUT_WHOM = re.compile(
    r"(?:about|über|à\s+propos\s+de|sobre)\s+(.{2,60}?)\s*(?:[:.–—-]\s*(?=\S|$)|$)", re.IGNORECASE
)
_PRONOUN = re.compile(r"^(?:he|she|they|his|her|their)\b", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:we|our|us|I|my)\b|\bthis (?:talk|lecture|paper|work)\b")
HONORIFIC = re.compile(r"^(?:dr|prof|professor|mr|mrs|ms|mx|sir|dame)\b\.?\s*", re.IGNORECASE)


_OVER_BIOS = re.compile(
    r"(?:about the )?(?:speakers?|presenters?|authors?)|bio(?:graphie)?s?|who", re.IGNORECASE
)


def divide(
    paragraphs: Sequence[str], speakers: tuple[Speaker, ...]
) -> tuple[str, tuple[Speaker, ...]]:
    """The abstract, and the speakers with their bios, from a talk's paragraphs in page order.

    Labels ("Abstract:", "Bio.") decide where they stand; without them a bio is a paragraph that
    begins with the speaker and goes on about their life, and the paragraphs that continue it.
    """
    abstract: list[str] = []
    bios: list[list[str]] = [[] for _ in speakers]
    current: tuple[int, ...] | None = None
    labelled = False
    paragraphs = [piece for text in paragraphs for piece in cut_at_names(text, speakers)]
    for number, paragraph in enumerate(paragraphs):
        label = _label(paragraph)
        rest = paragraph
        if label:
            labelled = True
            which, rest = label
            current = None if which == "abstract" or not speakers else (0,)
            if not rest:
                continue
        whom = _subject(rest, speakers)
        about = _ABOUT_WHOM.match(rest)
        if about and (named := together(about[1], speakers)[0]):
            current, rest = named, rest[about.end() :]
            if not rest:
                continue
        elif current is not None:
            if whom is not None:
                current = whom
            elif _ABOUT_TALK.match(rest) and not labelled:
                current = None
        elif not (labelled and label) and whom is not None:
            last = number == len(paragraphs) - 1
            first = not abstract and not last
            if len(whom) > 1:
                current = whom if _is_joint_bio(rest, [speakers[n] for n in whom], first) else None
            elif is_bio(rest, speakers[whom[0]], first=first):
                current = whom
        if current is None:
            abstract.append(rest)
        else:
            for each in current:
                bios[each].append(rest)
    # A heading over the bios stands behind the abstract and belongs to neither.
    while len(abstract) > 1 and any(bios) and _OVER_BIOS.fullmatch(abstract[-1]):
        abstract.pop()
    return "\n".join(abstract), tuple(
        replace(speaker, bio="\n".join(filter(None, (speaker.bio, *bio)))) if bio else speaker
        for speaker, bio in zip(speakers, bios, strict=True)
    )


def _is_joint_bio(paragraph: str, speakers: Sequence[Speaker], first: bool) -> bool:
    """Whether a paragraph that begins with several speakers' names is about their lives."""
    rest = together(paragraph, speakers)[1]
    if TALKING.match(rest) or len(_FIRST_PERSON.findall(paragraph)) > 1:
        return False
    return bool(_LIFE.search(paragraph)) or (not first and bool(re.match(r"\s+[a-z]", rest)))


def cut_at_names(paragraph: str, speakers: Sequence[Speaker]) -> list[str]:
    """A paragraph with the lives of several speakers in it, cut before each one's name."""
    names = [re.escape(speaker.name) for speaker in speakers if " " in speaker.name]
    label = _label(paragraph)
    if len(speakers) < 2 or not names or (label and label[0] == "abstract"):
        return [paragraph]
    first = label[1] if label else paragraph
    if not any(first.startswith(speaker.name) for speaker in speakers):
        return [paragraph]
    cut = re.split(rf"(?<=[.!?])\s+(?=(?:{'|'.join(names)})(?!\w|,? (?:and\b|&)))", paragraph)
    return [piece for piece in cut if piece]


def _label(paragraph: str) -> tuple[str, str] | None:
    """Whether a paragraph begins with the label of an abstract or a bio, and what follows it."""
    label = label_of(paragraph)
    return label if label and label[0] in ("abstract", "bio") else None


def _subject(paragraph: str, speakers: Sequence[Speaker]) -> tuple[int, ...] | None:
    """The speakers that a paragraph begins with, by name or, when there is only one, pronoun."""
    if named := together(paragraph, speakers)[0]:
        return named
    opened = _OPENING.match(paragraph)
    for number, speaker in enumerate(speakers if opened else ()):
        if opened and in_full(paragraph[opened.end() :], speaker):
            return (number,)
    return (0,) if len(speakers) == 1 and _PRONOUN.match(paragraph) else None


def together(paragraph: str, speakers: Sequence[Speaker]) -> tuple[tuple[int, ...], str]:
    """Which speakers a paragraph begins with ("Ada Byron and Jo Holt met …"), and what follows."""
    named: list[int] = []
    rest = ahead = paragraph
    while True:
        others = ((n, after_name(ahead, s)) for n, s in enumerate(speakers) if n not in named)
        number, after = next(((n, after) for n, after in others if after is not None), (-1, ""))
        if number < 0:
            break
        named.append(number)
        rest = after + ahead[160:]
        joint = _AND.match(rest)
        if not joint:
            break
        ahead = rest[joint.end() :]
    return tuple(named), rest


def after_name(paragraph: str, speaker: Speaker) -> str | None:
    """What follows the speaker's name at the head of a paragraph, None when it is not there."""
    head = HONORIFIC.sub("", paragraph[:160])
    for form in forms(speaker.name):
        if fold(head).startswith(fold(form)):
            match = re.match(
                re.escape(form).replace(r"\ ", r"\s+") + r"(?!\w)", head, re.IGNORECASE
            )
            if match:
                return head[match.end() :]
            rest = head[len(form) :]
            if not rest[:1].isalnum():
                return rest
    first, *_, last = (_bare(speaker.name).split() or [""]) * 2
    # The page may print a fuller name in the bio than in the speaker line, or the other way round.
    opening = re.match(r"((?:[^\W\d_][\w.'’-]*\s+){1,5})", head)
    if opening and first and last and first != last:
        words = opening[1].split()
        if fold(words[0]) == fold(first) and fold(last) in map(fold, words[1:]):
            cut = [fold(word) for word in words].index(fold(last))
            match = re.match(r"\s*".join(re.escape(word) for word in words[: cut + 1]), head)
            return head[match.end() :] if match else None
    return None


def _bare(name: str) -> str:
    """A name without title, nickname and degrees."""
    name = re.sub(r"(?:,\s*(?:[A-Z][\w.]{0,3}){1,3}\.?)+$", "", name)
    name = re.sub(r"[(\[\"“][^)\]\"”]*[)\]\"”]", " ", name)
    while (shorter := HONORIFIC.sub("", name.strip())) != name:
        name = shorter
    words = name.split()
    while len(words) > 2 and re.fullmatch(r"[A-Z]{2,4}|Ph\.?D\.?|M\.?D\.?", words[-1]):
        words.pop()
    return " ".join(words)


def forms(name: str) -> list[str]:
    """The ways a bio writes a name, longest first: whole, without nickname, surname, first name.

    A name may begin or end with the surname, and a nickname may stand before either.
    """
    bare = _bare(name)
    words = bare.split()
    nick = re.findall(r"[(\[\"“]([^)\]\"”]+)[)\]\"”]", name)
    forms = [name, bare]
    if len(words) > 1:
        forms += [f"{n} {word}" for n in nick for word in (words[-1], words[0])]
        forms += [f"{words[0]} {words[-1]}", f"{words[-1]} {words[0]}"]
        forms += [" ".join((*words[1:], words[0])), words[-1], words[0], *nick]
    return [form for form in dict.fromkeys(forms) if len(form) > 1]


def in_full(paragraph: str, speaker: Speaker) -> bool:
    """Whether a paragraph begins with more than one word of the speaker's name."""
    head = fold(HONORIFIC.sub("", paragraph[:160]))
    return any(" " in form and head.startswith(fold(form)) for form in forms(speaker.name))


def is_bio(paragraph: str, speaker: Speaker, *, first: bool) -> bool:
    rest = after_name(paragraph, speaker)
    life = len(_LIFE.findall(paragraph))
    own_words = len(_FIRST_PERSON.findall(paragraph))
    if rest is None:
        opened = _OPENING.match(paragraph)
        named = bool(opened) and in_full(paragraph[opened.end() if opened else 0 :], speaker)
        return not first and life >= (1 if named else 3) and life > own_words
    if TALKING.match(rest):
        return life >= 4 and life > 2 * own_words
    if in_full(paragraph, speaker) and name_score(_bare(speaker.name)) >= 0.5:
        # Whoever writes their own name in full does not write the abstract: what follows the name
        # need only be a predicate ("trained as a surveyor"), not another name ("and Jo showed").
        predicate = re.match(r"\s+(?!and\b|et\b|und\b|or\b)[^\W\d_]+", rest)
        return bool(LIVING.match(rest)) or life >= 2 or (not first and bool(predicate))
    # "Ada is a carpenter" behind an abstract tells who she is, whatever the trade.
    is_somebody = not first and not own_words and bool(re.match(r"\s+(?:is|was)\s+an?\b", rest))
    return is_somebody or (bool(LIVING.match(rest)) and life >= 1 and life >= own_words)
