"""What the wording of a question asks for, by learned weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from talkbot.embedding.minilm import MiniLM
from talkbot.intent import Intent, learned

ASIDE = Path(__file__).parents[1] / "eval" / "wordings" / "aside.tsv"


@pytest.fixture(scope="module")
def embedder() -> MiniLM:
    return MiniLM.load()


def _read(embedder: MiniLM, text: str, names: tuple[str, ...] = ()) -> Intent:
    places = [(text.index(name), text.index(name) + len(name)) for name in names]
    return learned().read(text, embedder.encode([text])[0], places)


def test_wordings_held_aside_are_read(embedder: MiniLM) -> None:
    right = sure = sure_right = 0
    lines = ASIDE.read_text("utf-8").splitlines()
    for line in lines:
        label, _, marked = line.partition("\t")
        text, names, start = "", [], 0
        for char in marked:
            if char == "{":
                start = len(text)
            elif char == "}":
                names.append((start, len(text)))
            elif char not in "[]<>":
                text += char
        read = learned().read(text, embedder.encode([text])[0], names)
        hit = read.group == label.partition(":")[0]
        right += hit
        if read.sure >= 0.8:
            sure += 1
            sure_right += hit
    assert right / len(lines) > 0.92
    assert sure / len(lines) > 0.75
    assert sure_right / sure > 0.97


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("how many evenings did your society put on", "count:talks"),
        ("which one should I watch first if I am new to pottery?", "list:talks"),
        ("whereabouts was the pottery evening held", "value:room"),
        ("if I enjoyed the pottery evening, what next?", "similar"),
        ("what sort of things get talked about here", "overview"),
        ("why does a glaze crack", "fact"),
        ("how many pots broke in the kiln", "fact"),
        ("thanks a lot!", "chat"),
        ("is there parking near the hall", "other"),
    ],
)
def test_labels(embedder: MiniLM, text: str, label: str) -> None:
    assert _read(embedder, text).label == label


def test_content_is_told_from_asking(embedder: MiniLM) -> None:
    text = "I'm quite new to salt glazing, which lecture should I start with?"
    content = {text[a:b] for a, b, share in _read(embedder, text).content if share > 0.5}
    assert content == {"salt", "glazing"}


def test_a_word_of_no_wording_is_not_taken_for_asking(embedder: MiniLM) -> None:
    read = _read(embedder, "how many zorbles have been given?")
    assert read.content[2][2] >= 0.5


def test_names_are_no_content(embedder: MiniLM) -> None:
    read = _read(embedder, "when did Quill Abara speak", ("Quill Abara",))
    assert read.label == "value:when"
    assert all(share < 0.5 for *_, share in read.content)
