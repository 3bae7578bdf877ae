"""Orders written by a consumer, against the rows of the same orders written by bare batch inserts."""

import asyncio
import re
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec

from app.actors.flash import BATCH_TICKETS, FlashConsumer
from app.bench.flash_people import Person
from app.prove.goods import Goods
from app.wiring import Built
from domain.promotion.flash_tickets import ticket_id
from ports.kernel import CampaignId
from ports.promotion.flash import Ask, PoolRef
from ports.promotion.flash_store import FlashPoolRow

Recorded = list[tuple[str, tuple[Any, ...]]]
_HEX = re.compile(r"[0-9a-f]{32}")
_BOUNDS = ("begin", "commit")


async def measure_orders(built: Built, sale: tuple[CampaignId, Goods], people: Sequence[Person], count: int) -> None:
    """One consumer, in this process, as it runs in each worker; one connection for the bare inserts."""
    campaign_id, goods = sale
    row = await _row(built, campaign_id)
    consumer = FlashConsumer(
        built.modules.promotion.flash.stream, built.modules.promotion.flash.keeper, built.modules.commerce.flash_orders
    )
    recorded = await _record(built, consumer, row, people)
    kept = {campaign_id, goods.sku_id, goods.product_id, *goods.warehouses, *(person.id for person in people)}
    batches = max(1, count // BATCH_TICKETS)
    before = await _bare(built, recorded, kept, batches)
    ours = await _consume(built, consumer, row, people, count)
    after = await _bare(built, recorded, kept, batches)
    limit = (before + after) / 2
    line = {
        "bench": "flash.orders",
        "ours": round(ours, 1),
        "limit": round(limit, 1),
        "ratio": round(ours / limit, 3),
        "orders": count,
        "batch": BATCH_TICKETS,
    }
    print(msgspec.json.encode(line).decode(), flush=True)


async def _row(built: Built, campaign_id: CampaignId) -> FlashPoolRow:
    rows = await built.modules.promotion.flash.keeper.open_pools()
    return next(row for row in rows if row.sale.campaign_id == campaign_id)


async def _queue(built: Built, pool: PoolRef, people: Sequence[Person], count: int) -> None:
    """As many tickets as that, of one person after the other."""
    queue, now = built.modules.promotion.flash.queue, built.clock.now()
    asks = []
    for number in range(count):
        person, key = people[number % len(people)], uuid4().hex
        asks.append(Ask(ticket_id(pool.number, person.id, key), person.id, 1, key, None))
    places = await asyncio.gather(*(queue.reserve(pool, ask, now) for ask in asks))
    assert min(places) > 0, "the sale is open and large enough"


async def _record(built: Built, consumer: FlashConsumer, row: FlashPoolRow, people: Sequence[Person]) -> Recorded:
    """What a whole batch writes, with what begins and ends its transaction; what it reads and locks is left out."""
    recorded: Recorded = []
    pool = await built.database.pool()

    def note(query: asyncpg.connection.LoggedQuery) -> None:
        recorded.append((query.query, tuple(query.args)))

    held = [await pool.acquire() for _ in range(pool.get_size())]
    for connection in held:
        connection.add_query_logger(note)
    for connection in held:
        await pool.release(connection)
    await _consume(built, consumer, row, people, BATCH_TICKETS)
    recorded.clear()
    await _consume(built, consumer, row, people, BATCH_TICKETS)
    found = [(query, args) for query, args in recorded if query.lower().startswith(_BOUNDS) or "insert into" in query]
    assert any(query.lower().startswith(_BOUNDS) for query, _ in found), "a batch is a transaction"
    return found


async def _consume(
    built: Built, consumer: FlashConsumer, row: FlashPoolRow, people: Sequence[Person], count: int
) -> float:
    """Orders a second, from the queue into PostgreSQL and out of the queue."""
    await _queue(built, row.pool, people, count)
    began = time.perf_counter()
    stream = built.modules.promotion.flash.stream
    done = 0
    while done < count:
        read = await stream.read([row.pool], "the measurement", 40, 0.05)
        await consumer.handle(row.pool, [bundle for _, bundle in read])
        done += sum(len(bundle.tickets) for _, bundle in read)
    return count / (time.perf_counter() - began)


async def _bare(built: Built, recorded: Recorded, kept: set[UUID], batches: int) -> float:
    """Orders a second. New keys are made before the clock starts."""
    connection = await asyncpg.connect(built.settings.database_url, statement_cache_size=1000)
    prepared = [_Renewed(kept).batch(recorded) for _ in range(batches)]
    began = time.perf_counter()
    for batch in prepared:
        for query, args in batch:
            await connection.fetch(query, *args)
    spent = time.perf_counter() - began
    await connection.close()
    return batches * BATCH_TICKETS / spent


class _Renewed:
    """Gives every key of a recorded batch a new value."""

    def __init__(self, kept: set[UUID]) -> None:
        self._kept = kept
        self._known: dict[Any, Any] = {}

    def batch(self, recorded: Recorded) -> Recorded:
        return [(query, tuple(self._value(arg) for arg in args)) for query, args in recorded]

    def _value(self, given: Any) -> Any:
        if isinstance(given, list):
            return [self._value(one) for one in given]
        if isinstance(given, UUID) and given not in self._kept:
            return self._known.setdefault(given, uuid4())
        if isinstance(given, str) and len(given) == 18 and given.isdigit():
            return self._known.setdefault(given, f"{uuid4().int:039d}"[:18])
        if isinstance(given, str) and _HEX.search(given):
            return _HEX.sub(lambda found: self._known.setdefault(found[0], uuid4().hex), given)
        return given
