"""Ids and lines that the sidebar's routes share."""

from typing import Annotated

from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from msgspec import Meta

from app.http.bodies import Body

Code = Annotated[str, Meta(min_length=1, max_length=256, pattern=r"^[!-~]+$")]
PageUrl = Annotated[str, QueryParameter(min_length=1, max_length=1000)]
ReturnTo = Annotated[
    str | None, QueryParameter(name="returnTo", max_length=500, description="A path below /sidebar/, with its query")
]


class GuideCodeBody(Body, frozen=True):
    """What WeCom's login page gave in `code`."""

    code: Code


ROUTES: list[HTTPRouteHandler] = []
