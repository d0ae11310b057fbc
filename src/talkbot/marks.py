"""Reads what a chat model writes, as it arrives, into plain sentences with their citation marks.

Whatever the model sends, what comes out is plain text in lines and lists: links, images, HTML, code
fences and invisible characters are gone, and a mark such as [2], [1,2], [^3] or 【4】 is a number
beside its sentence, never part of the text. Each character is looked at a bounded number of times.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field

from talkbot.words import sentences, words

_LONGEST_SEGMENT = 400
_LONGEST_SENTENCE = 1200
_LONGEST_END = len("</reasoning>")
_LEFT_OUT = "(link left out)"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Plain text, and the passage numbers that the model gave for it in its order."""

    text: str
    marks: tuple[int, ...] = ()


@dataclass(slots=True)
class Line:
    """A line of the answer: `prefix` is its list marker with indent, `gap` a blank line before."""

    prefix: str = ""
    heading: bool = False
    gap: bool = False
    sentences: list[Sentence] = field(default_factory=list)


class Reader:
    """Feed it text in any pieces; `lines` grows by whole sentences, the same for every cutting."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._line = Line()
        self._opened = False  # whether the line's marker has been read
        self._gap = False
        self._segment = ""
        self._sentence = ""
        self._fence = ""
        self._until = ""  # the end of an element whose content is dropped

    def feed(self, text: str) -> None:
        """Take the next piece of the model's text."""
        for ch in text:
            if ch in "\n\u2028\u2029\x0b\x0c\x85":
                self._end_line()
            elif ch == "\t" or ch.isspace():
                self._space()
            elif _is_visible(ch):
                self._visible(ch)

    def close(self, *, truncated: bool = False) -> list[Line]:
        """End the text. With `truncated` a last sentence without its end is left out."""
        self._flush(final=True)
        self._cut()
        if truncated and not re.search(
            r"[.!?…。！？:][\"'”’)\]]*$", _bare(self._sentence).rstrip()
        ):
            self._sentence = ""
        self._end_line()
        return self.lines

    def _visible(self, ch: str) -> None:
        self._segment += ch
        if self._until:
            if self._segment.lower().endswith(self._until):
                self._segment, self._until = "", ""
            else:
                self._segment = self._segment[-_LONGEST_END:]
        elif ch in ">-" and (opened := _DROPPED.search(self._segment)):
            self._segment = self._segment[: opened.start()]
            self._flush(final=True)
            self._until = "-->" if opened[0] == "<!--" else f"</{opened[1].lower()}>"
        elif len(self._segment) > 2 * _LONGEST_SEGMENT:
            self._flush()
            self._cut()

    def _space(self) -> None:
        if self._until:
            return
        if not self._segment.strip():
            self._segment += " " if not self._opened else ""
        elif len(self._segment) < _LONGEST_SEGMENT and not self._fence and _is_open(self._segment):
            self._segment += " "
        else:
            self._flush()
            self._sentence += " "
            self._cut()

    def _flush(self, *, final: bool = False) -> None:
        """Move the segment, in which every construct is complete, to the sentence."""
        segment, self._segment = self._segment, ""
        if not self._opened:
            segment = self._open_line(segment)
        if self._fence:
            self._sentence += _without_addresses(segment)
        else:
            self._sentence += _clean(segment, final=final)

    def _open_line(self, segment: str) -> str:
        """Read what stands before a line's text; gives what is left of the segment."""
        bare = segment.strip()
        fence = re.match(r"(`{3,}|~{3,})", bare)
        if fence and (not self._fence or bare == self._fence):
            self._fence = "" if self._fence else fence[1]
            return ""
        if self._fence:
            self._opened = True
            return segment
        indent = "   " if len(segment) - len(segment.lstrip()) >= 2 else ""
        if re.fullmatch(r"[-*+•–|]", bare):
            self._line.prefix = f"{indent}- "
        elif re.fullmatch(r"\d{1,2}[.)]", bare):
            self._line.prefix = f"{indent}{bare[:-1]}. "
        elif re.fullmatch(r"#{1,6}", bare):
            self._line.heading = True
        elif bare and bare.strip(">"):
            self._opened = True
            return bare.lstrip(">|")
        return ""

    def _end_line(self) -> None:
        if self._until:
            self._segment += "\n"
            return
        self._flush(final=True)
        self._cut(everything=True)
        if not self._line.sentences:
            self._gap = self._gap or bool(self.lines)
        else:
            self._gap = False
        self._line, self._opened, self._sentence = Line(), False, ""

    def _cut(self, *, everything: bool = False) -> None:
        """Move complete sentences to the line: those that another one follows, or all."""
        everything = everything or len(self._sentence) > _LONGEST_SENTENCE
        if not (everything or _TERMINATOR.search(self._sentence)):
            return
        text, marks = _bare(self._sentence), _places(self._sentence)
        spans = sentences(text)
        done = spans if everything else spans[:-1]
        if not done:
            if everything:
                self._add("", tuple(n for _, n in marks))
                self._sentence = ""
            return
        rest = len(text) if everything else spans[len(done)][0]
        starts = [start for start, _ in spans[1:]] + [len(text) + 1]
        for (start, end), following in zip(done, starts, strict=False):
            own = [n for at, n in marks if at <= following and (at > start or start == spans[0][0])]
            marks = [(at, n) for at, n in marks if at > following]
            self._add(text[start:end], tuple(dict.fromkeys(own)))
        kept = {at: "" for at, _ in marks}
        for at, n in marks:
            kept[at] += chr(_MARK + n)
        self._sentence = "".join(
            kept.get(at, "") + text[at : at + 1] for at in range(rest, len(text) + 1)
        )

    def _add(self, text: str, marks: tuple[int, ...]) -> None:
        text = _plain(text)
        if not words(text):
            before = self._line.sentences or (self.lines[-1].sentences if self.lines else [])
            if marks and before:
                before[-1] = Sentence(before[-1].text, (*before[-1].marks, *marks))
            return
        if not self._line.sentences:
            self._line.gap = self._gap
            self.lines.append(self._line)
        self._line.sentences.append(Sentence(text, marks))


