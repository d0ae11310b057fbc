"""A listening socket, so that an address in use is known before anything is loaded."""

from __future__ import annotations

import errno
import socket

from talkbot.errors import UsageError

PORTS_TRIED = 50


def listen(host: str, port: int | None, default: int) -> socket.socket:
    """Listens on `port`, or without one on the first free of fifty from `default` on.

    Raises UsageError when the address cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    ports = range(default, default + PORTS_TRIED) if port is None else [port]
    for candidate in ports:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen(128)
        except (OSError, OverflowError) as error:
            listener.close()
            reason = getattr(error, "strerror", None) or str(error)
            if port is None and getattr(error, "errno", None) == errno.EADDRINUSE:
                continue
            raise UsageError(
                f"Cannot serve on {host} port {candidate}: {reason}. Choose another with --port."
            ) from error
        return listener
    raise UsageError(
        f"Ports {ports[0]} to {ports[-1]} are all in use. Choose a free one with --port."
    )
