"""Requests whose JSON body is read strictly: the text "2" is no number, and an unknown field is refused by name."""

from functools import cache
from typing import Any

import msgspec
from litestar import Request
from litestar.types import Receive

from app.http.faults import Fault, explained
from ports.kernel import DomainError, Invalid

BODY_BYTES_MAX = 12 << 20


class BodyTooLarge(DomainError):
    code = "request.too_large"
    kind = "invalid"
    message = "提交的内容太大"


class StrictRequest(Request[Any, Any, Any]):
    async def json(self) -> Any:
        """The body as the handler's type. Raises Invalid with the field at fault."""
        field = self.route_handler.parsed_data_field
        return decoded(await self.body(), field.annotation if field is not None else Any)


async def read(receive: Receive) -> bytes:
    """The whole body. Raises BodyTooLarge."""
    parts, size = [], 0
    while True:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            break
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > BODY_BYTES_MAX:
            raise BodyTooLarge
        if not message.get("more_body"):
            break
    return b"".join(parts)


def decoded(body: bytes, kind: Any) -> Any:
    """Raises Invalid with the field at fault."""
    try:
        return _decoder(kind).decode(body or b"null")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        fault: Fault = explained(str(error))
        raise Invalid(fault.text, field=fault.field) from error


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind, strict=True)
