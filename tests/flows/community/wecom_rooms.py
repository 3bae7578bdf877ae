"""Groups of WeCom."""

from datetime import datetime

from msgspec.structs import replace

from ports.outside.wecom import WecomRefused, WecomThrottled
from ports.outside.wecom_groups import GroupFacts, GroupMember, GroupPage, GroupRow, GroupState
from tests.flows.orders.conftest import HandClock

UNKNOWN, DISMISSED, TOO_MANY_PEOPLE = 40050, 49008, 81017
PAGE = 3


class Rooms:
    """Implements `ports.outside.wecom_groups.WecomGroups` as far as it is asked, and what people do in groups."""

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self.facts: dict[str, GroupFacts] = {}
        self.states: dict[str, GroupState] = {}
        self.dismissed: set[str] = set()
        self.odd: dict[str, int] = {}
        self.wants_owners = False
        self.throttle_after: int | None = None
        self.calls = 0

    def make(self, chat_id: str, owner: str, *subjects: str, name: str = "") -> None:
        now = self._clock.now()
        members = (_member(owner, now, is_staff=True), *(_member(one, now) for one in subjects))
        self.facts[chat_id] = GroupFacts(chat_id, name or f"群{chat_id}", owner, "", now, (), members, f"{chat_id}-1")
        self.states[chat_id] = "normal"

    def join(self, chat_id: str, subject: str, **more: object) -> None:
        """`more`: `join_scene`, `state`, `unionid` and such."""
        member = replace(_member(subject, self._clock.now()), **more)
        self._members(chat_id, (*self.facts[chat_id].members, member))

    def leave(self, chat_id: str, subject: str) -> None:
        self._members(chat_id, tuple(one for one in self.facts[chat_id].members if one.subject != subject))

    def change(self, chat_id: str, **more: object) -> None:
        self.facts[chat_id] = replace(self.facts[chat_id], **more)

    def dismiss(self, chat_id: str) -> None:
        self.dismissed.add(chat_id)

    def present(self) -> dict[str, tuple[str, str, str, frozenset[str]]]:
        """Name, owner, state and members of every group there is."""
        return {
            chat_id: (one.name, one.owner, _told(self.states[chat_id]), frozenset(m.subject for m in one.members))
            for chat_id, one in self.facts.items()
            if chat_id not in self.dismissed
        }

    async def page(self, owners: tuple[str, ...], cursor: str | None) -> GroupPage:
        self._called()
        if self.wants_owners and not owners:
            raise WecomRefused(TOO_MANY_PEOPLE)
        rows = [
            GroupRow(chat_id, self.states[chat_id])
            for chat_id, one in sorted(self.facts.items())
            if chat_id not in self.dismissed and (not owners or one.owner in owners)
        ]
        start = int(cursor or 0)
        end = start + PAGE
        return GroupPage(tuple(rows[start:end]), str(end) if end < len(rows) else None)

    async def one(self, chat_id: str) -> GroupFacts:
        self._called()
        if chat_id in self.odd:
            raise WecomRefused(self.odd[chat_id])
        if chat_id in self.dismissed or chat_id not in self.facts:
            raise WecomRefused(DISMISSED if chat_id in self.dismissed else UNKNOWN)
        return self.facts[chat_id]

    def _members(self, chat_id: str, members: tuple[GroupMember, ...]) -> None:
        one = self.facts[chat_id]
        number = int(one.version.rsplit("-", 1)[1])
        self.facts[chat_id] = replace(one, members=members, version=f"{chat_id}-{number + 1}")

    def _called(self) -> None:
        self.calls += 1
        # Every call takes its time: no two readings are of the same moment.
        self._clock.pass_(milliseconds=1)
        if self.throttle_after is not None and self.calls > self.throttle_after:
            raise WecomThrottled(60)


def _member(subject: str, at: datetime, *, is_staff: bool = False) -> GroupMember:
    return GroupMember(subject, is_staff, None, f"成员{subject}", at, 1, None, "")


def _told(state: GroupState) -> str:
    return "normal" if state == "transferred" else state
