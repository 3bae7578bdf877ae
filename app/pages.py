"""Encoded answers of hot pages, kept in the process for a moment.

An answer is never older than `stale_seconds`, counted from before it was read; a write makes every process forget its
topic at once, as far as Valkey reaches. Only answers that are the same for everybody (or for everybody of a level) are
kept: a page's key says for whom it is.
"""

import time
from collections import OrderedDict

from msgspec import Struct

STALE_SECONDS = 2.0
BYTES_MAX = 8 << 20


class _Entry(Struct, frozen=True):
    body: bytes
    topic: str
    expires_at: float


class Pages:
    """Bounded by bytes; what was asked for longest ago goes first, what is too old when something new comes."""

    def __init__(self, stale_seconds: float = STALE_SECONDS, bytes_max: int = BYTES_MAX) -> None:
        self.stale_seconds = stale_seconds
        self._bytes_max = bytes_max
        self._bytes = 0
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._topics: dict[str, set[str]] = {}

    @staticmethod
    def now() -> float:
        return time.monotonic()

    def get(self, key: str) -> bytes | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry.expires_at <= time.monotonic():
            self._drop(key)
            return None
        self._entries.move_to_end(key)
        return entry.body

    def put(self, key: str, topic: str, body: bytes, read_at: float) -> None:
        """`read_at` is `now()` from before the data were read."""
        if self.stale_seconds <= 0 or len(body) > self._bytes_max // 8:
            return
        self._drop(key)
        self._entries[key] = _Entry(body, topic, read_at + self.stale_seconds)
        self._topics.setdefault(topic, set()).add(key)
        self._bytes += len(body)
        while self._entries and (self._bytes > self._bytes_max or self._is_past(next(iter(self._entries)))):
            self._drop(next(iter(self._entries)))

    def _is_past(self, key: str) -> bool:
        return self._entries[key].expires_at <= time.monotonic()

    def forget(self, topic: str) -> None:
        for key in tuple(self._topics.get(topic, ())):
            self._drop(key)

    def _drop(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self._bytes -= len(entry.body)
        keys = self._topics[entry.topic]
        keys.discard(key)
        if not keys:
            del self._topics[entry.topic]
