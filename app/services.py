"""The services that handlers and actors call, one attribute each or for a part; built once in `app/wiring`."""

from dataclasses import dataclass

from app.assembly.base import Base
from app.assembly.community import Community
from app.assembly.insight import Insight
from app.assembly.members import Members
from app.assembly.modules import Modules
from app.health import Health
from app.http.sessions import OperatorSessions, ShopperSessions
from app.http.throttle import GUIDE_LOGINS_A_SECOND, Throttle
from app.pages import Pages
from domain.commerce.after_sale_desk import AfterSaleDesk
from domain.commerce.after_sale_reading import AfterSaleReading
from domain.commerce.after_sales import AfterSales
from domain.commerce.cancelling import Cancelling
from domain.commerce.cart import Carts
from domain.commerce.catalogue import Catalogue
from domain.commerce.categories import Categories
from domain.commerce.checkout import Checkout
from domain.commerce.dashboard import DashboardDesk
from domain.commerce.media import MediaLibrary
from domain.commerce.order_changes import OrderChanges
from domain.commerce.order_desk import OrderDesk
from domain.commerce.order_reading import OrderReading
from domain.commerce.payment import OrderPayment
from domain.commerce.quote_page import CheckoutQuotes
from domain.commerce.receiving import Receiving
from domain.commerce.shopper_pictures import ShopperPictures
from domain.commerce.simulation import Simulations
from domain.commerce.storefront import Storefront
from domain.commerce.videos import VideoLibrary
from domain.governance.audit import Audit
from domain.governance.operators import Operators
from domain.governance.own_account import OwnAccount
from domain.governance.sign_in import OperatorSignIn
from domain.members.addresses import Addresses
from domain.members.identity import Identity
from domain.payments.contract_notices import ContractNotices
from domain.payments.money_desk import MoneyDesk
from domain.payments.notices import Notices
from domain.payments.push import PushDesk
from domain.platform.delivery_desk import DeliveryDesk
from domain.promotion.bargains import Bargains
from domain.promotion.campaigns import CampaignDesk
from domain.promotion.coupon_desk import CouponDesk
from domain.promotion.coupons import Coupons
from domain.promotion.flash_page import FlashPages
from domain.promotion.flash_shop import FlashShop
from domain.promotion.goods_choice import GoodsChoice
from domain.promotion.group_pages import GroupPages
from domain.promotion.offers_page import OffersPage
from domain.supply.desk import FulfilmentDesk
from domain.supply.label_desk import LabelDesk
from domain.supply.live_stock import LiveStock
from domain.supply.tracking import Tracking
from domain.supply.warehouse_desk import WarehouseDesk
from ports.idempotency import FirstAnswers
from ports.kernel import UnitOfWork
from ports.outside.storage import BlobStore


@dataclass(frozen=True)
class Services:
    uow: UnitOfWork
    first_answers: FirstAnswers
    health: Health
    blobs: BlobStore
    pages: Pages
    # members
    shopper_sessions: ShopperSessions
    identity: Identity
    addresses: Addresses
    members: Members
    # governance
    operator_sessions: OperatorSessions
    audit: Audit
    operator_sign_in: OperatorSignIn
    own_account: OwnAccount
    operators: Operators
    # commerce
    storefront: Storefront
    carts: Carts
    checkout_quotes: CheckoutQuotes
    catalogue: Catalogue
    categories: Categories
    media: MediaLibrary
    shopper_pictures: ShopperPictures
    videos: VideoLibrary
    orders: OrderReading
    checkout: Checkout
    order_payment: OrderPayment
    order_changes: OrderChanges
    cancelling: Cancelling
    receiving: Receiving
    after_sales: AfterSales
    after_sale_reading: AfterSaleReading
    after_sale_desk: AfterSaleDesk
    order_desk: OrderDesk
    dashboard: DashboardDesk
    # promotion
    bargains: Bargains
    simulations: Simulations
    # payments
    pay_notices: Notices
    contract_notices: ContractNotices
    push_desk: PushDesk
    money_desk: MoneyDesk
    # supply
    fulfilment_desk: FulfilmentDesk
    tracking: Tracking
    warehouse_desk: WarehouseDesk
    label_desk: LabelDesk
    live_stock: LiveStock
    # promotion
    campaigns: CampaignDesk
    coupons: Coupons
    coupon_desk: CouponDesk
    offers_page: OffersPage
    group_pages: GroupPages
    flash_shop: FlashShop
    flash_pages: FlashPages
    flash_throttle: Throttle
    goods_choice: GoodsChoice
    # community
    community: Community
    guide_login_throttle: Throttle
    # insight
    insight: Insight
    # platform
    delivery_desk: DeliveryDesk


def services_of(base: Base, m: Modules, own: tuple[Health, Pages, tuple[int, int]], blobs: BlobStore) -> Services:
    return Services(
        uow=base.uow,
        first_answers=base.first_answers,
        health=own[0],
        blobs=blobs,
        pages=own[1],
        shopper_sessions=m.members.sessions,
        identity=m.members.identity,
        addresses=m.members.addresses,
        members=m.members,
        operator_sessions=m.governance.sessions,
        audit=m.governance.audit,
        operator_sign_in=m.governance.sign_in,
        own_account=m.governance.own_account,
        operators=m.governance.operators,
        delivery_desk=m.governance.delivery_desk,
        community=m.community,
        insight=m.insight,
        storefront=m.commerce.storefront,
        carts=m.commerce.carts,
        checkout_quotes=m.commerce.checkout_quotes,
        catalogue=m.commerce.catalogue,
        categories=m.commerce.categories,
        media=m.commerce.media,
        shopper_pictures=m.commerce.shopper_pictures,
        videos=m.commerce.videos,
        orders=m.commerce.orders,
        checkout=m.commerce.checkout,
        order_payment=m.commerce.order_payment,
        order_changes=m.commerce.order_changes,
        cancelling=m.commerce.cancelling,
        receiving=m.commerce.receiving,
        after_sales=m.commerce.after_sales,
        after_sale_reading=m.commerce.after_sale_reading,
        after_sale_desk=m.commerce.after_sale_desk,
        order_desk=m.commerce.order_desk,
        dashboard=m.commerce.dashboard,
        bargains=m.promotion.bargains.desk,
        simulations=m.commerce.simulations,
        pay_notices=m.payments.notices,
        contract_notices=m.payments.contract_notices,
        push_desk=m.payments.push_desk,
        money_desk=m.payments.money_desk,
        campaigns=m.promotion.campaigns,
        coupons=m.promotion.coupons,
        coupon_desk=m.promotion.coupon_desk,
        offers_page=m.promotion.offers_page,
        goods_choice=m.promotion.goods_choice,
        fulfilment_desk=m.supply.fulfilment_desk,
        tracking=m.supply.tracking,
        warehouse_desk=m.supply.warehouse_desk,
        label_desk=m.supply.label_desk,
        live_stock=m.supply.live_stock,
        group_pages=m.promotion.group_buys.pages,
        flash_shop=m.promotion.flash.shop,
        flash_pages=m.promotion.flash.pages,
        flash_throttle=Throttle(own[2]),
        guide_login_throttle=Throttle((GUIDE_LOGINS_A_SECOND,)),
    )
