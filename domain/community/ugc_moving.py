"""One way to move a review or a post: the row, how it came there, the product's figures and what others are told."""

from collections.abc import Sequence
from uuid import UUID

from domain.community import ugc_rules as rules
from domain.community.ugc_rules import Decision
from ports.community.api import PicturesDropped, ReviewShown
from ports.community.ugc import Decider, HistoryEntry, Ugc, UgcNotFound, UgcStore
from ports.kernel import Clock, Ids, Tx


class UgcMover:
    def __init__(self, store: UgcStore, system: tuple[Clock, Ids]) -> None:
        self._store = store
        self._clock, self._ids = system

    async def lock(self, tx: Tx, ugc_id: UUID) -> Ugc:
        """Raises UgcNotFound."""
        found = await self._store.lock(tx, [ugc_id])
        if not found:
            raise UgcNotFound
        return found[0]

    async def move(self, tx: Tx, ugc: Ugc, decider: Decider, decision: Decision, by: str = "") -> Ugc:
        """One locked row, where nothing else of the transaction follows that would be counted. Raises UgcMoved."""
        return (await self.move_all(tx, [ugc], decider, decision, by))[0]

    async def drop_pictures(self, tx: Tx, ugc_ids: Sequence[UUID]) -> None:
        """Of rows that are locked and shown to nobody any more. The files go with the last one that showed them."""
        if media_ids := await self._store.drop_pictures(tx, ugc_ids):
            tx.emit(PicturesDropped(media_ids))

    async def move_all(
        self, tx: Tx, found: Sequence[Ugc], decider: Decider, decision: Decision, by: str = ""
    ) -> list[Ugc]:
        """Locked rows; the products' figures last, so that the order of locks is the same everywhere.

        Raises UgcMoved, UgcReplaced.
        """
        now, moved = self._clock.now(), []
        for ugc in found:
            after = rules.moved(ugc, decider, decision, now)
            entry = HistoryEntry(self._ids.new(), ugc.id, now, decider, by, ugc.state, after.state, decision.reason)
            await self._store.save(tx, after, entry)
            moved.append(after)
        changes = [
            change for before, after in zip(found, moved, strict=True) if (change := rules.counted(before, after))
        ]
        if changes:
            await self._store.count(tx, changes)
        for after in moved:
            if after.state == "visible" and rules.is_worthy(after):
                assert after.line_id is not None, "a review is of a line"
                tx.emit(ReviewShown(after.id, after.line_id, after.member_id))
        return moved
