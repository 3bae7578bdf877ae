"""Clock, ids and randomness of the machine."""

import os
import secrets
import threading
import time
from datetime import UTC, datetime
from uuid import UUID


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Uuid7:
    """RFC 9562 version 7; ids of one process grow strictly, through a counter in the 12 bits after the milliseconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def new(self) -> UUID:
        with self._lock:
            self._last = max(self._last + 1, (time.time_ns() // 1_000_000) << 12)
            stamp = self._last
        milliseconds, counter = stamp >> 12, stamp & 0xFFF
        tail = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
        return UUID(int=milliseconds << 80 | 0x7 << 76 | counter << 64 | 0x2 << 62 | tail)


class SystemRng:
    def token(self, size: int) -> str:
        return secrets.token_urlsafe(size)

    def digits(self, count: int) -> str:
        return f"{secrets.randbelow(10**count):0{count}d}"
