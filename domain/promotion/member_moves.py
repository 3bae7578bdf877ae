"""What promotion does when two members turn out to be one person, or two again, and when one leaves."""

from ports.kernel import Tx
from ports.members.api import MemberLeft, MembersApi, MembersMerged, MembersParted
from ports.promotion.member_moves import PromotionMoveStore


class PromotionMoves:
    """Told twice and in any order: what is done goes by how the members stand now, not by what was told."""

    def __init__(self, store: PromotionMoveStore, members: MembersApi) -> None:
        self._store = store
        self._members = members

    async def on_merged(self, tx: Tx, event: MembersMerged | MembersParted) -> None:
        for step in await self._members.merge_steps(tx, event.merge_id):
            if step.is_undone:
                await self._store.give_back(tx, step)
            else:
                await self._store.take_over(tx, step)

    async def on_left(self, tx: Tx, event: MemberLeft) -> None:
        """Coupons end; what orders have used of promotions stays counted."""
        await self._store.revoke_held(tx, event.member_id)
