"""Repeated structures: which lists of records a page has, and what each of their fields is."""

from __future__ import annotations

from pathlib import Path

import pytest

from talkbot.formats import read_paths
from talkbot.formats.aligned import fields_of_records, hint_of
from talkbot.formats.cutting import plans_of
from talkbot.formats.document import Document
from talkbot.formats.dom import Page, page_of
from talkbot.formats.record_lists import lists_of, without
from talkbot.formats.repeats import Repeat, repeats_of
from talkbot.formats.roles import decide

CARDS = """<html><body><h1>Kiln Days</h1><div class="grid">
<div class="card card-1 odd"><h3>Clay remembers</h3><p class="who">Una Brandal, Potters' Hall</p>
<p>Every thumb that touched it is still there. We show how to read them.</p></div>
<div class="ad"><p>Buy our mugs.</p></div>
<div class="card card-2 even"><h3>Glaze by number</h3><p class="who">Otto Pless, Kiln Museum</p>
<p>Nine recipes from one ledger. Four of them were never meant to work.</p></div>
<div class="card card-3 odd"><h3>Cold fires</h3><p class="who">Ines Quill, University of Torm</p>
<p>A kiln can be too slow. This is the story of one that took a month.</p></div>
</div></body></html>"""

FLAT = """<html><body><h1>Rope Day</h1><h2>Monday 3 May 2032</h2>
<h3>Hemp</h3><p>Ada Marsh, Ropewalk</p><p>Hemp is long and patient. So is this talk, in part.</p>
<h2>Tuesday 4 May 2032</h2>
<h3>Sisal</h3><p>Bo Lind, Twine Institute</p><p>It scratches. The reasons are worth a quarter of an hour.</p>
<h3>Nylon</h3><p>Cy Dunn, Knot Works</p><p>It stretches before it breaks, and one can hear it do so.</p>
<h2>Registration</h2><p>At the door, for everyone who comes.</p></body></html>"""  # noqa: E501


def page(html: str) -> Page:
    return page_of(html, html)


def texts(spans: Repeat, of: Page) -> list[str]:
    return [of.blocks[record.first].text for record in spans.records]


def test_elements_of_one_kind_are_a_list_whatever_stands_between_and_counts_them() -> None:
    cards = page(CARDS)
    (found,) = [r for r in repeats_of(cards) if len(r.records) == 3 and len_of(r) == 3]
    assert texts(found, cards) == ["Clay remembers", "Glaze by number", "Cold fires"]
    assert not found.leads


def len_of(repeat: Repeat) -> int:
    return repeat.records[0].last - repeat.records[0].first


def test_a_leader_has_what_follows_up_to_the_next_or_to_a_higher_heading() -> None:
    flat = page(FLAT)
    (found,) = [r for r in repeats_of(flat) if r.leads and texts(r, flat)[0] == "Hemp"]
    spans = [[b.text for b in flat.blocks[r.first : r.last]] for r in found.records]
    assert [len(span) for span in spans] == [3, 3, 3]
    assert spans[0][1] == "Ada Marsh, Ropewalk"


@pytest.mark.parametrize("html", [CARDS, FLAT])
def test_the_list_is_the_one_whose_records_each_hold_one_talk(html: str) -> None:
    (found,) = lists_of(page(html), frozenset())
    assert len(found.repeat.records) == 3
    assert len(found.whole) == 3


def test_every_field_gets_its_role_and_one_of_them_the_title() -> None:
    cards = page(CARDS)
    (found,) = lists_of(cards, frozenset())
    fields = fields_of_records(cards, found.repeat)
    roles = decide(fields, 3, frozenset())
    assert roles is not None
    assert [[role for _, role, _ in choice.roles] for _, choice in roles.choices] == [
        ["title"],
        ["speaker"],
        ["abstract"],
    ]


def test_values_are_cut_in_the_way_that_most_of_them_allow() -> None:
    html = "".join(
        f"<li>{time} <b>{title}</b>, {name}</li>"
        for time, title, name in (
            ("9:30", "Moss on the roof", "Ada Marsh (Green Office)"),
            ("10:15", "Lichen, a contract", "Bo Lind (Twine Institute)"),
            ("11:00", "Ferns and fax machines", "Cy Dunn (Knot Works)"),
        )
    )
    listed = page(f"<html><body><ul>{html}</ul></body></html>")
    repeat = next(r for r in repeats_of(listed) if len(r.records) == 3)
    (field,) = fields_of_records(listed, repeat)
    plans = list(plans_of(field.values, frozenset()))
    best = next(plan for plan in plans if plan.how == "pieces")
    cut = [part.text for part in best.cut(field.values[0], frozenset())]
    assert cut == ["9:30", "Moss on the roof", "Ada Marsh (Green Office)"]


