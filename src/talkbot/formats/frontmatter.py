"""Front matter: a Markdown page that begins with its talk's values, as Hugo and Jekyll have it.

YAML stands between `---`, TOML between `+++`; what follows is the abstract, and maybe the bio.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from talkbot.formats.bios import divide
from talkbot.formats.dates import has_day
from talkbot.formats.document import Document, Line, Parsed, without_mail
from talkbot.formats.fields import KEYS, is_empty, plain_key, text
from talkbot.formats.labels import label_of
from talkbot.formats.markdown import markdown_lines
from talkbot.formats.markup import plain_line, plain_text
from talkbot.formats.records import Context, Entry, entry_of, identified
from talkbot.formats.structured import parse_toml, parse_yaml
from talkbot.formats.wording import TBA
from talkbot.talks import Speaker

_YAML = re.compile(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NESTED = frozenset({"extra", "params", "taxonomies", "talk", "session", "fields", "data"})
# A blog has authors as well: only these say that somebody speaks.
_SPEAKING = frozenset(KEYS["speakers"]) - {"author", "authors", "owner", "by", "name", "names"}
_OF_TALKS = re.compile(
    r"\b(?:talks?|sessions?|presentations?|lectures?|seminars?|colloqui(?:um|a)|keynotes?)\b", re.I
)
_BELOW_TITLE = ("subtitle", "excerpt", "tagline", "lead", "description")
_PRIVATE = re.compile(
    r"\b(?:notes?|private|internal|reviewers?|committee|organi[sz]ers?|to-?do|contact|logistics|"
    r"requirements|e-?mail)\b",
    re.IGNORECASE,
)


def recognise(document: Document) -> str:
    """Why a page is taken for one talk with front matter, or ""."""
    found = _split(document.text)
    if not found:
        return ""
    kind, head, _ = found
    values, problem = parse_yaml(head) if kind == "YAML" else parse_toml(head)
    if problem and re.search(r"(?im)^[ \t]*speakers?\s*[:=]", head):
        return f"it begins with {kind} front matter"
    if not isinstance(values, Mapping) or not _is_talk(_flat(values), document.path):
        return ""
    return f"its {kind} front matter gives the values of a talk"


def read(document: Document) -> Parsed:
    """The talk of the page; broken front matter is reported with its line."""
    found = _split(document.text)
    if not found:
        return Parsed()
    kind, head, start = found
    values, problem = parse_yaml(head) if kind == "YAML" else parse_toml(head)
    first = document.text[: document.text.find(head)].count("\n")
    if problem or not isinstance(values, Mapping):
        line, message = problem or (0, "This front matter gives no values.")
        return Parsed(problems=(document.problem(first + line, message),))
    record = _flat(values)
    paragraphs, heading = _body(document.text[start:])
    record.setdefault("title", heading)
    written = [text(record.pop(key)) for key in list(record) if _is_abstract(key)]
    record = {key: _named(key, value) for key, value in record.items()}
    entry = entry_of(record, Context(document.source))
    if isinstance(entry, str):
        message = entry or "This page is about a break, so it was left out."
        return Parsed(problems=(document.problem(first + 1, message),))
    talk = entry.talk
    own = [line for value in written for line in plain_text(value).split("\n") if line]
    said = "\n".join(paragraphs)
    if all(line in said for line in own):
        own = []
    own, paragraphs = (
        [kept for p in part if (kept := without_mail(p)) and not TBA.match(kept)]
        for part in (own, paragraphs)
    )
    # What is called the abstract is no bio, whoever it speaks of.
    body, speakers = divide(paragraphs, talk.speakers)
    abstract = "\n".join(filter(None, [*own, body]))
    talk = replace(talk, abstract=abstract, speakers=_once(speakers, talk.speakers))
    return Parsed(identified([Entry(talk, entry.key)]))


def without_front(text: str) -> tuple[str, str]:
    """A page without its front matter, lines kept in their places, and the title that it gives."""
    found = _split(text)
    if not found:
        return text, ""
    kind, head, start = found
    values, _ = parse_yaml(head) if kind == "YAML" else parse_toml(head)
    values = values if isinstance(values, Mapping) else {}
    # A day in what stands below the title is that of the page.
    below = (plain_line(values.get(key)) for key in _BELOW_TITLE)
    day = next((words for words in below if has_day(words)), "")
    blank = "\n" * (text.count("\n", 0, start) - 2 * bool(day))
    body = f"{blank}{day}\n\n{text[start:]}" if day else blank + text[start:]
    return body, plain_line(values.get("title"))


def _split(page: str) -> tuple[str, str, int] | None:
    """Front matter as (language, text, where the body begins)."""
    for kind, form in (("YAML", _YAML), ("TOML", _TOML)):
        match = form.match(page)
        if match and re.search(r"^[ \t]*[\w\"'-]+\s*[:=]", match[1], re.MULTILINE):
            return kind, match[1], match.end()
    return None


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with those of the tables that themes put a page's own values in."""
    record = {str(key): value for key, value in values.items()}
    for key, inner in list(record.items()):
        if key in _NESTED and isinstance(inner, Mapping):
            del record[key]
            for name, value in inner.items():
                record.setdefault(str(name), value)
    return record


def _is_talk(record: Mapping[str, Any], path: str) -> bool:
    plain = {plain_key(key) for key, value in record.items() if not is_empty(value)}
    if plain & _SPEAKING:
        return True
    kinds = " ".join(text(record.get(key)) for key in ("layout", "type", "kind", "talk_type"))
    folder = path.rpartition("/")[0].rpartition("/")[2]
    of_talks = bool(_OF_TALKS.search(f"{kinds} {folder}".replace("_", " ").replace("-", " ")))
    has_more = plain & {*KEYS["event"], *KEYS["video"], *KEYS["slides"], "abstract"}
    return bool(plain & {"author", "authors"}) and (of_talks or len(has_more) > 1)


def _is_abstract(key: str) -> bool:
    return plain_key(key) in KEYS["abstract"] or plain_key(key) in ("excerpt", "teaser", "summary")


def _named(key: str, value: Any) -> Any:
    """Speakers that are given by the name of their own page, "ada-byron", as names."""
    if plain_key(key) not in KEYS["speakers"]:
        return value
    if isinstance(value, list):
        return [_named(key, item) for item in value]
    if isinstance(value, str) and re.fullmatch(r"[^\W\d_A-Z]+(?:[-_][^\W\d_A-Z]+){1,4}", value):
        return " ".join(word.capitalize() for word in re.split(r"[-_]", value))
    return value


def _body(page: str) -> tuple[list[str], str]:
    """The paragraphs below the front matter, without private sections, and the first heading."""
    paragraphs: list[str] = []
    title = ""
    private = 0
    for line in markdown_lines(re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)):
        if line.level and not title and not paragraphs and not label_of(line.text):
            title = line.text
        elif line.level:
            if private and line.level > private:
                continue
            private = line.level if _PRIVATE.search(line.text) else 0
            if not private:
                paragraphs.append(_heading(line))
        elif not private and not re.match(r"\{[{%]", line.text):
            paragraphs.append(line.text)
    return paragraphs, title


def _heading(line: Line) -> str:
    label = label_of(line.text)
    return f"{line.text.rstrip(':')}:" if label and label[0] in ("abstract", "bio") else line.text


def _once(divided: tuple[Speaker, ...], before: tuple[Speaker, ...]) -> tuple[Speaker, ...]:
    """The speakers with the bio that the front matter gives, where it gives one."""
    return tuple(
        replace(new, bio=old.bio) if old.bio else new
        for new, old in zip(divided, before, strict=True)
    )
