"""The chat model: the one file that knows OpenAI's libraries.

Whatever goes wrong with a service becomes one ModelError that says what to do, without the key.
"""

from __future__ import annotations

import contextvars
import queue
import re
import threading
import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from talkbot.errors import ModelError
from talkbot.settings import OPENAI, Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage, BaseMessageChunk
    from langchain_core.runnables import Runnable

_RETRIES = 2
# Room for an answer and, with a reasoning model, for what it thinks before.
_TOKENS = 2048
_OPENAI_TOKENS = 4096
_CUT = ("length", "incomplete")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer may take, repair included.

    `silence` is the longest wait in seconds for the next piece of the model's text, retries
    included, and `seconds` the time for everything. Text after `characters` is not read.
    `evidence` bounds the characters of the passages in the prompt. When the model looks talks
    up by itself, it has `steps` requests for that, `lookups` calls of tools, and reads `looked`
    characters.
    """

    silence: float = 60.0
    seconds: float = 180.0
    characters: int = 6000
    evidence: int = 12000
    steps: int = 6
    lookups: int = 12
    looked: int = 30000

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        return cls(silence=settings.model_timeout, seconds=3 * settings.model_timeout)


@dataclass(frozen=True, slots=True)
class Finish:
    """How a reply ended: `truncated` when it ran into a limit, and the tokens it used."""

    truncated: bool
    usage: dict[str, int]


@dataclass(slots=True)
class Meter:
    """What one answer has taken so far: its calls and tokens, and the time that is left to it.

    `deadline` is a time of time.monotonic().
    """

    limits: Limits
    deadline: float
    usage: dict[str, int] = field(default_factory=dict)

    @classmethod
    def start(cls, limits: Limits) -> Meter:
        return cls(limits, time.monotonic() + limits.seconds)

    def part(self, seconds: float) -> Meter:
        """A meter with the same counts and at most so many seconds of the time that is left."""
        return Meter(self.limits, min(self.deadline, time.monotonic() + seconds), self.usage)

    def called(self) -> None:
        """Count a request, whatever becomes of it."""
        self.usage["calls"] = self.usage.get("calls", 0) + 1

    def add(self, usage: dict[str, int]) -> None:
        for name, count in usage.items():
            self.usage[name] = self.usage.get(name, 0) + count


def chat_model(settings: Settings) -> BaseChatModel:
    """The chat model that the settings name. Raises ModelError when they name none."""
    if not settings.uses_model:
        raise ModelError("No chat model is set: set OPENAI_API_KEY or OPENAI_BASE_URL.")
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    own = settings.base_url or None
    # Compatible servers know the older name of the token limit, OpenAI the newer one. The
    # temperature stays the service's own: some models refuse any other.
    limit: dict[str, Any] = (
        {"extra_body": {"max_tokens": _TOKENS}} if own else {"max_tokens": _OPENAI_TOKENS}
    )
    return ChatOpenAI(
        model=settings.model,
        base_url=own or OPENAI,
        api_key=SecretStr(settings.api_key or "not-needed"),
        timeout=settings.model_timeout,
        max_retries=_RETRIES,
        stream_usage=True,
        use_responses_api=False if own else None,
        **limit,
    )


def reply(
    runnable: Runnable[Any, BaseMessage],
    inputs: dict[str, str],
    *,
    limits: Limits,
    deadline: float,
) -> Generator[str, None, Finish]:
    """Stream the text of a prompt-and-model runnable; ends with its Finish.

    `deadline` is a time of time.monotonic(). Raises ModelError for every way in which a service
    can fail, also when it sends no text or breaks off without its end mark.
    """
    usage: dict[str, int] = {}
    reason, length, silent = "", 0, True
    with closing(_chunks(runnable, inputs, limits.silence, deadline)) as chunks:
        for chunk in chunks:
            ended = chunk.response_metadata  # "status" is what the Responses API says
            reason = str(ended.get("finish_reason") or ended.get("status") or reason)
            _note_usage(usage, chunk)
            text = chunk.text[: limits.characters - length]
            if text:
                length += len(text)
                silent = silent and not text.strip()
                yield text
            if length >= limits.characters:
                return Finish(truncated=True, usage=usage)
    if reason == "content_filter":
        raise ModelError("The chat model's service withheld the answer (content filter).")
    if silent:
        why = " but its reasoning; use another model" if reason in _CUT else ""
        raise ModelError(f"The chat model sent no text{why}.")
    if not reason:
        raise ModelError("The chat model's answer broke off.")
    return Finish(truncated=reason in _CUT, usage=usage)


def choose(
    runnable: Runnable[Any, BaseMessage], messages: list[BaseMessage], meter: Meter
) -> AIMessageChunk:
    """One whole reply of a model that may call tools, its calls in it; counted on the meter.

    Raises ModelError for every way in which a service can fail.
    """
    usage: dict[str, int] = {}
    whole: Any = None
    length = 0
    meter.called()
    with closing(_chunks(runnable, messages, meter.limits.silence, meter.deadline)) as chunks:
        for chunk in chunks:
            _note_usage(usage, chunk)
            calls = getattr(chunk, "tool_call_chunks", ())
            length += len(chunk.text) + sum(len(call.get("args") or "") for call in calls)
            if length > meter.limits.characters:
                raise ModelError("The chat model went on and on when it was to use its tools.")
            whole = chunk if whole is None else whole + chunk
    meter.add(usage)
    if whole is None:
        raise ModelError("The chat model sent no text.")
    ended = whole.response_metadata
    if not (ended.get("finish_reason") or ended.get("status")):
        raise ModelError("The chat model's answer broke off.")
    told: AIMessageChunk = whole
    return told


def _note_usage(usage: dict[str, int], chunk: BaseMessageChunk) -> None:
    # Some services repeat the count so far in every chunk: the largest is the sum.
    for name, count in (getattr(chunk, "usage_metadata", None) or {}).items():
        if isinstance(count, int):
            usage[name] = max(usage.get(name, 0), count)


def _chunks(
    runnable: Runnable[Any, BaseMessage], inputs: Any, silence: float, deadline: float
) -> Generator[BaseMessageChunk, None, None]:
    """The chunks of a stream, read in a thread, so that no server can hold the reader up.

    A server that keeps a connection alive without sending anything would escape the timeouts of
    the HTTP client.
    """
    arrived: queue.Queue[object] = queue.Queue()
    done = object()
    abandoned = threading.Event()

    def pump() -> None:
        try:
            with closing(runnable.stream(inputs)) as stream:  # type: ignore[type-var]
                for chunk in stream:
                    if abandoned.is_set():
                        return
                    arrived.put(chunk)
            arrived.put(done)
        except Exception as error:
            arrived.put(error)

    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(pump,), name="chat model", daemon=True).start()
    started = False
    try:
        while True:
            wait = min(silence, deadline - time.monotonic())
            try:
                item = arrived.get(timeout=max(0.0, wait))
            except queue.Empty:
                raise ModelError(_too_slow(silence, wait < silence)) from None
            if item is done:
                return
            if isinstance(item, Exception):
                # Not chained: a service's own message may repeat the key.
                raise explain(item, runnable, started=started) from None
            started = True
            yield item  # type: ignore[misc]
    finally:
        abandoned.set()


def explain(error: Exception, runnable: object, *, started: bool) -> ModelError:
    """The one line for the user about a failure; `started` says that text had come already."""
    import openai

    host, name = _address(runnable)
    if isinstance(error, openai.APITimeoutError):
        return ModelError(_too_slow(None, late=False))
    if isinstance(error, openai.APIConnectionError):
        if started:
            return ModelError("The connection to the chat model broke off.")
        return ModelError(f"Cannot reach the chat model at {host}: check OPENAI_BASE_URL.")
    if isinstance(error, openai.APIStatusError):
        return ModelError(_status_line(error.status_code, host, name))
    if isinstance(error, openai.APIError):
        return ModelError(f"The chat model at {host} reported a failure while it answered.")
    return ModelError(
        f"The answer of {host} could not be read ({type(error).__name__}): is it an "
        "OpenAI-compatible service? Check OPENAI_BASE_URL."
    )


def _status_line(status: int, host: str, name: str) -> str:
    if status in (401, 403):
        return f"The service at {host} refused the key ({status}): check OPENAI_API_KEY."
    if status == 404:
        return (
            f"The service at {host} does not know the model {name!r} (404): check TALKBOT_MODEL, "
            "and OPENAI_BASE_URL, which usually ends in /v1."
        )
    if status == 429:
        return f"The service at {host} is busy or the quota is used up (429): try again later."
    if status >= 500:
        return f"The service at {host} failed ({status}): try again later."
    return (
        f"The service at {host} refused the request ({status}): the model {name!r} may not be "
        "made for chat or have too small a context; try another with TALKBOT_MODEL."
    )


def _too_slow(silence: float | None, late: bool) -> str:
    waited = f" for {silence:g} seconds" if silence and not late else ""
    what = "did not finish in time" if late else f"was silent{waited}"
    return f"The chat model {what}: try again, or allow more with TALKBOT_MODEL_TIMEOUT."


def _address(runnable: object) -> tuple[str, str]:
    """Host and model name of a runnable's chat model; a user or password in the URL is left out."""
    model = getattr(runnable, "last", runnable)
    model = getattr(model, "bound", model)  # a model with tools
    url = urlsplit(str(getattr(model, "openai_api_base", "") or ""))
    host = (url.netloc.rpartition("@")[2] or "the chat model's service")[:100]
    name = re.sub(r"\s+", " ", str(getattr(model, "model_name", "")))[:80]
    return host, name
