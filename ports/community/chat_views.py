"""What operators see of customer groups, ready to encode."""

from datetime import date, datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.community.chat_comparison import ChatRunState
from ports.community.chats import ChatKind, ChatState
from ports.community.store import GapKind
from ports.kernel import MemberId, Page, Tx

ChatSize = Literal["small", "medium", "large"]
"""Fewer than 50 people, 50 to 199, 200 and more."""
Presence = Literal["present", "left"]


class ChatRunView(Struct, frozen=True, rename="camel"):
    """A comparison of groups. `problem`: what WeCom refused, when that has stopped it."""

    number: int
    state: ChatRunState
    by: str
    started_at: datetime
    finished_at: datetime | None
    resume_at: datetime | None
    calls: int
    groups: int
    missing: int
    extra: int
    different: int
    problem: str | None


class ChatGapView(Struct, frozen=True, rename="camel"):
    """`name` is that of the group now. `detail`: what differed, and what was done."""

    kind: GapKind
    chat_id: str
    name: str
    detail: str


class ChatComparisonsState(Struct, frozen=True, rename="camel"):
    """`is_on`: the shop has papers of WeCom. The first of `runs` is the latest; `gaps` are of the last that ended."""

    is_on: bool
    runs: tuple[ChatRunView, ...]
    gaps: tuple[ChatGapView, ...]


class ChatCounts(Struct, frozen=True, rename="camel"):
    """Of groups that are not dismissed. `customers` are people, once each; `joined` and `left` are stays of 30 days."""

    groups: int
    vip: int
    ordinary: int
    owner_left: int
    customers: int
    joined: int
    left: int


class ChatsState(Struct, frozen=True, rename="camel"):
    """`run`: None before the first comparison."""

    counts: ChatCounts
    run: ChatRunView | None


class ChatFilter(Struct, frozen=True):
    query: str | None = None
    owner: str | None = None
    kind: ChatKind | None = None
    state: ChatState | None = None
    size: ChatSize | None = None


class ChatRowView(Struct, frozen=True, rename="camel"):
    """`members` counts customers and staff. `joined` and `left`: customers, within 30 days."""

    chat_id: str
    name: str
    owner: str
    owner_name: str
    kind: ChatKind
    state: ChatState
    members: int
    customers: int
    joined: int
    left: int
    made_at: datetime
    read_at: datetime
    dismissed_at: datetime | None


class ChatDayView(Struct, frozen=True, rename="camel"):
    """A day of Shanghai."""

    day: date
    joined: int
    left: int


class ChatView(ChatRowView, frozen=True, rename="camel"):
    notice: str
    days: tuple[ChatDayView, ...]


class ChatMemberView(Struct, frozen=True, rename="camel"):
    """A stay. `invited_by`: a name. `level_name`: None for staff, and for who has never been in the mini-program.

    `is_contact`: some guide has them as a friend.
    """

    subject: str
    is_staff: bool
    is_owner: bool
    is_admin: bool
    name: str
    joined_at: datetime
    left_at: datetime | None
    join_scene: int
    invited_by: str | None
    state: str
    is_contact: bool
    member_id: MemberId | None
    level_name: str | None


class ChatViews(Protocol):
    """`since`: from when on somebody counts as joined or left lately."""

    async def counts(self, tx: Tx, since: datetime) -> ChatCounts: ...

    async def run(self, tx: Tx) -> ChatRunView | None: ...

    async def runs(self, tx: Tx, limit: int) -> tuple[ChatRunView, ...]:
        """The latest first."""

    async def gaps(self, tx: Tx, limit: int) -> tuple[ChatGapView, ...]:
        """Of the last comparison that came to its end."""

    async def chats(
        self, tx: Tx, wanted: ChatFilter, since: datetime, place: tuple[str | None, int]
    ) -> Page[ChatRowView]:
        """Newest first. `place`: cursor and limit."""

    async def chat(self, tx: Tx, chat_id: str, since: datetime, until: datetime) -> ChatView | None:
        """Its `days` are all those from `since` to `until`."""

    async def members(
        self, tx: Tx, chat_id: str, presence: Presence, cursor: str | None, limit: int
    ) -> Page[ChatMemberView]:
        """Staff first, then by when they came, or left, newest first."""
