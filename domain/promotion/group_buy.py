"""Group-buy 拼团 (P3) as an activity of orders: its price, the seat that an order takes, and what payments make of it.

Every change happens under the lock of one team; a payment that is late for its team is resolved at once, for the buyer.
"""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.promotion import teams as rules
from domain.promotion.teams import SEAT_HELD_FOR, TeamNotFound, UnpaidSeat
from ports.commerce.api import OfferedOrderCancelled, OfferedOrderPaid, OfferedOrderWithdrawn
from ports.kernel import Clock, DomainError, Fen, Ids, Invalid, MemberId, OrderId, SkuId, Tx
from ports.promotion.api import (
    ActivityFailed,
    ActivityRef,
    GroupBuyTold,
    OfferGone,
    SpecialPrice,
    Taking,
    TeamSucceeded,
    ToldOutcome,
)
from ports.promotion.groups import Gathering, GroupGoods, Seat, Team, TeamStore
from ports.promotion.rules import OfferItem

UNITS_MAX = 99
TOO_LATE = "付款时团已满员或已结束，款项已自动原路退回"
TIME_IS_OVER = "拼团时间已到，人数不足未能成团，款项已自动原路退回"
STOPPED = "拼团活动已提前结束，款项已自动原路退回"
REOPENED = "付款时原来的团已满员或已结束，已为您新开一个团，邀请好友即可成团"
SUCCEEDED = "拼团成功，商家将尽快发货"


class GroupBuyOver(DomainError):
    code = "promotion.group_buy_over"
    message = "拼团活动已经结束"


class _Chosen(Struct, frozen=True):
    """What a shopper buys: the goods, the size, and the team to join (None: opens one)."""

    goods: GroupGoods
    size: int
    price_fen: Fen
    gathering: Gathering | None


