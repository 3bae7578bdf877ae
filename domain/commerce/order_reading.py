"""Orders as the shopper sees them: facts from the views, with words and buttons."""

from datetime import datetime, timedelta

from domain.commerce.after_sale_rules import is_open_for_requests
from domain.commerce.order_actions import allowed_actions
from domain.commerce.order_ground import OrderGround
from domain.commerce.receivers import to_operator, to_owner, unseal
from domain.commerce.words import (
    AFTER_SALE_STATUS_TEXTS,
    KIND_TEXTS,
    PAYMENT_METHOD,
    line_status,
    order_sentence,
    order_status_text,
)
from ports.commerce.api import OrderNotFound
from ports.commerce.order_store import NewOrder
from ports.commerce.order_views import (
    AfterSaleLink,
    CardLine,
    LineFacts,
    OrderCard,
    OrderDetail,
    OrderFacts,
    OrderFilter,
    OrderLineView,
    OrderWhole,
    ParcelTrack,
    TimelineEntry,
)
from ports.crypto import mask_number
from ports.kernel import MemberId, NotFound, OrderId, Page, ParcelId

DELAYED_AFTER = timedelta(hours=48)
_SHOWN = frozenset(("labelled", "collected", "in_transit", "delivering", "signed", "problem", "returned"))
_ARRIVED = frozenset(("signed", "returned", "cancelled"))


class OrderReading:
    def __init__(self, ground: OrderGround) -> None:
        self._ground = ground

    async def cards(self, member_id: MemberId, state: OrderFilter, cursor: str | None, limit: int) -> Page[OrderCard]:
        async with self._ground.uow.reading() as tx:
            found = await self._ground.views.cards(tx, member_id, state, cursor, limit)
        now = self._ground.clock.now()
        return Page([card(order, now) for order in found.items], found.next_cursor)

    async def detail(self, member_id: MemberId, order_id: OrderId) -> OrderDetail:
        """Raises OrderNotFound, also for another member's order."""
        async with self._ground.uow.reading() as tx:
            whole = await self._ground.views.whole(tx, order_id, member_id)
        if whole is None:
            raise OrderNotFound
        return self.render(whole)

    def render(self, whole: OrderWhole, *, for_operator: bool = False) -> OrderDetail:
        """For the owner without parcels that never came to be; for an operator with number and address masked."""
        order, now = whole.facts, self._ground.clock.now()
        address = unseal(self._ground.cipher, whole.address_sealed) if whole.address_sealed else None
        mask = to_operator if for_operator else to_owner
        parcels = tuple(parcel for parcel in whole.parcels if for_operator or parcel.state in _SHOWN)
        in_parcel = {line_id: parcel.id for parcel in parcels for line_id in parcel.line_ids}
        return OrderDetail(
            id=order.id,
            number=mask_number(order.number) if for_operator else order.number,
            status=order.status,
            status_text=order_status_text(order),
            sentence=order_sentence(order, now),
            created_at=order.placed_at,
            pay_by=order.pay_by if order.status == "pending_payment" else None,
            payable_fen=order.payable_fen,
            quantity=sum(line.quantity for line in order.lines),
            lines=tuple(_line(order, line, in_parcel.get(line.id), now) for line in order.lines),
            actions=allowed_actions(order, now),
            address=mask(address) if address else None,
            note=whole.note,
            totals=whole.totals,
            derivation=whole.derivation,
            parcels=parcels,
            timeline=whole.timeline,
            after_sales=tuple(
                AfterSaleLink(brief.id, KIND_TEXTS[brief.kind], AFTER_SALE_STATUS_TEXTS[brief.status], brief.refund_fen)
                for brief in whole.after_sales
            ),
            paid_at=order.paid_at,
            payment_method=PAYMENT_METHOD if order.paid_at else None,
            activity=order.activity,
        )

    async def parcel(self, member_id: MemberId, order_id: OrderId, parcel_id: ParcelId) -> ParcelTrack:
        """Raises NotFound, also for a parcel of another member."""
        async with self._ground.uow.reading() as tx:
            whole = await self._ground.views.parcel(tx, order_id, parcel_id, member_id)
        if whole is None or whole.parcel.state not in _SHOWN:
            raise NotFound("包裹不存在")
        last = max((trace.at for trace in whole.traces), default=whole.parcel.shipped_at or whole.requested_at)
        under_way = whole.parcel.state not in _ARRIVED
        return ParcelTrack(
            **{name: getattr(whole.parcel, name) for name in whole.parcel.__struct_fields__},
            traces=whole.traces,
            checked_at=whole.checked_at,
            delayed=under_way and self._ground.clock.now() - last > DELAYED_AFTER,
        )


def newly_placed(order: NewOrder) -> OrderWhole:
    """What the view would give for an order that was written this moment."""
    basket = order.basket
    lines = tuple(
        LineFacts(
            id=line.line_id,
            sku_id=line.sku_id,
            product_id=line.product_id,
            kind=line.kind,
            title=line.title,
            option_text=line.option_text,
            image_url=line.image_url,
            price_fen=line.unit_fen,
            quantity=line.quantity,
            payable_fen=line.payable_fen,
            no_reason_return=line.no_reason_return,
            points=line.points,
        )
        for line in basket.lines
    )
    facts = OrderFacts(
        id=order.id,
        number=order.number,
        member_id=order.member_id,
        status="pending_payment",
        title=basket.lines[0].title,
        placed_at=order.placed_at,
        pay_by=order.pay_by,
        payable_fen=basket.totals.payable_fen,
        freight_fen=basket.totals.freight_fen,
        has_address=order.receiver is not None,
        lines=lines,
        activity=order.activity,
    )
    return OrderWhole(
        facts=facts,
        address_sealed=order.receiver.sealed if order.receiver else None,
        note=order.note,
        totals=basket.totals,
        derivation=basket.derivation,
        timeline=(TimelineEntry(order.entry.at, order.entry.text),),
    )


def card(order: OrderFacts, now: datetime) -> OrderCard:
    return OrderCard(
        id=order.id,
        number=order.number,
        status=order.status,
        status_text=order_status_text(order),
        sentence=order_sentence(order, now),
        created_at=order.placed_at,
        pay_by=order.pay_by if order.status == "pending_payment" else None,
        payable_fen=order.payable_fen,
        quantity=sum(line.quantity for line in order.lines),
        lines=tuple(
            CardLine(line.id, line.title, line.option_text, line.image_url, line.price_fen, line.quantity)
            for line in order.lines
        ),
        actions=allowed_actions(order, now),
        activity=order.activity,
    )


def _line(order: OrderFacts, line: LineFacts, parcel_id: ParcelId | None, now: datetime) -> OrderLineView:
    return OrderLineView(
        id=line.id,
        sku_id=line.sku_id,
        product_id=line.product_id,
        title=line.title,
        option_text=line.option_text,
        image_url=line.image_url,
        price_fen=line.price_fen,
        quantity=line.quantity,
        payable_fen=line.payable_fen,
        shipped_quantity=line.shipped,
        refunded_quantity=line.refunded,
        status_text=line_status(order, line),
        parcel_id=parcel_id,
        can_apply_after_sale=is_open_for_requests(order, line, now),
    )
