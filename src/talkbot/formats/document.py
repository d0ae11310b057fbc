"""What importers share: a file's text, its lines with their place, and what was read from it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from talkbot.talks import Cue, Problem, Talk

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Document:
    """One text file: `path` as messages show it, `source` as records name it.

    `columns` are (field, name) pairs: what the file calls a field of a talk, as the user said.
    """

    path: str
    source: str
    text: str
    columns: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rsplit("/", 1)[-1]

    def problem(self, line: int, message: str) -> Problem:
        return Problem(self.path, line, message)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its text without markup, and what the markup said about it.

    `number` counts from 1. `level` is the heading level (0: not a heading); `gap` and `rule` say
    that a blank line or a separator stands before it; `links` are the addresses behind its words.
    `hint` is what another step took the line for: "title", "speaker", "section", "lead",
    "when" or "link". `marked` are the words that the markup sets apart, each with how: in bold
    ("b"), in italics ("i"), underlined or in another type ("u"), as a link ("a");
    `rest` says that it goes on with the line before it, which was cut.
    """

    text: str
    number: int
    level: int = 0
    gap: bool = False
    rule: bool = False
    links: tuple[str, ...] = ()
    hint: str = ""
    marked: tuple[tuple[str, str], ...] = ()
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    """The cues of one recording, and every clue to the talk they belong to.

    `path` and `source` are the document's; `title`, `url`, `key` (an id) and `language` are what
    the file says of the recording. `talk` is the record that the file holds itself, for when no
    other file gives that talk.
    """

    path: str
    source: str
    cues: tuple[Cue, ...]
    title: str = ""
    url: str = ""
    key: str = ""
    language: str = ""
    talk: Talk | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """The title of the event that all files in a folder (as sources name it) belong to."""

    folder: str
    title: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one importer read from one file."""

    talks: tuple[Talk, ...] = ()
    problems: tuple[Problem, ...] = ()
    transcripts: tuple[Transcript, ...] = ()
    events: tuple[Event, ...] = ()


def decode(data: bytes) -> str | None:
    """The text of a file with `\\n` line ends, or None when it is not text."""
    text = _decode(data)
    if text is None:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    head = data[:4096]
    if b"\0" in head:
        # Text of mostly Latin letters in UTF-16 has a zero in every other byte; nothing else has.
        for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
            if len(head) >= 4 and zeros.count(0) > 0.7 * len(zeros):
                return data.decode(encoding, "replace")
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    controls = sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in head)
    if controls > 0.01 * len(head):
        return None
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def clean(text: str) -> str:
    """Text that can be stored and shown: no control characters, no half of a surrogate pair."""
    return _SURROGATE.sub("\ufffd", _UNSAFE.sub("", text))


_ADDRESS = re.compile(r"(?<=\w)\s\(<?https?://[^\s()<>]+>?\)(?=\s*(?:[,;:–—-]|$))")
_MAIL = re.compile(
    r"""\s*(?:[(\[<]\s*|(?<!\w)(?:e-?mail|contact|mailto)\s*:?\s*|,\s*)?
    [\w.+%-]{1,64}(?:@|\s?[(\[](?:at|AT)[)\]]\s?)(?:[\w-]{1,63}\.){1,6}[a-zA-Z]{2,24}\b[>)\]]?""",
    re.IGNORECASE | re.VERBOSE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def without_mail(text: str) -> str:
    """Text without e-mail addresses, without the short sentences that only give one, and without
    where to read on in brackets behind a word ("Ada Byron (https://byron.example)")."""
    text = _ADDRESS.sub("", text) if "://" in text else text
    if "@" not in text and "(at)" not in text.casefold() and "[at]" not in text.casefold():
        return text
    sentences = _SENTENCE.split(text)
    kept = [
        _MAIL.sub("", sentence)
        for sentence in sentences
        if len(sentences) == 1 or len(sentence.split()) > 12 or not _MAIL.search(sentence)
    ]
    return " ".join(kept).strip()


def one_line(text: str) -> str:
    """A value such as a title: cleaned, with runs of white space made one space."""
    return " ".join(clean(text).split())


def unquoted(text: str) -> str:
    """A title without the quotation marks around the whole of it."""
    marks = "\u201c\u201d\u201e\u00ab\u00bb"
    pair = re.fullmatch(f'["{marks}](.+)["{marks}][.]?', text)
    return pair[1].strip() if pair and not re.search(f'["{marks}]', pair[1]) else text


# Emoji and other pictures, which pages set before a line for looks.
_PICTURE = re.compile(
    "^(?:[\u2190-\u21ff\u2300-\u2bff\u3030\ufe0f\u200d\U0001f000-\U0001faff\u00a9\u00ae]+\\s*)+"
)


def without_picture(text: str) -> str:
    """A line without the emoji that it begins with."""
    return _PICTURE.sub("", text)
