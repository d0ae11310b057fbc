"""What is counted: requests and questions, by kind, never by their words. Prometheus reads it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from talkbot.answers import Answer, Event

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_log = logging.getLogger("talkbot")


class Metrics:
    """The counts of one server. Safe to share."""

    def __init__(self, talks: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "talkbot_requests", "Requests of the interface",
            ("method", "route", "status"), registry=self._registry,
        )  # fmt: skip
        self._questions = Counter(
            "talkbot_questions", "Questions answered",
            ("via", "kind", "status", "writer"), registry=self._registry,
        )  # fmt: skip
        self._stages = Histogram(
            "talkbot_stage_seconds", "Time that questions took, by stage",
            ("stage",), registry=self._registry, buckets=_SECONDS,
        )  # fmt: skip
        gauge = Gauge("talkbot_talks", "Talks in the library", registry=self._registry)
        gauge.set_function(talks)

    def request(self, method: str, route: str, status: int) -> None:
        self._requests.labels(method, route, str(status)).inc()

    def watched(self, events: Iterator[Event], via: str) -> Iterator[Event]:
        """The same events; the answer is counted as one to `via`."""
        for event in events:
            if isinstance(event, Answer):
                self._answered(event, via)
            yield event

    def _answered(self, answer: Answer, via: str) -> None:
        writer = "records" if answer.model == "extractive" else "model"
        self._questions.labels(via, answer.kind, answer.status, writer).inc()
        for stage, ms in answer.timings_ms.items():
            self._stages.labels(stage).observe(ms / 1000)
        told = {"via": via, "kind": answer.kind, "outcome": answer.status, "model": answer.model}
        _log.info("answered", extra=told | {"ms": answer.timings_ms.get("total", 0)})

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self._registry)
