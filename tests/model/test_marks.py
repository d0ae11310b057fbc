"""Reading a model's text: what comes out, whatever goes in and however it is cut."""

from __future__ import annotations

import random
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from talkbot.marks import Line, Reader


def read(text: str, cuts: random.Random | None = None, *, truncated: bool = False) -> list[Line]:
    reader = Reader()
    at = 0
    while at < len(text):
        size = cuts.randint(1, 6) if cuts else len(text)
        reader.feed(text[at : at + size])
        at += size
    return reader.close(truncated=truncated)


def flat(text: str, *, truncated: bool = False) -> list[tuple[str, tuple[int, ...]]]:
    return [(s.text, s.marks) for line in read(text, truncated=truncated) for s in line.sentences]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One [1]. Two [2][3].", [("One.", (1,)), ("Two.", (2, 3))]),
        ("One. [1] Two. [1,2]", [("One.", (1,)), ("Two.", (1, 2))]),
        ("One.[1] Two.[2]", [("One.", (1,)), ("Two.", (2,))]),
        ("One 【1】 and 【3†page 4】. Two [^4].", [("One and.", (1, 3)), ("Two.", (4,))]),
        ("A range [1-3], twice [2].", [("A range, twice.", (1, 2, 3))]),
        ("In [Passage 2] and (source: [3]).", [("In and.", (2, 3))]),
        ("[1] First.", [("First.", (1,))]),
        ("First.\n[2]\n\nSecond.", [("First.", (2,)), ("Second.", ())]),
        ("Half [1", [("Half", ())]),
        ("Half [1, 2", [("Half", ())]),
        ("Half 【", [("Half", ())]),
        ("Between [0, 1] since [2019].", [("Between [0, 1] since [2019].", ())]),
        ("Call `a[1]` first [2].", [("Call a[1] first.", (2,))]),
        ("```python\nx[1] = 2\n```\nDone [1].", [("x[1] = 2", ()), ("Done.", (1,))]),
        ("~~~\n[1]\n~~~\nDone.", [("[1]", ()), ("Done.", ())]),
        (r"Not a mark: \[1\].", [("Not a mark: [1].", ())]),
        ("A [1](http://x.example/a) mark.", [("A mark.", (1,))]),
        ("A [site](https://x.example/(a)) here.", [("A site here.", ())]),
        ("An ![image](http://x.example/i.png) here.", [("An here.", ())]),
        ("At www.x.example, say.", [("At (link left out), say.", ())]),
        ("At <https://x.example> say.", [("At say.", ())]),
        ("At https://x.example/a[1].", [("At (link left out).", (1,))]),
        ("Ask a.b@x.example now.", [("Ask (link left out) now.", ())]),
        ("A <b>bold</b> <img src=x onerror=a()> word.", [("A bold word.", ())]),
        ("If x<y and y>z or a < b.", [("If x<y and y>z or a < b.", ())]),
        ("&lt;i&gt;x&lt;/i&gt; &#91;2&#93; &amp; y", [("x & y", (2,))]),
        ("<think>No [1].\n\nNo.</think>Yes [2].", [("Yes.", (2,))]),
        ("<!-- no\n[1] -->Yes.", [("Yes.", ())]),
        ("<script>no()</script>Yes.", [("Yes.", ())]),
        ("<think>never closed", []),
        ("**One. Two.** [3] An *em* a_b", [("One.", ()), ("Two.", (3,)), ("An em a_b", ())]),
        ("By Prof. Smith e.g. in 2019. So?", [("By Prof. Smith e.g. in 2019.", ()), ("So?", ())]),
        ("<words of passage 2>. [2]", []),
        ("---\n***\n===", []),
        ("a\u202eb\u200bc\ue001\x00d\U000e0041", [("abcd", ())]),
        ("one\u2028two", [("one", ()), ("two", ())]),
        ("一つ。[1]二つ。[2]", [("一つ。", (1,)), ("二つ。", (2,))]),
        ("", []),
        ("[1][2]", []),
    ],
)  # fmt: skip
def test_sentences_and_marks(text: str, sentences: list[tuple[str, tuple[int, ...]]]) -> None:
    assert flat(text) == sentences


def test_lines_keep_lists_and_headings() -> None:
    text = "# Title\n\nIntro:\n- one [1]\n  - two\n2. three\n> said\n| a | b |\n|---|---|\n"
    lines = read(text)
    assert [(line.prefix, line.heading, line.gap) for line in lines] == [
        ("", True, False),
        ("", False, True),
        ("- ", False, False),
        ("   - ", False, False),
        ("2. ", False, False),
        ("", False, False),
        ("- ", False, False),
    ]
    assert lines[-1].sentences[0].text == "a — b"


def test_a_cut_answer_loses_its_unfinished_sentence_only() -> None:
    assert flat("It ends. This one does n", truncated=True) == [("It ends.", ())]
    assert flat("It ends. This too.", truncated=True) == [("It ends.", ()), ("This too.", ())]
    assert flat("- a\n- unfini", truncated=True) == [("a", ())]


def test_a_sentence_comes_out_before_the_next_is_finished() -> None:
    reader = Reader()
    reader.feed("One. [1] Two")
    assert not reader.lines
    reader.feed(" three")
    assert [s.text for s in reader.lines[0].sentences] == ["One."]
    assert reader.lines[0].sentences[0].marks == (1,)


PIECES = st.sampled_from(
    [
        *"ab .[1]2【3】(!)<>`*\n-#|&;_\\h^,†/", "http://", "<b>", "</b>", "```", "[^1]", "&lt;",
        "<!--", "-->", "<think>", "</think>", "One two. ", "www.", "](", "[1, 2]", "\u202e",
        "\ue005",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=80))


@given(TEXTS, st.randoms(use_true_random=False))
def test_every_cutting_reads_the_same(text: str, cuts: random.Random) -> None:
    assert read(text, cuts) == read(text)


@example("<!--http://</b><!--")
@given(TEXTS)
def test_sentences_are_plain(text: str) -> None:
    for line in read(text):
        for sentence in line.sentences:
            assert sentence.text == " ".join(sentence.text.split()) != ""
            categories = {unicodedata.category(ch) for ch in sentence.text}
            assert not categories & {"Cc", "Cs", "Co", "Zl", "Zp"}
            assert "://" not in sentence.text or not sentence.text.split("://")[0][-1:].isalpha()
            assert all(0 < n < 1000 for n in sentence.marks)


@pytest.mark.parametrize(
    "piece",
    [
        "word word. ", "x", "[", "<a ", "* ", "`", "-", "[1] ", "[a](b ", ". ", "&lt;", "\n",
        "[x](y) ", "e.g. ", "http://", "a@", "<!--", "(", "【1", "| ", "\\", "<think>a", "_a ",
    ],
)  # fmt: skip
def test_time_is_linear_in_the_text(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    started = time.process_time()
    read(text)
    # Anything quadratic takes minutes at this size.
    assert time.process_time() - started < 10
