"""Comparing with WeChat's whole list of followers: what no event has told is found, and who has a unionid by now (M1).

The list is read page by page. Whoever is known as a follower with a unionid is passed over; the others are asked for, a
hundred at once. Then those are asked for who should follow and were not named: the list alone ends nothing, so that
half a list cannot. What was asked since the run began is not asked again, so that a process that dies, or is overtaken,
costs one step.
"""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from msgspec.structs import replace

from domain.members.official_followers import OfficialFollowers, Written
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Ids, OutsideUnavailable, Tx, UnitOfWork
from ports.members.official import FollowerRunView, OfficialRun, OfficialRuns, OfficialState, OfficialStore
from ports.outside.official_account import BATCH_MAX, Follower, OfficialAccount, OfficialRefused

READ = "members.read"
WRITE = "members.write"
EVERY = timedelta(hours=6)
"""A day of WeChat allows some hundred pages of the list, for an account of any size."""
LEASE = timedelta(seconds=120)
STEPS_MAX = 20
BATCHES_PER_STEP = 5
RUNS_SHOWN = 10
log = structlog.get_logger("siyu.official")


class OfficialOff(DomainError):
    code = "members.official_off"
    message = "店铺还没有接入公众号"


class OfficialComparing(DomainError):
    code = "members.official_comparing"
    message = "正在核对，请等它完成"


class OfficialComparison:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[OfficialRuns, OfficialStore],
        outside: tuple[OfficialAccount, OfficialFollowers, bool],
        audit: AuditApi,
        system: tuple[Clock, Ids],
    ) -> None:
        """`outside`: and whether the shop has papers of an official account."""
        self._uow = uow
        self._runs, self._store = stores
        self._account, self._followers, self._is_on = outside
        self._audit = audit
        self._clock, self._ids = system

    async def state(self, actor: Actor) -> OfficialState:
        actor.require(READ)
        async with self._uow.reading() as tx:
            runs = await self._runs.last(tx, RUNS_SHOWN)
            return OfficialState(self._is_on, await self._store.counts(tx), tuple(view_of(run) for run in runs))

    async def start(self, actor: Actor) -> FollowerRunView:
        """Raises OfficialOff, OfficialComparing."""
        actor.require(WRITE)
        if not self._is_on:
            raise OfficialOff
        async with self._uow.begin() as tx:
            run = await self._opened(tx, actor.name)
            if run is None:
                raise OfficialComparing
            await self._audit.record(tx, AuditEntry(actor, "members.compare_followers", "公众号", run.id, None, ""))
            return tx.answered(view_of(run))

    async def open_due(self) -> int:
        """Sweep. The first one comes when the shop first runs."""
        if not self._is_on:
            return 0
        async with self._uow.begin() as tx:
            last = next(iter(await self._runs.last(tx, 1)), None)
            if last is not None and (last.state == "running" or self._clock.now() < last.started_at + EVERY):
                return 0
            return 0 if await self._opened(tx, "系统") is None else 1

    async def _opened(self, tx: Tx, by: str) -> OfficialRun | None:
        run = OfficialRun(self._ids.new(), 0, "running", by, self._clock.now())
        return run if await self._runs.open(tx, run) else None

    async def go_on(self) -> int:
        """Sweep: works at the run that is under way, for some steps. How many steps were done."""
        for done in range(STEPS_MAX):
            now = self._clock.now()
            async with self._uow.begin() as tx:
                run = await self._runs.lease(tx, now, now + LEASE) if self._is_on else None
            if run is None:
                return done
            try:
                after, seen = await self._step(run)
            except OfficialRefused as refused:
                log.error("comparing followers was refused", errcode=refused.errcode, words=refused.text)
                problem = replace(run, state="stopped", finished_at=self._clock.now(), problem=refused.text)
                after, seen = problem, ()
            except OutsideUnavailable:
                async with self._uow.begin() as tx:
                    await self._runs.release(tx, run)
                raise
            async with self._uow.begin() as tx:
                await self._store.mark_seen(tx, run.number, seen)
                if not await self._runs.save(tx, after):
                    return done
            if after.state != "running":
                return done + 1
        return STEPS_MAX

    async def _step(self, run: OfficialRun) -> tuple[OfficialRun, Sequence[str]]:
        """The run after one step, and whom the list has named."""
        if run.phase == "absent":
            return await self._absent(run), ()
        page = await self._account.page(run.cursor)
        async with self._uow.reading() as tx:
            asked = await self._store.to_read(tx, page.openids, run.started_at)
        part = asked[: BATCH_MAX * BATCHES_PER_STEP]
        after = await self._read(run, part, is_listed=True)
        if len(part) < len(asked):
            return after, ()
        after = replace(after, cursor=page.next_openid, listed=run.listed + len(page.openids))
        return after if page.next_openid else replace(after, phase="absent"), page.openids

    async def _absent(self, run: OfficialRun) -> OfficialRun:
        async with self._uow.reading() as tx:
            asked = await self._store.unseen(tx, run, BATCH_MAX * BATCHES_PER_STEP)
        after = await self._read(run, asked, is_listed=False)
        if asked:
            return after
        figures = {"listed": run.listed, "missing": run.missing, "extra": run.extra, "joined": run.joined}
        log.info("followers compared", **figures)
        return replace(after, state="done", finished_at=self._clock.now())

    async def _read(self, run: OfficialRun, openids: Sequence[str], *, is_listed: bool) -> OfficialRun:
        written: list[Written] = []
        for start in range(0, len(openids), BATCH_MAX):
            batch, read_at = openids[start : start + BATCH_MAX], self._clock.now()
            told = {one.openid: one for one in await self._account.followers(batch)}
            # Whom WeChat tells nothing of follows if its list says so.
            found = [told.get(one, Follower(one, is_listed)) for one in batch]
            written += [await self._followers.write(one, read_at) for one in found]
        return replace(
            run,
            missing=run.missing + sum(one.has_followed for one in written),
            extra=run.extra + sum(one.has_gone for one in written),
            joined=run.joined + sum(one.is_joined for one in written),
        )


def view_of(run: OfficialRun) -> FollowerRunView:
    return FollowerRunView(**{name: getattr(run, name) for name in FollowerRunView.__struct_fields__})
