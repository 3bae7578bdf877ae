"""Join codes as WeCom has them: made, led on to the next group, taken away.

Making one has no idempotency key, and WeCom lists none. So it is `starting` before the call; one whose answer was lost
is `unknown`, until a person lets it be made anew.
"""

from datetime import timedelta

import structlog
from msgspec.structs import replace

from domain.community.join_code_rules import FULL, chosen, warning_of
from ports.community.join_codes import JoinCodeRow, JoinCodeStore, KeepJoinCode
from ports.kernel import Clock, OutsideUnavailable, Tx, UnitOfWork
from ports.outside.wecom import CodeWayUnknown, WecomRefused, WecomThrottled
from ports.outside.wecom_groups import JoinCode, WecomGroups

ANSWER_WITHIN = timedelta(minutes=5)
UNKNOWN = "企业微信没有回应，不知道活码是否已生成：可以重新生成，没有用过的旧码不影响客户"
REMARK_MAX = 30
log = structlog.get_logger("siyu.wecom")


class JoinCodes:
    def __init__(self, uow: UnitOfWork, store: JoinCodeStore, wecom: WecomGroups, clock: Clock, *, is_on: bool) -> None:
        self._uow = uow
        self._store = store
        self._wecom = wecom
        self._clock = clock
        self._is_on = is_on

    async def on_keep(self, job: KeepJoinCode) -> None:
        """Raises WecomThrottled, OutsideUnavailable where that is harmless: the job comes again."""
        async with self._uow.reading() as tx:
            row = await self._store.one(tx, job.join_code_id)
            fills = await self._store.fills(tx, row.rules.chat_ids) if row is not None else {}
        if row is None or row.state not in ("making", "active", "stopping"):
            return
        told, warning = chosen(row.rules, fills), warning_of(row.rules, fills)
        if row.state == "stopping":
            return await self._stopped(row)
        if not told and not row.rules.makes_rooms:
            # It goes on leading to where it led: WeCom says itself that a group is full.
            await self._save(row, replace(row, problem=FULL, state="active" if row.config_id else "failed"))
            return
        if row.config_id is None:
            return await self._make(row, told or row.rules.chat_ids[-1:], warning)
        told = told or row.told
        try:
            await self._wecom.change_join_code(row.config_id, _wanted(row, told))
        except WecomRefused as refused:
            await self._save(row, replace(row, problem=refused.text))
            return
        await self._save(row, await self._drawn(replace(row, told=told, problem=warning)))

    async def _make(self, row: JoinCodeRow, told: tuple[str, ...], warning: str | None) -> None:
        starting = replace(row, state="starting", changed_at=self._clock.now(), version=row.version + 1)
        if not await self._save(row, starting):
            return
        try:
            config_id = await self._wecom.add_join_code(_wanted(row, told))
        except WecomThrottled:
            # Nothing was made: it is to be made as before.
            await self._save(starting, replace(starting, state="making", version=starting.version + 1))
            raise
        except WecomRefused as refused:
            await self._save(starting, replace(starting, state="failed", problem=refused.text))
            return
        except OutsideUnavailable:
            await self._save(starting, replace(starting, state="unknown", problem=UNKNOWN))
            return
        made = replace(starting, state="active", config_id=config_id, told=told, problem=warning)
        await self._save(starting, await self._drawn(made))

    async def _drawn(self, row: JoinCodeRow) -> JoinCodeRow:
        """With its picture, which the next sweep asks for when it cannot be had now."""
        if row.qr_url is not None or row.config_id is None:
            return row
        try:
            _, qr_url = await self._wecom.join_code(row.config_id)
        except (WecomRefused, WecomThrottled, OutsideUnavailable) as error:
            log.warning("a join code has no picture yet", join_code=str(row.id), words=error.text)
            return row
        return replace(row, qr_url=qr_url)

    async def _stopped(self, row: JoinCodeRow) -> None:
        if row.config_id is not None:
            try:
                await self._wecom.delete_join_code(row.config_id)
            except CodeWayUnknown:
                log.info("a join code was gone already", config_id=row.config_id)
        await self._save(row, replace(row, state="stopped", told=(), problem=None))

    async def _save(self, before: JoinCodeRow, after: JoinCodeRow) -> bool:
        async with self._uow.begin() as tx:
            saved = await self._store.save(tx, before, after)
        if not saved:
            # An operator was faster: their change has a job of its own.
            log.info("a join code was changed meanwhile", join_code=str(before.id))
        return saved

    async def turn(self) -> int:
        """Sweep: groups fill up and are dismissed; answers get lost. How many codes were looked at by WeCom."""
        if not self._is_on:
            return 0
        async with self._uow.begin() as tx:
            await self._store.lost(tx, self._clock.now() - ANSWER_WITHIN, UNKNOWN)
            due = [row.id for row in await self._store.all(tx) if row.state == "active" and await self._is_due(tx, row)]
        for join_code_id in due:
            try:
                await self.on_keep(KeepJoinCode(join_code_id))
            except (WecomThrottled, OutsideUnavailable) as error:
                log.warning("a join code waits", join_code=str(join_code_id), words=error.text)
                break
        return len(due)

    async def _is_due(self, tx: Tx, row: JoinCodeRow) -> bool:
        fills = await self._store.fills(tx, row.rules.chat_ids)
        told = chosen(row.rules, fills)
        differs = bool(told) and told != row.told
        return differs or row.qr_url is None or (warning_of(row.rules, fills) or "") != (row.problem or "")


def _wanted(row: JoinCodeRow, told: tuple[str, ...]) -> JoinCode:
    rules = row.rules
    named = (rules.room_name, 1) if rules.makes_rooms else (None, None)
    return JoinCode(told, row.mark, rules.name[:REMARK_MAX], rules.makes_rooms, *named)
