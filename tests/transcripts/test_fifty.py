"""Fifty questions over six timed transcripts: each citation opens at its own cue's second.

The transcripts are asked as they are, a cue a speaker's turn, and again as a machine's captions of
the same words would be: short cues, lower case, no full stops.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from talkbot.answers import Answer, Citation, answer_to_json
from talkbot.assembly import build
from talkbot.formats.reading import read_paths
from talkbot.ingest import ingest
from talkbot.passages import cue_at
from talkbot.settings import Settings
from talkbot.talks import Talk
from talkbot.terminal.answers import show_answer
from talkbot.ui.evidence import Place, evidence_html
from talkbot.ui.rendering import source_card
from tests.store import Counting, write

HERE = Path(__file__).parent
QUESTIONS = [json.loads(line) for line in (HERE / "questions.jsonl").read_text().splitlines()]
# A listener who lands this near before the words, or after, hears them.
_NEAR = 20.0


@dataclass(frozen=True)
class Asked:
    """A collection that was asked: its talks by file name, the answers, and where the evidence of
    each question stands in its talk's transcript."""

    talks: Mapping[str, Talk]
    answers: Mapping[str, Answer]

    def place(self, item: Mapping[str, str]) -> tuple[int, int]:
        text = self.talks[item["talk"]].transcript_text
        evidence = item["evidence"] if item["evidence"] in text else plain(item["evidence"])
        start = text.index(evidence)
        return start, start + len(evidence)

    def said(self, item: Mapping[str, str]) -> Iterator[tuple[Talk, Citation]]:
        """The citations of what was said, of whichever talk."""
        by_id = {talk.id: talk for talk in self.talks.values()}
        for citation in self.answers[item["question"]].citations:
            if citation.field == "transcript":
                yield by_id[citation.talk_id], citation

    def score(self) -> Counter[str]:
        """How many questions were answered from the right talk, cue, second and words."""
        counts: Counter[str] = Counter()
        for item in QUESTIONS:
            talk = self.talks[item["talk"]]
            start, end = self.place(item)
            second = cue_at(talk, start).start
            own = [c for t, c in self.said(item) if t.id == talk.id]
            counts["talk"] += bool(own)
            counts["cue"] += any(c.time == second for c in own)
            counts["near"] += any(abs((c.time or 0.0) - second) <= _NEAR for c in own)
            counts["words"] += any(c.start < end and start < c.end for c in own)  # type: ignore[operator]
        return counts


def plain(text: str) -> str:
    """Words as a machine's captions have them."""
    return " ".join(re.sub(r"[^\w\s'.]|\.(?=\s|$)", " ", text).lower().split())


def captions(talk: Talk) -> str:
    """The transcript as captions: cues of seven words, evenly over each turn."""
    blocks = ["WEBVTT"]
    for cue in talk.transcript:
        words = plain(cue.text).split()
        seconds = (cue.end - cue.start) / len(words) if cue.end > cue.start and words else 0.4
        for first in range(0, len(words), 7):
            piece = words[first : first + 7]
            start = cue.start + first * seconds
            times = " --> ".join(map(stamp, (start, start + len(piece) * seconds)))
            blocks.append(f"{times}\n{' '.join(piece)}")
    return "\n\n".join(blocks) + "\n"


def stamp(seconds: float) -> str:
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{milliseconds:03}"


def asked(home: Path, paths: list[Path], names: Mapping[str, str]) -> Asked:
    """Ingest, ask all, and read the talks back; `names` gives the file of each video."""
    settings = Settings(home=home)
    report = ingest(paths, home=home, settings=settings, embedder=Counting())
    assert report.problems == ()
    bot = build(settings)
    talks = {names[t.video_url]: bot.library.talk(t.id) or t for t in bot.library.talks()}
    return Asked(talks, {q["question"]: bot.answer(q["question"]) for q in QUESTIONS})


def own_records() -> dict[str, Talk]:
    """The talks of the transcripts' front matter, with their cues, by file name."""
    found: dict[str, Talk] = {}
    for transcript in read_paths([HERE]).transcripts:
        assert transcript.talk
        name = Path(transcript.path).stem
        found[name] = replace(transcript.talk, transcript=transcript.cues, source="")
    return found


