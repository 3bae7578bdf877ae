"""The life of a bargain 砍价, from its owner's own cut to the purchase or the end of its time. Pure."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from domain.promotion.bargain_draw import TOTAL_FEN_MAX, cuts, planned
from ports.kernel import DomainError, Fen, MemberId, OrderId
from ports.promotion.bargain_store import BargainCutRow, BargainOffer, BargainRow, BargainState
from ports.promotion.rules import Bargain

SHANGHAI = ZoneInfo("Asia/Shanghai")
WAITS: frozenset[BargainState] = frozenset(("open", "floor"))
"""Cuts may come (`open`), and the owner may buy."""


class BargainNotFound(DomainError):
    code = "promotion.bargain_not_found"
    kind = "not_found"
    message = "没有找到这次砍价"


class BargainNotRunning(DomainError):
    code = "promotion.bargain_not_running"
    message = "砍价活动没有在进行"


class BargainPointless(DomainError):
    code = "promotion.bargain_pointless"
    message = "现在的售价已经不高于活动底价，直接购买即可"


class BargainSoldOut(DomainError):
    code = "promotion.bargain_sold_out"
    message = "活动商品已抢完，暂时不能购买"


class BargainLimitReached(DomainError):
    code = "promotion.bargain_limit_reached"
    message = "这件商品您已买满限购数量"


class BargainOver(DomainError):
    code = "promotion.bargain_over"
    message = "这次砍价已经结束"


class OwnBargain(DomainError):
    code = "promotion.own_bargain"
    message = "这是您自己的砍价，请分享给好友帮忙"


class HelpsUsedUp(DomainError):
    code = "promotion.helps_used_up"
    message = "今天的帮砍次数已用完，明天再来"


class HelpRefused(DomainError):
    code = "promotion.help_refused"
    message = "这次暂时不能帮忙砍价"


class OtherThanBargained(DomainError):
    code = "promotion.bargain_one_unit"
    message = "砍价每次只买这一件商品，请单独下单"


class BargainPriceChanged(DomainError):
    code = "promotion.bargain_price_changed"
    message = "价格刚刚又降了，请刷新后再下单"


def yuan(fen: Fen) -> str:
    """3.20"""
    return f"{fen // 100}.{fen % 100:02d}"


def day_of(at: datetime) -> date:
    """The day in Shanghai, which daily limits go by."""
    return at.astimezone(SHANGHAI).date()


def rule_of(offer: BargainOffer) -> Bargain:
    assert isinstance(offer.campaign.rule, Bargain)
    return offer.campaign.rule


def is_running(offer: BargainOffer, now: datetime) -> bool:
    return offer.is_published and offer.campaign.starts_at <= now < offer.campaign.ends_at


def remaining(offer: BargainOffer) -> int | None:
    """Units that nobody bought or is paying for; None: no limit."""
    return None if offer.item.quota is None else max(0, offer.item.quota - offer.item.taken)


def seen(row: BargainRow, offer: BargainOffer, now: datetime) -> BargainState:
    """The state as it is now, also where the sweep has not come by yet."""
    if row.state in WAITS and row.expires_at <= now:
        return "expired"
    if row.state in WAITS and not offer.is_published:
        return "closed"
    return row.state


def opening_problem(offer: BargainOffer, now: datetime) -> DomainError | None:
    """Why nobody can begin a bargain of this now, or (with units counted for a member) why this member cannot."""
    if not is_running(offer, now) or not offer.goods.is_on_sale:
        return BargainNotRunning()
    if not 0 < offer.goods.list_fen - offer.item.price_fen <= TOTAL_FEN_MAX:
        return BargainPointless()
    return _units_problem(offer)


def help_problem(row: BargainRow, offer: BargainOffer, now: datetime) -> DomainError | None:
    """Why nobody can help any more."""
    match seen(row, offer, now):
        case "open":
            return None if is_running(offer, now) else BargainNotRunning()
        case "floor":
            return BargainOver("已经砍到底价，不用再砍了")
        case "ordered" | "bought":
            return BargainOver("TA 已经下单，不用再砍了")
        case "closed":
            return BargainOver("活动已经停止，这次砍价结束了")
        case "expired":
            return BargainOver("砍价时间已过，这次砍价结束了")


def buying_problem(row: BargainRow, offer: BargainOffer, now: datetime) -> DomainError | None:
    """Why the owner cannot buy now. `offer` counts the owner's units."""
    return ordering_problem(row, offer, now) or (_units_problem(offer) if row.state in WAITS else None)


def ordering_problem(row: BargainRow, offer: BargainOffer, now: datetime) -> DomainError | None:
    """As `buying_problem` for an order that has taken its unit, which is therefore gone for everybody else."""
    match seen(row, offer, now):
        case "ordered":
            return BargainOver("您已经下单，请在订单里付款")
        case "bought":
            return BargainOver("这次砍价的商品您已经买下了")
        case "closed":
            return BargainOver("活动已经停止，这次砍价结束了")
        case "expired":
            return BargainOver("砍价时间已过，可以重新发起")
        case "open" | "floor":
            if not is_running(offer, now) or not offer.goods.is_on_sale:
                return BargainNotRunning()
            return None


def _units_problem(offer: BargainOffer) -> DomainError | None:
    if remaining(offer) == 0:
        return BargainSoldOut()
    if offer.item.free == 0:
        return BargainLimitReached()
    return None


def opened(
    offer: BargainOffer, member_id: MemberId, bargain_id: UUID, seed: str, now: datetime
) -> tuple[BargainRow, BargainCutRow]:
    """A bargain with its owner's own cut, from the list price of now. The caller has asked `opening_problem`."""
    rule, start_fen, floor_fen = rule_of(offer), offer.goods.list_fen, offer.item.price_fen
    row = BargainRow(
        id=bargain_id,
        campaign_id=offer.campaign.id,
        sku_id=offer.item.sku_id,
        member_id=member_id,
        start_fen=start_fen,
        floor_fen=floor_fen,
        seed=seed,
        planned_cuts=planned(start_fen - floor_fen, rule.helpers),
        cut_count=0,
        price_fen=start_fen,
        state="open",
        opened_at=now,
        expires_at=min(now + timedelta(hours=max(1, rule.hours)), offer.campaign.ends_at),
    )
    return cut(row, member_id, now)


def cut(row: BargainRow, helper_id: MemberId, now: datetime) -> tuple[BargainRow, BargainCutRow]:
    """The next cut of those that the seed decided, whoever makes it."""
    assert row.state == "open" and row.cut_count < row.planned_cuts
    fen = cuts(row.seed.encode(), row.start_fen - row.floor_fen, row.planned_cuts)[row.cut_count]
    count = row.cut_count + 1
    after = replace(
        row,
        cut_count=count,
        price_fen=row.price_fen - fen,
        state="floor" if count == row.planned_cuts else "open",
    )
    return after, BargainCutRow(row.id, count, helper_id, fen, now)


def bound(row: BargainRow, order_id: OrderId) -> BargainRow:
    """No help changes the price of an order."""
    assert row.state in WAITS
    return replace(row, state="ordered", order_id=order_id)


def bought(row: BargainRow) -> BargainRow | None:
    """None: it was told before."""
    return replace(row, state="bought") if row.state == "ordered" else None


def set_free(row: BargainRow, now: datetime) -> BargainRow | None:
    """The order ended unpaid: the cuts stay, and there is as much time left as the clock says. None: it was bought."""
    if row.state != "ordered":
        return None
    if row.expires_at <= now:
        return replace(row, state="expired", order_id=None)
    return replace(row, state="floor" if row.cut_count == row.planned_cuts else "open", order_id=None)
