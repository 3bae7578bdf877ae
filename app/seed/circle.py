"""The shop's circle in WeCom, once the emulator knows its past: live codes, a welcome, a transfer, losses, tasks.

All of it is done through the use cases, and ends with comparisons, so that the shop's next one finds nothing to do.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from app.seed.brand import WORKERS
from app.seed.promoting import OPERATOR
from app.seed.readers import Readers
from app.seed.rooms import Rooms
from app.seed.shop import Shop
from app.seed.wecom import Corp, Told
from domain.governance.permissions import BUILT_IN_ROLES
from ports.community.cards import CardWish
from ports.community.guide_tasks import NewGuideTask
from ports.community.live_codes import LiveCodeRow, LiveCodeRules, Shift
from ports.community.transfers import LookAtTransfer, NewTransfer, TransferRules
from ports.governance.api import Actor
from ports.inbox import Callback
from ports.kernel import OperatorId, ProductId

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORKDAYS, WEEKEND = (1, 2, 3, 4, 5), (6, 7)
NINE, SIX, NINE_AT_NIGHT = 9 * 60, 18 * 60, 21 * 60
TURNS_MAX = 30
_GOODS = (
    "select id from commerce.product where status = 'on_sale' and cover_url <> '' order by sold_count desc, id limit 2"
)
_CONTACTS = "select contact_id from community.follow where user_id = $1 and ended_at is null order by added_at"
_UNDER_WAY = """
    select (select count(*) from community.comparison where state in ('running', 'stopping'))
         + (select count(*) from community.chat_comparison where state = 'running')
