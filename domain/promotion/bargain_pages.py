"""What the pages of bargains say. Pure."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.promotion.bargain_draw import commitment
from domain.promotion.bargain_rules import (
    WAITS,
    HelpsUsedUp,
    buying_problem,
    help_problem,
    remaining,
    rule_of,
    seen,
    yuan,
)
from ports.crypto import mask_name
from ports.kernel import Fen, MemberId
from ports.promotion.bargain_store import BargainOffer, BargainRow, BargainState
from ports.promotion.bargain_views import (
    AdminBargain,
    BargainAsking,
    BargainCard,
    BargainItem,
    BargainPage,
    BargainProof,
    BargainRecord,
    NamedCut,
    OwnBargain,
    Role,
)

SOMEBODY = "好友"


class Asker(Struct, frozen=True):
    """Who looks at a bargain. `helps_today`: over all bargains of others."""

    member_id: MemberId | None = None
    helps_today: int = 0


def state_text(state: BargainState, price_fen: Fen, floor_fen: Fen) -> str:
    match state:
        case "open":
            return f"再砍 {yuan(price_fen - floor_fen)} 元到底价"
        case "floor":
            return "已砍到底价"
        case "ordered":
            return "已下单，等待付款"
        case "bought":
            return "已按砍后价买下"
        case "expired":
            return "砍价时间已过"
        case "closed":
            return "活动已停止"


def bargain_page(
    row: BargainRow, offer: BargainOffer, made: Sequence[NamedCut], asker: Asker, now: datetime
) -> BargainPage:
    """The seed is told once no more cuts can come: before, it would tell what the next friend takes off.

    `made` may be read a moment after `row`: cuts that came between are left out, so that the sum agrees.
    """
    made = made[: row.cut_count]
    state, goods = seen(row, offer, now), offer.goods
    is_owner = asker.member_id == row.member_id
    is_decided = state not in WAITS | {"ordered"} or row.cut_count == row.planned_cuts
    return BargainPage(
        id=row.id,
        campaign_id=row.campaign_id,
        label=offer.campaign.label,
        sku_id=row.sku_id,
        product_id=goods.product_id,
        title=goods.title,
        option_text=goods.option_text,
        image_url=goods.image_url,
        owner_name=_masked(made[0].name) if made else SOMEBODY,
        start_fen=row.start_fen,
        floor_fen=row.floor_fen,
        price_fen=row.price_fen,
        cut_count=row.cut_count,
        state=state,
        state_text=state_text(state, row.price_fen, row.floor_fen),
        opened_at=row.opened_at,
        expires_at=row.expires_at,
        now=now,
        quota=offer.item.quota,
        remaining=remaining(offer),
        records=tuple(_record(one, row, asker) for one in made),
        asking=_asking(row, offer, made, asker, now),
        proof=BargainProof(commitment(row.seed.encode()), row.seed if is_decided else None, row.planned_cuts),
        order_id=row.order_id if is_owner else None,
    )


def _asking(
    row: BargainRow, offer: BargainOffer, made: Sequence[NamedCut], asker: Asker, now: datetime
) -> BargainAsking:
    own = next((one.fen for one in made if one.helper_id == asker.member_id), None)
    if asker.member_id == row.member_id:
        problem = buying_problem(row, offer, now)
        return BargainAsking("owner", False, problem is None, own, problem.text if problem else "")
    role: Role = "guest" if asker.member_id is None else "friend" if own is None else "helper"
    problem = help_problem(row, offer, now)
    if problem is None and role == "friend" and asker.helps_today >= rule_of(offer).helps_per_day_max:
        problem = HelpsUsedUp()
    return BargainAsking(role, role == "friend" and problem is None, False, own, problem.text if problem else "")


def _record(one: NamedCut, row: BargainRow, asker: Asker) -> BargainRecord:
    return BargainRecord(
        ordinal=one.ordinal,
        name=_masked(one.name),
        fen=one.fen,
        at=one.at,
        is_owner=one.helper_id == row.member_id,
        is_mine=one.helper_id == asker.member_id,
    )


def item_view(offer: BargainOffer, mine_id: UUID | None) -> BargainItem:
    rule, goods = rule_of(offer), offer.goods
    return BargainItem(
        campaign_id=offer.campaign.id,
        campaign_name=offer.campaign.name,
        label=offer.campaign.label,
        sku_id=offer.item.sku_id,
        product_id=goods.product_id,
        title=goods.title,
        option_text=goods.option_text,
        image_url=goods.image_url,
        list_fen=goods.list_fen,
        floor_fen=offer.item.price_fen,
        helpers=rule.helpers,
        hours=rule.hours,
        quota=offer.item.quota,
        remaining=remaining(offer),
        ends_at=offer.campaign.ends_at,
        mine_id=mine_id,
    )


def card(own: OwnBargain, now: datetime) -> BargainCard:
    state: BargainState = "expired" if own.state in WAITS and own.expires_at <= now else own.state
    return BargainCard(
        id=own.id,
        title=own.title,
        option_text=own.option_text,
        image_url=own.image_url,
        start_fen=own.start_fen,
        floor_fen=own.floor_fen,
        price_fen=own.price_fen,
        cut_count=own.cut_count,
        planned_cuts=own.planned_cuts,
        state=state,
        state_text=state_text(state, own.price_fen, own.floor_fen),
        expires_at=own.expires_at,
        now=now,
    )


def admin_row(row: AdminBargain) -> AdminBargain:
    words = state_text(row.state, row.price_fen, row.floor_fen)
    return replace(row, member_name=_masked(row.member_name), state_text=words)


def _masked(name: str) -> str:
    return mask_name(name) or SOMEBODY
