"""Customer groups 社群 as the shop mirrors them (G2). Ids are WeCom's throughout."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.kernel import Job, Tx
from ports.outside.wecom_groups import GroupFacts

ChatState = Literal["normal", "owner_left", "transferring", "dismissed"]
ChatKind = Literal["vip", "ordinary", "free"]
"""Set by an operator; `free` belongs to neither, and nobody is invited to it by rule."""


class Chat(Struct, frozen=True):
    """`members` counts customers and staff. `version` is WeCom's, and changes with the members."""

    chat_id: str
    name: str
    owner: str
    notice: str
    kind: ChatKind
    state: ChatState
    members: int
    version: str
    made_at: datetime
    read_at: datetime
    dismissed_at: datetime | None


class ChatMember(Struct, frozen=True):
    """A stay in a group: whoever comes back has another one. `subject` is a user id of staff, else a contact id.

    `join_scene` 1 invited, 2 by link, 3 by code (`state`). `left_at`: when a reading first missed them.
    """

    chat_id: str
    subject: str
    is_staff: bool
    name: str
    joined_at: datetime
    join_scene: int
    invited_by: str | None
    state: str
    left_at: datetime | None


class FetchGroup(Job, tag="community.fetch_group", frozen=True):
    """Something has happened to the group: what is true of it now is asked for and written down."""

    chat_id: str


class ChatReading(Struct, frozen=True):
    """What WeCom has said of a group that it was asked for at `read_at`."""

    facts: GroupFacts
    state: ChatState
    read_at: datetime


class ChatStore(Protocol):
    """Whoever writes passes by what was read later: an old reading never undoes a new one."""

    async def lock_chat(self, tx: Tx, chat_id: str) -> None:
        """One writer at a time for a group, to the end of the transaction. Several: in the order of their ids."""

    async def save(self, tx: Tx, facts: GroupFacts, state: ChatState, read_at: datetime) -> bool:
        """The group and its members; who is not among them has left. False: it was read later already."""

    async def dismiss(self, tx: Tx, chat_id: str, at: datetime, read_at: datetime) -> bool:
        """WeCom knows it no more since `at`. False: nobody knew it, it was known to be so, or was read later.

        Its members stay as they were last.
        """

    async def known(self, tx: Tx, chat_ids: Sequence[str]) -> dict[str, Chat]: ...

    async def of_owners(self, tx: Tx, owners: Sequence[str]) -> tuple[Chat, ...]:
        """Those that are not dismissed."""

    async def set_kind(self, tx: Tx, chat_id: str, kind: ChatKind) -> None: ...
