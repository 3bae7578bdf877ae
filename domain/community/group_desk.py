"""Customer groups at the operator's desk: looking, and saying what kind of group each one is."""

from datetime import datetime, timedelta

from domain.community.duty_rules import SHANGHAI
from ports.community.chat_views import (
    ChatFilter,
    ChatMemberView,
    ChatRowView,
    ChatsState,
    ChatView,
    ChatViews,
    Presence,
)
from ports.community.chats import ChatKind, ChatStore
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, NotFound, Page, UnitOfWork

READ, WRITE = "community.read", "community.write"
DAYS_SHOWN = 30
KIND_WORDS = {"vip": "VIP 群", "ordinary": "普通群", "free": "不分类"}


class GroupNotFound(NotFound):
    code = "community.group_not_found"
    message = "没有找到这个群"


class GroupDismissed(DomainError):
    code = "community.group_dismissed"
    message = "这个群已经解散"


class GroupDesk:
    def __init__(self, uow: UnitOfWork, stores: tuple[ChatStore, ChatViews], audit: AuditApi, clock: Clock) -> None:
        self._uow = uow
        self._chats, self._views = stores
        self._audit = audit
        self._clock = clock

    async def state(self, actor: Actor) -> ChatsState:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return ChatsState(await self._views.counts(tx, self._since()), await self._views.run(tx))

    async def groups(self, actor: Actor, wanted: ChatFilter, cursor: str | None, limit: int) -> Page[ChatRowView]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._views.chats(tx, wanted, self._since(), (cursor, limit))

    async def group(self, actor: Actor, chat_id: str) -> ChatView:
        """Raises GroupNotFound."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            found = await self._views.chat(tx, chat_id, self._since(), self._clock.now())
        if found is None:
            raise GroupNotFound
        return found

    async def members(
        self, actor: Actor, chat_id: str, presence: Presence, place: tuple[str | None, int]
    ) -> Page[ChatMemberView]:
        """`place`: cursor and limit."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._views.members(tx, chat_id, presence, *place)

    async def set_kind(self, actor: Actor, chat_id: str, kind: ChatKind) -> ChatView:
        """Said again it changes nothing. Raises GroupNotFound, GroupDismissed."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            await self._chats.lock_chat(tx, chat_id)
            known = (await self._chats.known(tx, [chat_id])).get(chat_id)
            if known is None:
                raise GroupNotFound
            if known.state == "dismissed":
                raise GroupDismissed
            if known.kind != kind:
                await self._chats.set_kind(tx, chat_id, kind)
                words = f"{KIND_WORDS[known.kind]} → {KIND_WORDS[kind]}"
                name = known.name or "未命名的群"
                await self._audit.record(tx, AuditEntry(actor, "community.group_kind", name, None, None, words))
            found = await self._views.chat(tx, chat_id, self._since(), self._clock.now())
            if found is None:
                raise GroupNotFound
            return tx.answered(found)

    def _since(self) -> datetime:
        """The beginning of the first of the days that are shown; today, which is not over, is the last one."""
        today = self._clock.now().astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        return today - timedelta(days=DAYS_SHOWN - 1)
