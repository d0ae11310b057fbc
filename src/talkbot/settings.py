"""The settings, and the only place that reads the environment.

| variable               | meaning                                                        |
| ---------------------- | -------------------------------------------------------------- |
| TALKBOT_HOME           | folder of the library and index                                |
| OPENAI_API_KEY         | key of an OpenAI-compatible service; turns the chat model on   |
| OPENAI_BASE_URL        | its address, such as http://127.0.0.1:11434/v1; turns it on too |
| TALKBOT_MODEL          | the chat model's name (default gpt-6-luna); "none" turns it off |
| TALKBOT_AGENT          | 1 lets the chat model look the talks up itself (--agent)       |
| TALKBOT_MODEL_PRICE    | dollars for a million tokens in and out, such as 0.25,2        |
| TALKBOT_MODEL_TIMEOUT  | seconds to wait for a model's service (default 60)             |
| TALKBOT_EMBEDDER       | what searches by meaning: "minilm" on this machine (default),  |
|                        | "openai:NAME" at OPENAI_BASE_URL, or "openai:NAME@ADDRESS"     |
| TALKBOT_EMBEDDER_KEY   | key of the service at ADDRESS                                  |
| TALKBOT_CHROMA_URL     | a Chroma server for the vectors, http://HOST:PORT or            |
|                        | https://HOST/TENANT/DATABASE (default: none, a folder at home) |
| TALKBOT_CHROMA_KEY     | key of that server (Chroma Cloud: its API key)                 |
| TALKBOT_API_KEY        | key that programs send to `talkbot serve` (Authorization: Bearer) |
| OTEL_EXPORTER_OTLP_ENDPOINT | where `talkbot serve` sends traces (OTLP over gRPC), such as |
|                        | http://127.0.0.1:4317; OpenTelemetry's other variables apply   |
| TALKBOT_DEBUG          | 1 shows tracebacks and the libraries' log                      |
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from talkbot.errors import UsageError

DEFAULT_MODEL = "gpt-6-luna"
OPENAI = "https://api.openai.com/v1"
LOCAL_EMBEDDER = "minilm"
_WEB = ("http://", "https://")
SHORTEST_KEY = 16


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be configured. `model` is "" when no chat model is used.

    `agent`: the chat model looks talks up by itself. `price` is what a million tokens cost in
    dollars, in and out. `embedder` is the embedding model's name, `embedder_url` its service's
    address ("" for the model on this machine).
    """

    home: Path
    model: str = ""
    base_url: str = ""
    api_key: str = ""
    model_timeout: float = 60.0
    agent: bool = False
    price: tuple[float, float] | None = None
    embedder: str = LOCAL_EMBEDDER
    embedder_url: str = ""
    embedder_key: str = ""
    server_key: str = ""
    chroma_url: str = ""
    chroma_key: str = ""

    @property
    def uses_model(self) -> bool:
        return bool(self.model)

    @property
    def uses_embedding_service(self) -> bool:
        return bool(self.embedder_url)

    def __repr__(self) -> str:
        key = "set" if self.api_key else "not set"
        return (
            f"Settings(home={str(self.home)!r}, model={self.model!r}, "
            f"base_url={self.base_url!r}, api_key <{key}>, embedder={self.embedder!r}, "
            f"embedder_url={self.embedder_url!r}, chroma_url={self.chroma_url!r})"
        )


