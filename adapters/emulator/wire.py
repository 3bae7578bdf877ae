"""A lean HTTP/1.1 client for calling the shop: a general one costs more processor time than the rest of a payment."""

import asyncio
import ssl
from collections import defaultdict
from urllib.parse import urlsplit

import msgspec

IDLE_MAX_PER_HOST = 16
BODY_BYTES_MAX = 1024 * 1024
_Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_Host = tuple[str, str, int]


class WireError(Exception):
    """No usable answer: refused, cut, too late, or not HTTP."""


class Answer(msgspec.Struct, frozen=True):
    status: int
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


class Wire:
    """Keeps idle connections per host; one request at a time on each."""

    def __init__(self) -> None:
        self._idle: dict[_Host, list[_Streams]] = defaultdict(list)

    async def post(self, url: str, headers: dict[str, str], body: bytes, timeout_seconds: float) -> Answer:
        """Send once. Raises WireError when no whole answer came within the time."""
        return await self.request("POST", url, (headers, body), timeout_seconds)

    async def get(self, url: str, timeout_seconds: float) -> Answer:
        return await self.request("GET", url, ({}, b""), timeout_seconds)

    async def request(
        self, method: str, url: str, content: tuple[dict[str, str], bytes], timeout_seconds: float
    ) -> Answer:
        """Any method; `content` is headers and body. Raises WireError."""
        headers, body = content
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise WireError(f"not an HTTP address: {url}")
        host = (parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = [f"{method} {target} HTTP/1.1", f"Host: {parts.netloc}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body or method != "GET":
            lines.append(f"Content-Length: {len(body)}")
        request = "\r\n".join([*lines, "", ""]).encode() + body
        try:
            async with asyncio.timeout(timeout_seconds):
                return await self._exchange(host, request)
        except TimeoutError as error:
            raise WireError(f"no answer within {timeout_seconds:g} s") from error
        except (OSError, EOFError, ValueError) as error:
            raise WireError(f"{type(error).__name__}: {error}") from error

    async def _exchange(self, host: _Host, request: bytes) -> Answer:
        streams = self._reusable(host) or await self._connect(host)
        reader, writer = streams
        reusable = False
        try:
            writer.write(request)
            await writer.drain()
            answer, reusable = await _read_answer(reader)
        finally:
            if reusable and len(self._idle[host]) < IDLE_MAX_PER_HOST:
                self._idle[host].append(streams)
            else:
                writer.close()
        return answer

    def _reusable(self, host: _Host) -> _Streams | None:
        """An idle connection that the other side has not closed; None when there is none."""
        while self._idle[host]:
            reader, writer = self._idle[host].pop()
            if not reader.at_eof() and not writer.is_closing():
                return reader, writer
            writer.close()
        return None

    async def _connect(self, host: _Host) -> _Streams:
        scheme, name, port = host
        secure = ssl.create_default_context() if scheme == "https" else None
        return await asyncio.open_connection(name, port, ssl=secure)

    def close(self) -> None:
        for idle in self._idle.values():
            for _, writer in idle:
                writer.close()
        self._idle.clear()


async def _read_answer(reader: asyncio.StreamReader) -> tuple[Answer, bool]:
    """The answer, and whether the connection may serve again."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    version, status_text = head[0].split(" ", 2)[:2]
    status = int(status_text)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    reusable = version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"
    if status == 204:
        return Answer(status, b""), reusable
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return Answer(status, await _read_chunks(reader)), reusable
    if "content-length" in headers:
        size = int(headers["content-length"])
        if size > BODY_BYTES_MAX:
            raise ValueError("answer is too long")
        return Answer(status, await reader.readexactly(size)), reusable
    return Answer(status, await reader.read(BODY_BYTES_MAX)), False


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).split(b";", 1)[0], 16):
        if len(body) + size > BODY_BYTES_MAX:
            raise ValueError("answer is too long")
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    while (await reader.readline()).strip():
        # Trailers carry nothing that a callback needs.
        continue
    return body
