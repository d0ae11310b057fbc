"""How the retrieval set was made; not needed to measure with it.

    python eval/retrieval/build.py PATH/pyvideo

From an unpacked pyvideo/data it takes the twenty events whose names hash lowest among those with
fifty usable English talks, and of each the fifty talks whose ids hash lowest, and writes
talks.jsonl.gz, queries.jsonl.gz and events.json beside this file, the same bytes every time.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "collections"))

from recipe import pyvideo  # noqa: E402

from talkbot.talks import Talk, fold, slug, talk_to_json  # noqa: E402
from talkbot.words import STOP_WORDS, content_pairs, content_terms, words  # noqa: E402

EVENTS, TALKS, PARAPHRASED = 20, 50, 10
# The collections with questions of their own stay out, so that a gate set here has not seen them.
ASIDE = {path.parent.name for path in (HERE.parent / "collections").glob("*/talks.jsonl")}

# Topics of the field and beyond it: what says that a talk is about one ("is"), and every word that
# makes it doubtful that an event has nothing on it ("hints").
TOPICS: dict[str, dict[str, str]] = json.loads((HERE / "topics.json").read_text(encoding="utf-8"))

# What somebody who half remembers a talk asks for, by the talk's id: written by hand from the
# records of the event, before any search was run on it.
PARAPHRASES: dict[str, str] = json.loads((HERE / "paraphrases.json").read_text(encoding="utf-8"))

# A question about a talk whose answer no record of it has; the pattern would show that it has.
ATTRIBUTES = (
    ("When was {speaker} born?", r"\bborn\b|\bage of\b|years old"),
    ("How many people attended “{title}”?", r"attend(?:ed|ance)|audience of|participants"),
    ("Where can I buy the book by {speaker}?", r"\bbooks?\b|author|publish"),
    ("Which dataset does {speaker} use?", r"data"),
    (
        "How much did the project of {speaker} cost?",
        r"\bcosts?\b|price|budget|fund|\bmoney\b|[$€£]",
    ),
    (
        "Which university did {speaker} study at?",
        r"universit|college|ph\.?d|degree|student|\bschool",
    ),
)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def usable(talk: Talk) -> bool:
    """Whether its title is a fair question for its abstract."""
    title = fold(talk.title)
    return (
        talk.language == "en"
        and len(talk.abstract) >= 250
        and len(set(content_terms(talk.title))) >= 2
        and title not in fold(talk.abstract)
        # Some abstracts end in their page's address, which spells the title.
        and slug(talk.title, 30) not in fold(talk.abstract)
        and not re.search(r"lightning|keynote|opening|closing|welcome|panel|sprint|tutorial", title)
        and not re.search(r"\b(?:day|part) (?:\d|one|two|i+\b)", title)
        and not any(fold(speaker.name) in title for speaker in talk.speakers)
    )


def chosen(folder: Path) -> dict[str, list[Talk]]:
    events: dict[str, list[Talk]] = {}
    names = (path.parent.name for path in folder.glob("*/category.json"))
    for name in sorted(names, key=digest):
        if name in ASIDE or len(events) == EVENTS:
            continue
        if len(list((folder / name / "videos").glob("*.json"))) < TALKS:
            continue
        talks = {fold(talk.title): talk for talk in pyvideo(folder, name) if usable(talk)}
        if len(talks) >= TALKS:
            by_hash = sorted(talks.values(), key=lambda talk: digest(talk.id))
            events[name] = sorted(by_hash[:TALKS], key=lambda talk: talk.id)
    return events


def queries(events: dict[str, list[Talk]]) -> Iterator[dict[str, Any]]:
    for name, talks in events.items():
        for talk in talks:
            yield _query(name, "title", _bare_title(talk), [talk.id])
        yield from _topics(name, talks)
        others = [talk for other, ts in events.items() if other != name for talk in ts]
        others.sort(key=lambda talk: digest(name + talk.id))
        for talk in others[:TALKS]:
            yield _query(name, "absent_title", _bare_title(talk), [])
        yield from _attributes(name, talks)
        for talk in paraphrased(talks):
            yield _query(name, "paraphrase", _paraphrase(talk), [talk.id])


def _bare_title(talk: Talk) -> str:
    """The title without the event's name at its end, which would give the event away."""
    event = r"\s*".join(map(re.escape, talk.event.split()))
    return re.sub(rf"(?i)[\s,;|:(-]+{event}\)?(?: presentation)?$", "", talk.title)


