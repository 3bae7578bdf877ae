"""Tags of a member, brought up to date within a second of whatever has happened.

Whoever changes something that tags are made of says so in the same transaction (`touched`). The worker that does so
computes all who are due after its commit, another process sends a job for it; a sweep does the same should that get
lost, and at night everybody is computed (`tag_night`).
"""

from datetime import datetime, timedelta

from domain.members.shanghai_days import as_of
from domain.members.tag_kick import TagKick
from domain.members.tag_predicates import Tagger
from ports.kernel import Clock, MemberId, Tx, UnitOfWork
from ports.members.jobs import ComputeTags
from ports.members.tag_store import TagStore

BATCH_MAX = 100
BATCHES_MAX = 200
SLOTS_KNOWN_FOR = timedelta(seconds=10)


class TagDesk:
    def __init__(self, uow: UnitOfWork, store: tuple[TagStore, TagKick], tagger: Tagger, clock: Clock) -> None:
        self._uow = uow
        self._store, self._kick = store
        self._tagger = tagger
        self._clock = clock
        self._slots_at: datetime | None = None

    async def touched(self, tx: Tx, *member_ids: MemberId) -> None:
        """Something about them has changed, in this transaction or before it."""
        await self._store.touch(tx, member_ids, self._clock.now())
        if not self._kick.is_followed:
            tx.enqueue(ComputeTags())

    async def noted(self, tx: Tx, *member_ids: MemberId) -> None:
        """As `touched`, for what may wait until the sweep looks: no job is sent for it."""
        await self._store.touch(tx, member_ids, self._clock.now())

    async def on_compute(self, job: ComputeTags) -> None:
        del job
        await self.compute_due()

    async def compute_due(self) -> int:
        """All who are due, some at a time. How many were computed."""
        await self._know_slots()
        computed = 0
        for _ in range(BATCHES_MAX):
            members, touches = await self._compute_batch()
            computed += members
            if touches < BATCH_MAX:
                break
        return computed

    async def _know_slots(self) -> None:
        """A category that was made a moment ago has its tags before somebody can have bought of it."""
        now = self._clock.now()
        if self._slots_at is None or not timedelta() <= now - self._slots_at < SLOTS_KNOWN_FOR:
            async with self._uow.begin() as tx:
                await self._store.refresh_slots(tx)
            self._slots_at = now

    async def _compute_batch(self) -> tuple[int, int]:
        """How many members, by how many touches."""
        async with self._uow.begin() as tx:
            claimed = await self._store.claim_due(tx, BATCH_MAX)
            if claimed is None:
                return 0, 0
            found = await self._store.figures(tx, claimed.member_ids, as_of(self._clock.now()))
            sets = [(figures.member_id, self._tagger.tags(figures)) for figures in found]
            await self._store.write(tx, sets, claimed.read_at)
        return len(sets), claimed.touches
