"""Live codes at the operator's desk: made, changed, stopped. WeCom hears of it by the jobs of `live_codes`."""

import re
from base64 import b32encode
from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace

from domain.community.cards import Cards
from domain.community.contact_desk import READ, WRITE
from domain.community.duty_rules import MINUTES_OF_DAY
from ports.community.jobs import KeepLiveCode
from ports.community.live_codes import LiveCodeRow, LiveCodeRules, LiveCodeStore
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Ids, Invalid, NotFound, Tx, UnitOfWork

NAME_MAX, WELCOME_MAX, GUIDES_MAX, SHIFTS_MAX, TAGS_MAX = 20, 600, 100, 20, 20
_BLANK = re.compile(r"\s*")


class LiveCodeNotFound(NotFound):
    code = "community.live_code_not_found"
    message = "没有找到这个活码"


class LiveCodeStopped(DomainError):
    code = "community.live_code_stopped"
    message = "活码已经停用，请新建一个"


class LiveCodeChanged(DomainError):
    code = "community.live_code_changed"
    message = "活码刚刚被别人改过，请刷新后再改"


class LiveCodeDesk:
    def __init__(
        self, uow: UnitOfWork, stores: tuple[LiveCodeStore, Cards], audit: AuditApi, system: tuple[Clock, Ids]
    ) -> None:
        self._uow = uow
        self._store, self._cards = stores
        self._audit = audit
        self._clock, self._ids = system

    async def all(self, actor: Actor) -> Sequence[LiveCodeRow]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._store.all(tx)

    async def create(self, actor: Actor, rules: LiveCodeRules) -> LiveCodeRow:
        """It has no picture yet: WeCom draws it. Raises Invalid."""
        actor.require(WRITE)
        checked(rules)
        live_code_id = self._ids.new()
        row = LiveCodeRow(
            live_code_id, mark_of(live_code_id), rules, "making", None, None, (), self._clock.now(), version=1
        )
        async with self._uow.begin() as tx:
            await self._check_card(tx, rules)
            await self._store.insert(tx, row)
            return await self._kept(tx, (actor, "community.live_code_create"), row)

    async def change(self, actor: Actor, live_code_id: UUID, rules: LiveCodeRules, version: int) -> LiveCodeRow:
        """Also one that failed, which is tried again. Raises LiveCodeNotFound, LiveCodeStopped, LiveCodeChanged."""
        actor.require(WRITE)
        checked(rules)
        async with self._uow.begin() as tx:
            await self._check_card(tx, rules)
            before = await self._locked(tx, live_code_id)
            if before.version != version:
                raise LiveCodeChanged
            state = "active" if before.config_id else "making"
            after = replace(before, rules=rules, state=state, version=version + 1, problem=None)
            await self._store.save(tx, before, after)
            return await self._kept(tx, (actor, "community.live_code_change"), after)

    async def stop(self, actor: Actor, live_code_id: UUID) -> LiveCodeRow:
        """Whoever scans it finds nobody any more; it cannot come back. Raises LiveCodeNotFound, LiveCodeStopped."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            before = await self._locked(tx, live_code_id)
            after = replace(before, state="stopping", version=before.version + 1, problem=None)
            await self._store.save(tx, before, after)
            return await self._kept(tx, (actor, "community.live_code_stop"), after)

    async def _check_card(self, tx: Tx, rules: LiveCodeRules) -> None:
        if rules.card is not None:
            await self._cards.check(tx, rules.card)

    async def _locked(self, tx: Tx, live_code_id: UUID) -> LiveCodeRow:
        row = await self._store.one(tx, live_code_id, lock=True)
        if row is None:
            raise LiveCodeNotFound
        if row.state in ("stopping", "stopped"):
            raise LiveCodeStopped
        return row

    async def _kept(self, tx: Tx, done: tuple[Actor, str], row: LiveCodeRow) -> LiveCodeRow:
        actor, action = done
        tx.enqueue(KeepLiveCode(row.id))
        await self._audit.record(tx, AuditEntry(actor, action, row.rules.name, row.id, None, ""))
        return tx.answered(row)


def mark_of(live_code_id: UUID) -> str:
    """Short, for WeCom takes 30 characters: the random end of the id."""
    return b32encode(live_code_id.bytes[-8:]).decode().rstrip("=").lower()


def checked(rules: LiveCodeRules) -> None:
    """Raises Invalid, naming the field."""
    if _BLANK.fullmatch(rules.name) or len(rules.name) > NAME_MAX:
        raise Invalid(f"名称请填写 1 到 {NAME_MAX} 个字", field="name")
    if len(rules.welcome) > WELCOME_MAX:
        raise Invalid(f"欢迎语最多 {WELCOME_MAX} 个字", field="welcome")
    if len(rules.shifts) > SHIFTS_MAX or len(rules.tag_ids) > TAGS_MAX:
        raise Invalid("班次或标签太多", field="shifts")
    guides = [user_id for shift in rules.shifts for user_id in shift.user_ids] + list(rules.spare_user_ids)
    if not guides:
        raise Invalid("请至少选择一位导购", field="spareUserIds")
    if len(set(guides)) > GUIDES_MAX:
        raise Invalid(f"一个活码最多 {GUIDES_MAX} 位导购", field="shifts")
    if rules.daily_max is not None and rules.daily_max < 1:
        raise Invalid("每日上限至少是 1", field="dailyMax")
    for shift in rules.shifts:
        if not shift.user_ids or not shift.weekdays or not set(shift.weekdays) <= set(range(1, 8)):
            raise Invalid("请为班次选择导购和星期", field="shifts")
        if not 0 <= shift.from_minute < shift.to_minute <= MINUTES_OF_DAY:
            raise Invalid("班次的结束时间要晚于开始时间", field="shifts")
