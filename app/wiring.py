"""The only file that names adapters: it builds every service, and says who reacts to what."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import dramatiq
from redis.asyncio import Redis

from adapters.crypto.field_cipher import Key, KeyedFieldCipher
from adapters.dramatiq.broker import BatchingWaker, DramatiqSender, make_broker
from adapters.images.webp import WebpRenderer
from adapters.kdniao.gateway import KdniaoGateway, KdniaoSettings
from adapters.labels.printer import PdfLabelPrinter
from adapters.postgres import stores
from adapters.postgres.database import Database
from adapters.postgres.deliveries import DeliveryStore
from adapters.postgres.idempotency import IdempotencyStore
from adapters.postgres.inbox import PostgresInbox
from adapters.postgres.unit_of_work import PostgresUnitOfWork
from adapters.storage.local_folder import LocalFolder
from adapters.system import SystemClock, SystemRng, Uuid7
from adapters.valkey.connection import connect, probe
from adapters.valkey.invalidation import StockHint, ValkeyInvalidation
from adapters.video.mp4 import Mp4Reader
from adapters.wechat.client import WechatClient
from adapters.wechat.config import WechatConfig
from adapters.wechat.group_proofs import WechatGroupProofs
from adapters.wechat.mini_program import WechatMiniProgram
from adapters.wechat.push import WechatPush
from adapters.wechat_pay.client import PayClient
from adapters.wechat_pay.gateway import WechatPay
from adapters.wechat_pay.keys import PayConfig
from app.actors.deliver import Subscriptions
from app.actors.queue import DELIVER, Queue
from app.actors.sweep import Sweep
from app.assembly.base import Base
from app.assembly.commerce import CommercePartners, CommerceStores, commerce
from app.assembly.governance import GovernanceStores, governance
from app.assembly.members import MemberStores, members
from app.assembly.modules import Modules
from app.assembly.payments import PaymentPartners, PaymentStores, payments
from app.assembly.promotion import PromotionStores, promotion
from app.assembly.supply import SupplyStores, supply
from app.health import Health
from app.pages import STALE_SECONDS, Pages
from app.services import Services, services_of
from app.settings import Settings, read_again
from app.subscriptions import subscriptions, sweeps
from ports.crypto import FieldCipher
from ports.deliveries import Deliveries, Waker
from ports.kernel import Clock, Event
from ports.outside.courier import CourierGateway
from ports.outside.images import ImageRenderer
from ports.outside.pay import PayGateway
from ports.outside.wechat import MiniProgram
from ports.sealed import SealedColumns


@dataclass(frozen=True)
class Replacements:
    """What the seed puts in place of the machine's own: a clock of the past and its outer world, its own delivery."""

    clock: Clock | None = None
    waker: Waker | None = None
    courier: CourierGateway | None = None
    pay: PayGateway | None = None
    mini_program: MiniProgram | None = None
    images: ImageRenderer | None = None


@dataclass(frozen=True)
class Built:
    """Everything a process needs; `open` closes the connections at its end."""

    services: Services
    modules: Modules
    subscriptions: Subscriptions
    sweeps: Mapping[str, Sweep]
    deliveries: Deliveries
    queue: Queue
    broker: dramatiq.Broker
    clock: Clock
    cipher: FieldCipher
    sealed_columns: SealedColumns
    database: Database
    valkey: Redis
    invalidation: ValkeyInvalidation
    partners: AsyncExitStack

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        listening = asyncio.create_task(self.invalidation.listen())
        try:
            yield
        finally:
            listening.cancel()
            await self.partners.aclose()
            await self.database.close()
            await self.valkey.aclose()


def build(settings: Settings, replaced: Replacements = Replacements()) -> Built:
    """Builds all and connects to nothing: connections open at first use."""
    subscribers: dict[type[Event], tuple[str, ...]] = {}
    database = Database(settings.database_url, connections_max=settings.database_pool)
    valkey = connect(settings.valkey_url)
    broker = make_broker(settings.valkey_url)
    queue = DramatiqSender(broker)
    clock, ids = replaced.clock or SystemClock(), Uuid7()
    waker = replaced.waker or BatchingWaker(queue, DELIVER)
    keys = [Key(key.id, key.cipher, key.key) for key in settings.field_keys]
    base = Base(
        uow=PostgresUnitOfWork(database, subscribers, waker, clock, ids),
        clock=clock,
        ids=ids,
        rng=SystemRng(),
        cipher=KeyedFieldCipher(keys, settings.index_key),
        deliveries=DeliveryStore(),
        waker=waker,
        first_answers=IdempotencyStore(),
        inbox=PostgresInbox(clock, ids),
    )
    invalidation, partners = ValkeyInvalidation(valkey), AsyncExitStack()
    modules = _modules(base, settings, valkey, (replaced, invalidation, partners))
    facts = subscriptions(modules)
    subscribers.update(facts.subscribers())
    health = Health({"postgres": database.probe, "valkey": partial(probe, valkey)})
    pages = Pages(STALE_SECONDS if settings.keeps_pages else 0.0)
    for forget in (pages.forget, modules.members.sessions.forget, modules.governance.sessions.forget):
        invalidation.subscribe(forget)
    return Built(
        services=services_of(base, modules, (health, pages), LocalFolder(settings.storage_folder)),
        modules=modules,
        subscriptions=facts,
        sweeps=sweeps(base, modules),
        deliveries=base.deliveries,
        queue=queue,
        broker=broker,
        clock=clock,
        cipher=base.cipher,
        sealed_columns=stores.PostgresSealedColumns(),
        database=database,
        valkey=valkey,
        invalidation=invalidation,
        partners=partners,
    )


