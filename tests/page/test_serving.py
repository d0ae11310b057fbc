"""The page served to others: signing in, what strangers may do, limits."""

from __future__ import annotations

import base64
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from talkbot.cli import run
from talkbot.errors import UsageError
from talkbot.limits import WINDOW, RateLimit
from talkbot.ui.accounts import hashed, matches, read_users
from talkbot.ui.options import PUBLIC_QUESTIONS_A_MINUTE
from tests.page.conftest import ask, filled, serving
from tests.page.festival import festival
from tests.store import write

Visit = Callable[..., Page]
PASSWORD = "low water: high märk"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("public")
    home = filled(folder / "home", [write(folder / "talks.jsonl", festival())])
    users = folder / "users.txt"
    users.write_text(f"# who may look\nilse:{hashed(PASSWORD)}\n", "utf-8")
    with serving(home, arguments=["--public", "--auth", str(users)]) as address:
        yield address


def status(url: str, name: str = "", password: str = "") -> int:
    request = urllib.request.Request(url)
    if name:
        pair = base64.b64encode(f"{name}:{password}".encode()).decode()
        request.add_header("authorization", f"Basic {pair}")
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code if "content-security-policy" in error.headers else 0


@pytest.mark.parametrize("path", ["", "config", "talkbot/talks", "talkbot/map", "talkbot/alive"])
def test_nothing_is_shown_without_signing_in(address: str, path: str) -> None:
    assert status(address + path) == 401


def test_a_user_signs_in_and_asks_within_the_limit(visits: Visit, address: str) -> None:
    page = visits(address, http_credentials={"username": "ilse", "password": PASSWORD})
    visits.watches[-1].expected.append("401")  # type: ignore[attr-defined]
    expect(page.get_by_role("tab", name="Add")).to_have_count(0)
    for i in range(PUBLIC_QUESTIONS_A_MINUTE):
        ask(page, f"Hello {i}")
    page.locator("#tb-box textarea").fill("Which talks are about tides?")
    page.keyboard.press("Enter")
    expect(page.locator("#tb-line")).to_contain_text("20 questions a minute")
    expect(page.locator("#tb-box textarea")).to_have_value("Which talks are about tides?")
    assert status(address + "talkbot/add/progress?token=x", "ilse", PASSWORD) == 404


def test_guessing_is_slowed_down(address: str) -> None:
    assert status(address, "ilse", PASSWORD) == 200
    assert status(address, "nobody", PASSWORD) == 401
    for i in range(12):
        assert status(address, "ilse", f"guess {i}") == 401
    assert status(address, "ilse", PASSWORD) == 200  # known already, so nobody is locked out


def test_a_limit_counts_each_visitor_in_a_moving_minute() -> None:
    now = [0.0]
    limit = RateLimit(2, lambda: now[0])
    assert [limit.wait("a"), limit.wait("a"), limit.wait("b")] == [0, 0, 0]
    now[0] = 20
    assert limit.wait("a") == WINDOW - 20
    now[0] = WINDOW
    assert limit.wait("a") == 0
    assert all(RateLimit(0).wait("a") == 0 for _ in range(100))


def test_a_password_is_kept_as_a_salted_hash() -> None:
    one, other = hashed(PASSWORD), hashed(PASSWORD)
    assert one != other
    assert PASSWORD not in one
    assert matches(PASSWORD, one)
    assert not matches(PASSWORD + " ", one)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ilse:plain words\n", "users.txt:1: this is not a name with a hashed password"),
        ("ilse\n", "users.txt:1"), ("ilse:scrypt:3:8:1:00:00", "users.txt:1"),
        ("# nobody yet\n", "holds no user"), (None, "cannot be read"),
    ],
)  # fmt: skip
def test_a_users_file_that_cannot_be_used_names_its_line(
    tmp_path: Path, text: str | None, told: str
) -> None:
    path = tmp_path / "users.txt"
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match="talkbot user NAME") as caught:
        read_users(path)
    assert told in str(caught.value)


def test_the_command_prints_a_line_for_the_users_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["user", "ada", "--password", "secret"], False) == 0
    path = tmp_path / "users.txt"
    path.write_text(capsys.readouterr().out, "utf-8")
    users = read_users(path)
    assert matches("secret", users["ada"])


def test_files_are_kept_as_they_were_asked_for(address: str) -> None:
    """Each coding apart, for those who may look, and never with another answer's headers."""

    def fetch(path: str, coding: str) -> tuple[bytes, Message]:
        pair = base64.b64encode(f"ilse:{PASSWORD}".encode()).decode()
        headers = {"authorization": f"Basic {pair}", "accept-encoding": coding}
        with urllib.request.urlopen(urllib.request.Request(address + path, headers=headers)) as got:
            return got.read(), got.headers

    page, _ = fetch("", "identity")
    found = re.search(r"assets/index-[\w-]+\.js", page.decode())
    assert found
    packed = [fetch(found.group(), "br") for _ in range(2)]
    plain = [fetch(found.group(), "identity") for _ in range(2)]
    assert packed[0][0] == packed[1][0] != plain[0][0] == plain[1][0]
    assert [headers["content-encoding"] for _, headers in packed + plain] == [
        "br",
        "br",
        None,
        None,
    ]
    assert all("immutable" in headers["cache-control"] for _, headers in packed + plain)
    policies = [headers.get_all("content-security-policy") for _, headers in packed + plain]
    assert all(policy and len(policy) == 1 for policy in policies)
    assert len({str(policy) for policy in policies}) == len(policies)
    assert status(address + found.group()) == 401
