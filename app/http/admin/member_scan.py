"""Scanning a member card in a store."""

from typing import Annotated

from litestar import post
from litestar.params import JSONBody
from msgspec import Meta

from app.http.bodies import Body
from app.http.context import AnyRequest, actor, services
from ports.members.card import Scanned


class CardCodeBody(Body, frozen=True):
    code: Annotated[str, Meta(min_length=1, max_length=64)]


@post("/member-cards/scan", operation_id="scanMemberCard", status_code=200)
async def scan_card(request: AnyRequest, data: JSONBody[CardCodeBody]) -> Scanned:
    return await services(request).members.cards.serve(actor(request), data.code)


ROUTES = [scan_card]
