"""Built front ends, held in memory with a gzip twin, since a face's files are few and never change while we run."""

import gzip
import hashlib
import mimetypes
from pathlib import Path, PurePosixPath
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from app.http.problems import problem

COMPRESSED = {".html", ".js", ".css", ".json", ".svg", ".map", ".txt"}
YEAR = "public, max-age=31536000, immutable"
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("image/webp", ".webp")
mimetypes.add_type("font/woff2", ".woff2")


class StaticFile(Struct, frozen=True):
    content: bytes
    compressed: bytes | None
    media_type: str
    etag: str
    cache_control: str


def load_folder(folder: Path) -> dict[str, StaticFile]:
    """Every file below `folder`, by its path with forward slashes; empty when the folder is not built."""
    if not folder.is_dir():
        return {}
    return {path.relative_to(folder).as_posix(): _load(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def _load(path: Path) -> StaticFile:
    content = path.read_bytes()
    small = gzip.compress(content, 9, mtime=0) if path.suffix in COMPRESSED else None
    return StaticFile(
        content=content,
        compressed=small,
        media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        etag=f'"{hashlib.sha256(content).hexdigest()[:20]}"',
        # Bundlers put a hash into the name of everything but the entry page.
        cache_control="no-cache" if path.suffix == ".html" else YEAR if _is_hashed(path) else "public, max-age=300",
    )


def _is_hashed(path: Path) -> bool:
    stem = path.name.split(".")
    return len(stem) > 2 or "-" in stem[0]


def face(prefix: str, folder: Path, missing: str) -> list[HTTPRouteHandler]:
    """Serves `folder` under `prefix`; unknown paths without a suffix get the entry page (the face routes itself)."""
    files = load_folder(folder)

    def answer(request: Request[Any, Any, Any], path: str) -> Response[Any]:
        name = path.lstrip("/") or "index.html"
        found = files.get(name) or (files.get("index.html") if not PurePosixPath(name).suffix else None)
        if found is None:
            return problem(404, "request.no_such_route", missing if not files else "没有这个地址")
        headers = {"etag": found.etag, "cache-control": found.cache_control, "vary": "accept-encoding"}
        if request.headers.get("if-none-match") == found.etag:
            return Response(b"", status_code=304, headers=headers)
        content = found.content
        if found.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            content, headers["content-encoding"] = found.compressed, "gzip"
        return Response(content, media_type=found.media_type, headers=headers)

    @get([prefix, prefix + "/"], include_in_schema=False, sync_to_thread=False, name=f"face:{prefix}")
    def entry(request: Request[Any, Any, Any]) -> Response[Any]:
        return answer(request, "")

    @get(prefix + "/{path:path}", include_in_schema=False, sync_to_thread=False, name=f"face-files:{prefix}")
    def file(request: Request[Any, Any, Any], path: FromPath[str]) -> Response[Any]:
        return answer(request, path)

    return [entry, file]
