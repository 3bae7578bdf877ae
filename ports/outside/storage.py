"""Files: a local folder or any S3-compatible store."""

from typing import Protocol


class BlobStore(Protocol):
    """Names are flat and never used for other content (`<sha256-16>-400.webp`): a file never changes."""

    async def put(self, name: str, content: bytes | bytearray, content_type: str) -> None: ...

    async def about(self, name: str) -> tuple[int, str] | None:
        """Length in bytes and type; None for an unknown file."""

    async def part(self, name: str, start: int, length: int) -> bytes:
        """At most `length` bytes from `start` on; empty behind the end. The file is there, as `about` said."""

    async def delete(self, name: str) -> None:
        """Also of what is not there (any more)."""

    def url(self, name: str) -> str:
        """Where a face fetches it (`/files/<name>`, or the public address of the store)."""