def _modules(
    base: Base, settings: Settings, valkey: Redis, given: tuple[Replacements, ValkeyInvalidation, AsyncExitStack]
) -> Modules:
    replaced, invalidation, partners = given

    def closed_at_end[T: (WechatClient, PayClient, KdniaoGateway)](client: T) -> T:
        partners.push_async_callback(client.close)
        return client

    wechat = _wechat(settings)
    mini_program = replaced.mini_program or WechatMiniProgram(closed_at_end(WechatClient(wechat, valkey)))
    pay = replaced.pay or WechatPay(
        closed_at_end(PayClient(_pay(settings), base.clock, reload=lambda: _pay(read_again(settings)))), base.clock
    )
    courier = replaced.courier or closed_at_end(KdniaoGateway(_kdniao(settings)))
    images = replaced.images or WebpRenderer()
    templates = (settings.wechat.templates, bool(settings.wechat.push_token))
    push = WechatPush(wechat, base.clock)

    governing = governance(base, _governance_stores(base), invalidation)
    outside = (mini_program, WechatGroupProofs(wechat, base.clock))
    knowing = members(base, _member_stores(base), outside, templates, invalidation)
    told = (knowing.messages, governing.audit)
    paying = payments(base, _payment_stores(), PaymentPartners(pay, mini_program, push), told)
    live = (invalidation, settings.live_followers)
    supplying = supply(
        base, _supply_stores(StockHint(invalidation).tell), (courier, PdfLabelPrinter()), governing.audit, live
    )
    partners.push_async_callback(supplying.live_stock.close)
    offering = promotion(base, _promotion_stores(base), (invalidation, governing.audit))
    selling = commerce(
        base,
        _commerce_stores(base),
        CommercePartners(LocalFolder(settings.storage_folder), images, Mp4Reader(), invalidation),
        (knowing.identity, supplying.api, paying.api, offering.api, governing.audit, supplying.fulfilment_desk),
    )
    return Modules(governing, knowing, paying, supplying, offering, selling)


def _governance_stores(base: Base) -> GovernanceStores:
    return GovernanceStores(
        operators=stores.PostgresOperatorStore(),
        roles=stores.PostgresRoleStore(),
        audit=stores.PostgresAuditStore(),
        views=stores.PostgresGovernanceViews(),
        deliveries=stores.PostgresDeliveryDesk(DeliveryStore(), base.clock),
    )


def _member_stores(base: Base) -> MemberStores:
    return MemberStores(
        members=stores.PostgresMemberStore(),
        addresses=stores.PostgresAddressStore(),
        messages=stores.PostgresMessageStore(),
        views=stores.PostgresMemberViews(base.cipher),
        enrolment=stores.PostgresEnrolmentStore(),
    )


def _payment_stores() -> PaymentStores:
    return PaymentStores(
        attempts=stores.PostgresAttempts(),
        refunds=stores.PostgresRefunds(),
        shipping=stores.PostgresShipping(),
        views=stores.PostgresMoneyViews(),
    )


def _supply_stores(moved: Callable[[], None]) -> SupplyStores:
    return SupplyStores(
        stock=stores.PostgresStock(moved),
        reservations=stores.PostgresReservations(moved),
        fulfilments=stores.PostgresFulfilments(),
        parcels=stores.PostgresParcels(),
        work_orders=stores.PostgresWorkOrders(),
        stock_views=stores.PostgresStockViews(),
        fulfilment_views=stores.PostgresFulfilmentViews(),
        feed=stores.PostgresStockFeed(),
    )


def _promotion_stores(base: Base) -> PromotionStores:
    return PromotionStores(
        takings=stores.PostgresTakings(base.ids),
        campaigns=stores.PostgresCampaigns(),
        campaign_views=stores.PostgresCampaignViews(),
        coupons=stores.PostgresCoupons(),
        coupon_grants=stores.PostgresCouponGrants(),
        coupon_views=stores.PostgresCouponViews(),
        teams=stores.PostgresTeams(),
        team_views=stores.PostgresTeamViews(),
        bargains=(stores.PostgresBargains(), stores.PostgresBargainViews()),
    )


def _commerce_stores(base: Base) -> CommerceStores:
    return CommerceStores(
        products=stores.PostgresProductStore(),
        categories=stores.PostgresCategoryStore(),
        media=stores.PostgresMediaStore(),
        window=stores.PostgresWindowStore(),
        catalogue_views=stores.PostgresCatalogueViews(),
        admin_views=stores.PostgresAdminCatalogueViews(),
        favourites=stores.PostgresFavouriteStore(),
        cart=stores.PostgresCartStore(),
        baskets=stores.PostgresBaskets(),
        orders=stores.PostgresOrders(),
        after_sales=stores.PostgresAfterSales(),
        after_sale_views=stores.PostgresAfterSaleViews(),
        order_views=stores.PostgresOrderViews(),
        admin_orders=stores.PostgresAdminOrderViews(base.cipher),
        dashboard=stores.PostgresDashboardViews(),
    )


def _wechat(settings: Settings) -> WechatConfig:
    names = ("appid", "app_secret", "push_token", "push_aes_key", "base_url", "group_fresh_seconds")
    return WechatConfig(**{name: getattr(settings.wechat, name) for name in names})


def _pay(settings: Settings) -> PayConfig:
    names = ("mchid", "serial", "private_key_pem", "apiv3_key", "key_mode", "public_key_id", "public_key_pem")
    given = {name: getattr(settings.pay, name) for name in (*names, "base_url", "notify_url")}
    return PayConfig(appid=settings.wechat.appid, **given)


def _kdniao(settings: Settings) -> KdniaoSettings:
    given = settings.kdniao
    return KdniaoSettings(
        business_id=given.ebusiness_id,
        app_key=given.app_key,
        base_url=given.base_url,
        callback_url=f"{settings.public_url}/hooks/kdniao",
    )
