"""What in an answer's text can be pressed: titles of talks, the talks not listed, questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import escape, unescape
from urllib.parse import quote

from talkbot.answers import Answer, TalkRef
from talkbot.ui.maths import maths_html

MORE = re.compile(r"\n*… and ([\d,]+) more\.")
"""How an answer's text ends that lists only the first talks."""
MOST = 300
"""Talks listed in the page beyond those of the text; the talks tab has all."""
_STRONG = re.compile(r"<strong>(.+?)</strong>", re.DOTALL)
_ITEM = re.compile(r"<li>([^<]+)</li>")
_TAG = re.compile(r"<[^>]*>")


def with_titles(html: str, answer: Answer) -> str:
    """The answer's HTML, a title in bold as a link to its talk.

    Two talks of the same title have none: which of them is meant, their marks say.
    """
    refs = {ref.talk_id: ref for ref in (*answer.talks, *answer.nearest)}.values()
    named = {_words(maths_html(ref.title)): ref.talk_id for ref in refs}
    often = Counter(_words(maths_html(ref.title)) for ref in refs)

    def linked(match: re.Match[str]) -> str:
        words = _words(match[1])
        return _link(named[words], match.group()) if often[words] == 1 else match.group()

    return _STRONG.sub(linked, html) if named else html


def with_questions(html: str) -> str:
    """Questions that an answer offers as a list, as buttons that ask them."""

    def pressed(match: re.Match[str]) -> str:
        text = escape(unescape(match[1]).strip())
        return f'<li><button type="button" class="tb-chip" data-ask="{text}">{text}</button></li>'

    return _ITEM.sub(pressed, html)


def not_listed(answer: Answer) -> Sequence[TalkRef]:
    """The talks of an answer that its text leaves at a number; none when it lists all."""
    said = MORE.search(answer.text)
    cited = {citation.talk_id for citation in answer.citations}
    rest = [ref for ref in answer.talks if ref.talk_id not in cited]
    return rest if said and len(rest) == int(said[1].replace(",", "")) else ()


def rest_html(rest: Sequence[TalkRef], total: int) -> str:
    """The talks that the text does not list, folded away; the numbers go on."""
    if not rest:
        return ""
    rows = "".join(
        f"<li>{_link(ref.talk_id, f'<strong>{maths_html(ref.title)}</strong>')}"
        + (f" — {escape(', '.join(ref.speakers))}" if ref.speakers else "")
        + "</li>"
        for ref in rest[:MOST]
    )
    left = len(rest) - MOST
    more = f"<p>… and {left:,} more: the tab “Talks” lists all.</p>" if left > 0 else ""
    label = "Show the other talk" if len(rest) == 1 else f"Show the other {len(rest):,} talks"
    first = total - len(rest) + 1
    return (
        f'<details class="tb-rest"><summary>{label}</summary><ol start="{first}">{rows}</ol>{more}'
        "</details>"
    )


def _link(talk_id: str, inside: str) -> str:
    ident = escape(quote(talk_id, safe=""))
    return f'<a class="tb-name" href="#talk={ident}" data-talk="{escape(talk_id)}">{inside}</a>'


def _words(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", html)).split())
