"""Files: a local folder or any S3-compatible store."""

from typing import Protocol


class BlobStore(Protocol):
    """Names are content-addressed and flat (`<sha256-16>-400.webp`): a file never changes."""

    async def put(self, name: str, content: bytes, content_type: str) -> None: ...

    async def get(self, name: str) -> tuple[bytes, str] | None:
        """Content and type, or None."""

    def url(self, name: str) -> str:
        """Where a face fetches it (`/files/<name>`, or the public address of the store)."""