def _topics(name: str, talks: list[Talk]) -> Iterator[dict[str, Any]]:
    """A topic is present when a title has it or an abstract has it twice; absent without a hint.

    Topics that are only mentioned or hinted at are neither, and left out.
    """
    for topic, patterns in TOPICS.items():
        found = re.compile(patterns["is"], re.IGNORECASE)
        hinted = re.compile(f"{patterns['is']}|{patterns['hints']}", re.IGNORECASE)
        gold = [
            talk.id
            for talk in talks
            if found.search(talk.title) or len(found.findall(talk.abstract)) > 1
        ]
        if gold:
            yield _query(name, "topic", f"Which talks cover {topic}?", gold)
        elif not any(hinted.search(json.dumps(talk_to_json(talk))) for talk in talks):
            yield _query(name, "absent_topic", f"Which talks cover {topic}?", [])


def _attributes(name: str, talks: list[Talk]) -> Iterator[dict[str, Any]]:
    alone = [talk for talk in talks if len(talk.speakers) == 1]
    for at, talk in enumerate(sorted(alone, key=lambda talk: digest("attribute" + talk.id))):
        question, shown = ATTRIBUTES[at % len(ATTRIBUTES)]
        if not re.search(shown, f"{talk.title} {talk.abstract}", re.IGNORECASE):
            text = question.format(speaker=talk.speakers[0].name, title=talk.title)
            yield _query(name, "absent_attribute", text, [])


def paraphrased(talks: list[Talk]) -> list[Talk]:
    """Those of an event to ask for in other words.

    Not one whose title another has as well, nor one in a language with few of English's words: its
    words would be others of necessity.
    """
    titles = Counter(fold(_bare_title(talk)) for talk in talks)
    fit = [t for t in talks if titles[fold(_bare_title(t))] == 1 and _english(t.abstract)]
    return sorted(fit, key=lambda talk: digest("paraphrase" + talk.id))[:PARAPHRASED]


def _english(text: str) -> bool:
    said = words(text)
    return sum(word in STOP_WORDS for word in said) >= 0.2 * len(said)


def _paraphrase(talk: Talk) -> str:
    """The request for it, or an error when it repeats two words of its record or a name."""
    text = PARAPHRASES.get(talk.id, "")
    names = {word for speaker in talk.speakers for word in words(speaker.name)}
    repeated = content_pairs(text) & (content_pairs(talk.title) | content_pairs(talk.abstract))
    if not text or repeated or names & set(words(text)):
        raise SystemExit(f"no paraphrase in other words: {talk.id} {text} {repeated}")
    return text


def _query(event: str, kind: str, text: str, gold: list[str]) -> dict[str, Any]:
    return {"event": event, "kind": kind, "query": text, "gold_talk_ids": gold}


def write(path: Path, records: Iterable[dict[str, Any]]) -> None:
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    # No time and no name in the header: the same records give the same bytes.
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def main(folder: Path) -> None:
    events = chosen(folder)
    if len(events) < EVENTS:
        raise SystemExit(f"{folder} has only {len(events)} usable events")
    records = []
    for name, talks in events.items():
        for talk in talks:
            record = talk_to_json(talk, full=True)
            del record["source"]
            records.append({"collection": name, **record})
    write(HERE / "talks.jsonl.gz", records)
    write(HERE / "queries.jsonl.gz", queries(events))
    listing = json.dumps({name: talks[0].event for name, talks in events.items()}, indent=2)
    (HERE / "events.json").write_text(listing + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
