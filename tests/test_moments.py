from __future__ import annotations

import pytest

from talkbot.moments import moment_url


@pytest.mark.parametrize(
    ("video", "opened"),
    [
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abc&t=75s"),
        ("http://youtube.com/watch?v=abc&t=9", "http://youtube.com/watch?v=abc&t=75s"),
        ("https://m.youtube.com/watch?v=abc&list=L", "https://m.youtube.com/watch?v=abc&list=L&t=75s"),
        ("https://youtu.be/abc", "https://youtu.be/abc?t=75s"),
        ("https://youtu.be/abc?si=x", "https://youtu.be/abc?si=x&t=75s"),
        ("https://www.youtube.com/live/abc", "https://www.youtube.com/live/abc?t=75s"),
        ("https://www.youtube.com/shorts/abc", "https://www.youtube.com/shorts/abc?t=75s"),
        ("https://www.youtube.com/embed/abc", "https://www.youtube.com/embed/abc?start=75"),
        ("https://www.youtube.com/v/abc", "https://www.youtube.com/v/abc?start=75"),
        ("https://www.youtube-nocookie.com/embed/abc?start=3", "https://www.youtube-nocookie.com/embed/abc?start=75"),
        ("https://vimeo.com/123", "https://vimeo.com/123#t=75s"),
        ("https://vimeo.com/123#t=4s", "https://vimeo.com/123#t=75s"),
        ("https://player.vimeo.com/video/123", "https://player.vimeo.com/video/123#t=75s"),
        ("https://peer.example/w/abcDEF", "https://peer.example/w/abcDEF?start=75s"),
        ("https://peer.example/videos/watch/0a-1b", "https://peer.example/videos/watch/0a-1b?start=75s"),
        ("https://peer.example/videos/embed/0a-1b?a=1", "https://peer.example/videos/embed/0a-1b?a=1&start=75s"),
        ("https://media.ccc.de/v/37c3-1-a_talk", "https://media.ccc.de/v/37c3-1-a_talk#t=75"),
        ("https://cdn.example/talk.mp4", "https://cdn.example/talk.mp4#t=75"),
        ("https://cdn.example/TALK.WEBM?key=1", "https://cdn.example/TALK.WEBM?key=1#t=75"),
        ("https://example.org/talks/1", "https://example.org/talks/1"),
        ("https://youtube.com.evil.example/watch?v=abc", "https://youtube.com.evil.example/watch?v=abc"),
    ],
)  # fmt: skip
def test_a_video_opens_at_the_second(video: str, opened: str) -> None:
    assert moment_url(video, 75.9) == opened


@pytest.mark.parametrize(
    "video",
    ["", "talk.mp4", "javascript:alert(1)", "file:///etc/passwd", "ftp://a.example/t.mp4",
     "//youtube.com/watch?v=a", "http://", "http://[broken", "data:text/html,x", "https:///x"],
)  # fmt: skip
def test_only_web_addresses_become_links(video: str) -> None:
    assert moment_url(video, 5) == ""


def test_the_beginning_and_nonsense_times() -> None:
    for seconds in (0.0, -3.0):
        assert moment_url("https://youtu.be/abc", seconds) == "https://youtu.be/abc?t=0s"
