"""Checking in (M4). The day is that of the server's clock in Shanghai when the request came."""

from datetime import datetime, timedelta

from domain.members.check_in_months import days_of_month, month_of
from domain.members.check_in_rules import checked_rewards, reward, steps
from domain.members.shanghai_days import day_of
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, MemberId, Tx, UnitOfWork
from ports.members.check_in import (
    CheckedDay,
    CheckInPage,
    CheckInResult,
    CheckInRewards,
    CheckInRow,
    CheckInStore,
)
from ports.members.growth import GrowthLedger
from ports.members.play import PlayMembers
from ports.members.points import Earning, PointsLedger

READ, WRITE = "members.read", "members.write"
_ONE_DAY = timedelta(days=1)


class CheckIns:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[PlayMembers, CheckInStore],
        books: tuple[PointsLedger, GrowthLedger],
        audit: AuditApi,
        clock: Clock,
    ) -> None:
        self._uow = uow
        self._members, self._store = stores
        (self._ledger, self._growth), self._audit = books, audit
        self._clock = clock

    async def page(self, member_id: MemberId, month: str | None) -> CheckInPage:
        """`month` as 2026-11; None: the present one. Raises Invalid."""
        now = self._clock.now()
        shown = month or month_of(day_of(now))
        days_of_month(shown)
        async with self._uow.reading() as tx:
            who = await self._members.now_is(tx, member_id)
            return await self._page(tx, who, shown, now)

    async def check_in(self, member_id: MemberId) -> CheckInResult:
        """Once a day; whoever asks again is told so and gets nothing more."""
        now = self._clock.now()
        today = day_of(now)
        async with self._uow.begin() as tx:
            who = await self._members.hold(tx, member_id)
            before = await self._store.on(tx, who, today)
            if before is not None:
                page = await self._page(tx, who, month_of(today), now)
                return tx.answered(CheckInResult(False, before.points, "今天已经签到过了", page))
            streak = await self._store.streak(tx, who, today - _ONE_DAY) + 1
            points = reward(streak, await self._store.rewards(tx))
            added = await self._store.add(tx, CheckInRow(who, today, streak, points, now))
            assert added, "the member was held, and had not checked in"
            await self._growth.interacted(tx, who, ("check_in", f"check_in:{who}:{today}"), now)
            if points:
                words = f"签到奖励，连续 {streak} 天"
                await self._ledger.earn(tx, Earning(f"check_in:{who}:{today}", who, points, "check_in", words))
            text = f"签到成功，获得 {points} 积分" if points else "签到成功"
            return tx.answered(CheckInResult(True, points, text, await self._page(tx, who, month_of(today), now)))

    async def rewards(self, actor: Actor) -> CheckInRewards:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return CheckInRewards(await self._store.rewards(tx))

    async def set_rewards(self, actor: Actor, given: CheckInRewards) -> CheckInRewards:
        """For check-ins from now on. Raises Invalid."""
        actor.require(WRITE)
        points = checked_rewards(given.points)
        async with self._uow.begin() as tx:
            before = await self._store.rewards(tx)
            if before != points:
                await self._store.set_rewards(tx, points)
                detail = f"{_listed(before)} 改为 {_listed(points)}"
                await self._audit.record(
                    tx, AuditEntry(actor, "members.check_in_rewards", "签到奖励", None, None, detail)
                )
            return tx.answered(CheckInRewards(points))

    async def _page(self, tx: Tx, who: MemberId, month: str, now: datetime) -> CheckInPage:
        today = day_of(now)
        rewards = await self._store.rewards(tx)
        mine = await self._store.on(tx, who, today)
        streak = await self._store.streak(tx, who, today if mine else today - _ONE_DAY)
        todays = mine.points if mine else reward(streak + 1, rewards)
        days = await self._store.between(tx, who, *days_of_month(month))
        return CheckInPage(
            today=today,
            month=month,
            is_checked=mine is not None,
            streak=streak,
            today_points=todays,
            tomorrow_points=reward(streak + (1 if mine else 2), rewards),
            steps=steps(streak, mine is not None, rewards),
            days=[CheckedDay(row.day, row.points) for row in days],
            points=await self._ledger.available(tx, who),
            now=now,
        )


def _listed(points: tuple[int, ...]) -> str:
    return "、".join(str(one) for one in points)
