"""`siyu prove points`: random earning, spending, expiry, refunds, merges and partings, while processes are killed.

Some processes work on the accounts of the same few members, and shoppers buy with points over HTTP; all of them die at
random moments. Afterwards every balance equals its entries, and all accounts together are zero.
"""

import argparse
import asyncio
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import uuid4

import httpx

from app.prove.buying import finish, lines_of, place
from app.prove.goods import stock_up
from app.prove.points_books import BREACHES
from app.prove.points_orders import complete_some
from app.prove.scene import Scene, Visitor, random_goods
from app.prove.shopper import GaveUp, Shopper
from app.prove.world import PARTS, World, running_world
from app.wiring import Built, build
from ports.kernel import MemberId
from ports.members.enrolment import Newcomer
from ports.members.points import Earning

FAULTS = {"pay": {"dropNotifyRate": 0.2, "duplicateNotifyRate": 0.3}}
PRICES = (4_900, 9_900, 3_333, 19_999)
STEPS_AGAIN = 3
SETTLE_SECONDS = 180.0
SHOPPER_POINTS = 200_000
_UNSETTLED = """
    select (select count(*) from kernel.delivery where status = 'pending' and due_at < now() + interval '1 minute')
         + (select count(*) from payments.refund where state <> 'succeeded')
         + (select count(*) from members.points_account where next_expiry_at <= now())
"""
_ORDERS = {
    "orders whose lines were paid with other points than the order": """
        select count(*) from commerce."order" o
        where o.points <> (select sum(l.points) from commerce.order_line l where l.order_id = o.id)
    """,
    "orders whose points are not held, used or free as they are": """
        select count(*) from commerce."order" o left join members.points_hold h on h.order_id = o.id
        where o.points <> coalesce(h.points, 0)
           or o.points > 0 and h.state <> case
                when o.status = 'pending_payment' then 'held'
                when o.paid_at is null or o.end_reason like '付款时商品已售完%' then 'released'
                else 'used' end
    """,
    "refunded orders that gave back other points than their units": """
        select count(*) from commerce."order" o cross join lateral (
            select sum(l.points * l.refunded / l.quantity) as points from commerce.order_line l
            where l.order_id = o.id) due
        cross join lateral (
            select coalesce(-sum(e.points), 0) as points from members.points_booking b
            join members.points_entry e on e.booking_id = b.id and e.account = 'redeemed'
            where b.undoes = 'checkout:' || o.id) given
        where due.points <> given.points
    """,
    "completed orders that earned other points than they keep": """
        select count(*) from commerce."order" o left join members.points_order p on p.order_id = o.id
        where (o.status = 'completed') <> coalesce(p.is_completed, false)
           or o.status = 'completed' and p.kept_fen <> o.paid_fen - o.refunded_fen
    """,
    "deliveries that were parked": "select count(*) from kernel.delivery where status = 'parked'",
    "sum of the money ledger": "select abs(coalesce(sum(amount_fen), 0)) from payments.ledger_line",
}
_COUNTS = """
    select source || case when points > 0 then ' +' else ' -' end as name, count(*), sum(points) from (
        select b.source, sum(e.points) as points from members.points_booking b
        join members.points_entry e on e.booking_id = b.id and e.member_id is not null group by b.id) x
    group by 1 order by 1
"""


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="siyu prove points", description=__doc__)
    ask.add_argument("--minutes", type=float, default=2.0)
    ask.add_argument("--hands", type=int, default=3, help="processes that work on the same accounts")
    ask.add_argument("--members", type=int, default=7)
    ask.add_argument("--shoppers", type=int, default=6)
    ask.add_argument("--kill-every", type=float, default=2.5, metavar="SECONDS", help="one of the hands")
    ask.add_argument("--seed", type=int, default=1)
    return ask.parse_args(arguments)


class Hands:
    """The processes, what they have acknowledged, and where the next one takes over."""

    def __init__(self, world: World, names: Sequence[str], members: Sequence[MemberId]) -> None:
        self._world, self._members = world, members
        self.next = dict.fromkeys(names, 0)
        self.acknowledged: set[str] = set()
        self.done: Counter[str] = Counter()
        self.kills = 0
        self.logged: list[str] = []
        self._at_work: set[str] = set()
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self.is_over = False

    async def work(self, name: str) -> None:
        """One of them after the other, until it is over."""
        while not self.is_over:
            command = ["-m", "app.prove.points_hand", name, str(max(0, self.next[name] - STEPS_AGAIN))]
            with (self._world.home / f"{name}.log").open("ab") as log:
                process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    *command,
                    *map(str, self._members),
                    env=self._world.environ,
                    stdout=subprocess.PIPE,
                    stderr=log,
                )
            self._running[name] = process
            assert process.stdout is not None
            async for line in process.stdout:
                # What a kill cut off was not acknowledged; other lines are the log's.
                if line.startswith(b"done ") and line.endswith(b"\n"):
                    self._note(name, line.decode().split()[1:])
                elif line.endswith(b"\n"):
                    self.logged.append(line.decode().strip())
            await process.wait()

    def _note(self, name: str, words: list[str]) -> None:
        number, ended = int(words[0]), " ".join(words[1:])
        self.next[name] = number + 1
        self._at_work.add(name)
        self.done[ended if words[-1] in ("True", "False") or "." in ended else words[1]] += 1
        if ended in ("earn True", "spend True", "take_back True"):
            self.acknowledged.add(f"{name}:{number}")

    def kill(self, name: str) -> None:
        """One that works: a process that is killed while it starts shows nothing."""
        if name in self._at_work:
            self._at_work.discard(name)
            self._end(name)
            self.kills += 1

    def _end(self, name: str) -> None:
        with suppress(ProcessLookupError, KeyError):
            self._running[name].kill()

    async def kill_one_after_another(self, every: float, dice: random.Random, end: float) -> None:
        while time.monotonic() < end:
            await asyncio.sleep(every * dice.uniform(0.3, 1.7))
            self.kill(dice.choice(list(self.next)))
        self.is_over = True
        for name in self.next:
            self._end(name)


