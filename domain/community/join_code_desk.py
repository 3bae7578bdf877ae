"""Join codes at the operator's desk: made, changed, tried again, stopped; WeCom hears of it by jobs."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec.structs import replace

from domain.community.contact_desk import READ, WRITE
from domain.community.join_code_rules import checked, is_open
from domain.community.live_code_desk import mark_of
from ports.community.join_codes import (
    ChatFill,
    JoinCodeChatView,
    JoinCodeRow,
    JoinCodeRules,
    JoinCodeStore,
    JoinCodeView,
    KeepJoinCode,
)
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Ids, NotFound, Tx, UnitOfWork


class JoinCodeNotFound(NotFound):
    code = "community.join_code_not_found"
    message = "没有找到这个入群活码"


class JoinCodeStopped(DomainError):
    code = "community.join_code_stopped"
    message = "入群活码已经停用，请新建一个"


class JoinCodeBusy(DomainError):
    code = "community.join_code_busy"
    kind = "conflict"
    message = "入群活码正在生成，请稍候再改"


class JoinCodeChanged(DomainError):
    code = "community.join_code_changed"
    message = "入群活码刚刚有变化，请刷新后再改"


class JoinCodeDesk:
    def __init__(self, uow: UnitOfWork, store: JoinCodeStore, audit: AuditApi, system: tuple[Clock, Ids]) -> None:
        self._uow = uow
        self._store = store
        self._audit = audit
        self._clock, self._ids = system

    async def all(self, actor: Actor) -> Sequence[JoinCodeView]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            rows = await self._store.all(tx)
            fills = await self._store.fills(tx, sorted({one for row in rows for one in row.rules.chat_ids}))
            joined = await self._store.joined(tx)
        return [_view(row, fills, joined.get(row.mark, 0)) for row in rows]

    async def create(self, actor: Actor, rules: JoinCodeRules) -> JoinCodeView:
        """It has no picture yet: WeCom draws it. Raises Invalid."""
        actor.require(WRITE)
        now, join_code_id = self._clock.now(), self._ids.new()
        row = JoinCodeRow(
            join_code_id, mark_of(join_code_id), rules, "making", None, None, (), now, changed_at=now, version=1
        )
        async with self._uow.begin() as tx:
            await self._check(tx, rules)
            await self._store.insert(tx, row)
            return await self._kept(tx, (actor, "community.join_code_create"), row)

    async def change(self, actor: Actor, join_code_id: UUID, rules: JoinCodeRules, version: int) -> JoinCodeView:
        """Also one that failed or is in doubt, which is made anew.

        Raises Invalid, JoinCodeNotFound, JoinCodeStopped, JoinCodeBusy, JoinCodeChanged.
        """
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            await self._check(tx, rules)
            before = await self._locked(tx, join_code_id)
            if before.version != version:
                raise JoinCodeChanged
            state = "active" if before.config_id else "making"
            after = replace(before, rules=rules, state=state, version=version + 1, problem=None)
            await self._store.save(tx, before, after)
            return await self._kept(tx, (actor, "community.join_code_change"), after)

    async def stop(self, actor: Actor, join_code_id: UUID) -> JoinCodeView:
        """It cannot come back. Raises JoinCodeNotFound, JoinCodeStopped, JoinCodeBusy."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            before = await self._locked(tx, join_code_id)
            after = replace(before, state="stopping", version=before.version + 1, problem=None)
            await self._store.save(tx, before, after)
            return await self._kept(tx, (actor, "community.join_code_stop"), after)

    async def _check(self, tx: Tx, rules: JoinCodeRules) -> None:
        fills = await self._store.fills(tx, rules.chat_ids)
        checked(rules, list(fills))

    async def _locked(self, tx: Tx, join_code_id: UUID) -> JoinCodeRow:
        row = await self._store.one(tx, join_code_id, lock=True)
        if row is None:
            raise JoinCodeNotFound
        if row.state in ("stopping", "stopped"):
            raise JoinCodeStopped
        if row.state == "starting":
            # The answer that is under way belongs to this version.
            raise JoinCodeBusy
        return row

    async def _kept(self, tx: Tx, done: tuple[Actor, str], row: JoinCodeRow) -> JoinCodeView:
        actor, action = done
        tx.enqueue(KeepJoinCode(row.id))
        await self._audit.record(tx, AuditEntry(actor, action, row.rules.name, row.id, None, ""))
        fills = await self._store.fills(tx, row.rules.chat_ids)
        return tx.answered(_view(row, fills, (await self._store.joined(tx)).get(row.mark, 0)))


def _view(row: JoinCodeRow, fills: Mapping[str, ChatFill], joined: int) -> JoinCodeView:
    chats = tuple(_chat(row, chat_id, fills.get(chat_id)) for chat_id in row.rules.chat_ids)
    reserve = sum(not (chat.is_told or chat.is_full or chat.is_gone) for chat in chats)
    return JoinCodeView(
        *(row.id, row.mark, row.rules, row.state, row.qr_url, row.made_at, row.version, row.problem),
        chats=chats,
        reserve=reserve,
        joined=joined,
    )


def _chat(row: JoinCodeRow, chat_id: str, fill: ChatFill | None) -> JoinCodeChatView:
    told = chat_id in row.told
    if fill is None:
        return JoinCodeChatView(chat_id, "", "", 0, told, is_full=False, is_gone=True)
    is_full = not fill.is_gone and not is_open(row.rules, fill)
    return JoinCodeChatView(chat_id, fill.name, fill.owner_name, fill.members, told, is_full, fill.is_gone)
