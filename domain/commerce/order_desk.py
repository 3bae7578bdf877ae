"""Orders as operators see and change them. Personal data is masked until it is asked for with a reason (V1, V4)."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from domain.commerce import after_sale_rules as rules
from domain.commerce.after_sale_rules import MERCHANT_REASON, Asked
from domain.commerce.after_sales import AfterSales, new_request
from domain.commerce.cancelling import Cancelling
from domain.commerce.order_changes import send_elsewhere
from domain.commerce.order_ground import OrderGround
from domain.commerce.order_reading import OrderReading
from domain.commerce.orders import NotAllowedNow
from domain.commerce.receivers import to_operator, unseal
from domain.commerce.words import ORDER_STATUS_TEXTS, yuan
from ports.commerce.admin_order_views import (
    AdminAction,
    AdminOrder,
    AdminOrderRow,
    AdminOrderViews,
    Found,
    FoundOrder,
    OrderQuery,
    Unmasked,
)
from ports.commerce.api import OrderNotFound
from ports.commerce.order_store import Change, OrderHead, OrderStatus
from ports.commerce.order_views import OrderWhole
from ports.crypto import mask_number
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Invalid, OrderId, Page, Tx, WarehouseId
from ports.members.api import PostalAddress
from ports.supply.api import FulfilmentReads, FulfilmentView

FOUND_MAX = 5
READ, WRITE, UNMASK, READDRESS = "orders.read", "orders.write", "orders.unmask", "orders.readdress"


class OrderFilter(Struct, frozen=True):
    """`q`: a whole order number, tracking number, or the receiver's phone."""

    status: OrderStatus | None = None
    q: str | None = None
    placed_from: datetime | None = None
    placed_until: datetime | None = None
    warehouse_id: WarehouseId | None = None


class NewReceiver(Struct, frozen=True):
    """`confirmed_with_buyer`: the operator has asked the shopper. A parcel that goes elsewhere does not come back."""

    address: PostalAddress
    reason: str
    confirmed_with_buyer: bool


