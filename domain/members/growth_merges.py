"""Growth and levels follow when two members become one, or part again. Implements `Follower`."""

from msgspec.structs import replace

from domain.members import growth_rules as rules
from domain.members.growth import Growth
from ports.kernel import Clock, Tx
from ports.members.growth import Standing
from ports.members.growth_store import BirthdayStore, GrowthMergeStore, GrowthStore, MergeRow
from ports.members.merging import Merge


class GrowthFollower:
    def __init__(
        self, stores: tuple[GrowthStore, BirthdayStore, GrowthMergeStore], growth: Growth, clock: Clock
    ) -> None:
        self._store, self._birthdays, self._merges = stores
        self._growth = growth
        self._clock = clock

    async def merge(self, tx: Tx, merge: Merge) -> None:
        kept, gone = await self._both(tx, merge)
        own = await self._birthdays.one(tx, merge.kept_id)
        brought = await self._birthdays.one(tx, merge.gone_id)
        birthday = brought.birthday if brought else None
        row = MergeRow(
            merge_id=merge.id,
            kept_level=kept.level_code,
            kept_until=kept.until,
            kept_held=kept.is_held,
            kept_concierge_at=kept.concierge_at,
            gone_level=gone.level_code,
            gone_until=gone.until,
            gone_held=gone.is_held,
            gone_birthday=birthday,
            birthday_taken=birthday is not None and own is not None and own.birthday is None,
        )
        if not await self._merges.remember(tx, row):
            return
        known = await self._store.rules(tx)
        await self._merges.move(tx, merge.id, merge.gone_id, merge.kept_id)
        await self._merges.take_birthday(tx, merge.gone_id, merge.kept_id)
        growth = await self._growth.sum(tx, merge.kept_id, merge.at)
        after, change = rules.merged((kept, gone), known, growth, merge.at)
        await self._growth.changed(tx, after, known, change)
        # Whoever is gone is not reviewed.
        await self._store.save(tx, replace(gone, growth=0, until=None, is_held=False))

    async def part(self, tx: Tx, merge: Merge) -> None:
        row = await self._merges.merged(tx, merge.id)
        if row is None:
            return
        kept, gone = await self._both(tx, merge)
        known, now = await self._store.rules(tx), self._clock.now()
        await self._merges.move_back(tx, merge.id, merge.gone_id, merge.kept_id)
        await self._merges.give_birthday_back(tx, merge.id, merge.gone_id, merge.kept_id)
        for standing, before in (
            (kept, replace(kept, level_code=row.kept_level, until=row.kept_until, is_held=row.kept_held)),
            (gone, replace(gone, level_code=row.gone_level, until=row.gone_until, is_held=row.gone_held)),
        ):
            growth = await self._growth.sum(tx, standing.member_id, now)
            after, change = rules.restored(standing, known, before, growth, now)
            if standing is kept and row.kept_concierge_at is None and after.concierge_at == gone.concierge_at:
                after = replace(after, concierge_at=None)
            await self._growth.changed(tx, after, known, change)
        await self._merges.parted(tx, merge.id, now)

    async def _both(self, tx: Tx, merge: Merge) -> tuple[Standing, Standing]:
        """Locked again in the order of their ids; whoever merges holds them already."""
        found: dict[object, Standing] = {}
        for member_id in sorted((merge.kept_id, merge.gone_id)):
            standing = await self._store.lock(tx, member_id)
            assert standing is not None, "a merge of somebody who does not exist"
            found[member_id] = standing
        return found[merge.kept_id], found[merge.gone_id]
