"""Everybody's tags, once a day from three in the morning on: what moves with the time, and a check on the events.

One reading of all tables gives everybody's tags, which are kept aside; then ranges of members are written, each in a
transaction of its own. A process that dies leaves the rest to the next one. Whoever was computed by an event after the
reading began is left alone: the event knew more.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from domain.members.shanghai_days import SHANGHAI, as_of, day_of
from domain.members.tag_words import features_of
from ports.kernel import Clock, Tx, UnitOfWork
from ports.members.tag_rules import STATIC_MAX, Catalogue
from ports.members.tag_store import NightStore, TagRun, TagStore

HOUR = 3
RANGE_MAX = 20_000
RANGES_MAX = 10_000
KEPT_DAYS = 400


def steady_tags(catalogue: Catalogue) -> list[int]:
    """Tags that an event alone changes: of these an event must have left nothing for the night to do."""
    steady = {feature.name for feature in catalogue.features if feature.refresh == "event" and not feature.moves}
    found = [
        tag.id for family in catalogue.families for tag in family.tags if steady.issuperset(features_of(tag.condition))
    ]
    assert not found or found[-1] <= STATIC_MAX
    return found


class TagNight:
    def __init__(
        self, uow: UnitOfWork, stores: tuple[TagStore, NightStore], catalogue: Catalogue, clock: Clock
    ) -> None:
        self._uow = uow
        self._store, self._nights = stores
        self._steady = steady_tags(catalogue)
        self._clock = clock

    async def sweep(self) -> int:
        """Does what is left of the day's run, if it is time for it. How many members were written."""
        now = self._clock.now()
        async with self._uow.begin() as tx:
            await self._store.refresh_slots(tx)
        if now.astimezone(SHANGHAI).hour < HOUR:
            return 0
        async with self._uow.reading() as tx:
            found = await self._nights.find(tx, day_of(now))
        return 0 if found and found.state == "done" else await self.run(now)

    async def run(self, now: datetime) -> int:
        """The run of this moment's day, as far as it is not done. How many members were written."""
        day, written = day_of(now), 0
        async with self._uow.begin() as tx:
            await self._store.refresh_slots(tx)
            await self._nights.open(tx, day, now)
        for _ in range(RANGES_MAX):
            async with self._uow.begin() as tx:
                before = await self._nights.lock(tx, day)
                if before is None or before.state == "done":
                    break
                after = await self._step(tx, before, now)
                await self._nights.save(tx, after)
            written += max(0, after.written - before.written)
        return written

    async def _step(self, tx: Tx, run: TagRun, now: datetime) -> TagRun:
        if run.state == "gathering":
            gathered, read_at = await self._nights.gather(tx, as_of(now))
            return replace(run, state="writing", read_at=read_at, gathered=gathered)
        if run.gathered and not await self._nights.is_kept(tx):
            # The database has crashed since: what was kept aside is gone, and what was written stands.
            return replace(run, state="gathering")
        done = await self._nights.write_range(tx, run, self._steady, RANGE_MAX)
        if done.last is not None:
            return replace(
                run,
                written=run.written + done.members,
                changed=run.changed + done.changed,
                off=run.off + done.off,
                after_member_id=done.last,
            )
        members = await self._nights.sizes(tx, run.day)
        await self._nights.forget(tx, run.day - timedelta(days=KEPT_DAYS))
        return replace(run, state="done", members=members, finished_at=self._clock.now())
