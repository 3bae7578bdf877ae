"""Live codes as WeCom has them: made, turned to whoever serves now, taken away.

Making one has no idempotency key: a code that WeCom has made and whose answer was lost is found by its mark.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from msgspec.structs import replace

from domain.community.duty_rules import SHANGHAI, on_duty
from ports.community.jobs import KeepLiveCode
from ports.community.live_codes import LiveCodeRow, LiveCodeStore
from ports.community.store import Mirror
from ports.kernel import Clock, OutsideUnavailable, Tx, UnitOfWork
from ports.outside.wecom import (
    CodeWayUnknown,
    LiveCode,
    MadeLiveCode,
    WecomLiveCodes,
    WecomRefused,
    WecomThrottled,
)

MADE_BEFORE = timedelta(minutes=5)
"""WeCom's clock may be ahead of ours."""
REMARK_MAX = 30
NOBODY = "现在没有能接待的导购：请检查班次、备用导购和他们的客户联系权限"
log = structlog.get_logger("siyu.wecom")


class LiveCodes:
    def __init__(
        self, uow: UnitOfWork, stores: tuple[LiveCodeStore, Mirror], wecom: WecomLiveCodes, clock: Clock
    ) -> None:
        self._uow = uow
        self._store, self._mirror = stores
        self._wecom = wecom
        self._clock = clock

    async def on_keep(self, job: KeepLiveCode) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again."""
        row, duty = await self._looked_at(job.live_code_id)
        if row is None or row.state in ("stopped", "failed"):
            return
        try:
            after = await self._kept(row, duty)
        except WecomRefused as refused:
            log.error("a live code was refused", live_code=str(row.id), errcode=refused.errcode)
            after = replace(row, state="failed" if row.config_id is None else row.state, problem=refused.text)
        async with self._uow.begin() as tx:
            if not await self._store.save(tx, row, after):
                # An operator was faster: their change has a job of its own, which finds what was made by its mark.
                log.info("a live code was changed meanwhile", live_code=str(row.id))

    async def turn(self) -> int:
        """Sweep: shifts begin and end, guides have had enough for today. How many codes were turned."""
        async with self._uow.reading() as tx:
            rows = [row for row in await self._store.all(tx) if row.state == "active"]
            due = [row for row in rows if _differs(row, await self._duty(tx, row))]
        for row in due:
            try:
                await self.on_keep(KeepLiveCode(row.id))
            except (WecomThrottled, OutsideUnavailable) as error:
                log.warning("a live code waits", live_code=str(row.id), error=error.text)
                break
        return len(due)

    async def _looked_at(self, live_code_id: UUID) -> tuple[LiveCodeRow | None, tuple[str, ...]]:
        async with self._uow.reading() as tx:
            row = await self._store.one(tx, live_code_id)
            return row, await self._duty(tx, row) if row else ()

    async def _duty(self, tx: Tx, row: LiveCodeRow) -> tuple[str, ...]:
        now, rules = self._clock.now(), row.rules
        named = {user_id for shift in rules.shifts for user_id in shift.user_ids} | set(rules.spare_user_ids)
        serving = await self._mirror.working(tx, sorted(named))
        added = await self._store.added_since(tx, row.mark, _midnight(now)) if rules.daily_max else {}
        return on_duty(rules, now, serving, added)

    async def _kept(self, row: LiveCodeRow, duty: Sequence[str]) -> LiveCodeRow:
        """The row as it is when WeCom has heard. Raises WecomRefused."""
        if row.state == "stopping":
            if row.config_id is not None:
                await self._delete(row.config_id)
            return replace(row, state="stopped")
        if not duty:
            # The code goes on leading to whom it led: better a guide who is off than nobody.
            return replace(row, problem=NOBODY, state="failed" if row.config_id is None else row.state)
        wanted = LiveCode(tuple(duty), row.mark, row.rules.name[:REMARK_MAX], row.rules.skip_verify)
        if row.config_id is not None:
            await self._wecom.change(row.config_id, wanted)
            return replace(row, told=tuple(duty), problem=None)
        made = await self._made_before(row)
        if made is None:
            made = await self._wecom.add(wanted)
        else:
            await self._wecom.change(made.config_id, wanted)
        return replace(
            row, state="active", config_id=made.config_id, qr_url=made.qr_url, told=tuple(duty), problem=None
        )

    async def _made_before(self, row: LiveCodeRow) -> MadeLiveCode | None:
        for config_id in await self._wecom.between(row.made_at - MADE_BEFORE, self._clock.now() + MADE_BEFORE):
            try:
                found = await self._wecom.one(config_id)
            except CodeWayUnknown:
                continue
            if found.code.state == row.mark:
                return found.made
        return None

    async def _delete(self, config_id: str) -> None:
        try:
            await self._wecom.delete(config_id)
        except CodeWayUnknown:
            log.info("a live code was gone already", config_id=config_id)


def _differs(row: LiveCodeRow, duty: Sequence[str]) -> bool:
    return bool(duty) and set(duty) != set(row.told)


def _midnight(now: datetime) -> datetime:
    return now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
