"""WeCom's customer groups 客户群, their join codes, and messages to many, which guides have to confirm (C.7, C.9)."""

from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.outside.wecom import MessagePart

GroupState = Literal["normal", "owner_left", "transferring", "transferred"]


class GroupRow(Struct, frozen=True):
    chat_id: str
    state: GroupState


class GroupPage(Struct, frozen=True):
    items: tuple[GroupRow, ...]
    next_cursor: str | None


class GroupMember(Struct, frozen=True):
    """`subject` is a user id of staff, else a contact id. `join_scene` 1 invited, 2 by link, 3 by code.

    `state` is the code's.
    """

    subject: str
    is_staff: bool
    unionid: str | None
    name: str
    joined_at: datetime
    join_scene: int
    invited_by: str | None
    state: str


class GroupFacts(Struct, frozen=True):
    """`version` changes with the members."""

    chat_id: str
    name: str
    owner: str
    notice: str
    made_at: datetime
    admins: tuple[str, ...]
    members: tuple[GroupMember, ...]
    version: str


class JoinCode(Struct, frozen=True):
    """A code to up to five groups; full ones are passed over, and `makes_rooms` opens another one when all are full."""

    chat_ids: tuple[str, ...]
    state: str
    remark: str
    makes_rooms: bool
    room_name: str | None = None
    room_number: int | None = None


class WecomGroups(Protocol):
    async def page(self, owners: tuple[str, ...], cursor: str | None) -> GroupPage:
        """Groups of these owners, or of all; 81017 asks for owners where there are too many people."""

    async def one(self, chat_id: str) -> GroupFacts:
        """Raises WecomRefused when the group is dismissed."""

    async def chat_of(self, open_group_id: str) -> str | None:
        """The chat of a group id that the mini-program has decrypted; None: not one of ours."""

    async def add_join_code(self, code: JoinCode) -> str:
        """The config id: the picture has to be asked for."""

    async def join_code(self, config_id: str) -> tuple[JoinCode, str]:
        """And the address of its picture. Raises CodeWayUnknown."""

    async def change_join_code(self, config_id: str, code: JoinCode) -> None:
        """Overwrites all of it. Raises CodeWayUnknown."""

    async def delete_join_code(self, config_id: str) -> None:
        """Raises CodeWayUnknown."""


class MassMessage(Struct, frozen=True):
    """To contacts (≤ 10,000) of a guide, or to groups of an owner (≤ 2,000). Nothing goes out before they confirm."""

    sender: str
    parts: tuple[MessagePart, ...]
    contact_ids: tuple[str, ...] = ()
    chat_ids: tuple[str, ...] = ()


class MadeMassMessage(Struct, frozen=True):
    """`failed`: ids that are no contacts, or have had all that they may get."""

    message_id: str
    failed: tuple[str, ...]


class ListedMassMessage(Struct, frozen=True):
    """As the corporation's list tells it: how one finds a call whose answer was lost."""

    message_id: str
    made_at: datetime
    text: str


class MassTask(Struct, frozen=True):
    user_id: str
    is_sent: bool
    sent_at: datetime | None


SendState = Literal["unsent", "sent", "not_a_friend", "over_limit"]


class SendResult(Struct, frozen=True):
    """`contact_id` or `chat_id`."""

    contact_id: str | None
    chat_id: str | None
    state: SendState
    sent_at: datetime | None


class WecomMassMessages(Protocol):
    async def add(self, message: MassMessage) -> MadeMassMessage:
        """No idempotency key: an answer that was lost has to be looked for in `between`; never repeat blindly."""

    async def between(self, start: datetime, end: datetime, *, to_groups: bool) -> tuple[ListedMassMessage, ...]: ...

    async def tasks(self, message_id: str) -> tuple[MassTask, ...]:
        """Raises WecomRefused; 41063 directly after it was made says: later."""

    async def results(self, message_id: str, user_id: str) -> tuple[SendResult, ...]: ...

    async def remind(self, message_id: str) -> None:
        """Three times in 24 hours at most. Raises WecomRefused."""

    async def cancel(self, message_id: str) -> None: ...
