"""Whoever leaves takes along what guides have written of them: here at once, in WeCom when it answers (V9)."""

from datetime import timedelta

import structlog

from domain.community.mirroring import Mirroring
from ports.community.leavers import LeaverState, LeaverStore, NeutraliseRemark
from ports.community.store import Mirror, Pair, Read
from ports.kernel import Clock, OutsideUnavailable, Tx, UnitOfWork
from ports.members.api import MemberLeft
from ports.outside.wecom import NotAContact, Remark, WecomContacts, WecomForbidden, WecomRefused, WecomThrottled

# Whether an empty text clears a field is UNCONFIRMED: words overwrite what was there for certain.
NEUTRAL = Remark(remark="已注销会员", description="会员已注销，资料已清除", company="已清除", phones=())
AGAIN_AFTER = timedelta(minutes=10)
FORBIDDEN_FOR = timedelta(hours=1)
BATCH_MAX = 50
log = structlog.get_logger("siyu.wecom")


class Leavers:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[LeaverStore, Mirror],
        wecom: tuple[WecomContacts, Mirroring, bool],
        clock: Clock,
    ) -> None:
        """`wecom`: and whether the shop has papers of it."""
        self._uow = uow
        self._store, self._mirror = stores
        self._contacts, self._mirroring, self._is_on = wecom
        self._clock = clock

    async def on_left(self, tx: Tx, event: MemberLeft) -> None:
        contact_ids = sorted(event.contact_ids)
        for contact_id in contact_ids:
            await self._mirror.lock_contact(tx, contact_id)
        pairs = await self._store.clear(tx, contact_ids, self._clock.now())
        if self._is_on:
            await self._store.note(tx, pairs, self._clock.now())
            for pair in pairs:
                tx.enqueue(NeutraliseRemark(pair.user_id, pair.contact_id))

    async def on_neutralise(self, job: NeutraliseRemark) -> None:
        """Job. Where WeCom does not answer, the sweep comes again, as long as it takes."""
        await self._neutralise(Pair(job.user_id, job.contact_id))

    async def neutralise_due(self) -> int:
        """Sweep: how many were tried once more."""
        if not self._is_on:
            return 0
        async with self._uow.reading() as tx:
            due = await self._store.due(tx, self._clock.now(), BATCH_MAX)
        for pair in due:
            await self._neutralise(pair)
        return len(due)

    async def _neutralise(self, pair: Pair) -> None:
        async with self._uow.reading() as tx:
            if not await self._store.waits(tx, pair):
                return
        try:
            await self._contacts.remark(pair.user_id, pair.contact_id, NEUTRAL)
        except NotAContact:
            await self._settle(pair, "ended", None)
        except WecomThrottled as refused:
            await self._put_off(pair, timedelta(seconds=refused.seconds), refused.text)
        except WecomForbidden as refused:
            log.error("a remark cannot be cleared", errcode=refused.errcode)
            await self._put_off(pair, FORBIDDEN_FOR, refused.text)
        except WecomRefused as refused:
            log.error("a remark cannot be cleared", errcode=refused.errcode, guide=pair.user_id)
            await self._settle(pair, "refused", refused.text)
        except OutsideUnavailable as away:
            await self._put_off(pair, AGAIN_AFTER, away.text)
        else:
            await self._settle(pair, "done", None)

    async def _settle(self, pair: Pair, state: LeaverState, problem: str | None) -> None:
        rows = await self._read_again(pair) if state == "done" else []
        async with self._uow.begin() as tx:
            await self._mirror.lock_contact(tx, pair.contact_id)
            await self._store.settle(tx, pair, state, problem)
            await self._mirror.save(tx, rows)

    async def _read_again(self, pair: Pair) -> list[Read]:
        """As it stands there now, so that the comparison finds nothing new: it would make a member of the contact."""
        read_at = self._clock.now()
        try:
            detail = await self._contacts.contact(pair.contact_id)
        except (WecomRefused, WecomThrottled, OutsideUnavailable):
            return []
        return [row for row in self._mirroring.readings(detail, read_at) if row.pair == pair]

    async def _put_off(self, pair: Pair, span: timedelta, problem: str) -> None:
        async with self._uow.begin() as tx:
            await self._store.put_off(tx, pair, self._clock.now() + span, problem)
