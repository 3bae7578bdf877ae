"""Keeping the mirror: an event says that something has happened, and what is true now is asked for (G1).

Events come twice, late, and in any order, and a lost one is found by the comparison; so none of them is believed
beyond that. Whatever is read carries the time before the call, and an older reading never undoes a newer one.
"""

from collections.abc import Sequence
from datetime import datetime

import structlog

from domain.community.reading import read_of
from ports.community.jobs import FetchContact, FetchStaff, FetchTags
from ports.community.store import Departure, Mirror, Pair, Read
from ports.crypto import FieldCipher
from ports.kernel import Clock, Tx, UnitOfWork
from ports.members.api import Contact, MembersApi
from ports.outside.wecom import (
    ContactDetail,
    NotAContact,
    StaffFacts,
    WecomContacts,
    WecomForbidden,
    WecomRefused,
    WecomTags,
)

PHONE_DIGITS = 11
log = structlog.get_logger("siyu.wecom")


class Mirroring:
    def __init__(
        self,
        uow: UnitOfWork,
        mirror: Mirror,
        wecom: tuple[WecomContacts, WecomTags, str],
        members: MembersApi,
        system: tuple[Clock, FieldCipher],
    ) -> None:
        """`wecom`: and the corporation's id, by which members know whose contact it is."""
        self._uow = uow
        self._mirror = mirror
        self._contacts, self._tags, self._corp_id = wecom
        self._members = members
        self._clock, self._cipher = system

    async def on_fetch_contact(self, job: FetchContact) -> None:
        await self.fetch(job.contact_id)

    async def fetch(self, contact_id: str) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again."""
        read_at = self._clock.now()
        detail: ContactDetail | None
        try:
            detail = await self._contacts.contact(contact_id)
        except NotAContact:
            detail = None
        async with self._uow.begin() as tx:
            await self._mirror.lock_contact(tx, contact_id)
            follows = detail.follows if detail else ()
            gone = {known.pair for known in await self._mirror.known_of(tx, contact_id) if known.is_active}
            gone -= {Pair(follow.user_id, contact_id) for follow in follows}
            await self._mirror.end(tx, [Departure(pair, "unknown", read_at) for pair in sorted(gone)])
            if detail:
                await self.write(tx, self.readings(detail, read_at))

    def readings(self, detail: ContactDetail, read_at: datetime) -> list[Read]:
        return [read_of(self._cipher, (detail.contact, follow), read_at) for follow in detail.follows]

    async def write(self, tx: Tx, rows: Sequence[Read]) -> None:
        """Those that are newer than what is known. Whoever the contact is becomes one member."""
        for contact_id in dict.fromkeys(row.contact.contact_id for row in rows):
            await self._members.contact_seen(tx, self._contact([r for r in rows if r.contact.contact_id == contact_id]))
        await self._mirror.save(tx, rows)

    def _contact(self, rows: Sequence[Read]) -> Contact:
        """As members know people. A phone number is what guides have written down: a proof for an operator to judge."""
        facts = rows[0].contact
        phones = {phone for row in rows for phone in row.follow.remark_phones if is_mainland(phone)}
        index = self._cipher.blind_index(phones.pop()) if len(phones) == 1 else None
        return Contact("wecom", self._corp_id, facts.contact_id, facts.unionid, index)

    async def on_fetch_staff(self, job: FetchStaff) -> None:
        await self.fetch_all_staff([job.user_id])

    async def fetch_all_staff(self, user_ids: Sequence[str]) -> None:
        """Names, and who is still there. Whoever is outside the application's range keeps what is known of them."""
        for user_id in user_ids:
            try:
                staff: StaffFacts | None = await self._contacts.staff(user_id)
            except WecomForbidden as refused:
                log.info("a guide cannot be looked at", user_id=user_id, errcode=refused.errcode)
                continue
            except WecomRefused:
                staff = None
            async with self._uow.begin() as tx:
                if staff is None:
                    await self._mirror.staff_left(tx, user_id)
                else:
                    await self._mirror.save_staff(tx, staff, self._clock.now())

    async def on_fetch_tags(self, job: FetchTags) -> None:
        del job
        await self.fetch_tags()

    async def fetch_tags(self) -> int:
        read_at = self._clock.now()
        groups = await self._tags.tags()
        async with self._uow.begin() as tx:
            return await self._mirror.save_tags(tx, groups, read_at)


def is_mainland(phone: str) -> bool:
    return len(phone) == PHONE_DIGITS and phone.isascii() and phone.isdecimal() and phone.startswith("1")
