"""The full comparison: everything that WeCom has against everything that the mirror has (G1).

It goes part by part (GUIDES_MAX guides), page by page; a page and how far it came are one commit, so that a process
that dies, or an operator who stops it, leaves the rest to the next one. What was read by an event after the page was
asked for is left alone: the event knew more.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from msgspec.structs import replace

from domain.community.mirroring import Mirroring
from domain.community.reading import read_of
from ports.community.store import Comparisons, Departure, Gap, Known, Mirror, Pair, Read, Run
from ports.community.transfers import FetchUnassigned
from ports.crypto import FieldCipher
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Ids, OutsideUnavailable, Tx, UnitOfWork
from ports.outside.wecom import FollowedPage, WecomContacts, WecomRefused, WecomThrottled

WRITE = "community.write"
GUIDES_MAX = 100
EVERY = timedelta(hours=1)
LEASE = timedelta(seconds=60)
STEPS_MAX = 40
ENDINGS_MAX = 500
log = structlog.get_logger("siyu.wecom")


class ComparisonRunning(DomainError):
    code = "community.comparison_running"
    message = "正在核对，请等它完成或先停止"


class WecomOff(DomainError):
    code = "community.wecom_off"
    message = "店铺还没有接入企业微信"


class NoComparison(DomainError):
    code = "community.no_comparison"
    message = "现在没有正在进行的核对"


class Comparison:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[Comparisons, Mirror],
        wecom: tuple[WecomContacts, Mirroring, bool],
        audit: AuditApi,
        system: tuple[Clock, Ids, FieldCipher],
    ) -> None:
        """`wecom`: and whether the shop has papers of it."""
        self._uow = uow
        self._runs, self._mirror = stores
        self._contacts, self._mirroring, self._is_on = wecom
        self._audit = audit
        self._clock, self._ids, self._cipher = system

    async def start(self, actor: Actor) -> Run:
        """Raises ComparisonRunning, WecomOff."""
        actor.require(WRITE)
        if not self._is_on:
            raise WecomOff
        guides = await self._contacts.guides()
        async with self._uow.begin() as tx:
            run = await self._opened(tx, guides, actor.name)
            if run is None:
                raise ComparisonRunning
            await self._audit.record(tx, AuditEntry(actor, "community.compare", "企业微信客户", run.id, None, ""))
            return tx.answered(run)

    async def stop(self, actor: Actor) -> None:
        """After its present step; the next one begins anew. Raises NoComparison."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            if not await self._runs.stop(tx):
                raise NoComparison
            await self._audit.record(tx, AuditEntry(actor, "community.stop_comparison", "企业微信客户", None, None, ""))

    async def open_due(self) -> int:
        """Sweep: one an hour. The first one comes when the shop first runs."""
        if not self._is_on:
            return 0
        async with self._uow.reading() as tx:
            last = await self._runs.last(tx)
        if last is not None and (last.state in ("running", "stopping") or self._clock.now() < last.started_at + EVERY):
            return 0
        try:
            guides = await self._contacts.guides()
        except WecomThrottled:
            return 0
        except WecomRefused as refused:
            async with self._uow.begin() as tx:
                await self._runs.open(tx, replace(self._new((), "系统"), **self._stopped(refused)))
            return 0
        async with self._uow.begin() as tx:
            return 0 if await self._opened(tx, guides, "系统") is None else 1

    async def _opened(self, tx: Tx, guides: Sequence[str], by: str) -> Run | None:
        run = self._new(guides, by)
        await self._mirror.guides_are(tx, run.guides, run.started_at)
        return run if await self._runs.open(tx, run) else None

    def _new(self, guides: Sequence[str], by: str) -> Run:
        now = self._clock.now()
        return Run(
            *(self._ids.new(), 0, "running", by, now, tuple(sorted(guides)), 0, None, None, None),
            *(1, 0, 0, 0, 0, None),
        )

    def _stopped(self, refused: WecomRefused) -> dict[str, Any]:
        """What a person has to see to, and nothing that goes away by itself."""
        log.error("a comparison was refused", errcode=refused.errcode, words=refused.text)
        return {"state": "stopped", "finished_at": self._clock.now(), "problem": refused.text}

    async def go_on(self) -> int:
        """Sweep: works at the run that is under way, for some steps. How many pairs were looked at."""
        looked_at = 0
        for _ in range(STEPS_MAX):
            now = self._clock.now()
            async with self._uow.begin() as tx:
                run = await self._runs.lease(tx, now, now + LEASE)
            if run is None:
                break
            try:
                after = await self._step(run)
            except WecomThrottled as refused:
                after = await self._pause(run, timedelta(seconds=refused.seconds))
            except WecomRefused as refused:
                after = await self._saved(run, replace(run, **self._stopped(refused)))
            except _Overtaken:
                break
            except OutsideUnavailable:
                async with self._uow.begin() as tx:
                    await self._runs.release(tx, run.id)
                raise
            looked_at += after.pairs - run.pairs if after else 0
            if after is None or after.state not in ("running", "stopping") or after.resume_at is not None:
                break
        return looked_at

    async def _pause(self, run: Run, span: timedelta) -> Run:
        after = replace(run, resume_at=self._clock.now() + span)
        async with self._uow.begin() as tx:
            await self._runs.save(tx, run, after)
        return after

    async def _step(self, run: Run) -> Run | None:
        """The run after one step; None: somebody else has gone on with it meanwhile."""
        now = self._clock.now()
        if run.state == "stopping":
            return await self._saved(run, replace(run, state="stopped", finished_at=now))
        part = run.guides[run.place : run.place + GUIDES_MAX]
        if not part:
            return await self._finish(run)
        if run.cursor is None:
            await self._mirroring.fetch_all_staff(part)
        page = await self._contacts.followed_page(part, run.cursor)
        return await self._page(run, part, (page, now))

    async def _saved(self, run: Run, after: Run) -> Run | None:
        async with self._uow.begin() as tx:
            return after if await self._runs.save(tx, run, after) else None

    async def _page(self, run: Run, part: tuple[str, ...], read: tuple[FollowedPage, datetime]) -> Run | None:
        page, read_at = read
        rows = [read_of(self._cipher, (item.contact, item.follow), read_at) for item in page.items]
        began_at = run.part_began_at or read_at
        async with self._uow.begin() as tx:
            for contact_id in sorted({row.contact.contact_id for row in rows}):
                await self._mirror.lock_contact(tx, contact_id)
            known = await self._mirror.known(tx, [row.pair for row in rows])
            changed = [row for row in rows if is_news(known.get(row.pair), row)]
            gaps = [gap_of(known.get(row.pair), row) for row in changed]
            await self._mirroring.write(tx, changed)
            await self._runs.mark_seen(tx, run.number, [row.pair for row in rows])
            after = replace(
                run,
                cursor=page.next_cursor,
                part_began_at=began_at,
                resume_at=None,
                calls=run.calls + 1,
                pairs=run.pairs + len(rows),
            )
            if page.next_cursor is None:
                gaps += await self._ended(tx, after, part)
                after = replace(after, place=run.place + len(part), part_began_at=None)
            after = await self._counted(tx, after, gaps)
            if not await self._runs.save(tx, run, after):
                raise _Overtaken
        return after

    async def _ended(self, tx: Tx, run: Run, part: Sequence[str]) -> list[Gap]:
        """Pairs of the part that WeCom has not told."""
        gone: list[Pair] = []
        while found := await self._runs.unseen(tx, run, part, ENDINGS_MAX):
            gone += await self._end(tx, found, run.part_began_at or run.started_at)
        return [Gap(pair, "extra", "企业微信中已经没有这个好友关系") for pair in gone]

    async def _end(self, tx: Tx, pairs: Sequence[Pair], at: datetime) -> tuple[Pair, ...]:
        return await self._mirror.end(tx, [Departure(pair, "comparison", at) for pair in sorted(pairs)])

    async def _finish(self, run: Run) -> Run | None:
        """Pairs of whoever may have no contacts any more, and the tags of the corporation."""
        await self._mirroring.fetch_tags()
        async with self._uow.begin() as tx:
            gone: list[Pair] = []
            while found := await self._runs.unknown_guides(tx, run, ENDINGS_MAX):
                gone += await self._end(tx, found, run.started_at)
            gaps = [Gap(pair, "extra", "导购已不在客户联系范围内") for pair in gone]
            after = replace(run, state="done", finished_at=self._clock.now(), calls=run.calls + 1)
            after = await self._counted(tx, after, gaps)
            tx.enqueue(FetchUnassigned())
            return after if await self._runs.save(tx, run, after) else None

    async def _counted(self, tx: Tx, run: Run, gaps: Sequence[Gap]) -> Run:
        await self._runs.note(tx, run.id, gaps)
        kinds = [gap.kind for gap in gaps]
        return replace(
            run,
            missing=run.missing + kinds.count("missing"),
            extra=run.extra + kinds.count("extra"),
            different=run.different + kinds.count("different"),
        )


class _Overtaken(Exception):
    """Somebody else has gone on with the run: what this step has written is undone."""


def is_news(known: Known | None, row: Read) -> bool:
    if known is None:
        return True
    return known.read_at < row.read_at and not (known.is_active and known.digest == row.digest)


def gap_of(known: Known | None, row: Read) -> Gap:
    if known is None:
        return Gap(row.pair, "missing", "没有收到添加好友的通知")
    if not known.is_active:
        return Gap(row.pair, "missing", "记录为已删除，企业微信中仍是好友")
    return Gap(row.pair, "different", "备注、标签或资料不一致")
