"""Invented talks, the embedder, and one that counts, for the tests of the store."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from talkbot.assembly import build
from talkbot.chat import TalkBot
from talkbot.embedding import Embedder, Encoded, MiniLM, Vector
from talkbot.ingest import ingest
from talkbot.settings import Settings
from talkbot.talks import Cue, Speaker, Talk, talk_id, talk_to_json

_SUBJECTS = "rivers lanterns beehives glaciers trams violins orchards lighthouses moths ferries"
_DEEDS = "measure repair predict describe compare restore observe simulate count protect"
_MEANS = "satellites paper notebooks neighbours sensors folk-songs tax-records models sketches rope"


@cache
def minilm() -> MiniLM:
    return MiniLM.load(threads=2)


class Counting(Embedder):
    """The real embedder, which remembers what it was asked to embed and to read."""

    def __init__(self) -> None:
        self.fingerprint = minilm().fingerprint
        self.texts: list[str] = []
        self.read: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vector:
        self.texts += texts
        return minilm().embed(texts)

    def encode(self, texts: Sequence[str], headings: Sequence[str] = ()) -> list[Encoded]:
        self.read += texts
        return minilm().encode(texts, headings)


def settings(home: Path) -> Settings:
    return Settings(home=home)


def sentence(rng: random.Random) -> str:
    subject, deed, means = (rng.choice(w.split()) for w in (_SUBJECTS, _DEEDS, _MEANS))
    return f"In {rng.randint(1700, 1999)} we {deed} {subject} with {means}."


def talk(number: int, *, sentences: int = 3, cues: int = 0, bio: str = "") -> Talk:
    rng = random.Random(number)
    title = f"{rng.choice(_SUBJECTS.split()).title()} and their keepers, part {number}"
    return Talk(
        id=talk_id(title, ("Ada Kant",)),
        title=title,
        speakers=(Speaker("Ada Kant", "Harbour College", bio=bio),),
        abstract="\n".join(sentence(rng) for _ in range(sentences)),
        transcript=tuple(
            Cue(4.0 * i, 4.0 * i + 3.5, "Ada Kant", sentence(rng)) for i in range(cues)
        ),
    )


def talks(count: int, *, sentences: int = 3) -> list[Talk]:
    return [talk(number, sentences=sentences) for number in range(count)]


def write(path: Path, written: Iterable[Talk]) -> Path:
    """A file that an ingest reads these talks from."""
    path.write_text("".join(json.dumps(talk_to_json(t, full=True)) + "\n" for t in written))
    return path


def bot_over(records: Iterable[Mapping[str, object]], home: Path) -> TalkBot:
    """A bot over records as a file of JSON Lines has them."""
    path = home / "talks.jsonl"
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")
    ingest([path], home=home, settings=settings(home))
    return build(settings(home))
