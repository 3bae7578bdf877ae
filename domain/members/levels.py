"""My level, my growth, my birthday: what a shopper sees and sets (M2)."""

from domain.members import birthday_rules
from domain.members.growth_rules import COUNTS_FOR, day_of
from domain.members.level_pages import birthday_view, level_page
from domain.members.tag_desk import TagDesk
from ports.kernel import Clock, MemberId, NotFound, Page, UnitOfWork
from ports.members.growth_store import Birthday, BirthdayRow, BirthdayStore, GrowthStore
from ports.members.growth_views import BirthdayView, GrowthEntryView, GrowthViews, LevelPage

ENTRIES_SHOWN = 20


class Levels:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[GrowthStore, BirthdayStore, GrowthViews],
        tags: TagDesk,
        clock: Clock,
    ) -> None:
        self._uow = uow
        self._tags = tags
        self._store, self._birthdays, self._views = stores
        self._clock = clock

    async def page(self, member_id: MemberId) -> LevelPage:
        now = self._clock.now()
        async with self._uow.reading() as tx:
            ground = await self._views.ground(tx, member_id, now - COUNTS_FOR)
            if ground is None:
                raise NotFound
            entries = await self._views.entries(tx, member_id, None, ENTRIES_SHOWN)
            return level_page(ground, await self._store.rules(tx), entries, now)

    async def entries(self, member_id: MemberId, cursor: str | None, limit: int) -> Page[GrowthEntryView]:
        """Newest first."""
        async with self._uow.reading() as tx:
            return await self._views.entries(tx, member_id, cursor, limit)

    async def set_birthday(self, member_id: MemberId, birthday: Birthday) -> BirthdayView:
        """Said again, nothing changes. Raises Invalid, BirthdayLocked."""
        now = self._clock.now()
        wished = birthday_rules.checked(birthday, day_of(now))
        async with self._uow.begin() as tx:
            row = await self._birthdays.one(tx, member_id, lock=True)
            if row is None:
                raise NotFound
            if birthday_rules.check_change(row, wished, now):
                await self._birthdays.set(tx, member_id, wished, now)
                await self._tags.touched(tx, member_id)
                row = BirthdayRow(wished, now, row.gift_year)
            return birthday_view(row, now)
