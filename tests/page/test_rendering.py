"""The HTML that the page is made of, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talkbot.answering.builder import escape as markdown_escape
from talkbot.answers import Answer, Citation, Claim, TalkRef
from talkbot.talks import Cue, Speaker, Talk
from talkbot.ui.conversation import Exchange, conversation_html, exchange_html, turns
from talkbot.ui.evidence import Place, evidence_html, talk_html
from talkbot.ui.maths import maths_html
from talkbot.ui.rendering import clock, copy_text, link, markdown_html, safe_url
from talkbot.ui.starters import starter_questions
from tests.store import talks as invented

TAGS = frozenset(
    """a article b blockquote br button code dd details div dl dt em h1 h2 h3 h4 h5 h6 hr li mark
    ol p pre section small span strong summary table tbody td th thead tr ul h3
    math mrow mi mn mo mtext mspace msub msup msubsup mfrac msqrt munder mover munderover mstyle
    mtable mtr mtd mpadded mphantom""".split()
)
PIECES = st.sampled_from(
    [
        "<script>", "</script>", "<img src=x onerror=a()>", "javascript:a()", "](", "[", "]", "(",
        "![", "**", "*", "_", "`", "```\n", "|", "\n|---|---|\n", "\n", "\n\n", "- ", "1. ", "# ",
        "> ", "[1]", "[2]", "[99999]", "[1](javascript:a())", "[x](data:text/html,b)", "<",
        "[y](https://example.org/?a=\"onclick='b')", ">", "&", "&lt;", '"', "'", "<!--", "]]>",
        "<https://example.org>", "<javascript:a()>", "\\", "$$", "${a()}", "{{a}}", "\ue000",
        "$x^2$", "$a < b$", "\u202e", "word ", "    ", "[1]: javascript:a()",
        "<svg/onload=a()>", "\x00", "<a href=b>",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=25).map("".join)


class Elements(HTMLParser):
    """The elements of some HTML with their attributes, and whether they nest."""

    VOID = frozenset({"br", "hr"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.nested = True
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.nested &= bool(self.open) and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_safe(html: str, *, nested: bool = True) -> Elements:
    elements = Elements(html)
    assert {tag for tag, _ in elements.found} <= TAGS
    for tag, attributes in elements.found:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], html
        if tag == "a":
            assert (attributes["href"] or "").startswith(("http://", "https://")), html
            assert attributes["rel"] == "noopener noreferrer nofollow"
        else:
            assert "href" not in attributes
            assert "src" not in attributes
    if nested:
        assert elements.nested, html
        assert not elements.open, html
    return elements


@settings(deadline=None)
@given(TEXTS)
def test_no_text_becomes_markup_that_was_not_meant(text: str) -> None:
    assert_safe(markdown_html(text, {1, 2}))


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_marking_a_sentence_never_breaks_out_of_an_element(text: str, sentence: str) -> None:
    assert_safe(markdown_html(text + sentence, {1}, [sentence, "word"]), nested=False)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_records_are_text_wherever_they_stand(one: str, two: str) -> None:
    talk = Talk(
        id=one, title=two, speakers=(Speaker(one, two, bio=two, url=one, role=two),),
        abstract=f"{one} {two}", event=one, tags=(two,), url=one, video_url=f"https://h/{two}",
        transcript=(Cue(1, 2, one, two), Cue(2, 3, two, one)),
    )  # fmt: skip
    assert_safe(talk_html(talk))
    for place in (
        Place("abstract", start=1, end=4),
        Place("bio", 0, 0, 3),
        Place("transcript", start=0, end=5),
        Place("record", value=two),
    ):
        assert_safe(evidence_html(talk, place))


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_a_conversation_is_text_wherever_it_comes_from(one: str, two: str, three: str) -> None:
    cited = Citation(1, one, two, (three,), "abstract", two, 0, len(two), url=one)
    answer = Answer(
        one, two, three, "answered", f"{one} [1]", (Claim(two, (1,)), Claim(three, (), 0, False)),
        (cited,), notice=two, model=three,
    )  # fmt: skip
    refusal = replace(answer, status="abstained", nearest=(TalkRef(one, two, (three,), 0.5),))
    for exchange in (
        Exchange(one, answer=answer),
        Exchange(two, answer=refusal),
        Exchange(three, (one,), two),
        Exchange(one, problem=two, draft=three),
    ):
        assert_safe(exchange_html(exchange), nested=False)


def test_markdown_of_answers_is_rendered() -> None:
    html = markdown_html(
        "**Bold** and *slanted*\n\n- one [1]\n- two [2]\n\n| a | b |\n|---|---|\n| c | d [1] |", {1}
    )
    tags = [tag for tag, _ in assert_safe(html).found]
    assert {"strong", "em", "ul", "table"} <= set(tags)
    assert tags.count("button") == 2
    assert '<span class="tb-mark tb-pending">2</span>' in html


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("It hums. [1]", "hums.\u00a01"),
        ("x" * 40 + " [1] [2] [3] [4]", "x" * 12 + "\u00a01"),
        ("abcdefgh&xyzxyzxyz [1]", "xyzxyzxyz\u00a01"),
    ],
)
def test_a_mark_stays_with_the_end_of_its_word_and_fits_a_phone(text: str, joined: str) -> None:
    html = markdown_html(text, {1, 2, 3, 4})
    _, _, rest = html.partition('<span class="tb-joined">')
    assert Elements(rest.partition("</button>")[0] + "</button>").text == joined
    assert text[:30].split(" ")[0] in Elements(html).text


@pytest.mark.parametrize(
    "sentence",
    ["It hums at night.", "A & B <agree> on it.", "The **pitch** is 2*3 high."],
)
def test_an_unsupported_sentence_is_marked_where_it_stands(sentence: str) -> None:
    escaped = sentence.replace("*", r"\*").replace("<", r"\<")
    html = markdown_html(f"First this. [1] {escaped} Then that. [1]", {1}, [sentence])
    before, _, rest = html.partition('<span class="tb-unsupported"')
    assert "First this" in Elements(before).text
    marked, _, after = rest.partition("</span></span>")
    assert sentence in Elements("<p " + marked).text
    assert "not verified" in marked
    assert "Then that" in Elements(after).text


def test_an_unsupported_sentence_that_is_not_in_the_text_is_listed() -> None:
    html = markdown_html("Only this.", (), ["Another <b>sentence</b>."])
    assert html.count("tb-unsupported") == 1
    assert "Another <b>sentence</b>.not verified" in assert_safe(html).text


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=c", True), ("HTTP://EXAMPLE.ORG", True),
        (" https://example.org ", True), ("javascript:alert(1)", False), ("//example.org", False),
        ("data:text/html,x", False), ("ftp://example.org", False), ("https:", False),
        ("http://[broken", False), ("", False), ("java\nscript:alert(1)", False),
    ],
)  # fmt: skip
def test_only_plain_web_addresses_become_links(url: str, kept: bool) -> None:
    assert bool(safe_url(url)) is kept
    assert link(url, "<label>").startswith("<a " if kept else "&lt;label&gt;")


def test_a_quote_is_marked_in_every_paragraph_it_runs_through() -> None:
    talk = Talk(id="t", title="T", abstract="One two three.\n\nFour five.\nSix.")
    start, end = talk.abstract.index("three"), talk.abstract.index("five")
    html = evidence_html(talk, Place("abstract", start=start, end=end))
    assert "One two <mark>three.</mark></p>" in html
    assert "<mark>Four </mark>five." in html
    assert html.count("<mark>") == 2


def test_a_long_text_is_shown_around_the_quote_only() -> None:
    lines = [f"Sentence number {i} of a long transcript of a talk." for i in range(2000)]
    talk = Talk(id="t", title="T", abstract="\n".join(lines))
    start = talk.abstract.index("number 1000 ")
    html = evidence_html(talk, Place("abstract", start=start, end=start + 11))
    assert "<mark>number 1000</mark>" in html
    assert len(html) < 8000


def test_what_was_said_shows_its_time_and_speaker() -> None:
    cues = tuple(Cue(10.0 * i, 10.0 * i + 9, "Ann", f"Cue number {i}.") for i in range(400))
    talk = Talk(id="t", title="T", transcript=cues, video_url="https://youtu.be/abc")
    start = talk.transcript_text.index("number 370.")
    html = evidence_html(talk, Place("transcript", start=start, end=start + 11))
    assert "Said on stage · 1:01:40" in html
    assert "https://youtu.be/abc?t=3700s" in html
    assert "<mark>number 370.</mark>" in html
    assert "number 5." not in html


def test_only_the_quoted_value_of_a_record_is_marked() -> None:
    talk = Talk(id="t", title="Bees", speakers=(Speaker("Bo", "Bee House"), Speaker("Al", "Mill")))
    html = evidence_html(talk, Place("record", value="Bee House"))
    assert html.count("<mark>") == 1
    assert "<mark>Bee House</mark>" in html


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (67.9, "1:07"), (3600, "1:00:00"), (45296, "12:34:56")]
)
def test_times_are_shown_as_people_read_them(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def answered(text: str = "Yes. [1]", **more: object) -> Answer:
    cited = Citation(1, "t", "Bees", ("Bo",), "abstract", "Bees dance.", 0, 11)
    return Answer("q", "q", "fact", "answered", text, (), (cited,), **more)  # type: ignore[arg-type]


def test_a_copied_answer_names_its_sources() -> None:
    assert copy_text(answered()) == "Yes. [1]\n\n[1] Bo: Bees. “Bees dance.” (From the abstract)"


def test_only_finished_exchanges_are_history() -> None:
    done = Exchange("one", answer=answered())
    stopped, failed = Exchange("two", problem="Stopped."), Exchange("three")
    assert [turn.question for turn in turns((done, stopped, failed))] == ["one"]


def test_a_refusal_does_not_list_the_nearest_talks_twice() -> None:
    near = (TalkRef("t", "Bees", ("Bo",), 0.4),)
    text = "No talk covers “ants”.\n\nThe nearest are:\n\n- **Bees** — Bo (Hive)"
    refusal = Answer("q", "q", "topic", "abstained", text, nearest=near)
    html = conversation_html([Exchange("q", answer=refusal)])
    shown = html.partition('<pre class="tb-copytext"')[0]
    assert shown.count("Bees</span>") == 1
    assert "(Hive)" not in shown
    assert "The nearest are:" in shown


def collections() -> Iterator[tuple[Talk, ...]]:
    yield tuple(invented(40))
    yield tuple(replace(talk, tags=("rivers", "trams")) for talk in invented(6))
    yield (Talk(id="a", title="Alone", speakers=(Speaker("Ann", "Mill"),), abstract="One two."),)
    yield (Talk(id="b", title="Bare"),)


@pytest.mark.parametrize("talks", list(collections()))
def test_starters_come_from_the_collection(talks: tuple[Talk, ...]) -> None:
    questions = starter_questions(talks)
    assert 1 <= len(questions) <= 4
    assert len(set(questions)) == len(questions)
    assert starter_questions(talks) == questions


def test_starters_ask_neither_for_a_form_of_talk_nor_for_a_nickname() -> None:
    talks = tuple(
        Talk(
            id=f"t{n}", title=f"Bridge {n}", abstract="Of spans and piers.",
            event="Bridge Conf 2024" if n % 2 else "BridgeConf",
            speakers=(Speaker(f"Person {n}", affiliation="" if n % 6 else f"nick-{n}"),),
            tags=("Lightning talk", "talk", "BridgeConf") if n % 3 else ("talk", "rivers"),
        )
        for n in range(18)
    )  # fmt: skip
    questions = starter_questions(talks)
    assert "Which talks are about rivers?" in questions
    assert not [q for q in questions if q.startswith("Who speaks from")]
    housed = (*talks[:2], *(replace(t, speakers=(Speaker(t.id, "Mill"),)) for t in talks[2:4]))
    assert "Who speaks from Mill?" in starter_questions(housed)


def test_there_is_nothing_to_ask_an_empty_collection() -> None:
    assert starter_questions(()) == ()


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("$h(t) = \\sum_k a_k$", True), ("$$x^2$$", True), (r"\(n = 37\)", True),
        (r"\[e^{i\pi}\]", True), ("of size $n$ or", True), (r"\(\href{javascript:1}{x}\)", True),
        ("from $5 in 1900 to $7 in 1910", False), ("$5 and 7$", False), ("US$ 5, A$ 6", False),
        ("$" + "x^" * 400 + "$", False),
        (r"\(\text{<img src=x onerror=a()>}\)", False), ("$\\frac{$", False), ("costs $x", False),
    ],
)  # fmt: skip
def test_formulas_are_drawn_and_prices_are_not(text: str, drawn: bool) -> None:
    html = maths_html(text)
    assert ("<math" in html) is drawn, html
    assert_safe(html)
    assert "href=" not in html
    if not drawn:
        assert html == escape(text)


def test_a_formula_is_drawn_in_an_answer_and_kept_in_a_quote() -> None:
    talk = Talk(id="t", title="T", abstract="We sum $a_k$ and \\(b_k\\) over all $k$ of it.")
    html = markdown_html(f"{markdown_escape(talk.abstract)} [1]", {1})
    assert html.count("<math") == 3
    assert 'data-tex="$a_k$"' in html
    whole = evidence_html(talk, Place("abstract", start=0, end=len(talk.abstract)))
    assert whole.count("<mark>") == 1
    assert whole.count("<math") == 3
    inside = evidence_html(talk, Place("abstract", start=0, end=talk.abstract.index("_k")))
    assert "<mark>We sum $a</mark>_k$" in inside.replace("</mark><mark>", "")
