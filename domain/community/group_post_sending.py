"""A message of a post: handed to WeCom at most once, found again after a lost answer, followed to the groups.

The message is `starting` in a transaction of its own before WeCom is called. Whoever dies then leaves it so, and it is
looked for by its owner, text, time and groups. Two messages of the same words to the same group are never both in
doubt within one search: the second waits (`PostSendStore.start`), and what is known to be another's is passed over.
"""

from datetime import datetime, timedelta

import structlog
from msgspec.structs import replace

from domain.community.group_post_tasks import ConfirmTasks
from domain.community.group_posts import UNKNOWN, settled
from domain.community.post_parts import PostParts
from ports.community.group_posts import (
    FindGroupPost,
    GroupPost,
    GroupPostStore,
    PostJob,
    PostSend,
    PostSendStore,
    ReadGroupPost,
    RemindOfGroupPost,
    SendGroupPost,
    SendState,
    key_of,
)
from ports.kernel import Clock, DomainError, OutsideUnavailable, UnitOfWork
from ports.outside.wecom import WecomRefused, WecomThrottled
from ports.outside.wecom_app import AppMessage, WecomApp
from ports.outside.wecom_groups import MassMessage, WecomMassMessages

CLOCKS = timedelta(minutes=5)
"""WeCom's clock may be ahead of ours, or behind."""
ANSWER_SPAN = timedelta(minutes=10)
ALIKE = CLOCKS + ANSWER_SPAN
"""How far apart two messages start that a search could take for each other."""
NOT_YET = 41063
"""WeCom is still giving the message out."""

log = structlog.get_logger("siyu.wecom")


