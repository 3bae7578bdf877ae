"""`siyu prove flash`: a crowd on few units, with API, consumers and Valkey killed in the midst of the sale.

Some pay, some let their time run out; units come back and are sold again. In the end what is paid and what is free are
the pool, nobody has more than the limit, and everybody who was let into the queue knows what became of it.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

import httpx

from app.prove.flash_books import FlashBooks, read_flash_books, units_held
from app.prove.flash_crowd import FINAL, Crowd, LeanClient
from app.prove.flash_sale import publish_sale
from app.prove.goods import Goods, stock_up
from app.prove.shopper import Shopper
from app.prove.world import World, running_world
from app.wiring import Built, build
from ports.kernel import CampaignId
from ports.promotion.rules import Flash

SETTLE_SECONDS = 150.0
SIGN_IN_AT_ONCE = 16
OPTIONS = {"SIYU_FLASH_RATE": 10**6, "SIYU_FLASH_ADDRESS_RATE": 10**6, "SIYU_WORKER_PROCESSES": 2}
KILLED = ("worker", "valkey", "serve", "worker", "valkey", "serve", "scheduler", "valkey", "worker")


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="siyu prove flash", description=__doc__)
    ask.add_argument("--attempts", type=int, default=20_000)
    ask.add_argument("--units", type=int, default=500)
    ask.add_argument("--members", type=int, default=400)
    ask.add_argument("--limit", type=int, default=2, help="units that one member may have")
    ask.add_argument("--seconds", type=float, default=120.0, help="over which the attempts are spread")
    ask.add_argument("--connections", type=int, default=64)
    ask.add_argument("--kills", type=int, default=18)
    ask.add_argument("--seed", type=int, default=1)
    return ask.parse_args(arguments)


async def prove_flash(arguments: Sequence[str]) -> int:
    given = _options(arguments)
    async with running_world(OPTIONS) as world:
        built = build(world.settings)
        async with built.open():
            goods = await stock_up(built, (given.units // 2 + 20, given.units - given.units // 2))
            rule = Flash(pay_within_minutes=1)
            campaign_id = await publish_sale(built, goods, given.units, given.limit, rule)
            return await _run(given, (world, built), goods, campaign_id)


async def _run(given: argparse.Namespace, running: tuple[World, Built], goods: Goods, campaign_id: CampaignId) -> int:
    world, built = running
    began = time.monotonic()
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=world.emulator_url, timeout=20, limits=limits) as emulator:
        shoppers = await _signed_in(LeanClient(world.shop_url), emulator, given.members)
        print(f"{given.members} members signed in after {time.monotonic() - began:.0f} s", flush=True)
        crowd = Crowd(world.shop_url, shoppers, (str(campaign_id), str(goods.sku_id)), given.seed)
        at_most: list[int] = []
        beside = [
            asyncio.create_task(_kill(world, crowd, given)),
            asyncio.create_task(_watch(built, goods, at_most)),
        ]
        await crowd.press(given.attempts, given.connections, given.attempts / given.seconds)
        await beside[0]
        await crowd.settled()
        books, copy_free = await _settled(built, (campaign_id, goods), given)
        states = await crowd.look_again()
        beside[1].cancel()
        with suppress(asyncio.CancelledError):
            await beside[1]
        paid_fen = (await emulator.get("/play/totals")).json()["paidFen"]
    print(f"kills {world.kills}, seconds {time.monotonic() - began:.0f}, unanswered presses {crowd.unanswered}")
    return _judge(given, (crowd, states), books, (copy_free, max(at_most, default=0), paid_fen))


async def _signed_in(shop: LeanClient, emulator: httpx.AsyncClient, count: int) -> list[Shopper]:
    places = asyncio.Semaphore(SIGN_IN_AT_ONCE)

    async def one(number: int) -> Shopper:
        async with places:
            shopper = Shopper(shop, emulator, f"crowd-{number}")
            await shopper.sign_in()
            await shopper.add_address()
            return shopper

    return list(await asyncio.gather(*(one(number) for number in range(count))))


async def _kill(world: World, crowd: Crowd, given: argparse.Namespace) -> None:
    """While the first units go, one part after each seventh of them; then one by one over the rest of the presses."""
    until = time.monotonic() + given.seconds * 1.5
    for number in range(given.kills):
        if number < 6:
            await crowd.came(given.units * (number + 1) // 7, 0, until)
        else:
            await crowd.came(0, given.attempts * (number - 5) // (given.kills - 5), until)
        if time.monotonic() > until:
            return
        part = KILLED[number % len(KILLED)]
        print(f"kill {part} after {len(crowd.tickets)} tickets, {crowd.attempts} attempts", flush=True)
        if part == "valkey":
            world.restart_valkey()
        else:
            world.kill(part)


async def _watch(built: Built, goods: Goods, at_most: list[int]) -> None:
    """At no moment do orders hold more than the pool."""
    while True:
        at_most.append(await units_held(built, goods.sku_id))
        await asyncio.sleep(0.2)


async def _settled(
    built: Built, sale: tuple[CampaignId, Goods], given: argparse.Namespace
) -> tuple[FlashBooks, int | None]:
    """The books once nothing is under way any more, and what the copy says is free."""
    campaign_id, goods = sale
    until = time.monotonic() + SETTLE_SECONDS
    while True:
        books = await read_flash_books(built, campaign_id, goods.sku_id, given.limit)
        rows = await built.modules.promotion.flash.keeper.open_pools()
        pools = [row.pool for row in rows if row.sale.campaign_id == campaign_id]
        free = (await built.modules.promotion.flash.queue.free(pools))[0]
        quiet = books.pending == 0 and books.deliveries_pending == 0 and books.untold == 0
        if (quiet and free == books.set_aside - books.taken) or time.monotonic() > until:
            return books, free
        await asyncio.sleep(0.5)


def _judge(
    given: argparse.Namespace,
    told: tuple[Crowd, Counter[str]],
    books: FlashBooks,
    rest: tuple[int | None, int, int],
) -> int:
    (crowd, states), (copy_free, held_at_most, paid_fen) = told, rest
    free = books.set_aside - books.taken
    print(f"attempts {crowd.attempts}, accepted {len(crowd.tickets)}, refused {dict(crowd.refusals)}")
    print(f"orders {books.orders}, paid {books.paid}, released {books.cancelled}, free {free}")
    print(f"orders that could not be paid in time because the shop was away: {crowd.too_late}")
    print(f"tickets as told {dict(states)}, as written {books.tickets}, interrupted {states['interrupted']}")
    ordered = books.tickets.get("ordered", 0) + books.tickets.get("released", 0)
    checks = [
        ("units paid and units free, of the pool", books.units_paid + free, given.units),
        ("units that orders held at one moment, above the pool", max(0, held_at_most - given.units), 0),
        ("members above the limit", books.members_over, 0),
        ("accepted tickets without an outcome", sum(n for s, n in states.items() if s not in FINAL), 0),
        ("tickets told otherwise than they are written", _otherwise(states, books.tickets), 0),
        ("orders less tickets that became one", books.orders - ordered, 0),
        ("orders less their different keys", books.orders - books.keys, 0),
        ("orders and tickets that do not belong together", books.torn, 0),
        ("orders that still wait for payment", books.pending, 0),
        ("free in the copy less free in PostgreSQL", (copy_free if copy_free is not None else -1) - free, 0),
        ("units on hand", books.on_hand, given.units + 20),
        ("units reserved: paid and in the pool", books.reserved - books.units_paid - free, 0),
        ("on hand less the sum of the moves", books.on_hand - books.moved_on_hand, 0),
        ("reserved less the sum of the moves", books.reserved - books.moved_reserved, 0),
        ("fen paid at WeChat less those of paid orders", paid_fen - books.paid * 9_900, 0),
        ("presses that went wrong", len(crowd.wrong), 0),
        ("deliveries pending", books.deliveries_pending, 0),
        ("deliveries parked", books.deliveries_parked, 0),
    ]
    for name, found, wanted in checks:
        print(f"{'ok   ' if found == wanted else 'OFF  '} {name}: {found} (wanted {wanted})")
    for wrong, count in Counter(crowd.wrong).most_common(5):
        print(f"wrong {count} times: {wrong}")
    off = sum(found != wanted for _, found, wanted in checks)
    if off:
        print(f"{off} invariants are off", file=sys.stderr)
    return 1 if off else 0


def _otherwise(told: Counter[str], written: dict[str, int]) -> int:
    """An interrupted one need not be written: that nobody has is what it says."""
    return sum(abs(told[state] - written.get(state, 0)) for state in ("ordered", "released", "refused"))
