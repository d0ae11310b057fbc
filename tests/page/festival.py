"""An invented festival of talks with everything a record can have, for the page's tests."""

from __future__ import annotations

from talkbot.talks import Cue, Speaker, Talk, talk_id

_RIVER = "Low water leaves a mark on every quay"
_SAID = (
    "Good morning, and thank you for coming to hear about tide gauges.",
    "A tide gauge is a float in a pipe, and a clerk who writes the height down twice a day.",
    "In Orrin Bay we read forty-one years of those notebooks with a scanner.",
    "The largest error was not in the float at all, it was in the clock on the wall.",
    "So our first advice is simple: keep two clocks, and write down both.",
    "The surge of 1953 stands in the book as one line, underlined twice.",
)

_DRIED = (
    "A wet notebook must not be opened, it must be frozen.",
    "We dried nine hundred of them in a bakery between two shifts.",
    "The mould came from the glue and never from the paper.",
)


def _talk(
    title: str, speaker: Speaker | tuple[Speaker, ...], abstract: str, **more: object
) -> Talk:
    people = speaker if isinstance(speaker, tuple) else (speaker,)
    return Talk(
        id=talk_id(title, tuple(p.name for p in people)),
        title=title,
        speakers=people,
        abstract=abstract,
        **more,  # type: ignore[arg-type]
    )


def cues(lines: tuple[str, ...], speaker: str, seconds: float = 12.0) -> tuple[Cue, ...]:
    return tuple(Cue(seconds * i, seconds * i + 10, speaker, line) for i, line in enumerate(lines))


ILSE = Speaker(
    "Ilse Okonjo", "Orrin Bay Observatory", role="Tide reader",
    bio="Ilse Okonjo has read tide gauges for nineteen years and keeps the bay's almanac.",
)  # fmt: skip
PAVO = Speaker("Pavo Lindqvist", "Institute for Quiet Engines")
MEI = Speaker("Mei Tanaka-Ruiz", "Harbour Library")
OTTO = Speaker("Otto Bramah", "Orrin Bay Observatory")
SAMIR = Speaker("سمير حداد", "مكتبة الميناء")


def festival(media: str = "http://127.0.0.1:9/tides.webm") -> list[Talk]:
    """The talks; `media` is where one recording lies as a plain file."""
    tides = {"event": "Soundings 2031", "start": "2031-05-04T10:00:00+01:00", "track": "Water"}
    return [
        _talk(
            "Two clocks for one tide", ILSE,
            f"{_RIVER}. We compare the notebooks of four tide gauges with satellite heights and "
            "find that the clock, not the float, was wrong.",
            **tides, tags=("tides", "archives"), duration=1800.0, transcript=cues(_SAID, ILSE.name),
            video_url="https://www.youtube.com/watch?v=tides2031ab",
        ),
        _talk(
            "A notebook that floats", (ILSE, MEI),
            "How the harbour library dried, scanned and read nine hundred wet notebooks.",
            **tides, tags=("archives",), duration=1500.0,
            transcript=cues(_DRIED, MEI.name, 20.0), video_url=media,
        ),
        _talk(
            "Engines that whisper", PAVO,
            "A ferry engine can be made quiet by letting it turn slower. We show how much time a "
            "crossing loses, and why passengers did not notice.",
            event="Soundings 2032", start="2032-05-02", track="Machines", tags=("ferries", "sound"),
            video_url="https://vimeo.com/123456789",
        ),
        _talk(
            "What the ferry heard", (PAVO, MEI),
            "Microphones under the hull of a ferry hear porpoises further away when the engine is "
            "quiet.",
            event="Soundings 2032", start="2032-05-03", track="Water", tags=("ferries", "sound"),
        ),
        _talk(
            "Counting waves with $e^{i\\pi} + 1 = 0$", OTTO,
            "The height of the sea is a sum of cosines: $h(t) = \\sum_{k=1}^{n} a_k "
            "\\cos(\\omega_k t)$, and \\(n = 37\\) of them are enough for a tide table. "
            "The price of a table was $5 in 1900 and $7 in 1910.",
            event="Soundings 2032", start="2032-05-03", track="Water", tags=("tides",),
        ),
        _talk(
            "قراءة المد والجزر في الدفاتر القديمة", SAMIR,
            "نقرأ دفاتر المد والجزر القديمة ونقارنها بقياسات الأقمار الصناعية.",
            event="Soundings 2031", start="2031-05-05", language="ar", tags=("tides", "archives"),
        ),
    ]  # fmt: skip
