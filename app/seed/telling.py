"""Playing one story through the services that a shopper, the warehouse and the courier would use."""

from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from msgspec import Struct

from app.seed.goods import Goods
from app.seed.people import Person
from app.seed.shop import Shop
from app.seed.stories import Move, Step, Story
from app.seed.tracks import Way, stops, track
from domain.commerce.after_sale_rules import Asked
from domain.commerce.after_sales import AfterSaleWish
from domain.commerce.checkout import Wish
from domain.commerce.quote_page import QuoteAsk
from domain.supply.shipping import ShipItem
from ports.commerce.after_sale_store import ReturnParcel
from ports.commerce.order_views import OrderDetail
from ports.kernel import DomainError, MemberId, SkuId
from ports.supply.couriers import courier

_WISHES = {
    "ask_refund": ("no_longer_wanted", "damaged"),
    "ask_return": ("no_longer_wanted", "wrong_choice", "quality"),
}
_WORDS = {
    "no_longer_wanted": "临时不需要了",
    "damaged": "收到时外包装压坏，内盒渗漏",
    "wrong_choice": "尺码选小了",
    "quality": "有一处线头脱开",
}
PARCELS_MAX = 5
POINTS_EVERY = 3
_SPARE_COURIERS = ("YTO", "YD", "JD", "SF")


class Cast(Struct, frozen=True):
    """Who and what the stories speak of."""

    people: tuple[Person, ...]
    goods: tuple[Goods, ...]


