"""`siyu prove order`: many buyers on the last units, processes killed, call-backs doubled and dropped.

Exactly as many buyers win as there are units; the others are told that it is sold out, and nothing else.
"""

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence

import httpx
from msgspec import Struct

from app.prove.books import Books, read_books
from app.prove.goods import Goods, stock_up
from app.prove.shopper import GaveUp, Shopper
from app.prove.world import PARTS, World, running_world
from app.wiring import Built, build

SETTLE_SECONDS = 180.0
FAULTS = {"pay": {"dropNotifyRate": 0.3, "duplicateNotifyRate": 0.3}}
REFUNDED_WINNERS = 5


class Outcome(Struct, frozen=True):
    """`code` is `won`, or the code that the shop answered with."""

    code: str
    order_id: str = ""
    shopper: Shopper | None = None


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="siyu prove order", description=__doc__)
    ask.add_argument("--buyers", type=int, default=200)
    ask.add_argument("--units", type=int, default=50)
    ask.add_argument("--kill-every", type=float, default=1.5, metavar="SECONDS")
    ask.add_argument("--kills", type=int, default=12, help="how many kills at the most")
    ask.add_argument("--seed", type=int, default=1)
    return ask.parse_args(arguments)


async def prove_order(arguments: Sequence[str]) -> int:
    given = _options(arguments)
    # Lost notices are found by the poller; the proof does not wait for WeChat's own ladder of repeats.
    async with running_world() as world:
        built = build(world.settings)
        async with built.open():
            goods = await stock_up(built, (given.units // 2, given.units - given.units // 2))
            return await _run(given, world, built, goods)


async def _run(given: argparse.Namespace, world: World, built: Built, goods: Goods) -> int:
    limits = httpx.Limits(max_connections=given.buyers)
    began = time.monotonic()
    async with (
        httpx.AsyncClient(base_url=world.shop_url, timeout=20, limits=limits) as shop,
        httpx.AsyncClient(base_url=world.emulator_url, timeout=20, limits=limits) as emulator,
    ):
        (await emulator.put("/play/faults", json=FAULTS)).raise_for_status()
        buyers = [Shopper(shop, emulator, f"proof-{number}") for number in range(given.buyers)]
        addresses = await _sign_in_all(buyers)
        killer = asyncio.create_task(_kill(world, given))
        outcomes = await asyncio.gather(
            *(_buy(buyer, goods, address) for buyer, address in zip(buyers, addresses, strict=True))
        )
        await killer
        winners = [outcome for outcome in outcomes if outcome.code == "won"]
        stuck = await _finish(winners)
        refunded = await _refund_some(winners)
        books = await _settled(built, goods, emulator, refunded)
    codes = Counter(outcome.code for outcome in outcomes)
    repeats = sum(buyer.repeats for buyer in buyers)
    print(f"buyers {given.buyers}, units {given.units}, outcomes {dict(codes)}, repeated requests {repeats}")
    print(f"kills {world.kills}, refunded afterwards {refunded}, seconds {time.monotonic() - began:.1f}")
    return _judge(given, books, codes, (stuck, refunded))


async def _sign_in_all(buyers: Sequence[Shopper]) -> list[str]:
    async def ready(buyer: Shopper) -> str:
        await buyer.sign_in()
        return await buyer.add_address()

    addresses: list[str] = []
    for start in range(0, len(buyers), 20):
        addresses += await asyncio.gather(*(ready(buyer) for buyer in buyers[start : start + 20]))
    return addresses


async def _kill(world: World, given: argparse.Namespace) -> None:
    """Kills start at once, while the buyers press the button, and go on through the payments."""
    dice = random.Random(given.seed)  # noqa: S311 - which part dies when, repeatable
    for number in range(given.kills):
        await asyncio.sleep(given.kill_every * dice.uniform(0.3, 1.0))
        world.kill(PARTS[number % len(PARTS)])


async def _buy(buyer: Shopper, goods: Goods, address_id: str) -> Outcome:
    try:
        answer = await buyer.order(goods.sku_id.hex, 1, goods.price_fen, address_id)
        if answer.status_code not in (200, 201):
            return Outcome(answer.json().get("code", f"status {answer.status_code}"))
        order_id = answer.json()["id"]
        await buyer.pay(order_id)
    except GaveUp as error:
        return Outcome(f"gave up: {error}")
    return Outcome("won", order_id, buyer)


async def _finish(winners: Sequence[Outcome]) -> int:
    """How many winners never saw their order paid."""

    async def paid(outcome: Outcome) -> bool:
        assert outcome.shopper is not None
        try:
            await outcome.shopper.wait_until(outcome.order_id, "paid")
        except GaveUp:
            return False
        return True

    return (await asyncio.gather(*(paid(outcome) for outcome in winners))).count(False)


async def _refund_some(winners: Sequence[Outcome]) -> int:
    """A few winners give their unit back before it is shipped: money and unit must both return."""
    done = 0
    for outcome in winners[:REFUNDED_WINNERS]:
        assert outcome.shopper is not None
        options = (await outcome.shopper.ask("GET", f"/orders/{outcome.order_id}/after-sale-options")).json()
        body = {
            "orderId": outcome.order_id,
            "kind": "refund_only",
            "lines": [{"lineId": options["lines"][0]["lineId"], "quantity": 1}],
            "reasonCode": next(one["code"] for one in options["reasons"] if "refund_only" in one["kinds"]),
            "description": "",
            "imageIds": [],
        }
        done += (await outcome.shopper.ask("POST", "/after-sales", body)).status_code in (200, 201)
    return done


async def _settled(built: Built, goods: Goods, emulator: httpx.AsyncClient, refunded: int) -> Books:
    """The books once nothing is under way any more, or after SETTLE_SECONDS as they are."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        books = await read_books(built, goods, emulator)
        quiet = books.deliveries_pending == 0 and books.refunds >= refunded
        if quiet or time.monotonic() > deadline:
            return books
        await asyncio.sleep(0.5)


def _judge(given: argparse.Namespace, books: Books, codes: Counter[str], rest: tuple[int, int]) -> int:
    stuck, refunded = rest
    sold = given.units - refunded
    checks = [
        ("buyers who won", codes["won"], given.units),
        ("buyers told that it is sold out", codes["supply.sold_out"], given.buyers - given.units),
        ("buyers who saw anything else", given.buyers - codes["won"] - codes["supply.sold_out"], 0),
        ("winners whose order was never shown paid", stuck, 0),
        ("orders", books.orders, given.units),
        ("orders made twice by one key", books.orders - books.client_keys, 0),
        ("orders paid", books.orders_paid, given.units),
        ("orders paid twice", books.orders_paid_twice, 0),
        ("units sold", books.units_sold, sold),
        ("units reserved for them", books.reserved, sold),
        ("units free", books.free, refunded),
        ("units on hand", books.on_hand, given.units),
        ("on hand less the sum of the moves", books.on_hand - books.moved_on_hand, 0),
        ("reserved less the sum of the moves", books.reserved - books.moved_reserved, 0),
        ("fen paid: attempts less WeChat's books", books.attempts_paid_fen - books.wechat_paid_fen, 0),
        ("fen paid: orders less attempts", books.orders_paid_fen - books.attempts_paid_fen, 0),
        ("fen refunded: refunds less WeChat's books", books.refunded_fen - books.wechat_refunded_fen, 0),
        ("fen refunded: orders less refunds", books.orders_refunded_fen - books.refunded_fen, 0),
        ("sum of the money ledger", books.ledger_sum_fen, 0),
        ("deliveries pending", books.deliveries_pending, 0),
        ("deliveries parked", books.deliveries_parked, 0),
    ]
    for account, balance in sorted(books.balances.items()):
        print(f"ledger  {account:28} {balance / 100:>12.2f} yuan")
    off = [name for name, found, wanted in checks if found != wanted]
    for name, found, wanted in checks:
        print(f"{'ok   ' if found == wanted else 'OFF  '} {name}: {found} (wanted {wanted})")
    print(f"paid {books.wechat_paid_fen / 100:.2f} yuan, refunded {books.wechat_refunded_fen / 100:.2f} yuan")
    if off:
        print(f"{len(off)} invariants are off", file=sys.stderr)
    return 1 if off else 0
