"""What the server sends and refuses to send, whatever is in the records."""

from __future__ import annotations

import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from talkbot.talks import Cue, Speaker, Talk, talk_id
from tests.page.conftest import ask, filled, serving
from tests.store import write

Visit = Callable[..., Page]

TITLE = "Zebrafish <script>window.owned = 1</script> & <b>friends</b>"
NAME = 'Mallory <img src=x onerror="window.owned=1">'


def hostile() -> Talk:
    return Talk(
        id=talk_id(TITLE, (NAME,)),
        title=TITLE,
        speakers=(Speaker(NAME, url="javascript:window.owned=1"),),
        abstract="Zebrafish <img src=http://beacon.invalid/a.png> are small fish.",
        url="javascript:window.owned=1",
        video_url="data:text/html,<script>window.owned=1</script>",
        transcript=(Cue(0, 9, NAME, "Zebrafish hide behind <img src=x> at night."),),
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    source = write(folder / "talks.jsonl", [hostile()])
    with serving(filled(folder / "home", [source])) as address:
        yield address


def headers(url: str) -> dict[str, str]:
    with urllib.request.urlopen(url, timeout=10) as response:
        return {name.lower(): value for name, value in response.headers.items()}


@pytest.mark.parametrize(
    "path", ["", "config", "theme.css", "talkbot/assets/x/page.js", "talkbot/talks"]
)
def test_every_response_carries_the_security_headers(address: str, path: str) -> None:
    found = headers(address + path)
    policy = dict(
        part.strip().split(" ", 1) for part in found["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'self'"
    assert "unsafe-inline" not in policy["script-src"]
    assert policy["frame-ancestors"] == policy["form-action"] == policy["base-uri"] == "'self'"
    assert policy["object-src"] == policy["frame-src"] == "'none'"
    assert "http" not in found["content-security-policy"]
    assert found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"] == "no-referrer"


def test_each_visit_has_its_own_nonce(address: str) -> None:
    policies = {headers(address)["content-security-policy"] for _ in range(3)}
    assert len(policies) == 3


def test_the_page_names_no_outside_address(address: str) -> None:
    with urllib.request.urlopen(address, timeout=10) as response:
        html = response.read().decode()
    for host in ("googleapis", "cdnjs", "githubusercontent", "gradio.app", "twitter"):
        assert host not in html


@pytest.mark.parametrize(
    "path",
    [
        "gradio_api/upload", "gradio_api/file=/etc/passwd", "gradio_api/proxy=http://127.0.0.1/",
        "gradio_api/info", "gradio_api/runs", "monitoring", "openapi.json",
        "gradio_api/queue/../upload", "talkbot/assets/x/..%2F..%2Fserver.py",
        "talkbot/assets/x/server.py",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_the_page_does_not_need_is_shut(address: str, path: str, method: str) -> None:
    request = urllib.request.Request(
        address + path, method=method, data=b"" if method == "POST" else None
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=10)
    with caught.value:
        assert caught.value.code in (404, 405)


@pytest.mark.parametrize(
    "query",
    [
        "talk=x&field=nonsense",
        "talk=x&field=abstract&start=many",
        "",
    ],
)
def test_a_wrong_evidence_address_is_an_error_not_a_fault(address: str, query: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{address}talkbot/evidence?{query}", timeout=10)
    with caught.value:
        assert caught.value.code == 422


@pytest.mark.parametrize("span", ["start=-5&end=3", "start=5&end=2", "start=0&end=99999999", ""])
def test_a_place_outside_the_text_highlights_nothing(address: str, span: str) -> None:
    talk = hostile().id
    url = f"{address}talkbot/evidence?talk={talk}&field=abstract&{span}"
    with urllib.request.urlopen(url, timeout=10) as response:
        html = response.read().decode()
    assert "<mark>" not in html
    assert "Zebrafish" in html


@pytest.mark.parametrize("talk", ["unknown", "../../etc/passwd", "<script>", "%00"])
def test_a_talk_that_is_not_there_is_said_to_be_gone(address: str, talk: str) -> None:
    with urllib.request.urlopen(f"{address}talkbot/talk?talk={talk}", timeout=10) as response:
        html = response.read().decode()
    assert "no longer in the collection" in html
    assert "script" not in html


def test_a_removed_talk_leaves_the_quote_standing(visits: Visit, tmp_path: Path) -> None:
    source = write(tmp_path / "talks.jsonl", [hostile()])
    home = filled(tmp_path / "home", [source])
    with serving(home) as address:
        page = visits(address)
        ask(page, "What do zebrafish do at night?")
        other = Talk(
            id="other", title="Otters", speakers=(Speaker("Ann"),), abstract="Otters dive."
        )
        write(source, [other])
        filled(home, [source])
        quote = page.locator(".tb-source").first.get_attribute("data-quote") or ""
        page.locator("button.tb-mark").first.click()
        expect(page.locator("#tb-panel .tb-kind")).to_have_text("No longer here")
        expect(page.locator("#tb-panel .tb-changed")).to_contain_text(quote)
        fresh = visits(address)
        expect(fresh.locator(".tb-header")).to_contain_text("1 talk ·")
        fresh.get_by_role("tab", name="Talks").click()
        expect(fresh.locator(".tb-browse .tb-title")).to_have_text("Otters")
        page.context.close()
        fresh.context.close()


def test_only_a_site_that_was_named_may_show_the_page_in_a_frame(
    home: Path, browser: Browser
) -> None:
    class Outside(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(f'<iframe src="{address}" width="900" height="600">'.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    site = HTTPServer(("127.0.0.1", 0), Outside)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    name = f"http://127.0.0.1:{site.server_port}"
    try:
        named = ("--embed", "https://a.example", "--embed", name)
        for words, shown in (((), False), (named, True)):
            with serving(home, arguments=words) as address:
                page = browser.new_page()
                page.goto(name)
                inside = page.frame_locator("iframe").locator("textarea").first
                if shown:
                    inside.wait_for(timeout=60_000)
                else:
                    page.wait_for_timeout(1500)
                    assert inside.count() == 0
                page.close()
    finally:
        site.shutdown()
        site.server_close()


@pytest.mark.parametrize("site", ["example.org", "https://a.org/path", "https://a.org; img-src *"])
def test_what_is_no_site_may_not_be_named_for_a_frame(home: Path, site: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "talkbot", "serve", "--home", str(home), "--embed", site],
        capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("talkbot: --embed needs a site such as")
