"""What becomes of reviews and posts when two members turn out to be one, or two again, and when one leaves."""

from domain.community import ugc_rules as rules
from domain.community.ugc_moving import UgcMover
from domain.community.ugc_rules import Decision
from ports.community.ugc import UgcStore
from ports.kernel import Tx
from ports.members.api import MemberLeft, MembersApi, MembersMerged, MembersParted


class UgcMemberMoves:
    """Told twice and in any order: what is done goes by how the members stand now, not by what was told."""

    def __init__(self, store: UgcStore, mover: UgcMover, members: MembersApi) -> None:
        self._store, self._mover = store, mover
        self._members = members

    async def on_merged(self, tx: Tx, event: MembersMerged | MembersParted) -> None:
        for step in await self._members.merge_steps(tx, event.merge_id):
            if step.is_undone:
                await self._store.give_back(tx, step)
            else:
                await self._store.take_over(tx, step)

    async def on_left(self, tx: Tx, event: MemberLeft) -> None:
        """Posts are taken away with their words and pictures; reviews stay as words without a name or a picture."""
        found = await self._store.lock(tx, await self._store.of_member(tx, event.member_id))
        posts = [ugc for ugc in found if ugc.kind == "post" and ugc.state != "deleted"]
        unseen = [ugc for ugc in found if ugc.kind != "post" and ugc.state in ("submitted", "checking", "in_review")]
        await self._mover.move_all(tx, [*posts, *unseen], "author", Decision("deleted", "作者注销"))
        bare = [change for ugc in found for change in rules.without_pictures(ugc)]
        if bare:
            await self._store.count(tx, bare)
        await self._mover.drop_pictures(tx, [ugc.id for ugc in found])
        await self._store.erase(tx, [ugc.id for ugc in found])
