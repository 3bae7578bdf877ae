"""Moments from the time they are due to the guides who publish them: sweeps, and how a moment turns.

WeCom's call has no idempotency key. So a moment is `starting` before it, claimed by one worker; one whose answer was
lost is looked for in WeCom's list, and nothing is said again before a person has decided.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from msgspec.structs import replace

from domain.community.group_post_rules import LATE_MAX
from ports.community.moments import (
    FindMoment,
    FollowMoment,
    HandOverMoment,
    MomentProgress,
    MomentState,
    MomentStore,
    PlannedMoment,
    RemindOfMoment,
    StopMoment,
)
from ports.community.touches import NewTouch, TouchIssuer
from ports.kernel import Clock, Tx, UnitOfWork

BATCH = 10
ANSWER_WITHIN = timedelta(minutes=5)
"""No call takes longer: what is `starting` since then was left by a process that died."""
LOOK_EVERY = timedelta(minutes=5)
FOLLOW_EVERY = timedelta(minutes=1)
REMIND_AFTER = timedelta(hours=2)

UNKNOWN = "企业微信没有回应，不知道朋友圈是否已创建"

log = structlog.get_logger("siyu.wecom")


class Moments:
    """Sweeps: what is due, lost, to be looked for, followed, stopped, reminded of."""

    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[MomentStore, MomentProgress],
        touches: TouchIssuer,
        clock: Clock,
        *,
        is_on: bool,
    ) -> None:
        self._uow = uow
        self._store, self._progress = stores
        self._touches = touches
        self._clock = clock
        self._is_on = is_on

    async def open_due(self) -> int:
        """Its guides are written down; WeCom is called by a job. How many moments were due."""
        if not self._is_on:
            return 0
        now = self._clock.now()
        async with self._uow.begin() as tx:
            due = await self._store.due(tx, now, BATCH)
            for moment in due:
                await self._open(tx, moment, now)
        return len(due)

    async def _open(self, tx: Tx, moment: PlannedMoment, now: datetime) -> None:
        if moment.planned_at < now - LATE_MAX:
            return await self._end(tx, moment, "错过了发表时间，请复制一条重新安排")
        wanted = moment.content.guide_ids
        guides = await self._store.working(tx, wanted)
        if not guides:
            return await self._end(tx, moment, "选择的导购都已离职，或不能添加客户")
        await self._store.put_guides(tx, moment.id, guides)
        left = len(wanted) - len(guides)
        problem = f"{left} 位导购已离职，没有发给他们" if wanted and left else None
        code = await self._code(tx, moment)
        after = replace(moment, state="queued", version=moment.version + 1, code=code, problem=problem)
        await self._store.save(tx, moment, after)
        tx.enqueue(HandOverMoment(moment.id))

    async def _end(self, tx: Tx, moment: PlannedMoment, why: str) -> None:
        log.warning("a moment is not sent", moment=str(moment.id), words=why)
        await self._store.save(tx, moment, replace(moment, state="failed", version=moment.version + 1, problem=why))

    async def _code(self, tx: Tx, moment: PlannedMoment) -> str | None:
        """One touch for a moment: WeCom shows the same link to the customers of all guides."""
        if moment.content.link is None:
            return None
        new = NewTouch(
            "moment",
            f"moment:{moment.id}",
            None,
            post_id=moment.id,
            product_id=moment.content.link.product_id,
        )
        return (await self._touches.issue(tx, new)).code

    async def look_after(self) -> int:
        """Lost answers, lost jobs, what has become of each, guides to be reminded. How many jobs were given out."""
        if not self._is_on:
            return 0
        now = self._clock.now()
        looked = now - LOOK_EVERY
        async with self._uow.begin() as tx:
            for moment_id in await self._progress.lost(tx, now - ANSWER_WITHIN):
                await turned(tx, self._store, moment_id, "starting", state="unknown", problem=UNKNOWN)
            jobs = [
                *(HandOverMoment(one) for one in await self._progress.unsent(tx, looked, now)),
                *(FindMoment(one) for one in await self._progress.in_doubt(tx, looked, now)),
                *(FollowMoment(one) for one in await self._progress.to_follow(tx, now - FOLLOW_EVERY, now)),
                *(StopMoment(one) for one in await self._progress.to_stop(tx, now - FOLLOW_EVERY, now)),
                *(RemindOfMoment(*key) for key in await self._progress.to_remind(tx, now - REMIND_AFTER, now)),
            ]
            for job in jobs:
                tx.enqueue(job)
        return len(jobs)


async def turned(
    tx: Tx, store: MomentStore, moment_id: UUID, before: MomentState, **changes: object
) -> PlannedMoment | None:
    """As it is now, locked to the end of the transaction. None: it is in another state by now, and stays so."""
    moment = await store.one(tx, moment_id, lock=True)
    if moment is None or moment.state != before:
        return None
    after = replace(moment, version=moment.version + 1, **changes)
    await store.save(tx, moment, after)
    return after
