"""Ids and lines that the sidebar's routes share."""

from typing import Annotated

from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from msgspec import Meta

from app.http.bodies import Body

Code = Annotated[str, Meta(min_length=1, max_length=256, pattern=r"^[!-~]+$")]
PageUrl = Annotated[str, QueryParameter(min_length=1, max_length=1000)]


class BeginLoginBody(Body, frozen=True):
    """`return_to`: a path below /sidebar/, with its query."""

    return_to: Annotated[str, Meta(max_length=500)] | None = None


class GuideCodeBody(Body, frozen=True):
    """What WeCom's login page gave in `code` and `state`, and the secret that was kept since it was begun."""

    code: Code
    state: Code
    secret: Code


ROUTES: list[HTTPRouteHandler] = []
