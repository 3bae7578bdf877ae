"""Placing an order (C5): one transaction prices, reserves, writes the order and empties the cart.

Idempotent by the client's key: whoever repeats it, also at the same moment, gets the same order.
"""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from domain.commerce.order_ground import OrderGround
from domain.commerce.order_numbers import ORDER_RANDOM_DIGITS, order_number
from domain.commerce.order_reading import OrderReading, newly_placed
from domain.commerce.quote import Wanted
from domain.commerce.receivers import seal
from domain.commerce.words import yuan
from ports.commerce.api import OrderPlaced
from ports.commerce.order_store import NewOrder, Source
from ports.commerce.order_views import OrderDetail
from ports.commerce.pricing import PricedBasket
from ports.kernel import CouponId, DomainError, MemberId, OrderId, SkuId, Tx
from ports.members.api import MemberCard, PostalAddress
from ports.promotion.api import ActivityRef, EarlyAccess, Taking
from ports.supply.api import Destination, Want

PAY_WITHIN = timedelta(minutes=30)
RESERVE_FOR = timedelta(minutes=15)


class PriceChanged(DomainError):
    code = "commerce.price_changed"
    message = "价格有变化，请确认后再提交"


class AddressRequired(DomainError):
    code = "commerce.address_required"
    message = "请先填写收货地址"


class VirtualNoticeRequired(DomainError):
    code = "commerce.virtual_notice_required"
    message = "虚拟商品付款后不支持退款，请确认后再提交"


class NothingToPay(DomainError):
    code = "commerce.nothing_to_pay"
    message = "优惠后应付为 0 元，暂时不能在线下单，请调整商品或联系客服"


class _PlacedBefore(DomainError):
    """Another call with the same client key was first."""


class Wish(Struct, frozen=True):
    """What the shopper wants. No lines: what is ticked in the cart. `expected_payable_fen` None: not shown before.

    `default_address`: the member's default address is meant, if `address_id` is None. `coupon_ids` None: the best.
    So many `points` pay a part of it.
    """

    client_key: str
    source: Source
    lines: tuple[tuple[SkuId, int], ...]
    address_id: UUID | None
    note: str = ""
    expected_payable_fen: int | None = None
    virtual_notice_accepted: bool = False
    default_address: bool = False
    coupon_ids: tuple[CouponId, ...] | None = None
    activity: ActivityRef | None = None
    points: int = 0

    @property
    def wanted(self) -> Wanted:
        lines = None if self.source == "cart" and not self.lines else self.lines
        return Wanted(lines, self.address_id, self.coupon_ids, self.activity, self.points)


class Checkout:
    def __init__(self, ground: OrderGround, reading: OrderReading) -> None:
        self._ground = ground
        self._reading = reading

    async def place(self, member_id: MemberId, wish: Wish) -> OrderDetail:
        """Raises PriceChanged, AddressRequired, VirtualNoticeRequired, SoldOut, OfferGone, PointsShort; as pricing."""
        try:
            async with self._ground.uow.begin() as tx:
                order = await self._place(tx, member_id, wish)
        except DomainError:
            # The key was used before, or is being used: that call may have taken the last unit, or emptied the cart.
            async with self._ground.uow.reading() as tx:
                known = await self._ground.orders.find(tx, member_id, wish.client_key)
            if known is None:
                raise
            return await self._reading.detail(member_id, known)
        return self._reading.render(newly_placed(order))

    async def quick(self, member_id: MemberId, client_key: str, sku_id: SkuId, quantity: int) -> OrderDetail:
        """Quick buy 闪电购: the default address, no confirmation page. Raises as `place`."""
        wish = Wish(client_key, "direct", ((sku_id, quantity),), None, default_address=True)
        return await self.place(member_id, wish)

    async def _place(self, tx: Tx, member_id: MemberId, wish: Wish) -> NewOrder:
        ground, now = self._ground, self._ground.clock.now()
        shopping = await ground.quoting.shopping(tx, member_id, wish.wanted)
        card, saved = shopping.buyer.card, shopping.buyer.saved
        address = saved.address if saved and (wish.address_id is not None or wish.default_address) else None
        basket = await ground.quoting.price(tx, shopping, wish.wanted, address)
        _check(basket, wish, address)
        to = address if basket.needs_address else None
        order_id = OrderId(ground.ids.new())
        await ground.supply.reserve(
            tx,
            order_id,
            [Want(line.line_id, line.sku_id, line.quantity) for line in basket.lines],
            Destination(to.province, to.city) if to else None,
            now + RESERVE_FOR,
        )
        order = self._new(order_id, card, wish, (basket, to), now)
        if order.has_offers:
            await ground.promotion.take(tx, _taking(order, wish.activity, shopping.offers.early))
        if not await ground.orders.insert(tx, order):
            raise _PlacedBefore
        if wish.points:
            await ground.points.hold(tx, member_id, order_id, wish.points)
        tx.emit(OrderPlaced(order_id, member_id, basket.totals.payable_fen))
        return order

    def _new(
        self,
        order_id: OrderId,
        card: MemberCard,
        wish: Wish,
        what: tuple[PricedBasket, PostalAddress | None],
        now: datetime,
    ) -> NewOrder:
        ground, (basket, to) = self._ground, what
        return NewOrder(
            id=order_id,
            number=order_number(now, ground.rng.digits(ORDER_RANDOM_DIGITS)),
            member_id=card.id,
            openid=card.openid,
            client_key=wish.client_key,
            source=wish.source,
            basket=basket,
            note=wish.note,
            receiver=seal(ground.cipher, to) if to else None,
            virtual_notice_at=now if basket.has_virtual else None,
            placed_at=now,
            pay_by=now + PAY_WITHIN,
            entry=ground.entry("订单已提交，等待付款", at=now),
            activity=wish.activity.kind if wish.activity else None,
            has_offers=bool(basket.uses or wish.activity or (basket.coupons and basket.coupons.uses)),
        )


def _taking(order: NewOrder, activity: ActivityRef | None, early: EarlyAccess) -> Taking:
    basket = order.basket
    coupons = basket.coupons.uses if basket.coupons else ()
    return Taking(
        order_id=order.id,
        member_id=order.member_id,
        uses=basket.uses,
        coupons=tuple((use.coupon_id, use.off_fen) for use in coupons),
        activity=activity,
        activity_sku_id=basket.lines[0].sku_id if activity else None,
        activity_units=basket.lines[0].quantity if activity else 0,
        pay_by=order.pay_by,
        early_minutes=early.minutes,
    )


def _check(basket: PricedBasket, wish: Wish, address: PostalAddress | None) -> None:
    payable_fen = basket.totals.payable_fen
    if basket.needs_address and address is None:
        raise AddressRequired(field="addressId")
    if basket.has_virtual and not wish.virtual_notice_accepted:
        raise VirtualNoticeRequired(field="virtualNoticeAccepted")
    if wish.expected_payable_fen not in (None, payable_fen):
        raise PriceChanged(f"价格有变化，现在应付 {yuan(payable_fen)}，请确认后再提交", field="expectedPayableFen")
    if payable_fen == 0:
        raise NothingToPay
