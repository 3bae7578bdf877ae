"""Cursors: opaque, and refused when they were not ours."""

import base64
import binascii

from adapters.emulator.wecom.errors import WecomError


def cursor_of(*key: str) -> str:
    return base64.urlsafe_b64encode("\n".join(key).encode()).decode()


def key_of(cursor: str, parts: int) -> tuple[str, ...]:
    """The key that a cursor holds; empty texts, which are before everything, for an empty cursor. Raises 40058."""
    if not cursor:
        return ("",) * parts
    try:
        key = tuple(base64.urlsafe_b64decode(cursor.encode()).decode().split("\n"))
    except (binascii.Error, ValueError) as error:
        raise WecomError(40058, "invalid cursor") from error
    if len(key) != parts:
        raise WecomError(40058, "invalid cursor")
    return key