# A mark on its way through the cleaning is one private-use character, which no input can contain.
_MARK = 0xE000
_MARKS = "\ue000-\ue3e7"
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_DROPPED = re.compile(
    r"<(think|thinking|reasoning|script|style|iframe|object|svg|template)\b[^<>]*>$|<!--$", re.I
)
_TERMINATOR = re.compile(r"[.!?…。！？]")
_NUMBERS = r"\^?\d{1,3}(?:\s*[,;–-]\s*\^?\d{1,3})*"
_MARKED = re.compile(
    r"(?<!\\)[\[【]\s*(?:(?:passage|source|ref|talk)s?[.:]?\s*)?"
    rf"({_NUMBERS})\s*(?:†[^\]】]{{0,80}})?[\]】]",
    re.I,
)
_HALF_MARK = re.compile(r"(?<!\\)[\[【]\s*\^?\d{0,3}(?:[,;\s]+\d{0,3})*$")
_EMPHASIS = re.compile(
    r"\*\*|~~|(?<=[^\s*_])[*_]+(?=$|[\s\[【)\].,;:!?”])|(?:^|(?<=[\s(“]))[*_]+(?=[^\s*_])"
)
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)?|\[[^\]]*\])?")
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)")
# Markup proper: "x < y and y > z" is no tag. Whatever is not caught here is shown as plain text.
_TAG = re.compile(
    r"</?[A-Za-z][\w:-]*(?:\s[^<>]*=[^<>]*)?\s*/?>|<words of passage \d*>|<[!?][^<>]*>|-->"
    r"|<[a-z][\w+.-]*:[^<>\s]*>",
    re.I,
)
_ADDRESS = re.compile(
    rf"(?:[a-z][a-z0-9+.-]{{1,20}}:(?=//)|www\.|mailto:|javascript:)[^\s{_MARKS}]*"
    rf"[^\s{_MARKS}.,;:!?)\"'”’]",
    re.I,
)
# The end of an address whose beginning went with markup that was never closed.
_CUT_ADDRESS = re.compile(r"[a-z][\w+.-]*://\S*", re.I)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]*\w")
_EMPTIED = re.compile(r"[(\[]\s*(?:(?:source|see|ref|passage|cf)s?[.:]?\s*)?[\s,;]*[)\]]", re.I)


