"""Players of recordings inside the page: which host, at which second, and nothing before a click.

Only these hosts, and those of the media files that records name, may be shown in a frame or
played: the Content-Security-Policy is made from here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Literal
from urllib.parse import parse_qs, urlsplit, urlunsplit

from talkbot.moments import MEDIA, clock, is_youtube
from talkbot.talks import Talk
from talkbot.ui.rendering import safe_url

MOST_HOSTS = 20
"""Hosts of media files that the policy names; recordings elsewhere open outside the page."""
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Player:
    """How a recording is played: in a frame or as media, its address, and whose it is.

    `address` contains `{at}` where the second belongs.
    """

    kind: Literal["frame", "media"]
    address: str
    origin: str

    @property
    def host(self) -> str:
        return urlsplit(self.origin).netloc.removeprefix("www.")


def player_of(url: str) -> Player | None:
    """The player for a recording's address, or None when it only opens outside the page."""
    url = safe_url(url)
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
        origin = f"{parts.scheme.lower()}://{parts.netloc.lower()}"
    except ValueError:
        return None
    if is_youtube(host):
        last = parts.path.rstrip("/").rpartition("/")[2]
        name = parse_qs(parts.query).get("v", [last])[0]
        if re.fullmatch(r"[\w-]{3,20}", name) and name != "watch":
            site = "https://www.youtube-nocookie.com"
            return Player("frame", f"{site}/embed/{name}?autoplay=1&start={{at}}", site)
    elif host in ("vimeo.com", "player.vimeo.com"):
        found = re.search(r"/(\d{4,})(?:/|$)", parts.path)
        if found:
            site = "https://player.vimeo.com"
            return Player("frame", f"{site}/video/{found[1]}?autoplay=1&dnt=1#t={{at}}s", site)
    elif host == "media.ccc.de":
        found = re.fullmatch(r"/v/([\w.-]+)/?", parts.path)
        if found:
            site = "https://media.ccc.de"
            return Player("frame", f"{site}/v/{found[1]}/oembed#t={{at}}", site)
    elif parts.path.lower().endswith(MEDIA) and _ORIGIN.fullmatch(origin):
        plain = urlunsplit(parts._replace(fragment="")).replace("{", "%7B").replace("}", "%7D")
        return Player("media", plain + "#t={at}", origin)
    return None


def origins(talks: Iterable[Talk]) -> tuple[str, str]:
    """The frame and media sources that the policy allows for these talks, "'none'" without any."""
    found: dict[str, dict[str, None]] = {"frame": {}, "media": {}}
    for url in dict.fromkeys(talk.video_url for talk in talks if talk.video_url):
        player = player_of(url)
        if player:
            found[player.kind].setdefault(player.origin)
    frame = " ".join(found["frame"]) or "'none'"
    return frame, " ".join(("'self' blob:", *list(found["media"])[:MOST_HOSTS]))


def player_html(talk: Talk, second: float | None) -> str:
    """The button that loads the player, saying from where; "" when there is none."""
    player = player_of(talk.video_url)
    if player is None:
        return ""
    at = int(second or 0)
    label = "Play the recording here" if second is None else f"Play from {clock(at)}"
    return (
        f'<div class="tb-player" data-kind="{player.kind}" data-address="{escape(player.address)}">'
        f'<button type="button" class="tb-play" data-at="{at}">'
        f'<span class="tb-playsign" aria-hidden="true"></span><span><b>{label}</b>'
        f"<span>This loads the video from {escape(player.host)}</span></span></button></div>"
    )
