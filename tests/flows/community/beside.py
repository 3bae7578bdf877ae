"""A guide beside the chat with a shopper, without the way there."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from ports.insight.events import NewEvent
from ports.kernel import MemberId
from tests.flows.orders.conftest import Shop, Shopper

CORP = "ww-test"
_GUIDE = "insert into community.guide (user_id, name, first_seen_at) values ($1, $1, $2) on conflict do nothing"
_CONTACT = """
    insert into community.contact (contact_id, name, kind, gender, first_seen_at, read_at)
    values ($1, '小满妈妈', 1, 2, $2, $2)
"""
_FOLLOW = """
    insert into community.follow (user_id, contact_id, remark, description, remark_company, added_at, add_way, state,
                                  digest, first_seen_at, read_at)
    values ($1, $2, '', '', '', $3, 1, '', '', $3, $3)
"""
_IDENTITY = """
    insert into members.identity (id, channel, app, subject, member_id, first_seen_at)
    values ($1, 'wecom', $2, $3, $4, $5)
"""


async def follows(shop: Shop, guide: str, member_id: MemberId | None, corp_id: str = CORP) -> str:
    """A contact of the guide, who is this member: the contact's id."""
    contact_id, now = f"wm{uuid4().hex[:12]}", shop.clock.now()
    await shop.rows(_GUIDE, guide, now)
    await shop.rows(_CONTACT, contact_id, now)
    await shop.rows(_FOLLOW, guide, contact_id, now)
    if member_id is not None:
        await shop.rows(_IDENTITY, uuid4(), corp_id, contact_id, member_id, now)
    return contact_id


async def willing(shop: Shop, shopper: Shopper) -> Shopper:
    """Has agreed to the privacy policy."""
    await shop.services.identity.consent(shopper.id, "2026-11")
    return shopper


async def did(shop: Shop, member_id: MemberId, *events: NewEvent) -> int:
    return (await shop.modules.insight.intake.report(member_id, shop.clock.now(), events)).kept


def seen(shop: Shop, kind: Any, *, minutes_ago: float = 0, **more: Any) -> NewEvent:
    return NewEvent(uuid4(), kind, shop.clock.now() - timedelta(minutes=minutes_ago), **more)


async def product_of(shop: Shop, sku_id: UUID) -> Any:
    [(product_id,)] = await shop.rows("select product_id from commerce.sku where id = $1", sku_id)
    return product_id
