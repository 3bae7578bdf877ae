"""Files in a local folder: content-addressed, written whole or not at all."""

import asyncio
import mimetypes
import os
import re
import secrets
from pathlib import Path

_NAME = re.compile(r"[0-9a-z][0-9a-z_-]{0,63}\.[0-9a-z]{1,8}")
mimetypes.add_type("image/webp", ".webp")


class LocalFolder:
    """Implements `ports.outside.storage.BlobStore`. `prefix` is the path under which our own server gives the files."""

    def __init__(self, folder: Path, prefix: str = "/files/") -> None:
        self._folder = folder
        self._prefix = prefix

    async def put(self, name: str, content: bytes, content_type: str) -> None:
        """A name that is there already holds this content."""
        assert _NAME.fullmatch(name), name
        assert mimetypes.guess_type(name)[0] == content_type, "the suffix tells the type"
        await asyncio.to_thread(self._write, self._path(name), content)

    async def get(self, name: str) -> tuple[bytes, str] | None:
        if not _NAME.fullmatch(name):
            return None
        content = await asyncio.to_thread(_read, self._path(name))
        if content is None:
            return None
        return content, mimetypes.guess_type(name)[0] or "application/octet-stream"

    def url(self, name: str) -> str:
        return self._prefix + name

    def _path(self, name: str) -> Path:
        # A folder of ten thousand files is slow to list: two letters of the hash spread them.
        return self._folder / name[:2] / name

    def _write(self, path: Path, content: bytes) -> None:
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


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
