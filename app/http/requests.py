"""Requests whose JSON body is read strictly: the text "2" is no number, and an unknown field is refused by name."""

from functools import cache
from typing import Any

import msgspec
from litestar import Request

from app.http.faults import Fault, explained
from ports.kernel import Invalid


class StrictRequest(Request[Any, Any, Any]):
    async def json(self) -> Any:
        """The body as the handler's type. Raises Invalid with the field at fault."""
        field = self.route_handler.parsed_data_field
        body = await self.body() or b"null"
        try:
            return _decoder(field.annotation if field is not None else Any).decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            fault: Fault = explained(str(error))
            raise Invalid(fault.text, field=fault.field) from error


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind, strict=True)
