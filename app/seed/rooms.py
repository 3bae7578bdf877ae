"""Groups of the invented shop: of kinds, by rules, with a join code, and what was said in them for some weeks."""

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from app.seed.shop import Shop
from app.seed.wecom import Corp, Told
from domain.community.group_post_desk import Draft
from ports.commerce.api import OrderPaid
from ports.community.cards import CardWish
from ports.community.chats import ChatKind
from ports.community.group_posts import PostContent, PostTarget, ReadGroupPost
from ports.community.group_rules import GroupRules
from ports.community.join_codes import JoinCodeRules
from ports.governance.api import Actor
from ports.kernel import MemberId, OrderId, ProductId

SHANGHAI = ZoneInfo("Asia/Shanghai")
KINDS: dict[str, ChatKind] = {"members-1": "vip", "hangzhou-new": "ordinary", "feeding": "ordinary"}
RULES = GroupRules(is_on=True, days=365, vip_orders=5, vip_fen=250_000, ordinary_orders=3)
TAG, TAG_GROUP = "试吃官", "商城"
EVENING = 20
CONFIRMED_AFTER = timedelta(minutes=18)
LOOKS_MAX, LOOK_SECONDS = 30, 0.2
VISITORS, BUYERS = 7, 2
_CHAT_PEOPLE = """
    select i.member_id from community.chat_member m
    join members.identity i on i.channel = 'wecom' and i.subject = m.subject
    where m.chat_id = $1 and m.left_at is null order by m.subject limit $2
"""
_UNCLAIMED = """
    select a.order_id, o.number, o.title, a.member_id, a.paid_at, a.paid_fen
    from community.attributed_orders a join commerce."order" o on o.id = a.order_id
    where a.rule = 'none' and a.paid_at between $1 and $2 order by a.paid_at, a.order_id limit $3
"""
_SENDS = "select owner, code, message_id from community.group_post_send where post_id = $1 order by owner"
_OF_TEXT = "select id from community.group_post where content ->> 'text' = $1"
_WAS_OPENED = """
    select exists (select from community.touch_openings o join community.touches t on t.id = o.touch_id
                   where t.post_id = $1)
"""
_IS_CONFIRMED = "select bool_and(confirmed_at is not null) from community.group_post_send where post_id = $1"
_GOODS = (
    "select id from commerce.product where status = 'on_sale' and cover_url <> '' order by sold_count desc, id limit 6"
)


class Said(Struct, frozen=True):
    """A post for one group on an evening so many days ago. `is_read`: its owner has sent it."""

    key: str
    days_ago: int
    text: str
    has_card: bool = False
    is_read: bool = True


SAID = (
    Said("feeding", 13, "今晚聊第一口辅食：米粉怎么冲不结块，有问题先在群里留言。"),
    Said("members-1", 9, "会员群先看，回购最多的这款给大家留了 30 件。", has_card=True),
    Said("hangzhou-new", 6, "周末新到一批秋冬内搭，料子软，点开卡片看尺码。", has_card=True),
    Said("skin", 2, "换季敏感的妈妈，明晚八点在群里说说日常怎么洗怎么擦。", is_read=False),
)
NEXT = "周末囤货清单，照着点就行。"
SELLING = "hangzhou-new"


