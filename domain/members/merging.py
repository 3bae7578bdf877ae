"""Two members become one, and become two again: in one transaction, remembered, told to everybody who follows."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from domain.members.merge_rules import kept_of, merges_on_top
from ports.cache import Invalidation, hashed_session_topic
from ports.kernel import Clock, DomainError, Ids, MemberId, Tx, UnitOfWork
from ports.members.api import MembersMerged, MembersParted
from ports.members.identities import MergeRow, MergeStore, Proof, Undoing
from ports.members.merging import Follower, ForgetSessions, Merge, TellMerge

TELL_AGAIN_AFTER = timedelta(minutes=2)
"""No call takes longer, nor does a process remember longer whose session it is."""

AGAIN = "因撤销更早的一次合并，重新合并"


class MergeNotFound(DomainError):
    code = "members.merge_not_found"
    kind = "not_found"
    message = "没有找到这次合并"


class MergeUndone(DomainError):
    code = "members.merge_undone"
    message = "这次合并已经撤销过了"


class Merging:
    def __init__(
        self,
        uow: UnitOfWork,
        store: MergeStore,
        followers: Sequence[Follower],
        invalidation: Invalidation,
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store = store
        self._invalidation = invalidation
        self._followers = followers
        self._clock, self._ids = system

    async def merge(
        self, tx: Tx, pair: tuple[MemberId, MemberId], proof: Proof, evidence: Sequence[str], by: str
    ) -> MemberId:
        """The member that both are from now on. Already one, or one of them has left: nothing happens."""
        parties = await self._store.lock_parties(tx, pair)
        if len(parties) != 2:
            return await self._store.resolve(tx, pair[0])
        kept, gone = kept_of(*parties)
        row = MergeRow(self._ids.new(), gone.id, kept.id, proof, tuple(evidence), self._clock.now(), by)
        await self._merge(tx, row)
        return kept.id

    async def part(self, tx: Tx, merge_id: UUID, by: str, reason: str) -> MergeRow:
        """Merges that stand on top are undone first and made again. Raises MergeNotFound, MergeUndone."""
        merges = await self._store.lock_family(tx, merge_id)
        row = next((one for one in merges if one.id == merge_id), None)
        if row is None:
            raise MergeNotFound
        if row.undone_at is not None:
            raise MergeUndone
        undoing = Undoing(self._clock.now(), by, reason)
        chain = merges_on_top(merges, row)
        for step in reversed(chain):
            await self._part(tx, step, replace(undoing, reason=AGAIN))
        await self._part(tx, row, undoing)
        await self._store.set_apart(tx, (row.gone_id, row.kept_id), self._ids.new(), undoing)
        for step in chain:
            again = replace(step, id=self._ids.new(), at=undoing.at, evidence=(*step.evidence, AGAIN))
            await self._merge(tx, again)
        return row

    async def tell_again(self, job: TellMerge) -> None:
        """Job: what calls under way have left behind with the gone member is taken over as well."""
        async with self._uow.begin() as tx:
            self._emit(tx, job)

    async def forget_sessions(self, job: ForgetSessions) -> None:
        """Job: the next request of each session asks whose it is."""
        async with self._uow.reading() as tx:
            hashes = await self._store.session_hashes(tx, job.member_id)
        await self._invalidation.changed([hashed_session_topic(one) for one in hashes])

    async def _merge(self, tx: Tx, row: MergeRow) -> None:
        await self._store.record(tx, row)
        merge = Merge(row.id, row.gone_id, row.kept_id, row.at)
        for follower in self._followers:
            await follower.merge(tx, merge)
        tx.enqueue(ForgetSessions(row.kept_id))
        self._tell(tx, row, is_undone=False)

    async def _part(self, tx: Tx, row: MergeRow, undoing: Undoing) -> None:
        merge = Merge(row.id, row.gone_id, row.kept_id, row.at)
        await self._store.undo(tx, row, undoing)
        for follower in reversed(self._followers):
            await follower.part(tx, merge)
        tx.enqueue(ForgetSessions(row.gone_id))
        self._tell(tx, row, is_undone=True)

    def _tell(self, tx: Tx, row: MergeRow, *, is_undone: bool) -> None:
        job = TellMerge(row.id, row.gone_id, row.kept_id, is_undone)
        self._emit(tx, job)
        tx.enqueue(job, self._clock.now() + TELL_AGAIN_AFTER)

    def _emit(self, tx: Tx, job: TellMerge) -> None:
        kind = MembersParted if job.is_undone else MembersMerged
        tx.emit(kind(job.merge_id, job.gone_id, job.kept_id))