class OrderDesk:
    def __init__(
        self,
        ground: OrderGround,
        views: tuple[AdminOrderViews, FulfilmentReads, OrderReading],
        flows: tuple[Cancelling, AfterSales],
        audit: AuditApi,
    ) -> None:
        self._ground = ground
        self._views, self._fulfilments, self._reading = views
        self._cancelling, self._after_sales = flows
        self._audit = audit

    async def rows(self, actor: Actor, given: OrderFilter, cursor: str | None, limit: int) -> Page[AdminOrderRow]:
        actor.require(READ)
        words = (given.q or "").strip()
        query = OrderQuery(
            status=given.status,
            search=(words, self._ground.cipher.blind_index(words)) if words else None,
            placed_from=given.placed_from,
            placed_until=given.placed_until,
            warehouse_id=given.warehouse_id,
        )
        async with self._ground.uow.reading() as tx:
            found = await self._views.rows(tx, query, cursor, (limit, self._ground.clock.now()))
        items = []
        for facts in found.items:
            fields = {name: getattr(facts, name) for name in facts.__struct_fields__}
            fields["number"] = mask_number(facts.number)
            items.append(AdminOrderRow(**fields, status_text=ORDER_STATUS_TEXTS[facts.status]))
        return Page(items, found.next_cursor)

    async def one(self, actor: Actor, order_id: OrderId) -> AdminOrder:
        """Raises OrderNotFound."""
        actor.require(READ)
        async with self._ground.uow.reading() as tx:
            whole = await self._ground.views.whole(tx, order_id, None)
            money = await self._views.money(tx, order_id)
            fulfilments = await self._fulfilments.of_order(tx, order_id)
        if whole is None or money is None:
            raise OrderNotFound
        detail, number = self._reading.render(whole, for_operator=True), whole.facts.number
        # WeChat Pay's numbers begin with the order's.
        payments = tuple(
            replace(one, out_trade_no=one.out_trade_no.replace(number, mask_number(number))) for one in money.payments
        )
        return AdminOrder(
            **{name: getattr(detail, name) for name in detail.__struct_fields__},
            member=money.member,
            fulfilments=fulfilments,
            payments=payments,
            refunds=money.refunds,
            ledger=money.ledger,
            operator_notes=whole.notes,
            admin_actions=_actions(whole, fulfilments),
        )

    async def unmask(self, actor: Actor, order_id: OrderId, reason: str) -> Unmasked:
        """Every look is written down. Raises OrderNotFound."""
        actor.require(UNMASK)
        async with self._ground.uow.begin() as tx:
            head = await self._ground.orders.head(tx, order_id)
            if head is None:
                raise OrderNotFound
            await self._record(tx, actor, "orders.unmask", (head, reason))
        if head.address_sealed is None:
            return Unmasked(head.number)
        address = unseal(self._ground.cipher, head.address_sealed)
        return Unmasked(head.number, address.name, address.phone, f"{address.region} {address.detail}")

    async def readdress(self, actor: Actor, order_id: OrderId, given: NewReceiver) -> AdminOrder:
        """The shopper sees that it was changed; who, why and between which (masked) receivers stands in the audit.

        Raises OrderNotFound, Invalid, NotAllowedNow, AlreadyShipped.
        """
        actor.require(READDRESS)
        ground = self._ground
        address = ground.members.checked_address(given.address)
        if not given.confirmed_with_buyer:
            raise Invalid("请先与买家核对新地址", field="confirmedWithBuyer")
        async with ground.uow.begin() as tx:
            head = await self._locked(tx, order_id)
            entry = ground.entry("商家修改了收货地址", actor.name)
            before = await send_elsewhere(ground, tx, head, address, entry)
            detail = f"{_masked(before)} → {_masked(address)}"
            await self._record(tx, actor, "orders.readdress", (head, given.reason), detail)
        return await self.one(actor, order_id)

    async def note(self, actor: Actor, order_id: OrderId, words: str) -> AdminOrder:
        """For colleagues; the shopper does not see it. Raises OrderNotFound."""
        actor.require(WRITE)
        async with self._ground.uow.begin() as tx:
            head = await self._locked(tx, order_id)
            entry = self._ground.entry(words, actor.name, is_internal=True)
            await self._ground.orders.save(tx, Change(head, entries=(entry,)))
        return await self.one(actor, order_id)

    async def cancel(self, actor: Actor, order_id: OrderId, reason: str) -> AdminOrder:
        """Unpaid: it ends. Paid and nothing sent: everything goes back to the shopper.

        Raises OrderNotFound, NotAllowedNow, AlreadyShipped.
        """
        actor.require(WRITE)
        async with self._ground.uow.reading() as tx:
            head = await self._ground.orders.head(tx, order_id)
        if head is None:
            raise OrderNotFound
        if head.status == "pending_payment":
            if not await self._cancelling.cancel(order_id, f"商家取消（{reason}）", actor.name):
                raise NotAllowedNow("订单状态刚刚变化，请刷新后再试")
            async with self._ground.uow.begin() as tx:
                await self._record(tx, actor, "orders.cancel", (head, reason))
        else:
            await self._give_back(actor, order_id, reason)
        return await self.one(actor, order_id)

    async def search(self, actor: Actor, words: str) -> Found:
        """Orders, products and members, as far as the operator may see them."""
        phone_index = self._ground.cipher.blind_index(words)
        may = actor.permissions
        async with self._ground.uow.reading() as tx:
            query, page = OrderQuery(search=(words, phone_index)), (FOUND_MAX, self._ground.clock.now())
            orders = (await self._views.rows(tx, query, None, page)).items if READ in may else ()
            products = await self._views.products(tx, words, FOUND_MAX) if "catalogue.read" in may else ()
            members = await self._views.members(tx, words, phone_index, FOUND_MAX) if "members.read" in may else ()
        found = (FoundOrder(o.id, mask_number(o.number), ORDER_STATUS_TEXTS[o.status], o.payable_fen) for o in orders)
        return Found(tuple(found), products, members)

    async def _give_back(self, actor: Actor, order_id: OrderId, reason: str) -> None:
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            head = await self._locked(tx, order_id)
            order = await ground.views.facts(tx, order_id, None)
            assert order is not None
            if order.status != "paid":
                raise NotAllowedNow("商品已经发出或订单已结束，不能取消")
            asked = [Asked(line.id, rules.units(line)[0]) for line in order.lines if rules.kinds(order, line, now)]
            if not asked:
                raise NotAllowedNow("没有可以退款的商品")
            worth = rules.claim(order, "refund_only", asked, now)
            request = replace(
                new_request(ground, order, "refund_only", worth),
                reason_code=MERCHANT_REASON.code,
                description=reason,
            )
            words = f"商家取消订单，退款 {yuan(request.refund_fen)}：{reason}"
            await self._after_sales.carry_out(tx, head, request, MERCHANT_REASON, (actor.name, words))
            await self._record(tx, actor, "orders.cancel", (head, reason))

    async def _locked(self, tx: Tx, order_id: OrderId) -> OrderHead:
        head = await self._ground.orders.lock_head(tx, order_id)
        if head is None:
            raise OrderNotFound
        return head

    async def _record(self, tx: Tx, actor: Actor, action: str, what: tuple[OrderHead, str], detail: str = "") -> None:
        head, reason = what
        await self._audit.record(tx, AuditEntry(actor, action, mask_number(head.number), head.id, reason, detail))


def _masked(address: PostalAddress) -> str:
    shown = to_operator(address)
    return f"{shown.name} {shown.phone_masked} {shown.region}"


def _actions(whole: OrderWhole, fulfilments: tuple[FulfilmentView, ...]) -> tuple[AdminAction, ...]:
    order, actions = whole.facts, list[AdminAction]()
    if order.status == "pending_payment" or (order.status == "paid" and not order.asked_to_ship):
        actions.append("cancel")
    if order.status == "paid" and not order.asked_to_ship and whole.address_sealed is not None:
        actions.append("change_address")
    if order.held_for is None and any(line.remaining for one in fulfilments for line in one.lines):
        actions.append("ship")
    return (*actions, "note")
