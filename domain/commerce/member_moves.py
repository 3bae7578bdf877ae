"""What commerce does when two members turn out to be one person, or two again."""

from ports.commerce.member_moves import MemberMoveStore
from ports.kernel import Tx
from ports.members.api import MembersApi, MembersMerged, MembersParted


class MemberMoves:
    """Told twice and in any order: what is done goes by how the members stand now, not by what was told."""

    def __init__(self, store: MemberMoveStore, members: MembersApi) -> None:
        self._store = store
        self._members = members

    async def on_merged(self, tx: Tx, event: MembersMerged | MembersParted) -> None:
        for step in await self._members.merge_steps(tx, event.merge_id):
            if step.is_undone:
                await self._store.give_back(tx, step)
            else:
                card = await self._members.card(tx, step.kept_id)
                await self._store.take_over(tx, step, card.openid)