def load_settings(
    home: Path | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Settings from the environment; `home` (a command-line option) wins over TALKBOT_HOME.

    Raises UsageError for a value that cannot be used.
    """
    env = os.environ if environment is None else environment
    where = home or (Path(env["TALKBOT_HOME"]) if env.get("TALKBOT_HOME") else None)
    api_key = env.get("OPENAI_API_KEY", "").strip()
    base_url = env.get("OPENAI_BASE_URL", "").strip().rstrip("/")
    if base_url and not base_url.startswith(_WEB):
        raise UsageError(
            f"OPENAI_BASE_URL must start with http:// or https:// (it is {base_url!r})."
        )
    chroma_url = env.get("TALKBOT_CHROMA_URL", "").strip().rstrip("/")
    if "@" in chroma_url:  # an address is shown in messages
        raise UsageError("TALKBOT_CHROMA_URL must not hold a password: set TALKBOT_CHROMA_KEY.")
    if chroma_url and not chroma_url.startswith(_WEB):
        raise UsageError(
            "TALKBOT_CHROMA_URL must be an address such as http://127.0.0.1:8000 "
            f"(it is {chroma_url!r})."
        )
    embedder, embedder_url, embedder_key = _embedder(env, base_url, api_key)
    name = env.get("TALKBOT_MODEL", "").strip()
    model = "" if name.lower() == "none" or not (api_key or base_url) else name or DEFAULT_MODEL
    return Settings(
        home=(where or user_data_path("talkbot", appauthor=False)).expanduser().absolute(),
        model=model,
        base_url=base_url,
        api_key=api_key,
        agent=_wanted(env.get("TALKBOT_AGENT", "")),
        price=_price(env.get("TALKBOT_MODEL_PRICE", "")),
        model_timeout=_positive(env.get("TALKBOT_MODEL_TIMEOUT", ""), 60.0),
        embedder=embedder,
        embedder_url=embedder_url,
        embedder_key=embedder_key,
        server_key=_server_key(env.get("TALKBOT_API_KEY", "")),
        chroma_url=chroma_url,
        chroma_key=env.get("TALKBOT_CHROMA_KEY", "").strip(),
    )


def _embedder(env: Mapping[str, str], base_url: str, api_key: str) -> tuple[str, str, str]:
    """Name, address and key of the embedding model; a key goes to its own service only."""
    wanted = env.get("TALKBOT_EMBEDDER", "").strip()
    if wanted.lower() in ("", LOCAL_EMBEDDER):
        return LOCAL_EMBEDDER, "", ""
    kind, _, rest = wanted.partition(":")
    name, at, address = rest.rpartition("@")
    if not address.startswith(_WEB):
        name, at, address = rest, "", base_url or OPENAI
    key = env.get("TALKBOT_EMBEDDER_KEY", "").strip() or ("" if at else api_key)
    if kind.lower() != "openai" or not name.strip():
        raise UsageError(
            f"TALKBOT_EMBEDDER must be minilm, openai:NAME or openai:NAME@ADDRESS, as in "
            f"openai:nomic-embed-text@http://127.0.0.1:11434/v1 (it is {wanted!r})."
        )
    if not key and address == OPENAI:
        raise UsageError("TALKBOT_EMBEDDER asks for OpenAI's embeddings: set OPENAI_API_KEY.")
    return name.strip(), address.rstrip("/"), key


def debug_wanted(environment: Mapping[str, str] | None = None) -> bool:
    """Whether TALKBOT_DEBUG asks for tracebacks and logs."""
    env = os.environ if environment is None else environment
    return _wanted(env.get("TALKBOT_DEBUG", ""))


def tracing_wanted(environment: Mapping[str, str] | None = None) -> bool:
    """Whether OpenTelemetry's variables name a collector; the exporter itself reads the rest.

    Raises UsageError for a protocol that talkbot does not speak.
    """
    env = os.environ if environment is None else environment
    off = _wanted(env.get("OTEL_SDK_DISABLED", "")) or env.get("OTEL_TRACES_EXPORTER") == "none"
    signal = "OTEL_EXPORTER_OTLP_TRACES_"
    if off or not (env.get("OTEL_EXPORTER_OTLP_ENDPOINT") or env.get(f"{signal}ENDPOINT")):
        return False
    protocol = env.get(f"{signal}PROTOCOL") or env.get("OTEL_EXPORTER_OTLP_PROTOCOL") or "grpc"
    if protocol != "grpc":
        raise UsageError(
            "Traces are sent by OTLP over gRPC: set OTEL_EXPORTER_OTLP_PROTOCOL=grpc and the "
            f"collector's port for it, most often 4317 (the protocol is {protocol!r})."
        )
    return True


def _wanted(text: str) -> bool:
    return text.strip().lower() not in {"", "0", "false", "no"}


def _price(text: str) -> tuple[float, float] | None:
    if not text.strip():
        return None
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*[,/ ]\s*(\d+(?:\.\d+)?)\s*", text)
    if not match:
        raise UsageError(
            "TALKBOT_MODEL_PRICE must be dollars for a million tokens in and out, such as 0.25,2 "
            f"(it is {text!r})."
        )
    return float(match[1]), float(match[2])


def _server_key(text: str) -> str:
    key = text.strip()
    if key and (len(key) < SHORTEST_KEY or not re.fullmatch(r"[!-~]+", key)):
        raise UsageError(
            f"TALKBOT_API_KEY must be {SHORTEST_KEY} or more letters, digits and signs without "
            "spaces: make one with `openssl rand -hex 24`."
        )
    return key


def _positive(text: str, default: float) -> float:
    if not text.strip():
        return default
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 86400:
        raise UsageError(f"TALKBOT_MODEL_TIMEOUT must be a number of seconds (it is {text!r}).")
    return value
