"""Who this is: the first answer, the profile, orders and notes."""

from typing import Annotated
from uuid import UUID

from litestar import delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, guide, services
from app.http.documented import problems
from ports.community.guide_sales import Draft, GuideNote, GuideOrder
from ports.community.sidebar import ContactCard, ContactProfile
from ports.kernel import OrderId, Page


class GuideNoteBody(Body, frozen=True):
    """`order_id`: an order of the customer that it is about."""

    text: Annotated[str, Meta(min_length=1, max_length=500)]
    order_id: UUID | None = None


@get("/contacts/{contact_id:str}", operation_id="getContactCard")
async def get_card(request: AnyRequest, contact_id: FromPath[str]) -> ContactCard:
    return await services(request).community.sidebar.contacts.card(guide(request), contact_id)


@get("/contacts/{contact_id:str}/profile", operation_id="getContactProfile", responses=problems(409))
async def get_profile(request: AnyRequest, contact_id: FromPath[str]) -> ContactProfile:
    return await services(request).community.sidebar.contacts.profile(guide(request), contact_id)


@get("/contacts/{contact_id:str}/orders", operation_id="listContactOrders")
async def list_orders(
    request: AnyRequest, contact_id: FromPath[str], cursor: Cursor = None, limit: Limit = 10
) -> Page[GuideOrder]:
    return await services(request).community.sidebar.orders.page(guide(request), contact_id, (cursor, limit))


@post("/contacts/{contact_id:str}/orders/{order_id:uuid}/reminders", operation_id="draftPaymentReminder")
async def draft_reminder(request: AnyRequest, contact_id: FromPath[str], order_id: FromPath[UUID]) -> Draft:
    """Words and a card that lead to an order that waits to be paid."""
    return await services(request).community.sidebar.orders.remind(guide(request), contact_id, OrderId(order_id))


@get("/contacts/{contact_id:str}/notes", operation_id="listNotes")
async def list_notes(
    request: AnyRequest, contact_id: FromPath[str], cursor: Cursor = None, limit: Limit = 20
) -> Page[GuideNote]:
    return await services(request).community.sidebar.notes.page(guide(request), contact_id, (cursor, limit))


@post("/contacts/{contact_id:str}/notes", operation_id="addNote")
async def add_note(request: AnyRequest, contact_id: FromPath[str], data: JSONBody[GuideNoteBody]) -> GuideNote:
    return await services(request).community.sidebar.notes.add(
        guide(request), contact_id, data.text, OrderId(data.order_id) if data.order_id else None
    )


@delete("/contacts/{contact_id:str}/notes/{note_id:uuid}", operation_id="removeNote")
async def remove_note(request: AnyRequest, contact_id: FromPath[str], note_id: FromPath[UUID]) -> None:
    await services(request).community.sidebar.notes.remove(guide(request), contact_id, note_id)


ROUTES = [get_card, get_profile, list_orders, draft_reminder, list_notes, add_note, remove_note]
