"""Opaque cursors for keyset pages: the sort values of the last row, readable by us alone in meaning, not in secret."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64

import msgspec

from ports.kernel import Invalid


class CursorInvalid(Invalid):
    code = "request.cursor_invalid"
    message = "翻页位置已失效，请从头加载"


def encode_cursor(values: object) -> str:
    return urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")


def decode_cursor[T](cursor: str, kind: type[T]) -> T:
    """Raises CursorInvalid."""
    try:
        return msgspec.json.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=kind)
    except (BadBase64, ValueError, msgspec.DecodeError) as error:
        raise CursorInvalid(field="cursor") from error
