"""Transfers told to WeCom and followed to their end: a hundred customers a call, none of them twice.

Who is told twice is refused as being under way. So customers are `starting` before the call, and one whose answer was
lost is looked for in WeCom's list before anything is said again.
"""

from datetime import timedelta

import structlog

from domain.community.transfer_rules import refusal_of
from ports.community.jobs import FetchContact
from ports.community.transfers import (
    FetchUnassigned,
    LookAtTransfer,
    Outcome,
    StartTransfer,
    TransferRow,
    TransferState,
    TransferStore,
    state_told,
)
from ports.kernel import Clock, OutsideUnavailable, Tx, UnitOfWork
from ports.outside.wecom import WecomRefused, WecomThrottled, WecomTransfers
from ports.outside.wecom_app import TransferFailed

BATCH = 100
LOOK_EVERY = timedelta(minutes=30)
ANSWER_WITHIN = timedelta(minutes=5)
"""No call takes longer: who is `starting` since then was left by a process that died."""
_FAILED = {"customer_refused": "客户拒绝了接替", "customer_limit_exceed": "接替的导购客户数已满"}

log = structlog.get_logger("siyu.wecom")


class Transfers:
    def __init__(
        self, uow: UnitOfWork, store: TransferStore, wecom: WecomTransfers, clock: Clock, *, is_on: bool
    ) -> None:
        self._uow = uow
        self._store = store
        self._wecom = wecom
        self._clock = clock
        self._is_on = is_on

    async def on_start(self, job: StartTransfer) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again."""
        now = self._clock.now()
        async with self._uow.begin() as tx:
            row = await self._store.one(tx, job.transfer_id)
            asked = await self._store.next_batch(tx, job.transfer_id, BATCH, now) if row else ()
        if row is None or not asked:
            return
        outcomes, again = await self._started(row, asked)
        async with self._uow.begin() as tx:
            await self._end(tx, row, outcomes)
            if len(asked) == BATCH or again is not None:
                tx.enqueue(job, self._clock.now() + timedelta(seconds=again or 0))

    async def _started(self, row: TransferRow, asked: tuple[str, ...]) -> tuple[list[Outcome], int | None]:
        """What came of it, and after how many seconds to go on, where WeCom has had enough of us."""
        new = row.new
        words = new.words or None
        try:
            answer = await self._wecom.start(new.handover, new.takeover, asked, words, has_left=new.has_left)
        except WecomThrottled as full:
            return [Outcome(one, "planned") for one in asked], full.seconds
        except WecomRefused as refused:
            why = refusal_of(refused.errcode)
            return [Outcome(one, "failed", refused.errcode, why) for one in asked], None
        except OutsideUnavailable:
            return [Outcome(one, "unknown") for one in asked], None
        return [_begun(one, answer.get(one)) for one in asked], None

    async def on_look(self, job: LookAtTransfer) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again."""
        async with self._uow.begin() as tx:
            row = await self._store.one(tx, job.transfer_id)
            if row is None:
                return
            await self._store.lost(tx, row.id, self._clock.now() - ANSWER_WITHIN)
            under_way = await self._store.of_state(tx, row.id, ("unknown", "waiting"))
        if not under_way:
            return
        told = await self._wecom.states(row.new.handover, row.new.takeover, has_left=row.new.has_left)
        known = {one.contact_id: one for one in told if one.contact_id in under_way}
        outcomes = [
            Outcome(one.contact_id, state, why=_WHY.get(state), taken_at=one.taken_at)
            for one in known.values()
            if (state := state_told(one)) is not None
        ]
        found = {outcome.contact_id for outcome in outcomes}
        # WeCom has no record of them: they were never told, and are told now.
        never = [one for one, state in under_way.items() if state == "unknown" and one not in found]
        outcomes += [Outcome(one, "planned") for one in never]
        async with self._uow.begin() as tx:
            await self._end(tx, row, outcomes)
            await self._store.looked_at(tx, row.id, self._clock.now())
            if any(outcome.state == "planned" for outcome in outcomes):
                tx.enqueue(StartTransfer(row.id))

    async def _end(self, tx: Tx, row: TransferRow, outcomes: list[Outcome]) -> None:
        ended = await self._store.outcomes(tx, row.id, outcomes, self._clock.now())
        for contact_id in ended:
            tx.enqueue(FetchContact(contact_id))
        if ended and row.new.has_left:
            tx.enqueue(FetchUnassigned())

    async def look_at_due(self) -> int:
        """Sweep: transfers under way are looked at every half an hour."""
        if not self._is_on:
            return 0
        now = self._clock.now()
        async with self._uow.begin() as tx:
            due = await self._store.to_look_at(tx, now - LOOK_EVERY)
            for transfer_id in due:
                await self._store.looked_at(tx, transfer_id, now)
                tx.enqueue(LookAtTransfer(transfer_id))
        return len(due)

    async def on_failed(self, tx: Tx, event: TransferFailed) -> None:
        """WeCom's callback: the customer has refused, or the other guide has too many."""
        state: TransferState = "refused" if event.reason == "customer_refused" else "taker_full"
        await self._store.failed(
            tx, event.user_id, Outcome(event.contact_id, state, why=_FAILED[event.reason]), self._clock.now()
        )

    async def on_fetch_unassigned(self, job: FetchUnassigned) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again."""
        del job
        read_at = self._clock.now()
        rows = await self._wecom.unassigned()
        async with self._uow.begin() as tx:
            await self._store.save_unassigned(tx, rows, read_at)


_WHY = {"refused": _FAILED["customer_refused"], "taker_full": _FAILED["customer_limit_exceed"]}


def _begun(contact_id: str, errcode: int | None) -> Outcome:
    if errcode == 0:
        return Outcome(contact_id, "waiting")
    if errcode is None:
        return Outcome(contact_id, "unknown")
    return Outcome(contact_id, "failed", errcode, refusal_of(errcode))
