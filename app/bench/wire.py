"""An HTTP/1.1 client for shoppers of a measurement: a full client costs more than the server that it measures."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from app.bench.load import request_bytes

CONNECT_SECONDS = 10.0


class Answer:
    """As much of an `httpx.Response` as a shopper reads."""

    __slots__ = ("content", "status_code")

    def __init__(self, status_code: int, content: bytes) -> None:
        self.status_code = status_code
        self.content = content

    def json(self) -> Any:
        return msgspec.json.decode(self.content)

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise httpx.HTTPError(f"{self.status_code}: {self.content[:500].decode(errors='replace')}")


class _Line(asyncio.Protocol):
    """One connection, one question at a time."""

    def __init__(self) -> None:
        self._transport: Any = None
        self._buffer = b""
        self._waiting: asyncio.Future[Answer] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    async def ask(self, request: bytes) -> Answer:
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return
        head = self._buffer[:head_end].lower() + b"\r"
        at = head.find(b"content-length:")
        end = head_end + 4 + (int(head[at + 15 : head.find(b"\r", at)]) if at >= 0 else 0)
        if len(self._buffer) < end:
            return
        answer = Answer(int(head[9:12]), self._buffer[head_end + 4 : end])
        self._buffer = b""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(httpx.ReadError(f"connection lost: {exc}"))

    def close(self) -> None:
        self._transport.close()

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()


class WireClient:
    """Keeps its connections; answers without a length are not understood. Raises httpx.HTTPError."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        assert parts.hostname and parts.port, base_url
        self._host, self._port = parts.hostname, parts.port
        self._idle: list[_Line] = []

    async def request(
        self, method: str, path: str, *, json: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        line = await self._line()
        answer = await line.ask(request_bytes(method, path, f"{self._host}:{self._port}", dict(headers or {}), json))
        self._idle.append(line)
        return answer

    async def post(self, path: str, *, json: Any = None) -> Answer:
        return await self.request("POST", path, json=json)

    async def _line(self) -> _Line:
        while self._idle:
            line = self._idle.pop()
            if line.is_open:
                return line
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, line = await asyncio.get_running_loop().create_connection(_Line, self._host, self._port)
        except OSError as error:
            raise httpx.ConnectError(str(error)) from error
        return line

    async def aclose(self) -> None:
        for line in self._idle:
            line.close()
