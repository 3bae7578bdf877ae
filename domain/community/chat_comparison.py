"""The full comparison of groups, hourly: every group that WeCom lists is read, and every other that the shop knows.

WeCom's list tells ids and no more, so that only reading a group says whether its mirror is right. A few groups and
how far it has come are one commit: a process that dies leaves the rest to the next one, and no gap is counted twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from msgspec.structs import replace

from domain.community.chat_gaps import extra, gap_of
from domain.community.grouping import STATES, Grouping
from ports.community.chat_comparison import ChatComparisons, ChatGap, ChatRun
from ports.community.chats import ChatReading, ChatStore
from ports.kernel import Clock, OutsideUnavailable, Tx, UnitOfWork
from ports.outside.wecom import WecomContacts, WecomForbidden, WecomRefused, WecomThrottled
from ports.outside.wecom_groups import GroupState, WecomGroups

EVERY = timedelta(hours=1)
LEASE = timedelta(seconds=120)
STEPS_MAX = 40
READ_AT_ONCE = 10
OWNERS_MAX = 100
UNSEEN_MAX = 500
TOO_MANY_PEOPLE = 81017
"""WeCom wants to know whose groups are meant."""
log = structlog.get_logger("siyu.wecom")
type Found = tuple[str, ChatReading | None]


class ChatComparison:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[ChatComparisons, ChatStore],
        wecom: tuple[WecomGroups, WecomContacts, bool],
        grouping: Grouping,
        clock: Clock,
    ) -> None:
        """`wecom`: and whether the shop has papers of it."""
        self._uow = uow
        self._runs, self._chats = stores
        self._groups, self._contacts, self._is_on = wecom
        self._grouping = grouping
        self._clock = clock

    async def open_due(self) -> int:
        """Sweep: one an hour. The first one comes when the shop first runs."""
        if not self._is_on:
            return 0
        now = self._clock.now()
        async with self._uow.begin() as tx:
            last = await self._runs.last(tx)
            if last is not None and (last.state == "running" or now < last.started_at + EVERY):
                return 0
            return int(await self._runs.open(tx, now))

    async def go_on(self) -> int:
        """Sweep: works at the run that is under way, for some steps. How many groups were read."""
        done = 0
        for _ in range(STEPS_MAX):
            now = self._clock.now()
            async with self._uow.begin() as tx:
                run = await self._runs.lease(tx, now, now + LEASE)
            if run is None:
                break
            try:
                after = await self._step(run)
            except WecomThrottled as refused:
                after = replace(run, resume_at=self._clock.now() + timedelta(seconds=refused.seconds))
                await self._saved(after)
            except WecomRefused as refused:
                log.error("a comparison of groups was refused", errcode=refused.errcode, words=refused.text)
                after = replace(run, state="stopped", finished_at=self._clock.now(), problem=refused.text)
                await self._saved(after)
            except _Overtaken:
                break
            except OutsideUnavailable:
                async with self._uow.begin() as tx:
                    await self._runs.release(tx, run.number)
                raise
            if after is None:
                break
            done += after.groups - run.groups
            if after.state != "running" or after.resume_at is not None:
                break
        return done

    async def _step(self, given: ChatRun) -> ChatRun | None:
        """The run after one step; None: somebody else has gone on with it meanwhile."""
        run = replace(given, resume_at=None)
        if run.waiting:
            return await self._read_some(run)
        return await self._look_for_rest(run) if run.is_listed else await self._turn_page(run)

    async def _turn_page(self, run: ChatRun) -> ChatRun | None:
        part = run.owners[run.place : run.place + OWNERS_MAX]
        try:
            page = await self._groups.page(part, run.cursor)
        except WecomRefused as refused:
            if refused.errcode != TOO_MANY_PEOPLE or run.owners:
                raise
            owners = tuple(sorted(await self._contacts.guides()))
            return await self._saved(replace(run, owners=owners, calls=run.calls + 2, is_listed=not owners))
        place = run.place if page.next_cursor else run.place + len(part)
        after = replace(
            run,
            waiting=tuple(row.chat_id for row in page.items),
            states=tuple(row.state for row in page.items),
            cursor=page.next_cursor,
            place=place,
            is_listed=page.next_cursor is None and place >= len(run.owners),
            calls=run.calls + 1,
        )
        async with self._uow.begin() as tx:
            await self._runs.mark_seen(tx, run.number, after.waiting)
            return after if await self._runs.save(tx, after) else None

    async def _look_for_rest(self, run: ChatRun) -> ChatRun | None:
        """Groups that no page has told are not believed to be gone: each is asked for."""
        async with self._uow.begin() as tx:
            rest = await self._runs.unseen(tx, run, UNSEEN_MAX)
            await self._runs.mark_seen(tx, run.number, rest)
            after = replace(run, waiting=rest, states=tuple("" for _ in rest))
            if not rest:
                after = replace(run, state="done", finished_at=self._clock.now())
            return after if await self._runs.save(tx, after) else None

    async def _read_some(self, run: ChatRun) -> ChatRun | None:
        read_at = self._clock.now()
        found: list[Found] = []
        for chat_id, state in zip(run.waiting[:READ_AT_ONCE], run.states, strict=False):
            try:
                found.append((chat_id, await self._grouping.read(chat_id, _listed(state))))
            except WecomForbidden:
                raise
            except WecomRefused as refused:
                # One group about which WeCom says something unheard of must not keep all others from being compared.
                log.error("a group cannot be looked at", chat_id=chat_id, errcode=refused.errcode)
        async with self._uow.begin() as tx:
            gaps = await self._write(tx, found, read_at)
            await self._runs.note(tx, run.number, gaps)
            kinds = [gap.kind for gap in gaps]
            after = replace(
                run,
                waiting=run.waiting[READ_AT_ONCE:],
                states=run.states[READ_AT_ONCE:],
                calls=run.calls + len(found),
                groups=run.groups + len(found),
                missing=run.missing + kinds.count("missing"),
                extra=run.extra + kinds.count("extra"),
                different=run.different + kinds.count("different"),
            )
            if await self._runs.save(tx, after):
                return after
            raise _Overtaken

    async def _write(self, tx: Tx, found: Sequence[Found], read_at: datetime) -> list[ChatGap]:
        """What the mirror had wrong of them."""
        ids = sorted(chat_id for chat_id, _ in found)
        for chat_id in ids:
            await self._chats.lock_chat(tx, chat_id)
        known = await self._chats.known(tx, ids)
        gaps: list[ChatGap] = []
        for chat_id, reading in sorted(found, key=lambda one: one[0]):
            if reading is None:
                gaps += [extra(chat_id)] if await self._chats.dismiss(tx, chat_id, read_at, read_at) else []
            elif await self._chats.save(tx, reading.facts, reading.state, reading.read_at):
                gaps += [gap] if (gap := gap_of(known.get(chat_id), reading)) else []
        return gaps

    async def _saved(self, after: ChatRun) -> ChatRun | None:
        async with self._uow.begin() as tx:
            return after if await self._runs.save(tx, after) else None


class _Overtaken(Exception):
    """Somebody else has gone on with the run: what this step has written is undone."""


def _listed(state: str) -> GroupState | None:
    return next((one for one in STATES if one == state), None)
