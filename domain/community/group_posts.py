"""Posts of the content calendar, from the moment they are due to the groups that have them.

WeCom's call has no idempotency key. So an owner's message is `starting` before it, claimed by one worker; one whose
answer was lost is looked for in WeCom's list, and nothing is said again before a person has decided.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from msgspec.structs import replace

from domain.community.group_post_rules import LATE_MAX, day_of, state_of
from ports.community.group_posts import (
    FindGroupPost,
    GroupPost,
    GroupPostStore,
    PostSend,
    PostSendStore,
    ReadGroupPost,
    RemindOfGroupPost,
    SendGroupPost,
)
from ports.community.touches import NewTouch, TouchIssuer
from ports.kernel import Clock, Tx, UnitOfWork

BATCH = 10
ANSWER_WITHIN = timedelta(minutes=5)
"""No call takes longer: what is `starting` since then was left by a process that died."""
LOOK_EVERY = timedelta(minutes=5)
READ_EVERY = timedelta(minutes=10)
REMIND_AFTER = timedelta(hours=1)

UNKNOWN = "企业微信没有回应，不知道群发是否已创建"

log = structlog.get_logger("siyu.wecom")


class GroupPosts:
    """Sweeps: what is due, lost, to be looked for, read back, reminded of."""

    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[GroupPostStore, PostSendStore],
        touches: TouchIssuer,
        clock: Clock,
        *,
        is_on: bool,
    ) -> None:
        self._uow = uow
        self._store, self._sends = stores
        self._touches = touches
        self._clock = clock
        self._is_on = is_on

    async def open_due(self) -> int:
        """Intents are written for every owner of a group; WeCom is called by jobs. How many posts were due."""
        if not self._is_on:
            return 0
        now = self._clock.now()
        async with self._uow.begin() as tx:
            due = await self._store.due(tx, now, BATCH)
            for post in due:
                await self._open(tx, post, now)
        return len(due)

    async def _open(self, tx: Tx, post: GroupPost, now: datetime) -> None:
        if post.planned_at < now - LATE_MAX:
            return await self._end(tx, post, "错过了发送时间，请重新安排")
        chats = await self._store.chats(tx, post.content.target)
        taken = set(await self._store.take_chats(tx, post.id, chats, day_of(now)))
        owners = sorted({chat.owner for chat in chats if chat.chat_id in taken})
        if not owners:
            why = "这些群今天都已有一条群发" if chats else "没有符合条件的群"
            return await self._end(tx, post, why)
        sends = [PostSend(post.id, owner, "planned", await self._code(tx, post, owner)) for owner in owners]
        await self._store.insert_sends(tx, sends, now)
        left = len(chats) - len(taken)
        problem = f"{left} 个群今天已有一条群发，没有再发" if left else None
        await self._store.save(tx, post, replace(post, state="sending", version=post.version + 1, problem=problem))
        for send in sends:
            tx.enqueue(SendGroupPost(post.id, send.owner))

    async def _end(self, tx: Tx, post: GroupPost, why: str) -> None:
        log.warning("a post is not sent", post=str(post.id), words=why)
        await self._store.save(tx, post, replace(post, state="failed", version=post.version + 1, problem=why))

    async def _code(self, tx: Tx, post: GroupPost, owner: str) -> str:
        """One touch for a post and owner: WeCom says the same to all groups of an owner."""
        card = post.content.card
        new = NewTouch(
            "post",
            f"post:{post.id}:{owner}",
            owner,
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
            jobs = [
                *(SendGroupPost(*key) for key in await self._sends.unsent(tx, now - LOOK_EVERY, now)),
                *(FindGroupPost(*key) for key in await self._sends.in_doubt(tx, now - LOOK_EVERY, now)),
                *(ReadGroupPost(*key) for key in await self._sends.to_read(tx, now - READ_EVERY, now)),
                *(RemindOfGroupPost(*key) for key in await self._sends.to_remind(tx, now - REMIND_AFTER, now)),
            ]
            for job in jobs:
                tx.enqueue(job)
        return len(jobs)


async def settled(tx: Tx, stores: tuple[GroupPostStore, PostSendStore], post_id: UUID) -> None:
    """The post is what its messages are. The post is locked first, then its messages."""
    posts, sends = stores
    post = await posts.one(tx, post_id, lock=True)
    if post is None or post.state not in ("sending", "unknown", "sent", "failed"):
        return
    state, problem = state_of(await sends.all(tx, post_id))
    if problem is None and post.state in ("sending", "sent"):
        # What was said of groups that were passed over stays true.
        problem = post.problem
    if (state, problem) != (post.state, post.problem):
        await posts.save(tx, post, replace(post, state=state, version=post.version + 1, problem=problem))
