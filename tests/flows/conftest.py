"""What every flow stands on: a unit of work over the worker's migrated database."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import pytest

from adapters.crypto.field_cipher import Key, KeyedFieldCipher
from adapters.postgres.database import Database
from adapters.postgres.unit_of_work import PostgresUnitOfWork
from adapters.system import SystemClock, SystemRng, Uuid7
from ports.kernel import Event


class Woken:
    """Remembers what the workers were told, in place of telling them."""

    def __init__(self) -> None:
        self.due: list[tuple[UUID, str]] = []

    def wake(self, due: Sequence[tuple[UUID, str]]) -> None:
        self.due.extend(due)


class Told:
    """Keeps what the caches were told to forget."""

    def __init__(self) -> None:
        self.topics: list[str] = []

    async def changed(self, topics: Sequence[str]) -> None:
        self.topics.extend(topics)

    def subscribe(self, forget: object) -> None:
        del forget


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, connections_max=10)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> SystemClock:
    return SystemClock()


@pytest.fixture
def ids() -> Uuid7:
    return Uuid7()


@pytest.fixture
def rng() -> SystemRng:
    return SystemRng()


@pytest.fixture
def cipher() -> KeyedFieldCipher:
    return KeyedFieldCipher([Key("test", "sm4-gcm", bytes(range(16)))], bytes(range(32)))


@pytest.fixture
def woken() -> Woken:
    return Woken()


@pytest.fixture
def subscribers() -> dict[type[Event], tuple[str, ...]]:
    return {}


@pytest.fixture
def uow(
    database: Database,
    subscribers: dict[type[Event], tuple[str, ...]],
    woken: Woken,
    clock: SystemClock,
    ids: Uuid7,
) -> PostgresUnitOfWork:
    return PostgresUnitOfWork(database, subscribers, woken, clock, ids)
