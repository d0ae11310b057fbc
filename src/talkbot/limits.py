"""How many questions one visitor may ask in a minute, where strangers may ask."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

WINDOW = 60.0
MOST_VISITORS = 10_000
"""Visitors remembered; beyond that the ones seen longest ago are forgotten."""


class RateLimit:
    """At most `most` uses in any minute for each key; 0 means no limit. Safe to share."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._uses: dict[str, deque[float]] = {}

    def wait(self, key: str) -> float:
        """0 when the use is allowed (and counted), else the seconds until it would be."""
        if not self.most:
            return 0.0
        now = self._clock()
        with self._lock:
            uses = self._uses.pop(key, deque())
            self._uses[key] = uses  # the dictionary's order is that of the last use
            if len(self._uses) > MOST_VISITORS:
                self._uses.pop(next(iter(self._uses)))
            while uses and now - uses[0] >= WINDOW:
                uses.popleft()
            if len(uses) >= self.most:
                return WINDOW - (now - uses[0])
            uses.append(now)
        return 0.0

    def forget(self, key: str) -> None:
        """Begin anew with this key."""
        with self._lock:
            self._uses.pop(key, None)
