"""The settings, and the only place that reads the environment.

| variable               | meaning                                                        |
| ---------------------- | -------------------------------------------------------------- |
| TALKBOT_HOME           | folder of the library and index                                |
| OPENAI_API_KEY         | key of an OpenAI-compatible service; turns the chat model on   |
| OPENAI_BASE_URL        | its address, such as http://127.0.0.1:11434/v1; turns it on too |
| TALKBOT_MODEL          | the chat model's name (default gpt-6-luna); "none" turns it off |
| TALKBOT_MODEL_TIMEOUT  | seconds to wait for the chat model (default 60)                |
| TALKBOT_DEBUG          | 1 shows tracebacks and the libraries' log                      |
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from talkbot.errors import UsageError

DEFAULT_MODEL = "gpt-6-luna"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be configured. `model` is "" when no chat model is used."""

    home: Path
    model: str = ""
    base_url: str = ""
    api_key: str = ""
    model_timeout: float = 60.0

    @property
    def uses_model(self) -> bool:
        return bool(self.model)

    def __repr__(self) -> str:
        key = "set" if self.api_key else "not set"
        return (
            f"Settings(home={str(self.home)!r}, model={self.model!r}, "
            f"base_url={self.base_url!r}, api_key <{key}>)"
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
    if base_url and not base_url.startswith(("http://", "https://")):
        raise UsageError(
            f"OPENAI_BASE_URL must start with http:// or https:// (it is {base_url!r})."
        )
    name = env.get("TALKBOT_MODEL", "").strip()
    model = "" if name.lower() == "none" or not (api_key or base_url) else name or DEFAULT_MODEL
    return Settings(
        home=(where or user_data_path("talkbot", appauthor=False)).expanduser().absolute(),
        model=model,
        base_url=base_url,
        api_key=api_key,
        model_timeout=_positive(env.get("TALKBOT_MODEL_TIMEOUT", ""), 60.0),
    )


def debug_wanted(environment: Mapping[str, str] | None = None) -> bool:
    """Whether TALKBOT_DEBUG asks for tracebacks and logs."""
    env = os.environ if environment is None else environment
    return env.get("TALKBOT_DEBUG", "").strip().lower() not in {"", "0", "false", "no"}


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
