"""What a page is written in, and its text in one of the ways that are read: HTML, Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape

from talkbot.formats.dialects import as_markdown
from talkbot.formats.document import Document
from talkbot.formats.frontmatter import without_front
from talkbot.formats.latex import is_latex, latex_html
from talkbot.formats.markdown import is_html, is_markdown, markdown_html


@dataclass(frozen=True, slots=True)
class Written:
    """A page without its front matter: `kind` is "html", "markdown" or, for lines without markup,
    "plain"; `title` is what the front matter gives."""

    kind: str
    text: str
    title: str

    @property
    def html(self) -> str:
        """The page as HTML, "" for one without markup."""
        if self.kind == "plain":
            return ""
        heading = f"<h1>{escape(self.title)}</h1>" if self.title else ""
        return heading + (self.text if self.kind == "html" else markdown_html(self.text))


@lru_cache(maxsize=2)
def written(document: Document) -> Written:
    """A page in the way that it is read in; its lines keep their numbers."""
    text, title = without_front(document.text)
    if is_html(document.name, text):
        return Written("html", text, title)
    if is_latex(document.name, text):
        return Written("html", latex_html(text), title)
    if told := as_markdown(document.name, text):
        return Written("markdown", told, title)
    markdown = bool(title) or is_markdown(document.name, text)
    return Written("markdown" if markdown else "plain", text, title)
