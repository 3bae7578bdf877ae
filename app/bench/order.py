"""`siyu bench order`: orders placed per second over HTTP, durable, against the same SQL sent by raw asyncpg.

The statements of one order are recorded from our own services, then sent again with new keys from as many connections.
"""

import argparse
import asyncio
import random
import re
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx

from app.bench.goods import many_products, many_shoppers
from app.bench.load import Load, load_of, request_bytes, run_load
from app.bench.report import say
from app.prove.goods import Goods
from app.prove.shopper import Shopper
from app.prove.world import World, running_world
from app.wiring import Built, build
from domain.commerce.checkout import Wish
from ports.kernel import MemberId

CONNECTIONS = 16
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Recorded = list[tuple[str, tuple[Any, ...]]]
Buyer = tuple[MemberId, UUID]
"""A member and an address of theirs."""


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="siyu bench order", description=__doc__)
    ask.add_argument("--seconds", type=float, default=8.0)
    ask.add_argument("--products", type=int, default=100)
    return ask.parse_args(arguments)


async def bench_order(arguments: Sequence[str]) -> None:
    given = _options(arguments)
    async with running_world() as world:
        built = build(world.settings)
        async with (
            built.open(),
            httpx.AsyncClient(base_url=world.shop_url, timeout=20) as shop,
            httpx.AsyncClient(base_url=world.emulator_url, timeout=20) as emulator,
        ):
            goods = await many_products(built, given.products)
            shoppers = await many_shoppers(shop, emulator, CONNECTIONS)
            members = [await _member(built, shopper) for shopper, _ in shoppers]
            recorded = await _record(built, goods[0], (members[0], shoppers[0][1]))
            buyers = [(member, UUID(address_id)) for member, (_, address_id) in zip(members, shoppers, strict=True)]
            raw = await _replay(world, recorded, (goods, buyers), given.seconds)
            ours = await _place(world, goods, shoppers, given.seconds)
            after = await _replay(world, recorded, (goods, buyers), given.seconds / 2)
    say("order.raw", raw, after.per_second, sql_statements=len(recorded))
    say("order.place", ours, (raw.per_second + after.per_second) / 2, sql_statements=len(recorded))


async def _member(built: Built, shopper: Shopper) -> MemberId:
    member = await built.services.shopper_sessions.resolve(shopper.token)
    assert member is not None
    return member


async def _record(built: Built, goods: Goods, who: tuple[MemberId, str]) -> Recorded:
    """The statements of the second order of a member, with what begins and ends the transaction."""
    recorded: Recorded = []
    pool = await built.database.pool()

    def note(query: asyncpg.connection.LoggedQuery) -> None:
        recorded.append((query.query, tuple(query.args)))

    await _one_order(built, goods, *who)
    held = [await pool.acquire() for _ in range(pool.get_size())]
    for connection in held:
        connection.add_query_logger(note)
    for connection in held:
        await pool.release(connection)
    # Releasing resets a connection; only what the order itself sends is wanted.
    recorded.clear()
    await _one_order(built, goods, *who)
    return [(query, args) for query, args in recorded if "pg_advisory_unlock_all" not in query]


async def _one_order(built: Built, goods: Goods, member: MemberId, address_id: str) -> None:
    await built.services.checkout.place(
        member,
        Wish(
            client_key=uuid4().hex,
            source="direct",
            lines=((goods.sku_id, 1),),
            address_id=UUID(address_id),
            note="",
            expected_payable_fen=goods.price_fen,
            virtual_notice_accepted=False,
        ),
    )


class _Fresh:
    """Gives every key of a recorded order a new value, and spreads the orders over members and SKUs."""

    def __init__(self, goods: Sequence[Goods], buyers: Sequence[Buyer], number: int) -> None:
        self._goods = goods
        self._dice = random.Random(number)  # noqa: S311
        self._buyer = dict(zip(buyers[0], buyers[number % len(buyers)], strict=True))
        self._known: dict[Any, Any] = {}
        self._kept = {goods[0].product_id, *goods[0].warehouses}

    def start(self) -> None:
        self._known = {self._goods[0].sku_id: self._dice.choice(self._goods).sku_id} | self._buyer

    def value(self, given: Any) -> Any:
        if isinstance(given, list):
            return [self.value(one) for one in given]
        if isinstance(given, UUID) and given not in self._kept:
            return self._known.setdefault(given, uuid4())
        if isinstance(given, str) and (text := _UUID.sub(lambda m: str(self.value(UUID(m[0]))), given)) != given:
            return text
        if isinstance(given, str) and (len(given) == 32 or (len(given) == 18 and given.isdigit())):
            return self._known.setdefault(given, f"{uuid4().int:039d}"[: len(given)])
        return given


async def _replay(
    world: World, recorded: Recorded, over: tuple[Sequence[Goods], Sequence[Buyer]], seconds: float
) -> Load:
    times: list[float] = []

    async def worker(number: int) -> None:
        connection = await asyncpg.connect(world.settings.database_url, statement_cache_size=1000)
        fresh = _Fresh(*over, number)
        end = time.perf_counter() + seconds
        while (began := time.perf_counter()) < end:
            fresh.start()
            for query, args in recorded:
                await connection.fetch(query, *(fresh.value(arg) for arg in args))
            times.append(time.perf_counter() - began)
        await connection.close()

    began = time.perf_counter()
    await asyncio.gather(*(worker(number) for number in range(CONNECTIONS)))
    spent = time.perf_counter() - began
    return load_of(times, spent)


async def _place(world: World, goods: Sequence[Goods], shoppers: Sequence[tuple[Shopper, str]], seconds: float) -> Load:
    port = int(world.environ["SIYU_PORT"])
    end = time.perf_counter() + seconds
    dice = random.Random(7)  # noqa: S311

    def next_request(number: int) -> bytes | None:
        if time.perf_counter() >= end:
            return None
        shopper, address_id = shoppers[number % len(shoppers)]
        chosen = dice.choice(goods)
        body = {
            "clientKey": uuid4().hex,
            "source": "direct",
            "lines": [{"skuId": str(chosen.sku_id), "quantity": 1}],
            "addressId": address_id,
            "note": "",
            "expectedPayableFen": chosen.price_fen,
            "virtualNoticeAccepted": False,
        }
        headers = {"authorization": f"Bearer {shopper.token}"}
        return request_bytes("POST", "/api/mini/orders", f"127.0.0.1:{port}", headers, body)

    return await run_load("127.0.0.1", port, CONNECTIONS, next_request)
