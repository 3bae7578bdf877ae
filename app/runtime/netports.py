"""TCP ports on the loopback address: which are free, and which one a server had last time."""

import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        # As servers do: connections that linger from a former run do not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
        return True


def choose_port(record: Path | None = None) -> int:
    """The recorded port if it is free, else a free one that is then recorded."""
    if record is not None and record.exists():
        text = record.read_text().strip()
        if text.isdecimal() and is_free(int(text)):
            return int(text)
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = int(probe.getsockname()[1])
    if record is not None:
        record.write_text(f"{port}\n")
    return port


def accepts(port: int, host: str = LOOPBACK, limit_seconds: float = 1.0) -> bool:
    """Whether someone answers a connection there."""
    try:
        socket.create_connection((host, port), timeout=limit_seconds).close()
    except OSError:
        return False
    return True
