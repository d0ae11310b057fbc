"""Times as people read them, and links that open a recording there."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

MEDIA = (".mp4", ".webm", ".ogv", ".ogg", ".oga", ".m4v", ".mp3", ".m4a", ".opus", ".wav", ".mov")


def clock(seconds: float) -> str:
    """A time in a recording as people read it: 4:07 or 1:02:33."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


_DAY_AND_HOUR = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"
)


def day_and_hour(text: str) -> str:
    """A text with its ISO times as people read them: 2022-11-17 19:00.

    Midnight is what a date without a time becomes in other systems: there the date stands alone.
    """
    return _DAY_AND_HOUR.sub(lambda m: m[1] if m[2] == "00:00" else f"{m[1]} {m[2]}", text)


def length(seconds: float) -> str:
    """Seconds as people say them: "47 min", "1 h 5 min"."""
    whole = round(seconds / 60)
    return f"{whole // 60} h {whole % 60} min" if whole >= 60 else f"{max(1, whole)} min"


def moment_url(video_url: str, seconds: float) -> str:
    """The URL that opens the video at `seconds`, as its host understands it.

    YouTube and PeerTube take a query, Vimeo, media.ccc.de and plain media files a fragment; a
    page of another host comes back as it is. "" when the URL is not http(s).
    """
    try:
        parts = urlsplit(video_url.strip())
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    at = max(0, int(seconds))
    if is_youtube(host):
        name = "start" if parts.path.startswith(("/embed/", "/v/")) else "t"
        return _with_query(parts.geturl(), name, f"{at}s" if name == "t" else str(at))
    if host in ("vimeo.com", "player.vimeo.com"):
        return urlunsplit(parts._replace(fragment=f"t={at}s"))
    if host == "media.ccc.de" and parts.path.startswith("/v/"):
        return urlunsplit(parts._replace(fragment=f"t={at}"))
    if parts.path.lower().endswith(MEDIA):
        return urlunsplit(parts._replace(fragment=f"t={at}"))
    if parts.path.startswith(("/w/", "/videos/watch/", "/videos/embed/")):
        return _with_query(parts.geturl(), "start", f"{at}s")
    return parts.geturl()


def is_youtube(host: str) -> bool:
    """Whether a host (without www. or m.) is one of YouTube's."""
    return host in ("youtu.be", "youtube.com", "youtube-nocookie.com", "music.youtube.com")


def _with_query(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return urlunsplit(parts._replace(query=urlencode([*kept, (name, value)])))
