"""A message that its owner has not confirmed is taken back; what WeCom tells afterwards decides what has happened.

WeCom may be told twice: a message that is cancelled stays so. One that was confirmed meanwhile has gone out, whatever
was answered. So after every call its tasks are read, and nothing is called withdrawn that a group has received.
"""

from datetime import datetime

import structlog
from msgspec.structs import replace

from domain.community.group_post_rules import cause_of
from domain.community.group_post_sending import NOT_YET, confirmation_of
from domain.community.group_post_tasks import ConfirmTasks
from domain.community.group_posts import settled
from ports.community.group_posts import GroupPostStore, PostSend, PostSendStore, WithdrawGroupPost, key_of
from ports.community.touches import TouchIssuer
from ports.kernel import Clock, OutsideUnavailable, UnitOfWork
from ports.outside.wecom import WecomRefused
from ports.outside.wecom_groups import SendResult, WecomMassMessages

TOO_LATE = "撤回前群主已确认，这条群发已经发出"

log = structlog.get_logger("siyu.wecom")


class GroupPostWithdrawing:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[GroupPostStore, PostSendStore],
        wecom: WecomMassMessages,
        beside: tuple[ConfirmTasks, TouchIssuer],
        clock: Clock,
    ) -> None:
        self._uow = uow
        self._store, self._sends = stores
        self._wecom = wecom
        self._tasks, self._touches = beside
        self._clock = clock

    async def on_withdraw(self, job: WithdrawGroupPost) -> None:
        """Raises WecomThrottled, OutsideUnavailable: nobody knows yet, and the job comes again."""
        async with self._uow.reading() as tx:
            found = await self._sends.one(tx, key_of(job))
        if found is None or found[0].state != "withdrawing" or found[0].message_id is None:
            return
        send, refusal = found[0], ""
        try:
            await self._wecom.cancel(found[0].message_id)
        except WecomRefused as refused:
            log.warning("a post is not taken back", post=str(job.post_id), owner=job.owner, errcode=refused.errcode)
            refusal = refused.text
        confirmed_at, told = await self._read(send)
        if confirmed_at is not None:
            await self._stays(replace(send, state="made", problem=TOO_LATE), confirmed_at, told)
        elif refusal:
            await self._stays(replace(send, state="made", problem=f"企业微信没有撤回：{refusal}"), None, told)
        else:
            await self._gone(replace(send, state="withdrawn", problem=None))

    async def _read(self, send: PostSend) -> tuple[datetime | None, tuple[SendResult, ...]]:
        """When it was confirmed, None: it was not; and what groups have it."""
        assert send.message_id is not None
        try:
            tasks = await self._wecom.tasks(send.message_id)
            told = await self._wecom.results(send.message_id, send.key.owner)
        except WecomRefused as refused:
            if refused.errcode == NOT_YET:
                raise OutsideUnavailable from refused
            # WeCom may have nothing to tell of a message that it has cancelled. Of one that it has not, what became of
            # it is read later, as of any other.
            return None, ()
        return confirmation_of(send, [task.sent_at for task in tasks if task.is_sent], self._clock.now()), told

    async def _stays(self, after: PostSend, confirmed_at: datetime | None, told: tuple[SendResult, ...]) -> None:
        key = after.key
        async with self._uow.begin() as tx:
            await self._store.one(tx, key.post_id, lock=True)
            if not await self._sends.settle(tx, "withdrawing", after):
                return
            await self._sends.results(tx, key, confirmed_at, told)
            if confirmed_at is not None:
                await self._tasks.confirmed(tx, key)
            await settled(tx, (self._store, self._sends), key.post_id)

    async def _gone(self, after: PostSend) -> None:
        """Its groups have their room back, and nobody was touched."""
        key = after.key
        async with self._uow.begin() as tx:
            await self._store.one(tx, key.post_id, lock=True)
            if not await self._sends.settle(tx, "withdrawing", after):
                return
            await self._sends.end_chats(tx, key, "withdrawn", None)
            await self._tasks.over(tx, key)
            await self._touches.take_back(tx, cause_of(key))
            await settled(tx, (self._store, self._sends), key.post_id)
