"""Posts of the content calendar, from the moment they are due to the groups that have them.

WeCom's call has no idempotency key. So an owner's message is `starting` before it, claimed by one worker; one whose
answer was lost is looked for in WeCom's list, and nothing is said again before a person has decided.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from msgspec.structs import replace

from domain.community.group_post_rules import BY_CHAT_MAX, LATE_MAX, by_owner, cause_of, day_of, keys_of, state_of
from domain.community.group_post_tasks import ConfirmTasks
from domain.community.post_limits import room_of
from ports.community.group_posts import (
    AttachmentKind,
    FindGroupPost,
    GroupPost,
    GroupPostStore,
    PostJob,
    PostSend,
    PostSendStore,
    ReadGroupPost,
    RemindOfGroupPost,
    SendGroupPost,
    SendKey,
    WithdrawGroupPost,
)
from ports.community.post_rules import PostRoomStore, PostRules
from ports.community.rule_books import RuleBooks
from ports.community.touches import NewTouch, TouchIssuer
from ports.kernel import Clock, Tx, UnitOfWork

BATCH = 10
ANSWER_WITHIN = timedelta(minutes=5)
"""No call takes longer: what is `starting` since then was left by a process that died."""
LOOK_EVERY = timedelta(minutes=5)
READ_EVERY = timedelta(minutes=10)
REMIND_AFTER = timedelta(hours=1)
ASK_FOR = timedelta(days=7)
"""Who has not confirmed by then will not: their task is over."""

GONE: dict[AttachmentKind, str] = {
    "coupon": "关联的优惠券已不存在，没有发送",
    "review": "关联的评价已不是精选，没有发送",
    "flash_sale": "关联的秒杀已不存在，没有发送",
    "group_buy": "关联的拼团已不存在，没有发送",
    "product": "关联的商品已不存在，没有发送",
}
UNKNOWN = "企业微信没有回应，不知道群发是否已创建"

log = structlog.get_logger("siyu.wecom")


class GroupPosts:
    """Sweeps: what is due, lost, to be looked for, read back, reminded of, taken back."""

    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[GroupPostStore, PostSendStore, PostRoomStore, RuleBooks],
        beside: tuple[TouchIssuer, ConfirmTasks],
        clock: Clock,
        *,
        is_on: bool,
    ) -> None:
        self._uow = uow
        self._store, self._sends, self._room, self._books = stores
        self._touches, self._tasks = beside
        self._clock = clock
        self._is_on = is_on

    async def open_due(self) -> int:
        """Intents are written for every owner of a group; WeCom is called by jobs. How many posts were due."""
        if not self._is_on:
            return 0
        now = self._clock.now()
        async with self._uow.begin() as tx:
            # Two posts for the same group may be due at once, in two processes: they are weighed one after the other.
            await self._room.lock_plan(tx)
            rules = (await self._books.current(tx, "group_posts", PostRules())).rules
            due = await self._store.due(tx, now, BATCH)
            for post in due:
                await self._open(tx, post, rules, now)
        return len(due)

    async def _open(self, tx: Tx, post: GroupPost, rules: PostRules, now: datetime) -> None:
        if post.planned_at < now - LATE_MAX:
            return await self._end(tx, post, "错过了发送时间，请重新安排")
        about = post.content.attachment
        if about is not None and await self._store.attachment_name(tx, about) is None:
            return await self._end(tx, post, GONE[about.kind])
        chats = await self._store.chats(tx, post.content.target)
        # It counts for the day for which it was planned, also where that is over.
        room = room_of(rules, day_of(post.planned_at))
        if post.content.by_chat and len(chats) > BY_CHAT_MAX:
            return await self._end(tx, post, f"按群统计最多 {BY_CHAT_MAX} 个群，现在有 {len(chats)} 个，没有发送")
        taken = set(await self._store.take_chats(tx, post, chats, room))
        if not taken:
            why = "这些群的群发次数已满，或当天已有相同的内容" if chats else "没有符合条件的群"
            return await self._end(tx, post, why)
        keys = sorted(keys_of(post, [chat for chat in chats if chat.chat_id in taken]).items(), key=by_owner)
        sends = [PostSend(key, "planned", await self._code(tx, post, key, only)) for key, only in keys]
        await self._store.insert_sends(tx, sends, now)
        left = len(chats) - len(taken)
        problem = f"{left} 个群的群发次数已满，或当天已有相同的内容，没有再发" if left else None
        await self._store.save(tx, post, replace(post, state="sending", version=post.version + 1, problem=problem))
        for send in sends:
            tx.enqueue(SendGroupPost(send.key.post_id, send.key.owner, send.key.chat_id))

    async def _end(self, tx: Tx, post: GroupPost, why: str) -> None:
        log.warning("a post is not sent", post=str(post.id), words=why)
        await self._store.save(tx, post, replace(post, state="failed", version=post.version + 1, problem=why))

    async def _code(self, tx: Tx, post: GroupPost, key: SendKey, only: str | None) -> str:
        """One touch for a message: WeCom says the same to all groups of it. `only`: the one group that it goes to."""
        card = post.content.card
        new = NewTouch(
            "post",
            cause_of(key),
            key.owner,
            chat_id=only,
            post_id=post.id,
            product_id=card.product_id if card is not None else None,
        )
        return (await self._touches.issue(tx, new)).code

    async def look_after(self) -> int:
        """Lost answers, lost jobs, results to be read, owners to be reminded. How many jobs were given out."""
        if not self._is_on:
            return 0
        now = self._clock.now()
        async with self._uow.begin() as tx:
            for post_id in await self._sends.lost(tx, now - ANSWER_WITHIN):
                await self._store.one(tx, post_id, lock=True)
                await self._sends.give_up(tx, post_id, now - ANSWER_WITHIN, UNKNOWN)
                await settled(tx, (self._store, self._sends), post_id)
            for key in await self._sends.stale(tx, now - ASK_FOR, BATCH):
                await self._tasks.over(tx, key)
            jobs = [
                *(_job(SendGroupPost, key) for key in await self._sends.unsent(tx, now - LOOK_EVERY, now)),
                *(_job(FindGroupPost, key) for key in await self._sends.in_doubt(tx, now - LOOK_EVERY, now)),
                *(_job(WithdrawGroupPost, key) for key in await self._sends.to_withdraw(tx, now - LOOK_EVERY, now)),
                *(_job(ReadGroupPost, key) for key in await self._sends.to_read(tx, now - READ_EVERY, now)),
                *(_job(RemindOfGroupPost, key) for key in await self._sends.to_remind(tx, now - REMIND_AFTER, now)),
            ]
            for job in jobs:
                tx.enqueue(job)
        return len(jobs)


def _job[J: PostJob](job: type[J], key: SendKey) -> J:
    return job(key.post_id, key.owner, key.chat_id)


async def settled(tx: Tx, stores: tuple[GroupPostStore, PostSendStore], post_id: UUID) -> None:
    """The post is what its messages are. The post is locked first, then its messages."""
    posts, sends = stores
    post = await posts.one(tx, post_id, lock=True)
    if post is None or post.state not in ("sending", "unknown", "sent", "failed", "withdrawn"):
        return
    state, problem = state_of(await sends.all(tx, post_id))
    if problem is None and post.state in ("sending", "sent"):
        # What was said of groups that were passed over stays true.
        problem = post.problem
    if (state, problem) != (post.state, post.problem):
        await posts.save(tx, post, replace(post, state=state, version=post.version + 1, problem=problem))
