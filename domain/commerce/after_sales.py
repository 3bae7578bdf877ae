"""After-sale 售后 for shoppers, at any hour (C9): ask, take back, send the goods."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.commerce import after_sale_rules as rules
from domain.commerce import orders
from domain.commerce.after_sale_reading import AfterSaleNotFound, AfterSaleReading, preview_of
from domain.commerce.after_sale_rules import Asked, Claim, Reason
from domain.commerce.media import MediaLibrary
from domain.commerce.order_ground import OrderGround
from domain.commerce.order_numbers import AFTER_SALE_RANDOM_DIGITS, after_sale_number
from domain.commerce.refunds import OrderRefunds
from domain.commerce.words import KIND_TEXTS, yuan
from ports.commerce.after_sale_store import AfterSale, Kind, ReturnParcel
from ports.commerce.after_sale_views import AfterSalePreview, AfterSaleView
from ports.commerce.api import OfferedOrderWithdrawn, OrderNotFound
from ports.commerce.order_store import Change, Order, OrderHead
from ports.commerce.order_views import OrderFacts
from ports.kernel import MemberId, OrderId, Tx
from ports.supply.api import ParcelLine

EXPIRE_BATCH_MAX = 100
AUTOMATIC = "自动审核"


class AfterSaleWish(Struct, frozen=True):
    order_id: OrderId
    kind: Kind
    lines: tuple[Asked, ...]
    reason_code: str
    description: str
    image_ids: tuple[UUID, ...]


class AfterSales:
    def __init__(
        self, ground: OrderGround, reading: AfterSaleReading, refunds: OrderRefunds, media: MediaLibrary
    ) -> None:
        self._ground = ground
        self._reading = reading
        self._refunds = refunds
        self._media = media

    async def preview(
        self, member_id: MemberId, order_id: OrderId, kind: Kind, lines: Sequence[Asked]
    ) -> AfterSalePreview:
        """What would come back. Raises OrderNotFound, Invalid, AfterSaleRefused."""
        async with self._ground.uow.reading() as tx:
            order = await self._facts(tx, order_id, member_id)
        worth = rules.claim(order, kind, lines, self._ground.clock.now())
        known = {line.id: line for line in order.lines}
        points = sum(rules.share_points(known[line.line_id], line.quantity) for line in worth.lines)
        titles = {line.id: line.title for line in order.lines}
        return AfterSalePreview(worth.refund_fen, preview_of(worth, titles), points)

    async def apply(self, member_id: MemberId, wish: AfterSaleWish) -> AfterSaleView:
        """Approved at once where the rules need no person.

        Raises OrderNotFound, Invalid, AfterSaleRefused, AlreadyShipped, MediaNotFound.
        """
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            head = await ground.orders.lock_head(tx, wish.order_id, member_id)
            if head is None:
                raise OrderNotFound
            order = await self._facts(tx, wish.order_id, member_id)
            worth = rules.claim(order, wish.kind, wish.lines, now)
            reason = rules.check_reason(order, wish.kind, wish.reason_code, wish.lines, now)
            request = await self._request(tx, order, wish, worth)
            level = (await ground.members.card(tx, member_id)).level
            request = replace(request, shop_pays_return=rules.shop_pays_return(wish.kind, reason, level))
            words = f"申请{KIND_TEXTS[wish.kind]} {yuan(request.refund_fen)}：{reason.label}"
            if request.status == "approved":
                await self.carry_out(tx, head, request, reason, (AUTOMATIC, words))
            else:
                await ground.after_sales.insert(tx, request)
                await ground.orders.save(tx, Change(head, entries=(ground.entry(words, at=now),)))
        return await self._reading.one(member_id, request.id)

    async def carry_out(
        self, tx: Tx, head: OrderHead, request: AfterSale, reason: Reason, how: tuple[str, str]
    ) -> None:
        """A new request, approved at once by the rules or an operator. `how`: who it was, and the timeline's words.

        Unshipped units leave fulfilment and the refund begins, or the goods are waited for. Raises AlreadyShipped.
        """
        ground, now, (by, words) = self._ground, self._ground.clock.now(), how
        decided = rules.approved(request, by, "", now)
        before = after = await ground.orders.body(tx, head)
        if decided.status == "refunding":
            if decided.before_shipping:
                units = [ParcelLine(line.line_id, line.quantity) for line in decided.lines]
                await ground.supply.withdraw(tx, head.id, units)
                after = orders.withdrawn(after, units)
                tell_withdrawn(tx, after)
            after, decided = await self._refunds.begin(tx, after, decided, reason.label)
        await ground.after_sales.insert(tx, decided)
        await ground.orders.save(tx, orders.change(before, after, ground.entry(words, at=now)))

    async def cancel(self, member_id: MemberId, after_sale_id: UUID) -> AfterSaleView:
        """Raises AfterSaleNotFound, AfterSaleNotAllowed."""
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            head, request = await self._lock(tx, after_sale_id, member_id)
            await ground.after_sales.save(tx, rules.cancelled(request, now))
            await ground.orders.save(tx, Change(head, entries=(ground.entry("售后申请已撤销", at=now),)))
        return await self._reading.one(member_id, after_sale_id)

    async def send_back(self, member_id: MemberId, after_sale_id: UUID, parcel: ReturnParcel) -> AfterSaleView:
        """Raises AfterSaleNotFound, AfterSaleNotAllowed."""
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            head, request = await self._lock(tx, after_sale_id, member_id)
            await ground.after_sales.save(tx, rules.sent_back(request, parcel, now))
            entry = ground.entry(f"退货已寄出，{parcel.courier_name} {parcel.tracking_number}", at=now)
            await ground.orders.save(tx, Change(head, entries=(entry,)))
        return await self._reading.one(member_id, after_sale_id)

    async def expire_returns(self) -> int:
        """Sweep: approved returns whose goods were not sent back in time end; the shopper may ask anew."""
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.reading() as tx:
            due = await ground.after_sales.unreturned(tx, now, EXPIRE_BATCH_MAX)
        count = 0
        for after_sale_id in due:
            async with ground.uow.begin() as tx:
                head, request = await self._lock(tx, after_sale_id, None)
                if request.status != "awaiting_return" or request.deadline_at > now:
                    continue
                await ground.after_sales.save(tx, rules.cancelled(request, now))
                entry = ground.entry("超过 7 天未寄回商品，退货申请已关闭", at=now)
                await ground.orders.save(tx, Change(head, entries=(entry,)))
                count += 1
        return count

    async def _request(self, tx: Tx, order: OrderFacts, wish: AfterSaleWish, worth: Claim) -> AfterSale:
        now = self._ground.clock.now()
        request = new_request(self._ground, order, wish.kind, worth)
        known = await self._media.resolve(tx, wish.image_ids)
        return replace(
            request,
            status=rules.first_status(order, wish.kind, worth, now),
            reason_code=wish.reason_code,
            description=wish.description,
            image_urls=tuple(known[image_id].url for image_id in wish.image_ids),
        )

    async def _facts(self, tx: Tx, order_id: OrderId, member_id: MemberId) -> OrderFacts:
        order = await self._ground.views.facts(tx, order_id, member_id)
        if order is None:
            raise OrderNotFound
        return order

    async def _lock(self, tx: Tx, after_sale_id: UUID, member_id: MemberId | None) -> tuple[OrderHead, AfterSale]:
        return await lock_request(self._ground, tx, after_sale_id, member_id)


def new_request(ground: OrderGround, order: OrderFacts, kind: Kind, worth: Claim) -> AfterSale:
    now = ground.clock.now()
    return AfterSale(
        id=ground.ids.new(),
        number=after_sale_number(now, ground.rng.digits(AFTER_SALE_RANDOM_DIGITS)),
        order_id=order.id,
        order_number=order.number,
        member_id=order.member_id,
        kind=kind,
        status="applied",
        before_shipping=worth.before_shipping,
        reason_code="",
        description="",
        image_urls=(),
        lines=worth.lines,
        freight_fen=worth.freight_fen,
        applied_at=now,
        deadline_at=now + rules.DECIDE_WITHIN,
    )


def tell_withdrawn(tx: Tx, order: Order) -> None:
    """Nothing of the order will be shipped: what it took of promotions can go to others."""
    head = order.head
    if head.has_offers and all(line.withdrawn == line.quantity for line in order.lines):
        tx.emit(OfferedOrderWithdrawn(head.id, head.member_id, head.activity))


async def lock_request(
    ground: OrderGround, tx: Tx, after_sale_id: UUID, member_id: MemberId | None
) -> tuple[OrderHead, AfterSale]:
    """The order first, then its request. Raises AfterSaleNotFound."""
    order_id = await ground.after_sales.order_of(tx, after_sale_id, member_id)
    head = await ground.orders.lock_head(tx, order_id) if order_id else None
    request = await ground.after_sales.lock(tx, after_sale_id) if head else None
    if head is None or request is None:
        raise AfterSaleNotFound
    return head, request
