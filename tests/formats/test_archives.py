"""Archives: every file in them, nothing outside them, and no more than they may unpack to."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from talkbot.formats import Reading, read_paths
from talkbot.formats.tars import _Header, entries
from tests.store import talk, talks, write

TAR_MODES = {"tar": "w", "tar.gz": "w:gz", "tar.bz2": "w:bz2", "tar.xz": "w:xz"}


def record(number: int, tmp_path: Path) -> bytes:
    return write(tmp_path / "record.jsonl", [talk(number)]).read_bytes()


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, files: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def messages(reading: Reading) -> str:
    return "\n".join(f"{p.path}: {p.message}" for p in reading.problems)


@pytest.mark.parametrize("ending", ["zip", *TAR_MODES])
def test_the_files_of_an_archive_are_read(tmp_path: Path, ending: str) -> None:
    files = {"a/one.jsonl": record(1, tmp_path), "a/b/two.jsonl": record(2, tmp_path)}
    hidden = {".git/x.jsonl": record(3, tmp_path), "__MACOSX/a/._one.jsonl": record(4, tmp_path)}
    path = tmp_path / f"season.{ending}"
    if ending == "zip":
        zipped(path, files | hidden)
    else:
        tarred(path, files | hidden, TAR_MODES[ending])
    reading = read_paths([path])
    assert [t.id for t in reading.talks] == [talk(1).id, talk(2).id]
    assert [t.source for t in reading.talks] == [f"{path}/{name}" for name in files]
    assert [s.path for s in reading.sources] == [f"{path}/{name}" for name in files]
    assert reading.problems == ()


def test_an_archive_is_known_by_its_content(tmp_path: Path) -> None:
    path = zipped(tmp_path / "download", {"one.jsonl": record(1, tmp_path)})
    assert len(read_paths([path]).talks) == 1


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_single_compressed_file_is_read(tmp_path: Path, pack: object) -> None:
    path = tmp_path / "talks.jsonl.gz"
    path.write_bytes(pack(record(1, tmp_path)))  # type: ignore[operator]
    assert [t.source for t in read_paths([path]).talks] == [f"{path}/talks.jsonl"]


@pytest.mark.parametrize("name", ["../out.jsonl", "a/../../out.jsonl", "/etc/out.jsonl", "C:\\o"])
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_name_that_leads_outside_is_refused(tmp_path: Path, name: str, kind: str) -> None:
    files = {name: record(1, tmp_path), "in.jsonl": record(2, tmp_path)}
    path = (zipped if kind == "zip" else tarred)(tmp_path / "x", files)
    reading = read_paths([path])
    assert [t.id for t in reading.talks] == [talk(2).id]
    assert "leads out of the archive" in messages(reading)


def test_links_in_a_tar_are_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.jsonl", [talk(9)])
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as archive:
        for kind, name in ((tarfile.SYMTYPE, "soft.jsonl"), (tarfile.LNKTYPE, "hard.jsonl")):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, str(secret)
            archive.addfile(info)
    reading = read_paths([path])
    assert reading.talks == ()
    assert messages(reading).count("is not followed") == 2


def bomb(path: Path, kind: str) -> Path:
    """A few hundred kilobytes that unpack to 120 MB."""
    zeros, rounds = b"\0\0\1" * 350_000, 120
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(3):
                with archive.open(f"{number}.txt", "w") as file:
                    for _ in range(rounds // 3):
                        file.write(zeros)
    elif kind == "tar":
        with tarfile.open(path, "w:gz") as whole:
            info = tarfile.TarInfo("bomb.txt")
            info.size = rounds * len(zeros)
            whole.addfile(info, io.BytesIO(zeros * rounds))
    else:
        with gzip.open(path, "wb") as single:
            for _ in range(rounds):
                single.write(zeros)
    return path


@pytest.mark.parametrize("kind", ["zip", "tar", "gz"])
def test_a_bomb_is_told_before_it_fills_the_memory(tmp_path: Path, kind: str) -> None:
    path = bomb(tmp_path / "bomb", kind)
    assert path.stat().st_size < 2**20
    tracemalloc.start()
    reading = read_paths([path])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "unpacks to far more" in messages(reading)
    assert peak < 200 * 2**20


def test_archives_within_archives_are_told_and_not_opened(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"one.jsonl": record(1, tmp_path)}).read_bytes()
    reading = read_paths([zipped(tmp_path / "outer.zip", {"inner.zip": inner})])
    assert reading.talks == ()
    assert f"{tmp_path}/outer.zip/inner.zip: An archive within" in messages(reading)


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "tar"])
@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_an_archive_that_is_cut_off_is_told(tmp_path: Path, kind: str, share: float) -> None:
    files = {f"{n}.jsonl": record(n, tmp_path) for n in range(30)}
    path = tmp_path / f"x.{kind}"
    if kind == "zip":
        zipped(path, files)
    else:
        tarred(path, files, TAR_MODES[kind])
    whole = path.read_bytes()
    if kind == "tar":
        whole = whole[: 30 * 1024]
    path.write_bytes(whole[: int(len(whole) * share)])
    reading = read_paths([path])
    assert len(reading.talks) < 30
    assert "Fetch it again" in messages(reading)


def test_office_documents_and_other_archives_say_what_to_do(tmp_path: Path) -> None:
    sheet = zipped(tmp_path / "talks.xlsx", {"[Content_Types].xml": b"<x/>", "xl/a.xml": b"<x/>"})
    other = tmp_path / "talks.7z"
    other.write_bytes(b"7z\xbc\xaf\x27\x1c" + b"\0" * 100)
    told = messages(read_paths([sheet, other]))
    assert "save it as CSV" in told
    assert "7-Zip archives are not read: unpack it" in told


def test_pictures_beside_talks_are_no_problem_and_odd_files_are(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder / "talks.jsonl", talks(2))
    (folder / "poster.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    assert read_paths([folder]).problems == ()
    (folder / "LICENSE.txt").write_text(
        "Title\nAda Holm, Harbour College\nYou may use it freely.\n"
    )
    assert read_paths([folder]).problems == ()
    assert len(read_paths([folder]).talks) == 2
    (folder / "blob").write_bytes(b"\0\1\2\3" * 100)
    assert messages(read_paths([folder])) == (
        f"{folder}/blob: This is not a text file; it was left out."
    )
    assert "not a text file" in messages(read_paths([folder / "poster.png"]))


def by_library(data: bytes) -> list[tuple[str, bytes | None]] | None:
    """What the standard library reads from a tar, None when it finds it damaged."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:", tarinfo=_Header) as archive:
            files = [(i.name, archive.extractfile(i)) for i in archive if not i.isdir()]
            return [(name, file.read() if file else None) for name, file in files]
    except (tarfile.TarError, ValueError):
        return None


