"""Who may call: keys, users of the page, strangers and their limit, other sites."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from talkbot.errors import UsageError
from talkbot.settings import load_settings
from talkbot.ui.accounts import hashed
from talkbot.ui.options import PUBLIC_QUESTIONS_A_MINUTE
from tests.api.conftest import BEARER, KEY, call
from tests.page.conftest import serving

USER = {"authorization": "Basic " + base64.b64encode(b"ilse:low water").decode()}


@pytest.fixture(scope="module")
def public(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    users = tmp_path_factory.mktemp("users") / "users.txt"
    users.write_text(f"ilse:{hashed('low water')}\n", "utf-8")
    with serving(home, {"TALKBOT_API_KEY": KEY}, ["--public", "--auth", str(users)]) as address:
        yield address


def test_a_user_or_the_key_may_call_and_nobody_else(public: str) -> None:
    assert call(public + "api/talks", headers=USER).status == 200
    assert call(public + "api/talks", headers=BEARER).status == 200
    got = call(public + "api/talks", headers={})
    assert got.status == 401
    assert got.headers["www-authenticate"].startswith("Basic")
    assert call(public, headers=BEARER).status == 401  # the key is not for the page
    assert call(public + "healthz", headers={}).status == 200


def test_strangers_have_a_limit_of_questions(public: str) -> None:
    question = {"question": "Hello"}
    for _ in range(PUBLIC_QUESTIONS_A_MINUTE):
        assert call(public + "api/ask", question).status == 200
    got = call(public + "api/ask", question)
    assert (got.status, got.json["error"]["type"]) == (429, "rate_limit_error")
    assert 0 < int(got.headers["retry-after"]) <= 60
    assert call(public + "api/talks").status == 200


def test_wrong_keys_are_not_looked_at_for_ever(public: str) -> None:
    wrong = {"authorization": "Bearer no"}
    states = [call(public + "api/talks", headers=wrong).status for _ in range(12)]
    assert states == [401] * 10 + [429] * 2
    assert call(public + "api/talks", headers=BEARER).status == 200


def test_another_name_for_this_machine_needs_a_key(address: str, written: str) -> None:
    elsewhere = {"host": "talks.example.org"}
    assert call(address + "api/talks", headers=BEARER | elsewhere).status == 200
    assert call(written + "api/talks", headers={}).status == 200
    got = call(written + "api/talks", headers=elsewhere)
    assert (got.status, got.json["error"]["type"]) == (403, "permission_error")


@pytest.mark.parametrize("key", ["short", "with a space in the middle", "ключ-ключ-ключ-ключ"])
def test_a_key_that_is_easily_guessed_or_cannot_be_sent_is_refused(key: str) -> None:
    with pytest.raises(UsageError, match="openssl rand"):
        load_settings(environment={"TALKBOT_API_KEY": key})


def test_settings_do_not_show_the_key() -> None:
    assert KEY not in repr(load_settings(environment={"TALKBOT_API_KEY": KEY}))
