"""Keeping the mirror of groups: an event says that something has happened, and what is true now is read (G2).

As with contacts, whatever is read carries the time before the call, and an older reading never undoes a newer one.
"""

from collections.abc import Mapping
from datetime import timedelta

from ports.community.chats import Chat, ChatReading, ChatState, ChatStore, FetchGroup
from ports.kernel import Clock, Tx, UnitOfWork
from ports.outside.wecom import WecomForbidden, WecomRefused
from ports.outside.wecom_app import GroupChanged, StaffChanged
from ports.outside.wecom_groups import GroupState, WecomGroups

GONE = frozenset({40050, 49008})
"""Errcodes: no such group, or it is dismissed. Any other refusal is about us, and says nothing of the group."""
PAGES_MAX = 20
CHANGES_ARE_ALIKE_FOR = timedelta(seconds=1.5)
"""Two changes of one second may be told by the same bytes, and are one event: it is read when the second is over."""
STATES: Mapping[GroupState, ChatState] = {
    "normal": "normal",
    "owner_left": "owner_left",
    "transferring": "transferring",
    "transferred": "normal",
}


class Grouping:
    def __init__(self, uow: UnitOfWork, chats: ChatStore, wecom: WecomGroups, clock: Clock) -> None:
        self._uow = uow
        self._chats = chats
        self._wecom = wecom
        self._clock = clock

    async def on_changed(self, tx: Tx, event: GroupChanged) -> None:
        """A dismissal is marked at once; whether it is so, the reading says."""
        if event.what == "dismissed":
            await self._chats.lock_chat(tx, event.chat_id)
            await self._chats.dismiss(tx, event.chat_id, event.at, self._clock.now())
        tx.enqueue(FetchGroup(event.chat_id), due_at=event.at + CHANGES_ARE_ALIKE_FOR)

    async def on_staff(self, tx: Tx, event: StaffChanged) -> None:
        """Groups of whoever has left wait for a new owner, which no event says."""
        if event.has_left:
            for chat in await self._chats.of_owners(tx, [event.user_id]):
                tx.enqueue(FetchGroup(chat.chat_id))

    async def on_fetch(self, job: FetchGroup) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again."""
        read_at = self._clock.now()
        reading = await self.read(job.chat_id, None)
        async with self._uow.begin() as tx:
            await self._chats.lock_chat(tx, job.chat_id)
            if reading is None:
                await self._chats.dismiss(tx, job.chat_id, read_at, read_at)
            else:
                await self._chats.save(tx, reading.facts, reading.state, reading.read_at)

    async def read(self, chat_id: str, listed: GroupState | None) -> ChatReading | None:
        """What WeCom has of it; None: it is dismissed. `listed`: what a list has just said of it, when one has.

        Raises WecomRefused when the refusal is not about the group.
        """
        read_at = self._clock.now()
        try:
            facts = await self._wecom.one(chat_id)
        except WecomRefused as refused:
            if refused.errcode in GONE:
                return None
            raise
        state = listed or await self._listed(chat_id, facts.owner)
        return ChatReading(facts, STATES[state] if state else await self._known_state(chat_id, facts.owner), read_at)

    async def _listed(self, chat_id: str, owner: str) -> GroupState | None:
        """Whether the owner is still there is said by lists alone."""
        cursor: str | None = None
        try:
            for _ in range(PAGES_MAX):
                page = await self._wecom.page((owner,), cursor)
                for row in page.items:
                    if row.chat_id == chat_id:
                        return row.state
                cursor = page.next_cursor
                if cursor is None:
                    return None
        except WecomForbidden:
            raise
        except WecomRefused:
            # Whether a list may be asked by an owner who has left is written nowhere: the comparison asks for all.
            return None
        return None

    async def _known_state(self, chat_id: str, owner: str) -> ChatState:
        async with self._uow.reading() as tx:
            known: Chat | None = (await self._chats.known(tx, [chat_id])).get(chat_id)
        if known is None or known.owner != owner or known.state == "dismissed":
            return "normal"
        return known.state
