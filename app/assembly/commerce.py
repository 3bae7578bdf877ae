"""Commerce, put together: the shop window first, then orders."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.commerce.after_sale_deciding import AfterSaleDeciding
from domain.commerce.after_sale_desk import AfterSaleDesk
from domain.commerce.after_sale_reading import AfterSaleReading
from domain.commerce.after_sales import AfterSales
from domain.commerce.cancelling import Cancelling
from domain.commerce.cart import Carts
from domain.commerce.catalogue import Catalogue
from domain.commerce.categories import Categories
from domain.commerce.checkout import Checkout
from domain.commerce.dashboard import DashboardDesk
from domain.commerce.flash_orders import FlashOrders
from domain.commerce.media import MediaLibrary
from domain.commerce.member_moves import MemberMoves
from domain.commerce.order_activities import OrderActivities
from domain.commerce.order_changes import OrderChanges
from domain.commerce.order_desk import OrderDesk
from domain.commerce.order_ground import OrderGround
from domain.commerce.order_reading import OrderReading
from domain.commerce.payment import OrderPayment
from domain.commerce.quote import Quoting
from domain.commerce.quote_page import CheckoutQuotes
from domain.commerce.receiving import Receiving
from domain.commerce.refunds import OrderRefunds
from domain.commerce.shopper_pictures import ShopperPictures
from domain.commerce.simulation import Simulations
from domain.commerce.sold_counts import SoldCounts
from domain.commerce.storefront import Storefront
from domain.commerce.videos import VideoLibrary
from domain.commerce.window import ShopWindow
from ports.cache import Invalidation
from ports.commerce.admin_order_views import AdminOrderViews
from ports.commerce.admin_views import AdminCatalogueViews
from ports.commerce.after_sale_store import AfterSaleStore
from ports.commerce.after_sale_views import AfterSaleViews
from ports.commerce.cart_store import BasketReads, CartStore, FavouriteStore
from ports.commerce.catalogue_store import CategoryStore, MediaStore, ProductStore
from ports.commerce.dashboard_views import DashboardViews
from ports.commerce.flash_store import FlashOrderStore
from ports.commerce.member_moves import MemberMoveStore
from ports.commerce.order_store import OrderStore
from ports.commerce.order_views import OrderViews
from ports.commerce.shopper_pictures import ShopperPictureStore
from ports.commerce.simulation_views import PastOrders
from ports.commerce.views import CatalogueViews
from ports.commerce.window_store import WindowStore
from ports.governance.api import AuditApi
from ports.members.api import MembersApi, PointsApi
from ports.outside.images import ImageRenderer
from ports.outside.storage import BlobStore
from ports.outside.video import VideoReader
from ports.payments.api import PaymentsApi
from ports.promotion.api import FlashApi, PromotionApi, TrialApi
from ports.supply.api import FulfilmentReads, SupplyApi


@dataclass(frozen=True)
class CommerceStores:
    products: ProductStore
    categories: CategoryStore
    media: MediaStore
    shopper_pictures: ShopperPictureStore
    window: WindowStore
    catalogue_views: CatalogueViews
    admin_views: AdminCatalogueViews
    favourites: FavouriteStore
    cart: CartStore
    baskets: BasketReads
    orders: OrderStore
    after_sales: AfterSaleStore
    order_views: OrderViews
    after_sale_views: AfterSaleViews
    admin_orders: AdminOrderViews
    dashboard: DashboardViews
    flash_orders: FlashOrderStore
    past_orders: PastOrders
    member_moves: MemberMoveStore


@dataclass(frozen=True)
class CommercePartners:
    blobs: BlobStore
    images: ImageRenderer
    videos: VideoReader
    invalidation: Invalidation


@dataclass(frozen=True)
class CommerceServices:
    storefront: Storefront
    carts: Carts
    checkout_quotes: CheckoutQuotes
    catalogue: Catalogue
    categories: Categories
    media: MediaLibrary
    shopper_pictures: ShopperPictures
    videos: VideoLibrary
    window: ShopWindow
    sold_counts: SoldCounts
    orders: OrderReading
    checkout: Checkout
    order_payment: OrderPayment
    order_activities: OrderActivities
    order_changes: OrderChanges
    cancelling: Cancelling
    receiving: Receiving
    refunds: OrderRefunds
    after_sales: AfterSales
    after_sale_reading: AfterSaleReading
    after_sale_desk: AfterSaleDesk
    after_sale_deciding: AfterSaleDeciding
    order_desk: OrderDesk
    dashboard: DashboardDesk
    flash_orders: FlashOrders
    simulations: Simulations
    member_moves: MemberMoves


Offering = tuple[PromotionApi, FlashApi, TrialApi]
Others = tuple[tuple[MembersApi, PointsApi], SupplyApi, PaymentsApi, Offering, AuditApi, FulfilmentReads]


def commerce(base: Base, stores: CommerceStores, partners: CommercePartners, others: Others) -> CommerceServices:
    (members, points), supply, payments, (promotion, flash, trials), audit, fulfilments = others
    uow, clock, system = base.uow, base.clock, (base.clock, base.ids)
    told = (partners.invalidation, audit)
    media = MediaLibrary(uow, stores.media, (partners.images, partners.blobs), system)
    quoting = Quoting(stores.baskets, (members, supply, promotion), base.ids)
    carts = Carts(uow, (stores.cart, stores.baskets), (members, promotion), clock)
    ground = OrderGround(
        uow=uow,
        clock=clock,
        ids=base.ids,
        rng=base.rng,
        cipher=base.cipher,
        orders=stores.orders,
        after_sales=stores.after_sales,
        views=stores.order_views,
        quoting=quoting,
        members=members,
        points=points,
        supply=supply,
        payments=payments,
        promotion=promotion,
    )
    reading = OrderReading(ground)
    refunds = OrderRefunds(ground)
    cancelling = Cancelling(ground, reading)
    after_sale_reading = AfterSaleReading(ground, stores.after_sale_views)
    deciding = AfterSaleDeciding(ground, stores.after_sale_views, refunds, audit)
    after_sales = AfterSales(ground, after_sale_reading, refunds, media)
    order_desk = OrderDesk(ground, (stores.admin_orders, fulfilments, reading), (cancelling, after_sales), audit)
    return CommerceServices(
        storefront=Storefront(uow, stores.catalogue_views, stores.favourites, members, clock),
        carts=carts,
        checkout_quotes=CheckoutQuotes(uow, quoting, supply, clock),
        catalogue=Catalogue(uow, (stores.products, stores.categories, stores.admin_views), media, told, system),
        categories=Categories(uow, (stores.categories, stores.admin_views), media, told, base.ids),
        media=media,
        shopper_pictures=ShopperPictures(uow, stores.shopper_pictures, (partners.images, partners.blobs), system),
        videos=VideoLibrary(uow, stores.media, (partners.videos, partners.images, partners.blobs), system),
        window=ShopWindow(uow, stores.window, media, told, base.ids),
        sold_counts=SoldCounts(uow, stores.products),
        orders=reading,
        checkout=Checkout(ground, reading),
        order_payment=OrderPayment(ground),
        order_activities=OrderActivities(ground, after_sales),
        order_changes=OrderChanges(ground, reading, carts),
        cancelling=cancelling,
        receiving=Receiving(ground, reading),
        refunds=refunds,
        after_sales=after_sales,
        after_sale_reading=after_sale_reading,
        after_sale_desk=AfterSaleDesk(ground, stores.after_sale_views, order_desk, deciding),
        after_sale_deciding=deciding,
        order_desk=order_desk,
        dashboard=DashboardDesk(uow, clock, stores.dashboard, fulfilments),
        flash_orders=FlashOrders(ground, flash, stores.flash_orders),
        simulations=Simulations(uow, stores.past_orders, (promotion, trials), clock),
        member_moves=MemberMoves(uow, stores.member_moves, members, (clock, base.cipher)),
    )