def test_a_name_that_repeats_in_bold_within_sentences_is_no_part() -> None:
    listed = page(
        "<html><body><div><h3>Rain</h3><p>It came late. <b>Ada Marsh</b> drew the first map of it "
        "for the county.</p></div><div><h3>Snow</h3><p>It stayed. <b>Bo Lind</b> measured how deep "
        "it was every morning.</p></div></body></html>"
    )
    (found,) = [r for r in repeats_of(listed) if len_of(r) == 2 and not r.leads]
    field = fields_of_records(listed, found)[1]
    assert "pieces" not in [plan.how for plan in plans_of(field.values, frozenset())]


@pytest.mark.parametrize(
    ("names", "role"),
    [
        ("talk-title", "title"),
        ("speaker-title", "affiliation"),
        ("field field--intervenant", "speaker"),
        ("sessionAbstract", "abstract"),
        ("startDate", "when"),
        ("views-field views-field-body", "abstract"),
        ("wp-block-group is-layout-flow", ""),
    ],
)
def test_what_elements_are_called_tells_roles_in_any_spelling(names: str, role: str) -> None:
    assert hint_of(names) == role


def test_a_page_without_some_blocks_keeps_its_elements() -> None:
    cards = without(page(CARDS), {0})
    (found,) = lists_of(cards, frozenset())
    assert texts(found.repeat, cards)[0] == "Clay remembers"


def test_thousands_of_elements_within_each_other_are_no_trouble() -> None:
    deep = f"<html><body>{'<div>' * 5000}<p>Deep</p></body></html>"
    assert [block.text for block in page(deep).blocks] == ["Deep"]
    assert repeats_of(page(deep)) == []


NO_TALKS = {
    "staff": '<div class="member"><h3>{name}</h3><p class="job">Head of Soil</p>'
    "<p>Has planted nine thousand trees and lost count of them.</p></div>",
    "shop": '<div class="product"><h3>{thing}</h3><p class="price">€3.20</p>'
    "<p>Sweet and early. Sow from March on in loose soil.</p></div>",
    "manual": "<section><h2>{thing}()</h2><p>Fills the buffer. It does not grow in doing so.</p>"
    "<h3>Returns</h3><p>The buffer itself.</p></section>",
}


@pytest.mark.parametrize("kind", sorted(NO_TALKS))
def test_other_repeated_structures_are_no_talks(kind: str, tmp_path: Path) -> None:
    names = ("Ada Valerius", "Bo Lindqvist", "Cy Marsh")
    things = ("Purple carrot", "Winter leek", "Tall sunflower")
    items = (NO_TALKS[kind].format(name=n, thing=t) for n, t in zip(names, things, strict=True))
    file = tmp_path / "page.html"
    file.write_text(f"<html><body><h1>Ours</h1>{''.join(items)}</body></html>", encoding="utf-8")
    assert read_paths([file]).talks == ()


def test_a_cancelled_talk_and_one_without_a_title_are_left_out_with_their_lines(
    tmp_path: Path,
) -> None:
    file = tmp_path / "page.html"
    text = CARDS.replace("Glaze by number", "TBA").replace(
        "</div></body>",
        '\n<div class="card card-4"><h3>Cancelled: Hot air</h3><p class="who">Eve Stone</p></div>'
        '\n<div class="card card-5"><h3>Ash</h3><p class="who">Flo Reed, Kiln Museum</p>'
        "<p>What is left over is worth a second look.</p></div></div></body>",
    )
    file.write_text(text, encoding="utf-8")
    reading = read_paths([file])
    assert [talk.title for talk in reading.talks] == ["Clay remembers", "Cold fires", "Ash"]
    lines = [text.split("\n")[problem.line - 1] for problem in reading.problems]
    assert ["TBA" in lines[0], "Hot air" in lines[1]] == [True, True]


def test_the_report_says_what_was_seen(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(CARDS, encoding="utf-8")
    (source,) = read_paths([file]).sources
    assert source.format == "repeated"
    assert source.why == "its talks repeat one structure of elements (3 times)"


def test_a_page_of_columns_is_not_taken_for_elements() -> None:
    from talkbot.formats import repeated

    document = Document("a.txt", "a.txt", "10:00 | Moss | Ada Marsh\n10:30 | Fern | Bo Lind\n")
    assert repeated.recognise(document) == ""
