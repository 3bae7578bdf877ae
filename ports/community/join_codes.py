"""Join codes 入群活码: a code to customer groups that goes on to the next group when one is full (G2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from msgspec import Struct

from ports.kernel import Job, Tx

JoinCodeState = Literal["making", "starting", "active", "unknown", "stopping", "stopped", "failed"]
"""`starting`: WeCom is being asked to make it. `unknown`: the answer was lost. WeCom lists no join codes: nobody can
tell whether there is one, and a person lets it be made anew; one that nobody has seen does no harm.
"""


class JoinCodeRules(Struct, frozen=True, rename="camel"):
    """`chat_ids` in the order in which they are filled; WeCom is told of up to five that are not full.

    `limit`: members at which a group counts as full. `makes_rooms`: when all are full, WeCom opens another one of
    `room_name`.
    """

    name: str
    chat_ids: tuple[str, ...]
    limit: int
    makes_rooms: bool
    room_name: str


class JoinCodeRow(Struct, frozen=True):
    """`mark` is what WeCom calls state: it comes back with every member. `told`: the groups WeCom leads to now."""

    id: UUID
    mark: str
    rules: JoinCodeRules
    state: JoinCodeState
    config_id: str | None
    qr_url: str | None
    told: tuple[str, ...]
    made_at: datetime
    changed_at: datetime
    version: int
    problem: str | None = None


class ChatFill(Struct, frozen=True):
    """How full a group is, as the mirror knows it."""

    chat_id: str
    name: str
    owner_name: str
    members: int
    is_gone: bool


class JoinCodeChatView(Struct, frozen=True, rename="camel"):
    """`is_told`: WeCom leads to it now; else it waits, is full, or gone."""

    chat_id: str
    name: str
    owner_name: str
    members: int
    is_told: bool
    is_full: bool
    is_gone: bool


class JoinCodeView(Struct, frozen=True, rename="camel"):
    """`reserve`: groups that wait for their turn. `joined`: members who came through this code and are still there."""

    id: UUID
    mark: str
    rules: JoinCodeRules
    state: JoinCodeState
    qr_url: str | None
    made_at: datetime
    version: int
    problem: str | None
    chats: tuple[JoinCodeChatView, ...]
    reserve: int
    joined: int


class KeepJoinCode(Job, tag="community.keep_join_code", frozen=True):
    """WeCom has to hear of a join code: it is new, was changed, a group is full, or it is to go."""

    join_code_id: UUID


class JoinCodeStore(Protocol):
    async def insert(self, tx: Tx, row: JoinCodeRow) -> None: ...

    async def one(self, tx: Tx, join_code_id: UUID, *, lock: bool = False) -> JoinCodeRow | None: ...

    async def all(self, tx: Tx) -> Sequence[JoinCodeRow]:
        """The newest first."""

    async def save(self, tx: Tx, before: JoinCodeRow, after: JoinCodeRow) -> bool:
        """False: somebody has changed it since `before`."""

    async def lost(self, tx: Tx, before: datetime, problem: str) -> int:
        """Those `starting` since before then are `unknown`."""

    async def fills(self, tx: Tx, chat_ids: Sequence[str]) -> dict[str, ChatFill]: ...

    async def joined(self, tx: Tx) -> dict[str, int]:
        """Present members by the mark of the code that they came through."""
