"""What commerce does when two members turn out to be one person, or two again, and when one leaves."""

from datetime import timedelta

from domain.commerce.receivers import seal
from ports.commerce.api import OrderReceiversErased
from ports.commerce.member_moves import EraseReceivers, MemberMoveStore
from ports.crypto import FieldCipher
from ports.kernel import Clock, MemberId, Tx, UnitOfWork
from ports.members.api import NOBODY, MemberLeft, MembersApi, MembersMerged, MembersParted

RECEIVERS_KEPT = timedelta(days=15)
"""After an order has ended: goods may still come back, and somebody has to be written to."""


class MemberMoves:
    """Told twice and in any order: what is done goes by how the members stand now, not by what was told."""

    def __init__(
        self, uow: UnitOfWork, store: MemberMoveStore, members: MembersApi, system: tuple[Clock, FieldCipher]
    ) -> None:
        self._uow = uow
        self._store = store
        self._members = members
        self._clock, self._cipher = system

    async def on_merged(self, tx: Tx, event: MembersMerged | MembersParted) -> None:
        for step in await self._members.merge_steps(tx, event.merge_id):
            if step.is_undone:
                await self._store.give_back(tx, step)
            else:
                card = await self._members.card(tx, step.kept_id)
                await self._store.take_over(tx, step, card.openid)

    async def on_left(self, tx: Tx, event: MemberLeft) -> None:
        """Orders and money stay as the law wants them (three years, E-Commerce Law art. 31), without the receiver."""
        await self._erase(tx, event.member_id)

    async def erase_receivers(self, job: EraseReceivers) -> None:
        """Job: the terms of what was bought last are over."""
        async with self._uow.begin() as tx:
            await self._erase(tx, job.member_id)

    async def _erase(self, tx: Tx, member_id: MemberId) -> None:
        now = self._clock.now()
        erased = await self._store.erase(tx, member_id, now - RECEIVERS_KEPT, seal(self._cipher, NOBODY).sealed)
        if erased.order_ids:
            tx.emit(OrderReceiversErased(erased.order_ids))
        if erased.left:
            tx.enqueue(EraseReceivers(member_id), now + RECEIVERS_KEPT)
