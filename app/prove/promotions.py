"""`siyu prove promotions`: random campaigns, coupons and baskets, while the shop's processes are killed.

Afterwards, when all is quiet, nothing was taken, locked, used or paid that was not so in every book.
"""

import argparse
import asyncio
import random
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import httpx
from msgspec import Struct

from app.prove.bargaining import Bargaining
from app.prove.books import Books, read_books
from app.prove.flash_buying import FlashBuying
from app.prove.goods import Goods, stock_up
from app.prove.offers import counts, unsettled
from app.prove.scene import Player, Scene, Visitor
from app.prove.shopper import GaveUp, Shopper
from app.prove.shopping import Shopping
from app.prove.teaming import Teaming
from app.prove.world import PARTS, World, running_world
from app.wiring import Built, build

PLAYERS: tuple[Callable[[], Player], ...] = (Shopping, Teaming, Bargaining, FlashBuying)
"""A further kind of promotion is one more of them."""

SETTLE_SECONDS = 240.0
TEND_SECONDS = 4.0
OPTIONS = {"SIYU_FLASH_RATE": 10**6, "SIYU_FLASH_ADDRESS_RATE": 10**6}
FAULTS = {"pay": {"dropNotifyRate": 0.2, "duplicateNotifyRate": 0.3}}
PRICES = (4_900, 9_900, 12_900, 3_333, 19_999, 7_001, 15_000, 999)


class Clients(Struct, frozen=True):
    shop: httpx.AsyncClient
    emulator: httpx.AsyncClient


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="siyu prove promotions", description=__doc__)
    ask.add_argument("--minutes", type=float, default=2.0)
    ask.add_argument("--shoppers", type=int, default=12)
    ask.add_argument("--units", type=int, default=300, help="of each of the goods")
    ask.add_argument("--kill-every", type=float, default=10.0, metavar="SECONDS")
    ask.add_argument("--seed", type=int, default=1)
    return ask.parse_args(arguments)


async def prove_promotions(arguments: Sequence[str]) -> int:
    given = _options(arguments)
    async with running_world(OPTIONS) as world:
        built = build(world.settings)
        limits = httpx.Limits(max_connections=given.shoppers * 2)
        async with (
            built.open(),
            httpx.AsyncClient(base_url=world.shop_url, timeout=20, limits=limits) as shop,
            httpx.AsyncClient(base_url=world.emulator_url, timeout=20, limits=limits) as emulator,
        ):
            (await emulator.put("/play/faults", json=FAULTS)).raise_for_status()
            return await _run(given, world, built, Clients(shop, emulator))


async def _run(given: argparse.Namespace, world: World, built: Built, clients: Clients) -> int:
    began = time.monotonic()
    goods = [await stock_up(built, (given.units // 2, given.units // 2), price_fen) for price_fen in PRICES]
    scene = Scene(built, goods, random.Random(given.seed))  # noqa: S311
    players = [make() for make in PLAYERS]
    for player in players:
        await player.open(scene)
    visitors = [await _visitor(clients, number, given.seed) for number in range(given.shoppers)]
    end = time.monotonic() + given.minutes * 60
    helpers = [
        asyncio.create_task(_kill(world, given, end)),
        *(asyncio.create_task(_tend(player, scene, end)) for player in players),
    ]
    await asyncio.gather(*(_visit(scene, players, visitor, end) for visitor in visitors))
    await asyncio.gather(*helpers)
    books = await _settled(built, goods, clients.emulator)
    pool = await built.database.pool()
    for name, count in sorted(scene.told.items()):
        print(f"told    {name}: {count}")
    for name, count in await counts(pool):
        print(f"kept    {name}: {count}")
    repeats = sum(visitor.shopper.repeats for visitor in visitors)
    print(f"kills {world.kills}, repeated requests {repeats}, seconds {time.monotonic() - began:.0f}")
    checks = [check for player in players for check in (await player.off(pool)).items()]
    return _judge([*checks, *_of_books(books), *(("seen: " + name, n) for name, n in scene.unexpected.items())])


async def _visitor(clients: Clients, number: int, seed: int) -> Visitor:
    shopper = Shopper(clients.shop, clients.emulator, f"promotions-{number}")
    await shopper.sign_in()
    return Visitor(shopper, await shopper.add_address(), random.Random(f"{seed}:{number}"))  # noqa: S311


async def _visit(scene: Scene, players: Sequence[Player], visitor: Visitor, end: float) -> None:
    weights = [player.weight for player in players]
    while time.monotonic() < end:
        [player] = visitor.dice.choices(players, weights)
        try:
            await player.act(scene, visitor)
        except GaveUp as error:
            scene.unexpected[f"{player.name} gave up: {error}"] += 1


async def _tend(player: Player, scene: Scene, end: float) -> None:
    while time.monotonic() < end:
        await asyncio.sleep(TEND_SECONDS * scene.dice.uniform(0.5, 1.5))
        await player.tend(scene)


async def _kill(world: World, given: argparse.Namespace, end: float) -> None:
    dice = random.Random(given.seed)  # noqa: S311
    while time.monotonic() < end:
        # A shop that is killed before it answers again shows nothing: it has to get some work done in between.
        with suppress(TimeoutError):
            await world.wait_for(world.shop_url + "/health/ready")
        await asyncio.sleep(given.kill_every * dice.uniform(0.3, 1.7))
        world.kill(dice.choice(PARTS))


async def _settled(built: Built, goods: Sequence[Goods], emulator: httpx.AsyncClient) -> list[Books]:
    """The books once nothing is under way any more, or after SETTLE_SECONDS as they are."""
    deadline, pool = time.monotonic() + SETTLE_SECONDS, await built.database.pool()
    while True:
        waiting = await unsettled(pool)
        books = [await read_books(built, each, emulator) for each in goods]
        quiet = waiting == 0 and books[0].attempts_paid_fen == books[0].wechat_paid_fen
        if quiet or time.monotonic() > deadline:
            print(f"quiet   {quiet}, still under way: {waiting}")
            return books
        await asyncio.sleep(0.5)


def _of_books(books: Sequence[Books]) -> list[tuple[str, int]]:
    """What the order's proof asks of the same books, for every one of the goods."""
    one = books[0]
    return [
        ("fen paid: attempts less WeChat's books", one.attempts_paid_fen - one.wechat_paid_fen),
        ("fen refunded: refunds less WeChat's books", one.refunded_fen - one.wechat_refunded_fen),
        ("sum of the money ledger", one.ledger_sum_fen),
        ("deliveries pending", one.deliveries_pending),
        ("deliveries parked", one.deliveries_parked),
        ("goods whose stock is not the sum of its moves", sum(_is_off(each) for each in books)),
        ("goods with more reserved than there are", sum(each.free < 0 for each in books)),
    ]


def _is_off(books: Books) -> bool:
    return books.on_hand != books.moved_on_hand or books.reserved != books.moved_reserved


def _judge(checks: Sequence[tuple[str, int]]) -> int:
    for name, found in checks:
        print(f"{'OFF  ' if found else 'ok   '} {name}: {found} (wanted 0)")
    off = [name for name, found in checks if found]
    if off:
        print(f"{len(off)} invariants are off", file=sys.stderr)
    return 1 if off else 0
