"""Addresses on the web: which of a talk's links is its video, and which can be used at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

_URL = re.compile(r"https?://[^\s<>\"“”]+")
_VIDEO_PATH = re.compile(r"\.(?:mp4|webm|m4v|mov|mkv|ogv|mp3|m4a|ogg|opus)$", re.IGNORECASE)
_VIDEO_HOSTS = (
    "youtube.com", "youtube-nocookie.com", "youtu.be", "vimeo.com", "media.ccc.de",
    "dailymotion.com", "twitch.tv", "slideslive.com", "videolectures.net", "infoq.com",
)  # fmt: skip


def web_url(value: object) -> str:
    """The value when it is an http(s) address of sane length without spaces, else ""."""
    text = str(value or "").strip()
    if len(text) > 2000 or not re.fullmatch(r"https?://[^\s<>\"]+", text, re.IGNORECASE):
        return ""
    try:
        host = urlsplit(text).hostname
    except ValueError:
        return ""
    return text if host else ""


def first_url(texts: Iterable[str]) -> str:
    """The first address in the texts, without the punctuation around it."""
    for text in texts:
        for match in _URL.finditer(text):
            if url := web_url(match.group().rstrip(".,;:!?)]}'\"”’")):
                return url
    return ""


def is_video(url: str) -> bool:
    """Whether an address is that of a video or audio recording, by host or file ending."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").casefold().removeprefix("www.")
    except ValueError:
        return False
    hosted = any(host == known or host.endswith("." + known) for known in _VIDEO_HOSTS)
    peertube = re.match(r"/(?:w|videos/watch)/[\w-]{8,}", parts.path)
    return hosted or bool(peertube) or bool(_VIDEO_PATH.search(parts.path))


def video_id(url: str) -> str:
    """One spelling for all addresses of the same video, to compare them; "" when not http(s).

    "youtu.be/X", "youtube.com/watch?v=X&t=3" and "/embed/X" are one video.
    """
    if not web_url(url):
        return ""
    parts = urlsplit(url)
    host = (parts.hostname or "").casefold().removeprefix("www.").removeprefix("m.")
    if host == "youtu.be":
        return "youtube:" + parts.path.strip("/").split("/")[0]
    if host in ("youtube.com", "youtube-nocookie.com", "music.youtube.com"):
        query = parse_qs(parts.query).get("v")
        tail = re.match(r"/(?:embed|v|shorts|live|e)/([^/?]+)", parts.path)
        name = query[0] if query else tail[1] if tail else ""
        return f"youtube:{name}" if name else f"{host}{parts.path}?{parts.query}"
    if host in ("vimeo.com", "player.vimeo.com") and (number := re.search(r"/(\d+)", parts.path)):
        return f"vimeo:{number[1]}"
    return f"{host}{parts.path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")
