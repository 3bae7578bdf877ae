"""The only package that names adapters: it builds every service, and says who reacts to what."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import dramatiq
from redis.asyncio import Redis

from adapters.crypto.field_cipher import Key, KeyedFieldCipher
from adapters.dramatiq.broker import BatchingWaker, Beside, DramatiqSender, make_broker
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
from app.actors.deliver import Subscriptions
from app.actors.queue import DELIVER, Queue
from app.actors.sweep import Sweep
from app.assembly.base import Base
from app.assembly.commerce import CommercePartners, commerce
from app.assembly.community import community
from app.assembly.governance import governance
from app.assembly.insight import insight
from app.assembly.members import members
from app.assembly.modules import Modules
from app.assembly.payments import payments
from app.assembly.promotion import promotion
from app.assembly.supply import supply
from app.health import Health
from app.pages import STALE_SECONDS, Pages
from app.services import Services, services_of
from app.settings import Settings
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
from app.wiring.outer import Replacements, outer_world
from app.wiring.sidebar import sidebar_partners
from ports.cache import EVENTS, STOCK
from ports.crypto import FieldCipher
from ports.deliveries import Deliveries
from ports.kernel import Clock, Event
from ports.sealed import SealedColumns

FLASH_LOAD = flash_load


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


def build(settings: Settings, replaced: Replacements | None = None) -> Built:
    """Builds all and connects to nothing: connections open at first use."""
    replaced = replaced or Replacements()
    subscribers: dict[type[Event], tuple[str, ...]] = {}
    database = Database(settings.database_url, connections_max=settings.database_pool)
    valkey = connect(settings.valkey_url)
    broker = make_broker(settings.valkey_url)
    queue = DramatiqSender(broker)
    clock, ids = replaced.clock or SystemClock(), Uuid7()
    waker = replaced.waker or BatchingWaker(queue, DELIVER)
    keys = [Key(key.id, key.cipher, key.key) for key in settings.field_keys]
    uow = PostgresUnitOfWork(database, subscribers, waker, clock, ids)
    base = Base(
        uow=uow,
        clock=clock,
        ids=ids,
        rng=SystemRng(),
        cipher=KeyedFieldCipher(keys, settings.index_key),
        deliveries=DeliveryStore(),
        waker=waker,
        first_answers=IdempotencyStore(),
        inbox=PostgresInbox(uow, clock, ids),
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
    outer = outer_world(base, settings, valkey, (replaced, partners))
    templates = (settings.wechat.templates, bool(settings.wechat.push_token))

    governing = governance(base, governance_stores(base), invalidation)
    paying = payments(base, payment_stores(), outer.payments, governing.audit)
    others = (invalidation, paying.api, paying.contracts, governing.audit)
    knowing = members(
        base,
        member_stores(base, outer.official.appid),
        (outer.mini_program, outer.group_proofs, outer.official),
        templates,
        others,
    )
    live = (invalidation, settings.live_followers)
    supplying = supply(
        base, supply_stores(Hint(invalidation, STOCK).tell), (outer.courier, PdfLabelPrinter()), governing.audit, live
    )
    partners.push_async_callback(supplying.live_stock.close)
    flash = ValkeyFlashQueue(connect_quick(settings.valkey_url))
    partners.push_async_callback(flash.close_connections)
    asked = (knowing.identity, supplying.api)
    offering = promotion(base, promotion_stores(base), flash, asked, (invalidation, governing.audit))
    selling = commerce(
        base,
        commerce_stores(base),
        CommercePartners(outer.files, outer.images, Mp4Reader(), invalidation),
        (
            (knowing.identity, knowing.points.orders),
            supplying.api,
            paying.api,
            (offering.api, offering.flash.guard, offering.trials),
            governing.audit,
            supplying.fulfilment_desk,
        ),
    )
    mirroring = community(
        base,
        community_stores(
            base, outer.wecom.corp_id, tells_members=bool(settings.wechat.templates.get("guide_assigned"))
        ),
        outer.wecom,
        (
            knowing.identity,
            knowing.tags.for_others,
            governing.audit,
            sidebar_partners(settings, outer.wecom, (knowing, offering, selling, governing), invalidation),
        ),
        (outer.files, outer.covers, outer.content),
    )
    partners.push_async_callback(mirroring.sidebar.feed.close)
    noticing = insight(base, event_store(Hint(invalidation, EVENTS).tell), knowing.identity)
    return Modules(governing, knowing, paying, supplying, offering, selling, mirroring, noticing)
