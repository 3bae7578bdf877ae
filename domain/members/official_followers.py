"""Followers of the official account: told by its push, read from WeChat, joined to members by unionid (M1).

As in the mirror of WeCom, an event is a hint: it is noted, and what is true is asked for. A follower whose unionid is
known is a member at once, the one who holds it or a new one who has not logged in yet, as a contact of WeCom is. One
without a unionid is kept, and asked for again by every comparison. Whoever follows no more stays the member they are.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from domain.members import official_rules
from domain.members.identity_desk import IdentityDesk
from domain.members.tag_desk import TagDesk
from ports.inbox import Callback, Inbox
from ports.kernel import Clock, Ids, MemberId, Tx, UnitOfWork
from ports.members.api import Contact
from ports.members.official import FetchFollower, OfficialStore
from ports.outside.official_account import Follower, NotAFollower, OfficialAccount, OfficialPush
from ports.outside.wechat import ForgedPush

EVENTS_ARE_ALIKE_FOR = timedelta(seconds=1.5)
"""Events of one second are told by the same bytes, and are one: what is true is asked for when it is over."""
CLOCKS_DIFFER_BY = timedelta(minutes=5)


class OfficialPushDesk:
    def __init__(self, inbox: Inbox, push: OfficialPush, *, is_on: bool) -> None:
        """`is_on`: the shop has papers of an official account. Without them anybody could sign."""
        self._inbox = inbox
        self._push = push
        self._is_on = is_on

    def echo(self, query: Mapping[str, str]) -> str:
        """The console's URL check. Raises ForgedPush."""
        self._need_papers()
        return self._push.echo(query)

    async def receive(self, query: Mapping[str, str], body: bytes) -> None:
        """Stored in the clear, so that a new key does not lock old messages. Raises ForgedPush."""
        self._need_papers()
        message = self._push.read(query, body)
        await self._inbox.receive(
            Callback(
                source="wechat_official",
                dedup_key=message.dedup_key,
                kind=message.event,
                headers={},
                body=message.body,
            )
        )

    def _need_papers(self) -> None:
        if not self._is_on:
            raise ForgedPush


class Written(Struct, frozen=True):
    """What a reading has changed. `is_passed`: something newer was known, or the person has left."""

    has_followed: bool = False
    has_gone: bool = False
    is_joined: bool = False
    is_passed: bool = False


class OfficialFollowers:
    def __init__(
        self,
        uow: UnitOfWork,
        store: OfficialStore,
        outside: tuple[OfficialAccount, OfficialPush, str],
        joined: tuple[IdentityDesk, TagDesk],
        system: tuple[Clock, Ids],
    ) -> None:
        """`outside`: and the account's appid, empty in a shop without one."""
        self._uow = uow
        self._store = store
        self._account, self._push, self._appid = outside
        self._desk, self._tags = joined
        self._clock, self._ids = system

    async def on_message(self, tx: Tx, callback: Callback) -> None:
        event = self._push.interpret(callback.body)
        if event is None:
            return
        now = self._clock.now()
        if event.at > now + CLOCKS_DIFFER_BY:
            # Nothing that is read would be later than that.
            event = replace(event, at=now)
        row = await self._store.lock(tx, event.openid, now)
        after = official_rules.told(row, event)
        await self._store.save(tx, after.row)
        if after.row.is_following is not row.is_following:
            await self._touched(tx, await self._store.member_of(tx, event.openid))
        if after.change:
            await self._store.note(tx, event.openid, after.change, self._ids.new())
        tx.enqueue(FetchFollower(event.openid), due_at=event.at + EVENTS_ARE_ALIKE_FOR)

    async def on_fetch(self, job: FetchFollower) -> None:
        """Raises OfficialRefused, OutsideUnavailable: the job comes again."""
        if not self._appid:
            return
        read_at = self._clock.now()
        try:
            found = await self._account.follower(job.openid)
        except NotAFollower:
            found = Follower(job.openid, is_following=False)
        await self.write(found, read_at)

    async def write(self, found: Follower, read_at: datetime) -> Written:
        """One follower a transaction: who joins whom takes locks, and no two of them shall wait for each other."""
        try:
            async with self._uow.begin() as tx:
                # First the members, whose rows are locked before any of ours; what follows may take it back.
                before, member_id = await self._joined(tx, found)
                row = await self._store.lock(tx, found.openid, read_at)
                after = official_rules.read(row, found, read_at)
                if after is None:
                    raise _Passed
                await self._store.save(tx, after.row)
                if after.change:
                    await self._store.note(tx, found.openid, after.change, self._ids.new())
                if after.row.is_following is not row.is_following or before != member_id:
                    await self._touched(tx, before, member_id)
        except _Passed:
            return Written(is_passed=True)
        return Written(
            has_followed=after.row.is_following and not row.is_following,
            has_gone=row.is_following and not after.row.is_following,
            is_joined=member_id is not None and before is None,
        )

    async def _joined(self, tx: Tx, found: Follower) -> tuple[MemberId | None, MemberId | None]:
        """Whose the identity was and is."""
        before = await self._store.member_of(tx, found.openid)
        if not (found.is_following and found.unionid):
            return before, before
        contact = Contact("official_account", self._appid, found.openid, found.unionid)
        return before, await self._desk.seen(tx, contact)

    async def _touched(self, tx: Tx, *member_ids: MemberId | None) -> None:
        """The tag of those who follow. Sorted, so that two transactions meet in one order."""
        known = sorted({member_id for member_id in member_ids if member_id is not None})
        if known:
            await self._tags.touched(tx, *known)


class _Passed(Exception):
    """What was read is older than what is known: nothing of it is kept."""


class OfficialLeaver:
    """Implements `ports.members.personal_data.Leaver`: who follows is WeChat's to know, whose openid it was is ours."""

    def __init__(self, store: OfficialStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def leave(self, tx: Tx, member_id: MemberId) -> None:
        await self._store.forget(tx, member_id, self._clock.now())
