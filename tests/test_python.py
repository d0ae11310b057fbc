"""The Python interface as docs/python.md shows it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import talkbot
from tests.meadow import fill

DOCS = Path(__file__).parents[1] / "docs" / "python.md"


def test_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "TALKBOT_MODEL", "TALKBOT_EMBEDDER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TALKBOT_HOME", str(tmp_path))
    names: dict[str, object] = {}
    for example in re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL):
        exec(example, names)
    answer, then, found = names["answer"], names["then"], names["found"]
    assert isinstance(answer, talkbot.Answer)
    assert "Bees that count" in answer.text
    assert isinstance(then, talkbot.Answer)
    assert "Ada Kant" in then.text
    assert "forty bees" in str(found)
    tools, message = names["tools"], names["message"]
    assert [tool.name for tool in tools] == [  # type: ignore[attr-defined]
        "search_talks", "list_talks", "get_talk", "ask_talks",
    ]  # fmt: skip
    assert message.artifact.citations  # type: ignore[attr-defined]
    assert "Ada Kant" in message.content  # type: ignore[attr-defined]


def test_public_names_are_there_and_importing_is_light() -> None:
    program = (
        "import sys, talkbot\n"
        "loaded = [n for n in sys.modules if n.startswith('talkbot.')]\n"
        "assert not loaded, loaded\n"
        "assert all(getattr(talkbot, name) for name in talkbot.__all__)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=100)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = talkbot.nothing