def _is_open(segment: str) -> bool:
    """Whether a bracket, link, tag or code span of the segment still waits for its end."""
    if segment.count("`") % 2:
        return True
    for left, right in (("[", "]"), ("【", "】"), ("](", ")")):
        if segment.rfind(left) > segment.rfind(right):
            return True
    tag = segment.rfind("<")
    return tag > segment.rfind(">") and bool(re.match(r"[/!?]?[A-Za-z]", segment[tag + 1 :]))


def _is_visible(ch: str) -> bool:
    return unicodedata.category(ch) not in _INVISIBLE or ch in "\u200c\u200d"


def _clean(segment: str, *, final: bool) -> str:
    pieces = re.split(r"`+([^`]*)`+", segment)
    for i, piece in enumerate(pieces):
        text = "".join(filter(_is_visible, html.unescape(piece))) if "&" in piece else piece
        if i % 2 == 0:
            text = _EMPHASIS.sub("", _IMAGE.sub("", text))
            text = _LINK.sub(_unlink, text)
            text = _MARKED.sub(_to_marks, text)
            if final and i == len(pieces) - 1:
                text = _HALF_MARK.sub("", text)
        text = re.sub(r"<(?:br|p|li|div)\b[^<>]*>", " ", text, flags=re.I)
        text = _TAG.sub("", text)
        pieces[i] = _without_addresses(text)
    return "".join(pieces).replace("`", "")


def _without_addresses(text: str) -> str:
    return _EMAIL.sub(_LEFT_OUT, _ADDRESS.sub(_LEFT_OUT, text))


def _unlink(match: re.Match[str]) -> str:
    inner = match[1]
    return f"[{inner}]" if re.fullmatch(_NUMBERS, inner.strip()) else inner


def _to_marks(match: re.Match[str]) -> str:
    numbers: list[int] = []
    for part in re.split(r"\s*[,;]\s*", match[1]):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        low, high = ends[0], ends[-1]
        numbers += range(low, high + 1) if low <= high <= low + 20 else ends
    if 0 in numbers:  # no passage is numbered 0: an interval such as [0, 1]
        return match.group()
    return "".join(chr(_MARK + n) for n in numbers)


def _bare(text: str) -> str:
    return re.sub(f"[{_MARKS}]", "", text)


def _places(text: str) -> list[tuple[int, int]]:
    """(position in the text without marks, number) of each mark."""
    places: list[tuple[int, int]] = []
    at = 0
    for ch in text:
        if _MARK <= ord(ch) < _MARK + 1000:
            places.append((at, ord(ch) - _MARK))
        else:
            at += 1
    return places


def _plain(text: str) -> str:
    """A sentence without table bars, escapes, emptied brackets and doubled spaces."""
    text = re.sub(r"\s+\|\s+", " — ", text.strip().strip("|"))
    text = re.sub(r"\\([\[\]()*_`<>#|~])", r"\1", text)
    text = _EMPTIED.sub("", _EMPTIED.sub("", _CUT_ADDRESS.sub(_LEFT_OUT, text)))
    return re.sub(r"\s+([.,;:!?])(?=\s|$)", r"\1", " ".join(text.split()))
