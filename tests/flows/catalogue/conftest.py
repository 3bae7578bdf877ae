"""A shop with a category tree, pictures, products and stock, over a real PostgreSQL."""

import io
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import text

from adapters.crypto.field_cipher import KeyedFieldCipher
from adapters.images.webp import WebpRenderer
from adapters.postgres.commerce_admin_views import PostgresAdminCatalogueViews
from adapters.postgres.commerce_baskets import PostgresBaskets
from adapters.postgres.commerce_cart import PostgresCartStore, PostgresFavouriteStore
from adapters.postgres.commerce_catalogue import PostgresProductStore
from adapters.postgres.commerce_categories import PostgresCategoryStore, PostgresMediaStore
from adapters.postgres.commerce_views import PostgresCatalogueViews
from adapters.postgres.commerce_window import PostgresWindowStore
from adapters.postgres.governance_audit import PostgresAuditStore
from adapters.postgres.governance_views import PostgresGovernanceViews
from adapters.postgres.members import PostgresAddressStore, PostgresMemberStore
from adapters.postgres.members_views import PostgresMemberViews
from adapters.postgres.sql import Statement
from adapters.postgres.supply_fulfilments import PostgresFulfilments
from adapters.postgres.supply_parcels import PostgresParcels
from adapters.postgres.supply_pools import PostgresPools
from adapters.postgres.supply_reservations import PostgresReservations
from adapters.postgres.supply_stock import PostgresStock
from adapters.postgres.supply_work_orders import PostgresWorkOrders
from adapters.postgres.unit_of_work import PostgresUnitOfWork
from adapters.storage.local_folder import LocalFolder
from adapters.system import SystemClock, SystemRng, Uuid7
from adapters.video.mp4 import Mp4Reader
from adapters.wechat.group_proofs import WechatGroupProofs
from domain.commerce.cart import Carts
from domain.commerce.catalogue import Catalogue
from domain.commerce.categories import Categories, CategoryDraft
from domain.commerce.media import MediaLibrary
from domain.commerce.product_draft import MediaPick, ProductDraft, SkuDraft
from domain.commerce.quote import Quoting
from domain.commerce.quote_page import CheckoutQuotes
from domain.commerce.storefront import Storefront
from domain.commerce.videos import VideoLibrary
from domain.commerce.window import ShopWindow
from domain.governance.audit import Audit
from domain.members.addresses import Addresses
from domain.members.group_entries import GroupEntries
from domain.members.identity import Identity
from domain.supply.ground import Ground
from domain.supply.reservations import Reservations
from domain.supply.service import SupplyService
from ports.commerce.admin_views import AdminProduct
from ports.commerce.views import Option
from ports.kernel import MemberId, SkuId
from tests import group_data
from tests.flows.conftest import Told
from tests.flows.orders.partners import QuietWechat
from tests.identities import parts
from tests.promotions import promotions
from tests.videos import Film

_WAREHOUSE = Statement(
    text(
        "insert into supply.warehouse (id, code, name, kind, contact_name, contact_phone, province, city, district,"
        " detail, created_at) values (:id, :code, :name, 'warehouse', '', '', :province, '', '', '', now())"
    )
)
_STOCK = Statement(
    text(
        "insert into supply.stock (sku_id, warehouse_id, on_hand) values (:sku_id, :warehouse_id, :on_hand)"
        " on conflict (sku_id, warehouse_id) do update set on_hand = excluded.on_hand"
    )
)
_LEVEL = Statement(
    text(
        "insert into members.level (code, name, discount_percent, free_freight, sort, growth_from)"
        " values (:code, '黄金会员', :percent, :free_freight, 9, 1000000000) on conflict do nothing"
    )
)
_MEMBER = Statement(
    text(
        "insert into members.member (id, openid, nickname, level_code, joined_at)"
        " values (:id, :openid, '小禾', :code, now())"
    )
)


