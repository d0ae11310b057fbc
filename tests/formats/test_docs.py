"""The examples in docs/formats.md are read as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from talkbot.formats import read_paths

TEXT = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_is_read(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(EXAMPLES[name], encoding="utf-8")
    reading = read_paths([tmp_path / name])
    if reading.transcripts:
        (transcript,) = reading.transcripts
        assert reading.problems == ()
        assert "lamp keepers." in transcript.cues[0].text
        return
    (talk,) = reading.talks
    assert talk.abstract
    assert talk.title in EXAMPLES[name].replace("\\", "")
    assert [p for p in reading.problems if "speaker" not in p.message] == []


def test_every_structured_format_has_an_example() -> None:
    assert len(EXAMPLES) >= 9
