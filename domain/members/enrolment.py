"""Taking over customers in bulk: they are members before their first login, and keep what they had."""

from collections.abc import Sequence

from domain.members.address_rules import checked
from domain.members.growth_rules import year_later
from domain.members.identity import seal
from domain.members.tag_desk import TagDesk
from ports.crypto import FieldCipher
from ports.kernel import Clock, Ids, MemberId, UnitOfWork
from ports.members.api import SealedAddress
from ports.members.enrolment import EnrolledRow, EnrolmentStore, Newcomer

BATCH_MAX = 500


class Enrolment:
    def __init__(
        self,
        uow: UnitOfWork,
        store: EnrolmentStore,
        cipher: FieldCipher,
        tags: TagDesk,
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store, self._tags = store, tags
        self._cipher = cipher
        self._clock, self._ids = system

    async def enrol(self, newcomers: Sequence[Newcomer]) -> list[MemberId]:
        """Their ids, in the same order; whoever is known by openid stays as they are. Raises Invalid."""
        ids: dict[str, MemberId] = {}
        now = self._clock.now()
        for start in range(0, len(newcomers), BATCH_MAX):
            rows = [self._row(newcomer) for newcomer in newcomers[start : start + BATCH_MAX]]
            async with self._uow.begin() as tx:
                found = await self._store.enrol(tx, rows, (now, year_later(now)))
                await self._tags.noted(tx, *(row.id for row in rows if found[row.openid] == row.id))
            ids |= found
        return [ids[newcomer.openid] for newcomer in newcomers]

    def _row(self, newcomer: Newcomer) -> EnrolledRow:
        addresses = tuple(
            SealedAddress(self._ids.new(), seal(self._cipher, checked(address)), None, place == 0)
            for place, address in enumerate(newcomer.addresses)
        )
        return EnrolledRow(
            id=MemberId(self._ids.new()),
            openid=newcomer.openid,
            unionid=newcomer.unionid,
            nickname=newcomer.nickname,
            phone_sealed=self._cipher.encrypt(newcomer.phone),
            phone_index=self._cipher.blind_index(newcomer.phone),
            level_code=newcomer.level_code,
            joined_at=newcomer.joined_at,
            addresses=addresses,
        )
