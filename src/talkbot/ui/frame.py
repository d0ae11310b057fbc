"""What stands around a conversation: the header, the welcome, the lines near the composer."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from talkbot.collection import View
from talkbot.talks import Talk
from talkbot.ui.rendering import counted
from talkbot.ui.starters import starter_questions


def header_html(view: View) -> str:
    talks = view.catalogue.talks
    years = sorted({talk.year for talk in talks if talk.year})
    span = f" · {years[0]}–{years[-1]}" if len(years) > 1 else f" · {years[0]}" if years else ""
    speakers = len({s.name for talk in talks for s in talk.speakers})
    return (
        f'<header class="tb-header" data-generation="{view.generation}">'
        '<button type="button" class="tb-icon" id="tb-menu" aria-expanded="false" '
        'aria-label="Conversations" title="Conversations"></button>'
        '<h1><span class="tb-logo" aria-hidden="true"></span>talkbot</h1>'
        f"<p>{counted(len(talks), 'talk')} · {counted(speakers, 'speaker')}{span}</p>"
        '<button type="button" class="tb-icon tb-fresh" title="New conversation">'
        "<span>New conversation</span></button>"
        '<button type="button" class="tb-icon" id="tb-theme" title="Light or dark" '
        'aria-label="Switch light and dark"></button></header>'
    )


def views_html(tabs: Sequence[tuple[str, str]]) -> str:
    """The tabs, and for each but the chat the place that it is drawn into when first shown."""
    buttons = "".join(
        f'<button type="button" role="tab" id="tb-{name}-button" aria-controls="tb-{name}" '
        f'aria-selected="{str(first).lower()}" tabindex="{0 if first else -1}">{label}</button>'
        for name, label, first in (("chat", "Chat", True), *((n, t, False) for n, t in tabs))
    )
    views = "".join(
        f'<section class="tb-view" id="tb-{name}" data-view="{name}" role="tabpanel" '
        f'aria-labelledby="tb-{name}-button" hidden></section>'
        for name, _ in tabs
    )
    tabs_html = f'<div role="tablist" aria-label="Views">{buttons}</div>'
    return f'<nav class="tb-tabs">{tabs_html}</nav>{views}'


def welcome_html(talks: Sequence[Talk]) -> str:
    starters = "".join(
        f'<li><button type="button" class="tb-starter" data-ask="{q}">{q}</button></li>'
        for q in map(escape, starter_questions(talks))
    )
    return (
        '<section class="tb-welcome"><h2>What would you like to know?</h2>'
        f"<p>Ask the {counted(len(talks), 'recorded talk')} anything. Every sentence of an "
        "answer points at the words in a talk’s record that say so, and when no talk covers it, "
        "you are told.</p>"
        f'<ul class="tb-starters">{starters}</ul></section>'
    )


def footer_html(model: str) -> str:
    return (
        '<button type="button" class="tb-model" aria-haspopup="dialog" title="Settings">'
        f"{escape(model)}</button>"
    )


def notice_html(text: str) -> str:
    return f'<p role="alert">{escape(text)}</p>'


def too_long_html(length: int, longest: int) -> str:
    return notice_html(
        f"A question can have up to {longest:,} characters; this one has {length:,}. "
        "Please shorten it."
    )
