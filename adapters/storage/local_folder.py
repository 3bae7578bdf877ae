"""Files in a local folder: content-addressed, written whole or not at all."""

import asyncio
import mimetypes
import os
import re
import secrets
from pathlib import Path

_NAME = re.compile(r"[0-9a-z][0-9a-z_-]{0,63}\.[0-9a-z]{1,8}")
mimetypes.add_type("image/webp", ".webp")
mimetypes.add_type("video/mp4", ".mp4")


class LocalFolder:
    """Implements `ports.outside.storage.BlobStore`. `prefix` is the path under which our own server gives the files."""

    def __init__(self, folder: Path, prefix: str = "/files/") -> None:
        self._folder = folder
        self._prefix = prefix

    async def put(self, name: str, content: bytes | bytearray, content_type: str) -> None:
        """A name that is there already holds this content."""
        assert _NAME.fullmatch(name), name
        assert mimetypes.guess_type(name)[0] == content_type, "the suffix tells the type"
        await asyncio.to_thread(self._write, self._path(name), content)

    async def about(self, name: str) -> tuple[int, str] | None:
        if not _NAME.fullmatch(name):
            return None
        size = await asyncio.to_thread(_size, self._path(name))
        if size is None:
            return None
        return size, mimetypes.guess_type(name)[0] or "application/octet-stream"

    async def part(self, name: str, start: int, length: int) -> bytes:
        assert _NAME.fullmatch(name), name
        return await asyncio.to_thread(_read, self._path(name), start, length)

    async def delete(self, name: str) -> None:
        assert _NAME.fullmatch(name), name
        await asyncio.to_thread(self._path(name).unlink, missing_ok=True)

    def url(self, name: str) -> str:
        return self._prefix + name

    def _path(self, name: str) -> Path:
        # A folder of ten thousand files is slow to list: two letters of the hash spread them.
        return self._folder / name[:2] / name

    def _write(self, path: Path, content: bytes | bytearray) -> None:
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        try:
            with draft.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _read(path: Path, start: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(length)
