"""The whole shop over a real PostgreSQL; only bank, courier and WeChat are played by the test."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.actors.deliver import Deliverer
from app.assembly.community import WecomPartners
from app.assembly.official import OfficialPartner
from app.settings import load_settings
from app.wiring import build
from app.wiring.outer import Replacements
from domain.commerce.checkout import Wish
from domain.members.addresses import AddressDraft
from domain.supply.shipping import ShipItem
from ports.commerce.order_views import OrderDetail
from ports.governance.api import Actor
from ports.kernel import MemberId, OperatorId, OrderId, ParcelId, SkuId, WarehouseId
from ports.members.api import PostalAddress
from ports.outside.content_check import ContentCheck
from ports.outside.courier import Trace, Track
from ports.supply.store import Warehouse
from tests.flows.orders.contracts import HandContracts
from tests.flows.orders.partners import HandBank, HandCourier, QuietWechat

START = datetime(2025, 11, 20, 2, 0, tzinfo=UTC)
HOME = PostalAddress("王小明", "13812345678", "广东省", "深圳市", "南山区", "科技园路 1 号 3 栋 502")
CODES = (
    "orders.read orders.write orders.unmask orders.readdress fulfilment.read fulfilment.write "
    "after_sale.read after_sale.write stock.read stock.write money.read members.read"
)
OPERATOR = Actor(OperatorId(UUID(int=1)), "小周", frozenset(CODES.split()), "127.0.0.1")
_WIPE = """
    truncate commerce."order", commerce.order_line, commerce.order_parcel, commerce.order_timeline, commerce.after_sale,
        commerce.after_sale_line, commerce.cart_line, commerce.favourite, commerce.sku, commerce.product,
        commerce.listing, commerce.category, supply.warehouse, supply.stock, supply.stock_move, supply.reservation,
        supply.reservation_line, supply.fulfilment, supply.fulfilment_line, supply.parcel, supply.parcel_line,
        supply.parcel_trace, supply.work_order, supply.pool, payments.attempt, payments.refund, payments.ledger_entry,
        payments.ledger_line, payments.shipping_upload, payments.shipping_parcel, kernel.delivery, kernel.inbox,
        members.member, members.session, members.address, members.message, promotion.campaign, promotion.campaign_item,
        promotion.team, promotion.seat,
        promotion.member_taking, promotion.order_use, promotion.coupon_template, promotion.coupon_channel,
        promotion.coupon_count, promotion.coupon, promotion.coupon_entry, promotion.coupon_grant
        restart identity cascade
"""
_DUE = "select id, kind from kernel.delivery where status = 'pending' and due_at <= $1 for share"
_CATEGORY = (
    "insert into commerce.category (id, path, name, attribute_names, sort) values ($1, array[$1::uuid], $2, '{}', 0)"
)
_PRODUCT = """
    insert into commerce.product (id, kind, category_id, title, subtitle, tags, media, detail_media, detail_text,
        attributes, options, no_reason_return, status, version, cover_url, cover_width, cover_height, price_fen,
        price_fen_max, sku_count, title_tokens, tokens, created_at, updated_at, published_at)
    values ($1, $2, $3, $4, '', '{}', '[]', '[]', '', '[]', '[]', $5, 'on_sale', 1, '/files/a.webp', 800, 800, $6, $6,
        1, '{}', '{}', $7, $7, $7)
"""
_SKU = """
    insert into commerce.sku (id, product_id, position, option_values, code, price_fen, weight_g, volume_cm3,
        limit_per_order, enabled)
    values ($1, $2, 0, '{}', $3, $4, 200, 0, 99, true)
