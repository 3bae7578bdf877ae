"""Buying what was bargained for: the price of now, and an order that holds the bargain until it is paid or ends."""

from collections.abc import Sequence

from domain.promotion.bargain_rules import (
    BargainNotFound,
    BargainPriceChanged,
    OtherThanBargained,
    bought,
    bound,
    buying_problem,
    ordering_problem,
    set_free,
    yuan,
)
from ports.commerce.api import OfferedOrderCancelled, OfferedOrderPaid, OfferedOrderWithdrawn
from ports.kernel import Clock, MemberId, OrderId, SkuId, Tx
from ports.promotion.api import ActivityRef, SpecialPrice, Taking
from ports.promotion.bargain_store import BargainOffer, BargainRow, BargainStore


class BargainOrders:
    """Implements `domain.promotion.activities.Activity`."""

    def __init__(self, store: BargainStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def special(self, tx: Tx, member_id: MemberId, ref: ActivityRef, sku_ids: Sequence[SkuId]) -> SpecialPrice:
        """Its owner pays what is left, at any time.

        Raises BargainNotFound, OtherThanBargained, and what `buying_problem` says.
        """
        row = await self._store.own(tx, ref.bargain_id, member_id) if ref.bargain_id else None
        row, offer = await self._found(tx, row, ref)
        if problem := buying_problem(row, offer, self._clock.now()):
            raise problem
        if tuple(sku_ids) != (row.sku_id,):
            raise OtherThanBargained
        return SpecialPrice(
            ref=ref,
            sku_id=row.sku_id,
            price_fen=row.price_fen,
            units_max=1,
            label=offer.campaign.label,
            detail=f"{row.cut_count} 人砍掉 {yuan(row.start_fen - row.price_fen)} 元",
            stacks=offer.campaign.stacks,
        )

    async def take(self, tx: Tx, taking: Taking) -> None:
        """Under the row's lock, so that no cut comes between the price and the order. The unit itself is taken by
        whoever calls. Raises as `special` but for units, OtherThanBargained, BargainPriceChanged."""
        ref = taking.activity
        assert ref is not None
        row = await self._store.lock_own(tx, ref.bargain_id, taking.member_id) if ref.bargain_id else None
        row, offer = await self._found(tx, row, ref)
        if problem := ordering_problem(row, offer, self._clock.now()):
            raise problem
        if taking.activity_sku_id != row.sku_id or taking.activity_units != 1:
            raise OtherThanBargained
        if not _is_priced(row, offer, taking):
            raise BargainPriceChanged(f"价格刚刚又降到 {yuan(row.price_fen)} 元，请刷新后再下单")
        await self._store.set_state(tx, bound(row, taking.order_id), self._clock.now())

    async def paid(self, tx: Tx, event: OfferedOrderPaid) -> None:
        await self._bought(tx, event.order_id)

    async def cancelled(self, tx: Tx, event: OfferedOrderCancelled) -> None:
        """The helps are kept, and the clock has gone on."""
        row, now = await self._store.lock_of_order(tx, event.order_id), self._clock.now()
        if row is not None and (after := set_free(row, now)) is not None:
            await self._store.set_state(tx, after, now)

    async def withdrawn(self, tx: Tx, event: OfferedOrderWithdrawn) -> None:
        """It was bought: a refund does not bring the friends' help back. It may be told before the payment is."""
        await self._bought(tx, event.order_id)

    async def _bought(self, tx: Tx, order_id: OrderId) -> None:
        row = await self._store.lock_of_order(tx, order_id)
        if row is not None and (after := bought(row)) is not None:
            await self._store.set_state(tx, after, self._clock.now())

    async def _found(self, tx: Tx, row: BargainRow | None, ref: ActivityRef) -> tuple[BargainRow, BargainOffer]:
        if row is None or row.campaign_id != ref.campaign_id:
            raise BargainNotFound
        offer = await self._store.offer(tx, row.campaign_id, row.sku_id, row.member_id)
        assert offer is not None, "a bargain of a campaign that was never published"
        return row, offer


def _is_priced(row: BargainRow, offer: BargainOffer, taking: Taking) -> bool:
    """Whether the order was priced with what the bargain stands at now: the list price less the cut of its line."""
    uses = [use for use in taking.uses if use.campaign_id == row.campaign_id and use.sku_id == row.sku_id]
    return [(use.units, use.off_fen) for use in uses] == [(1, max(0, offer.goods.list_fen - row.price_fen))]
