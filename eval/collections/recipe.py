"""How the records of the collections here were made; not needed to run an evaluation.

    python eval/collections/recipe.py seminar
    python eval/collections/recipe.py pyvideo PATH/pyvideo EVENT NAME

The first rebuilds harrowgate/talks.jsonl from the page beside it, with the split of every speaker
line written out below by hand, so that the importer is not asked to mark its own work. The second
makes NAME/talks.jsonl from one event folder of an unpacked pyvideo/data.
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from talkbot.talks import Speaker, Talk, fold, talk_id, talk_to_json

HERE = Path(__file__).parent

# (name, affiliation, role, lines of abstract, whether a bio follows), in the order of the page.
SEMINAR = (
    ("Inês Carvalhal", "Northmere University", "", 2, False),
    ("Leopold Anstruther-Vance", "Kestrel Institute & Northmere University", "", 1, True),
    ("Sólveig Áskelsdóttir", "Institute for Cold Landscapes", "", 1, False),
    (
        "Kwabena (Kobby) Ansah-Mireku",
        "Port Salla Medical College",
        "Associate Professor and Head of Emergency Care",
        1,
        True,
    ),
    ("Rohini Devasahayam", "Centre for Household Finance", "", 1, False),
    ("Yannick Lebrun-Oduya", "Northmere University", "", 1, True),
    ("Minh-Anh Trần Quế", "Tarrow Observatory", "", 1, False),
    ("Elin Corvadi", "Maritime Heritage Trust and Tarrow Museum", "", 1, True),
    ("Paul Corvadi", "Pellworth Institute of Technology", "", 2, False),
    (
        "Marguerite Osei-Tamm",
        "Northmere University",
        "Halden Foundation Postdoctoral Scholar",
        1,
        False,
    ),
    ("Dagny Holmqvist-Rao", "University of Pellworth", "", 1, True),
    ("Bartholomew Nkemelu", "Conservatory of Port Salla", "", 1, False),
    ("Aroha Te Whenua-Pryce", "Island Hazards Survey", "", 2, True),
    (
        "Casimir Ojukwu-Brandt",
        "Pellworth Institute of Technology",
        "Director of the Civic Mathematics Lab",
        1,
        False,
    ),
)


# Escaped marks stand for themselves; these take their place until the markup is gone.
ESCAPED = {"*": "\ue000", "_": "\ue001", "`": "\ue002", "#": "\ue003"}


def seminar(page: Path) -> list[Talk]:
    lines = page.read_text(encoding="utf-8").rstrip("\n").split("\n")
    event, at, talks = lines[0], 1, []
    for name, affiliation, role, paragraphs, has_bio in SEMINAR:
        title, raw, body = lines[at], lines[at + 1], lines[at + 2 : at + 2 + paragraphs]
        at += 2 + paragraphs
        bio = lines[at] if has_bio else ""
        at += has_bio
        speaker = Speaker(name, affiliation, role, bio, raw=raw)
        talks.append(
            Talk(
                id=talk_id(title, (name,), event=event),
                title=title,
                speakers=(speaker,),
                abstract="\n".join(body),
                event=event,
            )
        )
    if at != len(lines):
        raise SystemExit(f"{page} has {len(lines)} lines, the table covers {at}")
    return talks


def plain(text: str) -> str:
    """A pyvideo description (reStructuredText, Markdown or HTML) as plain text.

    Paragraphs are parted by an empty line, list items each keep a line; the wrapping inside a
    paragraph goes.
    """
    text = re.sub("[\u2028\u2029\u0085]|\r\n?", "\n", text)
    text = re.sub(r"(?i)<br\s*/?>|</(?:p|div|li|h\d)>", "\n\n", text)
    text = re.sub(r"`([^`<]+?)\s*<[^>]+>`__?", r"\1", text)
    text = html.unescape(re.sub(r"(?s)<[a-zA-Z/!][^>]*>", "", text))
    text = re.sub(r"\\\s", "", text)
    text = re.sub(r"\\([*_`#])", lambda match: ESCAPED[match[1]], text)
    text = re.sub(r"!?\[([^\]\n]+)\]\([^)\n]+\)", r"\1", text)
    text = re.sub(r"(?m)^\s*(?:[=\-~^*#_+]\s?){4,}\s*$", "", text)
    text = re.sub(r"(?m)^#{1,6}\s+|^\.\.\s+\w+::.*$", "", text)
    text = re.sub(r"\*\*([^*\n]+)\*\*|``([^`\n]+)``|`([^`\n]+)`_{0,2}", _kept, text)
    text = re.sub(r"(?<![\w*])\*([^*\s](?:[^*\n]|\n(?!\s*\n))*)\*(?![\w*])", r"\1", text)
    text = re.sub(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "(address left out)", text)
    for mark, standin in ESCAPED.items():
        text = text.replace(standin, mark)
    blocks = (_unwrapped(block) for block in re.split(r"\n\s*\n", text))
    return "\n\n".join(block for block in blocks if block)


def _kept(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)


def _unwrapped(block: str) -> str:
    lines: list[str] = []
    for line in block.split("\n"):
        bare = " ".join(line.split())
        if not bare:
            continue
        if lines and not re.match(r"(?:[-*•–]|\d{1,2}[.)])\s|\[\d+\]", bare):
            # Lines were also broken behind the hyphen of a word.
            lines[-1] += ("" if re.search(r"\w-$", lines[-1]) else " ") + bare
        else:
            lines.append(bare)
    return "\n".join(lines)


def pyvideo(folder: Path, event_name: str) -> list[Talk]:
    files = sorted((folder / event_name / "videos").glob("*.json"))
    category = json.loads((folder / event_name / "category.json").read_text(encoding="utf-8"))
    event = str(category["title"])
    talks = [_talk(json.loads(path.read_text(encoding="utf-8")), event) for path in files]
    talks.sort(key=lambda talk: (talk.start, fold(talk.title), talk.id))
    return talks


def _talk(record: dict[str, object], event: str) -> Talk:
    text = plain(str(record.get("description") or record.get("summary") or ""))
    names = tuple(" ".join(str(name).split()) for name in record.get("speakers") or ())  # type: ignore[attr-defined]
    title = " ".join(html.unescape(str(record["title"])).split())
    abstract, bio = _parted(text, names)
    videos = record.get("videos") or [{}]
    return Talk(
        id=talk_id(title, names, event=event),
        title=title,
        speakers=tuple(
            Speaker(name, bio=bio if n == 0 else "", raw=name) for n, name in enumerate(names)
        ),
        abstract=abstract,
        event=event,
        start=str(record.get("recorded") or ""),
        duration=float(str(record.get("duration") or 0)),
        language={"eng": "en"}.get(str(record.get("language")), str(record.get("language") or "")),
        tags=tuple(str(tag) for tag in record.get("tags") or ()),  # type: ignore[attr-defined]
        video_url=str(videos[0].get("url") or ""),  # type: ignore[index]
    )


def _parted(text: str, names: tuple[str, ...]) -> tuple[str, str]:
    """The abstract and the one speaker's bio, where a line "NAME Bio" of its own parts them."""
    blocks = text.split("\n\n")
    for n, block in enumerate(blocks):
        if len(names) == 1 and fold(block) == fold(f"{names[0]} Bio"):
            return "\n\n".join(blocks[:n]), "\n\n".join(blocks[n + 1 :])
    return text, ""


def write(path: Path, talks: Iterable[Talk]) -> None:
    talks = list(talks)
    if len({talk.id for talk in talks}) != len(talks):
        raise SystemExit(f"{path} would hold two talks with the same title and speakers")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for talk in talks:
            record = talk_to_json(talk, full=True)
            del record["source"]
            out.write(json.dumps(record, ensure_ascii=False) + "\n")


def main(argv: list[str]) -> None:
    if argv == ["seminar"]:
        folder = HERE / "harrowgate"
        write(folder / "talks.jsonl", seminar(folder / "harrowgate-lectures.txt"))
    elif len(argv) == 4 and argv[0] == "pyvideo":
        write(HERE / argv[3] / "talks.jsonl", pyvideo(Path(argv[1]), argv[2]))
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
