"""Conference schedules in XML: frab's and pretalx's schedule.xml, and EuroPython's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from talkbot.formats.document import Document, Parsed
from talkbot.formats.records import Context, Entry, entry_of, identified, remarks
from talkbot.formats.structured import Places
from talkbot.talks import Problem

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ROOT = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)?"
    r"<(schedule|talks)\b",
    re.DOTALL,
)
_EVENTS = frozenset({"event", "talk", "session", "presentation", "lecture"})
_PEOPLE = frozenset({"person", "speaker", "presenter", "author"})


def recognise(document: Document) -> str:
    match = _ROOT.match(document.text[:4000])
    return f"schedule in XML: its root is <{match[1]}>" if match else ""


def read(document: Document) -> Parsed:
    """Every event that has a title and is no break."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(document.text.encode("utf-8", "replace"), forbid_dtd=True)
    except ParseError as error:
        line = error.position[0]
        return Parsed(problems=(document.problem(line, f"This is not valid XML: {error.msg}."),))
    except DefusedXmlException:
        message = "This XML defines entities or a document type, which is not read."
        return Parsed(problems=(document.problem(1, message),))
    except (ValueError, LookupError) as error:
        return Parsed(problems=(document.problem(1, f"This XML cannot be read: {error}."),))
    base = Context(document.source, event=_conference(root), minutes=True)
    places = Places(document)
    entries: list[Entry] = []
    problems: list[Problem] = []
    for element, context in _events(root, base):
        entry = entry_of(_record(element), context)
        if isinstance(entry, Entry):
            entries.append(entry)
        said = remarks(entry.talk) if isinstance(entry, Entry) else [entry] if entry else []
        if said:
            line = places.line({"title": _child_text(element, "title"), **element.attrib})
            problems += [document.problem(line, message) for message in said]
    if not entries:
        problems.append(document.problem(0, "This XML has no event with a title."))
    return Parsed(identified(entries), tuple(problems))


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].casefold()


def _conference(root: Element) -> str:
    for element in root:
        if _tag(element) == "conference":
            title = next((child for child in element if _tag(child) == "title"), element)
            text = " ".join("".join(title.itertext()).split())
            return "" if text.startswith("http") else text
    return root.get("conference") or root.get("title") or ""


def _events(root: Element, base: Context) -> Iterator[tuple[Element, Context]]:
    """Every event with the day and room it stands in, without recursion."""
    stack = [(root, base)]
    while stack:
        element, context = stack.pop()
        tag = _tag(element)
        if tag in _EVENTS and _child_text(element, "title"):
            yield element, context
            continue
        if tag == "day" or (tag == "schedule" and element.get("date")):
            context = replace(context, day=element.get("date") or context.day)
        elif tag == "room":
            context = replace(context, room=element.get("name") or context.room)
        elif tag == "track" and element.get("name"):
            context = replace(context, track=element.get("name") or "")
        stack += [(child, context) for child in reversed(element)]


def _child_text(element: Element, *tags: str) -> str:
    for child in element:
        if _tag(child) in tags and (text := _text(child)):
            return text
    return ""


def _text(element: Element) -> str:
    """The text of an element; one with markup inside, as markup."""
    if len(element) == 0:
        return (element.text or "").strip()
    from xml.etree.ElementTree import tostring

    inner = (element.text or "") + "".join(tostring(child, encoding="unicode") for child in element)
    return re.sub(r"(</?)\w+:|\sxmlns(?::\w+)?=\"[^\"]*\"", r"\1", inner).strip()


def _record(event: Element) -> Mapping[str, Any]:
    """An event as a record with the keys that schedule.json uses."""
    record: dict[str, Any] = {
        key: value
        for key in ("id", "guid", "code", "url", "language", "start", "duration", "room")
        if (value := event.get(key))
    }
    people: list[Mapping[str, Any]] = []
    links: list[Mapping[str, Any]] = []
    for child in event:
        tag = _tag(child)
        if tag in ("persons", "speakers", "presenters", "authors"):
            people += [_person(item) for item in child if _tag(item) in _PEOPLE]
            if not len(child) and child.text:
                record["speakers"] = child.text
        elif tag in _PEOPLE:
            people.append(_person(child))
        elif tag in ("links", "attachments"):
            links += [{"url": item.get("href"), "title": _text(item)} for item in child]
        elif tag == "slides" and child.get("url"):
            record["slides"] = child.get("url")
        elif tag not in record and (text := _text(child)):
            record["url" if tag == "public_url" else tag] = text
    if people:
        record["speakers"] = people
    return {**record, "links": links}


def _person(element: Element) -> Mapping[str, Any]:
    own = {_tag(child): _text(child) for child in element}
    name = own.get("name") or own.get("public_name") or own.get("full_public_name")
    name = name or element.get("name") or (element.text or "").strip()
    bio = own.get("biography") or own.get("bio") or own.get("description")
    url = own.get("public_url") or own.get("url") or element.get("homepage") or element.get("url")
    place = own.get("affiliation") or own.get("company") or own.get("organization")
    return {"name": name, "biography": bio, "url": url, "affiliation": place or own.get("activity")}
