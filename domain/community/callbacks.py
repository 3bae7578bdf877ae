"""WeCom's callbacks: verified, stored, answered at once, handled from the inbox."""

from collections.abc import Mapping
from datetime import timedelta

from domain.community.grouping import Grouping
from domain.community.losses import Losses
from domain.community.transfers import Transfers
from ports.community.jobs import FetchContact, FetchStaff, FetchTags, GreetContact
from ports.community.store import Departure, EndedBy, Mirror, Pair
from ports.community.transfers import FetchUnassigned
from ports.inbox import Callback, Inbox
from ports.kernel import Clock, Tx
from ports.outside.wecom_app import (
    ContactAdded,
    ContactEdited,
    ContactGone,
    ForgedCallback,
    GroupChanged,
    StaffChanged,
    TagsChanged,
    TransferFailed,
    WecomCallbacks,
)

EDITS_ARE_ALIKE_FOR = timedelta(seconds=1.5)
"""Two edits of one second are told by the same bytes, and are one event: what is true is asked for when it is over."""


class CallbackDesk:
    def __init__(self, inbox: Inbox, callbacks: WecomCallbacks, *, is_on: bool) -> None:
        """`is_on`: the shop has papers of WeCom. Without them anybody could sign."""
        self._is_on = is_on
        self._inbox = inbox
        self._callbacks = callbacks

    def echo(self, query: Mapping[str, str]) -> str:
        """The console's URL check. Raises ForgedCallback."""
        self._need_papers()
        return self._callbacks.echo(query)

    async def receive(self, query: Mapping[str, str], body: bytes) -> None:
        """Stored in the clear, so that a new key does not lock old events. Raises ForgedCallback."""
        self._need_papers()
        event = self._callbacks.read(query, body)
        callback = Callback(source="wecom", dedup_key=event.dedup_key, kind=event.kind, headers={}, body=event.body)
        await self._inbox.receive(callback)

    def _need_papers(self) -> None:
        if not self._is_on:
            raise ForgedCallback


class CallbackHandler:
    def __init__(
        self, callbacks: WecomCallbacks, mirror: Mirror, followers: tuple[Losses, Transfers, Grouping], clock: Clock
    ) -> None:
        self._callbacks = callbacks
        self._mirror = mirror
        self._losses, self._transfers, self._grouping = followers
        self._clock = clock

    async def on_event(self, tx: Tx, callback: Callback) -> None:
        event = self._callbacks.interpret(callback.body)
        match event:
            case ContactGone():
                # Who ended it is told by the event alone; whether it still is so, by the reading that follows.
                await self._mirror.lock_contact(tx, event.contact_id)
                pair = Pair(event.user_id, event.contact_id)
                await self._mirror.end(tx, [Departure(pair, _ended_by(event), self._clock.now())])
                if not event.by_transfer:
                    await self._losses.lost(tx, pair, event.at, by_contact=event.by_contact)
                tx.enqueue(FetchContact(event.contact_id))
            case ContactEdited():
                tx.enqueue(FetchContact(event.contact_id), due_at=event.at + EDITS_ARE_ALIKE_FOR)
            case ContactAdded():
                if event.state:
                    # First: a welcome has 20 seconds.
                    whose = (event.user_id, event.contact_id, event.state, event.welcome_code)
                    tx.enqueue(GreetContact(*whose, event.at))
                tx.enqueue(FetchContact(event.contact_id))
            case TransferFailed():
                await self._transfers.on_failed(tx, event)
                tx.enqueue(FetchContact(event.contact_id))
            case StaffChanged():
                tx.enqueue(FetchStaff(event.user_id))
                await self._grouping.on_staff(tx, event)
                if event.has_left:
                    tx.enqueue(FetchUnassigned())
            case TagsChanged():
                tx.enqueue(FetchTags())
            case GroupChanged():
                await self._grouping.on_changed(tx, event)
            case None:
                pass


def _ended_by(event: ContactGone) -> EndedBy:
    if event.by_transfer:
        return "transfer"
    return "contact" if event.by_contact else "guide"