async def prove_points(arguments: Sequence[str]) -> int:
    given = _options(arguments)
    async with running_world() as world:
        built = build(world.settings)
        async with (
            built.open(),
            httpx.AsyncClient(base_url=world.shop_url, timeout=20) as shop,
            httpx.AsyncClient(base_url=world.emulator_url, timeout=20) as emulator,
        ):
            (await emulator.put("/play/faults", json=FAULTS)).raise_for_status()
            return await _run(given, world, built, (shop, emulator))


async def _run(
    given: argparse.Namespace, world: World, built: Built, clients: tuple[httpx.AsyncClient, httpx.AsyncClient]
) -> int:
    began, dice = time.monotonic(), random.Random(given.seed)  # noqa: S311
    goods = [await stock_up(built, (400, 400), price_fen) for price_fen in PRICES]
    scene = Scene(built, goods, dice)
    members = await _members(built, given.members)
    visitors = [await _visitor(built, clients, number) for number in range(given.shoppers)]
    end = time.monotonic() + given.minutes * 60
    hands = Hands(world, [f"hand{number}" for number in range(given.hands)], members)
    await asyncio.gather(
        *(hands.work(name) for name in hands.next),
        hands.kill_one_after_another(given.kill_every, dice, end),
        *(_shop(scene, visitor, end) for visitor in visitors),
        _kill_parts(world, dice, end),
    )
    waiting = await _settle(built)
    pool = await built.database.pool()
    for name, count in sorted((hands.done + scene.told).items()):
        print(f"told    {name}: {count}")
    for row in await pool.fetch(_COUNTS):
        print(f"kept    {row[0]}: {row[1]} bookings, {row[2]} points")
    seconds = time.monotonic() - began
    steps = sum(hands.next.values())
    for line in hands.logged[:5]:
        print(f"logged  {line}")
    print(f"steps {steps}, kills of hands {hands.kills}, of parts {world.kills}, seconds {seconds:.0f}")
    idle = sum(not number for number in hands.next.values())
    checks = [("still under way", waiting), ("hands that did nothing", idle), *await _found(pool, hands, scene)]
    return _judge(checks)


async def _members(built: Built, count: int) -> list[MemberId]:
    now = built.clock.now()
    newcomers = [
        Newcomer(f"points-{uuid4().hex}", None, f"证明{n}", f"1600000{n:04d}", "bronze", now, ()) for n in range(count)
    ]
    return await built.modules.members.enrolment.enrol(newcomers)


async def _visitor(built: Built, clients: tuple[httpx.AsyncClient, httpx.AsyncClient], number: int) -> Visitor:
    shopper = Shopper(*clients, f"points-{number}")
    await shopper.sign_in()
    member_id = MemberId((await shopper.ask("GET", "/me")).json()["id"])
    async with built.services.uow.begin() as tx:
        earning = Earning(f"start:{number}", member_id, SHOPPER_POINTS, "adjustment", "证明")
        await built.modules.members.points.book.earn(tx, earning)
    return Visitor(shopper, await shopper.add_address(), random.Random(f"points:{number}"))  # noqa: S311


async def _shop(scene: Scene, visitor: Visitor, end: float) -> None:
    """Buys with points, and pays, cancels, gets it, or wants its money back."""
    while time.monotonic() < end:
        try:
            lines = lines_of(random_goods(scene, visitor.dice, 3))
            points = visitor.dice.choice([None, None, 0, 100, 300])
            order = await place(scene, visitor, lines, points=points)
            if order is not None:
                await finish(scene, visitor, order["id"])
            await complete_some(scene, visitor)
        except GaveUp as error:
            scene.unexpected[f"gave up: {error}"] += 1


async def _kill_parts(world: World, dice: random.Random, end: float) -> None:
    while time.monotonic() < end:
        with suppress(TimeoutError):
            await world.wait_for(world.shop_url + "/health/ready")
        await asyncio.sleep(10 * dice.uniform(0.3, 1.7))
        world.kill(dice.choice(PARTS))


async def _settle(built: Built) -> int:
    """What is still under way after SETTLE_SECONDS at most."""
    deadline, pool = time.monotonic() + SETTLE_SECONDS, await built.database.pool()
    while True:
        waiting: int = await pool.fetchval(_UNSETTLED)
        if not waiting or time.monotonic() > deadline:
            return waiting
        await asyncio.sleep(0.5)


async def _found(pool: Any, hands: Hands, scene: Scene) -> list[tuple[str, int]]:
    known = {row[0] for row in await pool.fetch("select key from members.points_booking")}
    checks = {name: int(await pool.fetchval(sql)) for name, sql in (BREACHES | _ORDERS).items()}
    checks["bookings that were acknowledged and are not there"] = len(hands.acknowledged - known)
    checks |= {f"seen: {name}": count for name, count in scene.unexpected.items()}
    return list(checks.items())


def _judge(checks: Sequence[tuple[str, int]]) -> int:
    for name, found in checks:
        print(f"{'OFF  ' if found else 'ok   '} {name}: {found} (wanted 0)")
    off = [name for name, found in checks if found]
    if off:
        print(f"{len(off)} invariants are off", file=sys.stderr)
    return 1 if off else 0
