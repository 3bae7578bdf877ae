"""The only package that names adapters: it builds every service, and says who reacts to what."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import dramatiq
from redis.asyncio import Redis

from adapters.crypto.field_cipher import Key, KeyedFieldCipher
from adapters.dramatiq.broker import BatchingWaker, Beside, DramatiqSender, make_broker
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
from adapters.valkey import flash_load
from adapters.valkey.connection import connect, connect_quick, probe
from adapters.valkey.flash_queue import ValkeyFlashQueue
from adapters.valkey.invalidation import Hint, ValkeyInvalidation
from adapters.video.mp4 import Mp4Reader
from adapters.wechat.client import WechatClient
from adapters.wechat.config import WechatConfig
from adapters.wechat.group_proofs import WechatGroupProofs
from adapters.wechat.mini_program import WechatMiniProgram
from adapters.wechat.push import WechatPush
from adapters.wechat_pay.client import PayClient
from adapters.wechat_pay.contracts import ContractConfig, WechatContracts
from adapters.wechat_pay.gateway import WechatPay
from adapters.wechat_pay.keys import PayConfig
from adapters.wecom.app import CorpApp
from adapters.wecom.callbacks import CorpCallbacks
from adapters.wecom.client import WecomClient
from adapters.wecom.config import WecomConfig
from adapters.wecom.contacts import CorpContacts
from adapters.wecom.live_codes import CorpLiveCodes
from adapters.wecom.tags import CorpTags
from adapters.wecom.welcome import CorpWelcome
from app.actors.deliver import Subscriptions
from app.actors.queue import DELIVER, Queue
from app.actors.sweep import Sweep
from app.assembly.base import Base
from app.assembly.commerce import CommercePartners, commerce
from app.assembly.community import WecomPartners, community
from app.assembly.governance import governance
from app.assembly.insight import insight
from app.assembly.members import members
from app.assembly.modules import Modules
from app.assembly.payments import PaymentPartners, payments
from app.assembly.promotion import promotion
from app.assembly.supply import supply
from app.health import Health
from app.pages import STALE_SECONDS, Pages
from app.services import Services, services_of
from app.settings import Settings, read_again
from app.subscriptions import subscriptions, sweeps
from app.wiring.module_stores import (
    commerce_stores,
    community_stores,
    event_store,
    governance_stores,
    member_stores,
    payment_stores,
    promotion_stores,
    supply_stores,
)
from app.wiring.sidebar import sidebar_partners
from ports.cache import EVENTS, STOCK
from ports.crypto import FieldCipher
from ports.deliveries import Deliveries, Waker
from ports.kernel import Clock, Event
from ports.outside.courier import CourierGateway
from ports.outside.images import ImageRenderer
from ports.outside.pay import ContractGateway, PayGateway
from ports.outside.wechat import MiniProgram
from ports.sealed import SealedColumns

FLASH_LOAD = flash_load
_NO_WECOM: dict[str, Any] = {
    **dict.fromkeys(("corp_id", "contact_secret", "agent_id", "agent_secret"), ""),
    **dict.fromkeys(("callback_token", "callback_aes_key", "base_url"), ""),
}


@dataclass(frozen=True)
class Replacements:
    """What the seed puts in place of the machine's own: a clock of the past and its outer world, its own delivery."""

    clock: Clock | None = None
    waker: Waker | None = None
    courier: CourierGateway | None = None
    pay: PayGateway | None = None
    mini_program: MiniProgram | None = None
    images: ImageRenderer | None = None
    contracts: ContractGateway | None = None
    wecom: WecomPartners | None = None


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
    settings: Settings
    invalidation: ValkeyInvalidation
    partners: AsyncExitStack

    def beside(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Worker processes run it on the loop of their actors, for as long as they live."""
        self.broker.add_middleware(Beside(work))

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
    sessions = (modules.members.sessions, modules.governance.sessions, modules.community.sidebar.sessions)
    for forget in (pages.forget, *(one.forget for one in sessions)):
        invalidation.subscribe(forget)
    return Built(
        services=services_of(
            base, modules, (health, pages, settings.flash_rates), LocalFolder(settings.storage_folder)
        ),
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
        settings=settings,
        invalidation=invalidation,
        partners=partners,
    )


def _modules(
    base: Base, settings: Settings, valkey: Redis, given: tuple[Replacements, ValkeyInvalidation, AsyncExitStack]
) -> Modules:
    replaced, invalidation, partners = given

    def closed_at_end[T: (WechatClient, PayClient, WechatContracts, KdniaoGateway, WecomClient)](client: T) -> T:
        partners.push_async_callback(client.close)
        return client

    wechat = _wechat(settings)
    mini_program = replaced.mini_program or WechatMiniProgram(closed_at_end(WechatClient(wechat, valkey)))
    pay, contracts = replaced.pay, replaced.contracts
    if pay is None or contracts is None:
        client = PayClient(_pay(settings), base.clock, reload=lambda: _pay(read_again(settings)))
        pay = pay or WechatPay(closed_at_end(client), base.clock)
        contracts = contracts or closed_at_end(WechatContracts(_contracts(settings), client, base.clock))
    courier = replaced.courier or closed_at_end(KdniaoGateway(_kdniao(settings)))
    images = replaced.images or WebpRenderer()
    templates = (settings.wechat.templates, bool(settings.wechat.push_token))
    push = WechatPush(wechat, base.clock)

    governing = governance(base, governance_stores(base), invalidation)
    outside = (mini_program, WechatGroupProofs(wechat, base.clock))
    partnering = PaymentPartners(pay, contracts, mini_program, push)
    paying = payments(base, payment_stores(), partnering, governing.audit)
    others = (invalidation, paying.api, paying.contracts, governing.audit)
    knowing = members(base, member_stores(base), outside, templates, others)
    live = (invalidation, settings.live_followers)
    supplying = supply(
        base, supply_stores(Hint(invalidation, STOCK).tell), (courier, PdfLabelPrinter()), governing.audit, live
    )
    partners.push_async_callback(supplying.live_stock.close)
    flash = ValkeyFlashQueue(connect_quick(settings.valkey_url))
    partners.push_async_callback(flash.close_connections)
    asked = (knowing.identity, supplying.api)
    offering = promotion(base, promotion_stores(base), flash, asked, (invalidation, governing.audit))
    selling = commerce(
        base,
        commerce_stores(base),
        CommercePartners(LocalFolder(settings.storage_folder), images, Mp4Reader(), invalidation),
        (
            (knowing.identity, knowing.points.orders),
            supplying.api,
            paying.api,
            (offering.api, offering.flash.guard, offering.trials),
            governing.audit,
            supplying.fulfilment_desk,
        ),
    )
    wecom = replaced.wecom or _wecom(closed_at_end(WecomClient(_corp(settings), valkey, base.clock)))
    beside = sidebar_partners(settings, wecom, (knowing, offering, governing), invalidation)
    mirroring = community(base, community_stores(base, wecom.corp_id), wecom, knowing.identity, beside)
    partners.push_async_callback(mirroring.sidebar.feed.close)
    noticing = insight(base, event_store(Hint(invalidation, EVENTS).tell), knowing.identity)
    return Modules(governing, knowing, paying, supplying, offering, selling, mirroring, noticing)


def _wechat(settings: Settings) -> WechatConfig:
    names = ("appid", "app_secret", "push_token", "push_aes_key", "base_url", "group_fresh_seconds")
    return WechatConfig(**{name: getattr(settings.wechat, name) for name in names})


def _pay(settings: Settings) -> PayConfig:
    names = ("mchid", "serial", "private_key_pem", "apiv3_key", "key_mode", "public_key_id", "public_key_pem")
    given = {name: getattr(settings.pay, name) for name in (*names, "base_url", "notify_url")}
    return PayConfig(appid=settings.wechat.appid, **given)


def _corp(settings: Settings) -> WecomConfig:
    """Empty in a shop without WeCom: nobody calls it then."""
    papers, appid = settings.wecom, settings.wechat.appid
    given = {name: getattr(papers, name) for name in papers.__struct_fields__} if papers else _NO_WECOM
    return WecomConfig(**given, card_appid=appid)


def _contracts(settings: Settings) -> ContractConfig:
    given = settings.pay.contracts
    return ContractConfig(
        v2_key=given.v2_key, plan_id=given.plan_id, sign_type=given.sign_type, server_ip=given.server_ip
    )


def _kdniao(settings: Settings) -> KdniaoSettings:
    given = settings.kdniao
    return KdniaoSettings(
        business_id=given.ebusiness_id,
        app_key=given.app_key,
        base_url=given.base_url,
        callback_url=f"{settings.public_url}/hooks/kdniao",
    )


def _wecom(client: WecomClient) -> WecomPartners:
    return WecomPartners(
        corp_id=client.config.corp_id,
        contacts=CorpContacts(client),
        tags=CorpTags(client),
        live_codes=CorpLiveCodes(client),
        welcome=CorpWelcome(client),
        callbacks=CorpCallbacks(client.config, client.clock),
        budgets=client.budgets,
        app=CorpApp(client),
    )
