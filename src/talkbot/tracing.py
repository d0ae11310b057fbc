"""Traces for an OpenTelemetry collector: what each answer took, by stage, and nobody's words.

OpenTelemetry's own variables say where the traces go (OTEL_EXPORTER_OTLP_ENDPOINT, its headers and
timeouts, OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER, ...). Without such an address nothing is made.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from talkbot.errors import UsageError

if TYPE_CHECKING:
    from talkbot.answers import Answer


class Tracing:
    """Sends a span for each answer, and below it one for each stage. Safe to share."""

    def __init__(self, version: str) -> None:
        """Raises UsageError when the packages that send traces are missing."""
        try:
            from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.resources import OTELResourceDetector, Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
        except ImportError as error:
            raise UsageError(
                "OTEL_EXPORTER_OTLP_ENDPOINT asks for traces: "
                "install what sends them with pip install 'talkbot[otel]'."
            ) from error
        named = OTELResourceDetector().detect()
        ours = Resource.create({"service.name": "talkbot", "service.version": version})
        # Its own provider, not the process's: other libraries' spans may hold words.
        self._provider = TracerProvider(resource=ours.merge(named))
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("talkbot", version)

    def answered(self, answer: Answer, via: str) -> None:
        """The trace of an answer that has just ended. `via` is where it was asked for."""
        from opentelemetry.trace import set_span_in_context

        end = time.time_ns()
        at = end - int(1e6 * answer.timings_ms.get("total", 0))
        told: dict[str, str | int] = {
            "talkbot.via": via,
            "talkbot.kind": answer.kind,
            "talkbot.status": answer.status,
            "talkbot.model": answer.model,
            "talkbot.citations": len(answer.citations),
        }
        whole = self._tracer.start_span("answer", start_time=at, attributes=told)
        inside = set_span_in_context(whole)
        for stage, ms in answer.timings_ms.items():
            if stage != "total":
                span = self._tracer.start_span(stage, inside, start_time=at)
                at += int(1e6 * ms)
                span.end(at)
        whole.end(max(end, at))

    def close(self) -> None:
        """Send what is waiting."""
        self._provider.shutdown()
