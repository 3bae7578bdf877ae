"""What a person decides of a message that was handed over: it is out, is to be said again, is to be taken back."""

from typing import Literal

from msgspec.structs import replace

from domain.community.contact_desk import WRITE
from domain.community.group_post_desk import GroupPostNotFound, title_of
from domain.community.group_post_rules import day_of
from domain.community.group_post_tasks import ConfirmTasks
from domain.community.group_posts import settled
from domain.community.post_limits import room_of
from ports.community.group_post_views import GroupPostDetail, GroupPostReads
from ports.community.group_posts import (
    GroupPost,
    GroupPostStore,
    PostSend,
    PostSendStore,
    SendGroupPost,
    SendKey,
    WithdrawGroupPost,
)
from ports.community.post_rules import PostRoomStore, PostRules
from ports.community.rule_books import RuleBooks
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Invalid, Tx, UnitOfWork

Decision = Literal["said", "again", "withdraw"]


class NothingToDecide(DomainError):
    code = "community.nothing_to_decide"
    kind = "conflict"
    message = "这条群发不需要处理"


class AlreadyConfirmed(DomainError):
    code = "community.post_confirmed"
    kind = "conflict"
    message = "群主已确认，这条群发已经发出，不能撤回"


class NotFoundYet(DomainError):
    code = "community.post_not_found_yet"
    kind = "conflict"
    message = "还没有在企业微信找到这条群发，不能撤回；请到企业微信处理"


class GroupPostDeciding:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[GroupPostStore, PostSendStore, PostRoomStore, RuleBooks, GroupPostReads],
        tasks: ConfirmTasks,
        audit: AuditApi,
        clock: Clock,
    ) -> None:
        self._uow = uow
        self._store, self._sends, self._room, self._books, self._reads = stores
        self._tasks = tasks
        self._audit = audit
        self._clock = clock

    async def decide(self, actor: Actor, key: SendKey, decision: Decision) -> GroupPostDetail:
        """Of a message whose answer was lost: it is out, or is to be said again; of one that failed: again.

        Of one that waits for its owner: it is to be taken back; asked again, that goes on as it is. What came of it is
        known when WeCom has answered.

        Raises GroupPostNotFound, NothingToDecide, AlreadyConfirmed, NotFoundYet, Invalid.
        """
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            await self._room.lock_plan(tx)
            post = await self._store.one(tx, key.post_id, lock=True)
            found = await self._sends.one(tx, key)
            if post is None or found is None:
                raise GroupPostNotFound
            if decision != "withdraw" or found[0].state not in ("withdrawing", "withdrawn"):
                await self._decided(tx, post, found, decision)
                await settled(tx, (self._store, self._sends), post.id)
                action = f"community.group_post_{decision}"
                await self._audit.record(tx, AuditEntry(actor, action, title_of(post), post.id, None, key.owner))
            shown = await self._reads.one(tx, post.id)
            assert shown is not None, "it is locked"
            return tx.answered(shown)

    async def _decided(
        self, tx: Tx, post: GroupPost, found: tuple[PostSend, tuple[str, ...]], decision: Decision
    ) -> None:
        send, chat_ids = found
        if decision == "said":
            after = _said(send)
            await self._tasks.ask(tx, post, send.key, chat_ids)
        elif decision == "again":
            after = await self._again(tx, send)
        else:
            after = _withdrawing(send)
            tx.enqueue(WithdrawGroupPost(send.key.post_id, send.key.owner, send.key.chat_id))
        if not await self._sends.settle(tx, send.state, after):
            raise NothingToDecide

    async def _again(self, tx: Tx, send: PostSend) -> PostSend:
        if send.state not in ("unknown", "failed"):
            raise NothingToDecide
        rules = (await self._books.current(tx, "group_posts", PostRules())).rules
        # It goes out today, whenever it was planned for.
        if await self._sends.retake(tx, send.key, room_of(rules, day_of(self._clock.now()))) == 0:
            raise Invalid("这些群的群发次数已满，或今天已有相同的内容，请明天再试", field="owner")
        tx.enqueue(SendGroupPost(send.key.post_id, send.key.owner, send.key.chat_id))
        return replace(send, state="planned", problem=None)


def _said(send: PostSend) -> PostSend:
    if send.state != "unknown":
        raise NothingToDecide
    return replace(send, state="made", problem="由运营确认已发出")


def _withdrawing(send: PostSend) -> PostSend:
    if send.state != "made":
        raise NothingToDecide
    if send.confirmed_at is not None:
        raise AlreadyConfirmed
    if send.message_id is None:
        raise NotFoundYet
    return replace(send, state="withdrawing", problem=None)
