"""Citations for clients that know only text: a list of sources, and annotations of the marks."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from talkbot.answering.builder import escape
from talkbot.answers import Answer, Citation
from talkbot.moments import clock

_FIELDS = {"abstract": "abstract", "bio": "speaker's bio", "record": "record"}
_MARK = re.compile(r"\[(\d+)\]")


def with_sources(answer: Answer) -> str:
    """The answer's Markdown, its notice, and the cited words by mark."""
    parts = [answer.text]
    if answer.notice:
        parts.append(f"*{escape(answer.notice)}*")
    if answer.citations:
        parts.append("\n".join(["**Sources**", "", *map(_source, answer.citations)]))
    return "\n\n".join(parts)


def _source(cited: Citation) -> str:
    said = f"on stage, at {clock(cited.time)}" if cited.time is not None else "on stage"
    where = _FIELDS.get(cited.field, said)
    quote = escape(cited.shown) or f"“{escape(' '.join(cited.quote.split()))}”"
    title = escape(" ".join(cited.title.split()))
    link = f" <{cited.url}>" if re.fullmatch(r"https?://[^\s<>]+", cited.url) else ""
    return f"- [{cited.n}] {title}: {quote} ({where}){link}"


def citation_notes(answer: Answer) -> list[dict[str, Any]]:
    """Each mark of the text as OpenAI's `url_citation`, with the whole citation as `talkbot`.

    `start_index` and `end_index` are those of the mark, in characters.
    """
    by_number = {cited.n: cited for cited in answer.citations}
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": mark.start(),
                "end_index": mark.end(),
                "title": cited.title,
                "url": cited.url,
            },
            "talkbot": asdict(cited),
        }
        for mark in _MARK.finditer(answer.text)
        if (cited := by_number.get(int(mark[1])))
    ]
