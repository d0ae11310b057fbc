"""The documentation: a site without loose ends, parts that are those of the code, a tutorial that
works word for word."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
TUTORIAL = (DOCS / "tutorial.md").read_text("utf-8")
COMMANDS = re.findall(r"```sh\n(.*?)```", TUTORIAL, re.DOTALL)


def test_what_comes_from_the_code_is_up_to_date(tmp_path: Path) -> None:
    subprocess.run([sys.executable, DOCS / "generate.py", tmp_path], check=True, timeout=120)
    made = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    assert len(made) == 9
    stale = [
        str(name) for name in made if (DOCS / name).read_bytes() != (tmp_path / name).read_bytes()
    ]
    assert not stale, f"run: python docs/generate.py ({', '.join(stale)})"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly. (Not with --quiet: warnings that are not told are not counted.)"""
    place = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", place],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return place


class References(HTMLParser):
    """What a page loads, where it leads to, and where it can be led to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.places: set[str] = set()
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and name == "id":
                self.places.add(value)
            elif value and name in ("href", "src"):
                (self.links if tag == "a" else self.loaded).append(value)


def test_the_site_loads_nothing_from_outside(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert {page.parent.name for page in pages} >= {"tutorial", "grounding", "cli", "settings"}
    for page in pages:
        outside = [url for url in References(page).loaded if re.match("(?:https?:)?//", url)]
        assert not outside, page
        assert "```" not in page.read_text("utf-8"), f"{page}: a block that was not understood"
    for style in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", style.read_text("utf-8"))


def test_every_link_and_picture_of_the_site_is_there(site: Path) -> None:
    lost = []
    for page in site.rglob("index.html"):
        found = References(page)
        for url in (*found.links, *found.loaded):
            parts = urlsplit(url)
            if parts.scheme or not (parts.path or parts.fragment):
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            target = target / "index.html" if target.is_dir() else target
            there = target.exists()
            if there and parts.fragment and target.suffix == ".html":
                there = unquote(parts.fragment) in References(target).places
            if not there:
                lost.append(f"{page.relative_to(site)}: {url}")
    assert not lost


def test_every_page_is_in_the_menu() -> None:
    menu = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert [page.name for page in DOCS.glob("*.md") if f" {page.name}" not in menu] == []


@pytest.fixture
def room(tmp_path: Path) -> dict[str, str]:
    """An empty home, and nothing in the environment but where talkbot is."""
    where = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
    return {"HOME": str(tmp_path / "home"), "PATH": where, "LANG": "C.UTF-8"}


def test_the_tutorial_ends_in_cited_answers_over_its_own_talks(
    tmp_path: Path, room: dict[str, str]
) -> None:
    said: list[str] = []
    for command in COMMANDS:
        if " serve " in command:
            serve(command, tmp_path, room)
            continue
        done = subprocess.run(
            ["bash", "-euc", command], cwd=tmp_path, env=room,
            capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        said.append(done.stdout)
    told = " ".join(" ".join(said).split())
    assert "Nothing was written. It would be: 3 added" in told
    assert "3 added, 0 updated" in told
    assert "“It warns the keeper 25 minutes ahead in four of five cases" in told
    assert "“The method finds floods that no chronicle mentions" in told
    assert "No talk in the collection covers “sailing”" in told
    assert "on the roof of a bakery in Torrigan.” (on stage, at 1:12)" in told
    drafts = (tmp_path / "drafts.jsonl").read_text("utf-8").splitlines()
    assert len(drafts) >= 20
    assert all(json.loads(line)["question"] for line in drafts)


def serve(command: str, folder: Path, room: dict[str, str]) -> None:
    """Start the page as the tutorial says, and see that it is there."""
    port = re.findall(r"--port (\d+)", command)[0]
    page = subprocess.Popen(
        ["bash", "-euc", f"exec {command}"], cwd=folder, env=room,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        end = time.monotonic() + 120
        while True:
            assert page.poll() is None
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as got:
                    assert got.status == 200
                return
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.3)
    finally:
        page.terminate()
        page.communicate(timeout=60)
