"""The people of a structured record: names in a cell, a list of names, objects, ids."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from talkbot.formats.fields import fields_of, is_empty, plain_key, text
from talkbot.formats.links import web_url
from talkbot.formats.markup import plain_line, plain_text
from talkbot.formats.names import name_score
from talkbot.formats.people import people_of, split_role
from talkbot.talks import Speaker

People = Mapping[str, Mapping[str, Any]]
"""What a file says about a person, by the id or code it uses for them."""

_EMAIL = re.compile(r"[<(\[]?\s*(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+\s*[>)\]]?")
_JOINED = re.compile(r"[,;&/|·•]|\b(?:and|und|et)\b", re.IGNORECASE)
_NOBODY = re.compile(
    r"""(?:(?:various|multiple|several|many|all)(?:\s+\w+)?|(?:to\s+be\s+)?(?:announced|determined|confirmed)|t\.?b\.?[acd]\.?|n/?a|none|
    null|unknown(?:\s+speaker)?|anonymous|speaker|speakers|no\s+speaker|-+|\?+|others?|et\s+al\.?)""",
    re.IGNORECASE | re.VERBOSE,
)


def speakers_of(values: Mapping[str, Any], known: People) -> tuple[Speaker, ...]:
    """The people of a record, from names, objects or ids, without "Various speakers"."""
    people: list[Speaker] = []
    for entry in _entries(values.get("speakers")):
        if isinstance(entry, Mapping):
            people += _from_object(entry, known)
        else:
            value = text(entry).strip()
            if value in known:
                people += _from_object(known[value], known)
            else:
                people += _from_text(value, values, isinstance(values.get("speakers"), str))
    named = {p.name: p for p in reversed(people) if p.name and not _NOBODY.fullmatch(p.name)}
    result = list(named.values())[::-1]
    return _with_columns(result, values)


def _entries(value: Any) -> Sequence[Any]:
    if is_empty(value):
        return ()
    if isinstance(value, str):
        return [piece for piece in re.split(r"\s*[|\n]\s*", value) if piece.strip()]
    if isinstance(value, Mapping):
        objects = [v for v in value.values() if isinstance(v, Mapping)]
        return objects if objects and len(objects) == len(value) else (value,)
    return value[:500] if isinstance(value, list | tuple) else (value,)


def _from_object(entry: Mapping[str, Any], known: People) -> list[Speaker]:
    plain = {plain_key(str(key)): value for key, value in entry.items()}
    first, last = (
        next((found for key in keys if (found := text(plain.get(key)))), "")
        for keys in (
            ("firstname", "first", "given", "givenname"),
            ("lastname", "last", "family", "familyname", "surname"),
        )
    )
    named = ("publicname", "fullpublicname", "fullname", "displayname", "name", "speakername")
    name = next((found for key in named if (found := text(plain.get(key)))), f"{first} {last}")
    name = plain_line(_EMAIL.sub("", name))
    own = next((text(plain[key]) for key in ("id", "code", "guid") if key in plain), "")
    elsewhere = known.get(own) if own and known.get(own) is not entry else None
    if not name:
        return _from_object(elsewhere, {}) if elsewhere else []
    values = fields_of({k: v for k, v in entry.items() if plain_key(str(k)) not in named})
    affiliation = plain_line(text(values.get("affiliation")))
    role = plain_line(text(values.get("role")) or text(plain.get("tagline")))
    if not affiliation:
        role, affiliation = _tagline(role)
    bio = plain_text(text(values.get("bio")) or text(plain.get("description")))
    if not bio and elsewhere:
        bio = next((person.bio for person in _from_object(elsewhere, {})), "")
    keys = ("url", "link", "website", "homepage")
    url = next((found for key in keys if (found := web_url(plain.get(key)))), "")
    return [Speaker(name=name, affiliation=affiliation, role=role, bio=bio, url=url)]


def _tagline(line: str) -> tuple[str, str]:
    """What a person says of themselves in a line, as (role, affiliation)."""
    at = re.search(r",?\s+(?:at|@)\s+", line)
    if at:
        return line[: at.start()], line[at.end() :]
    role, place = split_role(line)
    return (role, place) if role else (place, "")


def _from_text(value: str, values: Mapping[str, Any], one_cell: bool) -> list[Speaker]:
    """People named in a text: in one cell by any of the marks that listings use."""
    name = _EMAIL.sub("", plain_line(_EMAIL.sub("", value))).strip(" ,;")
    if not one_cell and "(" not in name:
        joined = _JOINED.search(name)
        names = [person.name for person in people_of(name, places=False)] if joined else []
        several = len(names) > 1 and all(" " in n and name_score(n) > 0.8 for n in names)
        return [Speaker(name=n, raw=name) for n in (names if several else [name])]
    if "affiliation" in values and ";" not in name:
        return [Speaker(name=part, raw=part) for part in _names_only(name)]
    return list(people_of(name, places="affiliation" not in values and not values.get("several")))


def _names_only(cell: str) -> list[str]:
    parts = [person.name for person in people_of(cell, places=False)]
    return parts or [cell]


def _with_columns(people: list[Speaker], values: Mapping[str, Any]) -> tuple[Speaker, ...]:
    """The people with what columns beside the names say: one value each, or one for all."""
    for name in ("affiliation", "role", "bio"):
        value = values.get(name)
        if not people or is_empty(value) or isinstance(value, Mapping):
            continue
        if isinstance(value, str):
            parts = [part.strip() for part in re.split(r"[|\n]|;\s", value)]
            parts = parts if len(parts) == len(people) > 1 else [value] * len(people)
        else:
            parts = [text(part) for part in (value if isinstance(value, list | tuple) else [value])]
        if name == "bio" and len(parts) == len(people) > 1 and len(set(parts)) == 1:
            parts = parts[:1] + [""] * (len(people) - 1)
        for number, (person, part) in enumerate(zip(people, parts, strict=False)):
            if name == "affiliation" and not person.affiliation:
                role, place = split_role(plain_line(part))
                person = replace(person, affiliation=place, role=person.role or role)
            elif name == "role" and not person.role:
                person = replace(person, role=plain_line(part))
            elif name == "bio" and not person.bio:
                person = replace(person, bio=plain_text(part))
            people[number] = person
    return tuple(people)
