"""Paid orders are attributed once, and lose with every refund; told twice, late, and in any order."""

from domain.community.attribution_rules import attributed
from ports.commerce.api import AfterSaleRefunded, OrderCancelled, OrderCompleted, OrderPaid
from ports.community.attribution import AttributionRules, AttributionStore, Decided
from ports.community.rule_books import RuleBooks
from ports.community.touches import AttributedOrder
from ports.kernel import Fen, OrderId, Tx
from ports.members.api import MembersApi


class Attribution:
    def __init__(self, store: AttributionStore, books: RuleBooks, members: MembersApi) -> None:
        self._store = store
        self._books = books
        self._members = members

    async def on_order_paid(self, tx: Tx, event: OrderPaid) -> None:
        kept_fen = await self._store.keep(tx, event.order_id, event.paid_fen)
        if await self._store.is_decided(tx, event.order_id):
            return
        member_id = await self._members.resolve(tx, event.member_id)
        book = await self._books.current(tx, "attribution", AttributionRules())
        evidence = await self._store.evidence(tx, event.order_id, member_id, event.paid_at)
        verdict = attributed(book.rules, evidence)
        order = AttributedOrder(
            event.order_id,
            member_id,
            verdict.touch_id,
            verdict.guide,
            event.paid_at,
            event.paid_fen,
            kept_fen,
            verdict.rule,
            verdict.why,
        )
        await self._store.decide(tx, Decided(order, verdict.rate, book.version))

    async def on_after_sale_refunded(self, tx: Tx, event: AfterSaleRefunded) -> None:
        await self._lower(tx, event.order_id, event.kept_fen)

    async def on_order_completed(self, tx: Tx, event: OrderCompleted) -> None:
        await self._lower(tx, event.order_id, event.kept_fen)

    async def on_order_cancelled(self, tx: Tx, event: OrderCancelled) -> None:
        """Its money goes back, if any had come."""
        await self._lower(tx, event.order_id, 0)

    async def _lower(self, tx: Tx, order_id: OrderId, kept_fen: Fen) -> None:
        # A refund may be told before the payment: what is left is remembered, and found when the order is attributed.
        left = await self._store.keep(tx, order_id, max(0, kept_fen))
        await self._store.lower(tx, order_id, left)
