"""The confirmation page of a checkout: which warehouse ships what and when, what it costs, what stands in the way."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.commerce.allocation import refund_share_fen
from domain.commerce.coupon_advice import coupon_advice
from domain.commerce.expected_delivery import expected_delivery
from domain.commerce.quote import Quoting, Shopping, Wanted, sellable
from ports.commerce.cart_views import QuoteAddress, QuoteGroup, QuoteLine, QuoteProblem, QuoteView
from ports.commerce.pricing import PointsUnusable, PricedBasket, PricedLine, Totals
from ports.crypto import mask_phone
from ports.kernel import Clock, CouponId, MemberId, SkuId, Tx, UnitOfWork, WarehouseId
from ports.members.api import SavedAddress
from ports.promotion.api import ActivityRef, CouponUnusable
from ports.supply.api import Allotment, Destination, SoldOut, SupplyApi, Want

VIRTUAL_NOTICE = "虚拟商品付款后立即发放，售出后不支持退款"
NOTHING = PricedBasket((), Totals(0, 0, 0, 0, 0), ())


class QuoteAsk(Struct, frozen=True):
    """`wants` empty with source `cart`: what is ticked there. `address_id` None: the default address."""

    source: Literal["cart", "direct"]
    wants: tuple[tuple[SkuId, int], ...]
    address_id: UUID | None
    coupon_ids: tuple[CouponId, ...] | None = None
    activity: ActivityRef | None = None
    points: int | None = 0

    @property
    def wanted(self) -> Wanted:
        lines = None if self.source == "cart" and not self.wants else self.wants
        return Wanted(lines, self.address_id, self.coupon_ids, self.activity, self.points)


class CheckoutQuotes:
    def __init__(
        self,
        uow: UnitOfWork,
        quoting: Quoting,
        supply: SupplyApi,
        clock: Clock,
    ) -> None:
        self._uow = uow
        self._quoting = quoting
        self._supply = supply
        self._clock = clock

    async def quote(self, member_id: MemberId, ask: QuoteAsk) -> QuoteView:
        """Problems are listed, not raised, so that the page can show them. Raises BasketEmpty, BasketTooLarge."""
        async with self._uow.reading() as tx:
            shopping = await self._quoting.shopping(tx, member_id, ask.wanted)
            saved = shopping.buyer.saved
            facts, problems = sellable(shopping)
            sold = replace(shopping, quantities={sku_id: shopping.quantities[sku_id] for sku_id in facts})
            basket, refused = await self._priced(tx, sold, ask.wanted)
            problems += refused
            groups, short = await self._groups(tx, basket, saved)
        problems = [*problems, *short]
        if basket.needs_address and saved is None:
            problems.append(QuoteProblem("commerce.address_required", "请先填写收货地址", None))
        return QuoteView(
            # Where only virtual goods are bought, no address is asked for and none is told to the order.
            address=shown_address(saved) if saved and (basket.needs_address or not basket.lines) else None,
            groups=groups,
            totals=basket.totals,
            derivation=basket.derivation,
            problems=tuple(problems),
            can_submit=not problems and bool(basket.lines),
            virtual_notice=VIRTUAL_NOTICE if basket.has_virtual else None,
            coupons=coupon_advice(shopping.offers, basket, ask.coupon_ids is None),
            misses=basket.misses,
            points=basket.points,
        )

    async def _priced(self, tx: Tx, shopping: Shopping, wanted: Wanted) -> tuple[PricedBasket, list[QuoteProblem]]:
        """A coupon that cannot be used is told of, and the best of the others are taken instead."""
        if not shopping.quantities:
            return NOTHING, []
        saved = shopping.buyer.saved
        address = saved.address if saved else None
        try:
            return await self._quoting.price_known(tx, shopping, wanted, address), []
        except CouponUnusable as error:
            best = await self._quoting.price_known(tx, shopping, replace(wanted, coupon_ids=None, points=0), address)
            return best, [QuoteProblem(error.code, error.text, None)]
        except PointsUnusable as error:
            without = await self._quoting.price_known(tx, shopping, replace(wanted, points=0), address)
            return without, [QuoteProblem(error.code, error.text, None)]

    async def _groups(
        self, tx: Tx, basket: PricedBasket, saved: SavedAddress | None
    ) -> tuple[tuple[QuoteGroup, ...], list[QuoteProblem]]:
        if not basket.lines:
            return (), []
        to = Destination(saved.address.province, saved.address.city) if saved else None
        wants = [Want(line.line_id, line.sku_id, line.quantity) for line in basket.lines]
        gone: set[SkuId] = set()
        try:
            allotments = await self._supply.route(tx, wants, to)
        except SoldOut as error:
            gone = set(error.sku_ids)
            rest = [want for want in wants if want.sku_id not in gone]
            allotments = await self._supply.route(tx, rest, to) if rest else []
        groups = grouped(basket, allotments, _Arrivals(self._clock.now(), to.province if to else None))
        missing = [line for line in basket.lines if line.sku_id in gone]
        if missing:
            groups = (*groups, QuoteGroup("暂时缺货", "", tuple(_part(line, line.quantity, 0) for line in missing)))
        return groups, [
            QuoteProblem("supply.sold_out", f"「{line.title}」库存不足，请减少数量或移除", line.sku_id)
            for line in missing
        ]


class _Arrivals(Struct, frozen=True):
    now: datetime
    destination: str | None

    def sentence(self, origin: str, lines: Sequence[PricedLine]) -> str:
        if all(line.kind != "physical" for line in lines):
            return "付款后立即生效"
        return expected_delivery(self.now, origin, self.destination)


def grouped(basket: PricedBasket, allotments: Sequence[Allotment], arrivals: _Arrivals) -> tuple[QuoteGroup, ...]:
    """One group per warehouse; a line that two warehouses ship is split without losing a fen."""
    lines = {line.line_id: line for line in basket.lines}
    taken: dict[UUID, int] = {}
    groups: dict[WarehouseId, tuple[Allotment, list[QuoteLine], list[PricedLine]]] = {}
    for item in allotments:
        line = lines[item.line_id]
        _, parts, sources = groups.setdefault(item.warehouse_id, (item, [], []))
        parts.append(_part(line, item.quantity, taken.get(item.line_id, 0)))
        sources.append(line)
        taken[item.line_id] = taken.get(item.line_id, 0) + item.quantity
    return tuple(
        QuoteGroup(_sender(first, sources), arrivals.sentence(first.warehouse_province, sources), tuple(parts))
        for first, parts, sources in groups.values()
    )


def _sender(first: Allotment, lines: Sequence[PricedLine]) -> str:
    """Empty: nothing is sent."""
    return first.warehouse_name if any(line.kind == "physical" for line in lines) else ""


def _part(line: PricedLine, quantity: int, already: int) -> QuoteLine:
    return QuoteLine(
        sku_id=line.sku_id,
        product_id=line.product_id,
        title=line.title,
        option_text=line.option_text,
        image_url=line.image_url,
        price_fen=line.unit_fen,
        quantity=quantity,
        payable_fen=refund_share_fen(line.payable_fen, line.quantity, already, quantity),
        is_gift=line.is_gift,
    )


def shown_address(saved: SavedAddress) -> QuoteAddress:
    address = saved.address
    return QuoteAddress(
        id=saved.id,
        name=address.name,
        phone=address.phone,
        phone_masked=mask_phone(address.phone),
        province=address.province,
        city=address.city,
        district=address.district,
        detail=address.detail,
        tag=saved.tag,
        is_default=saved.is_default,
    )