class Telling:
    """One story under way. When the rules refuse a step (sold out, too late), the rest is not told."""

    def __init__(self, shop: Shop, cast: Cast, story: Story) -> None:
        self._shop, self._cast, self._story = shop, cast, story
        self._services, self._modules = shop.built.services, shop.built.modules
        self._order: OrderDetail | None = None
        self._after_sale_id: UUID | None = None
        self._ways: dict[str, Way] = {}
        self._is_over = self._is_split = False

    async def play(self, step: Step) -> None:
        if self._is_over:
            return
        self._shop.at(step.at)
        try:
            await self._act(step.move)
        except DomainError as refusal:
            self._shop.refusals[f"{step.move}: {refusal.code}"] += 1
            self._is_over = step.move in ("place", "pay", "ship")
        await self._shop.settle()

    async def _act(self, move: Move) -> None:
        acts: dict[Move, Callable[[], Awaitable[object]]] = {
            "place": self._place,
            "prepay": self._prepay,
            "pay": self._pay,
            "cancel": self._cancel,
            "expire": self._modules.supply.reservations.release_expired,
            "close": self._services.cancelling.close_overdue,
            "ship": partial(self._ship, one_parcel=self._story.number % 2 == 0),
            "ship_rest": self._ship_rest,
            "travel": self._travel,
            "sign": partial(self._travel, is_last=True),
            "confirm": self._confirm,
            "complete": self._services.receiving.complete_delivered,
            "ask_refund": partial(self._ask, move),
            "ask_return": partial(self._ask, move),
        }
        await acts.get(move, partial(self._after_sale, move))()

    @property
    def _member(self) -> MemberId:
        return self._shop.members[self._story.basket.person]

    @property
    def _known(self) -> OrderDetail:
        assert self._order is not None, "nothing happens to an order that was not placed"
        return self._order

    async def _place(self) -> None:
        basket = self._story.basket
        lines = tuple((self._shop.skus[number, sku], quantity) for number, sku, quantity in basket.lines)
        wish = Wish(
            client_key=f"seed-{self._story.number}",
            source="cart" if len(lines) > 1 else "direct",
            lines=lines,
            address_id=None,
            note=self._story.note,
            virtual_notice_accepted=True,
            default_address=True,
            points=await self._points(lines),
        )
        self._order = await self._services.checkout.place(self._member, wish)

    async def _points(self, lines: tuple[tuple[SkuId, int], ...]) -> int:
        """Every third order is paid with as many points as can be used."""
        if self._story.number % POINTS_EVERY:
            return 0
        ask = QuoteAsk("direct", lines, None, points=None)
        quoted = await self._services.checkout_quotes.quote(self._member, ask)
        return quoted.points.used if quoted.points else 0

    async def _prepay(self) -> str:
        params = await self._services.order_payment.start(self._member, self._known.id)
        return params.package.removeprefix("prepay_id=")

    async def _pay(self) -> None:
        await self._modules.payments.books.record(self._shop.bank.pay(await self._prepay()))

    async def _cancel(self) -> None:
        await self._services.cancelling.by_shopper(self._member, self._known.id, "暂时不想买了")

    async def _confirm(self) -> None:
        await self._services.receiving.confirm(self._member, self._known.id, None)

    async def _ship_rest(self) -> None:
        if self._is_split:
            await self._ship(one_parcel=False)

    async def _ship(self, *, one_parcel: bool) -> None:
        uow, desk = self._services.uow, self._services.fulfilment_desk
        async with uow.reading() as tx:
            waiting = [one for one in await desk.of_order(tx, self._known.id) if one.status == "to_ship"]
        self._is_split = len(waiting) > 1
        waiting = waiting[:1] if one_parcel else waiting
        items = []
        for place, one in enumerate(waiting):
            # Not every operator follows the suggestion.
            spare = _SPARE_COURIERS[(self._story.number + place) % 16 % len(_SPARE_COURIERS)]
            chosen = spare if self._story.number % 16 < len(_SPARE_COURIERS) else one.suggested_courier.code
            items.append(ShipItem(one.id, chosen))
        await desk.ship(self._shop.actors["仓库"], items)
        codes = {f"{self._known.number}-{count}" for count in range(1, PARCELS_MAX + 1)}
        for sent in self._shop.couriers.of_orders(codes):
            self._ways[sent.tracking_number] = Way(
                courier_code=sent.courier_code,
                courier_name=courier(sent.courier_code).name,
                tracking_number=sent.tracking_number,
                start=sent.sender.city,
                end=sent.receiver.city,
                shipped_at=sent.at,
                signed_at=self._story.signed_at,
            )

    async def _travel(self, *, is_last: bool = False) -> None:
        now = self._shop.clock.now()
        for way in self._ways.values():
            until = way.signed_at if is_last else now
            made = stops(way, until, has_trouble=self._story.has_trouble)
            if made:
                self._shop.couriers.told[way.tracking_number] = made
                await self._services.tracking.apply(track(way, made))

    async def _ask(self, move: Move) -> None:
        """For all that was not sent yet, or of what arrived for the first line."""
        reasons, lines = _WISHES[move], self._known.lines
        is_sent = any(step.move == "sign" for step in self._story.steps)
        code = reasons[self._story.number % len(reasons)] if move == "ask_return" else reasons[int(is_sent)]
        wish = AfterSaleWish(
            order_id=self._known.id,
            kind="return_refund" if move == "ask_return" else "refund_only",
            lines=tuple(Asked(line.id, line.quantity) for line in (lines[:1] if is_sent else lines)),
            reason_code=code,
            description=_WORDS[code],
            image_ids=(),
        )
        self._after_sale_id = (await self._services.after_sales.apply(self._member, wish)).id

    async def _after_sale(self, move: Move) -> None:
        if self._after_sale_id is None:
            return
        desk, actor, id_ = self._services.after_sale_desk, self._shop.actors["客服"], self._after_sale_id
        if move == "send_back":
            parcel = ReturnParcel("YTO", courier("YTO").name, f"YT8{self._story.number:012d}")
            await self._services.after_sales.send_back(self._member, id_, parcel)
        elif move == "receive":
            await desk.receive(actor, id_, "外观完好", restock=self._story.number % 5 != 0)
        elif move == "refuse":
            await desk.reject(actor, id_, "照片里看不出破损，请补充清晰的照片后再申请")
        elif not await self._is_decided():
            await desk.approve(actor, id_, "")

    async def _is_decided(self) -> bool:
        """No-reason returns need no person."""
        assert self._after_sale_id is not None
        view = await self._services.after_sale_reading.one(self._member, self._after_sale_id)
        return view.status not in ("applied", "escalated")
