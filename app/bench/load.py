"""A closed-loop HTTP/1.1 load: each connection sends its next request when its last one is answered.

Written on bare asyncio protocols, because a full client costs more than the server that it measures.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

NextRequest = Callable[[int], bytes | None]
"""Gives the bytes of a connection's next request, or None when it is done."""


class Load(Struct, frozen=True):
    """`per_second` counts answers with a 2xx status; `refused` the others. `times`: seconds, in order of size."""

    answers: int
    refused: int
    seconds: float
    p50_ms: float
    p99_ms: float
    worst_ms: float
    times: tuple[float, ...] = ()

    @property
    def per_second(self) -> float:
        return self.answers / self.seconds


def load_of(times: Iterable[float], seconds: float, refused: int = 0) -> Load:
    ordered = tuple(sorted(times))
    middle, last = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    return Load(len(ordered) - refused, refused, seconds, middle * 1000, last * 1000, ordered[-1] * 1000, times=ordered)


def joined(loads: Sequence[Load]) -> Load:
    """As if it had been one."""
    times = (value for load in loads for value in load.times)
    return load_of(times, sum(load.seconds for load in loads), sum(load.refused for load in loads))


def request_bytes(method: str, path: str, host: str, headers: dict[str, str] | None = None, body: Any = None) -> bytes:
    content = b"" if body is None else msgspec.json.encode(body)
    lines = [f"{method} {path} HTTP/1.1", f"host: {host}", *(f"{k}: {v}" for k, v in (headers or {}).items())]
    if body is not None:
        lines += ["content-type: application/json", f"content-length: {len(content)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


class _Connection(asyncio.Protocol):
    def __init__(self, number: int, next_request: NextRequest, done: asyncio.Future[None]) -> None:
        self._number = number
        self._next = next_request
        self._done = done
        self._buffer = b""
        self._sent_at = 0.0
        self._transport: Any = None
        self.times: list[float] = []
        self.refused = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._send()

    def _send(self) -> None:
        request = self._next(self._number)
        if request is None:
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return
        head = self._buffer[:head_end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 : (head + b"\r").find(b"\r", at)]) if at >= 0 else 0
        if len(self._buffer) < head_end + 4 + length:
            return
        self.times.append(time.perf_counter() - self._sent_at)
        if not head.startswith(b"http/1.1 2"):
            self.refused += 1
        self._buffer = b""
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)


async def run_load(host: str, port: int, connections: int, next_request: NextRequest) -> Load:
    loop = asyncio.get_running_loop()
    protocols: list[_Connection] = []
    ends: list[asyncio.Future[None]] = []
    began = time.perf_counter()
    for number in range(connections):
        ends.append(loop.create_future())
        protocol = _Connection(number, next_request, ends[-1])
        protocols.append(protocol)
        await loop.create_connection(lambda p=protocol: p, host, port)  # type: ignore[misc]
    await asyncio.gather(*ends)
    seconds = time.perf_counter() - began
    times = (value for protocol in protocols for value in protocol.times)
    return load_of(times, seconds, sum(protocol.refused for protocol in protocols))


def for_seconds(seconds: float, requests: list[bytes]) -> NextRequest:
    """Goes round the requests, each connection from a place of its own, until the time is over."""
    end = time.perf_counter() + seconds
    places: dict[int, int] = {}

    def next_request(number: int) -> bytes | None:
        if time.perf_counter() >= end:
            return None
        place = places.get(number, number * 7)
        places[number] = place + 1
        return requests[place % len(requests)]

    return next_request
