"""Files that did not change are not read again, and nothing is otherwise than if they were."""

from __future__ import annotations

import ast
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import talkbot.formats
from talkbot.formats.memory import READ_WITH
from talkbot.ingest import IngestReport, ingest
from talkbot.library import FILE_NAME, Library
from talkbot.talks import Problem, Talk
from talkbot.upkeep import check, remove
from tests.store import Counting, settings, talks, write

VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n{}\n"


def run(home: Path, *paths: Path, **options: Any) -> IngestReport:
    return ingest(list(paths), home=home, settings=settings(home), embedder=Counting(), **options)


def counts(report: IngestReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.removed


def held(home: Path) -> dict[str, Talk]:
    with Library.open(home) as library:
        found = (library.talk(talk) for talk in library.talk_ids())
        return {talk.id: talk for talk in found if talk}


def record(title: str, description: str, **more: object) -> str:
    fields = {"title": title, "speakers": ["Ada Kant"], "description": description, **more}
    return json.dumps({**fields, "videos": [], "recorded": "2031-02-03"}, indent=1)


def event(name: str, *numbers: int) -> dict[str, str]:
    """An event's files as pyvideo has them; the first talk lacks its abstract."""
    files = {f"{name}/category.json": json.dumps({"title": f"{name.title()} Days"})}
    for place, number in enumerate(numbers):
        text = f"Lanterns number {number} burn in {name}." if place else ""
        files[f"{name}/videos/talk-{number}.json"] = record(f"On lantern {number}", text)
    return files


def packed(path: Path, files: dict[str, str]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            archive.addfile(info, BytesIO(text.encode()))
    return path


def test_an_unchanged_archive_is_not_read_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    files = {**event("fjord", 1, 2, 3), **event("marsh", 4, 5), "marsh/odd.json": "[1, 2]"}
    first = run(home, packed(tmp_path / "talks.tar.gz", files))
    assert counts(first) == (5, 0, 0, 0)
    assert len(first.problems) == 3
    assert {problem.line > 0 for problem in first.problems} == {True, False}
    again = run(home, packed(tmp_path / "talks.tar.gz", files))
    assert counts(again) == (0, 0, 5, 0)
    assert again.talks == ()
    assert (again.problems, again.sources) == (first.problems, first.sources)


def test_an_edited_member_costs_its_folder_only(tmp_path: Path) -> None:
    home, path = tmp_path / "home", tmp_path / "talks.tar.gz"
    files = {**event("fjord", 1, 2, 3), **event("marsh", 4, 5)}
    first = run(home, packed(path, files))
    files["marsh/videos/talk-5.json"] = record("On lantern 5", "It went out.")
    edited = run(home, packed(path, files))
    assert counts(edited) == (0, 1, 4, 0)
    assert {talk.event for talk in edited.talks} == {"Marsh Days"}
    assert edited.problems == first.problems
    assert "It went out." in {talk.abstract for talk in held(home).values()}
    files["fjord/category.json"] = json.dumps({"title": "Fjord Nights"})
    assert counts(run(home, packed(path, files)))[1:] == (0, 2, 3)  # the event is in their ids
    del files["marsh/videos/talk-4.json"]
    assert counts(run(home, packed(path, files))) == (0, 0, 4, 1)
    assert check(settings(home)).healthy


@pytest.mark.parametrize("change", ["another reader", "other columns"])
def test_another_way_of_reading_reads_again(tmp_path: Path, change: str) -> None:
    home = tmp_path / "home"
    path = write(tmp_path / "talks.jsonl", talks(3))
    run(home, path)
    assert run(home, path).talks == ()
    if change == "another reader":
        with sqlite3.connect(home / FILE_NAME) as connection:
            connection.execute("UPDATE readings SET digest = 'of an earlier version'")
        connection.close()
    columns = {"room": "Saal"} if change == "other columns" else None
    report = run(home, path, columns=columns)
    assert (counts(report), len(report.talks)) == ((0, 0, 3, 0), 3)
    assert run(home, path, columns=columns).talks == ()


def test_no_model_is_loaded_when_nothing_is_to_embed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    path = write(tmp_path / "talks.jsonl", talks(3))
    run(home, path)
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from talkbot.ingest import ingest\n"
        "from talkbot.settings import Settings\n"
        "from talkbot.upkeep import status\n"
        f"home, path = Path({str(home)!r}), Path({str(path)!r})\n"
        "assert ingest([path], home=home, settings=Settings(home=home)).unchanged == 3\n"
        "assert 'chromadb' not in sys.modules\n"
        "assert status(Settings(home=home)).healthy\n"
        "assert 'onnxruntime' not in sys.modules\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert not out.returncode, out.stderr


def test_the_reader_is_all_that_formats_import() -> None:
    """Else a change there would not be noticed."""
    package = Path(talkbot.formats.__file__).parents[1]

    def imported(path: Path) -> set[str]:
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        modules = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
        return {m.split(".")[1] + ".py" for m in modules if m.startswith("talkbot.")}

    needed, waiting = set(), list((package / "formats").glob("*.py"))
    while waiting:
        new = imported(waiting.pop()) - needed - {"formats.py"}
        needed |= new
        waiting += (package / name for name in new)
    assert needed == set(READ_WITH)


def test_removed_talks_come_back_with_their_file(tmp_path: Path) -> None:
    home = tmp_path / "home"
    path = write(tmp_path / "talks.jsonl", talks(3))
    run(home, path)
    remove(settings(home), talks(3)[1].id)
    assert counts(run(home, path)) == (1, 0, 2, 0)
    remove(settings(home), str(path))
    assert counts(run(home, path)) == (3, 0, 0, 0)


def test_what_was_kept_goes_without_keep(tmp_path: Path) -> None:
    home = tmp_path / "home"
    path = write(tmp_path / "talks.jsonl", talks(3))
    run(home, path)
    write(path, talks(2))
    for _ in range(2):
        assert counts(run(home, path, keep=True)) == (0, 0, 2, 0)
    assert counts(run(home, path)) == (0, 0, 2, 1)
    assert counts(run(home, path)) == (0, 0, 2, 0)


def test_a_talk_of_two_files_stays_with_either(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "talks"
    (one,) = talks(1)
    other = replace(one, abstract="Another wording.")
    for name, said in (("a", one), ("b", other), ("c", one)):
        (folder / name).mkdir(parents=True)
        write(folder / name / "talks.jsonl", [said])
    first = run(home, folder)
    assert [p.path for p in first.problems] == [str(folder / "b/talks.jsonl")]
    assert run(home, folder).problems == first.problems
    shutil.rmtree(folder / "a")
    run(home, folder)
    assert held(home)[one.id].abstract == other.abstract
    shutil.rmtree(folder / "b")
    run(home, folder)
    assert held(home)[one.id].abstract == one.abstract
    (folder / "a").mkdir()
    write(folder / "a" / "talks.jsonl", [other])
    report = run(home, folder)
    assert held(home)[one.id].abstract == other.abstract
    assert [p.path for p in report.problems] == [str(folder / "c/talks.jsonl")]


def test_a_transcript_stays_with_a_talk_of_another_folder(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "talks"
    for name in ("records", "spoken"):
        (folder / name).mkdir(parents=True)
    some = talks(3)
    write(folder / "records" / "talks.jsonl", some)
    spoken = folder / "spoken" / f"{some[1].id}.vtt"
    spoken.write_text(VTT.format("We light lanterns."))
    run(home, folder)
    for _ in range(2):
        assert counts(run(home, folder)) == (0, 0, 3, 0)
        assert held(home)[some[1].id].transcript_text == "We light lanterns."
    spoken.write_text(VTT.format("We put out lanterns."))
    assert counts(run(home, folder)) == (0, 1, 2, 0)
    edited = replace(some[1], abstract="Edited.")
    write(folder / "records" / "talks.jsonl", [some[0], edited])
    assert counts(run(home, folder)) == (0, 1, 1, 1)
    assert held(home)[edited.id].abstract == "Edited."
    assert held(home)[edited.id].transcript_text == "We put out lanterns."
    spoken.unlink()
    assert counts(run(home, folder)) == (0, 1, 1, 0)
    assert held(home)[edited.id].transcript == ()


@cache
def _say(number: int, wording: int) -> Talk:
    some = talks(40)[number]
    return replace(some, abstract=f"Wording {wording} of lantern {number}.")


def _step(rng: random.Random, folder: Path) -> None:
    """One change to a tree of files, as people make them."""
    place = folder / rng.choice("abcde")
    place.mkdir(parents=True, exist_ok=True)

    def put_talks() -> None:
        chosen = rng.sample(range(40), rng.randint(1, 3))
        write(place / f"{rng.choice('xy')}.jsonl", [_say(n, rng.randint(1, 2)) for n in chosen])

    def put_transcript() -> None:
        name = _say(rng.randrange(40), 1).id
        (place / f"{name}.vtt").write_text(VTT.format(f"Words {rng.randint(1, 2)}."))

    def put_other() -> None:
        (place / "notes.txt").write_text(f"Nothing {rng.randint(1, 3)} of use.")

    def drop() -> None:
        if files := sorted(place.iterdir()):
            rng.choice(files).unlink()

    def drop_all() -> None:
        shutil.rmtree(place)

    steps: list[Callable[[], None]] = [
        put_talks,
        put_talks,
        put_talks,
        put_transcript,
        put_other,
        drop,
    ]
    rng.choice([*steps, drop_all] if rng.random() < 0.5 else steps)()


def _told(report: IngestReport) -> set[Problem]:
    return set(report.problems)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_changes_it_is_as_if_all_was_read(tmp_path: Path, seed: int) -> None:
    """However a tree of files came about, the library is the one of a first ingest of it."""
    rng = random.Random(seed)
    home, folder = tmp_path / "home", tmp_path / "talks"
    folder.mkdir()
    skipped = 0
    for number in range(12):
        for _ in range(rng.choice((0, 1, 1, 3))):
            _step(rng, folder)
        report = run(home, folder)
        fresh = run(tmp_path / f"fresh-{number}", folder)
        skipped += len(report.talks) < len(fresh.talks)
        assert set(report.sources) == set(fresh.sources)
        assert _told(report) == _told(fresh)
        with Library.open(home, create=True) as library:
            ids = library.talk_ids()
        assert (held(home) if ids else {}) == (
            held(tmp_path / f"fresh-{number}") if fresh.talks else {}
        )
    assert skipped
