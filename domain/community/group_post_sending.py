"""An owner's message of a post: handed to WeCom at most once, found again after a lost answer, followed to the groups.

The message is `starting` in a transaction of its own before WeCom is called. Whoever dies then leaves it so, and it is
looked for by its owner, text, time and groups.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from msgspec.structs import replace

from domain.community.group_posts import UNKNOWN, settled
from domain.community.post_parts import PostParts
from ports.community.group_posts import (
    FindGroupPost,
    GroupPost,
    GroupPostStore,
    PostSend,
    PostSendStore,
    ReadGroupPost,
    RemindOfGroupPost,
    SendGroupPost,
    SendState,
)
from ports.kernel import Clock, DomainError, OutsideUnavailable, UnitOfWork
from ports.outside.wecom import WecomRefused, WecomThrottled
from ports.outside.wecom_app import AppMessage, WecomApp
from ports.outside.wecom_groups import MassMessage, WecomMassMessages

CLOCKS = timedelta(minutes=5)
"""WeCom's clock may be ahead of ours, or behind."""
ANSWER_SPAN = timedelta(minutes=10)
NOT_YET = 41063
"""WeCom is still giving the message out."""

log = structlog.get_logger("siyu.wecom")


class GroupPostSending:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[GroupPostStore, PostSendStore],
        wecom: tuple[WecomMassMessages, WecomApp, str],
        parts: PostParts,
        clock: Clock,
    ) -> None:
        """`wecom`: and the address of the sidebar, where a message to an owner leads to."""
        self._uow = uow
        self._store, self._sends = stores
        self._stores = stores
        self._wecom, self._app, self._sidebar_url = wecom
        self._parts = parts
        self._clock = clock

    async def on_send(self, job: SendGroupPost) -> None:
        """What a person wants to be said again is looked for once more.

        Raises WecomThrottled, OutsideUnavailable when that cannot be looked for: the job comes again.
        """
        post, send, chat_ids = await self._looked_at(job.post_id, job.owner)
        if post is None or send is None or send.state != "planned":
            return
        if send.started_at is not None and await self._found(post, send, chat_ids):
            return
        try:
            message = MassMessage(send.owner, await self._parts.made(post.content, send.code), chat_ids=chat_ids)
        except DomainError as error:
            return await self._settle("planned", replace(send, state="failed", problem=error.text))
        now = self._clock.now()
        async with self._uow.begin() as tx:
            if not await self._sends.start(tx, send.post_id, send.owner, now):
                return
        await self._handed(replace(send, state="starting", started_at=now), message)

    async def _handed(self, send: PostSend, message: MassMessage) -> None:
        try:
            made = await self._wecom.add(message)
        except WecomThrottled as full:
            # Nothing was said: it is planned as before.
            return await self._settle("starting", replace(send, state="planned"), again=full.seconds)
        except WecomRefused as refused:
            log.error("a post was refused", post=str(send.post_id), owner=send.owner, errcode=refused.errcode)
            return await self._settle("starting", replace(send, state="failed", problem=refused.text))
        except OutsideUnavailable:
            return await self._settle("starting", replace(send, state="unknown", problem=UNKNOWN))
        await self._settle("starting", replace(send, state="made", message_id=made.message_id), made.failed)

    async def on_find(self, job: FindGroupPost) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again."""
        post, send, chat_ids = await self._looked_at(job.post_id, job.owner)
        if post is not None and send is not None and send.message_id is None and send.state in ("unknown", "made"):
            await self._found(post, send, chat_ids)

    async def _found(self, post: GroupPost, send: PostSend, chat_ids: tuple[str, ...]) -> bool:
        assert send.started_at is not None
        start, end = send.started_at - CLOCKS, send.started_at + ANSWER_SPAN
        for listed in await self._wecom.between(start, end, to_groups=True):
            if listed.text == post.content.text and await self._is_ours(listed.message_id, send, chat_ids):
                after = replace(send, state="made", message_id=listed.message_id, problem=None)
                await self._settle(send.state, after)
                return True
        return False

    async def _is_ours(self, message_id: str, send: PostSend, chat_ids: tuple[str, ...]) -> bool:
        """A group has one post a day: whichever message goes to one of these groups is this one."""
        try:
            if all(task.user_id != send.owner for task in await self._wecom.tasks(message_id)):
                return False
            told = await self._wecom.results(message_id, send.owner)
        except WecomRefused as refused:
            if refused.errcode != NOT_YET:
                return False
            # Whose it is cannot be read yet: it must not be said again meanwhile.
            raise OutsideUnavailable from refused
        return any(one.chat_id in chat_ids for one in told)

    async def on_read(self, job: ReadGroupPost) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again."""
        _, send, _ = await self._looked_at(job.post_id, job.owner)
        if send is None or send.message_id is None:
            return
        try:
            tasks = await self._wecom.tasks(send.message_id)
            told = await self._wecom.results(send.message_id, send.owner)
        except WecomRefused as refused:
            if refused.errcode != NOT_YET:
                log.error("results of a post are refused", post=str(send.post_id), errcode=refused.errcode)
            return
        confirmed_at = _confirmed_at(send, [task.sent_at for task in tasks if task.is_sent], self._clock.now())
        async with self._uow.begin() as tx:
            await self._sends.results(tx, (send.post_id, send.owner), confirmed_at, told)

    async def on_remind(self, job: RemindOfGroupPost) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again, and WeCom passes over the same key."""
        post, send, chat_ids = await self._looked_at(job.post_id, job.owner)
        if post is None or send is None or send.state != "made" or send.confirmed_at is not None:
            return
        message = AppMessage(
            (send.owner,),
            "有一条群发待您确认",
            f"发往 {len(chat_ids)} 个群，请在企业微信“群发助手”中确认发送\n{post.content.text[:60]}",
            self._sidebar_url,
            f"post:{send.post_id}:{send.owner}",
        )
        try:
            await self._app.tell(message)
        except WecomRefused as refused:
            log.error("an owner is not reminded", post=str(send.post_id), owner=send.owner, words=refused.text)

    async def _looked_at(self, post_id: UUID, owner: str) -> tuple[GroupPost | None, PostSend | None, tuple[str, ...]]:
        async with self._uow.reading() as tx:
            post = await self._store.one(tx, post_id)
            found = await self._sends.one(tx, post_id, owner)
        return (post, *found) if found is not None else (post, None, ())

    async def _settle(self, before: SendState, after: PostSend, failed: tuple[str, ...] = (), again: int = 0) -> None:
        """Locks the post, then its messages. `again`: what is planned is tried in so many seconds."""
        async with self._uow.begin() as tx:
            await self._store.one(tx, after.post_id, lock=True)
            if not await self._sends.settle(tx, before, after):
                log.info("a message was settled by somebody else", post=str(after.post_id), owner=after.owner)
                return
            if after.state == "failed":
                await self._sends.failed_chats(tx, after.post_id, after.owner, None)
            elif failed:
                await self._sends.failed_chats(tx, after.post_id, after.owner, failed)
            elif after.state == "planned":
                at = self._clock.now() + timedelta(seconds=again)
                tx.enqueue(SendGroupPost(after.post_id, after.owner), at)
            await settled(tx, self._stores, after.post_id)


def _confirmed_at(send: PostSend, sent: list[datetime | None], now: datetime) -> datetime | None:
    if send.confirmed_at is not None or not sent:
        return send.confirmed_at
    return next((at for at in sent if at is not None), now)