@pytest.fixture(scope="module")
def turns(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    names = {talk.video_url: name for name, talk in own_records().items()}
    return asked(tmp_path_factory.mktemp("turns"), sorted(HERE.glob("*.md")), names)


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    place = tmp_path_factory.mktemp("captions")
    own = own_records()
    write(place / "talks.jsonl", [replace(talk, transcript=()) for talk in own.values()])
    for talk in own.values():
        video = talk.video_url.replace("=", "/").rpartition("/")[2]
        (place / f"{video}.en.vtt").write_text(captions(talk))
    names = {talk.video_url: name for name, talk in own.items()}
    return asked(place / "home", [place / "talks.jsonl", *place.glob("*.vtt")], names)


@pytest.fixture(params=["turns", "lines"])
def either(request: pytest.FixtureRequest) -> Asked:
    found: Asked = request.getfixturevalue(request.param)
    return found


def test_there_are_fifty_questions_over_all_talks(turns: Asked) -> None:
    assert len(QUESTIONS) == len({q["question"] for q in QUESTIONS}) == 50
    assert {q["talk"] for q in QUESTIONS} == set(turns.talks)
    assert all(talk.transcript for talk in turns.talks.values())


def test_every_citation_holds_the_words_of_its_cue_and_opens_at_its_second(either: Asked) -> None:
    count = 0
    for item in QUESTIONS:
        for talk, citation in either.said(item):
            assert citation.start is not None
            assert citation.end is not None
            joined = " ".join(cue.text for cue in talk.transcript)
            assert joined[citation.start : citation.end] == citation.quote
            cue = cue_at(talk, citation.start)
            assert cue in talk.transcript
            assert citation.time == cue.start
            first = cue.text.split()[-1] if len(cue.text) < len(citation.quote) else citation.quote
            assert first in cue.text
            at = parse_qs(urlsplit(citation.url).query)["t"]
            assert at == [f"{int(cue.start)}s"]
            count += 1
    assert count >= 75


def test_in_turns_the_cited_cue_contains_the_whole_quote(turns: Asked) -> None:
    for item in QUESTIONS:
        for talk, citation in turns.said(item):
            assert citation.quote in cue_at(talk, citation.start or 0).text


def test_in_captions_a_quote_is_no_longer_than_can_be_read(lines: Asked) -> None:
    sizes = [len(c.quote.split()) for item in QUESTIONS for _, c in lines.said(item)]
    assert max(sizes) <= 45


def test_a_fact_is_told_in_three_sentences_and_eighty_words(either: Asked) -> None:
    facts = [a for a in either.answers.values() if a.kind == "fact" and a.status == "answered"]
    assert len(facts) > 30
    for answer in facts:
        assert len(answer.claims) <= 3
        assert sum(len(claim.text.split()) for claim in answer.claims) <= 80


def test_most_answers_come_from_the_right_place(
    turns: Asked, lines: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    by_turn, by_line = turns.score(), lines.score()
    with capsys.disabled():
        print(f"\n50 questions, answered from the right place: turns {dict(by_turn)}, "
              f"captions {dict(by_line)}")  # fmt: skip
    assert by_turn["talk"] >= 44
    assert by_turn["cue"] >= 36
    assert by_turn["words"] >= 29
    assert by_line["talk"] >= 40
    assert by_line["near"] >= 28


def first_said(found: Asked, name: str) -> tuple[Talk, Answer, Citation]:
    for item in QUESTIONS:
        for talk, citation in found.said(item):
            if item["talk"] == name and talk is found.talks[name] and (citation.time or 0) > 60:
                return talk, found.answers[item["question"]], citation
    raise AssertionError(name)


@pytest.mark.parametrize("name", ["cisa", "cluster-mempool"])
def test_terminal_page_and_json_show_the_time_with_its_link(
    either: Asked, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    talk, answer, citation = first_said(either, name)
    assert citation.time is not None
    minutes, seconds = divmod(int(citation.time), 60)
    clock = f"{minutes}:{seconds:02}"

    show_answer(iter([answer]))
    printed = capsys.readouterr().out
    assert f"(on stage, at {clock})" in printed
    assert citation.url in printed

    assert f"on stage {clock}</button>" in source_card([citation])
    html = evidence_html(talk, Place("transcript", start=citation.start, end=citation.end))
    assert f"Said on stage · {clock}" in html
    assert f"Watch from {clock}" in html
    assert citation.url.replace("&", "&amp;") in html
    marked = " ".join(re.findall(r"<mark>(.*?)</mark>", html, re.DOTALL))
    assert plain(marked.replace("&#x27;", "'")) == plain(citation.quote)

    cited = answer_to_json(answer)["citations"][citation.n - 1]
    assert (cited["time"], cited["url"]) == (citation.time, citation.url)
