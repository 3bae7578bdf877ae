"""A week's calendar in a shop with two owners of groups."""

import io
import random
from datetime import timedelta
from uuid import UUID

from PIL import Image

from domain.community.group_post_desk import Draft
from ports.community.group_post_views import GroupPostDetail
from ports.community.group_posts import PostContent, PostTarget
from ports.community.post_rules import PostRules, WecomLimit
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.wecom_posts import Posts

CONTENT = PostContent("新品到店，欢迎来看", (), None, None, PostTarget("all"))
_CHAT = """
    insert into community.chat (chat_id, name, owner, notice, admins, kind, state, members, version, made_at, read_at)
    values ($1, $2, $3, '', '{}', $4, 'normal', 12, '1', $5, $5)
"""


def picture() -> bytes:
    """One that nobody has uploaded: files of equal content are one, and a test's folder ends with it."""
    out = io.BytesIO()
    Image.frombytes("RGB", (40, 30), random.randbytes(3600)).resize((400, 300)).save(out, "PNG")
    return out.getvalue()


class Calendar:
    """Two owners with three groups: mei with wr1 (VIP) and wr2, lan with wr3."""

    def __init__(self, circle: Circle) -> None:
        self.circle, self.shop, self.clock = circle, circle.shop, circle.shop.clock
        self.desk, self.posts = circle.parts.group_posts.desk, circle.parts.group_posts.posts
        self.rules, self.deciding = circle.parts.group_posts.rules, circle.parts.group_posts.deciding
        self.wecom: Posts = circle.wecom.posts

    async def write(self, content: PostContent = CONTENT, *, hours: int = 2) -> GroupPostDetail:
        at = self.clock.now() + timedelta(hours=hours)
        return await self.desk.create(OPERATOR, Draft(content, at))

    async def planned(self, content: PostContent = CONTENT, *, hours: int = 2) -> UUID:
        made = await self.write(content, hours=hours)
        await self.desk.plan(OPERATOR, made.post.id, made.post.version)
        return made.post.id

    async def due(self, content: PostContent = CONTENT) -> UUID:
        """Planned, and the moment has come; jobs have not run."""
        post_id = await self.planned(content)
        self.clock.pass_(hours=2)
        await self.posts.open_due()
        return post_id

    async def sent(self, content: PostContent = CONTENT) -> UUID:
        post_id = await self.due(content)
        await self.shop.settle()
        return post_id

    async def later(self, **parts: int) -> None:
        self.clock.pass_(**parts)
        await self.posts.look_after()
        await self.shop.settle()

    async def see(self, post_id: UUID) -> GroupPostDetail:
        return await self.desk.one(OPERATOR, post_id)

    async def states(self, post_id: UUID) -> dict[str, str]:
        return {send.owner: send.state for send in (await self.see(post_id)).sends}

    async def chats(self, post_id: UUID) -> dict[str, str]:
        return {chat.chat_id: chat.state for chat in (await self.see(post_id)).chats}

    async def rule(self, wecom: WecomLimit = "month_days", per_day: int = 1) -> None:
        known = await self.rules.rules(OPERATOR)
        await self.rules.save(OPERATOR, PostRules(wecom, per_day), known.version)

    async def tasks(self) -> list[tuple[str, str]]:
        """Guide and state of every task of confirming."""
        rows = await self.shop.rows("select guide, state from community.guide_task where kind = 'confirm_post'")
        return sorted((row[0], row[1]) for row in rows)

    def said(self) -> dict[str, list[tuple[str, ...]]]:
        """To whose groups, each time."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for one in self.wecom.handed:
            found.setdefault(one.message.sender, []).append(one.message.chat_ids)
        return found

    @staticmethod
    async def of(circle: Circle) -> "Calendar":
        for chat_id, owner, kind in (("wr1", "mei", "vip"), ("wr2", "mei", "ordinary"), ("wr3", "lan", "ordinary")):
            await circle.shop.rows(_CHAT, chat_id, f"群{chat_id}", owner, kind, circle.shop.clock.now())
        return Calendar(circle)


ALL = {"mei": [("wr1", "wr2")], "lan": [("wr3",)]}
