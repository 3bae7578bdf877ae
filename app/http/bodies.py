"""What request bodies and list parameters share."""

from typing import Annotated

from litestar.params import QueryParameter
from msgspec import Meta, Struct

from ports.members.api import PostalAddress


class Body(Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """A request body: unknown fields are refused."""


Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Cursor = Annotated[str | None, QueryParameter(max_length=512)]
Query = Annotated[str | None, QueryParameter(name="q", max_length=64)]
Line = Annotated[str, Meta(min_length=1, max_length=200)]


class PostalBody(Body, frozen=True):
    """Where to; what is no address is refused by the service."""

    name: Annotated[str, Meta(min_length=1, max_length=32)]
    phone: Annotated[str, Meta(min_length=7, max_length=20)]
    province: Annotated[str, Meta(min_length=1, max_length=32)]
    city: Annotated[str, Meta(max_length=32)]
    district: Annotated[str, Meta(max_length=32)]
    detail: Annotated[str, Meta(min_length=1, max_length=120)]

    def address(self) -> PostalAddress:
        return PostalAddress(self.name, self.phone, self.province, self.city, self.district, self.detail)
