"""What happens to levels by the clock: yearly reviews, new rules, birthdays (M2)."""

from datetime import datetime

from domain.members import birthday_rules
from domain.members import growth_rules as rules
from domain.members.growth import Growth
from ports.kernel import Clock, UnitOfWork
from ports.members.growth_store import BirthdayStore, GrowthStore
from ports.members.points import Earning, PointsLedger

REVIEW_BATCH_MAX = 100
BIRTHDAY_BATCH_MAX = 100


class LevelReviews:
    def __init__(self, uow: UnitOfWork, store: GrowthStore, growth: Growth, clock: Clock) -> None:
        self._uow = uow
        self._store = store
        self._growth = growth
        self._clock = clock

    async def review(self) -> int:
        """Sweep: members whose year is over."""
        now = self._clock.now()
        async with self._uow.begin() as tx:
            known = await self._store.rules(tx)
            due = await self._store.lock_due(tx, now, REVIEW_BATCH_MAX)
            for standing in due:
                growth = await self._growth.sum(tx, standing.member_id, now)
                after, change = rules.reviewed(standing, known, growth, now)
                await self._growth.changed(tx, after, known, change)
            return len(due)

    async def apply_rules(self) -> int:
        """Sweep: members with growth that was last looked at under older rules; some of them rise."""
        async with self._uow.begin() as tx:
            known = await self._store.rules(tx)
            found = await self._store.lock_unsettled(tx, known.version, REVIEW_BATCH_MAX)
            for standing in found:
                await self._growth.settle(tx, standing, known, "settings")
            return len(found)


class BirthdayGifts:
    def __init__(self, uow: UnitOfWork, store: BirthdayStore, points: PointsLedger, clock: Clock) -> None:
        self._uow = uow
        self._store = store
        self._points = points
        self._clock = clock

    async def give(self) -> int:
        """Sweep: points for today's birthdays, and for those of days on which the shop stood still."""
        count, now = 0, self._clock.now()
        for day in birthday_rules.days_due(now):
            # Who told their birthday after it was over gets the gift of the next one.
            told_before: datetime = rules.day_span(day)[1]
            async with self._uow.begin() as tx:
                found = await self._store.lock_due(
                    tx, birthday_rules.celebrated(day), (day.year, told_before), BIRTHDAY_BATCH_MAX
                )
                for child in found:
                    if child.points:
                        key = f"birthday:{child.member_id}:{day.year}"
                        earning = Earning(key, child.member_id, child.points, "birthday", "生日快乐，送您的生日积分")
                        await self._points.earn(tx, earning)
                await self._store.gave(tx, [child.member_id for child in found], day.year)
            count += len(found)
        return count
