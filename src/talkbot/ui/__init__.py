"""The web page. Importing this package is cheap; Gradio is loaded when the page is served."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talkbot.settings import Settings
    from talkbot.ui.options import Options


def read_users(path: Path) -> dict[str, str]:
    """The users of a file and their hashed passwords; see talkbot.ui.accounts."""
    from talkbot.ui.accounts import read_users as read

    return read(path)


def serve(
    settings: Settings,
    host: str = "127.0.0.1",
    port: int | None = None,
    *,
    options: Options | None = None,
    ready: Callable[[str], None] = print,
) -> None:
    """Serve the page until interrupted; see talkbot.ui.server.serve."""
    # Gradio reports home on import unless it is told not to beforehand.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    from talkbot.ui.server import serve as run

    run(settings, host, port, options=options, ready=ready)
