"""The `talkbot` command, and `python -m talkbot`: loads the command line, then runs it."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command; Ctrl-C ends it in one line also while its parts are still loading."""
    try:
        from talkbot.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("talkbot: Stopped.\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
