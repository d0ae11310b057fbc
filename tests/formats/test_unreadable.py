"""What cannot be read is told by its name, with what to do, and the rest is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from talkbot.errors import SourceError
from talkbot.formats import read_paths

PAGE = "Title: Gulls and glue\nSpeaker: Ånna Lövgren\nAbstract: Gulls eat glue. We ask why.\n"


@pytest.mark.parametrize(
    ("name", "data", "line", "said"),
    [
        ("empty.txt", b"", 0, "This file is empty."),
        ("blank.csv", b"\n \n", 0, "This file is empty."),
        ("zero.zip", b"", 0, "This file is empty."),
        ("header.csv", b"title,speaker,abstract\n", 1, "each talk needs a row with its title"),
        ("talks.pdf", b"%PDF-1.7\n\xe2\xe3 1 0 obj", 0, "save its text in a file"),
        ("talks.rtf", b"{\\rtf1\\ansi Gulls}", 0, "save it as plain text"),
        ("talks.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", 0, "save it as CSV"),
        ("noise", b"\x00\x01\x02\xff", 0, "not a text file"),
    ],
)
def test_a_file_without_talks_is_named_and_the_rest_is_read(
    tmp_path: Path, name: str, data: bytes, line: int, said: str
) -> None:
    bad, good = tmp_path / name, tmp_path / "page.txt"
    bad.write_bytes(data)
    good.write_text(PAGE, encoding="utf-8")
    reading = read_paths([bad, good])
    assert [talk.title for talk in reading.talks] == ["Gulls and glue"]
    assert [(p.path, p.line) for p in reading.problems] == [(str(bad), line)]
    assert said in reading.problems[0].message


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_page_in_any_encoding_is_the_same_page(tmp_path: Path, encoding: str, end: str) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(PAGE.replace("\n", end).encode(encoding))
    assert [talk.speakers[0].name for talk in read_paths([page]).talks] == ["Ånna Lövgren"]


def test_what_is_not_there_is_named_as_it_was_given(tmp_path: Path) -> None:
    link, circle = tmp_path / "link.txt", tmp_path / "circle"
    link.symlink_to("gone.txt")
    circle.symlink_to(circle)
    with pytest.raises(SourceError, match=r"link\.txt, a link to gone\.txt, does not exist"):
        read_paths([link])
    with pytest.raises(SourceError, match=r"circle cannot be opened"):
        read_paths([circle])
    with pytest.raises(SourceError, match="File name too long"):
        read_paths([tmp_path / ("x" * 300)])


def test_a_folder_that_links_to_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    assert len(read_paths([tmp_path]).talks) == 1
