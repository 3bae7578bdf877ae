"""The content calendar at the operator's desk: written, planned, taken back, copied, decided where WeCom was silent."""

from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.community.cards import Cards
from domain.community.contact_desk import READ, WRITE
from domain.community.group_post_rules import (
    CHANGEABLE,
    advice_of,
    check_clashes,
    check_content,
    check_time,
    day_of,
    gaps_of,
    monday_of,
    next_week,
    span_of,
)
from domain.community.group_posts import settled
from ports.community.group_post_views import ChatChoice, GroupPostDetail, GroupPostReads, GroupPostView
from ports.community.group_posts import (
    GroupPost,
    GroupPostStore,
    PostContent,
    PostSend,
    PostSendStore,
    PostState,
    SendGroupPost,
)
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Ids, Invalid, NotFound, Tx, UnitOfWork

Decision = Literal["said", "again"]
COUNTED: tuple[PostState, ...] = ("draft", "planned", "sending", "sent", "unknown")
"""What a week's count and gaps go by."""


class GroupPostNotFound(NotFound):
    code = "community.group_post_not_found"
    message = "没有找到这条内容"


class GroupPostChanged(DomainError):
    code = "community.group_post_changed"
    message = "这条内容刚刚被别人改过，请刷新后再改"


class GroupPostBegun(DomainError):
    code = "community.group_post_begun"
    kind = "conflict"
    message = "这条内容已经开始发送或已取消，不能再改"


class NothingToDecide(DomainError):
    code = "community.nothing_to_decide"
    kind = "conflict"
    message = "这位群主的群发不需要处理"


class Draft(Struct, frozen=True):
    content: PostContent
    planned_at: datetime


class Week(Struct, frozen=True, rename="camel"):
    """`gaps`: days on which nothing is said. `advice` is empty where there is none."""

    starts_on: date
    posts: tuple[GroupPostView, ...]
    count: int
    gaps: tuple[date, ...]
    advice: str