class Shop:
    def __init__(self, uow: PostgresUnitOfWork, folder: Path, cipher: KeyedFieldCipher) -> None:
        self.uow, self.clock, self.ids = uow, SystemClock(), Uuid7()
        self.told = Told()
        stores = (PostgresMemberStore(), PostgresAddressStore(), PostgresMemberViews(cipher))
        groups = GroupEntries(stores[0], WechatGroupProofs(group_data.config(), self.clock), cipher)
        outside, system = (QuietWechat(), cipher, self.told), (self.clock, self.ids, SystemRng())
        last = parts(uow, stores[0], groups, self.told, (self.clock, self.ids))
        self.members = Identity(uow, stores, outside, system, last)
        self.addresses = Addresses(uow, PostgresAddressStore(), cipher, (self.clock, self.ids))
        self.blobs = LocalFolder(folder)
        self.media = MediaLibrary(uow, PostgresMediaStore(), (WebpRenderer(), self.blobs), (self.clock, self.ids))
        outside = (Mp4Reader(), WebpRenderer(), self.blobs)
        self.videos = VideoLibrary(uow, PostgresMediaStore(), outside, (self.clock, self.ids))
        products, categories, admin = PostgresProductStore(), PostgresCategoryStore(), PostgresAdminCatalogueViews()
        self.products = products
        self.audit = Audit(uow, PostgresAuditStore(), PostgresGovernanceViews(), (self.clock, self.ids))
        self.window = ShopWindow(uow, PostgresWindowStore(), self.media, (self.told, self.audit), self.ids)
        self.categories = Categories(uow, (categories, admin), self.media, (self.told, self.audit), self.ids)
        self.catalogue = Catalogue(
            uow, (products, categories, admin), self.media, (self.told, self.audit), (self.clock, self.ids)
        )
        self.views = PostgresCatalogueViews()
        self.storefront = Storefront(uow, self.views, PostgresFavouriteStore(), self.members, self.clock)
        self.promotions = promotions()
        self.supply = supply_service(uow, cipher)
        others = (self.members, self.promotions)
        self.carts = Carts(uow, (PostgresCartStore(), PostgresBaskets()), others, self.clock)
        self.quoting = Quoting(PostgresBaskets(), (self.members, self.supply, self.promotions), self.ids)

    async def member(self, percent: int = 100, *, free_freight: bool = False) -> MemberId:
        member_id = MemberId(self.ids.new())
        async with self.uow.begin() as tx:
            code = f"test-{percent}-{free_freight}"
            await _LEVEL.run(tx, code=code, percent=percent, free_freight=free_freight)
            await _MEMBER.run(tx, id=member_id, openid=f"openid-{member_id}", code=code)
        return member_id

    async def category(self, name: str = "", parent_id: UUID | None = None) -> UUID:
        return (await self.categories.add(CategoryDraft(name or self.ids.new().hex[:16], parent_id))).id

    async def picture(self) -> UUID:
        return (await self.media.upload(png(self.ids.new()))).id

    async def video(self) -> UUID:
        return (await self.videos.upload(Film().content(), png(self.ids.new()))).id

    def draft(self, category_id: UUID, picture_id: UUID, **changes: object) -> ProductDraft:
        given = {
            "kind": "physical",
            "category_id": category_id,
            "title": "婴儿柔护面霜",
            "subtitle": "敏感肌可用",
            "media": (MediaPick(picture_id),),
            "options": (Option("容量", ("50g", "100g")),),
            "skus": (self.sku("50g", 5900), self.sku("100g", 9900)),
        }
        return ProductDraft(**(given | changes))  # type: ignore[arg-type]

    def sku(self, value: str | None, price_fen: int, **changes: object) -> SkuDraft:
        given = {
            "option_values": (value,) if value else (),
            "code": self.ids.new().hex,
            "price_fen": price_fen,
            "weight_g": 200,
        }
        return SkuDraft(**(given | changes))  # type: ignore[arg-type]

    async def on_sale(self, category_id: UUID, stock: int = 10, **changes: object) -> AdminProduct:
        product = await self.catalogue.create_product(self.draft(category_id, await self.picture(), **changes))
        product = await self.catalogue.publish(product.id, None)
        warehouse_id = await self.warehouse()
        for sku in product.skus:
            await self.stock(sku.id, stock, warehouse_id)
        return product

    async def single(self, category_id: UUID, price_fen: int = 5900, stock: int = 10, **changes: object) -> SkuId:
        product = await self.on_sale(category_id, stock, options=(), skus=(self.sku(None, price_fen),), **changes)
        return product.skus[0].id

    async def warehouse(self, province: str = "浙江省", name: str = "杭州仓") -> UUID:
        warehouse_id = self.ids.new()
        async with self.uow.begin() as tx:
            code = warehouse_id.hex
            await _WAREHOUSE.run(tx, id=warehouse_id, code=code, name=name, province=province)
        return warehouse_id

    async def stock(self, sku_id: SkuId, on_hand: int, warehouse_id: UUID) -> None:
        async with self.uow.begin() as tx:
            await _STOCK.run(tx, sku_id=sku_id, warehouse_id=warehouse_id, on_hand=on_hand)


def png(seed: UUID, size: tuple[int, int] = (40, 60)) -> bytes:
    """A picture like no other."""
    picture = Image.new("RGB", size, tuple(seed.bytes[-3:]))
    picture.putpixel((0, 0), tuple(seed.bytes[-6:-3]))
    picture.putpixel((1, 0), tuple(seed.bytes[-9:-6]))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def shop(uow: PostgresUnitOfWork, tmp_path: Path, cipher: KeyedFieldCipher) -> Shop:
    return Shop(uow, tmp_path, cipher)


def supply_service(uow: PostgresUnitOfWork, cipher: KeyedFieldCipher) -> SupplyService:
    ground = Ground(
        uow=uow,
        clock=SystemClock(),
        ids=Uuid7(),
        cipher=cipher,
        stock=PostgresStock(),
        reservations=PostgresReservations(),
        fulfilments=PostgresFulfilments(),
        parcels=PostgresParcels(),
        work_orders=PostgresWorkOrders(),
        pools=PostgresPools(),
    )
    return SupplyService(ground, Reservations(ground))


@pytest.fixture
def quotes(shop: Shop) -> CheckoutQuotes:
    return CheckoutQuotes(shop.uow, shop.quoting, shop.supply, shop.clock)
