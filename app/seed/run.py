"""The order of things: staff and members, shelves and stock, ninety days of stories, and what the world remembers."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from app.actors.deliver import Deliverer
from app.seed import memory, phases
from app.seed.adjusting import Adjusting
from app.seed.bargains import Bargaining
from app.seed.checks import Findings, check
from app.seed.circle import Circle
from app.seed.clock import OwnDeliveries, PastClock
from app.seed.gallery import DrawnRenderer, draw
from app.seed.goods import Goods, all_goods
from app.seed.group_buy import GroupSelling
from app.seed.guiding import Guiding
from app.seed.identities import Identities
from app.seed.levels import SEED as CLUB_SEED
from app.seed.levels import club
from app.seed.memberships import Memberships, NoContracts
from app.seed.outside import PastBank, PastCouriers, PastWechat
from app.seed.people import Person, people
from app.seed.performing import Performing
from app.seed.playing import Playing
from app.seed.posting import Posting
from app.seed.promoting import Promoting
from app.seed.reviewing import PastJudge, Reviewing
from app.seed.rhythm import Basket, Crowd, baskets
from app.seed.shop import Shop, side_by_side
from app.seed.staff import hire
from app.seed.stocking import Stocking, release_times
from app.seed.stories import SWEEPS, Step, fresh_baskets, stories
from app.seed.tagging import Tagging
from app.seed.telling import Cast, Telling
from app.settings import Settings
from app.wiring import build
from app.wiring.outer import Replacements
from ports.members.enrolment import Newcomer

SEED = 20261122
GUIDE_SEED = 20261134
SHANGHAI = ZoneInfo("Asia/Shanghai")


class Size(Struct, frozen=True):
    """`per_shelf` None: all goods."""

    members: int = 2000
    days: int = 90
    orders: int = 1190
    per_shelf: int | None = None


SMALL = Size(members=40, days=14, orders=50, per_shelf=2)


class Seeding:
    """One run. `say` takes a line for whoever watches."""

    def __init__(self, settings: Settings, size: Size, say: Callable[[str], None]) -> None:
        # A crash loses the whole run anyway: the marks alone wait for the disk.
        mark = "&" if "?" in settings.database_url else "?"
        quick = replace(
            settings,
            database_url=f"{settings.database_url}{mark}synchronous_commit=off",
            # Nobody of the past gave a grant for messages.
            wechat=replace(settings.wechat, templates={}),
        )
        self._settings, self._size, self._say = settings, size, say
        self._rng = random.Random(SEED)  # noqa: S311 - the same shop everywhere
        self._renderer, self._wechat, self._judge = DrawnRenderer(), PastWechat(), PastJudge()
        clock, own = PastClock(), OwnDeliveries()
        # The numbers of the outer world never come twice, however often a shop is filled.
        bank, couriers = PastBank(clock, random.SystemRandom()), PastCouriers(clock, random.SystemRandom())
        built = build(
            quick,
            Replacements(
                clock, own, couriers, bank, self._wechat, self._renderer, NoContracts(), content_check=self._judge
            ),
        )
        deliverer = Deliverer(built.services.uow, built.deliveries, built.subscriptions, clock)
        now = datetime.now(SHANGHAI).replace(microsecond=0)
        self._shop = Shop(built, deliverer, clock, own, bank, couriers, now)
        self._tagging = Tagging(self._shop)
        self._began = time.monotonic()

    async def run(self) -> Findings | None:
        """None: the shop is filled already. Raises CannotStart when the emulator is away."""
        async with self._shop.built.open():
            pool = await self._shop.built.database.pool()
            phase = await phases.phase_of(pool)
            if phase in ("done", "foreign"):
                return None
            if phase == "begun":
                self._say("an earlier filling was interrupted: starting anew")
                await phases.empty(pool)
            self._shop.at(self._shop.now)
            if phase != "played":
                await phases.reach(pool, "begun")
                await self._fill()
                await phases.reach(pool, "played")
            findings = await self._conclude()
            if not findings.wrong:
                await phases.reach(pool, "done")
                memory.forget(self._settings.home)
            return findings

    async def _fill(self) -> None:
        shop, size, rng = self._shop, self._size, self._rng
        goods = all_goods(size.per_shelf)
        album_task = asyncio.create_task(draw(goods))
        start = shop.now - timedelta(days=size.days)
        crowd = people(size.members, shop.now - timedelta(hours=12), rng)
        released = release_times(goods, start, shop.now, rng)
        told = baskets(Crowd(crowd, goods, released), size.days, size.orders, shop.now, rng)
        told += fresh_baskets(crowd, goods, shop.now, rng)
        await hire(shop, start - timedelta(days=45), self._settings.home if self._settings.mode == "demo" else None)
        self._done("staff", "5 people")
        await self._enrol(crowd)
        album = await album_task
        self._renderer.learn(album)
        self._done("pictures", f"{len(album.all())}")
        stocking = Stocking(shop, goods, album)
        await self._stock(stocking, told, released, start)
        selling = await self._promote(goods)
        await self._tell(told, tuple(crowd), goods)
        self._done("teams", f"{await selling.teams()}")
        self._done("play", await Playing(shop).run())
        self._done("bargains", f"{await Bargaining(shop, goods).run()}")
        self._done("reviews", await Reviewing(shop, self._judge).run())
        self._done("memberships", f"{await Memberships(shop).run()}")
        contacts = await Identities(shop).run([one.unionid for one in crowd], [one.phone for one in crowd])
        self._done("identities", f"{contacts} known to WeCom")
        self._done("birthdays", f"{await club(shop, random.Random(CLUB_SEED))}")  # noqa: S311
        shop.at(shop.now)
        self._done("guides", await Guiding(shop).run(random.Random(GUIDE_SEED)))  # noqa: S311
        self._done("points", f"{await Adjusting(shop).run()} adjustments wait for a second person")
        shop.at(shop.now)
        self._done("flash sales", f"{await Promoting(shop, goods, {}).flash_sales()}")
        shop.at(shop.now)
        self._done("tags", f"{await self._tagging.finish(crowd, rng)} in use")
        sent, won, handed = await Performing(shop).run()
        self._done("guides", f"{sent} touches, {won} orders, {handed} members of their own")
        self._done("posts", f"{await Posting(shop).run()} drafts for groups")
        memory.remember(self._settings.home, crowd, (shop.bank, self._wechat, shop.couriers), shop.now)

    async def _promote(self, goods: Sequence[Goods]) -> GroupSelling:
        shop = self._shop
        shop.at(shop.now - timedelta(days=11))
        listed = await shop.built.services.categories.all()
        leaves = {leaf.name: leaf.id for root in listed.items for leaf in root.children}
        promoting = Promoting(shop, goods, leaves)
        self._done("promotions", f"{await promoting.campaigns()} campaigns, {await promoting.coupons()} coupons")
        selling = GroupSelling(shop, goods)
        await selling.publish()
        return selling

    async def _enrol(self, crowd: Sequence[Person]) -> None:
        newcomers = [
            Newcomer(
                openid=person.openid,
                unionid=person.unionid,
                nickname=person.nickname,
                phone=person.phone,
                level_code=person.level,
                joined_at=person.joined_at,
                addresses=person.addresses,
            )
            for person in crowd
        ]
        self._shop.members = await self._shop.built.modules.members.enrolment.enrol(newcomers)
        self._done("members", f"{len(newcomers)}")

    async def _stock(
        self, stocking: Stocking, told: Sequence[Basket], released: Sequence[datetime], start: datetime
    ) -> None:
        self._shop.at(start - timedelta(days=44))
        await stocking.categories()
        await stocking.products(released)
        await stocking.window()
        self._done("catalogue", f"{len(released)} products, {len(self._shop.skus)} SKUs")
        await stocking.warehouses()
        await stocking.stock(told, start, self._rng)
        self._done("stock", f"{len(self._shop.sites)} places")

    async def _tell(self, told: Sequence[Basket], crowd: tuple[Person, ...], goods: tuple[Goods, ...]) -> None:
        shop, cast = self._shop, Cast(crowd, goods)
        planned = stories(told, (crowd, goods), shop.now, self._rng)
        tellings = {story.number: Telling(shop, cast, story) for story in planned}
        steps = sorted(
            (step.at, story.number, step) for story in planned for step in story.steps if step.at <= shop.now
        )
        for batch in _batches([(number, step) for _, number, step in steps]):
            by_story: dict[int, list[Step]] = {}
            for number, step in batch:
                by_story.setdefault(number, []).append(step)

            async def one(number: int, by_story: dict[int, list[Step]] = by_story) -> None:
                for step in by_story[number]:
                    await tellings[number].play(step)

            await side_by_side(by_story, one)
            await self._wake(batch[-1][1].at)
            await self._tagging.nights(batch[-1][1].at)
        await self._wake(shop.now)
        while await shop.built.sweeps["commerce.count_sold"].run():
            continue
        for step_and_code, count in shop.refusals.most_common():
            self._say(f"  refused {step_and_code} × {count}")
        self._done("stories", f"{len(planned)} of {self._size.days} days")

    async def _wake(self, at: datetime) -> None:
        """What was to be done a little later."""
        self._shop.at(at)
        await self._shop.built.sweeps["kernel.wake_stale"].run()
        await self._shop.settle()

    async def _conclude(self) -> Findings:
        held = None
        if self._settings.emulator_url is not None and self._settings.mode == "demo":
            held = await asyncio.to_thread(memory.tell, self._settings.home, self._settings.emulator_url)
            self._done("emulator", f"{held[0]} payments")
            self._done("wecom", await Circle(self._shop, self._settings.emulator_url).run())
        pool = await self._shop.built.database.pool()
        audit = await self._shop.built.services.audit.verify()
        return await check(pool, held, audit_is_intact=audit.intact)

    def _done(self, name: str, what: str) -> None:
        seconds, self._began = time.monotonic() - self._began, time.monotonic()
        self._say(f"  {name}: {what}, {seconds:.1f} s")


def _batches(steps: Sequence[tuple[int, Step]]) -> Iterator[list[tuple[int, Step]]]:
    """Steps of one hour, which may run side by side; a sweep runs alone, after all that was before it."""
    for _, group in groupby(steps, key=lambda one: one[1].at.replace(minute=0, second=0, microsecond=0)):
        batch: list[tuple[int, Step]] = []
        for number, step in group:
            if step.move in SWEEPS and batch:
                yield batch
                batch = []
            if step.move in SWEEPS:
                yield [(number, step)]
            else:
                batch.append((number, step))
        if batch:
            yield batch
