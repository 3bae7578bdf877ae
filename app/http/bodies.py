"""What request bodies and list parameters share."""

from typing import Annotated

from litestar.params import QueryParameter
from msgspec import Meta, Struct


class Body(Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """A request body: unknown fields are refused."""


Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[str | None, QueryParameter(max_length=512)]
Query = Annotated[str | None, QueryParameter(name="q", max_length=64)]
Line = Annotated[str, Meta(min_length=1, max_length=200)]