"""


COUPON_TEMPLATE = "template-of-expiring-coupons"
GUIDE_TEMPLATE = "template-of-new-guides"


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def pass_(self, **parts: int) -> None:
        self.at += timedelta(**parts)


class NoWaker:
    def wake(self, due: object) -> None:
        del due


class Shop:
    """All modules on one database, and short words for what people do."""

    def __init__(
        self,
        database_url: str,
        valkey_url: str,
        folder: str,
        *,
        wechat: QuietWechat | None = None,
        wecom: WecomPartners | None = None,
        content_check: ContentCheck | None = None,
        clock: HandClock | None = None,
        official: OfficialPartner | None = None,
    ) -> None:
        self.clock, self.bank, self.courier = clock or HandClock(), HandBank(), HandCourier()
        self.wechat, self.contracts = wechat or QuietWechat(), HandContracts()
        environ = {
            "SIYU_MODE": "test",
            "SIYU_HOME": folder,
            "SIYU_DATABASE_URL": database_url,
            "SIYU_VALKEY_URL": valkey_url,
            "SIYU_DATABASE_POOL": "30",
            "SIYU_WECHAT_TEMPLATE_COUPON_EXPIRING": COUPON_TEMPLATE,
            "SIYU_WECHAT_TEMPLATE_GUIDE_ASSIGNED": GUIDE_TEMPLATE,
        }
        replaced = Replacements(
            clock=self.clock,
            waker=NoWaker(),
            courier=self.courier,
            pay=self.bank,
            mini_program=self.wechat,
            contracts=self.contracts,
            wecom=wecom,
            content_check=content_check,
            official=official,
        )
        self.built = build(load_settings(environ), replaced)
        self.uow, self.services, self.modules = self.built.services.uow, self.built.services, self.built.modules
        self.deliverer = Deliverer(self.uow, self.built.deliveries, self.built.subscriptions, self.clock)
        self.south, self.north = WarehouseId(uuid4()), WarehouseId(uuid4())
        self.category = uuid4()

    async def rows(self, sql: str, *values: object) -> list[tuple]:
        pool = await self.built.database.pool()
        return [tuple(row) for row in await pool.fetch(sql, *values)]

    async def open(self) -> None:
        await self.rows(_WIPE)
        await self.rows(_CATEGORY, self.category, "婴儿服饰")
        places = [(self.south, "S", "深圳仓", "广东省", "深圳市"), (self.north, "N", "北京仓", "北京市", "北京市")]
        for id_, code, name, province, city in places:
            await self.modules.supply.warehouse_desk.open(
                Warehouse(id_, code, name, "warehouse", "仓管", "0755-12345678", province, city, "某区", "某路 1 号")
            )

    async def sku(
        self, price_fen: int = 9900, *, south: int = 10, north: int = 0, kind: str = "physical", no_reason: bool = True
    ) -> SkuId:
        """On sale, with so many units in each warehouse."""
        product_id, sku_id = uuid4(), SkuId(uuid4())
        now = self.clock.now()
        await self.rows(_PRODUCT, product_id, kind, self.category, "有机棉连体衣", no_reason, price_fen, now)
        await self.rows(_SKU, sku_id, product_id, sku_id.hex[:12], price_fen)
        for warehouse_id, quantity in ((self.south, south), (self.north, north)):
            if quantity:
                await self.modules.supply.warehouse_desk.receive(f"seed:{sku_id}", sku_id, warehouse_id, quantity)
        return sku_id

    async def shopper(self) -> "Shopper":
        code = uuid4().hex
        session = await self.services.identity.sign_in(code)
        address = await self.services.addresses.add(session.member.id, AddressDraft(HOME, None, True))
        return Shopper(self, session.member.id, address.id)

    async def settle(self) -> None:
        """Workers do all that is due, until nothing is. Fails on a reaction that fails.

        Rows in the hands of another `settle` are waited for: only rounds that bring something new can go in circles.
        """
        seen: set[UUID] = set()
        rounds = 0
        while due := await self.rows(_DUE, self.clock.at):
            rounds += any(row[0] not in seen for row in due)
            assert rounds <= 20, "deliveries go round in circles"
            seen.update(row[0] for row in due)
            await self.deliverer.deliver(due)  # type: ignore[arg-type]
            failed = await self.rows(
                "select name, subscriber, last_error from kernel.delivery where last_error is not null"
            )
            assert failed == []

    async def query_bank(self) -> None:
        """The poller finds what the bank knows."""
        for (order_id,) in await self.rows("select distinct order_id from payments.attempt where state <> 'paid'"):
            await self.modules.payments.api.check(order_id)
        await self.settle()

    async def ship(self, order_id: OrderId, warehouse_id: WarehouseId | None = None) -> list[ParcelId]:
        """Every fulfilment of the order, or one warehouse's, whole."""
        found = await self.rows(
            "select id from supply.fulfilment where order_id = $1 and ($2::uuid is null or warehouse_id = $2)",
            order_id,
            warehouse_id,
        )
        done = await self.services.fulfilment_desk.ship(OPERATOR, [ShipItem(row[0], "SF", None) for row in found])
        assert [item.problem for item in done.items] == [None] * len(found)
        await self.settle()
        return [item.parcel.id for item in done.items if item.parcel]

    async def sign(self, parcel_id: ParcelId) -> None:
        """The courier hands the parcel over."""
        [(code, number)] = await self.rows(
            "select courier_code, tracking_number from supply.parcel where id = $1", parcel_id
        )
        traces = (Trace(self.clock.now(), "已签收", "深圳"),)
        await self.modules.supply.tracking.apply(Track(code, number, "signed", traces))
        await self.settle()

    async def levels(self, sku_id: SkuId) -> tuple[int, int]:
        """On hand and reserved."""
        [row] = await self.rows(
            "select sum(on_hand)::int, sum(reserved)::int from supply.stock where sku_id = $1", sku_id
        )
        return row[0], row[1]

    async def balance(self) -> dict[str, int]:
        """Of the money ledger; it always sums to nothing."""
        found = await self.rows("select account, sum(amount_fen)::bigint from payments.ledger_line group by account")
        balances = {account: int(fen) for account, fen in found}
        assert sum(balances.values()) == 0
        return balances

    async def assert_books_agree(self) -> None:
        """Orders, attempts and refunds tell the same story."""
        off = await self.rows("""
            select o.number, o.status, o.paid_fen, o.refunded_fen from commerce."order" o
            left join payments.attempt a on a.id = o.paid_attempt_id
            where (o.paid_attempt_id is not null and (a.paid_fen <> o.paid_fen or a.refunded_fen <> o.refunded_fen))
               or o.refunded_fen <> o.freight_refunded_fen
                    + (select coalesce(sum(l.refunded_fen), 0) from commerce.order_line l where l.order_id = o.id)
                    + case when o.end_reason like '付款时商品已售完%' then o.refunded_fen else 0 end
        """)
        assert off == []


