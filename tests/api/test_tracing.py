"""Traces, sent to a real collector's service on this machine."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import grpc
import pytest
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as messages
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc as services

from talkbot.errors import UsageError
from talkbot.settings import tracing_wanted
from tests.api.conftest import call
from tests.page.conftest import serving

QUESTION = "What do porpoises hear, xylophone?"
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


class Collector(services.TraceServiceServicer):  # type: ignore[misc]
    """What an OpenTelemetry collector does on port 4317, as far as keeping what it is sent."""

    def __init__(self) -> None:
        self.sent: list[messages.ExportTraceServiceRequest] = []
        self.headers: list[dict[str, Any]] = []
        self.arrived = threading.Event()

    def Export(self, request: Any, context: Any) -> Any:  # noqa: N802  (the protocol's name)
        self.sent.append(request)
        self.headers.append(dict(context.invocation_metadata()))
        self.arrived.set()
        return messages.ExportTraceServiceResponse()


def test_an_answer_is_a_trace_with_a_span_for_each_stage_and_no_words(home: Path) -> None:
    collector, server = Collector(), grpc.server(ThreadPoolExecutor(2))
    services.add_TraceServiceServicer_to_server(collector, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    told = {
        ENDPOINT: f"http://127.0.0.1:{port}", "OTEL_SERVICE_NAME": "harbour talks",
        "OTEL_EXPORTER_OTLP_HEADERS": "x-team=library",
    }  # fmt: skip
    try:
        with serving(home, told) as address:
            answer = call(address + "api/ask", {"question": QUESTION}, {}).json
        # Stopping the server has sent what was waiting.
        assert collector.arrived.wait(30)
    finally:
        server.stop(None)
    (resource,) = collector.sent[0].resource_spans
    named = {each.key: each.value.string_value for each in resource.resource.attributes}
    assert named["service.name"] == "harbour talks"
    assert collector.headers[0]["x-team"] == "library"
    spans = [span for scope in resource.scope_spans for span in scope.spans]
    (whole,) = (
        span for span in spans
        if span.name == "answer" and any(a.value.string_value == "api" for a in span.attributes)
    )  # fmt: skip
    stages = [span for span in spans if span.parent_span_id == whole.span_id]
    assert [stage.name for stage in stages] == ["understanding", "searching", "answering"]
    assert whole.start_time_unix_nano == stages[0].start_time_unix_nano
    for before, after in pairwise(stages):
        assert before.end_time_unix_nano == after.start_time_unix_nano
    took = (whole.end_time_unix_nano - whole.start_time_unix_nano) / 1e6
    assert took == pytest.approx(answer["timings_ms"]["total"], abs=5)
    assert not [sent for sent in collector.sent if b"xylophone" in sent.SerializeToString()]


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, False), ({ENDPOINT: ""}, False), ({ENDPOINT: "http://c:4317"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c:4317"}, True),
        ({ENDPOINT: "http://c:4317", "OTEL_SDK_DISABLED": "true"}, False),
        ({ENDPOINT: "http://c:4317", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)  # fmt: skip
def test_only_opentelemetrys_own_variables_ask_for_traces(
    environment: dict[str, str], wanted: bool
) -> None:
    assert tracing_wanted(environment) is wanted


def test_a_protocol_that_is_not_spoken_is_told() -> None:
    asked = {ENDPOINT: "http://c:4318", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}
    with pytest.raises(UsageError, match="4317"):
        tracing_wanted(asked)
