"""Where the files that ship with talkbot are: `data`, `prompts` and `eval`.

A wheel carries them inside the package; an editable install uses the folders of the checkout.
"""

from __future__ import annotations

from pathlib import Path

from talkbot.errors import TalkbotError


def resource_path(name: str) -> Path:
    """The folder `data`, `prompts` or `eval`. Raises TalkbotError when the install lacks it."""
    package = Path(__file__).resolve().parent
    for folder in (package / "resources" / name, package.parents[1] / name):
        if folder.is_dir():
            return folder
    raise TalkbotError(f"This installation lacks its {name!r} folder: install talkbot again.")
