"""A reader of server-sent events over ASGI: httpx's own transport gives an answer only once it has ended."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Litestar

WAIT_SECONDS = 20.0


class Event(msgspec.Struct, frozen=True):
    """`name` is empty for a beat, which has an id alone."""

    name: str
    id: str | None
    data: Any


class Stream:
    """What one answer has brought so far. `leave`: the client goes away; while it does not read, `reads` is unset."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.is_over = asyncio.Event()
        self._left = asyncio.Event()
        self._got = asyncio.Event()
        self._body = b""
        self.reads = asyncio.Event()
        self.reads.set()

    def leave(self) -> None:
        self._left.set()

    async def receive(self) -> Any:
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        await self.reads.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                self.is_over.set()
                # What a server says once the answer is sent.
                self._left.set()
        self._got.set()

    async def body(self) -> bytes:
        """All of an answer that ends."""
        async with asyncio.timeout(WAIT_SECONDS):
            await self.is_over.wait()
        return self._body

    async def event(self) -> Event:
        async with asyncio.timeout(WAIT_SECONDS):
            while b"\n\n" not in self._body:
                self._got.clear()
                await self._got.wait()
        block, self._body = self._body.split(b"\n\n", 1)
        fields = dict(line.split(": ", 1) for line in block.decode().split("\n") if not line.startswith(":"))
        data = msgspec.json.decode(fields["data"]) if "data" in fields else None
        return Event(fields.get("event", ""), fields.get("id"), data)


@asynccontextmanager
async def streaming(
    app: Litestar, path: str, query: Sequence[tuple[str, str]] = (), headers: dict[str, str] | None = None
) -> AsyncIterator[Stream]:
    stream = Stream()
    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": urlencode(query).encode(),
        "server": ("shop", 80),
        "client": ("203.0.113.7", 4000),
        "root_path": "",
    }
    running = asyncio.create_task(app(scope, stream.receive, stream.send))
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            while not stream.status:
                await asyncio.sleep(0.005)
        yield stream
    finally:
        stream.leave()
        with suppress(TimeoutError):
            async with asyncio.timeout(WAIT_SECONDS):
                await running
