"""The content calendar at the operator's desk: written, planned, taken back, copied."""

from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.community.cards import Cards
from domain.community.contact_desk import READ, WRITE
from domain.community.group_post_rules import (
    BY_CHAT_MAX,
    CHANGEABLE,
    advice_of,
    check_content,
    check_time,
    day_of,
    gaps_of,
    monday_of,
    next_week,
    span_of,
)
from domain.community.post_limits import check_clashes, room_of
from ports.community.group_post_views import ChatChoice, GroupPostDetail, GroupPostReads, GroupPostView, PostInDoubt
from ports.community.group_posts import GroupPost, GroupPostStore, PostContent, PostState
from ports.community.post_rules import PostRoomStore, PostRules, PostUse, PostUseReads
from ports.community.rule_books import RuleBooks
from ports.community.ugc_views import FeaturedUgc, UgcViews
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Ids, Invalid, NotFound, Tx, UnitOfWork

REVIEWS_MAX = 100
NOT_THERE: dict[str, str] = {"review": "这条评价已不是精选，请重新选择"}
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


class Draft(Struct, frozen=True):
    content: PostContent
    planned_at: datetime


class Week(Struct, frozen=True, rename="camel"):
    """`gaps`: days on which nothing is said. `advice` is empty where there is none. `in_doubt`: of any week."""

    starts_on: date
    posts: tuple[GroupPostView, ...]
    count: int
    gaps: tuple[date, ...]
    advice: str
    use: PostUse
    in_doubt: tuple[PostInDoubt, ...]


class GroupPostDesk:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[GroupPostStore, PostRoomStore, RuleBooks],
        reads: tuple[GroupPostReads, PostUseReads, UgcViews],
        asked: tuple[Cards, AuditApi],
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store, self._room, self._books = stores
        self._reads, self._use, self._ugc = reads
        self._cards, self._audit = asked
        self._clock, self._ids = system

    async def week(self, actor: Actor, day: date | None) -> Week:
        """The week of the day, or of today, in Shanghai."""
        actor.require(READ)
        today = day_of(self._clock.now())
        monday = monday_of(day or today)
        start, _ = span_of(monday)
        async with self._uow.reading() as tx:
            posts = await self._reads.between(tx, start, start + timedelta(days=7))
            use = await self._used(tx, today if monday_of(today) == monday else monday)
            in_doubt = await self._reads.in_doubt(tx)
        times = [post.planned_at for post in posts if post.state in COUNTED]
        return Week(monday, posts, len(times), gaps_of(monday, times), advice_of(len(times)), use, in_doubt)

    async def one(self, actor: Actor, post_id: UUID) -> GroupPostDetail:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._shown(tx, post_id)

    async def chats(self, actor: Actor) -> tuple[ChatChoice, ...]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._reads.chats(tx)

    async def reviews(self, actor: Actor) -> tuple[FeaturedUgc, ...]:
        """What a post may be about: chosen by a person, and seen by everybody. The newest first."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            return tuple(await self._ugc.featured(tx, REVIEWS_MAX))

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
            await self._room.lock_plan(tx)
            before = await self._locked(tx, post_id, version)
            after = replace(before, content=draft.content, planned_at=draft.planned_at, version=version + 1)
            await self._check(tx, after)
            await self._store.save(tx, before, after)
            if after.state == "planned":
                await self._check_plan(tx, after)
            return await self._done(tx, (actor, "community.group_post_change"), after)

    async def plan(self, actor: Actor, post_id: UUID, version: int) -> GroupPostDetail:
        """Raises Invalid, GroupPostNotFound, GroupPostBegun, GroupPostChanged, GroupPostClash."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            await self._room.lock_plan(tx)
            before = await self._locked(tx, post_id, version)
            after = replace(before, state="planned", version=version + 1)
            await self._check(tx, after)
            await self._store.save(tx, before, after)
            await self._check_plan(tx, after)
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
            raise Invalid(NOT_THERE.get(content.attachment.kind, "关联的内容已不存在，请重新选择"), field="attachment")

    async def _check_plan(self, tx: Tx, post: GroupPost) -> None:
        """Of a post as it has just been kept; a refusal undoes that."""
        check_time(post.planned_at, self._clock.now())
        chats = await self._store.chats(tx, post.content.target)
        if not chats:
            raise Invalid("现在没有符合条件的群", field="target")
        if post.content.by_chat and len(chats) > BY_CHAT_MAX:
            raise Invalid(f"按群统计最多 {BY_CHAT_MAX} 个群，现在有 {len(chats)} 个，请少选一些", field="target")
        rules = (await self._books.current(tx, "group_posts", PostRules())).rules
        room = room_of(rules, day_of(post.planned_at))
        check_clashes(await self._room.clashes(tx, post.id, room), rules, room)

    async def _used(self, tx: Tx, day: date) -> PostUse:
        rules = (await self._books.current(tx, "group_posts", PostRules())).rules
        room = room_of(rules, day)
        most, name, full = await self._use.most(tx, room)
        return PostUse(rules, room.start, room.end - timedelta(days=1), room.of_span, most, name, full)

    async def _done(self, tx: Tx, done: tuple[Actor, str], post: GroupPost) -> GroupPostDetail:
        actor, action = done
        await self._audit.record(tx, AuditEntry(actor, action, title_of(post), post.id, None, ""))
        return tx.answered(await self._shown(tx, post.id))

    async def _shown(self, tx: Tx, post_id: UUID) -> GroupPostDetail:
        shown = await self._reads.one(tx, post_id)
        if shown is None:
            raise GroupPostNotFound
        return shown


def title_of(post: GroupPost) -> str:
    """For people who look for it in the audit."""
    return post.content.text.strip().splitlines()[0][:20]
