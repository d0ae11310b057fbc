"""What is counted: requests and questions, by kind, never by their words. Prometheus reads it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from talkbot.answers import Answer, Event
from talkbot.tracing import Tracing

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_log = logging.getLogger("talkbot")


class Metrics:
    """The counts of one server, and its traces where they are wanted. Safe to share."""

    def __init__(self, talks: Callable[[], int], tracing: Tracing | None = None) -> None:
        self._tracing = tracing
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
        told: dict[str, str | float] = {
            "via": via, "kind": answer.kind, "outcome": answer.status, "model": answer.model,
            "ms": answer.timings_ms.get("total", 0),
        }  # fmt: skip
        told |= {f"{stage}_ms": ms for stage, ms in answer.timings_ms.items() if stage != "total"}
        _log.info("answered", extra=told)
        if self._tracing:
            self._tracing.answered(answer, via)

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self._registry)
