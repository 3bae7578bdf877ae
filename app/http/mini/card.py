"""The member card."""

from litestar import post

from app.http.context import AnyRequest, services, shopper
from ports.members.card import CardView


@post("/me/card", operation_id="showMyCard", opt={"natural_key": True}, status_code=200)
async def show_card(request: AnyRequest) -> CardView:
    return await services(request).members.cards.show(shopper(request))


ROUTES = [show_card]