class Rooms:
    def __init__(self, shop: Shop, actor: Actor, corp: Corp) -> None:
        self._shop, self._actor, self._corp = shop, actor, corp
        self._own = shop.built.modules.community
        self._posts = self._own.group_posts
        self._dice = random.Random(20261130)  # noqa: S311 - the same groups everywhere

    async def run(self, told: Told) -> int:
        """How many posts there are beside the drafts. Nothing is done twice."""
        self._pool = await self._shop.built.database.pool()
        self._goods = [ProductId(row["id"]) for row in await self._pool.fetch(_GOODS)]
        await self._rule(told)
        made = [(said, await self._known(said.text) or await self._say(said, told)) for said in SAID]
        if not await self._known(NEXT):
            await self._plan()
        if not await self._pool.fetchval("select exists (select from community.join_code)"):
            await self._join(told)
        if not await self._pool.fetchval("select exists (select from community.tag_link)"):
            await self._link()
        for said, post_id in made:
            await self._confirm(said, post_id)
        [selling] = [(said, post_id) for said, post_id in made if said.key == SELLING]
        if not await self._pool.fetchval(_WAS_OPENED, selling[1]):
            await self._sell(*selling, told.chat_ids[SELLING])
        return int(await self._pool.fetchval("select count(*) from community.group_post where state <> 'draft'"))

    async def _rule(self, told: Told) -> None:
        """Kinds of the groups, and guides who are asked to invite who belongs there."""
        self._at(self._now() - timedelta(days=20))
        for key, kind in KINDS.items():
            await self._own.groups.desk.set_kind(self._actor, told.chat_ids[key], kind)
        inviting = self._own.groups.inviting
        if (await inviting.rules(self._actor)).version == 0:
            await inviting.save_rules(self._actor, RULES, 0)
        self._at(self._now() - timedelta(hours=3))
        await inviting.ask_due()
        await self._shop.settle()

    async def _known(self, text: str) -> UUID | None:
        found: UUID | None = await self._pool.fetchval(_OF_TEXT, text)
        return found

    async def _say(self, said: Said, told: Told) -> UUID:
        """Planned the day before, and handed to WeCom when it was due."""
        planned_at = self._evening(-said.days_ago)
        card = CardWish("", self._goods[said.days_ago % len(self._goods)], None) if said.has_card else None
        content = PostContent(said.text, (), card, None, PostTarget("chats", (told.chat_ids[said.key],)))
        self._at(planned_at - timedelta(days=1, hours=4))
        made = (await self._posts.desk.create(self._actor, Draft(content, planned_at))).post
        await self._posts.desk.plan(self._actor, made.id, made.version)
        self._at(planned_at + timedelta(seconds=4))
        await self._posts.posts.open_due()
        await self._shop.settle()
        return made.id

    async def _confirm(self, said: Said, post_id: UUID) -> None:
        """The owner presses 发送. WeCom's clock says now: in the shop it is of that evening."""
        for send in await self._pool.fetch(_SENDS, post_id):
            if not said.is_read or send["message_id"] is None:
                continue
            self._corp.play(f"masses/{send['message_id']}/{send['owner']}/confirm", {})
            for _ in range(LOOKS_MAX):
                # WeCom gives a message out for a moment, and tells nothing of it meanwhile.
                self._at(self._now())
                await self._posts.sending.on_read(ReadGroupPost(post_id, send["owner"]))
                if await self._pool.fetchval(_IS_CONFIRMED, post_id):
                    break
                await asyncio.sleep(LOOK_SECONDS)
            at = self._evening(-said.days_ago) + CONFIRMED_AFTER
            for table, column in (("group_post_send", "confirmed_at"), ("group_post_chat", "sent_at")):
                await self._pool.execute(
                    f"update community.{table} set {column} = $2 where post_id = $1 and {column} is not null",  # noqa: S608
                    post_id,
                    at,
                )

    async def _plan(self) -> None:
        """One more for the ordinary groups, the day after tomorrow."""
        self._at(self._now())
        card = CardWish("", self._goods[0], None)
        content = PostContent(NEXT, (), card, None, PostTarget("ordinary"))
        made = (await self._posts.desk.create(self._actor, Draft(content, self._evening(2)))).post
        await self._posts.desk.plan(self._actor, made.id, made.version)

    async def _sell(self, said: Said, post_id: UUID, chat_id: str) -> None:
        """Some of the group have opened its card, and orders came of it."""
        sent_at = self._evening(-said.days_ago) + CONFIRMED_AFTER
        [send] = await self._pool.fetch(_SENDS, post_id)
        touches = self._own.performance.touches
        people = await self._pool.fetch(_CHAT_PEOPLE, chat_id, VISITORS)
        for row in people:
            self._at(sent_at + timedelta(minutes=self._dice.randint(2, 300)))
            await touches.open(MemberId(row["member_id"]), send["code"])
        span = (sent_at + timedelta(hours=1), sent_at + timedelta(days=2, hours=20))
        for row in await self._pool.fetch(_UNCLAIMED, *span, BUYERS):
            self._at(row["paid_at"] - timedelta(minutes=self._dice.randint(6, 40)))
            await touches.open(MemberId(row["member_id"]), send["code"])
            await self._attribute(row)

    async def _attribute(self, row: Any) -> None:
        await self._pool.execute("delete from community.attributed_orders where order_id = $1", row["order_id"])
        paid = (OrderId(row["order_id"]), row["number"], MemberId(row["member_id"]), row["paid_fen"], row["title"])
        async with self._shop.built.services.uow.begin() as tx:
            await self._own.performance.attribution.on_order_paid(tx, OrderPaid(*paid, row["paid_at"]))

    async def _join(self, told: Told) -> None:
        """A code at the counter that leads on from group to group; some have come through it, and one has left."""
        self._at(self._now() - timedelta(days=12))
        chat_ids = (told.chat_ids["hangzhou-new"], told.chat_ids["feeding"])
        rules = JoinCodeRules("门店入群码", chat_ids, 150, True, "暖禾妈妈群")
        await self._posts.join_code_desk.create(self._actor, rules)
        await self._shop.settle()
        [code] = await self._posts.join_code_desk.all(self._actor)
        devices: Sequence[str] = told.spare[2:7]
        for device in devices:
            self._corp.play("groups/scan", {"device": device, "qr": code.qr_url})
        self._corp.play(f"groups/{chat_ids[0]}/leave", {"device": devices[-1]})

    async def _link(self) -> None:
        """A tag of the shop that guides see in WeCom too."""
        tag_id = await self._pool.fetchval("select id from members.manual_tag where name = $1", TAG)
        if tag_id is None:
            return
        self._at(self._now() - timedelta(days=4))
        await self._own.tag_links.to_wecom(self._actor, tag_id, TAG_GROUP)
        await self._shop.settle()
        self._at(self._now())
        await self._own.tag_links.push_due()
        await self._shop.settle()

    def _now(self) -> datetime:
        """By the clock on the wall, which the emulator goes by too."""
        return datetime.now(SHANGHAI)

    def _at(self, moment: datetime) -> None:
        self._shop.at(moment)

    def _evening(self, days: int) -> datetime:
        return (self._now() + timedelta(days=days)).replace(hour=EVENING, minute=0, second=0, microsecond=0)