class GroupPostDesk:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[GroupPostStore, PostSendStore, GroupPostReads],
        cards: Cards,
        audit: AuditApi,
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store, self._sends, self._reads = stores
        self._cards = cards
        self._audit = audit
        self._clock, self._ids = system

    async def week(self, actor: Actor, day: date | None) -> Week:
        """The week of the day, or of today, in Shanghai."""
        actor.require(READ)
        monday = monday_of(day or day_of(self._clock.now()))
        start, _ = span_of(monday)
        async with self._uow.reading() as tx:
            posts = await self._reads.between(tx, start, start + timedelta(days=7))
        times = [post.planned_at for post in posts if post.state in COUNTED]
        return Week(monday, posts, len(times), gaps_of(monday, times), advice_of(len(times)))

    async def one(self, actor: Actor, post_id: UUID) -> GroupPostDetail:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._shown(tx, post_id)

    async def chats(self, actor: Actor) -> tuple[ChatChoice, ...]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._reads.chats(tx)

    async def create(self, actor: Actor, draft: Draft) -> GroupPostDetail:
        """Raises Invalid."""
        actor.require(WRITE)
        post = GroupPost(*(self._ids.new(), draft.content, draft.planned_at, "draft", 1, self._clock.now(), actor.name))
        async with self._uow.begin() as tx:
            await self._check(tx, post)
            await self._store.insert(tx, post)
            return await self._done(tx, (actor, "community.group_post_create"), post)

    async def change(self, actor: Actor, post_id: UUID, draft: Draft, version: int) -> GroupPostDetail:
        """A planned one stays planned. Raises Invalid, GroupPostNotFound, GroupPostBegun, GroupPostChanged, and
        GroupPostClash.
        """
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            await self._store.lock_plan(tx)
            before = await self._locked(tx, post_id, version)
            after = replace(before, content=draft.content, planned_at=draft.planned_at, version=version + 1)
            await self._check(tx, after)
            if after.state == "planned":
                await self._check_plan(tx, after)
            await self._store.save(tx, before, after)
            return await self._done(tx, (actor, "community.group_post_change"), after)

    async def plan(self, actor: Actor, post_id: UUID, version: int) -> GroupPostDetail:
        """Raises Invalid, GroupPostNotFound, GroupPostBegun, GroupPostChanged, GroupPostClash."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            await self._store.lock_plan(tx)
            before = await self._locked(tx, post_id, version)
            after = replace(before, state="planned", version=version + 1)
            await self._check(tx, after)
            await self._check_plan(tx, after)
            await self._store.save(tx, before, after)
            return await self._done(tx, (actor, "community.group_post_plan"), after)

    async def take_back(self, actor: Actor, post_id: UUID, version: int) -> GroupPostDetail:
        """A planned one is a draft again. Raises GroupPostNotFound, GroupPostBegun, GroupPostChanged."""
        return await self._turned(actor, post_id, version, "draft")

    async def cancel(self, actor: Actor, post_id: UUID, version: int) -> GroupPostDetail:
        """For good. Raises GroupPostNotFound, GroupPostBegun, GroupPostChanged."""
        return await self._turned(actor, post_id, version, "cancelled")

    async def copy(self, actor: Actor, post_id: UUID) -> GroupPostDetail:
        """A draft of the same for the same time of the next week that is still to come. Raises GroupPostNotFound."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            known = await self._store.one(tx, post_id)
            if known is None:
                raise GroupPostNotFound
            now = self._clock.now()
            planned_at = next_week(known.planned_at)
            while planned_at <= now:
                planned_at = next_week(planned_at)
            post = GroupPost(self._ids.new(), known.content, planned_at, "draft", 1, now, actor.name)
            await self._store.insert(tx, post)
            return await self._done(tx, (actor, "community.group_post_create"), post)

    async def decide(self, actor: Actor, post_id: UUID, owner: str, decision: Decision) -> GroupPostDetail:
        """Of a message whose answer was lost: it is out, or is to be said again; of one that failed: again.

        Raises GroupPostNotFound, NothingToDecide.
        """
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            await self._store.lock_plan(tx)
            post = await self._store.one(tx, post_id, lock=True)
            found = await self._sends.one(tx, post_id, owner)
            if post is None or found is None:
                raise GroupPostNotFound
            await self._decided(tx, found[0], decision)
            await settled(tx, (self._store, self._sends), post_id)
            return await self._done(tx, (actor, f"community.group_post_{decision}"), post)

    async def _decided(self, tx: Tx, send: PostSend, decision: Decision) -> None:
        if send.state != "unknown" and (send.state != "failed" or decision == "said"):
            raise NothingToDecide
        if decision == "said":
            after = replace(send, state="made", problem="由运营确认已发出")
        else:
            if await self._sends.retake(tx, send.post_id, send.owner, day_of(self._clock.now())) == 0:
                raise Invalid("这位群主的群今天都已有一条群发，请明天再试", field="owner")
            after = replace(send, state="planned", problem=None)
            tx.enqueue(SendGroupPost(send.post_id, send.owner))
        if not await self._sends.settle(tx, send.state, after):
            raise NothingToDecide

    async def _turned(self, actor: Actor, post_id: UUID, version: int, state: PostState) -> GroupPostDetail:
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            before = await self._locked(tx, post_id, version)
            after = replace(before, state=state, version=version + 1)
            await self._store.save(tx, before, after)
            word = "cancel" if state == "cancelled" else "take_back"
            return await self._done(tx, (actor, f"community.group_post_{word}"), after)

    async def _locked(self, tx: Tx, post_id: UUID, version: int) -> GroupPost:
        post = await self._store.one(tx, post_id, lock=True)
        if post is None:
            raise GroupPostNotFound
        if post.state not in CHANGEABLE:
            raise GroupPostBegun
        if post.version != version:
            raise GroupPostChanged
        return post

    async def _check(self, tx: Tx, post: GroupPost) -> None:
        content = post.content
        check_content(content)
        if len(await self._store.pictures(tx, content.picture_ids)) < len(content.picture_ids):
            raise Invalid("有图片已不在素材库，请重新选择", field="pictureIds")
        if content.card is not None:
            await self._cards.check(tx, content.card)
        if content.attachment is not None and await self._store.attachment_name(tx, content.attachment) is None:
            raise Invalid("关联的内容已不存在，请重新选择", field="attachment")

    async def _check_plan(self, tx: Tx, post: GroupPost) -> None:
        check_time(post.planned_at, self._clock.now())
        if not await self._store.chats(tx, post.content.target):
            raise Invalid("现在没有符合条件的群", field="target")
        day = day_of(post.planned_at)
        check_clashes(await self._store.clashes(tx, post, day, span_of(day)))

    async def _done(self, tx: Tx, done: tuple[Actor, str], post: GroupPost) -> GroupPostDetail:
        actor, action = done
        name = post.content.text.strip().splitlines()[0][:20]
        await self._audit.record(tx, AuditEntry(actor, action, name, post.id, None, ""))
        return tx.answered(await self._shown(tx, post.id))

    async def _shown(self, tx: Tx, post_id: UUID) -> GroupPostDetail:
        shown = await self._reads.one(tx, post_id)
        if shown is None:
            raise GroupPostNotFound
        return shown