class Rewound(io.BytesIO):
    def unread(self, data: bytes) -> None:
        self.seek(-len(data), io.SEEK_CUR)


def by_us(data: bytes) -> list[tuple[str, bytes | None]] | None:
    try:
        return [(e.name, e.data) for e in entries(Rewound(data), 2**30)]
    except (tarfile.TarError, ValueError):
        return None


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_tars_are_read_as_the_standard_library_reads_them(form: int) -> None:
    rng = random.Random(form)
    for _ in range(40):
        raw = io.BytesIO()
        headers = rng.choice([{}, {"comment": "4d2"}, {"path": "else.txt"}])
        with tarfile.open(fileobj=raw, mode="w", format=form, pax_headers=headers) as archive:
            for number in range(rng.randrange(1, 6)):
                word = rng.choice(["a", "Talks \u00e0 lire", "b" * 60, "c/" * 48 + "d"])
                info = tarfile.TarInfo(f"{word}/{number}" * rng.choice([1, 1, 2]))
                if form == tarfile.USTAR_FORMAT:
                    info.name = info.name[-90:]
                info.mtime = rng.choice([0, 1_900_000_000, 1_900_000_000.5])
                if form != tarfile.PAX_FORMAT:
                    info.mtime = int(info.mtime)
                info.type = rng.choice([tarfile.REGTYPE] * 6 + [tarfile.DIRTYPE, tarfile.AREGTYPE])
                info.size = 0 if info.isdir() else rng.choice([0, 1, 512, 513, 2000])
                archive.addfile(info, io.BytesIO(rng.randbytes(info.size)))
        data = raw.getvalue()
        assert by_us(data) == by_library(data)
        assert by_us(data) is not None
        cut = data[: rng.randrange(1, len(data))]
        assert by_us(cut) == by_library(cut)