class GroupPostSending:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[GroupPostStore, PostSendStore],
        wecom: tuple[WecomMassMessages, WecomApp, str],
        beside: tuple[PostParts, ConfirmTasks],
        clock: Clock,
    ) -> None:
        """`wecom`: and the address of the sidebar, where a message to an owner leads to."""
        self._uow = uow
        self._store, self._sends = stores
        self._stores = stores
        self._wecom, self._app, self._sidebar_url = wecom
        self._parts, self._tasks = beside
        self._clock = clock

    async def on_send(self, job: SendGroupPost) -> None:
        """What a person wants to be said again is looked for once more.

        Raises WecomThrottled, OutsideUnavailable when that cannot be looked for: the job comes again.
        """
        post, send, chat_ids = await self._looked_at(job)
        if post is None or send is None or send.state != "planned":
            return
        if send.started_at is not None and await self._found(post, send, chat_ids):
            return
        try:
            # Before the claim, though two workers may then both upload: whoever dies on the way has said nothing, and
            # the message is still `planned`. After it, the death would leave one that a person has to look for.
            message = MassMessage(send.key.owner, await self._parts.made(post.content, send.code), chat_ids=chat_ids)
        except DomainError as error:
            return await self._settle("planned", replace(send, state="failed", problem=error.text))
        now = self._clock.now()
        async with self._uow.begin() as tx:
            if not await self._sends.start(tx, send.key, now, now - ALIKE):
                return
        await self._handed(replace(send, state="starting", started_at=now), message)

    async def _handed(self, send: PostSend, message: MassMessage) -> None:
        try:
            made = await self._wecom.add(message)
        except WecomThrottled as full:
            # Nothing was said: it is planned as before.
            return await self._settle("starting", replace(send, state="planned"), again=full.seconds)
        except WecomRefused as refused:
            log.error("a post was refused", post=str(send.key.post_id), owner=send.key.owner, errcode=refused.errcode)
            return await self._settle("starting", replace(send, state="failed", problem=refused.text))
        except OutsideUnavailable:
            return await self._settle("starting", replace(send, state="unknown", problem=UNKNOWN))
        await self._settle("starting", replace(send, state="made", message_id=made.message_id), made.failed)

    async def on_find(self, job: FindGroupPost) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again."""
        post, send, chat_ids = await self._looked_at(job)
        if post is not None and send is not None and send.message_id is None and send.state in ("unknown", "made"):
            await self._found(post, send, chat_ids)

    async def _found(self, post: GroupPost, send: PostSend, chat_ids: tuple[str, ...]) -> bool:
        assert send.started_at is not None
        start, end = send.started_at - CLOCKS, send.started_at + ANSWER_SPAN
        alike = [one for one in await self._wecom.between(start, end, to_groups=True) if one.text == post.content.text]
        async with self._uow.reading() as tx:
            known = await self._sends.known(tx, [one.message_id for one in alike])
        for listed in alike:
            if listed.message_id not in known and await self._is_ours(listed.message_id, send, chat_ids):
                after = replace(send, state="made", message_id=listed.message_id, problem=None)
                await self._settle(send.state, after)
                return True
        return False

    async def _is_ours(self, message_id: str, send: PostSend, chat_ids: tuple[str, ...]) -> bool:
        """Of these words and about this time, and nobody else's: what goes to one of these groups is this one."""
        try:
            if all(task.user_id != send.key.owner for task in await self._wecom.tasks(message_id)):
                return False
            told = await self._wecom.results(message_id, send.key.owner)
        except WecomRefused as refused:
            if refused.errcode != NOT_YET:
                return False
            # Whose it is cannot be read yet: it must not be said again meanwhile.
            raise OutsideUnavailable from refused
        return any(one.chat_id in chat_ids for one in told)

    async def on_read(self, job: ReadGroupPost) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again."""
        _, send, _ = await self._looked_at(job)
        if send is None or send.message_id is None:
            return
        try:
            tasks = await self._wecom.tasks(send.message_id)
            told = await self._wecom.results(send.message_id, send.key.owner)
        except WecomRefused as refused:
            if refused.errcode != NOT_YET:
                log.error("results of a post are refused", post=str(send.key.post_id), errcode=refused.errcode)
            return
        confirmed_at = confirmation_of(send, [task.sent_at for task in tasks if task.is_sent], self._clock.now())
        async with self._uow.begin() as tx:
            await self._sends.results(tx, send.key, confirmed_at, told)
            if confirmed_at is not None:
                await self._tasks.confirmed(tx, send.key)

    async def on_remind(self, job: RemindOfGroupPost) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again, and WeCom passes over the same key."""
        post, send, chat_ids = await self._looked_at(job)
        if post is None or send is None or send.state != "made" or send.confirmed_at is not None:
            return
        message = AppMessage(
            (send.key.owner,),
            "有一条群发待您确认",
            f"{_how(post, chat_ids)}\n{post.content.text[:60]}",
            self._sidebar_url,
            f"post:{job.post_id}:{job.owner}",
        )
        try:
            await self._app.tell(message)
        except WecomRefused as refused:
            log.error("an owner is not reminded", post=str(send.key.post_id), owner=send.key.owner, words=refused.text)

    async def _looked_at(self, job: PostJob) -> tuple[GroupPost | None, PostSend | None, tuple[str, ...]]:
        async with self._uow.reading() as tx:
            post = await self._store.one(tx, job.post_id)
            found = await self._sends.one(tx, key_of(job))
        return (post, *found) if found is not None else (post, None, ())

    async def _settle(self, before: SendState, after: PostSend, failed: tuple[str, ...] = (), again: int = 0) -> None:
        """Locks the post, then its messages. `again`: what is planned is tried in so many seconds."""
        key = after.key
        async with self._uow.begin() as tx:
            post = await self._store.one(tx, key.post_id, lock=True)
            if post is None or not await self._sends.settle(tx, before, after):
                log.info("a message was settled by somebody else", post=str(key.post_id), owner=key.owner)
                return
            if after.state == "failed":
                await self._sends.end_chats(tx, key, "failed", None)
            elif failed:
                await self._sends.end_chats(tx, key, "failed", failed)
            elif after.state == "planned":
                at = self._clock.now() + timedelta(seconds=again)
                tx.enqueue(SendGroupPost(key.post_id, key.owner, key.chat_id), at)
            if after.state == "made" and (found := await self._sends.one(tx, key)) is not None and found[1]:
                await self._tasks.ask(tx, post, key, found[1])
            await settled(tx, self._stores, key.post_id)


def _how(post: GroupPost, chat_ids: tuple[str, ...]) -> str:
    if post.content.by_chat:
        return "每个群单独一条，请在企业微信“群发助手”中逐条确认发送"
    return f"发往 {len(chat_ids)} 个群，请在企业微信“群发助手”中确认发送"


def confirmation_of(send: PostSend, sent: list[datetime | None], now: datetime) -> datetime | None:
    if send.confirmed_at is not None or not sent:
        return send.confirmed_at
    return next((at for at in sent if at is not None), now)
