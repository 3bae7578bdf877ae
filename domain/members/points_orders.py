"""Points of orders: what a completed one earns, what one paid with points holds, and what refunds turn back."""

from msgspec.structs import replace

from domain.members.points_book import Cause, PointsBook, checkout_key
from domain.members.points_rules import expiry
from ports.commerce.api import AfterSaleRefunded, OrderCompleted, PointsOrderCancelled, PointsOrderPaid
from ports.kernel import Clock, Fen, MemberId, OrderId, Tx
from ports.members.points import Bonus, Earning
from ports.members.points_store import Lot, OrderPoints, OrderPointsStore, PointsStore
from ports.members.store import MemberStore

PLAIN = 100
"""Per cent: the usual points, no multiplier."""


def worth(row: OrderPoints) -> int:
    """Whole points only: the remainder is dropped. Nothing before the order completes."""
    if not row.is_completed or row.rate_percent is None:
        return 0
    return row.kept_fen * row.rate_percent // (100 * 100)


class OrderPointsDesk:
    """Also implements `ports.members.api.PointsApi`."""

    def __init__(
        self, book: PointsBook, stores: tuple[PointsStore, OrderPointsStore, MemberStore], clock: Clock
    ) -> None:
        self._book = book
        self._points, self._orders, self._members = stores
        self._clock = clock

    async def hold(self, tx: Tx, member_id: MemberId, order_id: OrderId, points: int) -> None:
        await self._book.hold(tx, member_id, order_id, points)

    async def boost_next_order(self, tx: Tx, bonus: Bonus) -> bool:
        return await self._orders.add_bonus(tx, bonus)

    async def on_order_paid(self, tx: Tx, event: PointsOrderPaid) -> None:
        await self._book.settle(tx, event.order_id, paid=True)

    async def on_order_cancelled(self, tx: Tx, event: PointsOrderCancelled) -> None:
        await self._book.settle(tx, event.order_id, paid=False)

    async def on_order_completed(self, tx: Tx, event: OrderCompleted) -> None:
        await self._told(tx, (event.order_id, event.member_id), event.kept_fen, completed=True)

    async def on_after_sale_refunded(self, tx: Tx, event: AfterSaleRefunded) -> None:
        if event.points:
            # That the order was paid may be told later than its refund.
            await self._book.settle(tx, event.order_id, paid=True)
            returning = Earning(
                key=f"refund:{event.after_sale_id}",
                member_id=event.member_id,
                points=event.points,
                source="refund",
                words=f"订单 …{event.order_number[-4:]} 退款，抵扣的积分退回",
            )
            await self._book.give_back(tx, checkout_key(event.order_id), returning)
        await self._told(tx, (event.order_id, event.member_id), event.kept_fen, completed=False)

    async def _told(self, tx: Tx, order: tuple[OrderId, MemberId], kept_fen: Fen, *, completed: bool) -> None:
        """In whatever order it is told: the least that is kept counts, once the order completes."""
        order_id, member_id = order
        before = await self._orders.lock(tx, order_id, member_id)
        row = replace(before, kept_fen=min(before.kept_fen, kept_fen), is_completed=before.is_completed or completed)
        words = ""
        if row.is_completed and row.rate_percent is None:
            row, words = await self._rated(tx, row)
        row = replace(row, earned=worth(row))
        if row != before:
            await self._orders.save(tx, row)
        key, more = f"order:{order_id}:{row.kept_fen}", row.earned - before.earned
        if more > 0:
            words = f"订单完成，每满 1 元得 {(row.rate_percent or 0) / 100:g} 积分{words}"
            await self._book.earn(tx, Earning(key, member_id, more, "order", words, row.until))
        elif more < 0:
            cause = Cause(key, "refund", "订单退款，扣回获得的积分")
            lot = Lot(-more, row.until) if row.until else None
            await self._book.take_back(tx, member_id, cause, (-more, lot))

    async def _rated(self, tx: Tx, row: OrderPoints) -> tuple[OrderPoints, str]:
        """By the rule, the level and a bonus as they are now: later refunds are counted by the same rate."""
        rule, _ = await self._points.rule(tx)
        card = await self._members.card(tx, row.member_id)
        level_percent = card.level.points_multiplier_percent if card else PLAIN
        bonus_percent = await self._orders.take_bonus(tx, row.member_id, row.order_id, self._clock.now())
        words = [f"{card.level.name} {level_percent / 100:g} 倍"] if card and level_percent != PLAIN else []
        if bonus_percent != PLAIN:
            words.append(f"奖励 {bonus_percent / 100:g} 倍")
        rate_percent = rule.earn_per_yuan * level_percent * bonus_percent // 100
        until = expiry(self._clock.now(), rule.expire_months)
        return replace(row, rate_percent=rate_percent, until=until), f"（{'，'.join(words)}）" if words else ""
