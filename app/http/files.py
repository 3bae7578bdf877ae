"""Stored files: their names change with their content, so that they are good for a year. Players ask for parts."""

from collections.abc import AsyncIterator
from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream

from app.http.context import AnyRequest, services
from app.http.problems import problem
from app.http.ranges import Span, Unsatisfiable, span_of
from ports.outside.storage import BlobStore

YEAR = "public, max-age=31536000, immutable"
PIECE_BYTES = 256 << 10
"""What is read of a file at a time: a video is never held whole."""


@get("/files/{name:str}", include_in_schema=False, name="stored-file")
async def stored_file(request: AnyRequest, name: FromPath[str]) -> Response[Any]:
    etag = f'"{name}"'
    headers = {"cache-control": YEAR, "etag": etag, "accept-ranges": "bytes", "x-content-type-options": "nosniff"}
    if request.headers.get("if-none-match") == etag:
        return Response(b"", status_code=304, headers=headers)
    blobs = services(request).blobs
    found = await blobs.about(name)
    if found is None:
        return problem(404, "request.no_such_route", "文件不存在")
    size, media_type = found
    try:
        part = span_of(request.headers.get("range"), size) if request.headers.get("if-range", etag) == etag else None
    except Unsatisfiable:
        refusal = problem(416, "request.range_unsatisfiable", "文件没有这一段")
        refusal.headers["content-range"] = f"bytes */{size}"
        return refusal
    span = part or Span(0, size, size)
    if part is not None:
        headers["content-range"] = part.content_range
    status = 200 if part is None else 206
    if span.length <= PIECE_BYTES:
        content = await blobs.part(name, span.start, span.length)
        return Response(content, status_code=status, media_type=media_type, headers=headers)
    headers["content-length"] = str(span.length)
    return Stream(_pieces(blobs, name, span), status_code=status, media_type=media_type, headers=headers)


async def _pieces(blobs: BlobStore, name: str, span: Span) -> AsyncIterator[bytes]:
    for start in range(span.start, span.start + span.length, PIECE_BYTES):
        yield await blobs.part(name, start, min(PIECE_BYTES, span.start + span.length - start))


ROUTES = [stored_file]