class Shopper:
    def __init__(self, shop: Shop, member_id: MemberId, address_id: UUID) -> None:
        self.shop, self.id, self.address_id = shop, member_id, address_id

    def wish(self, *lines: tuple[SkuId, int], **more: object) -> Wish:
        given = {"client_key": uuid4().hex, "source": "direct", "lines": lines, "address_id": self.address_id} | more
        return Wish(**given)  # type: ignore[arg-type]

    async def place(self, *lines: tuple[SkuId, int], **more: object) -> OrderDetail:
        return await self.shop.services.checkout.place(self.id, self.wish(*lines, **more))

    async def start_paying(self, order_id: OrderId) -> str:
        """The out_trade_no that the bank knows."""
        params = await self.shop.services.order_payment.start(self.id, order_id)
        return params.package.removeprefix("prepay_id=prepay_")

    async def pay(self, order_id: OrderId) -> None:
        number = await self.start_paying(order_id)
        await self.shop.modules.payments.books.record(self.shop.bank.pay(number))
        await self.shop.settle()

    async def buy(self, *lines: tuple[SkuId, int], **more: object) -> OrderDetail:
        """Placed and paid."""
        order = await self.place(*lines, **more)
        await self.pay(order.id)
        return await self.see(order.id)

    async def see(self, order_id: OrderId) -> OrderDetail:
        return await self.shop.services.orders.detail(self.id, order_id)


@pytest.fixture
async def shop(database_url: str, servers, tmp_path) -> AsyncIterator[Shop]:
    shop = Shop(database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    yield shop
    await shop.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


@pytest.fixture
async def buyer(shop: Shop) -> Shopper:
    return await shop.shopper()