"""
_EVENT = (
    "<xml><ToUserName>x</ToUserName><MsgType>event</MsgType><Event>change_external_contact</Event>"
    "<CreateTime>{at}</CreateTime><ChangeType>{change}</ChangeType><UserID>{guide}</UserID>"
    "<ExternalUserID>{contact}</ExternalUserID>{more}</xml>"
)


class Circle:
    """`run` may be repeated after it was interrupted: what is there already is left alone."""

    def __init__(self, shop: Shop, emulator_url: str) -> None:
        self._shop = shop
        self._own = shop.built.modules.community
        self._emulator_url = emulator_url

    async def run(self) -> str:
        """What there is now, in words. Raises CannotStart when the emulator is away."""
        pool = await self._shop.built.database.pool()
        self._pool = pool
        self._actor = await self._operator()
        with httpx.Client(base_url=self._emulator_url, timeout=60, trust_env=False) as client:
            self._corp = Corp(client)
            await asyncio.to_thread(self._corp.staff)
            await self._compare(hours_ago=9)
            codes = await self._live_codes()
            marks = [code.mark for code in codes]
            members = await pool.fetchval("select count(*) from members.member")
            told = await asyncio.to_thread(self._corp.past, members, marks)
            await self._compare(hours_ago=6)
            await self._welcome(told, codes)
            for table, tell in (("transfer", self._transfer), ("loss", self._lose), ("guide_task", self._tasks)):
                if not await pool.fetchval(f"select exists (select from community.{table})"):  # noqa: S608
                    await tell()
            rooms = Rooms(self._shop, self._actor, self._corp)
            posts = await rooms.run(told)
            await asyncio.to_thread(self._corp.leave)
            await self._compare(hours_ago=0)
            readers = await Readers(self._shop, client).run(members)
        circle = f"{len(told.pairs)} contacts of guides, {len(marks)} live codes, {posts} posts"
        return f"{circle}, {readers} followers of the official account"

    async def _operator(self) -> Actor:
        [worker] = [one for one in WORKERS if one.role == OPERATOR]
        row = await self._pool.fetchrow("select id, name from governance.operator where username = $1", worker.username)
        assert row is not None, "the people at work are there before everything else"
        return Actor(OperatorId(row["id"]), row["name"], BUILT_IN_ROLES[OPERATOR], "127.0.0.1")

    async def _compare(self, *, hours_ago: float) -> None:
        """Contacts and groups, each to its end."""
        self._at(hours_ago=hours_ago)
        await self._own.comparison.open_due()
        await self._own.groups.comparison.open_due()
        for _ in range(TURNS_MAX):
            await self._own.comparison.go_on()
            await self._own.groups.comparison.go_on()
            if not await self._pool.fetchval(_UNDER_WAY):
                break
        await self._shop.settle()

    async def _live_codes(self) -> list[LiveCodeRow]:
        """Those of the counter and of the parcel; personal guides have codes of their own beside them."""
        desk = self._own.live_code_desk
        self._at(hours_ago=45 * 24)
        known = {row.rules.name for row in await desk.all(self._actor)}
        goods = [ProductId(row["id"]) for row in await self._pool.fetch(_GOODS)]
        wanted = {rules.name: rules for rules in _codes(goods)}
        for name in sorted(wanted.keys() - known):
            await desk.create(self._actor, wanted[name])
        await self._shop.settle()
        return [row for row in await desk.all(self._actor) if row.rules.name in wanted]

    async def _welcome(self, told: Told, codes: Sequence[LiveCodeRow]) -> None:
        """Two more who scan a code just now, and are told something."""
        self._at()
        await self._own.live_codes.turn()
        for code, device in zip(codes, told.spare, strict=False):
            met = self._corp.play("scan", {"device": device, "qr": code.qr_url})
            if met:
                more = f"<State>{code.mark}</State><WelcomeCode>{met['welcomeCode']}</WelcomeCode>"
                await self._tell("add_external_contact", (met["userId"], met["externalUserId"]), more)

    async def _tell(self, change: str, pair: tuple[str, str], more: str = "") -> None:
        """As WeCom's callback would: there is no server yet that it could call."""
        at = int(self._shop.clock.now().timestamp())
        body = _EVENT.format(at=at, change=change, guide=pair[0], contact=pair[1], more=more).encode()
        async with self._shop.built.services.uow.begin() as tx:
            callback = Callback("wecom", f"seed:{change}:{pair}", "event", {}, body)
            await self._own.callback_handler.on_event(tx, callback)
        await self._shop.settle()

    async def _transfer(self) -> None:
        """On the job: one customer refuses, and one stays because they have only just been added."""
        desk, (giver, taker) = self._own.transfer_desk, ("ahe", "lanlan")
        self._at(hours_ago=26)
        if (await desk.rules(self._actor)).version == 0:
            await desk.change_rules(self._actor, TransferRules(added_days=3), 0)
        contacts = [row["contact_id"] for row in await self._pool.fetch(_CONTACTS, giver)]
        new = NewTransfer(giver, taker, False, "您好，满满调到新店了，以后由小澜继续照顾您和宝宝", "调去新店筹备")
        found = await desk.preview(self._actor, new, contacts)
        kept = {one.contact_id for one in found.protected}
        going = [one for one in contacts if one not in kept][:4]
        view = await desk.start(self._actor, new, [*going, *sorted(kept)[:1]])
        await self._shop.settle()
        self._at()
        for place, waiting in enumerate((await asyncio.to_thread(self._corp.see, "transfers"))["items"]):
            self._corp.play(f"transfers/{waiting['id']}/{'refuse' if place == 0 else 'finish'}", {})
        await self._own.transfers.on_look(LookAtTransfer(view.id))
        await self._shop.settle()

    async def _lose(self) -> None:
        """A customer has deleted their guide, who is told; a guide has deleted a customer, which nobody is told of."""
        devices = {one["externalUserId"]: one["device"] for one in self._corp.see("truth")["contacts"]}
        for guide, action, change, hours in (
            ("tangtang", "delete-guide", "del_follow_user", 5),
            ("lanlan", "delete-contact", "del_external_contact", 2),
        ):
            contact_id = (await self._pool.fetch(_CONTACTS, guide))[1]["contact_id"]
            self._corp.play(f"{action}/pair", {"device": devices[contact_id], "userId": guide})
            self._at(hours_ago=hours)
            await self._tell(change, (guide, contact_id))

    async def _tasks(self) -> None:
        """Of one guide: due soon, overdue, done, put off, and one that nobody wants any more."""
        tasks, guide = self._own.sidebar.tasks, "xiaoqing"
        contacts = [row["contact_id"] for row in await self._pool.fetch(_CONTACTS, guide)][-5:]
        now = datetime.now(SHANGHAI)
        made = []
        for place, (contact_id, title, text, hours) in enumerate(
            zip(contacts, *zip(*_TASKS, strict=True), strict=False)
        ):
            self._at(hours_ago=72 - place)
            made.append(await tasks.add(guide, contact_id, (title, text, now + timedelta(hours=hours))))
        self._at(hours_ago=20)
        await tasks.done(guide, made[2].id, "发了满减券，客户带了两件")
        ten = (now + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
        await tasks.snooze(guide, made[3].id, ten)
        book, cause = self._own.sidebar.book, "seed:exchange"
        async with self._shop.built.services.uow.begin() as tx:
            new = NewGuideTask(cause, "follow_up", guide, "跟进换码", "客户想换大一码", now, contact_id=contacts[0])
            await book.assign(tx, new)
            await book.cancel(tx, cause)
        self._at()
        await tasks.tell_due()
        await self._shop.settle()

    def _at(self, *, hours_ago: float = 0) -> None:
        """By the clock on the wall, which the emulator goes by too."""
        self._shop.at(datetime.now(SHANGHAI) - timedelta(hours=hours_ago))


_TASKS: tuple[tuple[str, str, float], ...] = (
    ("提醒补货", "纸尿裤快用完了，问问要不要再囤一箱", 3),
    ("回访试穿", "上周寄的连体衣，问问尺码合不合适", -18),
    ("满月关怀", "宝宝满月，送一句祝福", -30),
    ("约到店", "想看推车实物，约周末到静安店", -22),
)
"""Title, words, and in how many hours it is due."""


def _codes(goods: Sequence[ProductId]) -> list[LiveCodeRules]:
    common: dict[str, Any] = {"skip_verify": True, "tag_ids": (), "template_id": None}
    counter = LiveCodeRules(
        name="门店收银台",
        shifts=(
            Shift(("xiaoqing", "ahe"), WORKDAYS, NINE, SIX),
            Shift(("tangtang",), WEEKEND, NINE, NINE_AT_NIGHT),
        ),
        spare_user_ids=("lanlan",),
        daily_max=30,
        welcome="您好，我是暖禾的导购，今天挑的有拿不准的随时问我。这件是店里回购最多的，点开看看尺码。",
        card=CardWish("", goods[0], None),
        **common,
    )
    parcel = LiveCodeRules(
        name="包裹卡片",
        shifts=(Shift(("tangtang", "lanlan"), (*WORKDAYS, *WEEKEND), NINE, NINE_AT_NIGHT),),
        spare_user_ids=("xiaoqing",),
        daily_max=None,
        welcome="包裹收到了吗，使用前先清洗一遍更安心。用得顺不顺手，都可以告诉我。",
        card=CardWish("", goods[-1], None),
        **common,
    )
    return [counter, parcel]