class GroupBuys:
    """Implements `domain.promotion.activities.Activity`."""

    def __init__(self, store: TeamStore, system: tuple[Clock, Ids]) -> None:
        self._store = store
        self._clock, self._ids = system

    async def special(self, tx: Tx, member_id: MemberId, ref: ActivityRef, sku_ids: Sequence[SkuId]) -> SpecialPrice:
        """Raises GroupBuyOver, Invalid, OfferGone, UnpaidSeat, and as `teams.check_joining`."""
        gathering = await self._store.read(tx, ref.team_id) if ref.team_id else None
        chosen = await self._choose(tx, member_id, ref, (tuple(sku_ids), gathering))
        _check_limits(chosen.goods.item)
        if await self._store.unpaid(tx, ref.campaign_id, member_id, self._clock.now()):
            raise UnpaidSeat
        campaign, item = chosen.goods.campaign, chosen.goods.item
        return SpecialPrice(
            ref=replace(ref, size=chosen.size),
            sku_id=item.sku_id,
            price_fen=chosen.price_fen,
            units_max=UNITS_MAX if item.free is None else item.free,
            label=f"{chosen.size} 人团",
            detail=campaign.label,
            stacks=campaign.stacks,
        )

    async def take(self, tx: Tx, taking: Taking) -> None:
        """Raises as `special`. Of two calls for the last place, one gets it."""
        ref, now = taking.activity, self._clock.now()
        assert ref is not None and taking.activity_sku_id is not None
        gathering = await self._store.lock(tx, ref.team_id) if ref.team_id else None
        chosen = await self._choose(tx, taking.member_id, ref, ((taking.activity_sku_id,), gathering))
        await self._store.lapse_own(tx, ref.campaign_id, taking.member_id, now)
        if gathering is None:
            team = self._new_team(chosen, taking.member_id)
            await self._store.open(tx, team)
        else:
            team = gathering.team
        seat = Seat(
            id=self._ids.new(),
            team_id=team.id,
            campaign_id=ref.campaign_id,
            member_id=taking.member_id,
            order_id=taking.order_id,
            sku_id=taking.activity_sku_id,
            units=taking.activity_units,
            state="held",
            taken_at=now,
            held_until=min(now + SEAT_HELD_FOR, taking.pay_by),
        )
        if not await self._store.sit(tx, seat):
            raise UnpaidSeat
        if gathering is not None and (after := rules.join(gathering, seat, now)).team != gathering.team:
            await self._store.save(tx, after)

    async def paid(self, tx: Tx, event: OfferedOrderPaid) -> None:
        """The seat is paid; or the team has no place for it, and the buyer leads a new one or gets the money back."""
        before = await self._lock_of(tx, event.order_id)
        if before is None:
            return
        now = self._clock.now()
        outcome = rules.pay(before, event.order_id, event.paid_at, now)
        if outcome is None:
            return
        after = outcome.gathering
        await self._store.save(tx, after)
        if outcome.homeless is not None:
            await self._house(tx, after.team, outcome.homeless)
        elif after.team.state == "succeeded":
            counted = tuple(seat for seat in after.seats if seat.is_counted)
            tx.emit(TeamSucceeded(after.team.id, tuple(seat.order_id for seat in counted)))
            for seat in counted:
                self._tell(tx, after.team, seat, ("succeeded", SUCCEEDED))

    async def cancelled(self, tx: Tx, event: OfferedOrderCancelled) -> None:
        await self._leave(tx, event.order_id, "订单已取消")

    async def withdrawn(self, tx: Tx, event: OfferedOrderWithdrawn) -> None:
        await self._leave(tx, event.order_id, "订单已退款")

    async def end(self, tx: Tx, team_id: UUID, reason: str) -> bool:
        """Refunds whoever paid. False: it ended meanwhile, or a payment completed it."""
        before = await self._store.lock(tx, team_id)
        after = rules.end(before, self._clock.now()) if before else None
        if after is None:
            return False
        await self._store.save(tx, after)
        for seat in rules.paid_seats(after.seats):
            tx.emit(ActivityFailed(seat.order_id, reason))
            self._tell(tx, after.team, seat, ("failed", reason))
        return True

    async def lapse(self, tx: Tx, team_id: UUID) -> bool:
        before = await self._store.lock(tx, team_id)
        after = rules.lapse(before, self._clock.now()) if before else None
        if after is None:
            return False
        await self._store.save(tx, after)
        return True

    async def _house(self, tx: Tx, missed: Team, homeless: Seat) -> None:
        """For who paid too late for the team."""
        campaign, now = await self._store.campaign(tx, missed.campaign_id), self._clock.now()
        if campaign is not None and campaign.runs(now) and campaign.rule.reopens:
            opened = rules.reopened(campaign, missed, homeless, self._ids.new(), now)
            await self._store.open(tx, opened.team)
            await self._store.save(tx, opened)
            self._tell(tx, opened.team, homeless, ("reopened", REOPENED))
            return
        left = replace(homeless, state="left", reason=TOO_LATE)
        await self._store.save(tx, Gathering(missed, (left,)))
        tx.emit(ActivityFailed(homeless.order_id, TOO_LATE))
        self._tell(tx, missed, homeless, ("failed", TOO_LATE))

    async def _leave(self, tx: Tx, order_id: OrderId, reason: str) -> None:
        before = await self._lock_of(tx, order_id)
        after = rules.leave(before, order_id, reason, self._clock.now()) if before else None
        if after is not None:
            await self._store.save(tx, after)

    async def _lock_of(self, tx: Tx, order_id: OrderId) -> Gathering | None:
        """The locked team of the order. A late payment may move the seat while we wait for the lock, but once only."""
        for _ in range(3):
            team_id = await self._store.team_of(tx, order_id)
            found = await self._store.lock(tx, team_id) if team_id else None
            if found is None or any(seat.order_id == order_id for seat in found.seats):
                return found
        raise AssertionError("the seat moves from team to team")

    async def _choose(
        self, tx: Tx, member_id: MemberId, ref: ActivityRef, given: tuple[tuple[SkuId, ...], Gathering | None]
    ) -> _Chosen:
        sku_ids, gathering = given
        found = await self._store.goods(tx, ref.campaign_id, sku_ids, member_id) if len(sku_ids) == 1 else []
        if not found:
            raise Invalid("请选择一款参加拼团的商品", field="activity")
        goods, now = found[0], self._clock.now()
        if ref.team_id is not None:
            if gathering is None or not _fits(gathering.team, goods):
                raise TeamNotFound(field="activity")
            if ref.size not in (None, gathering.team.size):
                raise Invalid("这个团的人数有变化，请刷新后再试", field="activity")
            rules.check_joining(gathering, member_id, now)
        if not goods.campaign.runs(now):
            raise GroupBuyOver
        size = gathering.team.size if gathering else ref.size
        price = next(
            (one for one in goods.campaign.rule.prices if one.sku_id == goods.item.sku_id and one.size == size), None
        )
        if price is None:
            raise Invalid("没有这种人数的拼团，请重新选择", field="activity")
        return _Chosen(goods, price.size, price.price_fen, gathering)

    def _new_team(self, chosen: _Chosen, member_id: MemberId) -> Team:
        now, campaign = self._clock.now(), chosen.goods.campaign
        return Team(
            id=self._ids.new(),
            campaign_id=campaign.id,
            product_id=chosen.goods.product_id,
            title=chosen.goods.title,
            size=chosen.size,
            state="open",
            leader_id=member_id,
            opened_at=now,
            expires_at=rules.expiry(campaign, now),
        )

    def _tell(self, tx: Tx, team: Team, seat: Seat, what: tuple[ToldOutcome, str]) -> None:
        outcome, words = what
        tx.emit(GroupBuyTold(seat.order_id, seat.member_id, team.id, outcome, words, team.title, self._clock.now()))


def _check_limits(item: OfferItem) -> None:
    """For the page: when an order takes its units, the predicates of the campaign's item decide."""
    if item.quota is not None and item.taken >= item.quota:
        raise OfferGone("拼团名额已经用完")
    if item.free == 0:
        raise OfferGone(f"每人限购 {item.per_member_max} 件，您已达到上限")


def _fits(team: Team, goods: GroupGoods) -> bool:
    return team.campaign_id == goods.campaign.id and team.product_id == goods.product_id
