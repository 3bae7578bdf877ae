"""The only file that names adapters: it builds every service, and says who reacts to what."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from dramatiq.brokers.redis import RedisBroker
from redis.asyncio import Redis

from adapters.crypto.field_cipher import Key, KeyedFieldCipher
from adapters.dramatiq.broker import BatchingWaker, make_broker
from adapters.postgres.database import Database
from adapters.postgres.deliveries import DeliveryStore
from adapters.postgres.governance_audit import PostgresAuditStore
from adapters.postgres.governance_operators import PostgresOperatorStore
from adapters.postgres.governance_views import PostgresGovernanceViews
from adapters.postgres.members import PostgresAddressStore, PostgresMemberStore
from adapters.postgres.members_views import PostgresMemberViews
from adapters.postgres.unit_of_work import PostgresUnitOfWork
from adapters.system import SystemClock, SystemRng, Uuid7
from app.actors.deliver import Subscriptions
from app.actors.sweep import Sweep
from app.services import Services
from app.settings import Settings
from ports.kernel import Clock, Event


@dataclass(frozen=True)
class Core:
    """What every module is built on."""

    settings: Settings
    database: Database
    valkey: "Redis[bytes]"
    broker: RedisBroker
    clock: SystemClock
    ids: Uuid7
    rng: SystemRng
    cipher: KeyedFieldCipher
    deliveries: DeliveryStore
    uow: PostgresUnitOfWork


@dataclass(frozen=True)
class Built:
    services: Services
    subscriptions: Subscriptions
    sweeps: Mapping[str, Sweep]
    deliveries: DeliveryStore
    broker: RedisBroker
    clock: Clock
    core: Core

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Connections open at first use; here they close."""
        try:
            yield
        finally:
            await self.core.database.close()
            await self.core.valkey.aclose()


def _core(settings: Settings, subscribers: Mapping[type[Event], tuple[str, ...]]) -> Core:
    clock, ids = SystemClock(), Uuid7()
    database = Database(settings.database_url, connections_max=settings.database_pool)
    broker = make_broker(settings.valkey_url)
    keys = [Key(key.id, key.cipher, key.key) for key in settings.field_keys]
    return Core(
        settings=settings,
        database=database,
        valkey=Redis.from_url(settings.valkey_url),
        broker=broker,
        clock=clock,
        ids=ids,
        rng=SystemRng(),
        cipher=KeyedFieldCipher(keys, settings.index_key),
        deliveries=DeliveryStore(),
        uow=PostgresUnitOfWork(database, subscribers, BatchingWaker(broker), clock, ids),
    )


def build(settings: Settings) -> Built:
    subscribers: dict[type[Event], tuple[str, ...]] = {}
    core = _core(settings, subscribers)
    system = (core.clock, core.ids, core.rng)
    operator_stores = (PostgresOperatorStore(), PostgresGovernanceViews())
    audit = Audit(core.uow, PostgresAuditStore(), operator_stores[1], (core.clock, core.ids))
    sign_in = OperatorSignIn(core.uow, operator_stores, audit, core.cipher, system)
    member_stores = (PostgresMemberStore(), PostgresAddressStore(), PostgresMemberViews(core.cipher))
